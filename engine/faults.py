# Room: engine. What an editor must mend, where MkDocs wants an error of its own or a line of its
# log. Called by the other modules of the engine.
"""Problems that stop a build or a page, in the language of the editor when they are printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateNotFound, TemplateSyntaxError
from mkdocs.exceptions import MkDocsException, PluginError

from macros.files import names
from macros.load import DataProblems
from macros.load.string_use import STRINGS
from macros.messages.catalogue import messages_for
from macros.messages.message import Faulty, Message, Problem, near
from macros.render import MissingString, UnknownName, WrongBraces

WRONG_SETTING = 2
"""How a command ends that was given a setting which is none, such as LANGS=xx."""


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
    if isinstance(error, MkDocsException):
        return (_problem(file, 0, Message("cannot-be-made", fault=str(error).strip())),)
    if mistake := _of_template(error, project):
        return (mistake,)
    frames = _frames(error, project)
    kind = "code-fails" if frames else "cannot-be-made"
    return (_problem(*(frames or [(file, 0)])[-1], _message(error, project, otherwise=kind)),)


@contextmanager
def template_mistakes_as_faults(project: Path) -> Iterator[None]:
    """Raise Faults for what an editor can mend in a template or in its words. Other errors of our
    code stay what they are."""
    try:
        yield
    except MkDocsException:
        raise
    except Exception as error:
        mistake = _of_template(error, project)
        if mistake is None:
            raise
        raise Faults([mistake]) from error


def _of_template(error: Exception, project: Path) -> Problem | None:
    if isinstance(error, TemplateSyntaxError) and error.filename:
        message = Message("template-unreadable", fault=error.message or "")
        file = _below(project, error.filename) or str(error.name)
        return _problem(file, error.lineno, message)
    if isinstance(error, WrongBraces):
        return _of_words(error, project)
    frames = _frames(error, project)
    of_templates = [frame for frame in frames if frame[0].endswith(".html")]
    if isinstance(error, TemplateNotFound) and not of_templates:
        return _problem(f"overrides/{error.name}", 0, Message("template-gone"))
    message = _message(error, project, otherwise="template-fails")
    # What fails in the code below a template is not the template's mistake.
    if not of_templates or (message.id == "template-fails" and frames[-1] != of_templates[-1]):
        return None
    return _problem(*of_templates[-1], message)


def _frames(error: Exception, project: Path) -> list[tuple[str, int]]:
    """Our files and lines on the way to the error."""
    return [
        (below, frame.lineno or 0)
        for frame in extract_tb(error.__traceback__)
        if (below := _below(project, frame.filename))
    ]


def _problem(file: str, line: int, message: Message) -> Problem:
    return Problem(file=file, line=line, key="", message=message)


def _message(error: Exception, project: Path, *, otherwise: str) -> Message:
    """What a template asked for that is not there; anything else in the words of Python, in the
    message ``otherwise``."""
    if isinstance(error, MissingString):
        known = near(error.key, error.known)
        return Message("string-absent", key=error.key, file=STRINGS, near=known)
    if isinstance(error, UnknownName):
        do = near(error.name, error.known) if error.known else Message("correct-the-name")
        return Message("template-name-unknown", name=error.name, do=do)
    if isinstance(error, TemplateNotFound):
        folder, name = project / "overrides", str(error.name)
        return Message("template-missing", name=name, near=near(name, names(folder, ".html")))
    return Message(otherwise, fault=f"{type(error).__name__}: {error}")


def _of_words(error: WrongBraces, project: Path) -> Problem:
    """At the words, which are easier to mend than the template that fills them."""
    file = f"data/strings/{error.locale}.yaml"
    lines = (project / file).read_text("utf-8").splitlines()
    starts = (number for number, line in enumerate(lines, 1) if line.startswith(f"{error.key}:"))
    message = Message("string-not-filled", name=error.name, known=(*error.known,))
    return Problem(file=file, line=next(starts, 0), key=error.key, message=message)


def _below(project: Path, name: str) -> str:
    """A file of the project from its root; "" for the code of others."""
    path = Path(name)
    is_ours = path.is_relative_to(project) and ".venv" not in path.parts
    return path.relative_to(project).as_posix() if is_ours else ""
