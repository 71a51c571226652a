# Room: views. Organisations and helplines in lists. Imports model and other views.
"""Who helps: lists of organisations, one organisation, the emergency numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from macros.model.common import LocalizedText, Words
from macros.model.dataset import Dataset
from macros.model.directory import Organisation
from macros.views.evidence import SourceRow, source_rows
from macros.views.phones import DatedPhoneView, dated_phone_view

# In the order of danger; the records say everything else.
EMERGENCY_NUMBERS = ("112", "1733", "101", "antipoison")
DANGER_TO_LIFE = "112"
_LONGEST_LARGE_NUMBER = 4
_CLOSED = "closed"
# The numbers of an organisation in their order, as a page asks for them: the key of the record, and
# the end of the key of the words that say what the number is for.
_PHONE_LINES = {"": ("phone", ""), "alt": ("phone_alt", "other"), "legal": ("legal_line", "legal")}


@dataclass(frozen=True, kw_only=True)
class AddressLine:
    """An address on one line. ``note`` says what to know about it, or is ""."""

    text: str
    note: Words | str
    geo_href: str


@dataclass(frozen=True, kw_only=True)
class OrganisationLine:
    """An organisation in a list; what is not known is "" or empty.

    ``href`` and ``site`` are its website as a link and as its short name.
    """

    id: str
    name: Words
    href: str
    site: str
    what_for: Words
    hours: Words | str
    access: Words | str
    caution: Words | str
    is_closed: bool
    phones: tuple[DatedPhoneView, ...]
    email: str
    address: AddressLine | None


@dataclass(frozen=True, kw_only=True)
class ContactSource:
    """A source of contact details, and the names of those it gives them for."""

    row: SourceRow
    names: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationListView:
    """A list of organisations (component ``organisation_list``). ``is_short`` leaves out hours,
    access and address."""

    items: tuple[OrganisationLine, ...]
    sources: tuple[ContactSource, ...]
    is_short: bool


@dataclass(frozen=True, kw_only=True)
class EmergencyNumber:
    """A number as large as a heading. ``is_long`` numbers do not fit beside their text."""

    phone: DatedPhoneView
    other_phones: tuple[DatedPhoneView, ...]
    is_urgent: bool
    is_long: bool
    title: Words
    text: Words | str
    hours: Words | str
    access: Words | str
    caution: Words | str


@dataclass(frozen=True, kw_only=True)
class EmergencyNumbersView:
    """The numbers of the emergency page (component ``emergency_numbers``)."""

    numbers: tuple[EmergencyNumber, ...]
    sources: tuple[ContactSource, ...]


def organisation_list_view(
    dataset: Dataset,
    *,
    purpose: str = "",
    category: str = "",
    without: str = "",
    free: str = "",
    style: str = "full",
    locale: str,
    on_date: date,
) -> OrganisationListView:
    """``{{ organisation_list(purpose="rights-advice") }}``.

    ``purpose`` is one of ``for_whom``, ``category`` one of the categories or several with commas,
    ``without`` a purpose or category already listed elsewhere, ``free="yes"`` keeps the numbers
    that cost nothing. Closed organisations are left out. First those of ``site.helpers``, then
    those that speak the language of the page, free numbers before others.
    """
    categories = tuple(name.strip() for name in category.split(",") if name.strip())
    chosen = [
        organisation
        for organisation in dataset.organisations.values()
        if not _is_closed(organisation)
        and (not purpose or purpose in organisation.for_whom)
        and (not categories or organisation.category in categories)
        and (not without or without not in (*organisation.for_whom, organisation.category))
        and (free != "yes" or organisation.free_call)
    ]
    chosen.sort(key=lambda organisation: _order(dataset, organisation, locale=locale))
    return _list_view(dataset, chosen, style=style, locale=locale, on_date=on_date)


def contact_line_view(
    dataset: Dataset, organisation_id: str, *, locale: str, on_date: date
) -> OrganisationListView:
    """``{{ contact_line("medimmigrant") }}``: one organisation, closed ones with their warning."""
    organisation = dataset.organisations[organisation_id]
    return _list_view(dataset, [organisation], style="full", locale=locale, on_date=on_date)


def emergency_numbers_view(dataset: Dataset, *, locale: str, on_date: date) -> EmergencyNumbersView:
    """``{{ emergency_numbers() }}``."""
    organisations = [dataset.organisations[name] for name in EMERGENCY_NUMBERS]
    return EmergencyNumbersView(
        numbers=tuple(
            _emergency_number(organisation, locale=locale, on_date=on_date)
            for organisation in organisations
        ),
        sources=_contact_sources(dataset, organisations, locale=locale),
    )


def emergency_phone(dataset: Dataset, *, locale: str, on_date: date) -> DatedPhoneView:
    """The number to call when a life is in danger."""
    organisation = dataset.organisations[DANGER_TO_LIFE]
    return organisation_line(organisation, locale=locale, on_date=on_date).phones[0]


def helper_lines(dataset: Dataset, *, locale: str, on_date: date) -> tuple[OrganisationLine, ...]:
    """Who can help, in the order of ``site.helpers``."""
    return tuple(
        organisation_line(dataset.organisations[name], locale=locale, on_date=on_date)
        for name in dataset.site.helpers
    )


def organisation_line(
    organisation: Organisation, *, locale: str, on_date: date
) -> OrganisationLine:
    """One organisation as a reader meets it in a list."""
    web = (organisation.web_nl if locale == "nl" else None) or organisation.web or ""
    return OrganisationLine(
        id=organisation.id,
        name=organisation.names.words(locale),
        href=web,
        site=urlsplit(web).netloc.removeprefix("www."),
        what_for=organisation.what_for.words(locale),
        hours=_words(organisation.hours, locale),
        access=_words(organisation.access, locale),
        caution=_words(organisation.caution, locale),
        is_closed=_is_closed(organisation),
        phones=_phones(organisation, on_date=on_date),
        email=organisation.email or "",
        address=_address_line(organisation, locale=locale),
    )


def _list_view(
    dataset: Dataset,
    organisations: Sequence[Organisation],
    *,
    style: str,
    locale: str,
    on_date: date,
) -> OrganisationListView:
    return OrganisationListView(
        items=tuple(
            organisation_line(organisation, locale=locale, on_date=on_date)
            for organisation in organisations
        ),
        sources=_contact_sources(dataset, organisations, locale=locale),
        is_short=style == "short",
    )


def _order(
    dataset: Dataset, organisation: Organisation, *, locale: str
) -> tuple[int, bool, bool, bool, str]:
    helpers = dataset.site.helpers
    place = helpers.index(organisation.id) if organisation.id in helpers else len(helpers)
    speaks_other = bool(organisation.languages) and locale not in organisation.languages
    name = organisation.names.words(locale).casefold()
    return place, speaks_other, not organisation.free_call, organisation.phone is None, name


def _is_closed(organisation: Organisation) -> bool:
    return organisation.status.startswith(_CLOSED)


def organisation_phone(
    organisation: Organisation, line: str = "", *, on_date: date
) -> DatedPhoneView | None:
    """A number of the organisation, or None; ``line="alt"`` or ``line="legal"`` for another than
    the main one. In a sentence it is what it is in a list."""
    key, kind = _PHONE_LINES[line]
    number = getattr(organisation, key)
    return _phone(organisation, number, key=key, kind=kind, on_date=on_date) if number else None


def _phones(organisation: Organisation, *, on_date: date) -> tuple[DatedPhoneView, ...]:
    """Every number of the organisation, the main one first; another place bears its own name."""
    lines = (organisation_phone(organisation, line, on_date=on_date) for line in _PHONE_LINES)
    places = (
        _phone(organisation, place.phone, key="other_contacts", label=place.name, on_date=on_date)
        for place in organisation.other_contacts
        if place.phone
    )
    return (*(phone for phone in lines if phone), *places)


def _phone(
    organisation: Organisation,
    number: str,
    *,
    key: str,
    kind: str = "",
    label: str = "",
    on_date: date,
) -> DatedPhoneView:
    return dated_phone_view(
        number,
        year=_phone_year(organisation, key),
        confidence=organisation.confidence,
        on_date=on_date,
        label=label,
        kind=kind,
    )


def _phone_year(organisation: Organisation, key: str) -> int | None:
    """The year of the newest source of the numbers under ``key`` of the record, which a source
    names among its fields, or ``all``; None when no source of them has a date."""
    if key == "phone" and organisation.phone_year:
        return organisation.phone_year
    years = [
        use.year
        for use in organisation.contact_sources
        if use.year and not {"all", key}.isdisjoint(use.fields)
    ]
    return max(years, default=None)


def _address_line(organisation: Organisation, *, locale: str) -> AddressLine | None:
    if organisation.address is None:
        return None
    return AddressLine(
        text=organisation.address,
        note=_words(organisation.address_note, locale),
        geo_href=f"geo:0,0?q={quote(organisation.address)}",
    )


def _contact_sources(
    dataset: Dataset, organisations: Iterable[Organisation], *, locale: str
) -> tuple[ContactSource, ...]:
    """Each source once, with whom it speaks of."""
    names: dict[str, list[Words]] = {}
    years: dict[str, int | None] = {}
    for organisation in organisations:
        for use in organisation.contact_sources:
            name = organisation.names.words(locale)
            if name not in names.setdefault(use.source, []):
                names[use.source].append(name)
            years.setdefault(use.source, use.year)
    return tuple(
        ContactSource(
            row=source_rows(dataset, [source], locale=locale, year=years[source])[0],
            names=tuple(found),
        )
        for source, found in names.items()
    )


def _emergency_number(organisation: Organisation, *, locale: str, on_date: date) -> EmergencyNumber:
    main, *others = _phones(organisation, on_date=on_date)
    title, text = _title_and_text(organisation, locale=locale)
    return EmergencyNumber(
        phone=main,
        other_phones=tuple(others),
        is_urgent=organisation.id == DANGER_TO_LIFE,
        is_long=len(main.text) > _LONGEST_LARGE_NUMBER,
        title=title,
        text=text,
        hours=_words(organisation.hours, locale),
        access=_words(organisation.access, locale),
        caution=_words(organisation.caution, locale),
    )


def _title_and_text(organisation: Organisation, *, locale: str) -> tuple[Words, Words | str]:
    """The name without the number that stands beside it; a bare number is named by its first
    sentence."""
    name = organisation.names.words(locale)
    what_for = organisation.what_for.words(locale)
    bare = name.removeprefix(organisation.phone or "").strip()
    if bare:
        return name.with_text(bare), what_for
    first, _mark, rest = what_for.partition(". ")
    return what_for.with_text(first.rstrip(".")), what_for.with_text(rest)


def _words(text: LocalizedText | None, locale: str) -> Words | str:
    return text.words(locale) if text else ""
