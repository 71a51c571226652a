# Room: bench. `python -m bench`, behind `make bench`.
"""Measures everything, prints it, and writes bench.json."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.builds import BuildMeasure, measure_builds
from bench.edit_loop import EditMeasure, measure_edits
from bench.finder import FILE_BUDGET, MAP_BUDGET, FinderMeasure, measure_finder
from bench.lighthouse import NO_NODE, TEMPLATES, Visit, lighthouse_program, served, visit
from bench.search import Measure, measure_search
from bench.untouched import build_untouched
from macros.clock import as_of
from macros.load import load_dataset
from macros.messages.catalogue import messages_in
from macros.rules.flow import flow_statistics
from publish.compress import compress_site

RUNS = 3


def main(project: Path) -> int:
    """Print the measures of `project` and write them to its bench.json.

    BENCH_PAGES ("fr/,nl/documents/annex-35/") limits the visits of Lighthouse to some pages.
    """
    day = as_of(os.environ)
    rule_sets = load_dataset(project, as_of=day).rule_sets.values()
    flow = flow_statistics(rule_sets, day)
    print(messages_in("en").text(flow.message()))
    measures = measure_search(project, on_date=day)
    for measure in measures:
        print(_line(measure))
    finder = measure_finder(project, on_date=day)
    print(_finder_line(finder))
    builds = []
    for build in measure_builds(project, on_date=day):
        print(_build_line(build), flush=True)
        builds.append(build.data())
    edits = []
    for edit in measure_edits(project, on_date=day):
        print(_edit_line(edit), flush=True)
        edits.append(edit.data())
    every = {
        "flow": asdict(flow),
        "search": [measure.data() for measure in measures],
        "finder": finder.data(),
        "builds": builds,
        "edits": edits,
        "pages": _pages(project),
    }
    text = json.dumps(every, indent=1)
    (project / "bench.json").write_text(f"{text}\n", "utf-8")
    return 0


def _pages(project: Path) -> dict[str, Any]:
    """Page -> our visit, that of the untouched theme, and how many times fewer bytes."""
    program, site = lighthouse_program(project), project / "site"
    if program is None:
        print(NO_NODE)
        return {}
    if not site.is_dir():
        print("Lighthouse visits site/: run `make site` first.")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        untouched = build_untouched(site, Path(folder))
        _keep_only(untouched, [_untouched_path(page) for page in _asked(site)])
        compress_site(untouched, cache=project / ".cache" / "untouched")
        with served(site) as ours, served(untouched) as theirs:
            return {
                page: _compared(
                    page,
                    visit(f"{ours}{page}", program=program, runs=RUNS),
                    visit(f"{theirs}{_untouched_path(page)}", program=program, runs=RUNS),
                )
                for page in _asked(site)
            }


def _untouched_path(page: str) -> str:
    """static-i18n leaves the default language at the root."""
    return page.removeprefix("fr/")


def _keep_only(site: Path, pages: Iterable[str]) -> None:
    """Remove the pages nobody visits: to compress them takes minutes."""
    visited = {site / page / "index.html" for page in pages}
    for path in [*site.rglob("*.html")]:
        if path not in visited:
            path.unlink()


def _asked(site: Path) -> list[str]:
    if wanted := os.environ.get("BENCH_PAGES"):
        return wanted.split(",")
    languages = sorted(path.parent.name for path in site.glob("??/index.html"))
    return [f"{language}/{page}" for language in languages for page in TEMPLATES]


def _compared(page: str, ours: Visit, theirs: Visit) -> dict[str, Any]:
    ratio = theirs.bytes / ours.bytes
    for name, one in (("ours", ours), ("untouched", theirs)):
        scores = (one.performance, one.accessibility, one.best_practices, one.seo)
        print(
            f"/{page} {name}: {' '.join(f'{score:.0f}' for score in scores)};"
            f" FCP {one.fcp_ms:.0f} LCP {one.lcp_ms:.0f} TBT {one.tbt_ms:.0f} ms,"
            f" CLS {one.cls:.3f}, {one.bytes:,.0f} bytes",
            flush=True,
        )
    print(f"/{page} {ratio:.1f} times fewer bytes", flush=True)
    return {"ours": ours.data(), "untouched": theirs.data(), "bytes_ratio": ratio}


def _line(measure: Measure) -> str:
    parts = ", ".join(
        f"{name} {part.queries}: @1 {part.first:.1%} @3 {part.third:.1%}"
        for name, part in (*measure.parts.items(), ("whole", measure.whole))
    )
    return f"search {measure.language}: {parts}; {measure.bytes:,} bytes before the first result"


def _finder_line(finder: FinderMeasure) -> str:
    return (
        f"finder: {finder.file_bytes:,} of {FILE_BUDGET:,} bytes for the file of places, "
        f"{finder.map_bytes:,} of {MAP_BUDGET:,} for the map; CPAS known in full "
        f"{finder.in_full}, in part {finder.in_part}, by name only {finder.without}"
    )


def _build_line(measure: BuildMeasure) -> str:
    return (
        f"build {measure.name}: {measure.pages} pages; untouched {measure.untouched:.1f} s of CPU,"
        f" ours {measure.clean:.1f} s (ratio {measure.ratio:.2f}),"
        f" Hugo {'not installed' if measure.hugo is None else f'{measure.hugo:.1f} s'};"
        f" apart: search {measure.search:.1f} s, packs {measure.packs:.1f} s,"
        f" links {measure.links:.1f} s;"
        f" again {measure.again:.2f} s (ratio {measure.again_ratio:.3f}); {measure.memory} MB"
    )


def _edit_line(measure: EditMeasure) -> str:
    return (
        f"edit {measure.name}: seen after {measure.median:.2f} s, 95 % {measure.p95:.2f} s, first"
        f" {measure.first:.2f} s, start {measure.start:.1f} s;"
        f" CPU {measure.cpu:.2f} s, 95 % {measure.cpu_p95:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
