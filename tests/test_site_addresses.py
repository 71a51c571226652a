# Room: tests. The engine on a tiny real site: prefixes, alternates, sitemap, fallback pages.
"""Every page has one address a language, and says truthfully which languages it is in."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import BuildSite, Built, ParseHtml
from lxml import etree

LANGUAGES = ("fr", "nl", "en")
SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(scope="module")
def tiny(build_site: BuildSite) -> Built:
    built = build_site("tiny", env={"SITE_URL": "https://example.org/soins"})
    assert built.code == 0, built.log
    return built


def alternates(document: Any) -> dict[str, str]:
    links = document.xpath("//link[@rel='alternate']")
    return {link.get("hreflang"): link.get("href") for link in links}


def canonical(document: Any) -> str:
    return str(document.xpath("string(//link[@rel='canonical']/@href)"))


def test_every_language_has_its_prefix_french_too(tiny: Built) -> None:
    pages = {path for path in tiny.paths() if path.endswith("documents/b-card/index.html")}
    assert pages == {f"{lang}/documents/b-card/index.html" for lang in LANGUAGES} | {
        "d/documents/b-card/index.html"
    }
    folders = {path.split("/")[0] for path in tiny.paths() if "/" in path}
    assert folders == {*LANGUAGES, "d", "assets"}


def test_shared_files_of_docs_are_there_once(tiny: Built) -> None:
    plans = {path for path in tiny.paths() if path.endswith("plan.txt")}
    assert plans == {"assets/plan.txt"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_between_pages_stay_in_their_language(
    tiny: Built, parse_html: ParseHtml, lang: str
) -> None:
    document = parse_html(tiny.text(f"{lang}/index.html"))
    hrefs = [a.get("href") for a in document.xpath("//main//a")]
    assert hrefs == ["documents/annex-35/", "documents/", "../assets/plan.txt"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_names_itself_and_its_sisters_by_absolute_addresses(
    tiny: Built, parse_html: ParseHtml, lang: str
) -> None:
    document = parse_html(tiny.text(f"{lang}/documents/annex-35/index.html"))
    base, path = "https://example.org/soins", "documents/annex-35/"
    assert canonical(document) == f"{base}/{lang}/{path}"
    assert alternates(document) == {
        **{code: f"{base}/{code}/{path}" for code in LANGUAGES},
        "x-default": f"{base}/fr/{path}",
    }


def test_x_default_of_a_home_page_is_the_language_choice(
    tiny: Built, parse_html: ParseHtml
) -> None:
    document = parse_html(tiny.text("nl/index.html"))
    assert alternates(document)["x-default"] == "https://example.org/soins/"
    assert canonical(document) == "https://example.org/soins/nl/"


def test_a_page_without_translation_says_whose_words_it_shows(
    tiny: Built, parse_html: ParseHtml
) -> None:
    document = parse_html(tiny.text("nl/contact/index.html"))
    borrowed = document.xpath("//main/div[@lang='fr'][@dir='ltr']")
    assert document.get("lang") == "nl"
    assert len(borrowed) == 1
    assert borrowed[0].xpath("string(h2)") == "Qui"
    assert document.xpath("//p[@class='app-notice']")


def test_a_page_without_translation_is_no_sister_of_the_others(
    tiny: Built, parse_html: ParseHtml
) -> None:
    for lang in LANGUAGES:
        document = parse_html(tiny.text(f"{lang}/contact/index.html"))
        assert set(alternates(document)) == {"fr", "en", "x-default"}
    assert canonical(parse_html(tiny.text("nl/contact/index.html"))).endswith("/fr/contact/")


def test_links_of_borrowed_words_stay_in_the_reader_s_language(
    tiny: Built, parse_html: ParseHtml
) -> None:
    document = parse_html(tiny.text("nl/contact/index.html"))
    hrefs = [a.get("href") for a in document.xpath("//main//a")]
    assert hrefs == ["../documents/annex-35/", "../documents/b-card/"]


def test_the_sitemap_lists_each_page_once_a_language_it_is_really_in(tiny: Built) -> None:
    root = etree.fromstring(tiny.text("sitemap.xml").encode())
    found = [
        str(loc).removeprefix("https://example.org/soins/")
        for loc in root.xpath("//s:loc/text()", namespaces=SITEMAP)
    ]
    records = ("documents/annex-35/", "documents/b-card/", "payers/cpas/", "cpas/ixelles/")
    everywhere = ("", "documents/", *records)
    expected = {f"{lang}/{path}" for lang in LANGUAGES for path in everywhere}
    assert found == sorted({"", "fr/contact/", "en/contact/", *expected})


def test_the_sitemap_repeats_the_alternates_of_each_page(
    tiny: Built, parse_html: ParseHtml
) -> None:
    root = etree.fromstring(tiny.text("sitemap.xml").encode())
    url = root.xpath("//s:url[s:loc='https://example.org/soins/fr/contact/']", namespaces=SITEMAP)
    links = url[0].xpath("x:link", namespaces=SITEMAP)
    listed = {link.get("hreflang"): link.get("href") for link in links}
    assert listed == alternates(parse_html(tiny.text("fr/contact/index.html")))


def test_robots_are_told_where_the_sitemap_is(tiny: Built) -> None:
    assert "Sitemap: https://example.org/soins/sitemap.xml" in tiny.text("robots.txt")
    assert "Disallow" not in tiny.text("robots.txt")
