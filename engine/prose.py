# Room: engine. From a file of docs/ to HTML. Called by engine/press.py.
"""Front matter, macros, Markdown and links of a page: what MkDocs does for it, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

# MkDocs keeps these for itself, but is finished software: links must mean what they mean there.
from mkdocs.structure.pages import Page, _ExtractTitleTreeprocessor, _RelativePathTreeprocessor
from mkdocs.utils import meta

from engine.macro_calls import Macros
from engine.pages import with_french_beside
from engine.site import SiteBuild

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Prose:
    """Reads the pages of one build, one after the other. MkDocs makes its tools anew a page."""

    def __init__(self, config: MkDocsConfig, *, macros: Macros, build: SiteBuild) -> None:
        self._macros = macros
        self._build = build
        self._markdown = markdown.Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        )
        self._title = _ExtractTitleTreeprocessor()
        self._title._register(self._markdown)
        self._links = _Links(config)
        self._markdown.treeprocessors.register(self._links, "relpath", 0)

    def read(self, page: Page, *, files: Files) -> None:
        """Fill `page` from its file: what it says of itself, its title, its HTML, its links."""
        markdown_, page.meta = meta.get_data(page.file.content_string)
        page.markdown = with_french_beside(markdown_, page, build=self._build)
        words = self._macros.expand(page)
        page.content = words.filled(self._converted(words.marked, page, files=files))
        if page.content is None:
            page.content = self._converted(words.whole, page, files=files)
        page._title_from_render = self._title.title
        page.links_to_anchors = self._links.links_to_anchors

    def _converted(self, words: str, page: Page, *, files: Files) -> str:
        self._markdown.reset()
        self._title.title = None
        self._links.begin(page, files=files)
        return self._markdown.convert(words)


class _Links(_RelativePathTreeprocessor):
    """The links of one page after the other."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.config = config

    def begin(self, page: Page, *, files: Files) -> None:
        """The next document is `page`."""
        self.file, self.files, self.links_to_anchors = page.file, files, {}

    def run(self, root: Element) -> Element:
        return super().run(root)
