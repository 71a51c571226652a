# Room: views. What people who review the site still have to look at. Called by the registry of
# macros, and by `python -m macros report`. Imports model and other views.
"""What is unreviewed, overdue, old, conflicting, unsure, without source or asked openly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from macros.model.common import Evidence, Words
from macros.model.coverage import CoverageRule
from macros.model.dataset import Dataset
from macros.model.directory import Cpas, Organisation
from macros.views.evidence import SourceRow, long_date, source_rows
from macros.views.related import written_topics

OLD = 2018
"""A fact whose newest source is of this year or earlier is called old."""
COLLECTIONS = ("documents", "payers", "topics", "cpas", "organisations", "glossary")


@dataclass(frozen=True, kw_only=True)
class ReadCount:
    """How many records of a collection someone qualified has read in a language."""

    language: str
    done: int


@dataclass(frozen=True, kw_only=True)
class CollectionRow:
    """A collection; ``id`` ends the key of its name."""

    id: str
    total: int
    read: tuple[ReadCount, ...]


@dataclass(frozen=True, kw_only=True)
class OverdueRow:
    """A review, or a rule without successor, whose last day is past. ``language`` is "" for a
    rule."""

    kind: Literal["review", "rule"]
    subject: str
    language: str
    until: str


@dataclass(frozen=True, kw_only=True)
class ConflictRow:
    """A contact on which sources disagree, in the words of editors. ``path`` "" = no own page."""

    path: str
    name: Words
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """What a record leaves open. ``old``, ``unsure`` and ``unsourced`` are ids of its facts; ""
    stands for the record itself. ``questions`` are in English, for editors."""

    collection: str
    id: str
    path: str
    name: Words
    old: tuple[str, ...]
    unsure: tuple[str, ...]
    unsourced: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much there is to do: for the order of the list."""
        return len(self.unsure) + len(self.unsourced) + len(self.old) + len(self.questions)


