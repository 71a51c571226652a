# Room: tests. What every browser test may ask for: Chromium, and the real site on this machine.
"""Shared fixtures: one browser a session, a fresh context a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from scripts.browser import HOW_TO_INSTALL, find_browser

# What Chromium would do besides the pages. The first three draw the list under the address bar, in
# two more processes for each tab: half of the work of a test. Chromium obeys only the last such
# argument, so the others repeat what Playwright says in its own.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# Nothing but the pages: no sandbox (containers lack what it needs), no call of Chromium's own.
ARGUMENTS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 360, "height": 740}

NewContext = Callable[..., BrowserContext]


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that does not write a line a request."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def is_icon(url: str) -> bool:
    """Whether this is the picture of the tab: Chromium asks for it when it likes, and on a busy
    machine only after the page is idle."""
    return url.endswith("/assets/favicon.svg")


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """The address of a local server of the files of `site`, ending with a slash."""
    handler = partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def real_site_url(real_site: Path) -> Iterator[str]:
    """The address of the real site, ending with a slash."""
    with serve(real_site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once."""
    program = find_browser()
    if program is None:
        pytest.fail(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[NewContext]:
    """A fresh context, a phone of 360 px unless said otherwise: `new_context(**options)`."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.new_context(**{"viewport": PHONE, **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
