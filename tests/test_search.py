# Room: tests. What can be found, without a browser; tests/browser/test_search.py asks the rest.
"""The index holds every page and name, and the A–Z says the same without script."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from changed_data import with_source_year

from bench.search import golden_queries
from macros.load import load_dataset
from macros.model.dataset import Dataset
from macros.views.documents import drawing_sentence
from macros.views.search import search_data, site_index_view, sort_key
from publish.search import search_asset

REPOSITORY = Path(__file__).parent.parent
DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")
DOCS = REPOSITORY / "docs"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def indexes(dataset: Dataset) -> dict[str, dict[str, Any]]:
    return {
        code: json.loads(search_asset(dataset, DOCS, locale=code, on_date=DAY).content)
        for code in LANGUAGES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_with_a_page_can_be_found(
    language: str, dataset: Dataset, indexes: dict[str, dict[str, Any]]
) -> None:
    paths = {entry["p"] for entry in indexes[language]["entries"]}
    records = [f"documents/{name}/" for name in dataset.documents]
    records += [f"payers/{name}/" for name in dataset.payers]
    records += [f"cpas/{name}/" for name in dataset.cpas]
    assert set(records) <= paths
    assert {"emergency/", "contact/", "eligibility/"} <= paths


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alias_of_every_language_is_a_name_of_its_document(
    language: str, dataset: Dataset, indexes: dict[str, dict[str, Any]]
) -> None:
    entries = {entry["p"]: entry for entry in indexes[language]["entries"]}
    for document in dataset.documents.values():
        entry = entries[f"documents/{document.id}/"]
        names = {sort_key(name) for key in "taf" for name in _texts(entry.get(key, ""))}
        aliases = (*document.aliases.fr, *document.aliases.nl, *document.aliases.en)
        assert {sort_key(alias) for alias in aliases} <= names


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_organisation_is_found_at_the_section_that_lists_it(
    language: str, indexes: dict[str, dict[str, Any]]
) -> None:
    entries = {entry["t"]: entry["p"] for entry in indexes[language]["entries"]}
    assert entries["Medimmigrant"] == "contact/#advice"


def test_the_same_data_gives_the_same_file(dataset: Dataset) -> None:
    first, second = (search_asset(dataset, DOCS, locale="fr", on_date=DAY).path for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_words_of_readers_and_stands_in_the_site_index(
    language: str, dataset: Dataset, indexes: dict[str, dict[str, Any]]
) -> None:
    entries = {entry["p"]: entry for entry in indexes[language]["entries"]}
    view = site_index_view(dataset, locale=language, on_date=DAY)
    listed = {page.path for letter in view.letters for term in letter.terms for page in term.pages}
    for topic in dataset.topics.values():
        path = f"topics/{topic.id}/"
        assert len(entries[path]["a"]) >= 4, path
        assert path in listed


def test_nothing_found_names_the_emergency_number_and_helpers_with_a_number(
    indexes: dict[str, dict[str, Any]],
) -> None:
    for index in indexes.values():
        assert index["call"][0]["href"] == "tel:112"
        assert len(index["call"]) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", [2026, None])
def test_a_number_to_call_says_when_to_check_it(
    dataset: Dataset, indexes: dict[str, dict[str, Any]], language: str, year: int | None
) -> None:
    assert indexes[language]["call"][0]["check"] == ""
    later = search_data(
        with_source_year(dataset, "112", year), [], locale=language, on_date=date(2028, 1, 1)
    )
    words = dataset.strings[language]["phone.check" if year else "phone.check_undated"]
    (first, *_) = cast(list[dict[str, str]], later["call"])
    assert first["check"] == words.format(year=year)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_index_leads_to_every_record_and_is_in_order(
    language: str, dataset: Dataset
) -> None:
    view = site_index_view(dataset, locale=language, on_date=DAY)
    terms = [term for letter in view.letters for term in letter.terms]
    paths = {page.path for term in terms for page in term.pages}
    assert {f"documents/{name}/" for name in dataset.documents} <= paths
    assert {f"cpas/{name}/" for name in dataset.cpas} <= paths
    keys = [sort_key(term.term) for term in terms]
    assert keys == sorted(keys)
    assert len({letter.anchor for letter in view.letters}) == len(view.letters)


@pytest.mark.parametrize(
    ("language", "document", "sentence"),
    [
        ("fr", "annex-35", "Notre dessin montre une feuille A4 avec le numéro 35."),
        ("nl", "ai-asylum", "Onze tekening toont een oranje kaart die in twee gevouwen is."),
        ("en", "card-eu-plus", "Our drawing shows a plastic card, marked EU+."),
    ],
)
def test_a_drawing_can_be_read(
    language: str, document: str, sentence: str, dataset: Dataset
) -> None:
    assert drawing_sentence(dataset, dataset.documents[document], locale=language) == sentence


def test_only_the_orange_card_has_a_colour_in_words(dataset: Dataset) -> None:
    for document in dataset.documents.values():
        is_orange = document.drawing.kind == "orange-card"
        assert ("orange" in drawing_sentence(dataset, document, locale="fr")) is is_orange


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_queries_are_many_different_and_answered_by_pages_that_exist(
    language: str, indexes: dict[str, dict[str, Any]]
) -> None:
    golden = golden_queries(REPOSITORY, language)
    paths = {entry["p"] for entry in indexes[language]["entries"]}
    assert len(golden) >= 200
    assert [
        text for text, count in Counter(entry.query for entry in golden).items() if count > 1
    ] == []
    assert [entry.query for entry in golden if not paths & set(entry.pages)] == []
    for origin in ("golden", "questions", "later"):
        frozen = [entry.frozen for entry in golden if entry.origin == origin]
        assert sum(frozen) == len(frozen) // 3


def _texts(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
