# Room: scripts. New documents, topics, CPAS and languages, from blank to publication. `make new`,
# `make drafts` and `make publish` run it. Why drafts have a folder of their own:
# decisions/2026-11-22-drafts-in-their-own-folder.md.
"""Start a new thing in drafts/, say what is left to do, publish it when nothing is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from babel import Locale, UnknownLocaleError

from macros.checks import FileChecks
from macros.clock import as_of
from macros.commands.arguments import Arguments
from macros.commands.program import run
from macros.commands.state import read_state
from macros.commands.translations import record
from macros.files import is_stray
from macros.load import DataProblems, load_dataset
from macros.load.drafts import (
    BLANKS,
    DRAFTS,
    KINDS,
    LANGUAGES_FILE,
    OF_BLANK,
    PAGE_BLANKS,
    drafted_files,
    drafts,
    left_of_blank,
    title_of,
)
from macros.load.ledger import ledger_file, write_ledger
from macros.load.memory import Memory
from macros.load.problems import in_reading_order
from macros.load.published_ids import PUBLISHED_IDS_FILE, read_published_ids
from macros.messages.catalogue import Messages, messages_for
from macros.messages.message import Message, Problem, Told
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset
from macros.views.pages import record_pages
from publish.permalinks import with_new_ids

SETTINGS = "mkdocs.yml"

# What is left of the blank of one file, of which so much is listed.
_SHOWN = 20

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A comment of a blank in one language, and the first line of a draft in any.
_COMMENT = re.compile(r"(?P<start>\s*(?:#\s+)?# )(?:(?P<language>fr|nl|en): )?(?P<words>\S.*)\n")
_FIRST_LINE = re.compile(r"\A# .*`make publish KIND=.*\n")


class Refusal(Told):
    """What was asked cannot be done; ``message`` says why, and what to do."""


def main(arguments: Sequence[str], *, project: Path, environ: Mapping[str, str]) -> int:
    """0: done, or told; 1: refused; 2: not a command."""
    messages = messages_for(environ)
    parser = Arguments("drafts.usage", messages=messages)
    parser.add_argument("command", choices=("new", "publish", "left"))
    parser.add_argument("kind", nargs="?", choices=[*KINDS])
    parser.add_argument("id", nargs="?", default="")
    asked = parser.parse_args(arguments)
    if asked.command != "left" and not asked.id:
        parser.error("an id is missing")
    try:
        if asked.command == "new":
            _told_new(project, asked.kind, asked.id, messages)
        elif asked.command == "publish":
            _told_publish(project, asked.kind, asked.id, environ, messages)
        else:
            _told_left(project, environ, messages)
    except Incomplete as incomplete:
        lines = _lines(incomplete.problems, messages)
        print("\n".join([*lines, "", messages.text(incomplete.message)]))
        return 1
    except Told as told:
        print(messages.text(told.message))
        return 1
    except DataProblems as problems:
        print(messages.report(problems.problems))
        return 1
    return 0


class Incomplete(Refusal):
    """A draft of which ``problems`` are left."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(Message("drafts.not-published", things=_things(problems)))
        self.problems = tuple(problems)


# -- start ----------------------------------------------------------------------------------------


def start(project: Path, kind: str, name: str, *, messages: Messages) -> tuple[str, ...]:
    """Make the files of a new thing in drafts/, and name them. Refusal when the id is taken.

    What they say to the editor is in the language of ``messages``.
    """
    files = _files(project, kind, name, messages)
    for path, text in files.items():
        target = project / DRAFTS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return tuple(f"{DRAFTS}/{path}" for path in files)


