# Room: tests. Nothing of the fact pack is lost. Compares data/ with tests/pack_index.json, which
# scripts/pack_index.py made from the pack; the pack itself is not needed.
"""Counts, ids, sources, confidence and open questions are those of the fact pack."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.load import load_dataset
from macros.model.common import Evidence
from macros.model.coverage import CoverageRule
from macros.model.dataset import Dataset
from macros.model.directory import SourceUse

HERE = Path(__file__).parent
INDEX: Mapping[str, Any] = json.loads((HERE / "pack_index.json").read_text("utf-8"))
CHANGES = yaml.safe_load((HERE / "pack_changes.yaml").read_text("utf-8"))
CHANGED = {entry["record"] for entry in CHANGES}
DRAWN = 30
SEED = 35


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(HERE.parent, as_of=date(2026, 11, 21))


def records_of(collection: str) -> list[str]:
    """The ids of the pack that are still compared."""
    return [name for name in INDEX[collection] if f"{collection}/{name}" not in CHANGED]


def rules_of(dataset: Dataset, line: str) -> list[CoverageRule]:
    """The rules that carry a line of the pack, ``annex-35.2``."""
    document = line.rpartition(".")[0]
    return [rule for rule in dataset.rule_sets[document].rules if line in rule.pack_lines]


def addresses(dataset: Dataset, ids: Iterable[str]) -> set[str]:
    return {url for source in ids if (url := dataset.sources[source].url)}


def uses(entries: Iterable[SourceUse]) -> list[str]:
    return [entry.source for entry in entries]


def audit_of(record: Evidence) -> str | None:
    return record.audit.result if record.audit else None


# -- counts and ids ---------------------------------------------------------------------------


@pytest.mark.parametrize("collection", ["documents", "payers", "cpas", "organisations"])
def test_every_record_is_here_and_none_was_invented(dataset: Dataset, collection: str) -> None:
    assert set(getattr(dataset, collection)) == set(INDEX[collection])


def test_only_the_document_that_could_not_be_identified_is_left_out(dataset: Dataset) -> None:
    assert INDEX["left_out"] == ["annex-50-51"]
    assert "annex-50-51" not in dataset.documents


def test_every_municipality_has_its_postcodes(dataset: Dataset) -> None:
    ours = {code: list(entry.postcodes) for code, entry in dataset.municipalities.items()}
    assert ours == INDEX["municipalities"]


def test_every_known_seat_outside_brussels_is_here(dataset: Dataset) -> None:
    assert len(dataset.cpas_seats) == INDEX["cpas_seats"]


def test_every_term_is_here(dataset: Dataset) -> None:
    assert sorted(dataset.glossary) == INDEX["glossary"]


# -- coverage lines ---------------------------------------------------------------------------


@pytest.mark.parametrize("line", records_of("coverage"))
def test_the_line_is_carried_by_a_rule_that_says_the_same(dataset: Dataset, line: str) -> None:
    pack = INDEX["coverage"][line]
    rules = rules_of(dataset, line)
    assert rules, "no rule carries this line"
    for rule in rules:
        assert rule.payer == pack["payer"]
        assert rule.confidence == pack["confidence"]
        assert rule.source_year == pack["source_year"]
        assert rule.source_year_estimated == pack["source_year_estimated"]
        assert rule.outdated_risk == pack["outdated_risk"]
        assert audit_of(rule) == pack["audit"]
        assert sorted(addresses(dataset, rule.sources)) == pack["sources"]
        # What the pack calls published without naming a source is not published for us.
        assert rule.basis == (pack["basis"] if pack["sources"] else "general knowledge")
        assert pack["note"] in rule.editor_note


def test_no_rule_refers_to_a_line_that_does_not_exist(dataset: Dataset) -> None:
    lines = {
        line
        for rule_set in dataset.rule_sets.values()
        for rule in rule_set.rules
        for line in rule.pack_lines
    }
    assert lines <= set(INDEX["coverage"])


def test_what_no_line_says_is_paid_by_the_person_or_asked(dataset: Dataset) -> None:
    added = [
        rule
        for rule_set in dataset.rule_sets.values()
        for rule in rule_set.rules
        if not rule.pack_lines and rule.id not in CHANGED
    ]
    assert {rule.payer for rule in added} <= {"self", None}
    assert all(rule.ask for rule in added if rule.payer is None)


# -- documents, payers, CPAS, organisations ----------------------------------------------------


@pytest.mark.parametrize("name", records_of("documents"))
def test_the_document_keeps_its_sources_and_open_questions(dataset: Dataset, name: str) -> None:
    pack, ours = INDEX["documents"][name], dataset.documents[name]
    assert list(ours.open_questions) == pack["open_questions"]
    assert sorted(addresses(dataset, ours.sources)) == pack["sources"]
    assert len(ours.legal_basis) == pack["legal_basis"]
    assert audit_of(ours) == pack["audit"]


@pytest.mark.parametrize("name", records_of("payers"))
def test_the_payer_keeps_its_sources_and_open_questions(dataset: Dataset, name: str) -> None:
    pack, ours = INDEX["payers"][name], dataset.payers[name]
    assert list(ours.open_questions) == pack["open_questions"]
    assert list(ours.notes) == pack["notes"]
    assert sorted(addresses(dataset, ours.sources)) == pack["sources"]
    assert ours.confidence == pack["confidence"]
    assert audit_of(ours) == pack["audit"]
    for field in ("covers", "does_not_cover", "who_can_use", "legal_basis"):
        assert len(getattr(ours, field)) >= pack[field], field


@pytest.mark.parametrize("name", records_of("cpas"))
def test_the_cpas_keeps_its_sources_and_conflicts(dataset: Dataset, name: str) -> None:
    pack, ours = INDEX["cpas"][name], dataset.cpas[name]
    assert addresses(dataset, uses(ours.contact_sources)) >= set(pack["sources"])
    assert (
        any(dataset.sources[use].kind == "unpublished" for use in uses(ours.contact_sources))
        == (pack["unpublished_sources"])
    )
    assert [conflict.field for conflict in ours.conflicts] == pack["conflicts"]
    assert ours.confidence == pack["confidence"]


@pytest.mark.parametrize("name", records_of("organisations"))
def test_the_organisation_keeps_its_sources_and_conflicts(dataset: Dataset, name: str) -> None:
    pack, ours = INDEX["organisations"][name], dataset.organisations[name]
    assert addresses(dataset, uses(ours.contact_sources)) >= set(pack["sources"])
    assert (
        any(dataset.sources[use].kind == "unpublished" for use in uses(ours.contact_sources))
        == (pack["unpublished_sources"])
    )
    assert [conflict.field for conflict in ours.conflicts] == pack["conflicts"]
    assert ours.confidence == pack["confidence"]
    assert (ours.audit.result if ours.audit else None) == pack["audit"]


# -- values -----------------------------------------------------------------------------------


def pack_values() -> dict[str, Any]:
    """Every single value that can be compared as it is: ``cpas/anderlecht/phone`` -> number."""
    fields = {
        "documents": ("kind", "stay_status", "names", "source_year"),
        "coverage": ("payer", "confidence", "source_year"),
        "payers": ("names", "confidence", "source_year"),
        "cpas": (
            *("nis_code", "names", "postcodes", "street_fr", "street_nl", "postcode"),
            *("phone", "email", "websites", "lat", "lon"),
        ),
        "organisations": ("names", "phone", "phone_alt", "email", "web"),
    }
    return {
        f"{collection}/{name}/{field}": INDEX[collection][name][field]
        for collection, names in fields.items()
        for name in records_of(collection)
        for field in names
    }


def our_value(dataset: Dataset, key: str) -> Any:
    """The same value in our data."""
    collection, name, field = key.split("/")
    if collection == "coverage":
        return getattr(rules_of(dataset, name)[0], field)
    record = getattr(dataset, collection)[name]
    match collection, field:
        case ("cpas", "lat" | "lon"):
            return getattr(record.coordinates, field)
        case ("cpas", "postcode"):
            return record.address.postcode
        case ("cpas", "street_fr" | "street_nl"):
            return record.address.street.words(field[-2:])
        case (_, "names"):
            return dict(record.names.root)
        case (_, "postcodes"):
            return list(record.postcodes)
    return getattr(record, field)


def printed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: printed(inner) for key, inner in value.items()}
    return value.replace("'", "’") if isinstance(value, str) else value


@pytest.mark.parametrize(
    "key",
    random.Random(SEED).sample(sorted(pack_values()), DRAWN),  # noqa: S311 - a fixed draw
)
def test_a_drawn_fact_has_the_value_of_the_pack(dataset: Dataset, key: str) -> None:
    pack, ours = pack_values()[key], our_value(dataset, key)
    if key.endswith("/names"):
        ours = {code: ours[code] for code in pack}
    # The pack types apostrophes; we print them.
    assert printed(ours) == printed(pack)
