# Room: views. The CPAS: the page of one, the list by postcode, what is known elsewhere in Belgium.
# Called by views/pages.py, by macros in docs/ and by tests. Imports model and other views.
"""Where to ask for help: one CPAS, the directory, and the CPAS outside Brussels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from macros.messages.message import Message, WrongArgument
from macros.model.common import SOURCE_LANGUAGE, LocalizedText, Words, joined
from macros.model.dataset import Dataset
from macros.model.directory import (
    Address,
    Conflict,
    ConflictValue,
    Coordinates,
    Cpas,
    CpasSeat,
    Municipality,
    SourceUse,
)
from macros.views.documents import DeskView, desk_view
from macros.views.evidence import DatesView, SourceRow, dates_view, source_rows
from macros.views.map import MapView, cpas_map_view
from macros.views.organisations import OrganisationLine, helper_lines
from macros.views.phones import DatedPhoneView, dated_phone_view, numbers_in, same_number

# The payers a CPAS decides on, in the order of their plates.
PAYERS_OF_A_CPAS = ("cpas", "urgent-medical-aid")
REGIONS = {"flanders": "02000", "wallonia": "03000", "brussels": "04000"}
_OFFICIAL = ("fr", "nl")
_DIRECTORY_SOURCE = "community-directory"
_DIRECTORY_NAME = "community directory"
_PHONE = "phone"
_UNKNOWN_HOUSE = "house number not seen"


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """An address in both official languages (``other`` is "" when they agree), and where to see it.

    ``is_street_only``: the map shows the middle of the street, not the door.
    """

    street: Words
    town: Words
    other: Words | str
    geo_href: str
    map_href: str
    is_street_only: bool


@dataclass(frozen=True, kw_only=True)
class PayerLink:
    """A payer this CPAS decides on. ``path`` is below the language."""

    path: str
    name: Words
    note: Words


@dataclass(frozen=True, kw_only=True)
class ConflictingPhone:
    """One of several numbers that circulate, and who gives it."""

    phone: DatedPhoneView
    source: SourceRow


@dataclass(frozen=True, kw_only=True)
class ConflictingValue:
    """One of several values that disagree, as the editor noted it in English, and who gives it."""

    value: Words
    source: SourceRow


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """Values that disagree; ``field`` ends the key of its name."""

    field: str
    values: tuple[ConflictingValue, ...]


@dataclass(frozen=True, kw_only=True)
class WebsiteView:
    """A website of a CPAS in one of its languages."""

    href: str
    lang: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReceptionView:
    """The general reception, when the desk for health costs is elsewhere."""

    place: PlaceView
    phone: DatedPhoneView


@dataclass(frozen=True, kw_only=True)
class CpasPageView:
    """The page of one CPAS (component ``cpas_page``). What is not known is "", None or empty.

    The plate shows ``desk_name``, ``place``, ``phone`` and ``hours``. ``desk_text`` says more about
    the desk; ``other_phones`` are numbers the plate does not show.
    """

    id: str
    name: Words
    sentence: str
    other_names: tuple[Words | str, ...]
    drawing: None
    description: Words
    desk_name: Words | str
    place: PlaceView
    phone: DatedPhoneView
    hours: Words | str
    address_note: Words | str
    caution: Words | str
    conflicting_phones: tuple[ConflictingPhone, ...]
    conflicts: tuple[ConflictView, ...]
    desk_text: Words | str
    practice: tuple[Words, ...]
    prose_html: str
    reception: ReceptionView | None
    other_phones: tuple[DatedPhoneView, ...]
    email: str
    desk_email: str
    websites: tuple[WebsiteView, ...]
    desks: tuple[DeskView, ...]
    map: MapView | None
    payers: tuple[PayerLink, ...]
    helpers: tuple[OrganisationLine, ...]
    is_reviewed: bool
    dates: DatesView
    sources: tuple[SourceRow, ...]
    permalink: str


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


def cpas_page_view(
    dataset: Dataset, cpas_id: str, *, locale: str, on_date: date, prose_html: str = ""
) -> CpasPageView:
    """Everything the page of a CPAS prints."""
    cpas = dataset.cpas[cpas_id]
    desk = cpas.medical_desk
    place = _desk_place(cpas, locale=locale)
    phone = _desk_phone(dataset, cpas, on_date=on_date)
    hours, desk_text = _hours_and_desk_text(cpas, locale=locale)
    dates = dates_view(dataset, [], subject=f"cpas/{cpas_id}", locale=locale, on_date=on_date)
    return CpasPageView(
        id=cpas.id,
        name=cpas.names.words(locale),
        sentence="",
        other_names=(*_other_names(cpas.names, locale=locale), ", ".join(cpas.postcodes)),
        drawing=None,
        description=_description(cpas, place, phone, locale=locale),
        desk_name=_words(desk.name if desk else None, locale),
        place=place,
        phone=phone,
        hours=hours,
        address_note=_words(cpas.address_note, locale),
        caution=_words(cpas.caution, locale),
        conflicting_phones=_conflicting_phones(dataset, cpas, locale=locale, on_date=on_date),
        conflicts=_other_conflicts(dataset, cpas, locale=locale),
        desk_text=desk_text,
        practice=tuple(
            text.words(locale) for text in (cpas.practice.sentences if cpas.practice else ())
        ),
        prose_html=prose_html,
        reception=_reception(dataset, cpas, locale=locale, on_date=on_date),
        other_phones=_other_phones(cpas, phone, locale=locale, on_date=on_date),
        email=cpas.email or "",
        desk_email=(desk.email if desk else None) or "",
        websites=_websites(cpas, locale=locale),
        desks=tuple(
            view
            for payer in PAYERS_OF_A_CPAS
            if (view := desk_view(dataset, [dataset.payers[payer]], locale=locale))
        ),
        map=cpas_map_view(dataset, cpas=cpas_id, locale=locale, on_date=on_date)
        if dataset.outlines
        else None,
        payers=tuple(_payer_link(dataset, payer, locale=locale) for payer in PAYERS_OF_A_CPAS),
        helpers=helper_lines(dataset, locale=locale, on_date=on_date),
        is_reviewed=bool(dates.reviewed),
        dates=dates,
        sources=_sources(dataset, cpas, locale=locale),
        permalink=f"/d/cpas/{cpas.id}/",
    )


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


# --- the page of one CPAS -----------------------------------------------------------------------


def _desk_place(cpas: Cpas, *, locale: str) -> PlaceView:
    """Where to go for health costs: the desk's own address, else the reception's."""
    desk = cpas.medical_desk
    if desk and desk.address:
        return _place(desk.address, desk.coordinates, locale=locale)
    return _place(cpas.address, cpas.coordinates, locale=locale)


def _place(address: Address, coordinates: Coordinates | None, *, locale: str) -> PlaceView:
    first = _first_official(locale)
    other = "nl" if first == "fr" else "fr"
    written = _one_line(address, first)
    is_street = coordinates is not None and coordinates.precision == "street"
    if coordinates and is_street:
        position = f"{coordinates.lat},{coordinates.lon}"
        map_href = (
            f"https://www.openstreetmap.org/?mlat={coordinates.lat}&mlon={coordinates.lon}"
            f"#map=17/{coordinates.lat}/{coordinates.lon}"
        )
    else:
        position = "0,0"
        map_href = f"https://www.openstreetmap.org/search?query={quote(written)}"
    both = _one_line(address, other)
    return PlaceView(
        street=address.street.words(first),
        town=joined("{} {}", first, address.postcode, address.city),
        other=both if both != written else "",
        geo_href=f"geo:{position}?q={quote(written)}",
        map_href=map_href,
        is_street_only=is_street,
    )


def _one_line(address: Address, language: str) -> Words:
    return joined("{}, {} {}", language, address.street, address.postcode, address.city)


def _first_official(locale: str) -> str:
    """The official language an address is shown in first: the reader's, else French."""
    return locale if locale in _OFFICIAL else _OFFICIAL[0]


