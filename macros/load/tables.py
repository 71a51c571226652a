# Room: load. The two CSV files of data/, which come from official lists. Called by reader.py only.
"""Rows of a table with their line, shaped as the model wants them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.load.problems import Problem, near
from macros.load.yaml_reader import decoded

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A CSV file: its columns, and how a row becomes the values of a record."""

    file: str
    columns: tuple[str, ...]
    shape: Callable[[Row], Mapping[str, Any]]


def read_rows(
    project: Path, table: Table
) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The rows of a table, each with its line, and the problems of its shape."""

    def problem(line: int, *, found: str, expected: str, do: str, key: str = "") -> Problem:
        return Problem(file=table.file, line=line, key=key, found=found, expected=expected, do=do)

    path = project / table.file
    if not path.is_file():
        return [], [problem(1, found="no such file", expected="this file", do="put it back")]
    text = decoded(path.read_bytes(), table.file)
    if isinstance(text, Problem):
        return [], [text]
    reader = csv.DictReader(io.StringIO(text, newline=""))
    head = tuple(reader.fieldnames or ())
    if set(head) != set(table.columns):
        wrong = [column for column in head if column not in table.columns]
        absent = [column for column in table.columns if column not in head]
        return [], [
            problem(
                1,
                key=(wrong or absent)[0],
                found=f"the column {wrong[0]}" if wrong else f"no column {absent[0]}",
                expected=f"the columns {', '.join(table.columns)}",
                do=near(wrong[0], absent or table.columns) if wrong else "put the column back",
            )
        ]
    rows, problems = [], []
    for row in reader:
        # DictReader keeps surplus cells under the key None, and fills missing ones with None.
        if None in row or None in row.values():
            cells = "more" if None in row else "fewer"
            problems.append(
                problem(
                    reader.line_num,
                    found=f"{cells} cells than there are columns",
                    expected=f"{len(table.columns)} cells",
                    do="look for a comma too many or a missing quote",
                )
            )
        else:
            rows.append((reader.line_num, table.shape(row)))
    return rows, problems


def _municipality(row: Row) -> Mapping[str, Any]:
    values: dict[str, Any] = dict(row)
    localities = values.pop("localities").split("|")
    values["localities"] = tuple(tuple(part.split(" ", 1)) for part in localities if part)
    values["postcodes"] = tuple(values.pop("postal_codes").split(";"))
    values["aliases"] = tuple(part for part in values.pop("search_aliases").split("|") if part)
    return values


def _seat(row: Row) -> Mapping[str, Any]:
    return {**row, "source_year": row["source_year"] or None}


MUNICIPALITIES = Table(
    file="data/municipalities.csv",
    columns=(
        *("nis_code", "name_fr", "name_nl", "name_de"),
        *("region_code", "region_fr", "region_nl"),
        *("province_code", "province_fr", "province_nl"),
        *("postal_codes", "language_status", "localities", "search_aliases"),
    ),
    shape=_municipality,
)

SEATS = Table(
    file="data/cpas_outside_brussels.csv",
    columns=(
        *("id", "nis_code", "name_fr", "name_nl", "address", "phone", "email", "website"),
        *("source", "licence", "source_year", "notes", "confidence"),
    ),
    shape=_seat,
)
