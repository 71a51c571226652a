# Room: load. What the checks hand over, and the nearest word to a wrong one.
"""Problems of data and pages, gathered for one report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from macros.messages.catalogue import FALLBACK, messages_in
from macros.messages.message import Message, Problem


class DataProblems(Exception):
    """Raised when data or pages are wrong; ``str()`` is the report in English, for logs."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_reading_order(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return messages_in(FALLBACK).report(self.problems)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by file and line, without repeats; the same whatever language reads them."""
    return tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.key, repr(p.message))))


def ends(until: date, on_date: date) -> Message:
    """That something is over, or ends soon."""
    if until < on_date:
        return Message("over-on", until=until, day=on_date)
    return Message("ends-soon-on", until=until, day=on_date)


def key_path(loc: Sequence[str | int]) -> str:
    """``("rules", 0, "payer")`` as an editor reads it: ``rules > 1 > payer``."""
    return " > ".join(str(part + 1) if isinstance(part, int) else part for part in loc)