@dataclass(frozen=True, kw_only=True)
class OpenGroup:
    """The records of a collection that leave something open, most first."""

    id: str
    rows: tuple[OpenRow, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewReportView:
    """The report for people who review (component ``review_report``)."""

    read: tuple[CollectionRow, ...]
    overdue: tuple[OverdueRow, ...]
    conflicts: tuple[ConflictRow, ...]
    uncited: tuple[SourceRow, ...]
    uncited_ids: tuple[str, ...]
    groups: tuple[OpenGroup, ...]


def review_report_view(dataset: Dataset, *, locale: str, on_date: date) -> ReviewReportView:
    """``{{ review_report() }}``."""
    uncited = uncited_sources(dataset)
    rows = [row for row in _open_rows(dataset, locale=locale) if row.weight]
    groups = (
        OpenGroup(
            id=name,
            rows=tuple(
                sorted((row for row in rows if row.collection == name), key=lambda row: -row.weight)
            ),
        )
        for name in COLLECTIONS
    )
    return ReviewReportView(
        read=tuple(_read(dataset, on_date=on_date)),
        overdue=tuple(_overdue(dataset, locale=locale, on_date=on_date)),
        conflicts=tuple(_conflicts(dataset, locale=locale)),
        uncited=source_rows(dataset, uncited, locale=locale),
        uncited_ids=uncited,
        groups=tuple(group for group in groups if group.rows),
    )


def _read(dataset: Dataset, *, on_date: date) -> Iterator[CollectionRow]:
    for name in COLLECTIONS:
        subjects = {f"{name}/{record}" for record in _records(dataset, name)}
        yield CollectionRow(
            id=name,
            total=len(subjects),
            read=tuple(
                ReadCount(
                    language=language.code,
                    done=len(
                        {
                            review.subject
                            for review in dataset.reviews
                            if review.language == language.code
                            and review.on <= on_date <= review.until
                        }
                        & subjects
                    ),
                )
                for language in dataset.languages
            ),
        )


def _records(dataset: Dataset, collection: str) -> Collection[str]:
    if collection == "topics":
        return [topic.id for topic in written_topics(dataset)]
    records: Mapping[str, Any] = getattr(dataset, collection)
    return records


def _overdue(dataset: Dataset, *, locale: str, on_date: date) -> Iterator[OverdueRow]:
    newest: dict[tuple[str, str], date] = {}
    for review in dataset.reviews:
        key = (review.subject, review.language)
        newest[key] = max(review.until, newest.get(key, review.until))
    for (subject, language), until in newest.items():
        if until < on_date:
            yield OverdueRow(
                kind="review", subject=subject, language=language, until=long_date(until, locale)
            )
    for document, rules in dataset.rule_sets.items():
        for rule in rules.rules:
            if rule.valid_until and rules.has_lapsed(rule, on_date):
                yield OverdueRow(
                    kind="rule",
                    subject=f"{document}/{rule.id}",
                    language="",
                    until=long_date(rule.valid_until, locale),
                )


def _conflicts(dataset: Dataset, *, locale: str) -> Iterator[ConflictRow]:
    contacts: Iterable[Cpas | Organisation] = (
        *dataset.cpas.values(),
        *dataset.organisations.values(),
    )
    for contact in contacts:
        for conflict in contact.conflicts:
            yield ConflictRow(
                path=f"cpas/{contact.id}/" if isinstance(contact, Cpas) else "",
                name=contact.names.words(locale),
                field=conflict.field,
                values=tuple(value.value for value in conflict.values),
            )


def _open_rows(dataset: Dataset, *, locale: str) -> Iterator[OpenRow]:
    for document in dataset.documents.values():
        of_document: tuple[CoverageRule, ...] = dataset.rule_sets[document.id].rules
        yield _of_facts(
            "documents",
            document.id,
            document.short_name.words(locale),
            {"": document, **{rule.id: rule for rule in of_document}},
        )
    for payer in dataset.payers.values():
        # Its rules are counted with their documents.
        yield _of_facts("payers", payer.id, payer.short_name.words(locale), {"": payer})
    for topic in written_topics(dataset):
        said = {fact.id: fact for fact in topic.facts if fact.id not in topic.not_used}
        title = topic.title.words(locale)
        yield _of_facts("topics", topic.id, title, said, questions=topic.open_questions)
    for cpas in dataset.cpas.values():
        yield _of_contact("cpas", cpas, locale=locale)
    for organisation in dataset.organisations.values():
        yield _of_contact("organisations", organisation, locale=locale)


def _of_facts(
    collection: str,
    record_id: str,
    name: Words,
    facts: Mapping[str, Evidence],
    *,
    questions: tuple[str, ...] = (),
) -> OpenRow:
    own = tuple(question for fact in facts.values() for question in fact.open_questions)
    return OpenRow(
        collection=collection,
        id=record_id,
        path=f"{collection}/{record_id}/",
        name=name,
        old=tuple(
            key for key, fact in facts.items() if fact.source_year and fact.source_year <= OLD
        ),
        unsure=tuple(key for key, fact in facts.items() if fact.unsure),
        unsourced=tuple(key for key, fact in facts.items() if not fact.sources),
        # The same question often stands on several facts.
        questions=tuple(dict.fromkeys((*questions, *own))),
    )


def _of_contact(collection: str, contact: Cpas | Organisation, *, locale: str) -> OpenRow:
    years = [use.year for use in contact.contact_sources if use.year]
    audit = contact.audit if isinstance(contact, Organisation) else None
    unsure = contact.confidence == "low" or (audit is not None and audit.result == "doubtful")
    return OpenRow(
        collection=collection,
        id=contact.id,
        path=f"cpas/{contact.id}/" if isinstance(contact, Cpas) else "",
        name=contact.names.words(locale),
        old=("",) if years and max(years) <= OLD else (),
        unsure=("",) if unsure else (),
        unsourced=() if contact.contact_sources else ("",),
        questions=(),
    )


# -- sources that nothing cites -------------------------------------------------------------------

# Where records name sources: the keys of the models, whatever the collection.
_SOURCE_KEYS = frozenset({"sources", "refused_sources", "source", "email_source", "law", "laws"})
_CITING = (
    "documents",
    "payers",
    "rule_sets",
    "cpas",
    "organisations",
    "topics",
    "sheets",
)


def uncited_sources(dataset: Dataset) -> tuple[str, ...]:
    """The ids of the sources that no record names, in the order of data/sources.yaml."""
    cited = set(dataset.resources)
    for collection in _CITING:
        for record in getattr(dataset, collection).values():
            cited.update(_named(record.model_dump(), under=""))
    return tuple(name for name in dataset.sources if name not in cited)


def _named(values: Any, *, under: str) -> Iterator[str]:
    if isinstance(values, Mapping):
        for key, inner in values.items():
            yield from _named(inner, under=str(key))
    elif isinstance(values, (tuple, list)):
        for inner in values:
            yield from _named(inner, under=under)
    elif isinstance(values, str) and under in _SOURCE_KEYS:
        yield values
