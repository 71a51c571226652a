# Room: messages. The catalogues, <language>.yaml beside this file. Called where a report is printed
# or shown: by the commands, the preview, the desk; never where a problem is found.
"""Messages as an editor reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.numbers import format_decimal

from macros.messages.message import LanguageName, Message, Problem, Value

LANGUAGES = ("fr", "nl", "en")
FALLBACK = "en"

_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BRACES = re.compile(r"\{([a-z_]+)\}")
_PARTS = ("found", "expected", "do")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The three lines of a problem."""

    found: str
    expected: str
    do: str


@dataclass(frozen=True, kw_only=True)
class Messages:
    """The catalogue of a language: ``unknown-key.found``, ``problems.one`` -> words."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, message_id: str, /, **values: Value) -> str:
        """The words of an entry."""
        return self.text(Message(message_id, **values))

    def text(self, message: Message) -> str:
        """The words of a message."""
        values = dict(message.values)
        name = message.id
        if name not in self.texts:
            count = values["count"]
            assert isinstance(count, int), f"{name}: count is a number"
            name = f"{name}.{Locale(self.language).plural_form(count)}"
        return self._filled(name, values)

    def parts(self, message: Message) -> Parts:
        """What was found, what was expected, and what to do."""
        values = dict(message.values)
        found, expected, do = (self._filled(f"{message.id}.{part}", values) for part in _PARTS)
        return Parts(found=found, expected=expected, do=do)

    def problem(self, problem: Problem) -> str:
        """The four lines of a problem."""
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        parts = self.parts(problem.message)
        labels = {part: self.texts[f"label.{part}"] for part in _PARTS}
        width = max(map(len, labels.values())) + 2
        lines = (f"    {labels[part]:<{width}}{getattr(parts, part)}" for part in _PARTS)
        return "\n".join([f"{place}: {problem.key}" if problem.key else place, *lines])

    def row(self, problem: Problem) -> str:
        """The same on one line, for a list that has a column for the place."""
        parts = self.parts(problem.message)
        said = (f"{self.texts[f'label.{part}']} {getattr(parts, part)}" for part in _PARTS)
        return " · ".join([*filter(None, [problem.key]), *said])

    def report(self, problems: Sequence[Problem]) -> str:
        """All problems, and how many there are; a wrong setting is in no file."""
        files = {problem.file for problem in problems if problem.line}
        count = self(
            "report",
            problems=Message("problems", count=len(problems)),
            files=Message("files", count=len(files)),
        )
        return "\n\n".join([*map(self.problem, problems), *([count] if files else [])])

    def group(self, name: str) -> Mapping[str, str]:
        """The entries below a key, for a template that prints them: ``desk`` -> ``title``, …"""
        start = f"{name}."
        return {
            key.removeprefix(start): text
            for key, text in self.texts.items()
            if key.startswith(start)
        }

    def percent(self, part: int, whole: int) -> str:
        """A share with one decimal."""
        return self("percent", number=100 * part / whole)

    def _filled(self, name: str, values: Mapping[str, Value]) -> str:
        return _BRACES.sub(lambda found: self._said(values[found[1]]), self.texts[name])

    def _said(self, value: Value) -> str:
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, LanguageName):
            # A code that is no language of the world stays as it is written.
            return str(Locale(self.language).languages.get(value, value))
        if isinstance(value, tuple):
            return ", ".join(map(self._said, value))
        if isinstance(value, float):
            return str(format_decimal(value, format="0.0", locale=self.language))
        return value.isoformat() if isinstance(value, date) else str(value)


def editor_language(environ: Mapping[str, str]) -> str:
    """The language of the person at this machine: EDITOR_LANG, or what the locale says.

    As gettext reads it: LANGUAGE counts first, unless the locale is C. English for what we do not
    speak.
    """
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    preferred = "" if locale in ("C", "POSIX") else environ.get("LANGUAGE", "")
    wanted = environ.get("EDITOR_LANG") or preferred or locale
    codes = (code[:2].lower() for code in wanted.split(":"))
    return next((code for code in codes if code in LANGUAGES), FALLBACK)


def messages_for(environ: Mapping[str, str]) -> Messages:
    """The catalogue of the person at this machine."""
    return messages_in(editor_language(environ))


@cache
def messages_in(language: str) -> Messages:
    """The catalogue of one of ``LANGUAGES``, read once: it is code, and changes with the code."""
    text = (_FOLDER / f"{language}.yaml").read_text("utf-8")
    entries = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, in C where it is there
    return Messages(language=language, texts=dict(_flat(entries, "")))


def _flat(entries: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for key, entry in entries.items():
        if isinstance(entry, str):
            yield f"{name}{key}", entry
        else:
            yield from _flat(entry, f"{name}{key}.")
