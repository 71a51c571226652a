# Room: engine. What an editor must mend, where MkDocs wants an error of its own or a line of its
# log. Called by the other modules of the engine.
"""Problems that stop a build or a page, in the language of the editor when they are printed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateSyntaxError
from mkdocs.exceptions import MkDocsException, PluginError

from macros.load import DataProblems
from macros.messages.catalogue import messages_for
from macros.messages.message import Faulty, Message, Problem


class Faults(PluginError):
    """Everything that has to be mended; as text, which MkDocs prints, it is the whole report."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("")
        self.problems = tuple(dict.fromkeys(problems))

    def __str__(self) -> str:
        return f"\n{messages_for(os.environ).report(self.problems)}"

    def format_message(self) -> str:
        """The words that MkDocs shows."""
        return str(self)


def told(message: Message) -> str:
    """A line for the editor at this machine."""
    return messages_for(os.environ).text(message)


def shown(problem: Problem) -> str:
    """The four lines of a problem for the editor at this machine."""
    return messages_for(os.environ).problem(problem)


def problems_of(error: Exception, *, file: str, project: Path) -> tuple[Problem, ...]:
    """What failed and why: our own problems as they are, another error with the nearest line.

    ``file`` is where it failed, when the error does not know better.
    """
    if isinstance(error, Faults | DataProblems):
        return tuple(error.problems)
    if isinstance(error, Faulty):
        return (error.problem,)
    line, fault = 0, str(error).strip()
    if not isinstance(error, MkDocsException):
        fault = f"{type(error).__name__}: {error}"
        for frame in extract_tb(error.__traceback__):
            path = Path(frame.filename)
            if path.suffix == ".html" and path.is_relative_to(project):
                file, line = path.relative_to(project).as_posix(), frame.lineno or 0
    if isinstance(error, TemplateSyntaxError) and error.filename:
        file, line = Path(error.filename).relative_to(project).as_posix(), error.lineno
    return (Problem(file=file, line=line, key="", message=Message("cannot-be-made", fault=fault)),)
