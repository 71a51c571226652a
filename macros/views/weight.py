# Room: views. What the site promises to weigh, and the tables of its own figures. The numbers come
# from publish/figures.py, once the pages are finished.
"""The budgets of SITE.md §8, in bytes as brotli sends them, and the rows that show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel.numbers import format_decimal

from macros.model.dataset import Dataset

ONE_WINDOW = 14_600
"""What a server may send before it waits for the first answer of the phone."""
MEDIAN = 10_000
FIRST_VISIT = 30_000
REQUESTS = 5

PAGES = MappingProxyType(
    {
        "home": ONE_WINDOW,
        "documents": ONE_WINDOW,
        "payers": ONE_WINDOW,
        "topics": ONE_WINDOW,
        "cpas": ONE_WINDOW,
        "other": FIRST_VISIT,
    }
)
"""Kind of page -> what none of them may exceed."""

LOADS = MappingProxyType(
    {
        "first_visit": FIRST_VISIT,
        "search": 100_000,
        "flow": 40_000,
        "places": 30_000,
        "pack": 500_000,
    }
)
"""What a phone loads at once -> what it may weigh. A search counts what it adds to its page."""


@dataclass(frozen=True, kw_only=True)
class WeightRow:
    """A line of a table: the end of the key of its words, and its limit in thousands of bytes, as
    the language writes it."""

    id: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class SiteWeightView:
    """The tables of the site's own figures (component ``site_weight``); their numbers come later.

    ``requests`` is the most files a first visit may ask for.
    """

    pages: tuple[WeightRow, ...]
    loads: tuple[WeightRow, ...]
    requests: int


def site_weight_view(
    dataset: Dataset,
    *,
    locale: str,
    on_date: date,
) -> SiteWeightView:
    """``{{ site_weight() }}``."""
    return SiteWeightView(
        pages=_rows(PAGES, locale=locale),
        loads=_rows(LOADS, locale=locale),
        requests=REQUESTS,
    )


def kilobytes(size: float, *, locale: str) -> str:
    """``13,9`` for 13 900 bytes."""
    return format_decimal(size / 1000, format="#,##0.0", locale=locale)


def _rows(limits: Mapping[str, int], *, locale: str) -> tuple[WeightRow, ...]:
    return tuple(
        WeightRow(id=name, limit=kilobytes(size, locale=locale)) for name, size in limits.items()
    )
