"""The one door to Spark: the rule program on a cluster, by the statements that DuckDB runs too.

Every set of triples that a round gives is written as Parquet to storage that all workers share, so
that no plan reaches back beyond the round, and a worker that dies costs the tasks it was at. Terms
are numbered by a salted hash, which each worker computes for itself and which comes out the same
when a task is run again; that no two terms share a number is checked, with another salt if need
be. Only counts, findings and triples of the schema come to the driver.
"""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from rdflib import Graph

from ..ontology.datatypes import belongs
from ..ontology.ntriples import Triple, write_triples
from ..ontology.program import Program
from . import statements as sql
from .asserting import ENTAILED_GRAPHS
from .bulk import memory_limit
from .bulk_closing import Report, check_output, close_tables, finish
from .bulk_iterating import DATATYPE, SetClosure
from .canonical import canonical_line
from .closing import Closure
from .failures import BulkError
from .progress import Progress, Silent
from .rdf_files import read_graph

try:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own pages use
except ImportError as error:
    raise ImportError(
        "the engine spark needs PySpark: pip install 'poimenno[spark]', and Java 17 or newer"
    ) from error

_KNOWN = "s BIGINT, p BIGINT, o BIGINT, rule INT, step INT, batch INT"
_TEXTS = "subject STRING, predicate STRING, object STRING"
_IRI = r'<[^\x00-\x20<>"{}|^`\\]*+>'
_BLANK = r'_:[^\s<>"]++'
_PLAIN = r'[^"\\\x00-\x1f\x7f]*+'
_LITERAL = rf'"{_PLAIN}(?:\\[btnfr"\\]{_PLAIN})*+"(?:@[a-z]+(?:-[a-z0-9]+)*|\^\^{_IRI})?'
_CANONICAL = rf"^({_IRI}|{_BLANK}) ({_IRI}) ({_IRI}|{_BLANK}|{_LITERAL}) \.$"
_STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"
_HASH = "(xxhash64({term}, {salt}) & 9223372036854775807)"
_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@contextmanager
def connected(master: str | None = None, memory: str | None = None) -> Iterator[SparkSession]:
    """Open a session on a master, and close it; `memory` is that of each executor.

    On `local[…]` the executor is this process, and `memory` its own. Settings of the environment
    (spark-defaults.conf, PYSPARK_PYTHON) hold. Raises BulkError where there is no Java or master.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise BulkError("the engine spark needs Java 17 or newer: no java command, no JAVA_HOME")
    where = master or "local[*]"
    local = where.startswith("local")
    here = local or where.startswith(("spark://127.0.0.1", "spark://localhost"))
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        # A worker that dies takes its shuffle files along: every stage may be run again.
        "spark.stage.maxConsecutiveAttempts": "10",
        "spark.sql.parquet.compression.codec": "zstd",
    }
    if memory:
        name = "spark.driver.memory" if local else "spark.executor.memory"
        settings[name] = f"{_bytes(memory) // 2**20}m"
    if here:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(where).appName("poimenno close")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        if session.conf.get("spark.sql.shuffle.partitions") == "200":
            parts = max(4, 2 * session.sparkContext.defaultParallelism)
            session.conf.set("spark.sql.shuffle.partitions", str(parts))
    except (PySparkException, Py4JError) as error:
        raise BulkError(f"no Spark at {where}: {_reason(error)}") from error
    try:
        yield session
    finally:
        session.stop()


def _bytes(memory: str) -> int:
    number, unit = memory_limit(memory).upper().replace(" ", "").rstrip("B").rstrip("I"), ""
    number, unit = number[:-1], number[-1]
    return int(float(number) * _UNITS[unit])


def _reason(error: Exception) -> str:
    """Take the first line of a Java trace: what follows is the way there."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class Spark:
    """Spark as an engine of `bulk_iterating`; use it in a `with` block, which clears up.

    `folder` lies on storage that driver and workers share under one path.
    """

    dialect = sql.SPARK
    rows_at_once = 1_000_000_000_000  # a statement spills by itself: one for each stage of a round

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session = session
        self._folder = folder / f".poimenno-{uuid4().hex[:12]}"
        self._folder.mkdir()
        self._tables: dict[str, Path] = {}
        self._batches = 0
        self._salt = 0
        told = F.udf(
            lambda term, datatype: bool(belongs(term, datatype)), "boolean", useArrow=False
        )
        session.udf.register("belongs", told)
        self.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for table in [*self._tables, "known"]:
            self._session.catalog.dropTempView(table)
        shutil.rmtree(self._folder, ignore_errors=True)

    def clear(self) -> None:
        """Begin anew with empty tables."""
        self._known = self._path("known")
        self._known.mkdir()
        self._see_known()
        self.create("terms", "SELECT CAST(0 AS BIGINT) AS id, '' AS term WHERE 1 = 0")

    def _path(self, name: str) -> Path:
        self._batches += 1
        return self._folder / f"{name}-{self._batches}"

    def _see_known(self) -> None:
        frame = self._session.read.schema(_KNOWN).parquet(_uri(self._known))
        frame.createOrReplaceTempView("known")

    def _write(self, frame: DataFrame, path: Path, *partitions: str) -> None:
        try:
            frame.write.partitionBy(*partitions).parquet(_uri(path))
        except (PySparkException, Py4JError) as error:
            raise BulkError(_reason(error)) from error

    def select(self, select: str) -> DataFrame:
        """Give a query as a frame; raises BulkError with Spark's reason."""
        try:
            return self._session.sql(select)
        except (PySparkException, Py4JError) as error:
            raise BulkError(_reason(error)) from error

    # What `bulk_iterating.Engine` promises

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query."""
        frame = self.select(select)
        try:
            rows = frame.collect()
        except (PySparkException, Py4JError) as error:
            raise BulkError(_reason(error)) from error
        yield from map(tuple, rows)

    def number(self, terms: Iterable[str]) -> dict[str, int]:
        """Give the numbers of terms; a term not met before gets one, below zero for a literal."""
        wanted = list(terms)
        if not wanted:
            return {}
        named = self._session.createDataFrame([(term,) for term in wanted], "term STRING")
        numbered = named.selectExpr(f"{self._number('term')} AS id", "term")
        numbers = {term: number for number, term in map(tuple, numbered.collect())}
        numbered.createOrReplaceTempView("wanted")
        found = "SELECT w.id AS id, w.term AS term FROM wanted w"
        both = f"SELECT id, term FROM terms UNION ALL {found} LEFT ANTI JOIN terms t ON t.id = w.id"
        met = f"{found} JOIN terms t ON t.id = w.id WHERE t.term <> w.term"
        if len(set(numbers.values())) < len(numbers) or any(self.rows(met)):
            raise BulkError("two terms have the same number: a term of the rules and another")
        self.create("terms", both)
        self._session.catalog.dropTempView("wanted")
        return numbers

    def _number(self, term: str) -> str:
        text = _HASH.format(term=term, salt=self._salt)
        return f"CASE WHEN startswith({term}, '\"') THEN -{text} ELSE {text} END"

    def create(self, table: str, select: str) -> None:
        """Make a table of the rows of a query, in place of one of that name."""
        path = self._path(table)
        self._write(self.select(select), path)
        old = self._tables.get(table)
        self._session.read.parquet(_uri(path)).createOrReplaceTempView(table)
        self._tables[table] = path
        if old:
            shutil.rmtree(old, ignore_errors=True)

    def append(self, select: str, step: int) -> int:
        """Add rows of s, p, o, rule to `known` as of a step; how many is not counted here (0)."""
        self._batches += 1
        frame = self.select(select).selectExpr(
            "CAST(s AS BIGINT) AS s", "CAST(p AS BIGINT) AS p", "CAST(o AS BIGINT) AS o",
            "CAST(rule AS INT) AS rule",
        )  # fmt: skip
        # In the order of predicates a reader skips the pages of all others.
        frame = frame.sortWithinPartitions("p", "o")
        self._write(frame, self._known / f"step={step}" / f"batch={self._batches}")
        self._see_known()
        return 0

    def forget(self, condition: str) -> None:
        """Take rows of `known` out: what stays is written anew."""
        old, self._known = self._known, self._path("known")
        self._known.mkdir()
        kept = self.select(f"SELECT * FROM known WHERE NOT ({condition})")
        kept.write.mode("append").partitionBy("step", "batch").parquet(_uri(self._known))
        self._see_known()
        shutil.rmtree(old, ignore_errors=True)

    # Asserted triples

    def state(self, stated: DataFrame) -> int:
        """Fill the tables with triples (subject, predicate, object as texts), each once."""
        path = self._path("stated")
        self._write(stated, path)
        texts = self._session.read.schema(_TEXTS).parquet(_uri(path))
        for self._salt in range(3):
            if self._encode(texts):
                break
        else:
            raise BulkError("two terms of this data have the same hash, three times over")
        shutil.rmtree(path, ignore_errors=True)
        return int(next(self.rows("SELECT count(*) FROM known"))[0])

    def _encode(self, texts: DataFrame) -> bool:
        """Give every term a number and every triple its three; False when two hashes met."""
        self.clear()
        texts.createOrReplaceTempView("stated")
        places = " UNION ALL ".join(
            f"SELECT {place} AS term FROM stated" for place in ("subject", "predicate", "object")
        )
        self.create(
            "numbered",
            f"SELECT id, min(term) AS term, max(term) AS other FROM (SELECT {self._number('term')} "
            f"AS id, term FROM ({places})) GROUP BY id",
        )
        if any(self.rows("SELECT id FROM numbered WHERE term <> other LIMIT 1")):
            return False
        self.create("terms", "SELECT id, term FROM numbered")
        numbers = ", ".join(
            f"{self._number(place)} AS {letter}"
            for letter, place in zip("spo", ("subject", "predicate", "object"), strict=True)
        )
        self.append(f"SELECT DISTINCT {numbers}, -1 AS rule FROM stated", 0)
        self._session.catalog.dropTempView("stated")
        return True


def _uri(path: Path) -> str:
    """Name a file to Hadoop, which takes a path as it stands: nothing in it is escaped."""
    return f"file://{path.resolve()}"


class SparkClosure(SetClosure):
    """A closure whose literals are told apart by the workers, not by the driver."""

    def _place_literals(self, literals: Iterable[tuple[int, str]]) -> None:
        """dt-type2, for the datatypes that some rule asks for; looks at all literals there are."""
        if not self.program.datatypes:
            return
        kinds = {name: self._current(self._numbers[name]) for name in self.program.datatypes}
        listed = ", ".join(f"({kind}, '{name[1:-1]}')" for name, kind in sorted(kinds.items()))
        select = (
            f"SELECT coalesce(n.root, t.id) AS s, {self._type} AS p, d.kind AS o, "
            f"{self._rule(DATATYPE)} AS rule FROM terms t CROSS JOIN (VALUES {listed}) "
            "AS d(kind, datatype) LEFT JOIN names n ON n.id = t.id "
            "WHERE t.id < 0 AND belongs(t.term, d.datatype)"
        )
        heads = {(self._type, kind) for kind in kinds.values()}
        self._append(sql.fresh_select(select, heads, self._type, self._dialect))


class Cluster:
    """The executor on Spark for triples that stand in Python: `closing.Executor` on one engine."""

    def __init__(self, engine: Spark, session: SparkSession) -> None:
        self._engine, self._session = engine, session

    def close(self, program: Program, triples: Iterable[Triple]) -> Closure:
        """Close asserted triples under a program; see `closing.Executor`."""
        self._engine.state(self._session.createDataFrame(list(triples), _TEXTS))
        return SparkClosure(self._engine, program)


# Files


def close_files(  # noqa: PLR0917  as `bulk_closing.close_files`, with a master
    data: Sequence[Path],
    schema: Sequence[Path],
    out: Path,
    master: str | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Close files under a schema on Spark; see `bulk_closing.close_files`.

    DATA are N-Triples or Parquet, files or folders of them; `out` becomes a folder of such files,
    written by the workers. Data and output lie on storage that driver and workers share under one
    path. Raises BulkError, and InvalidData for a schema that cannot be read.
    """
    progress = progress or Silent()
    check_output(out)
    if out.is_dir() and not (out / "_SUCCESS").exists():
        raise BulkError(f"{out}: a folder that Spark has not written is not replaced")
    read = read_graph(schema)
    for path in data:
        _syntax(path)
    with connected(master, memory) as session, Spark(session, out.parent.resolve()) as engine:
        return close_on(session, engine, data, schema=read, out=out, progress=progress)


