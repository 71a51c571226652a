# Room: beside the rooms. Which files of data/, docs/ and overrides/ are part of the project: the
# one place that says so, for whatever looks into these folders; it imports nothing slow. Editors,
# merges and systems leave files of their own beside those that people write.
"""The files people wrote: without backups, locks and caches; in docs/, of the kinds we publish."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import translate
from functools import lru_cache
from operator import attrgetter
from pathlib import Path, PurePosixPath

from macros.messages.message import Message, Problem

_STRAYS = (
    ".*",  # .DS_Store, .about.md.swp, and Emacs' lock .#about.md, a link to nowhere
    "*~",
    "~$*",
    "#*#",
    "*.bak",
    "*.orig",
    "*.swp",
    "*.swo",
    "*.tmp",
    "4913",  # Vim asks with it whether it may write
    "thumbs.db",
    "desktop.ini",
)
_STRAY = re.compile("|".join(map(translate, _STRAYS)))
_IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
DOWNLOADS = (".pdf", *_IMAGES)
"""How the names of files end that pages show or link to."""
_PUBLISHED = (".md", *DOWNLOADS)

ASSETS = "assets"
"""The folder of docs/ with what all languages share."""


@lru_cache(maxsize=65_536)  # the same names come at every look, several in a second
def is_stray(name: str) -> bool:
    """Whether a file or folder of this name, without its path, is nobody's writing: no reader, no
    list and no check may see it."""
    return bool(_STRAY.match(name.lower()))


def written(folder: Path, suffix: str | tuple[str, ...]) -> list[Path]:
    """The files below ``folder`` whose names end in ``suffix``, or in one of them, in order."""
    return [folder / name for name in names(folder, suffix)]


def names(folder: Path, suffix: str | tuple[str, ...] = "") -> list[str]:
    """The same, from ``folder`` and with slashes: an edit asks for thousands, and a Path is slow
    to make."""
    return [name for name in _below(str(folder), "") if name.endswith(suffix)]


def check_kinds(project: Path) -> Iterator[Problem]:
    """Files of docs/ that would be published though no reader could use them."""
    for name in names(project / "docs"):
        if not name.lower().endswith(_PUBLISHED):
            path = PurePosixPath("docs", name)
            yield Problem(
                file=str(path),
                line=1,
                key="",
                message=Message(
                    "file-never-published", kind=path.suffix or path.name, known=_PUBLISHED
                ),
            )


def _below(folder: str, name: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=attrgetter("name"))
    except OSError:  # no such folder, or it went between two looks
        return
    for entry in entries:
        if is_stray(entry.name):
            continue
        if not entry.is_dir():
            yield name + entry.name
        elif not entry.is_symlink():  # it may lead back to where it stands
            yield from _below(entry.path, f"{name}{entry.name}/")
