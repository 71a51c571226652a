# Room: views. Who can help, beside the content of every page. Imports model and phones only.
"""The organisations named in ``data/site.yaml`` as a reader meets them at the end of a page."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.common import Words
from macros.model.dataset import Dataset
from macros.views.phones import PhoneView, phone_view


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """An organisation in a short list. ``href`` is its website or ""; ``note`` warns or is ""."""

    name: Words
    note: Words | str
    href: str
    phones: tuple[PhoneView, ...]


def helper_rows(dataset: Dataset, *, locale: str) -> tuple[ContactRow, ...]:
    """Who can help, in the order of ``site.helpers``."""
    rows = []
    for name in dataset.site.helpers:
        organisation = dataset.organisations[name]
        rows.append(
            ContactRow(
                name=organisation.names.words(locale),
                note=organisation.caution.words(locale) if organisation.caution else "",
                href=organisation.web or "",
                phones=(phone_view(organisation.phone),) if organisation.phone else (),
            )
        )
    return tuple(rows)