def close_on(
    session: SparkSession,
    engine: Spark,
    data: Sequence[Path],
    *,
    schema: Graph,
    out: Path,
    progress: Progress,
) -> Report:
    """Close files on a session that is open; see `close_files`."""
    report = Report()
    with report.timed("read"):
        progress.begin("read")
        report.asserted = engine.state(_stated(session, data, schema))
        progress.end(f"{report.asserted:,} triples")
    closure = close_tables(engine, schema, report, progress, SparkClosure)

    def write(select: str) -> None:
        _write_out(engine.select(sql.written_select(select)), out)

    finish(closure, report, progress, write)
    return report


def _syntax(path: Path) -> str:
    """Tell N-Triples from Parquet by the name of a file or folder."""
    if not path.exists():
        raise BulkError(f"{path}: there is no such file")
    name = path.with_suffix("") if path.suffix == ".gz" else path
    if name.suffix not in (".nt", ".parquet"):
        raise BulkError(f"{path}: on Spark expected .nt, .nt.gz or .parquet, a file or a folder")
    return name.suffix


def _stated(session: SparkSession, data: Sequence[Path], schema: Graph) -> DataFrame:
    """Read all that is asserted, blank nodes of several files kept apart by a mark."""
    frame = session.createDataFrame(list(write_triples(schema)), _TEXTS)
    for number, path in enumerate(data, 1):
        read = _read(session, path)
        if len(data) > 1:
            marked = f"regexp_replace({{0}}, '^_:', '_:d{number}x') AS {{0}}"
            read = read.selectExpr(marked.format("subject"), "predicate", marked.format("object"))
        frame = frame.unionByName(read)
    return frame


