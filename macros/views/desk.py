# Room: views. The desk of the editor, /editor/ in the preview; never published. Called by
# macros/desk.py, which finds what stands on it.
"""What asks for an editor's attention, by kind, each with its file and its page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from macros.messages.catalogue import Messages

Kind = Literal[
    "problem",
    "link",
    "review",
    "stale",
    "missing",
    "unrecorded",
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
# Rows of a list on the desk itself, and on its own page before it is folded.
_FIRST = 4
_UNFOLDED = 40


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something an editor should look at. ``page`` is its page below the language, if any;
    ``language`` that of the text, "" for a text of no one language; ``title`` names what the file
    is of, as far as anybody reads it."""

    kind: Kind
    file: str
    line: int
    text: str
    page: str | None = None
    language: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """``place`` is file:line, ``edit_href`` opens it in an editor, ``page_href`` may be "".
    ``title`` names what the place is of, "" when nothing does; all ``texts`` are of this place."""

    place: str
    edit_href: str
    title: str
    texts: tuple[str, ...]
    page_href: str


@dataclass(frozen=True, kw_only=True)
class DeskFold:
    """The rows of one record or page, in a long list; ``id`` stays the same after an edit."""

    id: str
    title: str
    count: int
    rows: tuple[DeskRow, ...]


@dataclass(frozen=True, kw_only=True)
class DeskGroup:
    """The findings of a kind; ``id`` is the kind, with the language where each has a list.
    ``folds`` are its ``rows`` once more, by what they belong to; none when the list is short."""

    id: str
    title: str
    count: int
    rows: tuple[DeskRow, ...]
    folds: tuple[DeskFold, ...]

    @property
    def first(self) -> tuple[DeskRow, ...]:
        """Those that stand on the desk itself."""
        return self.rows[:_FIRST]


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """What ``components/desk.html`` prints: a whole document. ``words`` are those of the desk.
    ``is_whole`` is false when wrong data hide what else there may be; ``empty`` names the lists
    without rows. ``whole`` is the list that is shown in full; None for the desk itself."""

    language: str
    words: Mapping[str, str]
    is_whole: bool
    groups: tuple[DeskGroup, ...]
    empty: tuple[str, ...]
    whole: DeskGroup | None = None


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
        language=language,
        words=words,
        is_whole=translated is not None,
        groups=tuple(groups),
        empty=tuple(group.title for group in groups if not group.rows),
    )


def _group(
    name: str, title: str, found: Sequence[Finding], *, language: str, root: str
) -> DeskGroup:
    of_record: dict[str, list[Finding]] = {}
    for finding in found:
        of_record.setdefault(finding.page or finding.title or finding.file, []).append(finding)
    folds = []
    for record, own in of_record.items():
        rows = _rows(own, language=language, root=root)
        folds.append(
            DeskFold(
                id="of-" + re.sub(r"\W+", "-", record).strip("-"),
                title=rows[0].title or record,
                count=len(own),
                rows=tuple(replace(row, title="") for row in rows),
            )
        )
    return DeskGroup(
        id=name,
        title=title,
        count=len(found),
        rows=tuple(_rows(found, language=language, root=root)),
        folds=tuple(folds) if len(found) > _UNFOLDED else (),
    )


def _rows(found: Iterable[Finding], *, language: str, root: str) -> list[DeskRow]:
    """A row a place; what stands at the same place is said in one row."""
    rows: dict[DeskRow, list[str]] = {}
    for finding in found:
        rows.setdefault(_row(finding, language=language, root=root), []).append(finding.text)
    return [replace(row, texts=tuple(texts)) for row, texts in rows.items()]


def _row(finding: Finding, *, language: str, root: str) -> DeskRow:
    """The row of a finding, without its text."""
    place = f"{finding.file}:{finding.line}"
    address = f"/{finding.language or language}/"
    return DeskRow(
        place=place,
        edit_href=f"vscode://file/{root.strip('/')}/{place}",
        title=finding.title,
        texts=(),
        page_href="" if finding.page is None else address + finding.page,
    )
