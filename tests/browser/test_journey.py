# Room: tests. The main job, as a reader does it on a phone: language, paper, who pays, CPAS.
"""Someone with an annex 35 finds who pays and a CPAS, in each language, with and without script."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import REPOSITORY
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from browser.conftest import NewContext
from macros.load import load_dataset
from macros.views.documents import who_pays_rows
from macros.views.related import written_topics

pytestmark = pytest.mark.browser

DAY = date(2026, 11, 21)
DATASET = load_dataset(REPOSITORY, as_of=DAY)
LANGUAGES = tuple(language.code for language in DATASET.languages)
# The bar of the four ways covers the foot of a phone; a phone held low shows this much.
SMALL_PHONE = {"width": 360, "height": 640}
WIDTHS = (320, 360, 1280)


def _tap(page: Page, selector: str) -> None:
    page.locator(selector).first.click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_finds_who_pays_and_the_cpas(
    new_context: NewContext, real_site_url: str, language: str, script: bool
) -> None:
    context = new_context(java_script_enabled=script)
    page = context.new_page()
    foreign: list[str] = []
    complaints: list[str] = []
    host = urlsplit(real_site_url).netloc

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc != host:
            foreign.append(request.url)

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("request", note)
    page.on("console", complain)
    page.goto(real_site_url)
    _tap(page, f"main a[hreflang={language}]")
    expect(page.locator("html")).to_have_attribute("lang", language)
    _tap(page, "main a.app-door[href*='documents/#sheet']")
    _tap(page, "section#sheet a[href$='annex-35/']")
    rows = who_pays_rows(DATASET, "annex-35", locale=language, on_date=DAY)
    lines = [line for row in rows for line in row.lines]
    plate = page.locator("#answer")
    expect(plate.locator("li")).to_have_count(len(lines))
    expect(plate.locator("li").first).to_contain_text(str(lines[0].condition))
    expect(plate.locator("li").first).to_contain_text(str(rows[0].payer))
    _tap(page, "#answer li a")
    expect(page.locator(f"[id='steps-{rows[0].payer_id}']")).to_be_in_viewport()
    _tap(page, "nav.app-ways a[href$='cpas/']")
    _tap(page, "main a[href$='schaerbeek/']")
    cpas = DATASET.cpas["schaerbeek"]
    expect(page.locator("h1")).to_have_text(str(cpas.names.words(language)))
    expect(page.locator(f"#answer a[href='tel:{cpas.phone}']")).to_be_visible()
    assert foreign == []
    assert complaints == []
    assert context.cookies() == []
    if script:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_switch_keeps_the_page(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    for other in LANGUAGES:
        if other == language:
            continue
        page.goto(f"{real_site_url}{language}/documents/card-f/")
        link = page.locator(f"nav.app-langs a[hreflang={other}]")
        expect(link).to_be_visible()
        link.click()
        assert page.url == f"{real_site_url}{other}/documents/card-f/"
        expect(page.locator("html")).to_have_attribute("lang", other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_small_phone_holds_a_whole_answer(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    """The plate's heading and its first row stand above the bar, on every document and payer."""
    page = new_context(viewport=SMALL_PHONE, java_script_enabled=False).new_page()
    low: list[str] = []
    for path in [
        *(f"documents/{name}/" for name in DATASET.documents),
        *(f"payers/{name}/" for name in DATASET.payers),
    ]:
        page.goto(f"{real_site_url}{language}/{path}")
        row = page.locator("#answer li").first.bounding_box()
        bar = page.locator("nav.app-ways").bounding_box()
        assert row is not None
        assert bar is not None
        if row["y"] + row["height"] > bar["y"]:
            low.append(f"{path}: {row['y'] + row['height']:.0f} > {bar['y']:.0f}")
    assert low == []


