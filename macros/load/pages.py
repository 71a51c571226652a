# Room: load. The pages editors write, docs/<lang>/**/*.md, before any build. Called by __main__.py.
"""Front matter, heading ids, macro calls and languages of the pages; subjects of reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from macros.load.macro_calls import MacroShape, check_macro_calls
from macros.load.problems import Problem, near
from macros.load.yaml_reader import YamlFile, decoded, read_yaml_text
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

FRONT_MATTER = ("title", "description", "component", "discreet")
DESCRIPTION_LENGTH = 150
RECORD_FOLDERS = ("documents", "payers", "cpas", "topics")

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t#]*$")
_ATTRIBUTES = re.compile(r"\{:(?P<inside>[^}]*)\}$")
_ID = re.compile(r"(?:^|\s)#(?P<id>[^\s.#]+)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_REFUSED = (
    (re.compile(r"<\s*/?\s*script\b", re.IGNORECASE), "a script"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE), "an attribute that runs a script"),
    (re.compile(r"javascript\s*:", re.IGNORECASE), "a link that runs a script"),
    (re.compile(r"<\s*(iframe|object|embed)\b", re.IGNORECASE), "a window on another site"),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE), "an attribute that changes the look"),
    (re.compile(r"<h[1-6]\b", re.IGNORECASE), "a heading in HTML"),
    # A page that fetches from another host tells that host who reads it.
    (re.compile(r"!\[[^\]]*\]\(\s*<?(https?:)?//", re.IGNORECASE), "an image of another site"),
    (
        re.compile(r"<[a-z][^>]*\s(src|srcset|poster)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE),
        "something fetched from another site",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading with the line it is on; ``id`` is "" when it has none."""

    line: int
    text: str
    id: str


@dataclass(frozen=True, kw_only=True)
class PageFile:
    """One page as written. ``body`` keeps the line numbers of the file: its front matter is blank.

    ``path`` is below the language: ``documents/index.md``.
    """

    name: str
    path: str
    language: str
    meta: YamlFile
    body: str
    headings: tuple[Heading, ...]

    def problem(self, line: int, *, key: str = "", found: str, expected: str, do: str) -> Problem:
        """A Problem at a line of this page."""
        return Problem(file=self.name, line=line, key=key, found=found, expected=expected, do=do)


def check_pages(
    project: Path,
    *,
    dataset: Dataset,
    macros: Mapping[str, MacroShape],
    on_date: date,
) -> Iterator[Problem]:
    """Everything wrong in ``project/docs``. ``macros`` are those that pages may call, by name."""
    pages: dict[str, dict[str, PageFile]] = {}
    for language in dataset.languages:
        pages[language.code] = {}
        folder = project / "docs" / language.code
        for path in sorted(folder.rglob("*.md")):
            page = read_page(path, project=project, language=language.code)
            if isinstance(page, Problem):
                yield page
                continue
            pages[language.code][page.path] = page
            yield from page.meta.problems
            yield from _front_matter(page, project=project, dataset=dataset)
            yield from _headings(page)
            yield from _markup(page)
            yield from check_macro_calls(
                page.body,
                page.name,
                locale=language.code,
                dataset=dataset,
                macros=macros,
                on_date=on_date,
            )
    yield from _languages(pages, dataset=dataset)


def read_page(path: Path, *, project: Path, language: str) -> PageFile | Problem:
    """The page at ``path``, or the Problem that it is not a UTF-8 text."""
    name = path.relative_to(project).as_posix()
    text = decoded(path.read_bytes(), name)
    return text if isinstance(text, Problem) else page_of_text(text, name, language=language)


def page_of_text(text: str, name: str, *, language: str) -> PageFile:
    """The page ``name`` (``docs/nl/about.md``) whose text is ``text``."""
    match = _FRONT_MATTER.match(text)
    meta, body = YamlFile(name=name, values={}), text
    if match:
        if match[1].strip():
            meta = read_yaml_text(match[1], name, first_line=2)
        body = "\n" * match[0].count("\n") + text[match.end() :]
    return PageFile(
        name=name,
        path=name.removeprefix(f"docs/{language}/"),
        language=language,
        meta=meta,
        body=body,
        headings=tuple(headings_of(body)),
    )


