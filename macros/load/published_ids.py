# Room: load. data/published_ids.txt, which remembers every address ever published. Called by
# reader.py, and by publish/permalinks.py, which checks the whole file.
"""The lines of the list, and the ids in it that no record bears any more."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from macros.messages.message import Message, Problem

PUBLISHED_IDS_FILE = "data/published_ids.txt"

_LINE = re.compile(r"(?P<old>[a-z]+/[a-z0-9-]+)(?: -> (?P<new>[a-z]+/[a-z0-9-]+))?")


@dataclass(frozen=True, kw_only=True)
class PublishedId:
    """One line of data/published_ids.txt: `collection/id`, or `collection/old -> collection/new`.

    `line` counts from 1; `moved_to` is "" for an id that still has its own page.
    """

    line: int
    key: str
    moved_to: str


def read_published_ids(text: str) -> tuple[PublishedId, ...]:
    """The well-formed lines of data/published_ids.txt; comments (#) and blank lines are skipped."""
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _LINE.fullmatch(line.strip()):
            entries.append(PublishedId(line=number, key=match["old"], moved_to=match["new"] or ""))
    return tuple(entries)


def published_id_problem(line: int, message: Message, *, key: str = "") -> Problem:
    return Problem(file=PUBLISHED_IDS_FILE, line=line, key=key, message=message)


def dead_id(entry: PublishedId, *, existing: Collection[str]) -> list[Problem]:
    """What is wrong with an id that leads to none of ``existing``, or to two."""
    if entry.moved_to and entry.key in existing:
        message = Message("published-id-both", key=entry.key, target=entry.moved_to)
        return [published_id_problem(entry.line, message, key=entry.key)]
    target = entry.moved_to or entry.key
    if target in existing:
        return []
    close = tuple(get_close_matches(target, existing, n=3))
    message = (
        Message("published-id-dead-near", target=target, key=entry.key, near=close)
        if close
        else Message("published-id-dead", target=target, key=entry.key)
    )
    return [published_id_problem(entry.line, message, key=entry.key)]
