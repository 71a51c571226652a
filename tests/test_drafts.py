# Room: tests. `make new`, `make drafts`, `make publish`: from a blank to a page.
"""A draft is seen by nobody, says what is left to do, and is published only when it is complete."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ENGLISH

from macros.__main__ import main as macros
from macros.clock import as_of
from macros.load import load_dataset
from macros.load.drafts import KINDS, drafts
from macros.load.ledger import read_ledger
from macros.messages.catalogue import messages_in
from macros.views.pages import record_pages
from scripts.drafts import left_to_do, main, start

REPOSITORY = Path(__file__).resolve().parent.parent
MINIMAL = REPOSITORY / "tests" / "minimal_data"
DAY = {"AS_OF": "2026-11-21"}
NAMES = {"document": "annex-98", "topic": "new-topic", "cpas": "new-cpas", "language": "es"}

SHEETS = {
    "fr": ("La réponse", "Le CPAS aide. ", "Que faire", "1. **Allez au CPAS.** "),
    "nl": ("Het antwoord", "Het OCMW helpt. ", "Wat doet u?", "1. **Ga naar het OCMW.** "),
    "en": ("The answer", "The CPAS/OCMW helps. ", "What to do", "1. **Go to the CPAS/OCMW.** "),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest project, with the blanks and the settings of the real one."""
    target = tmp_path / "project"
    shutil.copytree(MINIMAL, target)
    shutil.copytree(REPOSITORY / "data/templates", target / "data/templates")
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    return target


def run(project: Path, *arguments: str) -> int:
    return main(arguments, project=project, environ=DAY)


