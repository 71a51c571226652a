# Room: tests. The printed sheet of a paper, in the browser that prints it.
"""Each document prints first a sheet that fits one A4; every page prints whole, in black and white,
with a code that leads back to it."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from conftest import REPOSITORY
from playwright.sync_api import FloatRect, Page
from pypdfium2 import PdfDocument

from browser.conftest import NewContext
from browser.visits import TEMPLATES
from macros.load import load_dataset

pytestmark = pytest.mark.browser

DATASET = load_dataset(REPOSITORY, as_of=date(2026, 11, 21))
LANGUAGES = tuple(language.code for language in DATASET.languages)
# The sheet and what is printed above it, without the pages that follow.
ALONE = """
.app-main > :not(.app-paper), .app-paper ~ * { display: none !important }
.app-paper { break-after: auto !important }
"""
# What media queries see on paper; a phone of 360 px would be printed as one.
A4 = {"width": 794, "height": 1123}
# Lists of nothing but the same rows, too long to print at each run.
LONG = ("municipalities/", "search/", "about/law/", "about/review/", "professionals/")
PRINTED = tuple(path for path in TEMPLATES if path not in LONG)
# Where the words of a heading or of a term stand, which never end a page.
HEADINGS = """() => [...document.querySelectorAll("main :is(h2, h3, h4, dt, .app-table__group)")]
  .filter((node) => node.checkVisibility()).map((node) => node.innerText)"""
UNREADABLE_NUMBERS = """() => [...document.querySelectorAll('main a[href^="tel:"]')]
  .filter((node) => !node.checkVisibility() && !node.closest(".app-leave"))
  .map((node) => node.href)"""
# The pixels of a picture: the brightness of each, or how far the most colourful one is from grey.
PIXELS = """async ([png, colour]) => {
  const blob = await (await fetch(`data:image/png;base64,${png}`)).blob();
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const all = pen.getImageData(0, 0, bitmap.width, bitmap.height).data;
  let most = 0, grey = "";
  for (let i = 0; i < all.length; i += 4) {
    const red = all[i], green = all[i + 1], blue = all[i + 2];
    if (colour) most = Math.max(most, Math.max(red, green, blue) - Math.min(red, green, blue));
    else grey += String.fromCharCode(green);
  }
  return colour ? most : [bitmap.width, bitmap.height, btoa(grey)];
}"""


def sheets(page: Page) -> PdfDocument:
    """The pages that the browser prints."""
    return PdfDocument(page.pdf(prefer_css_page_size=True))


def _printed(page: Page) -> list[str]:
    """The words of each printed page."""
    return [sheet.get_textpage().get_text_bounded() for sheet in sheets(page)]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _pixels(blank: Page, png: bytes, *, colour: bool = False) -> Any:
    return blank.evaluate(PIXELS, [b64encode(png).decode(), colour])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_every_document_fits_one_page(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(bypass_csp=True).new_page()
    too_long = []
    for document in DATASET.documents:
        page.goto(f"{real_site_url}{language}/documents/{document}/")
        page.add_style_tag(content=ALONE)
        if len(sheets(page)) != 1:
            too_long.append(document)
    assert too_long == []


def test_the_sheet_is_the_first_page_and_the_details_follow(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/documents/annex-35/")
    sheet = page.locator(".app-paper")
    assert not sheet.is_visible()
    assert len(sheets(page)) > 1
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_empty_and_none_ends_with_a_heading(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(viewport=A4).new_page()
    page.emulate_media(media="print")
    for path in PRINTED:
        page.goto(f"{real_site_url}{language}/{path}")
        printed = _printed(page)
        headings = {_plain(text) for text in page.evaluate(HEADINGS)} - {""}
        assert page.evaluate(UNREADABLE_NUMBERS) == [], path
        for number, words in enumerate(printed, start=1):
            where = f"{language}/{path}, sheet {number} of {len(printed)}"
            assert _plain(words), where
            last = _plain(words.strip().rpartition("\n")[2])
            assert last not in headings, f"{where} ends with {last}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["", "documents/annex-35/", "payers/cpas/", "topics/fgm/", "cpas/ixelles/"]
)
def test_the_code_on_paper_leads_to_the_permanent_link(
    new_context: NewContext, real_site_url: str, language: str, path: str
) -> None:
    context = new_context(device_scale_factor=2)
    # A tab behind another one draws once a second: the page is the one in front.
    blank, page = context.new_page(), context.new_page()
    page.goto(f"{real_site_url}{language}/{path}")
    page.emulate_media(media="print")
    code = page.locator("svg.app-qr")
    assert code.count() == 1
    code.scroll_into_view_if_needed()
    box = code.bounding_box()
    assert box is not None
    # As on paper, with the white around it.
    clip = FloatRect(
        x=box["x"] - 8, y=box["y"] - 8, width=box["width"] + 16, height=box["height"] + 16
    )
    width, height, grey = _pixels(blank, page.screenshot(clip=clip))
    (read,) = zxingcpp.read_barcodes(memoryview(b64decode(grey)).cast("B", (height, width)))
    written = page.locator(".app-print .app-ltr").inner_text()
    assert read.text == written
    assert written.endswith(f"/d/{path}" if path else f"/{language}/")


@pytest.mark.parametrize(
    "path", ["", "documents/", "documents/annex-35/", "payers/cpas/", "cpas/", "emergency/"]
)
def test_paper_is_black_and_white(new_context: NewContext, real_site_url: str, path: str) -> None:
    context = new_context(reduced_motion="reduce")
    # A tab behind another one draws once a second: the page is the one in front.
    blank, page = context.new_page(), context.new_page()
    page.goto(f"{real_site_url}fr/{path}")
    in_colour = _pixels(blank, page.screenshot(), colour=True)
    page.emulate_media(media="print")
    assert in_colour > 100
    assert _pixels(blank, page.screenshot(full_page=True), colour=True) == 0


def test_the_table_of_papers_and_payers_is_printed_as_cards_that_are_never_cut(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{real_site_url}fr/eligibility/")
    page.emulate_media(media="print")
    cards = page.locator(".app-table tr:not(.app-table__group)").filter(visible=True)
    assert cards.count() == len(DATASET.documents)
    assert set(
        cards.evaluate_all("all => all.map((node) => getComputedStyle(node).breakInside)")
    ) == {"avoid"}
    # Each line names its payer, which stood in the head of the table.
    named = page.locator(".app-table td[data-payer]").first
    assert named.evaluate("node => getComputedStyle(node, '::after').content") == (
        f'"{named.get_attribute("data-payer")}"'
    )


def test_what_is_folded_on_the_screen_is_open_on_paper(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/payers/health-insurance/")
    folded = page.locator("main details:not([open]) > :not(summary)")
    words = [_plain(text) for text in folded.all_text_contents()]
    assert words
    printed = _plain("".join(_printed(page)))
    assert [text[:40] for text in words if text[:40] not in printed] == []
