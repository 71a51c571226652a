# Room: messages. What is wrong and what is told, before any language. Used by every room.
"""A message is the id of an entry of the catalogues and what fills its braces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias

Severity = Literal["problem", "remark"]

Value: TypeAlias = "str | int | float | date | Message | tuple[Any, ...]"
"""What fills a pair of braces. Names of files and ids are the same in every language; words are
messages of their own; a tuple is a list of them."""


class LanguageName(str):
    """The code of a language that is printed by its name: ``nl``, in French ``néerlandais``."""

    __slots__ = ()


@dataclass(frozen=True, init=False)
class Message:
    """An entry of the catalogues with its values, by the name in the braces.

    ``count`` among them chooses between the forms of an entry that has ``one`` and ``other``.
    """

    id: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, id: str, /, **values: Value) -> None:  # noqa: A002 - as the catalogues say
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "values", tuple(sorted(values.items())))


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong in a file. ``file`` is relative to the project, ``line`` counts from 1 and is
    0 where no line is at fault; ``message`` has the three parts found, expected and do.

    A ``remark`` is printed and counted; a ``problem`` stops the build.
    """

    file: str
    line: int
    key: str
    message: Message
    severity: Severity = "problem"


class Told(Exception):
    """The base of errors that an editor reads: ``message`` is printed in the editor's language."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Faulty(ValueError):
    """Something that cannot be made because of one mistake in one file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}:{problem.line}: {problem.message}")
        self.problem = problem


def near(word: str, valid: Iterable[str], *, show: int = 8) -> Message:
    """The nearest valid words, or all of them when they are few."""
    choices = sorted(set(valid))
    if close := get_close_matches(word, choices, n=3, cutoff=0.6):
        return Message("did-you-mean", words=either(close))
    if len(choices) <= show:
        return Message("choose", words=tuple(choices))
    return Message("choose-of-many", count=len(choices), words=tuple(choices[:3]))


def either(words: Sequence[str]) -> str | Message:
    """``a, b or c``."""
    *rest, last = words
    return Message("or", words=(*rest,), last=last) if rest else last


class WrongArgument(Told, LookupError):
    """A macro was called with something the data does not have; ``message`` has three parts."""

    def __init__(
        self,
        given: str,
        *,
        expected: Message,
        valid: tuple[str, ...] = (),
        found: Message | None = None,
    ) -> None:
        """``valid`` is what the data has; ``found`` what is said of ``given`` when it needs
        words."""
        super().__init__(
            Message(
                "argument-wrong",
                found=found or given,
                expected=expected,
                do=near(given, valid) if valid else Message("correct-the-call"),
            )
        )
