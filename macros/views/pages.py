# Room: views. Which pages come from records, and what each prints. Called by engine/ and publish/.
"""The pages made from records: no stub file, one address each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.cpas import cpas_page_view
from macros.views.documents import document_page_view
from macros.views.glossary import TermLinks, term_names
from macros.views.payers import payer_page_view
from macros.views.related import written_topics
from macros.views.topics import topic_page_view


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """A page made from one record. ``path`` is below the language: ``documents/annex-35/``."""

    collection: str
    record_id: str
    path: str


@dataclass(frozen=True, kw_only=True)
class RecordPageView:
    """What the engine needs to print a record page.

    ``title`` is the name of the page; ``tab_title`` and ``description`` are what a phone keeps of
    it in its tabs and its history, and what a message shows of a link. On a ``discreet`` page these
    two do not say what it is about. ``component`` prints ``view``. ``section`` is the one of the
    four ways it belongs to.
    """

    title: str
    tab_title: str
    description: Words | str
    component: str
    view: object
    section: str
    discreet: bool


def record_pages(dataset: Dataset) -> tuple[RecordPage, ...]:
    """Every record that has a page of its own."""
    collections: dict[str, list[str]] = {
        "documents": list(dataset.documents),
        "payers": list(dataset.payers),
        "cpas": list(dataset.cpas),
        "topics": [topic.id for topic in written_topics(dataset)],
    }
    return tuple(
        RecordPage(collection=name, record_id=record, path=f"{name}/{record}/")
        for name, records in collections.items()
        for record in records
    )


def record_page_view(
    dataset: Dataset,
    page: RecordPage,
    *,
    locale: str,
    on_date: date,
    prose_html: str | None = None,
) -> RecordPageView:
    """The page of a record in ``locale``; ``prose_html`` is its prose from docs/, if any.

    The first use of each term of the glossary in the prose is linked to its entry.
    """
    # Asked for at every sentence of the page.
    names = cache(lambda code: term_names(dataset, locale=code))
    # Every record page stands two folders below its language.
    linked = TermLinks(names, locale=locale, glossary="../../glossary/")
    view = _VIEWS[page.collection](
        dataset, page.record_id, locale=locale, on_date=on_date, prose_html=linked(prose_html or "")
    )
    return _kept_quiet(dataset, view, page=page, locale=locale) if view.discreet else view


def _kept_quiet(
    dataset: Dataset, view: RecordPageView, *, page: RecordPage, locale: str
) -> RecordPageView:
    """The same page, named by its kind alone: still true, and the same for all of that kind."""
    strings = dataset.strings[locale]
    return replace(
        view,
        tab_title=strings[f"discreet.{page.collection}"],
        description=strings["discreet.description"],
    )


def _topic(
    dataset: Dataset, record_id: str, *, locale: str, on_date: date, prose_html: str
) -> RecordPageView:
    view = topic_page_view(
        dataset, record_id, locale=locale, on_date=on_date, prose_html=prose_html
    )
    topic = dataset.topics[record_id]
    return RecordPageView(
        title=view.title,
        tab_title=view.title,
        description=(topic.description or topic.title).words(locale),
        component="components/topic_page.html",
        view=view,
        section="",
        discreet=topic.discreet,
    )


def _document(
    dataset: Dataset, record_id: str, *, locale: str, on_date: date, prose_html: str
) -> RecordPageView:
    view = document_page_view(
        dataset, record_id, locale=locale, on_date=on_date, prose_html=prose_html
    )
    document = dataset.documents[record_id]
    return RecordPageView(
        title=view.name,
        tab_title=view.name,
        description=document.description.words(locale),
        component="components/document_page.html",
        view=view,
        section="documents",
        discreet=document.discreet,
    )


def _payer(
    dataset: Dataset, record_id: str, *, locale: str, on_date: date, prose_html: str
) -> RecordPageView:
    view = payer_page_view(
        dataset, record_id, locale=locale, on_date=on_date, prose_html=prose_html
    )
    return RecordPageView(
        title=view.name,
        tab_title=view.name,
        description=_first_sentences(view.description),
        component="components/payer_page.html",
        view=view,
        section="payers",
        discreet=dataset.payers[record_id].discreet,
    )


def _cpas(
    dataset: Dataset, record_id: str, *, locale: str, on_date: date, prose_html: str
) -> RecordPageView:
    view = cpas_page_view(dataset, record_id, locale=locale, on_date=on_date, prose_html=prose_html)
    cpas = dataset.cpas[record_id]
    return RecordPageView(
        title=cpas.names.words(locale),
        tab_title=cpas.names.words(locale),
        description=view.description,
        component="components/cpas_page.html",
        view=view,
        section="cpas",
        discreet=False,
    )


_VIEWS: dict[str, Callable[..., RecordPageView]] = {
    "documents": _document,
    "payers": _payer,
    "cpas": _cpas,
    "topics": _topic,
}


def _first_sentences(text: Words, *, limit: int = 155) -> Words:
    """As many whole sentences as fit in a search result."""
    shown = ""
    for sentence in text.replace(". ", ".\n").split("\n"):
        if shown and len(shown) + len(sentence) + 1 > limit:
            break
        shown = f"{shown} {sentence}".strip()
    return text.with_text(shown)
