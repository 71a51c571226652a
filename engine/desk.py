# Room: engine. The editor's desk in the preview. No build knows this module: only what
# serves the site to an editor.
"""Answers /editor/ with the desk, made when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from engine.inputs import FOLDERS, Inputs
from macros.desk import desk_pages
from macros.load.drafts import DRAFTS
from macros.load.memory import Memory
from macros.messages.message import Problem

ADDRESS = "/editor/"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Desk:
    """The desk of `project`, always of its present content; made again only after an edit, and then
    only what was edited is read again. May be asked from several threads."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._memory = Memory()
        self._inputs = Inputs(project, folders=(*FOLDERS, DRAFTS))
        self._lock = Lock()
        self._problems: tuple[Problem, ...] = ()
        self._pages: Mapping[str, str] | None = None

    def answer(self, path: str, *, problems: Iterable[Problem] = ()) -> tuple[str, bytes] | None:
        """The kind and the content of an address below /editor/; None for any other address.

        `problems` are those that a preview met while it made pages.
        """
        if not path.startswith(ADDRESS):
            return None
        name = path.removeprefix(ADDRESS)
        if name == "desk.css":
            return "text/css", Path(__file__).with_name("desk.css").read_bytes()
        html = self._made(tuple(problems)).get(name)
        return None if html is None else ("text/html", html.encode())

    def _made(self, problems: tuple[Problem, ...]) -> Mapping[str, str]:
        with self._lock:
            if self._inputs.changes() is not None or problems != self._problems:
                self._pages, self._problems = None, problems
            if self._pages is None:
                self._pages = desk_pages(
                    self._project, environ=os.environ, memory=self._memory, problems=problems
                )
            return self._pages


def with_desk(application: Application, *, project: Path) -> Application:
    """``application``, which serves the pages, with the desk beside them."""
    desk = Desk(project)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = desk.answer(environ.get("PATH_INFO", ""))
        if found is None:
            return application(environ, start_response)
        kind, content = found
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(content))),
        ]
        start_response("200 OK", [*headers, ("Cache-Control", "no-store")])
        return [content]

    return answer
