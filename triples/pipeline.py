"""From records to a graph that answers: read, lift, load, close, validate, snapshot.

All or nothing: a stage that finds a fault ends the build, and the store stays as it was.
"""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from time import perf_counter

from rdflib import Graph

from ..ontology import modules
from ..ontology.ntriples import Triple, write_triples
from ..ontology.writing import write_program
from . import asserting, checking, expectations, snapshots, withholding
from .asserting import ENTAILED_GRAPHS, VOID_GRAPH, Graphs, is_shown_graph
from .closing import RuleError
from .concluding import RuleQueries
from .confidence import levels_of
from .dumping import asserted_graphs
from .evaluating import InMemory
from .grading import Graded, close_graded
from .lifting import lift
from .name_rows import index_names
from .progress import Progress, Silent
from .reading import Problem, Table, read_tables
from .store import Store
from .summarizing import summarize
from .void_graph import stored_description
from .wikibase_view import has_claims, write_view


class BuildError(Exception):
    """The build found faults and left everything as it was; `problems` lists all of them."""

    def __init__(self, stage: str, problems: Sequence[object]) -> None:
        super().__init__(f"{stage}: {len(problems)} problems, the first: {problems[0]}")
        self.stage = stage
        self.problems = list(problems)


@dataclass
class BuildReport:
    """What a build did: records, triples, findings, triples by level and rule, seconds.

    `shown` counts the triples of the Wikibase view, `named` the names in their index.
    """

    records: int = 0
    withheld: int = 0
    asserted: int = 0
    entailed: int = 0
    shown: int = 0
    named: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    findings: list[object] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def build(
    store: Path,
    *,
    progress: Progress | None = None,
    records: Path | Traversable | None = None,
    publish_possibly_living: bool = False,
    today: datetime.date | None = None,
) -> BuildReport:
    """Build the graph of a folder of tables (by default the curated ones) into a store.

    `today` is the day against which a person counts as possibly living. Raises BuildError with
    every problem of the stage that failed, and then leaves the store as it was.
    """
    work = _Work(progress or Silent())
    tables = work.read(records or files("poimenno.triples") / "records")
    day = today or datetime.datetime.now(datetime.UTC).date()
    graphs = work.lift(tables, None if publish_possibly_living else day)
    return work.publish(store, graphs, tables)


def close(store: Path, *, progress: Progress | None = None) -> BuildReport:
    """Close a store anew: infer from all that is asserted in it now, updates included."""
    work = _Work(progress or Silent())
    with snapshots.reading(store) as opened:
        names = asserted_graphs(opened)
        graphs = {name: checking.triples_of(opened, name) for name in names}
    return work.publish(store, graphs, {})


def validate(store: Path, *, progress: Progress | None = None) -> list[object]:
    """Hold a store to the shapes and the checks; gives every violation."""
    work = _Work(progress or Silent())
    with snapshots.reading(store) as opened, work.stage("validate") as note:
        names = [name for name in opened.graphs() if not is_shown_graph(name)]
        triples = [t for name in names for t in checking.triples_of(opened, name)]
        found = [*checking.violations(triples), *checking.failed_checks(opened)]
        note.append(f"{len(found)} violations")
    return found


class _Work:
    """The stages of one build, each told to the progress and timed in the report."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._problems: list[Problem] = []
        self.report = BuildReport()

    @cached_property
    def schema(self) -> Graph:
        return asserting.ontology()

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """Run a stage; what is put into the list it gives is said at its end."""
        note: list[str] = []
        started = perf_counter()
        self._progress.begin(name)
        try:
            yield note
        finally:
            self.report.seconds[name] = round(perf_counter() - started, 2)
            self._progress.end(" ".join(note))

    def read(self, folder: Path | Traversable) -> dict[str, Table]:
        with self.stage("read") as note:
            tables = read_tables(folder, self._problems)
            if not tables or not all(table.readable for table in tables.values()):
                _stop("read", self._problems)
            self.report.records = sum(len(table.records) for table in tables.values())
            note.append(f"{self.report.records} records of {len(tables)} tables")
        return tables

    def lift(self, tables: dict[str, Table], today: datetime.date | None) -> Graphs:
        with self.stage("lift") as note:
            lifted = lift(tables, self.schema)
            _stop("lift", sorted({*self._problems, *lifted.problems}))
            quads = lifted.quads
            if today is not None:
                hidden = withholding.possibly_living(quads, today)
                quads = withholding.without(quads, hidden)
                self.report.withheld = len(hidden)
            graphs = asserting.of_records(quads) | asserting.of_package(self.schema)
            note.append(f"{sum(map(len, graphs.values()))} triples in {len(graphs)} graphs")
        return graphs

    def publish(self, store: Path, graphs: Graphs, tables: Mapping[str, Table]) -> BuildReport:
        """Fill a new generation beside the one in use, and put it in its place."""
        self.report.asserted = sum(map(len, graphs.values()))
        snapshots.publish_generation(store, lambda path: self._fill(path, graphs, tables))
        return self.report

    def _fill(self, generation: Path, graphs: Graphs, tables: Mapping[str, Table]) -> None:
        triples = list(asserting.all_triples(graphs))
        report = self.report
        with Store.open(snapshots.primary(generation)) as primary:
            with self.stage("load") as note:
                primary.extend(b"".join(asserting.lines(graphs)))
                note.append(f"{report.asserted} triples")
            with self.stage("close") as note:
                graded = self._close(triples)
                for level, found in graded.entailed.items():
                    lines = asserting.lines({ENTAILED_GRAPHS[level]: found})
                    primary.extend(b"".join(lines))
                entailed = [triple for found in graded.entailed.values() for triple in found]
                snapshots.program_file(generation).write_text(
                    write_program(graded.program), "utf-8"
                )
                report.entailed = len(entailed)
                report.levels = {level: len(found) for level, found in graded.entailed.items()}
                report.rules = dict(graded.closure.counts().most_common())
                report.findings += graded.closure.findings()
                note.append(f"{len(entailed)} entailed, {len(report.findings)} inconsistencies")
            with self.stage("validate") as note:
                broken = checking.violations([*triples, *entailed])
                _stop("validate", [*broken, *checking.failed_checks(primary)])
                report.findings += expectations.mismatches(tables, [*triples, *entailed])
                note.append("conforms to the shapes and the checks")
            if has_claims(primary):
                with self.stage("view") as note:
                    report.shown = write_view(primary)
                    note.append(f"{report.shown} triples as a Wikibase writes them")
            with self.stage("index") as note:
                report.named = index_names(primary, snapshots.names_file(generation))
                note.append(f"{report.named} names by their sound")
            with self.stage("describe") as note:
                summary = summarize(primary, triples, entailed)
                described = {VOID_GRAPH: sorted(write_triples(stored_description(summary)))}
                primary.extend(b"".join(asserting.lines(described)))
                note.append(f"{len(summary.classes)} classes, {len(summary.properties)} properties")
            with self.stage("snapshot"):
                primary.optimize()
        facts = json.dumps(asdict(report), default=str, ensure_ascii=False, indent=1)
        snapshots.build_facts(generation).write_text(facts, "utf-8")

    def _close(self, triples: list[Triple]) -> Graded:
        store = RuleQueries(triples)
        try:
            levels = levels_of(triples)
            return close_graded(self.schema, levels, modules.rules(), store, InMemory())
        except RuleError as fault:
            raise BuildError("close", [fault]) from fault


def _stop(stage: str, problems: Sequence[object]) -> None:
    if problems:
        raise BuildError(stage, problems)
