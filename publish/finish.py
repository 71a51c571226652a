# Room: publish. The last step of a page: everything it needs to be shown, in one file. The preview
# takes it too: an editor sees what is published.
"""One round trip: the styles of the first screen stand in the page; nobody else may add any.

The whole stylesheet is linked after what is read first. It holds nothing up there, and every other
page finds it already on the phone. A page without sections has all its styles inside.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import minify_html

from publish.markup import Element, MarkupReader
from publish.scripts import SHEET, SHEET_PARTS
from publish.used_styles import Markup, Styles

_LINK = re.compile(r'<link rel="stylesheet" href="[^"]*">')
# A sheet for paper may stand before what is read first: nobody sees it on a screen.
_PAPER = '<section class="app-paper'
_ON_PAPER = re.compile(rf"({_PAPER}\b[^>]*>).*?(</section>)", re.S)
# The space keeps the quotes around it, which the policy needs.
_POLICY = "the policy"
_STYLES = "\ue001"
_META = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'

_LANGUAGES = re.compile(r' lang="([^"]*)"')
_TOKENS = re.compile(r"var\((--[\w-]+)")
_OUR_CLASS = re.compile(r"app-[\w-]*")
_SCRIPT = re.compile(r'<script type="module" src="[^"]*?(\w+)\.[0-9a-f]{8}\.js"></script>\n?')
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.S)

# What a script does to give a page an element, or an element a class. Others leave both alone.
_CHANGES = re.compile(
    r"createElement|cloneNode|innerHTML|outerHTML|insertAdjacent|append|prepend|replaceWith"
    r"|replaceChildren|insertBefore|after\(|before\(|classList|className|setAttribute|toggleAttribute"
)
_QUOTED = re.compile(r"""["'`<]([a-z][a-z0-9]*)\b""")

# The minifier takes every space between two elements in a <div> for layout, even between two words.
_WORDS = "a|abbr|b|bdi|button|cite|code|em|i|img|input|label|q|select|small|span|strong|sub|sup|svg"
_BETWEEN = re.compile(rf"(</(?:{_WORDS})>|<(?:img|input)\b[^>]*>)[ \t\n]+(?=<(?:{_WORDS})\b)")
_SPACE = "\ue000"


@dataclass(frozen=True, kw_only=True)
class _Script:
    """What a script may do to a page. `changes`: it adds elements or classes, whose names are among
    `words` and `classes`; `open_classes` are beginnings of classes that it completes."""

    changes: bool
    words: frozenset[str]
    classes: frozenset[str]
    open_classes: frozenset[str]
    tokens: frozenset[str]


