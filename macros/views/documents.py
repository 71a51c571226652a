# Room: views. What a page or row about a residence document prints. Imports model and other
# views.
"""A residence document: its row in a list, who pays, and its whole page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from macros.model.common import LocalizedText, Words
from macros.model.coverage import CoverageRule, Payer, Procedure, ResidenceDocument, Role
from macros.model.dataset import Dataset
from macros.views.evidence import (
    DatesView,
    SourceRow,
    ask_words,
    dates_view,
    law_lines,
    long_date,
    source_rows,
)
from macros.views.organisations import OrganisationLine, helper_lines
from macros.views.related import TopicRow, topics_of_document

OWN_DOCUMENT = "own-document"
OFFICIAL_LANGUAGES = ("fr", "nl")
WITHOUT_PAPER = "none"
# At these desks the reader asks for help with bills; elsewhere insurance or a place already exists.
_HELP_IS_ASKED = {"cpas", "urgent-medical-aid"}


@dataclass(frozen=True, kw_only=True)
class DrawingView:
    """What ``drawing.html`` draws; ``alt`` is "" beside the document's name, ``alt_lang`` when it
    is in the page's language."""

    kind: str
    label: str
    size: str
    alt: str
    alt_lang: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document in a list. ``path`` is below the language."""

    id: str
    path: str
    name: Words
    note: Words
    drawing: DrawingView


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule as a reader sees it.

    ``role`` is how the payer comes in. ``check`` names whom to ask when the rule is unsure, or "".
    ``until`` is the day until which it holds, ``over_since`` the day after which it no longer is
    confirmed, both "" when they do not apply. ``confidence`` is "" where nobody rated it. ``laws``
    are the articles of this very rule, where its record has some.
    """

    id: str
    role: Role
    condition: Words
    note: Words | str
    covers: Words | str
    decided_by: Words | str
    check: Words | str
    until: str
    over_since: str
    confidence: str
    verified: str
    laws: tuple[Words, ...]
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, kw_only=True)
class PayerRow:
    """A row of the plate: neighbouring rules of one payer. ``order`` counts from 1.

    ``payer_id`` is "" for a row that says "ask". ``unsure`` when every one of its lines is.
    """

    order: int
    payer_id: str
    payer: Words
    role: Role
    lines: tuple[RuleLine, ...]
    href: str
    unsure: bool
    over: bool


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One thing to do; ``detail`` is "" when there is none."""

    do: Words
    detail: Words | str


@dataclass(frozen=True, kw_only=True)
class ProcedureView:
    """Steps under their heading."""

    id: str
    title: Words
    steps: tuple[StepView, ...]


@dataclass(frozen=True, kw_only=True)
class PayerSteps:
    """What to do with one payer of the plate: its rules in full, then the steps."""

    payer_id: str
    anchor: str
    name: Words
    path: str
    lines: tuple[RuleLine, ...]
    procedures: tuple[ProcedureView, ...]


@dataclass(frozen=True, kw_only=True)
class DeadlineView:
    """A time limit: the amount in words' key form (``unit``, ``amount``) and the sentence."""

    amount: int
    unit: str
    text: Words


@dataclass(frozen=True, kw_only=True)
class PayerLink:
    """A payer whose own page says it; `path` ends with the section."""

    name: Words
    path: str


@dataclass(frozen=True, kw_only=True)
class PayerDeadlines:
    """The time limits of one payer, under its name."""

    name: Words
    items: tuple[DeadlineView, ...]


@dataclass(frozen=True, kw_only=True)
class PayerTexts:
    """Sentences about one payer, under its name."""

    name: Words
    sentences: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class PhraseView:
    """A sentence to show at a desk, in a national language."""

    lang: str
    direction: str
    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """What to show at the desk of ``payer``; ``meaning`` is "" when a phrase is in the page's own
    language."""

    payer: Words
    phrases: tuple[PhraseView, ...]
    meaning: Words | str


