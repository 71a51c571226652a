# Room: views. The map of the 19 municipalities, drawn from their outlines in data/. Called by the
# macro cpas_map, by the finder and by the page of a CPAS.
"""From longitudes and latitudes to a drawing a few kilobytes small, borders still shared."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.model.places import Outline, Point, Ring

WIDTH = 640
# How far a drawn border may stray from the real one, in units of the drawing (one is about 27 m).
_TOLERANCE = {False: 0.8, True: 3.0}
# Parts of Brussels City that have a postcode of their own. Where a label stands is a choice of the
# drawing, by general knowledge: it is inside the part, and is no position of anything.
_PARTS = {"1020": (4.3475, 50.8885), "1120": (4.3905, 50.8995), "1130": (4.4215, 50.8862)}
_BRUSSELS_CITY = "21004"
# Labels that would run over a neighbour at 360 px, moved by a few units.
_NUDGES = {
    "1000": (-8, 6),
    "1060": (4, 2),
    "1080": (-14, 6),
    "1081": (0, 2),
    "1083": (-4, 0),
    "1090": (2, 12),
    "1150": (10, 18),
    "1160": (-14, -4),
    "1210": (5, 8),
}


@dataclass(frozen=True, kw_only=True)
class MapArea:
    """One municipality. ``shape`` is the ``d`` of its path; ``path`` leads to its CPAS, below the
    language; ``name`` is said and shown with ``codes``."""

    path: str
    name: Words
    codes: str
    shape: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class MapLabel:
    """A postcode on the map, centred on ``x``; ``y`` is its foot."""

    code: str
    x: int
    y: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class MapView:
    """The map (component ``cpas_map``). A small map shows where one municipality lies; its areas
    are no links, and ``current`` names it. ``current`` is "" on the large one."""

    width: int
    height: int
    areas: tuple[MapArea, ...]
    labels: tuple[MapLabel, ...]
    current: Words | str


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    """Shapes and label positions in units of the drawing, by NIS code."""

    height: int
    shapes: dict[str, str]
    labels: dict[str, tuple[int, int]]
    parts: dict[str, tuple[int, int]]


def cpas_map_view(dataset: Dataset, *, cpas: str = "", locale: str, on_date: date) -> MapView:
    """``{{ cpas_map() }}``: each municipality a link; with ``cpas``, a small map of where it is."""
    drawing = _drawing(dataset.outlines, is_small=bool(cpas))
    return MapView(
        width=WIDTH,
        height=drawing.height,
        areas=tuple(_areas(dataset, drawing, current=cpas, locale=locale)),
        labels=tuple(_labels(dataset, drawing, current=cpas)),
        current=dataset.cpas[cpas].municipality.words(locale) if cpas else "",
    )


def _areas(dataset: Dataset, drawing: _Drawing, *, current: str, locale: str) -> Iterator[MapArea]:
    for cpas in dataset.cpas.values():
        if cpas.nis_code in drawing.shapes:
            yield MapArea(
                path=f"cpas/{cpas.id}/",
                name=cpas.municipality.words(locale),
                codes=", ".join(cpas.postcodes),
                shape=drawing.shapes[cpas.nis_code],
                is_current=cpas.id == current,
            )


def _labels(dataset: Dataset, drawing: _Drawing, *, current: str) -> Iterator[MapLabel]:
    """The postcode of each area; on a small map only the one that is shown."""
    for cpas in dataset.cpas.values():
        if cpas.nis_code not in drawing.labels or current not in ("", cpas.id):
            continue
        places = {cpas.postcodes[0]: drawing.labels[cpas.nis_code]}
        if cpas.nis_code == _BRUSSELS_CITY:
            places |= drawing.parts
        for code, (x, y) in places.items():
            right, down = (0, 0) if current else _NUDGES.get(code, (0, 0))
            yield MapLabel(code=code, x=x + right, y=y + down, is_current=cpas.id == current)


# --- drawing ------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _drawing(outlines: tuple[Outline, ...], *, is_small: bool) -> _Drawing:
    """The outlines on a sheet ``WIDTH`` units wide, north up, with a small margin."""
    points = [point for outline in outlines for ring in outline.rings for point in ring]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    margin = 4
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * margin) / ((east - west) * narrowing)

    def place(point: Point) -> Point:
        lon, lat = point
        return margin + (lon - west) * narrowing * scale, margin + (north - lat) * scale

    rings = {
        outline.nis_code: [tuple(place(point) for point in ring) for ring in outline.rings]
        for outline in outlines
    }
    simpler = _simplified(rings, tolerance=_TOLERANCE[is_small])
    return _Drawing(
        height=round(2 * margin + (north - south) * scale),
        shapes={code: "".join(map(_shape, found)) for code, found in simpler.items()},
        labels={outline.nis_code: _foot(place(outline.label)) for outline in outlines},
        parts={code: _foot(place(point)) for code, point in _PARTS.items()},
    )


def _foot(point: Point) -> tuple[int, int]:
    """Where a label stands so that its middle is at ``point``."""
    return round(point[0]), round(point[1]) + 6


def _simplified(rings: dict[str, list[Ring]], *, tolerance: float) -> dict[str, list[Ring]]:
    """The rings with fewer points.

    A border between two municipalities loses the same points on both sides, and points where three
    meet stay: no gap, no overlap. What shrinks to nothing goes.
    """
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in (ring for found in rings.values() for ring in found):
        for here, there in pairwise(ring):
            neighbours[here].add(there)
            neighbours[there].add(here)
    meetings = {point for point, near in neighbours.items() if len(near) > 2}
    return {
        code: [
            simpler
            for ring in found
            if len(simpler := _thinned(ring, meetings, tolerance=tolerance)) > 3
        ]
        for code, found in rings.items()
    }


def _thinned(ring: Ring, meetings: set[Point], *, tolerance: float) -> Ring:
    thin: list[Point] = []
    for border in _borders(ring, meetings):
        # Always thinned in the same direction, so that both neighbours get the same points.
        forward = min(border, border[::-1])
        kept = _douglas_peucker(forward, tolerance=tolerance)
        thin += (kept if forward == border else kept[::-1])[:-1]
    return (*thin, thin[0])


def _borders(ring: Ring, meetings: set[Point]) -> Iterator[Ring]:
    """The ring cut where three municipalities meet; whole when it meets at most one place."""
    points = ring[:-1]
    start = next((at for at, point in enumerate(points) if point in meetings), 0)
    turned = (*points[start:], *points[:start], points[start])
    cuts = [at for at, point in enumerate(turned) if point in meetings] or [0, len(turned) - 1]
    for first, last in pairwise(cuts):
        yield turned[first : last + 1]


def _douglas_peucker(line: Ring, *, tolerance: float) -> Ring:
    """The ends, and every point without which the line would stray more than ``tolerance``."""
    if len(line) < 3:
        return line
    away, at = max(
        (_distance(point, line[0], line[-1]), index)
        for index, point in enumerate(line[1:-1], start=1)
    )
    if away <= tolerance:
        return (line[0], line[-1])
    before = _douglas_peucker(line[: at + 1], tolerance=tolerance)
    return (*before[:-1], *_douglas_peucker(line[at:], tolerance=tolerance))


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the segment between two others."""
    run, rise = end[0] - start[0], end[1] - start[1]
    length = run * run + rise * rise
    along = 0.0
    if length:
        along = ((point[0] - start[0]) * run + (point[1] - start[1]) * rise) / length
        along = min(1.0, max(0.0, along))
    return math.dist(point, (start[0] + along * run, start[1] + along * rise))


def _shape(ring: Ring) -> str:
    """A ring as path data in whole units: a move, then steps from point to point."""
    points = [(round(x), round(y)) for x, y in ring[:-1]]
    steps = [
        (there[0] - here[0], there[1] - here[1])
        for here, there in pairwise(points)
        if here != there
    ]
    return f"M{_numbers(points[:1])}l{_numbers(steps)}z"


def _numbers(pairs: Iterable[tuple[int, int]]) -> str:
    """Numbers one after the other; a minus sign also separates."""
    return " ".join(str(number) for pair in pairs for number in pair).replace(" -", "-")