def _desk_phone(dataset: Dataset, cpas: Cpas, *, on_date: date) -> DatedPhoneView:
    """The number to call for health costs: the desk's own, else the reception's."""
    desk = cpas.medical_desk
    if desk is None or desk.phone is None or same_number(desk.phone, cpas.phone):
        return _general_phone(dataset, cpas, on_date=on_date)
    return dated_phone_view(desk.phone, year=desk.year, confidence=cpas.confidence, on_date=on_date)


def _general_phone(dataset: Dataset, cpas: Cpas, *, on_date: date) -> DatedPhoneView:
    return dated_phone_view(
        cpas.phone,
        year=_phone_year(dataset, cpas, cpas.phone),
        confidence=cpas.confidence,
        on_date=on_date,
    )


def _phone_year(dataset: Dataset, cpas: Cpas, number: str) -> int | None:
    """The year of the newest source that gives this very number; None when none has a date."""
    years = [
        use.year for use in cpas.contact_sources if use.year and _gives(dataset, cpas, use, number)
    ]
    return max(years, default=None)


def _gives(dataset: Dataset, cpas: Cpas, use: SourceUse, number: str) -> bool:
    """Whether a source was used for this number. Where numbers conflict, the conflict says which
    source gives which; a field that spells a number speaks of that number only."""
    about_phones = [field for field in use.fields if _PHONE in field]
    if not about_phones:
        return False
    spelled = [
        *(found for field in about_phones for found in numbers_in(field)),
        *(
            found
            for conflict in cpas.conflicts
            if conflict.field == _PHONE
            for value in conflict.values
            if _source_id(dataset, cpas, value.source) == use.source
            for found in numbers_in(value.value)
        ),
    ]
    return not spelled or any(same_number(found, number) for found in spelled)


