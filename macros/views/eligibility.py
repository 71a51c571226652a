# Room: views. Papers and payers in one table. Called by the registry of macros.
"""Who pays, for every paper at once: the numbers are those of each document's plate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from macros.model.common import Words
from macros.model.coverage import ResidenceDocument
from macros.model.dataset import Dataset
from macros.views.chooser import documents_by_door, payers_in_order
from macros.views.documents import DocumentRow, PayerRow, RuleLine, document_row, who_pays_rows
from macros.views.evidence import long_date, review_of

# Rules that name nobody who pays, only whom to ask.
ASK = ""


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """A payer. ``path`` is below the language; name and path are "" for "ask"."""

    payer_id: str
    name: Words | str
    path: str


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """One number of a cell. ``unsure``: the number is ringed, and each line says so in words."""

    order: int
    role: str
    unsure: bool
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True, kw_only=True)
class TableCell:
    """What one payer does for one paper. No entries: it has no rule there."""

    column: TableColumn
    entries: tuple[TableEntry, ...]


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A paper, with one cell for each column."""

    document: DocumentRow
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, kw_only=True)
class TableGroup:
    """The papers behind one door of the chooser. ``group`` ends the key of its words."""

    group: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, kw_only=True)
class EligibilityTableView:
    """The table. ``state`` is the day its rules hold, in words."""

    columns: tuple[TableColumn, ...]
    groups: tuple[TableGroup, ...]
    state: str
    is_reviewed: bool


def eligibility_table_view(
    dataset: Dataset,
    document: str | None = None,
    payer: str | None = None,
    *,
    locale: str,
    on_date: date,
    stay_status: str | None = None,
    confidence: str | None = None,
) -> EligibilityTableView:
    """``{{ eligibility_table(payer="cpas") }}``: papers by payers.

    Each filter narrows the table and leaves the numbers as the plates have them. ``document`` and
    ``payer`` are ids (KeyError when unknown), ``stay_status`` is one of a document's,
    ``confidence`` that of the rules to show. Papers and payers left without a rule are left out.
    """
    if payer is not None:
        dataset.payers[payer]
    documents = [dataset.documents[document]] if document else dataset.documents.values()
    entries: dict[str, dict[str, tuple[TableEntry, ...]]] = {}
    for candidate in documents:
        if stay_status is None or candidate.stay_status == stay_status:
            rows = who_pays_rows(dataset, candidate.id, locale=locale, on_date=on_date)
            found = _entries(rows, payer=payer, confidence=confidence)
            if found:
                entries[candidate.id] = found
    columns = _columns(dataset, entries.values(), locale=locale)
    shown = [dataset.documents[document_id] for document_id in entries]
    return EligibilityTableView(
        columns=columns,
        groups=tuple(
            TableGroup(
                group=group,
                rows=tuple(
                    TableRow(
                        document=document_row(dataset, row, locale=locale),
                        cells=tuple(
                            TableCell(
                                column=column,
                                entries=entries[row.id].get(column.payer_id, ()),
                            )
                            for column in columns
                        ),
                    )
                    for row in rows
                ),
            )
            for group, rows in documents_by_door(shown)
        ),
        state=long_date(on_date, locale),
        is_reviewed=_all_reviewed(dataset, shown, locale=locale, on_date=on_date),
    )


def _entries(
    rows: Iterable[PayerRow], *, payer: str | None, confidence: str | None
) -> dict[str, tuple[TableEntry, ...]]:
    """The entries of one document by payer id."""
    found: dict[str, tuple[TableEntry, ...]] = {}
    for row in rows:
        if payer is not None and row.payer_id != payer:
            continue
        lines = tuple(
            line for line in row.lines if confidence is None or line.confidence == confidence
        )
        if lines:
            entry = TableEntry(
                order=row.order,
                role=row.role,
                unsure=all(line.check or line.over_since for line in lines),
                lines=_said_once(lines),
            )
            found[row.payer_id] = (*found.get(row.payer_id, ()), entry)
    return found


def _said_once(lines: Sequence[RuleLine]) -> tuple[RuleLine, ...]:
    """Lines whose words differ; two rules may say the same thing to a reader of the table."""
    by_words: dict[tuple[str, str, str], RuleLine] = {}
    for line in lines:
        same = by_words.setdefault((line.condition, line.until, line.over_since), line)
        if line.check and not same.check:
            by_words[line.condition, line.until, line.over_since] = replace(same, check=line.check)
    return tuple(by_words.values())


def _columns(
    dataset: Dataset, cells: Iterable[Iterable[str]], *, locale: str
) -> tuple[TableColumn, ...]:
    """The payers that have a cell, in the general order of precedence; "ask" comes last."""
    used = {payer_id for row in cells for payer_id in row}
    columns = tuple(
        TableColumn(
            payer_id=payer_id,
            name=dataset.payers[payer_id].table_name.words(locale),
            path=f"payers/{payer_id}/",
        )
        for payer_id in payers_in_order(dataset)
        if payer_id in used
    )
    return (*columns, TableColumn(payer_id=ASK, name="", path="")) if ASK in used else columns


def _all_reviewed(
    dataset: Dataset, documents: Iterable[ResidenceDocument], *, locale: str, on_date: date
) -> bool:
    return all(
        review_of(dataset, f"documents/{document.id}", locale=locale, on_date=on_date)[1]
        in ("current", "overdue")
        for document in documents
    )
