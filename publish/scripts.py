# Room: publish. The scripts of the site. Called by the engine before the first page.
"""From the modules of overrides/assets/js to small files whose names change with their content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import rjsmin

from macros.messages.message import Faulty, Message, Problem
from publish.assets import Asset, hashed_asset

FOLDER = "assets/js"
_SOURCES = "overrides/assets/js"

# A sheet has all three: they come in one file. None of them imports another module or serves one.
SHEET = "sheet"
SHEET_PARTS = ("glossary", "leave", "reading")

# The page of the questions asks for five files with this one inside; nothing else imports it.
_INSIDE = {"questions": "flow_rules"}

WORKER = "worker/offline_worker.js"

_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*)(["'])\./([\w-]+)\.js\2""")
_WORKER_IMPORT = re.compile(r"""^import \{[^}]*\} from "\.\./([\w-]+)\.js";$""", re.M)
_EXPORT = re.compile(r"^export ", re.M)


def build_scripts(js_dir: Path) -> tuple[Asset, ...]:
    """Every module, minified, by name. An import names the hashed file of the module it needs.

    Faulty when a module imports one that is not there, or two import each other.
    """
    sources = {path.stem: path.read_text("utf-8") for path in sorted(js_dir.glob("[!.]*.js"))}
    built: dict[str, Asset] = {}
    for name in sources:
        _build(name, sources=sources, built=built, within=())
    return (*(built[name] for name in sources), *_sheet(built))


def _sheet(built: dict[str, Asset]) -> Iterator[Asset]:
    """The scripts of a sheet, each in a block of its own: none sees the names of another."""
    if built.keys() >= set(SHEET_PARTS):
        text = "".join(f"{{{built[name].content}}}" for name in SHEET_PARTS)
        yield hashed_asset(f"{SHEET}.js", text, folder=FOLDER)


def build_worker(js_dir: Path) -> str:
    """The worker in one classic script, "" when there is none.

    What it imports stands before it: many phones cannot run a worker made of modules.
    """
    if not (js_dir / WORKER).is_file():
        return ""

    def inlined(found: re.Match[str]) -> str:
        return _EXPORT.sub("", (js_dir / f"{found[1]}.js").read_text("utf-8"))

    text = _WORKER_IMPORT.sub(inlined, (js_dir / WORKER).read_text("utf-8"))
    return str(rjsmin.jsmin(text))


def _build(
    name: str, *, sources: dict[str, str], built: dict[str, Asset], within: tuple[str, ...]
) -> Asset:
    """Build a module after those it imports: their hashes are part of its text."""
    if name not in built:
        chain = (*within, name)
        if name not in sources:
            raise _faulty(within[-1], Message("script-missing", name=f"{name}.js"))
        if name in within:
            raise _faulty(name, Message("script-circle", chain=" > ".join(chain)))
        text = _with_inside(name, sources=sources)
        for needed in _imports(text):
            _build(needed, sources=sources, built=built, within=chain)

        def hashed(found: re.Match[str]) -> str:
            path = built[found[3]].path.removeprefix(f"{FOLDER}/")
            return f"{found[1]}{found[2]}./{path}{found[2]}"

        text = str(rjsmin.jsmin(_IMPORT.sub(hashed, text), keep_bang_comments=True))
        built[name] = hashed_asset(f"{name}.js", text, folder=FOLDER)
    return built[name]


def _faulty(name: str, message: Message) -> Faulty:
    return Faulty(Problem(file=f"{_SOURCES}/{name}.js", line=1, key="", message=message))


def _with_inside(name: str, *, sources: dict[str, str]) -> str:
    """The text of a module, with the one that stands inside it in the place of its import."""
    text, inner = sources[name], _INSIDE.get(name, "")
    if inner not in sources:
        return text

    def inlined(found: re.Match[str]) -> str:
        body = _EXPORT.sub("", sources[inner])
        return f"const {found[1]} = (() => {{\n{body}\nreturn {found[1]};\n}})();"

    return re.sub(rf'import (\{{[^}}]*\}}) from "\./{inner}\.js";', inlined, text)


def _imports(text: str) -> Iterator[str]:
    for found in _IMPORT.finditer(text):
        yield found[3]
