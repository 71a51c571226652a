# Room: tests. publish/permalinks.py alone: the list of every id ever published.
"""An id once published never dies."""

from __future__ import annotations

from conftest import ENGLISH

from macros.load.published_ids import read_published_ids
from publish.permalinks import published_id_problems, redirects, with_new_ids

LIST = """\
# Every id ever published.
documents/annex-35
documents/orange-card -> documents/annex-35
payers/cpas
"""
EXISTING = {"documents/annex-35", "payers/cpas"}


def found(text: str, existing: set[str] = EXISTING) -> list[tuple[int, str]]:
    return [
        (problem.line, ENGLISH.parts(problem.message).found)
        for problem in published_id_problems(text, existing=existing)
    ]


def test_a_complete_list_has_no_problem() -> None:
    assert found(LIST) == []


def test_each_line_keeps_its_number() -> None:
    assert [(entry.line, entry.key) for entry in read_published_ids(LIST)] == [
        (2, "documents/annex-35"),
        (3, "documents/orange-card"),
        (4, "payers/cpas"),
    ]


def test_a_new_page_must_be_listed() -> None:
    assert found(LIST, {*EXISTING, "payers/fund"}) == [(5, "a page whose id is not in the list")]


def test_a_page_that_is_gone_is_reported_with_near_ids() -> None:
    text = LIST.replace("payers/cpas", "payers/cpass")
    problems = published_id_problems(text, existing=EXISTING)
    gone = next(problem for problem in problems if problem.line == 4)
    said = ENGLISH.parts(gone.message)
    assert said.found == "no page has the id payers/cpass"
    assert "near: payers/cpas" in said.do


def test_a_redirect_must_lead_to_a_page() -> None:
    text = LIST.replace("-> documents/annex-35", "-> documents/annex-36")
    assert found(text) == [(3, "no page has the id documents/annex-36")]


def test_an_id_has_a_page_or_a_redirect_but_not_both() -> None:
    assert found(LIST, {*EXISTING, "documents/orange-card"})[0][0] == 3


def test_lines_are_sorted_and_unique() -> None:
    assert found(LIST + "payers/cpas\n") == [(5, "payers/cpas after payers/cpas")]


def test_a_line_that_cannot_be_read_is_reported() -> None:
    assert found(LIST + "payers/Fund\n") == [(5, "payers/Fund")]


def test_adding_new_ids_removes_none_and_mends_the_order() -> None:
    text = with_new_ids(LIST, existing={*EXISTING, "cpas/ixelles"})
    assert text.splitlines() == [
        "# Every id ever published.",
        "cpas/ixelles",
        "documents/annex-35",
        "documents/orange-card -> documents/annex-35",
        "payers/cpas",
    ]
    assert found(text, {*EXISTING, "cpas/ixelles"}) == []


def test_a_record_renamed_twice_leads_to_its_last_id() -> None:
    text = "documents/a -> documents/b\ndocuments/b -> documents/c\ndocuments/c\n"
    assert redirects(text) == {"documents/a": "documents/c", "documents/b": "documents/c"}


def test_a_chain_that_bites_its_tail_is_a_problem_not_a_trap() -> None:
    text = "documents/a -> documents/b\ndocuments/b -> documents/a\n"
    assert redirects(text).keys() == {"documents/a", "documents/b"}
    assert len(found(text, set())) == 2
