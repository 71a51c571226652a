# Room: engine. One page, from its file to the bytes that are published. Called by engine/whole.py
# and engine/preview.py.
"""The steps of a page without a whole `mkdocs build` around them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from engine.files import localised
from engine.macro_calls import Macros
from engine.pages import anchors_of, render_page
from engine.prose import Prose
from engine.site import SiteBuild
from engine.surroundings import finisher_of
from engine.tree import LanguageFiles
from publish.finish import Finisher


@dataclass(frozen=True, kw_only=True)
class MadePage:
    """A finished page, and what others must know of it.

    `links` maps the source of a page it links to -> anchor -> the link as written. `warnings` are
    the words of MkDocs about its links.
    """

    source: str
    path: str
    html: str
    anchors: frozenset[str]
    links: Mapping[str, Mapping[str, str]]
    warnings: tuple[str, ...]


class Press:
    """Makes the pages of one build, in any order; holds nothing of a page that is made."""

    def __init__(
        self,
        config: MkDocsConfig,
        *,
        build: SiteBuild,
        files: Mapping[str, LanguageFiles],
        finisher: Finisher | None = None,
    ) -> None:
        """`finisher` is one for the same styles and scripts, if there is one already."""
        self.finisher = finisher or finisher_of(build)
        self._config = config
        self._build = build
        self._files = files
        self._prose = Prose(config, macros=Macros(config, build=build), build=build)

    def make(self, file: File) -> MadePage:
        """The page of `file`. Raises PluginError when its words cannot be printed."""
        page = Page(None, file, self._config)
        with _warnings() as warnings:
            self._prose.read(page, files=self._files[localised(file).locale_alternate_of])
            html = render_page(page, build=self._build)
        file.page = None
        links = page.links_to_anchors or {}
        return MadePage(
            source=file.src_uri,
            path=file.dest_uri,
            html=self.finisher.finished(html),
            anchors=frozenset(anchors_of(html)),
            links={target.src_uri: anchors for target, anchors in links.items()},
            warnings=tuple(warnings),
        )


def dead_anchors(page: MadePage, *, anchors: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """What is wrong with the anchors `page` links to; `anchors` are those of each page by source.

    In the words of MkDocs, which says the same in `mkdocs build`.
    """
    for target, links in page.links.items():
        for anchor, link in links.items():
            if target not in anchors or anchor in anchors[target]:
                continue
            problem = f"the doc '{target}' does not contain an anchor '#{anchor}'"
            if target == page.source:
                problem = "there is no such anchor on this page"
            yield f"Doc file '{page.source}' contains a link '{link}', but {problem}."


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what MkDocs says of a page instead of printing it: the caller may be a worker."""
    logger = logging.getLogger("mkdocs.structure.pages")
    kept: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            kept.append(record.getMessage())
        return False

    logger.addFilter(keep)
    try:
        yield kept
    finally:
        logger.removeFilter(keep)
