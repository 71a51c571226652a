# Room: tests. The report for people who review: on facts made for it, and on the real data.
"""What is unreviewed, overdue, old, conflicting, unsure, uncited or open is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import ENGLISH, REPOSITORY

from macros.__main__ import main, review_lines
from macros.load import load_dataset
from macros.messages.catalogue import messages_in
from macros.model.common import Audit, LocalizedText, Source, Words
from macros.model.dataset import Dataset, Review
from macros.render import Renderer
from macros.views.review import (
    OLD,
    CollectionRow,
    ConflictRow,
    OpenGroup,
    OpenRow,
    OverdueRow,
    ReadCount,
    ReviewReportView,
    review_report_view,
    uncited_sources,
)

DAY = date(2026, 11, 21)
TOPIC = "legal-aid"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


def report(dataset: Dataset, *, locale: str = "fr") -> ReviewReportView:
    return review_report_view(dataset, locale=locale, on_date=DAY)


def with_fact(dataset: Dataset, **changes: object) -> Dataset:
    """The dataset with a topic that leaves nothing open, but for the changes to its first fact."""
    topic = dataset.topics[TOPIC]
    clean = {
        "source_year": OLD + 1,
        "confidence": "high",
        "audit": None,
        "open_questions": (),
        "sources": tuple(dataset.sources)[:1],
    }
    facts = tuple(
        fact.model_copy(update=clean | (changes if place == 0 else {}))
        for place, fact in enumerate(topic.facts)
    )
    other = topic.model_copy(update={"facts": facts, "open_questions": (), "not_used": {}})
    return dataset.model_copy(update={"topics": dataset.topics | {TOPIC: other}})


def row_of(dataset: Dataset) -> OpenRow | None:
    rows = [row for group in report(dataset).groups for row in group.rows]
    return next((row for row in rows if row.path == f"topics/{TOPIC}/"), None)


def test_a_page_that_leaves_nothing_open_is_not_listed(dataset: Dataset) -> None:
    assert row_of(with_fact(dataset)) is None


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"source_year": OLD}, "old"),
        ({"confidence": "low"}, "unsure"),
        ({"audit": Audit(result="doubtful")}, "unsure"),
        ({"sources": ()}, "unsourced"),
    ],
)
def test_a_fact_that_is_not_sure_is_named(
    changes: dict[str, object], where: str, dataset: Dataset
) -> None:
    row = row_of(with_fact(dataset, **changes))
    assert row is not None
    first = dataset.topics[TOPIC].facts[0].id
    found = {name: getattr(row, name) for name in ("old", "unsure", "unsourced")}
    assert found == {"old": (), "unsure": (), "unsourced": ()} | {where: (first,)}


def test_what_must_be_checked_before_publishing_is_a_question(dataset: Dataset) -> None:
    rows = [row for group in report(dataset).groups if group.id == "topics" for row in group.rows]
    questions = {row.id: set(row.questions) for row in rows}
    asked = [topic for topic in dataset.topics.values() if topic.open_questions]
    assert asked
    for topic in asked:
        assert set(topic.open_questions) <= questions[topic.id]


def test_a_review_counts_until_its_last_day(dataset: Dataset) -> None:
    def reviewed(until: date) -> ReviewReportView:
        review = Review(
            subject=f"topics/{TOPIC}",
            language="nl",
            by="A. Person, lawyer",
            on=DAY - timedelta(days=30),
            until=until,
        )
        return report(dataset.model_copy(update={"reviews": (review,)}))

    def read(view: ReviewReportView) -> dict[str, int]:
        row = next(row for row in view.read if row.id == "topics")
        return {count.language: count.done for count in row.read}

    def late(view: ReviewReportView) -> list[tuple[str, str]]:
        return [(row.subject, row.language) for row in view.overdue if row.kind == "review"]

    last_day, day_after = reviewed(DAY), reviewed(DAY - timedelta(days=1))
    assert (read(last_day), late(last_day)) == ({"fr": 0, "nl": 1, "en": 0}, [])
    assert read(day_after)["nl"] == 0
    assert late(day_after) == [(f"topics/{TOPIC}", "nl")]


def test_a_rule_past_its_date_is_overdue(dataset: Dataset) -> None:
    rules = dataset.rule_sets["annex-35"]
    ended = rules.rules[0].model_copy(update={"valid_from": None, "valid_until": date(2026, 1, 31)})
    other = rules.model_copy(update={"rules": (ended, *rules.rules[1:])})
    changed = dataset.model_copy(update={"rule_sets": dataset.rule_sets | {"annex-35": other}})
    late = [row.subject for row in report(changed).overdue if row.kind == "rule"]
    assert f"annex-35/{ended.id}" in late


def test_every_conflict_of_a_contact_is_listed(dataset: Dataset) -> None:
    kept = [conflict for cpas in dataset.cpas.values() for conflict in cpas.conflicts]
    kept += [conflict for other in dataset.organisations.values() for conflict in other.conflicts]
    found = report(dataset).conflicts
    assert len(found) == len(kept) > 0
    assert all(len(row.values) > 1 for row in found)


def test_a_source_that_nothing_cites_is_listed(dataset: Dataset) -> None:
    title = LocalizedText({"fr": "Une page", "nl": "Een pagina", "en": "A page"})
    lonely = Source(id="lonely", kind="unpublished", title=title)
    changed = dataset.model_copy(update={"sources": dataset.sources | {"lonely": lonely}})
    assert uncited_sources(changed) == (*uncited_sources(dataset), "lonely")
    assert [source.text for source in report(changed).uncited][-1] == "Une page"


@pytest.mark.parametrize("locale", ["fr", "nl", "en"])
def test_the_page_prints_the_report_and_about_leads_to_it(locale: str, dataset: Dataset) -> None:
    page = Renderer(REPOSITORY / "overrides", dataset=dataset).for_page(
        locale=locale, path=f"{locale}/about/review/"
    )
    view = report(dataset, locale=locale)
    html = page.render("components/review_report.html", view)
    for heading in ("read", "overdue", "conflicts", "pages", "uncited"):
        assert f'<h2 id="{heading}">' in html
    assert html.count("<li>") >= sum(len(group.rows) for group in view.groups)
    pages = REPOSITORY / "docs" / locale
    assert "review_report()" in (pages / "about" / "review.md").read_text("utf-8")
    assert "(about/review.md)" in (pages / "about.md").read_text("utf-8")


def test_the_command_names_every_page_and_question(
    dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report"], project=REPOSITORY, environ={"AS_OF": "2026-11-21"}) == 0
    printed = capsys.readouterr().out
    assert f"\n{ENGLISH('to-review.conflicts', number=len(report(dataset).conflicts))}\n" in printed
    for group in report(dataset, locale="en").groups:
        for row in group.rows:
            assert f"\n  {row.id}\n" in printed
            assert all(question in printed for question in row.questions)


MADE = ReviewReportView(
    read=(CollectionRow(id="topics", total=61, read=(ReadCount(language="fr", done=1),)),),
    overdue=(
        OverdueRow(kind="review", subject="topics/x", language="fr", until="DAY"),
        OverdueRow(kind="rule", subject="card-h/resident", language="", until="DAY"),
    ),
    conflicts=(ConflictRow(path="", name=Words("NAME", "fr"), field="phone", values=("1", "2")),),
    uncited=(),
    uncited_ids=("lonely",),
    groups=(
        OpenGroup(
            id="topics",
            rows=(
                OpenRow(
                    collection="topics",
                    id="x",
                    path="topics/x/",
                    name=Words("NAME", "fr"),
                    old=("k1",),
                    unsure=("k1", "k2"),
                    unsourced=("",),
                    questions=("Which form in 2026?",),
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            [
                "Relu par une personne qualifiée\u00a0:",
                "  topics            61: fr 1",
                "Relectures et règles dont la date est passée\u00a0: 2",
                "  relecture de topics/x en français, jusqu’au DAY",
                "  règle card-h/resident, jusqu’au DAY",
                "Sources qui se contredisent\u00a0: 1",
                "  NAME, phone\u00a0: 1 / 2",
                "Sources que rien ne cite\u00a0: 1",
                "  lonely",
                "topics, avec un point en suspens\u00a0: 1",
                "  x",
                "    peu sûr\u00a0: k1, k2",
                "    sans source\u00a0: l’élément lui-même",
                "    de 2018 ou avant\u00a0: k1",
                "    question\u00a0: Which form in 2026?",
            ],
        ),
        (
            "nl",
            [
                "Nagelezen door een bevoegde persoon:",
                "  topics            61: fr 1",
                "Nalezingen en regels waarvan de datum voorbij is: 2",
                "  nalezing van topics/x in het Frans, tot en met DAY",
                "  regel card-h/resident, tot en met DAY",
                "Bronnen die elkaar tegenspreken: 1",
                "  NAME, phone: 1 / 2",
                "Bronnen die nergens geciteerd worden: 1",
                "  lonely",
                "topics, met iets dat nog openstaat: 1",
                "  x",
                "    onzeker: k1, k2",
                "    zonder bron: het element zelf",
                "    van 2018 of vroeger: k1",
                "    vraag: Which form in 2026?",
            ],
        ),
    ],
)
def test_the_command_speaks_the_language_of_the_editor(language: str, lines: list[str]) -> None:
    assert list(review_lines(MADE, messages_in(language))) == lines
