# Room: tests. Plain language: how sentences and words are counted, and what is refused.
"""What a reader sees is counted as a reader reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import ENGLISH

from macros.load import load_dataset
from macros.load.plain_language import (
    LONGEST,
    MEAN,
    check_plain_language,
    explained,
    language_rows,
    lix,
    passages,
    readable,
    reading_ease,
    sentences,
    words,
)
from macros.model.dataset import Dataset

REPOSITORY = Path(__file__).resolve().parent.parent

PHRASE = "data/desk_phrases/cpas.yaml"


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
        ("SSM", "Un service de santé mentale (SSM en français).", True),
        ("AMU", "Demandez l’AMU au guichet.", False),
        ("CPAS", "Sans l’aide du CPAS, appelez-nous.", False),
        ("CPAS", "L’aide (demandez au CPAS, vite) existe.", False),
        ("CPAS", "Appelez le CPAS (02 274 14 33).", False),
        ("CPAS", "L’aide du CPAS est confirmée.", False),
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
    found = [
        p
        for p in check_plain_language(passages(project, dataset=dataset), dataset=dataset)
        if p.message.id == "sentence-long"
    ]
    assert [(problem.line, problem.severity) for problem in found] == [(3, "problem")]


def test_a_page_of_long_sentences_is_a_problem(tmp_path: Path, dataset: Dataset) -> None:
    project = written(tmp_path, f"Ceci est {'un mot ' * (MEAN // 2)}de trop.")
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    assert [problem.message.id for problem in found] == ["sentences-long"]


def test_a_sheet_for_professionals_gets_remarks_only(tmp_path: Path, dataset: Dataset) -> None:
    name = next(t.id for t in dataset.topics.values() if t.is_for_professionals)
    project = written(tmp_path, "mot " * 60, path=f"docs/fr/topics/{name}.md")
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    assert found
    assert {problem.severity for problem in found} == {"remark"}


def test_the_texts_of_data_are_counted_in_their_languages(tmp_path: Path, dataset: Dataset) -> None:
    long = "woord " * 30
    project = written(
        tmp_path,
        f"one:\n  fr: Court.\n  nl: {long}\n  en: Short.",
        path="data/papers.yaml",
    )
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    long_ones = [problem for problem in found if problem.message.id == "sentence-long"]
    assert [(problem.line, problem.key) for problem in long_ones] == [(3, "nl")]
    rows = {
        row.language: row
        for row in language_rows(passages(project, dataset=dataset), dataset=dataset)
    }
    assert {row.place for row in rows.values()} == {"data"}
    assert rows["nl"].longest == 30
    assert rows["fr"].inside == 1
    assert rows["nl"].inside == 0


UNEXPLAINED = "Demandez l’aide au CPAS."


def unexplained(project: Path, dataset: Dataset) -> list[tuple[int, str, str]]:
    return [
        (problem.line, problem.key, problem.severity)
        for problem in check_plain_language(passages(project, dataset=dataset), dataset=dataset)
        if problem.message.id == "abbreviation"
    ]


def test_an_abbreviation_that_its_page_does_not_explain_is_a_problem(
    tmp_path: Path, dataset: Dataset
) -> None:
    project = written(tmp_path, f"## Le CPAS {{: #cpas }}\n\n{UNEXPLAINED}")
    assert unexplained(project, dataset) == [(3, "CPAS", "problem")]


def test_an_explanation_comes_too_late_after_the_first_use(
    tmp_path: Path, dataset: Dataset
) -> None:
    definition = "Le CPAS est le service social de la commune."
    late = written(tmp_path / "late", f"{UNEXPLAINED}\n\n{definition}")
    early = written(tmp_path / "early", f"{definition}\n\n{UNEXPLAINED}")
    assert unexplained(late, dataset)
    assert not unexplained(early, dataset)


@pytest.mark.parametrize("section", ["open", "professionals"])
def test_a_section_for_professionals_gets_remarks_only(
    section: str, tmp_path: Path, dataset: Dataset
) -> None:
    project = written(
        tmp_path,
        f"Court.\n\n### Détails {{: #{section} }}\n\n{UNEXPLAINED} {'mot ' * 60}\n\n"
        f"## Autre {{: #other }}\n\n{'mot ' * 30}",
    )
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    assert {problem.severity for problem in found if problem.line == 5} == {"remark"}
    assert "problem" in {problem.severity for problem in found if problem.line == 9}


@pytest.mark.parametrize(
    ("language", "text", "what"),
    [
        ("fr", "La demande doit être signée.", "a passive instruction"),
        ("fr", "Ce n’est pas impossible.", "a double negation"),
        ("nl", "De aanvraag moet ondertekend worden.", "a passive instruction"),
        ("nl", "Dat is niet onmogelijk.", "a double negation"),
        ("en", "The request must be signed.", "a passive instruction"),
        ("en", "You do not pay unless you work.", "a double negation"),
        ("fr", "Signez la demande. Vous devez être malade.", ""),
        ("nl", "U moet de aanvraag ondertekenen. Dat kan niet.", ""),
        ("en", "Sign the request. You must be ill.", ""),
    ],
)
def test_what_is_hard_to_follow_gets_a_remark(
    language: str, text: str, what: str, tmp_path: Path, dataset: Dataset
) -> None:
    project = written(tmp_path, text, path=f"docs/{language}/page.md")
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    assert [(ENGLISH.parts(p.message).found.partition(":")[0], p.severity) for p in found] == (
        [(what, "remark")] if what else []
    )


def test_the_words_of_components_are_measured(tmp_path: Path, dataset: Dataset) -> None:
    project = written(tmp_path, f'a.b: "{"mot " * 30}"', path="data/strings/fr.yaml")
    found = {
        (p.file, p.key)
        for p in check_plain_language(passages(project, dataset=dataset), dataset=dataset)
    }
    assert found == {("data/strings/fr.yaml", "fr")}
    assert [
        row.place for row in language_rows(passages(project, dataset=dataset), dataset=dataset)
    ] == ["strings"]


def test_a_kind_of_record_of_long_sentences_is_a_problem(tmp_path: Path, dataset: Dataset) -> None:
    text = f"Ceci est {'un mot ' * (MEAN // 2)}de trop."
    project = written(tmp_path, f"meaning: {{fr: {text}, nl: Kort., en: Short.}}", path=PHRASE)
    found = list(check_plain_language(passages(project, dataset=dataset), dataset=dataset))
    assert [(p.file, p.key, p.severity) for p in found] == [("data/desk_phrases", "fr", "problem")]


def test_every_kind_of_text_that_pages_print_is_measured(dataset: Dataset) -> None:
    measured = {
        (passage.page, passage.language)
        for passage in passages(REPOSITORY, dataset=dataset)
        if passage.is_data
    }
    kinds = (
        "ask.yaml",
        "covers.yaml",
        "papers.yaml",
        "coverage_rules",
        "cpas",
        "desk_phrases",
        "glossary",
        "organisations",
        "payers",
        "procedures",
        "residence_documents",
        "situation_facts",
        "topics",
    )
    for language in dataset.languages:
        assert {(f"data/{kind}", language.code) for kind in kinds} <= measured


@pytest.mark.parametrize(
    ("language", "text", "ease"),
    [
        # 207 - 1.015 x 5 words - 73.6 x 1.2 syllables (one word has two) = 113.6.
        ("fr", "Le chat dort sur tapis.", 114),
        # 206.835 - 0.93 x 5 words - 77 x 1.2 syllables = 109.8.
        ("nl", "De kat slaapt op tafel.", 110),
    ],
)
def test_textstat_computes_the_formula_that_we_name(language: str, text: str, ease: int) -> None:
    assert reading_ease([text], language=language) == ease


def test_a_language_without_offline_formula_has_none() -> None:
    assert reading_ease(["The cat sleeps."], language="en") is None
