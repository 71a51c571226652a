# Room: render. Our own Jinja environment. May import model only; knows no engine and no theme.
"""From a view to HTML: autoescaping on, anything undefined is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from math import isqrt
from pathlib import Path
from typing import Any

import zxingcpp
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape

from macros.model.common import Words
from macros.model.dataset import Dataset


class MissingString(LookupError):
    """A component asked for words that ``data/strings`` does not have; ``known`` are those it
    has."""

    def __init__(self, key: str, *, locale: str, known: Collection[str]) -> None:
        super().__init__(f"{key} is not in data/strings/{locale}.yaml")
        self.key = key
        self.known = known


class WrongBraces(LookupError):
    """The words of ``key`` have a name in braces that no component fills; ``known`` it does."""

    def __init__(self, key: str, *, name: str, locale: str, known: Collection[str]) -> None:
        super().__init__(f"{{{name}}} in {key} of data/strings/{locale}.yaml")
        self.key = key
        self.name = name
        self.locale = locale
        self.known = known


class UnknownName(UndefinedError):
    """A template asked for a name that it is not given; ``known`` are those of the thing asked."""

    def __init__(self, words: str | None, *, name: str, thing: Any) -> None:
        super().__init__(words)
        self.name = name
        names = thing if isinstance(thing, Mapping) else dir(thing)
        self.known = (
            ()
            if thing is missing
            else tuple(known for known in map(str, names) if not known.startswith(("_", "model_")))
        )


class _Undefined(StrictUndefined):
    """Nothing, which remembers what was asked of which thing."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: Callable[[str | None], Exception] | None = None,
    ) -> None:
        exc = exc or partial(UnknownName, name=str(name), thing=obj)
        super().__init__(hint, obj, name, exc)  # type: ignore[arg-type] # it is only called