# Where the first sentence of the plate ends, and where the bar begins, in pixels from the top.
END_OF_FIRST_SENTENCE = """() => {
  const nodes = document.createTreeWalker(
    document.querySelector("#answer .app-answer-text p"), NodeFilter.SHOW_TEXT);
  const sentence = document.createRange();
  let read = "";
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (!read) sentence.setStart(node, 0);
    const end = (read + node.data).search(/[.!?…](?=\\s|$)/);
    sentence.setEnd(node, end < 0 ? node.length : Math.max(0, end + 1 - read.length));
    if (end >= 0) break;
    read += node.data;
  }
  return [
    sentence.getBoundingClientRect().bottom,
    document.querySelector("nav.app-ways").getBoundingClientRect().top,
    sentence.toString(),
  ];
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_small_phone_holds_the_first_sentence_of_a_sheet(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    """On every topic, with the plain page: what is known first stands above the bar."""
    page = new_context(viewport=SMALL_PHONE, java_script_enabled=False).new_page()
    low: list[str] = []
    for topic in written_topics(DATASET):
        page.goto(f"{real_site_url}{language}/topics/{topic.id}/", wait_until="domcontentloaded")
        bottom, bar, sentence = page.evaluate(END_OF_FIRST_SENTENCE)
        assert sentence.strip(), topic.id
        if bottom > bar:
            low.append(f"{topic.id}: {bottom:.0f} > {bar:.0f}, {sentence}")
    assert low == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways(
    new_context: NewContext, real_site_url: str, language: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    wide: list[str] = []
    for path in (
        "",
        "documents/",
        "documents/annex-26quinquies/",
        "payers/",
        "payers/urgent-medical-aid/",
        "cpas/",
        "cpas/watermael-boitsfort/",
        "eligibility/",
        "emergency/",
        "contact/",
        "about/",
        "accessibility/",
        "privacy/",
    ):
        page.goto(f"{real_site_url}{language}/{path}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


def test_a_large_picture_and_lines_of_code_stay_on_the_phone(
    new_context: NewContext, real_site: Path, real_site_url: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/about/")
    # Each page carries the rules it uses: this one has no code and no picture of its own.
    (styles,) = (real_site / "assets").glob("app.*.css")
    page.evaluate(
        """([css, picture]) => new Promise((loaded) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
          const prose = document.querySelector(".app-prose");
          prose.insertAdjacentHTML("beforeend", `<p><img alt="" width="1536" height="1024"></p>
            <pre><code>${"des mots collés d’un traitement de texte ".repeat(9)}</code></pre>
            <pre><code>${"x".repeat(200)}</code></pre>`);
          const image = prose.querySelector("img");
          image.onload = loaded;
          image.src = picture;
        })""",
        [styles.read_text("utf-8"), f"{real_site_url}assets/icon-512.png"],
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    picture = page.locator(".app-prose img").bounding_box()
    assert picture is not None
    assert 200 < picture["width"] <= 328
    assert picture["height"] == picture["width"], "as square as it is"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_top_of_a_page_keeps_its_rows_on_the_narrowest_phone(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{real_site_url}{language}/cpas/")
    for row in (".app-brand, .app-tool", ".app-langs a", ".app-ways a"):
        boxes = page.locator(row).evaluate_all(
            "all => all.map((element) => element.getBoundingClientRect())"
            ".map(({ top, bottom }) => (top + bottom) / 2)"
        )
        assert max(boxes) - min(boxes) < 1, row


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_wider_than_the_screen_says_so_and_moves_by_keys(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{real_site_url}{language}/eligibility/")
    box = page.locator(".app-scroll")
    assert box.evaluate("element => element.scrollWidth > element.clientWidth")
    expect(page.locator(".app-table-wide")).to_be_visible()
    box.focus()
    page.keyboard.press("ArrowRight")
    box.evaluate(
        "element => element.scrollLeft || new Promise((moved) => (element.onscroll = moved))"
    )
    for width in (360, 1720):
        page.set_viewport_size({"width": width, "height": 800})
        assert box.evaluate("element => element.scrollWidth <= element.clientWidth")
        expect(page.locator(".app-table-wide")).to_be_hidden()


def test_the_keyboard_reaches_the_answer(new_context: NewContext, real_site_url: str) -> None:
    page = new_context().new_page()
    page.goto(f"{real_site_url}fr/documents/annex-35/")
    page.keyboard.press("Tab")
    skip = page.locator("a.app-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    row = page.locator("#answer li a").first
    for _ in range(5):
        page.keyboard.press("Tab")
        if row.evaluate("element => element === document.activeElement"):
            break
    expect(row).to_be_focused()
    assert row.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
