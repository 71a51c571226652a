# Room: load. Every text that has a translation, and how each stands against its French. Called by
# reader.py (what a page must show) and by the commands of people who translate.
"""Sections of pages, values of data/ and words of data/strings, paired with their French.

A translation is *stale* when the French it was made from is no longer the French: the ledger keeps
fingerprints (ledger.py), nothing else is stored. What is compared leaves out what no reader reads:
line breaks, ids of headings and the sources of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

from macros import files
from macros.load.ledger import Entry, Ledger, MadeBy, fingerprint, ledger_file
from macros.load.memory import Memory
from macros.load.pages import RECORD_FOLDERS, PageFile, read_page
from macros.load.problems import key_path
from macros.load.yaml_reader import Loc, YamlFile
from macros.messages.message import LanguageName, Message, Problem
from macros.model.common import SOURCE_LANGUAGE, one_line
from macros.model.translation import BehindSection

Status = Literal["current", "stale", "missing", "removed"]

STRINGS = "data/strings"
START = "start.text"
"""The text of a page before its first heading. No id of a heading has a dot."""

_FRONT: tuple[Literal["title"], Literal["description"]] = ("title", "description")
_FIELDS = {f"start.{key}": key for key in _FRONT}
# Folders whose files are no texts of records, and keys that hold no translations: notes of editors,
# addresses, and what is said at a desk in an official language.
_NO_RECORDS = frozenset({"schema", "strings", "templates", "translations"})
_NO_WORDS = frozenset({"translation_confidence", "websites", "phrase"})
_LANGUAGE = re.compile(r"[a-z]{2}")
_NOT_READ = re.compile(r"\{\{\s*f\([^)]*\)\s*\}\}|\{:[^}]*\}")
# A longer text than this is not the same in two places by chance.
_BY_CHANCE = 6


@dataclass(frozen=True, kw_only=True)
class Part:
    """A text in one language and where it is written. ``heading`` is apart in a section."""

    file: str
    line: int
    text: str
    heading: str = ""

    @cached_property
    def compared(self) -> str:
        """What is compared: what a reader reads."""
        return _NOT_READ.sub("", f"{self.heading}\n{self.text}")

    @cached_property
    def fingerprint(self) -> str:
        """That of what is compared. A part that is kept in memory keeps it too."""
        return fingerprint(self.compared)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A text in every language that has it. ``path`` names no language: ``docs/topics/x.md``."""

    path: str
    block: str
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def is_section(self) -> bool:
        """Whether this is a part of a page, and not a value."""
        return self.path.startswith("docs/")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a unit stands in one language. ``by`` is "" for what nobody has recorded.

    A translation that moved is known wherever it is, and yet not ``is_recorded`` at its place: a
    later French of this place would find nothing to be compared with.
    """

    unit: Unit
    language: str
    status: Status
    by: MadeBy | Literal[""] = ""
    is_recorded: bool = False

    @property
    def is_unrecorded(self) -> bool:
        """Whether it is shown as current, and nothing would say that it is not any more."""
        return self.status == "current" and not self.is_recorded


# -- the texts ------------------------------------------------------------------------------------


def units_of(
    project: Path,
    *,
    languages: Iterable[str],
    records: Iterable[YamlFile],
    memory: Memory | None = None,
) -> Iterator[Unit]:
    """Every unit of the pages and of ``records``, the read files of data/ (strings included)."""
    for units in units_by_path(project, languages=languages, records=records, memory=memory):
        yield from units


def units_by_path(
    project: Path,
    *,
    languages: Iterable[str],
    records: Iterable[YamlFile],
    memory: Memory | None = None,
) -> Iterator[tuple[Unit, ...]]:
    """The same, those of one ``path`` together: a page in all its languages, a record, the words
    of data/strings. What did not change is the same tuple as before."""
    codes, memory = tuple(languages), memory or Memory()
    yield from _page_units(project, codes, memory)
    strings = []
    for file in records:
        if file.name.startswith(f"{STRINGS}/"):
            strings.append(file)
        elif units := _record_units(file, memory):
            yield units
    source = tuple((file.name, file.values, file.lines) for file in strings)
    if units := memory.result(("units", STRINGS), source, partial(_string_units, strings)):
        yield units


def record_files(project: Path) -> Iterator[str]:
    """The YAML files of data/ that may hold units, from the root of the project."""
    for path in files.written(project / "data", ".yaml"):
        name = path.relative_to(project).as_posix()
        if path.parent.name not in _NO_RECORDS or name.startswith(f"{STRINGS}/"):
            yield name


def _record_units(file: YamlFile, memory: Memory) -> tuple[Unit, ...]:
    # Lines count too: a file whose values moved down is another one.
    source = (file.values, file.lines)
    return memory.result(("units", file.name), source, lambda: tuple(units_of_record(file)))


def _page_units(
    project: Path, languages: Iterable[str], memory: Memory
) -> Iterator[tuple[Unit, ...]]:
    found: dict[str, dict[str, Mapping[str, Part]]] = {}
    unread = set()
    for code in languages:
        folder = project / "docs" / code
        for name in files.names(folder, ".md"):
            page = f"docs/{name}"
            parts = _sections_of(folder / name, project, code, memory)
            if isinstance(parts, Problem):
                unread.add(page)
            else:
                found.setdefault(page, {})[code] = parts
    # To say that a text is gone would say too much: nobody knows what stands in the file.
    for page, written in ((name, own) for name, own in found.items() if name not in unread):
        make = partial(_joined, page, written)
        if units := memory.result(("units", page), tuple(written.items()), make):
            yield units


def _joined(path: str, written: Mapping[str, Mapping[str, Part]]) -> tuple[Unit, ...]:
    """A unit a block of ``path``; ``written`` has the parts of each language by block."""
    found: dict[str, dict[str, Part]] = {}
    for code, parts in written.items():
        for block, part in parts.items():
            found.setdefault(block, {})[code] = part
    return tuple(Unit(path=path, block=block, parts=parts) for block, parts in found.items())


def unread_pages(project: Path, languages: Iterable[str], memory: Memory) -> Iterator[Problem]:
    """Why a page cannot be read. Its texts are no units, in no language, until it can."""
    for code in languages:
        for path in files.written(project / "docs" / code, ".md"):
            page = _sections_of(path, project, code, memory)
            if isinstance(page, Problem):
                yield page


def _sections_of(
    path: Path, project: Path, language: str, memory: Memory
) -> Mapping[str, Part] | Problem:
    def read() -> Mapping[str, Part] | Problem:
        page = read_page(path, project=project, language=language, memory=memory)
        return page if isinstance(page, Problem) else sections(page)

    return memory.result(("sections", path), path.read_bytes(), read)


def sections(page: PageFile) -> dict[str, Part]:
    """A page cut at its headings, by their ids, with what readers see of its front matter.

    A heading without id, which is a Problem, belongs to the section before it.
    """
    parts = dict(_front(page))
    lines = page.body.split("\n")
    starts = [(heading.line, heading.id, heading.text) for heading in page.headings if heading.id]
    ends = [*(line for line, _, _ in starts), len(lines) + 1]
    before = "\n".join(lines[: ends[0] - 1]).strip()
    if before:
        parts[START] = Part(file=page.name, line=_first_line(lines), text=before)
    for (line, block, heading), end in zip(starts, ends[1:], strict=True):
        text = "\n".join(lines[line : end - 1]).strip()
        # An id written twice is a Problem; its texts are compared together until it is mended.
        earlier = f"{parts[block].text}\n\n" if block in parts else ""
        parts[block] = Part(file=page.name, line=line, heading=heading, text=earlier + text)
    return parts


def _first_line(lines: list[str]) -> int:
    return next(number for number, line in enumerate(lines, start=1) if line.strip())


def _front(page: PageFile) -> Iterator[tuple[str, Part]]:
    """The title and description; those of a record are in data/."""
    folder, _, name = page.path.partition("/")
    if (folder in RECORD_FOLDERS and name != "index.md") or not isinstance(
        page.meta.values, Mapping
    ):
        return
    for key in _FRONT:
        text = page.meta.values.get(key)
        if isinstance(text, str):
            yield f"start.{key}", Part(file=page.name, line=page.meta.line((key,)), text=text)


def units_of_strings(file: YamlFile, language: str) -> Iterator[Unit]:
    """A unit a key of data/strings/<language>.yaml."""
    for key, text in file.values.items() if isinstance(file.values, Mapping) else ():
        if isinstance(text, str):
            part = Part(file=file.name, line=file.line((key,)), text=text)
            yield Unit(path=STRINGS, block=key, parts={language: part})


def _string_units(files: Iterable[YamlFile]) -> tuple[Unit, ...]:
    """A unit a key in every language; a key without French is none."""
    words: dict[str, dict[str, Part]] = {}
    for file in files:
        for unit in units_of_strings(file, Path(file.name).stem):
            words.setdefault(unit.block, {}).update(unit.parts)
    return tuple(
        Unit(path=STRINGS, block=key, parts=parts)
        for key, parts in words.items()
        if SOURCE_LANGUAGE in parts
    )


def units_of_record(file: YamlFile) -> Iterator[Unit]:
    """A unit a value of a file of data/ that is written in French and perhaps in others."""
    yield from _values(file, file.values, loc=(), names=())


def _values(file: YamlFile, value: Any, *, loc: Loc, names: tuple[str, ...]) -> Iterator[Unit]:
    if isinstance(value, Mapping):
        if _is_localized(value):
            parts = {
                code: Part(file=file.name, line=file.line((*loc, code)), text=text)
                for code, text in value.items()
            }
            yield Unit(path=file.name, block="/".join(names), parts=parts)
            return
        for key, inner in value.items():
            if key not in _NO_WORDS:
                yield from _values(file, inner, loc=(*loc, key), names=(*names, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            # An item keeps its name when others are put before it.
            name = inner.get("id") if isinstance(inner, Mapping) else None
            own = name if isinstance(name, str) else str(index + 1)
            yield from _values(file, inner, loc=(*loc, index), names=(*names, own))


def _is_localized(value: Mapping[str, Any]) -> bool:
    return SOURCE_LANGUAGE in value and all(
        _LANGUAGE.fullmatch(code) and isinstance(text, str) for code, text in value.items()
    )


# -- how they stand -------------------------------------------------------------------------------


def standings(units: Iterable[Unit], ledger: Ledger | None, language: str) -> Iterator[Standing]:
    """Every unit in ``language``. Without a ledger nothing is known to be stale."""
    for unit in units:
        french, own = unit.parts.get(SOURCE_LANGUAGE), unit.parts.get(language)
        if french is None:
            if own is not None:
                yield Standing(unit=unit, language=language, status="removed")
        elif own is None:
            yield Standing(unit=unit, language=language, status="missing")
        elif ledger is None:
            yield Standing(unit=unit, language=language, status="current")
        else:
            yield _judged(unit, french, own, ledger=ledger, language=language)


def _judged(unit: Unit, french: Part, own: Part, *, ledger: Ledger, language: str) -> Standing:
    source, translation = french.fingerprint, own.fingerprint
    entry = ledger.entries.get((unit.path, unit.block))
    standing = Standing(
        unit=unit, language=language, status="current", is_recorded=entry is not None
    )
    if entry is not None and entry.source == source:
        return replace(standing, by=entry.by)
    if moved := ledger.pairs.get((source, translation)):
        return replace(standing, by=moved.by)
    if entry is not None:
        return replace(standing, status="stale", by=entry.by)
    # Nobody has recorded this place. Its translation is new, unless it came from another place
    # where it was made from another French.
    known = translation in ledger.translations and len(own.compared.split()) > _BY_CHANCE
    return replace(standing, status="stale" if known else "current")


@dataclass(frozen=True, kw_only=True)
class Lag:
    """What of one page or file is behind its French in one language, or would be unseen;
    ``behind`` is that of ``behind_sections``."""

    stale: tuple[Standing, ...]
    missing: tuple[Standing, ...]
    removed: tuple[Standing, ...]
    unrecorded: tuple[Standing, ...]
    behind: Mapping[str, tuple[BehindSection, ...]]


def lags(
    project: Path,
    *,
    ledgers: Mapping[str, Ledger | None],
    records: Iterable[YamlFile],
    memory: Memory,
) -> Iterator[tuple[str, Lag]]:
    """How the units of each path stand, with the language; judged again only where a text or a
    ledger changed. ``ledgers`` has every language of the site; the French has none."""
    for units in units_by_path(project, languages=ledgers, records=records, memory=memory):
        for code, ledger in ledgers.items():
            if code != SOURCE_LANGUAGE:
                name, make = ("lag", units[0].path, code), partial(_lag_of, units, ledger, code)
                yield code, memory.result(name, (units, ledger), make)


def _lag_of(units: Iterable[Unit], ledger: Ledger | None, language: str) -> Lag:
    every = tuple(standings(units, ledger, language))

    def those(status: Status) -> tuple[Standing, ...]:
        return tuple(standing for standing in every if standing.status == status)

    return Lag(
        stale=those("stale"),
        missing=those("missing"),
        removed=those("removed"),
        unrecorded=tuple(standing for standing in every if standing.is_unrecorded),
        behind=behind_sections(every),
    )


def judged(unit: Unit, ledger: Ledger, language: str) -> Standing | None:
    """How a unit with this ledger stands; None when the language does not have it."""
    return next(iter(standings([unit], ledger, language)), None)


def entry_of(standing: Standing, by: MadeBy) -> Entry:
    """What the ledger says once this translation is declared done."""
    parts = standing.unit.parts
    return Entry(
        source=parts[SOURCE_LANGUAGE].fingerprint,
        translation=parts[standing.language].fingerprint,
        by=by,
    )


# -- what readers and editors are told ------------------------------------------------------------


def stale_texts(behind: Iterable[Standing]) -> dict[str, frozenset[tuple[str, str, str]]]:
    """The values of each file that are stale, as LocalizedText asks for them: language, French,
    translation."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for standing in behind:
        if standing.status == "stale" and not standing.unit.is_section:
            texts = found.setdefault(standing.unit.path, set())
            french, own = (
                standing.unit.parts[code].text for code in (SOURCE_LANGUAGE, standing.language)
            )
            texts.add((standing.language, one_line(french), one_line(own)))
    return {path: frozenset(texts) for path, texts in found.items()}


