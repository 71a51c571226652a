# Room: load. From a pydantic error to the sentences an editor can act on.
"""Wording of validation errors, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from macros.load.problems import Problem, near
from macros.load.yaml_reader import Loc, YamlFile
from macros.model import common

_PATTERNS: dict[str, tuple[str, str]] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": (
        "an id: small letters without accents, digits and hyphens",
        "write it like annex-35",
    ),
    r"^[a-z]{2}$": ("a language code of two letters", "write it like fr"),
    r"^[0-9]{5}$": ("a NIS code of 5 digits", "write it like '21015'"),
    r"^[1-9][0-9]{3}$": ("a Belgian postcode of 4 digits", "write it like 1030"),
    r"^\+?[0-9]{3,14}$": (
        "a phone number as dialled, without spaces",
        "write it like +3222471011, or 112 for a short number",
    ),
    r"^https?://[^\s]+$": ("an address that begins with https://", "add https:// in front"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": (
        "a time from 00:00 to 23:59, written HH:MM",
        "write the time like 17:00",
    ),
}

_CUSTOM: dict[str, tuple[str, str, str]] = {
    "missing_language": (
        "no text in {languages}",
        "a text in each language",
        "write it in {languages}",
    ),
    "unknown_language": (
        "a text in {languages}",
        "one of {known}",
        "remove it, or add the language",
    ),
    "reversed_dates": (
        "valid_until {until} before valid_from {start}",
        "an end on or after the start",
        "correct one of the two dates",
    ),
    "reversed_review": (
        "until {until} before on {start}",
        "the last day of the review on or after the day of it",
        "correct one of the two dates",
    ),
    "rule_without_payer": (
        "neither payer nor ask",
        "who pays (payer), or whom to ask (ask)",
        "add payer: with an id of data/payers",
    ),
    "unsure_without_ask": (
        "an unsure rule (confidence low, or audit doubtful) and nobody to ask",
        "ask: an id of data/ask.yaml",
        "add ask:, for example ask: cpas",
    ),
    "verified_without_check": (
        "verified_on without a check",
        "an audit that says confirmed or corrected",
        "remove verified_on, or add the audit",
    ),
    "page_without_url": (
        "a page without address",
        "url:",
        "add the url, or write kind: unpublished",
    ),
    "synonym_without_meaning": (
        "none or several of pages, same_as and beside",
        "one of pages:, same_as: and beside:",
        "keep pages: for words that lead to pages, same_as: for another word, "
        "beside: for words that only go with a name",
    ),
    "source_without_title": ("a {kind} without title", "title:", "add its name in each language"),
    "value_of_no_kind": (
        "{given}",
        "amount: with unit:, or one of date:, euro:, number:, percent:, text:",
        "keep the one that the sheet prints",
    ),
    "url_without_scheme": (
        "{url}",
        "an address that begins with https://",
        "add https:// in front",
    ),
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
    kind: str = detail["type"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    value = detail.get("input")
    if kind in _CUSTOM:
        found, expected, do = (part.format(**context) for part in _CUSTOM[kind])
    elif kind == "extra_forbidden":
        fields = _fields_at(model, loc[:-1])
        found, expected = f"the unknown key {loc[-1]}", "a key of data/README.md"
        do = near(str(loc[-1]), fields) if fields else "remove it"
    elif kind == "missing":
        found, expected = f"no {loc[-1]}", f"the key {loc[-1]}"
        do = f"add {loc[-1]}: (see data/README.md for how to choose it)"
    elif kind == "string_pattern_mismatch":
        expected, do = _PATTERNS.get(context["pattern"], (context["pattern"], "correct it"))
        found = _short(value)
    elif kind == "literal_error":
        found, expected = _short(value), str(context["expected"]).replace("'", "")
        do = near(
            str(value),
            [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")],
        )
    elif kind.startswith("date"):
        found, expected = _short(value), "a day written YYYY-MM-DD"
        do = "write the date like 2026-11-21"
    elif kind in ("int_parsing", "int_type", "float_parsing", "float_type", "int_from_float"):
        found, expected, do = _short(value), "a number", "write digits only"
    elif kind.startswith("bool"):
        found, expected, do = _short(value), "true or false", "write true or false"
    elif kind in ("string_too_short", "string_type"):
        found, expected, do = _short(value), "a text", "fill it in, or remove the key"
    elif kind in ("tuple_type", "list_type"):
        found, expected, do = _short(value), "a list", "write one item a line, each after a hyphen"
    elif kind in ("model_type", "dict_type", "mapping_type", "model_attributes_type"):
        found, expected = _short(value), "keys with values"
        do = "write the keys one a line, indented, as in data/templates"
    elif kind == "too_short":
        found = "an empty list" if not value else f"{len(value)} item"
        expected, do = f"at least {context.get('min_length', 1)}", "add what is missing"
    else:
        found, expected = _short(value), str(detail["msg"])
        do = "correct it as data/README.md says"
    return file.problem((*at, *loc), found=found, expected=expected, do=do)


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return f"keys: {', '.join(map(str, value))}"
    if isinstance(value, (tuple, list)):
        return "a list"
    text = str(value)
    if not text.strip():
        return "an empty text"
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
