# Room: tests. What is said to editors: the catalogues beside the code that uses them.
"""Every message exists in every language, and speaks the language of the person who reads it."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import ENGLISH, REPOSITORY
from pydantic import TypeAdapter
from pydantic_core.core_schema import ErrorType

from macros.__main__ import main
from macros.load.explain import _message
from macros.load.schema import LISTS, MAPPINGS, RECORDS
from macros.messages.catalogue import LANGUAGES, Messages, editor_language, messages_in
from macros.messages.message import Message, Problem, either, near
from macros.model.directory import CpasSeat, Municipality

BRACES = re.compile(r"\{([a-z_]+)\}")
PARTS = (".found", ".expected", ".do")
FORMS = (".one", ".other")
ROOMS = ("engine", "macros", "publish", "scripts")
MINIMAL = REPOSITORY / "tests" / "minimal_data"

each_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A message that the code makes: its id, the names it fills in, and where."""

    id: str
    names: frozenset[str]
    place: str


def ids(messages: Messages) -> set[str]:
    """The ids as the code writes them, without the part or the form."""
    return {re.sub(r"\.(found|expected|do|one|other)$", "", name) for name in messages.texts}


def names_in(messages: Messages, message_id: str) -> set[str]:
    """What is filled in, in any part or form of an entry."""
    names = (message_id, *(message_id + end for end in (*PARTS, *FORMS)))
    return {brace for name in names for brace in BRACES.findall(messages.texts.get(name, ""))}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            yield path.relative_to(REPOSITORY).as_posix(), ast.parse(path.read_text("utf-8"))


