"""A store whose closure lives: changed at random, and held to the closure computed from scratch."""

from collections.abc import Iterable, Iterator
from random import Random

from rdflib import Graph

from poimenno.ontology.compiling import compile_program, is_schema
from poimenno.ontology.noise import is_noise
from poimenno.ontology.ntriples import Quad, Triple, read_term, write_triples
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.joining import Known
from poimenno.triples.maintaining import Change, Maintained, SchemaChanged, maintain
from poimenno.triples.reasoner import close_schema
from poimenno.triples.states import GRAPH_OF_LEVEL, HIGH, Stored
from poimenno.triples.store import Store

ASSERTED = "http://example.org/graph"
RATED = "<http://example.org/rated>"


class Notes:
    """A rating by notes in the graph: `subject ex:rated "level predicate object"`."""

    def rate(self, triple: Triple, known: Known) -> int:
        """Give the best of the levels noted of a triple; high where nothing is noted."""
        rated = [
            level
            for said in known.match(triple[0], RATED, None)
            if not isinstance(known, Stored) or known.asserted(said)
            for note in said[2:]
            for level, about in [self._read(triple[0], note)]
            if about == triple
        ]
        return max(rated, default=HIGH)

    def touched(self, changed: Iterable[Triple], known: Known) -> Iterator[Triple]:
        """Give the triples that the notes among those changed speak of."""
        for subject, predicate, note in changed:
            if predicate == RATED:
                yield self._read(subject, note)[1]

    def uniform(self, known: Known) -> bool:
        """Tell whether there are no notes."""
        return not any(True for _ in known.match(None, RATED, None))

    @staticmethod
    def note(triple: Triple, level: int) -> Triple:
        """Write the note that rates a triple."""
        about = f"{level} {triple[1]} {triple[2]}".replace("\\", "\\\\").replace('"', '\\"')
        return triple[0], RATED, f'"{about}"'

    @staticmethod
    def _read(subject: str, note: str) -> tuple[int, Triple]:
        text = note[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        level, predicate, obj = text.split(" ", 2)
        return int(level), (subject, predicate, obj)


class Living:
    """A world in a store: its schema fixed, its data changing."""

    def __init__(self, turtle: str) -> None:
        graph = Graph().parse(data=turtle, format="turtle")
        triples = sorted(write_triples(graph))
        self.asserted = set(triples)
        self.store = Store.in_memory()
        self.anew = 0
        self.program = compile_program(close_schema(_graph(self._schema())))
        self.infer()

    @property
    def data(self) -> list[Triple]:
        """What is asserted and may be taken away, in order."""
        return sorted(t for t in self.asserted if not is_schema(t))

    def infer(self) -> None:
        """Infer everything anew, as the caller of `maintain` does when it cannot."""
        self.store.update("CLEAR ALL")
        expected = self.expected()
        quads: list[Quad] = [(t, ASSERTED) for t in self.asserted]
        quads += [(t, GRAPH_OF_LEVEL[level]) for t, level in expected.items()]
        self.store.extend(_lines(quads))

    def change(self, gone: Iterable[Triple], come: Iterable[Triple]) -> Maintained | None:
        """Apply a change and maintain the closure; None where it was inferred anew."""
        removed = set(gone) & self.asserted
        added = set(come) - self.asserted
        self.asserted -= removed
        self.asserted |= added
        change = Change([(t, ASSERTED) for t in removed], [(t, ASSERTED) for t in added])
        self.store.remove(_lines(change.removed))
        self.store.extend(_lines(change.added))
        try:
            return maintain(self.program, [], self.store, change, rating=Notes())
        except SchemaChanged:
            self.anew += 1
            self.infer()
            return None

    def expected(self) -> dict[Triple, int]:
        """Give the level of what is entailed, from a closure for each level."""
        notes = Notes()
        known = _Asserted(self.asserted)
        levels: dict[Triple, int] = {}
        rated = {t: notes.rate(t, known) for t in self.asserted}
        for level in range(1, HIGH + 1):
            sure = sorted(t for t, rate in rated.items() if rate >= level or is_schema(t))
            for triple in self._closed(sure):
                if triple not in self.asserted:
                    levels[triple] = level
            if set(rated.values()) <= {HIGH}:
                levels = dict.fromkeys(levels, HIGH)
                break
        return levels

    def found(self) -> dict[Triple, int]:
        """Read the level of what is entailed off the store."""
        levels: dict[Triple, int] = {}
        for level, graph in GRAPH_OF_LEVEL.items():
            for triple in self.store.triples_of(graph):
                assert triple not in levels, f"in two graphs: {triple}"
                levels[triple] = level
        return levels

    def check(self) -> None:
        """Hold the store to the closure computed from scratch."""
        found, expected = self.found(), self.expected()
        lost = {t: level for t, level in expected.items() if found.get(t) != level}
        more = {t: level for t, level in found.items() if expected.get(t) != level}
        assert (lost, more) == ({}, {}), f"missing: {lost}; too many: {more}"
        # Oxigraph writes a cardinality as xsd:integer: only the data are compared.
        stored = {t for t in self.store.triples_of(ASSERTED) if not is_schema(t)}
        assert stored == set(self.data)
        noise = [t for t in found if is_noise(*t)]
        assert not noise, f"noise: {noise}"

    def _closed(self, sure: list[Triple]) -> list[Triple]:
        """Close triples; with the schema at hand where they say nothing new about it."""
        entailed = list(InMemory().close(self.program, sure).entailed())
        if any(is_schema(t) and t not in self.program.facts for t in entailed):
            return list(close_graph(_graph(self._schema()), sure, InMemory()).entailed())
        return entailed

    def _schema(self) -> list[Triple]:
        return sorted(t for t in self.asserted if is_schema(t))


class _Asserted:
    def __init__(self, triples: set[Triple]) -> None:
        self._notes = [t for t in triples if t[1] == RATED]

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        return (t for t in self._notes if t[0] == subject)

    def holds(self, triple: Triple) -> bool:
        return triple in self._notes


def edits(living: Living, pool: list[Triple], random: Random, *, rated: bool) -> None:
    """Change a world once at random: some triples go, some of a pool come, some are rated anew."""
    data = living.data
    gone = set(random.sample(data, min(len(data), random.choice((0, 1, 1, 2, 4)))))
    come = set(random.sample(pool, min(len(pool), random.choice((0, 1, 1, 2, 4)))))
    if rated:
        for triple in [*random.sample(data, min(len(data), 2)), *come]:
            if triple[1] != RATED and random.random() < 0.5:
                come.add(Notes.note(triple, random.randint(1, HIGH)))
    living.change(gone, come)


def _graph(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        subject, predicate, obj = map(read_term, triple)
        graph.add((subject, predicate, obj))
    return graph


def _lines(quads: Iterable[Quad]) -> bytes:
    return "".join(f"{' '.join(triple)} <{graph}> .\n" for triple, graph in quads).encode()
