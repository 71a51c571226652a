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

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from publish.compress import compress_site
from publish.figures import fill_figures

STAGING = ".site-building"
PREVIOUS = ".site-previous"
CACHE = Path(".cache", "compressed")
FAULT_LOG = ".site-fault.log"


def main(project: Path) -> int:
    """Build `project` into its `site/`. 0 when the site was replaced, 1 when it was left alone."""
    started = monotonic()
    _listen()
    _recover(project)
    problem = _problem_of(lambda: _build(project), fault_log=project / FAULT_LOG)
    if problem is not None:
        shutil.rmtree(project / STAGING, ignore_errors=True)
        _say(f"{problem}\nThe site was not built; site/ is as it was.".lstrip())
        return 1
    _say("Compressing…")
    compress_site(project / STAGING, cache=project / CACHE)
    fill_figures(project / STAGING)
    # The pages that show the figures have just changed; the others are found in the cache.
    compress_site(project / STAGING, cache=project / CACHE)
    _replace(project)
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    _say(f"site/ is ready: {pages} pages in {monotonic() - started:.0f} s.")
    return 0


def _build(project: Path) -> None:
    # The preview's LANGS would leave languages out of the published site.
    os.environ.pop("LANGS", None)
    config = load_config(
        config_file=str(project / "mkdocs.yml"), strict=True, site_dir=str(project / STAGING)
    )
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def _problem_of(work: Callable[[], None], *, fault_log: Path) -> str | None:
    """What stopped `work`, in a line or two; None when nothing did.

    MkDocs and the macros plugin have already printed what an editor can mend when they stop. Only a
    fault of the code is a surprise: its traceback goes to a file, for whoever maintains the code.
    """
    try:
        work()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, str) else ""
    except MkDocsException as error:
        return str(error)
    except Exception as error:
        fault_log.write_text(traceback.format_exc(), "utf-8")
        return f"A fault in the code: {error} (details for developers in {fault_log.name})"
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
    sys.exit(main(Path.cwd()))
