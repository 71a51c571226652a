# Room: engine. What a page was made of. Called by engine/preview.py.
"""Notes every record, word, template and file that is asked for while a page is made."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from contextlib import contextmanager
from typing import Any, TypeVar, overload

from macros.model.dataset import Dataset

Value = TypeVar("Value")
Default = TypeVar("Default")

Use = tuple[str, ...]
EVERY = "*"


class Notebook:
    """Where the uses of the page being made are written; outside a page nothing is."""

    def __init__(self) -> None:
        self._page: set[Use] | None = None

    def note(self, *use: str) -> None:
        """`use` names what was asked for: ("documents", "annex-35"), ("template", name)."""
        if self._page is not None:
            self._page.add(use)

    @contextmanager
    def page(self) -> Iterator[set[Use]]:
        """Collect the uses of one page."""
        self._page = set()
        try:
            yield self._page
        finally:
            self._page = None


class _Watched(dict[str, Value]):
    """A collection that notes which of its records are read; EVERY when it is gone through."""

    def __init__(self, values: Mapping[str, Value], *name: str, notebook: Notebook) -> None:
        super().__init__(values)
        self._name = name
        self._note = notebook.note

    def __getitem__(self, key: str) -> Value:
        self._note(*self._name, key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(*self._name, str(key))
        return super().__contains__(key)

    @overload
    def get(self, key: str, default: None = None, /) -> Value | None: ...
    @overload
    def get(self, key: str, default: Value, /) -> Value: ...
    @overload
    def get(self, key: str, default: Default, /) -> Value | Default: ...
    def get(self, key: str, default: Any = None, /) -> Any:
        self._note(*self._name, key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._note(*self._name, EVERY)
        return super().__iter__()

    def __len__(self) -> int:
        self._note(*self._name, EVERY)
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        self._note(*self._name, EVERY)
        return super().keys()

    def values(self) -> ValuesView[Value]:  # type: ignore[override]
        self._note(*self._name, EVERY)
        return super().values()

    def items(self) -> ItemsView[str, Value]:  # type: ignore[override]
        self._note(*self._name, EVERY)
        return super().items()


def watched(dataset: Dataset, notebook: Notebook) -> Dataset:
    """`dataset`, its collections and words noting in `notebook` what is read of them."""
    collections = {
        name: _Watched(values, name, notebook=notebook)
        for name, values in _collections(dataset).items()
        if name != "strings"
    }
    words = {
        locale: _Watched(texts, "strings", locale, notebook=notebook)
        for locale, texts in dataset.strings.items()
    }
    return dataset.model_copy(update={**collections, "strings": words})


def changed_uses(before: Dataset, after: Dataset) -> set[Use] | None:
    """What a page may have used that is not the same in both; None when it may be anything."""
    old, new = _collections(before), _collections(after)
    if _singles(before) != _singles(after) or old["strings"].keys() != new["strings"].keys():
        return None
    changed: set[Use] = set()
    for name in new:
        if name != "strings":
            changed |= _changed(old[name], new[name], name)
    for locale, texts in after.strings.items():
        changed |= _changed(before.strings[locale], texts, "strings", locale)
    return changed


def _changed(old: Mapping[str, Any], new: Mapping[str, Any], *name: str) -> set[Use]:
    # What did not change is the same object (macros/load/memory.py), which is compared at once.
    keys = {
        key
        for key in old.keys() | new.keys()
        if old.get(key) is not new.get(key) and old.get(key) != new.get(key)
    }
    if not keys and list(old) == list(new):
        return set()
    return {(*name, key) for key in (*keys, EVERY)}


def _collections(dataset: Dataset) -> dict[str, dict[str, Any]]:
    fields = {name: getattr(dataset, name) for name in type(dataset).model_fields}
    return {name: value for name, value in fields.items() if isinstance(value, dict)}


def _singles(dataset: Dataset) -> dict[str, Any]:
    """What is not read by id; what is told to editors stands on no page."""
    fields = {name: getattr(dataset, name) for name in type(dataset).model_fields}
    return {
        name: value
        for name, value in fields.items()
        if not isinstance(value, dict) and name not in ("remarks", "unrecorded")
    }
