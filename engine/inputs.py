# Room: engine. Which files changed since the last look. Called by engine/preview.py.
"""The files a site is made of, by size and time: a look costs milliseconds and misses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from macros.files import is_stray

FOLDERS = ("data", "docs", "overrides", "engine", "macros", "publish")
_CODE = ("engine/", "macros/", "publish/", "mkdocs.yml", "mkdocs_hooks.py")
_CSS, _JS, _TEMPLATES = "overrides/assets/css/", "overrides/assets/js/", "overrides/"

_Seen = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Paths from the project's folder that differ from the last state that could be read."""

    edited: frozenset[str]
    come_or_gone: frozenset[str]

    @property
    def paths(self) -> frozenset[str]:
        """All of them."""
        return self.edited | self.come_or_gone

    def within(self, *folders: str) -> frozenset[str]:
        """Those below `folders`."""
        return frozenset(path for path in self.paths if path.startswith(folders))

    @property
    def of_content(self) -> bool:
        """Whether the Dataset may differ, which knows the pages that are behind their French, and
        the files made of all content, such as the search index."""
        return bool(self.within("data/", "docs/"))

    @property
    def of_styles(self) -> bool:
        """Whether the stylesheet differs."""
        return bool(self.within(_CSS))

    @property
    def of_scripts(self) -> bool:
        """Whether a script differs."""
        return bool(self.within(_JS))

    @property
    def of_tree(self) -> bool:
        """Whether pages or files came or went."""
        return any(path.startswith(("docs/", "overrides/")) for path in self.come_or_gone)

    def templates(self) -> frozenset[str]:
        """The templates that differ, by the name our components use."""
        paths = (path for path in self.within(_TEMPLATES) if path.endswith(".html"))
        return frozenset(path.removeprefix(_TEMPLATES) for path in paths)

    def pages(self) -> frozenset[str]:
        """The pages of docs/ that differ, from docs/."""
        return frozenset(path.removeprefix("docs/") for path in self.within("docs/"))


class Inputs:
    """Looks at the files of `project`, below `folders`, and says what is new."""

    def __init__(self, project: Path, *, folders: Iterable[str] = FOLDERS) -> None:
        self._project = project
        self._folders = tuple(folders)
        self._good: _Seen = {}
        self._tried: _Seen | None = None

    def changes(self) -> Changes | None:
        """What differs from the last accepted state; None when this was said before."""
        now = self._look()
        if now == self._tried:
            return None
        self._tried = now
        common = now.keys() & self._good.keys()
        return Changes(
            edited=frozenset(path for path in common if now[path] != self._good[path]),
            come_or_gone=frozenset(now.keys() ^ self._good.keys()),
        )

    def accept(self) -> None:
        """What `changes` last said has been taken in."""
        self._good = self._tried or {}

    def code(self) -> _Seen:
        """Our Python, its messages and the settings, which only a new process reads again."""
        return {
            path: seen
            for path, seen in (self._tried or self._look()).items()
            if path.startswith(_CODE) and path.endswith((".py", ".yml", ".yaml"))
        }

    def _look(self) -> _Seen:
        seen: dict[str, tuple[int, int]] = {}
        for folder in self._folders:
            self._look_into(str(self._project / folder), f"{folder}/", seen)
        for name in ("mkdocs.yml", "mkdocs_hooks.py"):
            try:
                found = (self._project / name).stat()
            except FileNotFoundError:  # whoever reads it says so
                continue
            seen[name] = (found.st_mtime_ns, found.st_size)
        return seen

    def _look_into(self, folder: str, name: str, seen: dict[str, tuple[int, int]]) -> None:
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:  # it went between two looks
            return
        for entry in entries:
            if entry.name == "__pycache__" or is_stray(entry.name):
                continue
            if entry.is_dir():
                self._look_into(entry.path, f"{name}{entry.name}/", seen)
                continue
            try:
                found = entry.stat()
            except FileNotFoundError:
                continue
            seen[name + entry.name] = (found.st_mtime_ns, found.st_size)
