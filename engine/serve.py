# Room: engine. The preview behind `make serve`: `python -m engine.serve`.
"""Serves the site to the person who edits it, and shows what is wrong on the page itself."""

from __future__ import annotations

import gc
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from mimetypes import guess_type
from pathlib import Path
from threading import Condition, Event, Thread
from time import monotonic, sleep
from typing import Any, NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from mkdocs.exceptions import MkDocsException

from engine.desk import ADDRESS, Desk
from engine.faults import WRONG_SETTING, Faults
from engine.inputs import Inputs
from engine.languages import WrongLanguages
from engine.preview import Preview
from engine.settings import SETTINGS
from macros.messages.catalogue import messages_for
from macros.messages.message import Message, Problem

HOST, PORT = "127.0.0.1", 8000
_PORTS = 65536

_LIVE = Path(__file__).with_name("live")
_OWN = "/_preview/"
_POLICY = re.compile(r"<meta[^>]*Content-Security-Policy[^>]*>")
_LOOK_SECONDS = 0.3
_RESTART = "--restart"
_WAIT_SECONDS = 25.0


class PreviewServer(ThreadingHTTPServer):
    """Serves `preview`; a thread of its own looks for edits and makes stale pages when idle."""

    daemon_threads = True

    def __init__(self, preview: Preview, *, port: int = PORT) -> None:
        super().__init__((HOST, port), _Handler)
        self.preview = preview
        self.messages = messages_for(os.environ)
        self.asked_at = 0.0
        self._edited = Condition()
        self._stopped = Event()
        self._said: tuple[Problem, ...] = ()
        self._of_code: tuple[Problem, ...] = ()
        # It reads for itself: it answers while the preview reads.
        self._desk = Desk(preview.project)
        self._is_desk_asked = False

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"

    def watch(self) -> None:
        """Look for edits until `shutdown`, or until the code itself has changed."""
        seen = self.preview.generation
        while not (self._stopped.is_set() or self.preview.needs_restart):
            self.preview.refresh()
            if self.preview.generation != seen:
                seen = self.preview.generation
                with self._edited:
                    self._edited.notify_all()
            self._say_problems()
            is_idle = monotonic() - self.asked_at > 2 * _LOOK_SECONDS
            if is_idle and any((self.preview.make_one(), self.preview.check_one())):
                continue
            if is_idle and not self._is_desk_asked:
                # The first time it reads for seconds: nobody should wait for that.
                self._is_desk_asked = True
                Thread(target=self._make_desk, daemon=True).start()
            self._stopped.wait(_LOOK_SECONDS)

    def shutdown(self) -> None:
        """Stop serving and watching."""
        self._stopped.set()
        super().shutdown()

    def tell_of_code(self, problem: Problem) -> None:
        """Say on every page, and in the terminal, why the new code does not run."""
        if (problem,) != self._of_code:
            self._of_code = (problem,)
            print(self.messages.problem(problem), flush=True)
        with self._edited:
            self._edited.notify_all()

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """What has to be mended before the page at `path` is right."""
        return tuple(dict.fromkeys((*self._of_code, *self.preview.problems_of(path))))

    def desk(self, address: str) -> tuple[str, bytes] | None:
        """The kind and the content of a part of the editor's desk; None for another address."""
        if not address.startswith(ADDRESS):
            return None
        self.asked_at = inf  # no page is made meanwhile: the first time, the desk takes seconds
        try:
            return self._desk.answer(address, problems=self.preview.known_problems())
        finally:
            self.asked_at = monotonic()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has left the page it waited for is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def wait_for_edit(self, path: str, *, version: str) -> bool:
        """Whether the page at `path` is no longer `version`, as soon as it is so."""
        until = monotonic() + _WAIT_SECONDS
        while monotonic() < until and not self._stopped.is_set():
            if self.version(path) != version:
                return True
            with self._edited:
                self._edited.wait(1.0)
        return False

    def version(self, path: str) -> str:
        """Changes when the page, or what is wrong with it, does."""
        address = f"/{path.removesuffix('index.html')}"
        if address.startswith(ADDRESS):
            desk = self._desk.answer(address, problems=self.preview.known_problems())
            return _digest(desk[1] if desk else b"")
        content = self.preview.file(path) or b""
        return self._version(content, self.problems_of(path), self.preview.checks_of(path))

    def page(self, path: str, content: bytes) -> bytes:
        """`content` as an editor sees it: with its problems, and loading itself after an edit."""
        problems, checks = self.problems_of(path), self.preview.checks_of(path)
        html = _POLICY.sub("", content.decode())
        told = f"{self._overlay(path, problems)}{self._remark(checks)}"
        language = self.messages.language
        shown = f'<div class="preview-told" lang="{language}" dir="ltr">{told}</div>'
        above = f'<link rel="stylesheet" href="{_OWN}live.css">{shown if told else ""}'
        # Of what is served here: an edit that comes meanwhile must make the browser ask again.
        return f"{html}{above}{_live(self._version(content, problems, checks))}".encode()

    def _version(
        self, content: bytes, problems: Iterable[Problem], checks: Iterable[Problem]
    ) -> str:
        told = "\0".join(map(self.messages.problem, (*problems, *checks)))
        return _digest(content + told.encode())

    def _overlay(self, path: str, problems: Sequence[Problem]) -> str:
        """What stops the page at `path`, or a build of it."""
        if not problems:
            return ""
        heading = self.messages("preview.heading")
        if self._of_code or self.preview.is_kept(path):
            heading = f"{heading} {self.messages('preview.kept')}"
        return (
            f'<aside class="preview-problems" role="alert"><h2>{escape(heading)}</h2>'
            f"{self._each(problems)}</aside>"
        )

    def _remark(self, checks: Sequence[Problem]) -> str:
        """What only the checks refuse, on one line until it is opened: the page can be read."""
        if not checks:
            return ""
        line = self.messages("preview.checks", count=len(checks))
        return (
            f'<details class="preview-checks"><summary>{escape(line)}</summary>'
            f"{self._each(checks)}</details>"
        )

    def _each(self, problems: Iterable[Problem]) -> str:
        texts = map(self.messages.problem, problems)
        return "".join(f"<pre>{escape(text)}</pre>" for text in texts)

    def _make_desk(self) -> None:
        with suppress(Exception):  # who asks for it is told
            self._desk.answer(ADDRESS)

    def _say_problems(self) -> None:
        """In the terminal, what is newly wrong, or that nothing is any more."""
        problems = self.preview.known_problems()
        new = [problem for problem in problems if problem not in self._said]
        if new:
            print("\n\n".join(map(self.messages.problem, new)), flush=True)
        elif self._said and not problems:
            print(self.messages("preview.mended"), flush=True)
        self._said = problems


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a browser."""
        address = urlsplit(self.path)
        if address.path == f"{_OWN}wait":
            self._wait(parse_qs(address.query))
        elif address.path.startswith(_OWN):
            self._own(address.path.removeprefix(_OWN))
        elif desk := self.server.desk(address.path):
            kind, content = desk
            live = _live(_digest(content)) if kind == "text/html" else ""
            self._send(content + live.encode(), kind=kind)
        else:
            self.server.asked_at = monotonic()
            self._file(_site_path(unquote(address.path)))

    def log_message(self, *arguments: object) -> None:
        """Say nothing: an editor wants to see problems only."""

    def _wait(self, query: Mapping[str, list[str]]) -> None:
        path = _site_path(query.get("page", ["/"])[0])
        changed = self.server.wait_for_edit(path, version=query.get("version", [""])[0])
        self._send(json.dumps({"changed": changed}).encode(), kind="application/json")

    def _own(self, name: str) -> None:
        file = _LIVE / name
        if file.parent == _LIVE and file.is_file():
            self._send(file.read_bytes(), kind=guess_type(name)[0] or "text/plain")
        else:
            self._send(b"", kind="text/plain", status=HTTPStatus.NOT_FOUND)

    def _file(self, path: str) -> None:
        preview = self.server.preview
        content = preview.file(path)
        if content is None and preview.file(f"{path}/index.html") is not None:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"/{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status = HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND
        if content is None:
            path, content = "404.html", preview.file("404.html") or b"<!doctype html>"
        kind = guess_type(path)[0] or "application/octet-stream"
        if kind == "text/html":
            content = self.server.page(path, content)
        self._send(content, kind=kind, status=status)

    def _send(self, content: bytes, *, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") and ";" not in kind else ""
        self.send_header("Content-Type", f"{kind}{charset}")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _live(version: str) -> str:
    """What makes a page of this version load itself after an edit."""
    return f'<script src="{_OWN}live.js" data-version="{version}"></script>'


def _site_path(address: str) -> str:
    path = address.lstrip("/")
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def main(project: Path, *, is_restart: bool = False) -> None:
    """Serve until Ctrl+C. At a restart, wrong settings are waited for: somebody is editing them."""
    sys.path.insert(0, str(project))
    messages, port = messages_for(os.environ), os.environ.get("PORT", str(PORT))
    if not (port.isdecimal() and int(port) < _PORTS):
        _end(messages("preview.port-wrong", port=port))
    seen = Inputs(project)
    seen.changes()
    try:
        preview = Preview(project, languages=os.environ.get("LANGS", ""))
    except (MkDocsException, WrongLanguages) as error:  # mkdocs.yml, AS_OF or LANGS is wrong
        said = str(error).strip()
        if isinstance(error, WrongLanguages):
            said = messages.text(error.message)
        if not is_restart:
            _end(said)
        print(said, flush=True)
        _wait_for_edit(seen)
        _start_again()
    # What was read at the start stays: it need not be gone through after every edit.
    gc.freeze()
    try:
        server = PreviewServer(preview, port=int(port))
    except OSError:
        _end(messages("preview.port-taken", port=port))
    Thread(target=server.serve_forever, daemon=True).start()
    print(messages("preview.ready", address=server.address), flush=True)
    try:
        server.watch()
        seen.changes()
        while problem := _not_ready(project):
            server.tell_of_code(problem)
            _wait_for_edit(seen)
    except KeyboardInterrupt:
        return
    print(messages("preview.restart"), flush=True)
    server.shutdown()
    server.server_close()
    _start_again()


def _wait_for_edit(files: Inputs) -> None:
    """Until any file is another than at the last look."""
    while files.changes() is None:
        sleep(_LOOK_SECONDS)


def _start_again() -> NoReturn:
    os.execv(sys.executable, [sys.executable, "-m", "engine.serve", _RESTART])  # noqa: S606


def _end(words: str) -> NoReturn:
    print(words, file=sys.stderr)
    sys.exit(WRONG_SETTING)


_IN_FILE = re.compile(r'^ +File "([^"]+)", line (\d+)', re.MULTILINE)


def try_out(project: Path) -> None:
    """Read everything as a new process would; raises what is wrong with the code. What is wrong
    with settings or content goes to the output, for the process that asked."""
    problems: tuple[Problem, ...] = ()
    try:
        preview = Preview(project, languages=os.environ.get("LANGS", ""))
    except Faults as faults:
        problems = faults.problems
    else:
        if preview.fault:
            raise preview.fault
        problems = preview.problems
    if problems:
        sys.stdout.buffer.write(pickle.dumps(problems))
        sys.exit(WRONG_SETTING)


def _not_ready(project: Path) -> Problem | None:
    """Why a new process could not serve; the one that runs goes on serving until it can, with the
    last good pages, which the new one does not have."""
    tried = subprocess.run(
        [
            sys.executable,
            "-c",
            "from pathlib import Path; from engine.serve import try_out; try_out(Path.cwd())",
        ],
        cwd=project,
        capture_output=True,
        check=False,
    )
    if tried.returncode == 0:
        return None
    if tried.returncode == WRONG_SETTING:
        problem: Problem = pickle.loads(tried.stdout)[0]  # noqa: S301 - of our own process
        return problem
    said = tried.stderr.decode()
    file, line = "engine", "0"
    for name, number in _IN_FILE.findall(said):
        if (path := Path(name)).is_relative_to(project) and ".venv" not in path.parts:
            file, line = path.relative_to(project).as_posix(), number
    fault = said.strip().rpartition("\n")[2]
    message = Message("code-fails", fault=fault)
    if fault.startswith("mkdocs."):
        file, line, message = SETTINGS, "0", Message("settings-refused", fault=fault)
    return Problem(file=file, line=int(line), key="", message=message)


if __name__ == "__main__":
    main(Path.cwd(), is_restart=_RESTART in sys.argv)
