# Room: engine. One page, from what MkDocs read to the whole document.
"""Puts the words of a page into our templates; the theme adds nothing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from engine.addresses import addresses
from engine.faults import Faults
from engine.files import localised, path_below_language, source_below_language
from engine.site import SiteBuild
from macros.load.behind import with_notes
from macros.load.pages import text_of_page
from macros.messages.message import Problem
from macros.model.common import Words
from macros.views.frame import frame_view
from macros.views.pages import RecordPage, record_page_view
from publish.permalinks import RecordTitle
from publish.sitemap import SitemapEntry

SECTIONS = ("documents", "payers", "cpas", "emergency")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page stands. `path` is below the language; the locales differ on a fallback page."""

    path: str
    page_locale: str
    content_locale: str
    written_in: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Content:
    """What fills the frame of a page; `title` is its name, `tab_title` what a phone keeps of it."""

    title: str
    tab_title: str
    description: Words | str
    html: str
    section: str
    permalink: str
    discreet: bool
    is_borrowed: bool
    reviewed_as: str


@dataclass(frozen=True, kw_only=True)
class ProsePageView:
    """What `components/prose_page.html` prints: a page written in docs/.

    `title` and `description` come from its front matter; `content_html` is its rendered Markdown.
    """

    title: str
    description: str
    content_html: Markup


def render_page(page: Page, *, build: SiteBuild) -> str:
    """The whole HTML document of `page`; leaves its title and its sitemap entry in `build`."""
    place = _place(page, build=build)
    record = build.records.get(place.path)
    if record is None:
        content = _prose_content(page, place=place, build=build)
    else:
        content = _record_content(record, page, place=place, build=build)
        key = f"{record.collection}/{record.record_id}"
        build.titles.setdefault(key, {})[place.page_locale] = RecordTitle(
            name=content.title, tab=content.tab_title
        )
    return _framed(content, place=place, build=build)


def require_readable(file: File) -> None:
    """Faults when a page of docs/ is no text, is empty or is left half merged."""
    if file.abs_src_path is None:  # the page of a record without prose
        return
    text = text_of_page(file.content_bytes, f"docs/{file.src_uri}")
    if isinstance(text, Problem):
        raise Faults([text])


def with_french_beside(markdown: str, page: Page, *, build: SiteBuild) -> str:
    """The words of a page, with a note and the French where they are behind it."""
    file = localised(page.file)
    behind = build.dataset.behind.get(f"{file.locale}/{source_below_language(file)}")
    if not behind:
        return markdown
    renderer = build.renderer.for_page(locale=file.locale, path=page.url)

    def note(kind: str) -> str:
        html = renderer.render("components/behind.html", {"kind": kind})
        return "".join(line.strip() for line in html.splitlines())

    def french(section: str, words: str) -> str:
        source = build.dataset.language(build.source)
        view = {"id": section, "lang": source.code, "direction": source.direction}
        # Markdown is read inside the element, as long as empty lines stand around it.
        start, _, end = renderer.render("components/behind_french.html", view).partition("WORDS")
        return f"{start.strip()}\n\n{words}\n\n{end.strip()}"

    return with_notes(markdown, behind, note=note, french=french)


def anchors_of(html: str) -> set[str]:
    """Every id of a page. MkDocs checks links against them; it knows those of the Markdown only."""
    return {part[: part.index('"')] for part in html.split(' id="')[1:]}


def _place(page: Page, *, build: SiteBuild) -> Place:
    file = localised(page.file)
    path = path_below_language(file)
    every = tuple(language.code for language in build.dataset.languages)
    if path in build.records:
        return Place(
            path=path,
            page_locale=file.locale_alternate_of,
            content_locale=file.locale_alternate_of,
            written_in=every,
        )
    written_in = build.written_in.get(source_below_language(file), frozenset())
    return Place(
        path=path,
        page_locale=file.locale_alternate_of,
        content_locale=file.locale,
        written_in=tuple(code for code in every if code in written_in),
    )


def _record_content(record: RecordPage, page: Page, *, place: Place, build: SiteBuild) -> Content:
    """The page of a record: its view decides everything, the prose of docs/ is handed to it."""
    view = record_page_view(
        build.dataset,
        record,
        locale=place.page_locale,
        on_date=build.on_date,
        prose_html=_prose_of_record(page, locale=place.page_locale, build=build),
    )
    renderer = build.renderer.for_page(
        locale=place.page_locale, path=f"{place.page_locale}/{place.path}"
    )
    return Content(
        title=view.title,
        tab_title=view.tab_title,
        description=view.description,
        html=renderer.render(view.component, view.view),
        section=view.section,
        permalink=f"/d/{record.collection}/{record.record_id}/",
        discreet=view.discreet,
        # A topic is its prose. A document or a payer is its record, which marks what it borrows.
        is_borrowed=record.collection == "topics"
        and localised(page.file).locale != place.page_locale,
        reviewed_as="",
    )


def _prose_of_record(page: Page, *, locale: str, build: SiteBuild) -> str | None:
    """The rendered prose, in an element of its own language when borrowed; None without any."""
    if not page.content:
        return None
    words = localised(page.file).locale
    if words == locale:
        return page.content
    direction = build.dataset.language(words).direction
    return f'<div lang="{words}" dir="{direction}">{page.content}</div>'


def _prose_content(page: Page, *, place: Place, build: SiteBuild) -> Content:
    """A page written in docs/, in the component its front matter names, or the usual one."""
    title = str(page.meta.get("title") or page.title or "")
    description = str(page.meta.get("description", ""))
    prose = Markup(page.content or "")  # noqa: S704 - rendered from docs/ by Python-Markdown
    view = ProsePageView(title=title, description=description, content_html=prose)
    renderer = build.renderer.for_page(
        locale=place.page_locale, path=f"{place.page_locale}/{place.path}"
    )
    first_folder = place.path.partition("/")[0]
    return Content(
        title=title,
        tab_title=title,
        description=description,
        html=renderer.render(f"components/{page.meta.get('component', 'prose_page')}.html", view),
        section=first_folder if first_folder in SECTIONS else "",
        permalink="",
        discreet=bool(page.meta.get("discreet", False)),
        is_borrowed=place.content_locale != place.page_locale,
        reviewed_as=source_below_language(localised(page.file)).removesuffix(".md"),
    )


def _framed(content: Content, *, place: Place, build: SiteBuild) -> str:
    where = addresses(
        place.path,
        site_url=build.site_url,
        languages=place.written_in,
        content_locale=place.content_locale,
        source=build.source,
    )
    if place.content_locale == place.page_locale:
        entry = SitemapEntry(address=where.canonical, alternates=where.alternates)
        build.entries.append(entry)
    view = frame_view(
        build.dataset,
        page_locale=place.page_locale,
        content_locale=place.content_locale,
        is_borrowed=content.is_borrowed,
        path=place.path,
        tab_title=content.tab_title,
        description=content.description,
        canonical=where.canonical,
        alternates=where.alternates,
        section=content.section,
        permalink=content.permalink,
        discreet=content.discreet,
        reviewed_as=content.reviewed_as,
        version=build.on_date.isoformat(),
        stylesheet=build.stylesheet.path,
        content_html=Markup(content.html),  # noqa: S704 - rendered by our own templates
    )
    renderer = build.renderer.for_page(
        locale=place.page_locale, path=f"{place.page_locale}/{place.path}"
    )
    # A plain text from here on: Markup would escape what the last step puts together.
    return str(renderer.render("components/page.html", view))
