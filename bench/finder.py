# Room: bench. What the finder and the map weigh, and how much of Belgium they know. Called by
# bench/__main__.py.
"""The file of places, the map, and the municipalities whose CPAS we know in full, in part, not."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import brotli

from macros.load import load_dataset
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.map import cpas_map_view
from publish.finder import places_asset

FILE_BUDGET = 40_000
MAP_BUDGET = 6_000


@dataclass(frozen=True, kw_only=True)
class FinderMeasure:
    """Bytes are brotli. A contact in full is a page of its own; in part, an address, a number or a
    site; without, the name to look for."""

    file_bytes: int
    map_bytes: int
    in_full: int
    in_part: int
    without: int

    def data(self) -> dict[str, Any]:
        """As bench.json keeps it."""
        return asdict(self)


def measure_finder(project: Path, *, on_date: date) -> FinderMeasure:
    """The finder of `project`, without a browser."""
    dataset = load_dataset(project, as_of=on_date)
    known = Counter(_contact(dataset, code) for code in dataset.municipalities)
    return FinderMeasure(
        file_bytes=len(brotli.compress(places_asset(dataset, on_date=on_date).content.encode())),
        map_bytes=len(brotli.compress(_map(dataset, project, on_date=on_date).encode())),
        in_full=known["full"],
        in_part=known["part"],
        without=known["none"],
    )


def _contact(dataset: Dataset, nis_code: str) -> str:
    if any(cpas.nis_code == nis_code for cpas in dataset.cpas.values()):
        return "full"
    seats = (seat for seat in dataset.cpas_seats if seat.nis_code == nis_code)
    return "part" if any(seat.address or seat.phone or seat.website for seat in seats) else "none"


def _map(dataset: Dataset, project: Path, *, on_date: date) -> str:
    source = next(iter(dataset.languages)).code
    page = Renderer(project / "overrides", dataset=dataset).for_page(
        locale=source, path=f"{source}/cpas/"
    )
    view = cpas_map_view(dataset, locale=source, on_date=on_date)
    return page.render("components/cpas_map.html", view)
