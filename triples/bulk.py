"""The one door to DuckDB: closing triples in SQL tables, out of core, on all cores of a machine.

The tables lie in memory up to the limit, and beyond it in a folder of temporary files that goes
with the work, however it ends.
"""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from ..ontology.ntriples import Triple
from ..ontology.program import Program
from . import statements as sql
from .bulk_iterating import SetClosure
from .closing import Closure
from .failures import BulkError

_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B)", re.IGNORECASE)
_BATCH = 10_000
_NUMBERED = 2000
_PART = "128MB"
# How a query of one column is written as lines.
LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"
_TABLES = (
    "CREATE OR REPLACE TABLE terms (id INTEGER, term VARCHAR)",
    "CREATE OR REPLACE TABLE known (s INTEGER, p INTEGER, o INTEGER, rule SMALLINT, step SMALLINT)",
)


def memory_limit(text: str) -> str:
    """Check a size such as 6GiB or 800 MB; raises BulkError for any other text."""
    if not _MEMORY.fullmatch(text.strip()):
        raise BulkError(f"{text!r} is no amount of memory: expected a number and MB, GB or GiB")
    return text.strip()


class Duck:
    """DuckDB as an engine of `bulk_iterating`; use it in a `with` block, which clears up."""

    dialect = sql.DUCKDB
    rows_at_once = 10_000_000

    def __init__(self, memory: str | None = None, folder: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="poimenno-bulk-", dir=folder))
        self._connection = duckdb.connect(":memory:")
        settings = {
            "temp_directory": str(self._folder),
            "threads": os.cpu_count() or 1,
            "preserve_insertion_order": False,
            "enable_progress_bar": False,
            "autoinstall_known_extensions": False,
        }
        if memory:
            settings["memory_limit"] = memory_limit(memory)
        for name, value in settings.items():
            self._connection.execute(f"SET {name} = '{value}'")
        self.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def folder(self) -> Path:
        """The folder of temporary files, for those who need to put one beside DuckDB's."""
        return self._folder

    def clear(self) -> None:
        """Begin anew with empty tables."""
        for table in _TABLES:
            self.run(table)

    def run(self, statement: str) -> None:
        """Run a statement; raises BulkError with DuckDB's reason."""
        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            raise BulkError(str(error)) from error

    def write_lines(self, select: str, name: str) -> list[Path]:
        """Write the one column of a query as lines, into files of some size in the folder.

        A line is written as it stands: nothing separates or quotes.
        """
        target = self._folder / f"lines-{name}"
        shutil.rmtree(target, ignore_errors=True)
        self.run(f"COPY ({select}) TO '{target}' ({LINES}, FILE_SIZE_BYTES '{_PART}')")
        return sorted(path for path in target.rglob("*") if path.stat().st_size)

    # What `bulk_iterating.Engine` promises

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query, some thousands at a time."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(select)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch
        except duckdb.Error as error:
            raise BulkError(str(error)) from error
        finally:
            cursor.close()

    def number(self, terms: Iterable[str]) -> dict[str, int]:
        """Give the numbers of terms; a term not met before gets one, below zero for a literal."""
        wanted = list(terms)
        numbers: dict[str, int] = {}
        for start in range(0, len(wanted), _NUMBERED):
            part = wanted[start : start + _NUMBERED]
            marks = ", ".join("?" * len(part))
            found = self._connection.execute(
                f"SELECT term, id FROM terms WHERE term IN ({marks})", part
            ).fetchall()
            numbers.update(found)
        missing = [term for term in wanted if term not in numbers]
        if missing:
            last = next(self.rows("SELECT coalesce(max(abs(id)), 0) FROM terms"))[0]
            for number, term in enumerate(missing, last + 1):
                numbers[term] = -number if term[0] == '"' else number
            for start in range(0, len(missing), _NUMBERED):
                part = missing[start : start + _NUMBERED]
                marks = ", ".join(f"({numbers[term]}, ?)" for term in part)
                self._connection.execute(f"INSERT INTO terms VALUES {marks}", part)
        return numbers

    def create(self, table: str, select: str) -> None:
        """Make a table of the rows of a query, in place of one of that name."""
        self.run(f"CREATE OR REPLACE TABLE {table} AS {select}")

    def append(self, select: str, step: int) -> int:
        """Add rows of s, p, o, rule to `known` as of a step; tells how many."""
        statement = f"INSERT INTO known SELECT s, p, o, rule, {step} FROM ({select}) n"
        try:
            row = self._connection.execute(statement).fetchone()
        except duckdb.Error as error:
            raise BulkError(str(error)) from error
        return int(row[0]) if row else 0

    def assert_triples(self, triples: Iterable[Triple]) -> None:
        """Put triples that stand in Python into empty tables."""
        stated = list(dict.fromkeys(triples))
        numbers = self.number(dict.fromkeys(term for triple in stated for term in triple))
        for start in range(0, len(stated), _NUMBERED):
            part = stated[start : start + _NUMBERED]
            rows = ((numbers[s], numbers[p], numbers[o], -1) for s, p, o in part)
            self.append(sql.values_select(rows, self.dialect), 0)

    def forget(self, condition: str) -> None:
        """Take rows of `known` out."""
        self.run(f"DELETE FROM known WHERE {condition}")


class Bulk:
    """The executor in SQL for triples that stand in Python: `closing.Executor` on one engine."""

    def __init__(self, engine: Duck) -> None:
        self._engine = engine

    def close(self, program: Program, triples: Iterable[Triple]) -> Closure:
        """Close asserted triples under a program; see `closing.Executor`.

        The closure lives in the tables of the engine, until the next is made there.
        """
        engine = self._engine
        engine.clear()
        engine.assert_triples(triples)
        return SetClosure(engine, program)
