# Room: tests. From the home page to the answer, for every paper, counted in a browser.
"""Home, door, paper: never more than three taps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from conftest import REPOSITORY
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import PHONE
from macros.load import load_dataset
from macros.views.chooser import documents_by_door

pytestmark = pytest.mark.browser

TAPS = 3
DOORS = [
    (door, document.id)
    for door, documents in documents_by_door(
        load_dataset(REPOSITORY, as_of=date(2026, 11, 21)).documents.values()
    )
    for document in documents
]
# Every paper in the source language; the others have the same pages, so a few are enough.
JOURNEYS = [("fr", *entry) for entry in DOORS] + [
    (language, *entry) for language in ("nl", "en") for entry in DOORS[::8]
]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One tab for all journeys: each starts at the home page."""
    context = chromium.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("language", "door", "document"), JOURNEYS)
def test_every_paper_is_three_taps_away_at_most(
    page: Page, real_site_url: str, language: str, door: str, document: str
) -> None:
    page.goto(f"{real_site_url}{language}/")
    taps = 0

    def tap(link: Locator) -> None:
        nonlocal taps
        expect(link).to_be_visible()
        link.tap()
        taps += 1

    tap(page.locator(f"main a.app-door[href$='#{door}']"))
    tap(
        page.locator(
            f"section#{door} a[href$='/{document}/'], section#{door} a[href='{document}/']"
        )
    )
    expect(page.locator("#answer")).to_be_visible()
    assert page.url == f"{real_site_url}{language}/documents/{document}/"
    assert taps <= TAPS