def _source_id(dataset: Dataset, cpas: Cpas, text: str) -> str | None:
    """The source that a conflict names in the editor's words: an address, or the directory."""
    if text.startswith(_DIRECTORY_NAME):
        return _DIRECTORY_SOURCE
    for use in cpas.contact_sources:
        address = dataset.sources[use.source].url
        if address and address in text.split():
            return use.source
    return next(
        (source.id for source in dataset.sources.values() if source.url in text.split()), None
    )


def _hours_and_desk_text(cpas: Cpas, *, locale: str) -> tuple[Words | str, Words | str]:
    """The hours for the plate, and what else is known of the desk.

    Where only the desk has hours, its text holds them and goes on the plate.
    """
    desk_text = _words(cpas.medical_desk.text if cpas.medical_desk else None, locale)
    if cpas.opening_hours:
        return cpas.opening_hours.text.words(locale), desk_text
    if cpas.medical_desk and cpas.medical_desk.hours:
        return desk_text, ""
    return "", desk_text


def _reception(dataset: Dataset, cpas: Cpas, *, locale: str, on_date: date) -> ReceptionView | None:
    if cpas.medical_desk is None or cpas.medical_desk.address is None:
        return None
    return ReceptionView(
        place=_place(cpas.address, cpas.coordinates, locale=locale),
        phone=_general_phone(dataset, cpas, on_date=on_date),
    )


def _other_phones(
    cpas: Cpas, shown: DatedPhoneView, *, locale: str, on_date: date
) -> tuple[DatedPhoneView, ...]:
    return tuple(
        dated_phone_view(
            phone.number,
            year=phone.year,
            confidence=cpas.confidence,
            on_date=on_date,
            label=phone.label.words(locale),
        )
        for phone in cpas.desk_phones
        if not same_number(phone.number, shown.text)
    )


def _conflicting_phones(
    dataset: Dataset, cpas: Cpas, *, locale: str, on_date: date
) -> tuple[ConflictingPhone, ...]:
    """Every number that circulates, each with who gives it; empty when sources agree."""
    found: dict[str, ConflictingPhone] = {}
    for conflict in cpas.conflicts:
        if conflict.field != _PHONE:
            continue
        for value in conflict.values:
            source = _conflict_source(dataset, cpas, value, locale=locale)
            year = _use_year(cpas, _source_id(dataset, cpas, value.source))
            for number in numbers_in(value.value):
                phone = dated_phone_view(
                    number, year=year, confidence=cpas.confidence, on_date=on_date
                )
                found.setdefault(number, ConflictingPhone(phone=phone, source=source))
    return tuple(found.values())


