"""From files to a file: closing any RDF under any schema, no triple of the data held in Python."""

# ruff: noqa: S608  statements are made of checked paths and of the words of this module alone

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from rdflib import Graph

from ..ontology.compiling import TYPE, compile_program, is_schema
from ..ontology.ntriples import Triple, read_triples, write_triples
from ..ontology.program import Program
from .asserting import ENTAILED_GRAPHS
from .bulk import LINES, Duck
from .bulk_iterating import Engine, SetClosure
from .bulk_reading import read_files
from .closing import Finding, grow, in_list
from .failures import BulkError
from .progress import Progress, Silent
from .rdf_files import read_graph
from .reasoner import close_all, close_schema
from .statements import written_select

WRITABLE = (".nt", ".nq", ".parquet")


@dataclass
class Report:
    """What a closing of files came to; `seconds` by stage."""

    asserted: int = 0
    entailed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the seconds of a block to a stage."""
        started = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - started


def close_files(
    data: Sequence[Path],
    schema: Sequence[Path],
    out: Path,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Close files under a schema and write what is entailed and not asserted.

    Data that says something of the schema is part of it. `out` is N-Triples, N-Quads or Parquet
    by its suffix; it is there when all is done, or not at all. Raises BulkError, and InvalidData
    for a schema that cannot be read.
    """
    progress = progress or Silent()
    check_output(out)
    report = Report()
    with Duck(memory) as engine:
        with report.timed("read"):
            read = read_all(engine, data, schema, report, progress)
        closure = close_tables(engine, read, report, progress)
        finish(closure, report, progress, lambda select: write_triples_of(engine, select, out))
    return report


def close_by_owlrl(
    data: Sequence[Path], schema: Sequence[Path], out: Path, progress: Progress | None = None
) -> Report:
    """Close files as `close_files` does, by owlrl alone: for some thousands of triples."""
    progress = progress or Silent()
    check_output(out)
    report = Report()
    with Duck() as engine:
        with report.timed("read"):
            read_all(engine, data, schema, report, progress)
            graph = read_triples(engine.rows(written_select("SELECT s, p, o FROM known")))
        with report.timed("close"):
            progress.begin("close")
            closed, messages = close_all(graph)
            entailed = list(write_triples(closed - graph))
            progress.end(f"{len(entailed):,} triples")
        report.entailed = len(entailed)
        report.findings = [Finding("owlrl", (), message) for message in sorted(messages)]
        with report.timed("write"):
            engine.clear()
            engine.assert_triples(entailed)
            write_triples_of(engine, "SELECT s, p, o FROM known", out)
    return report


def read_all(
    engine: Duck,
    data: Sequence[Path],
    schema: Sequence[Path],
    report: Report,
    progress: Progress,
) -> Graph:
    """Read data and schema into the tables of an engine, and give the schema as a graph too."""
    read = read_graph(schema)
    stated = write_schema(read, engine.folder)
    report.asserted = read_files(engine, data, progress, [stated])
    return read


def write_schema(schema: Graph, folder: Path) -> Path:
    """Write a schema as lines, so that its blank nodes are the same in the tables as in Python."""
    stated = folder / "schema.nt"
    with stated.open("w", encoding="utf-8") as file:
        file.writelines(f"{' '.join(triple)} .\n" for triple in write_triples(schema))
    return stated


def check_output(out: Path) -> None:
    """Raise BulkError where a closure cannot be written to."""
    if out.suffix not in WRITABLE:
        raise BulkError(f"{out}: expected a name that ends in {', '.join(WRITABLE)}")
    if not out.parent.is_dir():
        raise BulkError(f"{out.parent}: there is no such folder")


def close_tables(
    engine: Engine,
    schema: Graph,
    report: Report,
    progress: Progress,
    closing: type[SetClosure] = SetClosure,
) -> SetClosure:
    """Close what the tables of an engine hold, until no triple says anything new of the schema.

    `closing` is the closure that is made over the engine.
    """
    grown = Graph()
    grown += schema
    grow(grown, _schema_triples(engine, "SELECT s, p, o FROM known"))
    while True:
        with report.timed("compile"):
            program = compile_program(close_schema(grown))
        with report.timed("close"):
            closure = closing(engine, program, progress)
            news = list(_news(engine, closure, program, grown))
        if not news:
            return closure
        grow(grown, news)
        closure.withdraw()


def finish(
    closure: SetClosure, report: Report, progress: Progress, write: Callable[[str], None]
) -> None:
    """Put into a report what a closure came to, and write what is entailed, as a query of it."""
    with report.timed("count"):
        report.counts = closure.counts()
        report.entailed = report.counts.total()
    with report.timed("find"):
        report.findings = closure.findings()
    with report.timed("write"):
        progress.begin("write")
        write(closure.entailed_select())
        progress.end(f"{report.entailed:,} triples")


def _news(engine: Engine, closure: SetClosure, program: Program, grown: Graph) -> Iterator[Triple]:
    for triple in _schema_triples(engine, closure.entailed_select()):
        if triple not in program.facts and not in_list(triple, grown):
            yield triple


def _schema_triples(engine: Engine, triples: str) -> Iterator[Triple]:
    """Give the schema among triples of numbers: predicates and classes are looked at once each."""
    type_ = engine.number([TYPE])[TYPE]
    predicates = [
        number
        for number, term in engine.rows(
            f"SELECT id, term FROM terms WHERE id IN (SELECT DISTINCT p FROM ({triples}) x)"
        )
        if is_schema(("", term, ""))
    ]
    classes = [
        number
        for number, term in engine.rows(
            "SELECT id, term FROM terms WHERE id IN "
            f"(SELECT DISTINCT o FROM ({triples}) x WHERE p = {type_})"
        )
        if is_schema(("", TYPE, term))
    ]
    chosen = ", ".join(map(str, predicates)) or "NULL"
    kinds = ", ".join(map(str, classes)) or "NULL"
    yield from engine.rows(
        written_select(
            f"SELECT s, p, o FROM ({triples}) x "
            f"WHERE p IN ({chosen}) OR (p = {type_} AND o IN ({kinds}))"
        )
    )


def write_triples_of(engine: Duck, select: str, out: Path) -> None:
    """Write the triples (s, p, o as numbers) of a query; the file takes its place when whole."""
    written = written_select(select)
    partial = out.with_name(f".{out.name}-{uuid4().hex[:8]}")
    graph = f" <{ENTAILED_GRAPHS['high']}>" if out.suffix == ".nq" else ""
    try:
        if out.suffix == ".parquet":
            select = f"SELECT s AS subject, p AS predicate, o AS object FROM ({written}) w"
            options = "FORMAT parquet, COMPRESSION zstd"
        else:
            select = f"SELECT concat(s, ' ', p, ' ', o, '{graph} .') FROM ({written}) w"
            options = LINES
        engine.run(f"COPY ({select}) TO '{str(partial).replace(chr(39), chr(39) * 2)}' ({options})")
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
