# Room: engine. The Dataset of a build. Called by the hooks and by define_env in macros/__init__.py.
"""The data of the site, read once for all the languages of a build."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from engine.faults import Faults, told
from macros.clock import WrongDay, as_of
from macros.files import written
from macros.load import DataProblems, load_dataset
from macros.model.dataset import Dataset


def project_dir(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).resolve().parent


def on_date() -> date:
    """The day the site is built for (AS_OF); PluginError when AS_OF is not a day."""
    try:
        return as_of(os.environ)
    except WrongDay as wrong:
        raise PluginError(told(wrong.message)) from wrong


def dataset_for(config: MkDocsConfig) -> Dataset:
    """The Dataset of this project; PluginError whose text is the report when the data is wrong.

    MkDocs ends a build cleanly on a PluginError raised in `on_config`: call this from there, or
    from `define_env`. Asking again costs the reading of the files' bytes, not their parsing.
    """
    directory = project_dir(config)
    try:
        return _load(
            directory,
            on_date(),
            strict_dates=os.environ.get("STRICT_DATES") == "1",
            fingerprint=_fingerprint(directory),
        )
    except DataProblems as problems:
        raise Faults(problems.problems) from problems


# static-i18n runs a whole build a language, and the preview builds again after each edit: both ask
# for the same content. Two are kept, so that undoing an edit is as quick as making it.
@lru_cache(maxsize=2)
def _load(directory: Path, day: date, *, strict_dates: bool, fingerprint: str) -> Dataset:  # noqa: ARG001 - part of the key
    return load_dataset(directory, as_of=day, strict_dates=strict_dates)


def _fingerprint(directory: Path) -> str:
    """Changes whenever a file of data/ or docs/ is added, renamed or edited."""
    digest = blake2b(digest_size=16)
    files = [*written(directory / "data", ""), *written(directory / "docs", "")]
    for path in files:
        digest.update(str(path.relative_to(directory)).encode() + b"\0")
        digest.update(blake2b(path.read_bytes(), digest_size=16).digest())
    return digest.hexdigest()
