# Room: views. What a reader chooses from: papers by their shape, payers by their rank. Called by
# the registry of macros and by the table (eligibility.py).
"""The five doors, the papers behind each, and who can pay in the general order of precedence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from macros.model.common import Words
from macros.model.coverage import ResidenceDocument
from macros.model.dataset import Dataset
from macros.views.documents import (
    DocumentRow,
    DrawingView,
    document_row,
    drawing_sentence,
    drawing_view,
)

# Each door with the drawing on it and the shapes of the papers behind it.
_DOORS: tuple[tuple[str, DrawingView, tuple[str, ...]], ...] = tuple(
    (group, DrawingView(kind=kinds[0], label=label, size="large", alt=""), kinds)
    for group, label, kinds in (
        ("orange-card", "", ("orange-card",)),
        ("sheet", "35", ("a4", "letter")),
        ("card", "A", ("card",)),
        ("visa", "", ("visa",)),
        ("none", "", ("none", "expired")),
    )
)

OUTSIDE_THE_ORDER = "particular"
# The order of precedence of the fact pack (eligibility-payers, order_of_precedence). The centres
# are not in it: they care for people in one situation only, and stand beside the reception.
_RANKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("insurance", ("health-insurance", "eu-health-insurance")),
    ("other-liable", ("private-insurance", "guarantor")),
    ("reception", ("fedasil", "cpas-lri")),
    (OUTSIDE_THE_ORDER, ("special-centre",)),
    ("cpas", ("cpas",)),
    ("urgent", ("urgent-medical-aid",)),
    ("self", ("self",)),
)


@dataclass(frozen=True, kw_only=True)
class DoorView:
    """A door. ``group`` ends the keys of its words; ``path`` is below the language."""

    group: str
    path: str
    drawing: DrawingView


@dataclass(frozen=True, kw_only=True)
class DocumentGroup:
    """The papers behind one door. ``group`` is also the id of the section."""

    group: str
    rows: tuple[DocumentRow, ...]


@dataclass(frozen=True, kw_only=True)
class DocumentChooserView:
    """The doors that lead to at least one paper, and every paper behind them."""

    doors: tuple[DoorView, ...]
    groups: tuple[DocumentGroup, ...]


@dataclass(frozen=True, kw_only=True)
class HomeDoorsView:
    """The doors alone, each leading to its group in the chooser."""

    doors: tuple[DoorView, ...]


@dataclass(frozen=True, kw_only=True)
class PayerItem:
    """A payer in a list. ``path`` is below the language; ``description`` is one sentence."""

    path: str
    name: Words
    description: Words


@dataclass(frozen=True, kw_only=True)
class PayerRank:
    """Payers of one rank. ``rank`` ends the key of its words."""

    rank: str
    payers: tuple[PayerItem, ...]


@dataclass(frozen=True, kw_only=True)
class PayerListView:
    """Who can pay, first to last, and who pays in a particular situation only."""

    ranks: tuple[PayerRank, ...]
    outside: tuple[PayerItem, ...]


def documents_by_door(
    documents: Iterable[ResidenceDocument],
) -> tuple[tuple[str, tuple[ResidenceDocument, ...]], ...]:
    """Documents behind each door that has some, sorted by the number or letter on the paper.

    The plain number comes before its variants (13, 13quinquies), papers without a mark come last.
    """
    ordered = sorted(documents, key=_by_mark)
    groups = (
        (group, tuple(document for document in ordered if document.drawing.kind in kinds))
        for group, _, kinds in _DOORS
    )
    return tuple((group, found) for group, found in groups if found)


def _by_mark(document: ResidenceDocument) -> tuple[bool, int, str, str]:
    mark = re.match(r"(\d*)(.*)", document.drawing.label)
    assert mark is not None, "both parts may be empty"
    number, letters = mark.groups()
    return not document.drawing.label, int(number or 0), letters, document.id


def door_views(groups: Iterable[str]) -> tuple[DoorView, ...]:
    """The doors named, in their order."""
    shown = set(groups)
    return tuple(
        DoorView(group=group, path=f"documents/#{group}", drawing=drawing)
        for group, drawing, _ in _DOORS
        if group in shown
    )


def document_chooser_view(dataset: Dataset, *, locale: str, on_date: date) -> DocumentChooserView:
    """``{{ document_chooser() }}``: every document, behind the door of its shape."""
    groups = tuple(
        DocumentGroup(
            group=group,
            rows=tuple(_described_row(dataset, document, locale=locale) for document in documents),
        )
        for group, documents in documents_by_door(dataset.documents.values())
    )
    return DocumentChooserView(doors=door_views(group.group for group in groups), groups=groups)


def _described_row(dataset: Dataset, document: ResidenceDocument, *, locale: str) -> DocumentRow:
    """The row with its drawing in words: here readers choose by what they see."""
    alt = drawing_sentence(dataset, document, locale=locale)
    drawing = replace(
        drawing_view(document, size="small", alt=alt),
        alt_lang="" if alt.lang == locale else alt.lang,
    )
    return replace(document_row(dataset, document, locale=locale), drawing=drawing)


def home_doors_view(dataset: Dataset, *, locale: str, on_date: date) -> HomeDoorsView:
    """``{{ home_doors() }}``."""
    groups = documents_by_door(dataset.documents.values())
    return HomeDoorsView(doors=door_views(group for group, _ in groups))


def payers_in_order(dataset: Dataset) -> tuple[str, ...]:
    """Every payer's id in the general order of precedence; one without a rank comes last."""
    ranked = [payer_id for _, ids in _RANKS for payer_id in ids if payer_id in dataset.payers]
    return (*ranked, *(payer_id for payer_id in dataset.payers if payer_id not in ranked))


def payer_list_view(dataset: Dataset, *, locale: str, on_date: date) -> PayerListView:
    """``{{ payer_list() }}``: every payer with one sentence, by rank."""
    ranks = tuple(
        PayerRank(rank=rank, payers=_payer_items(dataset, ids, locale=locale))
        for rank, ids in _RANKS
        if rank != OUTSIDE_THE_ORDER
    )
    ordered = {item.path for rank in ranks for item in rank.payers}
    every = _payer_items(dataset, payers_in_order(dataset), locale=locale)
    return PayerListView(
        ranks=tuple(rank for rank in ranks if rank.payers),
        outside=tuple(item for item in every if item.path not in ordered),
    )


def first_sentence(text: Words) -> Words:
    """What a list shows of a description; the rest is on the page it leads to."""
    first, mark, _ = text.partition(". ")
    return text.with_text(first + mark.rstrip())


def _payer_items(dataset: Dataset, ids: Iterable[str], *, locale: str) -> tuple[PayerItem, ...]:
    payers = [dataset.payers[payer_id] for payer_id in ids if payer_id in dataset.payers]
    return tuple(
        PayerItem(
            path=f"payers/{payer.id}/",
            name=payer.short_name.words(locale),
            description=first_sentence(payer.description.words(locale)),
        )
        for payer in payers
    )
