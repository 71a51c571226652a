# Room: tests. The ledger of reviews: the command that fills it, what overdue pages say, and the day
# for which the law is rendered.
"""A review is confirmed by a command, counts for a time, and then says that it is over."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import ENGLISH, record_translations

from macros.__main__ import main
from macros.commands.reviews import next_due
from macros.desk import findings
from macros.load import load_dataset
from macros.model.dataset import Dataset, Review
from macros.render import Renderer
from macros.views.documents import who_pays_rows
from macros.views.evidence import LONG_OVERDUE_DAYS, dates_view, review_of
from macros.views.pages import record_page_view, record_pages
from macros.views.review import review_report_view

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
MINIMAL = HERE / "minimal_data"
DAY = date(2026, 11, 21)
LEDGER = "data/reviews.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest project, with a comment in its ledger."""
    target = tmp_path / "project"
    shutil.copytree(MINIMAL, target)
    (target / LEDGER).write_text("# What people have read.\n[]\n", "utf-8")
    return target


def run(project: Path, *arguments: str) -> int:
    return main(["reviews", *arguments], project=project, environ={"AS_OF": str(DAY)})


CONFIRM = ("confirm", "--by", 'A. "Ana" Née, juriste: droit', "--languages", "fr,nl")


def test_many_are_confirmed_at_once_after_a_preview(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / LEDGER).read_text("utf-8")
    subjects = ("documents/annex-35", "payers/*", "index")
    assert run(project, *CONFIRM, *subjects) == 0
    assert (project / LEDGER).read_text("utf-8") == before, "a preview writes nothing"
    assert "10 reviews. Nothing is written yet" in capsys.readouterr().out
    assert run(project, *CONFIRM, *subjects, "--yes") == 0
    text = (project / LEDGER).read_text("utf-8")
    assert text.startswith("# What people have read.\n- {subject: documents/annex-35, language: fr")
    reviews = load_dataset(project, as_of=DAY).reviews
    assert {review.subject for review in reviews} == {
        "documents/annex-35",
        "payers/cpas",
        "payers/health-insurance",
        "payers/self",
        "index",
    }
    assert {review.by for review in reviews} == {'A. "Ana" Née, juriste: droit'}
    assert {(review.on, review.until) for review in reviews} == {(DAY, date(2027, 11, 21))}
    assert main(["check"], project=project, environ={"AS_OF": str(DAY)}) == 0


def test_a_newer_review_takes_the_line_of_the_older_one(project: Path) -> None:
    (project / LEDGER).write_text(
        "# Head.\n"
        "- subject: payers/self\n  language: fr\n  by: B. Old, juriste\n"
        "  on: 2025-01-01\n  until: 2026-01-01\n"
        "# Kept.\n"
        "- {subject: payers/cpas, language: fr, by: 'C. Other, juriste', "
        "on: 2026-01-01, until: 2027-01-01}\n",
        "utf-8",
    )
    assert (
        run(
            project,
            "confirm",
            "--by",
            "A. New, juriste",
            "--languages",
            "fr",
            "payers/self",
            "--yes",
        )
        == 0
    )
    assert (project / LEDGER).read_text("utf-8") == (
        "# Head.\n"
        '- {subject: payers/self, language: fr, by: "A. New, juriste", '
        "on: 2026-11-21, until: 2027-11-21}\n"
        "# Kept.\n"
        "- {subject: payers/cpas, language: fr, by: 'C. Other, juriste', "
        "on: 2026-01-01, until: 2027-01-01}\n"
    )


