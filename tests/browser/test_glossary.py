# Room: tests. A word of the glossary in a browser: explained in place, by keys, or by its page.
"""With script a term opens under its paragraph and is announced; without, its link leads on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.conftest import NewContext

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "nl", "en")
SHEET = "topics/amu-refusal-appeal/"
WORDS = re.compile(r"\w{3}")


def open_sheet(page: Page, site: str, *, language: str = "fr") -> Locator:
    """The first term of the sheet, once the script has taken it over."""
    page.goto(f"{site}{language}/{SHEET}")
    term = page.locator("main a.app-term").first
    expect(term).to_have_attribute("aria-expanded", "false")
    return term


def explanation(page: Page) -> Locator:
    return page.locator(".app-explained")


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_open_and_close_the_explanation(
    language: str, new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    term = open_sheet(page, real_site_url, language=language)
    term.focus()
    page.keyboard.press("Enter")
    expect(term).to_have_attribute("aria-expanded", "true")
    # A status is read out when it fills; the focus stays, so that reading goes on.
    expect(explanation(page)).to_have_attribute("role", "status")
    expect(explanation(page)).to_contain_text(WORDS)
    expect(term).to_be_focused()
    page.keyboard.press("Escape")
    expect(explanation(page)).to_have_count(0)
    expect(term).to_have_attribute("aria-expanded", "false")
    assert page.url == f"{real_site_url}{language}/{SHEET}"


def test_a_second_tap_closes_the_explanation(new_context: NewContext, real_site_url: str) -> None:
    page = new_context(has_touch=True).new_page()
    term = open_sheet(page, real_site_url)
    term.tap()
    expect(explanation(page)).to_contain_text(WORDS)
    term.tap()
    expect(explanation(page)).to_have_count(0)


def test_the_explanation_is_the_entry_of_the_glossary(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    term = open_sheet(page, real_site_url)
    address = term.evaluate("link => link.href")
    term.click()
    expect(explanation(page)).to_contain_text(WORDS)
    shown = explanation(page).inner_text().split()
    page.goto(address)
    entry = page.locator(f"[id='{address.partition('#')[2]}']")
    assert shown == entry.inner_text().split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_the_link_leads_to_the_entry(
    language: str, new_context: NewContext, real_site_url: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{real_site_url}{language}/{SHEET}")
    term = page.locator("main a.app-term").first
    anchor = (term.get_attribute("href") or "").partition("#")[2]
    assert anchor
    term.click()
    expect(page).to_have_url(f"{real_site_url}{language}/glossary/#{anchor}")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_a_glossary_that_cannot_be_read_leaves_a_link(
    new_context: NewContext, real_site_url: str
) -> None:
    page = new_context().new_page()
    term = open_sheet(page, real_site_url)

    def only_the_page(route: Route) -> None:
        """The script's request fails; the page that the browser then opens does not."""
        if route.request.resource_type == "document":
            route.continue_()
        else:
            route.abort()

    page.route("**/glossary/", only_the_page)
    term.click()
    page.wait_for_url("**/fr/glossary/#*")
