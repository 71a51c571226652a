# Room: tests. The finder and the map in a browser: quiet until asked, usable by keys, nothing kept.
"""A postcode or a name leads to a CPAS on the device; without script the lists do the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from browser.conftest import NewContext, is_icon

pytestmark = pytest.mark.browser

LANGUAGES = ("fr", "nl", "en")
PLACES = re.compile(r"/assets/places\.[0-9a-f]{8}\.json$")
CASES = yaml.safe_load((Path(__file__).parents[1] / "finder_cases.yaml").read_text("utf-8"))
KEPT = """async () => ({
    cookies: document.cookie,
    stored: localStorage.length + sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    history: history.length,
    address: location.pathname + location.search + location.hash,
})"""
# Asks the published modules themselves, with the published file.
ASK = """async (typed) => {
    const root = document.querySelector("[data-module=finder]");
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const module = loaded.find((name) => /places\\.[0-9a-f]{8}\\.js$/.test(name));
    const { find, prepare } = await import(module);
    const places = prepare(await (await fetch(root.dataset.places)).json());
    return typed.map((text) => {
        const { kind, best } = find(text, places);
        return { kind, finds: best.map(({ place }) => place.fr).sort() };
    });
}"""


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


def open_finder(page: Page, site: str, language: str = "fr") -> None:
    page.goto(f"{site}{language}/cpas/")
    expect(page.locator("#finder-place")).to_be_visible()


def type_and_find(page: Page, text: str) -> None:
    page.locator("#finder-place").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("[data-module=finder] [role=status]")).not_to_have_text(
        re.compile(r"^$|…$")
    )


def cards(page: Page) -> list[str]:
    return page.locator("[data-answer] h2").all_inner_texts()


def choices(page: Page) -> list[str]:
    return page.locator("[data-answer] .app-choices button > b").all_inner_texts()


def test_the_published_matching_answers_every_case(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    answers = page.evaluate(ASK, [case["typed"] for case in CASES])
    wrong = [
        (case, answer)
        for case, answer in zip(CASES, answers, strict=True)
        if answer != {"kind": case.get("kind", "one"), "finds": sorted(case.get("finds", []))}
    ]
    assert wrong == []


def test_nothing_is_asked_before_the_reader_goes_to_the_field(
    page: Page, real_site_url: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_finder(page, real_site_url)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if PLACES.search(url)] == []
    before = set(asked)
    with page.expect_response(PLACES):
        page.locator("#finder-place").focus()
    for text in ("1030", "molenbek", "Elsene", "1047", "Gent"):
        type_and_find(page, text)
    # One file, once, from this host; what was typed is in no address.
    assert len([url for url in asked if url not in before and not is_icon(url)]) == 1
    assert len([url for url in asked if PLACES.search(url)]) == 1
    assert all(url.startswith(real_site_url) for url in asked)


def test_nothing_typed_is_kept(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    before = page.evaluate(KEPT)
    for text in ("1080", "st gillis", "1050"):
        type_and_find(page, text)
    assert page.evaluate(KEPT) == before
    assert before["cookies"] == ""
    assert before["stored"] == before["databases"] == 0


@pytest.mark.parametrize(
    ("typed", "address"),
    [("1030", "schaerbeek"), ("molenbek", "molenbeek-saint-jean"), ("لاكن", "bruxelles")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_of_the_19_leads_to_its_page_with_its_phone(
    page: Page, real_site_url: str, language: str, typed: str, address: str
) -> None:
    open_finder(page, real_site_url, language)
    type_and_find(page, typed)
    answer = page.locator("[data-answer]")
    expect(answer.locator("a[href^='tel:+32']")).to_be_visible()
    answer.locator("a.app-button").click()
    expect(page).to_have_url(f"{real_site_url}{language}/cpas/{address}/")


@pytest.mark.parametrize(
    ("code", "two"),
    [
        ("1040", ["Bruxelles", "Etterbeek"]),
        ("1050", ["Bruxelles", "Ixelles"]),
        ("1804", ["Vilvorde", "Zemst"]),
    ],
)
def test_a_shared_postcode_lets_the_reader_choose_or_see_both(
    page: Page, real_site_url: str, code: str, two: list[str]
) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, code)
    assert choices(page) == two
    hints = page.locator("[data-answer] .app-choices button > small").all_inner_texts()
    assert hints == [code, code]
    assert cards(page) == []
    page.locator("[data-answer] button", has_text=two[1]).click()
    assert cards(page) == two[1:]
    expect(page.locator("[data-answer] h2")).to_be_focused()
    type_and_find(page, code)
    page.locator("[data-answer] .app-choices__skip").click()
    assert cards(page) == two


@pytest.mark.parametrize("typed", ["1047", "1025", "qsdfghj"])
def test_what_leads_nowhere_is_explained_with_a_way_on(
    page: Page, real_site_url: str, typed: str
) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, typed)
    expect(page.locator("[data-module=finder] [role=status]")).to_contain_text(typed)
    expect(page.locator("#finder-place")).to_have_value(typed)
    page.locator("[data-answer] a").click()
    expect(page).to_have_url(f"{real_site_url}fr/municipalities/")


def test_what_only_resembles_a_place_far_away_is_a_question(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, "charlroi")
    assert (choices(page), cards(page)) == (["Charleroi"], [])
    page.locator("[data-answer] button").click()
    assert cards(page) == ["Charleroi"]


def test_a_quarter_shows_its_municipality_with_a_doubt(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, "matonge")
    assert cards(page) == ["Ixelles"]
    expect(page.locator("[data-answer]")).to_contain_text("Vérifiez avec votre code postal")
    type_and_find(page, "gare du nord")
    three = ["Bruxelles", "Saint-Josse-ten-Noode", "Schaerbeek"]
    assert (choices(page), cards(page)) == (three, [])
    page.locator("[data-answer] .app-choices__skip").click()
    assert cards(page) == three


def test_a_code_that_does_not_exist_offers_its_neighbours(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, "103")
    page.locator("[data-answer] button", has_text="1030").click()
    assert cards(page) == ["Schaerbeek"]


def test_elsewhere_says_what_is_known_and_what_is_not(page: Page, real_site_url: str) -> None:
    open_finder(page, real_site_url)
    type_and_find(page, "Aartselaar")
    expect(page.locator("[data-answer]")).to_contain_text("Kapellestraat 136, 2630 Aartselaar")
    expect(page.locator("[data-answer]")).to_contain_text("2022")
    type_and_find(page, "Eupen")
    expect(page.locator("[data-answer]")).to_contain_text("pas trouvé l’adresse")
    expect(page.locator("[data-answer] a[href^='https://www.eupen.be/']")).to_be_visible()
    type_and_find(page, "Dinant")
    expect(page.locator("[data-answer]")).to_contain_text("CPAS Dinant")
    expect(page.locator("[data-answer]")).to_contain_text("maison communale")
    expect(page.locator("[data-answer] a[href^='https://www.uvcw.be/']")).to_be_visible()


def test_a_list_that_does_not_come_leaves_the_other_ways(page: Page, real_site_url: str) -> None:
    page.route(PLACES, lambda route: route.abort())
    open_finder(page, real_site_url)
    type_and_find(page, "1030")
    expect(page.locator("[data-answer] a")).to_have_attribute("href", "../municipalities/")
    page.unroute(PLACES)
    type_and_find(page, "1030")
    assert cards(page) == ["Schaerbeek"]


def test_the_map_is_used_by_keys(page: Page, real_site_url: str) -> None:
    page.goto(f"{real_site_url}fr/cpas/")
    areas = page.locator("svg.app-map a")
    expect(areas).to_have_count(19)
    page.locator(".app-threshold p > a[href='../municipalities/']").focus()
    seen = []
    for _ in range(19):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(set(seen)) == 19
    assert "Schaerbeek, 1030" in seen
    edge = page.evaluate(
        "getComputedStyle(document.activeElement.querySelector('path')).strokeWidth"
    )
    assert float(edge.removesuffix("px")) > 6
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{real_site_url}fr/cpas/woluwe-saint-pierre/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_codes_map_and_list_lead_on(
    new_context: NewContext, real_site_url: str, language: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{real_site_url}{language}/cpas/")
    expect(page.locator("#finder-place")).to_be_hidden()
    expect(page.locator("svg.app-map a")).to_have_count(19)
    page.locator(".app-codes a", has_text="1030").click()
    expect(page).to_have_url(f"{real_site_url}{language}/cpas/schaerbeek/")
    page.goto(f"{real_site_url}{language}/cpas/")
    page.locator("p > a[href='../municipalities/']").first.click()
    expect(page.locator(".app-places li")).to_have_count(565)
    page.locator(".app-codes a", has_text="Z").click()
    expect(page).to_have_url(re.compile("#letter-z$"))


@pytest.mark.parametrize("path", ["cpas/", "cpas/ixelles/", "municipalities/"])
@pytest.mark.parametrize("width", [320, 360])
def test_nothing_runs_off_a_small_screen(
    new_context: NewContext, real_site_url: str, path: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    for language in LANGUAGES:
        page.goto(f"{real_site_url}{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
