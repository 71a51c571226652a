# Room: tests. Pages from right to left, in a browser, before there is a language that needs them.
"""Mirrored where it must be, never where a number, a map or a Latin name would be spoilt."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from arabic import make_arabic_project
from conftest import run_build
from playwright.sync_api import Page, expect

from browser.conftest import NewContext, serve
from browser.test_paper import ALONE, sheets

pytestmark = [pytest.mark.browser, pytest.mark.build]

PAGES = (
    "",
    "documents/",
    "documents/annex-35/",
    "cpas/",
    "cpas/anderlecht/",
    "questions/",
    "search/",
    "payers/cpas/",
    "eligibility/",
)
# Text whose nearest language is Arabic and that holds a Latin sentence: it should name its own.
# Addresses, names of laws and titles of sources are names: they are the same in every language.
UNMARKED = """() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.data, parent = walker.currentNode.parentElement;
        if (parent.closest("script, style, svg, .app-sources, a[href^='http']")) continue;
        if (parent.closest("[lang]").lang === "ar" && /[.?!]/.test(text)
            && /(?:[a-zà-ÿ’]+[ \\u00a0]){4}/.test(text)) found.push(text.trim());
    }
    return found;
}"""
# Where a text begins and ends on the screen.
EDGES = """(node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const text = walker.nextNode(), range = document.createRange();
    const at = (index) => {
        range.setStart(text, index); range.setEnd(text, index + 1);
        return range.getBoundingClientRect().left;
    };
    return [at(0), at(text.data.trimEnd().length - 1)];
}"""


@pytest.fixture(scope="module")
def arabic_site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real site with Arabic pages in it; ARABIC_SITE names one that is already built."""
    if built_before := os.environ.get("ARABIC_SITE"):
        with serve(Path(built_before)) as address:
            yield address
        return
    folder = tmp_path_factory.mktemp("arabic")
    built = run_build(make_arabic_project(folder / "project"), env={"LANGS": "ar"})
    assert built.code == 0, built.log
    with serve(built.site) as address:
        yield address
    shutil.rmtree(folder)


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


def left(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["x"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_from_right_to_left_and_fits(
    page: Page, arabic_site_url: str, path: str
) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(f"{arabic_site_url}ar/{path}")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            "ar",
            "rtl",
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    brand, search = left(page, ".app-brand svg"), left(page, ".app-tool")
    assert brand > search, "the name of the site comes first, on the right"
    assert page.evaluate(UNMARKED) == []


def test_the_plate_and_its_arrows_are_mirrored(page: Page, arabic_site_url: str) -> None:
    path = "documents/annex-35/"
    page.goto(f"{arabic_site_url}ar/{path}")
    row = "#answer .app-answer li"
    assert left(page, f"{row} .app-disc") > left(page, f"{row} b")
    assert left(page, f"{row} b") > left(page, f"{row} .app-icon")
    mirrored = "node => new DOMMatrix(getComputedStyle(node).transform).a"
    assert page.locator(f"{row} .app-icon").first.evaluate(mirrored) == -1
    assert page.locator(".app-back .app-icon").evaluate(mirrored) == -1
    page.goto(f"{arabic_site_url}fr/{path}")
    assert left(page, f"{row} .app-disc") < left(page, f"{row} b")
    assert page.locator(f"{row} .app-icon").first.evaluate(mirrored) == 1


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("emergency/", ".app-number, .app-ltr"),
        ("documents/annex-35/", ".app-tel span"),
        ("documents/annex-35/", "a.app-ltr"),
        ("cpas/anderlecht/", "b.app-ltr"),
        ("cpas/", ".app-codes a"),
    ],
)
def test_numbers_and_addresses_keep_their_order(
    page: Page, arabic_site_url: str, path: str, selector: str
) -> None:
    page.goto(f"{arabic_site_url}ar/{path}")
    shown = [node for node in page.locator(selector).all() if node.is_visible()]
    assert shown
    for node in shown:
        first, last = node.evaluate(EDGES)
        assert first < last, node.inner_text()


def test_the_map_is_not_mirrored(page: Page, arabic_site_url: str) -> None:
    # Anderlecht is in the west, Woluwe-Saint-Lambert in the east.
    page.goto(f"{arabic_site_url}ar/cpas/")
    west, east = (
        left(page, f".app-map a[href*='/{name}/'], .app-map a[href*='{name}/']")
        for name in ("anderlecht", "woluwe-saint-lambert")
    )
    assert west < east


def test_what_is_borrowed_from_french_says_so(page: Page, arabic_site_url: str) -> None:
    page.goto(f"{arabic_site_url}ar/topics/fgm/")
    borrowed = page.locator("main [lang=fr][dir=ltr]").first
    expect(borrowed).to_be_visible()
    expect(page.get_by_text("هذه الصفحة بالفرنسية فقط")).to_be_visible()


def test_the_questions_the_finder_and_the_search_speak_arabic(
    page: Page, arabic_site_url: str
) -> None:
    page.goto(f"{arabic_site_url}ar/search/")
    page.get_by_role("searchbox").fill("الملحق 35")
    expect(page.locator("[data-part=results] a").first).to_contain_text("الملحق 35")
    page.goto(f"{arabic_site_url}ar/cpas/")
    page.get_by_label("الرمز البريدي").fill("أندرلخت")
    page.keyboard.press("Enter")
    expect(page.locator("[data-answer]")).to_contain_text("Anderlecht")
    page.goto(f"{arabic_site_url}ar/questions/#annex-35")
    expect(page.get_by_role("heading", level=1)).to_contain_text("؟")


def test_what_is_found_in_another_language_is_read_from_its_own_side(
    page: Page, arabic_site_url: str
) -> None:
    page.goto(f"{arabic_site_url}ar/search/")
    page.get_by_role("searchbox").fill("malade")
    expect(page.locator("[data-part=results] b").first).to_be_visible()
    sides = page.locator("[data-part=results] b").evaluate_all(
        "all => all.map((title) => [/[a-z]/i.test(title.innerText[0]),"
        " getComputedStyle(title).direction])"
    )
    assert [True, "ltr"] in sides
    assert {(is_latin, side) for is_latin, side in sides} <= {(True, "ltr"), (False, "rtl")}


@pytest.mark.parametrize("document", ["annex-35", "no-document", "ai-asylum", "card-a"])
def test_the_printed_sheet_fits_one_page(
    new_context: NewContext, arabic_site_url: str, document: str
) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{arabic_site_url}ar/documents/{document}/")
    page.add_style_tag(content=ALONE)
    assert len(sheets(page)) == 1
