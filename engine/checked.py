# Room: engine. What `make check` says of each file while the site is edited. Called by
# engine/preview.py.
"""The problems of files, found again when a file, or what it is compared with, was edited."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from engine.faults import problems_of
from engine.inputs import Changes
from macros.checks import FileChecks
from macros.load.published_ids import PUBLISHED_IDS_FILE
from macros.load.string_use import STRINGS
from macros.messages.message import Problem

_TEXTS = ("docs/", "data/")


class Checked:
    """May be called from several threads: a check takes milliseconds, and holds nobody up."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._lock = Lock()
        self._checks: FileChecks | None = None
        self._found: dict[str, tuple[Problem, ...]] = {}
        # In the order in which they are looked at; the values mean nothing.
        self._waiting: dict[str, None] = {}

    def take_in(self, checks: FileChecks, changes: Changes) -> None:
        """Content that could be read: `checks` are made for it."""
        with self._lock:
            if self._checks is None:
                again: Iterable[str] = checks.names()
            else:
                again = self._again(changes)
            self._checks = checks
            # What was found stays known until it is looked at again: nobody has mended it yet.
            self._waiting = dict.fromkeys((*again, *self._waiting))

    def now(self, name: str) -> tuple[Problem, ...]:
        """The problems of a file, checked now if it was not yet."""
        with self._lock:
            checks = self._checks
            found = None if name in self._waiting else self._found.get(name)
        if found is not None or checks is None:
            return found or ()
        try:
            found = checks.problems(name)
        except OSError:  # it is being written, or has just gone: the next look takes that in
            found = ()
        except Exception as error:  # a mistake in a check must not pass for a page without one
            found = problems_of(error, file=name, project=self._project)
        with self._lock:
            # An edit meanwhile asks for another check.
            if checks is self._checks:
                self._found[name] = found
                self._waiting.pop(name, None)
        return found

    def check_one(self) -> bool:
        """Check the next file that waits for it; False when none does."""
        with self._lock:
            name = next(iter(self._waiting), None)
        if name is not None:
            self.now(name)
        return name is not None

    def known(self) -> tuple[Problem, ...]:
        """The problems of all files, as they were when last checked."""
        with self._lock:
            return tuple(problem for found in self._found.values() for problem in found)

    def of_data(self) -> tuple[Problem, ...]:
        """Those of files that belong to no page of docs/, found again now where it is time to."""
        with self._lock:
            wrong = [name for name, found in self._found.items() if found]
        names = (name for name in wrong if not name.startswith("docs/"))
        return tuple(problem for name in names for problem in self.now(name))

    def _again(self, changes: Changes) -> list[str]:
        """What may not be as it was found: what was edited, pages in other languages, and every
        file that had a problem. When data or the tree changed, any page may be another: it is
        looked at again when it is asked for."""
        edited = [name for name in changes.paths if name.startswith(_TEXTS)]
        if changes.within("data/") or changes.come_or_gone:
            self._found = {name: found for name, found in self._found.items() if found}
            edited.append(PUBLISHED_IDS_FILE)
        if changes.templates():
            edited.append(STRINGS)
        elsewhere = {name.split("/", 2)[-1] for name in edited if name.startswith("docs/")}
        wrong = [
            name
            for name, found in self._found.items()
            if found or (name.startswith("docs/") and name.split("/", 2)[-1] in elsewhere)
        ]
        return [*edited, *wrong]


def told_once(
    stopping: Iterable[Problem], *, checks: Iterable[Problem]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems that stop a page, those that only the checks see, and both: each mistake once,
    in the words of the checks."""
    first = {_mistake(problem): problem for problem in stopping}
    others: dict[Problem, None] = {}
    for problem in checks:
        if _mistake(problem) in first:
            first[_mistake(problem)] = problem
        else:
            others[problem] = None
    return tuple(first.values()), tuple(others), (*first.values(), *others)


def _mistake(problem: Problem) -> tuple[object, ...]:
    """What a problem is about; the build and the checks may name other near words."""
    target = dict(problem.message.values).get("target", problem.message)
    return problem.file, problem.line, problem.key, problem.message.id, target
