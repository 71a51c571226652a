# Room: engine. Reads mkdocs.yml for the build and the preview.
"""The settings; a mistake in their file is told like one in data/."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from yaml import YAMLError

from engine.faults import Faults
from macros.load.yaml_reader import read_yaml
from macros.messages.message import Problem

SETTINGS = "mkdocs.yml"


def read_settings(project: Path, *, site_dir: str, strict: bool = False) -> MkDocsConfig:
    """What mkdocs.yml says. Raises Faults when it is not YAML, and what MkDocs raises."""
    try:
        return load_config(
            config_file=str(project / SETTINGS), strict=strict, site_dir=str(project / site_dir)
        )
    except (MkDocsException, YAMLError) as error:
        if problems := unreadable_settings(project):
            raise Faults(problems) from error
        raise


def unreadable_settings(project: Path) -> tuple[Problem, ...]:
    """Why mkdocs.yml is not YAML; () when it is, or is gone."""
    file = project / SETTINGS
    return tuple(read_yaml(file, SETTINGS).problems) if file.is_file() else ()
