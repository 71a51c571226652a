# Room: publish. What stands in what on a page. Called by publish/finish.py and used_styles.py.
"""Elements as a selector sees them: the names they have, and those of what is around them."""

from __future__ import annotations

import re
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    )
)


class Element(NamedTuple):
    """`own` holds the name of an element and its classes, each with a dot ("p", ".app-note");
    `around` the same of every element it stands in."""

    own: frozenset[str]
    around: frozenset[str]


class MarkupReader:
    """Reads the pages of one site. What many of them hold in the same place is made once."""

    def __init__(self) -> None:
        self._known: dict[tuple[frozenset[str], str, str], tuple[Element, frozenset[str]]] = {}

    def elements(self, html: str) -> frozenset[Element]:
        """Every element of `html`, alike ones once. An element that is not closed, though it should
        be, is taken to be around all that follows: rather a rule too many than one too few."""
        found = set()
        opened: list[tuple[str, frozenset[str]]] = []
        around: frozenset[str] = frozenset()
        for closing, tag, rest in _TAG.findall(html):
            if closing:
                around = _close(tag, opened, around)
                continue
            classes = rest.partition(' class="')[2].partition('"')[0] if "class" in rest else ""
            element, inside = self._known.get((around, tag, classes)) or self._read(
                around, tag, classes
            )
            found.add(element)
            if tag not in _VOID and rest[-1:] != "/":
                opened.append((tag, around))
                around = inside
        return frozenset(found)

    def _read(
        self, around: frozenset[str], tag: str, classes: str
    ) -> tuple[Element, frozenset[str]]:
        """An element, and what is around those in it."""
        own = frozenset({tag, *(f".{name}" for name in classes.split())})
        self._known[around, tag, classes] = Element(own=own, around=around), around | own
        return self._known[around, tag, classes]


def _close(
    tag: str, opened: list[tuple[str, frozenset[str]]], around: frozenset[str]
) -> frozenset[str]:
    """Close the innermost `tag`, and what is still open in it; what is then around."""
    if opened and opened[-1][0] == tag:
        return opened.pop()[1]
    for place in range(len(opened) - 1, -1, -1):
        name, outside = opened[place]
        if name == tag:
            del opened[place:]
            return outside
    return around