@dataclass(frozen=True, kw_only=True)
class DocumentPageView:
    """The page of one residence document (component ``document_page``)."""

    id: str
    name: Words
    sentence: Words
    other_names: tuple[Words, ...]
    official_names: tuple[Words, ...]
    drawing: DrawingView
    rows: tuple[PayerRow, ...]
    exclusions: tuple[RuleLine, ...]
    notices: tuple[Words, ...]
    is_reviewed: bool
    steps: tuple[PayerSteps, ...]
    desk: DeskView | None
    papers: tuple[PayerTexts, ...]
    deadlines: tuple[PayerDeadlines, ...]
    other_deadlines: tuple[PayerLink, ...]
    costs: tuple[PayerTexts, ...]
    other_costs: tuple[PayerLink, ...]
    refusals: tuple[PayerTexts, ...]
    other_refusals: tuple[PayerLink, ...]
    cautions: tuple[Words, ...]
    helpers: tuple[OrganisationLine, ...]
    aliases: tuple[str, ...]
    appearance: Words
    issued_by: Words
    who_gets_it: Words
    validity: Words
    what_next: Words
    topics: tuple[TopicRow, ...]
    prose_html: str
    dates: DatesView
    sources: tuple[SourceRow, ...]
    laws: tuple[Words, ...]
    permalink: str
    version: str


def drawing_view(document: ResidenceDocument, *, size: str, alt: str = "") -> DrawingView:
    """The drawing of a document, ``large`` or ``small``."""
    return DrawingView(kind=document.drawing.kind, label=document.drawing.label, size=size, alt=alt)


def drawing_sentence(dataset: Dataset, document: ResidenceDocument, *, locale: str) -> Words:
    """What our drawing shows, in words: for who cannot see it, and for the search."""
    drawing = document.drawing
    plain = "_plain" if drawing.kind == "a4" and not drawing.label else ""
    key = f"drawing.{drawing.kind}{plain}"
    return dataset.say(key, locale, label=drawing.label)


def document_row(dataset: Dataset, document: ResidenceDocument, *, locale: str) -> DocumentRow:
    """The document as a row of the chooser or of a payer's page."""
    return DocumentRow(
        id=document.id,
        path=f"documents/{document.id}/",
        name=document.short_name.words(locale),
        note=document.subtitle.words(locale),
        drawing=drawing_view(document, size="small"),
    )


def rule_line(dataset: Dataset, rule: CoverageRule, *, locale: str, on_date: date) -> RuleLine:
    """One rule in words."""
    is_over = rule.is_over_on(on_date)
    end = long_date(rule.valid_until, locale) if rule.valid_until else ""
    return RuleLine(
        id=rule.id,
        role=rule.pays,
        condition=rule.condition.words(locale),
        note=_words(rule.note, locale),
        covers=dataset.covers[rule.covers].text.words(locale) if rule.covers else "",
        decided_by=dataset.deciders[rule.decided_by].text.words(locale) if rule.decided_by else "",
        check=ask_words(dataset, rule.ask, locale=locale) if rule.unsure or not rule.payer else "",
        until="" if is_over else end,
        over_since=end if is_over else "",
        confidence=rule.confidence or "",
        verified=long_date(rule.verified_on, locale) if rule.verified_on else "",
        laws=law_lines(dataset, rule.legal_basis, locale=locale),
        sources=source_rows(dataset, rule.sources, locale=locale, year=rule.source_year),
    )


def who_pays_rows(
    dataset: Dataset, document_id: str, *, locale: str, on_date: date, payer: str | None = None
) -> tuple[PayerRow, ...]:
    """Who pays, in order of precedence: one row for neighbouring rules of one payer and role.

    A lapsed rule stays, marked as such. With ``payer``, its rows only.
    """
    told = dataset.rule_sets[document_id].told_on(on_date)
    rules = [rule for rule in told if rule.pays != "not_covered"]
    rows = []
    for order, ((payer_id, role), same) in enumerate(
        groupby(rules, key=lambda rule: (rule.payer or "", rule.pays)), start=1
    ):
        if payer not in (None, payer_id):
            continue
        lines = tuple(rule_line(dataset, rule, locale=locale, on_date=on_date) for rule in same)
        rows.append(
            PayerRow(
                order=order,
                payer_id=payer_id,
                payer=_payer_name(dataset, payer_id, lines, locale=locale),
                role=role,
                lines=lines,
                href=f"#{_anchor(payer_id)}",
                unsure=all(line.check for line in lines),
                over=all(line.over_since for line in lines),
            )
        )
    return tuple(rows)


