# Room: rules. The question flow as a whole: when nobody knows the paper, and how long it can take.
# Called by `make check` and by tests; overrides/assets/js/flow_rules.js does the same on a phone.
"""What holds for several documents at once, and the size of the flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from macros.model.coverage import Role, RuleSet
from macros.rules.outcomes import Situation, answer, outcomes, situations

# A payer (None = ask) in the role it has.
Part = tuple[str | None, Role]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What can be said of several documents with the facts known so far.

    ``certain``: payers that come in, in the same role, in every remaining case of every document.
    ``possible``: the others that come in somewhere. ``open_facts``: unknown facts that can change
    the answer of some document, those of most documents first, then by id.
    """

    certain: frozenset[Part]
    possible: frozenset[Part]
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


def overview(rule_sets: Iterable[RuleSet], known: Situation, on_date: date) -> Overview:
    """What holds for every one of ``rule_sets`` (at least one).

    A known answer that a document does not allow leaves that fact open there: dropping the document
    would promise more than the reader told us.
    """
    cases: list[frozenset[Part]] = []
    deciding: Counter[str] = Counter()
    for rule_set in rule_sets:
        uses = {use.fact: use.answers for use in rule_set.facts}
        usable = {fact: value for fact, value in known.items() if value in uses.get(fact, ())}
        cases += [
            frozenset((outcome.rule.payer, outcome.role) for outcome in result)
            for result in (
                outcomes(rule_set, situation, on_date) for situation in situations(rule_set, usable)
            )
        ]
        deciding.update(set(answer(rule_set, usable, on_date).open_facts) - set(known))
    certain = frozenset.intersection(*cases)
    return Overview(
        certain=certain,
        possible=frozenset.union(*cases) - certain,
        open_facts=tuple(sorted(deciding, key=lambda fact: (-deciding[fact], fact))),
    )


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
