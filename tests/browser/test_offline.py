# Room: tests. What a phone keeps when its reader asks: kept, served, replaced, deleted.
"""Nothing before the reader asks; then the whole language without network; then nothing again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from gzip import compress
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import REPOSITORY
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import NewContext
from browser.visits import AXE, VIOLATIONS
from publish.offline import MANIFEST, PAGE, WORKER, pack_sizes

pytestmark = pytest.mark.browser

TRACES = """async () => ({
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: await caches.keys(),
  keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
  databases: (await indexedDB.databases()).length,
  cookies: document.cookie,
})"""
NOTHING = {"workers": 0, "caches": [], "keys": [], "databases": 0, "cookies": ""}
KEPT_FILES = """async () => {
  const files = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) files.push(new URL(url).pathname);
  }
  return files.sort();
}"""
MADE_OLDER = """async (path) => {
  const url = new URL(path, location).href;
  const [name] = await caches.keys();
  const cache = await caches.open(name);
  const manifest = await (await cache.match(url)).json();
  await cache.put(url, new Response(JSON.stringify({ ...manifest, checked: 0 })));
}"""
TEXTS = """async (urls) => {
  const texts = [];
  for (const url of urls) {
    const text = await (await fetch(url)).text();
    texts.push(text.replace(/<style>[^]*<.style>/, ""));
  }
  return texts;
}"""
KEPT_VERSION = """async (path) => {
  const answer = await caches.match(new URL(path, location).href);
  return (await answer.json()).version;
}"""
NOTICE = re.compile(r'<p class="app-kept.*?</p>', re.S)


class Host:
    """The site on this machine. `changed` replaces files (None: not there); `asked` notes paths;
    `encoding` is how the host says it compressed what it replaces; `answers` is unset while the
    host says nothing, as on a bad line, and `is_broken` makes it fail."""

    def __init__(self, site: Path, *, below: str = "") -> None:
        self.site = site
        self.changed: dict[str, bytes | None] = {}
        self.asked: list[str] = []
        self.encoding = ""
        self.answers = Event()
        self.answers.set()
        self.is_broken = False
        host = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                host.asked.append(path)
                host.answers.wait(timeout=20)
                if host.is_broken:
                    return self.send_error(502)
                if path not in host.changed:
                    return super().do_GET()
                content = host.changed[path]
                if content is None:
                    return self.send_error(404)
                self.send_response(200)
                self.send_header("Content-Type", self.guess_type(path))
                if host.encoding:
                    self.send_header("Content-Encoding", host.encoding)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return None

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
        self.url = f"http://127.0.0.1:{self.server.server_port}/{below}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def manifest(self) -> dict[str, Any]:
        name = f"fr/{MANIFEST}"
        text = self.changed.get(name) or (self.site / name).read_bytes()
        return dict(json.loads(text))

    def publish(self, *, old: str, new: str) -> list[str]:
        """A new version with other words in the first documents; the paths of its new files."""
        manifest = self.manifest()
        fresh = []
        for file in manifest["files"]:
            if file.get("name") not in ("shell", "documents-1"):
                continue
            content = (self.site / file["path"]).read_text("utf-8")
            content = content.replace(old, new).replace("21 novembre 2026.</b>", "1 mai 2027.</b>")
            digest = sha256(content.encode()).hexdigest()
            file["path"] = re.sub(r"\.[0-9a-f]{8}\.json$", f".{digest[:8]}.json", file["path"])
            file["sha256"] = digest
            self.changed[file["path"]] = content.encode()
            fresh.append(file["path"])
        manifest |= {"version": "2027-05-01", "date": "1 mai 2027"}
        self.changed[f"fr/{MANIFEST}"] = json.dumps(manifest).encode()
        return fresh


@pytest.fixture
def host(real_site: Path) -> Iterator[Host]:
    made = Host(real_site)
    yield made
    made.close()


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    return new_context(locale="fr-BE")


def keep(page: Page, host: Host) -> None:
    page.goto(f"{host.url}fr/{PAGE}")
    page.get_by_role("button", name="Garder cette langue").click()
    expect(page.get_by_role("status")).to_contain_text("Cette langue est gardée", timeout=20_000)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask again for ten seconds: a worker does its work after the page is there."""
    for _ in range(100):
        if is_so():
            return
        sleep(0.1)
    pytest.fail("it did not happen")