def calls() -> Iterator[Call]:
    """Every call that names a message by a text, or by a choice between texts."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in ("Message", "messages") or None in (
                option.arg for option in node.keywords
            ):
                continue
            first = node.args[0]
            for text in [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    names = frozenset(option.arg for option in node.keywords if option.arg)
                    yield Call(id=text.value, names=names, place=f"{name}:{node.lineno}")


def texts_of_code() -> set[str]:
    return {
        node.value
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# -- the catalogues ---------------------------------------------------------------------------


@each_language
def test_a_catalogue_has_what_the_others_have(language: str) -> None:
    messages = messages_in(language)
    assert messages.texts.keys() == ENGLISH.texts.keys()
    for message_id in ids(messages):
        assert names_in(messages, message_id) == names_in(ENGLISH, message_id), message_id
    assert all(text.strip() for text in messages.texts.values())


def test_every_message_of_the_code_exists_and_fills_in_all_its_names() -> None:
    known = ids(ENGLISH)
    found = list(calls())
    assert len(found) > 200
    assert [f"{call.place} {call.id}" for call in found if call.id not in known] == []
    for call in found:
        # A number that only chooses the form need not be printed.
        wanted = names_in(ENGLISH, call.id)
        assert wanted <= call.names <= wanted | {"count"}, f"{call.place}: {call.id}"


def test_no_message_is_left_over() -> None:
    # The labels of the report are its parts; tests/test_desk.py holds the words of the desk.
    left_over = ids(ENGLISH) - texts_of_code() - {"label"}
    assert {name for name in left_over if not name.startswith("desk.")} == set()


@each_language
def test_every_message_can_be_printed(language: str) -> None:
    messages = messages_in(language)
    for message_id in ids(messages) - {"label"}:
        for count in (0, 1, 5):
            values: dict[str, int | str] = dict.fromkeys(names_in(messages, message_id), "VALUE")
            message = Message(message_id, **{**values, "count": count})
            if f"{message_id}.found" in messages.texts:
                parts = messages.parts(message)
                said = f"{parts.found} {parts.expected} {parts.do}"
            else:
                said = messages.text(message)
            assert said
            assert not BRACES.search(said), message_id


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_translation_is_one(language: str) -> None:
    """Words of three letters or more that are no value, name or command are not those of English,
    but for a few that two languages share."""
    messages = messages_in(language)
    same = {
        name
        for name, text in ENGLISH.texts.items()
        if text == messages.texts[name] and re.search(r"[a-z]{3}", BRACES.sub("", text))
    }
    shared = {"check.pages", "check.document", "translations.machine", "links.link", "desk.page"}
    # Keys of our files, and names of languages that machines read.
    same = {name for name in same if not re.fullmatch(r"[a-z_]+:|CSS|Python", ENGLISH.texts[name])}
    assert same <= shared


@each_language
def test_a_command_that_is_shown_runs_as_it_is_copied(language: str) -> None:
    for name, text in messages_in(language).texts.items():
        assert not re.search(r"(?<!\.venv/bin/)python3? -m", text), name


def test_french_has_its_spaces_and_no_language_a_straight_apostrophe() -> None:
    for name, text in messages_in("fr").texts.items():
        assert not re.search(r" [:;?!»%](?:[ .,]|$)|« ", text), name
    for language in LANGUAGES:
        for name, text in messages_in(language).texts.items():
            assert not re.search(r"[^\W\d_]'[^\W\d_]", text), f"{language} {name}"


# -- what they say ----------------------------------------------------------------------------


PROBLEM = Problem(
    file="data/cpas/ixelles.yaml",
    line=14,
    key="phone",
    message=Message("unknown-key", key="fone", do=near("fone", ["phone", "email"])),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "data/cpas/ixelles.yaml:14: phone\n    trouvé   la clé inconnue fone\n"
            "    attendu  une clé de data/README.md\n"
            "    à faire  vouliez-vous écrire phone\u00a0?\n\n"
            "1 problème dans 1 fichier. Le site n’a pas été construit.",
        ),
        (
            "nl",
            "data/cpas/ixelles.yaml:14: phone\n    gevonden  de onbekende sleutel fone\n"
            "    verwacht  een sleutel van data/README.md\n    te doen   bedoelt u phone?\n\n"
            "1 probleem in 1 bestand. De site werd niet gebouwd.",
        ),
        (
            "en",
            "data/cpas/ixelles.yaml:14: phone\n    found     the unknown key fone\n"
            "    expected  a key of data/README.md\n    do        did you mean phone?\n\n"
            "1 problem in 1 file. The site was not built.",
        ),
    ],
)
def test_the_report_is_in_one_language(language: str, said: str) -> None:
    assert messages_in(language).report([PROBLEM]) == said


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("fr", "0 problème", "1 problème", "2 problèmes"),
        ("nl", "0 problemen", "1 probleem", "2 problemen"),
        ("en", "0 problems", "1 problem", "2 problems"),
    ],
)
def test_a_count_has_the_form_of_its_language(
    language: str, none: str, one: str, many: str
) -> None:
    messages = messages_in(language)
    assert [messages("problems", count=count) for count in (0, 1, 2)] == [none, one, many]


def test_words_lists_and_numbers_follow_the_language() -> None:
    choice = Message("did-you-mean", words=either(["a", "b", "c"]))
    assert [messages_in(code).text(choice) for code in LANGUAGES] == [
        "vouliez-vous écrire a, b ou c\u00a0?",
        "bedoelt u a, b of c?",
        "did you mean a, b or c?",
    ]
    assert [messages_in(code).percent(1, 8) for code in LANGUAGES] == [
        "12,5\u00a0%",
        "12,5%",
        "12.5%",
    ]


def test_a_value_is_never_read_as_a_name_to_fill_in() -> None:
    found = ENGLISH.parts(Message("string-brace", text="{text} {", example="{name}"))
    assert found.found == "{text} {"
    assert found.expected.endswith("for example {name}")


def test_a_problem_travels_between_processes_and_is_said_once() -> None:
    again = pickle.loads(pickle.dumps(PROBLEM))  # noqa: S301 - our own
    assert len({PROBLEM, again}) == 1


# -- in whose language ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "de_BE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "nl_BE", "LANG": "fr_BE"}, "nl"),
        ({"LC_ALL": "fr_BE", "LC_MESSAGES": "nl_BE", "LANG": "en_GB"}, "fr"),
        ({"LC_ALL": "", "LANG": "fr_BE"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:nl:fr"}, "nl"),
        ({"LC_ALL": "C", "LANGUAGE": "fr"}, "en"),
        ({"LANGUAGE": "fr"}, "fr"),
        ({"EDITOR_LANG": "fr", "LC_ALL": "nl_BE.UTF-8"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_machine_or_the_one_asked_for(
    environ: dict[str, str], language: str
) -> None:
    assert editor_language(environ) == language


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"LANG": "fr_BE.UTF-8"}, "0 problème, 0 remarque."),
        ({"LANG": "nl_BE.UTF-8"}, "0 problemen, 0 opmerkingen."),
    ],
)
def test_make_check_speaks_it(
    environ: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], project=MINIMAL, environ={**environ, "AS_OF": "2026-11-21"}) == 0
    printed = capsys.readouterr().out
    assert printed.endswith(f"{said}\n")
    assert "every fact known" not in printed


COMMANDS = [
    (["longest"], "fr", "  6 mots, data/cpas/schaerbeek.yaml:14\u00a0: De 9 h à 12 h.\n"),
    (["longest"], "nl", "  6 woorden, data/covers.yaml:1: Een groot deel van de prijs\n"),
    (["flow"], "fr", "Parcours de questions\u00a0: 1 documents, 2 questions, 4 combinaisons, "),
    (["flow"], "nl", "Vragenlijst: 1 documenten, 2 vragen, 4 combinaties, "),
    (
        ["report"],
        "fr",
        "Relu par une personne qualifiée\u00a0:\n  documents          1: fr 0, nl 0",
    ),
    (["report"], "nl", "Nagelezen door een bevoegde persoon:\n  documents          1: fr 0, nl 0"),
]


@pytest.mark.parametrize(("command", "language", "said"), COMMANDS)
def test_the_other_commands_speak_it(
    command: list[str], language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"EDITOR_LANG": language, "AS_OF": "2026-11-21"}
    assert main(command, project=MINIMAL, environ=environ) == 0
    assert said in capsys.readouterr().out


@each_language
def test_the_help_of_every_command_is_a_message(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    messages, environ = messages_in(language), {"EDITOR_LANG": language, "AS_OF": "2026-11-21"}
    assert main([], project=MINIMAL, environ=environ) == 2
    assert capsys.readouterr().out == f"{messages('usage')}\n"
    for command in ("translations", "reviews"):
        with pytest.raises(SystemExit) as end:
            main([command, "--help"], project=MINIMAL, environ=environ)
        assert end.value.code == 0
        assert capsys.readouterr().out == f"{messages(f'{command}.usage')}\n"


@each_language
@pytest.mark.parametrize("wrong", ["nonsense", "--nonsense", "--languages"])
def test_a_mistake_in_a_command_is_told_without_the_english_of_argparse(
    language: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    messages, environ = messages_in(language), {"EDITOR_LANG": language, "AS_OF": "2026-11-21"}
    for command in ("translations", "reviews"):
        with pytest.raises(SystemExit) as end:
            main([command, wrong], project=MINIMAL, environ=environ)
        assert end.value.code == 2
        said = f"{messages('arguments-not-understood')}\n\n{messages(f'{command}.usage')}\n"
        assert capsys.readouterr().err == said


# -- mistakes that pydantic finds -------------------------------------------------------------


def kinds_of_values() -> set[str]:
    """The kinds of values our models have, as pydantic calls them in its errors."""
    found: set[str] = set()

    def walk(schema: object) -> None:
        if isinstance(schema, dict):
            kind = schema.get("type")
            if isinstance(kind, str):
                found.add("string" if kind == "str" else kind)
            for inner in schema.values():
                walk(inner)
        elif isinstance(schema, list | tuple):
            for inner in schema:
                walk(inner)

    models: list[Any] = [*RECORDS.values(), *MAPPINGS.values(), *LISTS.values()]
    for model in (*models, Municipality, CpasSeat):
        walk(TypeAdapter(model).core_schema)
    return found


def test_no_mistake_in_a_value_is_told_in_the_words_of_pydantic() -> None:
    kinds = kinds_of_values() & {"string", "int", "float", "decimal", "bool", "date", "tuple"}
    ends = ("type", "parsing", "too_short", "too_long", "pattern_mismatch", "from_float")
    errors = set(get_args(ErrorType))
    wanted = {f"{kind}_{end}" for kind in kinds for end in ends} & errors
    wanted |= {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "missing"}
    wanted |= {"too_short", "too_long", "extra_forbidden", "literal_error", "model_type"}
    assert len(wanted) > 20
    limits = ("gt", "ge", "lt", "le", "min_length", "max_length")
    context = {**dict.fromkeys(limits, 3), "pattern": "x", "expected": "'a', 'b' or 'c'"}
    for kind in wanted:
        detail = {"type": kind, "ctx": context, "input": "v", "msg": "Words of pydantic"}
        message = _message(detail, ("key",), Municipality)
        assert message.id != "not-as-described", kind
        for language in LANGUAGES:
            assert "pydantic" not in messages_in(language).report(
                [Problem(file="f", line=1, key="", message=message)]
            )


def test_a_catalogue_is_there_for_each_language_and_no_other() -> None:
    files = Path(REPOSITORY, "macros/messages").glob("*.yaml")
    assert {path.stem for path in files} == set(LANGUAGES)


# -- how a command ends -----------------------------------------------------------------------


def test_a_command_whose_reader_has_read_enough_ends_without_a_word() -> None:
    """As in ``make drafts | head``: a pipe holds 64 KiB, this prints more."""
    code = "from macros.commands.program import run; run(lambda: print('words\\n' * 200_000) or 3)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"words\n"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 0
    whole = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    assert (whole.returncode, whole.stdout.count(b"words")) == (3, 200_000)


def test_a_command_that_is_stopped_says_so_in_a_line() -> None:
    # What Python makes of Ctrl+C; the signal itself is ignored where tests run in the background.
    code = "from macros.commands.program import run; run(lambda: exec('raise KeyboardInterrupt'))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.split("\n")[1:] == [ENGLISH("interrupted"), ""]


def test_every_command_of_an_editor_ends_in_the_same_way() -> None:
    for name in ("macros/__main__", "scripts/drafts", "scripts/links", "scripts/published_ids"):
        end = (REPOSITORY / f"{name}.py").read_text("utf-8").partition("if __name__")[2]
        assert "    run(lambda: main(" in end, name
