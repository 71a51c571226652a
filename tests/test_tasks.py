# Room: tests. The task pages of guides/tasks, tried as they are written. What is printed there is
# what is compared: the pages are the record of the walk.
"""Every edit and every command of the task pages works, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
TASKS = REPOSITORY / "guides" / "tasks"
PAGES = sorted(TASKS.glob("*.md"))
LANGUAGES = ("en", "fr", "nl")

_BLOCK = re.compile(
    r"^```(?P<kind>\w+) ?(?P<file>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: ``diff`` changes a file, ``console`` runs commands, others are a file."""

    kind: str
    file: str
    text: str


def blocks(page: Path) -> tuple[Block, ...]:
    found = _BLOCK.finditer(page.read_text("utf-8"))
    return tuple(Block(kind=m["kind"], file=m["file"], text=m["text"]) for m in found)


def test_the_three_pages_have_the_same_tasks_edits_and_commands() -> None:
    assert tuple(page.stem for page in PAGES) == LANGUAGES
    assert len({blocks(page) for page in PAGES}) == 1
    titles = [re.findall(r"^## (\d)\. ", page.read_text("utf-8"), re.MULTILINE) for page in PAGES]
    assert titles == [["1", "2", "3", "4", "5", "6"]] * 3


@pytest.mark.build
def test_the_walk_through_the_tasks_prints_what_the_pages_say(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for folder in ("data", "docs"):
        shutil.copytree(REPOSITORY / folder, project / folder)
    for room in ("engine", "macros", "overrides", "publish", "scripts"):
        (project / room).symlink_to(REPOSITORY / room)
    shutil.copy(REPOSITORY / "mkdocs.yml", project)
    (project / "tests").mkdir()
    shutil.copy(REPOSITORY / "tests/pack_changes.yaml", project / "tests")
    for block in blocks(TASKS / "fr.md"):
        path = project / block.file
        if block.kind == "diff":
            change(path, block.text)
        elif block.kind == "console":
            for command, expected in commands(block.text):
                printed = run(command, project=project)
                assert is_in(expected, printed), f"$ {command}\n{printed[-3000:]}"
        else:
            assert path.is_file(), f"{block.file} is filled in, so a command made it"
            path.write_text(block.text, "utf-8")


def change(path: Path, text: str) -> None:
    """Apply a diff: its lines are once in the file, one after the other."""
    lines = text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in "- ")
    after = "".join(line[1:] for line in lines if line[0] in "+ ")
    written = path.read_text("utf-8")
    assert f"\n{written}".count(f"\n{before}") == 1, f"{before!r} is not once in {path.name}"
    path.write_text(f"\n{written}".replace(f"\n{before}", f"\n{after}")[1:], "utf-8")


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console with the lines that it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *printed = part.splitlines()
        yield command, printed


def run(command: str, *, project: Path) -> str:
    """What a command of a page prints. `make` itself would first make an environment."""
    words = shlex.split(command)
    environ = {"AS_OF": "2026-11-21", "PYTHONPATH": str(REPOSITORY)}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    if words[0] == "make":
        words = recipe(words[1], dict(word.split("=", 1) for word in words[2:]))
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=project,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def recipe(target: str, variables: dict[str, str]) -> list[str]:
    """The command that the Makefile runs for a target."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    found = re.search(rf"^{target}:.*\n\t@?(\$\(RUN\).*)$", makefile, re.MULTILINE)
    assert found, f"make {target} runs no Python"
    line = re.sub(r"\$\((\w+)\)", lambda name: variables.get(name[1], "python"), found[1])
    return shlex.split(line)


def is_in(expected: list[str], printed: str) -> bool:
    """Whether the lines stand in what was printed, in their order; … stands for anything."""
    lines = iter(printed.splitlines())
    patterns = (re.escape(line).replace("…", ".*") for line in expected)
    return all(any(re.fullmatch(pattern, line) for line in lines) for pattern in patterns)
