# Room: engine. Runs the macros in the words of a page, without the macros plugin. Called by
# engine/prose.py.
"""The macros of `macros/__init__.py`, called where a page calls them.

Almost every call is a name with constant arguments, which `make check` asks for: it is called
directly. Anything else is left to Jinja, with the settings of the plugin in mkdocs.yml.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from engine.site import SiteBuild
from macros import register_macros

_CALL = re.compile(r"\{\{-?\s*([a-z_]\w*)\((.*?)\)\s*-?\}\}", re.DOTALL)
_OTHER = re.compile(r"\{[{%#]")

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Macros:
    """What our macros ask of the macros plugin: the settings, the page, a place for macros."""

    def __init__(self, config: MkDocsConfig, *, build: SiteBuild) -> None:
        self.conf = config
        self.page: Page | None = None
        self._functions: dict[str, Callable[..., Any]] = {}
        register_macros(self, dataset=build.dataset, renderer=build.renderer, on_date=build.on_date)
        # Pages are Markdown: our macros escape what they print.
        self._environment = Environment(undefined=StrictUndefined)  # noqa: S701
        self._environment.globals.update(self._functions)

    def macro(self, function: Callable[..., Any], name: str = "") -> Callable[..., Any]:
        """Register a macro under its own name, or `name`."""
        self._functions[name or function.__name__] = function
        return function

    def expand(self, page: Page) -> str:
        """The Markdown of `page` with every call replaced by what the macro prints.

        PluginError names the page and the line of a call that fails.
        """
        text = page.markdown or ""
        if not _OTHER.search(text):
            return text
        self.page = page
        parts = _parts(text)
        if parts is None:
            return self._by_jinja(text, page=page)
        return "".join(
            part if isinstance(part, str) else self._called(part[0], line=part[1], page=page)
            for part in parts
        )

    def _called(self, call: Call, *, line: int, page: Page) -> str:
        name, arguments, options = call
        function = self._functions.get(name)
        if function is None:
            raise _failure(f"'{name}' is undefined", line=line, page=page)
        try:
            return str(function(*arguments, **options))
        except Exception as error:
            raise _failure(f"{name}: {_words(error)}", line=line, page=page) from error

    def _by_jinja(self, text: str, *, page: Page) -> str:
        try:
            return self._environment.from_string(text).render()
        except Exception as error:
            raise _failure(_words(error), line=getattr(error, "lineno", 1), page=page) from error


def _failure(found: str, *, line: int, page: Page) -> PluginError:
    source = page.file.content_string
    above = source.count("\n") - (page.markdown or "").count("\n")
    return PluginError(
        f"docs/{page.file.src_uri}:{above + line}\n"
        f"    found     {found}\n"
        "    expected  a macro of the guide, with ids that exist\n"
        "    do        correct the call; `make check` says more"
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else str(error)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str | tuple[Call, int], ...] | None:
    """The words of a page and, between them, its calls with their lines; None for Jinja to read."""
    parts: list[str | tuple[Call, int]] = []
    at = 0
    for found in _CALL.finditer(text):
        words = text[at : found.start()]
        call = _constant_call(found[1], found[2])
        if call is None or _OTHER.search(words) or "-" in (found[0][2], found[0][-3]):
            return None
        parts += [words, (call, text.count("\n", 0, found.start()) + 1)]
        at = found.end()
    words = text[at:]
    return None if _OTHER.search(words) else (*parts, words)


def _constant_call(name: str, arguments: str) -> Call | None:
    # Jinja and Python read escapes, and true and True, differently.
    if "\\" in arguments:
        return None
    try:
        call = ast.parse(f"f({arguments})".replace("\n", " "), mode="eval").body
        assert isinstance(call, ast.Call)
        given = tuple(ast.literal_eval(argument) for argument in call.args)
        options = {item.arg: ast.literal_eval(item.value) for item in call.keywords if item.arg}
    except (SyntaxError, ValueError, AssertionError):
        return None
    return (name, given, options) if len(options) == len(call.keywords) else None
