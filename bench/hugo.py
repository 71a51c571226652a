# Room: bench. The same content for Hugo, where it is installed. Called by bench/builds.py.
"""A plain Hugo project, with a frame of a few lines, whose pages hold the words of ours.

Hugo has no macros. A page that is written keeps its Markdown, without its calls; of a record it
gets the finished words, as HTML that Hugo leaves alone. It is a mark far ahead, not a fair match.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import yaml

from bench.untouched import words_of_page

_CALL = re.compile(r"\{\{.*?\}\}", re.S)
_ATTRIBUTES = re.compile(r"\{:\s*(#[\w-]+)[^}]*\}")
_FRAME = """<!doctype html>
<html lang="{{ .Site.Language.Lang }}">
<head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}"></head>
<body>
<nav>{{ range .Site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<p>{{ range .AllTranslations }}<a href="{{ .RelPermalink }}">{{ .Lang }}</a> {{ end }}</p>
<main><h1>{{ .Title }}</h1>{{ .Content }}</main>
</body>
</html>
"""
_SETTINGS = """baseURL: https://example.org/
title: Hugo
defaultContentLanguage: fr
defaultContentLanguageInSubdir: true
disableKinds: [taxonomy, term, RSS]
markup: {goldmark: {renderer: {unsafe: true}, parser: {attribute: {block: true}}}}
languages:
"""


def hugo_program() -> str | None:
    """Where Hugo is; None when it is not installed."""
    return shutil.which("hugo")


def hugo_project(target: Path, *, project: Path) -> Path:
    """The pages of `project`, whose site is built, as a Hugo project in `target`."""
    site = project / "site"
    codes = sorted(path.parent.name for path in site.glob("??/index.html"))
    settings = _SETTINGS + "".join(f"  {code}: {{contentDir: content/{code}}}\n" for code in codes)
    _write(target / "hugo.yaml", settings)
    # Older versions know one name only, newer ones both.
    shutil.copy(target / "hugo.yaml", target / "config.yaml")
    for kind in ("single", "list"):
        _write(target / "layouts" / "_default" / f"{kind}.html", _FRAME)
    for code in codes:
        for page in sorted((site / code).rglob("index.html")):
            below = page.parent.relative_to(site / code)
            _write(_place(target / "content" / code, below, site / code), _page(page, project))
    return target


def _place(content: Path, below: Path, site: Path) -> Path:
    """Hugo calls the page of a folder with pages in it _index.md."""
    holds_pages = any((site / below).glob("*/index.html"))
    return content / below / "_index.md" if holds_pages else content / f"{below}.md"


def _page(page: Path, project: Path) -> str:
    """The Markdown of a finished page."""
    below = page.parent.relative_to(project / "site")
    title, words = words_of_page(page.read_text("utf-8"))
    written = [project / "docs" / f"{below}.md", project / "docs" / below / "index.md"]
    source = next((path for path in written if path.exists()), None)
    is_record = (
        below.parts[1:2] in (("documents",), ("payers",), ("cpas",)) and len(below.parts) > 2
    )
    if source is None or is_record:
        return _with_head({"title": title}, f"<div>{words}</div>\n")
    _, head, prose = source.read_text("utf-8").split("---\n", 2)
    meta = yaml.safe_load(head)
    kept = {name: str(meta[name]) for name in ("title", "description") if name in meta}
    return _with_head(kept, _ATTRIBUTES.sub(r"{\1}", _CALL.sub("", prose)))


def _with_head(meta: dict[str, str], words: str) -> str:
    return f"{json.dumps(meta, ensure_ascii=False)}\n\n{words}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
