# Room: beside the rooms. Called by macros/desk.py only.
"""The files, lines and names of what stands on the desk of the editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.load.memory import Memory
from macros.load.pages import PageFile, page_of_text, read_page
from macros.load.plain_language import sentences_of_facts
from macros.load.yaml_reader import Loc, YamlFile
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

_FOLDERS = {"documents": "residence_documents"}
# What a record is called, in the order of preference.
_NAMES = ("short_name", "title", "names", "terms")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are written, and what they are called in the editor's language."""

    project: Path
    dataset: Dataset
    language: str
    memory: Memory
    read: dict[str, YamlFile] = field(default_factory=dict)

    def file(self, name: str) -> YamlFile:
        """A file of data/; each is read once."""
        if name not in self.read:
            self.read[name] = self.memory.file(self.project / name, name)
        return self.read[name]

    def line(self, name: str, loc: Loc) -> int:
        """The line of a key of such a file."""
        return self.file(name).line(loc)

    def of_fact(self, collection: str, record: str, fact: str) -> tuple[str, int]:
        """File and line of a fact or rule of a record; of the record itself when it is ""."""
        if collection == "documents" and fact:
            name, within = f"data/coverage_rules/{record}.yaml", "rules"
        else:
            name, within = f"data/{_FOLDERS.get(collection, collection)}/{record}.yaml", "facts"
        if not fact:
            return name, 1
        ids = [entry["id"] for entry in self.file(name).values[within]]
        return name, self.line(name, (within, ids.index(fact)))

    def of_question(self, collection: str, record: str, question: str) -> tuple[str, int]:
        """File and line of an open question of a record, of one of its facts or of its rules."""
        own, _ = self.of_fact(collection, record, "")
        files = [own, f"data/coverage_rules/{record}.yaml"] if collection == "documents" else [own]
        for name in files:
            for loc, text in _questions(self.file(name).values, ()):
                if text == question:
                    return name, self.line(name, loc)
        return own, self.line(own, ("open_questions",))

    def said(self, collection: str, record: str, fact: str) -> str:
        """What a fact or rule says to readers; the compiled fact when no sheet says it."""
        if collection == "documents":
            rules = self.dataset.rule_sets[record].rules
            return str(next(r.condition for r in rules if r.id == fact).words(self.language))
        page = self._page(f"topics/{record}.md")
        said = self.memory.result(("said", page.name), page, lambda: sentences_of_facts(page))
        return said.get(fact) or self.dataset.topics[record].fact(fact).text

    def name_of(self, page: str | None) -> str:
        """The name of a page, by its address below the language; "" for none."""
        if page is None:
            return ""
        collection, _, record = page.strip("/").partition("/")
        found = getattr(self.dataset, collection, {}).get(record) if record else None
        if found is not None:
            name = next(getattr(found, key) for key in _NAMES if hasattr(found, key))
            return str(name.words(self.language))
        path = page.rstrip("/") or "index"
        for name in (f"{path}.md", f"{path}/index.md"):
            meta = self._page(name).meta.values
            if isinstance(meta, Mapping) and meta.get("title"):
                return str(meta["title"])
        return ""

    def _page(self, name: str) -> PageFile:
        """A page in the editor's language, else in French; an empty one when there is none."""
        for code in (self.language, SOURCE_LANGUAGE):
            path = self.project / "docs" / code / name
            if path.is_file():
                page = read_page(path, project=self.project, language=code, memory=self.memory)
                if isinstance(page, PageFile):
                    return page
        return page_of_text("", name, language=SOURCE_LANGUAGE)


def _questions(values: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every open question of a file, with its place."""
    if isinstance(values, Mapping):
        for key, inner in values.items():
            if key == "open_questions" and isinstance(inner, tuple):
                yield from (((*loc, key, index), str(text)) for index, text in enumerate(inner))
            else:
                yield from _questions(inner, (*loc, key))
    elif isinstance(values, tuple):
        for index, inner in enumerate(values):
            yield from _questions(inner, (*loc, index))
