# Room: engine. The site while it is being edited. Called by engine/serve.py, bench and the tests.
"""Every page of the site, made when it is asked for, and again only when what it used has changed.

A page remembers the records, words, templates and files it used. After an edit, what the edit
changed says which pages are stale; a stale page is made again at its next request.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

from mkdocs.structure.files import File

from engine.assets import LazyAssets
from engine.checked import Checked, told_once
from engine.dataset import on_date
from engine.faults import problems_of
from engine.inputs import Changes, Inputs
from engine.languages import chosen_languages, i18n_plugin, require_same_languages
from engine.press import MadePage, Press, dead_anchors
from engine.settings import read_settings
from engine.site import SiteBuild, redirects_of, site_url_of, stylesheet_of
from engine.surroundings import surroundings
from engine.tree import PUBLISHED, LanguageFiles, language_files
from engine.uses import Notebook, Use, changed_uses, watched
from macros.checks import FileChecks
from macros.load import load_dataset
from macros.load.memory import Memory
from macros.messages.message import Problem
from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.pages import record_pages
from publish.permalinks import RecordTitle
from publish.scripts import build_worker
from publish.sitemap import SITEMAP_FILE, SitemapEntry


@dataclass(kw_only=True)
class _Kept:
    """A page as it was last made; stale when something it used has changed."""

    made: MadePage
    uses: frozenset[Use]
    entries: tuple[SitemapEntry, ...]
    titles: Mapping[str, Mapping[str, RecordTitle]]
    is_stale: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _State:
    """One state of the content that could be read."""

    dataset: Dataset
    build: SiteBuild
    assets: LazyAssets
    files: Mapping[str, LanguageFiles]
    press: Press
    by_path: Mapping[str, File]


class Preview:
    """The files of the site of `project`, always those of its present content.

    Wrong content stops nothing: the last good state stays, and `problems` says what to mend. All of
    it may be called from several threads.
    """

    def __init__(self, project: Path, *, languages: str = "") -> None:
        """`languages` as in LANGS. Raises what MkDocs raises when mkdocs.yml is wrong, and
        WrongLanguages."""
        self.generation = 0
        self.needs_restart = False
        self.problems: tuple[Problem, ...] = ()
        self.fault: Exception | None = None
        """The mistake of our code that kept the content from being read."""
        self.project = project
        self._languages = languages
        self._lock = RLock()
        self._config = read_settings(project, site_dir=".preview")
        i18n = i18n_plugin(self._config)
        chosen_languages(languages, known=i18n.all_languages, source=i18n.default_language)
        self._day = on_date()
        self._memory = Memory()
        self._notebook = Notebook()
        self._pages: dict[str, _Kept] = {}
        self._around: tuple[int, dict[tuple[str, ...], dict[str, str]]] = (0, {})
        self._of_surroundings: tuple[int, tuple[Problem, ...]] = (0, ())
        self._checked = Checked(project)
        self._state: _State | None = None
        self._inputs = Inputs(project)
        self._code = self._inputs.code()
        self.refresh()

    # -- what is asked of it ----------------------------------------------------------------------

    def refresh(self) -> bool:
        """Take in what was edited since the last look; whether anything was."""
        with self._lock:
            changes = self._inputs.changes()
            if changes is None:
                self.needs_restart |= on_date() != self._day
                return False
            self.needs_restart |= self._inputs.code() != self._code
            self._take_in(changes)
            self.generation += 1
            return True

    def file(self, path: str) -> bytes | None:
        """The file at `path` from the site's root, of the present content; None without one."""
        with self._lock:
            self.refresh()
            if self._state is None:
                return None
            file = self._state.by_path.get(path)
            if file is None:
                try:
                    text = self._surrounding(path, state=self._state)
                except Exception as error:  # a template of these files, or the data they are of
                    found = problems_of(error, file=path, project=self.project)
                    self._of_surroundings = (self.generation, found)
                    return None
                return None if text is None else text.encode()
            if file.is_documentation_page():
                return self._page(path, state=self._state).made.html.encode()
            return file.content_bytes

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """What has to be mended before the page at `path` can be made, or published by a build."""
        return self._told_of(path)[0]

    def checks_of(self, path: str) -> tuple[Problem, ...]:
        """What else `make check` wants mended: in the source of the page, and in data/."""
        return self._told_of(path)[1]

    def is_kept(self, path: str) -> bool:
        """Whether the page at `path` is an older one, because the present one cannot be made."""
        with self._lock:
            kept = self._pages.get(path)
            return bool(self.problems or (kept and kept.problems))

    def known_problems(self) -> tuple[Problem, ...]:
        """What has to be mended, as far as pages were made; idle moments make them all."""
        with self._lock:
            found = [
                problem
                for kept in self._pages.values()
                for problem in (*kept.problems, *(() if kept.is_stale else kept.made.problems))
            ]
            # A borrowed page shows the problem of its source in each language.
            checks = () if self.problems else self._checked.known()
            around = self._around_problems()
            return told_once((*self.problems, *around, *found), checks=checks)[2]

    def paths(self) -> list[str]:
        """Every file of the site."""
        with self._lock:
            self.refresh()
            if self._state is None:
                return []
            every = self._surroundings(self.known_pages(), state=self._state)
            assets = (asset.path for asset in self._state.assets.every())
            stylesheet = self._state.build.stylesheet.path
            return sorted({*self._state.by_path, *every, *assets, stylesheet})

    def known_pages(self) -> list[str]:
        """The path of every page, none of which is made for it."""
        with self._lock:
            every = self._state.by_path.items() if self._state else ()
            return [path for path, file in every if file.is_documentation_page()]

    def is_stale(self, path: str) -> bool:
        """Whether the page at `path` has to be made at its next request."""
        with self._lock:
            return path not in self._pages or self._pages[path].is_stale

    def make_one(self) -> bool:
        """Make one page that is not up to date; False when all are. For idle moments."""
        with self._lock:
            self.refresh()
            for path, file in self._state.by_path.items() if self._state else ():
                failed = path in self._pages and self._pages[path].problems
                waits = self.is_stale(path) and not failed
                if self._state and waits and file.is_documentation_page():
                    self._page(path, state=self._state)
                    return True
            return False

    def check_one(self) -> bool:
        """Check one file that was not checked since it was edited; False when all are. For idle
        moments; nobody waits for it meanwhile."""
        # What cannot be read yet is not what the checks know.
        return not self.problems and self._checked.check_one()

    # -- pages ------------------------------------------------------------------------------------

    def _told_of(self, path: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """The problems that stop the page at `path`, and those that only the checks see."""
        with self._lock:
            file = self._state.by_path.get(path) if self._state else None
            # Of a file that is no page, or is not there: shown on the page that says so.
            own = self._around_problems() if file is None else ()
            checks = self._checked.of_data()
            if self._state and file is not None and file.is_documentation_page():
                kept = self._page(path, state=self._state)
                own = (*kept.problems, *kept.made.problems, *self._dead_anchors(kept.made))
                # A page of a record without prose has no file in docs/.
                checks = (*self._checked.now(f"docs/{file.src_uri}"), *checks)
            if self.problems:  # the files are not those of the state that is served
                checks = ()
            stopping, others, _ = told_once((*self.problems, *own), checks=checks)
            return stopping, others

    def _page(self, path: str, *, state: _State) -> _Kept:
        kept = self._pages.get(path)
        if kept is None or kept.is_stale:
            kept = self._pages[path] = self._made(state.by_path[path], last=kept, state=state)
        return kept

    def _made(self, file: File, *, last: _Kept | None, state: _State) -> _Kept:
        """The page made now; when that fails the last good one, still stale, and why."""
        build = state.build
        build.titles, build.entries = {}, []
        with self._notebook.page() as uses:
            self._notebook.note("page", file.src_uri)
            try:
                made = state.press.make(file)
            except Exception as error:  # whatever an edit broke must not end the preview
                kept = last or _Kept(made=_nothing(file), uses=frozenset(), entries=(), titles={})
                problems = self._why(error, source=f"docs/{file.src_uri}")
                return replace(kept, is_stale=True, problems=problems)
        return _Kept(
            made=made, uses=frozenset(uses), entries=tuple(build.entries), titles=build.titles
        )

    def _why(self, error: Exception, *, source: str) -> tuple[Problem, ...]:
        """What is wrong when the page of `source` cannot be made."""
        found = problems_of(error, file=source, project=self.project)
        if found[0].message.id == "template-gone":
            # Or the page names a component that never was: the checks know.
            checks = self._checked.now(source)
            return tuple(problem for problem in checks if problem.key == "component") or found
        return found

    def _dead_anchors(self, page: MadePage) -> Iterator[Problem]:
        """Anchors that are not there; pages nobody has asked for yet are not waited for."""
        language = page.path.partition("/")[0]
        known = {
            kept.made.source: kept.made.anchors
            for path, kept in self._pages.items()
            if path.startswith(f"{language}/") and not kept.is_stale
        }
        return dead_anchors(page, anchors=known)

    # -- what surrounds them ----------------------------------------------------------------------

    def _surrounding(self, path: str, *, state: _State) -> str | None:
        if path == state.build.stylesheet.path:
            return state.build.stylesheet.content
        if path.startswith("assets/"):
            asset = state.assets.at(path)
            return None if asset is None else asset.content
        return self._surroundings(self._pages_behind(path, state), state=state).get(path)

    def _around_problems(self) -> tuple[Problem, ...]:
        """Why a file that is no page could not be made of the present content."""
        generation, problems = self._of_surroundings
        return problems if generation == self.generation else ()

    def _pages_behind(self, path: str, state: _State) -> list[str]:
        """The pages that have to be made before the file at `path`, which is no page itself.

        Nobody waits for all of them at an address that does not exist: browsers ask for icons.
        """
        if path == SITEMAP_FILE:
            return self.known_pages()
        names = path.split("/")
        # Permanent links, and pages that have moved: d/payers/cpas/, nl/payers/old-name/.
        key = "/".join(names[1:-1])
        key = state.build.redirects.get(key, key)
        pages = (f"{language}/{key}/index.html" for language in state.files)
        return [page for page in pages if page in state.by_path]

    def _surroundings(self, pages: Iterable[str], *, state: _State) -> dict[str, str]:
        """Every file that is no page, made of `pages` alone, in its final form; once a state of
        the content."""
        if self._around[0] != self.generation:
            self._around = (self.generation, {})
        known, asked, every = self._around[1], tuple(pages), tuple(self.known_pages())
        if every not in known and asked not in known:
            known[asked] = self._make_surroundings(asked, state=state)
        return known[every] if every in known else known[asked]

    def _make_surroundings(self, pages: Iterable[str], *, state: _State) -> dict[str, str]:
        titles: dict[str, dict[str, RecordTitle]] = {}
        entries: list[SitemapEntry] = []
        for path in pages:
            kept = self._page(path, state=state)
            entries += kept.entries
            for key, own in kept.titles.items():
                titles.setdefault(key, {}).update(own)
        # Each of the assets answers for itself.
        build = replace(state.build, titles=titles, entries=entries, assets=())
        return {
            path: state.press.finisher.finished(text) if path.endswith(".html") else text
            for path, text in surroundings(build).items()
        }

    # -- taking in edits --------------------------------------------------------------------------

    def _take_in(self, changes: Changes) -> None:
        before = self._state
        try:
            state = self._read(changes, last=before)
        except Exception as error:  # whatever an edit broke must not end the preview
            self.problems = problems_of(error, file="mkdocs.yml", project=self.project)
            is_code = any(problem.message.id == "code-fails" for problem in self.problems)
            self.fault = error if is_code else None
            return
        self._inputs.accept()
        self._state, self.problems, self.fault = state, (), None
        self._checked.take_in(
            FileChecks(self.project, dataset=state.dataset, on_date=self._day, memory=self._memory),
            changes,
        )
        self._make_stale(_stale_uses(before, state, changes) if before else None, state=state)

    def _make_stale(self, uses: Collection[Use] | None, *, state: _State) -> None:
        for path, kept in list(self._pages.items()):
            if path not in state.by_path:
                del self._pages[path]
            elif uses is None or not kept.uses.isdisjoint(uses) or kept.problems:
                # What could not be made is tried again after any edit.
                kept.is_stale, kept.problems = True, ()

    def _read(self, changes: Changes, *, last: _State | None) -> _State:
        """The content as it is; what `changes` did not touch is taken over from `last`."""
        dataset = last.dataset if last and not changes.of_content else self._load()
        build, assets = self._build(dataset, changes, last=last)
        codes = chosen_languages(self._languages, known=build.languages, source=build.source)
        if last and not changes.of_tree and build.records == last.build.records:
            files, build.written_in = last.files, last.build.written_in
        else:
            files = language_files(self._config, build, languages=codes)
        same_looks = last is not None and not (changes.of_styles or changes.of_scripts)
        return _State(
            dataset=dataset,
            build=build,
            assets=assets,
            files=files,
            press=Press(
                self._config,
                build=build,
                files=files,
                finisher=last.press.finisher if last and same_looks else None,
            ),
            by_path={
                file.dest_uri: file
                for own in files.values()
                for file in own
                if file.inclusion in PUBLISHED
            },
        )

    def _load(self) -> Dataset:
        return load_dataset(
            self.project,
            as_of=self._day,
            strict_dates=os.environ.get("STRICT_DATES") == "1",
            memory=self._memory,
        )

    def _build(
        self, dataset: Dataset, changes: Changes, *, last: _State | None
    ) -> tuple[SiteBuild, LazyAssets]:
        i18n, templates = i18n_plugin(self._config), self.project / "overrides"
        codes = tuple(language.code for language in dataset.languages)
        require_same_languages(i18n.all_languages, in_data=codes)
        assets = LazyAssets(
            dataset,
            self.project,
            self._day,
            note=lambda name: self._notebook.note("asset", name),
            scripts=last.assets.scripts if last and not changes.of_scripts else None,
        )
        noted = watched(dataset, self._notebook)
        site_url = site_url_of(self._config)
        build = SiteBuild(
            project=self.project,
            dataset=noted,
            on_date=self._day,
            site_url=site_url,
            site_dir=Path(self._config.site_dir),
            source=i18n.default_language,
            languages=codes,
            renderer=Renderer(
                templates,
                dataset=noted,
                assets=assets,
                site_url=site_url,
                on_template=self._note_template,
            ),
            stylesheet=last.build.stylesheet
            if last and not changes.of_styles
            else stylesheet_of(templates),
            assets=assets.scripts,
            worker=last.build.worker
            if last and not changes.of_scripts
            else build_worker(templates / "assets" / "js"),
            records={page.path: page for page in record_pages(dataset)},
            redirects=redirects_of(self.project),
        )
        return build, assets

    def _note_template(self, name: str) -> None:
        self._notebook.note("template", name)


def _stale_uses(before: _State, after: _State, changes: Changes) -> set[Use] | None:
    """What pages may have used that is not the same any more; None when it may be anything."""
    if after.files is not before.files or changes.of_styles:
        return None
    uses: set[Use] = {("page", path) for path in changes.pages()}
    uses |= {("template", name) for name in changes.templates()}
    # The files of the questions hold drawings, which templates make.
    if changes.of_content or changes.templates():
        uses |= {("asset", name) for name in after.assets if not name.endswith(".js")}
    if changes.of_scripts:
        old = {asset.name: asset.path for asset in before.assets.scripts}
        new = {asset.name: asset.path for asset in after.assets.scripts}
        names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        uses |= {("asset", name) for name in names}
    if after.dataset is not before.dataset:
        changed = changed_uses(before.dataset, after.dataset)
        if changed is None:
            return None
        uses |= changed
    return uses


def _nothing(file: File) -> MadePage:
    """A page that was never right."""
    return MadePage(
        source=file.src_uri,
        path=file.dest_uri,
        html="<!doctype html><title>…</title>",
        anchors=frozenset(),
        links={},
    )