def prose_lines(body: str) -> Iterator[tuple[int, str]]:
    """The lines outside fenced code, counted from 1; a fence and what it holds come as blank."""
    fence = ""
    for number, line in enumerate(body.splitlines(), start=1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1] == fence else fence
            yield number, ""
        elif mark:
            fence = mark[1]
            yield number, ""
        else:
            yield number, line


def headings_of(body: str) -> Iterator[Heading]:
    """The headings of a Markdown text, outside fenced code."""
    for number, line in prose_lines(body):
        if match := _HEADING.match(line):
            attributes = _ATTRIBUTES.search(match["text"])
            found = _ID.search(attributes["inside"]) if attributes else None
            text = match["text"][: attributes.start()] if attributes else match["text"]
            yield Heading(line=number, text=text.strip(), id=found["id"] if found else "")


def _front_matter(page: PageFile, *, project: Path, dataset: Dataset) -> Iterator[Problem]:
    folder, _, name = page.path.removesuffix(".md").partition("/")
    of_record = folder in RECORD_FOLDERS and name != "index"
    if of_record and name not in getattr(dataset, folder):
        yield page.problem(
            1,
            found=name,
            expected=f"a page of {folder}/ named after a record",
            do=near(name, getattr(dataset, folder)),
        )
    meta = page.meta.values
    if not isinstance(meta, Mapping):
        if not page.meta.problems:
            yield page.problem(
                1, found="no keys between the lines ---", expected="title:", do="add title:"
            )
        return
    for key in meta:
        if key not in FRONT_MATTER:
            yield page.meta.problem(
                (key,),
                found=f"the unknown key {key}",
                expected=f"one of {', '.join(FRONT_MATTER)}",
                do=near(key, FRONT_MATTER),
            )
    for key in () if of_record else ("title", "description"):
        if not isinstance(meta.get(key), str):
            yield page.meta.problem(
                (key,),
                found=f"no {key}",
                expected=f"{key}: and a text, between two lines --- at the top",
                do=f"add {key}: in the language of the page",
            )
    yield from _values(page, meta, project=project)


def _values(page: PageFile, meta: Mapping[str, object], *, project: Path) -> Iterator[Problem]:
    description = meta.get("description")
    if isinstance(description, str) and len(description) > DESCRIPTION_LENGTH:
        yield page.meta.problem(
            ("description",),
            found=f"{len(description)} characters",
            expected=f"at most {DESCRIPTION_LENGTH}",
            do="say it in one shorter sentence",
        )
    component = meta.get("component")
    components = project / "overrides" / "components"
    if component is not None and not (components / f"{component}.html").is_file():
        yield page.meta.problem(
            ("component",),
            found=str(component),
            expected="the name of a file of overrides/components, without .html",
            do=near(str(component), (path.stem for path in components.glob("*.html"))),
        )
    if meta.get("discreet", "true") not in ("true", "false"):
        yield page.meta.problem(
            ("discreet",),
            found=str(meta["discreet"]),
            expected="true or false",
            do="write true or false",
        )


