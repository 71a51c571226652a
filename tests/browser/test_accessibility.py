# Room: tests. One page of each kind and language, visited once for everything a visit can show.
"""No violation of axe, no error, no request elsewhere, nothing left behind."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import REPOSITORY
from playwright.sync_api import Page

from browser.conftest import NewContext
from macros.clock import as_of
from macros.load import load_dataset

pytestmark = pytest.mark.browser

DATASET = load_dataset(REPOSITORY, as_of=as_of({"AS_OF": "2026-11-21"}))
LANGUAGES = tuple(language.code for language in DATASET.languages)
# One page a template; those below a language, then those outside.
TEMPLATES = (
    "",
    "documents/",
    "documents/annex-35/",
    "payers/",
    "payers/urgent-medical-aid/",
    "cpas/",
    "cpas/molenbeek-saint-jean/",
    "topics/",
    "topics/urgent-medical-aid/",
    "topics/domestic-sexual-violence/",
    "questions/",
    "search/",
    "emergency/",
    "contact/",
    "eligibility/",
    "glossary/",
    "professionals/",
    "accessibility/",
    "privacy/",
    "about/",
    "about/law/",
    "about/offline/",
)
PATHS = (
    *(f"{language}/{path}" for language in LANGUAGES for path in TEMPLATES),
    "",
    "d/documents/annex-35/",
    "404.html",
)
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 740
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).slice(0, 3)}`
)"""
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(globalThis.caches ? await caches.keys() : []),
  ...(await indexedDB.databases()).map((held) => held.name),
  ...(await navigator.serviceWorker?.getRegistrations() ?? []).map((held) => held.scope),
]"""


@pytest.mark.parametrize("path", PATHS, ids=[path or "root" for path in PATHS])
def test_a_visit_shows_nothing_wrong(
    new_context: NewContext, real_site_url: str, path: str
) -> None:
    # A permanent link goes on in the browser's language at once: without script it stays.
    stays = path.startswith("d/")
    # Colours that still fade from one scheme to the other would be measured halfway.
    context = new_context(java_script_enabled=not stays, reduced_motion="reduce")
    page = context.new_page()
    errors, foreign = _listen(page, host=urlsplit(real_site_url).netloc)
    page.goto(f"{real_site_url}{path}", wait_until="networkidle")
    found: dict[str, Any] = {}
    for width in WIDTHS if not stays else ():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            # Evaluated, not added to the page: the Content-Security-Policy holds all the while.
            page.evaluate(AXE)
            if violations := page.evaluate(VIOLATIONS):
                found[f"{width} {scheme}"] = violations
    assert found == {}
    assert (errors, foreign, context.cookies()) == ([], [], [])
    if not stays:
        assert page.evaluate(KEPT) == []


def _listen(page: Page, *, host: str) -> tuple[list[str], list[str]]:
    """Two lists that fill as the page lives: its errors, its requests to other hosts."""
    errors: list[str] = []
    foreign: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: errors.append(message.text) if message.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            foreign.append(request.url) if urlsplit(request.url).netloc not in (host, "") else None
        ),
    )
    return errors, foreign
