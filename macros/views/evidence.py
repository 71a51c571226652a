# Room: views. Sources, dates and confidence as a reader sees them. Imports model only.
"""Where a page's facts come from, when they were checked, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date

from macros.model.common import (
    Article,
    Evidence,
    LocalizedText,
    Source,
    Words,
    joined,
)
from macros.model.dataset import Dataset, Review

_SHOWN_PATH = 60


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A source in a list. ``href`` is "" for one without an address; ``lang`` of its page or "".

    ``text`` ends with the year and with the language in words when it is not the reader's.
    """

    text: Words
    href: str
    lang: str


@dataclass(frozen=True, kw_only=True)
class DatesView:
    """The three dates, kept apart. ``checked`` and ``total`` count facts of the page; ``verified``
    is the earliest day on which one of the checked facts was compared with its source, or "".

    ``reviewed`` is the day of the newest review of the page in its language, or ""; ``read_again``
    the day on which it was due again when that is past, or "".
    """

    published: str
    verified: str
    checked: int
    total: int
    reviewed_by: str
    reviewed: str
    read_again: str
    long_overdue: bool


LONG_OVERDUE_DAYS = 180
"""How long after its last day a review still speaks for the page, with that day said beside it.
Later, readers are told to ask."""

ReviewState = Literal["none", "current", "overdue", "long overdue"]


def review_of(
    dataset: Dataset, subject: str, *, locale: str, on_date: date
) -> tuple[Review | None, ReviewState]:
    """The newest review of a record or page in a language, and what it is worth on a day."""
    done = [
        review
        for review in dataset.reviews
        if (review.subject, review.language) == (subject, locale) and review.on <= on_date
    ]
    if not done:
        return None, "none"
    newest = max(done, key=lambda review: (review.on, review.until))
    late = (on_date - newest.until).days
    if late <= 0:
        return newest, "current"
    return newest, "overdue" if late <= LONG_OVERDUE_DAYS else "long overdue"


# English readers here are in Europe: day before month.
_BABEL_LOCALES = {"en": "en_GB"}


# Pages have many dates, of few days.
@lru_cache(maxsize=1024)
def long_date(day: date, locale: str) -> str:
    """``21 novembre 2026``, ``1er janvier 2027``, ``21 November 2026``."""
    text = format_date(day, format="long", locale=_BABEL_LOCALES.get(locale, locale))
    # French writes the first day of a month as an ordinal, which CLDR does not.
    return text.replace("1 ", "1er ", 1) if locale == "fr" and day.day == 1 else text


def source_rows(
    dataset: Dataset, ids: Iterable[str], *, locale: str, year: int | None = None
) -> tuple[SourceRow, ...]:
    """The sources in the given order, each once. ``year`` serves those that carry none."""
    rows = []
    for source_id in dict.fromkeys(ids):
        source = dataset.sources[source_id]
        text = _name_of_source(source, locale)
        shown = source.year or year
        notes = [str(shown)] if shown and str(shown) not in text else []
        if source.language and source.language != locale:
            # The whole row is in one language: French, as soon as a part of it is lent.
            note = _in_language(dataset, source.language, locale=text.lang)
            if note.lang != text.lang:
                text = _name_of_source(source, note.lang)
            notes.append(note)
        if notes:
            text = text.with_text(f"{text} ({', '.join(notes)})")
        rows.append(SourceRow(text=text, href=source.url or "", lang=source.language or ""))
    return tuple(rows)


def _name_of_source(source: Source, locale: str) -> Words:
    if source.title is not None:
        return source.title.words(locale)
    return Words(f"{source.publisher}, {_readable_address(source.url or '')}", locale)


def _in_language(dataset: Dataset, language: str, *, locale: str) -> Words:
    """``en néerlandais``, ``in het Frans``."""
    own = dataset.strings[locale]["evidence.in_language"]
    said_in = own.lang if isinstance(own, Words) else locale
    return Words(own.format(language=_name_of(language, said_in)), said_in)


@lru_cache(maxsize=64)
def _name_of(language: str, locale: str) -> str:
    """What ``locale`` calls a language; its code when it has no name for it."""
    return str(Locale.parse(locale).languages.get(language, language))


def _readable_address(url: str) -> str:
    """The last words of an address: pages of the pack have no title that we may copy. Letter for
    letter: compressed, they then weigh next to nothing beside the address itself."""
    parts = urlsplit(url)
    words = (parts.path.rstrip("/") or parts.netloc).rsplit("/", 1)[-1]
    if parts.query and "=" in parts.query:
        words = f"{words}?{parts.query}"
    return words if len(words) <= _SHOWN_PATH else words[: _SHOWN_PATH - 1].rsplit("-", 1)[0] + "…"


def law_lines(dataset: Dataset, articles: Iterable[Article], *, locale: str) -> tuple[Words, ...]:
    """Each law once, with its articles: ``Loi du 15 décembre 1980 (étrangers), 39/79``."""
    lines: dict[str, dict[str, LocalizedText | str]] = {}
    for article in articles:
        text = article.articles
        words = text.words(locale) if isinstance(text, LocalizedText) else text
        parts = lines.setdefault(article.law, {})
        if words:
            parts.setdefault(words, text)
    return tuple(
        joined(
            ", ".join(["{}"] * (1 + len(parts))),
            locale,
            dataset.sources[law].title or law,
            *parts.values(),
        )
        for law, parts in lines.items()
    )


def dates_view(
    dataset: Dataset, facts: Sequence[Evidence], *, subject: str, locale: str, on_date: date
) -> DatesView:
    """The dates of a page made of ``facts``; ``subject`` is its ``collection/id`` in reviews."""
    days = [fact.verified_on for fact in facts if fact.verified_on]
    review, state = review_of(dataset, subject, locale=locale, on_date=on_date)
    return DatesView(
        published=long_date(dataset.site.published_on, locale),
        verified=long_date(min(days), locale) if days else "",
        checked=len(days),
        total=len(facts),
        reviewed_by=review.by if review else "",
        reviewed=long_date(review.on, locale) if review else "",
        read_again=long_date(review.until, locale) if review and state != "current" else "",
        long_overdue=state == "long overdue",
    )


def ask_words(dataset: Dataset, ask: str | None, *, locale: str) -> Words | str:
    """Whom to ask before relying on a rule, or ""."""
    return dataset.ask[ask].text.words(locale) if ask else ""