class Renderer:
    """Renders the components of one templates folder with the words of one Dataset."""

    def __init__(
        self,
        templates_dir: Path,
        *,
        dataset: Dataset,
        assets: Mapping[str, str] | None = None,
        site_url: str = "",
        on_template: Callable[[str], None] | None = None,
    ) -> None:
        """``assets``: what templates call a hashed file -> its path from the site root.

        ``site_url``: where the site is published, ending with a slash; only paper needs it.
        ``on_template`` is told the name of every template that is used.
        """
        self._dataset = dataset
        self._site_url = site_url
        self._assets = assets or {}
        self._environment = _environment(templates_dir, on_template)

    @contextmanager
    def compiled(self) -> Iterator[None]:
        """Every template is compiled, once for a whole build: workers that are forked meanwhile
        have them, and nobody looks again whether their files have changed."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)
        self._environment.auto_reload = False
        try:
            yield
        finally:
            self._environment.auto_reload = True

    def for_page(self, *, locale: str, path: str) -> PageRenderer:
        """A renderer for the page at ``path`` from the site root (``"fr/documents/annex-35/"``)."""
        return PageRenderer(
            self._environment,
            self._dataset,
            assets=self._assets,
            site_url=self._site_url,
            locale=locale,
            path=path,
        )


_PLAIN = frozenset({str, int})
"""What has no language of its own and no marks."""


class PageRenderer:
    """Renders components for one page: words in its language, links relative to it."""

    def __init__(
        self,
        environment: Environment,
        dataset: Dataset,
        *,
        assets: Mapping[str, str],
        site_url: str,
        locale: str,
        path: str,
    ) -> None:
        self._environment = environment
        self._dataset = dataset
        self._assets = assets
        self._site_url = site_url
        self.locale = locale
        self.path = path

    def render(self, template: str, view: Any) -> Markup:
        """The HTML of a component, for example ``render("components/steps.html", view)``."""
        return Markup(self._environment.get_template(template).render(self._context(view)))

    def t(self, key: str, **values: Any) -> str:
        """The words for ``key`` in the page's language, ``values`` in the places of their names.

        Words of another language are marked, as ``say`` does; ``attribute`` is for what stands in a
        tag. ``count=`` chooses the key's ``.one`` or ``.other`` form. Raises MissingString,
        WrongBraces.
        """
        # Asked for a hundred thousand times a build, nearly always for words that nobody lent.
        if not values:
            plain = self._dataset.strings[self.locale].get(key)
            return plain if type(plain) is str else self.say(self._words(key))
        key = _form(key, values)
        text = self._words(key)
        if type(text) is str and (
            _PLAIN.issuperset(map(type, values.values()))
            or not any(map(self._is_marked, values.values()))
        ):
            return self._filled(key, text, values)
        return self._marked(key, text, values)

    def attribute(self, key: str, **values: Any) -> str:
        """The same for an attribute of a tag: no marks, for an element can have one language only
        (``language_of``)."""
        key = _form(key, values)
        text = self._words(key)
        filled = self._filled(key, text, values)
        return text.with_text(filled) if isinstance(text, Words) else filled

    def _words(self, key: str) -> str:
        words = self._dataset.strings[self.locale]
        try:
            return words[key]
        except KeyError:
            raise MissingString(key, locale=self.locale, known=words) from None

    def _filled(self, key: str, text: str, values: Mapping[str, Any]) -> str:
        try:
            return text.format(**values) if values else text
        except KeyError as name:
            raise WrongBraces(key, name=name.args[0], locale=self.locale, known=values) from name

    def _is_marked(self, value: Any) -> bool:
        """Whether a value is more than text of the page's own language."""
        return getattr(value, "lang", self.locale) != self.locale or hasattr(value, "__html__")

    def _marked(self, key: str, text: str, values: Mapping[str, Any]) -> Markup:
        """Words of several languages in one sentence, each value marked where it stands."""
        here = getattr(text, "lang", self.locale)
        said = {}
        is_stale = getattr(text, "replaces_stale", False)
        for name, value in values.items():
            if isinstance(value, str) and not isinstance(value, Markup):
                # What has no language of its own, such as a date, is in that of the page.
                words = value if isinstance(value, Words) else Words(value, self.locale)
                is_stale = is_stale or (words.replaces_stale and words.lang == here)
                said[name] = self.say(words, here)
            else:
                said[name] = value
        html = self._filled(key, escape(str(text)), said)
        return self._in_its_language(html, Words(text, here, replaces_stale=is_stale), self.locale)

    def url(self, path: str = "") -> str:
        """A relative link to the page at ``path`` below this page's language."""
        return self.root_url(f"{self.path.split('/', 1)[0]}/{path}")

    def root_url(self, path: str = "") -> str:
        """A relative link to ``path`` from the site root; a trailing slash and a ``#`` are kept."""
        target, mark, fragment = path.partition("#")
        return _link(target, here=self.path.rpartition("/")[0]) + mark + fragment

    def asset(self, name: str) -> str:
        """A relative link to a hashed file, ``asset("flow.fr.json")``.

        Outside a build nobody has made these files; the link then has the plain name.
        """
        return self.root_url(self._assets.get(name, f"assets/{name}"))

    def script(self, name: str) -> str:
        """A relative link to the module ``overrides/assets/js/<name>.js`` as it is published."""
        return self.asset(f"{name}.js")

    def address(self, path: str) -> str:
        """``path`` from the site root as a whole address, for paper: no link works there."""
        return f"{self._site_url}{path.lstrip('/')}"

    def qr(self, path: str) -> Markup:
        """The drawing that a phone reads as ``address(path)``.

        The next to lowest correction: paper gets folded. No margin: the page is white around it.
        """
        return _qr_drawing(self.address(path))

    def say(self, text: str | Words | Markup, here: str = "") -> Markup:
        """``text``, inside a span that names its language when it is not that of the words around,
        ``here``: the page's.

        French that stands for a translation older than it says so in the reader's language.
        """
        here = here or self.locale
        if getattr(text, "lang", here) == here:
            return escape(text)
        return self._in_its_language(escape(str(text)), text, here)

    def _in_its_language(self, html: str, text: str, here: str) -> Markup:
        """``html``, which says ``text`` among words in the language ``here``."""
        language = getattr(text, "lang", here)
        if language == here:
            return Markup(html)
        direction = self._dataset.language(language).direction
        said = Markup('<span lang="{}" dir="{}">{}</span>').format(
            language,
            direction,
            Markup(html),
        )
        if getattr(text, "replaces_stale", False):
            note = self.say(self._dataset.strings[here]["behind.value"], here)
            said += Markup(' <small class="app-quiet">{}</small>').format(note)
        return said

    def language_of(self, text: str) -> Markup:
        """The attribute of an element of which ``text`` is all the words, when they are lent."""
        language = getattr(text, "lang", self.locale)
        return Markup("") if language == self.locale else Markup(' lang="{}"').format(language)

    def _context(self, view: Any) -> Mapping[str, Any]:
        helpers: dict[str, Callable[..., Any]] = {
            "t": self.t,
            "attribute": self.attribute,
            "language_of": self.language_of,
            "url": self.url,
            "root_url": self.root_url,
            "asset": self.asset,
            "script": self.script,
            "address": self.address,
            "qr": self.qr,
        }
        return {"view": view, "locale": self.locale, "page": self, **helpers}


