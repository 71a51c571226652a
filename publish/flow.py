# Room: publish. The one file of the question flow, a language. Called by the engine before the
# first page: the page of the questions names these files.
"""Documents, rules and words of the question flow as JSON, fetched once when the flow opens."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.documents import drawing_view
from macros.views.questions import flow_data
from publish.assets import Asset, hashed_asset

_COMPONENTS = "overrides"


def flow_assets(dataset: Dataset, *, project: Path, on_date: date) -> tuple[Asset, ...]:
    """`flow.<lang>.json` of every language of the site."""
    drawings = _drawings(dataset, project)
    return tuple(
        hashed_asset(
            f"flow.{language.code}.json",
            json.dumps(
                {
                    **flow_data(dataset, locale=language.code, on_date=on_date),
                    "drawings": drawings,
                },
                ensure_ascii=False,
                separators=(",", ":"),
            ),
        )
        for language in dataset.languages
    )


def _drawings(dataset: Dataset, project: Path) -> dict[str, str]:
    """The small drawing of each document, as the chooser shows it; it has no words."""
    renderer = Renderer(project / _COMPONENTS, dataset=dataset).for_page(
        locale=SOURCE_LANGUAGE, path=f"{SOURCE_LANGUAGE}/questions/"
    )
    return {
        document.id: str(
            renderer.render("components/paper_drawing.html", drawing_view(document, size="small"))
        )
        for document in dataset.documents.values()
    }
