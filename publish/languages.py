# Room: publish. What the pages outside the languages (/, /404.html, /d/) share: a language by its
# own name, and the words of a language taken from the Dataset. Called by the other publish modules.
"""Languages and words for the pages that belong to no single language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from macros.model.dataset import Dataset


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """One language, named in itself, and where its link goes.

    `code` and `direction` ("ltr" or "rtl") go on the element that bears `name` and `text`.
    `text` is a whole phrase in that language: an invitation, a title, or "" when there is none.
    Words that French lends say so themselves.
    """

    code: str
    direction: str
    name: str
    href: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class SpokenWords:
    """Words of one language; `code` and `direction` go on the element that bears `text`."""

    code: str
    direction: str
    text: str


def spoken(dataset: Dataset, text_in: Callable[[str], str]) -> tuple[SpokenWords, ...]:
    """The same words in every language, in the order of the strip; `text_in` takes a code."""
    return tuple(
        SpokenWords(code=language.code, direction=language.direction, text=text_in(language.code))
        for language in dataset.languages
    )


def words(dataset: Dataset, key: str, *, lang: str) -> str:
    """The words `key` of data/strings/<lang>.yaml, those of a component in that language."""
    return dataset.strings[lang][key]
