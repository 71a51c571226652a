# Room: tests. What the bench compares our build with holds the same pages.
"""The project for Hugo: every page of ours, its written words as Markdown without macros; and the
generated projects."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY, BuildSite, Built

from bench.hugo import hugo_program, hugo_project
from bench.projects import LANGUAGES, generated_project
from macros.load import load_dataset

WRITTEN = """---
title: Aide
description: Mots
component: prose_page
---
## Ici {: #here }

Appelez {{ phone() }} ou {{ phone(
) }}.
"""


@pytest.fixture(scope="module")
def ours(build_site: BuildSite) -> Built:
    def change(project: Path) -> None:
        (project / "docs/fr/help").mkdir()
        (project / "docs/fr/help/index.md").write_text(WRITTEN, "utf-8")

    built = build_site("tiny", change=change, command=("engine.build", "--html"))
    assert built.code == 0, built.log
    return built


def test_hugo_gets_each_page_of_ours_in_each_language(ours: Built, tmp_path: Path) -> None:
    content = hugo_project(tmp_path, project=ours.project) / "content"
    pages = [path for path in ours.paths() if path[2:3] == "/" and path.endswith("/index.html")]
    assert len([*content.rglob("*.md")]) == len(pages) > 0
    for page in pages:
        below = page.removesuffix("index.html").rstrip("/")
        assert (content / f"{below}.md").exists() != (content / below / "_index.md").exists(), page


def test_hugo_gets_markdown_without_calls_and_records_as_html(ours: Built, tmp_path: Path) -> None:
    content = hugo_project(tmp_path, project=ours.project) / "content" / "fr"
    head, words = (content / "help.md").read_text("utf-8").split("\n", 1)
    assert json.loads(head) == {"title": "Aide", "description": "Mots"}
    assert words.strip() == "## Ici {#here}\n\nAppelez  ou ."
    record = next((content / "documents").glob("[!_]*.md")).read_text("utf-8")
    assert "<div>" in record
    assert "<h1" in record


@pytest.mark.skipif(hugo_program() is None, reason="Hugo is not installed")
def test_hugo_builds_it(ours: Built, tmp_path: Path) -> None:
    project = hugo_project(tmp_path, project=ours.project)
    subprocess.run(["hugo", "--quiet"], cwd=project, check=True)  # noqa: S607 - as people run it
    page = project / "public" / "fr" / "help" / "index.html"
    assert '<h2 id="here">Ici</h2>' in page.read_text("utf-8")


def test_a_generated_project_can_be_read_in_every_language(tmp_path: Path) -> None:
    project = generated_project(tmp_path / "site", repository=REPOSITORY, pages=2, languages=6)
    dataset = load_dataset(project, as_of=date(2026, 11, 21))
    assert [language.code for language in dataset.languages] == list(LANGUAGES)