def _files(project: Path, kind: str, name: str, messages: Messages) -> dict[str, str]:
    if kind == "language":
        return _files_of_language(project, name, messages)
    if not _ID.fullmatch(name) or len(name) > 80:
        raise Refusal(Message("drafts.no-id", name=name))
    what, files = KINDS[kind], dict[str, str]()
    _refuse_if_published(project, f"{what.collection}/{name}")
    for folder, key in what.folders.items():
        blank = (project / BLANKS / f"{folder}.yaml").read_text("utf-8")
        named = re.sub(rf"^{key}: .*$", f"{key}: {name}", blank, count=1, flags=re.MULTILINE)
        first = f"# {messages('drafts.first-line', kind=kind, id=name)}\n"
        files[f"data/{folder}/{name}.yaml"] = first + commented(named, messages.language)
    if what.pages:
        for blank_page in sorted((project / PAGE_BLANKS).glob(f"{what.collection}.*.md")):
            language = blank_page.name.split(".")[1]
            files[f"docs/{language}/{what.collection}/{name}.md"] = blank_page.read_text("utf-8")
    for path in files:
        for place in (path, f"{DRAFTS}/{path}"):
            if (project / place).exists():
                raise Refusal(Message("drafts.there", place=place))
    return files


def commented(blank: str, language: str) -> str:
    """A blank with its comments in one language. Those in no language are about the blank."""
    lines = []
    for line in blank.splitlines(keepends=True):
        comment = _COMMENT.fullmatch(line)
        if comment is None:
            lines.append(line)
        elif comment["language"] == language:
            lines.append(f"{comment['start']}{comment['words']}\n")
    return "".join(lines)


def _refuse_if_published(project: Path, key: str) -> None:
    """An id that once had a page stands in letters: it never means something else."""
    path = project / PUBLISHED_IDS_FILE
    text = path.read_text("utf-8") if path.is_file() else ""
    if key in {entry.key for entry in read_published_ids(text)}:
        raise Refusal(Message("drafts.published-before", key=key))


def _files_of_language(project: Path, code: str, messages: Messages) -> dict[str, str]:
    _locale(code)
    if re.search(rf"locale: {code}\b", (project / SETTINGS).read_text("utf-8")):
        raise Refusal(Message("drafts.has-pages", language=code))
    strings = f"data/strings/{code}.yaml"
    if (project / DRAFTS / strings).exists():
        raise Refusal(Message("drafts.go-on", place=f"{DRAFTS}/{strings}"))
    french = (project / "data" / "strings" / f"{SOURCE_LANGUAGE}.yaml").read_text("utf-8")
    first = f"# {messages('drafts.first-line', kind='language', id=code)}\n"
    home = (project / "docs" / SOURCE_LANGUAGE / "index.md").read_text("utf-8")
    note = f"<!-- {messages('drafts.translate')} -->\n"
    return {strings: first + french, f"docs/{code}/index.md": home.rstrip("\n") + f"\n\n{note}"}


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise Refusal(Message("drafts.no-language", language=code)) from error


# -- what is left ---------------------------------------------------------------------------------


def left_to_do(
    project: Path, environ: Mapping[str, str], *, memory: Memory | None = None
) -> tuple[Problem, ...]:
    """What keeps the drafts from being published, with the file and line of each thing.

    Checks them as if every draft were in its place; pages that none of them can change are left to
    ``make check``. ``memory`` as in ``load_dataset``.
    """
    day = as_of(environ)
    drafted = {path.as_posix() for path in drafted_files(project)}
    left = [problem for path in drafted for problem in left_of_blank(project, path)]
    with TemporaryDirectory() as folder:
        whole = _with_drafts(project, Path(folder) / "project")
        try:
            memory = memory or Memory()
            dataset = load_dataset(whole, as_of=day, memory=memory)
            _list_ids(whole, dataset)
            # What is published is recorded then.
            dataset = dataset.model_copy(update={"unrecorded": ()})
            checks = FileChecks(whole, dataset=dataset, on_date=day, memory=memory)
            changed = (*sorted(drafted), PUBLISHED_IDS_FILE)
            found = [problem for name in changed for problem in checks.problems(name)]
        except DataProblems as problems:
            found = list(problems.problems)
    left += [problem for problem in found if problem.severity == "problem"]
    # A sheet and its facts share some.
    return in_reading_order(
        replace(problem, file=f"{DRAFTS}/{problem.file}") if problem.file in drafted else problem
        for problem in dict.fromkeys(left)
    )


def _strays(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if is_stray(name)]


