# Room: tests. What comes along with a pasted text: macros/load/pasted.py.
"""Characters that nobody sees are named, and lines that would become code; right ones pass."""

from __future__ import annotations

import pytest
from markdown import markdown

from macros.load.pasted import misplaced, unseen
from macros.messages.message import Problem


def codes_of(problem: Problem) -> tuple[str, ...]:
    codes = dict(problem.message.values)["codes"]
    assert isinstance(codes, tuple)
    return codes


def codes_in(text: str, *, is_rtl: bool = False) -> list[str]:
    """The characters that are refused, each with its line."""
    return [
        f"{problem.line} {code}"
        for problem in unseen(text, "x.md", is_rtl=is_rtl)
        for code in codes_of(problem)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une carte\u00a0: 10\u202f000\u00a0euros\tet rien de plus.\r\n", []),
        ("a\u200bb\n\nc\u00add\u200be", ["1 U+200B", "3 U+00AD", "3 U+200B"]),
        ("a\u2028b\u2029c\nd\ufeff", ["1 U+2028", "1 U+2029", "2 U+FEFF"]),
        ("a\x0cb\x85c\u2060d", ["1 U+000C", "1 U+0085", "1 U+2060"]),
        # Persian needs the first, Hindi the second; a word of Latin letters needs neither.
        ("می\u200cخواهم", []),
        ("क्\u200dष", []),
        ("a\u200cb c\u200dd", ["1 U+200C", "1 U+200D"]),
        # A number in an Arabic line may need a mark of direction, French never does.
        ("اتصل \u200e112\u200f", []),
        ("Appelez \u200e112", ["1 U+200E"]),
    ],
)
def test_only_what_no_reader_sees_is_refused(text: str, found: list[str]) -> None:
    assert codes_in(text) == found


def test_a_page_from_right_to_left_may_turn_a_line_of_digits_alone() -> None:
    assert codes_in("\u200e112\u200e") == ["1 U+200E"]
    assert codes_in("\u200e112\u200e", is_rtl=True) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("Words.\n\n    Code.", [3]),
        ("\tCode.", [1]),
        ("## Title {: #x }\n    Code.", [2]),
        ("Words\n    that go on.", []),
        ("- Item\n\n    More of it.\n\n    And more.", []),
        ("1. Item\n    - Inner\n\n        More of the inner one.\n\n    More of the item.", []),
        ("- Item\n\n        Code.", [3]),
        ("- Item\n\nWords.\n\n    Code.", [5]),
        ("- Item\n\n    More.\n\n        Code.", [5]),
        ("    - No list.", [1]),
        ("Term\n:   What it is.\n\n    More of it.", []),
    ],
)
def test_a_line_is_wrong_where_markdown_makes_code_of_it(page: str, wrong: list[int]) -> None:
    made = markdown(page, extensions=["def_list", "attr_list"])
    assert ("<pre>" in made) == bool(wrong)
    assert [line for line, _ in misplaced(enumerate(page.splitlines(), start=1))] == wrong


def test_a_bullet_of_any_font_is_named_once() -> None:
    page = ["• one", "  \uf0b7\ttwo", "- three • four", "\t▪ five"]
    found = [(line, message.id) for line, message in misplaced(enumerate(page, start=1))]
    assert found == [(1, "typed-bullet"), (2, "typed-bullet"), (4, "typed-bullet")]
