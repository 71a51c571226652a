# Room: views. The page of one CPAS. Called by views/pages.py and by tests. Imports model and other
# views.
"""One CPAS: where to go, which number to call, what it decides on, and what disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros.model.common import SOURCE_LANGUAGE, Words
from macros.model.dataset import Dataset
from macros.model.directory import Conflict, ConflictValue, Cpas
from macros.views.documents import DeskView, desk_view
from macros.views.evidence import DatesView, SourceRow, dates_view, source_rows
from macros.views.map import MapView, cpas_map_view
from macros.views.offices import (
    PHONE,
    PlaceView,
    desk_phone,
    desk_place,
    first_official,
    general_phone,
    hours_and_desk_text,
    optional_words,
    other_names,
    place_view,
    source_of,
)
from macros.views.organisations import OrganisationLine, helper_lines
from macros.views.phones import DatedPhoneView, dated_phone_view, numbers_in, same_number

# The payers a CPAS decides on, in the order of their plates.
_PAYERS = ("cpas", "urgent-medical-aid")


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


def cpas_page_view(
    dataset: Dataset, cpas_id: str, *, locale: str, on_date: date, prose_html: str = ""
) -> CpasPageView:
    """Everything the page of a CPAS prints."""
    cpas = dataset.cpas[cpas_id]
    desk = cpas.medical_desk
    place = desk_place(cpas, locale=locale)
    phone = desk_phone(dataset, cpas, on_date=on_date)
    hours, desk_text = hours_and_desk_text(cpas, locale=locale)
    dates = dates_view(dataset, [], subject=f"cpas/{cpas_id}", locale=locale, on_date=on_date)
    return CpasPageView(
        id=cpas.id,
        name=cpas.names.words(locale),
        sentence="",
        other_names=(*other_names(cpas.names, locale=locale), ", ".join(cpas.postcodes)),
        drawing=None,
        description=_description(cpas, place, phone, locale=locale),
        desk_name=optional_words(desk.name if desk else None, locale),
        place=place,
        phone=phone,
        hours=hours,
        address_note=optional_words(cpas.address_note, locale),
        caution=optional_words(cpas.caution, locale),
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
            for payer in _PAYERS
            if (view := desk_view(dataset, [dataset.payers[payer]], locale=locale))
        ),
        map=cpas_map_view(dataset, cpas=cpas_id, locale=locale, on_date=on_date)
        if dataset.outlines
        else None,
        payers=tuple(_payer_link(dataset, payer, locale=locale) for payer in _PAYERS),
        helpers=helper_lines(dataset, locale=locale, on_date=on_date),
        is_reviewed=bool(dates.reviewed),
        dates=dates,
        sources=_sources(dataset, cpas, locale=locale),
        permalink=f"/d/cpas/{cpas.id}/",
    )


def _reception(dataset: Dataset, cpas: Cpas, *, locale: str, on_date: date) -> ReceptionView | None:
    if cpas.medical_desk is None or cpas.medical_desk.address is None:
        return None
    return ReceptionView(
        place=place_view(cpas.address, cpas.coordinates, locale=locale),
        phone=general_phone(dataset, cpas, on_date=on_date),
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
        if conflict.field != PHONE:
            continue
        for value in conflict.values:
            source = _conflict_source(dataset, cpas, value, locale=locale)
            year = _use_year(cpas, source_of(dataset, cpas, value.source))
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
        if conflict.field != PHONE
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
    source = source_of(dataset, cpas, value.source)
    if source is None:
        return SourceRow(text=Words(value.source, locale), href="", lang="en")
    return source_rows(dataset, [source], locale=locale, year=_use_year(cpas, source))[0]


def _use_year(cpas: Cpas, source: str | None) -> int | None:
    return next((use.year for use in cpas.contact_sources if use.source == source), None)


def _websites(cpas: Cpas, *, locale: str) -> tuple[WebsiteView, ...]:
    """The websites, the one in the reader's language first; the same address once."""
    order = sorted(cpas.websites.items(), key=lambda item: item[0] != first_official(locale))
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
