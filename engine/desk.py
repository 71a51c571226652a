# Room: engine. The editor's desk in the preview. Called by the hooks when MkDocs serves, and by
# whatever else serves the site to an editor; no build knows this module.
"""Answers /editor/ with the desk, made when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from macros.desk import desk_html
from macros.load.memory import Memory
from macros.messages.message import Problem

ADDRESS = "/editor/"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def desk_answer(
    path: str, *, project: Path, memory: Memory, problems: Iterable[Problem] = ()
) -> tuple[str, bytes] | None:
    """The kind and the content of an address below /editor/; None for any other address.

    ``memory`` is kept from one answer to the next, so that only what was edited is read again.
    ``problems`` are those that a preview met while it made pages.
    """
    if path == ADDRESS:
        html = desk_html(project, environ=os.environ, memory=memory, problems=problems)
        return "text/html", html.encode()
    if path == f"{ADDRESS}desk.css":
        return "text/css", Path(__file__).with_name("desk.css").read_bytes()
    return None


def with_desk(application: Application, *, project: Path) -> Application:
    """``application``, which serves the pages, with the desk beside them."""
    memory = Memory()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = desk_answer(environ.get("PATH_INFO", ""), project=project, memory=memory)
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
