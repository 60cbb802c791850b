"""From a SPARQL Update request to the exact difference that it makes, quad by quad.

What follows from the data can be kept true only by one who knows what came and what went, and
Oxigraph does not tell. So each operation is done here: Oxigraph evaluates the pattern, the
templates are filled, what was not there is added and what was there is taken out. Operations over
whole graphs are Oxigraph's own, and their difference is read from the graphs before.

Source: SPARQL 1.1 Update, section 3 (all deletions of an operation come before its insertions).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ..ontology.ntriples import Quad, Triple, write_quads
from ..queries.operations import Operation, begin_of_operations, split
from ..queries.tokens import significant, tokenize
from .failures import ChangeTooLarge, InvalidQuery, ProtectedGraph, UnevaluableQuery
from .store import Store
from .templates import Row, Template, variables

# A quad of a difference costs about half a kilobyte, and the writer has two gibibytes.
MOST = 2_000_000
_NOWHERE = "urn:x-poimenno:no-graph"
_PIECE = 10_000
_TOO_LARGE = (
    f"the change has more than {MOST} triples, too many to follow what is inferred from each of"
    " them: send it in pieces"
)


class Difference:
    """The net difference of a request: what was taken out and put back is none.

    `removed` and `added` have each quad once, in the order in which it came. `emptied` tells that
    all that there was went before: then only what came after it is listed.
    """

    def __init__(self, *, emptied: bool = False) -> None:
        self.emptied = emptied
        self._removed: dict[Quad, None] = {}
        self._added: dict[Quad, None] = {}

    @property
    def removed(self) -> list[Quad]:
        """The quads that were there and are there no more."""
        return list(self._removed)

    @property
    def added(self) -> list[Quad]:
        """The quads that were not there and are there now."""
        return list(self._added)

    def __bool__(self) -> bool:
        return bool(self.emptied or self._removed or self._added)

    def remove(self, quad: Quad) -> None:
        """Note that a quad that is there goes; raises ChangeTooLarge."""
        self._note(quad, self._added, self._removed)

    def add(self, quad: Quad) -> None:
        """Note that a quad that is not there comes; raises ChangeTooLarge."""
        self._note(quad, self._removed, self._added)

    @staticmethod
    def _note(quad: Quad, undone: dict[Quad, None], noted: dict[Quad, None]) -> None:
        if quad in undone:
            del undone[quad]
            return
        noted[quad] = None
        if len(noted) > MOST:
            raise ChangeTooLarge(_TOO_LARGE)


class Changing:
    """A writable store whose changes are followed.

    `is_protected` tells the graphs that nobody writes: a request that names one is refused, and
    a variable that ranges over all graphs passes them over.
    """

    def __init__(self, store: Store, is_protected: Callable[[str], bool]) -> None:
        self._store = store
        self._is_protected = is_protected
        self.difference = Difference()

    def update(
        self, text: str, *, base: str | None = None, prefixes: Mapping[str, str] | None = None
    ) -> None:
        """Apply a request as `Store.update` does; not in one transaction: a failure leaves parts.

        Raises what `Store.update` raises, with the same position; ProtectedGraph; ChangeTooLarge;
        MalformedText for what only Oxigraph reads as an operation.
        """
        known = dict(prefixes or {})
        tokens = significant(tokenize(text))
        _check(text, begin_of_operations(text, tokens), base, known)
        for operation in split(text, tokens):
            read = _Reading(operation, base, known)
            if operation.kind == "modify":
                self._modify(operation, read)
            else:
                self._manage(operation, read)

    def write_graph(self, graph: str | None, data: Store, *, replace: bool) -> None:
        """Add the default graph of another store to a graph, or put it in its place."""
        self._refuse(graph)
        gone: list[Triple] = []
        if replace:
            gone = [t for t in self._store.triples_of(graph) if not data.holds(t, None)]
        come = (t for t in data.triples_of(None) if not self._store.holds(t, graph))
        self._apply(((t, graph) for t in gone), ((t, graph) for t in come))
        self._store.create_graph(graph)

    def delete_graph(self, graph: str | None) -> None:
        """Remove a graph with its name, or empty the default graph."""
        self._refuse(graph)
        self._note([(triple, graph) for triple in self._few(graph)], ())
        self._store.remove_graph(graph)

    def _modify(self, operation: Operation, read: "_Reading") -> None:
        graph = read.name(operation.graph) if operation.graph else None
        names = variables(operation.delete + operation.insert)
        delete = read.template(operation.delete, names, graph)
        insert = read.template(operation.insert, names, graph)
        for name in delete.graphs() | insert.graphs():
            self._refuse(name)
        gone: dict[Quad, None] = {}
        come: dict[Quad, None] = {}
        for row in self._rows(operation, read, graph, names, insert.has_blanks):
            for quad in delete.quads(row):
                if quad not in gone and self._counts(quad) and self._store.holds(*quad):
                    gone[quad] = None
            for quad in insert.quads(row):
                if self._counts(quad):
                    come[quad] = None
            if max(len(gone), len(come)) > MOST:
                raise ChangeTooLarge(_TOO_LARGE)
        stay = gone.keys() & come.keys()
        self._apply(
            (quad for quad in gone if quad not in stay),
            (quad for quad in come if quad not in stay and not self._store.holds(*quad)),
        )

    def _rows(
        self,
        operation: Operation,
        read: "_Reading",
        graph: str | None,
        names: list[str],
        blanks: bool,
    ) -> Iterable[Row]:
        if operation.where.strip("{} \n\t\r") == "":
            return [(None,) * len(names)]
        asked = " ".join(f"?{name}" for name in names) or "(1 AS ?solution)"
        # Without a variable one solution gives what all give.
        limit = "" if names or blanks else " LIMIT 1"
        return self._store.solutions(
            f"{operation.prologue}\nSELECT {asked}{operation.using} WHERE {operation.where}{limit}",
            base=read.base,
            prefixes=read.prefixes,
            default_graphs=[graph] if graph and not operation.using else None,
        )

    def _manage(self, operation: Operation, read: "_Reading") -> None:
        kind, words = operation.kind, operation.graphs
        if words[0] in {"ALL", "NAMED"}:
            self._sweep(kind, words[0])
            return
        graphs = [None if word == "DEFAULT" else read.name(word) for word in words]
        source, target = graphs[0], graphs[-1]
        self._refuse(target)
        gone: list[Quad] = []
        come: list[Quad] = []
        if kind in {"CLEAR", "DROP"}:
            gone = [(triple, target) for triple in self._few(target)]
        elif kind != "CREATE" and source != target:
            old, new = set(self._few(target)), dict.fromkeys(self._few(source))
            come = [(triple, target) for triple in new if triple not in old]
            if kind != "ADD":
                gone = [(triple, target) for triple in old if triple not in new]
            if kind == "MOVE":
                self._refuse(source)
                gone += [(triple, source) for triple in new]
        self._store.update(
            f"{operation.prologue}\n{operation.text}", base=read.base, prefixes=read.prefixes
        )
        self._note(gone, come)

    def _sweep(self, kind: str, word: str) -> None:
        """Clear or drop all graphs, or all that have a name."""
        if word == "ALL":
            self._store.update(f"{kind} ALL")
            self.difference = Difference(emptied=True)
            return
        for graph in list(self._store.graphs()):
            if not self._is_protected(graph):
                self._note([(triple, graph) for triple in self._few(graph)], ())
                self._store.update(f"{kind} GRAPH <{graph}>")

    def _few(self, graph: str | None) -> Iterator[Triple]:
        """Give the triples of a graph, as long as they can be followed."""
        for number, triple in enumerate(self._store.triples_of(graph)):
            if number == MOST:
                raise ChangeTooLarge(_TOO_LARGE)
            yield triple

    def _refuse(self, graph: str | None) -> None:
        if graph is not None and self._is_protected(graph):
            raise ProtectedGraph(
                f"<{graph}> holds what is inferred or made from the other graphs, and changes with"
                " them; write what you have to say into another graph"
            )

    def _counts(self, quad: Quad) -> bool:
        """Tell whether a quad stands where it can be written; others are passed over."""
        return quad[1] is None or not self._is_protected(quad[1])

    def _note(self, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
        for quad in gone:
            self.difference.remove(quad)
        for quad in come:
            self.difference.add(quad)

    def _apply(self, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
        """Take out quads that are there, put in quads that are not."""
        for quads in _pieces(gone):
            self._note(quads, ())
            self._store.remove(write_quads(quads))
        for quads in _pieces(come):
            self._note((), quads)
            self._store.extend(write_quads(quads))


def _pieces(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    rest = iter(quads)
    while piece := list(islice(rest, _PIECE)):
        yield piece


def _check(text: str, at: int, base: str | None, prefixes: Mapping[str, str]) -> None:
    """Let Oxigraph parse a whole request: it fails at its begin, before any of it is done."""
    failing = f"{text[:at]} CLEAR GRAPH <{_NOWHERE}> ;\n{text[at:]}"
    with Store.in_memory() as scratch:
        try:
            scratch.update(failing, base=base, prefixes=prefixes)
        except UnevaluableQuery:
            return
        except InvalidQuery:
            # Once more as it stands, for its own positions.
            scratch.update(text, base=base, prefixes=prefixes)
            raise


class _Reading:
    """Names and templates of an operation, read under its declarations."""

    def __init__(self, operation: Operation, base: str | None, prefixes: dict[str, str]) -> None:
        self.prologue = operation.prologue
        self.base = base
        self.prefixes = prefixes

    def template(self, block: str, names: Sequence[str], graph: str | None) -> Template:
        """Read a template; `graph` is that of WITH."""
        return Template(
            block or "{}",
            names,
            prologue=self.prologue,
            base=self.base,
            prefixes=self.prefixes,
            graph=graph,
        )

    def name(self, written: str) -> str:
        """Resolve an IRI or a prefixed name."""
        with Store.in_memory() as scratch:
            data = f"INSERT DATA {{ GRAPH {written} {{ <urn:x> <urn:x> <urn:x> }} }}"
            scratch.update(f"{self.prologue}\n{data}", base=self.base, prefixes=self.prefixes)
            return next(scratch.graphs())
