"""Any RDF into a store: read, graded and closed in tables, and put into a new generation.

All that is entailed is written down (DECISIONS "Everything entailed is stored"), so that a query
reads the full closure whatever it asks. The generation takes its place when it is whole; what fails
before leaves the store as it was.
"""

# ruff: noqa: S608  statements are made of numbers, of checked paths and of the words of this module

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rdflib import Graph

from ..ontology.namespaces import GRAPH
from ..ontology.writing import write_program
from . import snapshots
from .asserting import ENTAILED_GRAPHS, LEVELS, ONTOLOGY_GRAPH, is_derived_graph
from .bulk import Duck
from .bulk_closing import Report, close_tables, write_schema
from .bulk_iterating import SetClosure
from .bulk_levels import has_levels, make_levels
from .bulk_reading import number, quads_select, sources_of
from .name_rows import index_names
from .progress import Progress, Silent
from .rdf_files import read_graph
from .statements import written_select
from .store import InvalidData, Store

LOADED_GRAPH = GRAPH + "loaded"
_NOTHING = "SELECT s, p, o, 0 AS level FROM known WHERE 1 = 0"


def load(
    store: Path,
    data: Sequence[Path],
    schema: Sequence[Path],
    *,
    graph: str = LOADED_GRAPH,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Load files into a new generation of a store, closed under a schema, in place of the old.

    Triples stand in `graph`, quads in the graphs that the files name, the schema in the graph of
    the ontology. What stands in a graph of entailed triples is inferred anew. Rule files are not
    run. Raises BulkError, InvalidData and StorageFailure, and then the store is as it was.
    """
    if is_derived_graph(graph):
        raise InvalidData(f"<{graph}> is for what is made here; expected a graph for what is said")
    loader = _Loader(data, schema, graph, progress or Silent())

    def prepare(generation: Path) -> None:
        with Duck(memory, generation) as engine:
            loader.fill(engine, generation)

    snapshots.publish_generation(store, prepare)
    return loader.report


class _Loader:
    """One load: what is read, by which names, and what came of it so far."""

    def __init__(
        self, data: Sequence[Path], schema: Sequence[Path], graph: str, progress: Progress
    ) -> None:
        self._data, self._schema, self._graph = data, schema, graph
        self._progress = progress
        self.report = Report()

    def fill(self, engine: Duck, generation: Path) -> None:
        report, progress = self.report, self._progress
        with Store.open(snapshots.primary(generation)) as primary:
            primary.create_graph(self._graph)
            with report.timed("read"):
                progress.begin("read")
                schema = read_graph(self._schema)
                stated = list(sources_of(engine, self._data))
                written = write_schema(schema, engine.folder)
                said = list(sources_of(engine, [written], marked=False)) if schema else []
                report.asserted = number(engine, [*stated, *said], progress)
            closure, entailed = self._close(engine, schema)
            for sources, name in ((stated, self._graph), (said, ONTOLOGY_GRAPH)):
                for source in sources:
                    self._put(engine, primary, quads_select(source, name), source.path.name)
            for level, select in entailed.items():
                self._put(engine, primary, _lines(select, ENTAILED_GRAPHS[level]), f"{level} level")
            with report.timed("optimize"):
                progress.begin("optimize")
                primary.optimize()
                progress.end()
            with report.timed("index"):
                index_names(primary, snapshots.names_file(generation))
        program = replace(closure.program, with_files=False)
        snapshots.program_file(generation).write_text(write_program(program), "utf-8")
        facts = {"asserted": report.asserted, "entailed": report.entailed}
        snapshots.build_facts(generation).write_text(json.dumps(facts, indent=1), "utf-8")

    def _close(self, engine: Duck, schema: Graph) -> tuple[SetClosure, dict[str, str]]:
        """Close what is asserted; gives the closure and what selects the entailed of each level.

        Where claims tell levels, it is closed weaker and weaker, and a triple has the level at
        which it is first true. The last closure is that of everything.
        """
        report, progress = self.report, self._progress
        if not has_levels(engine):
            closure = close_tables(engine, schema, report, progress)
            entailed = {LEVELS[0]: closure.entailed_select()}
        else:
            with report.timed("grade"):
                levels = make_levels(engine)
                engine.create("graded", _NOTHING)
            for level in levels:
                engine.forget("1 = 1")
                engine.append(f"SELECT s, p, o, -1 AS rule FROM levels WHERE level <= {level}", 0)
                closure = close_tables(engine, schema, report, progress)
                with report.timed("grade"):
                    engine.run(
                        f"INSERT INTO graded SELECT s, p, o, {level} FROM "
                        f"({closure.entailed_select()}) e ANTI JOIN levels l USING (s, p, o) "
                        "ANTI JOIN graded g USING (s, p, o)"
                    )
            entailed = {
                LEVELS[level]: f"SELECT s, p, o FROM graded WHERE level = {level}"
                for level in levels
            }
        report.counts = closure.counts()
        report.entailed = report.counts.total()
        with report.timed("find"):
            report.findings = closure.findings()
        return closure, entailed

    def _put(self, engine: Duck, primary: Store, select: str, what: str) -> None:
        """Put the lines of a query into the store; blank nodes keep the names that they have."""
        with self.report.timed("load"):
            parts = [
                (path, blank)
                for blank in (False, True)
                for path in engine.write_lines(
                    f"SELECT line FROM ({select}) x WHERE blank = {blank}", f"{blank}"
                )
            ]
            self._progress.begin(f"load {what}", len(parts))
            for path, blank in parts:
                if blank:
                    with path.open("rb") as lines:
                        primary.extend(lines)
                else:
                    primary.load_dataset(path, "application/n-quads", lenient=True)
                path.unlink()
                self._progress.advance()
            self._progress.end()


def _lines(select: str, graph: str) -> str:
    """Select the lines of triples of numbers, as `quads_select` does."""
    return (
        f"SELECT concat(s, ' ', p, ' ', o, ' <{graph}> .') AS line, "
        "starts_with(s, '_:') OR starts_with(o, '_:') AS blank "
        f"FROM ({written_select(f'SELECT s, p, o FROM ({select}) e')}) w"
    )
