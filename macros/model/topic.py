# Room: model. Topics: facts about one question, and what their sheets need. Imports common only.
"""A topic of the site: its facts, the values its sheet prints, whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from macros.model.common import (
    Article,
    Evidence,
    Id,
    LanguageCode,
    LocalizedText,
    PlainText,
    Record,
)

Theme = Literal["access-to-care", "stay-and-return", "social-rights", "practical"]
Profession = Literal[
    "social-worker",
    "cpas",
    "doctor",
    "pharmacy",
    "hospital-billing",
    "guardian",
    "lawyer",
    "youth-aid",
    "teacher",
]
Unit = Literal["minutes", "hours", "days", "weeks", "months", "years"]
FactId = Annotated[str, StringConstraints(pattern=r"^[kstpcr][0-9]{1,2}$")]
"""k: key fact, s: step, p: paper, t: time limit, c: cost, r: remedy; numbered in their order."""
SomeDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
"""A day (2024-06-27), a month (2024-06) or a year (2024)."""


class TopicFact(Evidence):
    """A fact as compiled. ``text`` is for editors, in English; the sheet says it to readers."""

    id: FactId
    text: PlainText

    @property
    def evidence_shown(self) -> tuple[object, ...]:
        """What the list of sources says of the fact."""
        return (self.sources, self.basis, self.confidence, self.verified_on, self.unsure)


class TopicValue(Record):
    """What the sheet prints and may not type, and the fact that says it. Exactly one kind.

    ``text`` is for what is no number: an address, a postcode, a reference.
    """

    fact: FactId
    amount: Decimal | None = None
    unit: Unit | None = None
    date: SomeDate | None = None
    euro: Decimal | None = None
    number: Decimal | None = None
    percent: Decimal | None = None
    text: LocalizedText | PlainText | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        given = [
            name
            for name in ("amount", "date", "euro", "number", "percent", "text")
            if getattr(self, name) is not None
        ]
        if len(given) != 1 or (self.unit is None) == ("amount" in given):
            raise PydanticCustomError(
                "value_of_no_kind" if given else "value_without_number",
                "{given}",
                {"given": ", ".join(given)},
            )
        return self


class Topic(Record):
    """A question of a reader, with everything known about it.

    ``organisations`` help with it. ``not_used`` says why the sheet leaves a fact out, and
    ``open_questions`` what must be asked before the sheet counts as checked (both in English).
    ``discreet``: whoever finds the page on a phone may harm the reader; its tab does not name it.
    ``question`` and ``description`` are needed once docs/fr/topics/<id>.md exists.
    """

    id: Id
    theme: Theme
    audience: Literal["both", "migrant", "professional"]
    title: LocalizedText
    discreet: bool = False
    question: LocalizedText | None = None
    description: LocalizedText | None = None
    professions: tuple[Profession, ...] = ()
    organisations: tuple[Id, ...] = ()
    related_documents: tuple[Id, ...] = ()
    related_payers: tuple[Id, ...] = ()
    legal_basis: tuple[Article, ...] = ()
    values: dict[Id, TopicValue] = Field(default_factory=dict)
    not_used: dict[FactId, PlainText] = Field(default_factory=dict)
    open_questions: tuple[PlainText, ...] = ()
    facts: tuple[TopicFact, ...] = Field(min_length=1)

    def fact(self, name: str) -> TopicFact:
        """The fact with this id; KeyError when the topic has none."""
        for fact in self.facts:
            if fact.id == name:
                return fact
        raise KeyError(name)

    @cached_property
    def evidence_numbers(self) -> Mapping[str, int]:
        """The number of each fact, by id, in the list of sources of the sheet. Facts with the same
        evidence share one."""
        numbers: dict[tuple[object, ...], int] = {}
        return {
            fact.id: numbers.setdefault(fact.evidence_shown, len(numbers) + 1)
            for fact in self.facts
        }

    @property
    def is_for_professionals(self) -> bool:
        """Whether the sheet may be denser: it is written for people who help."""
        return self.audience == "professional"


class Sheet(Record):
    """What the pages of a topic in docs/ refer to, read from the French one.

    ``links`` are paths below the language (``payers/cpas``), ``laws`` laws with their articles, and
    ``languages`` those in which the sheet is written.
    """

    links: tuple[str, ...] = ()
    laws: tuple[tuple[str, str], ...] = ()
    languages: tuple[LanguageCode, ...] = ()


class Resource(Record):
    """A page elsewhere that professionals use; ``id`` is that of the source."""

    id: Id
    about: LocalizedText
    professions: tuple[Profession, ...] = Field(min_length=1)
