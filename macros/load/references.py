# Room: load. Checks that look at more than one record; each gives Problems at their line.
# numbers.py and proofs.py hold the checks of codes, dates and rules.
"""Every id that a record names exists, and every record is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from macros.load.yaml_reader import Loc, YamlFile
from macros.messages.message import Message, Problem, near
from macros.model.common import Article, Evidence
from macros.model.coverage import (
    STAY_REASON,
    Condition,
    CoverageRule,
    Payer,
    ResidenceDocument,
    RuleSet,
    SituationFact,
)
from macros.model.dataset import Dataset
from macros.model.directory import Cpas, SourceUse
from macros.model.topic import Topic

Key = tuple[str, str]
"""A record: ``(collection, id)``."""

Origins = dict[Key, tuple[YamlFile, Loc]]
"""Where a record was read: its file and its place in that file."""

ANY = "*"
"""As an id: every record of a collection whose file could not be read at all."""

WHERE: Mapping[str, str] = {
    "ask": "data/ask.yaml",
    "covers": "data/covers.yaml",
    "cpas": "data/cpas",
    "deciders": "data/deciders.yaml",
    "documents": "data/residence_documents",
    "facts": "data/situation_facts",
    "glossary": "data/glossary",
    "organisations": "data/organisations",
    "papers": "data/papers.yaml",
    "payers": "data/payers",
    "procedures": "data/procedures",
    "sources": "data/sources.yaml",
    "topics": "data/topics",
}
"""Where the ids of a collection are found, as an editor is told."""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """An id that a record names: which record, at which key, and the collection it must be in."""

    record: Key
    loc: Loc
    name: str
    collection: str


@dataclass(frozen=True, kw_only=True)
class Records:
    """The records that could be read, where they were read, and those that could not.

    ``unreadable`` records have Problems of their own: who names one of them is not blamed for it.
    """

    data: Dataset
    origins: Origins
    unreadable: Collection[Key] = field(default_factory=frozenset)

    def at(self, record: Key, loc: Loc, message: Message) -> Problem:
        """A Problem at a key of a record."""
        file, base = self.origins[record]
        return file.problem((*base, *loc), message)

    def missing(self, collection: str, name: str) -> bool:
        """Whether no file holds this record, readable or not."""
        return (
            name not in getattr(self.data, collection)
            and (collection, name) not in self.unreadable
            and (collection, ANY) not in self.unreadable
        )


def check_ids(records: Records) -> Iterator[Problem]:
    """Every id that a record names exists."""
    for mention in _mentions(records.data):
        if records.missing(mention.collection, mention.name):
            yield records.at(
                mention.record,
                mention.loc,
                Message(
                    "id-unknown",
                    name=mention.name,
                    where=WHERE[mention.collection],
                    near=near(mention.name, getattr(records.data, mention.collection)),
                ),
            )
    for record, loc, evidence in _evidences(records.data):
        if evidence.basis == "published source" and not evidence.sources:
            yield records.at(record, (*loc, "basis"), Message("basis-without-source"))
    for fact in records.data.facts.values():
        yield from _answers_that_count(records, fact)
    for document in records.data.documents.values():
        yield from _reasons(records, document)
    for rule_set in records.data.rule_sets.values():
        yield from _facts_in_use(records, rule_set)
        yield from _ids_between_rules(records, rule_set)
    for topic in records.data.topics.values():
        yield from _topic_facts(records, topic)


def check_orphans(records: Records) -> Iterator[Problem]:
    """Every record is used by another: a document has rules, a fact is asked, a text is printed."""
    if records.unreadable:
        return
    data = records.data
    without_rules = [name for name in data.documents if name not in data.rule_sets]
    for document in without_rules:
        yield records.at(
            ("documents", document),
            ("id",),
            Message("document-without-rules", file=f"data/coverage_rules/{document}.yaml"),
        )
    if without_rules:
        # Their rules will use what would be an orphan without them.
        return
    used = {(mention.collection, mention.name) for mention in _mentions(data)}
    # Every page asks for the reader's own document; no payer needs to say so.
    used.add(("papers", "own-document"))
    # A law may wait for the factsheet that will cite it.
    used |= {("sources", source.id) for source in data.sources.values() if source.kind == "law"}
    for collection, expected in (
        ("facts", Message("user.asking-rule")),
        ("payers", Message("user.rule")),
        ("papers", Message("user.payer")),
        ("procedures", Message("user.rule-or-payer")),
        ("covers", Message("user.rule")),
        ("deciders", Message("user.rule")),
        ("sources", Message("user.record")),
    ):
        for name in getattr(data, collection):
            if (collection, name) not in used:
                yield records.at(
                    (collection, name), (), Message("orphan", name=name, user=expected)
                )


# -- who names what ---------------------------------------------------------------------------


def _mentions(data: Dataset) -> Iterator[Mention]:
    for record, loc, evidence in _evidences(data):
        yield from _list(record, (*loc, "sources"), evidence.sources, "sources")
        if evidence.audit:
            at = (*loc, "audit", "sources")
            yield from _list(record, at, evidence.audit.sources, "sources")
    for document in data.documents.values():
        yield from _document(("documents", document.id), document)
    for payer in data.payers.values():
        yield from _payer(("payers", payer.id), payer)
    for rule_set in data.rule_sets.values():
        yield from _rule_set(("rule_sets", rule_set.document), rule_set)
    for phrase in data.desk_phrases.values():
        yield from _one(("desk_phrases", phrase.payer), ("payer",), phrase.payer, "payers")
    for cpas in data.cpas.values():
        yield from _cpas(("cpas", cpas.id), cpas)
    for organisation in data.organisations.values():
        record = ("organisations", organisation.id)
        yield from _uses(record, organisation.contact_sources)
        if organisation.audit:
            at = ("audit", "sources")
            yield from _list(record, at, organisation.audit.sources, "sources")
    for topic in data.topics.values():
        yield from _topic(("topics", topic.id), topic)
    for resource in data.resources.values():
        yield from _one(("resources", resource.id), (), resource.id, "sources")
    if data.site is not None:
        yield from _list(("site", "site"), ("helpers",), data.site.helpers, "organisations")


def _evidences(data: Dataset) -> Iterator[tuple[Key, Loc, Evidence]]:
    for document in data.documents.values():
        yield ("documents", document.id), (), document
    for payer in data.payers.values():
        yield ("payers", payer.id), (), payer
    for rule_set in data.rule_sets.values():
        for index, rule in enumerate(rule_set.rules):
            yield ("rule_sets", rule_set.document), ("rules", index), rule
    for topic in data.topics.values():
        for index, fact in enumerate(topic.facts):
            yield ("topics", topic.id), ("facts", index), fact


def _document(record: Key, document: ResidenceDocument) -> Iterator[Mention]:
    yield from _laws(record, document.legal_basis)
    if document.reasons:
        yield from _one(record, ("reasons",), STAY_REASON, "facts")


def _payer(record: Key, payer: Payer) -> Iterator[Mention]:
    yield from _one(record, ("procedure",), payer.procedure, "procedures")
    yield from _list(record, ("papers",), payer.papers, "papers")
    yield from _list(record, ("organisations",), payer.organisations, "organisations")
    yield from _list(record, ("refused_sources",), payer.refused_sources, "sources")
    yield from _laws(record, payer.legal_basis)
    for index, deadline in enumerate(payer.deadlines):
        yield from _list(record, ("deadlines", index, "sources"), deadline.sources, "sources")


def _rule_set(record: Key, rule_set: RuleSet) -> Iterator[Mention]:
    yield from _one(record, ("document",), rule_set.document, "documents")
    for index, use in enumerate(rule_set.facts):
        yield from _one(record, ("facts", index, "fact"), use.fact, "facts")
    for index, rule in enumerate(rule_set.rules):
        for key, name, collection in (
            ("payer", rule.payer, "payers"),
            ("ask", rule.ask, "ask"),
            ("procedure", rule.procedure, "procedures"),
            ("covers", rule.covers, "covers"),
            ("decided_by", rule.decided_by, "deciders"),
        ):
            yield from _one(record, ("rules", index, key), name, collection)
        yield from _laws(record, rule.legal_basis, ("rules", index))


def _cpas(record: Key, cpas: Cpas) -> Iterator[Mention]:
    yield from _uses(record, cpas.contact_sources)
    yield from _one(record, ("coordinates", "source"), cpas.coordinates.source, "sources")
    if cpas.practice:
        yield from _list(record, ("practice", "sources"), cpas.practice.sources, "sources")
    if cpas.opening_hours:
        yield from _one(record, ("opening_hours", "source"), cpas.opening_hours.source, "sources")
    desk = cpas.medical_desk
    if desk:
        yield from _one(record, ("medical_desk", "source"), desk.source, "sources")
        yield from _one(record, ("medical_desk", "email_source"), desk.email_source, "sources")
        if desk.coordinates:
            at = ("medical_desk", "coordinates", "source")
            yield from _one(record, at, desk.coordinates.source, "sources")


def _topic(record: Key, topic: Topic) -> Iterator[Mention]:
    yield from _list(record, ("organisations",), topic.organisations, "organisations")
    yield from _list(record, ("related_documents",), topic.related_documents, "documents")
    yield from _list(record, ("related_payers",), topic.related_payers, "payers")
    yield from _laws(record, topic.legal_basis)


def _one(record: Key, loc: Loc, name: str | None, collection: str) -> Iterator[Mention]:
    if name is not None:
        yield Mention(record=record, loc=loc, name=name, collection=collection)


def _list(record: Key, loc: Loc, names: Iterable[str], collection: str) -> Iterator[Mention]:
    for index, name in enumerate(names):
        yield Mention(record=record, loc=(*loc, index), name=name, collection=collection)


def _laws(record: Key, articles: Iterable[Article], loc: Loc = ()) -> Iterator[Mention]:
    for index, article in enumerate(articles):
        yield from _one(record, (*loc, "legal_basis", index, "law"), article.law, "sources")


def _uses(record: Key, uses: Iterable[SourceUse]) -> Iterator[Mention]:
    for index, use in enumerate(uses):
        yield from _one(record, ("contact_sources", index, "source"), use.source, "sources")


# -- inside one topic -------------------------------------------------------------------------


def _topic_facts(records: Records, topic: Topic) -> Iterator[Problem]:
    here = ("topics", topic.id)
    names = [fact.id for fact in topic.facts]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield records.at(here, ("facts", index, "id"), Message("fact-id-twice", name=name))
    named: list[tuple[Loc, str]] = [
        (("values", key, "fact"), value.fact) for key, value in topic.values.items()
    ]
    named += [(("not_used", fact), fact) for fact in topic.not_used]
    for loc, name in named:
        if name not in names:
            message = Message("fact-id-unknown", name=name, near=near(name, names))
            yield records.at(here, loc, message)


# -- answers ----------------------------------------------------------------------------------


def _answers_that_count(records: Records, fact: SituationFact) -> Iterator[Problem]:
    for index, answer in enumerate(fact.answers):
        others = [other.id for other in fact.answers if other is not answer]
        for number, name in enumerate(answer.counts_as):
            if name not in others:
                yield records.at(
                    ("facts", fact.id),
                    ("answers", index, "counts_as", number),
                    Message("answer-not-another", name=name, near=near(name, others)),
                )


def _reasons(records: Records, document: ResidenceDocument) -> Iterator[Problem]:
    fact = records.data.facts.get(STAY_REASON)
    answers = [answer.id for answer in fact.answers] if fact else list(document.reasons)
    for number, reason in enumerate(document.reasons):
        if reason not in answers:
            yield records.at(
                ("documents", document.id),
                ("reasons", number),
                _unknown_answer(reason, STAY_REASON, answers),
            )


def _unknown_answer(answer: str, fact: str, answers: Iterable[str]) -> Message:
    where = f"data/situation_facts/{fact}.yaml"
    return Message("id-unknown", name=answer, where=where, near=near(answer, answers))


# -- inside one file of rules -----------------------------------------------------------------


def _facts_in_use(records: Records, rule_set: RuleSet) -> Iterator[Problem]:
    here = ("rule_sets", rule_set.document)
    seen: set[str] = set()
    for index, use in enumerate(rule_set.facts):
        if use.fact in seen:
            yield records.at(
                here,
                ("facts", index, "fact"),
                Message("fact-twice", name=use.fact),
            )
        seen.add(use.fact)
        fact = records.data.facts.get(use.fact)
        answers = [answer.id for answer in fact.answers] if fact else list(use.answers)
        for number, answer in enumerate(use.answers):
            if answer not in answers:
                yield records.at(
                    here,
                    ("facts", index, "answers", number),
                    _unknown_answer(answer, use.fact, answers),
                )


def _ids_between_rules(records: Records, rule_set: RuleSet) -> Iterator[Problem]:
    here = ("rule_sets", rule_set.document)
    uses = {use.fact: use.answers for use in rule_set.facts}
    names = [rule.id for rule in rule_set.rules]
    for index, rule in enumerate(rule_set.rules):
        if rule.id in names[:index]:
            yield records.at(here, ("rules", index, "id"), Message("rule-twice", name=rule.id))
        yield from _other_rules(records, here, index, rule, names)
        yield from _condition(records, here, ("rules", index, "when"), rule.when, uses)


def _other_rules(
    records: Records, here: Key, index: int, rule: CoverageRule, names: list[str]
) -> Iterator[Problem]:
    earlier, others = names[:index], [name for name in names if name != rule.id]
    for key, named, valid, expected in (
        ("after", tuple(rule.after), earlier, Message("an-earlier-rule")),
        ("joint_with", rule.joint_with, others, Message("another-rule")),
    ):
        for place, name in enumerate(named):
            if name not in valid:
                at = name if key == "after" else place
                yield records.at(
                    here,
                    ("rules", index, key, at),
                    Message(
                        "rule-unknown",
                        name=name,
                        expected=expected,
                        do=near(name, valid) if valid else Message("remove-key", key=key),
                    ),
                )


def _condition(
    records: Records,
    here: Key,
    loc: Loc,
    condition: Condition,
    uses: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    for fact, answers in condition.facts.items():
        if fact not in uses:
            yield records.at(
                here,
                (*loc, fact),
                Message(
                    "fact-unlisted",
                    name=fact,
                    do=near(fact, uses) if uses else Message("list-the-fact"),
                ),
            )
            continue
        for answer in answers:
            if answer not in uses[fact]:
                yield records.at(
                    here,
                    (*loc, fact),
                    Message(
                        "answer-unlisted", name=answer, fact=fact, near=near(answer, uses[fact])
                    ),
                )
    for number, part in enumerate(condition.any_of):
        yield from _condition(records, here, (*loc, "any_of", number), part, uses)
