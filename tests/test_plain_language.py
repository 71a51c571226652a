# Room: tests. Plain language: how sentences and words are counted, and what is refused.
"""What a reader sees is counted as a reader reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from macros.load import load_dataset
from macros.load.plain_language import (
    LONGEST,
    MEAN,
    check_plain_language,
    explained,
    language_rows,
    lix,
    readable,
    sentences,
    words,
)
from macros.model.dataset import Dataset

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=date(2026, 11, 21))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Allez au CPAS. Demandez un reçu.", 2),
        ("Le CPAS refuse ? Allez au tribunal.", 2),
        ("Voyez p. ex. Medimmigrant.", 1),
        ("Il dit : « Venez demain. » Allez-y.", 2),
        ("Appelez le 02 274 14 33.", 1),
        ("U hebt recht op hulp, bv. Medische hulp.", 1),
        ("Une phrase sans point", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


def test_a_word_with_an_apostrophe_or_a_hyphen_is_one() -> None:
    assert words("D’abord, allez-y : l’hôpital paie 4,50 €.") == [
        "D’abord",
        "allez-y",
        "l’hôpital",
        "paie",
        "4,50",
    ]


def test_macros_count_as_what_they_print() -> None:
    text = 'Dans **{{ v("limit") }}**, voyez {{ link("payers/cpas", "le CPAS") }} {{ f("k1") }}'
    assert words(readable(text)) == ["Dans", "9", "x", "voyez", "le", "CPAS"]
    assert readable("[Voyez ici](contact.md).") == "Voyez ici."


def test_lix_adds_long_words_to_long_sentences() -> None:
    assert lix(["Je vais au parc. Il est bon."]) == 4
    assert lix(["Administration compliquée aujourd’hui."]) == 103
    assert lix([]) == 0


@pytest.mark.parametrize(
    ("name", "text", "is_explained"),
    [
        ("CPAS", "Allez au CPAS (service social de la commune).", True),
        ("AMU", "L’aide médicale urgente (AMU) paie.", True),
        ("CPAS", "Le CPAS est le service social de la commune.", True),
        ("OCMW", "Go to the CPAS/OCMW, the social service.", True),
        ("AMU", "Demandez l’AMU au guichet.", False),
    ],
)
def test_an_abbreviation_is_explained_when_its_page_says_what_it_is(
    name: str, text: str, *, is_explained: bool
) -> None:
    assert explained(name, text) is is_explained


def written(tmp_path: Path, text: str, *, path: str = "docs/fr/page.md") -> Path:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{text}\n", "utf-8")
    return tmp_path


def test_a_long_sentence_is_a_problem_at_its_line(tmp_path: Path, dataset: Dataset) -> None:
    project = written(tmp_path, f"Court.\n\n{'mot ' * (LONGEST + 1)}fin.")
    found = [p for p in check_plain_language(project, dataset=dataset) if "words:" in p.found]
    assert [(problem.line, problem.severity) for problem in found] == [(3, "problem")]


def test_a_page_of_long_sentences_is_a_problem(tmp_path: Path, dataset: Dataset) -> None:
    project = written(tmp_path, f"Ceci est {'un mot ' * (MEAN // 2)}de trop.")
    found = list(check_plain_language(project, dataset=dataset))
    assert ["on average" in problem.found for problem in found] == [True]


def test_a_sheet_for_professionals_gets_remarks_only(tmp_path: Path, dataset: Dataset) -> None:
    name = next(t.id for t in dataset.topics.values() if t.is_for_professionals)
    project = written(tmp_path, "mot " * 60, path=f"docs/fr/topics/{name}.md")
    found = list(check_plain_language(project, dataset=dataset))
    assert found
    assert {problem.severity for problem in found} == {"remark"}


def test_the_texts_of_data_are_counted_in_their_languages(tmp_path: Path, dataset: Dataset) -> None:
    long = "woord " * 30
    project = written(
        tmp_path,
        f"one:\n  fr: Court.\n  nl: {long}\n  en: Short.",
        path="data/papers.yaml",
    )
    found = list(check_plain_language(project, dataset=dataset))
    assert [(problem.line, problem.key) for problem in found] == [(3, "nl")]
    rows = {row.language: row for row in language_rows(project, dataset=dataset)}
    assert rows["nl"].longest == 30
    assert rows["fr"].inside == 1
    assert rows["nl"].inside == 0
