# Room: tests. One page of each kind and language, visited once for everything a visit can show.
"""No violation of axe, no error, no request elsewhere, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.visits import DARK_DESK, DARK_PHONE, DESK, LANGUAGES, PATHS, PHONE, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visitor(chromium: Browser, real_site_url: str) -> Iterator[Visitor]:
    """One tab for all pages, of a reader whose language the site does not have."""
    context = chromium.new_context(locale=Visitor.LOCALE)
    yield Visitor(context, site_url=real_site_url)
    context.close()


@pytest.mark.parametrize("path", PATHS, ids=[path or "root" for path in PATHS])
def test_a_visit_shows_nothing_wrong(visitor: Visitor, path: str) -> None:
    # The words differ between languages, the colours do not: one language shows them, in both
    # schemes. The crawl judges them in every language.
    colours = not path.startswith(LANGUAGES[1:])
    looks = (PHONE, DESK, DARK_PHONE, DARK_DESK) if colours else (PHONE, DESK)
    assert visitor.complaints(path, looks=looks, contrast=colours) == {}


def test_a_visit_sees_what_is_wrong(visitor: Visitor) -> None:
    """A page with every fault is told by every kind of complaint."""
    found = visitor.complaints(
        "fr/",
        looks=(PHONE,),
        spoil="""() => {
            document.querySelector("html").removeAttribute("lang");
            document.querySelector("main p").style.color = "rgb(250, 250, 250)";
            localStorage.setItem("trace", "1");
            document.cookie = "trace=1";
            document.body.append(Object.assign(new Image(), { src: "https://example.org/spy" }));
        }""",
    )
    visitor.forget()
    assert sorted(found) == ["axe 360 light", "cookies", "errors", "kept", "other hosts"]
    assert "html-has-lang" in str(found["axe 360 light"])
    assert "color-contrast" in str(found["axe 360 light"])
    assert "policy: img-src https://example.org/spy" in str(found["errors"])
