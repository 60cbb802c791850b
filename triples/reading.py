"""Tables become records: every cell knows its file, row and column, every fault is collected."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """A fault of the tables: where it stands and what was expected there."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.message}"


@dataclass(frozen=True)
class Record:
    """One row of a table; `row` is its number in the file, the header being row 1."""

    table: str
    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def items(self, column: str) -> list[str]:
        """The items of a list cell, separated by `; `."""
        return [item.strip() for item in self[column].split(";") if item.strip()]

    def problem(self, column: str, message: str) -> Problem:
        """Say what is wrong with one cell."""
        return Problem(f"{self.table}.csv", self.row, column, message)


@dataclass(frozen=True)
class Table:
    """A table as read: its name, its columns in order, its records in order."""

    name: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]


def read_tables(folder: Path | Traversable, problems: list[Problem]) -> dict[str, Table]:
    """Read every table of a folder, by name in order; what cannot be read goes into `problems`."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    return {
        name.removesuffix(".csv"): _read(name.removesuffix(".csv"), folder / name, problems)
        for name in names
    }


def _read(name: str, path: Path | Traversable, problems: list[Problem]) -> Table:
    file = f"{name}.csv"
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(file, 0, "", f"expected UTF-8, found byte {error.start} broken"))
        return Table(name, (), ())
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        columns = tuple(next(rows, ()))
        records = tuple(_records(name, columns, rows, problems))
    except csv.Error as error:
        problems.append(Problem(file, rows.line_num, "", f"expected CSV: {error}"))
        return Table(name, (), ())
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        problems.append(Problem(file, 1, column, "expected each column once"))
    return Table(name, columns, records)


def _records(
    name: str, columns: tuple[str, ...], rows: Iterator[list[str]], problems: list[Problem]
) -> Iterator[Record]:
    for number, values in enumerate(rows, start=2):
        if len(values) != len(columns):
            problems.append(
                Problem(
                    f"{name}.csv", number, "", f"expected {len(columns)} cells, found {len(values)}"
                )
            )
            continue
        yield Record(name, number, dict(zip(columns, values, strict=True)))
