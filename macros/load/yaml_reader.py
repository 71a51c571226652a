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

from macros.load.problems import Problem, key_path

Loc = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTED = re.compile(r"\s*(?:-\s+)?(?:[\w.-]+:\s+)?(['\"])")
_NOTHING = ("", "~", "null")


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

    def problem(self, loc: Sequence[str | int], *, found: str, expected: str, do: str) -> Problem:
        """A Problem at a key of this file."""
        return Problem(
            file=self.name,
            line=self.line(loc),
            key=key_path(loc),
            found=found,
            expected=expected,
            do=do,
        )


def decoded(raw: bytes, name: str) -> str | Problem:
    """The text of a file, or the Problem that it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(
            file=name,
            line=raw[: error.start].count(b"\n") + 1,
            key="",
            found=f"a letter that is not UTF-8 (byte {raw[error.start]:#04x})",
            expected="a text file saved as UTF-8",
            do="save the file again with the encoding UTF-8",
        )


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read ``path``; ``name`` is how problems call the file. Never raises for what is in it."""
    text = decoded(path.read_bytes(), name)
    if isinstance(text, Problem):
        return YamlFile(name=name, values=None, problems=(text,))
    return read_yaml_text(text, name)


def read_yaml_text(text: str, name: str, *, first_line: int = 1) -> YamlFile:
    """The same for a text; ``first_line`` is where it begins in its file (front matter: 2)."""

    def broken(line: int, found: str, expected: str, do: str) -> YamlFile:
        problem = Problem(
            file=name,
            line=line + first_line - 1,
            key="",
            found=found,
            expected=expected,
            do=do,
        )
        return YamlFile(name=name, values=None, problems=(problem,))

    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        do = "look at this line and the one above: a colon, a quote or the indentation is wrong"
        if quote := _open_quote(text.splitlines()[:line]):
            do = f"close the quote that line {quote + first_line - 1} opens"
        return broken(
            line,
            f"text that is not YAML: {error.problem or error.context}",
            "keys and values as in data/templates",
            do,
        )
    except yaml.YAMLError as error:
        return broken(
            1, f"text that is not YAML: {error}", "plain text", "remove the odd character"
        )
    if node is None:
        return broken(1, "an empty file", "the keys of data/templates", "fill it in, or delete it")
    reader = _NodeReader(name, first_line)
    values = reader.value(node, ())
    return YamlFile(name=name, values=values, lines=reader.lines, problems=tuple(reader.problems))


def _open_quote(lines: Sequence[str]) -> int:
    """The line of a value that begins with a quote that nothing closes before the end, or 0."""
    opened, quote = 0, ""
    for number, line in enumerate(lines, start=1):
        if opened:
            opened = 0 if line.count(quote) % 2 else opened
        elif (match := _QUOTED.match(line)) and line.count(match[1]) % 2:
            opened, quote = number, match[1]
    return opened


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
                    found="a copy made with & and *",
                    expected="the value itself",
                    do="write the value out again here",
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
                        found=f"the key {key} a second time",
                        expected=f"one {key} (the first is on line {self.lines[(*loc, key)]})",
                        do="keep one of the two",
                    )
                )
                continue
            self.lines[(*loc, key)] = line
            values[key] = self.value(value_node, (*loc, key))
        return values