def faults_of(page: Page) -> list[str]:
    """What goes wrong on `page` from now on: errors of scripts, refusals of the policy."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    return faults


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    return list(page.evaluate(VIOLATIONS, True))


def parts_of(html: str, *, url: str) -> tuple[str, str]:
    """The frame of a page, with its links in full; and its words.

    The styles, the policy that names them and the code on paper are not compared: copies have the
    whole stylesheet, and no code.
    """
    before, start, rest = html.partition("<main")
    main, paper, after = rest.rpartition('<p class="app-print app-wrap">')
    after = re.sub(r"<span\b[^>]*role=img[^>]*><svg.*?</svg></span>", "", after, flags=re.S)
    frame = re.sub(r"<style>.*?</style>", "", f"{before}{start}{paper}{after}", flags=re.S)
    frame = re.sub(r'"[^"]*"(?= http-equiv=Content-Security-Policy)', "", frame)

    def whole(found: re.Match[str]) -> str:
        return f"{found[1]}={urljoin(url, found[2])}"

    return re.sub(r"\b(href|src)=([^\s>]+)", whole, frame), main


def test_nothing_is_stored_before_the_reader_asks(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.goto(f"{host.url}fr/")
    page.goto(f"{host.url}fr/{PAGE}")
    expect(page.get_by_role("status")).to_have_text("Rien n’est gardé sur ce téléphone.")
    expect(page.get_by_text("À télécharger")).to_be_visible()
    assert page.evaluate(TRACES) == NOTHING
    assert not [path for path in host.asked if path.startswith("assets/offline/")]


def test_the_size_is_told_for_the_way_this_host_compresses(
    context: BrowserContext, host: Host
) -> None:
    size = pack_sizes(host.site)["fr"]
    page = context.new_page()
    page.goto(f"{host.url}fr/{PAGE}")
    megabytes = f"{ceil(size.stored / 1e5) / 10:.1f}".replace(".", ",")
    expect(page.get_by_text("À télécharger")).to_contain_text(f"{megabytes}\u202fMo au plus")
    host.changed[f"fr/{MANIFEST}"] = compress((host.site / "fr" / MANIFEST).read_bytes())
    host.encoding = "gzip"
    page.reload()
    kilobytes = ceil(size.gzip / 1e4) * 10
    expect(page.get_by_text("À télécharger")).to_contain_text(f"{kilobytes}\u202fko au plus")


def test_a_kept_language_works_without_network(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    host.asked.clear()
    context.set_offline(True)
    faults = faults_of(page)

    page.goto(f"{host.url}fr/")
    expect(page.locator(".app-kept")).to_contain_text("Vous lisez la copie du")
    page.locator("#search-field").fill("annexe35")
    page.locator('[data-module="search"] a', has_text="35").first.click()
    expect(page.locator("h1")).to_contain_text("35")
    for path in ("payers/urgent-medical-aid/", "topics/pregnancy-birth/", "cpas/anderlecht/"):
        page.goto(f"{host.url}fr/{path}")
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.app-plate, h1')).display")

    page.goto(f"{host.url}fr/cpas/")
    page.locator("#finder-place").fill("1070")
    page.get_by_role("button", name="Trouver").click()
    expect(page.locator("[data-answer]")).to_contain_text("Anderlecht")

    page.goto(f"{host.url}fr/questions/")
    page.locator('[data-module="questions"] button.app-door').first.click()
    expect(page.locator('[data-part="step"]')).to_be_visible()
    page.go_back()

    assert faults == []
    assert host.asked == []


def test_other_addresses_lead_to_the_kept_page_or_say_that_there_is_none(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    keep(page, host)
    context.set_offline(True)
    for asked, shown in {
        "": "fr/",
        "fr": "fr/",
        "fr/documents/annex-35": "fr/documents/annex-35/",
        "fr/documents/annex-35/index.html": "fr/documents/annex-35/index.html",
        "d/documents/annex-35/": "fr/documents/annex-35/",
    }.items():
        page.goto(f"{host.url}{asked}")
        assert page.url == f"{host.url}{shown}"
        expect(page.locator(".app-kept")).to_be_visible()
    for unknown in ("fr/about/law/", "nl/documents/annex-35/", "fr/nothing/here/"):
        answer = page.goto(f"{host.url}{unknown}")
        assert answer is not None
        assert answer.status == 503
        expect(page.locator("h1")).to_have_text("Cette page n’est pas gardée sur votre téléphone")
        assert violations(page) == []
    page.get_by_role("link", name="Aller à l’accueil").click()
    expect(page.locator(".app-kept")).to_be_visible()
    assert violations(page) == []


def test_every_kept_page_is_the_page_of_the_site(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    context.set_offline(True)
    shell = next(file for file in host.manifest()["files"] if file.get("name") == "shell")
    paths = json.loads((host.site / shell["path"]).read_text("utf-8"))["pages"]
    assert {"", "documents/annex-35/", "emergency/", "municipalities/", PAGE} <= set(paths)
    kept = page.evaluate(TEXTS, [f"{host.url}fr/{path}" for path in paths])
    different = []
    for path, html in zip(paths, kept, strict=True):
        url = f"{host.url}fr/{path}"
        online = (host.site / "fr" / path / "index.html").read_text("utf-8")
        assert len(NOTICE.findall(html)) == 1, path
        if parts_of(NOTICE.sub("", html), url=url) != parts_of(online, url=url):
            different.append(path)
    assert different == []


def test_with_a_network_pages_come_from_the_site(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    host.asked.clear()
    page.goto(f"{host.url}fr/documents/annex-35/")
    expect(page.locator(".app-kept")).to_have_count(0)
    assert "fr/documents/annex-35/" in host.asked
    assert not [path for path in host.asked if path.startswith("assets/")]


def test_a_network_that_does_not_answer_is_no_network(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    host.answers.clear()
    page.goto(f"{host.url}fr/emergency/")
    expect(page.locator(".app-kept")).to_be_visible()
    host.answers.set()
    host.is_broken = True
    page.goto(f"{host.url}fr/contact/")
    expect(page.locator(".app-kept")).to_be_visible()


def test_deleting_leaves_nothing_of_any_language(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    page.goto(f"{host.url}nl/{PAGE}")
    page.get_by_role("button", name="Deze taal op mijn telefoon bewaren").click()
    expect(page.get_by_role("status")).to_contain_text("Ook bewaard: Frans.", timeout=20_000)
    traces = page.evaluate(TRACES)
    assert (traces["workers"], len(traces["caches"])) == (1, 2)
    page.get_by_role("button", name="Alles wissen").click()
    expect(page.get_by_role("status")).to_contain_text("Alles is gewist.")
    assert page.evaluate(TRACES) == NOTHING
    page.reload()
    expect(page.get_by_role("status")).to_have_text("Er is niets bewaard op deze telefoon.")
    assert page.evaluate(TRACES) == NOTHING


def test_the_guide_tells_how_to_take_every_copy_back(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    guide = (REPOSITORY / "guides" / "publish-the-site.md").read_text("utf-8")
    (worker,) = re.findall(r"```js\n(.*?)```", guide, re.S)
    host.changed[WORKER] = worker.encode()
    page.goto(f"{host.url}fr/emergency/")
    wait_until(lambda: page.evaluate(TRACES) == NOTHING)


def test_a_site_below_a_path_is_kept_too(
    context: BrowserContext, real_site: Path, tmp_path: Path
) -> None:
    (tmp_path / "care").symlink_to(real_site, target_is_directory=True)
    host = Host(tmp_path, below="care/")
    page = context.new_page()
    keep(page, host)
    context.set_offline(True)
    page.goto(f"{host.url}fr/documents/annex-35/")
    expect(page.locator(".app-kept")).to_be_visible()
    page.get_by_role("link", name="Qui peut aider").first.click()
    expect(page.locator(".app-kept")).to_be_visible()
    assert page.url == f"{host.url}fr/contact/"
    host.close()


def test_a_download_that_stops_leaves_nothing(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    last = host.manifest()["files"][-1]["path"]
    host.changed[last] = None
    page.goto(f"{host.url}fr/{PAGE}")
    page.get_by_role("button", name="Garder cette langue").click()
    expect(page.get_by_role("status")).to_contain_text("Le téléchargement a échoué")
    assert page.evaluate(TRACES) == NOTHING
    host.changed[last] = b"a page of the wifi that asks to log in"
    page.get_by_role("button", name="Garder cette langue").click()
    expect(page.get_by_role("status")).to_contain_text("Le téléchargement a échoué")
    assert page.evaluate(TRACES) == NOTHING


def test_an_update_fetches_what_changed_and_replaces_all_or_nothing(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    keep(page, host)
    before = page.evaluate(KEPT_FILES)
    fresh = host.publish(old="</h1>", new=" (nouveau)</h1>")
    broken = fresh[-1]
    content, host.changed[broken] = host.changed[broken], None
    page.goto(f"{host.url}fr/{PAGE}")
    expect(page.get_by_role("status")).to_contain_text("Le téléchargement a échoué")
    assert page.evaluate(KEPT_FILES) == before

    host.changed[broken] = content
    host.asked.clear()
    page.goto(f"{host.url}fr/{PAGE}")
    expect(page.get_by_role("status")).to_contain_text("version du 1 mai 2027")
    expect(page.get_by_role("status")).to_contain_text("C’est la dernière version.")
    assert {path for path in host.asked if path.startswith("assets/")} == set(fresh)
    after = page.evaluate(KEPT_FILES)
    assert len(after) == len(before)
    assert {f"/{path}" for path in fresh} == set(after) - set(before)


def test_a_visit_updates_the_copy_once_a_day(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    keep(page, host)
    fresh = host.publish(old="</h1>", new=" (nouveau)</h1>")
    host.asked.clear()
    page.goto(f"{host.url}fr/")
    page.goto(f"{host.url}fr/emergency/")
    assert f"fr/{MANIFEST}" not in host.asked
    page.evaluate(MADE_OLDER, f"/fr/{MANIFEST}")
    page.goto(f"{host.url}fr/")
    # The manifest is written last.
    wait_until(lambda: page.evaluate(KEPT_VERSION, f"/fr/{MANIFEST}") == "2027-05-01")
    assert {path for path in host.asked if path.startswith("assets/offline/")} == set(fresh)
    context.set_offline(True)
    page.goto(f"{host.url}fr/")
    expect(page.locator(".app-kept")).to_contain_text("1 mai 2027")


def test_the_site_can_become_an_icon_from_this_page_only(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    inspector = context.new_cdp_session(page)
    page.goto(f"{host.url}fr/{PAGE}")
    found = inspector.send("Page.getAppManifest")
    assert found["errors"] == []
    app = json.loads(found["data"])
    assert urljoin(found["url"], app["start_url"]) == f"{host.url}fr/"
    for icon in app["icons"]:
        answer = page.request.get(urljoin(found["url"], icon["src"]))
        assert answer.ok
        assert answer.headers["content-type"] == icon["type"]
    page.goto(f"{host.url}fr/")
    assert page.locator('link[rel="manifest"]').count() == 0


def test_a_browser_that_cannot_keep_notices_nothing(context: BrowserContext, host: Host) -> None:
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = context.new_page()
    faults = faults_of(page)
    page.goto(f"{host.url}fr/{PAGE}")
    expect(page.get_by_text("Ce navigateur ne peut pas garder le site")).to_be_visible()
    expect(page.get_by_role("button", name="Garder cette langue")).to_be_hidden()
    assert faults == []
    assert f"fr/{MANIFEST}" not in host.asked
