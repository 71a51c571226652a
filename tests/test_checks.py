# Room: tests. The checks of one file at a time, which the preview makes, against `make check`.
"""What is said of each file by itself is together what is said of the whole project."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY
from test_data_errors import CASES, DAY, broken_project, read_case

from macros.checks import FileChecks, problems_beyond_data
from macros.load import load_dataset
from macros.load.memory import Memory
from macros.load.plain_language import passages
from macros.load.problems import in_reading_order
from macros.messages.message import Problem


def both(project: Path) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems of the whole, and of all files one by one."""
    day, memory = date.fromisoformat(DAY), Memory()
    dataset = load_dataset(project, as_of=day, memory=memory)
    texts = passages(project, dataset=dataset, memory=memory)
    whole = problems_beyond_data(project, dataset, day, texts=texts, memory=memory)
    checks = FileChecks(project, dataset=dataset, on_date=day, memory=memory)
    each = (problem for name in checks.names() for problem in checks.problems(name))
    return in_reading_order(p for p in whole if p.severity == "problem"), in_reading_order(each)


# A remark is none of these.
BEYOND = ("front", "heading", "image", "link", "macro", "page", "published", "script", "straight")
OTHERS = ("string-", "term", "translation", "wrong-word")
# A problem of the data stops before these checks.
OF_DATA = {
    "page-without-address",
    "published-without-source",
    "string-brace",
    "string-gone",
    "string-missing-essential",
    "string-names-french",
    "string-placeholder",
    "string-renamed",
}
SOME = [
    path for path in CASES if path.stem.startswith((*BEYOND, *OTHERS)) and path.stem not in OF_DATA
]


@pytest.mark.parametrize("path", SOME, ids=lambda path: path.stem)
def test_files_one_by_one_have_the_problems_of_the_whole(path: Path, tmp_path: Path) -> None:
    project = broken_project(read_case(path), tmp_path / "project")
    whole, each = both(project)
    assert each == whole


def test_a_picture_beside_a_page_is_not_read(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(REPOSITORY / "tests/minimal_data", project)
    (project / "docs/fr/photo.png").write_bytes(b"\x89PNG")
    memory = Memory()
    dataset = load_dataset(project, as_of=date.fromisoformat(DAY), memory=memory)
    checks = FileChecks(project, dataset=dataset, on_date=date.fromisoformat(DAY), memory=memory)
    assert checks.problems("docs/fr/photo.png") == ()


def test_a_file_of_the_real_project_has_its_own_problems_only(tmp_path: Path) -> None:
    """Sheets and long sentences, for which the minimal project has no place."""
    project = tmp_path / "project"
    project.mkdir()
    for room in ("overrides", "macros", "publish", "engine"):
        (project / room).symlink_to(REPOSITORY / room)
    for room in ("docs", "data"):
        shutil.copytree(REPOSITORY / room, project / room)
    long = "un " * 30
    for name, old, new in (
        ("docs/fr/about.md", "\n\n", f"\n\nVoici {long}mot.\n\n"),
        ("docs/nl/topics/amu-reform.md", '{{ f("s1") }}', ""),
        ("docs/nl/topics/amu-reform.md", "{: #", "{: #x-"),
        ("data/ask.yaml", "fr: ", f"fr: Voici {long}"),
    ):
        text = (project / name).read_text("utf-8")
        assert old in text
        (project / name).write_text(text.replace(old, new, 1), "utf-8")
    day, memory = date.fromisoformat(DAY), Memory()
    dataset = load_dataset(project, as_of=day, memory=memory)
    checks = FileChecks(project, dataset=dataset, on_date=day, memory=memory)

    def found(name: str) -> set[tuple[str, str]]:
        return {(problem.file, problem.message.id) for problem in checks.problems(name)}

    sheet = {
        ("docs/nl/topics/amu-reform.md", name)
        for name in ("fact-unsaid", "heading-other-id", "macros-of-another-kind")
    }
    assert sheet <= found("docs/nl/topics/amu-reform.md")
    assert sheet <= found("docs/fr/topics/amu-reform.md")
    assert found("docs/en/topics/amu-reform.md") == set()
    assert found("docs/fr/about.md") == {("docs/fr/about.md", "sentence-long")}
    assert found("data/ask.yaml") == {("data/ask.yaml", "sentence-long")}
    assert found("data/covers.yaml") == set()
