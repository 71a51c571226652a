# Room: tests. What the rules answer for people a social worker would recognise. Each case is
# written from a sentence of the fact pack, not from the rule that carries it.
"""Coverage cases: a situation, a day, the payer expected, and the words it rests on."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from macros.load import DataProblems, load_dataset
from macros.load.yaml_reader import read_yaml
from macros.model.coverage import RuleSet
from macros.model.dataset import Dataset
from macros.rules.outcomes import Outcome, answer

REPOSITORY = Path(__file__).resolve().parent.parent
CASES = REPOSITORY / "tests" / "coverage_cases"

# The shortest list that still says something about the whole country.
FEWEST_CASES = 60
FEWEST_PER_PAYER = 2

ASK = "ask"


class Case(BaseModel):
    """One person's situation on one day. Payers are ids; `ask` stands for a rule without payer.

    `rest` and `if_refused` are exact when given; payers in `never` must not pay in any role.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    document: str
    situation: dict[str, str]
    on: date
    first: tuple[str, ...] = Field(min_length=1)
    rest: tuple[str, ...] | None = None
    if_refused: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    line: str
    quote: str = Field(min_length=8)

    @field_validator("first", mode="before")
    @classmethod
    def _one_is_enough(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    def expected(self) -> frozenset[str]:
        """Every payer the case says will pay."""
        return frozenset((*self.first, *(self.rest or ()), *(self.if_refused or ())))


def _cases() -> list[Case]:
    # The reader of data/ and not PyYAML itself, for which the key `on` means True.
    files = [read_yaml(path, path.name) for path in sorted(CASES.glob("*.yaml"))]
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise DataProblems(problems)
    return [Case.model_validate(entry) for file in files for entry in file.values]


ALL = _cases()
each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=max(case.on for case in ALL))


def _outcomes(case: Case, rule_set: RuleSet) -> tuple[Outcome, ...]:
    """What holds for the case; what it leaves out must not change the answer."""
    found = answer(rule_set, case.situation, case.on)
    assert found.settled, f"still open: {found.next_fact}"
    return found.certain


def _payers(
    found: tuple[Outcome, ...], role: Literal["first", "rest", "if_refused"]
) -> tuple[str, ...]:
    return tuple(o.rule.payer or ASK for o in found if o.role == role)


@each_case
def test_the_expected_payer_pays(case: Case, dataset: Dataset) -> None:
    found = _outcomes(case, dataset.rule_sets[case.document])
    roles = {
        "first": set(_payers(found, "first")),
        "rest": set(_payers(found, "rest")),
        "if_refused": set(_payers(found, "if_refused")),
    }
    said = [f"{o.role}: {o.rule.payer or ASK} ({o.rule.id})" for o in found]

    assert roles["first"] == set(case.first), said
    if case.rest is not None:
        assert roles["rest"] == set(case.rest), said
    if case.if_refused is not None:
        assert roles["if_refused"] == set(case.if_refused), said
    assert not set().union(*roles.values()) & set(case.never), said


@each_case
def test_the_line_it_rests_on_is_one_of_the_rules(case: Case, dataset: Dataset) -> None:
    rule_set = dataset.rule_sets[case.document]
    carrying = [rule for rule in rule_set.rules if case.line in rule.pack_lines]
    assert carrying, f"no rule of {case.document} carries {case.line}"
    if any((rule.payer or ASK) in case.expected() for rule in carrying):
        applying = {outcome.rule.id for outcome in _outcomes(case, rule_set)}
        assert applying & {rule.id for rule in carrying}, f"{case.line} does not apply: {applying}"


@each_case
def test_the_situation_uses_questions_and_payers_that_exist(case: Case, dataset: Dataset) -> None:
    asked = {use.fact for use in dataset.rule_sets[case.document].facts}
    assert set(case.situation) <= asked
    assert case.expected() | set(case.never) <= {*dataset.payers, ASK}


def test_every_name_says_something_different() -> None:
    names = Counter(case.name for case in ALL)
    assert [name for name, times in names.items() if times > 1] == []


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= FEWEST_CASES


def test_every_document_has_a_case(dataset: Dataset) -> None:
    assert set(dataset.rule_sets) - {case.document for case in ALL} == set()


def test_every_payer_is_expected_first_and_refused_more_than_once(dataset: Dataset) -> None:
    first = Counter(payer for case in ALL for payer in case.first)
    never = Counter(payer for case in ALL for payer in case.never)
    assert [payer for payer in dataset.payers if first[payer] < FEWEST_PER_PAYER] == []
    assert [payer for payer in dataset.payers if never[payer] < FEWEST_PER_PAYER] == []
