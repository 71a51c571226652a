# Room: tests. What a page may weigh (SITE.md §8), on every page of the real site.
"""One round trip a page, and little more on a first visit. Sizes are as `make site` sends them."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from conftest import REPOSITORY, run_build

from publish.headers import POLICY, SITE_HEADERS
from publish.offline import MANIFEST, pack_sizes

pytestmark = pytest.mark.build

ONE_WINDOW, MEDIAN, FIRST_VISIT, REQUESTS = 14_600, 10_000, 30_000, 5
DATA_FILES = {"search": 50_000, "flow": 40_000, "places": 30_000}
PACK = 500_000
KINDS = r"(documents|payers|topics|cpas)/[\w-]+/index\.html"

# Longer than one window for now: their words, not their styles, must become fewer.
TOO_LONG = {"documents/ai-asylum", "documents/annex-13", "documents/no-document"}
LONGEST = 15_700


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site; REAL_SITE names one that is already built."""
    if built := os.environ.get("REAL_SITE"):
        return Path(built)
    folder = tmp_path_factory.mktemp("real") / "site"
    command = ("mkdocs", "build", "--strict", "--site-dir", str(folder))
    done = run_build(REPOSITORY, command=command)
    assert done.code == 0, done.log
    return folder


@cache
def weight(path: Path, *, quality: int = 9) -> int:
    return len(brotli.compress(path.read_bytes(), quality=quality))


def is_within(path: Path, budget: int) -> bool:
    # The highest level takes twenty times longer: only what the cheap one finds too large needs it.
    return weight(path) <= budget or weight(path, quality=11) <= budget


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_a_page_of_one_record_fits_one_window(site: Path) -> None:
    over = []
    for path in pages(site):
        name = path.relative_to(site).as_posix().partition("/")[2]
        if re.fullmatch(KINDS, name):
            budget = LONGEST if name.removesuffix("/index.html") in TOO_LONG else ONE_WINDOW
            if not is_within(path, budget):
                over.append(f"{path.relative_to(site)}: {weight(path, quality=11)}")
    assert over == []


def test_half_of_the_pages_are_light(site: Path) -> None:
    every = sorted(site.glob("??/**/index.html"))
    light = [path for path in every if is_within(path, MEDIAN)]
    assert len(light) >= len(every) / 2


def test_a_first_visit_asks_for_little_and_waits_for_nothing(site: Path) -> None:
    over = []
    for path in pages(site):
        html = path.read_text("utf-8")
        assert "rel=stylesheet" not in html, path
        assert not re.search(r"<script src=\S+>", html), path
        asked = loaded(path, html, site=site)
        if len(asked) > REQUESTS or sum(map(weight, asked)) > FIRST_VISIT:
            over.append(f"{path.relative_to(site)}: {len(asked)}, {sum(map(weight, asked))}")
    # The list of all municipalities is the page that the finder replaces.
    assert [line for line in over if "/municipalities/" not in line] == []


def loaded(path: Path, html: str, *, site: Path) -> set[Path]:
    """The page, its icon, its modules and those they import."""
    found = {path}
    names = re.findall(r"<link href=(\S+?\.svg) rel=icon", html)
    names += re.findall(r"<script\b[^>]*?src=([^\s>]+)", html)
    for name in names:
        start = site / name.lstrip("/") if name.startswith("/") else (path.parent / name)
        found |= with_imports(start.resolve())
    return found


@cache
def with_imports(script: Path) -> frozenset[Path]:
    imports = re.findall(
        r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""", script.read_text("utf-8")
    )
    return frozenset({script}).union(*(with_imports(script.parent / name) for name in imports))


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_data_file_stays_within_its_weight(site: Path, name: str) -> None:
    files = sorted((site / "assets").glob(f"{name}*.json"))
    assert files
    assert [path.name for path in files if not is_within(path, DATA_FILES[name])] == []


def test_the_pack_of_a_language_stays_within_its_weight(site: Path) -> None:
    sizes = pack_sizes(site)
    assert set(sizes) == {"fr", "nl", "en"}
    assert {
        code for code, size in sizes.items() if size.brotli > PACK and sent(site, code) > PACK
    } == set()


def sent(site: Path, code: str) -> int:
    """What a pack weighs as `make site` compresses it."""
    files = json.loads((site / code / MANIFEST).read_text("utf-8"))["files"]
    return sum(weight(site / file["path"], quality=11) for file in files)


def test_no_element_carries_a_style_or_a_handler_of_its_own(site: Path) -> None:
    forbidden = re.compile(r"<[a-z][^>]*\s(style|on[a-z]+)=")
    for path in pages(site):
        html = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.S)
        assert not forbidden.search(html), path


def test_the_guide_gives_every_server_the_same_headers() -> None:
    guide = (REPOSITORY / "guides/publish-the-site.md").read_text("utf-8")
    assert guide.count(POLICY) == 2
    for name, value in SITE_HEADERS.items():
        assert guide.count(name) >= 2, name
        assert guide.count(value) >= 2, name
