# Room: load. The one GeoJSON file of data/, which comes from Statbel. Called by reader.py only.
"""Outlines of the municipalities, shaped as the model wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from macros.load.yaml_reader import decoded
from macros.messages.message import Message, Problem

OUTLINES = "data/brussels_boundaries.geojson"


def read_outlines(project: Path) -> tuple[list[Mapping[str, Any]], list[Problem]]:
    """The values of each outline, and the problems of the file. No file: no map, and no problem."""
    path = project / OUTLINES
    if not path.is_file():
        return [], []
    text = decoded(path.read_bytes(), OUTLINES)
    if isinstance(text, Problem):
        return [], [text]
    try:
        return [_outline(feature) for feature in json.loads(text)["features"]], []
    except (ValueError, KeyError, TypeError) as error:
        return [], [_unreadable(error)]


def _outline(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    about, shape = feature["properties"], feature["geometry"]
    many = shape["type"] == "MultiPolygon"
    polygons = shape["coordinates"] if many else [shape["coordinates"]]
    return {
        "nis_code": about["nis_code"],
        "label": (about["label_lon"], about["label_lat"]),
        "rings": [ring for polygon in polygons for ring in polygon],
    }


def _unreadable(error: Exception) -> Problem:
    return Problem(
        file=OUTLINES,
        line=error.lineno if isinstance(error, json.JSONDecodeError) else 1,
        key="",
        message=Message("map-unreadable", fault=str(error)),
    )
