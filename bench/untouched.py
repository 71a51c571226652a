# Room: bench. The same content in the untouched theme. Called by bench/lighthouse.py.
"""A plain MkDocs project, Material as it comes, whose pages hold the words of our built pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_MAIN = re.compile(r"<main\b[^>]*>(.*?)(?:</main>|<footer\b)", re.S)
_TITLE = re.compile(r"<title>([^<]*)")
_LEFT_OUT = re.compile(r"<(script|style|template)\b.*?</\1>", re.S)

# As someone would begin, with the plugins this site has: one font less, or it calls another host.
_SETTINGS = """site_name: Untouched
site_url: http://127.0.0.1/
theme:
  name: material
  font: false
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
"""


def build_untouched(site: Path, folder: Path) -> Path:
    """Build in `folder` the content of `site`, a finished site of ours; where the result is."""
    pages = sorted(site.glob("??/**/index.html"))
    languages = sorted({page.relative_to(site).parts[0] for page in pages}, key=_french_first)
    for page in pages:
        target = folder / "docs" / page.relative_to(site).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_markdown(page.read_text("utf-8")), "utf-8")
    settings = _SETTINGS + "".join(
        f"        - locale: {language}\n          name: {language}\n"
        + ("          default: true\n" if language == languages[0] else "")
        for language in languages
    )
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True)
    return folder / "site"


def _french_first(language: str) -> tuple[bool, str]:
    return language != "fr", language


def words_of_page(html: str) -> tuple[str, str]:
    """The title of a finished page of ours, and its words as HTML on one line."""
    title, main = _TITLE.search(html), _MAIN.search(html)
    words = _LEFT_OUT.sub("", main[1] if main else "")
    return title[1] if title else "", " ".join(words.split())


def _markdown(html: str) -> str:
    """The words of a page in one block of HTML, which Markdown leaves alone."""
    title, words = words_of_page(html)
    return f"---\ntitle: {title!r}\n---\n\n<div>{words}</div>\n"
