# Room: load. The links that editors write in docs/, before any build.
# What components and macros link to is known only in the finished pages: publish/links.py.
"""Every link between two pages leads to a page, and to a heading, that exist."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from macros import files
from macros.load.memory import Memory
from macros.load.pages import PageFile, prose_lines, read_page
from macros.load.topic_sheets import CALL, texts_of
from macros.messages.message import Message, Problem, near
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

_CODE = re.compile(r"`[^`]*`")
_LINKS = re.compile(
    r"""(?:(?P<picture>!)\[[^\]]*)?\]\(\s*<?(?P<inline>[^)\s>]*)   # [words](target "title")
      | ^\s{0,3}\[[^\]]+\]:\s*<?(?P<named>[^\s>]+)   # [name]: target
      | <a\s[^>]*href\s*=\s*["'](?P<html>[^"']*)
      | <img\s[^>]*src\s*=\s*["'](?P<source>[^"']*)""",
    re.VERBOSE | re.IGNORECASE,
)
# A browser shows it as it is written.
_OPEN = re.compile(r"\]\((?P<target>[^)\s]*)[^)]*$")
_ELSEWHERE = re.compile(r"(?:https?|mailto|tel):|//", re.IGNORECASE)
_IDS = re.compile(r"\{:[^}]*#(?P<list>[^\s.#}]+)|\sid\s*=\s*[\"'](?P<html>[^\"']+)")
# The macro that makes a place of each term, and how its places of letters begin.
_GLOSSARY = "glossary"
_LETTER = "letter-"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link as written. ``target`` is relative to its page, or below the language in a macro."""

    line: int
    target: str
    is_picture: bool = False


def check_links(
    project: Path, *, dataset: Dataset, records: Collection[str], memory: Memory | None = None
) -> Iterator[Problem]:
    """Links of ``project/docs`` that lead nowhere.

    ``records`` are the pages that come from records, below the language: ``documents/annex-35``.
    ``memory`` as in ``load_dataset``.
    """
    memory, terms = memory or Memory(), dataset.glossary.keys()
    for language in dataset.languages:
        checker = LinkChecker(
            project, language=language.code, records=records, memory=memory, terms=terms
        )
        for path in files.written(project / "docs" / language.code, ".md"):
            page = read_page(path, project=project, language=language.code, memory=memory)
            if isinstance(page, PageFile):
                yield from checker.problems(page)


class LinkChecker:
    """Knows the pages that the links of one language may lead to. ``records`` and ``memory`` as in
    ``check_links``; ``terms`` are the places that the glossary has, where they are to be judged."""

    def __init__(
        self,
        project: Path,
        *,
        language: str,
        records: Collection[str],
        memory: Memory,
        terms: Collection[str] = (),
    ) -> None:
        self.project = project
        # A page that is not translated yet is shown in French, at the same address.
        self.languages = {
            name: code
            for code in (SOURCE_LANGUAGE, language)
            for name in files.names(project / "docs" / code, ".md")
        }
        self.records = frozenset(f"{record}.md" for record in records)
        self.known = frozenset(self.languages) | self.records
        self.memory = memory
        self.terms = frozenset(terms)

    def problems(self, page: PageFile) -> Iterator[Problem]:
        """The links of ``page`` that lead nowhere."""
        written, of_macros, still_open = self.memory.result(
            ("links", page.name),
            page,
            lambda: ((*written_links(page),), (*_of_macros(page),), (*_still_open(page),)),
        )
        for link in still_open:
            yield page.problem(link.line, Message("link-open", target=link.target))
        for link in written:
            yield from self._link(page, link)
        for link in of_macros:
            path, _, place = link.target.strip("/").partition("#")
            names = (f"{path.rstrip('/')}.md", f"{path.rstrip('/')}/index.md")
            target = next((name for name in names if name in self.known), "")
            if target and place:
                yield from self._place(page, link, target, place)

    def _link(self, page: PageFile, link: Link) -> Iterator[Problem]:
        address, _, place = link.target.partition("#")
        if _ELSEWHERE.match(address):
            return
        here = posixpath.dirname(page.path)
        target = posixpath.normpath(posixpath.join(here, address)) if address else page.path
        if address.startswith("/") or not (target in self.known or self._is_file(page, address)):
            if link.is_picture or address.lower().endswith(files.DOWNLOADS):
                yield page.problem(link.line, self._no_file(page, link))
                return
            choices = [posixpath.relpath(name, here or ".") for name in self.known]
            is_page = address.endswith(".md") and not address.startswith("/")
            how = Message("begin-with-https" if ":" in address else "name-the-file")
            yield page.problem(
                link.line,
                Message(
                    "link-dead",
                    target=link.target or Message("nothing"),
                    do=near(address, choices) if is_page else how,
                ),
            )
        elif place and target in self.known:
            yield from self._place(page, link, target, place)

    def _is_file(self, page: PageFile, address: str) -> bool:
        """Whether it is something to download, such as ../assets/letter.pdf."""
        path = self.project / posixpath.join(posixpath.dirname(page.name), address)
        return not address.endswith(".md") and path.is_file()

    def _no_file(self, page: PageFile, link: Link) -> Message:
        """That a picture, or a file to download, is not where a page says."""
        here, assets = posixpath.dirname(page.name), f"docs/{files.ASSETS}"
        there = (
            posixpath.relpath(path.relative_to(self.project).as_posix(), here)
            for folder in (here, assets)
            for path in files.written(self.project / folder, files.DOWNLOADS)
        )
        hint = near(link.target, there)
        return Message(
            "file-not-there",
            what=Message("a-picture" if link.is_picture else "a-file"),
            target=link.target or Message("nothing"),
            folder=f"{posixpath.relpath(assets, here)}/",
            do=hint if hint.id == "did-you-mean" else Message("put-the-file-there"),
        )

    def _place(self, page: PageFile, link: Link, target: str, place: str) -> Iterator[Problem]:
        """A place of a page whose words alone make it; the build knows the places of the others."""
        if target in self.records or target not in self.languages:
            return
        written = self._written(target)
        if not isinstance(written, PageFile):
            return
        ids, may_be_made = set(_ids(written)), "{{" in written.body
        if self.terms and {call["name"] for call in CALL.finditer(written.body)} == {_GLOSSARY}:
            ids |= self.terms
            may_be_made = place.startswith(_LETTER)
        if place not in ids and not may_be_made:
            yield page.problem(
                link.line,
                Message(
                    "link-to-no-heading",
                    target=link.target,
                    page=written.name,
                    do=near(place, ids) if ids else Message("remove-the-place"),
                ),
            )

    def _written(self, target: str) -> PageFile | Problem:
        code = self.languages[target]
        path = self.project / "docs" / code / target
        return read_page(path, project=self.project, language=code, memory=self.memory)


def written_links(page: PageFile) -> Iterator[Link]:
    """The links of the prose of a page, those to other sites included."""
    for number, line in _words(page):
        for match in _LINKS.finditer(line):
            is_picture = match["picture"] is not None or match["source"] is not None
            names = (match[name] for name in ("inline", "named", "html", "source"))
            target = next(filter(None, names), "")
            yield Link(line=number, target=target, is_picture=is_picture)


def _still_open(page: PageFile) -> Iterator[Link]:
    """Those that nothing closes on their line."""
    for number, line in _words(page):
        if match := _OPEN.search(line):
            yield Link(line=number, target=match["target"])


def _words(page: PageFile) -> Iterator[tuple[int, str]]:
    """The lines without calls and code."""
    for number, line in prose_lines(page.body):
        yield number, _CODE.sub("", CALL.sub("", line))


def _of_macros(page: PageFile) -> Iterator[Link]:
    for call in CALL.finditer(page.body):
        texts = texts_of(call)
        if call["name"] == "link" and texts:
            line = page.body.count("\n", 0, call.start()) + 1
            yield Link(line=line, target=texts[0])


def _ids(page: PageFile) -> Iterator[str]:
    for match in _IDS.finditer(page.body):
        yield match["list"] or match["html"]
