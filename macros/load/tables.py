# Room: load. The two CSV files of data/, which come from official lists.
"""Rows of a table with their line, shaped as the model wants them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.load.memory import Memory
from macros.load.pasted import unseen
from macros.load.yaml_reader import decoded, two_versions
from macros.messages.message import Message, Problem, near

Row = Mapping[str, str]
# The rows of a table, each with its line, and the problems of its shape.
Rows = tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A CSV file: its columns, and how a row becomes the values of a record."""

    file: str
    columns: tuple[str, ...]
    shape: Callable[[Row], Mapping[str, Any]]


def has_semicolons(text: str, columns: Sequence[str]) -> bool:
    """Whether ``;`` stands between the columns, as Excel saves a CSV file in Belgium."""
    head = text.partition("\n")[0]
    return len(columns) > 1 and head.count(";") >= len(columns) - 1 > head.count(",")


def read_rows(project: Path, table: Table, *, memory: Memory) -> Rows:
    """The rows of a table, each with its line, and the problems of its shape."""
    path = project / table.file
    if not path.is_file():
        return [], [Problem(file=table.file, line=1, key="", message=Message("table-missing"))]
    raw = path.read_bytes()
    return memory.result(("rows", table.file), raw, lambda: _rows(raw, table))


def _rows(raw: bytes, table: Table) -> Rows:
    def problem(line: int, message: Message, *, key: str = "") -> Problem:
        return Problem(file=table.file, line=line, key=key, message=message)

    text = decoded(raw, table.file)
    if isinstance(text, Problem):
        return [], [text]
    if conflict := two_versions(text, table.file):
        return [], [conflict]
    if has_semicolons(text, table.columns):
        return [], [problem(1, Message("csv-semicolons", file=table.file))]
    reader = csv.DictReader(io.StringIO(text, newline=""))
    head = tuple(reader.fieldnames or ())
    if set(head) != set(table.columns):
        wrong = [column for column in head if column not in table.columns]
        absent = [column for column in table.columns if column not in head]
        if wrong:
            hint = near(wrong[0], absent or table.columns)
            message = Message("column-unknown", name=wrong[0], known=table.columns, near=hint)
        else:
            message = Message("column-missing", name=absent[0], known=table.columns)
        return [], [problem(1, message, key=(wrong or absent)[0])]
    rows, problems = [], [*unseen(text, table.file)]
    for row in reader:
        # DictReader keeps surplus cells under the key None, and fills missing ones with None.
        if None in row or None in row.values():
            cells = Message("more-cells" if None in row else "fewer-cells")
            message = Message("table-cells", cells=cells, count=len(table.columns))
            problems.append(problem(reader.line_num, message))
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
