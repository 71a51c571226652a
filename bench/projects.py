# Room: bench. The projects whose builds are measured. Called by bench/builds.py and the tests.
"""Projects of any size, and the same content for MkDocs, Material, static-i18n and macros alone."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from macros.load.ledger import write_ledger

LANGUAGES = ("fr", "nl", "en", "es", "ar", "ru")

_ROOMS = ("engine", "macros", "publish", "overrides", "mkdocs_hooks.py")
_NAMES = {"fr": "Français", "nl": "Nederlands", "en": "English"}
_PER_FOLDER = 30
_SECTIONS = ("answer", "steps", "papers", "cost", "refused")
_WORDS = re.findall(
    r"\S+",
    "le médecin demande une carte et la commune donne une réponse par lettre le patient garde une "
    "copie le service social paie une partie des soins à l’hôpital avec une attestation de séjour "
    "la personne téléphone le matin pour prendre rendez-vous et vient avec ses papiers",
)


def generated_projects(
    folder: Path, sizes: Iterable[tuple[int, int]], *, repository: Path
) -> Iterator[Path]:
    """A generated project in `folder` for each of `sizes`: pages, and languages."""
    for pages, languages in sizes:
        target = folder / f"{pages}x{languages}"
        yield generated_project(target, repository=repository, pages=pages, languages=languages)


def generated_project(target: Path, *, repository: Path, pages: int, languages: int) -> Path:
    """A project with the rooms and the data of `repository` and `pages` written pages a language.

    The same numbers give the same bytes.
    """
    codes = LANGUAGES[:languages]
    target.mkdir(parents=True)
    for room in _ROOMS:
        (target / room).symlink_to(repository / room)
    shutil.copytree(repository / "data", target / "data")
    for code in codes:
        shutil.copy(
            repository / "data" / "strings" / f"{_words_of(code)}.yaml",
            target / "data" / "strings" / f"{code}.yaml",
        )
        if code not in _NAMES:
            write_ledger(target, code, {})
    # Synonyms of the real site name pages that are not here.
    shutil.copy(repository / "tests/minimal_data/data/synonyms.yaml", target / "data")
    _write(target / "data" / "languages.yaml", _language_records(built=codes))
    settings = (repository / "mkdocs.yml").read_text("utf-8")
    listed = "".join(f"        - {{locale: {code}, name: {_name(code)}}}\n" for code in codes[1:])
    kept = re.sub(r"        - locale: nl\n.*?(?=  - macros)", listed, settings, flags=re.S)
    _write(target / "mkdocs.yml", kept)
    for code in codes:
        for name, text in generated_pages(code, count=pages):
            _write(target / "docs" / code / name, text)
        _copy_pages_of_the_frame(repository, target / "docs" / code, words=_words_of(code))
    return _with_own_templates(target, repository=repository)


def _words_of(code: str) -> str:
    """The language whose words stand for those of `code`."""
    return code if code in _NAMES else "en"


def _copy_pages_of_the_frame(repository: Path, target: Path, *, words: str) -> None:
    """The pages that every page links to, but the home page: their macros, no prose.

    Prose links to sheets that are not here.
    """
    written = repository / "docs" / words
    for path in sorted(written.rglob("*.md")):
        name = path.relative_to(written)
        in_a_collection = len(name.parts) > 1 and name.parts[0] != "about"
        if name.as_posix() != "index.md" and (path.name == "index.md" or not in_a_collection):
            head, prose = _split(path.read_text("utf-8"))
            calls = [line for line in prose.split("\n") if line.startswith("{{")]
            _write(target / name, head + "\n\n".join(calls))


def copy_of_site(repository: Path, target: Path) -> Path:
    """The real site, to build and to edit without touching the repository."""
    target.mkdir()
    for name in _ROOMS:
        (target / name).symlink_to(repository / name)
    for name in ("data", "docs"):
        shutil.copytree(repository / name, target / name)
    return _with_own_templates(target, repository=repository)


def _with_own_templates(target: Path, *, repository: Path) -> Path:
    (target / "overrides").unlink()
    shutil.copytree(repository / "overrides", target / "overrides")
    if not (target / "mkdocs.yml").exists():
        shutil.copy(repository / "mkdocs.yml", target)
    return target


def untouched_project(target: Path, *, project: Path, repository: Path) -> Path:
    """The content of `project` for the untouched stack: its pages, its macros, the theme's frame.

    A record has no page of its own there: a stub calls a macro that prints it.
    """
    shutil.copytree(project / "docs", target / "docs")
    (target / "data").symlink_to(project / "data")
    for room in ("macros", "publish", "overrides"):
        (target / room).symlink_to(repository / room)
    codes = [path.name for path in sorted((project / "docs").iterdir()) if len(path.name) == 2]
    codes.sort(key=LANGUAGES.index)
    # No validation: the links of our components are those of our addresses.
    _write(target / "mkdocs.yml", _untouched_settings(codes))
    shutil.copy(Path(__file__).with_name("untouched_macros.py"), target / "main.py")
    return target


def add_stub(project: Path, *, language: str, collection: str, record: str) -> None:
    """A page that prints a record, above its prose when it has some."""
    path = project / "docs" / language / collection / f"{record}.md"
    call = f'{{{{ record_page("{collection}", "{record}") }}}}\n'
    head, prose = f"---\ntitle: {record}\n---\n", ""
    if path.exists():
        head, prose = _split(path.read_text("utf-8"))
    _write(path, f"{head}{call}\n{prose}")


def _split(text: str) -> tuple[str, str]:
    end = text.index("\n---\n", 3) + len("\n---\n")
    return text[:end], text[end:]


def _language_records(*, built: tuple[str, ...]) -> str:
    """The data may have texts in languages that are planned only."""
    records = []
    for code in LANGUAGES:
        direction = "rtl" if code == "ar" else "ltr"
        status = "full" if code in _NAMES else "essential" if code in built else "planned"
        records.append(
            f"- {{code: {code}, name: {_name(code)}, direction: {direction}, status: {status}}}\n"
        )
    return "".join(records)


def _name(code: str) -> str:
    return _NAMES.get(code, code)


def generated_pages(code: str, *, count: int) -> Iterator[tuple[str, str]]:
    names = [f"guide/part-{n // _PER_FOLDER}/page-{n}.md" for n in range(count - 1)]
    words = random.Random(1)  # noqa: S311 - words, not secrets
    yield "index.md", _page("Accueil", code=code, link=names[0], words=words)
    for number, name in enumerate(names):
        link = Path(names[number - 1]).name if number % _PER_FOLDER else "../../index.md"
        yield name, _page(f"Page {number}", code=code, link=link, words=words)


def _page(title: str, *, code: str, link: str, words: random.Random) -> str:
    def sentence() -> str:
        return " ".join(words.choices(_WORDS, k=12)).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(4))

    sections = "\n\n".join(
        f"## {name} {code} {{: #{name} }}\n\n{paragraph()}\n\n"
        f"- **{sentence()}** {sentence()}\n- {sentence()}\n- {sentence()}"
        for name in _SECTIONS
    )
    table = "\n".join(f"| {sentence()} | {number} |" for number in range(4))
    return (
        f"---\ntitle: {title} {code}\ndescription: {sentence()}\n---\n\n"
        f'{paragraph()} {{{{ phone("medimmigrant") }}}} [{title}]({link})\n\n{sections}\n\n'
        f"| A | B |\n|---|---|\n{table}\n\n"
        '{{ contact_line("medimmigrant") }}\n\n{{ glossary_term("amu") }}\n'
    )


def _untouched_settings(codes: list[str]) -> str:
    listed = "".join(
        f"        - {{locale: {code}, name: {_name(code)}, default: {str(not n).lower()}}}\n"
        for n, code in enumerate(codes)
    )
    return (
        "site_name: Untouched\nsite_url: https://example.org/\n"
        "theme: {name: material, font: false}\n"
        "plugins:\n  - i18n:\n      docs_structure: folder\n      fallback_to_default: true\n"
        f"      languages:\n{listed}"
        "  - macros: {module_name: main, on_undefined: strict, on_error_fail: true}\n"
        "markdown_extensions: [attr_list, def_list, tables]\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
