# Room: load. The macro calls of a page, found by reading it, before any build. Called by pages.py.
"""Every call names a macro that exists, with ids and options that exist."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.load.references import WHERE
from macros.messages.message import Message, Problem, WrongArgument, near
from macros.model.dataset import Dataset
from macros.model.topic import Topic

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
_CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?(?:%\}|$)", re.MULTILINE)


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
        yield _syntax(name, body, error)
        return
    page = _Page(name, locale=locale, dataset=dataset, macros=macros, on_date=on_date)
    for part in tree.body:
        if not isinstance(part, nodes.Output):
            text = _STATEMENT.search("\n".join(body.split("\n")[part.lineno - 1 :]))
            yield page.problem(part.lineno, _statement(text[0] if text else ""))
            continue
        for node in part.nodes:
            if not isinstance(node, nodes.TemplateData):
                yield from page.expression(node)


def _syntax(name: str, body: str, error: TemplateSyntaxError) -> Problem:
    line, message = error.lineno, Message("call-unreadable", fault=error.message or "")
    # A quote that nothing closes ends at the next one, which may be pages below.
    call = next(filter(_is_unreadable, _CALL.finditer(body)), None)
    statement = _STATEMENT.search(body)
    if "comment" in (error.message or ""):
        message = Message("short-heading-id")
    elif statement and (call is None or statement.start() < call.start()):
        line = body.count("\n", 0, statement.start()) + 1
        message = _statement(statement[0])
    elif call:
        line = body.count("\n", 0, call.start()) + 1
    return Problem(file=name, line=line, key="", message=message)


def _statement(text: str) -> Message:
    return Message("statement-in-a-page", text=text)


def _is_unreadable(call: re.Match[str]) -> bool:
    try:
        Environment().parse(call[0])  # noqa: S701 - only parsed, never rendered
    except TemplateSyntaxError:
        return True
    return False


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

    def problem(self, line: int, message: Message, *, key: str = "") -> Problem:
        return Problem(file=self.name, line=line, key=key, message=message)

    def expression(self, node: nodes.Expr) -> Iterator[Problem]:
        """Problems of what stands between ``{{`` and ``}}``."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            yield self.problem(
                node.lineno,
                Message("not-a-call"),
                key=node.name if isinstance(node, nodes.Name) else "",
            )
            return
        macro = self.macros.get(node.node.name)
        if macro is None:
            yield self.problem(
                node.lineno,
                Message(
                    "macro-unknown",
                    name=node.node.name,
                    near=near(node.node.name, self.macros),
                ),
                key=node.node.name,
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
            yield self.problem(node.lineno, Message("argument-without-quotes"), key=name)

    def _ids(
        self, node: nodes.Call, name: str, macro: MacroShape, values: list[Any]
    ) -> Iterator[Problem]:
        for value, collection in zip(values, macro.ids, strict=False):
            if value is not _NOT_CONSTANT and value not in getattr(self.dataset, collection):
                yield self._unknown_id(node, name, value, collection)

    def _unknown_id(self, node: nodes.Call, key: str, value: Any, collection: str) -> Problem:
        return self.problem(
            node.lineno,
            Message(
                "id-unknown",
                name=str(value),
                where=WHERE[collection],
                near=near(str(value), getattr(self.dataset, collection)),
            ),
            key=key,
        )

    def _options(
        self, node: nodes.Call, name: str, macro: MacroShape, options: Mapping[str, Any]
    ) -> Iterator[Problem]:
        for option, value in options.items():
            key = f"{name} > {option}"
            if option not in macro.options:
                message = (
                    Message(
                        "option-unknown",
                        option=option,
                        known=(*macro.options,),
                        near=near(option, macro.options),
                    )
                    if macro.options
                    else Message("no-options", option=option)
                )
                yield self.problem(node.lineno, message, key=key)
                continue
            allowed = macro.options[option]
            if value is _NOT_CONSTANT:
                continue
            if allowed and str(value) not in allowed:
                yield self.problem(
                    node.lineno,
                    Message(
                        "option-value",
                        value=str(value),
                        known=tuple(word or Message("no-value") for word in allowed),
                        near=near(str(value), filter(None, allowed)),
                    ),
                    key=key,
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
                yield self.problem(node.lineno, Message("macro-of-a-sheet"), key=name)
                return
            given["topic"] = topic
        try:
            inspect.signature(macro.view).bind(self.dataset, *values, **given)
            macro.view(self.dataset, *values, **given)
        except WrongArgument as wrong:
            yield self.problem(node.lineno, wrong.message, key=name)
        except (LookupError, TypeError, ValueError) as error:
            yield self.problem(
                node.lineno, Message("arguments-not-taken", fault=str(error)), key=name
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
