# Room: publish. /sitemap.xml and /robots.txt. Called by the engine after the last page.
"""What search engines are told: each page once a language it is really in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

SITEMAP_FILE = "sitemap.xml"


@dataclass(frozen=True, kw_only=True)
class SitemapEntry:
    """An absolute address, and its sisters: hreflang (a language or x-default) -> address."""

    address: str
    alternates: Mapping[str, str]


def sitemap_xml(entries: Iterable[SitemapEntry]) -> str:
    """The text of sitemap.xml, sorted by address so that two builds give the same bytes."""
    urls = "".join(_url(entry) for entry in sorted(entries, key=lambda entry: entry.address))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{urls}</urlset>\n"
    )


def robots_txt(*, site_url: str) -> str:
    """The text of robots.txt. /d/ stays open: a page must be read for its `noindex` to be seen."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}{SITEMAP_FILE}\n"


def _url(entry: SitemapEntry) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(lang)} href={quoteattr(address)}/>\n'
        for lang, address in entry.alternates.items()
    )
    return f"<url>\n<loc>{escape(entry.address)}</loc>\n{links}</url>\n"
