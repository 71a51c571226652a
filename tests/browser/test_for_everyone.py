# Room: tests. What axe cannot see: small and zoomed screens, other spacing and colours, keys alone.
"""Every kind of page can be read, reached and used by everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browser.conftest import NewContext
from browser.visits import KEPT, PATHS

pytestmark = pytest.mark.browser

SMALL_PHONE: ViewportSize = {"width": 360, "height": 640}
# What a reader may impose, by the means a policy leaves open.
IMPOSE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
# WCAG 1.4.4, and 1.4.12 with its own values.
TWICE = "html { font-size: 200% !important }"
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
# (how it is called, width, what the reader imposes); 320 px is 1280 at 400 %.
SETTINGS = (("320 px", 320, ""), ("twice", 640, TWICE), ("spaced", 360, SPACED))
# Words that stand outside their box, or the page outside the screen.
CUT = """() => {
  const found = [];
  const page = document.documentElement;
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (style.display === "inline" || style.clipPath !== "none" || !element.clientWidth) continue;
    if (!element.checkVisibility()) continue;
    if (element.closest("svg, figure, .app-hidden, .app-skip")) continue;
    if (style.overflowX === "auto" || element.closest(".app-scroll")) continue;
    const wide = element.scrollWidth - element.clientWidth;
    const isBox = element.matches("button, summary, input, .app-button");
    const high = isBox || style.overflowY !== "visible"
      ? element.scrollHeight - element.clientHeight : 0;
    // The innermost one is the cause.
    if (wide > 2 || high > 4) {
      found.unshift(`${element.tagName} ${element.className} +${wide} +${high}`);
    }
  }
  if (page.scrollWidth > page.clientWidth) found.unshift(`page: ${page.scrollWidth}`);
  return found.slice(0, 4);
}"""
# Stand-alone controls: a thumb needs 44 px (LOOK.md section 13); axe holds the others to 24.
MAIN = (
    ".app-button, .app-door, .app-ways a, .app-tool, .app-brand, .app-back, .app-langs a,"
    " .app-list a, .app-answer a, .app-tel, .app-codes a, .app-field, .app-tongues a,"
    " .app-more summary, .app-footer a"
)
THIN = f"""() => [...document.querySelectorAll("{MAIN}")].filter((element) => {{
  const box = element.getBoundingClientRect();
  return element.checkVisibility() && !element.closest(".app-prose p, .app-prose li")
    && box.width > 1 && (box.height < 43.5 || box.width < 43.5);
}}).map((thin) => `${{thin.className}} ${{thin.textContent.trim().slice(0, 20)}}`).slice(0, 4)"""
# The element with the focus: whether any of it can be seen, and how it is marked.
FOCUS = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
  // Of what is larger than the screen, the part on it.
  const on = (start, end, size, part) =>
    Math.max(start, 0) + (Math.min(end, size) - Math.max(start, 0)) * part;
  const isSeen = boxes.some((box) => [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].some(
    ([x, y]) => {
      const top = document.elementFromPoint(
        on(box.left, box.right, innerWidth, x), on(box.top, box.bottom, innerHeight, y));
      return top && (element.contains(top) || top.contains(element));
    }));
  return {
    name: `${element.tagName} ${element.className.baseVal ?? element.className} `
      + (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 30),
    isSeen,
    isMarked: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
      || element.closest("svg") !== null,
    isEnd: element === document.body || element === document.documentElement,
  };
}"""
NAMED = ("link", "button", "textbox", "searchbox", "group", "region", "navigation", "image")


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """One tab for all pages, of a reader whose language the site does not have."""
    context = chromium.new_context(locale="ja", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS, ids=[path or "root" for path in PATHS])
def test_a_page_suits_every_screen_spacing_and_thumb(
    tab: Page, real_site_url: str, path: str
) -> None:
    tab.goto(f"{real_site_url}{path}")
    found: dict[str, Any] = {}
    for name, width, css in SETTINGS:
        tab.set_viewport_size({"width": width, "height": 740})
        tab.evaluate(IMPOSE, css)
        found[name] = tab.evaluate(CUT)
    tab.evaluate(IMPOSE, "")
    tab.set_viewport_size(SMALL_PHONE)
    found["thin"] = tab.evaluate(THIN)
    found["nameless"] = nameless(tab)
    html = tab.locator("html")
    found["lang"] = [] if re.fullmatch("[a-z]{2}", html.get_attribute("lang") or "") else ["lang"]
    found["dir"] = [] if html.get_attribute("dir") in ("ltr", "rtl") else ["dir"]
    assert {kind: what for kind, what in found.items() if what} == {}


def nameless(page: Page) -> list[str]:
    """The roles that a screen reader meets here without a name; menus that share one."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    named = [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in NAMED
    ]
    menus = [name for role, name in named if role == "navigation"]
    shared = [name for name in set(menus) if menus.count(name) > 1]
    return [role for role, name in named if not name and role != "group"] + shared


def walk(page: Page, *, most: int) -> list[dict[str, Any]]:
    """What Tab reaches, from the top of the page to its end."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isEnd"]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize(
    "path",
    [
        "", "documents/annex-13/", "topics/fgm/", "cpas/", "questions/", "emergency/", "search/",
        "glossary/", "eligibility/",
    ],
)  # fmt: skip
def test_the_focus_is_marked_and_never_hidden(
    new_context: NewContext, real_site_url: str, path: str
) -> None:
    page = new_context(viewport=SMALL_PHONE).new_page()
    page.goto(f"{real_site_url}fr/{path}")
    stops = walk(page, most=90)
    assert len(stops) > 10
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
    assert [stop["name"] for stop in stops if not stop["isMarked"]] == []


