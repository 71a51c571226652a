# Room: tests. Every page in every language, at two widths: `make test-all`, for minutes.
"""The crawl: no page violates, asks another host, keeps anything, or complains."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.visits import DARK_DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.crawl]

# Small enough that two workers end together, large enough that one tab serves many pages.
SHARES = 24


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_shows_nothing_wrong(
    chromium: Browser, real_site: Path, real_site_url: str, share: int
) -> None:
    pages = sorted(real_site.rglob("*.html"))[share::SHARES]
    assert pages
    context = chromium.new_context(locale=Visitor.LOCALE)
    visitor = Visitor(context, site_url=real_site_url)
    wrong = {}
    for page in pages:
        path = page.relative_to(real_site).as_posix().removesuffix("index.html")
        # One width in each scheme: both schemes of both widths are looked at page kind by kind.
        if complaints := visitor.complaints(path, looks=(PHONE, DARK_DESK)):
            wrong[path] = complaints
    context.close()
    assert wrong == {}
