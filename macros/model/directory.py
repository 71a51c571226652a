# Room: model. Where to go: municipalities, CPAS, organisations, words. Imports common only.
"""The directory: municipalities, their CPAS, organisations that help, and the glossary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from macros.model.common import (
    Audit,
    Confidence,
    Id,
    LanguageCode,
    LocalizedText,
    PlainText,
    Record,
)

NisCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,14}$")]
"""A number as dialled: E.164 (``+3222471011``) or a Belgian short or free number (``112``)."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
Time = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]


class Municipality(Record):
    """One of the 565 municipalities, from the official list of Statbel.

    ``localities`` are ``(postcode, name)`` pairs; ``aliases`` other spellings and former names.
    """

    nis_code: NisCode
    name_fr: PlainText
    name_nl: PlainText
    name_de: PlainText
    region_code: str
    region_fr: str
    region_nl: str
    province_code: str = ""
    province_fr: str = ""
    province_nl: str = ""
    postcodes: tuple[Postcode, ...] = Field(min_length=1)
    language_status: str
    localities: tuple[tuple[Postcode, str], ...] = ()
    aliases: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The name a reader of ``language`` will meet: Dutch for Dutch, else the French one where
        French is official or usual, else the local one."""
        return {"nl": self.name_nl, "de": self.name_de}.get(language, self.name_fr)


class Address(Record):
    """A street and a town, in French and Dutch."""

    street: LocalizedText
    postcode: Postcode
    city: LocalizedText


class Coordinates(Record):
    """A position and how far it can be trusted (``street``: middle of the street, not the door)."""

    lat: float
    lon: float
    precision: Literal["street", "municipality"]
    precision_note: str
    source: Id


class OpeningTime(Record):
    """Days on which a desk opens from ``opens`` to ``closes`` (None: end not known), local time."""

    days: tuple[Weekday, ...]
    opens: Time
    closes: Time | None = None
    kind: str


class OpeningHours(Record):
    """Opening hours as a sentence in each language, with the times it was made from, if any."""

    text: LocalizedText
    times: tuple[OpeningTime, ...] = ()
    source: Id
    year: int | None = None


class DatedPhone(Record):
    """A phone number with what it is for and the year of its source."""

    number: Phone
    label: LocalizedText
    year: int | None = None


class MedicalDesk(Record):
    """The desk of a CPAS for health costs."""

    name: LocalizedText | None = None
    text: LocalizedText | None = None
    address: Address | None = None
    coordinates: Coordinates | None = None
    phone: Phone | None = None
    email: str | None = None
    email_source: Id | None = None
    email_note: str = ""
    note: str = ""
    hours: str = ""
    source: Id | None = None
    year: int | None = None


class Practice(Record):
    """How asking for medical help goes at this CPAS: sentences in each language."""

    sentences: tuple[LocalizedText, ...]
    editor_note: str
    sources: tuple[Id, ...]


class SourceUse(Record):
    """What a source was used for. ``year`` None means the page carries no date."""

    source: Id
    year: int | None = None
    fields: tuple[str, ...] = ()


class ConflictValue(Record):
    """One of the values that disagree, and who gives it (editor's words)."""

    value: str
    source: str


class Conflict(Record):
    """Values that disagree between sources; kept, and shown as such."""

    field: str
    values: tuple[ConflictValue, ...]
    note: str = ""


class Cpas(Record):
    """A CPAS whose contact is known in full."""

    id: Id
    nis_code: NisCode
    names: LocalizedText
    municipality: LocalizedText
    postcodes: tuple[Postcode, ...] = Field(min_length=1)
    address: Address
    address_note: LocalizedText | None = None
    phone: Phone
    email: str | None = None
    websites: dict[Literal["fr", "nl"], Url] = Field(default_factory=dict)
    opening_hours: OpeningHours | None = None
    medical_desk: MedicalDesk | None = None
    desk_phones: tuple[DatedPhone, ...] = ()
    practice: Practice | None = None
    caution: LocalizedText | None = None
    coordinates: Coordinates
    contact_sources: tuple[SourceUse, ...]
    conflicts: tuple[Conflict, ...] = ()
    confidence: Confidence
    confidence_note: str = ""


class CpasSeat(Record):
    """What we know of a CPAS outside Brussels: often only its registered seat."""

    id: Id
    nis_code: NisCode
    name_fr: PlainText
    name_nl: PlainText
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    source: str
    licence: str
    source_year: int | None = None
    notes: str = ""
    confidence: Confidence


class OtherContact(Record):
    """Another place or service of an organisation."""

    name: str
    phone: Phone | None = None
    email: str | None = None
    address: str | None = None


class Organisation(Record):
    """An organisation or helpline. ``phone_year`` is the year of the source ``phone`` rests on."""

    id: Id
    names: LocalizedText
    category: str
    area: str
    for_whom: tuple[str, ...]
    what_for: LocalizedText
    hours: LocalizedText | None = None
    access: LocalizedText | None = None
    caution: LocalizedText | None = None
    phone: Phone | None = None
    phone_alt: Phone | None = None
    legal_line: Phone | None = None
    phone_year: int | None = None
    free_call: bool | None = None
    email: str | None = None
    web: Url | None = None
    web_nl: Url | None = None
    address: str | None = None
    address_note: LocalizedText | None = None
    languages: tuple[str, ...] = ()
    other_contacts: tuple[OtherContact, ...] = ()
    links: dict[str, Url] = Field(default_factory=dict)
    status: str = ""
    contact_sources: tuple[SourceUse, ...]
    conflicts: tuple[Conflict, ...] = ()
    confidence: Confidence
    confidence_note: str = ""
    audit: Audit | None = None
    name_notes: str = ""
    editor_note: str = ""


class GlossaryTerm(Record):
    """A term of the field, its names in every language and a one-line definition.

    ``alternatives`` are other names of it that are right, ``avoid`` wrong ones, by language.
    ``not_linked``: languages in which the name is also an everyday word, so that no text links it.
    """

    id: Id
    terms: LocalizedText
    definition: LocalizedText
    abbreviations: tuple[str, ...] = ()
    translation_confidence: dict[str, Confidence] = Field(default_factory=dict)
    alternatives: dict[LanguageCode, tuple[str, ...]] = Field(default_factory=dict)
    avoid: dict[LanguageCode, tuple[str, ...]] = Field(default_factory=dict)
    not_linked: tuple[LanguageCode, ...] = ()
    editor_note: str = ""

    def names(self, locale: str) -> tuple[str, ...]:
        """What a text in ``locale`` calls it: the term without what stands in brackets, and other
        right names."""
        return (_without_brackets(self.terms.words(locale)), *self.alternatives.get(locale, ()))


# Every page is searched for every term.
@lru_cache(maxsize=2048)
def _without_brackets(term: str) -> str:
    return re.split(r" [(/]|, ", term)[0]
