# Room: beside the rooms. `python -m macros reviews`: which reviews are due, and confirming many at
# once. Writes data/reviews.yaml and nothing else. Called by __main__.py.
"""The ledger of reviews, kept by a command so that nobody counts days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from macros.commands.arguments import Arguments
from macros.load.pages import DUE_SOON_DAYS, REVIEWS, names_reader, review_subjects
from macros.load.yaml_reader import read_yaml_text
from macros.messages.catalogue import Messages
from macros.messages.message import LanguageName, Message, Told, near
from macros.model.dataset import Dataset, Review

OFFICES = ("cpas", "organisations")
OFFICE_DAYS = 180
"""Offices move and change their hours: what is written of them is read twice a year."""


class Refused(Told):
    """What was asked cannot be written; ``message`` is the sentence for the editor."""


def run(
    arguments: Sequence[str], *, project: Path, dataset: Dataset, on_date: date, messages: Messages
) -> int:
    """One command; 0 when it did all it was asked."""
    parser = Arguments("reviews.usage", messages=messages)
    parser.add_argument("what", nargs="?", default="", choices=("", "confirm"))
    parser.add_argument("subjects", nargs="*")
    parser.add_argument("--by", default="")
    parser.add_argument("--on", default="today")
    parser.add_argument("--languages", default="")
    parser.add_argument("--yes", action="store_true")
    options = parser.parse_intermixed_args(arguments)
    if not options.what:
        print("\n".join(due(dataset.reviews, on_date=on_date, messages=messages)))
        return 0
    try:
        confirmed = confirmations(
            options.subjects,
            known=review_subjects(project, dataset),
            languages=_languages(options.languages, dataset),
            by=options.by.strip(),
            on=_day(options.on, on_date),
        )
        _require_newer(confirmed, written=dataset.reviews)
        path = project / REVIEWS
        before = path.read_text("utf-8-sig")
        written, lines = with_reviews(before, confirmed)
    except Refused as refused:
        print(messages.text(refused.message))
        return 1
    print("\n".join(lines))
    count = Message("reviews.count", count=len(confirmed))
    if options.yes:
        path.write_text(written, "utf-8")
        print(f"\n{messages('reviews.written', reviews=count, file=REVIEWS)}")
    else:
        print(f"\n{messages('reviews.not-written', reviews=count)}")
    return 0


def due(reviews: Iterable[Review], *, on_date: date, messages: Messages) -> Iterator[str]:
    """The reviews to do again, the longest past first."""
    soon = on_date + timedelta(days=DUE_SOON_DAYS)
    late = sorted(
        (review.until, review.subject, review.language)
        for review in reviews
        if review.until <= soon
    )
    for until, subject, language in late:
        when = messages("reviews.past" if until < on_date else "reviews.soon")
        yield f"{until}  {when}  {language}  {subject}"
    yield messages("reviews.due", count=len(late), soon=soon)


def _languages(written: str, dataset: Dataset) -> tuple[str, ...]:
    known = [language.code for language in dataset.languages]
    codes = tuple(dict.fromkeys(code.strip() for code in written.split(",") if code.strip()))
    if not codes:
        raise Refused(Message("reviews.no-languages", languages=",".join(known)))
    for code in codes:
        if code not in known:
            raise Refused(Message("reviews.language", language=code, near=near(code, known)))
    return codes


def _day(written: str, today: date) -> date:
    if written == "today":
        return today
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refused(Message("reviews.no-day", written=written, today=today)) from None
    if day > today:
        raise Refused(Message("reviews.day-to-come", written=written))
    return day


def confirmations(
    subjects: Iterable[str],
    *,
    known: frozenset[str],
    languages: Iterable[str],
    by: str,
    on: date,
) -> tuple[Review, ...]:
    """The reviews asked for, each subject in each language. Raises Refused for an unknown one."""
    if not by:
        raise Refused(Message("reviews.no-name"))
    if not names_reader(by):
        raise Refused(Message("reviews.no-profession", by=by))
    wanted: dict[str, None] = {}
    for subject in subjects:
        found = sorted(name for name in known if fnmatchcase(name, subject))
        if not found:
            raise Refused(Message("reviews.subject", name=subject, near=near(subject, known)))
        wanted.update(dict.fromkeys(found))
    if not wanted:
        raise Refused(Message("reviews.no-subjects"))
    return tuple(
        Review(subject=subject, language=code, by=by, on=on, until=next_due(subject, on))
        for subject in wanted
        for code in languages
    )


def _require_newer(confirmed: Iterable[Review], *, written: Iterable[Review]) -> None:
    """An older reading says nothing new, and would take the line of the one that counts."""
    last = {(review.subject, review.language): review.on for review in written}
    for review in confirmed:
        on = last.get((review.subject, review.language), review.on)
        if on > review.on:
            subject, language = review.subject, LanguageName(review.language)
            raise Refused(Message("reviews.read-later", subject=subject, language=language, on=on))


def next_due(subject: str, on: date) -> date:
    """The last day of a review done ``on``: 180 days for an office, a year for the rest."""
    if subject.partition("/")[0] in OFFICES:
        return on + timedelta(days=OFFICE_DAYS)
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)


def with_reviews(text: str, confirmed: Iterable[Review]) -> tuple[str, list[str]]:
    """``text`` of the ledger with these reviews, and what changes, for the preview.

    A newer review takes the line of the older one; comments and the other lines stay as they are.
    """
    old = _places(text)
    # None stands for the further lines of a review that was written over several.
    lines: list[str | None] = [*text.rstrip("\n").split("\n")]
    if not old:
        lines = [line for line in lines if line != "[]"]
    said, added = [], []
    for review in confirmed:
        line = _line(review)
        place = old.get((review.subject, review.language))
        if place is None:
            added.append(line)
            said.append(f"+ {line}")
            continue
        first, last = place
        said += [f"- {lines[first]}", f"+ {line}"]
        lines[first : last + 1] = [line, *[None] * (last - first)]
    kept = [line for line in lines if line is not None]
    return "\n".join([*kept, *added]) + "\n", said


def _places(text: str) -> Mapping[tuple[str, str], tuple[int, int]]:
    """The first and last line, from 0, of each review of the ledger."""
    file = read_yaml_text(text, REVIEWS)
    found = {}
    for index, values in enumerate(file.values or ()):
        if isinstance(values, Mapping):
            inside = [line for loc, line in file.lines.items() if loc[:1] == (index,)]
            key = (str(values.get("subject")), str(values.get("language")))
            found[key] = (min(inside) - 1, max(inside) - 1)
    return found


def _line(review: Review) -> str:
    by = json.dumps(review.by, ensure_ascii=False)
    return (
        f"- {{subject: {review.subject}, language: {review.language}, by: {by},"
        f" on: {review.on}, until: {review.until}}}"
    )
