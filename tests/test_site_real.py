# Room: tests. The real site, built once with everything: real data, real templates, real pages.
"""What holds for every page we publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from conftest import REPOSITORY, Built, ParseHtml

from macros.load import load_dataset
from macros.load.published_ids import PUBLISHED_IDS_FILE, read_published_ids
from macros.views.pages import RecordPage, record_pages
from publish.permalinks import published_id_problems

pytestmark = pytest.mark.build

LANGUAGES = tuple(
    language["code"]
    for language in yaml.safe_load((REPOSITORY / "data/languages.yaml").read_text("utf-8"))
    if language["status"] != "planned"
)


@pytest.fixture(scope="module")
def real(real_site: Path) -> Built:
    return Built(project=REPOSITORY, site=real_site, code=0, log="")


@pytest.fixture(scope="module")
def pages(real: Built, parse_html: ParseHtml) -> dict[str, Any]:
    """Path of each HTML file -> its document."""
    return {
        path: parse_html(real.text(path)) for path in sorted(real.paths()) if path.endswith(".html")
    }


@pytest.fixture(scope="module")
def records() -> tuple[RecordPage, ...]:
    return record_pages(load_dataset(REPOSITORY, as_of=date(2026, 11, 21)))


def test_settings_and_data_name_the_same_languages() -> None:
    # Not safe_load: mkdocs.yml reads the environment by a tag of its own.
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    assert tuple(re.findall(r"- locale: (\w+)", settings)) == LANGUAGES


def test_every_id_ever_published_has_its_pages(
    pages: dict[str, Any], records: tuple[RecordPage, ...]
) -> None:
    text = (REPOSITORY / PUBLISHED_IDS_FILE).read_text("utf-8")
    keys = {f"{record.collection}/{record.record_id}" for record in records}
    assert published_id_problems(text, existing=keys) == ()
    for entry in read_published_ids(text):
        for folder in ("d", *LANGUAGES):
            assert f"{folder}/{entry.key}/index.html" in pages


def test_every_link_leads_to_a_page_and_a_place_that_exist(
    real: Built, pages: dict[str, Any]
) -> None:
    files = real.paths()
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for href in _internal_links(page):
            target, fragment = _resolved(path, href)
            if target not in files or (fragment and fragment not in ids.get(target, {fragment})):
                dead.append(f"{path}: {href}")
    assert dead == []


def test_the_desk_of_the_editor_is_never_published(real: Built) -> None:
    paths = real.paths()
    assert [path for path in paths if "editor" in path or "desk" in path] == []
    for path in paths:
        if path.endswith((".html", ".js", ".css", ".json", ".xml")):
            text = real.text(path)
            assert "vscode://" not in text, path
            assert "/editor/" not in text, path


def test_no_page_asks_another_host_for_anything(pages: dict[str, Any]) -> None:
    own_address = "@rel='canonical' or @rel='alternate'"
    asked = f"//script/@src | //img/@src | //iframe/@src | //link[not({own_address})]/@href"
    for path, page in pages.items():
        assert [href for href in page.xpath(asked) if urlsplit(href).netloc] == [], path


def test_every_page_bears_its_language_on_its_first_element(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        first = path.split("/")[0]
        if first in LANGUAGES:
            assert page.get("lang") == first, path
        assert page.get("dir") in {"ltr", "rtl"}, path


def test_every_page_has_one_title_and_one_main_heading(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        assert page.xpath("normalize-space(string(//head/title))"), path
        assert len(page.xpath("//h1")) == 1, path


def test_ids_are_unique_in_each_page(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        ids = page.xpath("//@id")
        assert sorted(set(ids)) == sorted(ids), path


def test_only_the_pages_outside_the_languages_stay_out_of_indexes(pages: dict[str, Any]) -> None:
    hidden = {path for path, page in pages.items() if page.xpath("//meta[@name='robots']")}
    assert {path for path in hidden if path.startswith("d/")} == {
        path for path in pages if path.startswith("d/")
    }
    assert "404.html" in hidden
    assert "index.html" not in hidden


def test_the_404_page_speaks_every_language(pages: dict[str, Any]) -> None:
    assert tuple(pages["404.html"].xpath("//section[@lang]/@lang")) == LANGUAGES


def _internal_links(page: Any) -> Iterator[str]:
    for href in page.xpath("//a/@href | //link[@rel='stylesheet' or @rel='icon']/@href"):
        parts = urlsplit(href)
        if not parts.scheme and not parts.netloc:
            yield str(href)


def _resolved(path: str, href: str) -> tuple[str, str]:
    """The file of the site an internal link leads to, and the id in it."""
    parts = urlsplit(href)
    if not parts.path:
        return path, unquote(parts.fragment)
    base = "" if parts.path.startswith("/") else dirname(path)
    target = normpath(f"{base}/{unquote(parts.path)}").lstrip("/")
    if parts.path.endswith("/") or target == ".":
        target = str(Path(target) / "index.html")
    return target, unquote(parts.fragment)
