# Room: load. Which files wait in drafts/, and what in them is still that of their blanks. Called by
# `make check`, the desk and scripts/drafts.py.
"""Drafts: files that no build reads, each at the path below drafts/ that it will have later."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.files import written
from macros.load.problems import key_path
from macros.load.translations import STRINGS
from macros.load.yaml_reader import Loc, read_yaml
from macros.messages.message import LanguageName, Message, Problem
from macros.model.common import SOURCE_LANGUAGE

DRAFTS = "drafts"
BLANKS = "data/templates"
PAGE_BLANKS = f"{BLANKS}/pages"
"""Blanks of pages: ``topics.fr.md``."""

OF_BLANK = frozenset(
    {
        "words-of-the-blank",
        "note-of-the-blank",
        "sentence-of-the-blank",
        "sentence-of-the-french",
    }
)
"""The messages of ``left_of_blank``."""

LANGUAGES_FILE = "data/languages.yaml"

_NOTE = re.compile(r"<!--(.*?)-->", re.DOTALL)
# A macro, the beginning of an item, and what makes words bold.
_MARKS = re.compile(r"\{\{.*?\}\}|^\s*(?:[-*]|\d+\.)\s+|\*\*")
# Keys of a blank whose value is an example too, besides every text in a language.
_EXAMPLES = frozenset({"text", "phone", "nis_code", "lat", "lon", "sources", "postcodes"})
# What a record is called, in the order of preference.
_NAMES = ("title", "short_name", "names")
# Words from which a line is no name.
_SENTENCE = 3
# Keys that the desk names of a file.
_NAMED = 5
# The languages of the blanks.
_LANGUAGES = ("fr", "nl", "en")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a new thing is made of: folders of data/ with the key that bears its id, and pages.

    ``collection`` is that of its address; "" for a language.
    """

    folders: Mapping[str, str]
    collection: str
    pages: bool


KINDS = {
    "document": Kind(
        folders={"residence_documents": "id", "coverage_rules": "document"},
        collection="documents",
        pages=True,
    ),
    "topic": Kind(folders={"topics": "id"}, collection="topics", pages=True),
    "cpas": Kind(folders={"cpas": "id"}, collection="cpas", pages=False),
    "language": Kind(folders={}, collection="", pages=False),
}