def document_page_view(
    dataset: Dataset, document_id: str, *, locale: str, on_date: date, prose_html: str = ""
) -> DocumentPageView:
    """Everything the page of a document prints."""
    document = dataset.documents[document_id]
    rule_set = dataset.rule_sets[document_id]
    rows = who_pays_rows(dataset, document_id, locale=locale, on_date=on_date)
    payers = _payers_in(dataset, rows)
    in_full = _in_full(payers)
    others = tuple(payer for payer in payers if payer not in in_full)
    dates = dates_view(
        dataset,
        [document, *rule_set.rules],
        subject=f"documents/{document_id}",
        locale=locale,
        on_date=on_date,
    )
    return DocumentPageView(
        id=document.id,
        name=document.short_name.words(locale),
        sentence=document.subtitle.words(locale),
        other_names=names_elsewhere(document.short_name, locale=locale),
        official_names=official_names(document, locale=locale),
        drawing=drawing_view(document, size="large"),
        rows=rows,
        exclusions=tuple(
            rule_line(dataset, rule, locale=locale, on_date=on_date)
            for rule in rule_set.told_on(on_date)
            if rule.pays == "not_covered"
        ),
        notices=tuple(notice.words(locale) for notice in document.notices),
        is_reviewed=bool(dates.reviewed),
        steps=tuple(_payer_steps(dataset, rule_set.rules, rows, locale=locale)),
        desk=desk_view(dataset, _desks(rows, payers), locale=locale),
        papers=_papers(dataset, document, payers, locale=locale),
        deadlines=_deadlines(in_full, locale=locale),
        other_deadlines=_links(others, "deadlines", section="deadlines", locale=locale),
        costs=_texts(payers[:1], "cost", locale=locale),
        other_costs=_links(payers[1:], "cost", section="cost", locale=locale),
        refusals=_texts(in_full, "if_refused", locale=locale),
        other_refusals=_links(others, "if_refused", section="refused", locale=locale),
        cautions=_unique(caution.words(locale) for payer in payers for caution in payer.cautions),
        helpers=helper_lines(dataset, locale=locale, on_date=on_date),
        aliases=_aliases(document, locale=locale),
        appearance=_appearance(dataset, document, locale=locale),
        issued_by=document.issued_by.words(locale),
        who_gets_it=document.who_gets_it.words(locale),
        validity=document.validity.words(locale),
        what_next=document.what_next.words(locale),
        topics=topics_of_document(dataset, document_id, locale=locale),
        prose_html=prose_html,
        dates=dates,
        sources=source_rows(dataset, document.sources, locale=locale, year=document.source_year),
        laws=law_lines(dataset, document.legal_basis, locale=locale),
        permalink=f"/d/documents/{document.id}/",
        version=long_date(on_date, locale),
    )


def names_elsewhere(name: LocalizedText, *, locale: str) -> tuple[Words, ...]:
    """A name as the reader will hear it at the desk, in the other official languages."""
    return tuple(name.words(other) for other in OFFICIAL_LANGUAGES if other != locale)


def official_names(document: ResidenceDocument, *, locale: str) -> tuple[Words, ...]:
    """The official names of a document, the page's language first when it is an official one."""
    order = sorted(OFFICIAL_LANGUAGES, key=lambda code: code != locale)
    return tuple(document.official_name.words(code) for code in order)


def desk_view(dataset: Dataset, payers: Iterable[Payer], *, locale: str) -> DeskView | None:
    """What to show at the desk of the first of ``payers`` that has one."""
    for payer in payers:
        phrase = dataset.desk_phrases.get(payer.id)
        if phrase is None:
            continue
        languages = {language.code: language for language in dataset.languages}
        return DeskView(
            payer=payer.short_name.words(locale),
            phrases=tuple(
                PhraseView(
                    lang=code,
                    direction=languages[code].direction,
                    language=languages[code].name,
                    text=text,
                )
                for code, text in phrase.phrase.items()
            ),
            meaning="" if locale in phrase.phrase else phrase.meaning.words(locale),
        )
    return None


def deadline_views(payer: Payer, *, locale: str) -> tuple[DeadlineView, ...]:
    """The time limits of a payer, in the order of its record."""
    return tuple(
        DeadlineView(amount=deadline.amount, unit=deadline.unit, text=deadline.text.words(locale))
        for deadline in payer.deadlines
    )


def procedure_view(procedure: Procedure, *, locale: str) -> ProcedureView:
    """A procedure in one language."""
    return ProcedureView(
        id=procedure.id,
        title=procedure.title.words(locale),
        steps=tuple(
            StepView(do=step.do.words(locale), detail=_words(step.detail, locale))
            for step in procedure.steps
        ),
    )


def _words(text: LocalizedText | None, locale: str) -> Words | str:
    return text.words(locale) if text else ""


def _appearance(dataset: Dataset, document: ResidenceDocument, *, locale: str) -> Words:
    """What the paper looks like, and what our drawing of it shows when both are in one language."""
    paper = document.appearance.words(locale)
    drawn = drawing_sentence(dataset, document, locale=locale)
    return paper.with_text(f"{paper} {drawn}") if paper.lang == drawn.lang else paper


