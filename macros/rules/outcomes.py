# Room: rules. The pure heart: which rules apply, and in which role. Called by views and by the
# enumeration; imports model only.
"""Who pays in a situation, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress, product
from typing import Literal

from macros.model.coverage import Condition, CoverageRule, Role, RuleSet

Situation = Mapping[str, str]
_ROLE_ORDER: dict[Role, int] = {"first": 0, "rest": 1, "if_refused": 2, "not_covered": 3}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A rule that applies, in the role it has in this situation."""

    rule: CoverageRule
    role: Role


# A rule in the role it has.
Key = tuple[str, Role]
# A payer (None = a rule that says whom to ask) in the role it has.
Part = tuple[str | None, Role]


@dataclass(frozen=True, kw_only=True)
class Share:
    """A payer, and every role it has in the cases that remain, the first role first.

    A payer that pays in some cases and is said not to pay in others has two shares.
    """

    payer: str | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What can be said with the facts known so far.

    A remaining case is a situation; one in which a lapsed rule would come in is two: with it and
    without. So nothing that rests on a lapsed rule, or on its end, is certain.
    ``certain``: outcomes that hold, in the same role, in every remaining case, in order.
    ``possible``: the other outcomes that hold in some remaining case, in rule order.
    ``sure``: payers that come in in every remaining case, by whatever rule and in whatever role;
    ``maybe``: those of some cases only.
    ``open_facts``: the unknown facts that can change the answer, the one that decides most first.
    ``cases``: how many different results remain (1 when the answer is settled).
    """

    certain: tuple[Outcome, ...]
    possible: tuple[Outcome, ...]
    sure: tuple[Share, ...]
    maybe: tuple[Share, ...]
    open_facts: tuple[str, ...]
    cases: int

    @property
    def next_fact(self) -> str | None:
        """The unknown fact that decides most, None when nothing would change any more."""
        return self.open_facts[0] if self.open_facts else None

    @property
    def settled(self) -> bool:
        """Whether one result is left."""
        return not self.possible


def holds(condition: Condition, situation: Situation) -> bool:
    """Whether a condition holds in a situation where every fact it looks at is known."""
    if any(situation[fact] not in answers for fact, answers in condition.facts.items()):
        return False
    return not condition.any_of or any(holds(part, situation) for part in condition.any_of)


def rules_in_force(rule_set: RuleSet, on_date: date) -> tuple[CoverageRule, ...]:
    """The rules whose dates include ``on_date``, in order of precedence."""
    return tuple(rule for rule in rule_set.rules if rule.holds_on(on_date))


def outcomes(rule_set: RuleSet, situation: Situation, on_date: date) -> tuple[Outcome, ...]:
    """Who pays when every fact of the document is known: first, then rest, then if refused.

    Within a role the order is the order of the file. ``not_covered`` outcomes come last.
    """
    return _outcomes(rules_in_force(rule_set, on_date), situation)


def readings(
    rule_set: RuleSet, situation: Situation, on_date: date
) -> tuple[tuple[Outcome, ...], ...]:
    """What may hold when every fact of the document is known: the outcomes of the rules in force,
    then the same with each choice of the lapsed rules whose condition holds, for nobody knows
    which of them still do."""
    return _readings(rule_set.told_on(on_date), situation, on_date)


def _readings(
    told: tuple[CoverageRule, ...], situation: Situation, on_date: date
) -> tuple[tuple[Outcome, ...], ...]:
    lapsed = [rule.id for rule in told if rule.is_over_on(on_date)]
    doubtful = [rule.id for rule in told if rule.id in lapsed and holds(rule.when, situation)]
    found = []
    for kept in product((False, True), repeat=len(doubtful)):
        left_out = set(lapsed) - set(compress(doubtful, kept))
        rules = tuple(rule for rule in told if rule.id not in left_out)
        found.append(_outcomes(rules, situation))
    return tuple(found)


def _outcomes(rules: tuple[CoverageRule, ...], situation: Situation) -> tuple[Outcome, ...]:
    active: dict[str, Outcome] = {}
    for rule in rules:
        if not holds(rule.when, situation):
            continue
        role: Role | Literal["nothing"] = rule.pays
        for earlier, demoted in rule.after.items():
            if earlier in active:
                role = demoted
                break
        if role != "nothing":
            active[rule.id] = Outcome(rule=rule, role=role)
    return tuple(sorted(active.values(), key=lambda outcome: _ROLE_ORDER[outcome.role]))


def situations(rule_set: RuleSet, known: Situation | None = None) -> Iterator[dict[str, str]]:
    """Every situation the document allows that agrees with the ``known`` facts."""
    known = known or {}
    choices = [(known[use.fact],) if use.fact in known else use.answers for use in rule_set.facts]
    names = [use.fact for use in rule_set.facts]
    for combination in product(*choices):
        yield dict(zip(names, combination, strict=True))


def answer(rule_set: RuleSet, known: Situation, on_date: date) -> Answer:
    """What holds in every case that the known facts leave open, and what to ask next.

    Facts the document does not use are ignored. Raises ValueError for an answer that the
    document does not allow.
    """
    uses = {use.fact: use.answers for use in rule_set.facts}
    known = {fact: value for fact, value in known.items() if fact in uses}
    for fact, value in known.items():
        if value not in uses[fact]:
            raise ValueError(f"{fact}: {value!r} is not one of {', '.join(uses[fact])}")
    rules = rule_set.told_on(on_date)
    cases = [(case, _readings(rules, case, on_date)) for case in situations(rule_set, known)]
    results = [result for _, every in cases for result in every]
    keys = [frozenset(keys_of(result)) for result in results]
    everywhere = frozenset.intersection(*keys)
    seen: dict[Key, Outcome] = {}
    for result in results:
        for outcome in result:
            seen.setdefault((outcome.rule.id, outcome.role), outcome)
    position = {rule.id: index for index, rule in enumerate(rules)}

    def in_order(outcome: Outcome) -> tuple[int, int]:
        return _ROLE_ORDER[outcome.role], position[outcome.rule.id]

    certain = sorted((seen[key] for key in seen if key in everywhere), key=in_order)
    possible = sorted((seen[key] for key in seen if key not in everywhere), key=in_order)
    unknown = [fact for fact in uses if fact not in known]
    sure, maybe = shares(parts_of(result) for result in results)
    return Answer(
        certain=tuple(certain),
        possible=tuple(possible),
        sure=sure,
        maybe=maybe,
        open_facts=_open_facts(unknown, uses, cases) if possible else (),
        cases=len(set(keys)),
    )


def keys_of(result: Iterable[Outcome]) -> tuple[Key, ...]:
    """Which rules come in, and how."""
    return tuple((outcome.rule.id, outcome.role) for outcome in result)


def parts_of(result: Iterable[Outcome]) -> tuple[Part, ...]:
    """Who comes in, and how, whatever the rule."""
    return tuple((outcome.rule.payer, outcome.role) for outcome in result)


def shares(cases: Iterable[tuple[Part, ...]]) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
    """The payers of every case, then those of some: by their first role, then as first seen."""
    roles: dict[tuple[str | None, bool], set[Role]] = {}
    count: Counter[tuple[str | None, bool]] = Counter()
    total = 0
    for parts in cases:
        total += 1
        for payer, role in parts:
            roles.setdefault((payer, role == "not_covered"), set()).add(role)
        count.update({(payer, role == "not_covered") for payer, role in parts})
    found = {
        key: Share(payer=key[0], roles=tuple(sorted(every, key=_ROLE_ORDER.__getitem__)))
        for key, every in roles.items()
    }
    order = sorted(found, key=lambda key: _ROLE_ORDER[found[key].roles[0]])
    return (
        tuple(found[key] for key in order if count[key] == total),
        tuple(found[key] for key in order if count[key] != total),
    )


def _open_facts(
    unknown: list[str],
    uses: Mapping[str, tuple[str, ...]],
    cases: list[tuple[dict[str, str], tuple[tuple[Outcome, ...], ...]]],
) -> tuple[str, ...]:
    """The unknown facts that can change the result. First the one whose answer leaves, on average,
    the fewest different results open."""
    results = [(case, tuple(keys_of(result) for result in every)) for case, every in cases]

    def can_change(fact: str) -> bool:
        first_seen: dict[tuple[str, ...], tuple[tuple[Key, ...], ...]] = {}
        for case, result in results:
            others = tuple(value for name, value in case.items() if name != fact)
            if first_seen.setdefault(others, result) != result:
                return True
        return False

    def open_results(fact: str) -> float:
        left = 0
        for value in uses[fact]:
            left += len({result for case, result in results if case[fact] == value})
        return left / len(uses[fact])

    return tuple(sorted((fact for fact in unknown if can_change(fact)), key=open_results))
