# Room: load. The words components ask for, against data/strings/fr.yaml.
"""Every key a component or a view asks for exists, and every key is asked for somewhere."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.files import written
from macros.load.yaml_reader import read_yaml
from macros.messages.message import Message, Problem, near

STRINGS = "data/strings/fr.yaml"
FORMS = (".one", ".other")
CODE_FOLDERS = ("macros", "publish", "engine")


@dataclass(kw_only=True)
class _Use:
    """What the code says: texts that may be keys, beginnings of keys, and calls."""

    texts: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    calls: list[tuple[str, int, str, bool]] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether some code may ask for ``key``."""
        names = {key, *(key.removesuffix(form) for form in FORMS)}
        return bool(names & self.texts) or key.startswith(tuple(self.beginnings))


def check_string_use(project: Path) -> Iterator[Problem]:
    """Problems of the keys of ``data/strings/fr.yaml``: asked for but absent, or never used."""
    file = read_yaml(project / STRINGS, STRINGS)
    keys = list(file.values or ())
    use = _Use()
    for path in written(project / "overrides", ".html"):
        name = path.relative_to(project).as_posix()
        try:
            _template(path, name, use)
        except TemplateSyntaxError as error:
            message = Message("template-unreadable", fault=error.message or "")
            yield Problem(file=name, line=error.lineno, key="", message=message)
    for folder in CODE_FOLDERS:
        for path in written(project / folder, ".py"):
            _module(path, path.relative_to(project).as_posix(), use)
    yield from _absent(use, keys)
    for key in keys:
        if not use.has(key):
            yield file.problem((key,), Message("string-unused", key=key))


def _absent(use: _Use, keys: Collection[str]) -> Iterator[Problem]:
    for name, line, key, counted in use.calls:
        for wanted in (f"{key}{form}" for form in FORMS) if counted else (key,):
            if wanted not in keys:
                yield Problem(
                    file=name,
                    line=line,
                    key="t",
                    message=Message(
                        "string-absent", key=wanted, file=STRINGS, near=near(wanted, keys)
                    ),
                )


def _template(path: Path, name: str, use: _Use) -> None:
    source = path.read_text("utf-8")
    environment = Environment()  # noqa: S701 - only parsed, never rendered
    for node in environment.parse(source, name).find_all((nodes.Const, nodes.Call)):
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            use.texts.add(node.value)
            if node.value.endswith("."):
                use.beginnings.add(node.value)
        elif isinstance(node, nodes.Call) and _is_t(node):
            counted = any(option.key == "count" for option in node.kwargs)
            for key in _literals(node.args[0]):
                use.calls.append((name, node.lineno, key, counted))


def _is_t(node: nodes.Call) -> bool:
    asks = isinstance(node.node, nodes.Name) and node.node.name in ("t", "attribute")
    return asks and bool(node.args)


def _literals(node: nodes.Expr | None) -> Iterator[str]:
    """The keys that an argument can only be: a text, or a choice between texts."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _literals(node.expr1)
        yield from _literals(node.expr2)


def _module(path: Path, name: str, use: _Use) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            use.texts.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginning = str(node.values[0].value)
            if "." in beginning and " " not in beginning:
                use.beginnings.add(beginning)
        elif isinstance(node, ast.Call) and node.args and _calls_t(node.func):
            key = node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                counted = any(option.arg == "count" for option in node.keywords)
                use.calls.append((name, node.lineno, key.value, counted))


def _calls_t(function: ast.expr) -> bool:
    return getattr(function, "id", getattr(function, "attr", "")) == "t"
