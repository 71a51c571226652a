# Room: load. From an error of the YAML reader to the sentence an editor can act on. Called by
# yaml_reader.py. libyaml says where it stopped, which is often not where the mistake is; the lines
# around it tell which mistake it was.
"""What is wrong in a text that is not YAML: the line, and what to do there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from macros.messages.message import Message

_QUOTED = re.compile(r"\s*(?:-\s+)*(?:[\w.-]+:\s+)?(['\"])")
_KEY = re.compile(r"(?P<before> *(?:- +)*)(?P<key>[\w.-]+|'[^']*'|\"[^\"]*\") *:(?: |$)")
_ITEM = re.compile(r" *-(?: |$)")
_SHOWN = 60
_CLOSING = {"[": "]", "{": "}"}
# What is not told by one of the functions below, and the entry that says it.
_FAULTS = {
    "block sequence entries are not allowed in this context": "yaml.hyphen-here",
    "did not find expected <document start>": "yaml.no-beginning",
    "did not find expected key": "yaml.no-key",
    "did not find expected node content": "yaml.no-value",
    "found unexpected ':'": "yaml.colon-here",
    "found unexpected document indicator": "yaml.three-hyphens",
    "found unexpected end of stream": "yaml.end",
    "mapping keys are not allowed in this context": "yaml.key-here",
    "mapping values are not allowed in this context": "yaml.values-here",
}


@dataclass(frozen=True, kw_only=True)
class YamlFault:
    """A mistake; ``line`` counts from 1 in the text that was read."""

    line: int
    message: Message


@dataclass(frozen=True, kw_only=True)
class _Stop:
    """Where libyaml stopped. Lines and columns count from 0; ``began`` is where what it was reading
    began, ``line`` where it gave up."""

    words: str
    lines: Sequence[str]
    line: int
    column: int
    began: int
    began_column: int

    @property
    def text(self) -> str:
        """The line it gave up at."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def is_at_beginning(self) -> bool:
        """Whether nothing but spaces stands before it in its line."""
        return not self.text[: self.column].strip()


def yaml_fault(error: yaml.MarkedYAMLError, text: str, *, first_line: int) -> YamlFault:
    """The mistake behind ``error``; ``first_line`` as in ``read_yaml_text``."""
    mark = error.problem_mark or error.context_mark
    began = error.context_mark or mark
    stop = _Stop(
        words=error.problem or error.context or "",
        lines=text.splitlines(),
        line=mark.line if mark else 0,
        column=mark.column if mark else 0,
        began=began.line if began else 0,
        began_column=began.column if began else 0,
    )
    for explain in (_tab, _quote, _bracket, _dash, _colon, _colon_in_text, _indent, _sign, _extra):
        if fault := explain(stop, first_line):
            return fault
    fault_words = Message(_FAULTS[stop.words]) if stop.words in _FAULTS else stop.words
    return _at(stop.line, Message("yaml-fault", fault=fault_words))


def _at(line: int, message: Message) -> YamlFault:
    return YamlFault(line=line + 1, message=message)


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _quoted(text: str) -> str:
    quote = "'" if '"' in text else '"'
    return f"{quote}{text.strip()}{quote}"


def _tab(stop: _Stop, _first_line: int) -> YamlFault | None:
    indentation = stop.text[: len(stop.text) - len(stop.text.lstrip())]
    is_tab = "\t" in indentation or stop.text[stop.column : stop.column + 1] == "\t"
    return _at(stop.line, Message("yaml-tab")) if is_tab else None


def _quote(stop: _Stop, _first_line: int) -> YamlFault | None:
    """A quote that nothing closes, or one that closes too early."""
    if "escape character" in stop.words:
        return _at(stop.line, Message("yaml-backslash"))
    opened, quote = _open_quote(stop.lines[: stop.line])
    quoted = _QUOTED.match(stop.text)
    if opened < 0 and quoted and quoted.end() <= stop.column:
        return _at(stop.line, Message("yaml-after-quote", text=_short(stop.text[stop.column :])))
    if opened < 0:
        opened, quote = _open_quote(stop.lines[: stop.line + 1])
    return None if opened < 0 else _at(opened, Message("yaml-quote", quote=quote))


def _open_quote(lines: Sequence[str]) -> tuple[int, str]:
    """The line of a value that begins with a quote that nothing closes before the end, or -1."""
    opened, quote = -1, ""
    for number, line in enumerate(lines):
        if opened >= 0:
            opened = -1 if line.count(quote) % 2 else opened
        elif (match := _QUOTED.match(line)) and line.count(match[1]) % 2:
            opened, quote = number, match[1]
    return opened, quote


def _bracket(stop: _Stop, _first_line: int) -> YamlFault | None:
    if "expected ',' or" not in stop.words:
        return None
    opening = stop.lines[stop.began][stop.began_column]
    closing = _CLOSING[opening]
    if any(closing in line for line in _continued(stop)):
        after = stop.text[max(stop.column - 1, 0) :]
        text = after if after.strip(" :") else stop.text
        return _at(stop.line, Message("yaml-comma", text=_short(text.lstrip(" :"))))
    return _at(stop.began, Message("yaml-bracket", opening=opening, closing=closing))


