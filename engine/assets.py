# Room: engine. The files that pages name by their content. Called by the hooks, and by define_env
# in macros/__init__.py: components printed by a macro name them too.
"""Scripts and data files of a build, made once for all its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from engine.dataset import dataset_for, on_date, project_dir
from engine.faults import Faults
from engine.kept import kept
from macros.files import written
from macros.messages.message import Faulty
from macros.model.common import SOURCE_LANGUAGE
from macros.model.dataset import Dataset
from publish.assets import Asset
from publish.finder import places_asset
from publish.flow import flow_assets
from publish.scripts import build_scripts
from publish.search import search_asset

_SCRIPTS = Path("overrides", "assets", "js")
_COMPONENTS = Path("overrides", "components")
_PAGES = Path("docs")


def assets_for(config: MkDocsConfig) -> tuple[Asset, ...]:
    """Every hashed file of this project but the stylesheet; Faults when a script is wrong."""
    project = project_dir(config)
    held, day = _Held(dataset_for(config)), on_date()
    try:
        return (
            *_assets(
                held,
                project,
                day,
                fingerprint=_fingerprint(project / _SCRIPTS, ".js")
                + _fingerprint(project / _COMPONENTS, "drawing.html"),
            ),
            *_search(held, project, day, fingerprint=_fingerprint(project / _PAGES, ".md")),
        )
    except Faulty as error:
        raise Faults([error.problem]) from error


def asset_paths(config: MkDocsConfig) -> dict[str, str]:
    """What templates call an asset -> where it is from the site's root."""
    return {asset.name: asset.path for asset in assets_for(config)}


class LazyAssets(Mapping[str, str]):
    """The same paths, each file made when it is first asked for: an edit changes few of them.

    `note` is told which ones are asked for.
    """

    def __init__(
        self,
        dataset: Dataset,
        project: Path,
        day: date,
        *,
        note: Callable[[str], None],
        scripts: tuple[Asset, ...] | None = None,
    ) -> None:
        """`scripts` are those of overrides/assets/js when they are made already."""
        docs = project / _PAGES
        codes = [language.code for language in dataset.languages]
        self._note = note
        self._made: dict[str, Asset] = {}
        self._makers: dict[str, Callable[[], Iterable[Asset]]] = {
            "places.json": lambda: (places_asset(dataset, on_date=day),),
            **dict.fromkeys(
                (f"flow.{code}.json" for code in codes),
                lambda: flow_assets(dataset, project=project, on_date=day),
            ),
            **{
                f"search.{code}.json": partial(_search_of, dataset, docs, code, day)
                for code in codes
            },
        }
        self.scripts = build_scripts(project / _SCRIPTS) if scripts is None else scripts
        self._made.update({asset.name: asset for asset in self.scripts})

    def asset(self, name: str) -> Asset:
        """The file that templates call `name`; KeyError when there is none."""
        if name not in self._made:
            self._made.update({asset.name: asset for asset in self._makers[name]()})
        return self._made[name]

    def at(self, path: str) -> Asset | None:
        """The file at `path` from the site's root; None when its content, so its name, is other."""
        name = path.rpartition("/")[2]
        for known in self:
            stem, _, suffix = known.rpartition(".")
            if name.startswith(f"{stem}.") and name.endswith(f".{suffix}"):
                asset = self.asset(known)
                if asset.path == path:
                    return asset
        return None

    def every(self) -> tuple[Asset, ...]:
        """All the files."""
        return tuple(self.asset(name) for name in self)

    def __getitem__(self, name: str) -> str:
        self._note(name)
        return self.asset(name).path

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._made, *self._makers)))

    def __len__(self) -> int:
        return len(self._made.keys() | self._makers.keys())


def _search_of(dataset: Dataset, docs: Path, code: str, day: date) -> tuple[Asset, ...]:
    return (search_asset(dataset, docs, locale=code, on_date=day),)


@dataclass(frozen=True, eq=False)
class _Held:
    """A Dataset as a key: one object is one state of the data, and comparing words is slow."""

    dataset: Dataset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.dataset is other.dataset

    def __hash__(self) -> int:
        return id(self.dataset)


@lru_cache(maxsize=2)
def _assets(
    held: _Held,
    project: Path,
    day: date,
    *,
    fingerprint: str,  # noqa: ARG001 - part of the key
) -> tuple[Asset, ...]:
    return (
        *build_scripts(project / _SCRIPTS),
        *flow_assets(held.dataset, project=project, on_date=day),
        places_asset(held.dataset, on_date=day),
    )


@lru_cache(maxsize=2)
def _search(
    held: _Held,
    project: Path,
    day: date,
    *,
    fingerprint: str,  # noqa: ARG001 - part of the key
) -> tuple[Asset, ...]:
    return tuple(
        _kept_search(held.dataset, project, language.code, day)
        for language in held.dataset.languages
    )


def _kept_search(dataset: Dataset, project: Path, code: str, day: date) -> Asset:
    def make() -> dict[str, str]:
        return asdict(search_asset(dataset, project / _PAGES, locale=code, on_date=day))

    # What is not written in a language is borrowed from the source.
    written = dict.fromkeys(project / _PAGES / name for name in (SOURCE_LANGUAGE, code))
    made_of = [project / "data", *written]
    return Asset(**kept(project, f"search-{code}", of=made_of, make=make))


def _fingerprint(directory: Path, suffix: str) -> str:
    digest = blake2b(digest_size=16)
    for path in written(directory, suffix):
        name = path.relative_to(directory).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
