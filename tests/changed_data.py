# Room: tests. The real data with one thing changed, as an editor or the calendar would change it.
"""Data in which one value differs from that of `data/`."""

from __future__ import annotations

from datetime import date

from macros.model.dataset import Dataset


def with_dates(dataset: Dataset, document_id: str, rule_id: str, **dates: date) -> Dataset:
    """The same data, with other dates for one rule."""
    rule_set = dataset.rule_sets[document_id]
    assert rule_id in {rule.id for rule in rule_set.rules}
    rules = tuple(
        rule.model_copy(update=dates) if rule.id == rule_id else rule for rule in rule_set.rules
    )
    changed = rule_set.model_copy(update={"rules": rules})
    return dataset.model_copy(update={"rule_sets": {**dataset.rule_sets, document_id: changed}})


def with_source_year(dataset: Dataset, organisation_id: str, year: int | None) -> Dataset:
    """The same data, with another year for every source of an organisation."""
    organisation = dataset.organisations[organisation_id]
    uses = tuple(use.model_copy(update={"year": year}) for use in organisation.contact_sources)
    changed = organisation.model_copy(update={"contact_sources": uses})
    return dataset.model_copy(
        update={"organisations": {**dataset.organisations, organisation_id: changed}}
    )
