# Room: engine. Which languages a build makes.
"""The languages of mkdocs.yml, held equal to data/languages.yaml and limited by LANGS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs_static_i18n.plugin import I18n

from engine.faults import Faults
from macros.messages.message import Message, Problem, Told


class WrongLanguages(Told, ValueError):
    """LANGS names a language that the site does not have."""


def i18n_plugin(config: MkDocsConfig) -> I18n:
    """The static-i18n plugin of this build."""
    return cast(I18n, config.plugins["i18n"])


def require_same_languages(in_mkdocs: Sequence[str], *, in_data: Sequence[str]) -> None:
    """PluginError unless mkdocs.yml repeats data/languages.yaml, in the same order."""
    if list(in_mkdocs) != list(in_data):
        raise Faults(
            [
                Problem(
                    file="mkdocs.yml",
                    line=0,
                    key="plugins > i18n > languages",
                    message=Message("languages-differ", here=(*in_mkdocs,), there=(*in_data,)),
                )
            ]
        )


def chosen_languages(wanted: str, *, known: Sequence[str], source: str) -> tuple[str, ...]:
    """The languages to build for LANGS=`wanted` ("nl,en"; "" means all).

    The source language is always there: fallback pages are made of it. Raises WrongLanguages.
    """
    codes = [code.strip() for code in wanted.split(",") if code.strip()]
    if unknown := [code for code in codes if code not in known]:
        raise WrongLanguages(
            Message("langs-unknown", wanted=wanted, unknown=(*unknown,), known=(*known,))
        )
    return tuple(code for code in known if not codes or code in codes or code == source)


def limit_languages(i18n: I18n, *, wanted: str) -> None:
    """Make the plugin build only the languages of LANGS."""
    chosen = chosen_languages(wanted, known=i18n.all_languages, source=i18n.default_language)
    for language in i18n.config.languages:
        language.build = language.locale in chosen