def _read(session: SparkSession, path: Path) -> DataFrame:
    if _syntax(path) == ".parquet":
        frame = session.read.parquet(_uri(path))
        if not {"subject", "predicate", "object"} <= set(frame.columns):
            raise BulkError(f"{path}: expected the columns subject, predicate and object")
        lines = frame.select(F.concat_ws(" ", "subject", "predicate", "object", F.lit(".")))
    else:
        lines = session.read.text(_uri(path))
    lines = lines.toDF("line").where(~F.col("line").rlike(r"^[ \t\r]*(#.*)?$"))
    good = F.col("line").rlike(_CANONICAL) & ~F.contains(F.col("line"), F.lit(_STRING))
    slow = F.udf(canonical_line, "string", useArrow=False)
    whole = lines.where(good)
    odd = lines.where(~good).select(slow("line").alias("line"), F.col("line").alias("given"))
    odd = odd.localCheckpoint() if not odd.isEmpty() else odd
    for (given,) in odd.where("line IS NULL").select("given").limit(1).collect():
        raise BulkError(f"{path}: not a line of N-Triples: {given[:80]}")
    texts = whole.unionByName(odd.select("line"))
    return texts.select(
        *(
            F.regexp_extract("line", _CANONICAL, place).alias(name)
            for place, name in enumerate(("subject", "predicate", "object"), 1)
        )
    )


def _write_out(triples: DataFrame, out: Path) -> None:
    """Write triples (s, p, o as texts) as a folder, which takes its place when it is whole."""
    partial = out.with_name(f".{out.name}-{uuid4().hex[:8]}")
    graph = f" <{ENTAILED_GRAPHS['high']}>" if out.suffix == ".nq" else ""
    try:
        if out.suffix == ".parquet":
            triples.toDF("subject", "predicate", "object").write.parquet(_uri(partial))
        else:
            line = F.concat_ws(" ", "s", "p", "o", F.lit(f"{graph} .".strip()))
            triples.select(line).write.text(_uri(partial))
            for part in partial.glob("part-*.txt"):
                part.rename(part.with_suffix(out.suffix))
            # The checksums of Hadoop go by the old names.
            for checksum in partial.glob(".*.crc"):
                checksum.unlink()
        if out.is_dir():
            shutil.rmtree(out)
        partial.replace(out)
    except (PySparkException, Py4JError) as error:
        raise BulkError(_reason(error)) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
