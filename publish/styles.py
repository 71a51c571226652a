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
    text = path.read_text("utf-8")
    name = f"overrides/assets/{path.relative_to(css_dir.parent).as_posix()}"
    if line := _never_closed(text):
        raise Faulty(Problem(file=name, line=line, key="", message=Message("brace-never-closed")))
    try:
        return str(lightningcss.process_stylesheet(text, filename=path.name))
    except ValueError as error:
        at = _LINE.search(str(error))
        # lightningcss counts lines from 0; editors count from 1.
        line = int(at[1]) + 1 if at else 1
        message = Message("styles-unreadable", fault=str(error)[: at.start()] if at else str(error))
        raise Faulty(Problem(file=name, line=line, key="", message=message)) from error


_NO_CODE = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_AT_RULE = re.compile(r"@[\w-]+[^{}]*$")


def _never_closed(css: str) -> int:
    """The line of a rule that is not closed where the next begins, or at the end; 0 when all are.

    CSS lets rules stand in rules, and ends them all with the file: a brace that is missing changes
    every rule after it, without a mistake. Ours do not stand in each other, but in at-rules.
    """
    code = _NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    opened: list[tuple[int, bool]] = []
    start = 0
    for found in re.finditer(r"[{};]", code):
        if found[0] == "{":
            holds_rules = bool(_AT_RULE.search(code[start : found.start()]))
            line = code.count("\n", 0, found.start()) + 1
            if opened and not opened[-1][1]:
                return opened[-1][0]
            opened.append((line, holds_rules))
        elif found[0] == "}" and opened:
            opened.pop()
        start = found.end()
    return opened[-1][0] if opened else 0
