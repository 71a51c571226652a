# Room: tests. The choosers and the table of papers and payers, on the real data.
"""The table says what the plates say, and each paper stands behind one door."""

from __future__ import annotations

from datetime import date
from typing import Any

import html5lib
import pytest
from changed_data import with_dates
from conftest import REPOSITORY

from macros.load import load_dataset
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.chooser import (
    document_chooser_view,
    documents_by_door,
    home_doors_view,
    payer_list_view,
    payers_in_order,
)
from macros.views.documents import RuleLine, who_pays_rows
from macros.views.eligibility import ASK, EligibilityTableView, TableEntry, eligibility_table_view
from macros.views.home import home_view

DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def table(dataset: Dataset) -> EligibilityTableView:
    return eligibility_table_view(dataset, locale="fr", on_date=DAY)


def _entries(view: EligibilityTableView) -> dict[tuple[str, str], tuple[TableEntry, ...]]:
    """(document id, payer id) -> the entries of that cell, empty cells left out."""
    return {
        (row.document.id, cell.column.payer_id): cell.entries
        for group in view.groups
        for row in group.rows
        for cell in row.cells
        if cell.entries
    }


def _rows(dataset: Dataset, document_id: str, day: date = DAY) -> Any:
    return who_pays_rows(dataset, document_id, locale="fr", on_date=day)


def _line(view: EligibilityTableView, rule_id: str) -> RuleLine:
    return next(
        line
        for cell in _entries(view).values()
        for entry in cell
        for line in entry.lines
        if line.id == rule_id
    )


def test_every_number_is_the_one_of_the_plate(
    dataset: Dataset, table: EligibilityTableView
) -> None:
    shown = {
        (document_id, payer_id, entry.order)
        for (document_id, payer_id), entries in _entries(table).items()
        for entry in entries
    }
    plates = {
        (document_id, row.payer_id, row.order)
        for document_id in dataset.documents
        for row in _rows(dataset, document_id)
    }
    assert shown == plates


def test_a_number_is_ringed_exactly_when_its_row_of_the_plate_is_unsure(
    dataset: Dataset, table: EligibilityTableView
) -> None:
    for (document_id, payer_id), entries in _entries(table).items():
        plate = {row.order: row for row in _rows(dataset, document_id)}
        for entry in entries:
            row = plate[entry.order]
            assert entry.unsure == (row.unsure or row.over), (document_id, payer_id)


def test_no_condition_of_the_plate_is_lost(dataset: Dataset, table: EligibilityTableView) -> None:
    entries = _entries(table)
    for document_id in dataset.documents:
        for row in _rows(dataset, document_id):
            cell = entries[document_id, row.payer_id]
            shown = {line.condition for entry in cell for line in entry.lines}
            assert {line.condition for line in row.lines} <= shown


def test_no_condition_is_said_twice_under_one_number(table: EligibilityTableView) -> None:
    for key, cell in _entries(table).items():
        for entry in cell:
            said = [(line.condition, line.until, line.over_since) for line in entry.lines]
            assert len(said) == len(set(said)), key


def test_columns_follow_the_general_order_and_none_is_empty(
    dataset: Dataset, table: EligibilityTableView
) -> None:
    ids = [column.payer_id for column in table.columns]
    used = {payer_id for _, payer_id in _entries(table)}
    expected = [payer_id for payer_id in payers_in_order(dataset) if payer_id in used]
    assert ids == [*expected, *([ASK] if ASK in used else [])]


def test_the_filter_by_document_leaves_one_row_with_its_payers(dataset: Dataset) -> None:
    view = eligibility_table_view(dataset, "annex-35", locale="fr", on_date=DAY)
    assert {document_id for document_id, _ in _entries(view)} == {"annex-35"}
    payers = {row.payer_id for row in _rows(dataset, "annex-35")}
    assert {column.payer_id for column in view.columns} == payers


def test_the_filter_by_payer_leaves_its_column_with_the_numbers_of_the_whole_table(
    dataset: Dataset, table: EligibilityTableView
) -> None:
    view = eligibility_table_view(dataset, payer="fedasil", locale="fr", on_date=DAY)
    assert [column.payer_id for column in view.columns] == ["fedasil"]
    whole = {key: cell for key, cell in _entries(table).items() if key[1] == "fedasil"}
    assert _entries(view) == whole


def test_the_filter_by_stay_status_leaves_the_documents_of_that_status(dataset: Dataset) -> None:
    view = eligibility_table_view(dataset, stay_status="irregular", locale="fr", on_date=DAY)
    shown = {document_id for document_id, _ in _entries(view)}
    assert shown == {
        document.id
        for document in dataset.documents.values()
        if document.stay_status == "irregular"
    }


def test_the_filter_by_confidence_leaves_only_such_rules(
    table: EligibilityTableView, dataset: Dataset
) -> None:
    view = eligibility_table_view(dataset, confidence="low", locale="fr", on_date=DAY)
    entries = [entry for cell in _entries(view).values() for entry in cell]
    assert entries
    assert {line.confidence for entry in entries for line in entry.lines} == {"low"}
    assert all(entry.unsure for entry in entries)
    assert set(_entries(view)) < set(_entries(table))


