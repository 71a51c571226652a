# Room: load. From a pydantic error to the sentences an editor can act on.
"""The message for each validation error, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from macros.load.yaml_reader import Loc, YamlFile
from macros.messages.message import LanguageName, Message, Problem, either, near
from macros.model import common

# The entry of the catalogues for each pattern of the models, and for each kind of mistake that our
# own validators see.
_PATTERNS = {
    common.ID_PATTERN: "pattern-id",
    r"^[a-z]{2}$": "pattern-language",
    r"^[0-9]{5}$": "pattern-nis-code",
    r"^[1-9][0-9]{3}$": "pattern-postcode",
    r"^\+?[0-9]{3,14}$": "pattern-phone",
    r"^https?://[^\s]+$": "pattern-url",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "pattern-time",
}

_CUSTOM = {
    "unknown_language": "language-unknown",
    "reversed_dates": "dates-reversed",
    "reversed_review": "review-reversed",
    "rule_without_payer": "rule-without-payer",
    "unsure_without_ask": "unsure-without-ask",
    "verified_without_check": "verified-without-check",
    "page_without_url": "page-without-url",
    "synonym_without_meaning": "synonym-without-meaning",
    "source_without_title": "source-without-title",
    "value_of_no_kind": "value-of-no-kind",
    "value_without_number": "value-without-number",
    "url_without_scheme": "url-without-scheme",
}

_AT: dict[str, str] = {
    "reversed_dates": "valid_until",
    "reversed_review": "until",
    "verified_without_check": "verified_on",
    "url_without_scheme": "url",
}
"""The key to point at, for mistakes that pydantic sees in a record as a whole."""


def problems_from(
    error: ValidationError, file: YamlFile, model: type[BaseModel], *, at: Loc = ()
) -> list[Problem]:
    """One Problem for each mistake pydantic found, at its own line.

    ``at`` is the place of the record in its file, () when the file is the record.
    """
    details: list[dict[str, Any]] = []
    for detail in error.errors(include_url=False):
        absent = 1 if detail["type"] == "missing" else 0
        details.append({**detail, "loc": _as_written(detail["loc"], file, at, absent=absent)})
    return [
        _problem(detail, file, model, at)
        for detail in details
        if not _follows_from_another(detail, details)
    ]


def _as_written(loc: Loc, file: YamlFile, at: Loc, *, absent: int) -> Loc:
    """The path of a mistake in the editor's words: without the steps that only pydantic has.

    ``absent`` of its last parts are keys that the file lacks. The row of a table has no keys.
    """
    if set(file.lines) == {()}:
        return loc
    end = len(loc) - absent
    here: Loc = ()
    for part in loc[:end]:
        if (*at, *here, part) in file.lines:
            here = (*here, part)
    return (*here, *loc[end:])


def _follows_from_another(detail: Mapping[str, Any], details: Sequence[Mapping[str, Any]]) -> bool:
    """Whether pydantic tells the same mistake twice: as a list too short because an item is wrong,
    or as no text where a text by language is wrong."""
    loc = detail["loc"]
    if detail["type"] == "too_short":
        return any(other["loc"][: len(loc)] == loc != other["loc"] for other in details)
    if detail["type"] == "string_type":
        return any(other["loc"] == loc and other["type"] != "string_type" for other in details)
    return False


def _problem(detail: Mapping[str, Any], file: YamlFile, model: type[BaseModel], at: Loc) -> Problem:
    loc: Loc = detail["loc"]
    if detail["type"] in _AT:
        loc = (*loc, _AT[detail["type"]])
    return file.problem((*at, *loc), _message(detail, loc, model))


def _message(detail: Mapping[str, Any], loc: Loc, model: type[BaseModel]) -> Message:
    kind: str = detail["type"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    value = detail.get("input")
    found = _short(value)
    if kind == "missing_language":
        names = (LanguageName(code) for code in str(context["languages"]).split(", "))
        return Message("language-missing", languages=tuple(names))
    if kind in _CUSTOM:
        return Message(_CUSTOM[kind], **{"found": found, **context})
    if kind == "extra_forbidden":
        fields = _fields_at(model, loc[:-1])
        do = near(str(loc[-1]), fields) if fields else Message("remove-it")
        return Message("unknown-key", key=str(loc[-1]), do=do)
    if kind == "missing":
        return Message("missing-key", key=str(loc[-1]))
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return Message(_PATTERNS.get(pattern, "pattern-other"), found=found, pattern=pattern)
    if kind == "literal_error":
        words = _expected_words(str(context["expected"]))
        return Message(
            "not-a-choice", found=found, words=either(words), near=near(str(value), words)
        )
    if kind == "too_short":
        return Message("too-few", found=_how_many(value), least=context.get("min_length", 1))
    if kind in _LIMITS:
        name, bound = _LIMITS[kind]
        return Message(name, found=found, bound=str(context[bound]))
    return Message(_kind_of_value(kind), found=found, fault=str(detail["msg"]))


# A limit of pydantic -> the entry, and where pydantic keeps the bound.
_LIMITS = {
    "greater_than": ("more-than", "gt"),
    "greater_than_equal": ("at-least", "ge"),
    "less_than": ("less-than", "lt"),
    "less_than_equal": ("at-most", "le"),
    "string_too_long": ("text-too-long", "max_length"),
    "too_long": ("too-many", "max_length"),
}

_NUMBERS = frozenset(
    {"int_parsing", "int_type", "int_from_float", "float_parsing", "float_type"}
    | {"int_parsing_size", "decimal_parsing", "decimal_type", "finite_number"}
)


def _kind_of_value(kind: str) -> str:
    """The entry for a value of the wrong kind."""
    if kind.startswith("date"):
        return "not-a-day"
    if kind in _NUMBERS:
        return "not-a-number"
    if kind.startswith("bool"):
        return "not-true-or-false"
    if kind in ("string_too_short", "string_type"):
        return "not-a-text"
    if kind in ("tuple_type", "list_type"):
        return "not-a-list"
    if kind in ("model_type", "dict_type", "mapping_type", "model_attributes_type"):
        return "not-keys"
    return "not-as-described"


def _expected_words(words: str) -> list[str]:
    """``'high', 'medium' or 'low'`` as pydantic says it -> the words."""
    return [word.strip(" '") for word in words.replace(" or ", ",").split(",")]


def _how_many(value: Any) -> Message:
    return Message("items", count=len(value)) if value else Message("empty-list")


def _short(value: Any) -> str | Message:
    if value is None:
        return Message("nothing")
    if isinstance(value, Mapping):
        return Message("keys", keys=tuple(map(str, value)))
    if isinstance(value, (tuple, list)):
        return Message("a-list")
    text = str(value)
    if not text.strip():
        return Message("empty-text")
    return text if len(text) <= 80 else f"{text[:77]}…"


def _fields_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys allowed at a place of a model; empty when it is not a model."""
    here: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        if not (isinstance(here, type) and issubclass(here, BaseModel)):
            return []
        info = here.model_fields.get(part)
        if info is None:
            return []
        here = _model_in(info.annotation)
    if isinstance(here, type) and issubclass(here, BaseModel):
        if here is common.LocalizedText:
            return []
        return list(here.model_fields)
    return []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return annotation
