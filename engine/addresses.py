# Room: engine. The addresses a page gives of itself and of its sisters. Called by engine/pages.py.
"""Canonical address and hreflang, honest about pages shown in borrowed words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """`alternates` maps a language, or x-default, to an address. All of them are absolute."""

    canonical: str
    alternates: dict[str, str]


def addresses(
    path: str, *, site_url: str, languages: Iterable[str], content_locale: str, source: str
) -> Addresses:
    """The addresses of the page `path` ("" is home), written in each of `languages`.

    A fallback page has the address of the words it borrows as its canonical one, and is nobody's
    alternate. x-default is the language choice for home, and the source language elsewhere.
    """
    alternates = {language: f"{site_url}{language}/{path}" for language in languages}
    default = f"{site_url}{source}/{path}" if path else site_url
    return Addresses(
        canonical=f"{site_url}{content_locale}/{path}",
        alternates={**alternates, "x-default": default},
    )
