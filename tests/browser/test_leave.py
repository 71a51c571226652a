# Room: tests. "Leave this page quickly", in a browser.
"""A discreet page is left at once, and never hides its answer under the button that does it."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import REPOSITORY
from playwright.sync_api import Page, Route, expect

from browser.conftest import NewContext
from macros.load import load_dataset
from macros.views.frame import LEAVE_TO

pytestmark = pytest.mark.browser

DATASET = load_dataset(REPOSITORY, as_of=date(2026, 11, 21))
LANGUAGES = tuple(language.code for language in DATASET.languages)
DISCREET = "fr/documents/annex-13/"
SMALL_PHONE = {"width": 360, "height": 640}
TINY_PHONE = {"width": 320, "height": 640}
TALL_PHONE = {"width": 360, "height": 800}
COVERS = """() => {
  const of = (name) => document.querySelector(name).getBoundingClientRect();
  const button = of(".app-leave a");
  const apart = (box) => box.right <= button.left || box.left >= button.right
    || box.bottom <= button.top || box.top >= button.bottom;
  return ["#answer li", ".app-back", "h1", ".app-ways"].filter((name) => !apart(of(name)));
}"""


def _with_a_neutral_page(page: Page) -> list[str]:
    """Answer for the neutral page ourselves; the list fills with what is asked of it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<title>Neutral</title>", content_type="text/html")

    page.route(f"{LEAVE_TO}**", answer)
    return asked


@pytest.mark.parametrize(
    "viewport", [TINY_PHONE, SMALL_PHONE, TALL_PHONE], ids=["tiny", "small", "tall"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_covers_neither_the_first_row_nor_the_bar(
    new_context: NewContext, real_site_url: str, language: str, viewport: dict[str, int]
) -> None:
    page = new_context(viewport=viewport).new_page()
    covered = {}
    paths = [
        *(f"documents/{key}/" for key, record in DATASET.documents.items() if record.discreet),
        *(f"payers/{key}/" for key, record in DATASET.payers.items() if record.discreet),
    ]
    for path in paths:
        page.goto(f"{real_site_url}{language}/{path}")
        if names := page.evaluate(COVERS):
            covered[path] = names
    assert covered == {}


@pytest.mark.parametrize("way", ["tap", "keyboard"])
def test_leaving_replaces_the_page_in_the_history(
    new_context: NewContext, real_site_url: str, way: str
) -> None:
    page = new_context().new_page()
    asked = _with_a_neutral_page(page)
    page.goto(f"{real_site_url}fr/")
    page.goto(f"{real_site_url}{DISCREET}")
    assert asked == []
    if way == "tap":
        page.locator(".app-leave a").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(LEAVE_TO)
    page.go_back()
    assert page.url == f"{real_site_url}fr/"


def test_capitals_and_a_single_shift_do_not_leave(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    asked = _with_a_neutral_page(page)
    page.goto(f"{real_site_url}{DISCREET}")
    page.keyboard.press("Shift")
    for _ in range(4):
        page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    page.wait_for_timeout(200)
    assert (page.url, asked) == (f"{real_site_url}{DISCREET}", [])


def test_without_script_the_button_is_a_link(new_context: NewContext, real_site_url: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    _with_a_neutral_page(page)
    page.goto(f"{real_site_url}{DISCREET}")
    expect(page.locator("#leave-limit")).to_be_visible()
    page.locator(".app-leave a").click()
    page.wait_for_url(LEAVE_TO)


@pytest.mark.parametrize("path", ["", "cpas/", "about/", "documents/card-a/", "topics/students/"])
def test_other_pages_have_no_such_button(
    new_context: NewContext, real_site_url: str, path: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/{path}")
    expect(page.locator(".app-leave")).to_have_count(0)