class Finisher:
    """Finishes the pages of one build. `scripts` maps the path of each script to its text."""

    def __init__(self, *, styles: Styles, scripts: Mapping[str, str]) -> None:
        self._styles = styles
        self._reader = MarkupReader()
        texts = {Path(path).name: text for path, text in scripts.items()}
        self._sheet = next((name for name in texts if name.startswith(f"{SHEET}.")), "")
        self._scripts = {name: frozenset(_with_named(name, texts)) for name in texts}

    def finished(self, html: str) -> str:
        """`html` in its final form; a document that does not link to the stylesheet as it is."""
        if not _LINK.search(html):
            return html
        fold = _end_of_first_section(html)
        if fold < 0:
            styles, linked = self._styles.used_by(self._markup(html)), html
        else:
            seen = _ON_PAPER.sub(r"\1\2", html[:fold])
            first = Markup(
                elements=self._reader.elements(seen),
                languages=frozenset(_LANGUAGES.findall(seen)) & self._styles.languages,
                right_to_left='dir="rtl"' in html,
                tokens=frozenset(_TOKENS.findall(seen)),
            )
            styles = self._styles.used_by(first, on_paper=False)
            linked = f"{html[:fold]}{_LINK.findall(html)[0]}{html[fold:]}"
        # A policy holds for what follows it: it comes with the first thing it speaks of.
        marked = _LINK.sub(f"{_META}<style>{_STYLES}</style>", linked, count=1)
        small = minified(self._with_one_script(marked)).replace(_STYLES, styles, 1)
        return small.replace(_POLICY, policy(small), 1)

    def _with_one_script(self, html: str) -> str:
        """`html` with one script in the place of those that `SHEET` holds, if it has them all."""
        tags = {tag[1]: tag[0] for tag in _SCRIPT.finditer(html) if tag[1] in SHEET_PARTS}
        if self._sheet and len(tags) == len(SHEET_PARTS):
            for name in SHEET_PARTS[1:]:
                html = html.replace(tags[name], "")
            first = tags[SHEET_PARTS[0]]
            html = html.replace(first, re.sub(r"[\w.-]+\.js", self._sheet, first))
        return html

    def _markup(self, html: str) -> Markup:
        named = (texts for name, texts in self._scripts.items() if name in html)
        inline = (text for _, text in _INLINE.findall(html))
        scripts = [_script(text) for text in frozenset(inline).union(*named)]
        elements = self._reader.elements(_INLINE.sub("", html))
        open_classes = frozenset().union(*(script.open_classes for script in scripts))
        if any(script.changes for script in scripts):
            elements = self._anything_with(elements, scripts)
        return Markup(
            elements=elements,
            languages=frozenset(_LANGUAGES.findall(html)) & self._styles.languages,
            right_to_left='dir="rtl"' in html,
            open_classes=tuple(sorted(open_classes)),
            tokens=frozenset(_TOKENS.findall(html)).union(*(script.tokens for script in scripts)),
        )

    def _anything_with(
        self, elements: Iterable[Element], scripts: Iterable[_Script]
    ) -> frozenset[Element]:
        """One element that is all that these elements and scripts name, in all of it."""
        names = frozenset().union(*(element.own for element in elements))
        added = frozenset().union(*(script.words | script.classes for script in scripts))
        names |= added & self._styles.names
        return frozenset({Element(own=names, around=names)})


def _end_of_first_section(html: str) -> int:
    """Where what is read first ends; -1 on a page without sections."""
    start = html.find("<section", html.find("<main"))
    end = html.find("</section>", start)
    if html.startswith(_PAPER, start):
        end = html.find("</section>", html.find("<section", end))
    return -1 if start < 0 or end < 0 else end + len("</section>")


def _with_named(
    name: str, texts: Mapping[str, str], *, within: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The text of a script, of those it names, and of those they name in turn."""
    yield texts[name]
    for other in texts.keys() - within - {name}:
        if other in texts[name]:
            yield from _with_named(other, texts, within=within | {name})


@cache
def _script(text: str) -> _Script:
    classes = frozenset(f".{name}" for name in _OUR_CLASS.findall(text))
    return _Script(
        changes=bool(_CHANGES.search(text)),
        words=frozenset(_QUOTED.findall(text)),
        classes=classes,
        open_classes=frozenset(name for name in classes if name.endswith("-")),
        tokens=frozenset(_TOKENS.findall(text)),
    )


def finish_site(site: Path, *, finisher: Finisher) -> None:
    """Finish every page of `site`."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        finished = finisher.finished(html)
        if finished != html:
            path.write_text(finished, "utf-8")


def minified(html: str) -> str:
    """`html` without what a browser does not need; every space between two words is kept."""
    marked = _BETWEEN.sub(rf"\1{_SPACE}", html)
    small: str = minify_html.minify(marked)
    return small.replace(_SPACE, " ")


def policy(html: str) -> str:
    """The Content-Security-Policy of a finished page: what it holds, and nothing else.

    Scripts fetch only files of this site. Forms are handled by scripts and are sent nowhere.
    """
    inline = {"script": [], "style": []}  # type: dict[str, list[str]]
    for element, text in _INLINE.findall(html):
        inline[element].append(_digest(text))
    linked = ["'self'"] if "rel=stylesheet" in html else []
    modules = "<script src=" in html or "type=module" in html
    scripts = [*(["'self'"] if modules else []), *inline["script"]]
    rules = [
        "default-src 'none'",
        f"style-src {' '.join([*linked, *inline['style']])}",
        *([f"script-src {' '.join(scripts)}"] if scripts else []),
        "img-src 'self'",
        # Also without scripts: Lighthouse reads robots.txt from within the page.
        "connect-src 'self'",
        *(["manifest-src 'self'", "worker-src 'self'"] if "rel=manifest" in html else []),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return ";".join(rules)


@cache
def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
