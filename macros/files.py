# Room: beside the rooms. Which files of data/, docs/ and overrides/ are part of the project: the
# one place that says so, for whatever looks into these folders; it imports nothing slow. Editors,
# merges and systems leave files of their own beside those that people write.
"""The files people wrote: without backups, locks and caches; in docs/, of the kinds we publish."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import translate
from pathlib import Path

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


def is_stray(name: str) -> bool:
    """Whether a file or folder of this name, without its path, is nobody's writing: no reader, no
    list and no check may see it."""
    return bool(_STRAY.match(name.lower()))


def written(folder: Path, suffix: str | tuple[str, ...]) -> list[Path]:
    """The files below ``folder`` whose names end in ``suffix``, or in one of them, in order."""
    names = (name for name in _below(str(folder)) if name.endswith(suffix))
    return [*map(Path, sorted(names, key=_parts))]


def check_kinds(project: Path) -> Iterator[Problem]:
    """Files of docs/ that would be published though no reader could use them."""
    for name in sorted(_below(str(project / "docs")), key=_parts):
        if not name.lower().endswith(_PUBLISHED):
            path = Path(name)
            yield Problem(
                file=path.relative_to(project).as_posix(),
                line=1,
                key="",
                message=Message(
                    "file-never-published", kind=path.suffix or path.name, known=_PUBLISHED
                ),
            )


def _parts(name: str) -> list[str]:
    """In the order of paths; comparing these is faster, at every edit."""
    return name.split(os.sep)  # noqa: PTH206


def _below(folder: str) -> Iterator[str]:
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_stray(name)]
        for name in names:
            if not is_stray(name):
                yield os.path.join(directory, name)  # noqa: PTH118 - many files, at every edit
