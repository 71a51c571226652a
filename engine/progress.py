# Room: engine. Says how far a build is. Called by the hooks only.
"""A line a language, then one every two seconds: nobody wonders whether a build still runs."""

from __future__ import annotations

import logging
from time import monotonic

from engine.faults import told
from macros.messages.message import Message

log = logging.getLogger("mkdocs.plugins.engine")

_SECONDS = 2.0


class Progress:
    """Counts the steps of one language: each page is read, then written."""

    def __init__(self, language: str, *, pages: int) -> None:
        self._language = language
        self._steps = 2 * pages
        self._done = 0
        self._told_at = monotonic()
        log.info(told(Message("pages-of", language=language, count=pages)))

    def step(self) -> None:
        """Count one step, and tell when the last line is old enough."""
        self._done += 1
        if monotonic() - self._told_at >= _SECONDS:
            self._told_at = monotonic()
            log.info(f"{self._language}: {100 * self._done // self._steps} %")
