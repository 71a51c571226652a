# Room: tests. Every check seen failing: one case a file in data_errors/, on the smallest project.
"""What an editor reads after each kind of mistake."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import ENGLISH, record_translations
from markupsafe import Markup

from macros.__main__ import main
from macros.clock import as_of
from macros.load import load_dataset
from macros.messages.catalogue import Messages, messages_in
from macros.messages.message import LanguageName, Problem
from macros.render import Renderer

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
MINIMAL = HERE / "minimal_data"
DAY = "2026-11-21"
CASES = sorted((HERE / "data_errors").glob("*.yaml"))


@dataclass(frozen=True)
class Case:
    """One mistake; data_errors/README.md says what the keys of its file mean."""

    name: str
    changes: tuple[dict[str, str], ...]
    environ: dict[str, str]
    code: int
    is_recorded: bool
    expected: str


def read_case(path: Path) -> Case:
    values = yaml.safe_load(path.read_text("utf-8"))
    return Case(
        name=values["name"],
        changes=tuple(values["changes"]),
        environ={"AS_OF": DAY, **values.get("environment", {})},
        code=values.get("exit", 1),
        is_recorded=values.get("recorded", True),
        expected=values["expected"].rstrip("\n"),
    )


def broken_project(case: Case, target: Path) -> Path:
    shutil.copytree(MINIMAL, target)
    for change in case.changes:
        path = target / change["file"]
        if "delete" in change:
            path.unlink()
        elif "write" in change:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(change["write"], change.get("encoding", "utf-8"))
        else:
            text = path.read_text("utf-8")
            assert text.count(change["find"]) == 1, f"{change['find']!r} is not once in {path}"
            text = text.replace(change["find"], change["replace"])
            path.write_text(text, change.get("encoding", "utf-8"))
    if case.is_recorded:
        record_translations(target)
    return target


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_mistake_is_reported_as_the_case_says(
    path: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = read_case(path)
    project = broken_project(case, tmp_path / "project")
    found: list[Problem] = []
    of_one = Messages.problem

    def noted(own: Messages, problem: Problem) -> str:
        found.append(problem)
        return of_one(own, problem)

    monkeypatch.setattr(Messages, "problem", noted)
    code = main(["check"], project=project, environ=case.environ)
    said = capsys.readouterr().out
    assert case.expected in said
    assert code == case.code
    if code:
        problems = case.expected.count("    expected  ")
        assert said.splitlines()[-1].startswith(f"{problems} problem"), "nothing else is reported"
    assert found
    for problem in found:
        assert_translated(problem)


def assert_translated(problem: Problem) -> None:
    """The three lines in French and Dutch: the values of the English ones, in other words."""
    english = ENGLISH.parts(problem.message)
    for messages in (messages_in("fr"), messages_in("nl")):
        own = messages.parts(problem.message)
        for part in ("found", "expected", "do"):
            text = ENGLISH.texts[f"{problem.message.id}.{part}"]
            if re.search(r"[a-z]{3} [a-z]{3}", re.sub(r"\{\w+\}", "", text)):
                assert getattr(own, part) != getattr(english, part)
            for name in re.findall(r"\{(\w+)\}", text):
                value = dict(problem.message.values)[name]
                assert (
                    not isinstance(value, str)
                    or isinstance(value, LanguageName)
                    or value in getattr(own, part)
                )


def test_the_minimal_project_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"], project=MINIMAL, environ={"AS_OF": DAY}) == 0
    assert "0 problems, 0 remarks." in capsys.readouterr().out


def test_all_mistakes_are_reported_at_once_sorted_by_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    shutil.copytree(MINIMAL, project)
    for file, find, replace in (
        ("data/cpas/schaerbeek.yaml", "confidence: high", "confidence: sure"),
        ("data/cpas/schaerbeek.yaml", "nis_code: '21015'", "nis_code: '2101'"),
        ("data/organisations/medimmigrant.yaml", "+3222741433", "+32227414"),
        ("data/coverage_rules/annex-35.yaml", "payer: cpas", "payer: cpass"),
    ):
        path = project / file
        path.write_text(path.read_text("utf-8").replace(find, replace), "utf-8")
    assert main(["check"], project=project, environ={"AS_OF": DAY}) == 1
    said = capsys.readouterr().out
    places = [line for line in said.splitlines() if line.startswith("data/")]
    assert [place.split(": ")[0] for place in places] == [
        "data/coverage_rules/annex-35.yaml:20",
        "data/cpas/schaerbeek.yaml:2",
        "data/cpas/schaerbeek.yaml:26",
        "data/organisations/medimmigrant.yaml:7",
    ]
    assert said.endswith("4 problems in 3 files. The site was not built.\n")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"AS_OF": "tomorrow"}, "AS_OF=tomorrow: write the date like 2026-11-21\n"),
        ({"AS_OF": "2026-02-30"}, "AS_OF=2026-02-30: write the date like 2026-11-21\n"),
    ],
)
def test_a_day_that_is_no_day_is_refused_in_one_line(
    environ: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], project=MINIMAL, environ=environ) == 1
    assert capsys.readouterr().out == said


def test_the_command_ends_with_1_and_no_traceback(tmp_path: Path) -> None:
    project = broken_project(read_case(CASES[0]), tmp_path / "project")
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        cwd=project,
        env={"PYTHONPATH": str(REPOSITORY), "AS_OF": DAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "The site was not built." in done.stdout


def test_a_script_in_a_text_is_shown_as_text(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(MINIMAL, project)
    path = project / "data/residence_documents/annex-35.yaml"
    text = path.read_text("utf-8")
    mark = "appearance: {fr: Un papier."
    assert mark in text
    path.write_text(text.replace(mark, f"{mark} <script>alert(1)</script>"), "utf-8")
    dataset = load_dataset(project, as_of=as_of({"AS_OF": DAY}))
    words = dataset.documents["annex-35"].appearance.words("fr")
    assert "<script>" in words
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "components").symlink_to(REPOSITORY / "overrides" / "components")
    (templates / "probe.html").write_text(
        '{% import "components/parts.html" as parts with context %}'
        "{{ parts.facts([{'label': 'x', 'text': view}]) }}{{ view }}{{ view|say }}",
        "utf-8",
    )
    for locale in ("fr", "nl"):
        page = Renderer(templates, dataset=dataset).for_page(locale=locale, path=f"{locale}/x/")
        html: Markup = page.render("probe.html", words)
        assert "<script" not in html
        assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
