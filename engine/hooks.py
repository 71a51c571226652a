# Room: engine. What happens at each event of MkDocs; mkdocs_hooks.py hands these to it.
"""The hooks of a build: before static-i18n, after it, at each page, and once at the end.

static-i18n runs one whole MkDocs build a language, the second and later ones inside the
`on_post_build` of the first. What belongs to the whole site is made before the first and written
after the last.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from engine.dataset import project_dir
from engine.faults import WRONG_SETTING, template_mistakes_as_faults, told
from engine.files import (
    add_record_pages,
    give_every_language_its_prefix,
    leave_strays_out,
    leave_theme_files_out,
)
from engine.languages import WrongLanguages, i18n_plugin, limit_languages
from engine.pages import anchors_of, render_page, require_readable, with_french_beside
from engine.progress import Progress
from engine.site import SiteBuild, new_build
from engine.surroundings import finish_pages, keep_offline, report_links, write_surroundings
from engine.tree import note_languages

log = logging.getLogger("mkdocs.plugins.engine")

# static-i18n runs at -100: below it, its work is done.
_BEFORE_I18N, _AFTER_I18N = 100, -200
_BEFORE_MACROS = 50


class SiteHooks:
    """One for the process: MkDocs imports a hook once, and builds again after each edit."""

    def __init__(self) -> None:
        self._build: SiteBuild | None = None
        self._progress: Progress | None = None
        self._is_preview = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is the preview."""
        self._is_preview = command == "serve"

    @event_priority(_BEFORE_I18N)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read everything once; say which languages are built."""
        i18n = i18n_plugin(config)
        if not i18n.building:
            try:
                limit_languages(i18n, wanted=os.environ.get("LANGS", ""))
            except WrongLanguages as wrong:
                log.error(told(wrong.message))
                sys.exit(WRONG_SETTING)
            self._build = new_build(config)
        # Our own 404 and sitemap replace the theme's, which know one language at a time.
        config.theme.static_templates = set()
        return config

    @event_priority(_BEFORE_I18N)
    def _before_i18n(self, files: Files, config: MkDocsConfig) -> Files:
        """Note which page is written in which language; leave the theme's own files out."""
        build, i18n = self._current(), i18n_plugin(config)
        leave_theme_files_out(files, config=config)
        leave_strays_out(files)
        if not i18n.building:
            note_languages(files, build=build)
        return files

    @event_priority(_AFTER_I18N)
    def _after_i18n(self, files: Files, config: MkDocsConfig) -> Files:
        """Settle every address and add the pages of the records."""
        build, i18n = self._current(), i18n_plugin(config)
        give_every_language_its_prefix(files, default=build.source, config=config)
        add_record_pages(
            files,
            language=i18n.current_language,
            source=build.source,
            records=build.records.values(),
            config=config,
        )
        pages = len(files.documentation_pages())
        self._progress = Progress(i18n.current_language, pages=pages)
        return files

    on_files = CombinedEvent(_before_i18n, _after_i18n)

    @event_priority(_BEFORE_MACROS)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Adds what is behind its French; the words belong to the editor and to the macros."""
        self._step()
        require_readable(page.file)
        return with_french_beside(markdown, page, build=self._current())

    def on_page_context(
        self, context: dict[str, object], *, page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, object]:
        """Give overrides/main.html the whole page."""
        self._step()
        build = self._current()
        with template_mistakes_as_faults(build.project):
            html = render_page(page, build=build)
        page.present_anchor_ids = anchors_of(html)
        context["app_page"] = html
        return context

    @event_priority(_AFTER_I18N)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """After the last language, write what surrounds the pages, and finish them all.

        The preview shows pages unfinished, with their stylesheet linked: an edit is seen sooner,
        and its styles can be read by their names.
        """
        if not i18n_plugin(config).building:
            write_surroundings(self._current())
            if not self._is_preview:
                finish_pages(self._current())
                keep_offline(self._current())
                # Pages link to all languages: what LANGS leaves out is no dead link.
                if not os.environ.get("LANGS"):
                    report_links(self._current())

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Give the preview the editor's desk, which no build has."""
        # Imported here: a build loads the hooks too.
        from engine.desk import with_desk

        server.set_app(with_desk(server.serve_request, project=project_dir(config)))
        return server

    def _current(self) -> SiteBuild:
        assert self._build is not None, "MkDocs runs on_config before any other event"
        return self._build

    def _step(self) -> None:
        if self._progress is not None:
            self._progress.step()
