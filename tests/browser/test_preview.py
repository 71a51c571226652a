# Room: tests. The preview in a browser, and as a process: what an editor sees after an edit.
"""A mistake appears on the open page and goes when it is mended; new code is used at once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect
from test_preview_equality import small_site

from browser.conftest import NewContext
from engine.preview import Preview
from engine.serve import PreviewServer

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).resolve().parent.parent.parent
RECORD = "data/payers/self.yaml"
CODE = "macros/views/frame.py"
ENVIRON = {"AS_OF": "2026-11-21", "EDITOR_LANG": "en"}
# As in engine/live/live.js: how long, in milliseconds, a page waits that is being left.
LONGEST_WAY = 30_000
# A start of the preview takes seconds, longer on a busy machine.
PATIENCE = 90.0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site, and the preview's day and language."""
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    small_site(tmp_path / "site")
    return tmp_path / "site"


def edit(path: Path, find: str, replace: str) -> None:
    text = path.read_text("utf-8")
    assert find in text
    path.write_text(text.replace(find, replace, 1), "utf-8")


@contextmanager
def preview_of(project: Path) -> Iterator[str]:
    """The address of a preview that watches, ending with a slash.

    It has checked all its files: what a check finds loads the desk again, under a click too.
    """
    preview = Preview(project)
    while preview.check_one():
        pass
    server = PreviewServer(preview, port=0)
    threads = [Thread(target=do, daemon=True) for do in (server.serve_forever, server.watch)]
    for thread in threads:
        thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def wait_for_place(page: Page) -> None:
    """The script that goes back to the place is the last thing of the page."""
    page.wait_for_function("Math.round(scrollY) === 300", timeout=PATIENCE * 1000)


def test_a_mistake_covers_the_open_page_until_it_is_mended_and_the_page_keeps_its_place(
    project: Path, new_context: NewContext
) -> None:
    page = new_context().new_page()
    overlay, soon = page.locator(".preview-problems"), PATIENCE * 1000
    lines = (project / RECORD).read_text("utf-8").splitlines()
    with preview_of(project) as address:
        page.goto(f"{address}nl/payers/self/", timeout=soon)
        expect(overlay).to_have_count(0)
        page.evaluate("scrollTo(0, 300)")
        wait_for_place(page)

        edit(project / RECORD, "confidence: high", "confidence: sure")
        expect(overlay).to_be_visible(timeout=soon)
        first, *others = overlay.locator("pre").inner_text().splitlines()[:4]
        assert first == f"{RECORD}:{lines.index('confidence: high') + 1}: confidence"
        assert [line.split()[0] for line in others] == ["found", "expected", "do"]
        assert others[0].split()[1] == "sure"
        # The last good page is still there, at the same place.
        expect(page.locator("h1")).to_have_text("Betaler self")
        wait_for_place(page)

        edit(project / RECORD, "confidence: sure", "confidence: high")
        expect(overlay).to_have_count(0, timeout=soon)
        expect(page.locator("h1")).to_have_text("Betaler self")
        wait_for_place(page)


