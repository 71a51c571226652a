# Room: rules. The question flow as a whole: when nobody knows the paper, and how long it can take.
# Called by `make check` and by tests; overrides/assets/js/flow_rules.js does the same on a phone.
"""What holds for several documents at once, and the size of the flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from macros.messages.message import Message
from macros.model.coverage import STAY_REASON, RuleSet, SituationFact
from macros.rules.outcomes import (
    Part,
    Share,
    Situation,
    answer,
    parts_of,
    readings,
    shares,
    situations,
)

# The facts of a document, and of its holder, with the answers that can occur there.
Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document as someone who does not know its name meets it.

    ``reasons``: why people hold it (answers of the fact ``stay-reason``); none = any reason.
    """

    rule_set: RuleSet
    reasons: tuple[str, ...] = ()

    @cached_property
    def answers(self) -> Answers:
        """The facts that can rule it out, with the answers that do not."""
        reasons = {STAY_REASON: self.reasons} if self.reasons else {}
        return {**{use.fact: use.answers for use in self.rule_set.facts}, **reasons}


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What can be said of several documents with the facts known so far.

    ``documents``: those still possible, in the order given; none when every one refuses an answer,
    and then the rest is said of all of them. ``sure`` and ``maybe``: as in an Answer.
    ``open_facts``: unknown facts that can rule out a document or change the answer of one: first
    those that can rule out most documents, then those that matter to most, then by id.
    """

    documents: tuple[str, ...]
    sure: tuple[Share, ...]
    maybe: tuple[Share, ...]
    open_facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FlowStatistics:
    """``combinations``: situations of all documents. ``longest``: questions on the longest path
    when each is answered; ``longest_skipped`` when none is."""

    documents: int
    questions: int
    combinations: int
    longest: int
    longest_skipped: int

    def message(self) -> Message:
        """The sizes in words, for people who edit."""
        return Message(
            "flow.size",
            documents=self.documents,
            questions=self.questions,
            combinations=self.combinations,
            longest=self.longest,
            skipped=self.longest_skipped,
        )


def overview(
    papers: Iterable[Paper], known: Situation, on_date: date, *, facts: Mapping[str, SituationFact]
) -> Overview:
    """What holds for every one of ``papers`` (at least one) that the answers leave possible."""
    every = tuple(papers)
    matching = [paper for paper in every if _matches(paper, known, facts)]
    left = [_narrowed(paper, known, facts) for paper in matching] if matching else list(every)
    cases: list[tuple[Part, ...]] = []
    concerned: Counter[str] = Counter()
    refusing: Counter[str] = Counter()
    for paper in left:
        rules = paper.rule_set
        cases += [
            parts_of(result)
            for case in situations(rules)
            for result in readings(rules, case, on_date)
        ]
        concerned.update(answer(rules, {}, on_date).open_facts)
    for fact in {fact for paper in left for fact in paper.answers} - set(known):
        offered = {value for paper in left for value in paper.answers.get(fact, ())}
        refusing[fact] = sum(
            any(not _allowed(paper, fact, value, facts) for value in offered) for paper in left
        )
    sure, maybe = shares(cases)
    open_facts = {fact for fact in {*concerned, *refusing} if concerned[fact] or refusing[fact]}
    return Overview(
        documents=tuple(paper.rule_set.document for paper in matching),
        sure=sure,
        maybe=maybe,
        open_facts=tuple(
            sorted(open_facts - set(known), key=lambda f: (-refusing[f], -concerned[f], f))
        ),
    )


def _matches(paper: Paper, known: Situation, facts: Mapping[str, SituationFact]) -> bool:
    return all(_allowed(paper, fact, value, facts) for fact, value in known.items())


def _allowed(
    paper: Paper, fact: str, value: str, facts: Mapping[str, SituationFact]
) -> tuple[str, ...]:
    """The answers of a paper that an answer of the reader stands for: none rules the paper out.

    A paper that does not ask a fact accepts every answer.
    """
    answers = paper.answers.get(fact)
    if answers is None or value in answers:
        return (value,)
    (given,) = (one for one in facts[fact].answers if one.id == value)
    return tuple(one for one in answers if one in given.counts_as)


def _narrowed(paper: Paper, known: Situation, facts: Mapping[str, SituationFact]) -> Paper:
    """The paper with only the answers that the reader's leave open."""
    uses = tuple(
        use.model_copy(update={"answers": _allowed(paper, use.fact, known[use.fact], facts)})
        if use.fact in known
        else use
        for use in paper.rule_set.facts
    )
    return replace(paper, rule_set=paper.rule_set.model_copy(update={"facts": uses}))


def flow_statistics(rule_sets: Iterable[RuleSet], on_date: date) -> FlowStatistics:
    """The size of the flow on a day."""
    every = tuple(rule_sets)
    return FlowStatistics(
        documents=len(every),
        questions=len({use.fact for rule_set in every for use in rule_set.facts}),
        combinations=sum(1 for rule_set in every for _ in situations(rule_set)),
        longest=max(_longest(rule_set, {}, on_date) for rule_set in every),
        longest_skipped=max(len(answer(rule_set, {}, on_date).open_facts) for rule_set in every),
    )


def _longest(rule_set: RuleSet, known: Situation, on_date: date) -> int:
    """Questions on the longest path from here when each is answered."""
    fact = answer(rule_set, known, on_date).next_fact
    if fact is None:
        return 0
    (use,) = (use for use in rule_set.facts if use.fact == fact)
    return 1 + max(_longest(rule_set, {**known, fact: value}, on_date) for value in use.answers)
