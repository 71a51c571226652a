# Room: publish. The part of the stylesheet that one page uses. Called by publish/finish.py.
"""Keeps the rules that find an element on a page, and the tokens those rules read.

A rule stays when in doubt: what stands within `:not()`, `:is()` and the like is never asked for,
and neither is an attribute: the reader (`open`) or a script (`aria-expanded`) may set it. A sibling
may stand anywhere on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from string import ascii_letters, ascii_lowercase

from publish.markup import Element

_ARGUMENT = re.compile(r":(?!lang\b)[\w-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?<![\w.:-])([a-z][a-z0-9]*)")
_LANGUAGE = re.compile(r":lang\(([\w-]+)\)")
_RIGHT_TO_LEFT = re.compile(r"\[dir=[\"']?rtl[\"']?\]")
_STOP = re.compile(r"""["'{};]""")
_READ = re.compile(r"var\((--[\w-]+)")
_COMBINATOR = re.compile(r"(\s*[>+~]\s*|\s+)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_SEMICOLON = re.compile(r""";(?=(?:[^"']|"[^"]*"|'[^']*')*$)(?![^(]*\))""")
_DEFINED = re.compile(r"(?<=[{;])(--[\w-]+):([^;}]*);?")
_NAME = re.compile(r"--[\w-]+")
_GROUPS = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What a page holds, or a script may add to it.

    `open_classes` are beginnings of classes that a script completes, each with its dot. `tokens`
    are the custom properties read outside the stylesheet.
    """

    elements: frozenset[Element]
    languages: frozenset[str]
    right_to_left: bool
    open_classes: tuple[str, ...] = ()
    tokens: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Selector:
    """`own` and `around` are what an Element must have; `beside` may be anywhere on the page.
    It is `is_plain` when nothing else is asked of the page."""

    text: str
    own: frozenset[str]
    around: frozenset[str]
    beside: frozenset[str]
    languages: frozenset[str]
    right_to_left: bool
    is_plain: bool

    @property
    def names(self) -> frozenset[str]:
        return self.own | self.around | self.beside


@dataclass(frozen=True, kw_only=True)
class _Declaration:
    """`token` is the custom property it defines, or ""; `reads` those it reads."""

    text: str
    token: str
    reads: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """`selectors` is empty for an at-rule that is kept whole (@page, @font-face)."""

    prelude: str
    selectors: tuple[_Selector, ...]
    declarations: tuple[_Declaration, ...]


@dataclass(frozen=True, kw_only=True)
class _Group:
    prelude: str
    rules: tuple[_Rule | _Group, ...]


class Styles:
    """A minified stylesheet, read once, cut for many pages."""

    def __init__(self, css: str) -> None:
        self._rules = tuple(_rules(css))
        self._selectors = tuple({item.text: item for item in _selectors_of(self._rules)}.values())
        self._by_name = _by_name(self._selectors)
        self._found: dict[Element, frozenset[_Selector]] = {}
        self._cut: dict[tuple[frozenset[_Selector], frozenset[str], bool], str] = {}
        self.names = frozenset().union(*(item.names for item in self._selectors))
        self.languages = frozenset(_LANGUAGE.findall(css))

    def used_by(self, page: Markup, *, on_paper: bool = True) -> str:
        """The rules `page` uses, in their order; without `on_paper`, on a screen only.

        Pages that use the same share one answer.
        """
        found = (
            [item for item in self._selectors if _is_in_any(item, page=page)]
            if page.open_classes
            else frozenset().union(*(self._selectors_of(element) for element in page.elements))
        )
        names = frozenset().union(*(element.own for element in page.elements))
        used = frozenset(
            item for item in found if item.is_plain or _is_used(item, page=page, names=names)
        )
        key = (used, page.tokens, on_paper)
        if key not in self._cut:
            texts = frozenset(selector.text for selector in used)
            kept = tuple(
                rule
                for rule in _kept(self._rules, texts)
                if on_paper or rule.prelude != "@media print"
            )
            css = _printed(kept, tokens=_tokens_read(kept) | page.tokens)
            self._cut[key] = _short_tokens(css, but=page.tokens)
        return self._cut[key]

    def _selectors_of(self, element: Element) -> frozenset[_Selector]:
        """The selectors that `element` answers to, but for what may stand beside it."""
        if element not in self._found:
            self._found[element] = frozenset(
                selector
                for name in (*element.own, "")
                for selector in self._by_name.get(name, ())
                if selector.own <= element.own and selector.around <= element.around
            )
        return self._found[element]


def _by_name(selectors: Iterable[_Selector]) -> dict[str, list[_Selector]]:
    """Each selector under one of the names its element must have, "" when it must have none."""
    named: dict[str, list[_Selector]] = {}
    for selector in selectors:
        named.setdefault(min(selector.own, default=""), []).append(selector)
    return named


def _is_in_any(selector: _Selector, *, page: Markup) -> bool:
    return any(
        _has(element.own, selector.own, page) and _has(element.around, selector.around, page)
        for element in page.elements
    )


def _is_used(selector: _Selector, *, page: Markup, names: frozenset[str]) -> bool:
    return (
        _has(names, selector.beside, page)
        and selector.languages <= page.languages
        and (page.right_to_left or not selector.right_to_left)
    )


def _has(names: frozenset[str], asked: frozenset[str], page: Markup) -> bool:
    return all(name in names or name.startswith(page.open_classes) for name in asked)


def _rules(css: str) -> Iterator[_Rule | _Group]:
    at = 0
    while at < len(css):
        stop = _next(css, at)
        prelude = css[at:stop].strip()
        if stop == len(css) or css[stop] != "{":
            if prelude:
                yield _Rule(prelude=f"{prelude};", selectors=(), declarations=())
            at = stop + 1
            continue
        end = _closing(css, stop)
        body = css[stop + 1 : end]
        if prelude.startswith(_GROUPS):
            yield _Group(prelude=prelude, rules=tuple(_rules(body)))
        elif prelude.startswith("@"):
            yield _Rule(prelude=prelude, selectors=(), declarations=_declarations(body))
        else:
            parts = tuple(_selector(part) for part in _COMMA.split(prelude))
            yield _Rule(prelude=prelude, selectors=parts, declarations=_declarations(body))
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
    *before, (_, own) = _steps(bare)
    beside = frozenset().union(*(names for combinator, names in before if combinator in "+~"))
    languages = frozenset(_LANGUAGE.findall(plain))
    right_to_left = bool(_RIGHT_TO_LEFT.search(plain))
    return _Selector(
        text=text,
        own=own,
        around=frozenset().union(*(names for combinator, names in before if combinator in " >")),
        beside=beside,
        languages=languages,
        right_to_left=right_to_left,
        is_plain=not (beside or languages or right_to_left),
    )


def _steps(selector: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The names asked for at each step, with the combinator that follows it ("" after the last)."""
    parts = _COMBINATOR.split(selector.strip())
    for names, combinator in zip(parts[::2], [*parts[1::2], ""], strict=True):
        classes = (f".{name}" for name in _CLASS.findall(names))
        yield combinator.strip() or combinator[:1], frozenset((*classes, *_ELEMENT.findall(names)))


def _selectors_of(rules: tuple[_Rule | _Group, ...]) -> Iterator[_Selector]:
    for rule in rules:
        if isinstance(rule, _Group):
            yield from _selectors_of(rule.rules)
        else:
            yield from rule.selectors


def _kept(rules: tuple[_Rule | _Group, ...], used: frozenset[str]) -> Iterator[_Rule | _Group]:
    for rule in rules:
        if isinstance(rule, _Group):
            if inner := tuple(_kept(rule.rules, used)):
                yield _Group(prelude=rule.prelude, rules=inner)
        elif not rule.selectors:
            yield rule
        elif kept := tuple(selector for selector in rule.selectors if selector.text in used):
            prelude = ",".join(selector.text for selector in kept)
            yield replace(rule, prelude=prelude, selectors=kept)


def _declarations(body: str) -> tuple[_Declaration, ...]:
    return tuple(
        _Declaration(
            text=text,
            token=text.partition(":")[0] if text.startswith("--") else "",
            reads=frozenset(_READ.findall(text)),
        )
        for text in _SEMICOLON.split(body)
    )


def _declarations_of(rules: tuple[_Rule | _Group, ...]) -> Iterator[_Declaration]:
    for rule in rules:
        if isinstance(rule, _Group):
            yield from _declarations_of(rule.rules)
        else:
            yield from rule.declarations


def _tokens_read(rules: tuple[_Rule | _Group, ...]) -> frozenset[str]:
    """Every custom property that a kept rule reads, itself or by way of another property."""
    read: set[str] = set()
    through: dict[str, set[str]] = {}
    for declaration in _declarations_of(rules):
        if declaration.token:
            through.setdefault(declaration.token, set()).update(declaration.reads)
        else:
            read |= declaration.reads
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
    if not rule.declarations:
        return rule.prelude
    body = ";".join(
        item.text for item in rule.declarations if not item.token or item.token in tokens
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
