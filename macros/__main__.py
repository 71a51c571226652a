# Room: beside the rooms. The commands of people who edit: `python -m macros check`, behind
# `make check`, and `python -m macros schema`. Joins load, rules and the registry; no site build.
"""Check all data and pages, or write the JSON Schema of the data files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from macros.clock import as_of
from macros.commands import reviews, translations
from macros.load import DataProblems, Problem, load_dataset
from macros.load.drafts import drafted_files
from macros.load.links import check_links
from macros.load.pages import check_pages, check_reviews
from macros.load.plain_language import (
    FORMULAS,
    check_plain_language,
    language_rows,
    longest_sentences,
)
from macros.load.problems import in_reading_order, report
from macros.load.schema import write_schemas
from macros.load.string_use import check_string_use
from macros.load.topic_sheets import check_topic_sheets, sheet_uses
from macros.load.wording import check_wording
from macros.load.yaml_reader import decoded
from macros.model.dataset import Dataset
from macros.registry import MACROS
from macros.rules.enumeration import Proof, prove
from macros.rules.flow import flow_statistics
from macros.views.pages import record_pages
from macros.views.review import OLD, ReviewReportView, review_report_view
from publish.permalinks import PUBLISHED_IDS_FILE, published_id_problems

USAGE = """python -m macros check    every check of data/ and docs/, no site build
python -m macros report   what people who review the site still have to look at
python -m macros longest  the ten longest sentences of each language
python -m macros flow     how many papers, questions and combinations the question flow has
python -m macros translations   how the translations stand; more with --help
python -m macros reviews  the reviews that are due; confirm many with: reviews confirm --help
python -m macros schema   write data/schema/*.json again, after a change of macros/model"""


def main(arguments: list[str], *, project: Path, environ: Mapping[str, str]) -> int:
    """Run one command in ``project``. 0: all is well; 1: something is wrong; 2: no such command."""
    match arguments:
        case ["check"]:
            return check(project, environ)
        case ["report"]:
            return review(project, environ)
        case ["longest"]:
            return longest(project, environ)
        case ["flow"]:
            return flow(project, environ)
        case ["translations", *rest]:
            return _with_data(
                project,
                environ,
                lambda dataset, day: translations.run(
                    rest, project=project, dataset=dataset, on_date=day
                ),
            )
        case ["reviews", *rest]:
            return _with_data(
                project,
                environ,
                lambda dataset, day: reviews.run(
                    rest, project=project, dataset=dataset, on_date=day
                ),
            )
        case ["schema"]:
            print("\n".join(write_schemas(project)) or "Every schema is up to date.")
            return 0
    print(USAGE)
    return 2


def check(project: Path, environ: Mapping[str, str]) -> int:
    """Print every problem and return 1, or what was proved and return 0."""
    try:
        day = as_of(environ)
    except ValueError as error:
        print(error)
        return 1
    try:
        dataset = load_dataset(project, as_of=day, strict_dates=environ.get("STRICT_DATES") == "1")
    except DataProblems as problems:
        print(problems)
        return 1
    found = in_reading_order(problems_beyond_data(project, dataset, day))
    wrong = [problem for problem in found if problem.severity == "problem"]
    if wrong:
        print(report(wrong))
        return 1
    remarks = (*dataset.remarks, *(str(problem) for problem in found))
    dataset = dataset.model_copy(update={"remarks": remarks})
    proofs = [prove(rule_set, day) for rule_set in dataset.rule_sets.values()]
    print("\n".join([*_topics(project, dataset), "", *_languages(project, dataset), ""]))
    print(summary(dataset, proofs, day))
    if drafted_files(project):
        print("Drafts, left out: `make drafts` says what they need.")
    return 0


def longest(project: Path, environ: Mapping[str, str]) -> int:
    """Print the longest sentences of each language, the worst first."""

    def lines(dataset: Dataset, _day: date) -> Iterator[str]:
        for language in dataset.languages:
            yield f"{language.name}:"
            for count, place, text in longest_sentences(
                project, dataset=dataset, language=language.code
            ):
                yield f"  {count} words, {place}: {text}"

    return _print_of_data(project, environ, lines)


def flow(project: Path, environ: Mapping[str, str]) -> int:
    """Print the size of the question flow. Not in ``check``: it walks every path, in seconds."""

    def lines(dataset: Dataset, day: date) -> Iterator[str]:
        yield flow_statistics(dataset.rule_sets.values(), day).sentence()

    return _print_of_data(project, environ, lines)


def review(project: Path, environ: Mapping[str, str]) -> int:
    """Print what is unreviewed, overdue, conflicting, unsure, old, uncited or asked openly."""
    return _print_of_data(
        project,
        environ,
        lambda dataset, day: _review(review_report_view(dataset, locale="en", on_date=day)),
    )


def _print_of_data(
    project: Path,
    environ: Mapping[str, str],
    lines: Callable[[Dataset, date], Iterable[str]],
) -> int:
    """Print what ``lines`` says of the data of the day; what is wrong, and 1, when it is."""

    def printed(dataset: Dataset, day: date) -> int:
        print("\n".join(lines(dataset, day)))
        return 0

    return _with_data(project, environ, printed)


def _with_data(
    project: Path, environ: Mapping[str, str], command: Callable[[Dataset, date], int]
) -> int:
    """Run ``command`` with the data of the day; print what is wrong, and 1, when it is."""
    try:
        day = as_of(environ)
        dataset = load_dataset(project, as_of=day)
    except (DataProblems, ValueError) as error:
        print(error)
        return 1
    return command(dataset, day)


def _review(view: ReviewReportView) -> Iterator[str]:
    """The report in English, as data/ names things: one line a thing to look at."""
    yield "Read by a qualified person:"
    for kind in view.read:
        counts = ", ".join(f"{count.language} {count.done}" for count in kind.read)
        yield f"  {kind.id:<16}{kind.total:>4}: {counts}"
    yield f"Overdue: {len(view.overdue)}"
    for late in view.overdue:
        yield f"  {late.kind} {late.subject} {late.language}".rstrip() + f", until {late.until}"
    yield f"Sources that disagree: {len(view.conflicts)}"
    for conflict in view.conflicts:
        yield f"  {conflict.name}: {conflict.field}: {' / '.join(conflict.values)}"
    yield f"Sources that nothing cites: {len(view.uncited_ids)}"
    yield from (f"  {source}" for source in view.uncited_ids)
    for group in view.groups:
        yield f"{group.id}: {len(group.rows)} leave something open"
        for row in group.rows:
            yield f"  {row.id}"
            for label, ids in (
                ("unsure", row.unsure),
                ("without source", row.unsourced),
                (f"of {OLD} or earlier", row.old),
            ):
                if ids:
                    yield f"    {label}: {', '.join(name or 'the record' for name in ids)}"
            yield from (f"    ask: {question}" for question in row.questions)


def problems_beyond_data(project: Path, dataset: Dataset, day: date) -> Iterator[Problem]:
    """Problems of what is written around the data: pages, words, reviews, published ids."""
    yield from check_pages(project, dataset=dataset, macros=MACROS, on_date=day)
    records = [page.path.rstrip("/") for page in record_pages(dataset)]
    yield from check_links(project, dataset=dataset, records=records)
    yield from check_topic_sheets(project, dataset=dataset)
    yield from check_plain_language(project, dataset=dataset)
    yield from check_wording(project, dataset=dataset)
    yield from check_string_use(project)
    yield from check_reviews(project, dataset=dataset, on_date=day)
    yield from _published_ids(project, dataset)


def _published_ids(project: Path, dataset: Dataset) -> Iterator[Problem]:
    path = project / PUBLISHED_IDS_FILE
    text = decoded(path.read_bytes(), PUBLISHED_IDS_FILE) if path.is_file() else ""
    if isinstance(text, Problem):
        yield text
        return
    existing = {f"{page.collection}/{page.record_id}" for page in record_pages(dataset)}
    for problem in published_id_problems(text, existing=existing):
        yield Problem(
            file=PUBLISHED_IDS_FILE,
            line=problem.line,
            key=problem.key,
            found=problem.found,
            expected=problem.expected,
            do=problem.do,
        )


def _topics(project: Path, dataset: Dataset) -> Iterator[str]:
    """The facts that the sheet of each topic says, a column a language."""
    codes = [language.code for language in dataset.languages]
    uses = {(use.topic, use.language): use for use in sheet_uses(project, dataset=dataset)}
    yield f"  {'topic':<34}{'facts':>6}{'left out':>10}" + "".join(f"{code:>6}" for code in codes)
    for topic in dataset.topics.values():
        said = (uses.get((topic.id, code)) for code in codes)
        columns = "".join(f"{len(use.used) if use else '-':>6}" for use in said)
        yield f"  {topic.id:<34}{len(topic.facts):>6}{len(topic.not_used):>10}{columns}"
    facts = sum(len(topic.facts) for topic in dataset.topics.values())
    left_out = sum(len(topic.not_used) for topic in dataset.topics.values())
    totals = (
        sum(len(use.used) for (_, language), use in uses.items() if language == code)
        for code in codes
    )
    yield f"  {'all topics':<34}{facts:>6}{left_out:>10}" + "".join(f"{n:>6}" for n in totals)


def _languages(project: Path, dataset: Dataset) -> Iterator[str]:
    """How hard the texts are: pages of docs/, kinds of records of data/, words of components.

    The last column is the reading ease of the language's own formula, where it has one.
    """
    yield (
        f"  {'language':<10}{'where':<9}{'pages':>6}{'inside limits':>15}{'professional':>14}"
        f"{'sentences':>11}{'mean':>6}{'longest':>9}{'LIX':>5}  reading ease"
    )
    for row in language_rows(project, dataset=dataset):
        inside = _share(row.inside, row.pages) if row.pages else "-"
        denser = f"{row.inside_professional} of {row.professional}" if row.professional else "-"
        ease = "-" if row.ease is None else f"{row.ease} ({FORMULAS[row.language]})"
        yield (
            f"  {row.language:<10}{row.place:<9}{row.pages:>6}{inside:>15}{denser:>14}"
            f"{row.sentences:>11}{row.mean:>6.1f}{row.longest:>9}{row.lix:>5}  {ease}"
        )


def summary(dataset: Dataset, proofs: list[Proof], day: date) -> str:
    """What a check that found nothing wrong says: the proof of each document, then the totals."""
    lines = [f"On {day}, with every fact known:", "", _row("document", "cases", "ask", "judgement")]
    lines += [
        _row(
            proof.document,
            str(proof.combinations),
            _share(proof.asks, proof.combinations),
            str(proof.judgements),
        )
        for proof in proofs
    ]
    cases, asks = sum(p.combinations for p in proofs), sum(p.asks for p in proofs)
    judgements = sum(proof.judgements for proof in proofs)
    rules = sum(len(rule_set.rules) for rule_set in dataset.rule_sets.values())
    lines += [
        _row("all documents", str(cases), _share(asks, cases), str(judgements)),
        "",
        f"{len(proofs)} documents, {rules} rules, {len(dataset.payers)} payers,"
        f" {len(dataset.cpas)} CPAS in full, {len(dataset.municipalities)} municipalities,"
        f" {len(dataset.organisations)} organisations, {len(dataset.glossary)} terms,"
        f" {len(dataset.topics)} topics, {len(dataset.sources)} sources.",
    ]
    if dataset.remarks:
        lines += ["", *dataset.remarks]
    lines += ["", f"0 problems, {len(dataset.remarks)} remark{'s' * (len(dataset.remarks) != 1)}."]
    return "\n".join(lines)


def _row(name: str, cases: str, asks: str, judgements: str) -> str:
    return f"  {name:<34}{cases:>8}{asks:>9}{judgements:>11}".rstrip()


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], project=Path.cwd(), environ=os.environ))
