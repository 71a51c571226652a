# Room: bench. Lighthouse on our pages and on the same words in the untouched theme. Called by
# bench/__main__.py.
"""The four scores of a phone, its times and its bytes, on one page of each template."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from scripts.browser import find_browser

TEMPLATES = (
    "",
    "documents/",
    "documents/annex-35/",
    "payers/",
    "payers/urgent-medical-aid/",
    "topics/",
    "topics/pregnancy-birth/",
    "cpas/",
    "cpas/ixelles/",
    "municipalities/",
    "questions/",
    "search/",
    "eligibility/",
    "emergency/",
    "contact/",
    "glossary/",
    "professionals/",
    "about/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NO_NODE = "Lighthouse needs Node 20 (node and npm): not measured."
_TIMES = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "tbt_ms": "total-blocking-time",
    "cls": "cumulative-layout-shift",
    "bytes": "total-byte-weight",
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One page on a phone: scores up to 100, times in milliseconds, bytes as they were sent."""

    performance: float
    accessibility: float
    best_practices: float
    seo: float
    fcp_ms: float
    lcp_ms: float
    tbt_ms: float
    cls: float
    bytes: float

    def data(self) -> dict[str, Any]:
        """As bench.json keeps it."""
        return asdict(self)


def lighthouse_program(project: Path) -> Path | None:
    """The program that bench/package-lock.json pins, installed below .cache/; None without Node."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    folder = project / ".cache" / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    pinned = project / "bench" / "package-lock.json"
    kept = folder / "package-lock.json"
    if not program.exists() or kept.read_bytes() != pinned.read_bytes():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(project / "bench" / name, folder / name)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - fixed words
    return program


def visit(url: str, *, program: Path, runs: int) -> Visit:
    """The median of `runs` visits, figure by figure."""
    each = [_once(url, program=program) for _ in range(runs)]
    return Visit(
        **{field.name: median(getattr(one, field.name) for one in each) for field in fields(Visit)}
    )


def failed_audits(report: Mapping[str, Any]) -> list[str]:
    """The ids of the audits that are not passed and count in a score, but for performance."""
    counted = {
        reference["id"]
        for name in CATEGORIES[1:]
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"]
    }
    audits = report["audits"]
    return sorted(name for name in counted if audits[name]["score"] not in (None, 1))


def _report(url: str, *, program: Path) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own program and addresses
        [
            str(program),
            url,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        env={**os.environ, "CHROME_PATH": str(find_browser())},
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _once(url: str, *, program: Path) -> Visit:
    report = _report(url, program=program)
    if failed := failed_audits(report):
        print(f"  {url}: {', '.join(failed)}")
    scores = {
        name.replace("-", "_"): 100 * (report["categories"][name]["score"] or 0)
        for name in CATEGORIES
    }
    times = {name: report["audits"][audit]["numericValue"] for name, audit in _TIMES.items()}
    return Visit(**scores, **times)


class _Compressed(SimpleHTTPRequestHandler):
    """Sends the brotli file that lies beside a file, as the guide tells a host to do."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def send_head(self) -> Any:
        """As it is, or compressed when there is such a file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        ready = path.with_name(f"{path.name}.br")
        if not ready.is_file():
            return super().send_head()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(ready.stat().st_size))
        self.end_headers()
        return ready.open("rb")


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of `site` while it is served on this machine, ending with a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Compressed, directory=str(site)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()
