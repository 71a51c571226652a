# Room: bench. One clean build, in a process of its own. Run by bench/builds.py in the project.
"""Prints the CPU seconds at which each stage of the build was done, "search": those that went into
the search index, and "memory": the megabytes of its largest process. As JSON, on the last line."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from engine.build import main
from publish.assets import Asset
from publish.search import search_asset


def cpu_seconds() -> float:
    """Of this process, its beginning included, and of those it has ended."""
    return sum(used.ru_utime + used.ru_stime for used in _used())


def megabytes() -> int:
    """Of the largest process."""
    return max(used.ru_maxrss for used in _used()) // 1024


def _used() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


if __name__ == "__main__":
    done = {"search": 0.0}

    def made_apart(*arguments: Any, **options: Any) -> Asset:
        """The search index of a language, its cost noted: pages name it, so it comes first."""
        before = cpu_seconds()
        asset = search_asset(*arguments, **options)
        done["search"] += cpu_seconds() - before
        return asset

    with patch("engine.assets.search_asset", made_apart):
        code = main(
            Path.cwd(), compress=False, on_stage=lambda stage: done.update({stage: cpu_seconds()})
        )
    print(json.dumps({**done, "memory": megabytes()}))
    sys.exit(code)
