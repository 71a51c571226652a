# Room: tests. The desk of the editor: what stands on it, at which line, in which language. That it
# is never published is in test_site_real.py.
"""The desk shows what asks for attention, and opens the file at its line."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, get_args
from urllib.request import urlopen

import pytest
from conftest import ENGLISH, record_translations

from engine import desk as engine_desk
from engine.desk import Desk, with_desk
from engine.hooks import SiteHooks
from engine.serve import PreviewServer
from macros.desk import desk_pages, findings
from macros.load import load_dataset
from macros.load.memory import Memory
from macros.load.plain_language import Passage, passages
from macros.messages.catalogue import messages_in
from macros.messages.message import Message, Problem
from macros.views.desk import Finding, Kind
from scripts.drafts import start

REPOSITORY = Path(__file__).resolve().parent.parent
MINIMAL = REPOSITORY / "tests" / "minimal_data"
DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")
ENVIRON = {"AS_OF": str(DAY), "EDITOR_LANG": "nl"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest project, with the template of the desk."""
    target = tmp_path / "project"
    shutil.copytree(MINIMAL, target)
    shutil.copy(REPOSITORY / "overrides/components/desk.html", target / "overrides/components")
    for name in ("mkdocs.yml", "mkdocs_hooks.py"):
        shutil.copy(REPOSITORY / name, target)
    return target


def edit(path: Path, find: str, replace: str) -> int:
    """Change a file where ``find`` stands once; the line of it."""
    text = path.read_text("utf-8")
    assert text.count(find) == 1
    path.write_text(text.replace(find, replace), "utf-8")
    return text[: text.index(find)].count("\n") + 1


def ask(project: Path, record: str, count: int) -> None:
    """Leave ``count`` questions open in a record, at its end."""
    with (project / f"data/{record}.yaml").open("a", encoding="utf-8") as file:
        file.write("\nopen_questions:\n" + "".join(f"- Why {n}?\n" for n in range(count)))


def found(project: Path) -> list[Finding]:
    dataset = load_dataset(project, as_of=DAY)
    return list(findings(project, dataset=dataset, on_date=DAY, messages=ENGLISH))


def of_kind(kind: Kind, project: Path) -> list[tuple[str, int, str | None]]:
    return [(row.file, row.line, row.page) for row in found(project) if row.kind == kind]


def test_a_dead_link_stands_on_the_desk_with_its_page(project: Path) -> None:
    page = project / "docs/nl/index.md"
    page.write_text(f"{page.read_text('utf-8')}\n[x](nowhere.md)\n", "utf-8")
    last = len(page.read_text("utf-8").splitlines())
    assert of_kind("link", project) == [("docs/nl/index.md", last, "")]


def test_a_translation_older_than_its_french_stands_at_its_line_with_its_own_page(
    project: Path,
) -> None:
    assert not of_kind("stale", project)
    french = edit(project / "docs/fr/index.md", "## Le papier", "## Votre papier")
    value = edit(project / "data/payers/self.yaml", "fr: Il paie.", "fr: Vous payez.")
    rows = [row for row in found(project) if row.kind == "stale"]
    assert [(row.file, row.language, row.page) for row in rows] == [
        ("docs/nl/index.md", "nl", ""),
        ("data/payers/self.yaml", "nl", "payers/self/"),
        ("docs/en/index.md", "en", ""),
        ("data/payers/self.yaml", "en", "payers/self/"),
    ]
    assert [row.line for row in rows] == [french, value, french, value]
    assert rows[0].text == f"Het papier ← docs/fr/index.md:{french}"
    assert rows[1].text == f"Hij betaalt. ← data/payers/self.yaml:{value}"
    assert [row.title for row in rows[:2]] == ["Home", "Payer self"]
    assert of_kind("date", project) == [], "nothing stands on two lists"
    html = desk_pages(project, environ={**ENVIRON, "EDITOR_LANG": "fr"})[""]
    section = html.partition('<section id="stale-nl">')[2].partition("</section>")[0]
    assert "plus anciennes que le français, nl (2)" in section
    assert 'href="/nl/payers/self/"' in section, "the page in the language of the text"


def test_what_a_language_lacks_stands_at_its_french_in_one_row_a_file(project: Path) -> None:
    (project / "docs/en/index.md").unlink()
    rows = [row for row in found(project) if row.kind == "missing"]
    assert [(row.file, row.language, row.page) for row in rows] == [("docs/fr/index.md", "en", "")]
    assert rows[0].text.startswith("Accueil · "), "words, not the names of its parts"


