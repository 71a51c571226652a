# Room: rules. The proof of a rule set: every combination of the facts a document uses, at every
# date on which something changes. Called by `make check`; imports model and outcomes only.
"""Findings in a rule set: gaps, overlaps, contradictions, dead rules, useless questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from macros.model.coverage import CoverageRule, RuleSet
from macros.rules.outcomes import Key, Outcome, keys_of, readings, situations

Kind = Literal["gap", "overlap", "contradiction", "dead_rule", "useless_fact"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something wrong with a rule set; ``rules`` or ``fact`` say where, ``example`` when."""

    kind: Kind
    rules: tuple[str, ...] = ()
    fact: str | None = None
    example: dict[str, str] | None = None
    on_date: date | None = None
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The result of enumerating one rule set.

    ``combinations``: situations on one day. ``asks``: how many of them, on the first day, are
    answered first by "ask". ``judgements``: rules whose condition is a matter of judgement.
    """

    document: str
    combinations: int
    asks: int
    judgements: int
    findings: tuple[Finding, ...]


def boundary_dates(rule_sets: Iterable[RuleSet], today: date) -> tuple[date, ...]:
    """Today, and from then on each first day on which a rule starts or no longer holds."""
    days = {today}
    for rule_set in rule_sets:
        for rule in rule_set.rules:
            if rule.valid_from:
                days.add(rule.valid_from)
            if rule.valid_until:
                days.add(rule.valid_until + timedelta(days=1))
    return tuple(sorted(day for day in days if day >= today))


def prove(rule_set: RuleSet, today: date) -> Proof:
    """Enumerate every situation of the document, today and at each later boundary of its dates."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    asks = total = 0
    alive: set[str] = set()
    deciding: set[str] = set()
    for day in boundary_dates([rule_set], today):
        results: dict[tuple[str, ...], tuple[tuple[Key, ...], ...]] = {}
        for situation in situations(rule_set):
            every = readings(rule_set, situation, day)
            result = every[0]
            alive.update(outcome.rule.id for outcome in result)
            results[tuple(situation.values())] = tuple(keys_of(one) for one in every)
            for finding in _findings_in(result, situation, day):
                found.setdefault((finding.kind, finding.rules), []).append(finding)
            if day == today:
                total += 1
                firsts = [o for o in result if o.role == "first"]
                asks += bool(firsts) and all(o.rule.payer is None for o in firsts)
        deciding |= _deciding_facts(rule_set, results)
    findings = [
        Finding(
            kind=same[0].kind,
            rules=same[0].rules,
            example=same[0].example,
            on_date=same[0].on_date,
            count=len(same),
        )
        for same in found.values()
    ]
    expired = {r.id for r in rule_set.rules if r.valid_until and r.valid_until < today}
    findings += [
        Finding(kind="dead_rule", rules=(rule.id,))
        for rule in rule_set.rules
        if rule.id not in alive and rule.id not in expired
    ]
    findings += [
        Finding(kind="useless_fact", fact=use.fact)
        for use in rule_set.facts
        if use.fact not in deciding
    ]
    return Proof(
        document=rule_set.document,
        combinations=total,
        asks=asks,
        judgements=sum(rule.judgement for rule in rule_set.rules),
        findings=tuple(findings),
    )


def _findings_in(
    result: tuple[Outcome, ...], situation: dict[str, str], day: date
) -> Iterable[Finding]:
    firsts = [outcome.rule for outcome in result if outcome.role == "first"]
    if not firsts:
        yield Finding(kind="gap", example=situation, on_date=day)
    for index, rule in enumerate(firsts):
        for other in firsts[index + 1 :]:
            if not _joint(rule, other):
                yield Finding(
                    kind="overlap", rules=(rule.id, other.id), example=situation, on_date=day
                )
    excluded = {o.rule.payer: o.rule.id for o in result if o.role == "not_covered"}
    for outcome in result:
        if outcome.role != "not_covered" and outcome.rule.payer in excluded:
            yield Finding(
                kind="contradiction",
                rules=(outcome.rule.id, excluded[outcome.rule.payer]),
                example=situation,
                on_date=day,
            )


def _joint(rule: CoverageRule, other: CoverageRule) -> bool:
    return other.id in rule.joint_with or rule.id in other.joint_with


def _deciding_facts(
    rule_set: RuleSet, results: dict[tuple[str, ...], tuple[tuple[Key, ...], ...]]
) -> set[str]:
    """Facts for which two situations that differ in nothing else have different results: also
    those that decide only whether readers are told of a lapsed rule."""
    deciding = set()
    for position, use in enumerate(rule_set.facts):
        first_seen: dict[tuple[str, ...], tuple[tuple[Key, ...], ...]] = {}
        for situation, result in results.items():
            rest = situation[:position] + situation[position + 1 :]
            if first_seen.setdefault(rest, result) != result:
                deciding.add(use.fact)
                break
    return deciding
