# Room: publish. The one stylesheet of the site. Called by the engine before the first page.
"""From the files of overrides/assets/css to one small file whose name changes with its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import lightningcss

from macros.messages.message import Faulty, Message, Problem

_LINE = re.compile(r"\.css:(\d+):")


@dataclass(frozen=True, kw_only=True)
class Stylesheet:
    """`path` from the site's root (`assets/app.1a2b3c4d.css`), and the text of the file."""

    path: str
    content: str


def stylesheet_sources(css_dir: Path) -> tuple[Path, ...]:
    """The files in the order they apply: tokens, base, components by name, print."""
    components = sorted((css_dir / "components").glob("*.css"))
    candidates = (css_dir / "tokens.css", css_dir / "base.css", *components, css_dir / "print.css")
    return tuple(path for path in candidates if path.is_file())


def build_stylesheet(css_dir: Path) -> Stylesheet:
    """One minified stylesheet; a mistake in the CSS raises Faulty."""
    content = "".join(_minified(path, css_dir) for path in stylesheet_sources(css_dir))
    return Stylesheet(
        path=f"assets/app.{sha256(content.encode()).hexdigest()[:8]}.css", content=content
    )


def _minified(path: Path, css_dir: Path) -> str:
    try:
        return str(lightningcss.process_stylesheet(path.read_text("utf-8"), filename=path.name))
    except ValueError as error:
        at = _LINE.search(str(error))
        # lightningcss counts lines from 0; editors count from 1.
        line = int(at[1]) + 1 if at else 1
        name = f"overrides/assets/{path.relative_to(css_dir.parent).as_posix()}"
        message = Message("styles-unreadable", fault=str(error)[: at.start()] if at else str(error))
        raise Faulty(Problem(file=name, line=line, key="", message=message)) from error
