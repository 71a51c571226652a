# The thin door of the macros plugin: load, report, register. Everything else is in the rooms.
"""Macros that editors call in the pages of ``docs/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from mkdocs_macros.plugin import MacrosPlugin


def define_env(env: MacrosPlugin) -> None:
    """Register every macro of ``macros.registry``. Wrong data stops the build here, cleanly."""
    # Imported here so that `macros.model` and the other rooms can be used without MkDocs.
    from engine.dataset import dataset_for, on_date, project_dir
    from macros.registry import MACROS, Macro
    from macros.render import Renderer

    dataset = dataset_for(env.conf)
    day = on_date()
    renderer = Renderer(project_dir(env.conf) / "overrides", dataset=dataset)

    def register(name: str, macro: Macro) -> None:
        def call(*args: Any, **options: Any) -> Markup:
            # static-i18n adds the language of the words to the file.
            locale = str(env.page.file.locale)  # type: ignore[attr-defined]
            view = macro.view(dataset, *args, locale=locale, on_date=day, **options)
            page = renderer.for_page(locale=locale, path=env.page.url)
            return one_block(page.render(macro.component, view))

        env.macro(call, name)  # type: ignore[no-untyped-call]

    for name, macro in MACROS.items():
        register(name, macro)


def one_block(html: str) -> Markup:
    """HTML without blank lines or indentation, which Markdown would take for its own."""
    lines = (line.strip() for line in html.splitlines())
    return Markup("\n".join(line for line in lines if line))
