# Room: model. Everything at once, frozen, indexed by id.
"""The Dataset: every fact of the site, checked, that views read and nothing changes."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, InstanceOf, model_validator
from pydantic_core import PydanticCustomError

from macros.messages.message import Problem
from macros.model.common import Id, LanguageCode, LocalizedText, PlainText, Record, Source, Words
from macros.model.coverage import (
    DeskPhrase,
    NamedText,
    Payer,
    Procedure,
    ResidenceDocument,
    RuleSet,
    SituationFact,
)
from macros.model.directory import Cpas, CpasSeat, GlossaryTerm, Municipality, Organisation, Url
from macros.model.places import CpasList, InstitutionalPostcodes, Outline, PlaceNames, Quarter
from macros.model.search import Synonym
from macros.model.topic import Resource, Sheet, Topic
from macros.model.translation import BehindSection


class Language(Record):
    """A language of the site. ``full`` languages must be complete everywhere, ``essential`` ones
    where readers need them most; ``planned`` ones may have texts in data but no pages yet."""

    code: LanguageCode
    name: PlainText
    direction: Literal["ltr", "rtl"]
    status: Literal["full", "essential", "planned"]


class SiteIdentity(Record):
    """Who publishes the site. ``organisation`` and ``report_email`` are empty until someone takes
    the site over."""

    name: LocalizedText
    organisation: str = ""
    report_email: str = ""
    helpers: tuple[Id, ...] = ()
    published_on: date
    code_licence: str
    text_licence: str
    text_licence_url: Url


class Attribution(Record):
    """A line that the licence of data we use asks us to publish."""

    used_for: LocalizedText
    line: PlainText


class LinkRefusal(Record):
    """A site that answers people but refuses programs: `make links` leaves it in peace.

    ``address`` is how its addresses begin. ``answer`` is the number it gives programs, such as 403;
    0 when it gives none.
    """

    address: Url
    answer: int = Field(ge=0, le=599)
    reason: PlainText
    seen_on: date


class Review(Record):
    """One record or page, read by a qualified person in one language."""

    subject: PlainText
    language: LanguageCode
    by: PlainText
    on: date
    until: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.on:
            raise PydanticCustomError(
                "reversed_review",
                "until {until} is before on {start}",
                {"until": str(self.until), "start": str(self.on)},
            )
        return self


class Dataset(Record):
    """Every checked fact. Dictionaries are keyed by id, in the order of the folder or file.

    ``languages`` are those that have pages, in the order of the language strip. ``strings`` are
    the words of components, by language and key; French ones in another language are ``Words``.
    ``sheets`` are those of the topics whose French sheet is written; ``prose_links`` what the prose
    of a document or payer links to, by ``payers/cpas``; ``behind`` the sections of pages that are
    behind their French, by ``nl/topics/x.md``. ``unrecorded`` is told by ``make check`` and stops
    no build: translations of which nobody would know that their French changes.
    """

    site: SiteIdentity
    languages: tuple[Language, ...]
    strings: dict[str, dict[str, str]]
    sources: dict[str, Source]
    documents: dict[str, ResidenceDocument]
    payers: dict[str, Payer]
    rule_sets: dict[str, RuleSet]
    facts: dict[str, SituationFact]
    procedures: dict[str, Procedure]
    papers: dict[str, NamedText]
    covers: dict[str, NamedText]
    deciders: dict[str, NamedText]
    ask: dict[str, NamedText]
    desk_phrases: dict[str, DeskPhrase]
    municipalities: dict[str, Municipality]
    cpas: dict[str, Cpas]
    cpas_seats: tuple[CpasSeat, ...]
    place_names: tuple[PlaceNames, ...] = ()
    quarters: tuple[Quarter, ...] = ()
    cpas_lists: tuple[CpasList, ...] = ()
    institutional_postcodes: InstitutionalPostcodes | None = None
    outlines: tuple[Outline, ...] = ()
    organisations: dict[str, Organisation]
    glossary: dict[str, GlossaryTerm]
    topics: dict[str, Topic] = Field(default_factory=dict)
    sheets: dict[str, Sheet] = Field(default_factory=dict)
    prose_links: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    behind: dict[str, tuple[BehindSection, ...]] = Field(default_factory=dict)
    resources: dict[str, Resource] = Field(default_factory=dict)
    synonyms: tuple[Synonym, ...] = ()
    attributions: tuple[Attribution, ...]
    link_refusals: tuple[LinkRefusal, ...] = ()
    reviews: tuple[Review, ...] = ()
    published_ids: tuple[str, ...] = ()
    remarks: tuple[InstanceOf[Problem], ...] = Field(default=())
    unrecorded: tuple[InstanceOf[Problem], ...] = Field(default=())

    def language(self, code: str) -> Language:
        """The language with this code; KeyError when the site has none."""
        for language in self.languages:
            if language.code == code:
                return language
        raise KeyError(code)

    def say(self, key: str, language: str, **values: str) -> Words:
        """The words of data/strings for ``key``, ``values`` in the places of their names."""
        text = self.strings[language][key]
        words = text if isinstance(text, Words) else Words(text, language)
        return words.with_text(text.format(**values)) if values else words

    def full_languages(self) -> tuple[str, ...]:
        """Codes of the languages that must be complete."""
        return tuple(entry.code for entry in self.languages if entry.status == "full")