def _with_drafts(project: Path, target: Path) -> Path:
    """A copy of the project in ``target`` with every draft in its place."""
    target.mkdir()
    for path in project.iterdir():
        if path.name in ("data", "docs"):
            shutil.copytree(path, target / path.name, ignore=_strays)
        elif path.name not in (DRAFTS, SETTINGS):
            (target / path.name).symlink_to(path)
    if (project / SETTINGS).is_file():
        shutil.copy(project / SETTINGS, target)
    for path in drafted_files(project):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project / DRAFTS / path, target / path)
    for draft in drafts(project):
        if draft.kind == "language":
            _announce(target, draft.id)
            write_ledger(target, draft.id, {})
    return target


# -- publish --------------------------------------------------------------------------------------


def publish(project: Path, kind: str, name: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Move a draft to its place, and name the files. Refusal while something is left to do."""
    draft = next((one for one in drafts(project) if (one.kind, one.id) == (kind, name)), None)
    if draft is None:
        raise Refusal(Message("drafts.none-of", kind=kind, id=name))
    # What is published was read as a draft: it is not read twice.
    memory = Memory()
    mine = {f"{DRAFTS}/{path}" for path in draft.files}
    others = {f"{DRAFTS}/{path.as_posix()}" for path in drafted_files(project)} - mine
    left = [
        problem
        for problem in left_to_do(project, environ, memory=memory)
        if problem.file not in others
    ]
    if left:
        raise Incomplete(left)
    texts = {path: (project / DRAFTS / path).read_text("utf-8") for path in draft.files}
    is_language = kind == "language"
    new = (*draft.files, *((ledger_file(name),) if is_language else ()))
    with _put_back_on_failure(project, new):
        for path, text in texts.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_text(_FIRST_LINE.sub("", text), "utf-8")
        if is_language:
            _announce(project, name)
        day = as_of(environ)
        dataset = load_dataset(project, as_of=day, memory=memory, first_record=is_language)
        _list_ids(project, dataset)
        codes = [name] if is_language else [language.code for language in dataset.languages]
        _record(project, codes, files=None if is_language else draft.files, memory=memory)
    for path in draft.files:
        (project / DRAFTS / path).unlink()
    _remove_empty_folders(project / DRAFTS)
    return draft.files


@contextmanager
def _put_back_on_failure(project: Path, paths: Iterable[str]) -> Iterator[None]:
    """A draft is published whole, or is still a draft: ``paths``, and the files that name them, are
    as they were."""
    named_in = [project / path for path in (LANGUAGES_FILE, SETTINGS, PUBLISHED_IDS_FILE)]
    ledgers = (project / ledger_file("any")).parent.glob("*.csv")
    files = [*(project / path for path in paths), *named_in, *ledgers]
    before = {file: file.read_bytes() for file in files if file.is_file()}
    try:
        yield
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        for file, content in before.items():
            file.write_bytes(content)
        raise


def _announce(project: Path, code: str) -> None:
    """Give a language pages: in data/languages.yaml and, in the same order, in mkdocs.yml."""
    locale = _locale(code)
    name = str(locale.get_language_name(code) or code).capitalize()
    direction = "rtl" if locale.text_direction == "right-to-left" else "ltr"
    path = project / LANGUAGES_FILE
    text = path.read_text("utf-8")
    entry = re.compile(rf"^- code: {code}\n(?:  .*\n)*", re.MULTILINE)
    if found := entry.search(text):
        text = text.replace(found[0], found[0].replace("status: planned", "status: essential"))
    else:
        text += f"- code: {code}\n  name: {name}\n  direction: {direction}\n  status: essential\n"
    path.write_text(text, "utf-8")
    settings = project / SETTINGS
    if settings.is_file():
        _announce_to_mkdocs(settings, languages=text)


def _record(
    project: Path, languages: Iterable[str], *, files: Collection[str] | None, memory: Memory
) -> None:
    """From now on a correction of the French is seen in these languages: in all that they have, or
    in what ``files`` hold."""
    state = read_state(project, dict.fromkeys((SOURCE_LANGUAGE, *languages)), memory=memory)
    only = None
    if files is not None:
        only = {
            unit.path
            for unit in state.units
            if any(part.file in files for part in unit.parts.values())
        }
    for _ in record(state, languages=[*state.ledgers], by="human", only=only):
        pass


def _announce_to_mkdocs(settings: Path, *, languages: str) -> None:
    """Languages have the same order in both files: the build refuses another one."""
    built = [
        (found["code"], found["name"])
        for found in re.finditer(
            r"^- code: (?P<code>\w+)\n  name: (?P<name>.*)\n(?:  (?!status).*\n)*"
            r"  status: (?!planned)",
            languages,
            re.MULTILINE,
        )
    ]
    text = settings.read_text("utf-8")
    blocks_there = re.finditer(r"^ +- locale: (\w+)\n(?:          .*\n)+", text, re.MULTILINE)
    old = {found[1]: found[0] for found in blocks_there}
    new = (f"        - locale: {code}\n          name: {name}\n" for code, name in built)
    blocks = [old.get(code, block) for (code, _), block in zip(built, new, strict=True)]
    settings.write_text(text.replace("".join(old.values()), "".join(blocks)), "utf-8")


def _list_ids(project: Path, dataset: Dataset) -> None:
    path = project / PUBLISHED_IDS_FILE
    keys = {f"{page.collection}/{page.record_id}" for page in record_pages(dataset)}
    before = path.read_text("utf-8") if path.is_file() else ""
    path.write_text(with_new_ids(before, existing=keys), "utf-8")


def _remove_empty_folders(root: Path) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


# -- what is said ---------------------------------------------------------------------------------


def _told_new(project: Path, kind: str, name: str, messages: Messages) -> None:
    for path in start(project, kind, name, messages=messages):
        print(path)
    print(f"\n{messages('drafts.fill-in')}")


def _told_publish(
    project: Path, kind: str, name: str, environ: Mapping[str, str], messages: Messages
) -> None:
    for path in publish(project, kind, name, environ):
        print(path)
    print(f"\n{messages('drafts.published', kind=kind, id=name)}")


def _told_left(project: Path, environ: Mapping[str, str], messages: Messages) -> None:
    every = drafts(project)
    if not every:
        print(messages("drafts.none"))
        return
    left = left_to_do(project, environ)
    # Facts first, then the French page, then those that follow it.
    by_source = sorted(left, key=_follows_french)
    of_draft = {
        draft: [one for one in by_source if one.file.removeprefix(f"{DRAFTS}/") in draft.files]
        for draft in every
    }
    for draft, own in sorted(of_draft.items(), key=lambda entry: len(entry[1])):
        title = messages.text(draft.words(title_of(project, draft, language=messages.language)))
        print(_section(title, own, messages))
    elsewhere = [one for one in left if not any(one in own for own in of_draft.values())]
    if elsewhere:
        print(_section(messages("drafts.elsewhere"), elsewhere, messages))
    named = tuple(f"{draft.kind} {draft.id}" for draft in every)
    print(messages("drafts.left", drafts=named, things=_things(left)))


def _follows_french(problem: Problem) -> int:
    room, _, below = problem.file.removeprefix(f"{DRAFTS}/").partition("/")
    return 0 if room != "docs" else 1 if below.startswith(f"{SOURCE_LANGUAGE}/") else 2


def _section(title: str, left: Sequence[Problem], messages: Messages) -> str:
    """A heading with how much is left, and below it a line a thing."""
    heading = messages("drafts.heading", title=title, things=_things(left))
    return "\n".join([heading, "=" * len(heading), *_lines(left, messages), ""])


def _lines(left: Sequence[Problem], messages: Messages) -> Iterator[str]:
    """What is left of a blank, a line each and not too many of a file; all that is to say of any
    other problem."""
    of_blank = Counter[str]()
    for problem in left:
        if problem.message.id not in OF_BLANK:
            yield messages.problem(problem)
            continue
        of_blank[problem.file] += 1
        if of_blank[problem.file] <= _SHOWN:
            parts = messages.parts(problem.message)
            yield f"{problem.file}:{problem.line}: {parts.found} → {parts.do}"
    for file, count in of_blank.items():
        if count > _SHOWN:
            yield messages("drafts.more", count=count - _SHOWN, file=file)


def _things(left: Sequence[Problem]) -> Message:
    return Message("things", count=len(left))


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:], project=Path.cwd(), environ=os.environ))
