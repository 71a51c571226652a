# Room: beside the rooms. `python -m macros translations`, behind `make translations`: how the
# translations stand, and what a person declares of them. Called by __main__.py.
"""The table of translations; declaring wording, declaring a translation done."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from macros.commands.state import NoSuchPlace, State, read_state
from macros.load.ledger import Entry, Place, fingerprint, write_ledger
from macros.load.pages import page_of_text
from macros.load.problems import near
from macros.load.translations import (
    STRINGS,
    Standing,
    Unit,
    entry_of,
    sections,
    units_of_record,
    units_of_strings,
)
from macros.load.yaml_reader import read_yaml_text
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

USAGE = """python -m macros translations                    pages × languages: current, stale, …
python -m macros translations done PLACE...      these translations say what the French says
python -m macros translations wording PLACE...   the French changed its wording, not its meaning
python -m macros translations record             note new and moved translations
python -m macros translations export nl FILE     what is stale in Dutch, as an XLIFF file (.xlf)
python -m macros translations import FILE        take in what a translator confirmed in it

A PLACE is a file or a part of it: docs/nl/topics/x.md, docs/fr/topics/x.md#steps,
data/payers/cpas.yaml#names, or all."""

_HEAD = ("current", "stale", "missing", "machine", "reviewed")


def run(arguments: Sequence[str], *, project: Path, dataset: Dataset, on_date: date) -> int:
    """One command; 0 when it did all it was asked."""
    parser = argparse.ArgumentParser(
        prog="python -m macros translations",
        usage=USAGE,
        add_help=False,
    )
    parser.add_argument(
        "what",
        nargs="?",
        default="",
        choices=("", "done", "wording", "record", "export", "import"),
    )
    parser.add_argument("places", nargs="*")
    parser.add_argument("--languages", default="")
    parser.add_argument("--by", choices=("human", "machine"), default="human")
    parser.add_argument("--since", default="HEAD")
    options = parser.parse_intermixed_args(arguments)
    state = read_state(project, [language.code for language in dataset.languages])
    wanted = [code for code in options.languages.split(",") if code] or [*state.ledgers]
    try:
        _known(wanted, state.ledgers, "a language that is translated")
        match options.what:
            case "":
                lines = table(state, dataset, on_date=on_date)
            case "done":
                lines = declare_done(state, options.places, languages=wanted, by=options.by)
            case "wording":
                lines = declare_wording(state, options.places, wanted, since=options.since)
            case "export" | "import":
                return _exchange(options.what, options.places, state, by=options.by)
            case _:
                lines = record(state, languages=wanted, by=options.by)
        print("\n".join(lines))
    except NoSuchPlace as error:
        print(error)
        return 1
    return 0


def _exchange(what: str, places: Sequence[str], state: State, *, by: str) -> int:
    # Imported here: translate-toolkit is slow to load, and every other command does without it.
    from macros.commands.exchange import export_stale, import_confirmed

    if len(places) != (2 if what == "export" else 1):
        raise NoSuchPlace(USAGE)
    if what == "export":
        _known([places[0]], state.ledgers, "a language that is translated")
        print(export_stale(state, places[0], Path(places[1])))
        return 0
    lines, refused = import_confirmed(state, Path(places[0]), by=by)
    print("\n".join(lines))
    return 1 if refused else 0


def _known(words: Iterable[str], valid: Collection[str], what: str) -> None:
    for word in words:
        if word not in valid:
            raise NoSuchPlace(f"{word} is not {what}: {near(word, valid)}")


# -- places ---------------------------------------------------------------------------------------


def units_at(state: State, written: str) -> tuple[tuple[Unit, ...], str]:
    """The units of a place as an editor writes it, and the language it names or ""."""
    if written == "all":
        return state.units, ""
    name, _, block = written.removeprefix("./").partition("#")
    path, language = _without_language(name, state)
    units = tuple(unit for unit in state.units if unit.path == path and block in ("", unit.block))
    if not units:
        blocks = [unit.block for unit in state.units if unit.path == path]
        known = blocks or {unit.path for unit in state.units}
        raise NoSuchPlace(
            f"{written} is no text of a page or of data: {near(block if blocks else path, known)}"
        )
    return units, language


