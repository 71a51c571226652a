# Room: engine. What one build knows and remembers. Made by the hooks, `make site` and the preview.
"""The state of one build, shared by all its languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from engine.assets import assets_for
from engine.dataset import dataset_for, on_date, project_dir
from engine.faults import Faults
from engine.languages import i18n_plugin, require_same_languages
from macros.load.published_ids import PUBLISHED_IDS_FILE
from macros.messages.message import Faulty
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.pages import RecordPage, record_pages
from publish.assets import Asset
from publish.permalinks import RecordTitle, redirects
from publish.scripts import build_worker
from publish.sitemap import SitemapEntry
from publish.styles import Stylesheet, build_stylesheet


@dataclass(kw_only=True)
class SiteBuild:
    """Everything read once before the first page, and what the pages leave for the end.

    `site_url` ends with a slash. `records` is keyed by the path of the page below its language;
    `written_in` by the file of a page below its language ("about.md"), and is known from `on_files`
    on. `worker` is the text of the script that serves kept pages. `titles` maps `collection/id` to
    what its page is called, by language.
    """

    project: Path
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
    titles: dict[str, dict[str, RecordTitle]] = field(default_factory=dict)
    entries: list[SitemapEntry] = field(default_factory=list)


def new_build(config: MkDocsConfig) -> SiteBuild:
    """Read everything that is read once; PluginError when something in it is wrong."""
    dataset, project, i18n = dataset_for(config), project_dir(config), i18n_plugin(config)
    codes = tuple(language.code for language in dataset.languages)
    require_same_languages(i18n.all_languages, in_data=codes)
    templates = project / "overrides"
    assets = assets_for(config)
    site_url = site_url_of(config)
    return SiteBuild(
        project=project,
        dataset=dataset,
        on_date=on_date(),
        site_url=site_url,
        site_dir=Path(config.site_dir),
        source=i18n.default_language,
        languages=codes,
        renderer=Renderer(
            templates,
            dataset=dataset,
            assets={asset.name: asset.path for asset in assets},
            site_url=site_url,
        ),
        stylesheet=stylesheet_of(templates),
        assets=assets,
        worker=build_worker(templates / "assets" / "js"),
        records={page.path: page for page in record_pages(dataset)},
        redirects=redirects_of(project),
    )


def site_url_of(config: MkDocsConfig) -> str:
    """Where the site is published, ending with a slash."""
    return f"{str(config.site_url).rstrip('/')}/"


def stylesheet_of(templates: Path) -> Stylesheet:
    """The stylesheet; Faults with file and line of a mistake."""
    try:
        return build_stylesheet(templates / "assets" / "css")
    except Faulty as error:
        raise Faults([error.problem]) from error


def redirects_of(project: Path) -> dict[str, str]:
    """Old ids of records and the present ones; none when no list of ids is there."""
    published_ids = project / PUBLISHED_IDS_FILE
    return redirects(published_ids.read_text("utf-8")) if published_ids.is_file() else {}
