# Room: engine. One page, from its file to the bytes that are published. Called by engine/whole.py
# and engine/preview.py.
"""The steps of a page without a whole `mkdocs build` around them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from engine.files import LocalisedFile, localised, source_below_language
from engine.macro_calls import Macros
from engine.pages import anchors_of, render_page, require_readable
from engine.prose import Prose
from engine.site import SiteBuild
from engine.surroundings import finisher_of
from engine.tree import LanguageFiles
from macros.load.links import LinkChecker
from macros.load.memory import Memory
from macros.load.pages import PageFile, page_of_text, read_page
from macros.messages.message import Message, Problem, near
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
        require_readable(file)
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
                *(self._of_links(warnings, file) if warnings else ()),
            ),
        )

    def _of_links(self, warnings: Sequence[str], file: File) -> Iterator[Problem]:
        """What MkDocs warns of, as `make check` says it: of the page, and of the French shown in
        it."""
        found = [_OF_MKDOCS.match(warning) for warning in warnings]
        warned = {match["link"] for match in found if match}
        judged = {
            problem: dict(problem.message.values)["target"]
            for problem in self._judged_links(localised(file))
            if problem.message.id in ("link-dead", "file-not-there")
        }
        yield from (problem for problem, link in judged.items() if link in warned)
        for warning, match in zip(warnings, found, strict=True):
            if match is None or match["link"] not in judged.values():
                yield _problem(warning, file.content_string)

    def _judged_links(self, file: LocalisedFile) -> Iterator[Problem]:
        build = self._build
        records = [path.rstrip("/") for path in build.records]
        below, memory = source_below_language(file), Memory()
        for code in dict.fromkeys((file.locale, build.source)):
            path = build.project / "docs" / code / below
            if not path.is_file():
                continue
            page = read_page(path, project=build.project, language=code, memory=memory)
            if isinstance(page, PageFile):
                checker = LinkChecker(build.project, language=code, records=records, memory=memory)
                yield from checker.problems(page)


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
                message=Message(
                    "link-to-no-heading",
                    target=link,
                    page=f"docs/{target}",
                    do=near(anchor, anchors[target]),
                ),
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