def _without_language(name: str, state: State) -> tuple[str, str]:
    parts = name.split("/")
    codes = (*state.ledgers, SOURCE_LANGUAGE)
    if parts[0] == "docs" and len(parts) > 1 and parts[1] in codes:
        return "/".join(("docs", *parts[2:])), "" if parts[1] == SOURCE_LANGUAGE else parts[1]
    if name.startswith(f"{STRINGS}/"):
        code = Path(name).stem
        return STRINGS, code if code in state.ledgers else ""
    return name, ""


# -- the table ------------------------------------------------------------------------------------


def table(state: State, dataset: Dataset, *, on_date: date) -> Iterator[str]:
    """A row a page, and one a folder of data; then each text to translate, at its line."""
    codes = tuple(state.ledgers)
    counts: dict[str, dict[str, Counter[str]]] = {}
    to_do: list[str] = []
    unrecorded = 0
    for code in codes:
        for standing in state.standings(code):
            row = counts.setdefault(_row_of(standing.unit), {})
            counter = row.setdefault(code, Counter())
            counter[standing.status] += 1
            counter["machine"] += standing.by == "machine"
            unrecorded += standing.status in ("current", "stale") and not standing.by
            if standing.status != "current":
                to_do.append(_to_do(standing))
    reviewed = {
        (review.subject, review.language)
        for review in dataset.reviews
        if review.on <= on_date <= review.until
    }
    yield f"{'':<52}" + "".join(f"{code:^42}" for code in codes).rstrip()
    yield f"{'':<52}" + "".join(
        f"{head:>8}" if head != "reviewed" else f"{head:>9} " for head in _HEAD * len(codes)
    )
    total: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for name in sorted(counts, key=lambda row: (not row.startswith("docs/"), row)):
        subject = name.removeprefix("docs/").removesuffix(".md")
        cells = []
        for code in codes:
            counter = counts[name].get(code, Counter())
            is_read = (subject, code) in reviewed
            counter["reviewed"] = int(is_read)
            total[code].update(counter)
            # Who has read the records of a folder is in the report: python -m macros report.
            of_page = "yes" if is_read else "no"
            cells.append(_cells(counter, of_page if name.startswith("docs/") else "-"))
        yield f"{name:<52}" + "".join(cells)
    yield f"{'everything':<52}" + "".join(
        _cells(total[c], str(total[c]["reviewed"])) for c in codes
    )
    if to_do:
        yield from ("", *sorted(to_do))
    if unrecorded:
        yield ""
        yield f"{unrecorded} texts are new, not recorded yet: python -m macros translations record"


def _row_of(unit: Unit) -> str:
    """Pages have their own row; what is one file in a folder of data is counted with the folder."""
    if unit.is_section:
        return unit.path
    return unit.path if unit.path.count("/") == 1 else unit.path.rpartition("/")[0]


def _cells(counter: Counter[str], read: str) -> str:
    numbers = "".join(f"{counter[head]:>8}" for head in _HEAD[:-1])
    return f"{numbers}{read:>9} "


def _to_do(standing: Standing) -> str:
    own = standing.unit.parts.get(standing.language)
    french = standing.unit.parts.get(SOURCE_LANGUAGE)
    at = own or french
    assert at is not None, "a unit is written in some language"
    beside = f" (French: {french.file}:{french.line})" if own and french else ""
    return (
        f"{at.file}:{at.line}: {standing.unit.block} {standing.language}: {standing.status}{beside}"
    )


# -- what is declared -----------------------------------------------------------------------------


def declare_done(
    state: State, places: Iterable[str], *, languages: Collection[str], by: str
) -> Iterator[str]:
    """Record that the translations at these places say what the French says now."""
    wanted: dict[str, set[Place]] = {code: set() for code in languages}
    for place in places:
        units, own = units_at(state, place)
        for code in [own] if own else languages:
            wanted.setdefault(code, set()).update((unit.path, unit.block) for unit in units)
    for code, chosen in wanted.items():
        ledger = state.ledgers[code]
        entries = dict(ledger.entries) if ledger else {}
        done = 0
        for standing in state.standings(code):
            place_ = (standing.unit.path, standing.unit.block)
            if place_ not in chosen:
                continue
            if standing.status in ("missing", "removed"):
                yield f"{_to_do(standing)}: left as it is"
                continue
            entries[place_] = entry_of(standing, "human" if by == "human" else "machine")
            done += 1
        write_ledger(state.project, code, entries)
        yield f"{code}: {done} text{'s' * (done != 1)} recorded, made by {by}"


