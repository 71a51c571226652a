# Room: views. The page of a payer. Imports model and other views.
"""A payer: who can use it, what to do, what it covers, for which papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.chooser import first_sentence
from macros.views.documents import (
    OFFICIAL_LANGUAGES,
    DeadlineView,
    DeskView,
    DocumentRow,
    ProcedureView,
    RuleLine,
    deadline_views,
    desk_view,
    document_row,
    names_elsewhere,
    procedure_view,
    who_pays_rows,
)
from macros.views.evidence import DatesView, SourceRow, dates_view, law_lines, source_rows
from macros.views.organisations import OrganisationLine, helper_lines
from macros.views.related import TopicRow, topics_of_payer

# Payers that are a CPAS, or are asked through one: the finder says which.
THROUGH_A_CPAS = frozenset({"cpas", "cpas-lri", "urgent-medical-aid"})


@dataclass(frozen=True, kw_only=True)
class PayerDocument:
    """A document whose holder this payer may pay for, and when."""

    row: DocumentRow
    lines: tuple[RuleLine, ...]
    unsure: bool


@dataclass(frozen=True, kw_only=True)
class PayerPageView:
    """The page of one payer (component ``payer_page``). ``through_cpas``: the finder says which."""

    name: Words
    sentence: Words
    other_names: tuple[Words, ...]
    official_names: tuple[Words, ...]
    description: Words
    who_can_use: tuple[Words, ...]
    unsure: bool
    is_reviewed: bool
    procedures: tuple[ProcedureView, ...]
    desk: DeskView | None
    papers: tuple[Words, ...]
    deadlines: tuple[DeadlineView, ...]
    covers: tuple[Words, ...]
    does_not_cover: tuple[Words, ...]
    cost: tuple[Words, ...]
    if_refused: tuple[Words, ...]
    cautions: tuple[Words, ...]
    contact: Words
    through_cpas: bool
    documents: tuple[PayerDocument, ...]
    topics: tuple[TopicRow, ...]
    helpers: tuple[OrganisationLine, ...]
    prose_html: str
    dates: DatesView
    sources: tuple[SourceRow, ...]
    laws: tuple[Words, ...]
    permalink: str


def payer_documents(
    dataset: Dataset, payer_id: str, *, locale: str, on_date: date
) -> tuple[PayerDocument, ...]:
    """The documents with a rule of this payer, in the order of the documents."""
    found = []
    for document in dataset.documents.values():
        rows = who_pays_rows(dataset, document.id, locale=locale, on_date=on_date, payer=payer_id)
        if rows:
            found.append(
                PayerDocument(
                    row=document_row(dataset, document, locale=locale),
                    lines=tuple(line for row in rows for line in row.lines),
                    unsure=all(row.unsure for row in rows),
                )
            )
    return tuple(found)


def payer_page_view(
    dataset: Dataset, payer_id: str, *, locale: str, on_date: date, prose_html: str = ""
) -> PayerPageView:
    """Everything the page of a payer prints."""
    payer = dataset.payers[payer_id]
    rules = [
        rule
        for rule_set in dataset.rule_sets.values()
        for rule in rule_set.rules
        if rule.payer == payer_id and rule.holds_on(on_date)
    ]
    procedures = dict.fromkeys([payer.procedure, *(r.procedure for r in rules if r.procedure)])
    dates = dates_view(
        dataset, [payer], subject=f"payers/{payer_id}", locale=locale, on_date=on_date
    )
    return PayerPageView(
        name=payer.short_name.words(locale),
        sentence=first_sentence(payer.description.words(locale)),
        other_names=names_elsewhere(payer.short_name, locale=locale),
        official_names=tuple(payer.names.words(code) for code in OFFICIAL_LANGUAGES),
        description=payer.description.words(locale),
        who_can_use=tuple(text.words(locale) for text in payer.who_can_use),
        unsure=payer.unsure,
        is_reviewed=bool(dates.reviewed),
        procedures=tuple(
            procedure_view(dataset.procedures[name], locale=locale) for name in procedures
        ),
        desk=desk_view(dataset, [payer], locale=locale),
        papers=tuple(dataset.papers[paper].text.words(locale) for paper in payer.papers),
        deadlines=deadline_views(payer, locale=locale),
        covers=tuple(text.words(locale) for text in payer.covers),
        does_not_cover=tuple(text.words(locale) for text in payer.does_not_cover),
        cost=tuple(text.words(locale) for text in payer.cost),
        if_refused=tuple(text.words(locale) for text in payer.if_refused),
        cautions=tuple(text.words(locale) for text in payer.cautions),
        contact=payer.contact.words(locale),
        through_cpas=payer.id in THROUGH_A_CPAS,
        documents=payer_documents(dataset, payer_id, locale=locale, on_date=on_date),
        topics=topics_of_payer(dataset, payer_id, locale=locale),
        helpers=helper_lines(dataset, locale=locale, on_date=on_date),
        prose_html=prose_html,
        dates=dates,
        sources=source_rows(
            dataset,
            [
                *payer.sources,
                *payer.refused_sources,
                *(s for d in payer.deadlines for s in d.sources),
            ],
            locale=locale,
            year=payer.source_year,
        ),
        laws=law_lines(dataset, payer.legal_basis, locale=locale),
        permalink=f"/d/payers/{payer.id}/",
    )
