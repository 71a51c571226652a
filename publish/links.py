# Room: publish. Checks the links of a finished site, once every page is written. Called by the
# engine at the end of a build; `make check` reads those that editors write (macros/load/links.py).
"""Every link of the site leads to a file, and to a place in it, that exist."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from macros.messages.message import Message

# In minified pages, most attributes have lost their quotes.
_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))"""
_ID = re.compile(rf"<[a-z][^<>]*?\sid{_VALUE}", re.IGNORECASE)
_HREF = re.compile(rf"<a\s(?:[^<>]*?\s)?href{_VALUE}", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|template)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """What one page offers to links, and where its own lead: (file of the site, id or "")."""

    ids: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]


def links_of(path: str, html: str, *, root: str = "/") -> PageLinks:
    """The ids and the inner links of the page ``path`` (``fr/about/index.html``).

    ``root`` is where the site stands on its host: "/", or "/folder/".
    """
    shown = _HIDDEN.sub("", html)
    hrefs = dict.fromkeys(_values(_HREF, shown))
    return PageLinks(
        ids=tuple(_values(_ID, shown)),
        targets=tuple(dict.fromkeys(filter(None, (_target(path, href, root) for href in hrefs)))),
    )


def link_faults(site: Path, *, root: str = "/") -> tuple[Message, ...]:
    """What is wrong in the links of ``site``, a sentence each; a fault of many pages is told once.

    Reads the whole site: every language must be built. ``root`` is where it stands on its host.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {
        name: links_of(name, (site / name).read_text("utf-8"), root=root)
        for name in sorted(files)
        if name.endswith(".html")
    }
    found: dict[Message, list[str]] = defaultdict(list)
    for name, page in pages.items():
        for fault in _faults(page, files=files, pages=pages):
            found[fault].append(name)
    return tuple(
        Message("link-fault", pages=_named(names), fault=fault) for fault, names in found.items()
    )


def _faults(page: PageLinks, *, files: set[str], pages: dict[str, PageLinks]) -> Iterator[Message]:
    for target, place in page.targets:
        if target not in files:
            yield Message("link-leads-nowhere", address=f"/{_address(target)}")
        elif place and target in pages and place not in pages[target].ids:
            yield Message("link-to-no-place", address=f"/{_address(target)}", place=place)
    for name, times in Counter(page.ids).items():
        if times > 1:
            yield Message("id-many-times", id=name, times=times)


def _named(names: list[str]) -> Message | str:
    first, others = f"/{_address(names[0])}", len(names) - 1
    return Message("and-other-pages", page=first, count=others) if others else first


def _target(path: str, href: str, root: str) -> tuple[str, str] | None:
    """The file a link leads to and the id in it; None when it leaves the site."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    place = unquote(parts.fragment)
    if not parts.path:
        return path, place
    base = "" if parts.path.startswith("/") else dirname(path)
    target = normpath(join(base, unquote(parts.path).removeprefix(root).lstrip("/"))).removeprefix(
        "."
    )
    if parts.path.endswith(("/", "/.", "/..")) or target == "" or parts.path in (".", ".."):
        target = join(target, "index.html")
    return target.lstrip("/"), place


def _values(pattern: re.Pattern[str], html: str) -> Iterator[str]:
    for groups in pattern.findall(html):
        yield unescape(next((text for text in groups if text), ""))


def _address(path: str) -> str:
    return path.removesuffix("index.html")