def _continued(stop: _Stop) -> Iterator[str]:
    """What stands after an opening bracket: the rest of its line, and the lines more to the
    right."""
    yield stop.lines[stop.began][stop.began_column :]
    for line in stop.lines[stop.began + 1 :]:
        if line.strip() and _indent_of(line) <= _indent_of(stop.lines[stop.began]):
            return
        yield line


def _dash(stop: _Stop, _first_line: int) -> YamlFault | None:
    """An element of a list without its dash, or with nothing between them."""
    number = stop.began if "could not find expected ':'" in stop.words else stop.line
    if "could not find" not in stop.words and "'-' indicator" not in stop.words:
        return None
    line = stop.lines[number] if number < len(stop.lines) else ""
    item = _item_above(stop.lines[:number], column=_indent_of(line))
    text = line.strip()
    if item is None or not text or _ITEM.match(line):
        return None
    own, theirs = _KEY.match(line), _KEY.match(item)
    if own and not (theirs and own["key"] == theirs["key"]):
        return None
    return _at(number, Message("yaml-dash", text=_short(text), right=_short(text.lstrip("-"))))


def _item_above(lines: Sequence[str], *, column: int) -> str | None:
    """The element of a list before these lines' end whose dash is in ``column``."""
    for line in reversed(lines):
        if _is_words(line) and _indent_of(line) <= column:
            return line if _ITEM.match(line) and _indent_of(line) == column else None
    return None


def _colon(stop: _Stop, _first_line: int) -> YamlFault | None:
    """A line without a colon, or with one that touches its value."""
    number = stop.line
    if "could not find expected ':'" in stop.words:
        number = stop.began
    elif "mapping values" in stop.words and ":" not in stop.text[: stop.column]:
        above = _above(stop.lines, stop.line)
        if above is None or ":" in stop.lines[above] or _ITEM.match(stop.lines[above]):
            return None
        number = above
    else:
        return None
    text = stop.lines[number].strip()
    key, colon, value = text.partition(":")
    if colon and value:
        return _at(number, Message("yaml-colon-space", text=_short(text), right=f"{key}: {value}"))
    return _at(number, Message("yaml-colon", text=_short(text)))


def _colon_in_text(stop: _Stop, _first_line: int) -> YamlFault | None:
    found = _KEY.match(stop.text)
    if "mapping values" not in stop.words or not found or stop.column <= found.end("key"):
        return None
    text = stop.text[found.end() :].strip()
    right = f"{found['key']}: {_quoted(text)}"
    return _at(stop.line, Message("yaml-colon-in-text", text=_short(text), right=right))


def _indent(stop: _Stop, first_line: int) -> YamlFault | None:
    """A line that begins under nothing: the nearest place where it could begin."""
    is_key = bool(_KEY.match(stop.text)) and not _ITEM.match(stop.text)
    is_item = bool(_ITEM.match(stop.text))
    if not (is_key or is_item) or not (stop.is_at_beginning or "mapping values" in stop.words):
        return None
    here = _indent_of(stop.text)
    places = dict(_open_columns(stop.lines[: stop.line], of_items=is_item))
    places.pop(here, None)
    if not places:
        return None
    there = min(places, key=lambda column: abs(column - here))
    return _at(
        stop.line,
        Message(
            "yaml-indent",
            here=Message("spaces", count=here),
            there=Message("spaces", count=there),
            line=places[there] + first_line,
        ),
    )


def _open_columns(lines: Sequence[str], *, of_items: bool) -> Iterator[tuple[int, int]]:
    """The columns in which a key, or the dash of an element, may begin after ``lines``, the
    innermost first, each with its line."""
    limit = 1_000_000
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if not _is_words(line) or _indent_of(line) >= limit:
            continue
        key = _KEY.match(line)
        if of_items and _ITEM.match(line):
            yield _indent_of(line), number
        elif key and not of_items and len(key["before"]) < limit:
            yield len(key["before"]), number
        limit = _indent_of(line)


def _sign(stop: _Stop, _first_line: int) -> YamlFault | None:
    """A value that begins with a sign that means something else in YAML."""
    words = (
        "cannot start any token",
        "undefined alias",
        "alphabetic or numeric",
        "comment or line",
    )
    if not any(word in stop.words for word in words):
        return None
    column = stop.column if stop.words.startswith(("found character", "found undef")) else None
    start = stop.began_column if column is None else column
    value = stop.text[start:]
    message = Message("yaml-sign", sign=value[:1], text=_short(value), right=_quoted(value))
    return _at(stop.line, message)


def _extra(stop: _Stop, _first_line: int) -> YamlFault | None:
    """What follows a value, or a whole text, that is complete."""
    if "another document" in stop.words:
        return _at(stop.line, Message("yaml-another"))
    text = stop.text[stop.column :].strip()
    if "expected key" not in stop.words or stop.is_at_beginning or not text:
        return None
    return _at(stop.line, Message("yaml-extra", text=_short(text)))


def _above(lines: Sequence[str], number: int) -> int | None:
    """The nearest line above that says something."""
    return next((at for at in range(number - 1, -1, -1) if _is_words(lines[at])), None)


def _is_words(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
