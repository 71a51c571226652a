# Room: bench. One clean build, in a process of its own. Run by bench/builds.py in the project.
"""Prints the CPU seconds at which each stage of the build was done, and "memory": the megabytes of
its largest process. As JSON, on the last line."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from engine.build import main


def cpu_seconds() -> float:
    """Of this process, its beginning included, and of those it has ended."""
    return sum(used.ru_utime + used.ru_stime for used in _used())


def megabytes() -> int:
    """Of the largest process."""
    return max(used.ru_maxrss for used in _used()) // 1024


def _used() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


if __name__ == "__main__":
    done: dict[str, float] = {}
    code = main(
        Path.cwd(), compress=False, on_stage=lambda stage: done.update({stage: cpu_seconds()})
    )
    print(json.dumps({**done, "memory": megabytes()}))
    sys.exit(code)
