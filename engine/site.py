# Room: engine. What the hooks of one build know and remember. Made by engine/hooks.py only.
"""The state of one build, shared by all its languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.pages import RecordPage
from publish.assets import Asset
from publish.sitemap import SitemapEntry
from publish.styles import Stylesheet


@dataclass(kw_only=True)
class SiteBuild:
    """Everything read once before the first page, and what the pages leave for the end.

    `site_url` ends with a slash. `records` is keyed by the path of the page below its language;
    `written_in` by the file of a page below its language ("about.md"), and is known from `on_files`
    on. `worker` is the text of the script that serves kept pages. `titles` maps `collection/id` to
    the title of its page by language.
    """

    dataset: Dataset
    on_date: date
    site_url: str
    site_dir: Path
    source: str
    languages: tuple[str, ...]
    renderer: Renderer
    stylesheet: Stylesheet
    assets: tuple[Asset, ...]
    worker: str
    records: dict[str, RecordPage]
    redirects: dict[str, str]
    written_in: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: list[SitemapEntry] = field(default_factory=list)
