# Room: publish. What a phone may keep of a finished site, language by language. Called by the
# engine after the pages are finished, never in the preview.
"""One pack a language: what its pages share once, the rest of each, and the data they ask for.

A page is cut in two. Its frame (head, header, footer) goes into the shell; pages with the same
frame share one. Its main part goes into one of a few chunks, and the worker puts the two together
again (overrides/assets/js/worker/). Chunks, scripts and data are named by their content, and the
manifest names them all: an update fetches only the names that are new.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import quote

import brotli

from macros.model.dataset import Dataset
from macros.render import Renderer
from macros.views.evidence import long_date
from publish.assets import Asset, hashed_asset
from publish.finish import policy
from publish.headers import SITE_HEADERS
from publish.languages import words

# The page on which a reader asks. A language without it has no pack.
PAGE = "about/offline/"
# Their names never change, so they stand outside the folders that browsers keep for ever.
MANIFEST, APP, WORKER = "offline.json", "app.webmanifest", "offline-worker.js"
FOLDER = "assets/offline"
# What the address bar and the start screen of the installed site are painted with: the plate of the
# brand (overrides/assets/css/tokens.css), as on its icons.
PLATE = "#232e7f"

# Chunks of a collection; the others have one. Every cut costs about 10 KB, because sheets resemble
# each other, and halves what the correction of one sheet makes a phone fetch again.
_CHUNKS = {"documents": 2, "topics": 2}

_MAIN = re.compile(r"<main\b[^>]*>")
# What ends <main> and tells the address and the day: it belongs to the frame.
_REPORT, _PAPER = '<div class=app-wrap><section class="app-report', '<p class="app-print app-wrap">'
_POLICY = re.compile(r'(?<=<meta content=")[^"]*(?=" http-equiv=Content-Security-Policy>)')
_STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.S)
# The code for phones at the foot of a printed page: no two are alike, and none gets much smaller.
# They would be the last 20 KB of a pack, and a script that draws them some 5 KB for each reader,
# only to print without a network. The address is printed large in their place (print.css). The
# sheet of a paper, made for desks, keeps its code.
_CODE = re.compile(r"<span\b[^>]*\brole=img\b[^>]*><svg\b[^>]*\bapp-qr\b.*?</svg></span>", re.S)
_TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.S)
_DESCRIPTION = re.compile(r"""(?<=<meta content=)("[^"]*"|'[^']*'|[^\s>]+)(?= name=description>)""")
_LINK = re.compile(r"""\b(href|src|data-[\w-]+)=("?)([^\s">]+)\2""")
# Where a frame names its own page: to search engines, in other languages, on paper, in a message.
_OWN = re.compile(
    r"<(?:link|a)\b[^>]*(?:hreflang|canonical)[^>]*>|(?<=app-ltr>)[^<]*<|mailto:[^\s\">]*"
)
_ASSET = re.compile(r"assets/[\w./-]+\.\w+")
_IMPORT = re.compile(r"""["']\./([\w.-]+\.js)["']""")


@dataclass(frozen=True, kw_only=True)
class PackSize:
    """Bytes of a whole pack: as servers send it with brotli or gzip, and on the phone."""

    brotli: int
    gzip: int
    stored: int


