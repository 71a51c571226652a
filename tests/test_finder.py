# Room: tests. From a postcode or a name to a CPAS: what the file holds, what the matching answers.
"""Every municipality is found as people type it; the file stays small; the list needs no script."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import brotli
import pytest
import yaml
from conftest import REPOSITORY, ParseHtml

from bench.finder import FILE_BUDGET, MAP_BUDGET, measure_finder
from macros.load import DataProblems, load_dataset
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.directory import cpas_directory_view
from macros.views.finder import finder_view
from macros.views.municipalities import municipalities_view
from macros.views.phones import phone_view
from publish.finder import places_asset

TODAY = date(2026, 11, 21)
LOCALES = ("fr", "nl", "en")
MODULE = REPOSITORY / "overrides" / "assets" / "js" / "places.js"
CASES = yaml.safe_load((REPOSITORY / "tests" / "finder_cases.yaml").read_text("utf-8"))
PAGE_BUDGET = 30_000

# Reads [places, typed strings] and writes what each string found.
ASK = f"""
import {{ readFileSync }} from "node:fs";
import {{ find, prepare }} from {json.dumps(MODULE.as_uri())};
const [data, typed] = JSON.parse(readFileSync(0, "utf8"));
const places = prepare(data);
const named = (entries) => entries.map(({{ place }}) => place.fr);
console.log(JSON.stringify(typed.map((text) => {{
  const {{ kind, best, others }} = find(text, places);
  return {{ kind, finds: named(best), also: named(others) }};
}})));
"""


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=TODAY)


@pytest.fixture(scope="module")
def data(dataset: Dataset) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(places_asset(dataset, on_date=TODAY).content)
    return loaded


@pytest.fixture(scope="module")
def renderer(dataset: Dataset) -> Renderer:
    return Renderer(REPOSITORY / "overrides", dataset=dataset)


def asked(data: dict[str, Any], typed: list[str]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip(
            "no Node on this machine; tests/browser/test_finder.py asks the same in Chromium"
        )
    done = subprocess.run(
        [node, "--input-type=module", "--eval", ASK],
        input=json.dumps([data, typed]),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def test_what_people_type_finds_what_they_mean(data: dict[str, Any]) -> None:
    wrong = []
    for case, answer in zip(CASES, asked(data, [case["typed"] for case in CASES]), strict=True):
        as_expected = (
            answer["kind"] == case.get("kind", "one")
            and sorted(answer["finds"]) == sorted(case.get("finds", []))
            and set(case.get("also", [])) <= set(answer["also"])
        )
        if not as_expected:
            wrong.append((case, answer))
    assert wrong == []


def test_every_official_name_and_every_postcode_finds_its_municipality(
    data: dict[str, Any], dataset: Dataset
) -> None:
    expected = [
        (typed, municipality.name_fr)
        for municipality in dataset.municipalities.values()
        for typed in (municipality.name_fr, municipality.name_nl, *municipality.postcodes)
    ]
    answers = asked(data, [typed for typed, _ in expected])
    lost = [
        (typed, name)
        for (typed, name), answer in zip(expected, answers, strict=True)
        if name not in answer["finds"]
    ]
    assert lost == []


def test_every_other_name_of_the_data_finds_its_municipality(
    data: dict[str, Any], dataset: Dataset
) -> None:
    expected = [
        (name, dataset.municipalities[entry.nis_code].name_fr)
        for entry in dataset.place_names
        for name in entry.names
    ]
    answers = asked(data, [name for name, _ in expected])
    lost = [
        pair for pair, answer in zip(expected, answers, strict=True) if answer["finds"] != [pair[1]]
    ]
    assert lost == []


def test_every_quarter_finds_all_its_municipalities(data: dict[str, Any], dataset: Dataset) -> None:
    expected = [
        (name, {dataset.municipalities[code].name_fr for code in quarter.nis_codes})
        for quarter in dataset.quarters
        for name in quarter.names
    ]
    answers = asked(data, [name for name, _ in expected])
    lost = [
        (name, places, answer["finds"])
        for (name, places), answer in zip(expected, answers, strict=True)
        if not places <= {*answer["finds"], *answer["also"]}
    ]
    assert lost == []


def test_each_of_the_19_is_tried_in_arabic_and_cyrillic(dataset: Dataset) -> None:
    def letters(case: dict[str, Any], first: str, last: str) -> bool:
        return any(first <= sign <= last for sign in case["typed"])

    for cpas in dataset.cpas.values():
        name = dataset.municipalities[cpas.nis_code].name_fr
        cases = [case for case in CASES if case.get("finds") == [name]]
        assert sum(letters(case, "\u0600", "\u06ff") for case in cases) >= 2, name
        assert sum(letters(case, "\u0400", "\u04ff") for case in cases) >= 2, name


def test_a_code_we_do_not_know_offers_codes_that_resemble_it(data: dict[str, Any]) -> None:
    short, old = asked(data, ["103", "1025"])
    assert short["kind"] == old["kind"] == "unknown-code"
    assert short["also"][0] == "Schaerbeek"
    assert old["also"][0] == "Bruxelles"


def test_the_file_is_the_same_for_all_languages_and_stays_small(dataset: Dataset) -> None:
    assert places_asset(dataset, on_date=TODAY) == places_asset(dataset, on_date=TODAY)
    measure = measure_finder(REPOSITORY, on_date=TODAY)
    assert 10_000 < measure.file_bytes <= FILE_BUDGET
    assert 1_000 < measure.map_bytes <= MAP_BUDGET
    assert measure.in_full == 19
    assert measure.in_full + measure.in_part + measure.without == len(dataset.municipalities)


def test_the_file_tells_the_phone_of_the_19_and_the_seat_of_the_others(
    data: dict[str, Any], dataset: Dataset
) -> None:
    places = {place[0]: place for place in data["places"]}
    assert len(places) == 565
    assert sum(bool(place[5]) for place in places.values()) == 19
    name, tel, number, *_check, names = places["Schaerbeek"][5]
    assert (name, tel) == ("schaerbeek", f"tel:{dataset.cpas['schaerbeek'].phone}")
    assert number == phone_view(dataset.cpas["schaerbeek"].phone).text
    assert names == {}
    assert places["Bruxelles"][5][-1] == {"en": "Brussels"}
    ((name, address, _unknown, year, *_rest),) = places["Aartselaar"][6]
    assert (name, address, year) == ("", "Kapellestraat 136, 2630 Aartselaar", 2022)
    assert [seat[0] for seat in places["Pajottegem"][6]] == [
        "OCMW Galmaarden",
        "OCMW Gooik",
        "OCMW Herne",
    ]
    office, where = places["Dinant"][6]
    assert office == "CPAS Dinant"
    assert where == dataset.cpas_lists[0].url
    assert places["Amblève"][6][0] == "ÖSHZ Amel"
    nothing = [name for name, place in places.items() if not place[5] and not place[6]]
    assert nothing == []


def test_no_postcode_of_an_institution_belongs_to_a_municipality(dataset: Dataset) -> None:
    institutions = dataset.institutional_postcodes
    assert institutions is not None
    lived_in = {code for entry in dataset.municipalities.values() for code in entry.postcodes}
    assert lived_in.isdisjoint(institutions.codes)


@pytest.mark.parametrize(
    ("name", "place"),
    [("place_names", r"1: 1 > nis_code"), ("quarters", r"2: 1 > nis_codes > 1")],
)
def test_a_name_of_an_unknown_municipality_is_reported(
    tmp_path: Path, name: str, place: str
) -> None:
    shutil.copytree(REPOSITORY / "tests" / "minimal_data" / "data", tmp_path / "data")
    names = tmp_path / "data" / f"{name}.yaml"
    names.write_text(names.read_text("utf-8").replace("21015", "99999"), "utf-8")
    with pytest.raises(DataProblems, match=rf"data/{name}\.yaml:{place}\n +found +99999"):
        load_dataset(tmp_path, as_of=TODAY)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_finder_prints_codes_a_hidden_field_and_the_way_without_script(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    view = finder_view(dataset, locale=locale, on_date=TODAY)
    page = renderer.for_page(locale=locale, path=f"{locale}/cpas/")
    html = parse_html(page.render("components/finder.html", view))
    assert len(html.xpath("//nav//a")) == 22
    (root,) = html.xpath("//*[@data-module='finder']")
    assert root.get("hidden") is not None
    (field,) = root.xpath(".//input")
    # Nothing a browser could send or keep.
    assert field.get("name") is None
    assert field.get("autocomplete") == "off"
    assert html.xpath(f"//label[@for='{field.get('id')}']")
    assert html.xpath("//p/a[@href='../municipalities/']")
    assert all(value.strip() for name, value in root.items() if name.startswith("data-"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_list_names_every_municipality_within_its_weight(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    view = municipalities_view(dataset, locale=locale, on_date=TODAY)
    page = renderer.for_page(locale=locale, path=f"{locale}/municipalities/")
    text = str(page.render("components/municipalities.html", view))
    # The frame and the words around it take less than 3 KB.
    assert len(brotli.compress(text.encode())) <= PAGE_BUDGET - 3_000
    html = parse_html(text)
    rows = [" ".join(row.itertext()) for row in html.xpath("//li")]
    assert len(rows) == view.total == 565
    for municipality in dataset.municipalities.values():
        assert any(
            all(word in row for word in (municipality.name_fr, municipality.name_nl))
            and all(code in row for code in municipality.postcodes)
            for row in rows
        ), municipality.name_fr
    assert len(html.xpath("//li/a[contains(@href, '../cpas/')]")) == 19
    ids = html.xpath("//h2/@id")
    assert [link[1:] for link in html.xpath("//nav//a/@href")] == ids
    assert len(set(ids)) == len(ids)


def test_the_list_below_the_finder_leaves_the_postcodes_to_it(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml
) -> None:
    page = renderer.for_page(locale="fr", path="fr/cpas/")

    def printed(codes: str) -> Any:
        view = cpas_directory_view(
            dataset, region="brussels", codes=codes, locale="fr", on_date=TODAY
        )
        return parse_html(page.render("components/cpas_directory.html", view))

    assert len(printed("yes").xpath("//nav//a")) == 22
    assert printed("no").xpath("//nav") == []
    finder = parse_html(
        page.render("components/finder.html", finder_view(dataset, locale="fr", on_date=TODAY))
    )
    # A shared postcode of the finder leads to its place in that list.
    places = {f"#{name}" for name in printed("no").xpath("//li/@id")}
    assert {link for link in finder.xpath("//nav//a/@href") if link[0] == "#"} <= places