def test_what_nobody_recorded_stands_in_one_row_a_file_and_hides_no_other_problem(
    project: Path,
) -> None:
    for code in LANGUAGES:
        path = project / f"docs/{code}/index.md"
        text = path.read_text("utf-8")
        path.write_text(f"{text}\n## A {code} {{: #a }}\n\n## B {code} {{: #b }}\n", "utf-8")
    line = (project / "docs/nl/index.md").read_text("utf-8").splitlines().index("## A nl {: #a }")
    assert of_kind("unrecorded", project) == [
        ("docs/nl/index.md", line + 1, ""),
        ("docs/en/index.md", line + 1, ""),
    ]
    told = load_dataset(project, as_of=DAY).unrecorded
    other = Problem(
        file="docs/nl/index.md", line=line + 1, key="", message=Message("heading-without-id")
    )
    html = desk_pages(project, environ=ENVIRON, problems=(*told, other))[""]
    section = html.partition('<section id="unrecorded">')[2].partition("</section>")[0]
    assert "2 nieuwe of verplaatste vertalingen" in section
    first = html.partition('<section id="problem">')[2].partition("</section>")[0]
    assert "(1)" in first, "the other one, which stands at the same line"
    record_translations(project)
    assert of_kind("unrecorded", project) == []


def test_lists_without_rows_are_named_on_one_line_and_their_pages_say_that_nothing_is_left(
    project: Path,
) -> None:
    pages, words = desk_pages(project, environ=ENVIRON), messages_in("nl").group("desk")
    line = pages[""].partition("<p data-empty>")[2].partition("</p>")[0]
    for name in ("link", "stale-nl", "stale-en", "missing-nl", "missing-en", "draft", "conflict"):
        kind, _, code = name.partition("-")
        assert (f"{words[kind]}, {code}" if code else words[kind]) in line
        assert f'"{name}"' not in pages[""]
        assert f'href="#{name}"' not in pages[""]
        assert "(0)</h1>" in pages[f"{name}/"]
        assert "<p>Niets.</p>" in pages[f"{name}/"]


def test_the_desk_shows_the_first_rows_of_a_long_list_whose_page_folds_them_by_record(
    project: Path,
) -> None:
    """The rows of a record stay together, under a name that an edit does not change."""
    ask(project, "residence_documents/annex-35", 50)
    ask(project, "payers/self", 1)
    pages = desk_pages(project, environ=ENVIRON)
    section = pages[""].partition('<section id="question">')[2].partition("</section>")[0]
    assert section.count("<tr><td>") == 4
    assert '<a href="/editor/question/">De hele lijst (51)</a>' in section
    assert '<a href="#question">Open vragen</a> (51)' in pages[""]
    folds = re.findall(r'<details id="([^"]+)"><summary>', pages["question/"])
    assert folds == ["of-documents-annex-35", "of-payers-self"]
    assert pages["question/"].count("<tr><td>") == 51
    assert "<details" not in pages["review/"], "a short list is shown as it is"
    assert '<a href="/editor/">' in pages["question/"]


def test_a_draft_stands_on_the_desk(project: Path) -> None:
    draft = project / "drafts/data/topics/x.yaml"
    draft.parent.mkdir(parents=True)
    draft.write_text("id: x\n", "utf-8")
    assert of_kind("draft", project) == [("drafts/data/topics/x.yaml", 1, None)]


def test_a_draft_is_called_by_its_title_and_says_what_is_left_of_its_blank(project: Path) -> None:
    shutil.copytree(REPOSITORY / "data/templates", project / "data/templates")
    start(project, "topic", "lost-card", messages=ENGLISH)
    record = project / "drafts/data/topics/lost-card.yaml"

    def drafted(language: str) -> dict[str, Finding]:
        dataset, messages = load_dataset(project, as_of=DAY), messages_in(language)
        rows = findings(project, dataset=dataset, on_date=DAY, messages=messages)
        return {row.file: row for row in rows if row.kind == "draft"}

    row = drafted("nl")["drafts/data/topics/lost-card.yaml"]
    assert (row.title, row.text) == ("fiche lost-card", "4 dingen te doen: title, facts")
    assert "title:" in record.read_text("utf-8").splitlines()[row.line - 1]
    page = drafted("fr")["drafts/docs/fr/topics/lost-card.md"]
    assert page.text == "6 choses à faire\u00a0: 4 notes du modèle, 2 phrases du modèle"

    text = record.read_text("utf-8")
    text = re.sub(r"title: .*", "title: {fr: Perdue, nl: Kaart kwijt, en: Lost}", text, count=1)
    record.write_text(text.replace("You can appeal within three months", "It is lost"), "utf-8")
    row = drafted("nl")["drafts/data/topics/lost-card.yaml"]
    assert row.title == "Kaart kwijt · fiche lost-card"
    assert row.text == messages_in("nl")("drafts.nothing-of-the-blank")


