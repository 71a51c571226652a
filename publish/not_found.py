# Room: publish. The page at `/404.html`. Called by the engine after the last page, and by tests.
"""The one page a static host shows for any unknown address, at any depth, in every language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from macros.model.dataset import Dataset
from macros.render import Renderer
from publish.languages import words


@dataclass(frozen=True, kw_only=True)
class NotFoundBlock:
    """The message in one language; `lang` and `dir` go on the element around it.

    Links start at the root of the host ("/fr/"), because the page is shown at any depth.
    """

    code: str
    direction: str
    name: str
    title: str
    text: str
    home_href: str
    home_text: str
    help_href: str
    help_text: str


@dataclass(frozen=True, kw_only=True)
class NotFoundView:
    """What `components/not_found.html` prints: a whole HTML document, `noindex`.

    The document is in the first language (`page_language`, `page_direction`); `blocks` keeps the
    order of the strip. `choice_href` is the language choice, `stylesheet_href` the styles, both
    from the root of the host.
    """

    page_language: str
    page_direction: str
    title: str
    site_name: str
    blocks: tuple[NotFoundBlock, ...]
    choice_href: str
    stylesheet_href: str


def not_found_view(dataset: Dataset, *, site_url: str, stylesheet: str) -> NotFoundView:
    """The view of `/404.html`. `site_url` ends with a slash; `stylesheet` is below the root."""
    root = urlsplit(site_url).path or "/"
    first = dataset.languages[0]
    blocks = tuple(
        NotFoundBlock(
            code=language.code,
            direction=language.direction,
            name=language.name,
            title=words(dataset, "not_found.title", lang=language.code),
            text=words(dataset, "not_found.text", lang=language.code),
            home_href=f"{root}{language.code}/",
            home_text=words(dataset, "not_found.home", lang=language.code),
            help_href=f"{root}{language.code}/contact/",
            help_text=words(dataset, "not_found.help", lang=language.code),
        )
        for language in dataset.languages
    )
    return NotFoundView(
        page_language=first.code,
        page_direction=first.direction,
        title=" / ".join(block.title for block in blocks),
        site_name=dataset.site.name.words(first.code),
        blocks=blocks,
        choice_href=root,
        stylesheet_href=f"{root}{stylesheet}",
    )


def not_found_page(dataset: Dataset, *, renderer: Renderer, site_url: str, stylesheet: str) -> str:
    """The HTML of `/404.html`."""
    view = not_found_view(dataset, site_url=site_url, stylesheet=stylesheet)
    page = renderer.for_page(locale=view.page_language, path="")
    return page.render("components/not_found.html", view)
