# Room: engine. One page, from its file to the bytes that are published. Called by engine/whole.py
# and engine/preview.py.
"""The steps of a page without a whole `mkdocs build` around them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

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
from macros.load.pages import page_of_text
from macros.messages.message import Message, Problem
from publish.finish import Finisher


@dataclass(frozen=True, kw_only=True)
class MadePage:
    """A finished page, and what others must know of it.

    `links` maps the source of a page it links to -> anchor -> the link as written, `lines` such a
    link to its line. `problems` are those of its links.
    """

    source: str
    path: str
    html: str
    anchors: frozenset[str]
    links: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


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
        text = file.content_string
        return MadePage(
            source=file.src_uri,
            path=file.dest_uri,
            html=self.finisher.finished(html),
            anchors=frozenset(anchors_of(html)),
            links={target.src_uri: anchors for target, anchors in links.items()},
            lines={
                link: line_of(link, text) for anchors in links.values() for link in anchors.values()
            },
            problems=(
                *(_of_front_matter(file) if not page.meta else ()),
                *(_problem(warning, text) for warning in warnings),
            ),
        )


def _of_front_matter(file: File) -> tuple[Problem, ...]:
    """Why a page says nothing of itself: MkDocs takes what it cannot read for words of the page."""
    language = localised(file).locale
    page = page_of_text(file.content_string, f"docs/{file.src_uri}", language=language)
    return page.meta.problems


def dead_anchors(page: MadePage, *, anchors: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """What is wrong with the anchors `page` links to; `anchors` are those of each page by source.

    `mkdocs build` says the same, in its own words.
    """
    for target, links in page.links.items():
        for anchor, link in links.items():
            if target not in anchors or anchor in anchors[target]:
                continue
            yield Problem(
                file=f"docs/{page.source}",
                line=page.lines.get(link, 1),
                key="",
                message=Message("anchor-dead", target=link, page=f"docs/{target}"),
            )


def line_of(link: str, text: str) -> int:
    """The line of `text` on which a link stands, for people who read its file."""
    return text.count("\n", 0, max(text.find(f"({link}"), 0)) + 1


_OF_MKDOCS = re.compile(
    r"Doc file '(?P<file>[^']*)' contains (?:a|an \w+(?: relative)?) link '(?P<link>[^']*)'"
    r"(?:.*Did you mean '(?P<meant>[^']*)'\?)?"
)


def _problem(warning: str, text: str) -> Problem:
    """A warning of MkDocs about a link, as an editor reads it."""
    found = _OF_MKDOCS.match(warning)
    if found is None:
        return Problem(file="docs", line=0, key="", message=Message("mkdocs-warns", fault=warning))
    link, meant = found["link"], found["meant"]
    do = Message("did-you-mean", words=meant) if meant else Message("correct-the-link")
    return Problem(
        file=f"docs/{found['file']}",
        line=line_of(link, text),
        key="",
        message=Message("link-dead", target=link, do=do),
    )


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
