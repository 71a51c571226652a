# Room: load. What comes along with a text pasted from a word processor or another site. Called by
# pages.py, yaml_reader.py and tables.py.
"""Characters that nobody sees, lines that become code, bullets that make no list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import bidirectional, category

from macros.messages.message import Message, Problem

# Controls, soft hyphens, joiners, marks of direction, separators. The tab is none of these, nor the
# no-break spaces of French; a line that begins with a tab is judged below.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
# These two join and part the letters of Arabic, Persian or Hindi, whose letters have no capitals.
_JOINERS = "\u200c\u200d"
_DIRECTIONS = "\u061c\u200e\u200f\u2066\u2067\u2068\u2069"
_AROUND = 16
"""How many letters on each side are shown, cut at a word."""

# The last ones are what the fonts of a word processor draw as bullets.
_BULLET = re.compile(r"\s*(?P<bullet>[•◦‣⁃∙▪▫●○■□·\uf000-\uf0ff])")
_ITEM = re.compile(r"(?:[-*+]|[0-9]+\.|:)\s")
_HEADING = re.compile(r"#{1,6}\s")
_STEP = 4
"""The spaces that move a text into a list, or, outside one, into code."""


def unseen(text: str, name: str, *, first_line: int = 1, is_rtl: bool = False) -> Iterator[Problem]:
    """The lines of the file ``name`` with characters that no reader sees; ``is_rtl`` when its
    language is written from right to left."""
    if not _UNSEEN.search(text):
        return
    # Not splitlines: a separator of lines that nobody sees is no line of an editor.
    for number, line in enumerate(text.split("\n"), start=first_line):
        allowed_here = is_rtl or any(bidirectional(letter) in ("R", "AL") for letter in line)
        found = [
            match
            for match in _UNSEEN.finditer(line)
            if not (_joins(line, match.start()) or (allowed_here and match[0] in _DIRECTIONS))
        ]
        if found:
            yield Problem(
                file=name,
                line=number,
                key="",
                message=Message(
                    "unseen-character",
                    codes=tuple(dict.fromkeys(f"U+{ord(match[0]):04X}" for match in found)),
                    text=_around(line, found[0].start()),
                ),
            )


def _joins(line: str, place: int) -> bool:
    """Whether it stands in a word of a script that needs it."""
    beside = line[max(place - 1, 0) : place] + line[place + 1 : place + 2]
    return line[place] in _JOINERS and any(category(letter) == "Lo" for letter in beside)


def _around(line: str, place: int) -> str:
    """The words where it stands, without it: they can be found, and typed again."""
    start, end = max(place - _AROUND, 0), place + _AROUND
    before, after = line[start:place], line[place:end]
    if start and " " in before:
        before = before.partition(" ")[2]
    if end < len(line) and " " in after:
        after = after.rpartition(" ")[0]
    return _UNSEEN.sub("", before + after).strip()


def misplaced(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Message]]:
    """The lines of a page that begin with a typed bullet, or that a browser would show as code
    because a tab or spaces move them in. ``lines`` are numbered, those of fences blank."""
    # How deep in lists the last words were, and whether a block may begin on this line.
    depth, may_begin = 0, True
    for number, line in lines:
        words = line.strip()
        indent = line[: len(line) - len(line.lstrip())]
        level = len(indent.expandtabs(_STEP)) // _STEP
        if bullet := _BULLET.match(line):
            yield number, Message("typed-bullet", bullet=bullet["bullet"])
        elif words and may_begin and level > depth:
            what = Message("a-tab") if "\t" in indent else Message("spaces", count=len(indent))
            yield number, Message("line-moved-in", what=what, text=_beginning(words))
        if words and _ITEM.match(words):
            depth = min(level, depth) + 1
        elif words and may_begin:
            depth = min(level, depth)
        may_begin = not words or bool(_HEADING.match(line))


def _beginning(words: str) -> str:
    words = _UNSEEN.sub("", words)
    return words if len(words) <= 2 * _AROUND else f"{words[: 2 * _AROUND].rpartition(' ')[0]}…"