def record(state: State, *, languages: Iterable[str], by: str) -> Iterator[str]:
    """Record what is new or has moved, and forget what is gone. What is stale stays stale."""
    for code in languages:
        ledger = state.ledgers[code]
        known: Mapping[Place, Entry] = ledger.entries if ledger else {}
        entries = {}
        new = 0
        for standing in state.standings(code):
            place = (standing.unit.path, standing.unit.block)
            if standing.status == "current":
                made_by = standing.by or ("human" if by == "human" else "machine")
                entries[place] = entry_of(standing, made_by)
                new += place not in known
            elif place in known:
                entries[place] = known[place]
        write_ledger(state.project, code, entries)
        gone = len(set(known) - set(entries))
        yield f"{code}: {new} new, {gone} gone, {len(entries)} texts in the ledger"


def declare_wording(
    state: State, places: Iterable[str], languages: Iterable[str], *, since: str
) -> Iterator[str]:
    """Record that the French of these places says the same as at the commit ``since``.

    Only a translation of that earlier French is current again: one that was stale before the edit
    was stale for another reason.
    """
    entries = {code: dict(ledger.entries) for code in languages if (ledger := state.ledgers[code])}
    for place in places:
        units, _ = units_at(state, place)
        before = _french_at(state.project, since, units)
        for unit in units:
            french = unit.parts.get(SOURCE_LANGUAGE)
            if french is None:
                continue
            now, then = fingerprint(french.compared), before.get((unit.path, unit.block))
            if then == now:
                continue
            where = f"{french.file}:{french.line}: {unit.block}"
            if then is None:
                yield f"{where}: not in the French of {since}; it stays as it is"
                continue
            for code, known in entries.items():
                entry = known.get((unit.path, unit.block))
                if entry is not None and entry.source == then:
                    known[unit.path, unit.block] = replace(entry, source=now)
                    yield f"{where}: {code} is current"
                elif entry is None or entry.source != now:
                    yield f"{where}: {code} was stale before this edit; it stays stale"
    for code, known in entries.items():
        write_ledger(state.project, code, known)
    yield f"Compared with the French of {since}."


def _french_at(project: Path, commit: str, units: Iterable[Unit]) -> dict[Place, str]:
    """The fingerprints of the French at a commit."""
    found: dict[Place, str] = {}
    for path in {unit.path for unit in units}:
        name = _french_file(path)
        text = _text_at(project, commit, name)
        if path.startswith("docs/"):
            page = page_of_text(text, name, language=SOURCE_LANGUAGE)
            found |= {
                (path, block): fingerprint(part.compared) for block, part in sections(page).items()
            }
            continue
        file = read_yaml_text(text, name)
        read = units_of_strings(file, SOURCE_LANGUAGE) if path == STRINGS else units_of_record(file)
        found |= {
            (unit.path, unit.block): fingerprint(unit.parts[SOURCE_LANGUAGE].compared)
            for unit in read
        }
    return found


def _french_file(path: str) -> str:
    if path == STRINGS:
        return f"{STRINGS}/{SOURCE_LANGUAGE}.yaml"
    if path.startswith("docs/"):
        return f"docs/{SOURCE_LANGUAGE}/{path.removeprefix('docs/')}"
    return path


def _text_at(project: Path, commit: str, name: str) -> str:
    """A file as it was; "" when it was not. Git is asked because the ledger keeps no texts."""
    git = shutil.which("git")
    if git is None:
        raise NoSuchPlace("git is not installed, and only git knows the French of before the edit")
    known = subprocess.run(  # noqa: S603 - git, and a commit the editor names
        [git, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"],
        cwd=project,
        capture_output=True,
        check=False,
    )
    if known.returncode:
        raise NoSuchPlace(f"{commit} is no commit: write --since and a commit of git log")
    done = subprocess.run(  # noqa: S603 - the same
        [git, "show", f"{commit}:./{name}"], cwd=project, capture_output=True, check=False
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
