# Room: views. The desk of the editor, /editor/ in the preview; never published. Called by
# macros/desk.py, which finds what stands on it.
"""What asks for an editor's attention, by kind, each with its file and its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from macros.messages.catalogue import Messages

Kind = Literal[
    "problem",
    "link",
    "review",
    "stale",
    "missing",
    "date",
    "draft",
    "conflict",
    "unsure",
    "unsourced",
    "uncited",
    "question",
    "long",
]

# Of these there is a list for each language that is translated.
_BY_LANGUAGE: tuple[Kind, ...] = ("stale", "missing")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something an editor should look at. ``page`` is its page below the language, if any;
    ``language`` that of the text, "" for a text of no one language."""

    kind: Kind
    file: str
    line: int
    text: str
    page: str | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """``place`` is file:line, ``edit_href`` opens it in an editor, ``page_href`` may be ""."""

    place: str
    edit_href: str
    text: str
    page_href: str


@dataclass(frozen=True, kw_only=True)
class DeskGroup:
    """The findings of a kind; ``id`` is the kind, with the language where each has a list."""

    id: str
    title: str
    rows: tuple[DeskRow, ...]


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """What ``components/desk.html`` prints: a whole document. ``words`` are those of the desk.
    ``is_whole`` is false when wrong data hide what else there may be."""

    language: str
    words: Mapping[str, str]
    is_whole: bool
    groups: tuple[DeskGroup, ...]


def desk_view(
    findings: Iterable[Finding],
    *,
    messages: Messages,
    translated: Collection[str] | None,
    root: str,
) -> DeskView:
    """``translated`` are the languages that follow the French; None when the data cannot be read,
    and nothing is known but what to mend. ``root`` is the absolute folder of the project: editors
    open files by their whole path."""
    # The desk is no page of the site: its words stand with those for editors, not for readers.
    words, language, found = messages.group("desk"), messages.language, tuple(findings)
    groups = []
    for kind in get_args(Kind) if translated is not None else ("problem",):
        rows = [finding for finding in found if finding.kind == kind]
        if kind not in _BY_LANGUAGE:
            groups.append(_group(kind, words[kind], rows, language=language, root=root))
            continue
        for code in translated or ():
            own = [finding for finding in rows if finding.language == code]
            title = f"{words[kind]}, {code}"
            groups.append(_group(f"{kind}-{code}", title, own, language=language, root=root))
    return DeskView(
        language=language, words=words, is_whole=translated is not None, groups=tuple(groups)
    )


def _group(
    name: str, title: str, found: Iterable[Finding], *, language: str, root: str
) -> DeskGroup:
    rows = (
        DeskRow(
            place=f"{finding.file}:{finding.line}",
            edit_href=f"vscode://file/{root.strip('/')}/{finding.file}:{finding.line}",
            text=finding.text,
            page_href=""
            if finding.page is None
            else f"/{finding.language or language}/{finding.page}",
        )
        for finding in found
    )
    return DeskGroup(id=name, title=title, rows=tuple(rows))
