# Room: load. Text -> plain values and the line of every key. Knows YAML, not our records.
"""Reading one YAML file so that every value is text and every key has its line.

PyYAML left to itself turns ``12:30`` into 750 and ``no`` into False, and lets the last of two
equal keys win; here the model gives the types, and a repeated key is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.load.pasted import unseen
from macros.load.problems import key_path
from macros.load.yaml_faults import yaml_fault
from macros.messages.message import Message, Problem

Loc = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


@dataclass(frozen=True)
class YamlFile:
    """The values of one file (every scalar a str or None) and the line of every key and item."""

    name: str
    values: Any
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, loc: Sequence[str | int]) -> int:
        """The line of a key; of the nearest parent that is in the file when it is not."""
        found: Loc = ()
        for part in loc:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines.get(found, 1)

    def problem(self, loc: Sequence[str | int], message: Message) -> Problem:
        """A Problem at a key of this file."""
        return Problem(file=self.name, line=self.line(loc), key=key_path(loc), message=message)


def decoded(raw: bytes, name: str) -> str | Problem:
    """The text of a file, or the Problem that it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(
            file=name,
            line=raw[: error.start].count(b"\n") + 1,
            key="",
            message=Message("not-utf-8", byte=f"{raw[error.start]:#04x}"),
        )


def two_versions(text: str, name: str) -> Problem | None:
    """The Problem that a merge left both versions of something in a file."""
    mark = _CONFLICT.search(text)
    if mark is None:
        return None
    line = text.count("\n", 0, mark.start()) + 1
    return Problem(file=name, line=line, key="", message=Message("two-versions"))


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read ``path``; ``name`` is how problems call the file. Never raises for what is in it."""
    text = decoded(path.read_bytes(), name)
    if isinstance(text, Problem):
        return YamlFile(name=name, values=None, problems=(text,))
    if problem := two_versions(text, name):
        return YamlFile(name=name, values=None, problems=(problem,))
    return read_yaml_text(text, name)


def read_yaml_text(text: str, name: str, *, first_line: int = 1) -> YamlFile:
    """The same for a text; ``first_line`` is where it begins in its file (front matter: 2)."""

    def broken(line: int, message: Message) -> YamlFile:
        problem = Problem(file=name, line=line + first_line - 1, key="", message=message)
        return YamlFile(name=name, values=None, problems=(problem,))

    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        fault = yaml_fault(error, text, first_line=first_line)
        return broken(fault.line, fault.message)
    except yaml.YAMLError as error:
        odd = (*unseen(text, name, first_line=first_line),)
        if odd:
            return YamlFile(name=name, values=None, problems=odd)
        return broken(1, Message("yaml-odd-character", fault=str(error)))
    if node is None:
        return broken(1, Message("file-empty"))
    reader = _NodeReader(name, first_line)
    values = reader.value(node, ())
    problems = (*reader.problems, *unseen(text, name, first_line=first_line))
    return YamlFile(name=name, values=values, lines=reader.lines, problems=problems)


class _NodeReader:
    """Walks the nodes of one file, noting lines and repeated keys."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.first_line = first_line
        self.seen: dict[int, Any] = {}
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []

    def line(self, node: yaml.Node) -> int:
        """The line of a node in its file: YAML counts from 0, editors from 1."""
        return int(node.start_mark.line) + self.first_line

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, self.line(node))
        # A node met twice is an alias (*name): it may contain itself, and editors do not read it.
        if id(node) in self.seen:
            self.problems.append(
                Problem(
                    file=self.name,
                    line=self.lines[loc],
                    key=key_path(loc),
                    message=Message("yaml-alias"),
                )
            )
            return self.seen[id(node)]
        self.seen[id(node)] = None
        self.seen[id(node)] = self._plain(node, loc)
        return self.seen[id(node)]

    def _plain(self, node: yaml.Node, loc: Loc) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, (*loc, i)) for i, item in enumerate(node.value))
        if getattr(node, "style", None) is None and node.value in _NOTHING:
            return None
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = self.line(key_node)
            if key in values:
                self.problems.append(
                    Problem(
                        file=self.name,
                        line=line,
                        key=key_path((*loc, key)),
                        message=Message("key-twice", key=key, first=self.lines[(*loc, key)]),
                    )
                )
                continue
            self.lines[(*loc, key)] = line
            values[key] = self.value(value_node, (*loc, key))
        return values
