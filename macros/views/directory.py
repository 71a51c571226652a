# Room: views. The CPAS by postcode, and what is known elsewhere in Belgium. Called by the views of
# the finder and the municipalities, by macros in docs/ and by tests. Imports model and other views.
"""The directory of CPAS: the cards of Brussels, and the seats outside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from macros.messages.message import Message, WrongArgument
from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.model.directory import Cpas, CpasSeat, Municipality
from macros.views.offices import (
    PlaceView,
    desk_phone,
    desk_place,
    hours_and_desk_text,
    other_names,
)
from macros.views.phones import DatedPhoneView, dated_phone_view

REGIONS = {"flanders": "02000", "wallonia": "03000", "brussels": "04000"}
_UNKNOWN_HOUSE = "house number not seen"


@dataclass(frozen=True, kw_only=True)
class CpasCard:
    """A CPAS in short. ``path`` is below the language; ``other_name`` is "" when both agree."""

    id: str
    path: str
    name: Words
    other_name: Words | str
    postcodes: str
    place: PlaceView
    phone: DatedPhoneView
    hours: Words | str


@dataclass(frozen=True, kw_only=True)
class PostcodeRow:
    """The CPAS of one postcode: two where two municipalities share it. ``anchor`` is its place in
    the list; ``path`` leads straight to the only CPAS, or is ""."""

    postcode: str
    anchor: str
    path: str
    cards: tuple[CpasCard, ...]


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """What we know of a CPAS outside Brussels: often only its registered seat.

    ``is_house_unknown``: the street is known, not the number. ``year`` is that of the source, 0
    when it has none. ``website`` is a link or "".
    """

    name: Words
    other_name: Words | str
    address: str
    geo_href: str
    is_house_unknown: bool
    year: int
    phone: DatedPhoneView | None
    website: str


@dataclass(frozen=True, kw_only=True)
class ProvinceView:
    """The known CPAS of one province."""

    name: Words
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True, kw_only=True)
class RegionView:
    """A region outside Brussels: what is known, and how many municipalities it has in all.

    ``id`` ends the key of its name.
    """

    id: str
    known: int
    total: int
    provinces: tuple[ProvinceView, ...]


@dataclass(frozen=True, kw_only=True)
class UnknownContact:
    """A CPAS we know no contact of. ``office`` is its name as people there say it, to look it up;
    ``list_href`` is where the CPAS of its region are listed, or ""."""

    name: Words
    office: str
    list_href: str


@dataclass(frozen=True, kw_only=True)
class CpasDirectoryView:
    """The directory (component ``cpas_directory``).

    ``codes`` is the list by postcode, ``shared`` those of two municipalities. ``cards``, ``seats``
    or ``unknown`` answer for one municipality.
    ``has_codes``: the postcodes to tap stand above the list.
    """

    codes: tuple[PostcodeRow, ...]
    shared: tuple[PostcodeRow, ...]
    regions: tuple[RegionView, ...]
    cards: tuple[CpasCard, ...]
    seats: tuple[SeatRow, ...]
    unknown: UnknownContact | None
    has_codes: bool


def cpas_card_view(
    dataset: Dataset, cpas_id: str, *, locale: str, on_date: date
) -> CpasDirectoryView:
    """``{{ cpas_card("ixelles") }}``: one CPAS in short, inside another page."""
    card = _card(dataset, dataset.cpas[cpas_id], locale=locale, on_date=on_date)
    return _directory(cards=(card,))


def cpas_directory_view(
    dataset: Dataset,
    *,
    region: str = "all",
    commune: str = "",
    language: str = "",
    codes: str = "yes",
    locale: str,
    on_date: date,
) -> CpasDirectoryView:
    """``{{ cpas_directory(region="brussels") }}``.

    ``region`` is brussels, flanders, wallonia or all. ``commune`` (a name in any language, or a
    NIS code) answers for one municipality. ``language`` (fr or nl) keeps the municipalities where
    it is official. ``codes="no"`` leaves out the postcodes to tap, where the finder has them.
    Raises WrongArgument with the nearest name.
    """
    if commune:
        municipality = find_municipality(dataset, commune)
        return _one_municipality(dataset, municipality, locale=locale, on_date=on_date)
    rows = (
        _postcode_rows(dataset, language=language, locale=locale, on_date=on_date)
        if region in ("all", "brussels")
        else ()
    )
    outside = [name for name in ("flanders", "wallonia") if region in ("all", name)]
    return _directory(
        codes=rows,
        has_codes=codes == "yes",
        regions=tuple(
            _region(dataset, name, language=language, locale=locale, on_date=on_date)
            for name in outside
        ),
    )


def find_municipality(dataset: Dataset, text: str) -> Municipality:
    """The municipality with this name in any language, former name or NIS code."""
    if text in dataset.municipalities:
        return dataset.municipalities[text]
    names = {
        _folded(name): municipality
        for municipality in dataset.municipalities.values()
        for name in (
            *municipality.aliases,
            municipality.name_de,
            municipality.name_nl,
            municipality.name_fr,
        )
    }
    found = names.get(_folded(text))
    if found is not None:
        return found
    every = dataset.municipalities.values()
    valid = tuple(name for one in every for name in (one.name_fr, one.name_nl))
    raise WrongArgument(text, expected=Message("a-municipality"), valid=valid)


def _directory(
    *,
    codes: tuple[PostcodeRow, ...] = (),
    regions: tuple[RegionView, ...] = (),
    cards: tuple[CpasCard, ...] = (),
    seats: tuple[SeatRow, ...] = (),
    unknown: UnknownContact | None = None,
    has_codes: bool = True,
) -> CpasDirectoryView:
    return CpasDirectoryView(
        codes=codes,
        shared=tuple(row for row in codes if len(row.cards) > 1),
        regions=regions,
        cards=cards,
        seats=seats,
        unknown=unknown,
        has_codes=has_codes,
    )


def _one_municipality(
    dataset: Dataset, municipality: Municipality, *, locale: str, on_date: date
) -> CpasDirectoryView:
    nis_code = municipality.nis_code
    seats = [seat for seat in dataset.cpas_seats if seat.nis_code == nis_code and _is_known(seat)]
    return _directory(
        cards=tuple(
            _card(dataset, cpas, locale=locale, on_date=on_date)
            for cpas in dataset.cpas.values()
            if cpas.nis_code == nis_code
        ),
        seats=tuple(_seat_row(seat, locale=locale, on_date=on_date) for seat in seats),
        unknown=None
        if seats or municipality.region_code == REGIONS["brussels"]
        else UnknownContact(
            name=_municipality_name(municipality, locale=locale),
            office=_office(municipality),
            list_href=cpas_list_href(dataset, municipality.region_code),
        ),
    )


def cpas_list_href(dataset: Dataset, region_code: str) -> str:
    """Where the CPAS of a region are listed, or ""."""
    return next(
        (entry.url for entry in dataset.cpas_lists if REGIONS[entry.region] == region_code), ""
    )


def _office(municipality: Municipality) -> str:
    """A CPAS as its own municipality calls it, so that a reader can look it up: no article, which
    would need the grammar of the name."""
    for language, office, name in (
        ("fr", "CPAS", municipality.name_fr),
        ("nl", "OCMW", municipality.name_nl),
        ("de", "ÖSHZ", municipality.name_de),
    ):
        if _speaks(municipality, language):
            return f"{office} {name}"
    raise AssertionError("every municipality has an official language")


def _postcode_rows(
    dataset: Dataset, *, language: str, locale: str, on_date: date
) -> tuple[PostcodeRow, ...]:
    cards: dict[str, list[CpasCard]] = {}
    for cpas in dataset.cpas.values():
        if not _speaks(dataset.municipalities[cpas.nis_code], language):
            continue
        card = _card(dataset, cpas, locale=locale, on_date=on_date)
        for postcode in cpas.postcodes:
            cards.setdefault(postcode, []).append(card)
    return tuple(
        PostcodeRow(
            postcode=postcode,
            anchor=f"code-{postcode}",
            path=found[0].path if len(found) == 1 else "",
            cards=tuple(found),
        )
        for postcode, found in sorted(cards.items())
    )


def _card(dataset: Dataset, cpas: Cpas, *, locale: str, on_date: date) -> CpasCard:
    others = other_names(cpas.municipality, locale=locale)
    hours, _desk_text = hours_and_desk_text(cpas, locale=locale)
    return CpasCard(
        id=cpas.id,
        path=f"cpas/{cpas.id}/",
        name=cpas.municipality.words(locale),
        other_name=others[0] if others else "",
        postcodes=", ".join(cpas.postcodes),
        place=desk_place(cpas, locale=locale),
        phone=desk_phone(dataset, cpas, on_date=on_date),
        hours=hours,
    )


def _region(
    dataset: Dataset, region: str, *, language: str, locale: str, on_date: date
) -> RegionView:
    municipalities = {
        code: municipality
        for code, municipality in dataset.municipalities.items()
        if municipality.region_code == REGIONS[region] and _speaks(municipality, language)
    }
    seats = [
        seat for seat in dataset.cpas_seats if seat.nis_code in municipalities and _is_known(seat)
    ]
    return RegionView(
        id=region,
        known=len({seat.nis_code for seat in seats}),
        total=len(municipalities),
        provinces=_provinces(seats, municipalities, locale=locale, on_date=on_date),
    )


def _provinces(
    seats: Iterable[CpasSeat],
    municipalities: dict[str, Municipality],
    *,
    locale: str,
    on_date: date,
) -> tuple[ProvinceView, ...]:
    names: dict[str, Words] = {}
    rows: dict[str, list[SeatRow]] = {}
    for seat in seats:
        municipality = municipalities[seat.nis_code]
        code = municipality.province_code
        names[code] = _pick(municipality.province_fr, municipality.province_nl, locale=locale)
        rows.setdefault(code, []).append(_seat_row(seat, locale=locale, on_date=on_date))
    return tuple(
        ProvinceView(name=names[code], seats=tuple(sorted(rows[code], key=_seat_order)))
        for code in sorted(rows)
    )


def _seat_row(seat: CpasSeat, *, locale: str, on_date: date) -> SeatRow:
    name = _pick(seat.name_fr, seat.name_nl, locale=locale)
    other = Words(*((seat.name_nl, "nl") if name.lang == "fr" else (seat.name_fr, "fr")))
    address, _mark, remark = seat.address.partition(" (")
    return SeatRow(
        name=name,
        other_name=other,
        address=address,
        geo_href=f"geo:0,0?q={quote(address)}" if address else "",
        is_house_unknown=_UNKNOWN_HOUSE in remark,
        year=seat.source_year or 0,
        # The source year is that of the seat; the number came from another page, without a date.
        phone=dated_phone_view(seat.phone, year=None, confidence=seat.confidence, on_date=on_date)
        if seat.phone
        else None,
        website=seat.website.split(" ")[0],
    )


def _seat_order(row: SeatRow) -> str:
    return _folded(row.name.split(" ", 1)[-1])


def _is_known(seat: CpasSeat) -> bool:
    return bool(seat.address or seat.phone or seat.website)


def _speaks(municipality: Municipality, language: str) -> bool:
    """Whether ``language`` is official there; facilities do not count. "" is any language."""
    official = municipality.language_status.split(" ")[0].split("+")
    return not language or language in official


def _municipality_name(municipality: Municipality, *, locale: str) -> Words:
    return _pick(municipality.name_fr, municipality.name_nl, locale=locale)


def _pick(french: str, dutch: str, *, locale: str) -> Words:
    return Words(dutch, "nl") if locale == "nl" else Words(french, "fr")


def _folded(text: str) -> str:
    """Without accents, capitals, hyphens and apostrophes: as people type a name."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.replace("-", " ").replace("'", " ").split())