def test_a_review_that_is_over_stands_at_its_line(project: Path) -> None:
    (project / "data/reviews.yaml").write_text(
        '- {subject: documents/annex-35, language: nl, by: "A, juriste", '
        "on: 2026-01-01, until: 2027-01-01}\n"
        '- {subject: documents/annex-35, language: fr, by: "A, juriste", '
        "on: 2024-01-01, until: 2025-01-01}\n",
        "utf-8",
    )
    rows = of_kind("review", project)
    assert rows[0] == ("data/reviews.yaml", 2, "documents/annex-35/"), "the longest past first"
    assert rows[1] == ("data/reviews.yaml", 1, "documents/annex-35/"), "due within sixty days"
    assert all(line == 1 for _, line, _ in rows[2:])


@pytest.mark.parametrize(
    ("code", "past", "soon"),
    [("fr", "en retard", "bientôt"), ("nl", "te laat", "binnenkort"), ("en", "past", "soon")],
)
def test_what_is_late_says_so_and_stands_before_what_will_be(
    code: str, past: str, soon: str, project: Path
) -> None:
    ends = ("2026-11-21", "2026-11-20", "2027-01-20", "2026-01-01", "2027-01-21")
    subjects = ("index", "documents/annex-35", "payers/cpas", "payers/self", "cpas/schaerbeek")
    (project / "data/reviews.yaml").write_text(
        "".join(
            f'- {{subject: {subject}, language: nl, by: "A, juriste", '
            f"on: 2025-11-21, until: {end}}}\n"
            for subject, end in zip(subjects, ends, strict=True)
        ),
        "utf-8",
    )
    dataset = load_dataset(project, as_of=DAY)
    rules = dataset.rule_sets["annex-35"]
    ended = rules.rules[1].model_copy(update={"valid_until": date(2026, 10, 31)})
    changed = rules.model_copy(update={"rules": (rules.rules[0], ended, rules.rules[2])})
    dataset = dataset.model_copy(update={"rule_sets": {"annex-35": changed}})
    rows = findings(project, dataset=dataset, on_date=DAY, messages=messages_in(code))
    said = ended.condition.words(code)
    dated = [row.text for row in rows if row.kind == "review" and re.search(r"\d-\d\d$", row.text)]
    assert dated == [
        f"{past} · payers/self · nl · 2026-01-01",
        f"{past} · {said} (needy) · 2026-10-31",
        f"{past} · documents/annex-35 · nl · 2026-11-20",
        f"{soon} · index · nl · 2026-11-21",
        f"{soon} · payers/cpas · nl · 2027-01-20",
    ]


def test_a_rule_of_low_confidence_and_one_without_source_stand_at_their_lines(
    project: Path,
) -> None:
    rules = project / "data/coverage_rules/annex-35.yaml"
    text = rules.read_text("utf-8")
    first = text.index("  - id: ")
    line = text[:first].count("\n") + 1
    rules.write_text(re.sub(r"confidence: \w+", "confidence: low\n    ask: cpas", text, count=1))
    (project / "data/ask.yaml").write_text("cpas: {fr: Le CPAS, nl: Het OCMW, en: The CPAS}\n")
    assert ("data/coverage_rules/annex-35.yaml", line, "documents/annex-35/") in of_kind(
        "unsure", project
    )


def test_sources_that_disagree_stand_at_their_line(project: Path) -> None:
    cpas = project / "data/cpas/schaerbeek.yaml"
    lines = len(cpas.read_text("utf-8").splitlines())
    with cpas.open("a", encoding="utf-8") as file:
        file.write(
            "conflicts:\n- field: phone\n  values:\n  - {value: '1', source: a}\n"
            "  - {value: '2', source: b}\n"
        )
    place = ("data/cpas/schaerbeek.yaml", lines + 2, "cpas/schaerbeek/")
    assert of_kind("conflict", project) == [place]


