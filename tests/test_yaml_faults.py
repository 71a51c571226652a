# Room: tests. What an editor reads of a text that is not YAML. Whole cases are in data_errors/.
"""The reader of YAML stops where it must; the editor is sent to the mistake."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from conftest import ENGLISH

from macros.load.yaml_reader import read_yaml_text
from macros.messages.catalogue import LANGUAGES, messages_in


@dataclass(frozen=True, kw_only=True)
class Case:
    """A text, the line an editor is sent to, and what is said to have been found and to do."""

    text: str
    line: int
    found: str
    do: str


CASES = {
    "a key too far to the right": Case(
        text="id: a\nnames:\n  fr: x\n    nl: y\n  en: z\n",
        line=4,
        found="a wrong indentation: 4 spaces at the beginning of the line",
        do="put the beginning of this line under that of line 3",
    ),
    "a key between two places": Case(
        text="id: a\nnames:\n  fr: x\n nl: y\n  en: z\n",
        line=4,
        found="a wrong indentation: 1 space at the beginning of the line",
        do="put the beginning of this line under that of line 3",
    ),
    "the second key of an item too far to the right": Case(
        text="a:\n  - id: x\n      b: y\n  - id: z\n",
        line=3,
        found="a wrong indentation: 6 spaces at the beginning of the line",
        do="put the beginning of this line under that of line 2",
    ),
    "the second key of an item too far to the left": Case(
        text="a:\n  - id: x\n   b: y\n  - id: z\n",
        line=3,
        found="a wrong indentation: 3 spaces at the beginning of the line",
        do="put the beginning of this line under that of line 2",
    ),
    "an item too far to the left": Case(
        text="a:\n  - x\n - y\n",
        line=3,
        found="a wrong indentation: 1 space at the beginning of the line",
        do="put the beginning of this line under that of line 2",
    ),
    "a tab at the beginning": Case(
        text="a:\n\tb: c\n",
        line=2,
        found="a tab",
        do="put spaces in place of the tab, as many as the lines around it have",
    ),
    "a tab below spaces": Case(
        text="a:\n  b: c\n\td: e\n",
        line=3,
        found="a tab",
        do="put spaces in place of the tab, as many as the lines around it have",
    ),
    "a quote that nothing closes": Case(
        text='a: "x\nb: y\nc: z\n',
        line=1,
        found='a quote " that opens here and never closes',
        do='add " at the end of the text',
    ),
    "a quote that the next one closes": Case(
        text="a: 'x\nb: 'y'\nc: z\n",
        line=1,
        found="a quote ' that opens here and never closes",
        do="add ' at the end of the text",
    ),
    "an apostrophe that closes a text": Case(
        text="a: 'l'eau'\nb: y\n",
        line=1,
        found="something after the quote that closes: eau'",
        do="inside a text, write ’ for an apostrophe and “ ” to quote; "
        "otherwise remove what follows",
    ),
    "a bracket that nothing closes": Case(
        text="a: [x, y\nb: c\n",
        line=1,
        found="a [ that opens here and never closes",
        do="add ]",
    ),
    "a brace that nothing closes": Case(
        text="a:\n  b: {x: y, z: w\n  c: d\n",
        line=2,
        found="a { that opens here and never closes",
        do="add }",
    ),
    "a comma that is missing": Case(
        text="a: {x: y,\n  z: w v: u}\nb: c\n",
        line=2,
        found="no comma before v: u}",
        do="add the comma, or put the whole text in quotes",
    ),
    "an item without its hyphen": Case(
        text="a:\n  - x\n  y\n  - z\n",
        line=3,
        found="an item of a list without its hyphen: y",
        do="write - y",
    ),
    "an item of keys without its hyphen": Case(
        text="a:\n  - id: x\n    b: y\n  id: z\n    b: w\n",
        line=4,
        found="an item of a list without its hyphen: id: z",
        do="write - id: z",
    ),
    "a hyphen without its space": Case(
        text="a:\n  - x\n  -y\nb: c\n",
        line=3,
        found="an item of a list without its hyphen: -y",
        do="write - y",
    ),
    "a line without a colon": Case(
        text="a:\n  fr: x\n  nl y\n  en: z\n",
        line=3,
        found="a line without a colon: nl y",
        do="add the colon; if it goes on with the text above, move it more to the right",
    ),
    "a parent without a colon": Case(
        text="id: x\nnames\n  fr: x\n",
        line=2,
        found="a line without a colon: names",
        do="add the colon; if it goes on with the text above, move it more to the right",
    ),
    "a colon without its space": Case(
        text="a: b\nc:d\ne: f\n",
        line=2,
        found="no space after the colon: c:d",
        do="write c: d",
    ),
    "a colon in a text": Case(
        text="a: b\nc: d: e\n",
        line=2,
        found="a colon and a space in a text without quotes: d: e",
        do='write c: "d: e"',
    ),
    "a sign at the beginning of a text": Case(
        text="a: b\nc: @d\n",
        line=2,
        found="a value that begins with @: @d",
        do='write "@d"',
    ),
    "a brace too many": Case(
        text="a: {x: y}}\nb: c\n",
        line=1,
        found="something too many: }",
        do="remove it, or put the whole text in quotes",
    ),
    "a backslash": Case(
        text='a: "x \\q y"\n',
        line=1,
        found="a backslash (\\) between quotes",
        do="remove it, or write it twice",
    ),
    "a line of hyphens": Case(
        text="a: b\n---\nc: d\n",
        line=2,
        found="a line of three hyphens",
        do="remove this line",
    ),
    "a key written twice": Case(
        text="a: b\nc: d\na: e\n",
        line=3,
        found="the key a a second time",
        do="keep one of the two",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_editor_is_sent_to_the_mistake(case: Case) -> None:
    (problem,) = read_yaml_text(case.text, "x.yaml").problems
    parts = ENGLISH.parts(problem.message)
    assert (problem.line, parts.found, parts.do) == (case.line, case.found, case.do)
    for language in LANGUAGES:
        assert messages_in(language).problem(problem).startswith(f"x.yaml:{case.line}")


def test_lines_are_those_of_the_file_when_a_text_begins_below_its_top() -> None:
    case = CASES["a key too far to the right"]
    (problem,) = read_yaml_text(case.text, "x.md", first_line=2).problems
    assert problem.line == 5
    assert "line 4" in ENGLISH.parts(problem.message).do
