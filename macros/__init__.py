# The thin door of the macros plugin: load, report, register. Everything else is in the rooms.
"""Macros that editors call in the pages of ``docs/``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from macros.model.dataset import Dataset
    from macros.render import Renderer


class MacroHost(Protocol):
    """The macros plugin, or what stands in for it in ``engine/``.

    ``conf``: the settings of MkDocs; ``page``: the page whose macros are called.
    """

    @property
    def conf(self) -> Any: ...
    @property
    def page(self) -> Any: ...
    def macro(self, function: Callable[..., Any], name: str = "", /) -> object: ...


def define_env(env: MacroHost) -> None:
    """Register every macro of ``macros.registry``. Wrong data stops the build here, cleanly."""
    # Imported here so that `macros.model` and the other rooms can be used without MkDocs.
    from engine.assets import asset_paths
    from engine.dataset import dataset_for, on_date, project_dir
    from macros.render import Renderer

    dataset = dataset_for(env.conf)
    renderer = Renderer(
        project_dir(env.conf) / "overrides", dataset=dataset, assets=asset_paths(env.conf)
    )
    register_macros(env, dataset=dataset, renderer=renderer, on_date=on_date())


def register_macros(env: MacroHost, *, dataset: Dataset, renderer: Renderer, on_date: date) -> None:
    """The same for a Dataset and a renderer that are there already."""
    from macros.registry import MACROS, Macro
    from macros.views.topics import topic_of_page

    def register(name: str, macro: Macro) -> None:
        def call(*args: Any, **options: Any) -> Markup:
            # static-i18n adds the language of the words to the file; the French below a section
            # that is behind it says its own (macros/load/behind.py), and needs no block twice.
            french = options.pop("in_language", "")
            if french and not macro.inline:
                return Markup()
            locale = french or str(env.page.file.locale)
            if macro.of_topic:
                options["topic"] = topic_of_page(dataset, env.page.file.src_uri)
            view = macro.view(dataset, *args, locale=locale, on_date=on_date, **options)
            page = renderer.for_page(locale=locale, path=env.page.url)
            html = page.render(macro.component, view)
            return one_line(html) if macro.inline else one_block(html)

        env.macro(call, name)

    for name, macro in MACROS.items():
        register(name, macro)


def one_line(html: str) -> Markup:
    """HTML that can stand inside a sentence."""
    return Markup("".join(line.strip() for line in html.splitlines()))


def one_block(html: str) -> Markup:
    """HTML without blank lines or indentation, which Markdown would take for its own."""
    lines = (line.strip() for line in html.splitlines())
    return Markup("\n".join(line for line in lines if line))
