# Room: model. What every record shares. Imports nothing of ours: no files, no HTML, no clock.
"""Base types of the facts kept in ``data/``: records, words in several languages, evidence."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

SOURCE_LANGUAGE = "fr"

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, min_length=1, max_length=80)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Confidence = Literal["high", "medium", "low"]
Basis = Literal["published source", "general knowledge", "editorial"]


class Record(BaseModel):
    """A fact as an editor wrote it: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def one_line(text: str) -> str:
    """``text`` with one space where it has spaces and line breaks: what a re-wrap leaves alone."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class Words(str):
    """A text that remembers its language, so that borrowed words can be marked as such.

    ``replaces_stale``: they are French because the translation is older than the French, and say
    so where they stand.
    """

    __slots__ = ("lang", "replaces_stale")
    lang: str
    replaces_stale: bool

    def __new__(cls, text: str, lang: str, *, replaces_stale: bool = False) -> Self:
        self = super().__new__(cls, text)
        self.lang = lang
        self.replaces_stale = replaces_stale
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made of: workers send words to each other."""
        return str(self), self.lang

    def with_text(self, text: str) -> Words:
        """``text``, which was made of these words alone: in their language."""
        return Words(text, self.lang, replaces_stale=self.replaces_stale)


class LocalizedText(RootModel[dict[LanguageCode, PlainText]]):
    """One text in our languages. Full languages are required, essential ones may be missing.

    The languages come from ``data/languages.yaml`` through the validation context
    (``{"full": [...], "all": [...]}``); without a context only French is required. There
    ``stale`` holds the translations that are older than their French: (language, French, text),
    each as ``one_line``. They are not shown; the French is.
    """

    model_config = ConfigDict(frozen=True)

    _stale: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _languages_are_complete(self, info: ValidationInfo) -> Self:
        context: Mapping[str, Any] = info.context or {}
        full = context.get("full", [SOURCE_LANGUAGE])
        known = context.get("all")
        missing = [code for code in full if code not in self.root]
        if missing:
            raise PydanticCustomError(
                "missing_language",
                "text in {languages} is missing",
                {"languages": ", ".join(missing)},
            )
        unknown = [code for code in self.root if known is not None and code not in known]
        if unknown:
            raise PydanticCustomError(
                "unknown_language",
                "{languages} is not a language of this site",
                {"languages": ", ".join(unknown), "known": ", ".join(known or [])},
            )
        if stale := context.get("stale"):
            french = one_line(self.root[SOURCE_LANGUAGE])
            self._stale = frozenset(
                code for code, text in self.root.items() if (code, french, one_line(text)) in stale
            )
        return self

    def words(self, language: str) -> Words:
        """The text in ``language``, or the French one (its ``lang`` says which it is)."""
        said = self._said
        return said[language] if language in said else said[SOURCE_LANGUAGE]

    # Pages ask for the same words again and again, and a private attribute is slow to read.
    @cached_property
    def _said(self) -> Mapping[str, Words]:
        french = self.root[SOURCE_LANGUAGE]
        return {
            code: Words(french, SOURCE_LANGUAGE, replaces_stale=True)
            if code in self._stale
            else Words(text, code)
            for code, text in self.root.items()
        }


def joined(pattern: str, language: str, *texts: LocalizedText | str) -> Words:
    """The texts in the places that ``pattern`` has for them, ``{}``, as one text of one language:
    French as soon as one of them is French. A plain text is the same in each language.
    """
    said = [text.words(language) if isinstance(text, LocalizedText) else text for text in texts]
    lent = [words for words in said if getattr(words, "lang", language) != language]
    if not lent:
        return Words(pattern.format(*said), language)
    french = (
        text.words(SOURCE_LANGUAGE) if isinstance(text, LocalizedText) else text for text in texts
    )
    return Words(
        pattern.format(*french),
        SOURCE_LANGUAGE,
        replaces_stale=any(getattr(words, "replaces_stale", False) for words in lent),
    )


class Article(Record):
    """A law and the articles of it that a fact rests on; ``law`` is a source id of kind law."""

    law: Id
    articles: LocalizedText | str = ""


class Audit(Record):
    """What a second reader found when checking the fact against other sources (editor's note)."""

    result: Literal["confirmed", "corrected", "doubtful"]
    note: str = ""
    sources: tuple[Id, ...] = ()


class Evidence(Record):
    """Where a fact comes from, how sure we are, and when it was last checked.

    ``verified_on`` is the day someone compared the fact with its source; absent means never.
    ``source_year`` is the year of the newest source, None when the source carries no date.
    ``confidence`` is None where nobody has rated the fact.
    """

    sources: tuple[Id, ...] = ()
    source_year: int | None = Field(default=None, ge=1950, le=2100)
    source_year_estimated: bool = False
    outdated_risk: bool = False
    basis: Basis = "published source"
    confidence: Confidence | None = None
    confidence_note: str = ""
    audit: Audit | None = None
    verified_on: date | None = None
    open_questions: tuple[str, ...] = ()
    editor_note: str = ""

    @model_validator(mode="after")
    def _verified_means_checked(self) -> Self:
        if self.verified_on and not (self.audit and self.audit.result != "doubtful"):
            raise PydanticCustomError(
                "verified_without_check",
                "verified_on is set but no audit confirmed or corrected the fact",
                {},
            )
        return self

    @property
    def unsure(self) -> bool:
        """Whether a reader must ask before relying on this: low confidence, or a doubtful audit."""
        return self.confidence == "low" or (
            self.audit is not None and self.audit.result == "doubtful"
        )


class DateSpan(Record):
    """The days a fact holds, both ends included; an absent end is open."""

    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise PydanticCustomError(
                "reversed_dates",
                "valid_until {until} is before valid_from {start}",
                {"until": str(self.valid_until), "start": str(self.valid_from)},
            )
        return self

    def holds_on(self, day: date) -> bool:
        """Whether ``day`` is inside the span."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def is_over_on(self, day: date) -> bool:
        """Whether the span ended before ``day``."""
        return self.valid_until is not None and self.valid_until < day


class Source(Record):
    """A law, circular, official page or other document we rely on.

    ``url`` is None for a source without an address. ``title`` is the official name of a law, or a
    description we wrote for a source that has no readable name of its own.
    """

    id: Id
    kind: Literal["law", "page", "unpublished"]
    publisher: str = ""
    title: LocalizedText | None = None
    url: str | None = None
    year: int | None = None
    language: LanguageCode | None = None
    enacted_on: date | None = None

    @model_validator(mode="after")
    def _can_be_named(self) -> Self:
        if self.kind == "page" and not self.url:
            raise PydanticCustomError("page_without_url", "a page needs its address", {})
        if self.kind != "page" and self.title is None:
            raise PydanticCustomError(
                "source_without_title", "{kind} needs a title", {"kind": self.kind}
            )
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise PydanticCustomError(
                "url_without_scheme", "{url} has no scheme", {"url": self.url}
            )
        return self
