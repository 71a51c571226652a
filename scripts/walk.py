# Room: scripts. Goes through the six tasks of guides/tasks as they are written, in a copy of the
# project, and records what is printed. `make walk` writes the record; tests/test_tasks.py compares.
"""Do every edit and every command of a task page, and keep what each command prints."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).resolve().parent.parent
TASKS = REPOSITORY / "guides" / "tasks"
RECORD = TASKS / "walk.md"
LANGUAGES = ("en", "fr", "nl")

# Longer than this, only what the page quotes is recorded: the rest is a list of the day's content.
_SHORT = 8
_DAY = "2026-11-21"
# The record is in English, as the English page quotes it.
_SPOKEN = {"EDITOR_LANG": "en"}
_BLOCK = re.compile(
    r"^## (?P<title>[^\n]+)$|^```(?P<kind>\w+) ?(?P<file>\S*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_HEAD = """# The six tasks, walked through

Made by `make walk` from [the task page](en.md), in a copy of the project, on {day}: \
every edit was made, and every command run, in this order. \
`…` stands for lines left out.
"""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: ``diff`` changes a file, ``console`` runs commands, others are a file."""

    title: str
    kind: str
    file: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was done: a file was changed, or a command run. ``expected`` is what the page quotes."""

    title: str
    kind: str
    file: str = ""
    text: str = ""
    expected: tuple[str, ...] = ()
    printed: str = ""

    @property
    def is_as_expected(self) -> bool:
        """Whether the quoted lines stand in what was printed, in their order."""
        return len(quoted(self.expected, self.printed)) == len(self.expected)


def blocks(page: Path) -> tuple[Block, ...]:
    """The blocks of a page, each with the title of its task."""
    title, found = "", []
    for match in _BLOCK.finditer(page.read_text("utf-8")):
        title = match["title"] or title
        if match["kind"]:
            found.append(
                Block(title=title, kind=match["kind"], file=match["file"], text=match["text"])
            )
    return tuple(found)


def prepared(project: Path) -> None:
    """Make ``project`` a copy in which content may change, as its last commit has it."""
    project.mkdir()
    for folder in ("data", "docs"):
        shutil.copytree(REPOSITORY / folder, project / folder)
    for room in ("engine", "macros", "overrides", "publish", "scripts"):
        (project / room).symlink_to(REPOSITORY / room)
    shutil.copy(REPOSITORY / "mkdocs.yml", project)
    (project / "tests").mkdir()
    shutil.copy(REPOSITORY / "tests/pack_changes.yaml", project / "tests")
    who = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    commit = (*who, "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Before")
    for words in (("init", "--quiet"), ("add", "data", "docs"), commit):
        subprocess.run(["git", *words], cwd=project, check=True)  # noqa: S603, S607


def walk(project: Path, page: Path) -> Iterator[Step]:
    """Do what ``page`` says in ``project``, in its order."""
    for block in blocks(page):
        if block.kind == "console":
            for command, expected in _commands(block.text):
                yield Step(
                    title=block.title,
                    kind="command",
                    text=command,
                    expected=expected,
                    printed=run(command, project=project),
                )
            continue
        path = project / block.file
        if block.kind == "diff":
            change(path, block.text)
        elif path.is_file():
            path.write_text(block.text, "utf-8")
        else:
            raise FileNotFoundError(f"{block.file} is filled in, so a command makes it")
        yield Step(title=block.title, kind=block.kind, file=block.file, text=block.text)


def change(path: Path, text: str) -> None:
    """Apply a diff: its lines are once in the file, one after the other."""
    lines = text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in "- ")
    after = "".join(line[1:] for line in lines if line[0] in "+ ")
    written = path.read_text("utf-8")
    if f"\n{written}".count(f"\n{before}") != 1:
        raise ValueError(f"{before!r} is not once in {path.name}")
    path.write_text(f"\n{written}".replace(f"\n{before}", f"\n{after}")[1:], "utf-8")


def _commands(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each command of a console with the lines that it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *printed = part.splitlines()
        yield command, tuple(printed)


# -- commands -------------------------------------------------------------------------------------


def run(command: str, *, project: Path) -> str:
    """What a command of a page prints. It runs in this process: starting one takes a second."""
    words = shlex.split(command)
    environ = {"AS_OF": _DAY, **_SPOKEN}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    if words[0] == "make":
        words = _recipe(words[1:])
    python, option, module, *arguments = words
    if (python, option) != (".venv/bin/python", "-m"):
        raise ValueError(f"{command} does not run a module of this project")
    said = StringIO()
    with chdir(project), _environment(environ), redirect_stdout(said), redirect_stderr(said):
        _run_module(module, arguments)
    return said.getvalue()


def _recipe(words: Sequence[str]) -> list[str]:
    """The command that the Makefile runs; what comes before it makes the environment."""
    asked = ["make", "--dry-run", "--no-print-directory", "PYTHON=python3", *words]
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(  # noqa: S603 - make, and what our own pages say
        asked, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=True
    )
    return shlex.split(done.stdout.splitlines()[-1])


def _run_module(module: str, arguments: Sequence[str]) -> None:
    before = sys.argv
    sys.argv = [module, *arguments]
    try:
        with warnings.catch_warnings():
            # Something else in this process may have imported the module.
            warnings.simplefilter("ignore", RuntimeWarning)
            runpy.run_module(module, run_name="__main__")
    except SystemExit:
        pass  # what it printed says how it ended
    finally:
        sys.argv = before


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def quoted(expected: Sequence[str], printed: str) -> dict[int, str]:
    """The lines of ``printed`` that a page quotes, by their place; ``…`` stands for anything.

    Those after the first that is not there are left out.
    """
    lines = enumerate(printed.splitlines())
    found = {}
    for line in expected:
        pattern = re.compile(re.escape(line).replace("…", ".*"))
        place = next(((at, text) for at, text in lines if pattern.fullmatch(text)), None)
        if place is None:
            break
        found[place[0]] = place[1]
    return found


# -- the record -----------------------------------------------------------------------------------


def record(steps: Sequence[Step]) -> str:
    """A page with each edit and each command, and what it printed."""
    parts, title = [_HEAD.format(day=_DAY)], ""
    for step in steps:
        if step.title != title:
            title = step.title
            parts.append(f"\n## {title}\n")
        if step.kind == "command":
            parts.append(f"\n```console\n$ {step.text}\n{_shown(step)}```\n")
        else:
            parts.append(f"\n```{step.kind} {step.file}\n{step.text}```\n")
    return "".join(parts)


def _shown(step: Step) -> str:
    """All that was printed when it is short; else the quoted lines."""
    lines = step.printed.strip("\n").splitlines()
    keep = quoted(step.expected, step.printed.strip("\n"))
    if len(lines) <= _SHORT:
        return "".join(f"{line}\n" for line in lines)
    shown: list[str] = []
    for at, line in enumerate(lines):
        if at in keep:
            shown.append(line)
        elif not shown or shown[-1] != "…":
            shown.append("…")
    return "".join(f"{line}\n" for line in shown)


def main() -> int:
    """Write the record; 1 when something printed is not what the page says."""
    with TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        prepared(project)
        steps = tuple(walk(project, TASKS / "en.md"))
    wrong = [step for step in steps if not step.is_as_expected]
    for step in wrong:
        print(f"$ {step.text}\n{step.printed[-3000:]}")
    if not wrong:
        RECORD.write_text(record(steps), "utf-8")
        print(f"{RECORD.relative_to(REPOSITORY)}: {len(steps)} edits and commands.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
