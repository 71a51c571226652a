# Room: load. The pages that the words of data/synonyms.yaml lead to. Called by reader.py only.
"""Every page that other words lead to is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros import files
from macros.load.references import ANY, Records
from macros.messages.message import Message, Problem, near

_RECORDS = ("documents", "payers", "cpas")
# The page that has a place for each term.
_GLOSSARY = "glossary/"
# Nobody looks for the page on which they are looking.
_NOT_FOUND = frozenset({"", "search/"})


def check_synonyms(records: Records, *, project: Path) -> Iterator[Problem]:
    """Each address under ``pages`` is that of a record, or of a page.

    A record that cannot be read has a Problem of its own; so has a page that only French has lost,
    or calls otherwise.
    """
    known = frozenset((*_of_records(records), *_of_docs(records, project))) - _NOT_FOUND
    for number, entry in enumerate(records.data.synonyms):
        for index, page in enumerate(entry.pages):
            address, _, place = page.partition("#")
            folder, _, name = address.strip("/").partition("/")
            unread = {(folder, name), (folder, place), (folder, ANY)} & set(records.unreadable)
            is_term = address == _GLOSSARY and place
            if is_term and not unread and records.missing("glossary", place):
                terms = (f"{_GLOSSARY}#{term}" for term in records.data.glossary)
                message = Message("synonym-without-page", page=page, near=near(page, terms))
                yield records.at(("synonyms", str(number)), ("pages", index), message)
            elif address not in known and not unread:
                message = Message("synonym-without-page", page=page, near=near(page, known))
                yield records.at(("synonyms", str(number)), ("pages", index), message)


def _of_records(records: Records) -> Iterator[str]:
    for collection in _RECORDS:
        yield from (f"{collection}/{name}/" for name in getattr(records.data, collection))
    # When the French sheet of a topic is gone, the checks of pages say that.
    published = (key for key in records.data.published_ids if key.startswith("topics/"))
    yield from (f"{key}/" for key in published if key.partition("/")[2] in records.data.topics)


def _of_docs(records: Records, project: Path) -> Iterator[str]:
    for language in records.data.languages:
        for name in files.names(project / "docs" / language.code, ".md"):
            address = name.removesuffix(".md")
            yield "" if address == "index" else f"{address.removesuffix('/index')}/"
