# Room: tests. `make links`, against a server of our own that misbehaves. No other site is asked.
"""Links to other sites: what each bad answer is called, how gently we ask, what the report says."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import ENGLISH

from macros.load import load_dataset
from macros.messages.message import Message
from macros.model.dataset import LinkRefusal
from scripts.link_client import AGENT, Answer, LinkClient, Manners
from scripts.links import Link, main, pages_that_show, report

REPOSITORY = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 21)


@dataclass
class Misbehaving:
    """A server with one bad habit an address; it remembers what it was asked."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def times(self, path: str, method: str = "HEAD") -> int:
        return Counter(self.asked)[(method, path)]


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def _answer(self) -> None:
        memory: Misbehaving = self.server.memory
        with memory.lock:
            memory.asked.append((self.command, self.path))
            memory.agents.add(self.headers["User-Agent"])
            memory.at_once += 1
            memory.most_at_once = max(memory.most_at_once, memory.at_once)
        try:
            self._misbehave(memory)
        finally:
            with memory.lock:
                memory.at_once -= 1

    do_HEAD = do_GET = _answer  # noqa: N815 - the names that http.server calls

    def _misbehave(self, memory: Misbehaving) -> None:
        path, first = self.path, memory.times(self.path, self.command) == 1
        if path == "/hangs":
            memory.over.wait()
        elif path == "/cuts":
            self.connection.close()
        elif path in ("/loop/a", "/loop/b"):
            self._say(302, Location="/loop/b" if path.endswith("a") else "/loop/a")
        elif path == "/moved":
            self._say(301, Location="/right")
        elif path == "/for-now":
            self._say(302, Location="/right")
        elif path == "/busy-once" and first:
            self._say(429, **{"Retry-After": "7"})
        elif path == "/busy-for-ever":
            self._say(429, **{"Retry-After": "86400"})
        elif path == "/broken-once" and first:
            self._say(503)
        elif path == "/only-get" and self.command == "HEAD":
            self._say(405)
        else:
            known = {"/gone": 410, "/forbidden": 403, "/missing": 404, "/broken": 500}
            self._say(known.get(path, 200))

    def _say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def served(memory: Misbehaving, *, certificate: Path | None = None) -> Iterator[Misbehaving]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.memory = memory  # type: ignore[attr-defined]
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        scheme = "https"
    memory.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield memory
    memory.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site() -> Iterator[Misbehaving]:
    yield from served(Misbehaving())


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between two tries of one request, which are not waited."""
    waits: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waits.append)
    return waits


no_wait = pytest.mark.usefixtures("slept")


def ask(site: Misbehaving, *paths: str, timeout: float = 20) -> dict[str, Answer]:
    """Answers by path, without a pause."""
    client = LinkClient(Manners(timeout=timeout), sleep=lambda _: None)
    answers = client.answers([f"{site.url}{path}" for path in paths])
    return {url.removeprefix(site.url): answer for url, answer in answers.items()}


@no_wait
def test_each_bad_habit_has_its_name(site: Misbehaving) -> None:
    answers = ask(
        site, "/right", "/missing", "/gone", "/forbidden", "/broken", "/moved", "/for-now",
        "/loop/a", "/cuts",
    )  # fmt: skip
    assert {path: (answer.kind, answer.status) for path, answer in answers.items()} == {
        "/right": ("right", 200),
        "/missing": ("dead", 404),
        "/gone": ("dead", 410),
        "/forbidden": ("dead", 403),
        "/broken": ("no answer", 500),
        "/moved": ("moved", 200),
        "/for-now": ("right", 200),
        "/loop/a": ("redirects", 0),
        "/cuts": ("no answer", 0),
    }
    assert answers["/missing"].says == "404 Not Found"
    assert answers["/moved"].moved_to == f"{site.url}/right"


@no_wait
def test_a_site_that_never_answers_is_given_up(site: Misbehaving) -> None:
    answers = ask(site, "/hangs", timeout=0.3)
    assert (answers["/hangs"].kind, answers["/hangs"].says) == ("timeout", Message("links.timeout"))
    assert site.times("/hangs") == 2


@no_wait
def test_a_port_where_nobody_listens_is_no_answer() -> None:
    nobody = Misbehaving(url="http://127.0.0.1:9")
    assert ask(nobody, "/")["/"].kind == "no answer"


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a bad certificate")
    certificate = tmp_path / "bad.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=elsewhere.example", "-keyout", certificate, "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate.write_text(certificate.read_text() + (tmp_path / "cert.pem").read_text())
    for site in served(Misbehaving(), certificate=certificate):
        answer = ask(site, "/right")["/right"]
        assert (answer.kind, answer.says) == ("certificate", Message("links.certificate"))
        assert site.asked == []


def test_a_busy_site_is_asked_again_when_it_says_and_no_sooner(
    site: Misbehaving, slept: list[float]
) -> None:
    assert ask(site, "/busy-once")["/busy-once"].kind == "right"
    assert site.times("/busy-once") == 2
    assert slept == [7]


def test_a_site_that_asks_for_a_day_is_left_in_peace(site: Misbehaving, slept: list[float]) -> None:
    answer = ask(site, "/busy-for-ever")["/busy-for-ever"]
    assert (answer.kind, answer.says) == ("busy", "429 Too Many Requests")
    assert (site.times("/busy-for-ever"), site.times("/busy-for-ever", "GET")) == (3, 0)
    assert max(slept) == Manners().longest_wait


@no_wait
def test_a_fault_that_passes_is_tried_again(site: Misbehaving) -> None:
    assert ask(site, "/broken-once")["/broken-once"].kind == "right"
    assert site.times("/broken-once") == 2


def test_a_site_that_knows_only_get_is_asked_with_get(site: Misbehaving) -> None:
    assert ask(site, "/only-get", "/right")["/only-get"].kind == "right"
    assert (site.times("/only-get", "GET"), site.times("/right", "GET")) == (1, 0)


def test_one_request_at_a_time_to_a_host_with_a_pause_between_and_our_name(
    site: Misbehaving,
) -> None:
    pauses: list[float] = []
    client = LinkClient(Manners(pause=3), sleep=pauses.append)
    client.answers([f"{site.url}/{number}" for number in range(6)])
    assert site.most_at_once == 1
    assert pauses == [3] * 5
    assert site.agents == {AGENT}


# -- the report -----------------------------------------------------------------------------------


def link(url: str, *, pages: int) -> Link:
    shown = frozenset(f"fr/{number}/" for number in range(pages))
    return Link(url=url, written=(f"data/sources.yaml:{pages}",), pages=shown)


def refusal(address: str) -> LinkRefusal:
    return LinkRefusal(address=address, answer=403, reason="It refuses programs.", seen_on=DAY)


def test_the_report_names_first_what_most_pages_show() -> None:
    links = [
        link("https://a.example/", pages=1),
        link("https://b.example/", pages=40),
        link("https://c.example/", pages=3),
        link("https://d.example/x", pages=9),
        link("https://d.example/gone", pages=2),
        link("https://e.example/", pages=5),
    ]
    now = Message("links.now", address="https://n.example/")
    answers = [
        Answer(url=links[0].url, kind="dead", status=404, says="404 Not Found"),
        Answer(url=links[1].url, kind="timeout", says=Message("links.timeout")),
        Answer(url=links[2].url, kind="moved", status=301, says=now),
        Answer(url=links[3].url, kind="dead", status=403, says="403 Forbidden"),
        Answer(url=links[4].url, kind="dead", status=404, says="404 Not Found"),
        Answer(url=links[5].url, kind="right", status=200),
    ]
    lines, to_do = report(
        links,
        {answer.url: answer for answer in answers},
        refusals=[refusal("https://d.example/"), refusal("https://e.example/")],
        messages=ENGLISH,
    )
    assert to_do == 3
    assert lines == [
        "",
        "Dead, or without an answer:",
        "  pages  link",
        "     40  https://b.example/: no answer in time",
        "         data/sources.yaml:40",
        "      2  https://d.example/gone: 404 Not Found",
        "         data/sources.yaml:2",
        "      1  https://a.example/: 404 Not Found",
        "         data/sources.yaml:1",
        "",
        "Moved for good; write the new address at the next edit:",
        "  pages  link",
        "      3  https://c.example/: now https://n.example/",
        "         data/sources.yaml:3",
        "",
        "Refuse programs, as data/link_refusals.yaml explains:",
        "  pages  link",
        "      9  https://d.example/x: 403 Forbidden",
        "         data/sources.yaml:9",
        "",
        "Refuse no longer; remove from data/link_refusals.yaml:",
        "  https://e.example/",
        "",
        "3 dead or without an answer, 1 moved, 1 refuse programs, 1 right.",
    ]


@no_wait
def test_the_command_asks_every_link_of_the_project_and_ranks_the_dead_one(
    site: Misbehaving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real data, with our server in the place of every other site."""
    project = tmp_path / "project"
    shutil.copytree(REPOSITORY / "data", project / "data")
    shutil.copytree(REPOSITORY / "docs", project / "docs")
    (project / "overrides").symlink_to(REPOSITORY / "overrides")
    files = [*(project / "data").rglob("*.yaml"), *(project / "data").rglob("*.csv")]
    for path in files:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"https?://(?=\w)", f"{site.url}/", text), "utf-8")
    page = project / "docs/nl/contact.md"
    page.write_text(f"{page.read_text('utf-8')}\n[x]({site.url}/missing#here)\n", "utf-8")
    client = LinkClient(sleep=lambda _: None)
    assert main(project, {"AS_OF": str(DAY)}, client) == 1
    said = capsys.readouterr().out.splitlines()
    line = len(page.read_text("utf-8").splitlines())
    at = said.index(f"      1  {site.url}/missing: 404 Not Found")
    assert said[at + 1] == f"         docs/nl/contact.md:{line}"
    asked = {path for _, path in site.asked}
    assert said[0] == f"{len(asked)} links to 1 sites; this takes several minutes."
    assert said[-1].startswith("1 dead or without an answer, 0 moved, 0 refuse programs,")
    assert len(asked) > 500


def test_a_link_knows_the_pages_that_show_it() -> None:
    dataset = load_dataset(REPOSITORY, as_of=DAY)
    shown = pages_that_show(REPOSITORY, dataset=dataset, on_date=DAY)
    website = dataset.cpas["ixelles"].websites["fr"]
    assert "fr/cpas/ixelles/" in shown[website]
    organisation = str(dataset.organisations["bapa-bxl"].web)
    assert shown[organisation] == {"fr/contact/", "nl/contact/", "en/contact/"}
    cited = dataset.topics["amu-refusal-appeal"].fact("k1").sources
    urls = [url for url in (dataset.sources[name].url for name in cited) if url]
    assert urls
    for url in urls:
        assert {f"{code}/topics/amu-refusal-appeal/" for code in ("fr", "nl", "en")} <= shown[url]
