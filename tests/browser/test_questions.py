# Room: tests. The question flow in a browser: private, patient, readable without script.
"""Nothing leaves the device, no answer is lost, and the table says the same without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from browser.conftest import NewContext

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "nl", "en")
FLOW_FILE = re.compile(r"/assets/flow\.(fr|nl|en)\.[0-9a-f]{8}\.json$")
STATE = """async () => ({
    cookies: document.cookie,
    stored: localStorage.length + sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    history: history.length,
    title: document.title,
    address: location.href,
})"""


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


def open_flow(page: Page, site: str, *, language: str = "fr", fragment: str = "") -> None:
    page.goto(f"{site}{language}/questions/{fragment}")
    expect(page.locator("[data-part=table]")).to_be_hidden()


def choices(page: Page) -> list[str]:
    return page.locator("[data-part=step] .app-choices button").all_inner_texts()


def tap(page: Page, position: int) -> None:
    """Answer the question shown; -1 is "I don't know"."""
    page.locator("[data-part=step] .app-choices button").nth(position).click()


def tap_door(page: Page, position: int) -> None:
    page.locator("button.app-door").nth(position).click()
    expect(page.locator("[data-part=step] h1")).to_be_visible()


def choose_paper(page: Page, name: str) -> None:
    page.locator("[data-part=step] .app-choices b, [data-part=step] .app-choices span").get_by_text(
        name, exact=True
    ).click()


def to_the_result(page: Page, position: int = 0) -> int:
    """Give the same answer to every question; how many there were."""
    asked = 0
    while page.locator("[data-part=result]").is_hidden():
        tap(page, position)
        asked += 1
        assert asked <= 12
    return asked


@pytest.mark.parametrize("position", [0, 1, -1])
def test_the_flow_leaks_nothing(page: Page, real_site_url: str, position: int) -> None:
    page.goto(f"{real_site_url}fr/questions/")
    page.wait_for_load_state("networkidle")
    before = page.evaluate(STATE)
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))

    tap_door(page, 1)
    tap(page, 12)
    to_the_result(page, position)

    assert page.evaluate(STATE) == before
    assert (before["cookies"], before["stored"], before["databases"], before["caches"]) == (
        "", 0, 0, 0,
    )  # fmt: skip
    assert page.context.cookies() == []
    (only,) = requests
    assert FLOW_FILE.search(only.url)
    assert only.post_data is None


def test_the_page_fetches_nothing_before_the_first_tap(page: Page, real_site_url: str) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(f"{real_site_url}fr/questions/")
    page.wait_for_load_state("networkidle")
    assert [request.url for request in requests if FLOW_FILE.search(request.url)] == []
    assert len(requests) <= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flow_ends_with_a_payer_steps_and_reasons(
    page: Page, real_site_url: str, language: str
) -> None:
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))
    open_flow(page, real_site_url, language=language)
    tap_door(page, 2)
    tap(page, 0)
    to_the_result(page)
    plate = page.locator("[data-part=step] .app-plate")
    expect(plate.locator("li").first).to_be_visible()
    result = page.locator("[data-part=result]")
    assert result.locator(".app-steps li").count() > 1
    assert result.locator(".app-ticks li").count() > 0
    assert result.locator(".app-sources a").count() > 0
    assert "undefined" not in page.locator("main").inner_text()
    assert errors == []


def test_back_keeps_the_answers(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-26")
    asked = to_the_result(page)
    answers = page.locator("[data-part=result] .app-choices__answer").all_inner_texts()
    plate = page.locator(".app-plate").inner_text()

    for _ in range(asked):
        page.locator("button.app-back").click()
        expect(page.locator("[data-part=step] [aria-current]")).to_have_count(1)
    tap(page, 0)

    assert page.locator("[data-part=result] .app-choices__answer").all_inner_texts() == answers
    assert page.locator(".app-plate").inner_text() == plate


def test_an_answer_can_be_changed_from_the_result(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-26&belgian-insurance=not-insured")
    to_the_result(page)
    before = page.locator(".app-plate").inner_text()
    page.locator("[data-part=result] .app-choices__answer").nth(2).click()
    tap(page, 1)
    to_the_result(page)
    assert page.locator(".app-plate").inner_text() != before


def test_skipping_every_question_says_what_is_possible_and_what_would_change_it(
    page: Page, real_site_url: str
) -> None:
    open_flow(page, real_site_url, fragment="#annex-35")
    asked = to_the_result(page, -1)
    assert asked == 6
    expect(page.locator(".app-plate h2")).to_contain_text("Nous ne pouvons pas encore dire")
    result = page.locator("[data-part=result]")
    expect(result.get_by_role("heading", name="Ce qui est possible")).to_be_visible()
    questions = result.locator("section", has_text="Ce qui peut changer la réponse")
    assert questions.locator("button").count() == 6


def test_knowing_no_paper_still_gives_an_answer(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url)
    page.locator("[data-part=unknown] button").click()
    expect(page.locator("[data-part=result]")).to_be_visible()
    assert page.locator("[data-part=result] a[href^='../payers/']").count() > 3
    questions = page.locator("[data-part=result] section", has_text="Ce qui peut changer")
    questions.locator("button").first.click()
    tap(page, 0)
    expect(page.locator("[data-part=result]")).to_be_visible()


def test_sharing_puts_the_answers_into_the_address_and_the_link_restores_them(
    page: Page, new_context: NewContext, real_site_url: str
) -> None:
    open_flow(page, real_site_url, fragment="#annex-26")
    tap(page, 2)
    tap(page, -1)
    to_the_result(page)
    length = page.evaluate("history.length")
    assert page.url.endswith("/questions/#annex-26")
    page.get_by_role("button", name="Partager cette réponse").click()
    expect(page.locator("[data-shared]")).to_contain_text("Vos réponses sont maintenant")
    assert "reception=no-show" in page.url
    assert "=unknown" in page.url
    assert page.evaluate("history.length") == length

    other = new_context().new_page()
    other.goto(page.url)
    expect(other.locator("[data-part=result]")).to_be_visible()
    for part in (".app-plate", "[data-part=result] .app-choices"):
        assert other.locator(part).all_inner_texts() == page.locator(part).all_inner_texts()


def test_changing_a_shared_answer_takes_it_out_of_the_address(
    page: Page, real_site_url: str
) -> None:
    open_flow(page, real_site_url, fragment="#annex-12&belgian-insurance=insured&means=enough")
    expect(page.locator("[data-part=result]")).to_be_visible()
    page.locator("[data-part=result] .app-choices__answer").nth(2).click()
    tap(page, 1)
    assert page.url.endswith("/fr/questions/")


@pytest.mark.parametrize("fragment", ["#nothing", "#annex-35&means=rich", "#=", "#%E0%A4%A"])
def test_a_broken_link_opens_the_questions(page: Page, real_site_url: str, fragment: str) -> None:
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))
    open_flow(page, real_site_url, fragment=fragment)
    expect(page.locator("h1:visible")).to_have_count(1)
    assert errors == []


def test_the_page_of_a_document_leads_to_its_questions(page: Page, real_site_url: str) -> None:
    page.goto(f"{real_site_url}fr/documents/annex-35/")
    page.get_by_role("link", name=re.compile("Répondez à quelques questions")).click()
    expect(page.locator("[data-part=step]")).to_contain_text("Annexe 35 · question 1")
    assert page.url.endswith("/fr/questions/#annex-35")


def test_the_keyboard_is_enough_and_follows_the_question(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-26")
    heading = page.locator("[data-part=step] h1")
    while page.locator("[data-part=result]").is_hidden():
        expect(heading).to_be_focused()
        assert page.locator("[data-part=status]").inner_text()
        asked = heading.inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(heading).not_to_have_text(asked)
    expect(heading).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_the_table_says_it_all(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{real_site_url}{language}/questions/")
    table = page.locator("[data-part=table]")
    expect(table).to_be_visible()
    assert table.locator("details").count() == 48
    expect(page.locator("[data-part=unknown]")).to_be_hidden()
    page.locator("a.app-door").nth(3).click()
    assert page.url.endswith("#visa")
    details = table.locator("section#visa details").first
    details.locator("summary").click()
    assert details.locator("li:visible").count() > 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360])
def test_a_narrow_phone_shows_everything(
    new_context: NewContext, real_site_url: str, language: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 640}).new_page()
    open_flow(page, real_site_url, language=language, fragment="#annex-19ter")
    while True:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for button in page.locator("main button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        if page.locator("[data-part=result]").is_visible():
            break
        tap(page, 0)


def test_when_the_file_cannot_be_read_the_table_comes_back(page: Page, real_site_url: str) -> None:
    page.route(FLOW_FILE, lambda route: route.abort())
    open_flow(page, real_site_url)
    page.locator("button.app-door").first.click()
    expect(page.locator("[data-part=table]")).to_be_visible()
    expect(page.locator("[data-part=status]")).to_contain_text("Les questions ne s’ouvrent pas")


def test_the_result_prints_without_its_buttons(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-12")
    to_the_result(page)
    page.emulate_media(media="print")
    expect(page.locator(".app-plate")).to_be_visible()
    expect(page.locator("[data-part=result] .app-steps").first).to_be_visible()
    for hidden in ("button.app-back", "[data-part=result] button.app-button", ".app-ways"):
        expect(page.locator(hidden).first).to_be_hidden()
