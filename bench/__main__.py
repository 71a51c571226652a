# Room: bench. `python -m bench`, behind `make bench`.
"""Measures everything, prints it, and writes bench.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.finder import FILE_BUDGET, MAP_BUDGET, FinderMeasure, measure_finder
from bench.search import Measure, measure_search
from macros.clock import as_of


def main(project: Path) -> int:
    """Print the measures of `project` and write them to its bench.json."""
    measures = measure_search(project, on_date=as_of(os.environ))
    for measure in measures:
        print(_line(measure))
    finder = measure_finder(project, on_date=as_of(os.environ))
    print(_finder_line(finder))
    every = {"search": [measure.data() for measure in measures], "finder": finder.data()}
    text = json.dumps(every, indent=1)
    (project / "bench.json").write_text(f"{text}\n", "utf-8")
    return 0


def _line(measure: Measure) -> str:
    parts = ", ".join(
        f"{name} {part.queries}: @1 {part.first:.1%} @3 {part.third:.1%}"
        for name, part in (("tuned on", measure.tuned), ("frozen", measure.frozen))
    )
    return f"search {measure.language}: {parts}; {measure.bytes:,} bytes before the first result"


def _finder_line(finder: FinderMeasure) -> str:
    return (
        f"finder: {finder.file_bytes:,} of {FILE_BUDGET:,} bytes for the file of places, "
        f"{finder.map_bytes:,} of {MAP_BUDGET:,} for the map; CPAS known in full "
        f"{finder.in_full}, in part {finder.in_part}, by name only {finder.without}"
    )


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
