# Room: engine. What is made of many pages at once, and kept from one build to the next. Called by
# engine/assets.py and engine/surroundings.py.
"""The search index and the packs of a language are made again only when what they are made of
changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from engine.unchanged import fingerprint

_FOLDER = Path(".cache", "kept")


def kept(
    project: Path,
    name: str,
    *,
    of: Iterable[Path],
    make: Callable[[], Mapping[str, str]],
) -> dict[str, str]:
    """What `make` gives, or gave when the folders `of` and our code were the same; what was made
    of others is forgotten. Path from the site's root, or a name -> text."""
    inputs = fingerprint(project, environ=os.environ, kind=name, content=of)
    folder = project / _FOLDER
    file = folder / f"{name}.json"
    if file.is_file():
        known: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8"))
        if inputs in known:
            return known[inputs]
    made = dict(make())
    folder.mkdir(parents=True, exist_ok=True)
    # Another process may read it meanwhile.
    fresh = folder / f"{name}.{os.getpid()}"
    fresh.write_text(json.dumps({inputs: made}), "utf-8")
    fresh.replace(file)
    return made
