# Room: beside the rooms. `python -m macros translations`, behind `make translations`: how the
# translations stand, and what a person declares of them. Called by __main__.py.
"""The table of translations; declaring wording, declaring a translation done, taking it back."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from macros.commands.arguments import Arguments
from macros.commands.state import NoSuchPlace, State, read_state
from macros.load.ledger import (
    NO_FRENCH,
    Entry,
    Ledger,
    Place,
    fingerprint,
    ledger_file,
    parse_ledger,
    write_ledger,
)
from macros.load.pages import page_of_text
from macros.load.translations import (
    STRINGS,
    Standing,
    Unit,
    entry_of,
    judged,
    sections,
    units_of_record,
    units_of_strings,
)
from macros.load.yaml_reader import read_yaml_text
from macros.messages.catalogue import Messages
from macros.messages.message import Message, near
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

_HEAD = ("current", "unrecorded", "stale", "missing", "machine", "reviewed")
# Of more texts, the number says more than the list.
_NAMED = 10
_WORDS = {
    "current": "translations.current",
    "unrecorded": "translations.not-recorded",
    "stale": "translations.stale",
    "missing": "translations.missing",
    "removed": "translations.removed",
    "machine": "translations.machine",
    "reviewed": "translations.reviewed",
}


def run(
    arguments: Sequence[str], *, project: Path, dataset: Dataset, on_date: date, messages: Messages
) -> int:
    """One command; 0 when it did all it was asked."""
    parser = Arguments("translations.usage", messages=messages)
    parser.add_argument(
        "what",
        nargs="?",
        default="",
        choices=("", "done", "wording", "reopen", "record", "export", "import"),
    )
    parser.add_argument("places", nargs="*")
    parser.add_argument("--languages", default="")
    parser.add_argument("--by", choices=("human", "machine"))
    parser.add_argument("--since", default="")
    options = parser.parse_intermixed_args(arguments)
    if options.since and options.what not in ("wording", "reopen"):
        parser.error("--since")
    by = options.by or "human"
    state = read_state(project, [language.code for language in dataset.languages])
    wanted = [code for code in options.languages.split(",") if code] or [*state.ledgers]
    try:
        _translated(wanted, state)
        match options.what:
            case "":
                lines = table(state, dataset, on_date=on_date, messages=messages)
            case "done":
                if "all" in options.places and not options.by:
                    raise NoSuchPlace(Message("translations.all-by-whom"))
                done = declare_done(state, options.places, languages=wanted, by=by)
                lines = map(messages.text, done)
            case "wording":
                declared = declare_wording(state, options.places, wanted, since=options.since)
                lines = map(messages.text, declared)
            case "reopen":
                reopened = reopen(state, options.places, wanted, since=options.since or "HEAD")
                lines = map(messages.text, reopened)
            case "export" | "import":
                return _exchange(options.what, options.places, state, by, messages)
            case _:
                lines = map(messages.text, record(state, languages=wanted, by=by))
        print("\n".join(lines))
    except NoSuchPlace as error:
        print(messages.text(error.message))
        return 1
    return 0


def _exchange(what: str, places: Sequence[str], state: State, by: str, messages: Messages) -> int:
    # Imported here: translate-toolkit is slow to load, and every other command does without it.
    from macros.commands.exchange import export_stale, import_confirmed

    if len(places) != (2 if what == "export" else 1):
        raise NoSuchPlace(Message("translations.usage"))
    if what == "export":
        _translated([places[0]], state)
        print(messages.text(export_stale(state, places[0], Path(places[1]))))
        return 0
    lines, refused = import_confirmed(state, Path(places[0]), by=by)
    print("\n".join(map(messages.text, lines)))
    return 1 if refused else 0


def _translated(codes: Iterable[str], state: State) -> None:
    for code in codes:
        if code not in state.ledgers:
            hint = near(code, state.ledgers)
            raise NoSuchPlace(Message("translations.language", language=code, near=hint))


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
        known = blocks or {_file_of(unit.path, language) for unit in state.units}
        hint = near(block if blocks else name, known)
        raise NoSuchPlace(Message("translations.place", place=written, near=hint))
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


def _file_of(path: str, language: str) -> str:
    """The file of the units at ``path`` in a language; "" is French."""
    code = language or SOURCE_LANGUAGE
    if path.startswith("docs/"):
        return f"docs/{code}/{path.removeprefix('docs/')}"
    return f"{STRINGS}/{code}.yaml" if path == STRINGS else path


# -- the table ------------------------------------------------------------------------------------


def table(state: State, dataset: Dataset, *, on_date: date, messages: Messages) -> Iterator[str]:
    """A row a page, and one a folder of data; then each text to translate, at its line."""
    codes = tuple(state.ledgers)
    counts: dict[str, dict[str, Counter[str]]] = {}
    to_do: list[str] = []
    stale: list[Standing] = []
    unrecorded = 0
    for code in codes:
        for standing in state.standings(code):
            row = counts.setdefault(_row_of(standing.unit), {})
            counter = row.setdefault(code, Counter())
            # Its next French will find nothing to be compared with: current would say too much.
            counter["unrecorded" if standing.is_unrecorded else standing.status] += 1
            counter["machine"] += standing.by == "machine"
            unrecorded += standing.is_unrecorded
            stale += [standing] if standing.status == "stale" else []
            if standing.status != "current":
                to_do.append(messages.text(_to_do(standing)))
    reviewed = {
        (review.subject, review.language)
        for review in dataset.reviews
        if review.on <= on_date <= review.until
    }
    heads = [messages(_WORDS[head]) for head in _HEAD]
    widths = [max(8, len(head) + 2) for head in heads]
    yield f"{'':<52}" + "".join(f"{code:^{sum(widths)}}" for code in codes).rstrip()
    yield f"{'':<52}" + "".join(
        f"{head:>{width}}" for head, width in [*zip(heads, widths, strict=True)] * len(codes)
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
            of_page = messages("is-reviewed" if is_read else "is-not-reviewed")
            cells.append(_cells(counter, of_page if name.startswith("docs/") else "-", widths))
        yield f"{name:<52}" + "".join(cells)
    yield f"{messages('translations.everything'):<52}" + "".join(
        _cells(total[c], str(total[c]["reviewed"]), widths) for c in codes
    )
    if to_do:
        yield from ("", *sorted(to_do))
    if stale:
        first = min(stale, key=lambda standing: messages.text(_to_do(standing)))
        yield from ("", messages("translations.meaning", place=_name(first)))
    if unrecorded:
        yield ""
        yield messages("translations.unrecorded", count=unrecorded)


def _row_of(unit: Unit) -> str:
    """Pages have their own row; what is one file in a folder of data is counted with the folder."""
    if unit.is_section:
        return unit.path
    return unit.path if unit.path.count("/") == 1 else unit.path.rpartition("/")[0]


def _cells(counter: Counter[str], read: str, widths: Sequence[int]) -> str:
    cells = (*(str(counter[head]) for head in _HEAD[:-1]), read)
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _place(standing: Standing) -> str:
    parts = standing.unit.parts
    at = parts.get(standing.language) or parts.get(SOURCE_LANGUAGE)
    assert at is not None, "a unit is written in some language"
    return f"{at.file}:{at.line}: {standing.unit.block} {standing.language}"


def _name(standing: Standing) -> str:
    """The place of a translation as an editor writes it, in its own language."""
    return f"{standing.unit.parts[standing.language].file}#{standing.unit.block}"


def _to_do(standing: Standing) -> Message:
    own = standing.unit.parts.get(standing.language)
    french = standing.unit.parts.get(SOURCE_LANGUAGE)
    place = _place(standing)
    status = Message(_WORDS[standing.status])
    if own and french:
        beside = f"{french.file}:{french.line}"
        return Message("translations.beside", place=place, status=status, french=beside)
    return Message("translations.at", place=place, status=status)


# -- what is declared -----------------------------------------------------------------------------


def declare_done(
    state: State, places: Sequence[str], *, languages: Collection[str], by: str
) -> Iterator[Message]:
    """Record that the translations at these places say what the French says now.

    What is current stays made by whom it was, unless it is named alone: its part, and one language.
    What has still the words of before the French changed is declared by its part, or with all; by
    a part that several languages have, once none of them has new words any more.
    """
    wanted: dict[str, set[Place]] = {code: set() for code in languages}
    alone: set[tuple[str, Place]] = set()
    meant: set[tuple[str, Place]] = set()
    again = _translated_again(state, languages)
    for place in places:
        units, own = units_at(state, place)
        codes = [own] if own else languages
        for code in codes:
            named = {(unit.path, unit.block) for unit in units}
            wanted.setdefault(code, set()).update(named)
            if "#" in place or place == "all":
                speaks_for_all = place == "all" or len(codes) == 1
                meant |= {(code, at) for at in (named if speaks_for_all else named - again)}
            if "#" in place and len(codes) == 1:
                alone |= {(code, at) for at in named}
    is_mistakable = False
    for code in (code for code, chosen in wanted.items() if chosen):
        ledger, chosen = state.ledgers[code], wanted[code]
        entries = dict(ledger.entries) if ledger else {}
        done: list[Standing] = []
        stays_stale = False
        for standing in state.standings(code):
            at = (standing.unit.path, standing.unit.block)
            if at not in chosen:
                continue
            if standing.status in ("missing", "removed"):
                yield Message("translations.left", text=_to_do(standing))
                continue
            if standing.status == "current" and standing.by and (code, at) not in alone:
                # Its words may have been corrected, or moved: they are still made by the same.
                entries[at] = entry_of(standing, standing.by)
                continue
            if standing.status == "stale" and _has_old_words(standing, entries.get(at)):
                if (code, at) not in meant:
                    text, part = _place(standing), _name(standing)
                    yield Message("translations.not-done", text=text, part=part)
                    stays_stale = True
                    continue
                yield Message(
                    "translations.old-words", text=_place(standing), place=_name(standing)
                )
            entries[at] = entry_of(standing, "human" if by == "human" else "machine")
            done.append(standing)
        write_ledger(state.project, code, entries)
        if done or not stays_stale:
            yield from _noted(done, code, by=by)
        is_mistakable |= bool(done)
    if is_mistakable:
        yield Message("translations.mistake", places=" ".join(places))


def _translated_again(state: State, languages: Collection[str]) -> set[Place]:
    """The places that have new words for a new French in some language."""
    found: set[Place] = set()
    for code in languages:
        entries = ledger.entries if (ledger := state.ledgers[code]) else {}
        for standing in state.standings(code):
            at = (standing.unit.path, standing.unit.block)
            if standing.status == "stale" and not _has_old_words(standing, entries.get(at)):
                found.add(at)
    return found


def _has_old_words(standing: Standing, entry: Entry | None) -> bool:
    own = standing.unit.parts[standing.language]
    # Without an entry it is stale because its words are those of another place.
    return entry is None or entry.translation == own.fingerprint


def _noted(done: Sequence[Standing], language: str, *, by: str) -> Iterator[Message]:
    """Which texts are now noted, when they can be read, and how many."""
    if not done:
        yield Message("translations.all-current", language=language)
        return
    if len(done) <= _NAMED:
        yield from (Message("translations.noted", text=_place(one)) for one in done)
    made = Message("translations.by-human" if by == "human" else "translations.by-machine")
    yield Message("translations.recorded", language=language, count=len(done), by=made)


def record(
    state: State, *, languages: Iterable[str], by: str, only: Collection[str] | None = None
) -> Iterator[Message]:
    """Record what is new or has moved, and forget what is gone. What is stale stays stale.

    ``only`` are paths of units: what stands elsewhere stays as it was.
    """
    for code in languages:
        ledger = state.ledgers[code]
        known: Mapping[Place, Entry] = ledger.entries if ledger else {}
        entries = {
            place: entry
            for place, entry in known.items()
            if only is not None and place[0] not in only
        }
        new = 0
        for standing in state.standings(code):
            place = (standing.unit.path, standing.unit.block)
            if only is not None and place[0] not in only:
                continue
            if standing.status == "current":
                made_by = standing.by or ("human" if by == "human" else "machine")
                entries[place] = entry_of(standing, made_by)
                new += place not in known
            elif place in known:
                entries[place] = known[place]
            elif ledger and standing.status == "stale":
                # Its old place may be gone: here too it was made from the French of there.
                own = standing.unit.parts[code]
                entries[place] = ledger.translations[own.fingerprint]
                new += 1
        write_ledger(state.project, code, entries)
        gone = len(set(known) - set(entries))
        yield Message("translations.ledger", language=code, new=new, gone=gone, count=len(entries))


def declare_wording(
    state: State, places: Sequence[str], languages: Iterable[str], *, since: str
) -> Iterator[Message]:
    """Record that the French of these places says the same as at the commit ``since``; with "" as
    before its last change, committed or not.

    Only a translation of that earlier French is current again: one that was stale before the edit
    was stale for another reason.
    """
    entries = {code: dict(ledger.entries) for code in languages if (ledger := state.ledgers[code])}
    declared, compared = 0, dict[str, None]()
    for place in places:
        units, _ = units_at(state, place)
        before = _french_at(state.project, since or "HEAD", units)
        earlier = {}
        if not since:
            earlier = _earlier_french(state.project, _declarable(units, before, entries))
            before |= {at: french for at, (french, _) in earlier.items()}
        commits = [commit for _, commit in earlier.values()]
        compared.update(dict.fromkeys(commits or [since or "HEAD"]))
        said = [*_reworded(units, before, entries, since=since or "HEAD")]
        declared += sum(message.id == "translations.now-current" for message in said)
        if not said:
            # In history there was nothing before it: a copy without its history, or a moved file.
            left = _declarable(units, before, entries)
            unchanged = "translations.no-earlier" if left else "translations.unchanged"
            said = [Message(unchanged, place=place, since=since or "HEAD")]
        yield from said
    for code, known in entries.items():
        write_ledger(state.project, code, known)
    for commit in compared:
        yield Message("translations.compared", since=commit)
    if declared:
        yield Message("translations.mistake", places=" ".join(places))


def _declarable(
    units: Iterable[Unit],
    before: Mapping[Place, str],
    entries: Mapping[str, Mapping[Place, Entry]],
) -> tuple[Unit, ...]:
    """The units with a translation of another French, which ``before`` does not know."""

    def is_open(unit: Unit) -> bool:
        french, at = unit.parts.get(SOURCE_LANGUAGE), (unit.path, unit.block)
        return (
            french is not None
            and before.get(at) == french.fingerprint
            and any(at in known and known[at].source != before[at] for known in entries.values())
        )

    return tuple(filter(is_open, units))


def _earlier_french(project: Path, units: Iterable[Unit]) -> dict[Place, tuple[str, str]]:
    """What each unit said in French before its last committed change, and the commit."""
    found: dict[Place, tuple[str, str]] = {}
    for path, of_path in groupby(sorted(units, key=_path_of), key=_path_of):
        left = {(unit.path, unit.block): unit for unit in of_path}
        for commit in _commits_of(project, _french_file(path)):
            then = _french_at(project, commit, left.values())
            for at in [*left]:
                if at in then and then[at] != left[at].parts[SOURCE_LANGUAGE].fingerprint:
                    found[at] = then[at], commit
                    del left[at]
            if not left:
                break
    return found


def _path_of(unit: Unit) -> str:
    return unit.path


def _reworded(
    units: Iterable[Unit],
    before: Mapping[Place, str],
    entries: Mapping[str, dict[Place, Entry]],
    *,
    since: str,
) -> Iterator[Message]:
    """Note in ``entries`` what the French of ``units`` says in other words than ``before``."""
    for unit in units:
        french, at = unit.parts.get(SOURCE_LANGUAGE), (unit.path, unit.block)
        if french is None:
            continue
        now, then = fingerprint(french.compared), before.get(at)
        if then == now:
            continue
        where = f"{french.file}:{french.line}: {unit.block}"
        if then is None:
            yield Message("translations.new-french", place=where, since=since)
            continue
        for code, known in entries.items():
            entry = known.get(at)
            if entry is not None and entry.source == now:
                yield Message("translations.declared", place=where, language=code)
            elif entry is not None and entry.source == then:
                known[at] = replace(entry, source=now)
                yield Message("translations.now-current", place=where, language=code)
            else:
                yield Message("translations.stays-stale", place=where, language=code)


def reopen(
    state: State, places: Iterable[str], languages: Collection[str], *, since: str
) -> Iterator[Message]:
    """Take back what was declared of these places after the commit ``since``.

    What was declared before it, or is the same there, is to be translated again.
    """
    wanted: dict[str, list[Unit]] = {code: [] for code in languages}
    for place in places:
        units, own = units_at(state, place)
        for code in [own] if own else languages:
            wanted.setdefault(code, []).extend(units)
    for code, chosen in wanted.items():
        if (ledger := state.ledgers[code]) is None:
            continue
        name = ledger_file(code)
        text = _text_at(state.project, since, name)
        before, _ = parse_ledger(text.encode(), name)
        entries = dict(ledger.entries)
        reopened = [unit for unit in chosen if (unit.path, unit.block) in entries]
        for unit in reopened:
            at = (unit.path, unit.block)
            earlier = before.entries.get(at) if before else None
            is_new = earlier is not None and earlier != entries[at]
            entries[at] = earlier if earlier and is_new else replace(entries[at], source=NO_FRENCH)
        write_ledger(state.project, code, entries)
        for unit in reopened:
            standing = judged(unit, Ledger(entries=entries), code)
            if standing is not None:
                yield Message("translations.reopened", text=_to_do(standing))
        if not reopened:
            yield Message("translations.nothing-declared", language=code)


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


def _commits_of(project: Path, name: str) -> tuple[str, ...]:
    """The commits that changed a file, the newest first."""
    done = _git(project, "log", "--format=%h", "--", f"./{name}")
    return tuple(done.stdout.decode().split())


def _text_at(project: Path, commit: str, name: str) -> str:
    """A file as it was; "" when it was not. Git is asked because the ledger keeps no texts."""
    if _git(project, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").returncode:
        raise NoSuchPlace(Message("translations.no-commit", commit=commit))
    done = _git(project, "show", f"{commit}:./{name}")
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _git(project: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise NoSuchPlace(Message("translations.no-git"))
    return subprocess.run(  # noqa: S603 - git; the words are ours, but for a commit and a place
        [git, *words], cwd=project, capture_output=True, check=False
    )
