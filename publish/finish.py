# Room: publish. The last step of a page: everything it needs to be shown, in one file. Called by
# the engine after the last page, never in the preview.
"""One round trip: the styles a page uses stand in it, and nothing else may style or script it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import minify_html

from publish.used_styles import Markup, Styles

_LINK = re.compile(r'<link rel="stylesheet" href="[^"]*">')
# The space keeps the quotes around it, which the policy needs.
_POLICY = "the policy"
_META = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'

_TAG = re.compile(r"<([a-z][a-z0-9]*)")
_CLASSES = re.compile(r'\sclass="([^"]*)"')
_LANGUAGES = re.compile(r'\slang="([^"]*)"')
_TOKENS = re.compile(r"var\((--[\w-]+)")
_OUR_CLASS = re.compile(r"app-[\w-]*")
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.S)

# The minifier takes every space between two elements in a <div> for layout, even between two words.
_WORDS = "a|abbr|b|bdi|button|cite|code|em|i|img|input|label|q|select|small|span|strong|sub|sup|svg"
_BETWEEN = re.compile(rf"(</(?:{_WORDS})>|<(?:img|input)\b[^>]*>)[ \t\n]+(?=<(?:{_WORDS})\b)")
_SPACE = "\ue000"


@dataclass(frozen=True, kw_only=True)
class Finisher:
    """Finishes the pages of one build. `scripts` maps the path of each script to its text."""

    styles: Styles
    scripts: Mapping[str, str]

    def finished(self, html: str) -> str:
        """`html` in its final form; a document that does not link to the stylesheet as it is."""
        if not _LINK.search(html):
            return html
        style = f"{_META}<style>{self.styles.used_by(self._markup(html))}</style>"
        # A policy holds for what follows it: it comes with the first thing it speaks of.
        small = minified(_LINK.sub(lambda _: style, html, count=1))
        return small.replace(_POLICY, policy(small), 1)

    def _markup(self, html: str) -> Markup:
        scripts = [*self._scripts_of(html), *(text for _, text in _INLINE.findall(html))]
        names = {name for names in _CLASSES.findall(html) for name in names.split()}
        named = {name for text in scripts for name in _OUR_CLASS.findall(text)}
        return Markup(
            classes=frozenset((names | named) & self.styles.classes),
            elements=None if scripts else frozenset(_TAG.findall(html)),
            languages=frozenset(_LANGUAGES.findall(html)) & self.styles.languages,
            right_to_left='dir="rtl"' in html,
            open_classes=tuple(sorted(name for name in named if name.endswith("-"))),
            tokens=frozenset(name for text in (html, *scripts) for name in _TOKENS.findall(text)),
        )

    def _scripts_of(self, text: str, *, within: frozenset[str] = frozenset()) -> Iterable[str]:
        """The scripts that `text` names, and those they name in turn."""
        for path, script in self.scripts.items():
            if path not in within and Path(path).name in text:
                yield script
                yield from self._scripts_of(script, within=within | {path})


def finish_site(site: Path, *, stylesheet: str, scripts: Mapping[str, str]) -> None:
    """Finish every page of `site`; `stylesheet` is the text of the one they link to."""
    finisher = Finisher(styles=Styles(stylesheet), scripts=scripts)
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
    modules = "<script src=" in html or "type=module" in html
    scripts = [*(["'self'"] if modules else []), *inline["script"]]
    rules = [
        "default-src 'none'",
        f"style-src {' '.join(inline['style'])}",
        *([f"script-src {' '.join(scripts)}"] if scripts else []),
        "img-src 'self'",
        *(["connect-src 'self'"] if modules else []),
        *(["manifest-src 'self'", "worker-src 'self'"] if "rel=manifest" in html else []),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return ";".join(rules)


@cache
def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