def test_the_desk_fits_a_phone_and_its_rows_lead_to_their_pages(
    project: Path, new_context: NewContext
) -> None:
    with (project / "docs/nl/guide/part-0/page-3.md").open("a", encoding="utf-8") as file:
        file.write("\n[x](nowhere.md)\n")
    page = new_context().new_page()
    with preview_of(project) as address:
        page.goto(f"{address}editor/", timeout=PATIENCE * 1000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("#link tbody").get_by_role("link").last.click(timeout=PATIENCE * 1000)
        page.wait_for_url(f"{address}nl/guide/part-0/page-3/", timeout=PATIENCE * 1000)


def test_a_part_without_id_stays_unfolded_after_an_edit(
    project: Path, new_context: NewContext
) -> None:
    source = project / "docs/nl/guide/part-0/page-3.md"
    with source.open("a", encoding="utf-8") as file:
        file.write("\n<details><summary>Meer</summary><p>Een zin.</p></details>\n")
    page, soon = new_context().new_page(), PATIENCE * 1000
    with preview_of(project) as address:
        page.goto(f"{address}nl/guide/part-0/page-3/", timeout=soon)
        page.get_by_text("Meer", exact=True).click(timeout=soon)
        edit(source, "Een zin.", "Andere woorden.")
        expect(page.get_by_text("Andere woorden.")).to_be_visible(timeout=soon)


def test_an_edit_does_not_call_the_editor_back_from_a_page_that_is_being_made(
    project: Path, new_context: NewContext
) -> None:
    """A page that takes seconds was never reached: the page before it loaded itself again."""
    page, soon = new_context().new_page(), PATIENCE * 1000
    record, asked = project / RECORD, 0

    def slowly(route: Route) -> None:
        nonlocal asked
        asked += 1
        edit(record, "confidence: high", "confidence: sure")
        sleep(5)  # the page that is open knows of the edit in less
        route.continue_()

    with preview_of(project) as address:
        page.goto(f"{address}nl/guide/part-0/page-3/", timeout=soon)
        page.route(f"{address}nl/payers/self/", slowly)
        page.evaluate("location.assign('/nl/payers/self/')")
        page.wait_for_url(f"{address}nl/payers/self/", timeout=soon)
        expect(page.locator(".preview-problems")).to_be_visible(timeout=soon)
    assert asked == 1


def test_a_link_that_opens_another_program_leaves_the_page_following_edits(
    project: Path, new_context: NewContext
) -> None:
    """The desk stayed as it was for half a minute after a tap on the file of a row."""
    page, soon = new_context().new_page(), PATIENCE * 1000
    with preview_of(project) as address:
        page.goto(f"{address}nl/payers/self/", timeout=soon)
        page.locator("h1").evaluate(
            "h1 => h1.insertAdjacentHTML('afterend', '<a href=vscode://file/x>x</a>')"
        )
        page.locator("a[href^=vscode]").click(timeout=soon)
        edit(project / RECORD, "confidence: high", "confidence: sure")
        expect(page.locator(".preview-problems")).to_be_visible(timeout=LONGEST_WAY - 5_000)


def test_the_desk_follows_an_edit_and_keeps_its_place_and_what_is_unfolded(
    project: Path, new_context: NewContext
) -> None:
    record = project / "data/residence_documents/annex-35.yaml"
    questions = "".join(f"- Why {number}?\n" for number in range(50))
    record.write_text(f"{record.read_text('utf-8')}\nopen_questions:\n{questions}", "utf-8")
    page, soon = new_context().new_page(), PATIENCE * 1000
    with preview_of(project) as address:
        page.goto(f"{address}editor/question/", timeout=soon)
        fold = page.locator("#of-documents-annex-35")
        rows = fold.locator("tbody tr")
        fold.locator("summary").click()
        expect(rows).to_have_count(50)
        page.evaluate("scrollTo(0, 300)")
        wait_for_place(page)

        edit(record, "- Why 49?\n", "")
        expect(rows).to_have_count(49, timeout=soon)
        expect(rows.last).to_be_visible()
        wait_for_place(page)


def test_an_edit_of_the_code_starts_the_preview_again_with_the_new_code(
    project: Path, tmp_path: Path
) -> None:
    """What cannot be read is said, and the old code goes on serving."""
    (project / "macros").unlink()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "macros", project / "macros", ignore=ignored)
    said = tmp_path / "said"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PORT": str(port), "LANGS": "fr", "PYTHONDONTWRITEBYTECODE": "1"}

    def page() -> str:
        address = f"http://127.0.0.1:{port}/fr/guide/part-0/page-2/"
        with urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def title() -> str:
        return page().partition("<title>")[2].partition("</title>")[0]

    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.serve"],
            cwd=project,
            env=environ,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: title().startswith("Page 2 fr – "), said)
        # A page that nobody has open: idle moments make it, and the terminal says it.
        page_3 = project / "docs/fr/guide/part-0/page-3.md"
        right = page_3.read_text("utf-8")
        page_3.write_text(right.replace('phone("medimmigrant")', 'phone("nobody")'), "utf-8")
        wait_until(lambda: "docs/fr/guide/part-0/page-3.md:6" in said.read_text("utf-8"), said)
        page_3.write_text(right, "utf-8")
        sound = (project / CODE).read_text("utf-8")
        (project / CODE).write_text(f"{sound}\ndef\n", "utf-8")
        last = len(sound.splitlines()) + 2
        wait_until(lambda: f"{CODE}:{last}\n" in said.read_text("utf-8"), said)
        assert title().startswith("Page 2 fr – ")
        assert f"{CODE}:{last}\n" in page()
        # What can be read, but not begun, would end the new process.
        (project / CODE).write_text(f"{sound}\nimport nothing_here\n", "utf-8")
        wait_until(lambda: "nothing_here" in page(), said)
        assert title().startswith("Page 2 fr – ")
        new = sound.replace("{title} – {site_name}", "{title} | {site_name}")
        assert new != sound
        (project / CODE).write_text(new, "utf-8")
        wait_until(lambda: title().startswith("Page 2 fr | "), said)
    finally:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool], said: Path) -> None:
    """Ask again and again; what the process said explains a failure."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            if holds():
                return
        except (URLError, ConnectionError):
            pass  # it is starting
        sleep(0.2)
    pytest.fail(said.read_text("utf-8"))