def _headings(page: PageFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for heading in page.headings:
        if not heading.id:
            # A short {#id} is a comment for the macros; check_macro_calls says so.
            if "{#" not in heading.text:
                yield page.problem(
                    heading.line,
                    key=heading.text,
                    found="a heading without an id",
                    expected="an id, the same in every language",
                    do="end the line with {: #short-name }",
                )
        elif heading.id in seen:
            yield page.problem(
                heading.line,
                key=heading.text,
                found=f"the id {heading.id} a second time",
                expected=f"each id once (the first is on line {seen[heading.id]})",
                do="choose another id, in every language",
            )
        seen.setdefault(heading.id, heading.line)
    before = ""
    for number, line in prose_lines(page.body):
        if _UNDERLINE.match(line) and before.strip() and not before.lstrip().startswith("#"):
            yield page.problem(
                number,
                key=before.strip(),
                found="a heading made with a line under it",
                expected="a heading that begins with ##, and its id",
                do="write ## before the heading, {: #short-name } after it; remove the line",
            )
        before = line


def _markup(page: PageFile) -> Iterator[Problem]:
    for number, line in enumerate(page.body.splitlines(), start=1):
        for pattern, name in _REFUSED:
            if match := pattern.search(line):
                yield page.problem(
                    number,
                    found=f"{name}: {match[0].strip()}",
                    expected="words, Markdown and macros",
                    do="remove it",
                )


def _languages(
    pages: Mapping[str, Mapping[str, PageFile]], *, dataset: Dataset
) -> Iterator[Problem]:
    french = pages.get(SOURCE_LANGUAGE, {})
    for code, written in pages.items():
        for path in french:
            if path not in written and code in dataset.full_languages():
                yield Problem(
                    file=f"docs/{code}/{path}",
                    line=1,
                    key="",
                    found="no such page",
                    expected=f"docs/{SOURCE_LANGUAGE}/{path} in {code}",
                    do="copy the French page and translate it",
                )
        for path, page in written.items():
            if path not in french:
                yield page.problem(
                    1,
                    found="a page that French does not have",
                    expected=f"docs/{SOURCE_LANGUAGE}/{path}",
                    do="write the French page first, or remove this one",
                )
            elif code != SOURCE_LANGUAGE:
                yield from _same_headings(page, french[path])


def _same_headings(page: PageFile, french: PageFile) -> Iterator[Problem]:
    """The first heading whose id is not the French one; the later ones follow from it.

    Nothing after a heading without id: it is already a Problem.
    """
    last = page.headings[-1].line if page.headings else 1
    for index, theirs in enumerate(french.headings):
        ours = page.headings[index] if index < len(page.headings) else None
        if ours is not None and not ours.id:
            return
        if ours is None or ours.id != theirs.id:
            yield page.problem(
                ours.line if ours else last,
                key=ours.text if ours else "",
                found=f"the id {ours.id}" if ours else "no more headings",
                expected=f"the id {theirs.id or '(none)'}, as in {french.name}:{theirs.line}",
                do="use the ids of the French page, in the same order",
            )
            return
    if len(page.headings) > len(french.headings) and page.headings[len(french.headings)].id:
        extra = page.headings[len(french.headings)]
        yield page.problem(
            extra.line,
            key=extra.text,
            found=f"the id {extra.id}, which the French page does not have",
            expected=f"the headings of {french.name}",
            do="add it to the French page first, or remove it here",
        )


REVIEWS = "data/reviews.yaml"
DUE_SOON_DAYS = 60
"""How long before its last day a review is listed, for editors only."""


def review_subjects(project: Path, dataset: Dataset) -> frozenset[str]:
    """What can be reviewed: ``documents/annex-35``, or the path of a page of docs/fr."""
    pages = {
        path.relative_to(project / "docs" / SOURCE_LANGUAGE).as_posix().removesuffix(".md")
        for path in (project / "docs" / SOURCE_LANGUAGE).rglob("*.md")
    }
    records = {
        f"{collection}/{record}"
        for collection in (*RECORD_FOLDERS, "organisations", "glossary")
        for record in getattr(dataset, collection)
    }
    return frozenset(records | pages)


def check_reviews(project: Path, *, dataset: Dataset, on_date: date) -> Iterator[Problem]:
    """Every review is of a record or a page that exists, in a language of the site.

    Those that are over, or nearly, are remarks.
    """
    file = read_yaml_text((project / REVIEWS).read_text("utf-8-sig"), REVIEWS)
    subjects = review_subjects(project, dataset)
    languages = [language.code for language in dataset.languages]
    for index, review in enumerate(dataset.reviews):
        if review.subject not in subjects:
            yield file.problem(
                (index, "subject"),
                found=review.subject,
                expected="collection/id of a record, or the path of a page of docs/fr",
                do=near(review.subject, subjects),
            )
        if review.language not in languages:
            yield file.problem(
                (index, "language"),
                found=review.language,
                expected="a language of the site",
                do=near(review.language, languages),
            )
        if review.until <= on_date + timedelta(days=DUE_SOON_DAYS):
            over = "over" if review.until < on_date else "ends soon"
            due = file.problem(
                (index, "until"),
                found=f"{review.until}, {over} on {on_date}",
                expected=f"{review.subject} read again in {review.language}",
                do="ask a qualified person, then: python -m macros reviews confirm",
            )
            yield replace(due, severity="remark")
