# Room: views. Every municipality of Belgium, A to Z. Called by the macro municipalities.
"""The finder for who has no script: 565 names, their postcodes, and what we know of their CPAS."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from macros.model.dataset import Dataset
from macros.model.directory import Municipality
from macros.views.directory import REGIONS, SeatRow, cpas_directory_view


@dataclass(frozen=True, kw_only=True)
class MunicipalityRow:
    """One municipality. ``path`` leads to the page of its CPAS, below the language, or is "".

    ``other_names`` are the official ones that differ; ``parts`` are places inside it, and its other
    names; ``seats`` is what we know outside Brussels.
    """

    name: str
    other_names: str
    postcodes: str
    path: str
    parts: str
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """The municipalities of one letter; ``anchor`` is its place on the page."""

    letter: str
    anchor: str
    rows: tuple[MunicipalityRow, ...]


@dataclass(frozen=True, kw_only=True)
class MunicipalitiesView:
    """The list (component ``municipalities``), in the order of the reader's alphabet. ``lists`` are
    addresses where the CPAS we know nothing of can be looked up."""

    letters: tuple[LetterView, ...]
    lists: tuple[str, ...]
    total: int


def municipalities_view(dataset: Dataset, *, locale: str, on_date: date) -> MunicipalitiesView:
    """``{{ municipalities() }}``: all of Belgium, by name."""
    rows = sorted(
        (
            _row(dataset, municipality, locale=locale, on_date=on_date)
            for municipality in dataset.municipalities.values()
        ),
        key=lambda row: (_sorted_as(row.name), row.postcodes),
    )
    return MunicipalitiesView(
        letters=tuple(
            LetterView(letter=letter, anchor=f"letter-{letter.lower()}", rows=tuple(found))
            for letter, found in groupby(rows, key=lambda row: _sorted_as(row.name)[0].upper())
        ),
        lists=tuple(entry.url for entry in dataset.cpas_lists),
        total=len(rows),
    )


def _row(
    dataset: Dataset, municipality: Municipality, *, locale: str, on_date: date
) -> MunicipalityRow:
    code = municipality.nis_code
    known = cpas_directory_view(dataset, commune=code, locale=locale, on_date=on_date)
    official = (municipality.name_fr, municipality.name_nl)
    own = known.cards[0].name if known.cards else official[locale == "nl"]
    return MunicipalityRow(
        name=own,
        other_names=", ".join(name for name in dict.fromkeys(official) if name != own),
        postcodes=", ".join(municipality.postcodes),
        path=known.cards[0].path if municipality.region_code == REGIONS["brussels"] else "",
        parts=", ".join(_parts(municipality)),
        seats=known.seats,
    )


def _parts(municipality: Municipality) -> Iterator[str]:
    """Names to find on the page, each once, without those of the row itself."""
    seen = {municipality.name_fr, municipality.name_nl}
    places = [name for _, name in municipality.localities]
    for name in (*municipality.aliases, municipality.name_de, *places):
        if name not in seen:
            seen.add(name)
            yield name


def _sorted_as(name: str) -> str:
    """Without accents, capitals and signs: ’s Gravenbrakel stands under s."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign.isalpha())
