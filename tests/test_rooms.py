# Room: tests. Who may import whom, as the table of the rooms in CONTRIBUTING.md says.
"""Arrows go one way: each room can be read and tested alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

OURS = ("macros", "engine", "publish", "scripts", "bench")
ROW = re.compile(r"^\| (`\S.*?) \| .* \| (.*) \|$", re.MULTILINE)
ALL_OF_MACROS = "macros"


def rooms() -> dict[str, tuple[str, frozenset[str]]]:
    """Each room of the table: its row, and what it may import."""
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    table = guide.partition("### The rooms")[2].partition("\n\n`")[0]
    found = {}
    for names, allowed in ROW.findall(table):
        own = [module_of(name) for name in re.findall(r"`(\S+?)/?`", names)]
        words = frozenset(re.findall(r"[a-z]+", allowed))
        found.update(dict.fromkeys(own, (names, words)))
    return found


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    """The room that holds a module: the longest name in the table."""
    names = [name for name in ROOMS if module == name or module.startswith(f"{name}.")]
    # What macros/__init__.py may do, its rooms may not.
    return max((name for name in names if name != "macros" or module == name), key=len)


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a file names; `from macros import files` names macros.files."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else node.module for name in below]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in OURS)


def is_module(name: str) -> bool:
    path = REPOSITORY / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


ROOMS = rooms()
FILES = [
    path
    for folder in ("macros", "engine", "publish")
    for path in sorted((REPOSITORY / folder).rglob("*.py"))
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    row, allowed = ROOMS[room_of(module_of(path.relative_to(REPOSITORY).as_posix()))]
    if "any" in allowed:
        return
    for name in imported(path):
        other = room_of(name)
        is_own = ROOMS[other][0] == row
        short = other.rpartition(".")[2]
        is_below = ALL_OF_MACROS in allowed and other.startswith("macros")
        assert is_own or is_below or short in {*allowed, "messages"}, name
