# Room: tests. The printed sheet of a paper, in the browser that prints it.
"""Each document prints first a sheet that fits one A4, in every language."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY

from browser.conftest import NewContext
from macros.load import load_dataset

pytestmark = pytest.mark.browser

DATASET = load_dataset(REPOSITORY, as_of=date(2026, 11, 21))
LANGUAGES = tuple(language.code for language in DATASET.languages)
# The sheet and what is printed above it, without the pages that follow.
ALONE = """
.app-main > :not(.app-paper), .app-paper ~ * { display: none !important }
.app-paper { break-after: auto !important }
"""
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_every_document_fits_one_page(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(bypass_csp=True).new_page()
    too_long = []
    for document in DATASET.documents:
        page.goto(f"{real_site_url}{language}/documents/{document}/")
        page.add_style_tag(content=ALONE)
        if len(PAGE.findall(page.pdf(prefer_css_page_size=True))) != 1:
            too_long.append(document)
    assert too_long == []


def test_the_sheet_is_the_first_page_and_the_details_follow(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/documents/annex-35/")
    sheet = page.locator(".app-paper")
    assert not sheet.is_visible()
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) > 1
    page.emulate_media(media="print")
    assert sheet.is_visible()
    assert sheet.evaluate("node => getComputedStyle(node).breakAfter") == "page"
    above = page.evaluate(
        """() => [...document.querySelectorAll(".app-main > *")]
        .filter((node) => node.checkVisibility())[0].className"""
    )
    assert above == "app-paper"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_says_what_a_desk_needs(real_site: Path, language: str) -> None:
    for document in DATASET.documents:
        html = (real_site / language / "documents" / document / "index.html").read_text("utf-8")
        sheet = re.search(r'<section class="?app-paper\b.*?</section>', html, re.S)
        assert sheet is not None, document
        text = sheet[0]
        assert f"/d/documents/{document}/" in text, document
        for part in ("app-disc", "app-steps", "app-ticks", "app-tel", "app-qr", "app-dates"):
            assert part in text, f"{document}: {part}"
