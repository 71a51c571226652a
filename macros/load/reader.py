# Room: load. The one way from data/ to a Dataset. Called by define_env, the engine and the checks.
"""Read every file of ``data/``, validate it, check it against the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from macros.files import check_kinds, is_stray
from macros.load.explain import problems_from
from macros.load.ledger import read_ledger
from macros.load.memory import Memory
from macros.load.numbers import check_codes, check_phones
from macros.load.outlines import OUTLINES, read_outlines
from macros.load.pages import RECORD_FOLDERS
from macros.load.problems import DataProblems
from macros.load.proofs import check_dates, check_rule_sets
from macros.load.published_ids import PUBLISHED_IDS_FILE, PublishedId, dead_id, read_published_ids
from macros.load.references import ANY, Key, Origins, Records, check_ids, check_orphans
from macros.load.strings import check_strings
from macros.load.synonyms import check_synonyms
from macros.load.tables import MUNICIPALITIES, SEATS, Table, read_rows
from macros.load.topic_sheets import links_of_prose, sheets_of
from macros.load.translations import (
    STRINGS,
    Standing,
    Unit,
    lags,
    no_ledger,
    record_files,
    stale_texts,
    unrecorded_problems,
)
from macros.load.translations import remarks as translation_remarks
from macros.load.yaml_reader import Loc, YamlFile, decoded
from macros.messages.message import Message, Problem
from macros.model.common import ID_PATTERN, SOURCE_LANGUAGE, Source, Words
from macros.model.coverage import (
    DeskPhrase,
    NamedText,
    Payer,
    Procedure,
    ResidenceDocument,
    RuleSet,
    SituationFact,
)
from macros.model.dataset import (
    Attribution,
    Dataset,
    Language,
    LinkRefusal,
    Review,
    SiteIdentity,
)
from macros.model.directory import Cpas, CpasSeat, GlossaryTerm, Municipality, Organisation
from macros.model.places import CpasList, InstitutionalPostcodes, Outline, PlaceNames, Quarter
from macros.model.search import Synonym
from macros.model.topic import Resource, Topic
from macros.model.translation import BehindSection

Model = TypeVar("Model", bound=BaseModel)
_ID = re.compile(ID_PATTERN)
# The words that say why a text is French: nothing says it of them.
_NOTE = "behind.value"


@dataclass
class _Reading:
    """What is collected while the files are read; lives only inside load_dataset."""

    project: Path
    memory: Memory = field(default_factory=Memory)
    first_record: bool = False
    context: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    origins: Origins = field(default_factory=dict)
    unreadable: set[Key] = field(default_factory=set)
    published: tuple[PublishedId, ...] = ()
    stale: list[Standing] = field(default_factory=list)
    stale_texts: Mapping[str, frozenset[tuple[str, str, str]]] = field(default_factory=dict)
    behind: dict[str, tuple[BehindSection, ...]] = field(default_factory=dict)
    unrecorded: tuple[Problem, ...] = ()

    def file(self, relative: str) -> YamlFile:
        path = self.project / relative
        if not path.is_file():
            self.problems.append(_no_file(relative))
            return YamlFile(name=relative, values=None)
        file = self.memory.file(path, relative)
        self.problems += file.problems
        return file

    def validate(
        self, model: type[Model], values: Any, file: YamlFile, at: Loc = ()
    ) -> Model | None:
        """The record, or None and its problems. ``at`` is its place in the file."""
        name = (model, file.name, file.line(()), at)
        context = {**self.context, "stale": self.stale_texts.get(file.name)}
        try:
            return self.memory.result(
                name,
                (values, context),
                lambda: model.model_validate(values, context=context),
            )
        except ValidationError as error:
            self.problems += problems_from(error, file, model, at=at)
            return None


def _no_file(relative: str) -> Problem:
    return Problem(file=relative, line=1, key="", message=Message("file-missing"))


def load_dataset(
    project: Path,
    *,
    as_of: date,
    strict_dates: bool = False,
    memory: Memory | None = None,
    first_record: bool = False,
) -> Dataset:
    """Everything under ``project/data``, checked. Raises DataProblems with every problem at once.

    ``as_of`` is the day on which values must hold; with ``strict_dates`` a value whose dates are
    over is a problem, otherwise a remark (see ``Dataset.remarks``). ``memory`` spares the reading
    of what has not changed since it was last handed in. ``first_record`` is for the command that
    writes the first ledger of a language: elsewhere a language without its ledger is a problem.
    """
    reading = _Reading(project, memory=memory or Memory(), first_record=first_record)
    dataset = _read(reading)
    problems = list(_checks(reading, dataset, as_of=as_of, strict_dates=strict_dates))
    wrong = [problem for problem in problems if problem.severity == "problem"]
    if reading.problems or wrong:
        raise DataProblems([*reading.problems, *wrong])
    remarks = tuple(problem for problem in problems if problem.severity == "remark")
    return dataset.model_copy(update={"remarks": remarks})


def _read(reading: _Reading) -> Dataset:
    """Whatever could be read, to be checked; the problems and the holes are in ``reading``."""
    languages = _list(reading, "data/languages.yaml", Language)
    # Without a sound list of languages no text can be blamed for its languages.
    if not reading.problems:
        reading.context = {
            "full": [entry.code for entry in languages if entry.status == "full"],
            "all": [entry.code for entry in languages],
        }
    built = tuple(entry for entry in languages if entry.status != "planned")
    _translations(reading, [entry.code for entry in built])
    municipalities = _table(reading, MUNICIPALITIES, Municipality)
    return Dataset.model_construct(
        languages=built,
        # None only when it has a problem, and then nobody but the checks sees this Dataset.
        site=cast(SiteIdentity, _site(reading)),
        strings=_strings(reading, [entry.code for entry in built]),
        behind=reading.behind,
        unrecorded=reading.unrecorded,
        sources=_mapping(reading, "data/sources.yaml", Source, "sources"),
        documents=_folder(reading, "residence_documents", ResidenceDocument, "documents"),
        payers=_folder(reading, "payers", Payer, "payers"),
        rule_sets=_folder(reading, "coverage_rules", RuleSet, "rule_sets", key="document"),
        facts=_folder(reading, "situation_facts", SituationFact, "facts"),
        procedures=_folder(reading, "procedures", Procedure, "procedures"),
        papers=_mapping(reading, "data/papers.yaml", NamedText, "papers"),
        covers=_mapping(reading, "data/covers.yaml", NamedText, "covers"),
        deciders=_mapping(reading, "data/deciders.yaml", NamedText, "deciders"),
        ask=_mapping(reading, "data/ask.yaml", NamedText, "ask"),
        desk_phrases=_folder(reading, "desk_phrases", DeskPhrase, "desk_phrases", key="payer"),
        municipalities={entry.nis_code: entry for _, entry in municipalities},
        cpas=_folder(reading, "cpas", Cpas, "cpas"),
        cpas_seats=_seats(reading),
        place_names=_list(reading, "data/place_names.yaml", PlaceNames, "place_names"),
        quarters=_list(reading, "data/quarters.yaml", Quarter, "quarters"),
        cpas_lists=_list(reading, "data/cpas_lists.yaml", CpasList),
        institutional_postcodes=_institutional_postcodes(reading),
        outlines=_outlines(reading),
        organisations=_folder(reading, "organisations", Organisation, "organisations"),
        glossary=_folder(reading, "glossary", GlossaryTerm, "glossary"),
        topics=_folder(reading, "topics", Topic, "topics"),
        sheets=sheets_of(reading.project),
        prose_links=links_of_prose(reading.project),
        resources=_mapping(reading, "data/resources.yaml", Resource, "resources"),
        synonyms=_list(reading, "data/synonyms.yaml", Synonym, "synonyms"),
        attributions=_list(reading, "data/attributions.yaml", Attribution),
        link_refusals=_list(reading, "data/link_refusals.yaml", LinkRefusal),
        reviews=_list(reading, "data/reviews.yaml", Review),
        published_ids=_published_ids(reading),
        remarks=(),
    )


def _checks(
    reading: _Reading, dataset: Dataset, *, as_of: date, strict_dates: bool
) -> Iterator[Problem]:
    """What only several records together can show; what could not be read is not blamed twice."""
    records = Records(
        data=dataset, origins=reading.origins, unreadable=frozenset(reading.unreadable)
    )
    every = list(_names(records, project=reading.project))
    wrong_ids = [problem for problem in every if problem.message.id != "orphan"]
    gone = dict(_gone(reading, dataset))
    without = replace(records, unreadable=frozenset({*records.unreadable, *gone}))
    blamed = list(_names(without, project=reading.project)) if gone else every
    if len(blamed) < len(every):
        # Whoever named the record, or its sources, is innocent.
        yield from gone.values()
    yield from blamed
    yield from check_phones(records)
    yield from check_codes(records)
    yield from check_dates(records, as_of=as_of, strict=strict_dates)
    yield from check_rule_sets(
        records,
        as_of=as_of,
        not_in={problem.file for problem in wrong_ids},
        memory=reading.memory,
    )
    yield from translation_remarks(reading.stale)
    yield from check_kinds(reading.project)


def _names(records: Records, *, project: Path) -> Iterator[Problem]:
    """Names of what is not there, and what nothing names."""
    wrong = [*check_ids(records), *check_synonyms(records, project=project)]
    yield from wrong
    if not wrong:
        # An id with a mistake in it leaves an orphan behind: one mistake, one message.
        yield from check_orphans(records)


def _gone(reading: _Reading, dataset: Dataset) -> Iterator[tuple[Key, Problem]]:
    """The published records that are not there any more, each with its Problem."""
    existing = {
        f"{collection}/{name}"
        for collection in RECORD_FOLDERS
        for name in (*getattr(dataset, collection), *_unread(reading, collection))
    }
    for entry in reading.published:
        target = entry.moved_to or entry.key
        collection, _, name = target.partition("/")
        if target not in existing and (collection, ANY) not in reading.unreadable:
            for problem in dead_id(entry, existing=existing):
                yield (collection, name), problem


def _unread(reading: _Reading, collection: str) -> Iterator[str]:
    return (name for own, name in reading.unreadable if own == collection)


# -- one way of reading each kind of file -------------------------------------------------------


def _translations(reading: _Reading, languages: Iterable[str]) -> None:
    """Find what is behind its French, before any value is given to the model."""
    ledgers = {}
    for code in languages:
        ledgers[code], problems = read_ledger(reading.project, code, memory=reading.memory)
        reading.problems += problems
        if ledgers[code] is None and not problems and _needs_ledger(reading, code):
            reading.problems.append(no_ledger(code))
    if not any(ledgers.values()):
        return
    files = [
        reading.memory.file(reading.project / name, name) for name in record_files(reading.project)
    ]
    unrecorded: list[Standing] = []
    for _, lag in lags(reading.project, ledgers=ledgers, records=files, memory=reading.memory):
        reading.stale += lag.stale
        reading.behind.update(lag.behind)
        unrecorded += lag.unrecorded
    reading.unrecorded = (*unrecorded_problems(unrecorded, ledgers),)
    reading.stale_texts = stale_texts(reading.stale)


def _needs_ledger(reading: _Reading, language: str) -> bool:
    has_pages = any((reading.project / "docs" / language).rglob("*.md"))
    return has_pages and language != SOURCE_LANGUAGE and not reading.first_record


def _site(reading: _Reading) -> SiteIdentity | None:
    file = reading.file("data/site.yaml")
    if file.values is None:
        return None
    reading.origins["site", "site"] = (file, ())
    return reading.validate(SiteIdentity, file.values, file)


def _folder(
    reading: _Reading, folder: str, model: type[Model], collection: str, *, key: str = "id"
) -> dict[str, Model]:
    """One record a file; the record's ``key`` must be the file's name."""
    records: dict[str, Model] = {}
    for path in sorted((reading.project / "data" / folder).glob("*")):
        if is_stray(path.name):
            continue
        relative = f"data/{folder}/{path.name}"
        if path.suffix != ".yaml":
            reading.problems.append(_not_a_record(relative, path))
            continue
        if not _ID.fullmatch(path.stem):
            # The copy of a record, or a record whose own name nobody can say yet.
            reading.unreadable.add((collection, ANY))
            reading.problems.append(_no_id(relative, path))
            continue
        file = reading.file(relative)
        record = reading.validate(model, file.values, file) if file.values is not None else None
        if record is None:
            reading.unreadable.add((collection, path.stem))
            continue
        name = getattr(record, key)
        if name != path.stem:
            reading.problems.append(
                file.problem((key,), Message("id-not-the-file", id=name, key=key, name=path.stem))
            )
            # Whoever names the record means the file; two files may not replace each other.
            record = record.model_copy(update={key: path.stem})
        records[path.stem] = record
        reading.origins[collection, path.stem] = (file, ())
    return records


def _not_a_record(relative: str, path: Path) -> Problem:
    what = Message("folder-never-read" if path.is_dir() else "file-never-read")
    return Problem(file=relative, line=1, key="", message=Message("never-read", what=what))


def _no_id(relative: str, path: Path) -> Problem:
    return Problem(
        file=relative, line=1, key="", message=Message("file-name-no-id", name=path.name)
    )


def _mapping(
    reading: _Reading, relative: str, model: type[Model], collection: str
) -> dict[str, Model]:
    """Records in one file, keyed by id. A NamedText is written as its text alone."""
    file = reading.file(relative)
    records: dict[str, Model] = {}
    if not isinstance(file.values, Mapping):
        reading.unreadable.add((collection, ANY))
        if file.values is not None:
            reading.problems.append(file.problem((), Message("file-without-ids")))
        return records
    for name, values in file.values.items():
        whole: Any = {"id": name, "text": values} if model is NamedText else values
        if model is not NamedText and isinstance(values, Mapping):
            whole = {"id": name, **values}
        record = reading.validate(model, whole, file, at=(name,))
        if record is None:
            reading.unreadable.add((collection, name))
            continue
        records[name] = record
        reading.origins[collection, name] = (file, (name,))
    return records


def _list(
    reading: _Reading, relative: str, model: type[Model], collection: str = ""
) -> tuple[Model, ...]:
    """Records without ids, one an item. In a ``collection``, their place in it stands for an id."""
    file = reading.file(relative)
    if file.values is None:
        return ()
    if not isinstance(file.values, tuple):
        reading.problems.append(file.problem((), Message("file-without-list")))
        return ()
    records: list[Model] = []
    for index, values in enumerate(file.values):
        record = reading.validate(model, values, file, at=(index,))
        if record is not None:
            if collection:
                reading.origins[collection, str(len(records))] = (file, (index,))
            records.append(record)
    return tuple(records)


def _strings(reading: _Reading, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    files = {code: reading.file(f"data/strings/{code}.yaml") for code in languages}
    reading.problems += check_strings(files)
    words = {
        code: {
            key: text
            for key, text in (file.values if isinstance(file.values, Mapping) else {}).items()
            if isinstance(text, str)
        }
        for code, file in files.items()
    }
    for standing in reading.stale:
        unit = standing.unit
        if unit.path == STRINGS:
            words[standing.language][unit.block] = _lent(unit)
    return words


def _lent(unit: Unit) -> Words:
    """French in the place of a stale word of the interface. A label or a button has room for the
    word alone; a sentence says why it is French, but for the note that says so."""
    text = unit.parts[SOURCE_LANGUAGE].text
    is_sentence = text.rstrip()[-1:] in {".", "?", "!", "…"}
    return Words(text, SOURCE_LANGUAGE, replaces_stale=is_sentence and unit.block != _NOTE)


def _table(reading: _Reading, table: Table, model: type[Model]) -> list[tuple[YamlFile, Model]]:
    """The records of a CSV file, each with a YamlFile that knows its line."""
    rows, problems = read_rows(reading.project, table, memory=reading.memory)
    reading.problems += problems
    records = []
    for line, values in rows:
        file = YamlFile(name=table.file, values=None, lines={(): line})
        record = reading.validate(model, values, file)
        if record is not None:
            records.append((file, record))
    return records


def _seats(reading: _Reading) -> tuple[CpasSeat, ...]:
    seats = _table(reading, SEATS, CpasSeat)
    reading.origins.update({("cpas_seats", seat.id): (file, ()) for file, seat in seats})
    return tuple(seat for _, seat in seats)


def _institutional_postcodes(reading: _Reading) -> InstitutionalPostcodes | None:
    file = reading.file("data/institutional_postcodes.yaml")
    if file.values is None:
        return None
    return reading.validate(InstitutionalPostcodes, file.values, file)


def _outlines(reading: _Reading) -> tuple[Outline, ...]:
    values, problems = read_outlines(reading.project)
    reading.problems += problems
    file = YamlFile(name=OUTLINES, values=None)
    # By its number the memory knows one outline from the next.
    outlines = (
        reading.validate(Outline, entry, file, at=(number,)) for number, entry in enumerate(values)
    )
    return tuple(outline for outline in outlines if outline is not None)


def _published_ids(reading: _Reading) -> tuple[str, ...]:
    """The lines of data/published_ids.txt; what they must say is checked by publish."""
    relative = PUBLISHED_IDS_FILE
    path = reading.project / relative
    if not path.is_file():
        return ()
    text = decoded(path.read_bytes(), relative)
    if isinstance(text, Problem):
        reading.problems.append(text)
        return ()
    reading.published = read_published_ids(text)
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
