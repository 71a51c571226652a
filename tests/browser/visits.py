# Room: tests. One visit of a page for everything a visit can show. Used by test_accessibility.py
# and test_for_everyone.py (one page of each kind) and test_crawl.py (every page).
"""A visitor that opens page after page in one tab, and says what each one does wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from conftest import REPOSITORY
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from macros.load import load_dataset

DATASET = load_dataset(REPOSITORY, as_of=date(2026, 11, 21))
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
    "municipalities/",
    "professionals/",
    "accessibility/",
    "privacy/",
    "about/",
    "about/law/",
    "about/review/",
    "about/offline/",
    "about/figures-of-this-site/",
)
OUTSIDE = ("", "d/documents/annex-35/", "404.html")
PATHS = (*(f"{language}/{path}" for language in LANGUAGES for path in TEMPLATES), *OUTSIDE)

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# The size of targets is a rule of WCAG 2.2, which axe leaves out unless asked.
VIOLATIONS = """async (contrast) => (await axe.run(document, {
  resultTypes: ["violations"],
  rules: {"target-size": {enabled: true}, "color-contrast": {enabled: contrast}},
})).violations.map(
  (found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).slice(0, 3)}`
)"""
# Runs before the page does: a policy may be broken while it is still being read.
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`)
)"""
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(globalThis.caches ? await caches.keys() : []),
  ...(await indexedDB.databases()).map((held) => held.name),
  ...(await navigator.serviceWorker?.getRegistrations() ?? []).map((held) => held.scope),
]"""

Scheme = Literal["light", "dark"]
HEIGHT = 740


@dataclass(frozen=True, kw_only=True)
class Look:
    """A width and a colour scheme in which axe reads a page."""

    width: int
    scheme: Scheme


PHONE, DESK = Look(width=360, scheme="light"), Look(width=1280, scheme="light")
DARK_PHONE, DARK_DESK = Look(width=360, scheme="dark"), Look(width=1280, scheme="dark")


class Visitor:
    """One tab of `context`. It stays open from page to page: that is five times faster, and a
    reader does so too, so that what one page leaves behind is found on the next."""

    # A permanent link goes on in the reader's language, if the site has it: this reader stays.
    LOCALE = "ja"

    def __init__(self, context: BrowserContext, *, site_url: str) -> None:
        self._context = context
        self._site_url = site_url
        self._host = urlsplit(site_url).netloc
        self._errors: list[str] = []
        self._foreign: list[str] = []
        context.add_init_script(LISTEN)
        # Colours that still fade from one scheme to the other would be measured halfway.
        self._page = context.new_page()
        self._page.emulate_media(reduced_motion="reduce")
        self._listen(self._page)

    def complaints(
        self, path: str, *, looks: Iterable[Look], contrast: bool = True, spoil: str = ""
    ) -> dict[str, Any]:
        """What is wrong with the page at `path`, by kind; {} when nothing is.

        `contrast` of colours takes longer to judge than all the rest together.
        `spoil` is a function of JavaScript that makes it wrong first: a test of this test.
        """
        self._errors.clear()
        self._foreign.clear()
        self._page.goto(f"{self._site_url}{path}", wait_until="load")
        found: dict[str, Any] = {}
        if spoil:
            self._page.evaluate(spoil)
        # Evaluated, not added to the page: the Content-Security-Policy holds all the while.
        self._page.evaluate(AXE)
        for look in looks:
            self._page.set_viewport_size({"width": look.width, "height": HEIGHT})
            self._page.emulate_media(color_scheme=look.scheme)
            found[f"axe {look.width} {look.scheme}"] = self._page.evaluate(VIOLATIONS, contrast)
        # The page has been open for a second by now: what it does late is seen too.
        found["kept"] = self._page.evaluate(KEPT)
        found["cookies"] = self._context.cookies()
        found["errors"] = list(self._errors)
        found["other hosts"] = list(self._foreign)
        return {kind: what for kind, what in found.items() if what}

    def forget(self) -> None:
        """Throw away what a page has left behind, so that the next one is not blamed for it."""
        self._context.clear_cookies()
        self._page.evaluate("() => localStorage.clear()")

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("console", self._note_message)
        page.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(message.text)

    def _note_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in (self._host, ""):
            self._foreign.append(request.url)
