# Room: publish. The one file of the question flow, a language. Called by the engine before the
# first page: the page of the questions names these files.
"""Documents, rules and words of the question flow as JSON, fetched once when the flow opens."""

from __future__ import annotations

import json
from datetime import date

from macros.model.dataset import Dataset
from macros.views.questions import flow_data
from publish.assets import Asset, hashed_asset


def flow_assets(dataset: Dataset, *, on_date: date) -> tuple[Asset, ...]:
    """`flow.<lang>.json` of every language of the site."""
    return tuple(
        hashed_asset(
            f"flow.{language.code}.json",
            json.dumps(
                flow_data(dataset, locale=language.code, on_date=on_date),
                ensure_ascii=False,
                separators=(",", ":"),
            ),
        )
        for language in dataset.languages
    )
