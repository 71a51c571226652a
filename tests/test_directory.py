# Room: tests. What a reader of the directory, of a CPAS and of the contact lists is told.
"""CPAS, organisations and phone numbers: what the views decide, and that everything prints."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import ENGLISH, REPOSITORY, ParseHtml
from lxml import etree

from macros.load import load_dataset
from macros.messages.message import Problem, WrongArgument
from macros.model.dataset import Dataset
from macros.model.directory import OtherContact, SourceUse
from macros.render import Renderer
from macros.views.cpas import CpasPageView, cpas_page_view
from macros.views.directory import cpas_card_view, cpas_directory_view, find_municipality
from macros.views.organisations import (
    EMERGENCY_NUMBERS,
    OrganisationListView,
    contact_line_view,
    emergency_numbers_view,
    organisation_line,
    organisation_list_view,
)
from macros.views.pages import record_page_view, record_pages
from macros.views.phones import needs_check, numbers_in, phone_view, same_number
from macros.views.topics import phone_macro_view

TODAY = date(2026, 11, 21)
LOCALES = ("fr", "nl", "en")
IDS_OF_CPAS = sorted(path.stem for path in (REPOSITORY / "data" / "cpas").glob("*.yaml"))
FIXED_SECTIONS = ("answer", "steps", "help", "sources")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=TODAY)


@pytest.fixture(scope="module")
def renderer(dataset: Dataset) -> Renderer:
    return Renderer(REPOSITORY / "overrides", dataset=dataset)


def _page(dataset: Dataset, cpas_id: str, *, locale: str = "fr") -> CpasPageView:
    return cpas_page_view(dataset, cpas_id, locale=locale, on_date=TODAY)


def _html(renderer: Renderer, component: str, view: object, *, locale: str, path: str) -> str:
    page = renderer.for_page(locale=locale, path=f"{locale}/{path}")
    return str(page.render(f"components/{component}.html", view))


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(
    ("number", "text", "href"),
    [
        ("+3225294120", "02 529 41 20", "tel:+3225294120"),
        ("080035243", "0800 35 243", "tel:080035243"),
        ("+3280035254", "0800 35 254", "tel:080035254"),
        ("070245245", "070 245 245", "tel:070245245"),
        ("090399000", "0903 99 000", "tel:090399000"),
        ("+3292669911", "09 266 99 11", "tel:+3292669911"),
        ("+3271233023", "071 23 30 23", "tel:+3271233023"),
        ("+32495939318", "0495 93 93 18", "tel:+32495939318"),
        ("116000", "116 000", "tel:116000"),
        ("1733", "1733", "tel:1733"),
        ("112", "112", "tel:112"),
    ],
)
def test_a_number_is_written_as_belgians_write_it_and_can_be_tapped(
    number: str, text: str, href: str
) -> None:
    view = phone_view(number)
    assert (view.text, view.href) == (text, href)


def test_numbers_are_found_in_the_words_of_an_editor() -> None:
    assert numbers_in("02 220 29 69 and 0800 35 254 (free), since 2019") == (
        "022202969",
        "080035254",
    )
    assert same_number("+3225294120", "02 529 41 20")


@pytest.mark.parametrize(
    ("year", "confidence", "check"),
    [
        (2026, "high", False),
        (2025, "high", False),
        (2024, "high", True),
        (None, "high", True),
        (2026, "medium", True),
        (2026, "low", True),
    ],
)
def test_a_number_is_to_be_checked_when_it_may_be_old_or_is_not_sure(
    year: int | None, confidence: str, check: bool
) -> None:
    assert needs_check(year=year, confidence=confidence, on_date=TODAY) is check


def test_a_number_grows_old_with_the_day_of_the_build() -> None:
    assert not needs_check(year=2026, confidence="high", on_date=TODAY)
    assert needs_check(year=2026, confidence="high", on_date=date(2028, 1, 1))


def test_the_year_of_a_number_is_that_of_the_source_which_gives_this_very_number(
    dataset: Dataset,
) -> None:
    # The directory of 2026 gives another number; the one shown comes from a page of 2019.
    assert (_page(dataset, "ganshoren").phone.text, _page(dataset, "ganshoren").phone.year) == (
        "02 422 57 57",
        2019,
    )
    assert _page(dataset, "ganshoren").phone.check
    # Confirmed by the directory of 2026, and sure.
    assert _page(dataset, "anderlecht").phone.year == 2026
    assert not _page(dataset, "anderlecht").phone.check


def test_every_conflicting_number_of_every_cpas_is_shown_with_who_gives_it(
    dataset: Dataset,
) -> None:
    for cpas in dataset.cpas.values():
        expected = {
            number
            for conflict in cpas.conflicts
            if conflict.field == "phone"
            for value in conflict.values
            for number in numbers_in(value.value)
        }
        shown = _page(dataset, cpas.id).conflicting_phones
        assert {item.phone.text.replace(" ", "") for item in shown} == expected
        assert all(item.source.text for item in shown)


def test_no_conflict_of_a_cpas_is_lost(dataset: Dataset) -> None:
    for cpas in dataset.cpas.values():
        others = [conflict for conflict in cpas.conflicts if conflict.field != "phone"]
        shown = _page(dataset, cpas.id).conflicts
        assert [(view.field, [item.value for item in view.values]) for view in shown] == [
            (conflict.field, [value.value for value in conflict.values]) for conflict in others
        ]


def test_the_plate_leads_to_the_desk_for_health_costs_not_to_the_reception(
    dataset: Dataset,
) -> None:
    view = _page(dataset, "molenbeek-saint-jean")
    assert view.desk_name == "Service Aide Médicale Urgente"
    assert view.place.street == "Rue de l’Indépendance 56"
    assert view.phone.text == "02 563 26 40"
    assert view.reception is not None
    assert view.reception.place.street == "Rue Alphonse Vandenpeereboom 14"


def test_the_map_shows_a_point_only_where_the_street_is_known(dataset: Dataset) -> None:
    street = _page(dataset, "anderlecht").place
    assert street.geo_href.startswith("geo:50.83775,4.31454?q=Avenue")
    assert "mlat=50.83775" in street.map_href
    assert street.is_street_only
    unknown = _page(dataset, "uccle").place
    assert unknown.geo_href.startswith("geo:0,0?q=")
    assert "mlat" not in unknown.map_href
    assert not unknown.is_street_only


@pytest.mark.parametrize(
    ("locale", "street", "other_language"), [("fr", "Avenue", "nl"), ("nl", "Keizer", "fr")]
)
def test_an_address_stands_in_the_readers_language_then_in_the_other(
    dataset: Dataset, locale: str, street: str, other_language: str
) -> None:
    place = _page(dataset, "ganshoren", locale=locale).place
    assert place.street.startswith(street)
    assert getattr(place.other, "lang", "") == other_language


@pytest.mark.parametrize(("postcode", "other"), [("1040", "etterbeek"), ("1050", "ixelles")])
def test_a_shared_postcode_shows_both_municipalities(
    dataset: Dataset, postcode: str, other: str
) -> None:
    view = cpas_directory_view(dataset, region="brussels", locale="fr", on_date=TODAY)
    row = next(row for row in view.codes if row.postcode == postcode)
    assert {card.id for card in row.cards} == {"bruxelles", other}
    assert row.path == ""
    assert row in view.shared


def test_the_directory_has_every_postcode_of_brussels_in_order(dataset: Dataset) -> None:
    view = cpas_directory_view(dataset, region="brussels", locale="fr", on_date=TODAY)
    expected = {
        code
        for municipality in dataset.municipalities.values()
        if municipality.region_code == "04000"
        for code in municipality.postcodes
    }
    assert [row.postcode for row in view.codes] == sorted(expected)
    assert len({card.id for row in view.codes for card in row.cards}) == 19
    assert [row.postcode for row in view.shared] == ["1040", "1050"]


def test_a_region_says_how_many_of_its_municipalities_have_a_contact(dataset: Dataset) -> None:
    view = cpas_directory_view(dataset, region="wallonia", locale="fr", on_date=TODAY)
    (wallonia,) = view.regions
    assert view.codes == ()
    assert wallonia.total == 261
    assert wallonia.known == sum(len(province.seats) for province in wallonia.provinces)
    assert 0 < wallonia.known < wallonia.total


def test_a_municipality_is_found_by_either_name_or_by_its_code(dataset: Dataset) -> None:
    for text in ("Ixelles", "elsene", "ELSENE", "21009"):
        view = cpas_directory_view(dataset, commune=text, locale="fr", on_date=TODAY)
        assert [card.id for card in view.cards] == ["ixelles"]
    seats = cpas_directory_view(dataset, commune="Gent", locale="nl", on_date=TODAY).seats
    assert seats[0].phone is not None
    assert seats[0].phone.check


def test_where_no_contact_is_known_the_page_says_so(dataset: Dataset) -> None:
    view = cpas_directory_view(dataset, commune="La Louvière", locale="fr", on_date=TODAY)
    assert (view.cards, view.seats) == ((), ())
    assert view.unknown is not None
    assert (view.unknown.name, view.unknown.office) == ("La Louvière", "CPAS La Louvière")
    assert view.unknown.list_href == dataset.cpas_lists[0].url


def test_an_unknown_municipality_is_refused_with_the_nearest_names(dataset: Dataset) -> None:
    with pytest.raises(WrongArgument) as wrong:
        find_municipality(dataset, "Ixeles")
    problem = Problem(file="", line=0, key="", message=wrong.value.message)
    assert "did you mean Ixelles" in ENGLISH.problem(problem)


def test_language_keeps_the_municipalities_where_it_is_official(dataset: Dataset) -> None:
    flanders = cpas_directory_view(
        dataset, region="flanders", language="fr", locale="fr", on_date=TODAY
    )
    assert [region.total for region in flanders.regions] == [0]
    brussels = cpas_directory_view(
        dataset, region="brussels", language="nl", locale="nl", on_date=TODAY
    )
    assert len(brussels.codes) == 22


def _list(dataset: Dataset, locale: str = "fr", **options: str) -> OrganisationListView:
    return organisation_list_view(dataset, locale=locale, on_date=TODAY, **options)


def test_a_closed_organisation_is_in_no_list_and_says_so_alone(dataset: Dataset) -> None:
    assert "athena" not in {item.id for item in _list(dataset).items}
    (alone,) = contact_line_view(dataset, "athena", locale="fr", on_date=TODAY).items
    assert alone.is_closed
    assert alone.caution


def test_who_can_help_first_comes_first(dataset: Dataset) -> None:
    helpers = [item.id for item in _list(dataset).items][: len(dataset.site.helpers)]
    assert helpers == list(dataset.site.helpers)


def test_lines_that_speak_the_readers_language_come_first(dataset: Dataset) -> None:
    lines = {locale: _list(dataset, locale, category="suicide").items for locale in ("fr", "nl")}
    assert [item.id for item in lines["fr"]] == ["prevention-suicide", "1813"]
    assert [item.id for item in lines["nl"]] == ["1813", "prevention-suicide"]


def test_free_numbers_are_those_the_data_calls_free(dataset: Dataset) -> None:
    assert all(
        dataset.organisations[item.id].free_call for item in _list(dataset, free="yes").items
    )
    assert len(_list(dataset, free="no").items) == len(_list(dataset).items)


def test_a_list_can_leave_out_what_stands_elsewhere(dataset: Dataset) -> None:
    items = _list(dataset, purpose="social", without="rights-advice").items
    assert items
    assert not any("rights-advice" in dataset.organisations[item.id].for_whom for item in items)


def test_an_old_or_undated_number_bears_its_year(dataset: Dataset) -> None:
    (medimmigrant,) = contact_line_view(dataset, "medimmigrant", locale="fr", on_date=TODAY).items
    assert [(phone.year, phone.check) for phone in medimmigrant.phones] == [(2022, True)]
    (gams,) = contact_line_view(dataset, "gams", locale="fr", on_date=TODAY).items
    assert all(phone.year == 0 and phone.check for phone in gams.phones)


def test_a_number_in_a_sentence_is_the_number_of_the_list(dataset: Dataset) -> None:
    keys = {"": "phone", "alt": "phone_alt", "legal": "legal_line"}
    for name, organisation in dataset.organisations.items():
        (item,) = contact_line_view(dataset, name, locale="fr", on_date=TODAY).items
        lines = [line for line, key in keys.items() if getattr(organisation, key)]
        said = tuple(
            phone_macro_view(dataset, name, line=line, locale="fr", on_date=TODAY) for line in lines
        )
        places = [place for place in organisation.other_contacts if place.phone]
        assert said == item.phones[: len(lines)], name
        assert len(item.phones) == len(lines) + len(places), name
    sure = phone_macro_view(dataset, "112", locale="fr", on_date=TODAY)
    assert (sure.year, sure.check) == (2026, False)


def test_each_number_has_the_year_of_the_source_that_names_it(dataset: Dataset) -> None:
    sources = (
        SourceUse(source="old-page", year=2013, fields=("phone", "phone_alt")),
        SourceUse(source="page", year=2024, fields=("legal_line", "phone hours")),
        SourceUse(source="press", fields=("all",)),
    )
    organisation = dataset.organisations["adde"].model_copy(
        update={
            "phone_alt": "+3225354713",
            "other_contacts": (OtherContact(name="Namur", phone="+3281226842"),),
            "contact_sources": sources,
        }
    )
    phones = organisation_line(organisation, locale="fr", on_date=TODAY).phones
    assert [phone.year for phone in phones] == [2013, 2013, 2024, 0]
    rated = organisation.model_copy(update={"phone_year": 2025})
    phones = organisation_line(rated, locale="fr", on_date=TODAY).phones
    assert [phone.year for phone in phones] == [2025, 2013, 2024, 0]


def test_an_organisation_without_number_shows_its_website(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml
) -> None:
    view = contact_line_view(dataset, "exil", locale="fr", on_date=TODAY)
    html = _html(renderer, "organisation_list", view, locale="fr", path="contact/")
    assert "exil.be" in _text(parse_html(html).xpath("//ul/li[1]")[0])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_emergency_numbers_stand_in_the_order_of_danger(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    view = emergency_numbers_view(dataset, locale=locale, on_date=TODAY)
    html = parse_html(_html(renderer, "emergency_numbers", view, locale=locale, path="emergency/"))
    numbers = [link.get("href") for link in html.xpath("//a[contains(@class, 'app-number')]")]
    assert len(numbers) == len(EMERGENCY_NUMBERS)
    assert numbers[:3] == ["tel:112", "tel:1733", "tel:101"]
    assert all(number.title and number.title != number.phone.text for number in view.numbers)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("cpas_id", IDS_OF_CPAS)
def test_the_page_of_every_cpas_prints_what_a_reader_needs(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, cpas_id: str, locale: str
) -> None:
    view = _page(dataset, cpas_id, locale=locale)
    html = parse_html(_html(renderer, "cpas_page", view, locale=locale, path=f"cpas/{cpas_id}/"))
    assert _text(html.xpath("//h1")[0]) == dataset.cpas[cpas_id].names.words(locale)
    assert set(FIXED_SECTIONS) <= set(html.xpath("//@id"))
    links = html.xpath("//section[@id='answer']//a/@href")
    assert any(link.startswith("tel:") for link in links)
    assert any(link.startswith("geo:") for link in links)
    phrases = html.xpath("//section[@id='desk']//p[@lang]/@lang")
    assert phrases == ["fr", "nl", "fr", "nl"]
    assert not html.xpath("//@style | //iframe | //img")
    assert not html.xpath("//*[@src]")


def test_the_page_of_a_cpas_prints_what_an_editor_wrote_besides(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml
) -> None:
    (page,) = [page for page in record_pages(dataset) if page.path == "cpas/ixelles/"]
    written = record_page_view(
        dataset, page, locale="fr", on_date=TODAY, prose_html="<p>Entrée par la cour.</p>"
    )
    html = parse_html(_html(renderer, "cpas_page", written.view, locale="fr", path="cpas/ixelles/"))
    assert _text(html.xpath("//section[@id='steps']//div[@class='app-prose']/p")[0]) == (
        "Entrée par la cour."
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_every_organisation_and_every_card_prints(
    dataset: Dataset, renderer: Renderer, locale: str
) -> None:
    for name, organisation in dataset.organisations.items():
        view = contact_line_view(dataset, name, locale=locale, on_date=TODAY)
        html = _html(renderer, "organisation_list", view, locale=locale, path="contact/")
        if organisation.phone:
            assert phone_view(organisation.phone).href in html
    for name in dataset.cpas:
        card = cpas_card_view(dataset, name, locale=locale, on_date=TODAY)
        html = _html(renderer, "cpas_directory", card, locale=locale, path="")
        assert f'href="cpas/{name}/"' in html


@pytest.mark.parametrize("locale", LOCALES)
def test_the_directory_prints_with_a_place_for_every_shared_postcode(
    dataset: Dataset, renderer: Renderer, parse_html: ParseHtml, locale: str
) -> None:
    view = cpas_directory_view(dataset, locale=locale, on_date=TODAY)
    html = parse_html(_html(renderer, "cpas_directory", view, locale=locale, path="cpas/"))
    links = html.xpath("//nav//a/@href")
    assert len(links) == 22
    assert {"#code-1040", "#code-1050", "schaerbeek/"} <= set(links)
    ids = html.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(link[1:] in ids for link in links if link.startswith("#"))
