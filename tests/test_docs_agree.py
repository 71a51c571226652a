# Room: tests. What README, CONTRIBUTING, the guides and the decisions say is what the project does.
"""Macros, commands, files and links that our documents name exist, and the examples work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment
from markupsafe import Markup

from macros.load import load_dataset
from macros.load.macro_calls import check_macro_calls
from macros.model.dataset import Dataset
from macros.registry import MACROS
from macros.render import Renderer
from macros.views.topics import topic_of_page

REPOSITORY = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 21)
LANGUAGES = ("fr", "nl", "en")
# Where the examples of macros stand that belong in the sheet of a topic.
SHEET = "fr/topics/amu-refusal-appeal.md"
MACRO_GUIDE = REPOSITORY / "guides" / "write-a-page.md"
DOCUMENTS = sorted(
    [
        *(REPOSITORY / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
        REPOSITORY / "ATTRIBUTIONS.md",
        *(REPOSITORY / "guides").glob("*.md"),
        *(REPOSITORY / "decisions").glob("*.md"),
    ]
)
# What a guide asks its reader to make, or a command makes.
TO_BE_MADE = {".venv/", "data/strings/es.yaml", "docs/es/", "site/"}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
each_macro = pytest.mark.parametrize("name", list(MACROS))


def macro_sections() -> dict[str, str]:
    """Name of a macro -> what the guide says under its heading."""
    parts = re.split(r"^#{2,3} (.*)\n", MACRO_GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    titled = zip(parts[1::2], parts[2::2], strict=True)
    return {title.strip("`"): text for title, text in titled if title.startswith("`")}


SECTIONS = macro_sections()


def examples(text: str) -> list[str]:
    """The macro calls in the fenced code of a text, one a line."""
    return [
        line.strip()
        for block in re.findall(r"^```\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
        if line.strip().startswith("{{")
    ]


EXAMPLES = [(name, call) for name, section in SECTIONS.items() for call in examples(section)]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(REPOSITORY, as_of=DAY)


def printed(example: str, *, dataset: Dataset, locale: str) -> str:
    """What a call prints in a page, as the macros plugin would."""
    renderer = Renderer(REPOSITORY / "overrides", dataset=dataset)
    page = renderer.for_page(locale=locale, path=f"{locale}/about/")

    def caller(name: str) -> Any:
        def call(*args: Any, **options: Any) -> Markup:
            macro = MACROS[name]
            if macro.of_topic:
                options["topic"] = topic_of_page(dataset, SHEET)
            view = macro.view(dataset, *args, locale=locale, on_date=DAY, **options)
            return page.render(macro.component, view)

        return call

    environment = Environment(autoescape=True)
    return environment.from_string(example).render({name: caller(name) for name in MACROS})


def test_the_guide_documents_the_macros_that_exist_and_no_other() -> None:
    assert set(SECTIONS) == set(MACROS)


@each_macro
def test_a_macro_has_an_example_of_its_own(name: str) -> None:
    calls = examples(SECTIONS[name])
    assert calls
    assert all(call.startswith(f"{{{{ {name}(") for call in calls)


@each_macro
def test_the_guide_names_every_option_and_every_value(name: str) -> None:
    written = set(re.findall(r"`([^`\n]+)`", SECTIONS[name]))
    for option, values in MACROS[name].options.items():
        assert option in written
        # "" is the option left out.
        assert {value for value in values if value} <= written


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[call for _, call in EXAMPLES])
def test_an_example_passes_the_checks_and_prints_something(
    name: str, example: str, dataset: Dataset
) -> None:
    for locale in LANGUAGES:
        problems = check_macro_calls(
            example,
            f"docs/{SHEET}" if MACROS[name].of_topic else "guides/write-a-page.md",
            locale=locale,
            dataset=dataset,
            macros=MACROS,
            on_date=DAY,
        )
        assert list(problems) == []
        html = printed(example, dataset=dataset, locale=locale)
        assert re.sub(r"<[^>]*>|\s", "", html), f"{name} prints nothing in {locale}"


def makefile_targets() -> set[str]:
    text = (REPOSITORY / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z-]+):(?!=)", text, flags=re.MULTILINE))


@each_document
def test_every_command_named_is_a_target_of_the_makefile(document: Path) -> None:
    code = "\n".join(re.findall(r"`{1,3}([^`]+)`{1,3}", document.read_text("utf-8")))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    assert named <= makefile_targets()


def test_readme_runs_the_site_in_two_commands() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    block = re.search(r"^```\n(.*?)^```", readme, flags=re.DOTALL | re.MULTILINE)
    assert block is not None
    commands = [line.partition("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["make serve", "make test"]


@each_document
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(document)):
        if target.startswith(("https://", "http://")):
            continue
        name, _, fragment = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        if not file.exists() or (fragment and fragment not in anchors(file)):
            dead.append(target)
    assert dead == []


def prose_of(document: Path) -> str:
    """The text of a document without its code, where links are examples."""
    text = re.sub(r"^ *```.*?^ *```", "", document.read_text("utf-8"), flags=re.DOTALL | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(document: Path) -> set[str]:
    """The places of a document that a link can name, as code hosts make them from headings."""
    headings = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in headings}


@each_document
def test_every_file_named_exists(document: Path) -> None:
    missing = [name for name in named_files(document) if not (REPOSITORY / name).exists()]
    assert missing == []


def named_files(document: Path) -> Iterator[str]:
    """The paths written as code; those with a blank to fill in (<id>, *) name no one file."""
    folders = "|".join(path.name for path in sorted(REPOSITORY.iterdir()) if path.is_dir())
    for code in re.findall(r"`([^`\n]+)`", document.read_text("utf-8")):
        if re.fullmatch(rf"(?:{folders})/[\w./-]*", code) and code not in TO_BE_MADE:
            yield code


def test_every_attribution_the_site_shows_is_in_the_file() -> None:
    entries = yaml.safe_load((REPOSITORY / "data/attributions.yaml").read_text("utf-8"))
    file = (REPOSITORY / "ATTRIBUTIONS.md").read_text("utf-8")
    assert [entry["line"] for entry in entries if entry["line"] not in file] == []
