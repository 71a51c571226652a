# Room: publish. The file the finder of the CPAS page searches in. Called by the engine before the
# first page: the page names this file.
"""Every municipality of Belgium as JSON, the same file for every language, fetched on intent."""

from __future__ import annotations

import json
from datetime import date

from macros.model.dataset import Dataset
from macros.views.finder import places_data
from publish.assets import Asset, hashed_asset


def places_asset(dataset: Dataset, *, on_date: date) -> Asset:
    """`places.json`; see `places_data` for its shape."""
    data = places_data(dataset, on_date=on_date)
    return hashed_asset("places.json", json.dumps(data, ensure_ascii=False, separators=(",", ":")))
