# Room: publish. The search index of each language. Called by the engine before the first page:
# pages name these files.
"""From the Dataset and the pages of docs/ to one small file a language."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from macros.files import written
from macros.load.pages import PageFile, read_page
from macros.model.common import SOURCE_LANGUAGE, Words
from macros.model.dataset import Dataset
from macros.views.search import WrittenPage, organisations_of, search_data
from publish.assets import Asset, hashed_asset

_CALL = re.compile(r"\{\{\s*(\w+\(.*?\))\s*\}\}")
_HEADING = re.compile(r"^#{1,6} .*\{:\s*#([\w-]+).*?\}\s*$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def search_asset(dataset: Dataset, docs_dir: Path, *, locale: str, on_date: date) -> Asset:
    """`search.<lang>.json` of one language. A synonym of no page raises ValueError."""
    written = written_pages(dataset, docs_dir, locale=locale, on_date=on_date)
    data = search_data(dataset, written, locale=locale, on_date=on_date)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashed_asset(f"search.{locale}.json", text)


def written_pages(
    dataset: Dataset, docs_dir: Path, *, locale: str, on_date: date
) -> Iterator[WrittenPage]:
    """The pages of `locale`, by path; what is not written in it is borrowed from the source, as its
    page is. A page that cannot be read is left out: the checks and the build speak of it."""
    files = {
        path.relative_to(docs_dir / language): (path, language)
        for language in (SOURCE_LANGUAGE, locale)
        for path in written(docs_dir / language, ".md")
    }
    for _, (path, language) in sorted(files.items()):
        page = read_page(path, project=docs_dir.parent, language=language)
        if isinstance(page, PageFile):
            yield _written(dataset, page, language=language, locale=locale, on_date=on_date)


def _written(
    dataset: Dataset, page: PageFile, *, language: str, locale: str, on_date: date
) -> WrittenPage:
    return WrittenPage(
        path=_address(page.path),
        title=_front_words(dataset, page, "title", language=language, locale=locale),
        description=_front_words(dataset, page, "description", language=language, locale=locale),
        headings=tuple((heading.id, heading.text) for heading in page.headings),
        text=_LINK.sub(r"\1", _CALL.sub(" ", page.body)),
        organisations=tuple(_organisations(dataset, page.body, locale=locale, on_date=on_date)),
    )


def _front_words(
    dataset: Dataset, page: PageFile, key: str, *, language: str, locale: str
) -> Words:
    """What the front matter of a page in `language` says, or its French when that is newer. Words
    of a section that is behind are found as they stand: the page shows them, beside the French."""
    folder, _, name = page.path.removesuffix(".md").partition("/")
    if folder == "topics" and name in dataset.topics:
        topic = dataset.topics[name]
        text = topic.title if key == "title" else topic.description or topic.title
        return text.words(locale)
    for part in dataset.behind.get(f"{language}/{page.path}", ()):
        if part.field == key and part.kind != "removed":
            is_stale = part.kind == "stale"
            return Words(part.source, SOURCE_LANGUAGE, replaces_stale=is_stale)
    return Words(str((page.meta.values or {}).get(key, "")), language)


def _address(source: str) -> str:
    """The path below the language of the page written in `source`: "cpas/index.md" is "cpas/"."""
    name = source.removesuffix(".md")
    return "" if name == "index" else f"{name.removesuffix('/index')}/"


def _organisations(
    dataset: Dataset, body: str, *, locale: str, on_date: date
) -> Iterator[tuple[str, str]]:
    """The organisations that the macros of a page list, each with the heading it stands under."""
    above = "main"
    for line in body.splitlines():
        heading = _HEADING.match(line)
        if heading:
            above = heading[1]
        for call in _CALL.finditer(line):
            for name in _listed(dataset, call[1], locale=locale, on_date=on_date):
                yield above, name


def _listed(dataset: Dataset, source: str, *, locale: str, on_date: date) -> tuple[str, ...]:
    try:
        call = ast.parse(source, mode="eval").body
        assert isinstance(call, ast.Call)
        name = ast.unparse(call.func)
        arguments = [ast.literal_eval(argument) for argument in call.args]
        options = {item.arg: ast.literal_eval(item.value) for item in call.keywords if item.arg}
    except (SyntaxError, ValueError, AssertionError):
        return ()  # the checks and the build speak of it
    return organisations_of(dataset, name, *arguments, locale=locale, on_date=on_date, **options)
