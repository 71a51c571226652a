# Room: tests. What editors and systems leave beside our files (macros/files.py).
"""Backups, locks and caches are no part of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import BuildSite

from engine.inputs import Inputs
from engine.unchanged import fingerprint
from macros.__main__ import main
from macros.files import is_stray
from macros.load.drafts import drafted_files
from scripts.drafts import _with_drafts

MINIMAL = Path(__file__).parent / "minimal_data"
DAY = {"AS_OF": "2026-11-21"}
STRAYS = (
    *("about.md~", "about.md.bak", "#about.md#", "about.md.orig", "about.md.swp", ".about.md.swp"),
    *("about.md.swo", "about.md.tmp", ".#about.md", "4913", "~$notes.docx", "Thumbs.db"),
    ".DS_Store",
)


def litter(folder: Path) -> None:
    """Leave one of each there; Emacs' lock is a link to nowhere."""
    for name in STRAYS:
        if name.startswith(".#"):
            (folder / name).symlink_to("someone@machine.1234:5678")
        else:
            (folder / name).write_text("Backup", "utf-8")
    (folder / ".#record.yaml").symlink_to("someone@machine.1234:5678")
    (folder / "record.yaml~").write_text("Backup", "utf-8")


@pytest.mark.parametrize("name", STRAYS)
def test_what_editors_leave_is_stray(name: str) -> None:
    assert is_stray(name)


@pytest.mark.parametrize(
    "name", ["about.md", "annex-35.yaml", "letter.pdf", "icon-512.png", "bak.md", "1234"]
)
def test_what_people_write_is_not(name: str) -> None:
    assert not is_stray(name)


def test_no_check_and_no_list_sees_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "project"
    shutil.copytree(MINIMAL, project)
    (project / "drafts" / "data" / "cpas").mkdir(parents=True)
    for folder in ("docs/fr", "docs/fr/topics", "data/cpas", "data", "drafts/data/cpas"):
        (project / folder).mkdir(parents=True, exist_ok=True)
        litter(project / folder)
    assert main(["check"], project=project, environ=DAY) == 0
    assert "0 problems, 0 remarks." in capsys.readouterr().out
    main(["translations"], project=project, environ=DAY)
    assert "Backup" not in capsys.readouterr().out
    assert drafted_files(project) == ()
    _with_drafts(project, tmp_path / "copy")
    assert not [path for path in (tmp_path / "copy").rglob("*") if is_stray(path.name)]


def test_they_are_no_change_for_the_preview_and_for_a_build(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(MINIMAL, project)
    (project / "mkdocs.yml").touch()
    (project / "mkdocs_hooks.py").touch()
    inputs, before = Inputs(project), fingerprint(project, environ=DAY, kind="test")
    inputs.changes()
    litter(project / "docs" / "fr")
    litter(project / "data" / "cpas")
    assert inputs.changes() is None
    assert fingerprint(project, environ=DAY, kind="test") == before


@pytest.mark.parametrize("command", [(), ("engine.build", "--html")])
def test_no_build_publishes_them(build_site: BuildSite, command: tuple[str, ...]) -> None:
    def leave(project: Path) -> None:
        for folder in ("docs/fr", "overrides"):
            litter(project / folder)

    built = build_site(change=leave, command=command)
    assert built.code == 0, built.log
    assert not {path for path in built.paths() if is_stray(Path(path).name)}