@dataclass(frozen=True, kw_only=True)
class Packer:
    """Makes the packs of one site. `stylesheet` is the path of the whole stylesheet."""

    site: Path
    dataset: Dataset
    renderer: Renderer
    site_url: str
    on_date: date
    stylesheet: str

    def languages(self) -> tuple[str, ...]:
        """Those that have a pack."""
        codes = (language.code for language in self.dataset.languages)
        return tuple(code for code in codes if (self.site / code / PAGE / "index.html").is_file())

    def pack(self, language: str) -> dict[str, str]:
        """Path from the site's root -> text: the chunks of a language and its manifests. They are
        made of its pages, the files under assets/, and the data."""
        pages = {path: self._html(language, path) for path in _kept(self.site / language)}
        parts = {path: self._cut(html, f"{language}/{path}") for path, html in pages.items()}
        frames = list(dict.fromkeys(part.frame for part in parts.values()))
        chunks: dict[str, dict[str, tuple[str, str, str]]] = {}
        for path, part in parts.items():
            held = (part.title, part.description, part.main)
            chunks.setdefault(_chunk_of(path), {})[path] = held
        shell = {
            "frames": frames,
            "headers": SITE_HEADERS,
            **self._notices(language),
            "missing": self._missing(parts[PAGE].frame, language),
            "pages": {
                path: [_chunk_of(path), frames.index(part.frame)] for path, part in parts.items()
            },
        }
        made = [
            hashed_asset(f"{name}.{language}.json", _json(content), folder=FOLDER)
            for name, content in {"shell": shell, **chunks}.items()
        ]
        named = self._assets([*pages.values(), self.stylesheet])
        return {
            **{asset.path: asset.content for asset in made},
            f"{language}/{MANIFEST}": self._manifest(language, made=made, named=named),
            f"{language}/{APP}": self._app(language),
        }

    def _html(self, language: str, path: str) -> str:
        return (self.site / language / path / "index.html").read_text("utf-8")

    # -- frames -----------------------------------------------------------------------------------

    def _cut(self, html: str, address: str) -> _Part:
        start, end = _MAIN.search(html), html.rfind(_PAPER)
        if start is None or end < 0:
            raise ValueError(f"{address}: no <main> that ends with its line for paper")
        report = html.rfind(_REPORT, start.end(), end)
        end = end if report < 0 else report
        before, main, after = (
            html[: start.start()],
            html[start.end() : end],
            _CODE.sub("", html[end:]),
        )
        if "{" in _STYLE.sub("", before) + after:
            raise ValueError(f"{address}: a brace outside <main>, where the worker fills in words")
        title, description = _first(_TITLE, before), _first(_DESCRIPTION, before)
        before = _STYLE.sub("{style}", _POLICY.sub(self._policy(html), before))
        before = _DESCRIPTION.sub("{description}", _TITLE.sub("{title}", before))
        frame = self._anywhere(f"{before}{start[0]}{{kept}}{{main}}{after}", address)
        return _Part(title=title, description=description, main=main, frame=frame)

    def _policy(self, html: str) -> str:
        """The policy of a page whose style is the whole stylesheet: all kept pages share it."""
        return policy(_STYLE.sub(lambda _: self._style, html, count=1))

    @cached_property
    def _style(self) -> str:
        return (self.site / self.stylesheet).read_text("utf-8")

    def _anywhere(self, html: str, address: str) -> str:
        """`html` of the page at `address`, with what differs from page to page left open."""

        def from_root(found: re.Match[str]) -> str:
            name, mark, link = found.groups()
            relative = link.startswith(("./", "../"))
            if not relative and (name not in ("href", "src") or re.match(r"[#/{]|\w+:", link)):
                return found[0]
            path = normpath(join("/", address, link)).removeprefix("/")
            slash = "/" if path and link.endswith("/") else ""
            return f"{name}={mark}{{root}}{path}{slash}{mark}"

        path = address.partition("/")[2]
        codes = "|".join([*(language.code for language in self.dataset.languages), "d"])
        site = re.escape(self.site_url)
        own = re.compile(rf'((?:{site}|{{root}})(?:{codes})/){re.escape(path)}(?=[\s<>"])')
        site, path = (re.escape(quote(text, safe="")) for text in (self.site_url, path))
        written = re.compile(rf"({site}(?:{codes})%2F){path}(?=%20)")

        def opened(found: re.Match[str]) -> str:
            return written.sub(r"\1{quoted}", own.sub(r"\1{path}", found[0]))

        return _OWN.sub(opened, _LINK.sub(from_root, html))

    # -- what the reader is told ------------------------------------------------------------------

    def _notices(self, language: str) -> dict[str, str]:
        """The line above a kept page: `kept` while it is fresh, `old` after a month."""
        return {
            name: self._rendered("kept_notice", language, {"is_old": name == "old"})
            for name in ("kept", "old")
        }

    def _missing(self, frame: str, language: str) -> str:
        """The whole page for an address that is not kept."""
        name = self.dataset.site.name.words(language)
        values = {
            "{title}": f"{words(self.dataset, 'not_kept.title', lang=language)} – {name}",
            "{description}": '""',
            "{kept}": "",
            "{main}": self._rendered("not_kept", language, {}),
        }
        for mark, text in values.items():
            frame = frame.replace(mark, text)
        return frame

    def _rendered(self, component: str, language: str, view: Mapping[str, object]) -> str:
        page = self.renderer.for_page(locale=language, path=f"{language}/")
        shown = {**view, "date": long_date(self.on_date, language)}
        html = page.render(f"components/{component}.html", shown)
        return self._anywhere(html.replace("\n", ""), f"{language}/")

    # -- files ------------------------------------------------------------------------------------

    def _assets(self, texts: Iterable[str]) -> dict[str, bytes]:
        """Every file under assets/ that the texts name, and those that scripts name in turn."""
        found: dict[str, bytes] = {}
        waiting = sorted({name for text in texts for name in _ASSET.findall(text)})
        while waiting:
            name = waiting.pop()
            if name not in found and (self.site / name).is_file():
                found[name] = (self.site / name).read_bytes()
                if name.endswith(".js"):
                    folder = name.rpartition("/")[0]
                    imports = _IMPORT.findall(found[name].decode())
                    waiting += [f"{folder}/{script}" for script in imports]
        return dict(sorted(found.items()))

    def _manifest(self, language: str, *, made: Iterable[Asset], named: Mapping[str, bytes]) -> str:
        files = [
            *(_file(asset.path, asset.content.encode(), name=_name(asset)) for asset in made),
            *(
                _file(path, content, name="style" if path == self.stylesheet else "")
                for path, content in named.items()
            ),
        ]
        return _json(
            {
                "language": language,
                "version": self.on_date.isoformat(),
                "date": long_date(self.on_date, language),
                "files": files,
            }
        )

    def _app(self, language: str) -> str:
        """What a browser needs to put the site on the home screen."""
        icons = [
            {"src": "../assets/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            {**_icon("icon-full-512.png", 512), "purpose": "maskable"},
        ]
        return _json(
            {
                "name": str(self.dataset.site.name.words(language)),
                "short_name": words(self.dataset, "offline.short_name", lang=language),
                "lang": language,
                "dir": self.dataset.language(language).direction,
                "start_url": "./",
                # The other languages and the permanent links are the same site.
                "scope": "../",
                # Keeps the address in sight, and a way back on phones without a back button.
                "display": "minimal-ui",
                "theme_color": PLATE,
                "background_color": PLATE,
                "icons": icons,
            }
        )


def pack_sizes(site: Path) -> dict[str, PackSize]:
    """The size of the pack of each language of a built site, by language."""
    sizes = {}
    for path in sorted(site.glob(f"*/{MANIFEST}")):
        files = json.loads(path.read_text("utf-8"))["files"]
        sizes[path.parent.name] = PackSize(
            brotli=sum(file["bytes"]["br"] for file in files),
            gzip=sum(file["bytes"]["gzip"] for file in files),
            stored=sum(file["bytes"]["identity"] for file in files),
        )
    return sizes


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A page cut in two. `title` and `description` are as they stand in the HTML."""

    title: str
    description: str
    main: str
    frame: str


def _kept(folder: Path) -> Iterator[str]:
    """The pages of a language that are kept, by path: all but those written for its editors."""
    for file in sorted(folder.rglob("index.html")):
        path = f"{file.parent.relative_to(folder).as_posix()}/".removeprefix("./")
        if not path.startswith("about/") or path in ("about/", PAGE):
            yield path


def _chunk_of(path: str) -> str:
    """The chunk of a page. It follows from the path alone: a new page moves no other one."""
    collection, _, record = path.rstrip("/").partition("/")
    if not record or collection == "about":
        return "pages"
    count = _CHUNKS.get(collection, 1)
    return f"{collection}-{sha256(path.encode()).digest()[0] % count + 1}"


def _first(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    return found[0] if found else ""


def _name(asset: Asset) -> str:
    """What the worker calls a chunk: "topics-1", without its language."""
    return asset.name.partition(".")[0]


def _file(path: str, content: bytes, *, name: str) -> dict[str, object]:
    return {
        **({"name": name} if name else {}),
        "path": path,
        "sha256": sha256(content).hexdigest(),
        "bytes": _sizes(content),
    }


@lru_cache(maxsize=256)
def _sizes(content: bytes) -> dict[str, int]:
    # At 9 and not 11: twenty times quicker, and at most 8 % more than what is sent.
    return {
        "br": len(brotli.compress(content, quality=9)),
        "gzip": len(gzip.compress(content, 6)),
        "identity": len(content),
    }


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": f"../assets/{name}", "sizes": f"{size}x{size}", "type": "image/png"}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
