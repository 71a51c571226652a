# Room: tests. Reading help: the page read aloud by the device's own voice, and larger letters.
"""Only a voice of the device speaks, only when asked; nothing moves, nothing is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import NewContext
from browser.visits import KEPT
from macros.views.frame import LEAVE_TO

pytestmark = pytest.mark.browser

# A sensitive one: it can be left quickly.
SHEET = "documents/annex-13/"
FRENCH = {"name": "Own", "lang": "fr-FR", "localService": True, "default": True}
BELGIAN = {"name": "Belgian", "lang": "fr_BE", "localService": True}
DUTCH = {"name": "Dutch", "lang": "nl-NL", "localService": True}
REMOTE = {"name": "Remote", "lang": "fr-FR", "localService": False}
# Speaks nothing; the test says when a voice has come to the end of its words.
FAKE = """(() => {
  const speech = new EventTarget();
  let now = null;
  Object.assign(speech, {
    voices: [], said: [], cancelled: 0,
    getVoices: () => speech.voices,
    speak(words) { now = words; speech.said.push([words.voice.name, words.lang, words.text]); },
    cancel() {
      const last = now;
      now = null;
      speech.cancelled += 1;
      last?.onerror({ type: "error", error: "canceled" });
    },
    finish() { const last = now; now = null; last.onend({ type: "end" }); },
    isSpeaking: () => now !== null,
  });
  Object.defineProperty(globalThis, "speechSynthesis", { value: speech });
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""
# Where everything stands, and how high the page is.
LAYOUT = """() => [document.documentElement.scrollHeight,
  ...[...document.querySelectorAll("main h1, main h2, .app-plate, .app-section")].map((element) => {
    const box = element.getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height].map(Math.round).join();
  })]"""


def opened(
    new_context: NewContext, site: str, *voices: dict[str, Any], path: str = f"fr/{SHEET}"
) -> Page:
    """A page on a device that has these voices."""
    page = new_context().new_page()
    page.add_init_script(f"{FAKE};speechSynthesis.voices = {json.dumps(voices)};")
    page.goto(f"{site}{path}")
    return page


def listen(page: Page) -> Locator:
    return page.get_by_role("button", name="Écouter", exact=True)


def pause(page: Page) -> Locator:
    return page.get_by_role("button", name="Pause", exact=True)


def words(shown: Locator) -> str:
    """What an element shows, every space alike."""
    return " ".join(shown.inner_text().split())


def said(page: Page) -> list[list[str]]:
    spoken: list[list[str]] = page.evaluate("speechSynthesis.said")
    return spoken


@pytest.mark.parametrize("voices", [(), (REMOTE,), (DUTCH,)], ids=["none", "remote", "other"])
def test_without_a_voice_of_its_own_the_device_is_not_asked_to_read(
    new_context: NewContext, real_site_url: str, voices: tuple[dict[str, Any], ...]
) -> None:
    page = opened(new_context, real_site_url, *voices)
    expect(page.get_by_role("button", name="Agrandir la page")).to_be_visible()
    expect(listen(page)).to_be_hidden()
    assert said(page) == []


def test_a_voice_that_comes_late_moves_nothing(new_context: NewContext, real_site_url: str) -> None:
    page = opened(new_context, real_site_url)
    before = page.evaluate(LAYOUT)
    page.evaluate(
        "voice => { speechSynthesis.voices = [voice];"
        " speechSynthesis.dispatchEvent(new Event('voiceschanged')); }",
        FRENCH,
    )
    expect(listen(page)).to_be_visible()
    assert said(page) == []
    assert page.evaluate(LAYOUT) == before


def test_reading_follows_the_text_and_moves_nothing(
    new_context: NewContext, real_site_url: str
) -> None:
    page = opened(new_context, real_site_url, REMOTE, FRENCH, BELGIAN)
    before = page.evaluate(LAYOUT)
    listen(page).click()
    for _ in range(12):
        voice, language, text = said(page)[-1]
        assert (voice, language) == ("Belgian", "fr_BE")
        shown = page.locator("[data-read]")
        expect(shown).to_have_count(1)
        expect(shown).to_be_in_viewport()
        assert text in words(shown)
        assert page.evaluate(LAYOUT) == before
        page.evaluate("speechSynthesis.finish()")
    texts = [text for _, _, text in said(page)]
    assert texts[0] == words(page.locator("h1"))
    assert words(page.locator("#answer h2")) in texts
    assert page.evaluate(KEPT) == []


def test_the_whole_page_is_read_without_its_sources(
    new_context: NewContext, real_site_url: str
) -> None:
    page = opened(new_context, real_site_url, FRENCH, DUTCH)
    listen(page).click()
    while page.evaluate("speechSynthesis.isSpeaking()"):
        page.evaluate("speechSynthesis.finish()")
    expect(pause(page)).to_be_hidden()
    expect(page.locator("[data-read]")).to_have_count(0)
    texts = " ".join(text for _, _, text in said(page))
    for part in ("#steps", "#papers", "#help"):
        assert words(page.locator(f"{part} h2").first) in texts
    for part in ("#sources h2", ".app-leave a", ".app-back"):
        assert words(page.locator(part).first) not in texts
    # What to show at the desk stands there in two languages: each is read by its own voice.
    dutch = page.locator(".app-desk [lang=nl]").first.evaluate("it => it.lastChild.data.trim()")
    assert ["Dutch", "nl-NL", dutch] in said(page)


def test_keys_pause_go_on_and_end(new_context: NewContext, real_site_url: str) -> None:
    page = opened(new_context, real_site_url, FRENCH)
    listen(page).focus()
    page.keyboard.press("Enter")
    expect(pause(page)).to_be_focused()
    page.evaluate("speechSynthesis.finish()")
    page.keyboard.press("Space")
    assert page.evaluate("speechSynthesis.isSpeaking()") is False
    expect(page.get_by_role("button", name="Reprendre")).to_be_focused()
    page.keyboard.press("Enter")
    # A pause begins its block again.
    assert said(page)[-1] == said(page)[-2]
    page.keyboard.press("Escape")
    assert page.evaluate("speechSynthesis.isSpeaking()") is False
    expect(page.locator("[data-read]")).to_have_count(0)
    expect(listen(page)).to_be_focused()


def test_leaving_quickly_is_silent_at_once(new_context: NewContext, real_site_url: str) -> None:
    page = opened(new_context, real_site_url, FRENCH)
    # No answer: the browser stays where it is, as long as a slow network takes.
    page.route(f"{LEAVE_TO}**", lambda route: route.fulfill(status=204))
    listen(page).click()
    for _ in range(3):
        page.keyboard.press("Shift")
    assert page.evaluate("speechSynthesis.isSpeaking()") is False


@pytest.mark.parametrize("width", [320, 1280])
def test_larger_letters_last_as_long_as_the_page(
    new_context: NewContext, real_site_url: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    page.goto(f"{real_site_url}fr/{SHEET}")
    larger = page.get_by_role("button", name="Agrandir la page")
    size = "() => parseFloat(getComputedStyle(document.querySelector('#steps li')).fontSize)"
    before = page.evaluate(size)
    larger.click()
    expect(larger).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(size) >= before * 1.29
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(KEPT) == []
    page.reload()
    expect(larger).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(size) == before


def test_without_script_nothing_is_promised(new_context: NewContext, real_site_url: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{real_site_url}fr/{SHEET}")
    expect(page.locator(".app-reading")).to_be_hidden()
