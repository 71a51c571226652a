# Room: load. The pages editors write, docs/<lang>/**/*.md, before any build.
"""Front matter, heading ids, macro calls and languages of the pages; subjects of reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

from macros import files
from macros.load.macro_calls import MacroShape, check_macro_calls
from macros.load.memory import Memory
from macros.load.pasted import misplaced, unseen
from macros.load.problems import ends
from macros.load.yaml_reader import YamlFile, decoded, read_yaml_text, two_versions
from macros.messages.message import LanguageName, Message, Problem, near
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset

FRONT_MATTER = ("title", "description", "component", "discreet")
DESCRIPTION_LENGTH = 150
RECORD_FOLDERS = ("documents", "payers", "cpas", "topics")

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"---[ \t]*\r?\n")
# What a word processor, or one key too few or too many, makes of the first line.
_NEARLY_OPENING = re.compile(r"(?P<line>[-–—_]{1,6})[ \t]*\r?\n(?=\w+:)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t#]*$")
_ATTRIBUTES = re.compile(r"\{:(?P<inside>[^}]*)\}$")
_ID = re.compile(r"(?:^|\s)#(?P<id>[^\s.#]+)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_REFUSED = (
    (re.compile(r"<\s*/?\s*script\b", re.IGNORECASE), Message("markup.script")),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE), Message("markup.event")),
    (re.compile(r"javascript\s*:", re.IGNORECASE), Message("markup.script-link")),
    (re.compile(r"<\s*(iframe|object|embed)\b", re.IGNORECASE), Message("markup.window")),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE), Message("markup.style")),
    (re.compile(r"<h[1-6]\b", re.IGNORECASE), Message("markup.heading")),
    # A page that fetches from another host tells that host who reads it.
    (re.compile(r"!\[[^\]]*\]\(\s*<?(https?:)?//", re.IGNORECASE), Message("markup.image")),
    (
        re.compile(r"<[a-z][^>]*\s(src|srcset|poster)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE),
        Message("markup.fetched"),
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

    def problem(self, line: int, message: Message, *, key: str = "") -> Problem:
        """A Problem at a line of this page."""
        return Problem(file=self.name, line=line, key=key, message=message)


def check_pages(
    project: Path,
    *,
    dataset: Dataset,
    macros: Mapping[str, MacroShape],
    on_date: date,
    memory: Memory | None = None,
) -> Iterator[Problem]:
    """Everything wrong in ``project/docs``. ``macros`` are those that pages may call, by name;
    ``memory`` as in ``load_dataset``."""
    pages: dict[str, dict[str, PageFile]] = {}
    unread: set[str] = set()
    for language in dataset.languages:
        pages[language.code] = {}
        folder = project / "docs" / language.code
        for path in files.written(folder, ".md"):
            page = read_page(path, project=project, language=language.code, memory=memory)
            if isinstance(page, Problem):
                yield page
                unread.add(path.relative_to(folder).as_posix())
                continue
            pages[language.code][page.path] = page
            yield from check_page(
                page, project=project, dataset=dataset, macros=macros, on_date=on_date
            )
    # Between the languages of a page of which one cannot be read, nothing can be said yet.
    names = dict.fromkeys(name for written in pages.values() for name in written)
    for name in (name for name in names if name not in unread):
        own = {code: written[name] for code, written in pages.items() if name in written}
        yield from check_across_languages(name, own, dataset=dataset)


def check_page(
    page: PageFile,
    *,
    project: Path,
    dataset: Dataset,
    macros: Mapping[str, MacroShape],
    on_date: date,
) -> Iterator[Problem]:
    """What is wrong in a page by itself."""
    yield from page.meta.problems
    yield from _front_matter(page, project=project, dataset=dataset)
    yield from _headings(page)
    yield from _markup(page)
    yield from _pasted(page, dataset)
    yield from check_macro_calls(
        page.body,
        page.name,
        locale=page.language,
        dataset=dataset,
        macros=macros,
        on_date=on_date,
    )


def read_page(
    path: Path, *, project: Path, language: str, memory: Memory | None = None
) -> PageFile | Problem:
    """The page at ``path``, or the Problem for which it cannot be read. ``memory`` as in
    ``load_dataset``."""
    name, raw = path.relative_to(project).as_posix(), path.read_bytes()

    def read() -> PageFile | Problem:
        text = text_of_page(raw, name)
        return text if isinstance(text, Problem) else page_of_text(text, name, language=language)

    return (memory or Memory()).result(("page", name), raw, read)


def text_of_page(raw: bytes, name: str) -> str | Problem:
    """The text of a page, or the one Problem for which nothing can be read in it."""
    text = decoded(raw, name)
    if isinstance(text, Problem):
        return text
    if problem := two_versions(text, name):
        return problem
    message = None
    if not text.strip():
        message = Message("page-empty")
    elif _OPENING.match(text) and not _FRONT_MATTER.match(text):
        message = Message("front-matter-open")
    elif not _OPENING.match(text) and (match := _NEARLY_OPENING.match(text)):
        message = Message("front-matter-line", line=match["line"])
    return Problem(file=name, line=1, key="", message=message) if message else text


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
            Message(
                "page-of-no-record",
                name=name,
                folder=folder,
                near=near(name, getattr(dataset, folder)),
            ),
        )
    meta = page.meta.values
    if not isinstance(meta, Mapping):
        if not page.meta.problems:
            yield page.problem(1, Message("front-matter-empty"))
        return
    for key in meta:
        if key not in FRONT_MATTER:
            yield page.meta.problem(
                (key,),
                Message(
                    "front-matter-key", key=key, known=FRONT_MATTER, near=near(key, FRONT_MATTER)
                ),
            )
    for key in () if of_record else ("title", "description"):
        if not isinstance(meta.get(key), str):
            yield page.meta.problem((key,), Message("front-matter-missing", key=key))
    yield from _values(page, meta, project=project)


def _values(page: PageFile, meta: Mapping[str, object], *, project: Path) -> Iterator[Problem]:
    description = meta.get("description")
    if isinstance(description, str) and len(description) > DESCRIPTION_LENGTH:
        yield page.meta.problem(
            ("description",),
            Message("description-long", count=len(description), most=DESCRIPTION_LENGTH),
        )
    component = meta.get("component")
    components = project / "overrides" / "components"
    if component is not None and not (components / f"{component}.html").is_file():
        names = (path.stem for path in components.glob("*.html"))
        yield page.meta.problem(
            ("component",),
            Message("component-unknown", name=str(component), near=near(str(component), names)),
        )
    if meta.get("discreet", "true") not in ("true", "false"):
        yield page.meta.problem(
            ("discreet",), Message("true-or-false", value=str(meta["discreet"]))
        )


def _headings(page: PageFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for heading in page.headings:
        if not heading.id:
            # A short {#id} is a comment for the macros; check_macro_calls says so.
            if "{#" not in heading.text:
                yield page.problem(heading.line, Message("heading-without-id"), key=heading.text)
        elif heading.id in seen:
            yield page.problem(
                heading.line,
                Message("heading-id-twice", id=heading.id, first=seen[heading.id]),
                key=heading.text,
            )
        seen.setdefault(heading.id, heading.line)
    before = ""
    for number, line in prose_lines(page.body):
        if _UNDERLINE.match(line) and before.strip() and not before.lstrip().startswith("#"):
            yield page.problem(number, Message("heading-underlined"), key=before.strip())
        before = line


def _markup(page: PageFile) -> Iterator[Problem]:
    for number, line in enumerate(page.body.splitlines(), start=1):
        for pattern, what in _REFUSED:
            if match := pattern.search(line):
                yield page.problem(
                    number, Message("markup-refused", what=what, text=match[0].strip())
                )


def _pasted(page: PageFile, dataset: Dataset) -> Iterator[Problem]:
    directions = {language.code: language.direction for language in dataset.languages}
    yield from unseen(page.body, page.name, is_rtl=directions.get(page.language) == "rtl")
    for number, message in misplaced(prose_lines(page.body)):
        yield page.problem(number, message)


def check_across_languages(
    path: str, written: Mapping[str, PageFile], *, dataset: Dataset
) -> Iterator[Problem]:
    """What is wrong between the languages of the page ``path``, which are the keys of
    ``written``."""
    french = written.get(SOURCE_LANGUAGE)
    if french is None:
        name = f"docs/{SOURCE_LANGUAGE}/{path}"
        for first in [*written.values()][:1]:  # once, not in each language
            yield first.problem(1, Message("page-without-french", french=name))
        return
    others = [page for code, page in written.items() if code != SOURCE_LANGUAGE]
    alone = _alone_in_french(french, others)
    if alone is not None:
        yield alone
    for code in (language.code for language in dataset.languages):
        page = written.get(code)
        if page is None:
            if code in dataset.full_languages():
                yield Problem(
                    file=f"docs/{code}/{path}",
                    line=1,
                    key="",
                    message=Message(
                        "page-missing", french=french.name, language=LanguageName(code)
                    ),
                )
        elif code != SOURCE_LANGUAGE and alone is None:
            yield from _same_headings(page, french)


def _alone_in_french(french: PageFile, others: Sequence[PageFile]) -> Problem | None:
    """The first id that only French has, where all its translations agree on another one: one
    mistake, told where it is."""
    told = {tuple(heading.id for heading in page.headings) for page in others}
    ours = [heading.id for heading in french.headings]
    if len(others) < 2 or len(told) != 1:
        return None
    (theirs,) = told
    if len(theirs) != len(ours) or not all((*theirs, *ours)):
        return None
    for index, (own, id_) in enumerate(zip(ours, theirs, strict=True)):
        if own != id_:
            heading = french.headings[index]
            place = f"{others[0].name}:{others[0].headings[index].line}"
            is_moved = own in theirs and id_ in ours
            name = "heading-elsewhere" if is_moved else "heading-french-alone"
            message = Message(name, found=own, id=id_, place=place)
            return french.problem(heading.line, message, key=heading.text)
    return None


def _same_headings(page: PageFile, french: PageFile) -> Iterator[Problem]:
    """The first heading whose id is not the French one; the later ones follow from it.

    Nothing after a heading without id: it is already a Problem.
    """
    last = page.headings[-1].line if page.headings else 1
    own = {heading.id for heading in page.headings}
    of_french = {heading.id for heading in french.headings}
    for theirs, ours in zip_longest(french.headings, page.headings):
        if (theirs and not theirs.id) or (ours and not ours.id):
            return
        if theirs and ours and theirs.id == ours.id:
            continue
        place = f"{french.name}:{theirs.line}" if theirs else french.name
        is_here, is_french = theirs and theirs.id in own, ours and ours.id in of_french
        if theirs and (ours is None or (is_french and not is_here)):
            message = Message("heading-not-here", id=theirs.id, place=place)
        elif ours and (theirs is None or (is_here and not is_french)):
            message = Message("heading-too-many", id=ours.id, french=french.name)
        elif theirs and ours:
            name = "heading-elsewhere" if is_here else "heading-other-id"
            message = Message(name, found=ours.id, id=theirs.id, place=place)
        yield page.problem(ours.line if ours else last, message, key=ours.text if ours else "")
        return


REVIEWS = "data/reviews.yaml"
DUE_SOON_DAYS = 60
"""How long before its last day a review is listed, for editors only."""


def review_subjects(project: Path, dataset: Dataset) -> frozenset[str]:
    """What can be reviewed: ``documents/annex-35``, or the path of a page of docs/fr."""
    pages = {
        name.removesuffix(".md") for name in files.names(project / "docs" / SOURCE_LANGUAGE, ".md")
    }
    records = {
        f"{collection}/{record}"
        for collection in (*RECORD_FOLDERS, "organisations", "glossary")
        for record in getattr(dataset, collection)
    }
    return frozenset(records | pages)


def names_reader(by: str) -> bool:
    """Whether ``by`` says who has read and in what profession: readers are told both."""
    name, _, profession = by.partition(",")
    return bool(name.strip() and profession.strip())


def check_reviews(
    project: Path, *, dataset: Dataset, on_date: date, today: date
) -> Iterator[Problem]:
    """Every review is of a record or a page that exists, in a language of the site, by somebody
    with a profession, on a day that is not after ``today``, and written once.

    Those that are over, or nearly, are remarks.
    """
    file = read_yaml_text((project / REVIEWS).read_text("utf-8-sig"), REVIEWS)
    subjects = review_subjects(project, dataset)
    languages = [language.code for language in dataset.languages]
    seen: dict[tuple[str, str, date], int] = {}
    for index, review in enumerate(dataset.reviews):
        first = seen.setdefault((review.subject, review.language, review.on), index)
        if first != index:
            again = Message(
                "review-twice",
                subject=review.subject,
                language=LanguageName(review.language),
                day=review.on,
                line=file.line((first,)),
            )
            yield file.problem((index,), again)
        if not names_reader(review.by):
            yield file.problem((index, "by"), Message("review-by", by=review.by))
        if review.on > today:
            to_come = Message("review-to-come", day=review.on, today=today)
            yield file.problem((index, "on"), to_come)
        if review.subject not in subjects:
            yield file.problem(
                (index, "subject"),
                Message(
                    "review-subject", subject=review.subject, near=near(review.subject, subjects)
                ),
            )
        if review.language not in languages:
            yield file.problem(
                (index, "language"),
                Message(
                    "review-language",
                    language=review.language,
                    near=near(review.language, languages),
                ),
            )
        if review.until <= on_date + timedelta(days=DUE_SOON_DAYS):
            due = file.problem(
                (index, "until"),
                Message(
                    "review-due",
                    ends=ends(review.until, on_date),
                    subject=review.subject,
                    language=LanguageName(review.language),
                ),
            )
            yield replace(due, severity="remark")
