# Room: tests. The task pages of guides/tasks, tried as they are written, and the record of it.
"""Every edit and every command of the task pages works, in the order of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.walk import LANGUAGES, RECORD, TASKS, blocks, prepared, quoted, record, walk

PAGES = [TASKS / f"{code}.md" for code in LANGUAGES]


def test_the_three_pages_have_the_same_tasks_edits_and_commands() -> None:
    assert set(TASKS.glob("*.md")) == {*PAGES, RECORD}
    every = [
        [(block.title[:2], block.kind, block.file, block.text) for block in blocks(page)]
        for page in PAGES
    ]
    assert every[0] == every[1] == every[2]
    assert [*dict.fromkeys(title for title, *_ in every[0])] == ["1.", "2.", "3.", "4.", "5.", "6."]


@pytest.mark.build
def test_the_walk_through_the_tasks_prints_what_the_pages_say(tmp_path: Path) -> None:
    project = tmp_path / "project"
    prepared(project)
    steps = []
    for step in walk(project, TASKS / "en.md"):
        assert step.is_as_expected, f"$ {step.text}\n{step.printed[-3000:]}"
        steps.append(step)
    written = record(steps)
    assert str(tmp_path) not in written
    # Numbers of lines, texts and remarks follow the content: only the words are compared.
    numbers = re.compile(r"\d+")
    assert numbers.sub("0", RECORD.read_text("utf-8")) == numbers.sub("0", written), (
        "the record is old: make walk"
    )


def test_a_quoted_line_must_be_printed_and_in_its_order() -> None:
    printed = "a\n12 things\nb\n"
    assert quoted(["a", "… things", "b"], printed) == {0: "a", 1: "12 things", 2: "b"}
    assert quoted(["b", "a"], printed) == {2: "b"}
    assert quoted(["thing"], printed) == {}
