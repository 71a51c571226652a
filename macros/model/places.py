# Room: model. What the finder of the CPAS page and the map need beside the list of municipalities.
# Imports common and directory only.
"""Other names of places, quarters, postcodes nobody lives under, outlines of the 19."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from macros.model.common import Basis, Confidence, PlainText, Record
from macros.model.directory import NisCode, Postcode, Url

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Ring = tuple[Point, ...]


class PlaceNames(Record):
    """Other ways people write a municipality, or one part of it (``postcode``): never printed."""

    nis_code: NisCode
    postcode: Postcode | None = None
    names: tuple[PlainText, ...] = Field(min_length=1)
    basis: Basis


class Quarter(Record):
    """A part of one or more municipalities that people name and that has no postcode of its own.

    ``names`` are shown as written, whichever the reader typed.
    """

    names: tuple[PlainText, ...] = Field(min_length=1)
    nis_codes: tuple[NisCode, ...] = Field(min_length=1)
    basis: Basis
    confidence: Confidence
    source: PlainText = ""


class CpasList(Record):
    """Where the CPAS of a region can be looked up when we know nothing of one."""

    region: Literal["flanders", "wallonia", "brussels"]
    url: Url
    source: PlainText
    source_year: int | None = None
    confidence: Confidence


class InstitutionalPostcodes(Record):
    """Postcodes of institutions: no municipality, so no CPAS."""

    source: PlainText
    source_year: int
    codes: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")], ...]


class Outline(Record):
    """The borders of one municipality: closed rings (last point = first), one a part.

    Two neighbours have the same points along their common border. ``label`` is where its postcode
    stands on a map.
    """

    nis_code: NisCode
    label: Point
    rings: tuple[Ring, ...] = Field(min_length=1)
