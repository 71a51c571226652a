# Room: tests. The pages of docs/ and the words of the components, as `make check` reads them.
"""Real pages are sound; headings, front matter and macro calls are read right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from conftest import ENGLISH

from macros.load import load_dataset
from macros.load.macro_calls import check_macro_calls
from macros.load.pages import PageFile, check_pages, check_reviews, read_page
from macros.load.string_use import check_string_use
from macros.model.dataset import Dataset
from macros.registry import MACROS

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def minimal() -> Dataset:
    return load_dataset(HERE / "minimal_data", as_of=DAY)


def page_of(tmp_path: Path, text: str) -> PageFile:
    path = tmp_path / "docs" / "fr" / "page.md"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    page = read_page(path, project=tmp_path, language="fr")
    assert isinstance(page, PageFile)
    return page


# -- the real ones ----------------------------------------------------------------------------


def test_no_page_has_a_problem(dataset: Dataset) -> None:
    problems = check_pages(REPOSITORY, dataset=dataset, macros=MACROS, on_date=DAY)
    assert list(problems) == []


def test_every_word_a_component_asks_for_exists_and_none_is_left_over() -> None:
    assert list(check_string_use(REPOSITORY)) == []


def test_every_review_is_of_something_that_exists(dataset: Dataset) -> None:
    assert list(check_reviews(REPOSITORY, dataset=dataset, on_date=DAY, today=date.max)) == []


# -- reading a page ---------------------------------------------------------------------------


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    page = page_of(tmp_path, "---\ntitle: A\n---\n\n## Who pays {: #who-pays }\n")
    assert [(heading.line, heading.id) for heading in page.headings] == [(5, "who-pays")]
    assert page.meta.values == {"title": "A"}
    assert page.meta.line(("title",)) == 2


def test_a_page_without_front_matter_is_all_body(tmp_path: Path) -> None:
    page = page_of(tmp_path, "Words.\n\n---\n\nMore words.\n")
    assert page.meta.values == {}
    assert page.body.startswith("Words.")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("## Steps {: #steps }", "steps"),
        ("## Steps {: .app-wide #steps }", "steps"),
        ("## Steps ## {: #steps }", "steps"),
        ("### Who pays for no. #1? {: #first }", "first"),
        ("## Steps", ""),
        ("## Steps {: .app-wide }", ""),
    ],
)
def test_the_id_of_a_heading_is_found(tmp_path: Path, line: str, expected: str) -> None:
    (heading,) = page_of(tmp_path, f"{line}\n").headings
    assert heading.id == expected


def test_what_looks_like_a_heading_in_code_is_not_one(tmp_path: Path) -> None:
    assert page_of(tmp_path, "```\n# no\n```\n\n~~~\n## no\n```\n~~~\n#no\n").headings == ()


# -- macro calls ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ExampleMacro:
    view: Callable[..., object]
    ids: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_topic: bool = False


def example_view(
    dataset: Dataset, name: str, *, locale: str, on_date: date, size: str = "small", payer: str = ""
) -> object:
    """A view that refuses what only it can know."""
    if size == "huge" and locale == "fr":
        raise ValueError("too large for this page")
    return (dataset, name, on_date, payer)


EXAMPLE = {
    "example": ExampleMacro(
        view=example_view,
        ids=("documents",),
        options={"size": ("small", "huge"), "payer": ()},
    )
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{{ example("annex-35") }}', []),
        ('{{ example("annex-35", size="small", payer="cpas") }}', []),
        ("{% raw %}{{ example() }}{% endraw %}", []),
        ('{{ example("annex-53") }}', ["annex-53"]),
        ('{{ example("annex-35", payer="cpass") }}', ["cpass"]),
        ('{{ example("annex-35", size="big") }}', ["big"]),
        ('{{ example("annex-53", size="big") }}', ["annex-53", "big"]),
        ('{{ example("annex-35", "x") }}', ["arguments it does not take (too many positional"]),
        ('{{ example("annex-35", size="huge") }}', ["arguments it does not take (too large"]),
        ('{{ example("annex-35")|upper }}', ["something in {{ }} that is not a macro call"]),
        ('{{ example(example("annex-35")) }}', ["an argument without quotes"]),
    ],
)
def test_a_call_is_checked_without_a_build(minimal: Dataset, text: str, found: list[str]) -> None:
    problems = list(
        check_macro_calls(
            f"Words.\n\n{text}\n",
            "docs/fr/page.md",
            locale="fr",
            dataset=minimal,
            macros=EXAMPLE,
            on_date=DAY,
        )
    )
    assert len(problems) == len(found)
    for problem, beginning in zip(problems, found, strict=True):
        assert ENGLISH.parts(problem.message).found.startswith(beginning)
        assert problem.line == 3


# -- words ------------------------------------------------------------------------------------


def words_project(project: Path, *, strings: str, template: str = "", python: str = "") -> Path:
    for name, text in (
        ("data/strings/fr.yaml", strings),
        ("overrides/components/x.html", template),
        ("macros/views/x.py", python),
    ):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return project


@pytest.mark.parametrize(
    ("template", "python"),
    [
        ('{{ t("card.title") }}', ""),
        ('{{ t("card." ~ view.name) }}', ""),
        ('{{ t("card.title" if view else "card.title") }}', ""),
        ("", 'def f(t, name): return t(f"card.{name}")'),
        ("", 'KEY = "card.title"'),
    ],
)
def test_a_key_that_code_can_ask_for_counts_as_used(
    tmp_path: Path, template: str, python: str
) -> None:
    project = words_project(tmp_path, strings='card.title: "A"', template=template, python=python)
    assert list(check_string_use(project)) == []


def test_a_counted_word_needs_both_its_forms(tmp_path: Path) -> None:
    project = words_project(
        tmp_path, strings='days.one: "{count} jour"', template='{{ t("days", count=2) }}'
    )
    assert [ENGLISH.parts(problem.message).found for problem in check_string_use(project)] == [
        "days.other"
    ]
