# Room: publish. The last step of `make site`. Called by engine/build.py only: no preview waits for
# it.
"""Each text file also as brotli and gzip, for servers that send what lies beside a file.

Highest levels, for the reader: at 9, brotli makes a page 7 % larger, which is the second round trip
of our longest pages. A cache named by content pays for it: only what changed is compressed again.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import brotli

SUFFIXES = (".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml")

# The level is part of the name in the cache: another level never reuses an old file.
_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "11.br": lambda content: brotli.compress(content, quality=11),
    "9.gz": lambda content: gzip.compress(content, 9, mtime=0),
}


def compress_site(site: Path, *, cache: Path) -> None:
    """Write `<file>.br` and `<file>.gz` beside every text file of `site`.

    `cache` keeps what this site needs, and forgets the rest.
    """
    cache.mkdir(parents=True, exist_ok=True)
    files = [path for path in sorted(site.rglob("*")) if path.suffix in SUFFIXES]
    # Threads: brotli and zlib let the other ones work.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        used = set().union(*pool.map(lambda path: _compress(path, cache=cache), files))
    _forget(path for path in cache.iterdir() if path not in used)


def _compress(path: Path, *, cache: Path) -> set[Path]:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    used = set()
    for name, way in _WAYS.items():
        kept = cache / f"{digest}.{name}"
        if not kept.exists():
            # Two threads may have the same content: each writes its own file, the last one stays.
            fresh = cache / f"{digest}.{name}.{sha256(str(path).encode()).hexdigest()[:8]}"
            fresh.write_bytes(way(content))
            fresh.replace(kept)
        path.with_name(f"{path.name}.{name.partition('.')[2]}").write_bytes(kept.read_bytes())
        used.add(kept)
    return used


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink()
