# Room: bench. The search, in a real browser, on the golden queries. Called by bench/__main__.py and
# by tests/browser/test_search.py.
"""How often the right page comes first, or among the first three, and what it costs to fetch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import brotli
import yaml
from playwright.sync_api import Browser, Page, Route, sync_playwright

from macros.load import load_dataset
from publish.assets import Asset
from publish.scripts import build_scripts
from publish.search import search_asset
from scripts.browser import HOW_TO_INSTALL, find_browser

# What a page fetches before it can show its first result, but for the index.
SCRIPTS = ("search.js", "search_engine.js", "minisearch.js")

_ORIGIN = "http://bench.test"
# A page at this place, from 0, comes too late.
_LATE = 3
# Where each result leads, in the order in which the page shows them.
_ASK = """async ([engine, index, queries]) => {
  const { createSearch, grouped } = await import(engine);
  const { search } = createSearch(await (await fetch(index)).json());
  return queries.map((query) => {
    const rows = grouped(search(query)).flatMap((group) => group.rows);
    return [...new Set(rows.map((row) => row.entry.p.split("#")[0]))];
  });
}"""


@dataclass(frozen=True, kw_only=True)
class Golden:
    """A query as people write it. Any of `pages`, addresses below the language, answers it.

    `origin` is the first part of the name of its file: "golden" or "questions".
    """

    query: str
    pages: tuple[str, ...]
    origin: str
    frozen: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """Shares of the queries whose page came first, and among the first three."""

    queries: int
    first: float
    third: float


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One language. `parts` are, for each file of queries, those the search was tuned on and the
    frozen ones ("questions tuned", "questions frozen"); `whole` is all of them. `missed` are the
    tuned ones outside the first three, `late` those that are second or third; `bytes` are brotli.
    """

    language: str
    parts: dict[str, Part]
    whole: Part
    missed: tuple[str, ...]
    late: tuple[str, ...]
    bytes: int

    def data(self) -> dict[str, Any]:
        """As bench.json keeps it."""
        return asdict(self)


def golden_queries(project: Path, language: str) -> tuple[Golden, ...]:
    """The queries of tests/search/*.<language>.yaml, file by file."""
    return tuple(
        Golden(**{**entry, "pages": tuple(entry["pages"]), "origin": path.stem.partition(".")[0]})
        for path in _golden_files(project, language)
        for entry in yaml.safe_load(path.read_text("utf-8"))
    )


def measure_search(project: Path, *, on_date: date) -> tuple[Measure, ...]:
    """Every language that has golden queries. RuntimeError without a browser."""
    program = find_browser()
    if program is None:
        raise RuntimeError(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox"])
        measures = measure_search_in(chromium, project, on_date=on_date)
        chromium.close()
    return measures


def measure_search_in(chromium: Browser, project: Path, *, on_date: date) -> tuple[Measure, ...]:
    """The same in a browser that is already open: Playwright allows one at a time."""
    dataset = load_dataset(project, as_of=on_date)
    scripts = build_scripts(project / "overrides" / "assets" / "js")
    indexes = [
        search_asset(dataset, project / "docs", locale=language.code, on_date=on_date)
        for language in dataset.languages
    ]
    assets = {asset.name: asset for asset in (*scripts, *indexes)}
    languages = dict.fromkeys(path.stem.partition(".")[2] for path in _golden_files(project, "*"))
    page = chromium.new_page()
    _serve(page, assets.values())
    measures = tuple(
        _measure(page, golden_queries(project, language), language=language, assets=assets)
        for language in languages
    )
    page.close()
    return measures


def _golden_files(project: Path, language: str) -> list[Path]:
    return sorted((project / "tests" / "search").glob(f"*.{language}.yaml"))


def _serve(page: Page, assets: Iterable[Asset]) -> None:
    """Answer every request of `page` from the built files: no server, no network."""
    files = {f"{_ORIGIN}/{asset.path}": asset for asset in assets}

    def answer(route: Route) -> None:
        asset = files.get(route.request.url)
        if asset is None:
            route.fulfill(body="", content_type="text/html")
            return
        kind = (
            "text/javascript" if PurePosixPath(asset.path).suffix == ".js" else "application/json"
        )
        route.fulfill(body=asset.content, content_type=kind)

    page.route("**/*", answer)
    page.goto(f"{_ORIGIN}/")


def _measure(
    page: Page, golden: tuple[Golden, ...], *, language: str, assets: dict[str, Asset]
) -> Measure:
    index = assets[f"search.{language}.json"]
    fetched = [*(assets[name] for name in SCRIPTS), index]
    found = page.evaluate(
        _ASK,
        [
            f"{_ORIGIN}/{assets['search_engine.js'].path}",
            f"{_ORIGIN}/{index.path}",
            [entry.query for entry in golden],
        ],
    )
    places = [(entry, _place(entry, paths)) for entry, paths in zip(golden, found, strict=True)]
    parts = defaultdict(list)
    for entry, place in places:
        parts[f"{entry.origin} {'frozen' if entry.frozen else 'tuned'}"].append(place)
    tuned = [(entry.query, place) for entry, place in places if not entry.frozen]
    return Measure(
        language=language,
        parts={name: _part(found) for name, found in parts.items()},
        whole=_part(place for _, place in places),
        missed=tuple(query for query, place in tuned if place is None or place >= _LATE),
        late=tuple(query for query, place in tuned if place is not None and 0 < place < _LATE),
        bytes=sum(len(brotli.compress(asset.content.encode())) for asset in fetched),
    )


def _place(entry: Golden, paths: list[str]) -> int | None:
    """The place of the first right page, from 0; None when it is not shown."""
    return next((place for place, path in enumerate(paths) if path in entry.pages), None)


def _part(places: Iterable[int | None]) -> Part:
    known = list(places)
    return Part(
        queries=len(known),
        first=sum(place == 0 for place in known) / len(known),
        third=sum(place is not None and place < _LATE for place in known) / len(known),
    )
