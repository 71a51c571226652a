# Room: tests. The real data/: one test a file, named by its path, and the whole of it.
"""Every data file can be read, is valid, and all of them together pass the checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from macros.load import load_dataset
from macros.load.schema import LISTS, MAPPINGS, RECORDS
from macros.load.yaml_reader import YamlFile, read_yaml
from macros.model.coverage import NamedText
from macros.model.dataset import Dataset
from macros.rules.enumeration import prove

REPOSITORY = Path(__file__).parent.parent
DATA = REPOSITORY / "data"
DAY = date(2026, 11, 21)
FILES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in DATA.rglob("*.yaml")
    if path.parent.name not in ("templates", "parts")
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


@pytest.fixture(scope="module")
def languages() -> Mapping[str, list[str]]:
    entries = read_yaml(DATA / "languages.yaml", "data/languages.yaml").values
    return {
        "full": [entry["code"] for entry in entries if entry["status"] == "full"],
        "all": [entry["code"] for entry in entries],
    }


@pytest.mark.parametrize("path", FILES)
def test_the_file_is_valid(path: str, languages: Mapping[str, list[str]]) -> None:
    file = read_yaml(REPOSITORY / path, path)
    assert file.problems == ()
    for model, values in _records(file):
        model.model_validate(values, context=languages)


def _records(file: YamlFile) -> list[tuple[Any, Any]]:
    kind = Path(file.name).relative_to("data").parts[0].removesuffix(".yaml")
    if kind in RECORDS:
        return [(RECORDS[kind], file.values)]
    if kind in LISTS:
        return [(LISTS[kind], values) for values in file.values]
    if kind in ("sources", "resources"):
        return [(MAPPINGS[kind], {"id": key, **values}) for key, values in file.values.items()]
    if kind in MAPPINGS:
        return [(NamedText, {"id": key, "text": text}) for key, text in file.values.items()]
    assert kind == "strings", f"{file.name}: no model for files of this kind"
    assert all(isinstance(text, str) and text for text in file.values.values())
    return []


@pytest.mark.parametrize("path", FILES)
def test_the_file_opens_with_a_comment_for_editors(path: str) -> None:
    assert (REPOSITORY / path).read_text("utf-8").startswith("# ")


def test_every_data_file_passes_the_checks_together(dataset: Dataset) -> None:
    assert dataset.remarks == ()


def test_there_is_as_much_data_as_was_promised(dataset: Dataset) -> None:
    assert len(dataset.documents) == len(dataset.rule_sets) == 48
    assert len(dataset.payers) == 10
    assert len(dataset.cpas) == 19
    assert len(dataset.municipalities) == 565


def test_almost_no_situation_is_answered_by_asking_when_everything_is_known(
    dataset: Dataset,
) -> None:
    proofs = [prove(rule_set, DAY) for rule_set in dataset.rule_sets.values()]
    assert sum(proof.asks for proof in proofs) <= 0.05 * sum(p.combinations for p in proofs)


def test_at_most_one_rule_in_ten_is_a_matter_of_judgement(dataset: Dataset) -> None:
    rules = [rule for rule_set in dataset.rule_sets.values() for rule in rule_set.rules]
    assert sum(rule.judgement for rule in rules) <= len(rules) / 10
