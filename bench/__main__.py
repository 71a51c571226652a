# Room: bench. `python -m bench`, behind `make bench`.
"""Measures everything, prints it, and writes bench.json."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from bench.search import Measure, measure_search
from macros.clock import as_of
from macros.load import load_dataset
from macros.rules.flow import flow_statistics


def main(project: Path) -> int:
    """Print the measures of `project` and write them to its bench.json."""
    day = as_of(os.environ)
    rule_sets = load_dataset(project, as_of=day).rule_sets.values()
    flow = flow_statistics(rule_sets, day)
    print(flow.sentence())
    measures = measure_search(project, on_date=day)
    for measure in measures:
        print(_line(measure))
    found = {"flow": asdict(flow), "search": [measure.data() for measure in measures]}
    text = json.dumps(found, indent=1)
    (project / "bench.json").write_text(f"{text}\n", "utf-8")
    return 0


def _line(measure: Measure) -> str:
    parts = ", ".join(
        f"{name} {part.queries}: @1 {part.first:.1%} @3 {part.third:.1%}"
        for name, part in (*measure.parts.items(), ("whole", measure.whole))
    )
    return f"search {measure.language}: {parts}; {measure.bytes:,} bytes before the first result"


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
