# Room: load. JSON Schema of the data files, so that editors' programs complete and check
# as they type. Called by `python -m macros schema`; a test keeps the files fresh. The loader does
# not use them.
"""What a file of each kind may hold, generated from the models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from macros.load.yaml_reader import read_yaml
from macros.model.common import LocalizedText, Source
from macros.model.coverage import (
    DeskPhrase,
    Payer,
    Procedure,
    ResidenceDocument,
    RuleSet,
    SituationFact,
)
from macros.model.dataset import Attribution, Language, LinkRefusal, Review, SiteIdentity
from macros.model.directory import Cpas, GlossaryTerm, Organisation
from macros.model.places import CpasList, InstitutionalPostcodes, PlaceNames, Quarter
from macros.model.search import Synonym
from macros.model.topic import Resource, Topic

FOLDER = "data/schema"

# One record a file.
RECORDS: Mapping[str, type[BaseModel]] = {
    "residence_documents": ResidenceDocument,
    "payers": Payer,
    "coverage_rules": RuleSet,
    "situation_facts": SituationFact,
    "procedures": Procedure,
    "desk_phrases": DeskPhrase,
    "cpas": Cpas,
    "organisations": Organisation,
    "glossary": GlossaryTerm,
    "topics": Topic,
    "site": SiteIdentity,
    "institutional_postcodes": InstitutionalPostcodes,
}
# Records by id in one file; the id is the key, not a field.
MAPPINGS: Mapping[str, type[BaseModel]] = {
    "sources": Source,
    "papers": LocalizedText,
    "covers": LocalizedText,
    "deciders": LocalizedText,
    "ask": LocalizedText,
    "resources": Resource,
}
LISTS: Mapping[str, type[BaseModel]] = {
    "languages": Language,
    "reviews": Review,
    "attributions": Attribution,
    "link_refusals": LinkRefusal,
    "place_names": PlaceNames,
    "quarters": Quarter,
    "cpas_lists": CpasList,
    "synonyms": Synonym,
}

_ID = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_CONDITION: Mapping[str, Any] = {
    "description": "Facts with the answers that hold; any_of: at least one of these conditions.",
    "type": "object",
    "properties": {"any_of": {"type": "array", "items": {"$ref": "#/$defs/Condition"}}},
    "additionalProperties": {
        "anyOf": [_ID, {"type": "array", "items": _ID, "minItems": 1}],
    },
}


def schemas(*, languages: Iterable[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by name. ``languages`` are ``(code, status)`` pairs."""
    codes = tuple(languages)
    every: dict[str, Any] = {name: _of(model) for name, model in RECORDS.items()}
    every |= {name: _by_id(model) for name, model in MAPPINGS.items()}
    every |= {name: _of(tuple[model, ...]) for name, model in LISTS.items()}  # type: ignore[valid-type]
    every["strings"] = {
        "description": "The words of our components, by key.",
        "type": "object",
        "additionalProperties": {"type": "string", "minLength": 1},
    }
    return {name: _finished(name, schema, codes) for name, schema in sorted(every.items())}


def write_schemas(project: Path) -> tuple[str, ...]:
    """Write the schemas that changed; their paths below ``project``."""
    entries = read_yaml(project / "data/languages.yaml", "data/languages.yaml").values or ()
    languages = [(str(entry["code"]), str(entry["status"])) for entry in entries]
    written = []
    for name, schema in schemas(languages=languages).items():
        path = project / FOLDER / f"{name}.json"
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            written.append(path.relative_to(project).as_posix())
    return tuple(written)


def _of(model: Any) -> dict[str, Any]:
    return TypeAdapter(model).json_schema()


def _by_id(model: type[BaseModel]) -> dict[str, Any]:
    schema = _of(model)
    definitions = schema.pop("$defs", {})
    schema.get("properties", {}).pop("id", None)
    if "required" in schema:
        schema["required"] = [key for key in schema["required"] if key != "id"]
    if model is LocalizedText:
        definitions["LocalizedText"] = schema
        schema = {"$ref": "#/$defs/LocalizedText"}
    return {
        "type": "object",
        "propertyNames": _ID,
        "additionalProperties": schema,
        **({"$defs": definitions} if definitions else {}),
    }


def _finished(
    name: str, schema: dict[str, Any], languages: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """The schema as files are really written: conditions in short, texts in our languages."""
    definitions = schema.get("$defs", {})
    if "Condition" in definitions:
        definitions["Condition"] = dict(_CONDITION)
    if "LocalizedText" in definitions:
        text = {"type": "string", "minLength": 1}
        definitions["LocalizedText"] = {
            "description": "One text in our languages.",
            "type": "object",
            "properties": {code: text for code, _ in languages},
            "required": [code for code, status in languages if status == "full"],
            "additionalProperties": False,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"data/{name}",
        "$comment": "Generated from macros/model by `python -m macros schema`. Do not edit.",
        **schema,
    }
