# Room: load. The macro calls of a page, found by reading it, before any build. Called by pages.py.
"""Every call names a macro that exists, with ids and options that exist."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.load.problems import Problem, near
from macros.load.references import WHERE
from macros.model.dataset import Dataset
from macros.model.topic import Topic, WrongArgument

# Options that hold an id, and the collection it must be in.
_OPTION_IDS = {
    "document": "documents",
    "payer": "payers",
    "cpas": "cpas",
    "organisation": "organisations",
    "procedure": "procedures",
    "term": "glossary",
}
_NOT_CONSTANT = object()


class MacroShape(Protocol):
    """What is checked of a macro: the Macro of ``macros/registry.py`` has this shape."""

    @property
    def view(self) -> Callable[..., object]: ...
    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def options(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def of_topic(self) -> bool: ...


def check_macro_calls(
    body: str,
    name: str,
    *,
    locale: str,
    dataset: Dataset,
    macros: Mapping[str, MacroShape],
    on_date: date,
) -> Iterator[Problem]:
    """Problems of the calls in ``body``, the text of the page ``name`` written in ``locale``."""
    try:
        tree = Environment().parse(body)  # noqa: S701 - only parsed, never rendered
    except TemplateSyntaxError as error:
        yield _syntax(name, error)
        return
    page = _Page(name, locale=locale, dataset=dataset, macros=macros, on_date=on_date)
    for part in tree.body:
        if not isinstance(part, nodes.Output):
            yield page.problem(
                part.lineno,
                key="",
                found="a statement between {% and %}",
                expected="words, Markdown and macros",
                do="remove it; a choice belongs in a macro",
            )
            continue
        for node in part.nodes:
            if not isinstance(node, nodes.TemplateData):
                yield from page.expression(node)


def _syntax(name: str, error: TemplateSyntaxError) -> Problem:
    comment = "comment" in (error.message or "")
    return Problem(
        file=name,
        line=error.lineno,
        key="",
        found="{# that no #} ends" if comment else f"a macro call that cannot be read: {error}",
        expected="{: #short-name } after a heading"
        if comment
        else '{{ name("id", option="value") }}',
        do="write {: with a space before #, not {#"
        if comment
        else "look for a missing quote, bracket or brace",
    )


class _Page:
    """The checks of the calls of one page."""

    def __init__(
        self,
        name: str,
        *,
        locale: str,
        dataset: Dataset,
        macros: Mapping[str, MacroShape],
        on_date: date,
    ) -> None:
        self.name = name
        self.locale = locale
        self.dataset = dataset
        self.macros = macros
        self.on_date = on_date

    def problem(self, line: int, *, key: str, found: str, expected: str, do: str) -> Problem:
        return Problem(file=self.name, line=line, key=key, found=found, expected=expected, do=do)

    def expression(self, node: nodes.Expr) -> Iterator[Problem]:
        """Problems of what stands between ``{{`` and ``}}``."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            yield self.problem(
                node.lineno,
                key=node.name if isinstance(node, nodes.Name) else "",
                found="something in {{ }} that is not a macro call",
                expected='a macro and its brackets, for example {{ document_card("annex-35") }}',
                do="write the brackets, or remove the braces",
            )
            return
        macro = self.macros.get(node.node.name)
        if macro is None:
            yield self.problem(
                node.lineno,
                key=node.node.name,
                found=f"the macro {node.node.name}, which does not exist",
                expected="a macro of guides/write-a-page.md",
                do=near(node.node.name, self.macros),
            )
            return
        yield from self._call(node, node.node.name, macro)

    def _call(self, node: nodes.Call, name: str, macro: MacroShape) -> Iterator[Problem]:
        values = [_constant(argument) for argument in node.args]
        options = {option.key: _constant(option.value) for option in node.kwargs}
        problems = [
            *self._not_constant(node, name, [*values, *options.values()]),
            *self._ids(node, name, macro, values),
            *self._options(node, name, macro, options),
        ]
        yield from problems
        if not problems:
            yield from self._view(node, name, macro, values, options)

    def _not_constant(self, node: nodes.Call, name: str, values: list[Any]) -> Iterator[Problem]:
        if _NOT_CONSTANT in values or node.dyn_args or node.dyn_kwargs:
            yield self.problem(
                node.lineno,
                key=name,
                found="an argument without quotes",
                expected='an id or a value between quotes, for example "annex-35"',
                do="put the argument between quotes",
            )

    def _ids(
        self, node: nodes.Call, name: str, macro: MacroShape, values: list[Any]
    ) -> Iterator[Problem]:
        for value, collection in zip(values, macro.ids, strict=False):
            if value is not _NOT_CONSTANT and value not in getattr(self.dataset, collection):
                yield self._unknown_id(node, name, value, collection)

    def _unknown_id(self, node: nodes.Call, key: str, value: Any, collection: str) -> Problem:
        return self.problem(
            node.lineno,
            key=key,
            found=str(value),
            expected=f"an id of {WHERE[collection]}",
            do=near(str(value), getattr(self.dataset, collection)),
        )

    def _options(
        self, node: nodes.Call, name: str, macro: MacroShape, options: Mapping[str, Any]
    ) -> Iterator[Problem]:
        for option, value in options.items():
            key = f"{name} > {option}"
            if option not in macro.options:
                yield self.problem(
                    node.lineno,
                    key=key,
                    found=f"the option {option}",
                    expected=f"one of {', '.join(macro.options)}" if macro.options else "no option",
                    do=near(option, macro.options) if macro.options else "remove it",
                )
                continue
            allowed = macro.options[option]
            if value is _NOT_CONSTANT:
                continue
            if allowed and str(value) not in allowed:
                yield self.problem(
                    node.lineno,
                    key=key,
                    found=str(value),
                    expected=f"one of {', '.join(word or '(nothing)' for word in allowed)}",
                    do=near(str(value), filter(None, allowed)),
                )
            elif not allowed and option in _OPTION_IDS:
                collection = _OPTION_IDS[option]
                if value not in getattr(self.dataset, collection):
                    yield self._unknown_id(node, key, value, collection)

    def _view(
        self,
        node: nodes.Call,
        name: str,
        macro: MacroShape,
        values: list[Any],
        options: Mapping[str, Any],
    ) -> Iterator[Problem]:
        """Ask the view itself: it is pure, and it alone knows what else it refuses."""
        given = {**options, "locale": self.locale, "on_date": self.on_date}
        if macro.of_topic:
            topic = self._topic()
            if topic is None:
                yield self.problem(
                    node.lineno,
                    key=name,
                    found="a macro that belongs in the sheet of a topic",
                    expected="docs/<language>/topics/<id>.md",
                    do="remove the call, or move the sentence to the sheet",
                )
                return
            given["topic"] = topic
        try:
            inspect.signature(macro.view).bind(self.dataset, *values, **given)
            macro.view(self.dataset, *values, **given)
        except WrongArgument as wrong:
            yield self.problem(
                node.lineno,
                key=name,
                found=wrong.found,
                expected=wrong.expected,
                do=near(wrong.found, wrong.valid) if wrong.valid else "correct the call",
            )
        except (LookupError, TypeError, ValueError) as error:
            yield self.problem(
                node.lineno,
                key=name,
                found=f"arguments it does not take ({error})",
                expected="the arguments that guides/write-a-page.md shows for this macro",
                do="correct the call",
            )

    def _topic(self) -> Topic | None:
        """The topic whose sheet this page is."""
        _, _, path = self.name.removeprefix("docs/").partition("/")
        folder, _, record = path.removesuffix(".md").partition("/")
        return self.dataset.topics.get(record) if folder == "topics" else None


def _constant(node: nodes.Expr) -> Any:
    """The value written in the page, or a mark when it is not written there."""
    try:
        return node.as_const()
    except nodes.Impossible:
        return _NOT_CONSTANT
