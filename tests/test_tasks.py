# Room: tests. The task pages of guides/tasks, tried as they are written, and the record of it.
"""Every edit and every command of the task pages works, in the order of the page."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ENGLISH

from macros.load import load_dataset
from macros.messages.catalogue import Messages, messages_in
from macros.views.cpas import cpas_page_view
from scripts.walk import (
    LANGUAGES,
    RECORD,
    TASKS,
    Block,
    blocks,
    change,
    prepared,
    quoted,
    record,
    walk,
)

PAGES = [TASKS / f"{code}.md" for code in LANGUAGES]


def commands_of(block: Block) -> str:
    """The text of a block without what commands print, which is in the language of the page."""
    if block.kind != "console":
        return block.text
    return "".join(line for line in block.text.splitlines(keepends=True) if line.startswith("$ "))


def test_the_three_pages_have_the_same_tasks_edits_and_commands() -> None:
    assert set(TASKS.glob("*.md")) == {*PAGES, RECORD}
    every = [
        [(block.title[:2], block.kind, block.file, commands_of(block)) for block in blocks(page)]
        for page in PAGES
    ]
    assert every[0] == every[1] == every[2]
    assert [*dict.fromkeys(title for title, *_ in every[0])] == ["1.", "2.", "3.", "4.", "5.", "6."]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each English message looks like when it is printed, the longest first."""
    found = []
    for name, text in sorted(ENGLISH.texts.items(), key=lambda entry: -len(entry[1])):
        names = re.findall(r"\{(\w+)\}", text)
        has_words = re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text))
        is_head = name.startswith("check.") and not names
        # What is hardly more than its values would be found everywhere.
        if (has_words or name == "check.end") and not is_head and len(set(names)) == len(names):
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(text))
            found.append((name, re.compile(pattern)))
    return tuple(found)


def in_language(line: str, messages: Messages) -> str:
    """A line that a command prints in English, as it prints it in another language."""
    if label := re.match(r"    (found|expected|do) +", line):
        width = max(len(messages(f"label.{part}")) for part in ("found", "expected", "do")) + 2
        text = in_language(line[label.end() :], messages)
        return f"    {messages(f'label.{label[1]}'):<{width}}{text}"
    if "  " in line.strip():
        return "".join(in_language(part, messages) for part in re.split(r"(  +)", line))
    for name, pattern in _patterns():
        if found := pattern.fullmatch(line):
            values: dict[str, Any] = {
                key: in_language(value, messages) for key, value in found.groupdict().items()
            }
            stem, _, form = name.rpartition(".")
            if form in ("one", "other") and values["count"].isdecimal():
                return messages(stem, **{**values, "count": int(values["count"])})
            return messages(name, **values)
    return line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_quotes_what_commands_print_in_its_language(page: Path) -> None:
    messages = messages_in(page.stem)
    for english, own in zip(blocks(PAGES[0]), blocks(page), strict=True):
        if english.kind == "console":
            lines = english.text.splitlines()
            wanted = [
                line if line.startswith("$ ") else in_language(line, messages) for line in lines
            ]
            assert own.text.splitlines() == wanted


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


def test_the_first_task_ends_with_a_number_that_readers_need_not_check(tmp_path: Path) -> None:
    project = tmp_path / "project"
    prepared(project)
    task = (block for block in blocks(TASKS / "en.md") if block.title.startswith("1."))
    for block in task:
        if block.kind == "diff":
            change(project / block.file, block.text)
    day = date(2026, 11, 21)
    dataset = load_dataset(project, as_of=day)
    view = cpas_page_view(dataset, "jette", locale="fr", on_date=day)
    assert (view.phone.text, view.phone.year, view.phone.check) == ("02 422 46 12", 2026, False)
    assert view.conflicting_phones == ()
    given = [use.source for use in dataset.cpas["jette"].contact_sources if "phone" in use.fields]
    assert given == ["ocmwjette-sociale-dienst"]


def test_a_quoted_line_must_be_printed_and_in_its_order() -> None:
    printed = "a\n12 things\nb\n"
    assert quoted(["a", "… things", "b"], printed) == {0: "a", 1: "12 things", 2: "b"}
    assert quoted(["b", "a"], printed) == {2: "b"}
    assert quoted(["thing"], printed) == {}
