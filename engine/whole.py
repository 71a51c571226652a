# Room: engine. Every page of the site at once, on every core. Called by engine/build.py.
"""A clean build: the same files as `mkdocs build --strict`, in a fraction of its time."""

from __future__ import annotations

import gc
import logging
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File
from mkdocs.utils import write_file

from engine.faults import Faults, shown, template_mistakes_as_faults, told
from engine.languages import chosen_languages
from engine.press import MadePage, Press, dead_anchors
from engine.site import SiteBuild, new_build
from engine.surroundings import finisher_of, keep_offline, report_links, write_surroundings
from engine.tree import PUBLISHED, LanguageFiles, language_files
from macros.messages.message import Message, Problem
from publish.permalinks import RecordTitle
from publish.sitemap import SitemapEntry

log = logging.getLogger("mkdocs.plugins.engine")

# Pages a worker makes before it reports: often enough to show progress and to share the work.
_CHUNK = 12
_SECONDS = 2.0
_KNOWN_PLUGINS = {"i18n", "macros"}


class PageFault(Exception):
    """A fault of the code while it made a page; `trace` is the traceback of the worker."""

    def __init__(self, words: str, *, trace: str) -> None:
        super().__init__(words)
        self.trace = trace


@dataclass(frozen=True, kw_only=True)
class _Report:
    """What a worker says of the pages it wrote; their HTML stays on the disk."""

    pages: tuple[MadePage, ...] = ()
    titles: Mapping[str, Mapping[str, RecordTitle]] = field(default_factory=dict)
    entries: tuple[SitemapEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    trace: str = ""


def build_whole(
    config: MkDocsConfig, *, languages: str = "", on_stage: Callable[[str], None] = lambda _: None
) -> None:
    """Write every file of the site into `config.site_dir`, which is empty.

    `languages` are those of LANGS ("" means all). `on_stage` is told what is done: "html", "packs",
    "links". Raises Abort when anything is wrong, after all of
    it is printed, Faults when a page cannot be made, PageFault when our code is at fault.
    """
    _require_known_plugins(config)
    with _strict():
        build = new_build(config)
        chosen = chosen_languages(languages, known=build.languages, source=build.source)
        files = language_files(config, build, languages=chosen)
        for language, own in files.items():
            count = len(own.documentation_pages())
            log.info(told(Message("pages-of", language=language, count=count)))
        pages = _made(config, build=build, files=files)
        for problem in _dead_anchors(pages):
            log.warning(shown(problem))
        _copy(files)
        write_surroundings(build, finisher=finisher_of(build))
        on_stage("html")
        keep_offline(build)
        on_stage("packs")
        # Pages link to all languages: what LANGS leaves out is no dead link.
        if not languages:
            report_links(build)
        on_stage("links")


def _made(
    config: MkDocsConfig, *, build: SiteBuild, files: Mapping[str, LanguageFiles]
) -> list[MadePage]:
    """Every page, written; what pages leave for the end is in `build`."""
    every = [file for own in files.values() for file in own.documentation_pages()]
    worker = _Worker(
        press=Press(config, build=build, files=files),
        build=build,
        chunks=[every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK)],
    )
    made: list[MadePage] = []
    problems: list[Problem] = []
    for report in _reports(worker):
        if report.fault:
            raise PageFault(report.fault, trace=report.trace)
        made += report.pages
        problems += report.problems
        build.entries += report.entries
        for key, titles in report.titles.items():
            build.titles.setdefault(key, {}).update(titles)
    if problems:
        raise Faults(problems)
    for page in made:
        for problem in page.problems:
            log.warning(shown(problem))
    return made


@dataclass(frozen=True, kw_only=True)
class _Worker:
    """Makes and writes pages. `build` holds what the pages of one chunk leave, then the next."""

    press: Press
    build: SiteBuild
    chunks: Sequence[Sequence[File]]

    def report(self, number: int) -> _Report:
        """Make the pages of a chunk."""
        self.build.titles, self.build.entries = {}, []
        pages: list[MadePage] = []
        problems: list[Problem] = []
        try:
            for file in self.chunks[number]:
                try:
                    with template_mistakes_as_faults(self.build.project):
                        page = self.press.make(file)
                except Faults as faults:
                    problems += faults.problems
                    continue
                write_file(page.html.encode(), str(Path(self.build.site_dir, page.path)))
                pages.append(replace(page, html=""))
        except Exception as error:
            return _Report(fault=f"{file.src_uri}: {error}", trace=traceback.format_exc())
        return _Report(
            pages=tuple(pages),
            titles=self.build.titles,
            entries=tuple(self.build.entries),
            problems=tuple(problems),
        )


# Forked workers find it here: what it holds cannot be sent to them.
_worker: _Worker | None = None


def _leave_ctrl_c() -> None:
    """The process that made the workers stops, and ends them; each would say so at length."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(number: int) -> _Report:
    assert _worker is not None, "set before the workers start"
    return _worker.report(number)


def _reports(worker: _Worker) -> Iterator[_Report]:
    """The reports in the order of the chunks, whoever made them."""
    global _worker
    _worker = worker
    told, count = monotonic(), len(worker.chunks)
    try:
        with (
            template_mistakes_as_faults(worker.build.project),
            worker.build.renderer.compiled(),
            _frozen(),
            ProcessPoolExecutor(
                os.cpu_count(), mp_context=get_context("fork"), initializer=_leave_ctrl_c
            ) as pool,
        ):
            for done, report in enumerate(pool.map(_work, range(count)), start=1):
                yield report
                if monotonic() - told >= _SECONDS:
                    told = monotonic()
                    log.info(f"{100 * done // count} %")
    finally:
        _worker = None


@contextmanager
def _frozen() -> Iterator[None]:
    """What is read stays: without this, every process would go through it again and again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _dead_anchors(pages: Iterable[MadePage]) -> Iterator[Problem]:
    """The anchors of a language are those its own pages show, borrowed or not."""
    by_language: dict[str, list[MadePage]] = {}
    for page in pages:
        by_language.setdefault(page.path.partition("/")[0], []).append(page)
    for own in by_language.values():
        anchors = {page.source: page.anchors for page in own}
        for page in own:
            yield from dead_anchors(page, anchors=anchors)


def _copy(files: Mapping[str, LanguageFiles]) -> None:
    """Copy what is no page, once for all languages."""
    media = {
        file.dest_uri: file
        for own in files.values()
        for file in own
        if not file.is_documentation_page() and file.inclusion in PUBLISHED
    }
    for file in media.values():
        file.copy_file()


def _require_known_plugins(config: MkDocsConfig) -> None:
    """Faults when mkdocs.yml names a plugin whose work is not done here."""
    if unknown := set(config.plugins) - _KNOWN_PLUGINS - set(config.hooks):
        known = (*sorted(_KNOWN_PLUGINS),)
        message = Message("plugin-unknown", unknown=(*sorted(unknown),), known=known)
        raise Faults([Problem(file="mkdocs.yml", line=0, key="plugins", message=message)])


class _Counter(logging.Handler):
    """Counts warnings, wherever they come from."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - only counted
        self.count += 1


@contextmanager
def _strict() -> Iterator[None]:
    """Abort at the end when anything was warned of, as MkDocs does with `--strict`."""
    counter = _Counter()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(counter)
    try:
        yield
    finally:
        logger.removeHandler(counter)
    if counter.count:
        raise Abort(told(Message("stopped-by-warnings", count=counter.count)))
