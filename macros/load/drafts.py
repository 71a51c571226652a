# Room: load. Which files wait in drafts/. Called by `make check`, the desk and scripts/drafts.py.
"""Drafts: files that no build reads, each at the path below drafts/ that it will have later."""

from __future__ import annotations

from pathlib import Path

DRAFTS = "drafts"


def drafted_files(project: Path) -> tuple[Path, ...]:
    """The drafts, below drafts/, in order: ``data/topics/x.yaml``."""
    root = project / DRAFTS
    paths = (path.relative_to(root) for path in root.rglob("*") if path.suffix in (".yaml", ".md"))
    # drafts/README.md explains the folder.
    return tuple(sorted(path for path in paths if len(path.parts) > 1))