def behind_sections(
    all_standings: Iterable[Standing],
) -> dict[str, tuple[BehindSection, ...]]:
    """What each page must show beside its own words, by ``nl/topics/x.md``.

    A page that a language does not have at all is no page of it: it is borrowed whole.
    """
    found: dict[str, list[BehindSection]] = {}
    last: dict[str, str] = {}
    written = set()
    for standing in all_standings:
        unit = standing.unit
        if not unit.is_section:
            continue
        page = f"{standing.language}/{unit.path.removeprefix('docs/')}"
        section = "" if unit.block.startswith("start.") else unit.block
        if standing.status != "missing":
            written.add(page)
        if standing.status != "current":
            found.setdefault(page, []).append(_behind(standing, section, after=last.get(page, "")))
        if standing.status in ("current", "stale"):
            last[page] = section
    return {page: tuple(sections) for page, sections in found.items() if page in written}


def _behind(standing: Standing, section: str, *, after: str) -> BehindSection:
    french = standing.unit.parts.get(SOURCE_LANGUAGE)
    return BehindSection(
        kind="missing" if standing.status == "missing" else _kind(standing.status),
        section=section,
        after=after,
        field=_FIELDS.get(standing.unit.block, ""),
        heading=french.heading if french else "",
        source=french.text if french else "",
    )


