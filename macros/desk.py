# Room: beside the rooms. Finds what stands on the editor's desk and prints it; joins load, views
# and render. Called by the preview (engine/desk.py); no page of the site is made here.
"""The desk of the editor: one call gives all its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from heapq import nsmallest
from pathlib import Path
from typing import Any

from macros.clock import as_of
from macros.desk_places import Places
from macros.load import DataProblems, load_dataset
from macros.load.drafts import (
    DRAFTS,
    drafts,
    left_in_words,
    left_of_blank,
    title_of,
)
from macros.load.ledger import read_ledger
from macros.load.links import check_links
from macros.load.memory import Memory
from macros.load.pages import DUE_SOON_DAYS, RECORD_FOLDERS, REVIEWS, review_subjects
from macros.load.plain_language import LONG, beginning, passages
from macros.load.problems import in_reading_order
from macros.load.translations import Lag, Part, lags, record_files
from macros.messages.catalogue import Messages, messages_for
from macros.messages.message import LanguageName, Problem
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset, Review
from macros.model.directory import Conflict
from macros.render import Renderer
from macros.views.desk import Finding, Kind, desk_view
from macros.views.pages import record_pages
from macros.views.review import COLLECTIONS, OpenRow, ReviewReportView, review_report_view

# Folders of data/ whose files are pages, and the collection of each.
_PAGES = {"coverage_rules": "documents", "residence_documents": "documents"} | {
    name: name for name in RECORD_FOLDERS if name != "documents"
}
# What an editor calls a collection of records, and a key of a contact.
_COLLECTION_WORDS = {
    "documents": "collection.documents",
    "payers": "collection.payers",
    "topics": "collection.topics",
    "cpas": "collection.cpas",
    "organisations": "collection.organisations",
    "glossary": "collection.glossary",
    "docs": "collection.docs",
}
_CONTACT_WORDS = {
    "address": "contact.address",
    "email": "contact.email",
    "opening_hours": "contact.opening-hours",
    "phone": "contact.phone",
    "website": "contact.website",
}
_SOON = timedelta(days=DUE_SOON_DAYS)
_LONGEST = 30
_NAMED = 5
_EMPTY: dict[str, Any] = {"languages": (), "strings": {}}
# The desk has words of its own: it is printed even when the data cannot be read.
_NOTHING_READ = Dataset.model_construct(**_EMPTY)


def desk_pages(
    project: Path,
    *,
    environ: Mapping[str, str],
    memory: Memory | None = None,
    problems: Iterable[Problem] = (),
) -> dict[str, str]:
    """The desk, "", and the page of each of its lists, by address below it: ``question/``.

    In the editor's language; with wrong data it says what to mend first. ``memory`` as in
    ``load_dataset``; ``problems`` are those of pages that were made meanwhile.
    """
    messages = messages_for(environ)
    language = messages.language
    dataset, memory = _NOTHING_READ, memory or Memory()
    try:
        day = as_of(environ)
        dataset = load_dataset(project, as_of=day, memory=memory)
        found = list(
            findings(project, dataset=dataset, on_date=day, messages=messages, memory=memory)
        )
        wrong = [*problems]
    except DataProblems as error:
        found, wrong = [], [*error.problems]
    # A dead link is among the findings already, and so is what is not recorded.
    told = {(row.file, row.line, row.text) for row in found}
    rows = [_of_problem("problem", problem, messages) for problem in wrong]
    found += [row for row in rows if (row.file, row.line, row.text) not in told]
    page = Renderer(project / "overrides", dataset=dataset).for_page(
        locale=language, path="editor/"
    )
    view = desk_view(
        found,
        messages=messages,
        # None when nothing could be looked at.
        translated=None
        if dataset is _NOTHING_READ
        else [entry.code for entry in dataset.languages if entry.code != SOURCE_LANGUAGE],
        root=str(project.resolve()),
    )
    lists = {f"{group.id}/": replace(view, whole=group) for group in view.groups}
    return {
        address: str(page.render("components/desk.html", own))
        for address, own in {"": view, **lists}.items()
    }


def findings(
    project: Path,
    *,
    dataset: Dataset,
    on_date: date,
    messages: Messages,
    memory: Memory | None = None,
) -> Iterator[Finding]:
    """Everything an editor should look at. ``memory`` as in ``load_dataset``."""
    places = Places(
        project=project,
        dataset=dataset,
        language=messages.language,
        memory=memory or Memory(),
    )
    for finding in _findings(places, on_date=on_date, messages=messages):
        yield finding if finding.title else replace(finding, title=places.name_of(finding.page))


def _findings(places: Places, *, on_date: date, messages: Messages) -> Iterator[Finding]:
    project, dataset, memory = places.project, places.dataset, places.memory
    behind = _behind(project, dataset, memory)
    stale, missing = list(_stale(behind)), list(_missing(behind))
    report = review_report_view(dataset, locale=messages.language, on_date=on_date)
    records = [page.path.rstrip("/") for page in record_pages(dataset)]
    for problem in check_links(project, dataset=dataset, records=records, memory=memory):
        yield _of_problem("link", problem, messages)
    yield from _reviews(places, on_date=on_date, messages=messages)
    yield from _read_by_kind(places, report, on_date=on_date, messages=messages)
    yield from stale
    yield from missing
    for problem in dataset.unrecorded:
        yield _of_problem("unrecorded", problem, messages)
    at_stale = {(row.file, row.line) for row in stale}
    for remark in dataset.remarks:
        if (remark.file, remark.line) not in at_stale:
            yield _of_problem("date", remark, messages)
    yield from _drafts(project, messages)
    yield from _conflicts(places, messages)
    for group in report.groups:
        for row in group.rows:
            yield from _open(row, places, messages)
    for source in report.uncited_ids:
        line = places.line("data/sources.yaml", (source,))
        yield Finding(kind="uncited", file="data/sources.yaml", line=line, text=source)
    yield from _long(places, messages)


def _of_problem(kind: Kind, problem: Problem, messages: Messages) -> Finding:
    return _at(problem.file, problem.line, kind=kind, text=messages.row(problem))


def _at(file: str, line: int, *, kind: Kind, text: str, language: str = "") -> Finding:
    """A finding with the page that its file is, or is shown on; a page of docs/ has a language."""
    room, _, below = file.partition("/")
    folder, _, name = below.partition("/")
    page = None
    if room == "docs" and name:
        page, language = _page_at(name.removesuffix(".md")), language or folder
    elif room == "data" and folder in _PAGES:
        page = _page_at(f"{_PAGES[folder]}/{name.removesuffix('.yaml')}")
    return Finding(kind=kind, file=file, line=line, text=text, page=page, language=language)


def _page_at(name: str) -> str:
    """The address, below its language, of ``topics/x``, ``topics/index`` or ``index``."""
    if name == "index" or name.endswith("/index"):
        return name.removesuffix("index")
    return f"{name}/"


def _drafts(project: Path, messages: Messages) -> Iterator[Finding]:
    """Each file of each draft, with what in it is still that of its blank."""
    for draft in drafts(project):
        title = title_of(project, draft, language=messages.language)
        for path in draft.files:
            left = in_reading_order(left_of_blank(project, path))
            yield Finding(
                kind="draft",
                file=f"{DRAFTS}/{path}",
                line=left[0].line if left else 1,
                text=messages.text(left_in_words(left)),
                title=messages.text(draft.words(title)),
            )


def _reviews(places: Places, *, on_date: date, messages: Messages) -> Iterator[Finding]:
    """What is to be read again, and rules whose day is over: the longest past first."""
    dated = [
        *_reviews_by_end(places, until=on_date + _SOON),
        *_rules_over(places, on_date=on_date),
    ]
    for until, finding in sorted(dated, key=lambda entry: entry[0]):
        when = messages("reviews.past" if until < on_date else "reviews.soon")
        yield replace(finding, text=f"{when} · {finding.text}")


def _reviews_by_end(places: Places, *, until: date) -> Iterator[tuple[date, Finding]]:
    """The newest review of each subject and language that ends on ``until`` or before."""
    project, dataset = places.project, places.dataset
    newest: dict[tuple[str, str], Review] = {}
    for review in dataset.reviews:
        last = newest.setdefault((review.subject, review.language), review)
        if (review.on, review.until) > (last.on, last.until):
            newest[review.subject, review.language] = review
    subjects = review_subjects(project, dataset)
    for review in sorted(newest.values(), key=lambda review: review.subject):
        if review.until <= until and review.subject in subjects:
            finding = Finding(
                kind="review",
                file=REVIEWS,
                line=places.line(REVIEWS, (dataset.reviews.index(review),)),
                text=f"{review.subject} · {review.language} · {review.until}",
                page=_page_of_subject(review.subject),
                language=review.language,
            )
            yield review.until, finding


def _rules_over(places: Places, *, on_date: date) -> Iterator[tuple[date, Finding]]:
    for document, rules in places.dataset.rule_sets.items():
        for rule in rules.rules:
            if rule.valid_until and rules.has_lapsed(rule, on_date):
                file, line = places.of_fact("documents", document, rule.id)
                said = places.said("documents", document, rule.id)
                text = f"{said} ({rule.id}) · {rule.valid_until}"
                yield rule.valid_until, _at(file, line, kind="review", text=text)


def _page_of_subject(subject: str) -> str | None:
    """Organisations and terms have no page of their own."""
    is_shown_elsewhere = subject.startswith(("organisations/", "glossary/"))
    return None if is_shown_elsewhere else _page_at(subject)


def _read_by_kind(
    places: Places, report: ReviewReportView, *, on_date: date, messages: Messages
) -> Iterator[Finding]:
    """How many of each kind, and of the pages of prose, somebody has read in each language."""
    project, dataset = places.project, places.dataset
    records = {f"{kind}/{name}" for kind in COLLECTIONS for name in getattr(dataset, kind)}
    prose = review_subjects(project, dataset) - records
    for language in (entry.code for entry in dataset.languages):
        read = {
            review.subject
            for review in dataset.reviews
            if review.language == language and review.on <= on_date <= review.until
        }
        counts = {
            row.id: (count.done, row.total)
            for row in report.read
            for count in row.read
            if count.language == language
        }
        counts["docs"] = (len(read & prose), len(prose))
        for kind, (done, total) in counts.items():
            if done < total:
                yield Finding(
                    kind="review",
                    file=REVIEWS,
                    line=1,
                    text=messages(
                        "to-review.of-kind", language=LanguageName(language), done=done, total=total
                    ),
                    page=f"{kind}/" if kind in RECORD_FOLDERS else None,
                    title=messages(_COLLECTION_WORDS[kind]),
                )


def _behind(project: Path, dataset: Dataset, memory: Memory) -> Mapping[str, Sequence[Lag]]:
    """What is behind its French or missing, by language."""
    codes = [language.code for language in dataset.languages]
    ledgers = {code: read_ledger(project, code, memory=memory)[0] for code in codes}
    records = [memory.file(project / name, name) for name in record_files(project)]
    found: dict[str, list[Lag]] = {code: [] for code in codes}
    for code, lag in lags(project, ledgers=ledgers, records=records, memory=memory):
        found[code].append(lag)
    return found


def _stale(behind: Mapping[str, Sequence[Lag]]) -> Iterator[Finding]:
    """Each text that is older than its French, or whose French is gone."""
    for language, every in behind.items():
        for standing in (one for lag in every for one in (*lag.stale, *lag.removed)):
            own = standing.unit.parts[language]
            french = standing.unit.parts.get(SOURCE_LANGUAGE)
            text = f"{_words_of(own)} ← {f'{french.file}:{french.line}' if french else '∅'}"
            yield _at(own.file, own.line, kind="stale", text=text, language=language)


def _missing(behind: Mapping[str, Sequence[Lag]]) -> Iterator[Finding]:
    """The texts that a language does not have: a row a file, at the first line of the French."""
    for language, every in behind.items():
        for standings in (lag.missing for lag in every if lag.missing):
            first = standings[0].unit.parts[SOURCE_LANGUAGE]
            parts = [standing.unit.parts[SOURCE_LANGUAGE] for standing in standings]
            words = " · ".join(map(_words_of, parts[:_NAMED]))
            more = f" · … ({len(parts)})" if len(parts) > _NAMED else ""
            yield _at(first.file, first.line, kind="missing", text=words + more, language=language)


def _words_of(part: Part) -> str:
    """Words by which an editor knows a text: its heading, or how it begins."""
    return beginning(part.heading or part.text)


def _conflicts(places: Places, messages: Messages) -> Iterator[Finding]:
    for collection in ("cpas", "organisations"):
        for record in getattr(places.dataset, collection).values():
            for index, conflict in enumerate(record.conflicts):
                file = f"data/{collection}/{record.id}.yaml"
                yield Finding(
                    kind="conflict",
                    file=file,
                    line=places.line(file, ("conflicts", index)),
                    text=_disagreement(conflict, messages),
                    page=f"cpas/{record.id}/" if collection == "cpas" else None,
                    title=str(record.names.words(places.language)),
                )


def _disagreement(conflict: Conflict, messages: Messages) -> str:
    what = conflict.field
    what = messages(_CONTACT_WORDS[what]) if what in _CONTACT_WORDS else what
    values = " / ".join(value.value for value in conflict.values)
    return messages("to-review.values", field=what, values=values)


def _open(row: OpenRow, places: Places, messages: Messages) -> Iterator[Finding]:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("unsure", row.unsure),
        ("unsourced", row.unsourced),
    )

    def finding(kind: Kind, place: tuple[str, int], text: str) -> Finding:
        file, line = place
        page = row.path or None
        return Finding(kind=kind, file=file, line=line, text=text, page=page, title=str(row.name))

    for kind, facts in kinds:
        for fact in facts:
            said = places.said(row.collection, row.id, fact) if fact else ""
            text = f"{said} ({fact})" if fact else messages("to-review.record")
            yield finding(kind, places.of_fact(row.collection, row.id, fact), text)
    for question in row.questions:
        yield finding("question", places.of_question(row.collection, row.id, question), question)


def _long(places: Places, messages: Messages) -> Iterator[Finding]:
    """The longest sentences of all languages."""
    every = (
        (count, passage, sentence)
        for passage in passages(places.project, dataset=places.dataset, memory=places.memory)
        for count, sentence in zip(passage.counts, passage.sentences, strict=True)
        if count >= LONG
    )
    longest = nsmallest(
        _LONGEST, every, key=lambda entry: (-entry[0], entry[1].file, entry[1].line)
    )
    for count, passage, sentence in longest:
        text = messages("to-review.long", count=count, sentence=sentence)
        yield _at(passage.file, passage.line, kind="long", text=text, language=passage.language)
