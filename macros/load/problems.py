# Room: load. Problems and the report that editors read. The only place that words them.
"""What is wrong in a file, said so that an editor can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["problem", "remark"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong in a file. ``file`` is relative to the project, ``line`` counts from 1.

    A ``remark`` is printed and counted; a ``problem`` stops the build.
    """

    file: str
    line: int
    key: str
    found: str
    expected: str
    do: str
    severity: Severity = "problem"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.key}" if self.key else f"{self.file}:{self.line}"
        return (
            f"{where}\n    found     {self.found}\n    expected  {self.expected}\n"
            f"    do        {self.do}"
        )


class DataProblems(Exception):
    """Raised when data or pages are wrong; ``str()`` is the whole report."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_reading_order(problems)
        super().__init__(report(self.problems))


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by file and line, without repeats."""
    return tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.key, p.found)))


def report(problems: Sequence[Problem]) -> str:
    """The text of the problems, each four lines, and how many there are."""
    files = len({problem.file for problem in problems})
    count = (
        f"{len(problems)} problem{'s' * (len(problems) != 1)}"
        f" in {files} file{'s' * (files != 1)}. The site was not built."
    )
    return "\n\n".join([*(str(problem) for problem in problems), count])


def key_path(loc: Sequence[str | int]) -> str:
    """``("rules", 0, "payer")`` as an editor reads it: ``rules > 1 > payer``."""
    return " > ".join(str(part + 1) if isinstance(part, int) else part for part in loc)


def near(word: str, valid: Iterable[str], *, show: int = 8) -> str:
    """The nearest valid words, or all of them when they are few."""
    choices = sorted(set(valid))
    close = get_close_matches(word, choices, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if len(choices) <= show:
        return f"choose one of: {', '.join(choices)}"
    return f"choose one of the {len(choices)} known, for example {', '.join(choices[:3])}"
