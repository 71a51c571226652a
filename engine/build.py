# Room: engine. The production build behind `make site`: `python -m engine.build`.
"""Builds the site beside the one that is there, and replaces it only when everything succeeded."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from engine.unchanged import fingerprint, is_there, remember
from macros.clock import WrongDay
from macros.commands.program import run
from macros.messages.catalogue import messages_for

STAGING = ".site-building"
PREVIOUS = ".site-previous"
CACHE = Path(".cache", "compressed")
FAULT_LOG = ".site-fault.log"


def main(
    project: Path, *, compress: bool = True, on_stage: Callable[[str], None] = lambda _: None
) -> int:
    """Build `project` into its `site/`. 0 when the site is right, 1 when it was left as it was.

    Without `compress`, only what browsers need is made. `on_stage` is that of `build_whole`.
    """
    started = monotonic()
    messages = messages_for(os.environ)
    _listen()
    _recover(project)
    try:
        inputs = fingerprint(project, environ=os.environ, kind="compressed" * compress)
    except WrongDay as wrong:
        _say(messages.text(wrong.message))
        return 1
    if is_there(project, inputs=inputs):
        _say(messages("site.unchanged"))
        return 0
    problem = _problem_of(lambda: _build(project, on_stage), fault_log=project / FAULT_LOG)
    if problem is not None:
        shutil.rmtree(project / STAGING, ignore_errors=True)
        _say(f"{problem}\n{messages('site.not-built')}".lstrip())
        return 1
    if compress:
        _compress(project)
    _replace(project)
    remember(project, inputs=inputs)
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    _say(messages("site.ready", pages=pages, seconds=round(monotonic() - started)))
    return 0


def _build(project: Path, on_stage: Callable[[str], None]) -> None:
    # Imported here: a second is much when nothing has changed.
    from engine.settings import read_settings
    from engine.whole import build_whole

    # The preview's LANGS would leave languages out of the published site: it is not read here.
    config = read_settings(project, site_dir=STAGING, strict=True)
    build_whole(config, on_stage=on_stage)


def _compress(project: Path) -> None:
    from publish.compress import compress_site
    from publish.figures import fill_figures

    _say(messages_for(os.environ)("site.compressing"))
    compress_site(project / STAGING, cache=project / CACHE)
    fill_figures(project / STAGING)
    # The pages that show the figures have just changed; the others are found in the cache.
    compress_site(project / STAGING, cache=project / CACHE)


def _problem_of(work: Callable[[], None], *, fault_log: Path) -> str | None:
    """What stopped `work`, in a line or two; None when nothing did.

    MkDocs and the macros plugin have already printed what an editor can mend when they stop. Only a
    fault of the code is a surprise: its traceback goes to a file, for whoever maintains the code.
    """
    from mkdocs.exceptions import MkDocsException

    from engine.whole import PageFault

    try:
        work()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, str) else ""
    except MkDocsException as error:
        return str(error)
    except Exception as error:
        trace = error.trace if isinstance(error, PageFault) else traceback.format_exc()
        fault_log.write_text(trace, "utf-8")
        return messages_for(os.environ)("site.fault", fault=str(error), file=fault_log.name)
    return None


def _replace(project: Path) -> None:
    site, staging, previous = project / "site", project / STAGING, project / PREVIOUS
    shutil.rmtree(previous, ignore_errors=True)
    if site.exists():
        site.rename(previous)
    staging.rename(site)
    shutil.rmtree(previous, ignore_errors=True)


def _recover(project: Path) -> None:
    """Put the previous site back when an earlier run was killed between the two renames."""
    shutil.rmtree(project / STAGING, ignore_errors=True)
    if not (project / "site").exists() and (project / PREVIOUS).exists():
        (project / PREVIOUS).rename(project / "site")


def _listen() -> None:
    """Show progress, warnings and errors; leave out the chatter of the plugins."""
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(_is_for_people)
    handler.setFormatter(_Plain())
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)


def _is_for_people(record: logging.LogRecord) -> bool:
    return record.name == "mkdocs.plugins.engine" or record.levelno >= logging.WARNING


class _Plain(logging.Formatter):
    """The message alone, without the code block in which the macros plugin adds its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage().partition("```\nTraceback")[0].rstrip()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    run(lambda: main(Path.cwd(), compress="--html" not in sys.argv[1:]))
