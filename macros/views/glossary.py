# Room: views. The words of the field: their page, and links to it in a text. Imports model only.
"""The glossary, and the first use of each of its words on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

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


class TermLinks:
    """Links the first use of each abbreviation on one page to its entry.

    ``glossary`` is the address of the glossary from that page. Used once, from top to bottom.
    """

    def __init__(self, dataset: Dataset, *, glossary: str) -> None:
        self._glossary = glossary
        self._ids = {
            name: term.id for term in dataset.glossary.values() for name in term.abbreviations
        }
        names = sorted(map(re.escape, self._ids), key=len, reverse=True)
        self._name = re.compile(rf"(?<![\w/-])(?:{'|'.join(names)})(?![\w-])") if names else None
        self._seen: set[str] = set()

    def __call__(self, html: str) -> Markup:
        """``html`` with links; nothing inside a link or a heading changes."""
        closed = 0
        parts = []
        for part in _TAG.split(html):
            if part.startswith("<"):
                closed += _opens(part)
                parts.append(part)
            else:
                parts.append(part if closed or self._name is None else self._linked(part))
        return Markup("".join(parts))  # noqa: S704 - HTML in, the same HTML with links out

    def _linked(self, text: str) -> str:
        assert self._name is not None
        return self._name.sub(self._link, text)

    def _link(self, found: re.Match[str]) -> str:
        term = self._ids[found[0]]
        if term in self._seen:
            return found[0]
        self._seen.add(term)
        link = Markup('<a class="app-term" href="{}#{}">{}</a>')
        return str(link.format(self._glossary, term, escape(found[0])))


_CLOSED_TO_LINKS: Iterable[str] = ("a", "h2", "h3", "h4", "svg")


def _opens(tag: str) -> int:
    """1 for a tag that begins what may hold no link, -1 for its end, else 0."""
    name = tag.strip("</>").partition(" ")[0].rstrip("/")
    if name not in _CLOSED_TO_LINKS or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1
