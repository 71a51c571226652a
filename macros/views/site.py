# Room: views. What the site says about itself. Imports model only.
"""Who runs the site, and the attributions of the data we use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros.model.common import Words
from macros.model.dataset import Dataset


@dataclass(frozen=True, kw_only=True)
class AttributionRow:
    """What some data is used for, and the line its licence asks for (in its own words)."""

    used_for: Words
    line: str


@dataclass(frozen=True, kw_only=True)
class AttributionsView:
    """Every attribution, and the licences of our own code and texts."""

    rows: tuple[AttributionRow, ...]
    code_licence: str
    text_licence: str
    text_licence_url: str


def attributions_view(dataset: Dataset, *, locale: str, on_date: date) -> AttributionsView:
    """``{{ attributions() }}``."""
    site = dataset.site
    return AttributionsView(
        rows=tuple(
            AttributionRow(used_for=entry.used_for.words(locale), line=entry.line)
            for entry in dataset.attributions
        ),
        code_licence=site.code_licence,
        text_licence=site.text_licence,
        text_licence_url=site.text_licence_url,
    )


@dataclass(frozen=True, kw_only=True)
class PublisherView:
    """Who runs the site; ``organisation`` is "" while nobody does."""

    organisation: str
    can_be_written_to: bool


def publisher_view(dataset: Dataset, *, locale: str, on_date: date) -> PublisherView:
    """``{{ publisher() }}``: sentences true before and after an organisation takes over."""
    site = dataset.site
    return PublisherView(organisation=site.organisation, can_be_written_to=bool(site.report_email))