@pytest.mark.parametrize("options", [{"document": "annex-99"}, {"payer": "nobody"}])
def test_an_unknown_id_is_refused(dataset: Dataset, options: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        eligibility_table_view(dataset, locale="fr", on_date=DAY, **options)


def test_a_rule_whose_dates_are_over_is_ringed_and_says_since_when(dataset: Dataset) -> None:
    ended = with_dates(dataset, "annex-35", "running-right", valid_until=date(2026, 11, 20))
    view = eligibility_table_view(ended, "annex-35", locale="en", on_date=DAY)
    line = _line(view, "running-right")
    assert line.over_since == "20 November 2026"
    page = _page(ended, "eligibility_table", view, locale="en")
    assert "20 November 2026" in "".join(page.itertext())
    assert line.condition not in "".join(page.itertext())


def test_a_rule_with_an_end_shows_it_while_it_holds(dataset: Dataset) -> None:
    ending = with_dates(dataset, "annex-35", "running-right", valid_until=DAY)
    view = eligibility_table_view(ending, "annex-35", locale="en", on_date=DAY)
    assert _line(view, "running-right").until == "21 November 2026"


def test_a_rule_that_starts_later_is_not_in_the_table_yet(dataset: Dataset) -> None:
    later = with_dates(dataset, "annex-35", "fedasil", valid_from=date(2026, 11, 22))
    view = eligibility_table_view(later, "annex-35", locale="fr", on_date=DAY)
    assert ("annex-35", "fedasil") not in _entries(view)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_table_prints_one_cell_a_column_and_says_unsure_in_words(
    dataset: Dataset, locale: str
) -> None:
    view = eligibility_table_view(dataset, locale=locale, on_date=DAY)
    page = _page(dataset, "eligibility_table", view, locale=locale)
    heads = page.xpath("//thead/tr/th")
    rows = page.xpath("//tbody/tr[th[@scope='row']]")
    assert len(heads) == len(view.columns) + 1
    assert len(rows) == len(dataset.documents)
    assert all(len(row.xpath("td")) == len(view.columns) for row in rows)
    words = dataset.strings[locale]["eligibility_table.check"]
    for cell in page.xpath("//td[span[contains(@class, 'app-disc--ask')]]"):
        assert words in "".join(cell.itertext())
    for cell in page.xpath("//td[@data-order]"):
        assert cell.xpath("string(span[1])") == cell.get("data-order")
        assert cell.get("data-payer")


def test_every_document_stands_behind_exactly_one_door(dataset: Dataset) -> None:
    behind = [
        document.id
        for _, documents in documents_by_door(dataset.documents.values())
        for document in documents
    ]
    assert sorted(behind) == sorted(dataset.documents)


def test_sheets_are_sorted_by_their_number_and_those_without_come_last(dataset: Dataset) -> None:
    sheets = dict(documents_by_door(dataset.documents.values()))["sheet"]
    labels = [document.drawing.label for document in sheets]
    numbers = ["3", "3bis", "12", "13", "13quinquies", "26", "26quater", "35"]
    assert [label for label in labels if label in numbers] == numbers
    assert labels[-1] == ""


def test_every_door_leads_to_a_section_of_the_chooser(dataset: Dataset) -> None:
    chooser = document_chooser_view(dataset, locale="fr", on_date=DAY)
    sections = {f"documents/#{group.group}" for group in chooser.groups}
    doors = home_doors_view(dataset, locale="fr", on_date=DAY).doors
    assert len(doors) == 5
    assert {door.path for door in doors} == sections


def test_every_payer_is_listed_once_and_the_person_pays_last(dataset: Dataset) -> None:
    view = payer_list_view(dataset, locale="fr", on_date=DAY)
    ranked = [item.path for rank in view.ranks for item in rank.payers]
    listed = [*ranked, *(item.path for item in view.outside)]
    assert sorted(listed) == sorted(f"payers/{payer_id}/" for payer_id in dataset.payers)
    assert ranked[0] == "payers/health-insurance/"
    assert ranked[-1] == "payers/self/"
    assert [item.path for item in view.outside] == ["payers/special-centre/"]


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(
    ("component", "view"),
    [
        ("home_doors", home_doors_view),
        ("home", home_view),
        ("document_chooser", document_chooser_view),
        ("payer_list", payer_list_view),
    ],
)
def test_the_components_render_in_every_language(
    dataset: Dataset, component: str, view: Any, locale: str
) -> None:
    page = _page(dataset, component, view(dataset, locale=locale, on_date=DAY), locale=locale)
    assert page.xpath("//a/@href")
    assert page.xpath("//*[normalize-space(text())]")


def test_the_home_page_dials_112_first_in_red(dataset: Dataset) -> None:
    view = home_view(dataset, locale="fr", on_date=DAY)
    page = _page(dataset, "home", view, locale="fr")
    numbers = page.xpath("//a[starts-with(@href, 'tel:')]")
    assert [number.get("href") for number in numbers] == ["tel:112", "tel:1733"]
    assert "app-button--urgent" in numbers[0].get("class")
    assert "app-button--urgent" not in numbers[1].get("class")


def _page(dataset: Dataset, component: str, view: object, *, locale: str) -> Any:
    renderer = Renderer(REPOSITORY / "overrides", dataset=dataset)
    page = renderer.for_page(locale=locale, path=f"{locale}/")
    html = page.render(f"components/{component}.html", view)
    return html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False).getroot()
