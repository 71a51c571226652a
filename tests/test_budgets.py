# Room: tests. What a page may weigh (SITE.md §8), on every page of the real site.
"""One round trip a page, and little more on a first visit. Sizes are as `make site` sends them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, partial
from math import ceil
from pathlib import Path

import brotli
import pytest
from conftest import REPOSITORY

from macros.views.weight import FIRST_VISIT, LOADS, MEDIAN, ONE_WINDOW, PAGES, REQUESTS
from publish.figures import PAGE, fill_figures, first_visit, kind_of
from publish.headers import POLICY, SITE_HEADERS
from publish.offline import MANIFEST, pack_sizes

pytestmark = pytest.mark.build

DATA_FILES = {"search": 50_000, "flow": LOADS["flow"], "places": LOADS["places"]}


@pytest.fixture(scope="module")
def site(real_site: Path) -> Path:
    return real_site


@cache
def weight(path: Path, *, quality: int = 9) -> int:
    return len(brotli.compress(path.read_bytes(), quality=quality))


def is_within(paths: Iterable[Path], budget: int) -> bool:
    # The highest level takes twenty times longer: only what the cheap one finds too large needs it.
    paths = tuple(paths)
    return any(
        sum(weight(path, quality=quality) for path in paths) <= budget for quality in (9, 11)
    )


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def kind(path: Path, *, site: Path) -> str:
    return kind_of(path.relative_to(site).as_posix().partition("/")[2])


def test_no_page_is_heavier_than_its_kind_may_be(site: Path) -> None:
    over = [
        f"{path.relative_to(site)}: {weight(path, quality=11)}"
        for path in pages(site)
        if not is_within([path], PAGES[kind(path, site=site)])
    ]
    assert over == []


def test_every_kind_of_page_is_there(site: Path) -> None:
    assert {kind(path, site=site) for path in pages(site)} == set(PAGES)
    assert PAGES["documents"] == ONE_WINDOW
    assert max(PAGES.values()) <= FIRST_VISIT


def test_half_of_the_pages_are_light(site: Path) -> None:
    every = sorted(site.glob("??/**/index.html"), key=partial(weight, quality=9))
    lightest = every[: ceil(len(every) / 2)]
    assert lightest
    assert [path for path in lightest if not is_within([path], MEDIAN)] == []


def test_a_first_visit_asks_for_little_and_waits_for_nothing(site: Path) -> None:
    over = []
    for path in pages(site):
        html = path.read_text("utf-8")
        # In the head it would block the first paint; after the first section it only follows it.
        assert "rel=stylesheet" not in html.partition("</section>")[0], path
        assert not re.search(r"<script src=\S+>", html), path
        assert not re.search(r"<(?:iframe|video|audio|object|embed)\b", html), path
        assert not re.search(r"<img\b(?![^>]*\bloading=lazy)", html), path
        asked = first_visit(path, site=site)
        if len(asked) > REQUESTS or not is_within(asked, FIRST_VISIT):
            over.append(f"{path.relative_to(site)}: {len(asked)}, {sum(map(weight, asked))}")
    assert over == []


def test_a_search_engine_is_told_what_each_page_says(site: Path) -> None:
    for path in site.glob("??/**/index.html"):
        html = path.read_text("utf-8")
        assert re.search(r"<meta content=[^>]+ name=description>", html), path
        assert "rel=canonical" in html, path
        assert "<title>" in html, path


def test_the_site_shows_its_own_figures(site: Path, tmp_path: Path) -> None:
    (tmp_path / "assets").symlink_to(site / "assets")
    for language in ("fr", "nl", "en"):
        page = (site / language / PAGE).read_text("utf-8")
        assert "data-unfilled" in page
        shown = tmp_path / language / PAGE
        shown.parent.mkdir(parents=True)
        shown.write_text(page, "utf-8")
        home = tmp_path / language / "index.html"
        home.write_text("x" * 4000, "utf-8")
        home.with_name("index.html.br").write_bytes(b"y" * 1234)
    fill_figures(tmp_path)
    for language in ("fr", "nl", "en"):
        filled = (tmp_path / language / PAGE).read_text("utf-8")
        assert not re.search("data-(figure|unfilled)", filled)
        assert f"<td>1{'.' if language == 'en' else ','}2" in filled
        assert ">0<" not in filled


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_data_file_stays_within_its_weight(site: Path, name: str) -> None:
    files = sorted((site / "assets").glob(f"{name}*.json"))
    assert files
    assert [path.name for path in files if not is_within([path], DATA_FILES[name])] == []


def test_the_pack_of_a_language_stays_within_its_weight(site: Path) -> None:
    sizes = pack_sizes(site)
    assert set(sizes) == {"fr", "nl", "en"}
    assert {
        code
        for code, size in sizes.items()
        if size.brotli > LOADS["pack"] and sent(site, code) > LOADS["pack"]
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