_KIND_WORDS = {
    "document": "drafts.document",
    "topic": "drafts.topic",
    "cpas": "drafts.cpas",
    "language": "drafts.language",
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A thing in drafts/, with its files as they will be called later."""

    kind: str
    id: str
    files: tuple[str, ...]

    def words(self, title: str) -> Message:
        """What an editor calls it; ``title`` may be ""."""
        kind = Message(_KIND_WORDS[self.kind])
        if title:
            return Message("drafts.called", title=title, kind=kind, id=self.id)
        return Message("drafts.untitled", kind=kind, id=self.id)


def drafted_files(project: Path) -> tuple[Path, ...]:
    """The drafts, below drafts/, in order: ``data/topics/x.yaml``."""
    root = project / DRAFTS
    found = (*written(root, ".yaml"), *written(root, ".md"))
    paths = (path.relative_to(root) for path in found)
    # drafts/README.md explains the folder.
    return tuple(sorted(path for path in paths if len(path.parts) > 1))


def drafts(project: Path) -> tuple[Draft, ...]:
    """The things in drafts/: those whose first file of data/ is there."""
    paths = drafted_files(project)
    return tuple(
        Draft(
            kind=kind,
            id=name,
            files=tuple(path.as_posix() for path in paths if _is_of(path, kind, name)),
        )
        for kind, name in sorted(_named(paths))
    )


def _named(paths: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for kind, what in KINDS.items():
            folder = path.parent.name
            if path.parts[0] == "data" and what.folders and folder == next(iter(what.folders)):
                yield kind, path.stem
        if path.parts[:2] == ("data", "strings"):
            yield "language", path.stem


def _is_of(path: Path, kind: str, name: str) -> bool:
    if kind == "language":
        return path.as_posix() == f"{STRINGS}/{name}.yaml" or path.parts[:2] == ("docs", name)
    what = KINDS[kind]
    folders = {*what.folders, what.collection}
    return path.stem == name and path.parent.name in folders


def title_of(project: Path, draft: Draft, *, language: str) -> str:
    """What a draft is called; "" while its words are those of the blank."""
    first = next(name for name in draft.files if name.startswith("data/"))
    values, blank = (
        _texts_of(path) for path in (project / DRAFTS / first, _blank_of(project, first))
    )
    for key in _NAMES:
        texts = values.get(key)
        if isinstance(texts, Mapping):
            return str(texts.get(language, "")) if texts != blank.get(key) else ""
    return ""


def _texts_of(path: Path) -> Mapping[str, Any]:
    values = read_yaml(path, path.name).values if path.is_file() else {}
    return values if isinstance(values, Mapping) else {}


# -- what is left of the blanks -------------------------------------------------------------------


def left_of_blank(project: Path, path: str) -> Iterator[Problem]:
    """What in a draft still is what its blank says: values, notes and sentences."""
    if path.endswith(".md"):
        yield from _notes(project, path)
        yield from _sentences(project, path)
        yield from _french_sentences(project, path)
    else:
        yield from _values_of_the_blank(project, path)


def left_in_words(left: Sequence[Problem]) -> Message:
    """What ``left_of_blank`` found in a file, on one line."""
    if not left:
        return Message("drafts.nothing-of-the-blank")
    found = Counter(problem.message.id for problem in left)
    keys = [problem.key.partition(" > ")[0] for problem in left if problem.key]
    named = [*dict.fromkeys(keys)]
    what: list[str | Message] = [*named[:_NAMED], *(["…"] if len(named) > _NAMED else [])]
    if count := found["note-of-the-blank"]:
        what.append(Message("drafts.notes", count=count))
    if count := found["sentence-of-the-blank"]:
        what.append(Message("drafts.sentences", count=count))
    if count := found["sentence-of-the-french"]:
        what.append(Message("drafts.french-sentences", count=count))
    return Message(
        "drafts.left-in-file", things=Message("things", count=len(left)), what=tuple(what)
    )


def _blank_of(project: Path, path: str) -> Path:
    if path.startswith(f"{STRINGS}/"):
        return project / STRINGS / f"{SOURCE_LANGUAGE}.yaml"
    return project / BLANKS / f"{path.split('/')[1]}.yaml"


def _values_of_the_blank(project: Path, path: str) -> Iterator[Problem]:
    """Values that are still those of the blank, or of the French words."""
    blank = _blank_of(project, path)
    if not blank.is_file():
        return
    theirs = dict(_values(read_yaml(blank, blank.name).values, ()))
    languages = _languages(project)
    file = read_yaml(project / DRAFTS / path, f"{DRAFTS}/{path}")
    for loc, text in _values(file.values, ()):
        if theirs.get(loc) == text and _is_an_example(loc, text, languages=languages):
            name = blank.relative_to(project).as_posix()
            message = Message("words-of-the-blank", text=text, blank=name, what=_what(loc))
            yield file.problem(loc, message)


def _what(loc: Loc) -> Message:
    """What has to be written at a place: the key as the file has it, the language in words."""
    if "." in str(loc[0]):
        return Message("blank.translation", key=str(loc[0]))
    language = next((LanguageName(part) for part in loc if part in _LANGUAGES), None)
    *names, last = [part for part in loc if part not in _LANGUAGES] or [""]
    is_item = isinstance(last, int)
    key = key_path(tuple(names) if is_item else (*names, last))
    if is_item and language:
        return Message("blank.item-in", key=key, number=int(last) + 1, language=language)
    if is_item:
        return Message("blank.item", key=key, number=int(last) + 1)
    return (
        Message("blank.text-in", key=key, language=language)
        if language
        else Message("blank.text", key=key)
    )


def _languages(project: Path) -> frozenset[str]:
    text = (project / LANGUAGES_FILE).read_text("utf-8")
    return frozenset(re.findall(r"^- code: (\w+)", text, re.MULTILINE))


def _values(values: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(values, str):
        yield loc, values
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield from _values(value, (*loc, key))
    elif isinstance(values, tuple):
        for index, value in enumerate(values):
            yield from _values(value, (*loc, index))


def _is_an_example(loc: Loc, text: str, *, languages: frozenset[str]) -> bool:
    """Whether a value of a blank must be replaced: its words and numbers, not its choices."""
    if "." in str(loc[0]):
        # A word of the interface. The short ones are often the same in two languages.
        return " " in text.strip()
    return loc[-1] in languages or bool(_EXAMPLES & set(loc))


def _notes(project: Path, path: str) -> Iterator[Problem]:
    """Notes of a blank page that are still there."""
    text = (project / DRAFTS / path).read_text("utf-8")
    for note in _NOTE.finditer(text):
        yield Problem(
            file=f"{DRAFTS}/{path}",
            line=text.count("\n", 0, note.start()) + 1,
            key="",
            message=Message("note-of-the-blank", note=note[1].strip()),
        )


def _sentences(project: Path, path: str) -> Iterator[Problem]:
    """Lines of prose that still say what the blank page says, whatever facts now follow."""
    folder = Path(path).parent
    blank = project / PAGE_BLANKS / f"{folder.name}.{folder.parent.name}.md"
    if not blank.is_file():
        return
    theirs = [sentence for _, sentence in _prose(blank.read_text("utf-8"))]
    for line, own in _prose((project / DRAFTS / path).read_text("utf-8")):
        for sentence in theirs:
            if sentence in own:
                message = Message("sentence-of-the-blank", text=sentence)
                yield Problem(file=f"{DRAFTS}/{path}", line=line, key="", message=message)


def _french_sentences(project: Path, path: str) -> Iterator[Problem]:
    """Lines of a page of a new language that are still those of the French page."""
    _, language, *below = path.split("/")
    french = project.joinpath("docs", SOURCE_LANGUAGE, *below)
    if language == SOURCE_LANGUAGE or not french.is_file():
        return
    theirs = {sentence for _, sentence in _prose(french.read_text("utf-8"))}
    for line, own in _prose((project / DRAFTS / path).read_text("utf-8")):
        # A name, or a key of the front matter with one word, is the same in two languages.
        if own in theirs and len(own.split()) >= _SENTENCE:
            message = Message("sentence-of-the-french", text=own)
            yield Problem(file=f"{DRAFTS}/{path}", line=line, key="", message=message)


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines that a reader reads, with their numbers: no notes, headings, macros or marks."""
    without_notes = _NOTE.sub(lambda note: "\n" * note[0].count("\n"), text)
    for number, line in enumerate(without_notes.splitlines(), start=1):
        words = _MARKS.sub("", line).strip()
        if words and not line.startswith("#"):
            yield number, words
