# Room: views. The law index: which pages rest on which article. Imports model and other views.
"""Every law and article cited, with the pages, rules and languages that rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from macros.model.common import Article, LocalizedText, Words
from macros.model.dataset import Dataset
from macros.views.evidence import long_date
from macros.views.glossary import plain
from macros.views.related import written_topics


@dataclass(frozen=True, kw_only=True)
class LawPage:
    """A page that rests on an article. ``rules`` counts the rules of payment that it prints;
    ``languages`` are those its words are written in."""

    path: str
    name: Words
    rules: int
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LawArticle:
    """An article, or "" for the law as a whole, and its pages.

    ``is_article`` is false for what says itself what it is, such as a judgment.
    """

    articles: Words | str
    is_article: bool
    pages: tuple[LawPage, ...]


@dataclass(frozen=True, kw_only=True)
class LawRow:
    """A law. ``enacted`` is a day, or "" when its name says it."""

    id: str
    name: Words
    enacted: str
    articles: tuple[LawArticle, ...]


@dataclass(frozen=True, kw_only=True)
class LawIndexView:
    """Every law that a page cites, by name (component ``law_index``)."""

    laws: tuple[LawRow, ...]


def law_index_view(dataset: Dataset, *, locale: str, on_date: date) -> LawIndexView:
    """``{{ law_index() }}``."""
    found: dict[str, dict[str, dict[str, LawPage]]] = {}
    for law, articles, page in _citations(dataset, locale=locale):
        found.setdefault(law, {}).setdefault(articles, {})[page.path] = page
    rows = [
        LawRow(
            id=law,
            name=_title(dataset, law, locale=locale),
            enacted=_enacted(dataset, law, locale=locale),
            articles=tuple(
                LawArticle(
                    articles=articles,
                    is_article=articles[:1].isdigit() and "court" not in law.split("-"),
                    pages=tuple(pages.values()),
                )
                for articles, pages in sorted(by_article.items(), key=lambda item: _order(item[0]))
            ),
        )
        for law, by_article in found.items()
    ]
    return LawIndexView(laws=tuple(sorted(rows, key=lambda row: plain(row.name))))


def _citations(dataset: Dataset, *, locale: str) -> Iterator[tuple[str, str, LawPage]]:
    """Law, articles and page of everything that names a law."""
    every = tuple(language.code for language in dataset.languages)
    for document in dataset.documents.values():
        page = LawPage(
            path=f"documents/{document.id}/",
            name=document.short_name.words(locale),
            rules=len(dataset.rule_sets[document.id].rules),
            languages=every,
        )
        yield from _named(document.legal_basis, page, locale=locale)
        for rule in dataset.rule_sets[document.id].rules:
            yield from _named(rule.legal_basis, page, locale=locale)
    for payer in dataset.payers.values():
        rules = [rule for rules in dataset.rule_sets.values() for rule in rules.rules]
        page = LawPage(
            path=f"payers/{payer.id}/",
            name=payer.short_name.words(locale),
            rules=sum(rule.payer == payer.id for rule in rules),
            languages=every,
        )
        yield from _named(payer.legal_basis, page, locale=locale)
    for topic in written_topics(dataset):
        sheet = dataset.sheets[topic.id]
        page = LawPage(
            path=f"topics/{topic.id}/",
            name=topic.title.words(locale),
            rules=0,
            languages=tuple(code for code in every if code in sheet.languages),
        )
        yield from _named(topic.legal_basis, page, locale=locale)
        known = {article.law for article in topic.legal_basis}
        for law, articles in sheet.laws:
            if law in dataset.sources and (articles or law not in known):
                yield law, articles, page


def _named(
    articles: Iterable[Article], page: LawPage, *, locale: str
) -> Iterator[tuple[str, str, LawPage]]:
    for article in articles:
        words = article.articles
        text = words.words(locale) if isinstance(words, LocalizedText) else words
        yield article.law, text, page


def _title(dataset: Dataset, law: str, *, locale: str) -> Words:
    title = dataset.sources[law].title
    return title.words(locale) if title else Words(law, locale)


def _enacted(dataset: Dataset, law: str, *, locale: str) -> str:
    """The day, unless the name of the law already says it."""
    day = dataset.sources[law].enacted_on
    if day is None or str(day.year) in _title(dataset, law, locale=locale):
        return ""
    return long_date(day, locale)


def _order(articles: str) -> tuple[int, str]:
    """The law as a whole first, then by the first number: 9 before 57."""
    digits = "".join(sign for sign in articles.partition(",")[0] if sign.isdigit() or sign == " ")
    first = digits.split()[:1]
    return (int(first[0]) if first else -1 if not articles else 0, articles)
