# Room: tests. What editors copy and what their programs complete agrees with the models.
"""JSON Schema, blanks and dictionary are those of the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from macros.load.schema import LISTS, MAPPINGS, RECORDS, schemas
from macros.load.yaml_reader import read_yaml, read_yaml_text
from macros.model.common import LocalizedText
from macros.model.coverage import Condition
from macros.model.topic import TopicValue

REPOSITORY = Path(__file__).parent.parent
DATA = REPOSITORY / "data"
TEMPLATES = sorted((DATA / "templates").glob("*.yaml"))
# Fields whose keys are not fixed, or of which only some may stand together.
FREE = (LocalizedText, Condition, TopicValue)

# "#key" and "#  - item" are optional lines; "# Words" explain.
_OPTIONAL = re.compile(r"^(\s*)#(?! \S)", re.MULTILINE)


def languages() -> list[tuple[str, str]]:
    entries = read_yaml(DATA / "languages.yaml", "data/languages.yaml").values
    return [(entry["code"], entry["status"]) for entry in entries]


def test_the_schemas_are_those_of_the_models() -> None:
    written = {
        path.stem: json.loads(path.read_text("utf-8")) for path in (DATA / "schema").glob("*.json")
    }
    assert written == schemas(languages=languages()), "run: python -m macros schema"


@pytest.mark.parametrize("name", ["coverage_rules", "papers", "reviews"])
def test_a_schema_knows_the_languages_of_the_site(name: str) -> None:
    text = schemas(languages=[("fr", "full"), ("ar", "planned")])[name]
    if name != "reviews":
        assert text["$defs"]["LocalizedText"]["required"] == ["fr"]
        assert set(text["$defs"]["LocalizedText"]["properties"]) == {"fr", "ar"}


# -- blanks to copy ---------------------------------------------------------------------------


def model_and_records(path: Path, text: str) -> tuple[type[BaseModel], list[Any]]:
    file = read_yaml_text(text, path.name)
    assert file.problems == ()
    if path.stem in RECORDS:
        return RECORDS[path.stem], [file.values]
    if path.stem in LISTS:
        return LISTS[path.stem], list(file.values)
    if path.stem == "texts":
        return LocalizedText, list(file.values.values())
    return MAPPINGS[path.stem], [{"id": key, **value} for key, value in file.values.items()]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
@pytest.mark.parametrize("with_optional_keys", [False, True])
def test_the_blank_is_valid_as_it_is_and_with_every_optional_key(
    path: Path, *, with_optional_keys: bool
) -> None:
    text = path.read_text("utf-8")
    if with_optional_keys:
        text = _OPTIONAL.sub(r"\1", text)
    model, records = model_and_records(path, text)
    full = [code for code, status in languages() if status == "full"]
    for values in records:
        model.model_validate(values, context={"full": full, "all": full})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_blank_has_every_key_of_the_model_and_explains_the_first_of_each(path: Path) -> None:
    text = path.read_text("utf-8")
    model, records = model_and_records(path, _OPTIONAL.sub(r"\1", text))
    for values in records:
        assert list(absent_keys(model, values)) == []
    assert text.startswith("# ")


def absent_keys(model: type[BaseModel], values: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The keys of ``model``, and of the models inside it, that ``values`` does not show."""
    if model in FREE:
        return
    for name, info in model.model_fields.items():
        if name not in values:
            yield f"{at}{name}"
            continue
        inner = model_in(info.annotation)
        shown = values[name] if isinstance(values[name], tuple) else (values[name],)
        if inner is not None:
            for value in shown:
                if isinstance(value, Mapping):
                    yield from absent_keys(inner, value, f"{at}{name} > ")


def model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (model_in(inner) for inner in get_args(annotation))
    return next((model for model in found if model is not None), None)


def test_there_is_a_blank_for_each_folder_of_records() -> None:
    folders = {path.name for path in DATA.iterdir() if path.is_dir()}
    assert folders & set(RECORDS) <= {path.stem for path in TEMPLATES}


# -- the dictionary ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [*RECORDS.values(), *MAPPINGS.values(), *LISTS.values()], ids=lambda m: m.__name__
)
def test_the_dictionary_says_how_to_choose_every_key(model: type[BaseModel]) -> None:
    dictionary = (DATA / "README.md").read_text("utf-8")
    fields = () if model in FREE else tuple(model.model_fields)
    assert [name for name in fields if f"`{name}`" not in dictionary] == []