def test_an_older_reading_does_not_take_the_line_of_a_newer_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, *CONFIRM, "index", "--on", "2026-11-20", "--yes") == 0
    written = (project / LEDGER).read_text("utf-8")
    assert run(project, *CONFIRM, "index", "--on", "2026-11-01", "--yes") == 1
    assert "was read on 2026-11-20 already" in capsys.readouterr().out
    assert (project / LEDGER).read_text("utf-8") == written
    assert run(project, *CONFIRM, "index", "--on", "2026-11-20", "--yes") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*CONFIRM, "documents/annex-53"), "did you mean documents/annex-35?"),
        ((*CONFIRM, "documents/annex-35", "--on", "2026-12-01"), "is still to come"),
        ((*CONFIRM, "documents/annex-35", "--on", "yesterday"), "is not a day"),
        (
            ("confirm", "--by", "A, juriste", "--languages", "fr,de", "index"),
            "de is not a language",
        ),
        (("confirm", "--by", "A, juriste", "index"), "Say which languages were read"),
        (("confirm", "--by", "A", "--languages", "fr", "index"), "profession is missing"),
        (("confirm", "--by", ", juriste", "--languages", "fr", "index"), "profession is missing"),
        (("confirm", "--languages", "fr", "index"), "Say who has read them"),
        (CONFIRM, "Say what was read"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    project: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (project / LEDGER).read_text("utf-8")
    assert run(project, *arguments, "--yes") == 1
    assert said in capsys.readouterr().out
    assert (project / LEDGER).read_text("utf-8") == before


@pytest.mark.parametrize(
    ("subject", "on", "until"),
    [
        ("documents/annex-35", date(2026, 11, 21), date(2027, 11, 21)),
        ("topics/legal-aid", date(2028, 2, 29), date(2029, 2, 28)),
        ("about", date(2026, 1, 1), date(2027, 1, 1)),
        ("cpas/ixelles", date(2026, 11, 21), date(2027, 5, 20)),
        ("organisations/112", date(2026, 1, 1), date(2026, 6, 30)),
    ],
)
def test_offices_are_due_after_180_days_and_the_rest_after_a_year(
    subject: str, on: date, until: date
) -> None:
    assert next_due(subject, on) == until


def test_the_list_of_what_is_due_names_what_is_past_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        f'- {{subject: payers/{name}, language: fr, by: "A, juriste", '
        f"on: 2026-01-01, until: {until}}}"
        for name, until in (("self", "2027-01-20"), ("cpas", "2026-11-20"))
    ]
    far = (
        '- {subject: payers/self, language: nl, by: "A, juriste", '
        "on: 2026-01-01, until: 2027-01-21}"
    )
    (project / LEDGER).write_text("\n".join([*lines, far]) + "\n", "utf-8")
    assert run(project) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["2026-11-20  past  fr  payers/cpas", "2027-01-20  soon  fr  payers/self"]
    assert said[2].startswith("2 due")
    assert main(["check"], project=project, environ={"AS_OF": str(DAY)}) == 0
    remarks = capsys.readouterr().out
    assert f"{LEDGER}:1: 1 > until\n    found     2027-01-20, ends soon on 2026-11-21" in remarks
    assert f"{LEDGER}:2: 2 > until\n    found     2026-11-20, over on 2026-11-21" in remarks
    assert f"{LEDGER}:3" not in remarks


