# Room: model. The words of readers that no record bears. Imports common only.
"""Other words for a page, or for another word: what people type."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.model.common import LanguageCode, PlainText, Record


class Synonym(Record):
    """Words that lead to ``pages``, single words that mean the same as ``same_as``, or single words
    that only go with a name of the group ``beside`` ("bureau" with the name of a CPAS).

    ``pages`` are addresses below the language, ``documents/annex-35/``. ``words`` are in the
    language of whoever types them; Arabic and Russian ones may be in Latin letters. Words of every
    language are found from every page.
    """

    pages: tuple[PlainText, ...] = ()
    same_as: str = ""
    beside: Literal["", "cpas"] = ""
    words: dict[LanguageCode, tuple[PlainText, ...]] = Field(min_length=1)
    basis: Literal["glossary", "editorial"]

    @model_validator(mode="after")
    def _means_one_thing(self) -> Self:
        if [bool(self.pages), bool(self.same_as), bool(self.beside)].count(True) != 1:
            raise PydanticCustomError(
                "synonym_without_meaning", "write one of pages, same_as and beside", {}
            )
        return self