def test_every_row_of_the_real_desk_names_a_line_that_exists() -> None:
    rows = found(REPOSITORY)
    lines = {
        name: (REPOSITORY / name).read_text("utf-8").splitlines()
        for name in {row.file for row in rows}
    }
    assert all(1 <= row.line <= len(lines[row.file]) for row in rows)
    of_fact = re.compile(r"^(?P<said>.+) \((?P<id>[a-z0-9-]+)\)$")
    for row in rows:
        match = of_fact.match(row.text)
        if row.kind in ("unsure", "unsourced") and match:
            assert match["id"] in lines[row.file][row.line - 1]
            assert match["said"] not in ("", match["id"]), "a fact is said in words"
        if row.kind == "question":
            at = " ".join(lines[row.file][row.line - 1 : row.line + 3])
            assert row.text[:15] in at, "each question at its own line"
        if row.kind == "long":
            assert re.match(r"\d+ words: ", row.text)
    assert all(row.title for row in rows)


def test_a_fact_is_called_by_the_sentence_that_says_it_in_the_language_of_the_editor() -> None:
    dataset, messages = load_dataset(REPOSITORY, as_of=DAY), messages_in("nl")
    rows = [*findings(REPOSITORY, dataset=dataset, on_date=DAY, messages=messages)]
    topic = next(row for row in rows if row.kind == "unsourced" and "/topics/" in row.file)
    said, _, name = topic.text.rstrip(")").rpartition(" (")
    sheet = (REPOSITORY / f"docs/nl/topics/{Path(topic.file).stem}.md").read_text("utf-8")
    assert re.search(rf"{re.escape(said[-12:])}[^\n]*\bf\([^)]*\b{name}\b", sheet)
    rule = next(row for row in rows if row.kind == "unsure" and "coverage_rules" in row.file)
    rules = dataset.rule_sets[Path(rule.file).stem].rules
    assert rule.text in {f"{one.condition.words('nl')} ({one.id})" for one in rules}


def test_what_stands_at_one_line_is_one_row(project: Path) -> None:
    with (project / "data/payers/self.yaml").open("a", encoding="utf-8") as file:
        file.write("\nopen_questions: [Why?, Since when?]\n")
    ask(project, "residence_documents/annex-35", 2)
    html = desk_pages(project, environ=ENVIRON)["question/"]
    rows = re.findall(r"<tr><td><a [^>]*>([^<]*)</a></td><td>(.*?)</td>", html)
    line = len((project / "data/residence_documents/annex-35.yaml").read_text().splitlines())
    of_self = len((project / "data/payers/self.yaml").read_text().splitlines())
    assert rows == [
        (
            f"data/residence_documents/annex-35.yaml:{line - 1}",
            "<strong>Bijlage 35</strong> Why 0?",
        ),
        (f"data/residence_documents/annex-35.yaml:{line}", "<strong>Bijlage 35</strong> Why 1?"),
        (
            f"data/payers/self.yaml:{of_self}",
            "<strong>Betaler self</strong> <ul><li>Why?</li><li>Since when?</li></ul>",
        ),
    ]
    assert "(4)</h1>" in html


def test_the_page_opens_files_at_their_line_and_pages_in_the_editors_language(
    project: Path,
) -> None:
    edit(project / "docs/nl/index.md", "# Het papier", "# Een [papier](x.md)")
    pages = desk_pages(project, environ=ENVIRON)
    html = pages[""]
    assert '<html lang="nl"' in html
    root = str(project.resolve()).strip("/")
    place = "data/reviews.yaml:1"
    assert f'<a href="vscode://file/{root}/{place}">{place}</a>' in html
    assert 'href="/nl/"' in html
    sections = [name.strip("/") for name in pages if name]
    assert [*dict.fromkeys(name.partition("-")[0] for name in sections)] == list(get_args(Kind))
    assert [name for name in sections if "-" in name] == [
        f"{kind}-{code}" for kind in ("stale", "missing") for code in ("nl", "en")
    ]


def test_wrong_data_stands_on_the_desk_instead_of_stopping_it(project: Path) -> None:
    line = edit(project / "data/cpas/schaerbeek.yaml", "confidence: high", "confidence: sure")
    pages = desk_pages(project, environ=ENVIRON)
    html = pages[""]
    assert f">data/cpas/schaerbeek.yaml:{line}</a>" in html
    assert "Eerst te verbeteren (1)" in html
    assert html.count("<section ") == 1
    assert "data-empty" not in html, "what nobody could look at is not said to be nothing"
    assert [*pages] == ["", "problem/"]
    assert messages_in("nl")("desk.first") in html


def test_a_problem_on_the_line_of_another_row_is_told_too(project: Path) -> None:
    ask(project, "payers/self", 1)
    row = next(row for row in found(project) if row.kind == "question")
    message = Message("page-empty")
    problem = Problem(file=row.file, line=row.line, key="", message=message)
    pages = desk_pages(project, environ=ENVIRON, problems=[problem])
    assert "problem/" in pages
    assert "question/" in pages