class _Environment(Environment):
    """Tells which templates are used; those that a template includes or imports pass here too."""

    def __init__(self, on_template: Callable[[str], None] | None, **settings: Any) -> None:
        super().__init__(**settings)
        self._on_template = on_template

    def get_template(self, name: Any, *arguments: Any, **options: Any) -> Template:
        if self._on_template is not None:
            self._on_template(str(name))
        return super().get_template(name, *arguments, **options)


# A build has two renderers, for its pages and for the macros in them: a template is compiled once.
@lru_cache(maxsize=8)
def _environment(templates_dir: Path, on_template: Callable[[str], None] | None) -> Environment:
    environment = _Environment(
        on_template,
        loader=FileSystemLoader(templates_dir),
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # All of them: they are looked up thousands of times.
        cache_size=-1,
    )
    # The others of Jinja are not used, and every import in a template goes through all there are.
    environment.globals = {"namespace": environment.globals["namespace"]}
    environment.filters["say"] = _say
    environment.filters["unbroken"] = _unbroken
    return environment


def _form(key: str, values: Mapping[str, Any]) -> str:
    """The key of the words for one, or for another count, when ``values`` have a count."""
    if "count" not in values:
        return key
    return f"{key}.{'one' if values['count'] == 1 else 'other'}"


_DARK = re.compile(rb"\x00+")


@lru_cache(maxsize=1024)
def _qr_drawing(address: str) -> Markup:
    """One drawing for the page of a record in all its languages."""
    code = zxingcpp.create_barcode(address, zxingcpp.QRCode, ec_level="M")
    # The types of the library leave out that an image is a buffer.
    image = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    modules = image.tobytes()
    size = isqrt(len(modules))
    # A stroke for each run of dark modules, from where the last one ended: it compresses best.
    strokes, x, y = [], 0, 0
    for row in range(size):
        for run in _DARK.finditer(modules[row * size : (row + 1) * size]):
            strokes.append(f"m{run.start() - x} {row - y}h{len(run[0])}")
            x, y = run.end(), row
    return Markup(
        '<svg viewBox="0 0 {} {}" class="app-qr"><path stroke="#000" d="M0 .5{}"/></svg>'
    ).format(size, size, "".join(strokes))


def _link(target: str, *, here: str) -> str:
    there, now = target.split("/"), here.split("/") if here else []
    common = 0
    # What follows the last slash is a file, or the empty name of a folder's page.
    for name, other in zip(there[:-1], now, strict=False):
        if name != other:
            break
        common += 1
    return "../" * (len(now) - common) + "/".join(there[common:]) or "./"


@pass_context
def _say(context: Context, text: str | Words | Markup, here: str = "") -> Markup:
    """The filter ``say``: a filter must learn from the context which page it prints on."""
    page: PageRenderer = context["page"]
    return page.say(text, here)


_SPACE_OF_TEXT = re.compile(r" (?![^<>]*>)")


def _unbroken(text: str) -> Markup:
    """The filter ``unbroken``: text that stays on one line, its marks of language as they are."""
    return Markup(_SPACE_OF_TEXT.sub("\u00a0", escape(text)))
