# Room: model. Residence documents, payers and the rules between them. No logic beyond shape.
"""Who pays for whom: residence documents, payers, situation facts and coverage rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.model.common import (
    Article,
    DateSpan,
    Evidence,
    Id,
    LocalizedText,
    PlainText,
    Record,
)

Role = Literal["first", "rest", "if_refused", "not_covered"]
Demotion = Literal["rest", "if_refused", "nothing"]

STAY_REASON = "stay-reason"
"""The one fact that no rule uses: it tells papers apart for someone who does not know theirs."""


class Drawing(Record):
    """How the paper is drawn so that its holder recognises it: a shape and a short mark on it."""

    kind: Literal["orange-card", "card", "a4", "visa", "letter", "none", "expired"]
    label: str = ""


class Aliases(Record):
    """Names people really use for a document, by language; used to find it."""

    fr: tuple[PlainText, ...] = ()
    nl: tuple[PlainText, ...] = ()
    en: tuple[PlainText, ...] = ()


class ResidenceDocument(Evidence):
    """A residence document, or a situation without one (``no-document``, ``expired-document``).

    ``reasons``: why people hold it, answers of the fact ``stay-reason``; none = any reason.
    ``discreet``: whoever finds the page on a phone may harm the reader; its tab does not name it.
    """

    id: Id
    kind: Literal["annex", "card", "attestation", "visa", "none"]
    stay_status: Literal[
        "regular-short", "regular-long", "procedure", "irregular", "tolerated", "to-be-confirmed"
    ]
    names: LocalizedText
    short_name: LocalizedText
    discreet: bool = False
    subtitle: LocalizedText
    official_name: LocalizedText
    drawing: Drawing
    appearance: LocalizedText
    aliases: Aliases
    issued_by: LocalizedText
    who_gets_it: LocalizedText
    validity: LocalizedText
    what_next: LocalizedText
    description: LocalizedText
    notices: tuple[LocalizedText, ...] = ()
    reasons: tuple[Id, ...] = ()
    legal_basis: tuple[Article, ...] = ()


class Deadline(Record):
    """A time limit: ``amount`` in ``unit``, and what must happen within it."""

    amount: int = Field(gt=0)
    unit: Literal["hours", "days", "weeks", "months", "years"]
    text: LocalizedText
    sources: tuple[Id, ...] = ()


class DeskPhrase(Record):
    """What to say or show at a desk, in French and Dutch, with its meaning in each language."""

    payer: Id
    phrase: dict[Literal["fr", "nl"], PlainText]
    meaning: LocalizedText
    basis: Literal["editorial"]


class Payer(Evidence):
    """Who pays the bill (not who treats): a fund, an agency, a guarantor, the person.

    ``discreet``: whoever finds the page on a phone may harm the reader; its tab does not name it.
    """

    id: Id
    names: LocalizedText
    short_name: LocalizedText
    discreet: bool = False
    table_name: LocalizedText
    description: LocalizedText
    covers: tuple[LocalizedText, ...] = ()
    does_not_cover: tuple[LocalizedText, ...] = ()
    who_can_use: tuple[LocalizedText, ...] = ()
    procedure: Id
    papers: tuple[Id, ...] = ()
    contact: LocalizedText
    organisations: tuple[Id, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    cost: tuple[LocalizedText, ...] = ()
    if_refused: tuple[LocalizedText, ...] = ()
    refused_sources: tuple[Id, ...] = ()
    cautions: tuple[LocalizedText, ...] = ()
    legal_basis: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()


class Step(Record):
    """One thing to do: an instruction, and a sentence or two that explain it."""

    do: LocalizedText
    detail: LocalizedText | None = None


class Procedure(Record):
    """Steps in their order, under a heading."""

    id: Id
    title: LocalizedText
    steps: tuple[Step, ...] = Field(min_length=1)


class NamedText(Record):
    """A small record that is one text: a paper to bring, what is covered, who decides."""

    id: Id
    text: LocalizedText


class SituationAnswer(Record):
    """One possible answer to the question of a situation fact.

    ``counts_as``: what it means for a document that does not tell this answer apart: other answers
    of the same question. Without one, the answer rules such a document out.
    """

    id: Id
    text: LocalizedText
    counts_as: tuple[Id, ...] = ()


class SituationFact(Record):
    """What we may ask about a person: one question, and answers that exclude each other.

    "I don't know / I'd rather not say" belongs to every question and is not repeated here.
    """

    id: Id
    question: LocalizedText
    answers: tuple[SituationAnswer, ...] = Field(min_length=2)


class Condition(Record):
    """When a rule applies. Every fact of ``facts`` has one of the listed answers, and, if
    ``any_of`` is not empty, at least one of its conditions holds.

    In YAML: ``{means: not-enough, reception: [no-show, no-code], any_of: [{...}, {...}]}``.
    """

    facts: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)
    any_of: tuple[Condition, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_mapping(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "facts" in value:
            return value
        facts = {
            key: (answers,) if isinstance(answers, str) else answers
            for key, answers in value.items()
            if key != "any_of"
        }
        return {"facts": facts, "any_of": value.get("any_of", ())}

    def fact_ids(self) -> frozenset[str]:
        """Every fact this condition looks at."""
        ids = frozenset(self.facts)
        return ids.union(*(part.fact_ids() for part in self.any_of)) if self.any_of else ids


class CoverageRule(Evidence, DateSpan):
    """One line of the answer: in this situation, this payer pays, in this role.

    ``payer`` is None for a rule that says "ask" (then ``ask`` names whom). ``after`` names earlier
    rules: when one of them applies too, this rule takes the named role instead of ``pays``
    (``nothing`` = it does not apply). ``pack_lines`` are the lines of the fact pack it carries.
    ``legal_basis``: the articles of this very rule, where a source names them.
    """

    id: Id
    pack_lines: tuple[str, ...] = ()
    payer: Id | None = None
    ask: Id | None = None
    pays: Role
    when: Condition = Field(default_factory=Condition)
    after: dict[Id, Demotion] = Field(default_factory=dict)
    joint_with: tuple[Id, ...] = ()
    judgement: bool = False
    condition: LocalizedText
    note: LocalizedText | None = None
    procedure: Id | None = None
    covers: Id | None = None
    decided_by: Id | None = None
    legal_basis: tuple[Article, ...] = ()

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.payer is None and self.ask is None:
            raise PydanticCustomError("rule_without_payer", "neither a payer nor whom to ask", {})
        if self.unsure and self.ask is None:
            raise PydanticCustomError(
                "unsure_without_ask", "the rule is unsure but nobody is named to ask", {}
            )
        return self


class FactInUse(Record):
    """A fact that a document asks about, and the answers that can occur there."""

    fact: Id
    answers: tuple[Id, ...] = Field(min_length=2)


class RuleSet(Record):
    """Every rule of one residence document, in order of precedence."""

    document: Id
    facts: tuple[FactInUse, ...] = ()
    rules: tuple[CoverageRule, ...] = Field(min_length=1)

    def has_successor(self, rule: CoverageRule) -> bool:
        """Whether a rule begins the day after ``rule`` ends that takes its place: one of the same
        payer in the same role, or one for the same situation, whoever pays there from then on."""
        if rule.valid_until is None:
            return False
        next_day = rule.valid_until + timedelta(days=1)
        return any(
            other.valid_from == next_day
            and ((other.payer, other.pays) == (rule.payer, rule.pays) or other.when == rule.when)
            for other in self.rules
        )

    def has_lapsed(self, rule: CoverageRule, day: date) -> bool:
        """Whether ``rule`` is over on ``day`` and none took its place: nobody knows what holds."""
        return rule.is_over_on(day) and not self.has_successor(rule)

    def told_on(self, day: date) -> tuple[CoverageRule, ...]:
        """The rules that readers are told of on ``day``, in order of precedence: those in force,
        and lapsed ones, which every page and the questions mark as such."""
        return tuple(
            rule for rule in self.rules if rule.holds_on(day) or self.has_lapsed(rule, day)
        )
