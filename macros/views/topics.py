# Room: views. Topics: what their macros print inside the sheet, and the page. Imports model and
# other views.
"""A topic: citations and values inside its sheet, its page, and the list of topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import get_args

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

from macros.messages.message import Message, WrongArgument
from macros.model.common import LocalizedText, Words
from macros.model.dataset import Dataset
from macros.model.topic import Profession, Topic, TopicValue
from macros.views.documents import DocumentRow, document_row
from macros.views.evidence import (
    DatesView,
    SourceRow,
    dates_view,
    law_lines,
    long_date,
    source_rows,
)
from macros.views.glossary import plain
from macros.views.organisations import OrganisationLine, organisation_line, organisation_phone
from macros.views.phones import DatedPhoneView
from macros.views.related import (
    AT_MOST,
    THEMES,
    TopicRow,
    documents_of_topic,
    neighbours_of_topic,
    payers_of_topic,
    topic_row,
    written_topics,
)

NBSP = "\u00a0"


# -- inside a sheet -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CitationView:
    """Numbers of the entries of the list of sources, and whether to warn (``ask`` over
    ``confirm``, which are never both true)."""

    numbers: tuple[int, ...]
    confirm: bool
    ask: bool


@dataclass(frozen=True, kw_only=True)
class ValueView:
    """A number inside a sentence: ``amount`` of ``unit`` ("" = none), or ``text``."""

    amount: int | Decimal
    unit: str
    text: Words | str


@dataclass(frozen=True, kw_only=True)
class LawView:
    """A law inside a sentence: its name, and where the law index lists it.

    ``articles`` are its articles or "", ``number`` that of a judgment or "".
    """

    name: Words
    articles: str
    number: str
    path: str


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """A link inside a sentence. ``path`` is below the language; "" while its page is not there."""

    path: str
    text: str


def topic_of_page(dataset: Dataset, page: str) -> Topic:
    """The topic whose sheet is ``page`` (``fr/topics/legal-aid.md``); WrongArgument elsewhere."""
    parts = page.removesuffix(".md").split("/")
    if len(parts) == 3 and parts[1] == "topics" and parts[2] in dataset.topics:
        return dataset.topics[parts[2]]
    raise WrongArgument(
        page,
        found=Message("no-sheet", page=page),
        expected=Message("a-sheet"),
    )


def citation_view(
    dataset: Dataset, facts: str, *, topic: Topic, locale: str, on_date: date
) -> CitationView:
    """``{{ f("k1 s2") }}``: where the sentence comes from."""
    numbers = topic.evidence_numbers
    for name in facts.split():
        if name not in numbers:
            raise WrongArgument(
                name,
                expected=Message("a-fact-of", file=f"data/topics/{topic.id}.yaml"),
                valid=(*numbers,),
            )
    if not facts.split():
        raise WrongArgument(facts, found=Message("no-fact"), expected=Message("ids-of-facts"))
    cited = [topic.fact(name) for name in facts.split()]
    ask = any(fact.unsure for fact in cited)
    return CitationView(
        numbers=tuple(sorted({numbers[fact.id] for fact in cited})),
        ask=ask,
        confirm=not ask and any(fact.basis == "general knowledge" for fact in cited),
    )


def value_view(
    dataset: Dataset, name: str, *, topic: Topic, locale: str, on_date: date
) -> ValueView:
    """``{{ v("appeal-limit") }}``: a number of the topic, as the language writes it."""
    if name not in topic.values:
        raise WrongArgument(
            name,
            expected=Message("a-value-of", file=f"data/topics/{topic.id}.yaml"),
            valid=(*topic.values,),
        )
    value = topic.values[name]
    amount = value.amount if value.amount is not None else Decimal(0)
    return ValueView(
        amount=int(amount) if amount == amount.to_integral_value() else amount,
        unit=value.unit or "",
        text="" if value.unit else value_text(value, locale),
    )


def value_text(value: TopicValue, locale: str) -> Words | str:
    """``4 €``, ``€ 4,50``, ``27 juin 2024``, ``18``, ``75 %``; spans of time are in the strings."""
    if value.euro is not None:
        pattern = Locale.parse(locale).currency_formats["standard"].pattern
        if value.euro == value.euro.to_integral_value():
            pattern = pattern.replace(".00", "")
        text = format_currency(
            value.euro, "EUR", format=pattern, locale=locale, currency_digits=False
        )
        return str(text).replace(" ", NBSP)
    if value.percent is not None:
        return str(format_percent(value.percent / 100, locale=locale, decimal_quantization=False))
    if value.number is not None:
        return str(format_decimal(value.number, locale=locale))
    if value.text is not None:
        words = value.text
        return words.words(locale) if isinstance(words, LocalizedText) else words
    return _date_text(value.date or "", locale)


def _date_text(written: str, locale: str) -> str:
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 1:
        return written
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", date(parts[0], parts[1], 1), locale=locale))
    return long_date(date(parts[0], parts[1], parts[2]), locale)


def phone_macro_view(
    dataset: Dataset, organisation_id: str, *, line: str = "", locale: str, on_date: date
) -> DatedPhoneView:
    """``{{ phone("112") }}``; ``line="alt"`` or ``line="legal"`` for another number of it."""
    phone = organisation_phone(dataset.organisations[organisation_id], line, on_date=on_date)
    if phone is None:
        raise WrongArgument(
            organisation_id,
            found=Message("no-such-number", name=organisation_id),
            expected=Message("a-number-in", file=f"data/organisations/{organisation_id}.yaml"),
        )
    return phone


_ARTICLES = re.compile(r"(?:§?(?:[A-Z][.-])?\d[\w/.°–-]*(?:,? |$))+")


def law_view(
    dataset: Dataset, law_id: str, articles: str = "", *, locale: str, on_date: date
) -> LawView:
    """``{{ law("cpas-organic-1976", "57 §2") }}``."""
    laws = tuple(source.id for source in dataset.sources.values() if source.kind == "law")
    if law_id not in laws:
        raise WrongArgument(law_id, expected=Message("a-law"), valid=laws)
    if articles and not _ARTICLES.fullmatch(articles):
        raise WrongArgument(articles, expected=Message("numbers-of-articles"))
    title = dataset.sources[law_id].title
    assert title is not None, "a law has a title"
    is_judgment = "court" in law_id.split("-")
    return LawView(
        name=title.words(locale),
        articles="" if is_judgment else articles,
        number=articles if is_judgment else "",
        path=f"about/law/#{law_id}",
    )


def link_view(dataset: Dataset, path: str, text: str, *, locale: str, on_date: date) -> LinkView:
    """``{{ link("payers/cpas", "le CPAS") }}``: to a record, or to a page such as ``emergency``."""
    page, mark, anchor = path.strip("/").partition("#")
    page = page.rstrip("/")
    collection, _, record = page.partition("/")
    if record and collection in ("documents", "payers", "cpas", "topics"):
        known = tuple(getattr(dataset, collection))
        if record not in known:
            raise WrongArgument(
                record, expected=Message("an-id-of", collection=collection), valid=known
            )
        if collection == "topics" and record not in dataset.sheets:
            return LinkView(path="", text=text)
    elif page not in _PAGES:
        raise WrongArgument(path, expected=Message("a-page"), valid=_PAGES)
    return LinkView(path=f"{page}/{mark}{anchor}", text=text)


# Pages of docs/ that sheets link to; MkDocs checks no link that a macro makes.
_PAGES = (
    "documents",
    "payers",
    "cpas",
    "emergency",
    "contact",
    "eligibility",
    "topics",
    "glossary",
    "professionals",
    "about",
    "about/law",
    "privacy",
)


# -- the page -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """Facts that share their evidence: one number of the list of sources.

    ``kind`` ends the key of the words that explain an entry without source. ``verified`` is a day
    or "", ``confidence`` "" where nobody rated the facts.
    """

    number: int
    kind: str
    sources: tuple[SourceRow, ...]
    confidence: str
    verified: str
    ask: bool
    old: bool


@dataclass(frozen=True, kw_only=True)
class PayerLink:
    """A payer that a topic speaks of."""

    path: str
    name: Words


@dataclass(frozen=True, kw_only=True)
class SheetSection:
    """A section of the sheet: ``html`` is its Markdown, rendered."""

    id: str
    title: str
    html: Markup


@dataclass(frozen=True, kw_only=True)
class TopicPageView:
    """The page of one topic (component ``topic_page``).

    ``lang`` and ``direction`` are those of the sheet's words: a page may borrow the French sheet.
    ``answer`` is None only when the sheet has no section of that id.
    """

    id: str
    title: Words
    lang: str
    direction: str
    is_for_professionals: bool
    is_reviewed: bool
    answer: SheetSection | None
    sections: tuple[SheetSection, ...]
    helpers: tuple[OrganisationLine, ...]
    documents: tuple[DocumentRow, ...]
    payers: tuple[PayerLink, ...]
    topics: tuple[TopicRow, ...]
    open_questions: tuple[str, ...]
    dates: DatesView
    laws: tuple[Words, ...]
    entries: tuple[EvidenceEntry, ...]
    permalink: str


def topic_page_view(
    dataset: Dataset,
    topic_id: str,
    *,
    locale: str,
    on_date: date,
    prose_html: str = "",
) -> TopicPageView:
    """Everything the page of a topic prints; ``prose_html`` is its sheet, rendered."""
    topic = dataset.topics[topic_id]
    said = [fact for fact in topic.facts if fact.id not in topic.not_used]
    dates = dates_view(dataset, said, subject=f"topics/{topic_id}", locale=locale, on_date=on_date)
    lang, prose = _own_language(prose_html, locale=locale)
    sections = tuple(_sections(_joined(prose)))
    organisations = topic.organisations or dataset.site.helpers
    return TopicPageView(
        id=topic.id,
        title=topic.title.words(locale),
        lang=lang,
        direction=dataset.language(lang).direction,
        is_for_professionals=topic.is_for_professionals,
        is_reviewed=bool(dates.reviewed),
        answer=next((section for section in sections if section.id == "answer"), None),
        sections=tuple(_dressed(section) for section in sections if section.id != "answer"),
        helpers=tuple(
            organisation_line(dataset.organisations[name], locale=locale, on_date=on_date)
            for name in organisations
        ),
        documents=tuple(
            document_row(dataset, dataset.documents[name], locale=locale)
            for name in documents_of_topic(dataset, topic)[:AT_MOST]
        ),
        payers=tuple(
            PayerLink(path=f"payers/{name}/", name=dataset.payers[name].short_name.words(locale))
            for name in payers_of_topic(dataset, topic)[:AT_MOST]
        ),
        topics=tuple(
            topic_row(dataset.topics[name], locale=locale)
            for name in neighbours_of_topic(dataset, topic)
        ),
        open_questions=topic.open_questions,
        dates=dates,
        laws=law_lines(dataset, topic.legal_basis, locale=locale),
        entries=tuple(_entries(dataset, topic, locale=locale)),
        permalink=f"/d/topics/{topic.id}/",
    )


# -- evidence -------------------------------------------------------------------------------------


def _entries(dataset: Dataset, topic: Topic, *, locale: str) -> Iterator[EvidenceEntry]:
    numbers = topic.evidence_numbers
    seen: set[int] = set()
    for fact in topic.facts:
        number = numbers[fact.id]
        if number in seen or fact.id in topic.not_used:
            continue
        seen.add(number)
        yield EvidenceEntry(
            number=number,
            kind="" if fact.sources else fact.basis.replace(" ", "_"),
            sources=source_rows(dataset, fact.sources, locale=locale, year=fact.source_year),
            confidence=fact.confidence or "",
            verified=long_date(fact.verified_on, locale) if fact.verified_on else "",
            ask=fact.unsure,
            old=fact.outdated_risk,
        )


# -- the sheet, taken apart -----------------------------------------------------------------------

_BORROWED = re.compile(r'<div lang="(?P<lang>[a-z]{2})" dir="[a-z]+">(?P<html>.*)</div>', re.DOTALL)
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")
_FLAT_LIST = re.compile(r"<ul>((?:(?!<[uo]l>).)*?)</ul>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_LIMIT = re.compile(r"<strong>(.{1,18}?)</strong>[\s\u00a0]*[:,]?[\s\u00a0]*(.*)", re.DOTALL)


def _joined(html: str) -> str:
    """The number of a source stays on the line of the word before it."""
    return html.replace(' <span class="app-cite">', f'{NBSP}<span class="app-cite">')


def _own_language(html: str, *, locale: str) -> tuple[str, str]:
    """The language of the sheet and the sheet itself: a borrowed one comes in its own element."""
    borrowed = _BORROWED.fullmatch(html.strip())
    return (borrowed["lang"], str(borrowed["html"])) if borrowed else (locale, str(html))


def _sections(html: str) -> Iterator[SheetSection]:
    starts = [*_HEADING.finditer(html)]
    ends = [*(match.start() for match in starts[1:]), len(html)]
    for match, end in zip(starts, ends, strict=True):
        yield SheetSection(
            id=match[1],
            title=unescape(_ANY_TAG.sub("", match[2])).strip(),
            html=Markup(html[match.end() : end].strip()),  # noqa: S704 - from docs/
        )


def _dressed(section: SheetSection) -> SheetSection:
    """The section with the look that its kind of list has on every page."""
    html = str(section.html)
    if section.id == "steps":
        html = html.replace("<ol>", '<ol class="app-steps" role="list">')
    elif section.id == "papers":
        html = _FLAT_LIST.sub(_sheet, html)
    elif section.id == "deadlines":
        html = _FLAT_LIST.sub(_limits, html)
    return SheetSection(id=section.id, title=section.title, html=Markup(html))  # noqa: S704 - from docs/


def _sheet(found: re.Match[str]) -> str:
    items = _ITEM.sub(r"<li><div>\1</div></li>", found[1])
    return f'<div class="app-sheet"><ul class="app-ticks" role="list">{items}</ul></div>'


def _limits(found: re.Match[str]) -> str:
    """Time limits, the time first; any other list stays as it is."""
    items = [_LIMIT.fullmatch(item.strip()) for item in _ITEM.findall(found[1])]
    if not all(items):
        return found[0]
    rows = "".join(
        f"<li><b>{item[1]}</b><span>{item[2][:1].upper()}{item[2][1:]}</span></li>"
        for item in items
        if item
    )
    return f'<ul class="app-delays" role="list">{rows}</ul>'


# -- lists of topics ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TopicGroup:
    """Topics under a heading: ``id`` ends the key of its words and is its place on the page."""

    id: str
    rows: tuple[TopicRow, ...]


@dataclass(frozen=True, kw_only=True)
class TopicListView:
    """Every topic (component ``topic_list``): questions by theme, then titles in the order of the
    alphabet. Sheets for professionals are among the titles only."""

    themes: tuple[TopicGroup, ...]
    titles: tuple[TopicRow, ...]


@dataclass(frozen=True, kw_only=True)
class ResourceRow:
    """A page elsewhere."""

    about: Words
    source: SourceRow


@dataclass(frozen=True, kw_only=True)
class ProfessionRow:
    """What is useful to one profession; ``id`` ends the key of its name."""

    id: str
    topics: tuple[TopicRow, ...]
    resources: tuple[ResourceRow, ...]


@dataclass(frozen=True, kw_only=True)
class ProfessionalsPageView:
    """Entries by profession (component ``professionals_page``)."""

    professions: tuple[ProfessionRow, ...]


def topic_list_view(dataset: Dataset, *, locale: str, on_date: date) -> TopicListView:
    """``{{ topic_list() }}``."""
    topics = written_topics(dataset)
    groups = [
        TopicGroup(
            id=theme,
            rows=tuple(
                topic_row(topic, locale=locale)
                for topic in topics
                if topic.theme == theme and not topic.is_for_professionals
            ),
        )
        for theme in THEMES
    ]
    rows = (topic_row(topic, locale=locale) for topic in topics)
    return TopicListView(
        themes=tuple(group for group in groups if group.rows),
        titles=tuple(sorted(rows, key=lambda row: plain(row.title))),
    )


def professionals_view(dataset: Dataset, *, locale: str, on_date: date) -> ProfessionalsPageView:
    """``{{ professionals() }}``."""
    rows = (
        ProfessionRow(
            id=profession,
            topics=tuple(
                topic_row(topic, locale=locale)
                for topic in _professionals_first(written_topics(dataset))
                if profession in topic.professions
            ),
            resources=tuple(
                ResourceRow(
                    about=resource.about.words(locale),
                    source=source_rows(dataset, [resource.id], locale=locale)[0],
                )
                for resource in dataset.resources.values()
                if profession in resource.professions
            ),
        )
        for profession in get_args(Profession)
    )
    return ProfessionalsPageView(
        professions=tuple(row for row in rows if row.topics or row.resources)
    )


def _professionals_first(topics: Iterable[Topic]) -> list[Topic]:
    return sorted(topics, key=lambda topic: not topic.is_for_professionals)
