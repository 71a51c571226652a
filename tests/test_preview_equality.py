# Room: tests. The preview against a clean build, over many edits.
"""What is served after any sequence of edits is what a clean build of that content gives."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import REPOSITORY, record_translations
from mkdocs.config import load_config

from bench.projects import generated_pages
from engine.preview import Preview
from engine.whole import build_whole
from macros.views.organisations import EMERGENCY_NUMBERS

EDITS = 200
COMPARED_EVERY = 10
SEED = int(os.environ.get("SEED", "20261121"))


def small_site(target: Path) -> None:
    """20 pages in 3 languages, of which Dutch and English borrow two; real templates and macros."""
    target.mkdir()
    for room in ("engine", "macros", "publish", "mkdocs_hooks.py"):
        (target / room).symlink_to(REPOSITORY / room)
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    shutil.copytree(REPOSITORY / "overrides", target / "overrides")
    shutil.copytree(REPOSITORY / "tests/minimal_data/data", target / "data")
    shutil.copytree(REPOSITORY / "data/strings", target / "data/strings", dirs_exist_ok=True)
    # Its page asks for a payer that the minimal data do not have, and the search for a number.
    (target / "data/cpas/schaerbeek.yaml").unlink()
    organisation = (target / "data/organisations/medimmigrant.yaml").read_text("utf-8")
    for number in EMERGENCY_NUMBERS:
        (target / f"data/organisations/{number}.yaml").write_text(
            organisation.replace("id: medimmigrant", f"id: '{number}'"), "utf-8"
        )
    for code in ("fr", "nl", "en"):
        for name, text in generated_pages(code, count=20):
            page = target / "docs" / code / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8")
    for borrowed in ("docs/nl/guide/part-0/page-7.md", "docs/en/guide/part-0/page-9.md"):
        (target / borrowed).unlink()
    record_translations(target)


class Editor:
    """Edits a project at random as people do; every choice comes from `seed`."""

    def __init__(self, project: Path, *, seed: int) -> None:
        self.project = project
        self.number = 0
        self._random = random.Random(seed)  # noqa: S311 - edits, not secrets
        self._edits: tuple[tuple[int, Callable[[], None]], ...] = (
            (40, self.page),
            (20, self.data),
            (6, self.rule),
            (10, self.string),
            (8, self.template),
            (4, self.style),
            (4, self.rename),
            (4, self.delete),
            (4, self.new_page),
        )

    def edit(self) -> None:
        """One edit that leaves the content sound."""
        self.number += 1
        weights, kinds = zip(*self._edits, strict=True)
        self._random.choices(kinds, weights)[0]()

    def choose(self, names: list[str], *, count: int) -> list[str]:
        """Some of `names`."""
        return self._random.sample(names, min(count, len(names)))

    def page(self) -> None:
        path = self._some("docs/*/guide/**/*.md")
        text = path.read_text("utf-8")
        self._write(path, self._random.choice((self._retitled, self._longer))(text))

    def data(self) -> None:
        """One text of one record in one language."""
        folder = self._random.choice(("residence_documents", "payers", "glossary", "procedures"))
        self._change_a_line(self._some(f"data/{folder}/*.yaml"), " {}fr: ", " {}nl: ", " {}en: ")

    def rule(self) -> None:
        path = self._some("data/coverage_rules/*.yaml")
        text = path.read_text("utf-8")
        one, other = ("confidence: high", "confidence: medium")
        old, new = (one, other) if one in text else (other, one)
        self._write(path, text.replace(old, new, 1))

    def string(self) -> None:
        self._change_a_line(self._some("data/strings/*.yaml"), "p", "d", "s", "h", "l")

    def template(self) -> None:
        names = ("prose_page", "document_page", "payer_page", "contact_line", "page", "permalink")
        path = self.project / f"overrides/components/{self._random.choice(names)}.html"
        text = path.read_text("utf-8")
        self._write(path, text.replace("<", f'<i hidden title="{self.number}"></i><', 1))

    def style(self) -> None:
        path = self.project / "overrides/assets/css/base.css"
        self._write(path, path.read_text("utf-8") + f"\nbody {{ orphans: {self.number}; }}\n")

    def rename(self) -> None:
        path = self._some("docs/fr/guide/**/*.md")
        for code in ("fr", "nl", "en"):
            own = self._in_language(path, code)
            if own.exists():
                own.rename(own.with_name(f"renamed-{self.number}.md"))

    def delete(self) -> None:
        """A translation: the page falls back to French."""
        path = self._some("docs/fr/guide/**/*.md")
        self._in_language(path, self._random.choice(("nl", "en"))).unlink(missing_ok=True)

    def new_page(self) -> None:
        path = self._some("docs/fr/guide/**/*.md")
        text = self._retitled(path.read_text("utf-8"))
        self._write(path.with_name(f"new-{self.number}.md"), text)

    def _in_language(self, path: Path, code: str) -> Path:
        return self.project / "docs" / code / path.relative_to(self.project / "docs/fr")

    def _some(self, pattern: str) -> Path:
        return self._random.choice(sorted(self.project.glob(pattern)))

    def _retitled(self, text: str) -> str:
        return text.replace("title: ", f"title: {self.number} ", 1)

    def _longer(self, text: str) -> str:
        return f"{text}\nUne phrase de plus, {self.number}.\n"

    def _change_a_line(self, path: Path, *starts: str) -> None:
        """Lengthen a text that stands on one line and is not quoted."""
        beginnings = tuple(start.format(indent) for start in starts for indent in ("", " ", "   "))
        lines = path.read_text("utf-8").splitlines()
        choices = [
            number
            for number, (line, after) in enumerate(zip(lines, [*lines[1:], ""], strict=True))
            if line.startswith(beginnings)
            and not line.rstrip().endswith((":", '"', "'", "|", ">", "}", "]"))
            and len(after) - len(after.lstrip()) <= len(line) - len(line.lstrip())
        ]
        if choices:
            lines[self._random.choice(choices)] += f" {self.number}"
            self._write(path, "\n".join([*lines, ""]))

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")


BREAKS = (
    ("data/payers/self.yaml", "names:", "namez:"),
    ("data/strings/fr.yaml", "ways.emergency:", "ways.emergenzy:"),
    ("docs/fr/index.md", "{{ phone(", "{{ fone("),
    ("overrides/components/prose_page.html", "{{", "{{ nothing.at_all }}{{"),
    # An empty text is found before the first letter.
    ("overrides/assets/css/base.css", "", "a { b c }\n"),
)


def clean_build(project: Path, target: Path) -> dict[str, bytes]:
    """Every file of a build from nothing."""
    shutil.rmtree(target, ignore_errors=True)
    config = load_config(config_file=str(project / "mkdocs.yml"), site_dir=str(target))
    # Renamed pages leave dead links behind: said at the end, when every file is written.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.whole.Abort", DeadLinks)
        with suppress(DeadLinks):
            build_whole(config)
    files = (path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


class DeadLinks(Exception):
    """Stands in for the end of a strict build."""


def different(preview: Preview, built: dict[str, bytes]) -> list[str]:
    served = {path: preview.file(path) for path in preview.paths()}
    return sorted(
        path for path in served.keys() | built.keys() if served.get(path) != built.get(path)
    )


@pytest.mark.build
def test_after_any_edits_the_preview_serves_what_a_clean_build_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", "2026-11-21")
    project = tmp_path / "site"
    small_site(project)
    preview = Preview(project)
    assert preview.problems == ()
    editor = Editor(project, seed=SEED)
    for number in range(1, EDITS + 1):
        editor.edit()
        if number % 20 == 5:
            break_and_mend(preview, project, BREAKS[number // 20 % len(BREAKS)])
        # Some pages are asked for between two edits, most are not.
        for path in editor.choose(preview.known_pages(), count=3):
            assert preview.file(path) is not None
        assert preview.problems == (), f"edit {number}, SEED={SEED}"
        if number % COMPARED_EVERY == 0:
            built = clean_build(project, tmp_path / "built")
            assert different(preview, built) == [], f"edit {number}, SEED={SEED}"


def break_and_mend(preview: Preview, project: Path, how: tuple[str, str, str]) -> None:
    """While content is wrong, every page is served as it was; once mended, nothing is left."""
    name, sound, broken = how
    path = project / name
    text = path.read_text("utf-8")
    before = preview.file("fr/index.html")
    path.write_text(text.replace(sound, broken, 1), "utf-8")
    assert preview.file("fr/index.html") == before, name
    assert preview.problems_of("fr/index.html"), name
    path.write_text(text, "utf-8")
    preview.refresh()
    assert preview.problems_of("fr/index.html") == (), name
