# Room: tests. The map of the 19 municipalities, from the outlines in data/ to the drawing.
"""Borders stay shared, every area leads to its CPAS, and the drawing stays small."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
from conftest import REPOSITORY, ParseHtml

from macros.load import DataProblems, load_dataset
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.map import MapView, cpas_map_view

TODAY = date(2026, 11, 21)
LOCALES = ("fr", "nl", "en")
MAP_BUDGET = 6_000

Point = tuple[int, int]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=TODAY)


@pytest.fixture(scope="module")
def renderer(dataset: Dataset) -> Renderer:
    return Renderer(REPOSITORY / "overrides", dataset=dataset)


def the_map(dataset: Dataset, *, cpas: str = "", locale: str = "fr") -> MapView:
    return cpas_map_view(dataset, cpas=cpas, locale=locale, on_date=TODAY)


def rings(shape: str) -> list[list[Point]]:
    """The points of each ring of a path made of M, l and z."""
    found = []
    for part in shape.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        points = [steps[0]]
        for right, down in steps[1:]:
            points.append((points[-1][0] + right, points[-1][1] + down))
        found.append([*points, points[0]])
    return found


def contains(ring: list[Point], point: Point) -> bool:
    x, y = point
    crossings = (
        (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for a, b in pairwise(ring)
    )
    return sum(crossings) % 2 == 1


@pytest.mark.parametrize("cpas", ["", "ixelles"])
def test_neighbours_share_their_border_to_the_point(dataset: Dataset, cpas: str) -> None:
    edges = Counter(
        frozenset(edge)
        for area in the_map(dataset, cpas=cpas).areas
        for ring in rings(area.shape)
        for edge in pairwise(ring)
        if edge[0] != edge[1]
    )
    # Every edge is drawn twice (two neighbours) or once (the edge of the Region), and those drawn
    # once close around the Region: an odd corner would be a gap between two municipalities.
    assert set(edges.values()) <= {1, 2}
    once = Counter(point for edge, times in edges.items() if times == 1 for point in edge)
    assert all(times % 2 == 0 for times in once.values())


def test_ixelles_has_two_parts(dataset: Dataset) -> None:
    shapes = {area.path: area.shape for area in the_map(dataset).areas}
    assert len(rings(shapes["cpas/ixelles/"])) == 2
    assert len(rings(shapes["cpas/jette/"])) == 1


def test_every_label_stands_in_its_own_municipality(dataset: Dataset) -> None:
    view = the_map(dataset)
    areas = {code: area for area in view.areas for code in area.codes.split(", ")}
    shared = {"1040": "cpas/etterbeek/", "1050": "cpas/ixelles/"}
    by_path = {area.path: area for area in view.areas}
    for label in view.labels:
        area = by_path[shared[label.code]] if label.code in shared else areas[label.code]
        # The label's foot is given; its middle is a little above.
        assert any(contains(ring, (label.x, label.y - 6)) for ring in rings(area.shape)), label
    assert len({label.code for label in view.labels}) == len(view.labels) == 22


@pytest.mark.parametrize("locale", LOCALES)
def test_the_map_links_every_cpas_by_name_and_stays_small(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    page = renderer.for_page(locale=locale, path=f"{locale}/cpas/")
    text = str(page.render("components/cpas_map.html", the_map(dataset, locale=locale)))
    assert len(brotli.compress(text.encode())) <= MAP_BUDGET
    html = parse_html(text)
    links = {
        link.get("href"): link.get("aria-label") for link in html.xpath("//*[local-name()='a']")
    }
    assert set(links) == {f"{cpas}/" for cpas in dataset.cpas}
    for cpas in dataset.cpas.values():
        assert links[f"{cpas.id}/"].startswith(f"{cpas.municipality.words(locale)}, ")
    assert "BelgiumMaps.StatBel" in html.xpath("string(//figcaption)")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_small_map_shows_one_municipality_and_says_which(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    for name, cpas in dataset.cpas.items():
        view = the_map(dataset, cpas=name, locale=locale)
        page = renderer.for_page(locale=locale, path=f"{locale}/cpas/{name}/")
        html = parse_html(page.render("components/cpas_map.html", view))
        (drawing,) = html.xpath("//*[local-name()='svg']")
        assert drawing.get("role") == "img"
        assert cpas.municipality.words(locale) in drawing.get("aria-label")
        assert len(html.xpath("//*[@class='app-map__here']")) == 1
        assert html.xpath("//*[local-name()='a']") == []


def test_a_map_that_cannot_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "tests" / "minimal_data" / "data", tmp_path / "data")
    (tmp_path / "data" / "brussels_boundaries.geojson").write_text('{\n"features": [', "utf-8")
    with pytest.raises(DataProblems, match=r"data/brussels_boundaries\.geojson:2\n"):
        load_dataset(tmp_path, as_of=TODAY)
