# Room: views. The words of the field: their page, and links to it in a text. Imports model only.
"""The glossary, and the first use of each of its words on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.model.directory import GlossaryTerm

OFFICIAL = ("fr", "nl")


@dataclass(frozen=True, kw_only=True)
class GlossaryEntry:
    """A term on the page. ``official`` are its names in the other official languages."""

    id: str
    term: Words
    abbreviations: tuple[str, ...]
    official: tuple[Words, ...]
    definition: Words


@dataclass(frozen=True, kw_only=True)
class GlossaryLetter:
    """The terms that begin with a letter; ``id`` is where the page has it."""

    id: str
    letter: str
    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, kw_only=True)
class GlossaryPageView:
    """The glossary in the order of its language's alphabet (component ``glossary_page``)."""

    letters: tuple[GlossaryLetter, ...]


def glossary_page_view(dataset: Dataset, *, locale: str, on_date: date) -> GlossaryPageView:
    """``{{ glossary() }}``."""
    entries = sorted(
        (glossary_entry(term, locale=locale) for term in dataset.glossary.values()),
        key=lambda entry: plain(entry.term),
    )
    return GlossaryPageView(
        letters=tuple(
            GlossaryLetter(id=f"letter-{letter}", letter=letter.upper(), entries=tuple(found))
            for letter, found in groupby(entries, key=lambda entry: _letter(entry.term))
        )
    )


def glossary_entry(term: GlossaryTerm, *, locale: str) -> GlossaryEntry:
    """One term as a reader meets it, with what offices call it."""
    own = term.terms.words(locale)
    names = [term.terms.words(code) for code in OFFICIAL if code != locale]
    return GlossaryEntry(
        id=term.id,
        term=own,
        abbreviations=term.abbreviations,
        official=tuple(name for name in names if str(name) != str(own)),
        definition=term.definition.words(locale),
    )


def plain(text: str) -> str:
    """For sorting: without accents, small letters, first what a letter or digit begins."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return kept.strip(" «»'’“”()")


def _letter(term: str) -> str:
    first = plain(term)[:1]
    return first if first.isalpha() else "0"


# -- inside a text --------------------------------------------------------------------------------

_TAG = re.compile(r"(<[^>]*>)")
_NAME_OF_TAG = re.compile(r"</?([\w-]+)")
_LANG = re.compile(r'\slang="([a-z]{2})"')
_EMPTY = frozenset({"br", "col", "hr", "img", "input", "path", "use", "wbr"})
_CLOSED_TO_LINKS = frozenset(
    {"a", "button", "code", "h1", "h2", "h3", "h4", "label", "script", "style", "summary", "svg"}
)
# Every word of a French term takes a plural, only the last one elsewhere.
_PLURALS = {"fr": "[sx]?", "nl": "(?:en|s|’s)?", "en": "s?", "es": "(?:es|s)?"}


# The beginning of a word, not after a slash: CPAS/OCMW is linked once, as CPAS.
_WORD = re.compile(r"(?<![\w/-])\w+")


@dataclass(frozen=True)
class TermNames:
    """The names of the terms in one language, to be found in its texts as whole words."""

    patterns: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    """By the first two letters: what to find and the id of its term, the longest name first."""

    def found(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The terms in ``text``, with where each begins and ends."""
        done = 0
        for word in _WORD.finditer(text):
            start = word.start()
            beginning = self.patterns.get(text[start : start + 2])
            if beginning is None or start < done:
                continue
            for pattern, term in beginning:
                if found := pattern.match(text, start):
                    done = found.end()
                    yield term, start, done
                    break


def term_names(dataset: Dataset, *, locale: str) -> TermNames:
    """What texts in ``locale`` call the terms."""
    terms = dataset.glossary.values()
    return _found_by(
        abbreviations=tuple((name, term.id) for term in terms for name in term.abbreviations),
        names=tuple(
            (name, term.id)
            for term in terms
            if locale not in term.not_linked
            for name in term.names(locale)
        ),
        locale=locale,
    )


# The same on every page of a language: some three hundred patterns.
@lru_cache(maxsize=8)
def _found_by(
    *,
    abbreviations: tuple[tuple[str, str], ...],
    names: tuple[tuple[str, str], ...],
    locale: str,
) -> TermNames:
    written = [(name, re.escape(name), term) for name, term in abbreviations]
    written += [(name, _any_number(name, locale=locale), term) for name, term in names]
    patterns: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for name, pattern, term in sorted(written, key=lambda entry: -len(entry[0])):
        whole = re.compile(rf"{pattern}(?![\w-])")
        for start in {name[:2], name[0].upper() + name[1:2]}:
            patterns.setdefault(start, []).append((whole, term))
    return TermNames({start: tuple(found) for start, found in patterns.items()})


def _any_number(name: str, *, locale: str) -> str:
    """A pattern for ``name``, singular or plural. A small first letter may be a capital one."""
    plural = _PLURALS.get(locale, "")
    between = rf"{plural}[ \u00a0]" if locale == "fr" else r"[ \u00a0]"
    pattern = between.join(map(re.escape, name.split())) + plural
    return f"[{name[0]}{name[0].upper()}]{pattern[1:]}"


class TermLinks:
    """Links the first use of each term on one page to its entry.

    ``glossary`` is the address of the glossary from that page. Used once, from top to bottom. A
    block in another language is searched for the terms of that language; a few words of another
    language inside a sentence are what an office calls a thing, and stay as they are.
    """

    def __init__(self, names: Callable[[str], TermNames], *, locale: str, glossary: str) -> None:
        """``names``: the names of the terms in a language."""
        self._names = names
        self._glossary = glossary
        self._inside = [_Inside(locale=locale, closed=False)]
        self._seen: set[str] = set()

    def __call__(self, html: str) -> Markup:
        """``html`` with links; nothing inside a link or a heading changes."""
        parts = [self._read(part) for part in _TAG.split(html)]
        return Markup("".join(parts))  # noqa: S704 - HTML in, the same HTML with links out

    def _read(self, part: str) -> str:
        if not part.startswith("<"):
            return part if self._inside[-1].closed else self._linked(part)
        if part.startswith("</"):
            if len(self._inside) > 1:
                self._inside.pop()
        elif (name := _NAME_OF_TAG.match(part)) and name[1] not in _EMPTY and part[-2] != "/":
            self._inside.append(self._inside[-1].inside(name[1], part))
        return part

    def _linked(self, text: str) -> str:
        names = self._names(self._inside[-1].locale)
        parts, done = [], 0
        for term, start, end in names.found(text):
            if term not in self._seen:
                self._seen.add(term)
                link = f'<a class="app-term" href="{self._glossary}#{term}">'
                parts += [text[done:start], link, text[start:end], "</a>"]
                done = end
        return "".join([*parts, text[done:]])


@dataclass(frozen=True)
class _Inside:
    """Where the reading of a page is: the language of the words, and whether they may be linked."""

    locale: str
    closed: bool

    def inside(self, name: str, tag: str) -> _Inside:
        """The same inside one more element."""
        lang = _LANG.search(tag)
        is_name = lang is not None and lang[1] != self.locale and name != "div"
        return _Inside(
            locale=lang[1] if lang else self.locale,
            closed=self.closed or name in _CLOSED_TO_LINKS or is_name,
        )
