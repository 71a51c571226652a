# Room: engine. Whether a build would give what is there already. Called by engine/build.py, before
# anything slow is imported, and by engine/kept.py.
"""One fingerprint of everything a build reads, kept beside one of the site it made."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from macros.clock import as_of
from macros.files import is_stray

_STAMP = Path(".cache", "build")
_CONTENT = ("data", "docs")
_CODE = ("engine", "macros", "overrides", "publish")
_SETTINGS = ("SITE_URL", "STRICT_DATES")


def fingerprint(
    project: Path,
    *,
    environ: Mapping[str, str],
    kind: str,
    content: Iterable[Path] | None = None,
) -> str:
    """Changes with any input of a build: content, code, settings, the day, installed packages.

    `kind` tells apart what is made; of `content` when that is not all of data/ and docs/.
    WrongDay when AS_OF is not a day.
    """
    digest = blake2b(digest_size=16)
    settings = [kind, as_of(environ).isoformat(), sys.version, *_packages()]
    digest.update("\0".join([*settings, *(environ.get(name, "") for name in _SETTINGS)]).encode())
    folders = [project / name for name in _CONTENT] if content is None else content
    for name, path in _inputs(project, folders):
        digest.update(name.encode() + b"\0")
        digest.update(blake2b(path.read_bytes(), digest_size=16).digest())
    return digest.hexdigest()


def is_there(project: Path, *, inputs: str) -> bool:
    """Whether `site/` is, file for file, what the last build made of the same `inputs`."""
    stamp = project / _STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == _stamp(project, inputs=inputs)


def remember(project: Path, *, inputs: str) -> None:
    """`site/` was just made of `inputs`."""
    (project / _STAMP).parent.mkdir(parents=True, exist_ok=True)
    (project / _STAMP).write_text(_stamp(project, inputs=inputs), "utf-8")


def _stamp(project: Path, *, inputs: str) -> str:
    """The inputs and, by size and time, every file of the site: nobody may have touched it."""
    site = blake2b(digest_size=16)
    for path in _files(project / "site"):
        found = path.stat()
        site.update(f"{path.relative_to(project)}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return f"{inputs} {site.hexdigest()}"


def _inputs(project: Path, content: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Each file with its name, which does not say where the project is."""
    for path in sorted([*project.glob("*.yml"), *project.glob("mkdocs_hooks.py")]):
        yield path.name, path
    for folder in (*content, *(project / name for name in _CODE)):
        for path in _files(folder):
            # An editor's lock is a link to nowhere.
            if not is_stray(path.name):
                yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path


def _files(folder: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            yield Path(directory, name)


def _packages() -> list[str]:
    """Every installed package with its version, by the name of its folder."""
    return sorted(path.name for path in Path(sysconfig.get_path("purelib")).iterdir())
