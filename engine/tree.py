# Room: engine. Which page each language has, without static-i18n. Called by engine/whole.py and the
# preview. engine/files.py gives `mkdocs build` the same; a test holds the two equal.
"""The files of every language from one walk through docs/.

static-i18n walks once a language and prepares what our templates never ask for (alternates of each
file, the navigation): a third of a build that renders nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import (
    File,
    Files,
    InclusionLevel,
    get_files,
    set_exclusions,
)

from engine.files import (
    LocalisedFile,
    add_record_pages,
    is_published_asset,
    languages_of_pages,
    leave_strays_out,
    localised,
    report_misplaced_pages,
)
from engine.site import SiteBuild

PUBLISHED = (InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV)
"""The files that are part of the site: drafts and templates of docs/ are not."""


class LanguageFiles(Files):
    """The files of one language. A link finds the page of this language, else the source's."""

    def __init__(self, files: Iterable[File], *, language: str, source: str) -> None:
        super().__init__(files)
        self.language = language
        self._source = source

    def get_file_from_path(self, path: str) -> File | None:
        """The file that a link to `path`, from docs/, means (as static-i18n answers it)."""
        name = PurePosixPath(PurePath(path).as_posix())
        if str(name) == ".":
            name = PurePosixPath("index.md")
        first, *rest = name.parts
        below = "/".join(rest)
        if first == self.language:
            candidates = (str(name), f"{self._source}/{below}", below)
        elif first == self._source:
            candidates = (str(name), f"{self.language}/{below}", below)
        else:
            candidates = (f"{self.language}/{name}", f"{self._source}/{name}", str(name))
        return next((self.src_uris[uri] for uri in candidates if uri in self.src_uris), None)


def note_languages(files: Files, *, build: SiteBuild) -> None:
    """Note in `build` which page is written in which language; warn of pages nobody would find."""
    build.written_in = languages_of_pages(files, languages=build.languages)
    report_misplaced_pages(
        files,
        languages=build.written_in,
        codes=build.languages,
        source=build.source,
        records=build.records,
    )


def language_files(
    config: MkDocsConfig, build: SiteBuild, *, languages: Iterable[str]
) -> dict[str, LanguageFiles]:
    """The files of each of `languages`, in their order; warns of pages nobody would find."""
    written = get_files(config)
    leave_strays_out(written)
    note_languages(written, build=build)
    shared = [*_shared(written, codes=build.languages), *_own(config)]
    return {
        language: _files_of(language, written=written, shared=shared, build=build, config=config)
        for language in languages
    }


def _files_of(
    language: str,
    *,
    written: Files,
    shared: Iterable[File],
    build: SiteBuild,
    config: MkDocsConfig,
) -> LanguageFiles:
    chosen: dict[str, LocalisedFile] = {}
    for words in dict.fromkeys((language, build.source)):
        for file in written:
            code, _, below = file.src_uri.partition("/")
            if code == words and below and below not in chosen:
                chosen[below] = _file(file, below=below, language=language, config=config)
    files = LanguageFiles([*chosen.values(), *shared], language=language, source=build.source)
    add_record_pages(
        files,
        language=language,
        source=build.source,
        records=build.records.values(),
        config=config,
    )
    set_exclusions(files, config)
    return files


def _file(file: File, *, below: str, language: str, config: MkDocsConfig) -> LocalisedFile:
    """`file` as `language` shows it: a borrowed page below its own prefix, a borrowed image not."""
    words = file.src_uri.partition("/")[0]
    own = file.dest_uri
    if file.is_documentation_page():
        own = f"{language}/{own.removeprefix(f'{words}/')}"
    shown = localised(
        File(
            file.src_uri,
            config.docs_dir,
            config.site_dir,
            config.use_directory_urls,
            dest_uri=own,
            inclusion=file.inclusion,
        )
    )
    shown.locale, shown.locale_alternate_of = words, language
    shown.localization, shown.norm_src_uri = words, below
    return shown


def _shared(written: Files, *, codes: Iterable[str]) -> Iterator[File]:
    """The files of docs/ that belong to no language: images, documents to download."""
    languages = set(codes)
    for file in written:
        in_language = file.src_uri.partition("/")[0] in languages
        if not in_language and not file.is_documentation_page():
            yield file


def _own(config: MkDocsConfig) -> Iterator[File]:
    """The files of overrides/ that are published as they are."""
    folder = Path(config.theme.custom_dir or "overrides")
    for directory, directories, names in os.walk(folder):
        directories[:] = sorted(name for name in directories if not name.startswith("."))
        for name in sorted(names):
            path = Path(directory, name).relative_to(folder).as_posix()
            if is_published_asset(path):
                yield File(path, str(folder), config.site_dir, config.use_directory_urls)