@pytest.mark.parametrize(
    ("path", "field", "typed", "found"),
    [
        ("search/", "#search-field", "huisarts", "[data-part=results] a"),
        ("cpas/", "#finder-place", "1050", "[data-answer] button"),
        ("questions/", "button.app-door", "", "[data-part=step] .app-choices button"),
        ("topics/fgm/", "main a.app-term", "", ".app-explained p"),
    ],
)
def test_the_focus_is_never_hidden_in_what_a_script_adds(
    new_context: NewContext, real_site_url: str, path: str, field: str, typed: str, found: str
) -> None:
    page = new_context(viewport=SMALL_PHONE).new_page()
    page.goto(f"{real_site_url}nl/{path}")
    reach(page, field, most=90)
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator(found).first).to_be_visible()
    stops = walk(page, most=15)
    assert len(stops) == 15
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
    assert [stop["name"] for stop in stops if not stop["isMarked"]] == []


def reach(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until the first of `selector` has the focus."""
    target = page.locator(selector).first
    for _ in range(most):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} was not reached in {most} steps of {page.url}")


def test_keys_alone_lead_from_the_first_page_to_a_cpas(
    new_context: NewContext, real_site_url: str
) -> None:
    """Language, menu, door, details, search, finder and map, without a pointer."""
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/")
    reach(page, "nav.app-langs a[hreflang=nl]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/")
    reach(page, "nav.app-ways a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/documents/")
    page.goto(f"{real_site_url}nl/documents/annex-35/")
    reach(page, "details summary", most=90)
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")
    page.goto(f"{real_site_url}nl/search/")
    reach(page, "#search-field")
    page.keyboard.type("bijlage 35")
    page.keyboard.press("Enter")
    reach(page, "[data-part=results] a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/documents/annex-35/")
    page.goto(f"{real_site_url}nl/cpas/")
    reach(page, "#finder-place")
    page.keyboard.type("1030")
    page.keyboard.press("Enter")
    expect(page.locator("[data-module=finder] [data-answer] h2").first).to_be_visible()
    reach(page, "svg.app-map a", most=90)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/nl/cpas/[\w-]+/$"))


def test_keys_alone_answer_the_questions(new_context: NewContext, real_site_url: str) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/questions/")
    expect(page.locator("button.app-door").first).to_be_visible()
    reach(page, "button.app-door")
    page.keyboard.press("Enter")
    answer = page.locator("[data-part=step] .app-choices button").first
    result = page.locator("[data-part=result]")
    for _ in range(14):
        expect(answer.or_(result).filter(visible=True).first).to_be_visible()
        if result.is_visible():
            break
        # The new question has the focus: its first answer is one step away, or two.
        reach(page, "[data-part=step] .app-choices button", most=4)
        page.keyboard.press("Enter")
    expect(result).to_be_visible()


def test_imposed_colours_keep_every_edge(new_context: NewContext, real_site_url: str) -> None:
    page = new_context(forced_colors="active").new_page()
    page.goto(f"{real_site_url}fr/documents/annex-35/")
    edge = "it => parseFloat(getComputedStyle(it).borderBlockEndWidth)"
    for part in (".app-plate", ".app-disc", ".app-button", ".app-note"):
        assert page.locator(part).first.evaluate(edge) >= 1, part
    assert page.locator(".app-ways [aria-current]").evaluate(edge) >= 2
    page.locator("#answer a").first.focus()
    assert page.evaluate(FOCUS)["isMarked"]


@pytest.mark.parametrize(("motion", "longest"), [("reduce", 0), ("no-preference", 0.12)])
def test_nothing_moves_for_long(
    new_context: NewContext, real_site_url: str, motion: str, longest: float
) -> None:
    page = new_context(reduced_motion=motion).new_page()
    for path in ("fr/", "fr/documents/annex-35/", "fr/questions/", "fr/cpas/"):
        page.goto(f"{real_site_url}{path}")
        durations = page.evaluate(
            """() => [...document.querySelectorAll("*")].flatMap((element) => {
              const { transitionDuration, animationName } = getComputedStyle(element);
              const seconds = transitionDuration.split(",").map(parseFloat);
              return [animationName === "none" ? 0 : 99, ...seconds];
            })"""
        )
        assert max(durations) <= longest


def test_a_visit_of_ten_pages_leaves_nothing(new_context: NewContext, real_site_url: str) -> None:
    """Also after a search, an answer, a postcode, larger letters and an opened detail."""
    context = new_context()
    page = context.new_page()
    paths = (
        "", "fr/", "fr/documents/", "fr/documents/annex-35/", "fr/payers/urgent-medical-aid/",
        "fr/topics/vaccination/", "fr/search/", "fr/questions/", "fr/cpas/", "nl/emergency/",
    )  # fmt: skip
    for path in paths:
        page.goto(f"{real_site_url}{path}")
        if path == "fr/documents/annex-35/":
            page.get_by_role("button", name="Agrandir la page").click()
            page.locator("details summary").first.click()
        if path == "fr/topics/vaccination/":
            page.locator("main a.app-term").first.click()
        if path == "fr/search/":
            page.locator("#search-field").fill("annexe 35")
            expect(page.locator("[data-part=results] a").first).to_be_visible()
        if path == "fr/questions/":
            page.locator("button.app-door").first.click()
        if path == "fr/cpas/":
            page.locator("#finder-place").fill("1030")
            page.keyboard.press("Enter")
        assert page.evaluate(KEPT) == []
    assert context.cookies() == []
