# Room: views. What any page shows of an office of a CPAS: its address, number and hours. Called by
# the views of one CPAS and of the directory. Imports model and other views.
"""Where an office of a CPAS is, which number to call, and when it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from macros.model.common import LocalizedText, Words, joined
from macros.model.dataset import Dataset
from macros.model.directory import Address, Coordinates, Cpas, SourceUse
from macros.views.phones import DatedPhoneView, dated_phone_view, numbers_in, same_number

# The field of a conflict, and of a source, that speaks of a number.
PHONE = "phone"
_OFFICIAL = ("fr", "nl")
_DIRECTORY_SOURCE = "community-directory"
_DIRECTORY_NAME = "community directory"


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


def desk_place(cpas: Cpas, *, locale: str) -> PlaceView:
    """Where to go for health costs: the desk's own address, else the reception's."""
    desk = cpas.medical_desk
    if desk and desk.address:
        return place_view(desk.address, desk.coordinates, locale=locale)
    return place_view(cpas.address, cpas.coordinates, locale=locale)


def place_view(address: Address, coordinates: Coordinates | None, *, locale: str) -> PlaceView:
    """An address as a page shows it; without coordinates, the map is asked for the words."""
    first = first_official(locale)
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


def first_official(locale: str) -> str:
    """The official language an address is shown in first: the reader's, else French."""
    return locale if locale in _OFFICIAL else _OFFICIAL[0]


def desk_phone(dataset: Dataset, cpas: Cpas, *, on_date: date) -> DatedPhoneView:
    """The number to call for health costs: the desk's own, else the reception's."""
    desk = cpas.medical_desk
    if desk is None or desk.phone is None or same_number(desk.phone, cpas.phone):
        return general_phone(dataset, cpas, on_date=on_date)
    return dated_phone_view(desk.phone, year=desk.year, confidence=cpas.confidence, on_date=on_date)


def general_phone(dataset: Dataset, cpas: Cpas, *, on_date: date) -> DatedPhoneView:
    """The number of the reception, with the year of the source that gives it."""
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
    about_phones = [field for field in use.fields if PHONE in field]
    if not about_phones:
        return False
    spelled = [
        *(found for field in about_phones for found in numbers_in(field)),
        *(
            found
            for conflict in cpas.conflicts
            if conflict.field == PHONE
            for value in conflict.values
            if source_of(dataset, cpas, value.source) == use.source
            for found in numbers_in(value.value)
        ),
    ]
    return not spelled or any(same_number(found, number) for found in spelled)


def source_of(dataset: Dataset, cpas: Cpas, text: str) -> str | None:
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


def hours_and_desk_text(cpas: Cpas, *, locale: str) -> tuple[Words | str, Words | str]:
    """The hours for the plate, and what else is known of the desk.

    Where only the desk has hours, its text holds them and goes on the plate.
    """
    desk_text = optional_words(cpas.medical_desk.text if cpas.medical_desk else None, locale)
    if cpas.opening_hours:
        return cpas.opening_hours.text.words(locale), desk_text
    if cpas.medical_desk and cpas.medical_desk.hours:
        return desk_text, ""
    return "", desk_text


def other_names(names: LocalizedText, *, locale: str) -> tuple[Words, ...]:
    """The official names that differ from the one in the reader's language."""
    own = names.words(locale)
    return tuple(
        name
        for code in _OFFICIAL
        if code != locale and (name := names.words(code)).casefold() != own.casefold()
    )


def optional_words(text: LocalizedText | None, locale: str) -> Words | str:
    """``text`` in the reader's language, or "" where a record says nothing."""
    return text.words(locale) if text else ""
