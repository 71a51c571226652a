# Room: tests. The rules on sets of a few lines: who pays, what unknown facts leave open, the proof.
"""Outcomes, answers and findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from macros.model.coverage import RuleSet
from macros.rules.enumeration import boundary_dates, prove
from macros.rules.outcomes import Outcome, answer, outcomes, situations

DAY = date(2026, 11, 21)
INSURED = {"belgian-insurance": ["insured", "not-insured"]}
MEANS = {"means": ["not-enough", "enough"]}


def rule(name: str, payer: str | None, **fields: Any) -> dict[str, Any]:
    """A rule that is first, always, unless said otherwise."""
    return {
        "id": name,
        "payer": payer,
        "ask": None if payer else "cpas",
        "pays": "first",
        "condition": {"fr": name},
        "basis": "editorial",
        **fields,
    }


def rule_set(*rules: dict[str, Any], facts: dict[str, list[str]] | None = None) -> RuleSet:
    """The rules of one document, in order of precedence."""
    uses = [{"fact": fact, "answers": answers} for fact, answers in (facts or {}).items()]
    return RuleSet.model_validate({"document": "annex-35", "facts": uses, "rules": rules})


def said(result: tuple[Outcome, ...]) -> list[str]:
    return [f"{outcome.rule.id} {outcome.role}" for outcome in result]


FUND_THEN_CPAS = rule_set(
    rule("fund", "health-insurance", when={"belgian-insurance": "insured"}),
    rule("needy", "cpas", when={"means": "not-enough"}, after={"fund": "rest"}),
    rule("self", "self", when={"belgian-insurance": "not-insured", "means": "enough"}),
    facts={**INSURED, **MEANS},
)


# -- outcomes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("insured", "means", "expected"),
    [
        ("insured", "enough", ["fund first"]),
        ("insured", "not-enough", ["fund first", "needy rest"]),
        ("not-insured", "not-enough", ["needy first"]),
        ("not-insured", "enough", ["self first"]),
    ],
)
def test_a_later_rule_takes_the_role_that_an_earlier_one_leaves_it(
    insured: str, means: str, expected: list[str]
) -> None:
    situation = {"belgian-insurance": insured, "means": means}
    assert said(outcomes(FUND_THEN_CPAS, situation, DAY)) == expected


def test_outcomes_come_by_role_then_in_the_order_of_the_file() -> None:
    rules = rule_set(
        rule("no", "fedasil", pays="not_covered"),
        rule("later", "urgent-medical-aid", pays="if_refused"),
        rule("top-up", "cpas", pays="rest"),
        rule("second-top-up", "guarantor", pays="rest"),
        rule("fund", "health-insurance"),
    )
    assert said(outcomes(rules, {}, DAY)) == [
        "fund first",
        "top-up rest",
        "second-top-up rest",
        "later if_refused",
        "no not_covered",
    ]


def test_after_nothing_means_that_the_rule_does_not_apply() -> None:
    rules = rule_set(
        rule("fund", "health-insurance"), rule("other", "cpas", after={"fund": "nothing"})
    )
    assert said(outcomes(rules, {}, DAY)) == ["fund first"]


def test_the_first_earlier_rule_that_applies_decides_the_role() -> None:
    rules = rule_set(
        rule("fund", "health-insurance", when={"means": "enough"}),
        rule("guarantor", "guarantor", after={"fund": "rest"}),
        rule("cpas", "cpas", after={"fund": "nothing", "guarantor": "if_refused"}),
        facts=MEANS,
    )
    assert said(outcomes(rules, {"means": "not-enough"}, DAY)) == [
        "guarantor first",
        "cpas if_refused",
    ]
    assert said(outcomes(rules, {"means": "enough"}, DAY)) == ["fund first", "guarantor rest"]


def test_a_condition_can_list_answers_and_alternatives() -> None:
    facts = {"work": ["declared", "undeclared", "none"], "insured-relative": ["spouse", "none"]}
    when = {"any_of": [{"work": ["declared", "undeclared"]}, {"insured-relative": "spouse"}]}
    rules = rule_set(rule("fund", "health-insurance", when=when), facts=facts)
    applies = [s for s in situations(rules) if outcomes(rules, s, DAY)]
    assert len(applies) == 5
    assert {"work": "none", "insured-relative": "none"} not in applies


def test_a_rule_holds_on_both_ends_of_its_dates_and_not_outside() -> None:
    rules = rule_set(rule("r", "cpas", valid_from="2026-02-01", valid_until="2026-02-28"))
    holds = {day: bool(outcomes(rules, {}, date(2026, *day))) for day in ((1, 31), (2, 1))}
    holds |= {day: bool(outcomes(rules, {}, date(2026, *day))) for day in ((2, 28), (3, 1))}
    assert holds == {(1, 31): False, (2, 1): True, (2, 28): True, (3, 1): False}


# -- answers with unknown facts ---------------------------------------------------------------


def test_knowing_nothing_says_what_may_hold_and_what_to_ask_first() -> None:
    found = answer(FUND_THEN_CPAS, {}, DAY)
    assert found.certain == ()
    assert said(found.possible) == ["fund first", "needy first", "self first", "needy rest"]
    assert found.next_fact == "belgian-insurance"
    assert found.cases == 4
    assert not found.settled


def test_what_holds_in_every_remaining_case_is_certain() -> None:
    found = answer(FUND_THEN_CPAS, {"belgian-insurance": "insured"}, DAY)
    assert said(found.certain) == ["fund first"]
    assert said(found.possible) == ["needy rest"]
    assert found.next_fact == "means"


def test_knowing_everything_settles_the_answer() -> None:
    found = answer(FUND_THEN_CPAS, {"belgian-insurance": "not-insured", "means": "not-enough"}, DAY)
    assert said(found.certain) == ["needy first"]
    assert (found.possible, found.next_fact, found.cases) == ((), None, 1)
    assert found.settled


def test_an_unknown_fact_that_changes_nothing_is_not_asked() -> None:
    rules = rule_set(
        rule("fund", "health-insurance", when={"belgian-insurance": "insured"}),
        rule("needy", "cpas", when={"means": "not-enough"}, after={"fund": "nothing"}),
        rule("self", "self", when={"means": "enough"}, after={"fund": "nothing"}),
        facts={**INSURED, **MEANS},
    )
    assert answer(rules, {"belgian-insurance": "insured"}, DAY).settled


def test_the_question_asked_next_leaves_the_fewest_results_open() -> None:
    rules = rule_set(
        rule("a", "cpas", when={"means": "not-enough", "work": "none"}),
        rule("b", "fedasil", when={"means": "not-enough", "work": "declared"}),
        rule("c", "self", when={"means": "enough"}),
        facts={"work": ["declared", "none"], **MEANS},
    )
    assert answer(rules, {}, DAY).next_fact == "means"


def test_a_fact_that_the_document_does_not_use_is_ignored() -> None:
    assert answer(FUND_THEN_CPAS, {"studies": "none"}, DAY) == answer(FUND_THEN_CPAS, {}, DAY)


def test_an_answer_that_the_document_does_not_allow_is_refused() -> None:
    with pytest.raises(ValueError, match="means: 'rich' is not one of not-enough, enough"):
        answer(FUND_THEN_CPAS, {"means": "rich"}, DAY)


# -- succession -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_followed"),
    [
        ({}, True),
        ({"when": {"means": "enough"}}, True),
        ({"payer": "self"}, True),
        ({"pays": "rest"}, True),
        ({"payer": "self", "when": {"means": "enough"}}, False),
        ({"pays": "rest", "when": {"means": "enough"}}, False),
        ({"valid_from": "2026-03-02"}, False),
        ({"valid_from": "2026-02-28"}, False),
        ({"valid_from": None}, False),
    ],
)
def test_a_rule_of_the_same_payer_and_role_or_situation_that_begins_the_day_after_follows(
    fields: dict[str, Any], is_followed: bool
) -> None:
    old = rule("old", "cpas", valid_until="2026-02-28")
    rules = rule_set(old, rule("new", "cpas") | {"valid_from": "2026-03-01"} | fields)
    first, last = rules.rules
    assert rules.has_successor(first) == is_followed
    assert not rules.has_successor(last), "nothing follows what has no end"


# -- the proof --------------------------------------------------------------------------------


def found_in(rules: RuleSet) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(f.kind, f.rules, f.fact) for f in prove(rules, DAY).findings]


def test_a_complete_rule_set_has_no_findings() -> None:
    proof = prove(FUND_THEN_CPAS, DAY)
    assert proof.findings == ()
    assert (proof.combinations, proof.asks, proof.judgements) == (4, 0, 0)


def test_a_situation_without_a_first_payer_is_a_gap_with_its_example_and_count() -> None:
    rules = rule_set(
        rule("fund", "health-insurance", when={"belgian-insurance": "insured"}),
        rule("top-up", "cpas", pays="rest", when={"means": "not-enough"}),
        facts={**INSURED, **MEANS},
    )
    (gap,) = prove(rules, DAY).findings
    assert (gap.kind, gap.count, gap.on_date) == ("gap", 2, DAY)
    assert gap.example == {"belgian-insurance": "not-insured", "means": "not-enough"}


def test_two_first_payers_are_an_overlap_unless_they_are_joint() -> None:
    two = [rule("one", "cpas"), rule("two", "fedasil")]
    assert found_in(rule_set(*two)) == [("overlap", ("one", "two"), None)]
    two[0]["joint_with"] = ["two"]
    assert found_in(rule_set(*two)) == []


def test_paying_what_another_rule_excludes_is_a_contradiction() -> None:
    rules = rule_set(rule("pays", "cpas"), rule("excludes", "cpas", pays="not_covered"))
    assert found_in(rules) == [("contradiction", ("pays", "excludes"), None)]


def test_a_rule_that_never_applies_is_dead_but_one_that_is_over_is_not() -> None:
    rules = rule_set(
        rule("always", "cpas"),
        rule("never", "fedasil", after={"always": "nothing"}),
        rule("over", "self", valid_until="2026-01-01"),
    )
    assert found_in(rules) == [("dead_rule", ("never",), None)]


def test_a_question_that_cannot_change_the_answer_is_useless() -> None:
    rules = rule_set(rule("always", "cpas"), facts=MEANS)
    assert found_in(rules) == [("useless_fact", (), "means")]


def test_the_proof_looks_at_every_day_on_which_something_changes() -> None:
    rules = rule_set(
        rule("old", "cpas", valid_until="2027-03-04"),
        rule("new", "fedasil", valid_from="2027-04-01"),
    )
    assert boundary_dates([rules], DAY) == (DAY, date(2027, 3, 5), date(2027, 4, 1))
    (gap,) = prove(rules, DAY).findings
    assert (gap.kind, gap.on_date) == ("gap", date(2027, 3, 5))


def test_asking_and_judgement_are_counted() -> None:
    rules = rule_set(
        rule("ask", None, when={"means": "not-enough"}, judgement=True),
        rule("self", "self", when={"means": "enough"}),
        facts=MEANS,
    )
    proof = prove(rules, DAY)
    assert (proof.combinations, proof.asks, proof.judgements) == (2, 1, 1)
