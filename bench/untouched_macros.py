# Room: bench. The macros module of the untouched project (bench/projects.py copies it there).
"""Our macros as a module of the macros plugin has them: everything read again for each language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from markupsafe import Markup

from macros import one_block, one_line
from macros.clock import as_of
from macros.load import load_dataset
from macros.registry import MACROS, Macro
from macros.render import Renderer
from macros.views.pages import RecordPage, record_page_view
from macros.views.topics import topic_of_page


def define_env(env: Any) -> None:
    """Register every macro, and `record_page`, which prints the page of a record."""
    project = Path(env.conf.config_file_path).resolve().parent
    day = as_of(os.environ)
    dataset = load_dataset(project, as_of=day)
    renderer = Renderer(project / "overrides", dataset=dataset)

    def register(name: str, macro: Macro) -> None:
        def call(*args: Any, **options: Any) -> Markup:
            locale = str(env.page.file.locale)
            if macro.of_topic:
                options["topic"] = topic_of_page(dataset, env.page.file.src_uri)
            view = macro.view(dataset, *args, locale=locale, on_date=day, **options)
            html = renderer.for_page(locale=locale, path=env.page.url).render(macro.component, view)
            return one_line(html) if macro.inline else one_block(html)

        env.macro(call, name)

    for name, macro in MACROS.items():
        register(name, macro)

    def record_page(collection: str, record: str) -> Markup:
        locale = str(env.page.file.locale_alternate_of)
        page = RecordPage(collection=collection, record_id=record, path=f"{collection}/{record}/")
        view = record_page_view(dataset, page, locale=locale, on_date=day)
        page_renderer = renderer.for_page(locale=locale, path=env.page.url)
        return one_block(page_renderer.render(view.component, view.view))

    env.macro(record_page, "record_page")
