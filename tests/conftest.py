# Room: tests. What every test may ask for. Fixtures of one subject stay in its own test file.
"""Shared fixtures: build a tiny site for real, read HTML as a browser does."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest

from macros.commands.state import read_state
from macros.commands.translations import record
from macros.load.ledger import write_ledger
from macros.messages.catalogue import messages_in

ENGLISH = messages_in("en")
"""The words of messages that tests compare, whatever language the machine speaks."""

REPOSITORY = Path(__file__).resolve().parent.parent
SITES = REPOSITORY / "tests" / "sites"

# `make test` gives whole files to its workers, in the order of the run. These take longest and come
# first, so that the workers end together; one builds the real site while another takes the second.
LONGEST = (
    "browser/test_accessibility.py",
    "test_tasks.py",
    "browser/test_paper.py",
    "browser/test_for_everyone.py",
    "browser/test_journey.py",
    "test_preview_equality.py",
    "browser/test_questions.py",
    "browser/test_three_taps.py",
    "browser/test_right_to_left.py",
    "test_whole_build.py",
    "browser/test_search.py",
    "browser/test_offline.py",
    "browser/test_finder.py",
    "test_discretion.py",
    "test_site_surroundings.py",
    "test_budgets.py",
    "browser/test_leave.py",
    "test_translations.py",
)

# What a tiny site does not replace.
_SHARED = ("engine", "publish", "mkdocs_hooks.py")


@dataclass(frozen=True, kw_only=True)
class Built:
    """A project after its build: `log` is all it said, `code` its exit code."""

    project: Path
    site: Path
    code: int
    log: str

    def text(self, path: str) -> str:
        """The text of a file of the site."""
        return (self.site / path).read_text("utf-8")

    def paths(self) -> set[str]:
        """Every file of the site, relative to it."""
        files = (path for path in self.site.rglob("*") if path.is_file())
        return {path.relative_to(self.site).as_posix() for path in files}


BuildSite = Callable[..., Built]
ParseHtml = Callable[[str], Any]


def _parse_html(text: str) -> Any:
    return html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def _environment(env: dict[str, str] | None) -> dict[str, str]:
    quiet = {"AS_OF": "2026-11-21", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    inherited = {
        key: value
        for key, value in os.environ.items()
        if key not in ("LANGS", "SITE_URL", "STRICT_DATES")
    }
    return {**inherited, **quiet, **(env or {})}


def make_project(target: Path, *, name: str = "tiny") -> Path:
    """A copy of tests/sites/<name> in `target`, with the real engine and the real settings."""
    shutil.copytree(SITES / name, target)
    for shared in _SHARED:
        (target / shared).symlink_to(REPOSITORY / shared)
    (target / "base.yml").symlink_to(REPOSITORY / "mkdocs.yml")
    # The double of our package has no words of its own for editors, and no files of other kinds.
    (target / "macros" / "messages").symlink_to(REPOSITORY / "macros" / "messages")
    for shared in ("files.py", "load/published_ids.py"):
        (target / "macros" / shared).symlink_to(REPOSITORY / "macros" / shared)
    return target


def record_translations(project: Path) -> None:
    """Ledgers in which every translation of `project` is that of its French of today."""
    for language in ("nl", "en"):
        write_ledger(project, language, {})
    state = read_state(project, ("fr", "nl", "en"))
    for _ in record(state, languages=("nl", "en"), by="human"):
        pass


def run_build(
    project: Path, *, env: dict[str, str] | None = None, command: tuple[str, ...] = ()
) -> Built:
    """Run `mkdocs build --strict`, or `python -m <command>`, in `project`."""
    done = subprocess.run(
        [sys.executable, "-m", *(command or ("mkdocs", "build", "--strict"))],
        cwd=project,
        env=_environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    log = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    return Built(project=project, site=project / "site", code=done.returncode, log=log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the others stay in their order."""
    places = {REPOSITORY / "tests" / name: place for place, name in enumerate(LONGEST)}
    assert [path for path in places if not path.is_file()] == []
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session", autouse=True)
def _english() -> Iterator[None]:
    """Commands speak English to a test that does not ask for another language."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("EDITOR_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> BuildSite:
    """Build tests/sites/<name> for real: `build_site("tiny", change=edit, env={"AS_OF": ...})`.

    `change` receives the folder of the copied project before the build; `command` replaces
    `mkdocs build --strict`.
    """

    def build(
        name: str = "tiny",
        *,
        change: Callable[[Path], object] | None = None,
        env: dict[str, str] | None = None,
        command: tuple[str, ...] = (),
    ) -> Built:
        project = make_project(tmp_path_factory.mktemp("site") / "project", name=name)
        if change is not None:
            change(project)
        return run_build(project, env=env, command=command)

    return build


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, built once a run; REAL_SITE names one that is already built."""
    if built := os.environ.get("REAL_SITE"):
        return Path(built)
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the workers' folders lie in one: who comes first builds for all
    site, unfinished = folder / "real-site", folder / "real-site-unfinished"
    with (folder / "real-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            command = ("mkdocs", "build", "--strict", "--site-dir", str(unfinished))
            done = run_build(REPOSITORY, command=command)
            assert done.code == 0, done.log
            unfinished.rename(site)
    return site


@pytest.fixture(scope="session")
def parse_html() -> ParseHtml:
    """Parse a whole HTML document as browsers do; the element found has `xpath`."""
    return _parse_html