def _kind(status: Status) -> Literal["stale", "removed"]:
    return "removed" if status == "removed" else "stale"


def remarks(behind: Iterable[Standing]) -> Iterator[Problem]:
    """What ``make check`` says of each text that is older than its French, at its line."""
    for standing in behind:
        own = standing.unit.parts.get(standing.language)
        french = standing.unit.parts.get(SOURCE_LANGUAGE)
        if standing.status != "stale" or own is None or french is None:
            continue
        place = f"{own.file}#{standing.unit.block}"
        yield Problem(
            file=own.file,
            line=own.line,
            key=key_path((standing.unit.block, standing.language)),
            message=Message(
                "translation-stale", french=f"{french.file}:{french.line}", place=place
            ),
            severity="remark",
        )


def unrecorded_problems(
    unrecorded: Iterable[Standing], ledgers: Mapping[str, Ledger | None]
) -> Iterator[Problem]:
    """What ``make check`` says of texts that no ledger knows: once a file, at its first text.

    A ledger that knows nothing at all is itself what is missing.
    """
    of_file: dict[str, list[Standing]] = {}
    without: set[str] = set()
    for standing in unrecorded:
        ledger = ledgers[standing.language]
        if ledger is None or not ledger.entries:
            without.add(standing.language)
        else:
            of_file.setdefault(_own(standing).file, []).append(standing)
    for code in sorted(without):
        yield no_ledger(code)
    for file, every in of_file.items():
        first = min(every, key=lambda standing: _own(standing).line)
        yield Problem(
            file=file,
            line=_own(first).line,
            key=key_path((first.unit.block, first.language)),
            message=Message(
                "translation-unrecorded", texts=Message("texts-unrecorded", count=len(every))
            ),
        )


def _own(standing: Standing) -> Part:
    return standing.unit.parts[standing.language]


def no_ledger(language: str) -> Problem:
    """Without its ledger a language would show what is behind as if it were not."""
    name = ledger_file(language)
    message = Message("ledger-missing", file=name, language=LanguageName(language))
    return Problem(file=name, line=1, key="", message=message)
