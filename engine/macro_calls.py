# Room: engine. Runs the macros in the words of a page, without the macros plugin. Called by
# engine/prose.py.
"""The macros of `macros/__init__.py`, called where a page calls them.

Almost every call is a name with constant arguments, which `make check` asks for: it is called
directly. Anything else is left to Jinja, with the settings of the plugin in mkdocs.yml.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown.util import BLOCK_LEVEL_ELEMENTS
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from engine.faults import Faults
from engine.files import localised, source_below_language
from engine.site import SiteBuild
from macros import register_macros
from macros.load.macro_calls import check_macro_calls
from macros.load.pages import page_of_text
from macros.messages.message import Faulty, Message, Problem, WrongArgument, near
from macros.registry import MACROS

_CALL = re.compile(r"\{\{-?\s*([a-z_]\w*)\((.*?)\)\s*-?\}\}", re.DOTALL)
_OTHER = re.compile(r"\{[{%#]")

# What a macro prints is HTML already. Markdown is given a mark in its place, which it leaves as it
# is for the same reasons, in a fraction of the time: an element for a block, signs in a line.
_BLOCK = re.compile(rf"<(?:{'|'.join(BLOCK_LEVEL_ELEMENTS)})\b")
# Where Markdown reads more than words (code, titles above a line), and signs that it reads.
_UNMARKED = re.compile(r"`|^(?:=+|-+)[ ]*$|^(?:[ ]{4}|\t)", re.MULTILINE)
_SIGNS = re.compile(r"[*_`\[\]\\]")
_MARK = re.compile(r'<div data-printed="(\d+)"></div>|\ue010(\d+)\ue011')

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True)
class Expanded:
    """The words of a page with its macros called. `marked` has a mark for each of `printed`."""

    marked: str
    printed: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The words as the macros plugin gives them to Markdown."""
        return _MARK.sub(self._of, self.marked)

    def filled(self, html: str) -> str | None:
        """The HTML of `marked` with what was printed; None when Markdown changed a mark."""
        filled, count = _MARK.subn(self._of, html)
        return filled if count == len(self.printed) else None

    def _of(self, mark: re.Match[str]) -> str:
        return self.printed[int(mark[1] or mark[2])]


class Macros:
    """What our macros ask of the macros plugin: the settings, the page, a place for macros."""

    def __init__(self, config: MkDocsConfig, *, build: SiteBuild) -> None:
        self.conf = config
        self._build = build
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

    def expand(self, page: Page) -> Expanded:
        """The Markdown of `page` with every call replaced by what the macro prints.

        When a call fails, Faults holds what `make check` says of the calls of the page.
        """
        try:
            return self._expanded(page)
        except Faults as faults:
            judged = tuple(self._judged(page))
            raise Faults(judged or faults.problems) from faults

    def _judged(self, page: Page) -> Iterator[Problem]:
        """The problems of every call, at its line: of the file, and of the French shown in it."""
        file, build = localised(page.file), self._build
        yield from self._judged_text(file.content_string, file.src_uri, locale=file.locale)
        below = source_below_language(file)
        if f"{file.locale}/{below}" in build.dataset.behind:
            french = f"{build.source}/{below}"
            text = (build.project / "docs" / french).read_text("utf-8-sig")
            yield from self._judged_text(text, french, locale=build.source)

    def _judged_text(self, text: str, source: str, *, locale: str) -> Iterator[Problem]:
        name = f"docs/{source}"
        return check_macro_calls(
            page_of_text(text, name, language=locale).body,
            name,
            locale=locale,
            dataset=self._build.dataset,
            macros=MACROS,
            on_date=self._build.on_date,
        )

    def _expanded(self, page: Page) -> Expanded:
        text = page.markdown or ""
        if not _OTHER.search(text):
            return Expanded(text)
        self.page = page
        parts = _parts(text)
        if parts is None:
            return Expanded(self._by_jinja(text, page=page))
        is_plain = not _UNMARKED.search(text)
        done: list[str] = []
        printed: list[str] = []
        for part in parts:
            if isinstance(part, str):
                done.append(part)
                continue
            html = self._called(part[0], line=part[1], page=page)
            mark = _mark(html, line="".join(done[-1:]).rpartition("\n")[2], is_plain=is_plain)
            done.append(mark.format(len(printed)) if mark else html)
            printed += [html] if mark else []
        return Expanded("".join(done), tuple(printed))

    def _called(self, call: Call, *, line: int, page: Page) -> str:
        name, arguments, options = call
        function = self._functions.get(name)
        if function is None:
            message = Message("macro-unknown", name=name, near=near(name, self._functions))
            raise _failure(message, line=line, page=page, key=name)
        try:
            return str(function(*arguments, **options))
        except WrongArgument as wrong:
            raise _failure(wrong.message, line=line, page=page, key=name) from wrong
        except Faulty as error:
            # The mistake is in a file that the macro reads: the call is innocent.
            raise Faults([error.problem]) from error
        except Exception as error:
            fault = f"{name}: {_words(error)}"
            raise _failure(Message("macro-fails", fault=fault), line=line, page=page) from error

    def _by_jinja(self, text: str, *, page: Page) -> str:
        try:
            return self._environment.from_string(text).render()
        except Exception as error:
            message = Message("macro-fails", fault=_words(error))
            line = getattr(error, "lineno", 1)
            raise _failure(message, line=line, page=page) from error


def _mark(html: str, *, line: str, is_plain: bool) -> str:
    """The mark for what a macro prints after the beginning of a line; "" where there may be none.

    Markdown makes ids and titles from headings. `is_plain`: the page has nothing of `_UNMARKED`.
    """
    if not line and _BLOCK.match(html):
        return '<div data-printed="{}"></div>'
    is_inline = is_plain and "<" in html and not line.startswith("#")
    return (
        "\ue010{}\ue011" if is_inline and not (_BLOCK.search(html) or _SIGNS.search(html)) else ""
    )


def _failure(message: Message, *, line: int, page: Page, key: str = "") -> Faults:
    source = page.file.content_string
    above = source.count("\n") - (page.markdown or "").count("\n")
    file = f"docs/{page.file.src_uri}"
    return Faults([Problem(file=file, line=above + line, key=key, message=message)])


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else str(error)


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


# A page calls the same in every language, and so do many pages.
@lru_cache(maxsize=8192)
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
