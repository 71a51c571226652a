# Room: beside the rooms. Finds what stands on the editor's desk and prints it; joins load, views
# and render. Called by the preview (engine/desk.py); no page of the site is made here.
"""The desk of the editor: one call gives the whole page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from macros.clock import as_of
from macros.load import DataProblems, load_dataset
from macros.load.drafts import DRAFTS, drafted_files
from macros.load.links import check_links
from macros.load.plain_language import passages, words
from macros.load.yaml_reader import Loc, YamlFile, read_yaml
from macros.messages.catalogue import Messages, messages_for
from macros.messages.message import Problem
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.desk import Finding, Kind, desk_view
from macros.views.pages import record_pages
from macros.views.review import OpenRow, ReviewReportView, review_report_view

_FOLDERS = {"documents": "residence_documents"}
_LONGEST = 30
_EMPTY: dict[str, Any] = {"languages": (), "strings": {}}
# The desk has words of its own: it is printed even when the data cannot be read.
_NOTHING_READ = Dataset.model_construct(**_EMPTY)


def desk_html(project: Path, *, environ: Mapping[str, str]) -> str:
    """The whole page, in the editor's language. With wrong data it says what to mend first."""
    messages = messages_for(environ)
    language = messages.language
    dataset = _NOTHING_READ
    try:
        day = as_of(environ)
        dataset = load_dataset(project, as_of=day)
        found = list(findings(project, dataset=dataset, on_date=day, messages=messages))
    except DataProblems as error:
        found = [_of_problem("problem", problem, messages) for problem in error.problems]
    page = Renderer(project / "overrides", dataset=dataset).for_page(
        locale=language, path="editor/"
    )
    view = desk_view(found, language=language, root=str(project.resolve()))
    return str(page.render("components/desk.html", view))


def findings(
    project: Path, *, dataset: Dataset, on_date: date, messages: Messages
) -> Iterator[Finding]:
    """Everything an editor should look at, in the order of the files."""
    places = _Places(project)
    report = review_report_view(dataset, locale="en", on_date=on_date)
    records = [page.path.rstrip("/") for page in record_pages(dataset)]
    for problem in check_links(project, dataset=dataset, records=records):
        yield _of_problem("link", problem, messages)
    yield from _reviews(report, places)
    for remark in dataset.remarks:
        yield _of_problem("date", remark, messages)
    for path in drafted_files(project):
        yield Finding(kind="draft", file=f"{DRAFTS}/{path.as_posix()}", line=1, text=path.stem)
    yield from _conflicts(dataset, places)
    for group in report.groups:
        for row in group.rows:
            yield from _open(row, places)
    for source in report.uncited_ids:
        line = places.line("data/sources.yaml", (source,))
        yield Finding(kind="uncited", file="data/sources.yaml", line=line, text=source)
    yield from _long(project, dataset)


def _of_problem(kind: Kind, problem: Problem, messages: Messages) -> Finding:
    said = messages.parts(problem.message)
    parts = (problem.key, said.found, said.expected, said.do)
    text = "".join(f"{part}. " for part in parts if part).rstrip()
    return Finding(
        kind=kind, file=problem.file, line=problem.line, text=text, page=_page_of(problem.file)
    )


def _page_of(file: str) -> str | None:
    """The page that a file of docs/ is, below its language; None for another file."""
    parts = file.split("/", 2)
    if parts[0] != "docs" or len(parts) < 3:
        return None
    path = parts[2].removesuffix(".md").removesuffix("index")
    return path if path.endswith("/") or not path else f"{path}/"


@dataclass(frozen=True)
class _Places:
    """Lines of keys; each file is read once."""

    project: Path
    read: dict[str, YamlFile] = field(default_factory=dict)

    def line(self, name: str, loc: Loc) -> int:
        if name not in self.read:
            self.read[name] = read_yaml(self.project / name, name)
        return self.read[name].line(loc)

    def of_fact(self, collection: str, record: str, fact: str) -> tuple[str, int]:
        """File and line of a fact or rule of a record; of the record itself when it is ""."""
        if collection == "documents" and fact:
            name, within = f"data/coverage_rules/{record}.yaml", "rules"
        else:
            name, within = f"data/{_FOLDERS.get(collection, collection)}/{record}.yaml", "facts"
        if not fact:
            return name, 1
        self.line(name, ())
        values = self.read[name].values
        ids = [entry["id"] for entry in values[within]]
        return name, self.line(name, (within, ids.index(fact)))


def _reviews(report: ReviewReportView, places: _Places) -> Iterator[Finding]:
    for late in report.overdue:
        text = f"{late.kind} {late.subject} {late.language}, until {late.until}"
        file, line = "data/reviews.yaml", 1
        if late.kind == "rule":
            document, _, rule = late.subject.partition("/")
            file, line = places.of_fact("documents", document, rule)
        else:
            values = (places.line(file, ()), places.read[file].values)[1] or ()
            subjects = [(entry["subject"], entry["language"]) for entry in values]
            if (late.subject, late.language) in subjects:
                line = places.line(file, (subjects.index((late.subject, late.language)),))
        yield Finding(kind="review", file=file, line=line, text=text)
    for row in report.read:
        for count in row.read:
            if count.done < row.total:
                text = f"{row.id} {count.language}: {count.done} / {row.total}"
                yield Finding(kind="review", file="data/reviews.yaml", line=1, text=text)


def _conflicts(dataset: Dataset, places: _Places) -> Iterator[Finding]:
    for collection in ("cpas", "organisations"):
        for record in getattr(dataset, collection).values():
            for index, conflict in enumerate(record.conflicts):
                file = f"data/{collection}/{record.id}.yaml"
                yield Finding(
                    kind="conflict",
                    file=file,
                    line=places.line(file, ("conflicts", index)),
                    text=f"{conflict.field}: {' / '.join(v.value for v in conflict.values)}",
                    page=f"cpas/{record.id}/" if collection == "cpas" else None,
                )


def _open(row: OpenRow, places: _Places) -> Iterator[Finding]:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("unsure", row.unsure),
        ("unsourced", row.unsourced),
    )
    for kind, facts in kinds:
        for fact in facts:
            file, line = places.of_fact(row.collection, row.id, fact)
            text = f"{row.name}: {fact}" if fact else str(row.name)
            yield Finding(kind=kind, file=file, line=line, text=text, page=row.path or None)
    for question in row.questions:
        file, _ = places.of_fact(row.collection, row.id, "")
        line = places.line(file, ("open_questions",))
        yield Finding(kind="question", file=file, line=line, text=question, page=row.path or None)


def _long(project: Path, dataset: Dataset) -> Iterator[Finding]:
    """The longest sentences of all languages."""
    every = [
        (len(words(sentence)), passage, sentence)
        for passage in passages(project, dataset=dataset)
        for sentence in passage.sentences
    ]
    every.sort(key=lambda entry: (-entry[0], entry[1].file, entry[1].line))
    for count, passage, sentence in every[:_LONGEST]:
        yield Finding(
            kind="long",
            file=passage.file,
            line=passage.line,
            text=f"{count}: {sentence}",
            page=_page_of(passage.file),
        )