def test_the_desk_has_a_word_for_each_list_and_each_place_of_its_template() -> None:
    template = (REPOSITORY / "overrides/components/desk.html").read_text("utf-8")
    printed = set(re.findall(r"view\.words\.(\w+)", template))
    assert messages_in("en").group("desk").keys() == printed | set(get_args(Kind))


def test_the_preview_answers_the_desk_and_leaves_every_other_address_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", str(DAY))
    said: list[str] = []

    def pages(*_: object) -> list[bytes]:
        return [b"a page"]

    application = with_desk(pages, project=project)

    def get(path: str) -> bytes:
        return b"".join(application({"PATH_INFO": path}, lambda status, _: said.append(status)))

    assert get("/nl/") == b"a page"
    assert said == []
    assert b"<table>" in get("/editor/")
    assert b"font-family" in get("/editor/desk.css")
    assert said == ["200 OK", "200 OK"]
    assert Desk(project).answer("/editor/other") is None


def test_the_desk_is_made_again_only_after_an_edit_and_reads_only_what_was_edited(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    memories: list[object] = []

    def pages(project: Path, *, memory: Memory, **rest: Any) -> dict[str, str]:
        memories.append(memory)
        return desk_pages(project, memory=memory, **rest)

    monkeypatch.setattr(engine_desk, "desk_pages", pages)
    desk = Desk(project)
    first = desk.answer("/editor/")
    assert desk.answer("/editor/") == first
    assert desk.answer("/editor/question/") is not None
    assert len(memories) == 1
    edit(project / "docs/nl/index.md", "# Het papier", "# Een [papier](x.md)")
    assert desk.answer("/editor/") != first
    draft = project / "drafts/data/topics/x.yaml"
    draft.parent.mkdir(parents=True)
    draft.write_text("id: x\n", "utf-8")
    assert b"drafts/data/topics/x.yaml" in (desk.answer("/editor/draft/") or ("", b""))[1]
    problem = Problem(file="docs/nl/index.md", line=2, key="", message=Message("file-empty"))
    assert b"docs/nl/index.md:2" in (desk.answer("/editor/", problems=[problem]) or ("", b""))[1]
    assert len(memories) == 4
    assert len({*map(id, memories)}) == 1


def test_sentences_are_counted_again_only_where_they_changed(project: Path) -> None:
    memory = Memory()

    def read() -> dict[str, list[Passage]]:
        dataset, found = load_dataset(project, as_of=DAY, memory=memory), dict[str, list[Passage]]()
        for passage in passages(project, dataset=dataset, memory=memory):
            found.setdefault(passage.file, []).append(passage)
        return found

    before = read()
    edit(project / "docs/nl/index.md", "# Het papier", "# Een papier")
    edit(project / "data/payers/self.yaml", "fr: Il paie.", "fr: Vous payez.")
    after = read()
    assert before.keys() == after.keys()
    changed = [file for file in after if after[file][0] is not before[file][0]]
    assert sorted(changed) == ["data/payers/self.yaml", "docs/nl/index.md"]


def test_mkdocs_serves_the_desk() -> None:
    class Server:
        application: Any

        def serve_request(self, *_: object) -> list[bytes]:
            return [b"a page"]

        def set_app(self, application: Any) -> None:
            self.application = application

    class Config:
        config_file_path = str(REPOSITORY / "mkdocs.yml")

    server: Any = Server()
    config: Any = Config()
    assert SiteHooks().on_serve(server, config=config, builder=None) is server
    start: Any = lambda *_: None  # noqa: E731 - what a WSGI server hands over
    application: Any = server.application
    answer = application({"PATH_INFO": "/editor/desk.css"}, start)
    assert b"table" in b"".join(answer)


def test_our_own_preview_serves_the_desk(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AS_OF", str(DAY))
    preview: Any = SimpleNamespace(project=project, known_problems=tuple)
    server = PreviewServer(preview, port=0)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with urlopen(f"{server.address}editor/") as answer:  # noqa: S310 - our own address
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"<table>" in answer.read()
    finally:
        server.shutdown()
        server.server_close()


def test_what_nobody_has_read_is_a_row_a_kind_in_words(project: Path) -> None:
    html = desk_pages(project, environ=ENVIRON)["review/"]
    rows = re.findall(r"<td><strong>([^<]*)</strong> <ul>(.*?)</ul>", html)
    assert rows[0] == (
        "Verblijfsdocumenten",
        "".join(
            f"<li>nagelezen in het {language}: 0 van 1</li>"
            for language in ("Frans", "Nederlands", "Engels")
        ),
    )
    assert len({name for name, _ in rows}) == len(rows)
