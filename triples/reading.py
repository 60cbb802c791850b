"""Tables become records: every cell knows its file, row and column, every fault is collected."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path

_BROKEN = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, order=True)
class Problem:
    """A fault of the tables: where it stands and what was expected there."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.message}"


def items_of(cell: str) -> list[str]:
    """Split a list cell into its items, separated by `; `."""
    return [item.strip() for item in cell.split(";") if item.strip()]


@dataclass(frozen=True)
class Record:
    """One row of a table; `row` is its number in the file, the header being row 1."""

    table: str
    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def items(self, column: str) -> list[str]:
        """Give the items of a list cell."""
        return items_of(self[column])

    def problem(self, column: str, message: str) -> Problem:
        """Say what is wrong with one cell."""
        return Problem(f"{self.table}.csv", self.row, column, message)


@dataclass(frozen=True)
class Table:
    """A table as read: its name, its columns and its records in order.

    `ragged` are rows with too few or too many cells: what they say is not read, but their keys
    stand, so that one fault is not reported again by every row that refers to them. `readable` is
    false where the text is no CSV, and nobody can say which rows are missing.
    """

    name: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    ragged: tuple[Record, ...] = ()
    readable: bool = True


def read_tables(folder: Path | Traversable, problems: list[Problem]) -> dict[str, Table]:
    """Read every table of a folder, by name in order; what cannot be read goes into `problems`."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    if not names:
        problems.append(Problem(str(folder), 0, "", "expected a folder of tables, found none"))
    return {
        name.removesuffix(".csv"): _read(name.removesuffix(".csv"), folder / name, problems)
        for name in names
    }


def _read(name: str, path: Path | Traversable, problems: list[Problem]) -> Table:
    # Broken bytes become lone surrogates, so that the cell that holds them can be named.
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    records: list[Record] = []
    ragged: list[Record] = []
    columns: tuple[str, ...] = ()
    readable = True
    try:
        header = next(rows, [])
        columns = tuple(map(_mended, header))
        problems += _undecoded(name, 1, columns, header)
        problems += _repeated(name, columns)
        for number, values in enumerate(rows, start=2):
            problems += _undecoded(name, number, columns, values)
            cells = dict(zip(columns, map(_mended, values), strict=False))
            record = Record(name, number, cells)
            if len(values) == len(columns):
                records.append(record)
            else:
                ragged.append(record)
                problems.append(_ragged(record, columns, len(values)))
    except csv.Error as error:
        problems.append(Problem(f"{name}.csv", rows.line_num, "", f"expected CSV: {error}"))
        readable = False
    return Table(name, columns, tuple(records), tuple(ragged), readable)


def _repeated(name: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        yield Problem(f"{name}.csv", 1, column, "expected each column once")


def _undecoded(
    name: str, number: int, columns: tuple[str, ...], values: list[str]
) -> Iterator[Problem]:
    for column, cell in zip(columns, values, strict=False):
        broken = _BROKEN.search(cell)
        if broken:
            byte = ord(broken[0]) - 0xDC00
            message = f"expected UTF-8, found the byte {byte:#04x}"
            yield Problem(f"{name}.csv", number, column, message)


def _mended(cell: str) -> str:
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", cell)


def _ragged(record: Record, columns: tuple[str, ...], found: int) -> Problem:
    # The first column that has no cell, or the last, behind which there are more.
    place = columns[min(found, len(columns) - 1)] if columns else ""
    return record.problem(place, f"expected {len(columns)} cells, found {found}")
