# Room: views. Small blocks that macros print inside a page of prose. Imports model and views.
"""Document card, who-pays box, steps, papers, sources, glossary term, notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.documents import (
    DocumentRow,
    PayerRow,
    ProcedureView,
    document_row,
    procedure_view,
    who_pays_rows,
)
from macros.views.evidence import DatesView, SourceRow, dates_view, source_rows


@dataclass(frozen=True, kw_only=True)
class DocumentCardView:
    """A residence document in short: its row, and what it looks like."""

    row: DocumentRow
    appearance: Words


@dataclass(frozen=True, kw_only=True)
class WhoPaysView:
    """The plate of a document inside another page; rows link to the document's own page."""

    document: DocumentRow
    rows: tuple[PayerRow, ...]


@dataclass(frozen=True, kw_only=True)
class PapersView:
    """Papers to bring to a payer."""

    papers: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class SourcesView:
    """Sources and dates of a record."""

    dates: DatesView
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, kw_only=True)
class GlossaryTermView:
    """A term with its two official names and its definition."""

    term: Words
    official: tuple[Words, ...]
    definition: Words


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A notice an editor writes in a page; ``kind`` as in ``note.html``."""

    kind: str
    title: str
    text: str


def document_card_view(
    dataset: Dataset, document_id: str, *, locale: str, on_date: date
) -> DocumentCardView:
    """``{{ document_card("annex-35") }}``."""
    document = dataset.documents[document_id]
    return DocumentCardView(
        row=document_row(dataset, document, locale=locale),
        appearance=document.appearance.words(locale),
    )


def who_pays_view(dataset: Dataset, document_id: str, *, locale: str, on_date: date) -> WhoPaysView:
    """``{{ who_pays("annex-35") }}``."""
    return WhoPaysView(
        document=document_row(dataset, dataset.documents[document_id], locale=locale),
        rows=who_pays_rows(dataset, document_id, locale=locale, on_date=on_date),
    )


def steps_view(dataset: Dataset, procedure_id: str, *, locale: str, on_date: date) -> ProcedureView:
    """``{{ steps("cpas-request") }}``."""
    return procedure_view(dataset.procedures[procedure_id], locale=locale)


def papers_view(dataset: Dataset, payer_id: str, *, locale: str, on_date: date) -> PapersView:
    """``{{ papers("cpas") }}``."""
    payer = dataset.payers[payer_id]
    return PapersView(
        papers=tuple(dataset.papers[name].text.words(locale) for name in payer.papers)
    )


def sources_view(dataset: Dataset, payer_id: str, *, locale: str, on_date: date) -> SourcesView:
    """``{{ sources("cpas") }}``: the sources and dates of a payer."""
    payer = dataset.payers[payer_id]
    return SourcesView(
        dates=dates_view(
            dataset, [payer], subject=f"payers/{payer_id}", locale=locale, on_date=on_date
        ),
        sources=source_rows(dataset, payer.sources, locale=locale, year=payer.source_year),
    )


def glossary_term_view(
    dataset: Dataset, term_id: str, *, locale: str, on_date: date
) -> GlossaryTermView:
    """``{{ glossary_term("cpas") }}``."""
    term = dataset.glossary[term_id]
    return GlossaryTermView(
        term=term.terms.words(locale),
        official=tuple(term.terms.words(code) for code in ("fr", "nl") if code != locale),
        definition=term.definition.words(locale),
    )


def notice_view(
    dataset: Dataset,
    *,
    text: str,
    title: str = "",
    kind: str = "",
    locale: str,
    on_date: date,
) -> NoticeView:
    """``{{ notice(kind="caution", title="…", text="…") }}``."""
    return NoticeView(kind=kind, title=title, text=text)
