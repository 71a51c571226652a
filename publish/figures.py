# Room: publish. What the finished site weighs. Called by engine/build.py once every file is
# compressed, and by tests.
"""The site's own figures: measured on its files, and written into the pages that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import brotli
from babel.numbers import format_decimal

from macros.views.weight import PAGES, kilobytes
from publish.offline import pack_sizes

PAGE = "about/figures-of-this-site/index.html"
SEARCH_SCRIPTS = ("search", "search_engine", "minisearch")

_RECORD = re.compile(r"(documents|payers|topics|cpas)/[\w-]+/index\.html")
_CELL = re.compile(r'<td data-figure="?([\w.]+)"?>[^<]*')
_UNFILLED = re.compile(r"<p data-unfilled>[^<]*(?:</p>)?")
_LANGUAGE = re.compile(r'<html[^>]* lang="?([\w-]+)')

_ICON = re.compile(r"<link href=(\S+?\.svg) rel=icon")
_STYLES = re.compile(r"<link href=(\S+?\.css) rel=stylesheet")
_SCRIPT = re.compile(r"<script\b[^>]*?src=([^\s>]+)")
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def weight(path: Path) -> int:
    """The bytes of a file as a server sends it."""
    ready = path.with_name(f"{path.name}.br")
    return ready.stat().st_size if ready.exists() else len(brotli.compress(path.read_bytes()))


def kind_of(page: str) -> str:
    """Which of `PAGES` the page at `page` below its language is."""
    if page == "index.html":
        return "home"
    record = _RECORD.fullmatch(page)
    return record[1] if record else "other"


def first_visit(page: Path, *, site: Path) -> frozenset[Path]:
    """What a browser asks for before anything is done: the page, its icon, its stylesheet, its
    scripts and those they import."""
    html = page.read_text("utf-8")
    named = (*_ICON.findall(html), *_STYLES.findall(html), *_SCRIPT.findall(html))
    files = (
        site / name.lstrip("/") if name.startswith("/") else page.parent / name for name in named
    )
    return frozenset({page}).union(*(_with_imports(file.resolve()) for file in files))


def _with_imports(script: Path) -> frozenset[Path]:
    names = _IMPORT.findall(script.read_text("utf-8"))
    return frozenset({script}).union(*(_with_imports(script.parent / name) for name in names))


def measured(site: Path) -> dict[str, float]:
    """Every figure of the site by its name; sizes are in bytes."""
    pages = sorted(site.glob("??/**/*.html"))
    sizes: dict[str, list[int]] = {kind: [] for kind in PAGES}
    for page in pages:
        sizes[kind_of(page.relative_to(site).as_posix().partition("/")[2])].append(weight(page))
    visits = [first_visit(page, site=site) for page in pages]
    return {
        **dict(_of_pages(sizes)),
        "first_visit.largest": max(sum(map(weight, visit)) for visit in visits),
        "requests.most": max(map(len, visits)),
        "search.largest": _largest(site, "assets/search.*.json")
        + sum(_largest(site, f"assets/js/{name}.*.js") for name in SEARCH_SCRIPTS),
        "flow.largest": _largest(site, "assets/flow.*.json"),
        "places.largest": _largest(site, "assets/places.*.json"),
        "pack.largest": max((size.brotli for size in pack_sizes(site).values()), default=0),
    }


def _of_pages(sizes: dict[str, list[int]]) -> Iterator[tuple[str, float]]:
    for kind, all_of_kind in sizes.items():
        if all_of_kind:
            yield f"{kind}.count", len(all_of_kind)
            yield f"{kind}.median", median(all_of_kind)
            yield f"{kind}.largest", max(all_of_kind)


def _largest(site: Path, pattern: str) -> int:
    return max(map(weight, site.glob(pattern)), default=0)


def fill_figures(site: Path) -> None:
    """Write the figures of `site` into the page that shows them, in every language."""
    figures = measured(site)
    for page in site.glob(f"??/{PAGE}"):
        page.write_text(_filled(page.read_text("utf-8"), figures), "utf-8")


def _filled(html: str, figures: dict[str, float]) -> str:
    language = _LANGUAGE.search(html)
    locale = language[1] if language else "fr"

    def cell(found: re.Match[str]) -> str:
        name = found[1]
        if name not in figures:
            return "<td>–"
        if name.endswith((".count", ".most")):
            return f"<td>{format_decimal(figures[name], locale=locale)}"
        return f"<td>{kilobytes(figures[name], locale=locale)}"

    return _UNFILLED.sub("", _CELL.sub(cell, html))
