# Room: engine. Which files a build is made of and where each page goes.
"""Addresses: every language under its own prefix, and one page a record without any stub file."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from engine.faults import told
from macros.files import is_stray
from macros.messages.message import Message
from macros.views.pages import RecordPage

log = logging.getLogger("mkdocs.plugins.engine")

# Sources of files that publish/ makes, under other names.
_SOURCES = ("assets/css/", "assets/js/")
# What MkDocs leaves out of a theme, as far as overrides/ may hold it.
_UNPUBLISHED = ("*.html", "*.md", "*.py", "*.pyc", "*readme*", "mkdocs_theme.yml")


class LocalisedFile(File):
    """What static-i18n adds to the files of docs/; only a name for the type checker.

    `locale` is the language of the words, `locale_alternate_of` that of the page, `localization`
    the folder of docs/ the file is in (None outside them), `norm_src_uri` its path below it.
    """

    locale: str
    locale_alternate_of: str
    localization: str | None
    norm_src_uri: str
    alternates: dict[str, File]


def languages_of_pages(files: Files, *, languages: Iterable[str]) -> dict[str, frozenset[str]]:
    """Path of a page below its language ("about.md") -> the languages it is written in.

    Call it before static-i18n, which keeps only the pages of the language being built.
    """
    found: dict[str, set[str]] = defaultdict(set)
    codes = set(languages)
    for file in files:
        language, _, rest = file.src_uri.partition("/")
        if file.is_documentation_page() and language in codes:
            found[rest].add(language)
    return {path: frozenset(codes) for path, codes in found.items()}


def leave_theme_files_out(files: Files, *, config: MkDocsConfig) -> None:
    """Keep Material's scripts and styles, and the sources of our own, out of the site."""
    ours = _inside(config.theme.custom_dir or "overrides")
    docs = _inside(config.docs_dir)
    for file in list(files):
        source = file.abs_src_path or ""
        from_theme = not source.startswith(docs)
        if from_theme and (not source.startswith(ours) or file.src_uri.startswith(_SOURCES)):
            files.remove(file)


def leave_strays_out(files: Files) -> None:
    """Keep what editors and systems leave beside our files out of the site."""
    for file in list(files):
        if any(map(is_stray, PurePosixPath(file.src_uri).parts)):
            files.remove(file)


def is_published_asset(path: str) -> bool:
    """Whether the file at `path` below overrides/ is copied to the site as it is."""
    return (
        not path.startswith(_SOURCES)
        and not any(map(is_stray, PurePosixPath(path).parts))
        and not any(fnmatch(path.lower(), pattern) for pattern in _UNPUBLISHED)
    )


def report_misplaced_pages(
    files: Files,
    *,
    languages: Mapping[str, frozenset[str]],
    codes: Iterable[str],
    source: str,
    records: Mapping[str, RecordPage],
) -> None:
    """Warn, in an editor's words, of pages no reader would find or that would mislead."""
    for file in files.documentation_pages():
        if file.src_uri.partition("/")[0] not in set(codes):
            fault = Message("page-in-no-language", page=f"docs/{file.src_uri}", source=source)
            log.warning(told(fault))
    for path, written_in in sorted(languages.items()):
        if source not in written_in:
            page = f"docs/{min(written_in)}/{path}"
            fault = Message("page-not-in-french", page=page, french=f"docs/{source}/{path}")
            log.warning(told(fault))
    french = {path: own for path, own in languages.items() if source in own}
    report_prose_without_record(french, records=records)


def report_prose_without_record(
    languages: Mapping[str, frozenset[str]], *, records: Mapping[str, RecordPage]
) -> None:
    """Warn of a page that sits among the pages of records but bears the id of none."""
    ids = defaultdict(list)
    for record in records.values():
        ids[str(PurePosixPath(record.path).parent)].append(record.record_id)
    for path, written_in in sorted(languages.items()):
        page = PurePosixPath(path)
        known = ids.get(str(page.parent), [])
        if known and page.stem != "index" and page.stem not in known:
            near = get_close_matches(page.stem, known, n=3) or sorted(known)[:3]
            file = f"docs/{min(written_in)}/{path}"
            fault = Message("page-without-record", page=file, id=page.stem, near=(*near,))
            log.warning(told(fault))


def give_every_language_its_prefix(files: Files, *, default: str, config: MkDocsConfig) -> None:
    """Move the default language below its prefix, and bring shared files back to one place.

    Left alone, static-i18n puts the default language at the root
    (https://github.com/ultrabug/mkdocs-static-i18n/issues/306) and copies the files of docs/assets
    once a language. Call it after static-i18n.
    """
    for file in files:
        if not hasattr(file, "locale_alternate_of"):
            continue  # a file of overrides/, which static-i18n leaves alone
        own = localised(file)
        if not own.is_documentation_page() and own.localization is None:
            _move(own, own.src_uri, config=config)
        elif own.locale_alternate_of == default:
            _move(own, f"{default}/{own.dest_uri}", config=config)


def add_record_pages(
    files: Files, *, language: str, source: str, records: Iterable[RecordPage], config: MkDocsConfig
) -> None:
    """Give every record a page in `language`, unless a page with its prose is already there."""
    for record in records:
        name = f"{record.path.rstrip('/')}.md"
        if any(files.src_uris.get(f"{code}/{name}") for code in (language, source)):
            continue
        file = localised(
            File(
                f"{language}/{name}",
                src_dir=None,
                dest_dir=config.site_dir,
                use_directory_urls=config.use_directory_urls,
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
        )
        file.content_string = ""
        # What static-i18n gives its own files, and reads again later in the build.
        file.locale = file.locale_alternate_of = file.localization = language
        file.norm_src_uri = name
        file.alternates = {language: file}
        files.append(file)


def localised(file: File) -> LocalisedFile:
    """`file`, known to have passed through static-i18n or `add_record_pages`."""
    return cast(LocalisedFile, file)


def path_below_language(file: LocalisedFile) -> str:
    """The address of a page below its language: "" for its home, "documents/annex-35/"."""
    return file.url.removeprefix(f"{file.locale_alternate_of}/")


def source_below_language(file: LocalisedFile) -> str:
    """The file of a page below its language: "index.md", "documents/annex-35.md"."""
    return file.norm_src_uri


def _move(file: File, dest_uri: str, *, config: MkDocsConfig) -> None:
    file.dest_uri = dest_uri
    file.abs_dest_path = str(Path(config.site_dir, dest_uri))
    file.url = file._get_url()


def _inside(directory: str) -> str:
    return f"{Path(directory).resolve()}{os.sep}"