def files(project: Path) -> dict[str, str]:
    """Every file that is no draft, with its text."""
    return {
        path.relative_to(project).as_posix(): path.read_text("utf-8")
        for path in sorted(project.rglob("*"))
        if path.is_file() and path.relative_to(project).parts[0] != "drafts"
    }


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_new_thing_passes_the_check_is_nowhere_and_is_not_published_as_it_is(
    kind: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    assert run(project, "new", kind, NAMES[kind]) == 0
    made = capsys.readouterr().out.splitlines()[:-2]
    assert made
    assert all((project / name).is_file() for name in made)
    assert [(draft.kind, draft.id) for draft in drafts(project)] == [(kind, NAMES[kind])]

    assert macros(["check"], project=project, environ=DAY) == 0
    assert "Drafts, left out: `make drafts` says what they need." in capsys.readouterr().out
    dataset = load_dataset(project, as_of=as_of(DAY))
    assert NAMES[kind] not in {page.record_id for page in record_pages(dataset)}
    assert NAMES[kind] not in {language.code for language in dataset.languages}

    left = left_to_do(project, DAY)
    assert {problem.file for problem in left} <= set(made)
    assert left
    assert run(project, "publish", kind, NAMES[kind]) == 1
    assert f"{len(left)} thing" in capsys.readouterr().out
    assert files(project) == before


def complete_topic(project: Path) -> None:
    """A draft of a topic with nothing left to do."""
    run(project, "new", "topic", "new-topic")
    record = project / "drafts/data/topics/new-topic.yaml"
    text = record.read_text("utf-8")
    text = text.replace("Refus du CPAS", "Le CPAS aide").replace(
        "Weigering door het", "Hulp van het"
    )
    text = text.replace("Refused by the CPAS/OCMW", "Help of the CPAS/OCMW")
    text = text.replace("text: You can appeal within three months.", "text: The CPAS helps.")
    text = re.sub(r"^#(question|description): \{fr: (.*), nl: (.*), en: (.*)\}$",
        r"\1: {fr: Oui \2, nl: Ja \3, en: Yes \4}", text, flags=re.MULTILINE)  # fmt: skip
    record.write_text(text, "utf-8")
    for language, (answer, said, steps, step) in SHEETS.items():
        page = project / f"drafts/docs/{language}/topics/new-topic.md"
        page.write_text(
            f'## {answer} {{: #answer }}\n\n{said}{{{{ f("k1") }}}}\n\n'
            f'## {steps} {{: #steps }}\n\n{step}{{{{ f("k1") }}}}\n',
            "utf-8",
        )


def test_a_complete_topic_is_published_with_its_id(project: Path) -> None:
    complete_topic(project)
    assert list(left_to_do(project, DAY)) == []
    assert run(project, "publish", "topic", "new-topic") == 0
    assert drafts(project) == ()
    assert "topics/new-topic\n" in (project / "data/published_ids.txt").read_text("utf-8")
    assert "A draft" not in (project / "data/topics/new-topic.yaml").read_text("utf-8")
    assert macros(["check"], project=project, environ=DAY) == 0
    dataset = load_dataset(project, as_of=as_of(DAY))
    assert "topics/new-topic/" in {page.path for page in record_pages(dataset)}


def test_what_is_published_is_recorded_and_stale_when_its_french_changes(project: Path) -> None:
    complete_topic(project)
    assert run(project, "publish", "topic", "new-topic") == 0
    ledger, _ = read_ledger(project, "nl")
    assert ledger is not None
    made = {place: entry.by for place, entry in ledger.entries.items() if "new-topic" in place[0]}
    assert set(made.values()) == {"human"}
    assert {"answer", "steps"} == {block for path, block in made if path.startswith("docs/")}
    assert ("data/topics/new-topic.yaml", "title") in made
    assert not load_dataset(project, as_of=as_of(DAY)).behind
    for path, old, new in (
        ("docs/fr/topics/new-topic.md", "Le CPAS aide.", "Le CPAS refuse."),
        ("data/topics/new-topic.yaml", "fr: Le CPAS aide", "fr: Le CPAS refuse"),
    ):
        text = (project / path).read_text("utf-8")
        assert old in text
        (project / path).write_text(text.replace(old, new, 1), "utf-8")
    dataset = load_dataset(project, as_of=as_of(DAY))
    assert {page: [part.section for part in parts] for page, parts in dataset.behind.items()} == {
        "nl/topics/new-topic.md": ["answer"],
        "en/topics/new-topic.md": ["answer"],
    }
    assert dataset.topics["new-topic"].title.words("nl").replaces_stale


def test_what_cannot_be_published_whole_stays_a_draft(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete_topic(project)
    page = project / "docs/nl/index.md"
    page.write_text(page.read_text("utf-8") + "\n<<<<<<< HEAD\n=======\n>>>>>>> other\n", "utf-8")

    def files() -> dict[str, bytes]:
        every = (path for path in project.rglob("*") if path.is_file())
        return {path.relative_to(project).as_posix(): path.read_bytes() for path in every}

    before = files()
    assert run(project, "publish", "topic", "new-topic") == 1
    assert "docs/nl/index.md" in capsys.readouterr().out
    assert files() == before


def test_what_is_published_records_nothing_of_other_pages(project: Path) -> None:
    complete_topic(project)
    for language in ("fr", "nl", "en"):
        path = project / f"docs/{language}/index.md"
        text = path.read_text("utf-8")
        path.write_text(f"{text}\n## Mot {language} {{: #word }}\n\nMot.\n", "utf-8")
    assert run(project, "publish", "topic", "new-topic") == 0
    unrecorded = load_dataset(project, as_of=as_of(DAY)).unrecorded
    assert {problem.file for problem in unrecorded} == {"docs/nl/index.md", "docs/en/index.md"}


def test_a_complete_document_is_published_without_its_page_of_prose(project: Path) -> None:
    run(project, "new", "document", "annex-98")
    for folder in ("residence_documents", "coverage_rules"):
        text = (MINIMAL / f"data/{folder}/annex-35.yaml").read_text("utf-8")
        text = re.sub(r"^(id|document): annex-35$", r"\1: annex-98", text, flags=re.MULTILINE)
        (project / f"drafts/data/{folder}/annex-98.yaml").write_text(text, "utf-8")
    shutil.rmtree(project / "drafts/docs")
    assert list(left_to_do(project, DAY)) == []
    assert run(project, "publish", "document", "annex-98") == 0
    assert "documents/annex-98\n" in (project / "data/published_ids.txt").read_text("utf-8")
    assert macros(["check"], project=project, environ=DAY) == 0


def test_a_complete_cpas_is_published_with_its_id(project: Path) -> None:
    """A first draft from the blank, of a municipality that had no page."""
    run(project, "new", "cpas", "ixelles")
    record = project / "drafts/data/cpas/ixelles.yaml"
    text = record.read_text("utf-8")
    for blank, own in (
        ("'21015'", "'21009'"),
        ("'1030'", "'1050'"),
        ("de Schaerbeek, nl: OCMW van Schaarbeek", "d’Ixelles, nl: OCMW van Elsene"),
        ("CPAS/OCMW of Schaerbeek", "CPAS/OCMW of Ixelles"),
        ("Schaarbeek", "Elsene"),
        ("Schaerbeek", "Ixelles"),
        ("Boulevard Auguste Reyers 70", "Chaussée de Boondael 92"),
        ("Auguste Reyerslaan 70", "Boondaalsesteenweg 92"),
        ("phone: '+3222471011'", "phone: '+3226415500'"),
        ("lat: 50.85024", "lat: 50.82"),
        ("lon: 4.40158", "lon: 4.38"),
        ("openstreetmap-streets", "community-directory"),
    ):
        assert blank in text
        text = text.replace(blank, own)
    record.write_text(text, "utf-8")
    assert [str(problem) for problem in left_to_do(project, DAY)] == []
    assert run(project, "publish", "cpas", "ixelles") == 0
    assert drafts(project) == ()
    assert "cpas/ixelles\n" in (project / "data/published_ids.txt").read_text("utf-8")
    assert "A draft" not in (project / "data/cpas/ixelles.yaml").read_text("utf-8")
    assert macros(["check"], project=project, environ=DAY) == 0
    dataset = load_dataset(project, as_of=as_of(DAY))
    assert "cpas/ixelles/" in {page.path for page in record_pages(dataset)}


def test_a_word_of_the_blank_and_a_note_of_the_blank_are_left_to_do(project: Path) -> None:
    run(project, "new", "cpas", "new-cpas")
    run(project, "new", "topic", "new-topic")
    every = left_to_do(project, DAY)
    left = {(problem.file, problem.key): problem for problem in every}
    phone = left["drafts/data/cpas/new-cpas.yaml", "phone"]
    assert ENGLISH.parts(phone.message).found == "+3222471011, as in data/templates/cpas.yaml"
    text = (project / phone.file).read_text("utf-8").splitlines()
    assert text[phone.line - 1] == "phone: '+3222471011'"
    of_page = [problem for problem in every if problem.file.endswith("nl/topics/new-topic.md")]
    assert any(problem.message.id == "note-of-the-blank" for problem in of_page)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("kind", [kind for kind, what in KINDS.items() if what.folders])
def test_a_new_file_explains_itself_in_the_language_of_the_editor_only(
    kind: str, language: str, project: Path
) -> None:
    """A comment in no language is about the blank, and stays there."""
    made = start(project, kind, NAMES[kind], messages=messages_in(language))
    for name in made:
        if not name.endswith(".yaml"):
            continue
        blank = (project / "data/templates" / f"{name.split('/')[2]}.yaml").read_text("utf-8")
        first, *lines = (project / name).read_text("utf-8").splitlines()
        said = messages_in(language)("drafts.first-line", kind=kind, id=NAMES[kind])
        assert first == f"# {said}"
        of_blank = re.findall(r"^\s*(?:#\s+)?# (?:(fr|nl|en): )?(\S.*)$", blank, re.MULTILINE)
        comments = re.findall(r"^\s*(?:#\s+)?# (\S.*)$", "\n".join(lines), re.MULTILINE)
        assert comments == [words for code, words in of_blank if code == language]
        # Each is said in the three languages, one after the other.
        codes = [code for code, _ in of_blank if code]
        assert codes == ["fr", "nl", "en"] * (len(codes) // 3)
        assert "make new" not in "".join(lines)
        without = [line for line in lines if not re.match(r"\s*(#\s+)?# \S", line)]
        keys = [line for line in blank.splitlines() if not re.match(r"\s*(#\s+)?# \S", line)]
        assert [line.partition(":")[0] for line in without] == [
            line.partition(":")[0] for line in keys
        ], "the keys of the blank, in its order"


def test_what_is_left_stands_under_its_draft_in_words_the_shortest_list_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = {**DAY, "EDITOR_LANG": "nl"}
    for kind in ("language", "topic", "cpas"):
        main(["new", kind, NAMES[kind]], project=project, environ=spoken)
    record = project / "drafts/data/topics/new-topic.yaml"
    text = re.sub("title: .*", "title: {fr: Perdue, nl: Kaart kwijt, en: Lost}", record.read_text())
    record.write_text(text, "utf-8")
    capsys.readouterr()
    main(["left"], project=project, environ=spoken)
    said = capsys.readouterr().out
    headings = re.findall(r"^(.+): (\d+) dingen te doen\n=+$", said, re.MULTILINE)
    names = ["OCMW new-cpas", "Kaart kwijt · fiche new-topic", "taal es"]
    assert sorted(names) == sorted(name for name, _ in headings)
    assert [int(count) for _, count in headings] == sorted(int(count) for _, count in headings)
    parts = re.split(r"^.+\n=+\n", said, flags=re.MULTILINE)[1:]
    for (name, _), part in zip(headings, parts, strict=True):
        own = name.rpartition(" ")[2]
        assert all(f"/{own}" in line for line in re.findall(r"^drafts/.*", part, re.MULTILINE))
    street = "Boulevard Auguste Reyers 70, zoals in data/templates/cpas.yaml → schrijf uw eigen "
    assert f"{street}woorden voor `address > street` in het Engels" in said
    assert (
        "1030, zoals in data/templates/cpas.yaml → schrijf uw waarde van `postcodes`, nr. 1" in said
    )
    assert "schrijf de vertaling van `" in said


def test_the_french_page_of_a_draft_is_listed_before_those_that_follow_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project, "new", "topic", "lost-card")
    capsys.readouterr()
    run(project, "left")
    said = capsys.readouterr().out
    places = [said.index(f"drafts/docs/{code}/topics/lost-card.md") for code in ("fr", "en", "nl")]
    assert places == sorted(places)


def test_of_a_file_not_too_much_is_listed(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.drafts._SHOWN", 5)
    run(project, "new", "cpas", "new-cpas")
    capsys.readouterr()
    run(project, "left")
    said = capsys.readouterr().out
    assert said.count(", as in data/templates/cpas.yaml → write your ") == 5
    assert "… and 12 more in drafts/data/cpas/new-cpas.yaml\n" in said
    assert "CPAS/OCMW new-cpas: 18 things to do" in said


@pytest.mark.parametrize(
    ("kind", "name", "language", "sentences"),
    [
        ("topic", "new-topic", "fr", ("Ici, la réponse.", "Ici, la première étape.")),
        ("topic", "new-topic", "nl", ("Hier komt het antwoord.", "Hier komt de eerste stap.")),
        ("topic", "new-topic", "en", ("Here comes the answer.", "Here comes the first step.")),
        ("document", "annex-98", "fr", ("Ici, une première chose à savoir.",)),
        ("document", "annex-98", "nl", ("Hier komt een eerste ding om te weten.",)),
        ("document", "annex-98", "en", ("Here comes a first thing to know.",)),
    ],
)
def test_a_page_without_its_notes_that_still_says_what_the_blank_says_is_left_to_do(
    kind: str, name: str, language: str, sentences: tuple[str, ...], project: Path
) -> None:
    run(project, "new", kind, name)
    page = f"drafts/docs/{language}/{KINDS[kind].collection}/{name}.md"

    def left() -> list[tuple[int, str]]:
        return [
            (problem.line, ENGLISH.parts(problem.message).found.partition(": ")[2])
            for problem in left_to_do(project, DAY)
            if problem.file == page and problem.message.id == "sentence-of-the-blank"
        ]

    written = (project / page).read_text("utf-8")
    without = re.sub(r"<!--.*?-->\n", "", written).replace('f("k1")', 'f("k2")')
    for text in (written, without):
        (project / page).write_text(text, "utf-8")
        lines = text.splitlines()
        places = [next(i for i, line in enumerate(lines, 1) if said in line) for said in sentences]
        assert left() == list(zip(places, sentences, strict=True))
    for said in sentences:
        without = without.replace(said, "Words of our own.")
    (project / page).write_text(without, "utf-8")
    assert left() == []


def test_a_translated_language_gets_pages_in_data_and_settings(project: Path) -> None:
    run(project, "new", "language", "es")
    strings = project / "drafts/data/strings/es.yaml"
    strings.write_text(re.sub(r"^([\w.]+: )(['\"]?)", r"\1\2Sí ", strings.read_text("utf-8"),
        flags=re.MULTILINE), "utf-8")  # fmt: skip
    page = project / "drafts/docs/es/index.md"
    text = re.sub("<!--.*?-->", "", page.read_text("utf-8"))
    page.write_text(text.replace("description: Le papier", "description: El papel"), "utf-8")
    assert list(left_to_do(project, DAY)) == []
    assert run(project, "publish", "language", "es") == 0
    dataset = load_dataset(project, as_of=as_of(DAY))
    assert [(entry.code, entry.name, entry.status) for entry in dataset.languages][-1] == (
        "es", "Español", "essential",
    )  # fmt: skip
    settings = (project / "mkdocs.yml").read_text("utf-8")
    assert re.findall(r"- locale: (\w+)", settings) == [entry.code for entry in dataset.languages]
    added = "        - locale: es\n          name: Español\n"
    assert settings.replace(added, "") == (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    assert macros(["check"], project=project, environ=DAY) == 0
    french = project / "docs/fr/index.md"
    french.write_text(f"{french.read_text('utf-8')}\nLe CPAS aide.\n", "utf-8")
    behind = load_dataset(project, as_of=as_of(DAY)).behind
    assert "es/index.md" in behind, "its first translations are recorded"


def test_a_page_of_a_new_language_that_says_what_the_french_says_is_not_published(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its note may be gone: each sentence that is still French is named, at its line."""
    french = project / "docs/fr/index.md"
    french.write_text(
        f"{french.read_text('utf-8')}\nLe CPAS aide.\n\n- **Montrez** la lettre.\n", "utf-8"
    )
    run(project, "new", "language", "es")
    strings = project / "drafts/data/strings/es.yaml"
    strings.write_text(re.sub(r"^([\w.]+: )(['\"]?)", r"\1\2Sí ", strings.read_text("utf-8"),
        flags=re.MULTILINE), "utf-8")  # fmt: skip
    page = project / "drafts/docs/es/index.md"
    text = re.sub("<!--.*?-->\n", "", page.read_text("utf-8"))
    page.write_text(text.replace("Le CPAS aide.", "El CPAS ayuda."), "utf-8")
    capsys.readouterr()
    assert run(project, "publish", "language", "es") == 1
    said = capsys.readouterr().out
    lines = text.splitlines()
    for line, words in (
        (lines.index("description: Le papier") + 1, "description: Le papier"),
        (lines.index("- **Montrez** la lettre.") + 1, "Montrez la lettre."),
    ):
        place = f"drafts/docs/es/index.md:{line}: a sentence still in French: {words}"
        assert f"{place} → translate it\n" in said
    assert "2 things left. Not published." in said
    assert not (project / "docs/es").exists()


def test_publishing_reads_again_only_what_the_draft_can_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was wrong before is for ``make check`` to say."""
    page = project / "docs/nl/index.md"
    page.write_text(page.read_text("utf-8").replace('"annex-35"', '"annex-36"'), "utf-8")
    assert macros(["check"], project=project, environ=DAY) == 1
    run(project, "new", "topic", "new-topic")
    left = left_to_do(project, DAY)
    assert {problem.file.partition("/")[0] for problem in left} == {"drafts"}
    sheet = project / "drafts/docs/nl/topics/new-topic.md"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n{{{{ document_card('annex-36') }}}}\n", "utf-8")
    wrong = [problem for problem in left_to_do(project, DAY) if problem not in left]
    assert {problem.file for problem in wrong} == {"drafts/docs/nl/topics/new-topic.md"}
    read: list[str] = []

    def said(call: re.Match[str]) -> str:
        read.append(call.string)
        return ""

    monkeypatch.setattr("macros.load.wording._said", said)
    left_to_do(project, DAY)
    assert "{{ document_card('annex-36') }}" in read
    assert '{{ document_card("annex-36") }}' not in read, "a line of a page that was there before"


def test_a_planned_language_keeps_its_record_and_its_place(project: Path) -> None:
    record = "- code: ar\n  name: العربية\n  direction: rtl\n  status: planned\n"
    path = project / "data/languages.yaml"
    lines = path.read_text("utf-8").split("- code: en")
    path.write_text(f"{lines[0]}{record}- code: en{lines[1]}", "utf-8")
    run(project, "new", "language", "ar")
    strings = project / "drafts/data/strings/ar.yaml"
    strings.write_text(re.sub(r"^([\w.]+: )(['\"]?)", r"\1\2و ", strings.read_text("utf-8"),
        flags=re.MULTILINE), "utf-8")  # fmt: skip
    (project / "drafts/docs/ar/index.md").unlink()
    assert run(project, "publish", "language", "ar") == 0
    assert record.replace("planned", "essential") in path.read_text("utf-8")
    settings = (project / "mkdocs.yml").read_text("utf-8")
    assert re.findall(r"- locale: (\w+)", settings) == ["fr", "nl", "ar", "en"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "topic", "New Topic"), "an id has small letters, digits and hyphens"),
        (("new", "document", "annex-35"), "documents/annex-35 was published before"),
        (("new", "language", "fr"), "fr has pages already."),
        (("new", "language", "xx"), "write the code of a language"),
        (("publish", "topic", "nothing"), "No draft of a topic has the id nothing."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    arguments: tuple[str, ...], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    assert run(project, *arguments) == 1
    assert said in capsys.readouterr().out
    assert files(project) == before
    assert drafts(project) == ()


def test_a_draft_is_not_started_twice(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, "new", "topic", "new-topic")
    assert run(project, "new", "topic", "new-topic") == 1
    assert "is there already" in capsys.readouterr().out


def test_no_draft_says_how_to_start_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "left") == 0
    assert capsys.readouterr().out == "No drafts. `make new KIND=topic ID=…` starts one.\n"


@pytest.mark.parametrize(
    "arguments", [("new", "", ""), ("new", "topic", ""), ("publish", "nonsense", "x"), ("left?",)]
)
def test_a_command_that_is_not_complete_shows_how_to_write_it(
    arguments: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages = messages_in("fr")
    with pytest.raises(SystemExit) as end:
        main(arguments, project=project, environ={**DAY, "EDITOR_LANG": "fr"})
    assert end.value.code == 2
    said = f"{messages('arguments-not-understood')}\n\n{messages('drafts.usage')}\n"
    assert capsys.readouterr().err == said
    assert all(kind in said for kind in KINDS)