def test_a_review_must_be_of_a_language_of_the_site_and_end_after_it_began(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (
        '- {{subject: payers/self, language: {0}, by: "A, juriste", on: 2026-01-01, until: {1}}}\n'
    )
    (project / LEDGER).write_text(line.format("ru", "2027-12-01"), "utf-8")
    assert main(["check"], project=project, environ={"AS_OF": str(DAY)}) == 1
    assert "expected  a language of the site" in capsys.readouterr().out
    (project / LEDGER).write_text(line.format("fr", "2025-12-01"), "utf-8")
    assert main(["check"], project=project, environ={"AS_OF": str(DAY)}) == 1
    assert "found     until 2025-12-01 before on 2026-01-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["A", "2026-01-01"], f"{LEDGER}:1: 1 > by\n    found     A\n"),
        (["A,", "2026-01-01"], f"{LEDGER}:1: 1 > by\n"),
        (["A, juriste", "2999-01-01"], f"{LEDGER}:1: 1 > on\n    found     2999-01-01, still"),
        (["A, juriste", "2026-01-01", "B, notaire", "2026-01-01"], f"{LEDGER}:2: 2\n"),
        (["A, juriste", "2026-01-01", "B, notaire", "2026-01-02"], ""),
    ],
)
def test_a_review_says_who_read_once_and_on_a_day_that_is_past(
    lines: list[str], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "- {{subject: payers/self, language: fr, by: '{0}', on: {1}, until: 2999-12-31}}\n"
    rows = [line.format(*pair) for pair in zip(lines[::2], lines[1::2], strict=True)]
    (project / LEDGER).write_text("".join(rows), "utf-8")
    assert main(["check"], project=project, environ={"AS_OF": str(DAY)}) == bool(said)
    assert said in capsys.readouterr().out


# -- what the reader is told ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


def reviewed(dataset: Dataset, until: date, *, language: str = "nl") -> Dataset:
    review = Review(
        subject="documents/annex-35",
        language=language,
        by="A. Person, lawyer",
        on=until - timedelta(days=365),
        until=until,
    )
    return dataset.model_copy(update={"reviews": (review,)})


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (59, "current"),
        (0, "current"),
        (-1, "overdue"),
        (-LONG_OVERDUE_DAYS, "overdue"),
        (-LONG_OVERDUE_DAYS - 1, "long overdue"),
    ],
)
def test_a_review_is_worth_less_with_time(dataset: Dataset, days_left: int, state: str) -> None:
    data = reviewed(dataset, DAY + timedelta(days=days_left))
    found = review_of(data, "documents/annex-35", locale="nl", on_date=DAY)
    assert found[1] == state
    assert review_of(data, "documents/annex-35", locale="fr", on_date=DAY) == (None, "none")


def test_a_review_that_is_not_done_yet_does_not_count(dataset: Dataset) -> None:
    data = reviewed(dataset, DAY + timedelta(days=366))
    view = dates_view(data, [], subject="documents/annex-35", locale="nl", on_date=DAY)
    assert (view.reviewed, view.read_again, view.long_overdue) == ("", "", False)


NOT_READ = "Nog niet nagelezen door een jurist."
LONG_AGO = "Al lang niet opnieuw nagelezen."


