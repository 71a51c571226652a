# Room: tests. The question flow in a browser: private, patient, readable without script.
"""Nothing leaves the device, no answer is lost, and the table says the same without script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY
from lent import LENT, OWN, lent_dataset
from playwright.sync_api import Page, Request, Route, expect

from browser.conftest import NewContext, is_icon
from publish.flow import flow_assets

pytestmark = pytest.mark.browser

DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")
FLOW_FILE = re.compile(r"/assets/flow\.(fr|nl|en)\.[0-9a-f]{8}\.json$")
STATE = """async () => ({
    cookies: document.cookie,
    stored: localStorage.length + sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    title: document.title,
    address: location.href,
})"""
ADDRESSES = "() => navigation.entries().map((entry) => entry.url)"
# Opens the questions of a paper and answers "I don't know" to each.
SKIP_ALL = """async (id) => {
    const part = (name) => document.querySelector(`[data-part=${name}]`);
    const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
    location.hash = `#${id}`;
    for (let tries = 0; tries < 400 && !part("step").querySelector("h1"); tries++) await wait();
    for (let taps = 0; part("result").hidden && taps < 12; taps++) {
        part("step").querySelector(".app-choices__skip").click();
        await wait();
    }
    const found = {
        id,
        title: part("step").querySelector("h1").textContent,
        headings: [...part("result").querySelectorAll("h2")].map((one) => one.textContent),
        steps: document.querySelectorAll("[data-safe] li, [data-part=result] .app-steps li").length,
        safe: document.querySelectorAll("[data-safe] a").length,
        words: document.querySelector("main").innerText,
    };
    part("step").replaceChildren();
    return found;
}"""


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


def open_flow(page: Page, site: str, *, language: str = "fr", fragment: str = "") -> None:
    page.goto(f"{site}{language}/questions/{fragment}")
    expect(page.locator("[data-part=table]")).to_be_hidden()
    if fragment:  # its answers are taken up once the file of the flow has come
        expect(page.locator("[data-part=step] h1")).to_be_visible()


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
@pytest.mark.parametrize("knows_paper", [True, False])
def test_the_flow_leaks_nothing(
    page: Page, real_site_url: str, position: int, knows_paper: bool
) -> None:
    page.goto(f"{real_site_url}fr/questions/")
    page.wait_for_load_state("networkidle")
    before = page.evaluate(STATE)
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))

    if knows_paper:
        tap_door(page, 1)
        tap(page, 12)
    else:
        page.locator("[data-part=unknown] button").click()
        expect(page.locator("[data-part=step] h1")).to_be_visible()
    to_the_result(page, position)

    assert page.evaluate(STATE) == before
    assert set(page.evaluate(ADDRESSES)) == {before["address"]}
    assert (before["cookies"], before["stored"], before["databases"], before["caches"]) == (
        "", 0, 0, 0,
    )  # fmt: skip
    assert page.context.cookies() == []
    (only,) = (request for request in requests if not is_icon(request.url))
    assert FLOW_FILE.search(only.url)
    assert only.post_data is None


def test_the_history_holds_numbers_and_no_answer(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-26")
    asked = to_the_result(page)
    address = page.url
    for depth in range(asked, -1, -1):
        assert page.evaluate("history.state") == {"depth": depth}
        assert page.url == address
        if depth:
            page.go_back()


def test_the_back_of_the_phone_goes_one_question_back_and_leaves_from_the_first(
    page: Page, real_site_url: str
) -> None:
    page.goto(f"{real_site_url}fr/documents/annex-26/")
    page.get_by_role("link", name=re.compile("Répondez à quelques questions")).click()
    heading = page.locator("[data-part=step] h1")
    seen = []
    while page.locator("[data-part=result]").is_hidden():
        seen.append(heading.inner_text())
        tap(page, 0)
    result = heading.inner_text()
    for question in reversed(seen):
        page.go_back()
        expect(heading).to_have_text(question)
        expect(heading).to_be_focused()
    page.go_forward()
    expect(heading).to_have_text(seen[1])
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{real_site_url}fr/documents/annex-26/")
    assert result.startswith("Qui paie")


def test_a_reload_forgets_the_answers(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url)
    tap_door(page, 1)
    tap(page, 3)
    page.reload()
    expect(page.locator("button.app-door").first).to_be_visible()
    page.wait_for_function("history.state.depth === 0")


def test_starting_again_leaves_no_question_behind(page: Page, real_site_url: str) -> None:
    open_flow(page, real_site_url, fragment="#annex-12")
    to_the_result(page)
    page.get_by_role("button", name="Recommencer").click()
    expect(page.locator("button.app-door").first).to_be_visible()
    page.wait_for_function("history.state.depth === 0")


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
    expect(page.locator("[data-part=step] h1")).to_contain_text("Nous ne pouvons pas encore dire")
    assert page.locator(".app-plate [data-safe] a").count() == 4
    result = page.locator("[data-part=result]")
    possible = result.locator("section", has_text="Ce qui est possible").first
    names = possible.locator(".app-rules > li > b").all_inner_texts()
    assert len(names) > 3
    assert len(names) == len(set(names))
    assert possible.locator(".app-cases > li").count() > len(names)
    questions = result.locator("section", has_text="Ce qui peut changer la réponse")
    assert questions.locator("button").count() == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_ends_with_a_step_and_a_place_when_all_is_skipped(
    page: Page, real_site_url: str, real_site: Path, language: str
) -> None:
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))
    open_flow(page, real_site_url, language=language)
    (data,) = (real_site / "assets").glob(f"flow.{language}.*.json")
    flow = json.loads(data.read_text("utf-8"))
    contact = flow["words"]["payer.contact"]
    poor = []
    for document in flow["documents"]:
        found = page.evaluate(SKIP_ALL, document)
        has_place = found["safe"] or contact in found["headings"]
        if not (found["title"] and found["steps"] and has_place):
            poor.append(found)
        assert not re.search(r"undefined|\[object|NaN", found["words"]), document
    assert poor == []
    assert errors == []


# Found by a stranger: one payer was certain, in different roles, and was not named.
@pytest.mark.parametrize(
    ("fragment", "title", "words"),
    [
        (
            "#annex-26&reception=reception-place&belgian-insurance=unknown",
            "Qui paie\u00a0: Fedasil",
            "En premier, ou après un autre payeur",
        ),
        (
            "#annex-35&belgian-insurance=not-insured&appeal=other&work=none"
            "&insured-relative=none&means=not-enough&irregular-for-cpas=unknown",
            "Qui paie\u00a0: L’aide médicale urgente",
            "En premier, ou après un autre payeur",
        ),
        ("#card-f&work=unknown&insured-relative=unknown&means=unknown",
         "Qui paie\u00a0: Votre mutuelle", "Ou\u00a0:"),
    ],
)  # fmt: skip
def test_the_heading_names_a_payer_that_pays_in_every_case(
    page: Page, real_site_url: str, fragment: str, title: str, words: str
) -> None:
    open_flow(page, real_site_url, fragment=fragment)
    to_the_result(page, -1)
    expect(page.locator("[data-part=step] h1")).to_have_text(title)
    expect(page.locator(".app-plate")).to_contain_text(words)
    assert page.locator("[data-part=result] .app-steps li").count() > 1


def test_several_ways_to_go_stand_each_under_their_condition(
    page: Page, real_site_url: str
) -> None:
    open_flow(page, real_site_url, fragment="#card-f")
    to_the_result(page, -1)
    steps = page.locator("[data-part=result] section").first
    assert steps.locator("h4").count() == 3
    assert steps.locator(".app-case + h4").count() == 3


def test_a_rule_without_a_payer_says_whom_to_ask_and_where_to_go(
    page: Page, real_site_url: str
) -> None:
    open_flow(
        page,
        real_site_url,
        fragment="#annex-26&reception=no-code&belgian-insurance=not-insured&means=not-enough"
        "&asylum-date=from-2025-08-02",
    )
    expect(page.locator("[data-part=step] h1")).to_have_text("Demandez d’abord qui paie")
    expect(page.locator(".app-plate")).to_contain_text("Fedasil")
    result = page.locator("[data-part=result]")
    expect(result.get_by_role("heading", name="Demander un réquisitoire à Fedasil")).to_be_visible()
    assert result.locator("[data-safe] a[href='../cpas/']").count() == 1


LAPSED = "Plus confirmé depuis le 20 novembre 2026. Demandez avant de compter dessus."


def ended(document: str, rule_id: str) -> Callable[[Route], None]:
    """Answers with the file of the flow as it is when a rule has ended and none took its place."""

    def answer(route: Route) -> None:
        flow = route.fetch().json()
        (rule,) = (one for one in flow["documents"][document]["rules"] if one["id"] == rule_id)
        rule["over"] = LAPSED
        route.fulfill(json=flow)

    return answer


def test_a_lapsed_rule_is_told_as_on_the_sheet_and_names_nobody(
    page: Page, real_site_url: str
) -> None:
    page.route(FLOW_FILE, ended("annex-13", "family-reception"))
    fragment = (
        "#annex-13&belgian-insurance=not-insured&insured-relative=none&means=not-enough"
        "&private-insurance=none&guarantor=none&order-term=not-extended&family-reception="
    )
    open_flow(page, real_site_url, fragment=f"{fragment}accepts")
    plate = page.locator(".app-plate")
    expect(page.locator("[data-part=step] h1")).to_have_text(
        "Qui paie\u00a0: L’aide médicale urgente"
    )
    expect(plate.locator("li")).to_have_count(1)
    expect(plate).to_contain_text("En premier, ou après un autre payeur")
    expect(plate.locator("[data-lapsed]")).to_have_text(f"Fedasil {LAPSED}")
    possible = page.locator("[data-part=result] section", has_text="Ce qui est possible").first
    expect(possible.locator("li li")).to_contain_text("vous acceptez un logement d’accueil")
    expect(possible.locator("li li .app-check")).to_have_text(LAPSED)

    # Who gives another answer hears nothing of it.
    open_flow(page, real_site_url, fragment=f"{fragment}none")
    expect(plate).not_to_contain_text("ou après")
    assert LAPSED not in page.locator("main").inner_text()


def test_a_lapsed_rule_that_says_who_does_not_pay_says_so(page: Page, real_site_url: str) -> None:
    page.route(FLOW_FILE, ended("annex-8", "cpas-excluded"))
    open_flow(
        page,
        real_site_url,
        fragment="#annex-8&foreign-insurance=none&eu-activity=jobseeker&social-security=belgian"
        "&months-since-application=under-3&means=not-enough",
    )
    expect(page.locator("[data-lapsed]")).to_have_text(
        f"Ne paie pas\u00a0: Le CPAS de votre commune. {LAPSED}"
    )


def to_the_end(page: Page, answers: list[int]) -> list[str]:
    """Answer the questions shown, -1 when the list is used up; the progress of each."""
    progress = []
    page.locator("[data-part=unknown] button").click()
    while page.locator("[data-part=result]").is_hidden():
        progress.append(page.locator("[data-part=step] .app-quiet").inner_text())
        tap(page, answers.pop(0) if answers else -1)
        assert len(progress) <= 6
    return progress


def test_knowing_no_paper_and_answering_nothing_ends_with_steps(
    page: Page, real_site_url: str
) -> None:
    open_flow(page, real_site_url)
    assert len(to_the_end(page, [])) == 6
    for target in ("tel:112", "../cpas/", "../payers/urgent-medical-aid/", "#help"):
        expect(page.locator(f"[data-safe] a[href='{target}']")).to_be_visible()
    expect(page.locator("#help")).to_be_visible()
    papers = page.locator("[data-part=result] .app-list a[href^='../documents/']")
    assert papers.count() == 48
    assert papers.locator("svg.app-drawing").count() == 48
    assert page.locator("[data-part=result] section", has_text="Ce qui peut changer").count()


def test_knowing_no_paper_narrows_the_papers_with_each_answer(
    page: Page, real_site_url: str
) -> None:
    open_flow(page, real_site_url)
    progress = to_the_end(page, [0, 1])
    left = [int(count) for line in progress[:3] for count in re.findall(r"(\d+) papiers?", line)]
    assert left == sorted(set(left), reverse=True)
    papers = page.locator("[data-part=result] .app-list a")
    assert papers.count() == int(re.findall(r"(\d+) papiers?", progress[-1])[0])
    hrefs = [link.get_attribute("href") for link in papers.all()]
    assert "../documents/annex-26/" in hrefs
    assert "../documents/card-eu/" not in hrefs
    papers.first.click()
    expect(page).to_have_url(re.compile(r"/fr/documents/[\w-]+/$"))


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
    page.goto(f"{real_site_url}fr/questions/{fragment}")
    expect(page.locator("[data-part=table]")).to_be_hidden()
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
        # All at once: the next step may come while they are looked at one by one.
        heights = page.locator("main button").evaluate_all(
            "nodes => nodes.filter((node) => node.checkVisibility())"
            ".map((node) => node.getBoundingClientRect().height)"
        )
        assert heights
        assert min(heights) >= 44
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
    change = page.locator("[data-part=result] .app-choices__answer small", has_text="Changer")
    expect(change.first).to_be_visible()
    page.emulate_media(media="print")
    expect(change.first).to_be_hidden()
    expect(page.locator(".app-plate")).to_be_visible()
    expect(page.locator("[data-part=result] .app-steps").first).to_be_visible()
    for hidden in ("button.app-back", "[data-part=result] button.app-button", ".app-ways"):
        expect(page.locator(hidden).first).to_be_hidden()


# French that is not marked, or not said to stand for a translation, in what the script shows.
UNSAID = """([lent, own]) => {
    const found = [];
    for (const part of document.querySelectorAll("[data-part=step], [data-part=result]")) {
        const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            const text = node.data;
            if (/object|undefined/.test(text)) found.push(text);
            if (!text.includes(lent) && !text.includes(own)) continue;
            let words = node.parentElement.closest("[lang]");
            if (words.lang !== "fr") { found.push(text); continue; }
            const around = () => words.parentElement.closest("[lang]");
            while (around().lang === "fr") words = around();
            const note = words.nextElementSibling?.className === "app-quiet";
            if (text.includes(lent) && !note) found.push(`no note: ${text}`);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("position", [0, -1])
@pytest.mark.parametrize("fragment", ["#annex-35", "#ai-asylum", "#none", "#paper=unknown"])
def test_words_that_french_lends_say_so(
    page: Page, real_site_url: str, flow_of_lent_words: str, fragment: str, position: int
) -> None:
    """Each word of the flow, of the data as of the interface, stands for a stale translation."""
    page.route(FLOW_FILE, lambda route: route.fulfill(body=flow_of_lent_words))
    open_flow(page, real_site_url, language="nl", fragment=fragment)
    for _ in range(12):
        assert page.evaluate(UNSAID, [LENT, OWN]) == []
        if page.locator("[data-part=result]").is_visible():
            break
        tap(page, position)
    assert page.locator("[data-part=result] [lang=fr]").count() > 10


@pytest.fixture(scope="module")
def flow_of_lent_words() -> str:
    dataset = lent_dataset(REPOSITORY, as_of=DAY)
    assets = flow_assets(dataset, project=REPOSITORY, on_date=DAY)
    return next(asset.content for asset in assets if "flow.nl" in asset.path)