def _anchor(payer_id: str) -> str:
    return f"steps-{payer_id}" if payer_id else "help"


def _payer_name(
    dataset: Dataset, payer_id: str, lines: tuple[RuleLine, ...], *, locale: str
) -> Words:
    if payer_id:
        return dataset.payers[payer_id].short_name.words(locale)
    asked = lines[0].check
    return asked if isinstance(asked, Words) else Words(asked, locale)


def _payers_in(dataset: Dataset, rows: Iterable[PayerRow]) -> tuple[Payer, ...]:
    ids = dict.fromkeys(row.payer_id for row in rows if row.payer_id)
    return tuple(dataset.payers[payer_id] for payer_id in ids)


def _payer_steps(
    dataset: Dataset,
    rules: tuple[CoverageRule, ...],
    rows: tuple[PayerRow, ...],
    *,
    locale: str,
) -> Iterator[PayerSteps]:
    for payer in _payers_in(dataset, rows):
        lines = tuple(line for row in rows if row.payer_id == payer.id for line in row.lines)
        shown = {line.id for line in lines}
        procedures = dict.fromkeys(
            rule.procedure or payer.procedure for rule in rules if rule.id in shown
        )
        yield PayerSteps(
            payer_id=payer.id,
            anchor=_anchor(payer.id),
            name=payer.short_name.words(locale),
            path=f"payers/{payer.id}/",
            lines=lines,
            procedures=tuple(
                procedure_view(dataset.procedures[name], locale=locale) for name in procedures
            ),
        )


def _desks(rows: tuple[PayerRow, ...], payers: tuple[Payer, ...]) -> tuple[Payer, ...]:
    """The payers in the order in which their desk sentence is needed: where help is asked first."""
    asked = {row.payer_id for row in rows if row.role == "first"} & _HELP_IS_ASKED
    return tuple(sorted(payers, key=lambda payer: payer.id not in asked))


def _papers(
    dataset: Dataset, document: ResidenceDocument, payers: Iterable[Payer], *, locale: str
) -> tuple[PayerTexts, ...]:
    """What to bring to each payer. The document itself comes first, once."""
    has_paper = document.drawing.kind != WITHOUT_PAPER
    groups: list[PayerTexts] = []
    for payer in payers:
        ids = [paper for paper in payer.papers if paper != OWN_DOCUMENT]
        if has_paper and not groups:
            ids.insert(0, OWN_DOCUMENT)
        if ids:
            groups.append(
                PayerTexts(
                    name=payer.short_name.words(locale),
                    sentences=tuple(dataset.papers[paper].text.words(locale) for paper in ids),
                )
            )
    return tuple(groups)


def _deadlines(payers: Iterable[Payer], *, locale: str) -> tuple[PayerDeadlines, ...]:
    return tuple(
        PayerDeadlines(
            name=payer.short_name.words(locale), items=deadline_views(payer, locale=locale)
        )
        for payer in payers
        if payer.deadlines
    )


def _texts(payers: Iterable[Payer], field: str, *, locale: str) -> tuple[PayerTexts, ...]:
    return tuple(
        PayerTexts(
            name=payer.short_name.words(locale),
            sentences=tuple(text.words(locale) for text in getattr(payer, field)),
        )
        for payer in payers
        if getattr(payer, field)
    )


def _in_full(payers: tuple[Payer, ...]) -> tuple[Payer, ...]:
    """The payers whose time limits and refusals the page prints: the first, and the first that is
    asked for help, or else the second. The others say it on their own pages, and the page stays
    within one window; of costs it prints those of the first only."""
    asked = (payer for payer in payers[1:] if payer.id in _HELP_IS_ASKED)
    second = next(asked, None)
    return (payers[0], second) if second else payers[:2]


def _links(
    payers: Iterable[Payer], field: str, *, section: str, locale: str
) -> tuple[PayerLink, ...]:
    return tuple(
        PayerLink(name=payer.short_name.words(locale), path=f"payers/{payer.id}/#{section}")
        for payer in payers
        if getattr(payer, field)
    )


def _unique(texts: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(texts))


def _aliases(document: ResidenceDocument, *, locale: str) -> tuple[str, ...]:
    """Names in use, those of the page's language first; its own title left out."""
    title = document.short_name.words(locale).casefold()
    by_language = {"fr": document.aliases.fr, "nl": document.aliases.nl, "en": document.aliases.en}
    order = [locale, *(code for code in by_language if code != locale)]
    names = dict.fromkeys(name for code in order for name in by_language.get(code, ()))
    return tuple(name for name in names if name.casefold() != title)
