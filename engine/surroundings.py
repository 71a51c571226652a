# Room: engine. What publish/ makes around the pages, for every way to build or to serve them.
"""The files of the site that are no page of a language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from engine.faults import told
from engine.kept import kept
from engine.site import SiteBuild
from publish.finish import Finisher, finish_site
from publish.headers import HEADERS_FILE, headers_text
from publish.language_choice import language_choice_page
from publish.links import link_faults
from publish.not_found import not_found_page
from publish.offline import WORKER, Packer
from publish.permalinks import permalink_pages
from publish.sitemap import SITEMAP_FILE, SitemapEntry, robots_txt, sitemap_xml
from publish.used_styles import Styles

log = logging.getLogger("mkdocs.plugins.engine")


def surroundings(build: SiteBuild) -> dict[str, str]:
    """Path from the site's root -> text of the file."""
    dataset, renderer, site_url = build.dataset, build.renderer, build.site_url
    stylesheet = build.stylesheet.path
    home = next((entry for entry in build.entries if entry.address == _home(build)), None)
    choice = SitemapEntry(address=site_url, alternates=home.alternates if home else {})
    return {
        "index.html": language_choice_page(
            dataset, renderer=renderer, site_url=site_url, stylesheet=stylesheet
        ),
        "404.html": not_found_page(
            dataset, renderer=renderer, site_url=site_url, stylesheet=stylesheet
        ),
        SITEMAP_FILE: sitemap_xml([choice, *build.entries]),
        "robots.txt": robots_txt(site_url=site_url),
        HEADERS_FILE: headers_text(),
        stylesheet: build.stylesheet.content,
        **{asset.path: asset.content for asset in build.assets},
        **permalink_pages(
            dataset,
            renderer=renderer,
            titles=build.titles,
            moved=build.redirects,
            stylesheet=stylesheet,
        ),
    }


def write_surroundings(build: SiteBuild, *, finisher: Finisher | None = None) -> None:
    """Write them all into the site; the pages among them in their final form by `finisher`."""
    files = surroundings(build)
    if finisher is not None:
        files |= {
            path: finisher.finished(text) for path, text in files.items() if path.endswith(".html")
        }
    _write(files, build=build)


def finisher_of(build: SiteBuild) -> Finisher:
    """What brings the pages of this build into their final form."""
    scripts = {asset.path: asset.content for asset in build.assets if asset.path.endswith(".js")}
    return Finisher(styles=Styles(build.stylesheet.content), scripts=scripts)


def finish_pages(build: SiteBuild) -> None:
    """Bring every page written so far into its final form."""
    finish_site(build.site_dir, finisher=finisher_of(build))


def keep_offline(build: SiteBuild) -> None:
    """Write what phones may keep of the finished pages."""
    packer = Packer(
        site=build.site_dir,
        dataset=build.dataset,
        renderer=build.renderer,
        site_url=build.site_url,
        on_date=build.on_date,
        stylesheet=build.stylesheet.path,
    )
    languages = packer.languages()
    files = {WORKER: build.worker} if languages else {}
    for language in languages:
        made_of = [build.site_dir / language, build.site_dir / "assets", build.project / "data"]
        files |= kept(
            build.project, f"pack-{language}", of=made_of, make=partial(packer.pack, language)
        )
    _write(files, build=build)


def report_links(build: SiteBuild) -> None:
    """Warn of links between the pages that lead nowhere: a strict build stops at a warning."""
    for fault in link_faults(build.site_dir, root=urlsplit(build.site_url).path):
        log.warning(told(fault))


def _write(files: Mapping[str, str], *, build: SiteBuild) -> None:
    for path, text in files.items():
        target = build.site_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def _home(build: SiteBuild) -> str:
    return f"{build.site_url}{build.source}/"
