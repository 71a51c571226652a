# Room: beside the rooms. What is checked around the data, of the whole project or of one file.
# Called by `make check`, `make publish` and the preview; joins load, the registry and publish.
"""The checks of pages, words, reviews and published ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

from macros.clock import today
from macros.load.links import LinkChecker, check_links
from macros.load.memory import Memory
from macros.load.pages import (
    REVIEWS,
    PageFile,
    check_across_languages,
    check_page,
    check_pages,
    check_reviews,
    read_page,
)
from macros.load.plain_language import (
    Passage,
    check_plain_language,
    passages_of_kind,
    passages_of_page,
    passages_of_strings,
)
from macros.load.published_ids import PUBLISHED_IDS_FILE
from macros.load.string_use import STRINGS, check_string_use
from macros.load.topic_sheets import check_sheets_of, check_topic_sheets
from macros.load.wording import WordingChecker, check_shared_names, check_wording, files
from macros.load.yaml_reader import decoded
from macros.messages.message import Problem
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset
from macros.registry import MACROS
from macros.views.pages import record_pages
from publish.permalinks import published_id_problems


def problems_beyond_data(
    project: Path, dataset: Dataset, day: date, *, texts: Iterable[Passage], memory: Memory
) -> Iterator[Problem]:
    """Problems of what is written around the data: pages, words, reviews, published ids.

    ``texts`` are its ``passages``, ``memory`` is what was read for the Dataset.
    """
    yield from check_pages(project, dataset=dataset, macros=MACROS, on_date=day, memory=memory)
    records = [page.path.rstrip("/") for page in record_pages(dataset)]
    yield from check_links(project, dataset=dataset, records=records, memory=memory)
    yield from check_topic_sheets(project, dataset=dataset, macros=MACROS, memory=memory)
    yield from check_plain_language(texts, dataset=dataset)
    yield from check_wording(project, dataset=dataset, memory=memory)
    yield from check_string_use(project)
    yield from check_reviews(project, dataset=dataset, on_date=day, today=_last_day(day))
    yield from _published_ids(project, dataset)
    yield from dataset.unrecorded


def _last_day(day: date) -> date:
    """A review is to come after today, whatever earlier day the site is asked to speak of."""
    return max(day, today())


def _published_ids(project: Path, dataset: Dataset) -> Iterator[Problem]:
    path = project / PUBLISHED_IDS_FILE
    text = decoded(path.read_bytes(), PUBLISHED_IDS_FILE) if path.is_file() else ""
    if isinstance(text, Problem):
        yield text
        return
    existing = {f"{page.collection}/{page.record_id}" for page in record_pages(dataset)}
    # A sheet whose French is gone is told where it is still written.
    sheets = (project / "docs").glob("*/topics/*.md")
    existing |= {f"topics/{path.stem}" for path in sheets if path.stem in dataset.topics}
    yield from published_id_problems(text, existing=existing)


class FileChecks:
    """The same, one file at a time, for one Dataset: the problems of all files together are those
    of ``problems_beyond_data``. Remarks are left out."""

    def __init__(self, project: Path, *, dataset: Dataset, on_date: date, memory: Memory) -> None:
        self._project = project
        self._dataset = dataset
        self._on_date = on_date
        self._memory = memory
        self._kinds: dict[str, tuple[Problem, ...]] = {}
        self._links: dict[str, LinkChecker] = {}

    def names(self) -> tuple[str, ...]:
        """Every file that has something to check, from the project's folder."""
        others = {PUBLISHED_IDS_FILE, REVIEWS, STRINGS, *self._unrecorded}
        return (*self._texts, *(others - self._texts.keys()))

    def problems(self, name: str) -> tuple[Problem, ...]:
        """The problems of a file, none when it is gone. A French page has those of its
        translations that the French alone explains."""
        if not (self._project / name).is_file():
            return ()
        of_docs = name.startswith("docs/")
        if of_docs and not name.endswith(".md"):  # a picture: nobody reads its letters
            return ()
        own = self._of_page(name) if of_docs else self._of_data(name)
        found = (*own, *self._unrecorded.get(name, ()))
        return tuple(dict.fromkeys(problem for problem in found if problem.severity == "problem"))

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(language.code for language in self._dataset.languages)

    @cached_property
    def _texts(self) -> dict[str, Path]:
        texts = files(self._project, languages=self._codes)
        return {path.relative_to(self._project).as_posix(): path for path in texts}

    @cached_property
    def _records(self) -> tuple[str, ...]:
        return tuple(page.path.rstrip("/") for page in record_pages(self._dataset))

    @cached_property
    def _unrecorded(self) -> dict[str, tuple[Problem, ...]]:
        return {problem.file: (problem,) for problem in self._dataset.unrecorded}

    @cached_property
    def _wording(self) -> WordingChecker:
        return WordingChecker(self._dataset)

    def _of_page(self, name: str) -> Iterator[Problem]:
        code, _, path = name.removeprefix("docs/").partition("/")
        page = self._read(path, code)
        if not isinstance(page, PageFile):
            yield from [page] if isinstance(page, Problem) else []
            return
        dataset, project = self._dataset, self._project
        yield from check_page(
            page, project=project, dataset=dataset, macros=MACROS, on_date=self._on_date
        )
        yield from self._links_in(code).problems(page)
        texts = passages_of_page(page, dataset=dataset, memory=self._memory)
        yield from check_plain_language(texts, dataset=dataset)
        yield from self._wording.problems(project / name, project=project, memory=self._memory)
        for problem in self._across(path):
            if code == SOURCE_LANGUAGE or problem.file == name:
                yield problem

    def _links_in(self, code: str) -> LinkChecker:
        if code not in self._links:
            self._links[code] = LinkChecker(
                self._project,
                language=code,
                records=self._records,
                memory=self._memory,
                terms=self._dataset.glossary.keys(),
            )
        return self._links[code]

    def _across(self, path: str) -> Iterator[Problem]:
        """What is wrong between the languages of a page."""
        read = {code: self._read(path, code) for code in self._codes}
        if any(isinstance(page, Problem) for page in read.values()):
            return
        written = {code: page for code, page in read.items() if isinstance(page, PageFile)}
        yield from check_across_languages(path, written, dataset=self._dataset)
        folder, _, record = path.removesuffix(".md").partition("/")
        topic = self._dataset.topics.get(record) if folder == "topics" else None
        if topic is not None:
            yield from check_sheets_of(topic, written, dataset=self._dataset, macros=MACROS)

    def _read(self, path: str, code: str) -> PageFile | Problem | None:
        file = self._project / "docs" / code / path
        if not file.is_file():
            return None
        return read_page(file, project=self._project, language=code, memory=self._memory)

    def _of_data(self, name: str) -> Iterator[Problem]:
        project, dataset, memory = self._project, self._dataset, self._memory
        if name == PUBLISHED_IDS_FILE:
            yield from _published_ids(project, dataset)
            return
        kind, _, record = name.removeprefix("data/").partition("/")
        # A mean is that of all files of a kind.
        yield from (p for p in self._sentences(kind, name) if p.file in (name, f"data/{kind}"))
        if name in self._texts:
            yield from self._wording.problems(project / name, project=project, memory=memory)
        if kind == "glossary":
            yield from (p for p in check_shared_names(dataset) if p.file == name)
        if kind == "topics":
            yield from self._across(f"topics/{record.removesuffix('.yaml')}.md")
        if name == REVIEWS:
            yield from check_reviews(
                project, dataset=dataset, on_date=self._on_date, today=_last_day(self._on_date)
            )
        if name == STRINGS:
            yield from check_string_use(project)

    def _sentences(self, kind: str, name: str) -> tuple[Problem, ...]:
        texts = (
            passages_of_strings(name, self._project, memory=self._memory)
            if kind == "strings"
            else passages_of_kind(kind, self._project, dataset=self._dataset, memory=self._memory)
        )
        key = name if kind == "strings" else kind
        if key not in self._kinds:
            self._kinds[key] = (*check_plain_language(texts, dataset=self._dataset),)
        return self._kinds[key]
