# Room: views. The home page below its doors. Called by the registry of macros.
"""Quick links, frequent questions, what to dial in danger, the ways to the CPAS and the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.chooser import first_sentence
from macros.views.organisations import OrganisationLine, organisation_line
from macros.views.related import TopicRow, topic_row

# What a reader may want at once. Ids that the data no longer has are left out.
_QUICK = (
    ("documents", "no-document"),
    ("payers", "urgent-medical-aid"),
    ("documents", "ai-asylum"),
    ("documents", "annex-35"),
    ("payers", "health-insurance"),
)
# What helpers are asked most, whatever the paper. A topic without sheet is left out.
_TOPICS = (
    "feeling-ill",
    "pregnancy-birth",
    "lower-costs",
    "amu-refusal-appeal",
    "privacy-secrecy",
)
_DANGER = ("112", "1733")


@dataclass(frozen=True, kw_only=True)
class QuickLink:
    """A link of the home page. ``path`` is below the language."""

    path: str
    name: Words
    note: Words


@dataclass(frozen=True, kw_only=True)
class HomeView:
    """The home page below its doors. Each line of ``danger`` has a number, danger to life first.

    ``topics`` are the questions of most readers; every other one is in the list of topics.
    """

    links: tuple[QuickLink, ...]
    topics: tuple[TopicRow, ...]
    danger: tuple[OrganisationLine, ...]


def home_view(dataset: Dataset, *, locale: str, on_date: date) -> HomeView:
    """``{{ home() }}``."""
    organisations = [
        dataset.organisations[name] for name in _DANGER if name in dataset.organisations
    ]
    lines = [organisation_line(entry, locale=locale, on_date=on_date) for entry in organisations]
    return HomeView(
        links=tuple(_links(dataset, locale=locale)),
        topics=tuple(
            topic_row(dataset.topics[name], locale=locale)
            for name in _TOPICS
            if name in dataset.topics and name in dataset.sheets
        ),
        danger=tuple(line for line in lines if line.phones),
    )


def _links(dataset: Dataset, *, locale: str) -> Iterator[QuickLink]:
    for collection, record_id in _QUICK:
        path = f"{collection}/{record_id}/"
        if collection == "documents" and record_id in dataset.documents:
            document = dataset.documents[record_id]
            name, note = document.short_name.words(locale), document.subtitle.words(locale)
            yield QuickLink(path=path, name=name, note=note)
        if collection == "payers" and record_id in dataset.payers:
            payer = dataset.payers[record_id]
            note = first_sentence(payer.description.words(locale))
            yield QuickLink(path=path, name=payer.short_name.words(locale), note=note)
