# Room: tests. The project with Arabic pages in it, for the tests of right-to-left pages.
"""Lays tests/sites/arabic over a copy of the project."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from conftest import REPOSITORY, SITES

from macros.load.ledger import write_ledger

_LINKED = ("engine", "macros", "overrides", "publish", "mkdocs_hooks.py")
_ARABIC = SITES / "arabic"


def make_arabic_project(target: Path) -> Path:
    """A copy of the project in which Arabic is an essential language, with some of its words."""
    target.mkdir(parents=True)
    for name in _LINKED:
        (target / name).symlink_to(REPOSITORY / name)
    shutil.copytree(REPOSITORY / "docs", target / "docs")
    shutil.copytree(_ARABIC / "docs" / "ar", target / "docs" / "ar")
    shutil.copytree(REPOSITORY / "data", target / "data")
    _write_strings(target / "data" / "strings")
    texts = yaml.safe_load((_ARABIC / "texts.yaml").read_text("utf-8"))
    for path in (target / "data").rglob("*.yaml"):
        if path.parent.name not in ("strings", "templates"):
            _translate(path, texts)
    _build_arabic(target)
    write_ledger(target, "ar", {})
    return target


def _write_strings(folder: Path) -> None:
    """Words may lack here, or be older than the French; a real language must have every one."""
    french = yaml.safe_load((folder / "fr.yaml").read_text("utf-8"))
    arabic = yaml.safe_load((_ARABIC / "strings.yaml").read_text("utf-8"))
    words = {
        key: arabic[key] if key in arabic and _names(arabic[key]) == _names(text) else text
        for key, text in french.items()
    }
    (folder / "ar.yaml").write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def _translate(path: Path, texts: Mapping[str, str]) -> None:
    before = path.read_text("utf-8")
    values = yaml.safe_load(before)
    if _add_arabic(values, texts):
        path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), "utf-8")


def _add_arabic(values: Any, texts: Mapping[str, str]) -> bool:
    if isinstance(values, list):
        return _add_to_each(values, texts)
    if not isinstance(values, dict):
        return False
    french = values.get("fr")
    if isinstance(french, str) and french in texts:
        values["ar"] = texts[french]
        return True
    return _add_to_each(values.values(), texts)


def _add_to_each(values: Iterable[Any], texts: Mapping[str, str]) -> bool:
    changed = [_add_arabic(value, texts) for value in values]
    return any(changed)


def _build_arabic(target: Path) -> None:
    languages = target / "data" / "languages.yaml"
    records = yaml.safe_load(languages.read_text("utf-8"))
    next(record for record in records if record["code"] == "ar")["status"] = "essential"
    languages.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False), "utf-8")
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    english = "        - locale: en\n          name: English\n"
    assert english in settings
    arabic = "        - locale: ar\n          name: العربية\n"
    (target / "mkdocs.yml").write_text(settings.replace(english, english + arabic), "utf-8")
