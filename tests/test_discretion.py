# Room: tests. What a phone keeps of a discreet page, and what a message shows of its link.
"""The tab, the history and the preview of a discreet page never name it; others keep theirs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, ParseHtml

from macros.load import load_dataset
from macros.views.pages import record_pages

pytestmark = pytest.mark.build

DATASET = load_dataset(REPOSITORY, as_of=date(2026, 11, 21))
LANGUAGES = tuple(language.code for language in DATASET.languages)
RECORDS: dict[str, Mapping[str, Any]] = {
    "documents": DATASET.documents,
    "payers": DATASET.payers,
    "topics": DATASET.topics,
    "cpas": DATASET.cpas,
}
# Pages of docs/ that are discreet; their own words are neutral.
PROSE = ("contact", "emergency", "questions")
# Words of names that have no subject of their own.
LITTLE = {
    "avec",
    "leurs",
    "peut",
    "pour",
    "deze",
    "call",
    "help",
    "their",
    "this",
    "what",
    "will",
    "with",
}


def _is_discreet(path: str) -> bool:
    collection, record = path.split("/")[:2]
    return getattr(RECORDS[collection][record], "discreet", False)


PATHS = tuple(page.path for page in record_pages(DATASET))
DISCREET = tuple(path for path in PATHS if _is_discreet(path))


def _names(path: str, language: str) -> Iterator[str]:
    """Every name of the record in this language: what a title and a description must not say."""
    collection, record_id = path.split("/")[:2]
    record = RECORDS[collection][record_id]
    for name in ("title", "question", "names", "short_name", "subtitle", "official_name"):
        if text := getattr(record, name, None):
            yield text.words(language)


def _words(text: str) -> set[str]:
    """The words of four letters and more, and shorter ones with a digit; without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    found = re.findall(r"[a-z0-9]+", plain)
    return {word for word in found if len(word) > 3 or re.search(r"\d", word)}


def _said_everywhere(language: str) -> set[str]:
    """The words of the site's name and of its first question: they tell nothing of a page."""
    home = (REPOSITORY / "docs" / language / "index.md").read_text("utf-8")
    return _words(f"{DATASET.site.name.words(language)} {home.split('---')[1]}")


def _betraying(language: str) -> set[str]:
    """The words of the names of all discreet records."""
    names = (name for path in DISCREET for name in _names(path, language))
    return set().union(*(_words(name) for name in names)) - _said_everywhere(language) - LITTLE


def _head(root: Any) -> str:
    """All that a head says in words; addresses are what they are."""
    title = root.findtext("head/title")
    metas = [
        meta.get("content", "")
        for meta in root.iterfind("head/meta")
        if meta.get("http-equiv") is None
    ]
    return " ".join([title, *metas])


def _read(parse_html: ParseHtml, site: Path, path: str) -> Any:
    return parse_html((site / path / "index.html").read_text("utf-8"))


def test_the_words_that_betray_are_found() -> None:
    """Else the tests below could not fail."""
    assert {"avortement", "violences", "9ter", "annexe"} <= _betraying("fr")
    assert {"abortus", "geweld", "uitwijzing"} - _betraying("nl") == {"uitwijzing"}
    assert {"abortion", "violence", "leave", "police"} <= _betraying("en")


def test_what_may_harm_a_reader_is_discreet() -> None:
    for path in (
        "documents/no-document/",
        "documents/annex-13/",
        "documents/ai-trafficking/",
        "payers/urgent-medical-aid/",
        "topics/contraception-abortion/",
        "topics/detention-care/",
        "topics/domestic-sexual-violence/",
        "topics/fgm/",
        "topics/hiv-tb-infectious/",
        "topics/mental-health/",
        "topics/urgent-medical-aid/",
    ):
        assert path in DISCREET
    irregular = {
        key for key, record in DATASET.documents.items() if record.stay_status == "irregular"
    }
    assert irregular <= {path.split("/")[1] for path in DISCREET}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_a_discreet_page_never_names_it(
    real_site: Path, parse_html: ParseHtml, language: str
) -> None:
    betraying = _betraying(language)
    for path in (*DISCREET, *PROSE):
        head = _head(_read(parse_html, real_site, f"{language}/{path}"))
        assert not _words(head) & betraying, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_page_is_named_on_the_page_alone(
    real_site: Path, parse_html: ParseHtml, language: str
) -> None:
    site_name = DATASET.site.name.words(language)
    for path in DISCREET:
        collection = path.partition("/")[0]
        root = _read(parse_html, real_site, f"{language}/{path}")
        kind = DATASET.strings[language][f"discreet.{collection}"]
        assert root.findtext("head/title") == f"{kind} – {site_name}"
        heading = " ".join("".join(root.find(".//h1").itertext()).split())
        assert any(
            heading.casefold() == " ".join(name.split()).casefold()
            for name in _names(path, language)
        ), heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_record_keeps_its_name_and_its_own_description(
    real_site: Path, parse_html: ParseHtml, language: str
) -> None:
    neutral = {
        text for key, text in DATASET.strings[language].items() if key.startswith("discreet.")
    }
    descriptions = []
    for path in set(PATHS) - set(DISCREET):
        root = _read(parse_html, real_site, f"{language}/{path}")
        heading = " ".join("".join(root.find(".//h1").itertext()).split())
        title = " ".join(root.findtext("head/title").split())
        assert title == f"{heading} – {DATASET.site.name.words(language)}", path
        descriptions.append(root.find("head/meta[@name='description']").get("content"))
    assert not neutral & set(descriptions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_quickly_is_on_the_discreet_pages_and_no_others(
    real_site: Path, language: str
) -> None:
    folder = real_site / language
    found = {
        f"{file.parent.relative_to(folder).as_posix()}/"
        for file in folder.rglob("index.html")
        if re.search(r"class=\"?app-leave\b", file.read_text("utf-8"))
    }
    assert found == {*DISCREET, *(f"{name}/" for name in PROSE)}


def test_a_permanent_link_shows_no_more(real_site: Path, parse_html: ParseHtml) -> None:
    betraying = set().union(*(_betraying(language) for language in LANGUAGES))
    betraying -= set().union(*(_said_everywhere(language) for language in LANGUAGES))
    for path in DISCREET:
        head = _head(_read(parse_html, real_site, f"d/{path}"))
        assert not _words(head) & betraying, path
    other = _head(_read(parse_html, real_site, "d/documents/card-a/"))
    assert DATASET.documents["card-a"].short_name.words("nl") in other


@pytest.mark.parametrize("language", LANGUAGES)
def test_kept_pages_and_the_installed_site_show_no_more(real_site: Path, language: str) -> None:
    betraying = _betraying(language)
    held: dict[str, tuple[str, str]] = {}
    for file in (real_site / "assets" / "offline").glob(f"*.{language}.*.json"):
        if not file.name.startswith("shell."):
            for path, (title, description, _) in json.loads(file.read_text("utf-8")).items():
                held[path] = (title, description)
    assert set(DISCREET) <= set(held)
    for path in DISCREET:
        assert not _words(" ".join(held[path])) & betraying, path
    app = json.loads((real_site / language / "app.webmanifest").read_text("utf-8"))
    assert not _words(f"{app['name']} {app['short_name']}") & betraying
