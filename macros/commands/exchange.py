# Room: beside the rooms. Stale texts as a file for translators (XLIFF), and back. Called by
# translations.py only; the one place that knows translate-toolkit.
"""Out: what is stale, its French and the old translation. In: what a translator has confirmed.

Nothing is taken in that would break a page: the French must still be the same, and macro calls,
{names}, addresses and tags those of the French. What is written is read again at once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from translate.storage.xliff import xlifffile

from macros.commands.state import NoSuchPlace, State
from macros.load.ledger import Entry, Place, write_ledger
from macros.load.pages import page_of_text
from macros.load.pasted import unseen
from macros.load.plain_language import beginning
from macros.load.translations import (
    Part,
    Standing,
    Unit,
    entry_of,
    sections,
    units_of_record,
    units_of_strings,
)
from macros.load.yaml_reader import read_yaml_text
from macros.messages.message import LanguageName, Message, Told
from macros.model.common import SOURCE_LANGUAGE, one_line

_CALL = re.compile(r"\{\{\s*(?P<name>\w+)\((?P<arguments>.*?)\)\s*\}\}", re.DOTALL)
_FIRST_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
# Their other arguments are words, and are translated.
_WITH_WORDS = frozenset({"link", "notice"})
_KEPT = (
    re.compile(r"\{\{|\}\}|\{%|\{#"),
    re.compile(r"(?<!\{)\{[a-z_]+\}(?!\})"),
    re.compile(r"\{:[^}]*\}"),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"</?[a-zA-Z][^>]*>"),
)


class Refused(Told):
    """Why a translation is not taken in; ``message`` ends the line that names it."""


def kept(text: str) -> Counter[str]:
    """What a translator may move but not change: calls, {names}, addresses, tags."""
    found = Counter(_call(call) for call in _CALL.finditer(text))
    rest = _CALL.sub("", text)
    for pattern in _KEPT:
        found.update(pattern.findall(rest))
    return found


def _call(call: re.Match[str]) -> str:
    arguments = call["arguments"]
    if call["name"] in _WITH_WORDS:
        first = _FIRST_TEXT.match(arguments.strip())
        arguments = first[0] if first else ""
    return f"{call['name']}({one_line(arguments)})"


# -- out ------------------------------------------------------------------------------------------


def export_stale(state: State, language: str, path: Path) -> Message:
    """Write what is stale in ``language``; the sentence that says how much it is.

    The old translations are there to be corrected, marked as not confirmed.
    """
    store: Any = xlifffile()
    store.setsourcelanguage(SOURCE_LANGUAGE)
    store.settargetlanguage(language)
    count = 0
    for standing in state.standings(language):
        if standing.status != "stale":
            continue
        parts = standing.unit.parts
        unit = store.addsourceunit(_whole(parts[SOURCE_LANGUAGE]))
        unit.setid(_name(standing.unit))
        unit.target = _whole(parts[language])
        unit.markfuzzy(True)
        unit.addnote(f"{parts[language].file}:{parts[language].line}", origin="developer")
        count += 1
    path.write_bytes(bytes(store))
    return Message(
        "exchange.exported", count=count, language=LanguageName(language), file=str(path)
    )


def _whole(part: Part) -> str:
    return f"{part.heading}\n\n{part.text}".strip()


def _name(unit: Unit) -> str:
    return f"{unit.path}#{unit.block}"


# -- in -------------------------------------------------------------------------------------------


def import_confirmed(state: State, path: Path, *, by: str) -> tuple[list[Message], int]:
    """Take in each translation that is confirmed and safe, and record it as done.

    What is said of each, and how many were refused; the others are written all the same.
    """
    store = _read(path)
    language = str(store.gettargetlanguage())
    if language not in state.ledgers:
        raise NoSuchPlace(Message("exchange.language", file=str(path), language=language))
    known = {_name(standing.unit): standing for standing in state.standings(language)}
    said: list[Message] = []
    waiting: list[Message] = []
    refused = 0
    done: dict[Place, Entry] = {}
    for unit in store.units:
        name = str(unit.getid()).rpartition("\x04")[2]
        where = _where(known[name]) if name in known else name
        if not (unit.target or "").strip():
            waiting.append(Message("exchange.empty", name=where))
            continue
        if unit.isfuzzy():
            waiting.append(Message("exchange.not-confirmed", name=where))
            continue
        try:
            standing = _still_stale(known.get(name), str(unit.source))
            written = _written(state.project, standing, str(unit.target))
        except Refused as error:
            refused += 1
            said.append(Message("exchange.refused", name=where, why=error.message))
            continue
        done[standing.unit.path, standing.unit.block] = entry_of(
            written, "machine" if by == "machine" else "human"
        )
        said.append(Message("exchange.taken-in", name=where))
    ledger = state.ledgers[language]
    write_ledger(state.project, language, {**(ledger.entries if ledger else {}), **done})
    end = Message("exchange.end", done=len(done), refused=refused, waiting=len(waiting))
    return [*said, *waiting, end, Message("exchange.confirms")], refused


def _where(standing: Standing) -> Message:
    """The page or file with the line, and the heading or the first words."""
    part = standing.unit.parts.get(standing.language) or standing.unit.parts[SOURCE_LANGUAGE]
    words = beginning(part.heading or part.text)
    return Message("exchange.text", place=f"{part.file}:{part.line}", words=words)


def _read(path: Path) -> Any:
    store: Any = xlifffile
    try:
        return store.parsestring(path.read_bytes())
    except OSError as error:
        raise NoSuchPlace(Message("exchange.unreadable", file=str(path))) from error
    except Exception as error:
        # The toolkit raises whatever its XML reader raised.
        raise NoSuchPlace(Message("exchange.no-xliff", file=str(path), fault=str(error))) from error


def _still_stale(standing: Standing | None, source: str) -> Standing:
    if standing is None:
        raise Refused(Message("exchange.no-text"))
    if standing.status != "stale":
        raise Refused(Message("exchange.not-stale"))
    if one_line(source) != one_line(_whole(standing.unit.parts[SOURCE_LANGUAGE])):
        raise Refused(Message("exchange.french-changed"))
    return standing


def _written(project: Path, standing: Standing, target: str) -> Standing:
    """Write a translation in its place; the standing with its new text. Raises Refused."""
    unit, language = standing.unit, standing.language
    french, own = unit.parts[SOURCE_LANGUAGE], unit.parts[language]
    target = target.replace("\r\n", "\n").strip()
    differ = _difference(kept(_whole(french)), kept(target))
    if differ is not None:
        raise Refused(differ)
    for problem in unseen(target, own.file):
        raise Refused(Message("exchange.unseen", **dict(problem.message.values)))
    path = project / own.file
    before = path.read_text("utf-8")
    if unit.is_section and not unit.block.startswith("start."):
        heading, _, text = target.partition("\n")
        wanted = Part(file=own.file, line=own.line, heading=heading.strip(), text=text.strip())
        after = _with_section(before, own, wanted, language=language)
    elif unit.block == "start.text":
        wanted = Part(file=own.file, line=own.line, text=target)
        after = before.replace(own.text, target, 1)
    else:
        wanted = Part(file=own.file, line=own.line, text=one_line(target))
        after = _with_value(before, unit, language, one_line(target))
    expected = {**_texts(before, own.file, language), (unit.path, unit.block): _said(wanted)}
    if _texts(after, own.file, language) != expected:
        raise Refused(Message("exchange.more-than-this"))
    path.write_text(after, "utf-8")
    changed = Unit(path=unit.path, block=unit.block, parts={**unit.parts, language: wanted})
    return Standing(unit=changed, language=language, status="current")


def _difference(french: Counter[str], own: Counter[str]) -> Message | None:
    missing, added = (*(french - own).elements(),), (*(own - french).elements(),)
    if missing and added:
        return Message("exchange.missing-and-added", missing=missing, added=added)
    if missing:
        return Message("exchange.missing", missing=missing)
    return Message("exchange.added", added=added) if added else None


def _said(part: Part) -> str:
    return one_line(part.compared)


def _texts(text: str, file: str, language: str) -> Mapping[Place, str]:
    """Every text of a file in one language, to see that only one changes."""
    if file.startswith("docs/"):
        page = page_of_text(text, file, language=language)
        path = f"docs/{page.path}"
        return {(path, block): _said(part) for block, part in sections(page).items()}
    read = read_yaml_text(text, file)
    if read.problems:
        raise Refused(Message("exchange.file-unreadable"))
    is_words = file.startswith("data/strings/")
    units = units_of_strings(read, language) if is_words else units_of_record(read)
    return {
        (unit.path, unit.block): _said(unit.parts[language])
        for unit in units
        if language in unit.parts
    }


def _with_section(before: str, own: Part, wanted: Part, *, language: str) -> str:
    """The page with one section replaced; its heading keeps its level and its id."""
    lines = before.split("\n")
    head = lines[own.line - 1]
    if head.count(own.heading) != 1:
        raise Refused(Message("exchange.odd-heading"))
    head = head.replace(own.heading, wanted.heading)
    page = page_of_text(before, own.file, language=language)
    later = (heading.line - 1 for heading in page.headings if heading.id)
    end = next((line for line in later if line >= own.line), len(lines))
    return "\n".join([*lines[: own.line - 1], head, "", wanted.text, "", *lines[end:]])


def _with_value(before: str, unit: Unit, language: str, text: str) -> str:
    """The file with one value replaced, in quotes where YAML needs them; the rest as it is."""
    own = unit.parts[language]
    start, body = 0, before
    if own.file.startswith("docs/"):
        start = before.index("\n") + 1
        body = before[start : before.index("\n---", start)]
    node = _node(yaml.compose(body, Loader=yaml.SafeLoader), unit, language)
    written = text if node.style is None and _is_plain(text) else _quoted(text)
    first, last = start + node.start_mark.index, start + node.end_mark.index
    return before[:first] + written + before[last:]


def _node(root: Any, unit: Unit, language: str) -> yaml.ScalarNode:
    if unit.path.startswith("docs/"):
        names = [unit.block.removeprefix("start.")]
    elif unit.parts[language].file.startswith("data/strings/"):
        names = [unit.block]
    else:
        names = [*unit.block.split("/"), language] if unit.block else [language]
    node: Any = root
    for name in names:
        node = _inside(node, name)
    if not isinstance(node, yaml.ScalarNode):
        raise Refused(Message("exchange.no-place"))
    return node


def _inside(node: Any, name: str) -> Any:
    """What ``name`` means in a node: a key, or the id or the number of an item."""
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            own = _inside(item, "id") if isinstance(item, yaml.MappingNode) else None
            if own is not None and own.value == name:
                return item
        return node.value[int(name) - 1] if name.isdecimal() else None
    return None


def _is_plain(text: str) -> bool:
    try:
        return bool(yaml.safe_load(f"[{text}]") == [text] and yaml.safe_load(text) == text)
    except yaml.YAMLError:
        return False


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