@pytest.mark.parametrize(
    ("until", "shown", "absent"),
    [
        (None, (NOT_READ,), (LONG_AGO, "Een nieuwe lezing")),
        (
            DAY + timedelta(days=10),
            ("op 1 december 2025, door A. Person, lawyer<",),
            (NOT_READ, LONG_AGO, "Een nieuwe lezing"),
        ),
        (
            DAY - timedelta(days=10),
            ("door A. Person, lawyer. Een nieuwe lezing was gepland op 11 november 2026.",),
            (NOT_READ, LONG_AGO),
        ),
        (
            DAY - timedelta(days=300),
            (LONG_AGO, "Een nieuwe lezing was gepland op 25 januari 2026. Vraag na"),
            (NOT_READ,),
        ),
    ],
)
def test_the_page_says_how_old_its_review_is(
    dataset: Dataset, until: date | None, shown: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    data = reviewed(dataset, until) if until else dataset
    page = next(page for page in record_pages(data) if page.path == "documents/annex-35/")
    view = record_page_view(data, page, locale="nl", on_date=DAY, prose_html=None)
    said = Renderer(REPOSITORY / "overrides", dataset=data).for_page(
        locale="nl", path="nl/documents/annex-35/"
    )
    html = said.render(view.component, view.view)
    assert [text for text in shown if text not in html] == []
    assert [text for text in absent if text in html] == []


# -- the law of a day -----------------------------------------------------------------------------


def test_as_of_renders_the_law_of_the_day(dataset: Dataset) -> None:
    """A rule that ends is shown with its end, until that day; then as no longer confirmed."""
    end = date(2027, 3, 4)
    rule_set = dataset.rule_sets["annex-35"]
    first, *others = rule_set.rules
    rules = (first.model_copy(update={"valid_until": end}), *others)
    ending = rule_set.model_copy(update={"rules": rules})
    data = dataset.model_copy(update={"rule_sets": {**dataset.rule_sets, "annex-35": ending}})
    page = next(page for page in record_pages(data) if page.path == "documents/annex-35/")

    def html(day: date) -> str:
        view = record_page_view(data, page, locale="fr", on_date=day, prose_html=None)
        said = Renderer(REPOSITORY / "overrides", dataset=data).for_page(
            locale="fr", path="fr/documents/annex-35/"
        )
        return str(said.render(view.component, view.view))

    until, over = "jusqu’au 4 mars 2027", "Plus confirmé depuis le 4 mars 2027"
    for day, shown, absent in (
        (DAY, until, over),
        (end, until, over),
        (end + timedelta(days=1), over, until),
    ):
        assert shown in html(day), day
        assert absent not in html(day), day


@pytest.mark.parametrize(("days", "listed"), [(61, False), (60, True), (0, True)])
def test_an_end_is_listed_by_file_and_line_from_60_days_ahead(
    project: Path, days: int, listed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    case = yaml.safe_load((HERE / "data_errors/ends-soon.yaml").read_text("utf-8"))
    for change in case["changes"]:
        path = project / change["file"]
        path.write_text(path.read_text("utf-8").replace(change["find"], change["replace"]), "utf-8")
    record_translations(project)
    end = date(2026, 10, 31)
    day = end - timedelta(days=days)
    assert main(["check"], project=project, environ={"AS_OF": str(day)}) == 0
    found = f"rules > 2 > valid_until\n    found     {end}, ends soon on {day}"
    place = f"data/coverage_rules/annex-35.yaml:24: {found}"
    assert (place in capsys.readouterr().out) == listed


@pytest.mark.parametrize(
    ("old", "new", "is_asked"),
    [
        ("", "", True),
        ("payer: health-insurance", "payer: cpas", False),
        ("belgian-insurance: [insured, not-insured], means", "means", False),
    ],
    ids=["another payer and situation", "its payer", "its situation"],
)
def test_nothing_is_asked_for_a_rule_whose_place_is_taken(
    project: Path,
    old: str,
    new: str,
    is_asked: bool,
    dataset: Dataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = yaml.safe_load((HERE / "data_errors/expired-value.yaml").read_text("utf-8"))
    for change in case["changes"]:
        path = project / change["file"]
        said = change["replace"].replace(old, new)
        # Compared with its source long ago: that matters until another takes its place.
        said = said.replace(
            "valid_until: 2026-10-31\n",
            "valid_until: 2026-10-31\n"
            "    audit: {result: confirmed, sources: [agii-annex-35]}\n"
            "    verified_on: 2025-06-01\n",
        )
        path.write_text(path.read_text("utf-8").replace(change["find"], said), "utf-8")
    record_translations(project)
    for environ, code, is_old in (
        ({"AS_OF": "2026-10-01"}, 0, True),
        ({"AS_OF": str(DAY)}, 0, is_asked),
        ({"AS_OF": str(DAY), "STRICT_DATES": "1"}, int(is_asked), False),  # remarks wait
    ):
        assert main(["check"], project=project, environ=environ) == code
        printed = capsys.readouterr().out
        assert ("valid_until" in printed) == is_asked
        assert ("verified_on" in printed) == is_old
    small = load_dataset(project, as_of=DAY).model_copy(update={"strings": dataset.strings})
    report = review_report_view(small, locale="en", on_date=DAY)
    assert ("annex-35/needy" in {row.subject for row in report.overdue}) == is_asked
    desk = findings(project, dataset=small, on_date=DAY, messages=ENGLISH)
    said = [row.text.partition(" · ") for row in desk if row.kind == "review"]
    over = [text for when, _, text in said if when == "past"]
    assert any(text.endswith(" (needy) · 2026-10-31") for text in over) == is_asked
    rows = who_pays_rows(small, "annex-35", locale="en", on_date=DAY)
    assert ("needy" in {line.id for row in rows for line in row.lines}) == is_asked
