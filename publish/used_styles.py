# Room: publish. The part of the stylesheet that one page uses. Called by publish/finish.py.
"""Keeps the rules whose classes and elements are on a page, and the tokens those rules read.

A rule stays when in doubt: what stands within `:not()`, `:is()` and the like is never asked for,
and neither is an attribute: the reader (`open`) or a script (`aria-expanded`) may set it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_letters, ascii_lowercase

_ARGUMENT = re.compile(r":(?!lang\b)[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?<![\w.:-])([a-z][a-z0-9]*)")
_LANGUAGE = re.compile(r":lang\(([\w-]+)\)")
_RIGHT_TO_LEFT = re.compile(r"\[dir=[\"']?rtl[\"']?\]")
_STOP = re.compile(r"""["'{};]""")
_READ = re.compile(r"var\((--[\w-]+)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_SEMICOLON = re.compile(r""";(?=(?:[^"']|"[^"]*"|'[^']*')*$)(?![^(]*\))""")
_DEFINED = re.compile(r"(?<=[{;])(--[\w-]+):([^;}]*);?")
_NAME = re.compile(r"--[\w-]+")
_GROUPS = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What a page holds, or a script may add to it.

    `elements` is None when a script may add any. `open_classes` are beginnings of classes that a
    script completes. `tokens` are the custom properties read outside the stylesheet.
    """

    classes: frozenset[str]
    elements: frozenset[str] | None
    languages: frozenset[str]
    right_to_left: bool
    open_classes: tuple[str, ...] = ()
    tokens: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class _Selector:
    text: str
    classes: frozenset[str]
    elements: frozenset[str]
    languages: frozenset[str]
    right_to_left: bool

    def is_used(self, page: Markup) -> bool:
        return (
            all(_has_class(page, name) for name in self.classes)
            and (page.elements is None or self.elements <= page.elements)
            and self.languages <= page.languages
            and (page.right_to_left or not self.right_to_left)
        )


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """`selectors` is empty for an at-rule that is kept whole (@page, @font-face)."""

    prelude: str
    selectors: tuple[_Selector, ...]
    body: str


@dataclass(frozen=True, kw_only=True)
class _Group:
    prelude: str
    rules: tuple[_Rule | _Group, ...]


class Styles:
    """A minified stylesheet, read once, cut for many pages."""

    def __init__(self, css: str) -> None:
        self._rules = tuple(_rules(css))
        self._cut: dict[Markup, str] = {}
        self.classes = frozenset(_CLASS.findall(" ".join(_selectors_of(self._rules))))
        self.languages = frozenset(_LANGUAGE.findall(css))

    def used_by(self, page: Markup) -> str:
        """The rules `page` uses, in their order. Pages that hold the same share one answer."""
        if page not in self._cut:
            kept = tuple(_kept(self._rules, page))
            css = _printed(kept, tokens=_tokens_read(kept) | page.tokens)
            self._cut[page] = _short_tokens(css, but=page.tokens)
        return self._cut[page]


def _has_class(page: Markup, name: str) -> bool:
    return name in page.classes or name.startswith(page.open_classes)


def _rules(css: str) -> Iterator[_Rule | _Group]:
    at = 0
    while at < len(css):
        stop = _next(css, at)
        prelude = css[at:stop].strip()
        if stop == len(css) or css[stop] != "{":
            if prelude:
                yield _Rule(prelude=f"{prelude};", selectors=(), body="")
            at = stop + 1
            continue
        end = _closing(css, stop)
        body = css[stop + 1 : end]
        if prelude.startswith(_GROUPS):
            yield _Group(prelude=prelude, rules=tuple(_rules(body)))
        elif prelude.startswith("@"):
            yield _Rule(prelude=prelude, selectors=(), body=body)
        else:
            parts = tuple(_selector(part) for part in _COMMA.split(prelude))
            yield _Rule(prelude=prelude, selectors=parts, body=body)
        at = end + 1


def _next(css: str, at: int) -> int:
    """Where the next brace or semicolon outside a string is, or the end."""
    while found := _STOP.search(css, at):
        if found[0] not in "\"'":
            return found.start()
        at = css.index(found[0], found.end()) + 1
    return len(css)


def _closing(css: str, opening: int) -> int:
    depth, at = 1, opening + 1
    while depth:
        at = _next(css, at)
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
    return at - 1


def _selector(text: str) -> _Selector:
    plain = _ARGUMENT.sub("", text)
    bare = _LANGUAGE.sub("", _ATTRIBUTE.sub("", plain))
    return _Selector(
        text=text,
        classes=frozenset(_CLASS.findall(bare)),
        elements=frozenset(_ELEMENT.findall(bare)),
        languages=frozenset(_LANGUAGE.findall(plain)),
        right_to_left=bool(_RIGHT_TO_LEFT.search(plain)),
    )


def _selectors_of(rules: tuple[_Rule | _Group, ...]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, _Group):
            yield from _selectors_of(rule.rules)
        elif rule.selectors:
            yield rule.prelude


def _kept(rules: tuple[_Rule | _Group, ...], page: Markup) -> Iterator[_Rule | _Group]:
    for rule in rules:
        if isinstance(rule, _Group):
            if inner := tuple(_kept(rule.rules, page)):
                yield _Group(prelude=rule.prelude, rules=inner)
        elif not rule.selectors:
            yield rule
        elif used := tuple(selector for selector in rule.selectors if selector.is_used(page)):
            prelude = ",".join(selector.text for selector in used)
            yield _Rule(prelude=prelude, selectors=used, body=rule.body)


def _declarations(rules: tuple[_Rule | _Group, ...]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, _Group):
            yield from _declarations(rule.rules)
        else:
            yield from _SEMICOLON.split(rule.body)


def _tokens_read(rules: tuple[_Rule | _Group, ...]) -> frozenset[str]:
    """Every custom property that a kept rule reads, itself or by way of another property."""
    read: set[str] = set()
    through: dict[str, set[str]] = {}
    for declaration in _declarations(rules):
        name, names = declaration.partition(":")[0], set(_READ.findall(declaration))
        if name.startswith("--"):
            through.setdefault(name, set()).update(names)
        else:
            read |= names
    waiting = list(read)
    while waiting:
        new = through.get(waiting.pop(), set()) - read
        read |= new
        waiting.extend(new)
    return frozenset(read)


def _printed(rules: tuple[_Rule | _Group, ...], *, tokens: frozenset[str]) -> str:
    return "".join(_print(rule, tokens=tokens) for rule in rules)


def _print(rule: _Rule | _Group, *, tokens: frozenset[str]) -> str:
    if isinstance(rule, _Group):
        inner = _printed(rule.rules, tokens=tokens)
        return f"{rule.prelude}{{{inner}}}" if inner else ""
    if not rule.body:
        return rule.prelude if not rule.selectors else ""
    body = ";".join(
        declaration
        for declaration in _SEMICOLON.split(rule.body)
        if not declaration.startswith("--") or declaration.partition(":")[0] in tokens
    )
    return f"{rule.prelude}{{{body}}}" if body else ""


def _short_tokens(css: str, *, but: frozenset[str]) -> str:
    """`css` with constants in the place of their tokens, and one or two letters for the others.

    A constant is defined once: neither dark mode nor paper gives it another value. It saves about
    200 bytes of brotli a page. A token that the page reads itself (`but`) keeps its name.
    """
    defined: dict[str, list[str]] = {}
    for name, value in _DEFINED.findall(css):
        defined.setdefault(name, []).append(value)
    constants = {
        name: values[0]
        for name, values in defined.items()
        if len(values) == 1 and "var(" not in values[0] and name not in but
    }
    css = _DEFINED.sub(lambda found: "" if found[1] in constants else found[0], css)
    for name, value in constants.items():
        css = css.replace(f"var({name})", value)
    letters = [f"--{first}{second}" for first in ("", *ascii_lowercase) for second in ascii_letters]
    names = Counter(name for name in _NAME.findall(css) if name in defined.keys() - but)
    short = dict(zip((name for name, _ in names.most_common()), letters, strict=False))
    css = _NAME.sub(lambda found: short.get(found[0], found[0]), css)
    return css.replace(";}", "}")
