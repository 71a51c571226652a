# Room: views. The question flow: the table a reader sees without script, and the data of the
# script. Called by the registry of macros and by publish/flow.py.
"""Which paper, then only the questions that can change who pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.model.common import LocalizedText, Words
from macros.model.coverage import (
    STAY_REASON,
    Condition,
    CoverageRule,
    Payer,
    Procedure,
    ResidenceDocument,
)
from macros.model.dataset import Dataset
from macros.views.chooser import DoorView, documents_by_door, door_views, payers_in_order
from macros.views.documents import (
    OWN_DOCUMENT,
    WITHOUT_PAPER,
    DocumentRow,
    RuleLine,
    document_row,
    rule_line,
    who_pays_rows,
)
from macros.views.evidence import SourceRow, ask_words, law_lines, long_date, source_rows
from macros.views.organisations import OrganisationLine, emergency_phone, helper_lines
from macros.views.payers import THROUGH_A_CPAS
from macros.views.phones import DatedPhoneView

# Words of the script. Those of other components say the same here as there.
_WORDS = (
    "questions.again",
    "questions.answer_title",
    "questions.answers",
    "questions.back",
    "questions.certain",
    "questions.certain_none",
    "questions.change",
    "questions.copied",
    "questions.document_page",
    "questions.door",
    "questions.laws",
    "questions.maybe",
    "questions.nothing_changes",
    "questions.now",
    "questions.or",
    "questions.paper",
    "questions.papers_left",
    "questions.papers_left_text",
    "questions.papers_more",
    "questions.papers_none",
    "questions.payer_laws",
    "questions.possible",
    "questions.print",
    "questions.progress",
    "questions.progress_last",
    "questions.progress_paper",
    "questions.progress_papers",
    "questions.role_after",
    "questions.role_any",
    "questions.rule_laws",
    "questions.safe",
    "questions.safe_cpas",
    "questions.safe_cpas_text",
    "questions.safe_emergency",
    "questions.safe_emergency_text",
    "questions.safe_help",
    "questions.safe_help_text",
    "questions.safe_urgent",
    "questions.safe_urgent_text",
    "questions.share",
    "questions.shared",
    "questions.skip",
    "questions.title",
    "questions.title_ask",
    "questions.unknown_facts",
    "questions.who_checks",
    "questions.why",
    "questions.why_ask",
    "questions.why_ask_text",
    "questions.table_pays.not_covered",
    "behind.value",
    "document.papers",
    "document.refused",
    "document.steps",
    "eligibility_table.ask",
    "evidence.no_source",
    "payer.contact",
    "payer.find_cpas",
    "role.if_refused",
    "role.rest",
    "rule.unsure",
)

# A text, or what the script needs to mark borrowed words.
Text = str | dict[str, str | bool]


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """One rule as a row of the table. ``payer`` is "" for a rule that says "ask"."""

    payer: Words | str
    rule: RuleLine


@dataclass(frozen=True, kw_only=True)
class DecisionDocument:
    """A document of the table, its rules in order of precedence."""

    row: DocumentRow
    lines: tuple[DecisionLine, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionGroup:
    """The documents behind one door. ``group`` is also the id of its section."""

    group: str
    documents: tuple[DecisionDocument, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionsView:
    """The flow before its script: the doors, and the whole table. ``data`` names the file of the
    script."""

    data: str
    direction: str
    doors: tuple[DoorView, ...]
    groups: tuple[DecisionGroup, ...]
    helpers: tuple[OrganisationLine, ...]


def questions_view(dataset: Dataset, *, locale: str, on_date: date) -> QuestionsView:
    """``{{ questions() }}``."""
    groups = documents_by_door(dataset.documents.values())
    return QuestionsView(
        data=f"flow.{locale}.json",
        direction=dataset.language(locale).direction,
        doors=door_views(group for group, _ in groups),
        groups=tuple(
            DecisionGroup(
                group=group,
                documents=tuple(
                    _decision_document(dataset, document, locale=locale, on_date=on_date)
                    for document in documents
                ),
            )
            for group, documents in groups
        ),
        helpers=helper_lines(dataset, locale=locale, on_date=on_date),
    )


def _decision_document(
    dataset: Dataset, document: ResidenceDocument, *, locale: str, on_date: date
) -> DecisionDocument:
    paying = [
        DecisionLine(payer=row.payer if row.payer_id else "", rule=line)
        for row in who_pays_rows(dataset, document.id, locale=locale, on_date=on_date)
        for line in row.lines
    ]
    excluded = [
        DecisionLine(
            payer=dataset.payers[rule.payer].short_name.words(locale) if rule.payer else "",
            rule=rule_line(dataset, rule, locale=locale, on_date=on_date),
        )
        for rule in dataset.rule_sets[document.id].told_on(on_date)
        if rule.pays == "not_covered"
    ]
    return DecisionDocument(
        row=document_row(dataset, document, locale=locale), lines=(*paying, *excluded)
    )


def flow_data(dataset: Dataset, *, locale: str, on_date: date) -> dict[str, Any]:
    """Everything the script of the flow needs, in one language; texts used often are named by id.

    Only the rules told on the day are there, lapsed ones with what to say of them (``over``): the
    script has no clock.
    """
    say = _Say(dataset, locale)
    told = {name: rules.told_on(on_date) for name, rules in dataset.rule_sets.items()}
    sources = list(
        dict.fromkeys(
            row
            for rules in told.values()
            for rule in rules
            for row in _rule_sources(dataset, rule, locale=locale)
        )
    )
    positions = {row: index for index, row in enumerate(sources)}
    danger = emergency_phone(dataset, locale=locale, on_date=on_date)
    return {
        "words": _flow_words(dataset, say=say),
        "emergency": [_said(dataset, danger, say=say), danger.href],
        "doors": _flow_doors(dataset),
        "facts": {
            fact.id: [
                say(fact.question),
                {a.id: say(a.text) for a in fact.answers},
                {a.id: a.counts_as for a in fact.answers if a.counts_as},
            ]
            for fact in dataset.facts.values()
        },
        "payers": {
            payer: _flow_payer(dataset, dataset.payers[payer], say=say)
            for payer in payers_in_order(dataset)
        },
        "papers": {paper.id: say(paper.text) for paper in dataset.papers.values()},
        "procedures": {
            procedure.id: _flow_procedure(procedure, say=say)
            for procedure in dataset.procedures.values()
        },
        "covers": {text.id: say(text.text) for text in dataset.covers.values()},
        "deciders": {text.id: say(text.text) for text in dataset.deciders.values()},
        "ask": {
            text.id: say(ask_words(dataset, text.id, locale=locale))
            for text in dataset.ask.values()
        },
        "sources": [[say(row.text), row.href, row.lang] for row in sources],
        "documents": {
            document.id: {
                "name": say(document.short_name),
                "note": say(document.subtitle),
                "laws": say.every(law_lines(dataset, document.legal_basis, locale=locale)),
                "paper": document.drawing.kind != WITHOUT_PAPER,
                "reasons": document.reasons,
                "facts": [[u.fact, u.answers] for u in dataset.rule_sets[document.id].facts],
                "rules": [
                    _flow_rule(dataset, rule, say=say, positions=positions, on_date=on_date)
                    for rule in told[document.id]
                ],
            }
            for document in dataset.documents.values()
        },
        "reason": STAY_REASON,
        "own": OWN_DOCUMENT,
    }


class _Say:
    """Texts in one language; borrowed ones say which language they are in."""

    def __init__(self, dataset: Dataset, locale: str) -> None:
        self._dataset = dataset
        self.locale = locale

    def __call__(self, text: LocalizedText | Words | str) -> Text:
        words = text.words(self.locale) if isinstance(text, LocalizedText) else text
        language = getattr(words, "lang", self.locale)
        if language == self.locale:
            return str(words)
        direction = self._dataset.language(language).direction
        said: dict[str, str | bool] = {"text": str(words), "lang": language, "dir": direction}
        return {**said, "stale": True} if getattr(words, "replaces_stale", False) else said

    def every(self, texts: Iterable[LocalizedText | Words]) -> list[Text]:
        """Each of the texts."""
        return [self(text) for text in texts]

    def word(self, key: str, **values: str) -> Text:
        """The words of a key, with its placeholders filled."""
        return self(self._dataset.say(key, self.locale, **values))


def _flow_words(dataset: Dataset, *, say: _Say) -> dict[str, Text]:
    """The words of the script, with the forms of those that count."""
    words = dataset.strings[say.locale]
    hints = tuple(f"document_chooser_hint.{group}" for group in _flow_doors(dataset))
    keys = [key for name in _WORDS + hints for key in (name, f"{name}.one", f"{name}.other")]
    return {key: say(words[key]) for key in keys if key in words}


def _said(dataset: Dataset, phone: DatedPhoneView, *, say: _Say) -> Text:
    """A number inside a sentence, as ``inline_phone.html`` has it."""
    if not phone.check:
        return phone.text
    key = "topics.phone_check" if phone.year else "topics.phone_undated"
    note = dataset.say(key, say.locale, year=str(phone.year))
    return say(note.with_text(f"{phone.text} ({note})"))


def _flow_doors(dataset: Dataset) -> dict[str, list[str]]:
    """The documents behind each door, in the order of the chooser."""
    groups = documents_by_door(dataset.documents.values())
    return {group: [document.id for document in documents] for group, documents in groups}


def _flow_payer(dataset: Dataset, payer: Payer, *, say: _Say) -> dict[str, Any]:
    return {
        "name": say(payer.short_name),
        "contact": say(payer.contact),
        "cpas": payer.id in THROUGH_A_CPAS,
        "papers": payer.papers,
        "refused": say.every(payer.if_refused),
        "procedure": payer.procedure,
        "laws": say.every(law_lines(dataset, payer.legal_basis, locale=say.locale)),
    }


def _flow_procedure(procedure: Procedure, *, say: _Say) -> list[Any]:
    steps = [[say(step.do), say(step.detail) if step.detail else ""] for step in procedure.steps]
    return [say(procedure.title), steps]


def _flow_rule(
    dataset: Dataset,
    rule: CoverageRule,
    *,
    say: _Say,
    positions: dict[SourceRow, int],
    on_date: date,
) -> dict[str, Any]:
    """A rule without what it does not have: most rules lack most fields."""
    end = long_date(rule.valid_until, say.locale) if rule.valid_until else ""
    is_over = rule.is_over_on(on_date)
    fields: dict[str, Any] = {
        "id": rule.id,
        "payer": rule.payer,
        "pays": rule.pays,
        "when": _flow_condition(rule.when),
        "after": rule.after,
        "condition": say(rule.condition),
        "note": say(rule.note) if rule.note else "",
        "ask": rule.ask if rule.unsure or not rule.payer else "",
        "procedure": rule.procedure,
        "covers": rule.covers,
        "decided": rule.decided_by,
        "laws": say.every(law_lines(dataset, rule.legal_basis, locale=say.locale)),
        "until": say.word("rule.until_sentence", date=end) if end and not is_over else "",
        "over": say.word("rule.over", date=end) if is_over else "",
        "sure": say.word(f"confidence.{rule.confidence}") if rule.confidence else "",
        "verified": say.word("evidence.verified", date=long_date(rule.verified_on, say.locale))
        if rule.verified_on
        else say.word("evidence.compiled"),
        "sources": [positions[row] for row in _rule_sources(dataset, rule, locale=say.locale)],
    }
    return {name: value for name, value in fields.items() if value}


def _rule_sources(dataset: Dataset, rule: CoverageRule, *, locale: str) -> tuple[SourceRow, ...]:
    return source_rows(dataset, rule.sources, locale=locale, year=rule.source_year)


def _flow_condition(condition: Condition) -> dict[str, Any]:
    """``{"facts": {fact: [answers]}, "any": [conditions]}``, empty parts left out."""
    parts: dict[str, Any] = {
        "facts": dict(condition.facts),
        "any": [_flow_condition(part) for part in condition.any_of],
    }
    return {name: part for name, part in parts.items() if part}
