# Room: load. How words are written that a reader sees.
"""Apostrophes as printers write them, and no wrong names of the things of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.files import written
from macros.load.memory import Memory
from macros.load.yaml_reader import Loc, YamlFile, decoded
from macros.messages.message import Message, Problem
from macros.model.dataset import Dataset
from macros.model.directory import GlossaryTerm

_STRAIGHT = re.compile(r"[^\W\d_]+'[^\W\d_]+")
# What people type to find a thing, what is only for editors, and what this check itself lists.
_NOT_PRINTED = frozenset({"alternatives", "avoid", "aliases", "editor_note", "notes", "conflicts"})
# Tables and lists of words for the search; templates are not read at all.
_NOT_TEXTS = frozenset({"place_names.yaml", "synonyms.yaml", "languages.yaml"})
_CALL = re.compile(r"\{\{.*?\}\}|\{:.*?\}")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A text in one language, where it is written; ``key`` is "" in a page of docs/."""

    file: str
    line: int
    key: str
    language: str
    text: str


def check_wording(
    project: Path, *, dataset: Dataset, memory: Memory | None = None
) -> Iterator[Problem]:
    """Straight apostrophes, names that ``avoid`` of a term says are wrong here, and names that two
    terms share: a link could lead to the wrong one. ``memory`` as in ``passages``."""
    memory, checker = memory or Memory(), WordingChecker(dataset)
    yield from check_shared_names(dataset)
    for path in files(project, languages=checker.languages):
        yield from checker.problems(path, project=project, memory=memory)


class WordingChecker:
    """Knows the names that one Dataset says are wrong."""

    def __init__(self, dataset: Dataset) -> None:
        self.languages = tuple(language.code for language in dataset.languages)
        self._wrong = {
            code: tuple(_wrong_names(dataset.glossary.values(), code)) for code in self.languages
        }
        # Nearly every line is right: one search says so.
        self._some_wrong = {
            code: _any_of(pattern for pattern, _ in found) for code, found in self._wrong.items()
        }

    def problems(self, path: Path, *, project: Path, memory: Memory) -> Iterator[Problem]:
        """Straight apostrophes and wrong names in one of ``files``."""
        for line in lines(path, project=project, languages=self.languages, memory=memory):
            for found in _STRAIGHT.findall(line.text):
                yield _problem(
                    line,
                    Message("straight-apostrophe", text=found, right=found.replace("'", "’")),
                )
            if not self._some_wrong[line.language].search(line.text):
                continue
            for pattern, term in self._wrong[line.language]:
                if match := pattern.search(line.text):
                    yield _problem(
                        line,
                        Message(
                            "name-to-avoid",
                            text=match[0],
                            right=str(term.terms.words(line.language)),
                            file=f"data/glossary/{term.id}.yaml",
                        ),
                    )


def files(project: Path, *, languages: tuple[str, ...]) -> Iterator[Path]:
    """Every file of docs/ and data/ that readers see words of."""
    for language in languages:
        yield from written(project / "docs" / language, ".md")
        strings = project / "data" / "strings" / f"{language}.yaml"
        if strings.is_file():
            yield strings
    for path in written(project / "data", ".yaml"):
        if path.parent.name not in ("strings", "templates") and path.name not in _NOT_TEXTS:
            yield path


def lines(
    path: Path, *, project: Path, languages: tuple[str, ...], memory: Memory
) -> Iterator[Line]:
    """Every text of a file in these languages: one a line of a page, one a value."""
    name = path.relative_to(project).as_posix()
    if path.suffix == ".md":
        language, text = name.split("/")[1], decoded(path.read_bytes(), name)
        # What is no text is a problem of the page.
        written = text.split("\n") if isinstance(text, str) else ()
        for number, text in enumerate(written, start=1):
            yield Line(
                file=name, line=number, key="", language=language, text=_CALL.sub(_said, text)
            )
    elif path.parent.name == "strings":
        yield from _of_strings(memory.file(path, name), language=path.stem)
    else:
        yield from _of_record(memory.file(path, name), languages=languages)


def _said(call: re.Match[str]) -> str:
    """The words that a macro prints as they are written in the page: those with a space."""
    return " ".join(words for words in re.findall(r'"([^"]*)"', call[0]) if " " in words)


def _of_strings(file: YamlFile, *, language: str) -> Iterator[Line]:
    for key, text in (file.values or {}).items():
        yield Line(
            file=file.name, line=file.line((key,)), key=key, language=language, text=str(text)
        )


def _of_record(file: YamlFile, *, languages: tuple[str, ...]) -> Iterator[Line]:
    def walk(values: Any, loc: Loc) -> Iterator[Line]:
        if isinstance(values, Mapping):
            for key, inner in values.items():
                if key in languages:
                    texts = inner if isinstance(inner, tuple) else (inner,)
                    at = file.line((*loc, key))
                    for text in texts:
                        yield Line(file=file.name, line=at, key=key, language=key, text=str(text))
                elif key not in _NOT_PRINTED:
                    yield from walk(inner, (*loc, key))
        elif isinstance(values, tuple):
            for index, inner in enumerate(values):
                yield from walk(inner, (*loc, index))

    yield from walk(file.values, ())


def _wrong_names(
    terms: Iterable[GlossaryTerm], language: str
) -> Iterator[tuple[re.Pattern[str], GlossaryTerm]]:
    for term in terms:
        for name in term.avoid.get(language, ()):
            # COA is an agency, coa is nothing: abbreviations are found as they are written.
            flags = re.NOFLAG if name.isupper() else re.IGNORECASE
            yield re.compile(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", flags), term


def _any_of(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that is found where one of ``patterns`` is."""
    each = (
        f"(?i:{pattern.pattern})" if pattern.flags & re.IGNORECASE else pattern.pattern
        for pattern in patterns
    )
    # (?!) is found nowhere.
    return re.compile("|".join(each) or r"(?!)")


def check_shared_names(dataset: Dataset) -> Iterator[Problem]:
    """Names that two terms of the glossary share."""
    for language in dataset.languages:
        first: dict[str, str] = {}
        for term in dataset.glossary.values():
            for name in term.names(language.code):
                other = first.setdefault(name.casefold(), term.id)
                if other != term.id:
                    yield Problem(
                        file=f"data/glossary/{term.id}.yaml",
                        line=1,
                        key=language.code,
                        message=Message("name-shared", name=name, other=other),
                    )


def _problem(line: Line, message: Message) -> Problem:
    return Problem(file=line.file, line=line.line, key=line.key, message=message)
