# Room: load. What was read before. A command keeps one while it runs, the preview from edit
# to edit.
"""Files and records read before, for as long as their bytes stay the same.

Reading everything takes more than a second; reading again after an edit only what it changed. A
record that did not change is the same object as before, so that changes can be found by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Generic, TypeVar

from macros.load.yaml_reader import YamlFile, read_yaml

Value = TypeVar("Value")


class _Kept(Generic[Value]):
    """Values by name, each made anew when what it was made of changes."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Any, Value]] = {}

    def get(self, name: Hashable, source: Any, make: Callable[[], Value]) -> Value:
        kept = self._kept.get(name)
        if kept is None or kept[0] != source:
            kept = self._kept[name] = (source, make())
        return kept[1]


class Memory:
    """Hand the same one to ``load_dataset`` again and again."""

    def __init__(self) -> None:
        self._files: _Kept[YamlFile] = _Kept()
        self._results: _Kept[Any] = _Kept()

    def file(self, path: Path, name: str) -> YamlFile:
        """``read_yaml(path, name)``."""
        return self._files.get(name, path.read_bytes(), lambda: read_yaml(path, name))

    def result(self, name: Hashable, source: Any, make: Callable[[], Value]) -> Value:
        """What ``make`` gives for ``source``, which nothing changes; ``name`` says what it is."""
        found: Value = self._results.get(name, source, make)
        return found
