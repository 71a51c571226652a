# Room: beside the rooms. The commands of people who edit: `python -m macros check`, behind
# `make check`, and `python -m macros schema`. Joins load, rules and the registry; no site build.
"""Check all data and pages, or write the JSON Schema of the data files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from macros.checks import problems_beyond_data
from macros.commands import reviews, translations
from macros.commands.data import with_data
from macros.commands.program import run
from macros.load import DataProblems
from macros.load.drafts import drafted_files
from macros.load.memory import Memory
from macros.load.plain_language import (
    FORMULAS,
    Passage,
    language_rows,
    longest_sentences,
    passages,
)
from macros.load.problems import in_reading_order
from macros.load.schema import write_schemas
from macros.load.topic_sheets import sheet_uses
from macros.messages.catalogue import Messages, messages_for
from macros.messages.message import LanguageName, Message
from macros.model.dataset import Dataset
from macros.rules.enumeration import Proof, prove
from macros.rules.flow import flow_statistics
from macros.views.review import OLD, OpenRow, OverdueRow, ReviewReportView, review_report_view

_LANGUAGE_HEADS = (
    *("check.language", "check.where", "check.pages", "check.inside", "check.professional"),
    *("check.sentences", "check.mean", "check.longest", "check.lix", "check.ease"),
)
_PROOF_HEADS = ("check.document", "check.cases", "check.ask", "check.judgement")


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
            return with_data(
                project,
                environ,
                lambda dataset, day: translations.run(
                    rest,
                    project=project,
                    dataset=dataset,
                    on_date=day,
                    messages=messages_for(environ),
                ),
                first_record="record" in rest,
            )
        case ["reviews", *rest]:
            return with_data(
                project,
                environ,
                lambda dataset, day: reviews.run(
                    rest,
                    project=project,
                    dataset=dataset,
                    on_date=day,
                    messages=messages_for(environ),
                ),
            )
        case ["schema"]:
            print("\n".join(write_schemas(project)) or messages_for(environ)("schemas.current"))
            return 0
    print(messages_for(environ)("usage"))
    return 2


def check(project: Path, environ: Mapping[str, str]) -> int:
    """Print every problem and return 1, or what was proved and return 0."""
    memory = Memory()
    return with_data(
        project,
        environ,
        lambda dataset, day: _checked(project, environ, dataset, day, memory=memory),
        strict_dates=environ.get("STRICT_DATES") == "1",
        memory=memory,
    )


def _checked(
    project: Path, environ: Mapping[str, str], dataset: Dataset, day: date, *, memory: Memory
) -> int:
    messages = messages_for(environ)
    texts = tuple(passages(project, dataset=dataset, memory=memory))
    found = in_reading_order(
        problems_beyond_data(project, dataset, day, texts=texts, memory=memory)
    )
    if wrong := [problem for problem in found if problem.severity == "problem"]:
        raise DataProblems(wrong)
    dataset = dataset.model_copy(update={"remarks": (*dataset.remarks, *found)})
    proofs = [prove(rule_set, day) for rule_set in dataset.rule_sets.values()]
    topics, languages = _topics(project, dataset, messages), _languages(texts, dataset, messages)
    print("\n".join([*topics, "", *languages, ""]))
    print(summary(dataset, proofs, day, messages))
    if drafted_files(project):
        print(messages("check.drafts"))
    return 0


def longest(project: Path, environ: Mapping[str, str]) -> int:
    """Print the longest sentences of each language, the worst first."""
    messages = messages_for(environ)

    def lines(dataset: Dataset, _day: date) -> Iterator[str]:
        texts = tuple(passages(project, dataset=dataset))
        for language in dataset.languages:
            yield language.name
            for count, place, text in longest_sentences(texts, language=language.code):
                yield f"  {messages('longest.row', count=count, place=place, text=text)}"

    return _print_of_data(project, environ, lines)


def flow(project: Path, environ: Mapping[str, str]) -> int:
    """Print the size of the question flow. Not in ``check``: it walks every path, in seconds."""

    def lines(dataset: Dataset, day: date) -> Iterator[str]:
        statistics = flow_statistics(dataset.rule_sets.values(), day)
        yield messages_for(environ).text(statistics.message())

    return _print_of_data(project, environ, lines)


def review(project: Path, environ: Mapping[str, str]) -> int:
    """Print what is unreviewed, overdue, conflicting, unsure, old, uncited or asked openly."""
    messages = messages_for(environ)

    def lines(dataset: Dataset, day: date) -> Iterator[str]:
        view = review_report_view(dataset, locale=messages.language, on_date=day)
        return review_lines(view, messages)

    return _print_of_data(project, environ, lines)


def _print_of_data(
    project: Path,
    environ: Mapping[str, str],
    lines: Callable[[Dataset, date], Iterable[str]],
) -> int:
    """Print what ``lines`` says of the data of the day; what is wrong, and 1, when it is."""

    def printed(dataset: Dataset, day: date) -> int:
        print("\n".join(lines(dataset, day)))
        return 0

    return with_data(project, environ, printed)


def review_lines(view: ReviewReportView, messages: Messages) -> Iterator[str]:
    """One line a thing to look at. Ids, fields and questions are as data/ writes them."""
    yield messages("to-review.read")
    for kind in view.read:
        counts = ", ".join(f"{count.language} {count.done}" for count in kind.read)
        yield f"  {kind.id:<16}{kind.total:>4}: {counts}"
    yield messages("to-review.overdue", number=len(view.overdue))
    for late in view.overdue:
        yield f"  {messages.text(_late(late))}"
    yield messages("to-review.conflicts", number=len(view.conflicts))
    for conflict in view.conflicts:
        said = Message(
            "to-review.conflict",
            name=str(conflict.name),
            field=conflict.field,
            values=" / ".join(conflict.values),
        )
        yield f"  {messages.text(said)}"
    yield messages("to-review.uncited", number=len(view.uncited_ids))
    yield from (f"  {source}" for source in view.uncited_ids)
    for group in view.groups:
        yield messages("to-review.open", collection=group.id, number=len(group.rows))
        for row in group.rows:
            yield f"  {row.id}"
            yield from (f"    {messages.text(left)}" for left in _open(row))


def _late(row: OverdueRow) -> Message:
    if row.kind == "rule":
        return Message("to-review.rule", subject=row.subject, day=row.until)
    return Message(
        "to-review.review", subject=row.subject, language=LanguageName(row.language), day=row.until
    )


def _open(row: OpenRow) -> Iterator[Message]:
    """What a record leaves open: facts that are unsure, without source or old, and questions."""

    def named(ids: Iterable[str]) -> tuple[str | Message, ...]:
        return tuple(name or Message("to-review.record") for name in ids)

    if row.unsure:
        yield Message("to-review.unsure", facts=named(row.unsure))
    if row.unsourced:
        yield Message("to-review.unsourced", facts=named(row.unsourced))
    if row.old:
        yield Message("to-review.old", year=OLD, facts=named(row.old))
    yield from (Message("to-review.question", question=question) for question in row.questions)


def _topics(project: Path, dataset: Dataset, messages: Messages) -> Iterator[str]:
    """The facts that the sheet of each topic says, a column a language."""
    codes = [language.code for language in dataset.languages]
    uses = {(use.topic, use.language): use for use in sheet_uses(project, dataset=dataset)}
    rows = [[*map(messages, ("check.topic", "check.facts", "check.left-out")), *codes]]
    for topic in dataset.topics.values():
        said = (uses.get((topic.id, code)) for code in codes)
        columns = (str(len(use.used)) if use else "-" for use in said)
        rows.append([topic.id, str(len(topic.facts)), str(len(topic.not_used)), *columns])
    facts = sum(len(topic.facts) for topic in dataset.topics.values())
    left_out = sum(len(topic.not_used) for topic in dataset.topics.values())
    totals = (
        sum(len(use.used) for (_, language), use in uses.items() if language == code)
        for code in codes
    )
    rows.append([messages("check.all-topics"), *map(str, (facts, left_out, *totals))])
    yield from _table(rows)


def _languages(texts: Iterable[Passage], dataset: Dataset, messages: Messages) -> Iterator[str]:
    """How hard the texts are: pages of docs/, kinds of records of data/, words of components.

    The last column is the reading ease of the language's own formula, where it has one.
    """
    rows = [[*map(messages, _LANGUAGE_HEADS)]]
    for row in language_rows(texts, dataset=dataset):
        inside = messages.percent(row.inside, row.pages) if row.pages else "-"
        denser = (
            messages("check.part", part=row.inside_professional, whole=row.professional)
            if row.professional
            else "-"
        )
        ease = "-" if row.ease is None else f"{row.ease} ({FORMULAS[row.language]})"
        rows.append(
            [
                *(row.language, row.place, str(row.pages), inside, denser, str(row.sentences)),
                *(messages("number", number=row.mean), str(row.longest), str(row.lix), ease),
            ]
        )
    yield from _table(rows, left=(0, 1, len(rows[0]) - 1))


def summary(dataset: Dataset, proofs: list[Proof], day: date, messages: Messages) -> str:
    """What a check that found nothing wrong says: the proof of each document, then the totals."""
    rows = [[*map(messages, _PROOF_HEADS)]]
    rows += [
        [
            proof.document,
            str(proof.combinations),
            messages.percent(proof.asks, proof.combinations),
            str(proof.judgements),
        ]
        for proof in proofs
    ]
    cases, asks = sum(p.combinations for p in proofs), sum(p.asks for p in proofs)
    judgements = sum(proof.judgements for proof in proofs)
    share = messages.percent(asks, cases)
    rows.append([messages("check.all-documents"), str(cases), share, str(judgements)])
    totals = messages(
        "check.totals",
        documents=len(proofs),
        rules=sum(len(rule_set.rules) for rule_set in dataset.rule_sets.values()),
        payers=len(dataset.payers),
        cpas=len(dataset.cpas),
        municipalities=len(dataset.municipalities),
        organisations=len(dataset.organisations),
        terms=len(dataset.glossary),
        topics=len(dataset.topics),
        sources=len(dataset.sources),
    )
    lines = [messages("check.on-day", day=day), "", *_table(rows), "", totals]
    if dataset.remarks:
        lines += ["", *map(messages.problem, dataset.remarks)]
    remarks = Message("remarks", count=len(dataset.remarks))
    lines += ["", messages("check.end", problems=Message("problems", count=0), remarks=remarks)]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]], *, left: Collection[int] = (0,)) -> Iterator[str]:
    """Columns as wide as their widest cell; numbers stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            f"{cell:<{width}}" if number in left else f"{cell:>{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:], project=Path.cwd(), environ=os.environ))
