# Room: views. The finder of the CPAS page: its own words, and what its script searches in.
# Called by the macro cpas_finder, and by publish/finder.py.
"""From a postcode or a place name to a CPAS, for all of Belgium."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.model.dataset import Dataset
from macros.model.directory import Cpas, Municipality
from macros.views.directory import CpasCard, PostcodeRow, SeatRow, cpas_directory_view
from macros.views.map import MapView, cpas_map_view

_FULLY_KNOWN = "brussels"
_OFFICIAL = ("fr", "nl")


@dataclass(frozen=True, kw_only=True)
class FinderView:
    """The finder (component ``finder``): postcodes to tap, a field, the map.

    ``shared`` are the postcodes of two municipalities; ``map`` is None without outlines.
    """

    codes: tuple[PostcodeRow, ...]
    shared: tuple[PostcodeRow, ...]
    map: MapView | None


def finder_view(dataset: Dataset, *, locale: str, on_date: date) -> FinderView:
    """``{{ cpas_finder() }}``: the way to a CPAS by postcode, by name and by map."""
    directory = cpas_directory_view(dataset, region=_FULLY_KNOWN, locale=locale, on_date=on_date)
    return FinderView(
        codes=directory.codes,
        shared=directory.shared,
        map=cpas_map_view(dataset, locale=locale, on_date=on_date) if dataset.outlines else None,
    )


def places_data(dataset: Dataset, *, on_date: date) -> dict[str, Any]:
    """What the script of the finder searches in, the same in every language.

    ``places``: one a municipality, as ``[name in French, name in Dutch or "", postcodes, other
    names, parts, CPAS or 0, seats or unknown]``; lists of names are joined with ``|``, and a part
    begins with its postcode. A CPAS is ``[id, tel, number, year, check, names elsewhere]``; a seat
    ``[name or "", address, house unknown, year, tel, number, website]``; unknown ``[name of the
    CPAS, address of a list of them or ""]``.
    ``quarters``: names joined with ``|``, then the places of its municipalities in ``places``.
    ``institutions``: postcodes nobody lives under.
    """
    directory = cpas_directory_view(dataset, region=_FULLY_KNOWN, locale="fr", on_date=on_date)
    cards = {card.id: card for row in directory.codes for card in row.cards}
    by_code = {
        cpas.nis_code: _cpas(dataset, cpas, card=cards[cpas.id]) for cpas in dataset.cpas.values()
    }
    order = {code: at for at, code in enumerate(dataset.municipalities)}
    institutions = dataset.institutional_postcodes
    return {
        "places": [
            _place(dataset, municipality, cpas=by_code.get(code, 0), on_date=on_date)
            for code, municipality in dataset.municipalities.items()
        ],
        "quarters": [
            ["|".join(quarter.names), *(order[code] for code in quarter.nis_codes)]
            for quarter in dataset.quarters
        ],
        "institutions": list(institutions.codes) if institutions else [],
    }


def _place(
    dataset: Dataset, municipality: Municipality, *, cpas: list[Any] | int, on_date: date
) -> list[Any]:
    code, french, dutch = municipality.nis_code, municipality.name_fr, municipality.name_nl
    others = [entry for entry in dataset.place_names if entry.nis_code == code]
    own = [*municipality.aliases, municipality.name_de]
    own += [name for entry in others if not entry.postcode for name in entry.names]
    parts = [f"{postcode} {name}" for postcode, name in municipality.localities]
    parts += [
        f"{entry.postcode} {name}" for entry in others if entry.postcode for name in entry.names
    ]
    known = cpas_directory_view(dataset, commune=code, locale="nl", on_date=on_date)
    unknown = [known.unknown.office, known.unknown.list_href] if known.unknown else []
    return [
        french,
        dutch if dutch != french else "",
        " ".join(municipality.postcodes),
        "|".join(_others(own, known=(french, dutch))),
        "|".join(
            _others(parts, known=[f"{postcode} {french}" for postcode in municipality.postcodes])
        ),
        cpas,
        [_seat(seat, named=len(known.seats) > 1) for seat in known.seats] or unknown,
    ]


def _others(names: Iterable[str], *, known: Iterable[str]) -> Iterable[str]:
    """Each name once, without those already there."""
    return (name for name in dict.fromkeys(names) if name not in set(known))


def _cpas(dataset: Dataset, cpas: Cpas, *, card: CpasCard) -> list[Any]:
    phone = card.phone
    names = {
        language.code: name
        for language in dataset.languages
        if (name := cpas.municipality.words(language.code)).lang == language.code
        and language.code not in _OFFICIAL
        and name != cpas.municipality.words("fr")
    }
    return [cpas.id, phone.href, phone.text, phone.year, int(phone.check), names]


def _seat(seat: SeatRow, *, named: bool) -> list[Any]:
    phone = seat.phone
    return [
        seat.name if named else "",
        seat.address,
        int(seat.is_house_unknown),
        seat.year,
        phone.href if phone else "",
        phone.text if phone else "",
        seat.website,
    ]
