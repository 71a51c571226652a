# Room: load. Markdown in, Markdown out: a translated page that is behind its French, with what its
# reader must know. Called by the engine, before the macros run.
"""The notes of a translated page, and the French of its sections, in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from macros.load.pages import headings_of
from macros.model.common import SOURCE_LANGUAGE
from macros.model.translation import BehindSection

_CALL_END = re.compile(r"(?P<open>\(\s*)?\)\s*\}\}")
_ATTRIBUTES = re.compile(r"[ \t]*\{:[^}]*\}")


def with_notes(
    markdown: str,
    behind: Iterable[BehindSection],
    *,
    note: Callable[[str], str],
    french: Callable[[str, str], str],
) -> str:
    """``markdown``, the words of a page without its front matter, with a note at the beginning of
    each section that is behind, and the French below it.

    ``note`` gives the HTML of a kind of note, on one line; ``french`` the element with an id
    ("" for none) around the Markdown in French.
    """
    lines = markdown.split("\n")
    starts = [(heading.line, heading.id) for heading in headings_of(markdown) if heading.id]
    begin = {"": 0, **{name: line for line, name in starts}}
    ends = [*(line - 1 for line, _ in starts), len(lines)]
    end = dict(zip(["", *(name for _, name in starts)], ends, strict=True))
    added: dict[int, list[str]] = {}
    for part in behind:
        here = part.after if part.kind == "missing" else part.section
        if here not in begin:
            here = ""
        at_note = end[here] if part.kind == "missing" else begin[here]
        added.setdefault(at_note, []).append(note(part.kind))
        if part.kind != "removed":
            added.setdefault(end[here], []).append(french(*_in_french(part)))
    return "\n".join(_woven(lines, added))


def _woven(lines: list[str], added: dict[int, list[str]]) -> Iterator[str]:
    for number in range(len(lines) + 1):
        for block in added.get(number, ()):
            yield from ("", block, "")
        if number < len(lines):
            yield lines[number]


def _in_french(part: BehindSection) -> tuple[str, str]:
    """The id and the words of a section in French. Its heading may not be a second one."""
    heading = f"**{_ATTRIBUTES.sub('', part.heading)}**\n\n" if part.heading else ""
    text = _ATTRIBUTES.sub("", in_french(part.source))
    return part.section if part.kind == "missing" else "", f"{heading}{text}"


def in_french(text: str) -> str:
    """Macro calls of ``text`` that write numbers and dates as French does."""

    def said(match: re.Match[str]) -> str:
        comma = "" if match["open"] else ", "
        return f'{match["open"] or ""}{comma}in_language="{SOURCE_LANGUAGE}") }}}}'

    return _CALL_END.sub(said, text)
