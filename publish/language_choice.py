# Room: publish. The page at `/`: choose a language. Called by the engine after the last page.
"""The language choice, in every language at once."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.dataset import Dataset
from macros.render import Renderer
from publish.languages import LanguageLink, SpokenWords, spoken, words


@dataclass(frozen=True, kw_only=True)
class LanguageChoiceView:
    """What `components/language_choice.html` prints: a whole HTML document.

    `languages` keeps the order of the strip; each `text` is the invitation in that language
    ("Continuer en français") and each `href` is relative to `/`.
    `site_names` holds the site's name, `emergencies` the word for an emergency, in that order too.
    The document itself is in the first language: `page_language` and `page_direction`.
    `alternates` maps every language, and x-default, to an absolute address.
    """

    page_language: str
    page_direction: str
    title: str
    description: str
    languages: tuple[LanguageLink, ...]
    site_names: tuple[SpokenWords, ...]
    emergencies: tuple[SpokenWords, ...]
    canonical: str
    alternates: dict[str, str]
    stylesheet_href: str


def language_choice_view(dataset: Dataset, *, site_url: str, stylesheet: str) -> LanguageChoiceView:
    """The view of `/`. `site_url` ends with a slash; `stylesheet` is below the site's root."""
    first = dataset.languages[0]
    languages = tuple(
        LanguageLink(
            code=language.code,
            direction=language.direction,
            name=language.name,
            href=f"{language.code}/",
            text=words(dataset, "language_choice.invitation", lang=language.code),
        )
        for language in dataset.languages
    )
    site_names = spoken(dataset, dataset.site.name.words)
    alternates = {code: f"{site_url}{code}/" for code in (item.code for item in languages)}
    return LanguageChoiceView(
        page_language=first.code,
        page_direction=first.direction,
        title=" / ".join(dict.fromkeys(name.text for name in site_names)),
        description=words(dataset, "language_choice.description", lang=first.code),
        languages=languages,
        site_names=site_names,
        emergencies=spoken(dataset, lambda code: words(dataset, "ways.emergency", lang=code)),
        canonical=site_url,
        alternates={**alternates, "x-default": site_url},
        stylesheet_href=stylesheet,
    )


def language_choice_page(
    dataset: Dataset, *, renderer: Renderer, site_url: str, stylesheet: str
) -> str:
    """The HTML of `/index.html`."""
    view = language_choice_view(dataset, site_url=site_url, stylesheet=stylesheet)
    page = renderer.for_page(locale=view.page_language, path="")
    return page.render("components/language_choice.html", view)
