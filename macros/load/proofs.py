# Room: load. Dates that are over, and the proof of every rule set. Called by reader.py only.
"""Rules that still hold, and that answer every situation once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from macros.load.memory import Memory
from macros.load.problems import ends
from macros.load.references import Key, Records
from macros.load.yaml_reader import Loc
from macros.messages.message import Message, Problem
from macros.model.common import DateSpan, Evidence
from macros.model.coverage import CoverageRule, RuleSet
from macros.rules.enumeration import Finding, prove

REMIND_DAYS = 60
"""How long before its end a dated value is listed."""

CHECK_AGAIN_DAYS = 365
"""How long a comparison of a fact with its source counts."""


def check_dates(records: Records, *, as_of: date, strict: bool) -> Iterator[Problem]:
    """Rules without successor that are over (a problem when strict) or end soon, and facts to
    check again."""
    for rule_set in records.data.rule_sets.values():
        record = ("rule_sets", rule_set.document)
        for index, rule in enumerate(rule_set.rules):
            # Whoever wrote what follows has looked at the end.
            followed = rule_set.has_successor(rule)
            if not followed:
                yield from _end(records, record, index, rule, as_of=as_of, strict=strict)
            if not followed or rule.holds_on(as_of):
                yield from _old_check(records, record, ("rules", index), rule, as_of=as_of)
    for document in records.data.documents.values():
        yield from _old_check(records, ("documents", document.id), (), document, as_of=as_of)
    for payer in records.data.payers.values():
        yield from _old_check(records, ("payers", payer.id), (), payer, as_of=as_of)


def _end(
    records: Records, record: Key, index: int, rule: CoverageRule, *, as_of: date, strict: bool
) -> Iterator[Problem]:
    until = rule.valid_until
    if until is None or until > as_of + timedelta(days=REMIND_DAYS):
        return
    over = until < as_of
    problem = records.at(
        record,
        ("rules", index, "valid_until"),
        Message("rule-ends", ends=ends(until, as_of)),
    )
    yield problem if over and strict else replace(problem, severity="remark")


def _old_check(
    records: Records, record: Key, loc: Loc, evidence: Evidence, *, as_of: date
) -> Iterator[Problem]:
    day = evidence.verified_on
    if day is None:
        return
    if day > as_of:
        # Only a remark: a build for an earlier day (AS_OF) meets later checks, and rightly.
        message = Message("checked-later", checked=day, day=as_of)
    elif day < as_of - timedelta(days=CHECK_AGAIN_DAYS):
        message = Message("checked-long-ago", checked=day, day=as_of)
    else:
        return
    yield replace(records.at(record, (*loc, "verified_on"), message), severity="remark")


def check_rule_sets(
    records: Records, *, as_of: date, not_in: Collection[str], memory: Memory
) -> Iterator[Problem]:
    """Every combination of the facts of every document has one answer.

    Rule sets of the files ``not_in`` are left out: their ids are wrong, they cannot be enumerated.
    """
    for rule_set in records.data.rule_sets.values():
        if records.origins["rule_sets", rule_set.document][0].name in not_in:
            continue
        repeated = dict(_overlapping_spans(rule_set))
        for pair, day in repeated.items():
            yield _overlapping(records, rule_set, pair, day)
        found = memory.result(
            ("proof", rule_set.document), (rule_set, as_of), partial(_findings, rule_set, as_of)
        )
        for rule_id, gap in found.closed:
            yield _closed(records, rule_set, rule_id, gap)
        for finding in found.findings:
            # The same rule twice is already said, in words nearer to the mistake.
            if not (finding.kind == "overlap" and finding.rules in repeated):
                yield _problem(records, rule_set, finding)


@dataclass(frozen=True, kw_only=True)
class _Proved:
    """What is wrong with a rule set. ``closed``: rules that end without any after them, each with
    the gap that their end alone makes; ``findings`` is the rest."""

    closed: tuple[tuple[str, Finding], ...]
    findings: tuple[Finding, ...]


def _findings(rule_set: RuleSet, as_of: date) -> _Proved:
    found = prove(rule_set, as_of).findings
    ended = {
        rule.id
        for rule in rule_set.rules
        if rule.valid_until is not None and not rule_set.has_successor(rule)
    }
    if not ended or _gap(found) is None:
        return _Proved(closed=(), findings=found)
    left = prove(_without_ends(rule_set, ended), as_of).findings
    if _gap(left) is not None:
        return _Proved(closed=(), findings=found)
    alone = {
        rule: _gap(prove(_without_ends(rule_set, ended - {rule}), as_of).findings) for rule in ended
    }
    closed = tuple((rule, gap) for rule, gap in sorted(alone.items()) if gap is not None)
    # Whatever else an end does, such as questions that decide nothing any more, follows from it.
    return _Proved(closed=closed, findings=tuple(one for one in found if not closed or one in left))


def _gap(findings: Iterable[Finding]) -> Finding | None:
    return next((finding for finding in findings if finding.kind == "gap"), None)


def _without_ends(rule_set: RuleSet, ended: Collection[str]) -> RuleSet:
    rules = (
        rule.model_copy(update={"valid_until": None}) if rule.id in ended else rule
        for rule in rule_set.rules
    )
    return rule_set.model_copy(update={"rules": tuple(rules)})


def _closed(records: Records, rule_set: RuleSet, rule_id: str, gap: Finding) -> Problem:
    index = [rule.id for rule in rule_set.rules].index(rule_id)
    until = rule_set.rules[index].valid_until
    assert until is not None, "only what ends is closed"
    return records.at(
        ("rule_sets", rule_set.document),
        ("rules", index, "valid_until"),
        Message(
            "rule-closed",
            rule=rule_id,
            until=until,
            next=until + timedelta(days=1),
            cases=_cases(gap),
        ),
    )


def _overlapping_spans(rule_set: RuleSet) -> Iterator[tuple[tuple[str, str], date]]:
    """Pairs of dated rules that say the same of days they share, with the first such day."""
    rules = rule_set.rules
    for index, rule in enumerate(rules):
        for other in rules[index + 1 :]:
            same = (rule.payer, rule.ask, rule.pays, rule.when) == (
                other.payer,
                other.ask,
                other.pays,
                other.when,
            )
            dated = any((rule.valid_from, rule.valid_until, other.valid_from, other.valid_until))
            day = _first_shared_day(rule, other)
            if same and dated and day is not None:
                yield (rule.id, other.id), day


def _first_shared_day(span: DateSpan, other: DateSpan) -> date | None:
    start = max(span.valid_from or date.min, other.valid_from or date.min)
    end = min(span.valid_until or date.max, other.valid_until or date.max)
    return start if start <= end else None


def _overlapping(records: Records, rule_set: RuleSet, pair: tuple[str, str], day: date) -> Problem:
    earlier, later = pair
    position = [rule.id for rule in rule_set.rules].index(later)
    rule = rule_set.rules[position]
    key = "valid_from" if rule.valid_from else "valid_until" if rule.valid_until else "id"
    message = (
        Message("rules-overlap", earlier=earlier, later=later)
        if day == date.min
        else Message("rules-overlap-from", earlier=earlier, later=later, day=day)
    )
    return records.at(
        ("rule_sets", rule_set.document),
        ("rules", position, key),
        message,
    )


def _problem(records: Records, rule_set: RuleSet, finding: Finding) -> Problem:
    return records.at(
        ("rule_sets", rule_set.document), _place(rule_set, finding), _message(finding)
    )


def _place(rule_set: RuleSet, finding: Finding) -> Loc:
    if finding.kind == "useless_fact":
        return "facts", [use.fact for use in rule_set.facts].index(finding.fact or ""), "fact"
    if not finding.rules:
        return ("rules",)
    return "rules", [rule.id for rule in rule_set.rules].index(finding.rules[-1]), "id"


def _message(finding: Finding) -> Message:
    first, last = (finding.rules[0], finding.rules[-1]) if finding.rules else ("", "")
    match finding.kind:
        case "gap":
            return Message("rules-gap", cases=_cases(finding))
        case "overlap":
            return Message("rules-both-first", first=first, last=last, cases=_cases(finding))
        case "contradiction":
            return Message("rules-contradict", first=first, last=last, cases=_cases(finding))
        case "dead_rule":
            return Message("rule-dead", rule=last)
        case "useless_fact":
            return Message("fact-useless", fact=finding.fact or "")


def _cases(finding: Finding) -> Message:
    """When it is so, and how often: the end of a sentence."""
    count = Message("such-cases", count=finding.count)
    case = tuple(f"{fact}: {answer}" for fact, answer in (finding.example or {}).items())
    assert finding.on_date is not None, "what is so in some cases is so on a day"
    if not case:
        return Message("on-day", day=finding.on_date, cases=count)
    return Message("on-day-when", day=finding.on_date, case=case, cases=count)