def _other_conflicts(dataset: Dataset, cpas: Cpas, *, locale: str) -> tuple[ConflictView, ...]:
    return tuple(
        _conflict_view(dataset, cpas, conflict, locale=locale)
        for conflict in cpas.conflicts
        if conflict.field != _PHONE
    )


def _conflict_view(
    dataset: Dataset, cpas: Cpas, conflict: Conflict, *, locale: str
) -> ConflictView:
    return ConflictView(
        field=conflict.field,
        values=tuple(
            ConflictingValue(
                value=Words(value.value, "en"),
                source=_conflict_source(dataset, cpas, value, locale=locale),
            )
            for value in conflict.values
        ),
    )


def _conflict_source(
    dataset: Dataset, cpas: Cpas, value: ConflictValue, *, locale: str
) -> SourceRow:
    """Who gives a value; in the editor's words when it is not one of our sources."""
    source = _source_id(dataset, cpas, value.source)
    if source is None:
        return SourceRow(text=Words(value.source, locale), href="", lang="en")
    return source_rows(dataset, [source], locale=locale, year=_use_year(cpas, source))[0]


def _use_year(cpas: Cpas, source: str | None) -> int | None:
    return next((use.year for use in cpas.contact_sources if use.source == source), None)


def _websites(cpas: Cpas, *, locale: str) -> tuple[WebsiteView, ...]:
    """The websites, the one in the reader's language first; the same address once."""
    order = sorted(cpas.websites.items(), key=lambda item: item[0] != _first_official(locale))
    found = {
        href: WebsiteView(
            href=href, lang=language, text=href.partition("//")[2].removeprefix("www.").rstrip("/")
        )
        for language, href in reversed(order)
    }
    return tuple(reversed(found.values()))


def _payer_link(dataset: Dataset, payer_id: str, *, locale: str) -> PayerLink:
    payer = dataset.payers[payer_id]
    return PayerLink(
        path=f"payers/{payer_id}/",
        name=payer.names.words(locale),
        note=payer.description.words(locale),
    )


def _sources(dataset: Dataset, cpas: Cpas, *, locale: str) -> tuple[SourceRow, ...]:
    """Every source of the page, each once, with the year it was used with."""
    years: dict[str, int | None] = {use.source: use.year for use in cpas.contact_sources}
    desk = cpas.medical_desk
    others = [
        (cpas.opening_hours.source, cpas.opening_hours.year) if cpas.opening_hours else None,
        (desk.source, desk.year) if desk and desk.source else None,
        (desk.email_source, None) if desk and desk.email_source else None,
        *((source, None) for source in (cpas.practice.sources if cpas.practice else ())),
        (cpas.coordinates.source, None),
    ]
    for entry in others:
        if entry is not None:
            years.setdefault(*entry)
    return tuple(
        source_rows(dataset, [source], locale=locale, year=year)[0]
        for source, year in years.items()
    )


def _description(cpas: Cpas, place: PlaceView, phone: DatedPhoneView, *, locale: str) -> Words:
    """For search engines and messages: who, where, which number. French when a part is lent."""
    name = cpas.names.words(locale)
    is_lent = any(part.replaces_stale for part in (name, place.street, place.town))
    return Words(
        f"{name} – {place.street}, {place.town} – {phone.text}",
        SOURCE_LANGUAGE if is_lent else name.lang,
    )


# --- the directory ------------------------------------------------------------------------------


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
    others = _other_names(cpas.municipality, locale=locale)
    hours, _desk_text = _hours_and_desk_text(cpas, locale=locale)
    return CpasCard(
        id=cpas.id,
        path=f"cpas/{cpas.id}/",
        name=cpas.municipality.words(locale),
        other_name=others[0] if others else "",
        postcodes=", ".join(cpas.postcodes),
        place=_desk_place(cpas, locale=locale),
        phone=_desk_phone(dataset, cpas, on_date=on_date),
        hours=hours,
    )


def _other_names(names: LocalizedText, *, locale: str) -> tuple[Words, ...]:
    """The official names that differ from the one in the reader's language."""
    own = names.words(locale)
    return tuple(
        name
        for code in _OFFICIAL
        if code != locale and (name := names.words(code)).casefold() != own.casefold()
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


def _words(text: LocalizedText | None, locale: str) -> Words | str:
    return text.words(locale) if text else ""
