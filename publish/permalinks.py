# Room: publish. The addresses that never die: /d/{collection}/{id}/, the redirects of renamed
# records, and data/published_ids.txt that remembers both. Called by the engine after the last page,
# by `macros check` and by scripts/published_ids.py.
"""Permanent links, and the record of every id ever published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from macros.load.published_ids import PublishedId, dead_id, published_id_problem, read_published_ids
from macros.messages.message import Message, Problem
from macros.model.dataset import Dataset
from macros.render import Renderer
from publish.languages import LanguageLink, words


@dataclass(frozen=True, kw_only=True)
class RecordTitle:
    """What a record's page is called: its `name`, and in the `tab`, where a discreet one is not."""

    name: str
    tab: str


@dataclass(frozen=True, kw_only=True)
class PermalinkView:
    """What `components/permalink.html` prints: a whole HTML document, `noindex`.

    `title` is for the tab and the preview of a link. `languages` keeps the order of the strip; each
    `text` is the name of the record's page in that language and each `href` is relative to this
    page.
    `forward_href` is "" on a permanent link, whose document is in the first language (a script may
    go to the browser's language). On the old address of a renamed record it is where the reader
    goes at once (`<meta http-equiv="refresh">`), and the document is in that address's language.
    """

    page_language: str
    page_direction: str
    title: str
    site_name: str
    invitation: str
    languages: tuple[LanguageLink, ...]
    forward_href: str
    stylesheet_href: str


def published_id_problems(text: str, *, existing: Collection[str]) -> tuple[Problem, ...]:
    """Everything wrong between data/published_ids.txt and the record pages that exist.

    `existing` holds `collection/id` of every record page of the site. Checked: each line can be
    read, lines are sorted and unique, each id has its page or leads to one, each page is listed.
    """
    entries = read_published_ids(text)
    problems = [*_unreadable_lines(text), *_unsorted_lines(entries)]
    for entry in entries:
        problems.extend(dead_id(entry, existing=existing))
    listed = {entry.key for entry in entries}
    end = len(text.splitlines()) + 1
    problems.extend(
        published_id_problem(end, Message("published-id-missing", key=key), key=key)
        for key in sorted(set(existing) - listed)
    )
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.key)))


def with_new_ids(text: str, *, existing: Collection[str]) -> str:
    """The text of data/published_ids.txt with the missing ids added; no line is ever removed."""
    lines = text.splitlines()
    comments = [line for line in lines if line.startswith("#")]
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    listed = {entry.key for entry in read_published_ids(text)}
    entries = sorted([*kept, *(set(existing) - listed)])
    return "\n".join([*comments, *entries, ""])


def redirects(text: str) -> dict[str, str]:
    """Old `collection/id` to the id whose page now answers; chains are followed to their end."""
    moved = {entry.key: entry.moved_to for entry in read_published_ids(text) if entry.moved_to}
    return {old: _end_of_chain(old, moved=moved) for old in moved}


def permalink_view(
    dataset: Dataset,
    *,
    collection: str,
    record_id: str,
    titles: Mapping[str, RecordTitle],
    depth: int,
    stylesheet: str,
    forward_to: str = "",
) -> PermalinkView:
    """The view of a page that leads to `/{lang}/{collection}/{record_id}/`.

    `titles` says what that page is called by language, and only these languages are listed. `depth`
    is the number of folders between the page and the site's root. `forward_to` is a language code.
    """
    up = "../" * depth
    own = dataset.language(forward_to) if forward_to else dataset.languages[0]
    languages = tuple(
        LanguageLink(
            code=language.code,
            direction=language.direction,
            name=language.name,
            href=f"{up}{language.code}/{collection}/{record_id}/",
            text=titles[language.code].name,
        )
        for language in dataset.languages
        if language.code in titles
    )
    hrefs = {language.code: language.href for language in languages}
    tabs = " / ".join(dict.fromkeys(titles[language.code].tab for language in languages))
    return PermalinkView(
        page_language=own.code,
        page_direction=own.direction,
        title=titles[forward_to].tab if forward_to else tabs,
        site_name=dataset.site.name.words(own.code),
        invitation=words(dataset, "permalink.invitation", lang=own.code),
        languages=languages,
        forward_href=hrefs[forward_to] if forward_to else "",
        stylesheet_href=f"{up}{stylesheet}",
    )


def permalink_pages(
    dataset: Dataset,
    *,
    renderer: Renderer,
    titles: Mapping[str, Mapping[str, RecordTitle]],
    moved: Mapping[str, str],
    stylesheet: str,
) -> dict[str, str]:
    """Every page of /d/ and every redirect: path of the file in the site -> its HTML.

    `titles` maps `collection/id` of every record page to its titles by language; `moved` maps the
    old ids of renamed records to the present ones (see `redirects`).
    """
    pages: dict[str, str] = {}
    for old, key in [*((key, key) for key in titles), *moved.items()]:
        if key not in titles:
            continue  # `macros check` reports a redirect that leads nowhere
        collection, record_id = key.split("/")
        for folder, forward_to in _addresses(old, moved=moved, languages=tuple(titles[key])):
            view = permalink_view(
                dataset,
                collection=collection,
                record_id=record_id,
                titles=titles[key],
                depth=folder.count("/"),
                stylesheet=stylesheet,
                forward_to=forward_to,
            )
            page = renderer.for_page(locale=view.page_language, path=folder)
            pages[f"{folder}index.html"] = page.render("components/permalink.html", view)
    return pages


def _addresses(
    key: str, *, moved: Mapping[str, str], languages: Iterable[str]
) -> list[tuple[str, str]]:
    """The folders that answer for `key`, each with the language it forwards to, or ""."""
    permanent = [(f"d/{key}/", "")]
    return permanent + [(f"{lang}/{key}/", lang) for lang in languages if key in moved]


def _end_of_chain(key: str, *, moved: Mapping[str, str]) -> str:
    seen = {key}
    while (key := moved[key]) in moved and key not in seen:
        seen.add(key)
    return key


def _unreadable_lines(text: str) -> list[Problem]:
    return [
        published_id_problem(number, Message("published-id-unreadable", text=line.strip()))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#") and not read_published_ids(line)
    ]


def _unsorted_lines(entries: tuple[PublishedId, ...]) -> list[Problem]:
    return [
        published_id_problem(
            entry.line,
            Message("published-id-unsorted", key=entry.key, before=before.key),
            key=entry.key,
        )
        for before, entry in pairwise(entries)
        if entry.key <= before.key
    ]
