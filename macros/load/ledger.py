# Room: load. data/translations/<lang>.csv: from which French each translation was made. Called by
# translations.py and by the commands. decisions/2026-11-22-stale-translations.md says why so.
"""The ledger of a language: one line a text, sorted by file and block."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Literal, get_args

from macros.load.memory import Memory
from macros.load.tables import has_semicolons
from macros.load.yaml_reader import decoded
from macros.messages.message import Message, Problem
from macros.model.common import one_line

MadeBy = Literal["human", "machine"]
Place = tuple[str, str]
"""``docs/topics/x.md`` and the id of a section; ``data/payers/cpas.yaml`` and the path of a key."""

COLUMNS = ("path", "block", "source", "translation", "by")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A translation as it was declared done: fingerprints of the French and of itself."""

    source: str
    translation: str
    by: MadeBy


@dataclass(frozen=True, kw_only=True, eq=False)
class Ledger:
    """What is recorded of one language. Thousands of lines: one is told from another as an object,
    not line by line."""

    entries: Mapping[Place, Entry]

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], Entry]:
        """The same by fingerprints: a text that moves with its translation stays known."""
        return {(entry.source, entry.translation): entry for entry in self.entries.values()}

    @cached_property
    def translations(self) -> Mapping[str, Entry]:
        """The same by the fingerprint of the translation alone."""
        return {entry.translation: entry for entry in self.entries.values()}


NO_FRENCH = "0" * 12
"""The fingerprint of no text: a translation made from it is stale, whatever the French says."""


def fingerprint(text: str) -> str:
    """Changes with the words, not with line breaks and spaces."""
    return blake2b(one_line(text).encode(), digest_size=6).hexdigest()


def ledger_file(language: str) -> str:
    """The file of a language, from the root of the project."""
    return f"data/translations/{language}.csv"


def read_ledger(
    project: Path, language: str, *, memory: Memory | None = None
) -> tuple[Ledger | None, list[Problem]]:
    """The ledger and what is wrong in it; None for a language that keeps none,
    or an empty file. ``memory`` as in
    ``load_dataset``."""
    name = ledger_file(language)
    path = project / name
    content = path.read_bytes() if path.is_file() else b""
    if not content.strip():
        return None, []
    make = partial(parse_ledger, content, name)
    return (memory or Memory()).result(("ledger", name), content, make)


def parse_ledger(content: bytes, name: str) -> tuple[Ledger | None, list[Problem]]:
    """The ledger whose file ``name`` holds ``content``, and what is wrong in it."""
    text = decoded(content, name)
    if isinstance(text, Problem):
        return None, [text]
    if has_semicolons(text, COLUMNS):
        message = Message("csv-semicolons", file=name)
        return None, [Problem(file=name, line=1, key="", message=message)]
    entries: dict[Place, Entry] = {}
    problems = []
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if line == 1 and tuple(row) == COLUMNS:
            continue
        wrong = _wrong(row, entries)
        if wrong or line == 1:
            problems.append(
                Problem(
                    file=name,
                    line=line,
                    key="",
                    message=Message(
                        "ledger-line",
                        found=wrong or Message("no-column-names"),
                        columns=",".join(COLUMNS),
                    ),
                )
            )
            continue
        by: MadeBy = "human" if row[4] == "human" else "machine"
        entries[row[0], row[1]] = Entry(source=row[2], translation=row[3], by=by)
    return Ledger(entries=entries), problems


def _wrong(row: list[str], entries: Mapping[Place, Entry]) -> Message | None:
    if len(row) != len(COLUMNS):
        # What a merge leaves behind (<<<<<<<) has no columns.
        return Message("line-of-cells", count=len(row), cells=",".join(row))
    if (row[0], row[1]) in entries:
        return Message("second-time", name=f"{row[0]} {row[1]}")
    return None if row[4] in get_args(MadeBy) else Message("by-whom", by=row[4])


def write_ledger(project: Path, language: str, entries: Mapping[Place, Entry]) -> None:
    """Replace the ledger of a language; the order of lines is always the same."""
    path = project / ledger_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (name, block), entry in sorted(entries.items()):
            writer.writerow((name, block, entry.source, entry.translation, entry.by))
