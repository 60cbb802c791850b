"""The door to Oxigraph: opening, loading, querying, updating and serialising a store.

Nothing of pyoxigraph leaves this module: callers give and get text, bytes, paths and media types,
and every failure is one of the errors named here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Self

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from ..ontology.ntriples import Triple
from .failures import (
    InvalidData,
    InvalidQuery,
    StorageFailure,
    StoreError,
    UnevaluableQuery,
    UnsupportedMediaType,
    evaluating,
    parsing,
)
from .syntaxes import graph_format, rewrite_lines, rows_format, write_lines

__all__ = [
    "InvalidData",
    "InvalidQuery",
    "StorageFailure",
    "Store",
    "StoreError",
    "UnevaluableQuery",
    "UnsupportedMediaType",
    "rewrite_lines",
    "write_lines",
]

# Below this size a transaction is cheaper than the new files a bulk load writes.
_BULK = 4 * 1024 * 1024


def _graph(name: str | None) -> ox.NamedNode | ox.DefaultGraph | ox.BlankNode:
    if name is None:
        return ox.DefaultGraph()
    try:
        if name.startswith("_:"):
            return ox.BlankNode(name[2:])
        return ox.NamedNode(name)
    except ValueError as error:
        raise InvalidData(f"<{name}> is not an absolute IRI: {error}") from error


def graph_set(names: Iterable[str]) -> frozenset[Any]:
    """Make a set of graphs by name, for `Store.hidden`; raises InvalidData."""
    return frozenset(map(_graph, names))


def _graph_name(graph: Any) -> str | None:  # noqa: ANN401  see _term
    """Name a graph as `_graph` reads it; the name can be a blank node."""
    if isinstance(graph, ox.DefaultGraph):
        return None
    return graph.value if isinstance(graph, ox.NamedNode) else str(graph)


@lru_cache(maxsize=100_000)
def _term(text: str) -> Any:  # noqa: ANN401  which kind is allowed depends on the place
    """Make an Oxigraph term of a canonical N-Triples string."""
    if text.startswith("<") and not text.startswith("<<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    line = f"_:s <urn:p> {text} .".encode()
    return next(iter(ox.parse(line, RdfFormat.N_TRIPLES, lenient=True))).object


def _text(term: Any) -> str:  # noqa: ANN401  see _term
    """Write an Oxigraph term as `_term` reads it: a triple term comes without its brackets."""
    return f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term)


def _functions(functions: Mapping[str, Callable[..., str | None]]) -> dict[Any, Any]:
    """Let Oxigraph call functions on canonical N-Triples strings."""

    def made(function: Callable[..., str | None]) -> Callable[..., Any]:
        def call(*terms: Any) -> Any:  # noqa: ANN401  see _term
            value = function(*map(_text, terms))
            return None if value is None else _term(value)

        return call

    return {ox.NamedNode(iri): made(function) for iri, function in functions.items()}


def _dataset(names: Iterable[str] | None) -> list[Any] | None:
    if names is None:
        return None
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise InvalidQuery(f"a graph of the dataset is not an absolute IRI: {error}") from error


class Store:
    """An Oxigraph store: in memory, on disk for one writer, or a snapshot for any reader.

    Close it (or leave its `with` block) to release the lock of a writable store.
    """

    hidden: frozenset[Any] = frozenset()
    """The graphs that patterns pass over, as `graph_set` gives them; SPARQL sees all."""

    def __init__(self, inner: ox.Store) -> None:
        self._inner: ox.Store | None = inner

    @classmethod
    def in_memory(cls) -> Self:
        """Make an empty store that vanishes with the process."""
        return cls(ox.Store())

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store of a directory for writing, and make it when there is none."""
        try:
            return cls(ox.Store(path))
        except OSError as error:
            raise StorageFailure(f"{path} cannot be opened: {error}") from error

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a snapshot; it must not change while it is open."""
        try:
            return cls(ox.Store.read_only(str(path)))
        except OSError as error:
            raise StorageFailure(f"{path} cannot be read: {error}") from error

    @property
    def inner(self) -> ox.Store:
        """The engine itself, for this module and for kinds of store only."""
        if self._inner is None:
            raise StorageFailure("the store is closed")
        return self._inner

    def close(self) -> None:
        """Let go of the files."""
        self._inner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.inner)

    # Reading

    def graphs(self, *, blank: bool = False) -> Iterator[str]:
        """Name the named graphs, the empty ones too, and those that only have a label if asked."""
        for name in self.inner.named_graphs():
            if isinstance(name, ox.NamedNode):
                yield name.value
            elif blank:
                yield str(name)

    def has_graph(self, graph: str | None) -> bool:
        """Tell whether a named graph exists; the default graph always does."""
        name = _graph(graph)
        return isinstance(name, ox.DefaultGraph) or self.inner.contains_named_graph(name)

    def sizes(self) -> dict[str | None, int]:
        """Count the triples of every graph; None is the default graph."""
        count = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        sizes: dict[str | None, int] = dict.fromkeys(self.graphs(), 0)
        rows = self.inner.query(count)
        if isinstance(rows, ox.QuerySolutions):
            for row in rows:
                graph, number = row["g"], row["n"]
                if isinstance(graph, ox.NamedNode) and isinstance(number, ox.Literal):
                    sizes[graph.value] = int(number.value)
        sizes[None] = len(self.inner) - sum(sizes.values())
        return sizes

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[tuple[Triple, str | None]]:
        """Find triples by any of their terms, None matching all, each with the graph it stands in.

        Terms are canonical N-Triples strings; a graph is an IRI, None the default graph. A triple
        that stands in two graphs comes twice. The order is that of the store. Raises InvalidData
        for what is no term, or cannot stand in its place.
        """
        for quad in self._quads(subject, predicate, obj):
            triple = (str(quad.subject), str(quad.predicate), _text(quad.object))
            yield triple, _graph_name(quad.graph_name)

    def typed(self, datatypes: Collection[str]) -> Iterator[Triple]:
        """Find the triples of all graphs whose object is a literal of one of these datatypes.

        Reads the whole store, and makes texts only of what it gives.
        """
        for quad in self._quads(None, None, None):
            obj = quad.object
            if isinstance(obj, ox.Literal) and obj.datatype.value in datatypes:
                yield str(quad.subject), str(quad.predicate), str(obj)

    def graphs_of(self, triple: Triple) -> Iterator[str | None]:
        """Name the graphs that a triple stands in, None the default graph; raises as `match`."""
        for quad in self._quads(*triple):
            yield _graph_name(quad.graph_name)

    def _quads(self, *terms: str | None) -> Iterator[ox.Quad]:
        try:
            subject, predicate, obj = (None if text is None else _term(text) for text in terms)
            found = self.inner.quads_for_pattern(subject, predicate, obj, None)
        except (TypeError, ValueError) as error:
            raise InvalidData(str(error)) from error
        except OSError as error:
            raise StorageFailure(str(error)) from error
        hidden = self.hidden
        return (quad for quad in found if quad.graph_name not in hidden) if hidden else found

    def triples_of(self, graph: str | None) -> Iterator[Triple]:
        """Give the triples of one graph, read as they are asked for."""
        for quad in self.inner.quads_for_pattern(None, None, None, _graph(graph)):
            yield str(quad.subject), str(quad.predicate), _text(quad.object)

    def holds(self, triple: Triple, graph: str | None) -> bool:
        """Tell whether a triple stands in one graph."""
        subject, predicate, obj = map(_term, triple)
        return ox.Quad(subject, predicate, obj, _graph(graph)) in self.inner

    def solutions(
        self,
        text: str,
        *,
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] | None = None,
    ) -> Iterator[tuple[str | None, ...]]:
        """Give the rows of a SELECT as N-Triples strings, None where a variable is unbound.

        Raises what `answer` raises, also between two rows.
        """
        with evaluating(text):
            rows: Any = self.inner.query(
                text,
                base_iri=base,
                prefixes=dict(prefixes or {}),
                default_graph=_dataset(default_graphs),
            )
            for row in rows:
                yield tuple(None if term is None else _text(term) for term in row)

    def answer(
        self,
        text: str,
        media_type: str,
        output: BinaryIO | None = None,
        *,
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        writing: Mapping[str, str] | None = None,
        union: bool = False,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        functions: Mapping[str, Callable[..., str | None]] | None = None,
    ) -> bytes | None:
        """Evaluate a query and write its answer, piece by piece, to `output` or into bytes.

        `prefixes` are those that the text may use undeclared, `writing` those of the RDF written;
        `functions` are called by their IRIs, with N-Triples strings, and give one or None.
        The dataset, where one is given, stands above FROM in the text (SPARQL 1.1 Protocol 2.1.4).
        Raises InvalidQuery, UnevaluableQuery, UnsupportedMediaType, StorageFailure and what
        `output.write` raises.
        """
        with evaluating(text):
            results = self.inner.query(
                text,
                base_iri=base,
                prefixes=dict(prefixes or {}),
                use_default_graph_as_union=union,
                default_graph=_dataset(default_graphs),
                named_graphs=_dataset(named_graphs),
                custom_functions=_functions(functions or {}),
            )
            if not isinstance(results, ox.QueryTriples):
                return results.serialize(output, rows_format(media_type))
            return ox.serialize(
                results, output, graph_format(media_type), prefixes=dict(writing or {})
            )

    def dump(
        self,
        media_type: str,
        output: BinaryIO | None = None,
        *,
        graph: str | None = None,
        whole: bool = False,
        prefixes: Mapping[str, str] | None = None,
    ) -> bytes | None:
        """Serialise one graph, or the whole dataset in a format that knows graphs."""
        try:
            return self.inner.dump(
                output,
                graph_format(media_type),
                from_graph=None if whole else _graph(graph),
                prefixes=dict(prefixes or {}),
            )
        except ValueError as error:
            raise UnsupportedMediaType(str(error)) from error
        except OSError as error:
            raise StorageFailure(str(error)) from error

    # Writing

    def load(
        self,
        data: BinaryIO | bytes | Path,
        media_type: str,
        *,
        graph: str | None = None,
        base: str | None = None,
        lenient: bool = False,
    ) -> None:
        """Add the triples of a document to one graph.

        A large file is loaded in bulk, which is no transaction: after an error some triples may
        be in. Raises InvalidData with the position, UnsupportedMediaType, StorageFailure.
        """
        syntax, name = graph_format(media_type), _graph(graph)
        path = data if isinstance(data, Path) else None
        source = None if isinstance(data, Path) else data
        large = path is not None and path.stat().st_size > _BULK
        put = self.inner.bulk_load if large else self.inner.load
        with parsing(data):
            if syntax.supports_datasets or syntax == RdfFormat.N3:
                # These syntaxes can name other graphs, and a load would follow them there.
                quads = ox.parse(
                    source,
                    syntax,
                    path=path,
                    base_iri=base,
                    without_named_graphs=True,
                    rename_blank_nodes=True,
                )
                self.inner.bulk_extend(
                    ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads
                )
            else:
                put(source, syntax, path=path, to_graph=name, base_iri=base, lenient=lenient)
            if isinstance(name, ox.NamedNode):
                self.inner.add_graph(name)

    def load_dataset(
        self, data: BinaryIO | bytes | Path, media_type: str, *, lenient: bool = False
    ) -> None:
        """Add the quads of a TriG or N-Quads document to the graphs that it names.

        A `lenient` load looks less closely at terms that are known to be right.
        """
        path = data if isinstance(data, Path) else None
        source = None if isinstance(data, Path) else data
        with parsing(data):
            self.inner.bulk_load(source, graph_format(media_type), path=path, lenient=lenient)

    def extend(self, lines: bytes | BinaryIO) -> None:
        """Add canonical N-Quads lines, each blank node under the name that it has there.

        A load gives blank nodes names of its own, so that two builds of one graph would differ.
        Few lines go in as one transaction: 0.01 ms a line, against 13 ms for the smallest bulk.
        """
        small = isinstance(lines, bytes) and len(lines) < _BULK
        put = self.inner.extend if small else self.inner.bulk_extend
        with parsing(lines):
            put(ox.parse(lines, RdfFormat.N_QUADS, lenient=True))

    def remove(self, lines: bytes | BinaryIO) -> None:
        """Take out canonical N-Quads lines, as `extend` puts them in; what is not there is none."""
        with parsing(lines):
            for quad in ox.parse(lines, RdfFormat.N_QUADS, lenient=True):
                self.inner.remove(quad)

    def update(
        self, text: str, *, base: str | None = None, prefixes: Mapping[str, str] | None = None
    ) -> None:
        """Apply a SPARQL Update request in one transaction."""
        with evaluating(text):
            self.inner.update(text, base_iri=base, prefixes=dict(prefixes or {}))

    def create_graph(self, graph: str | None) -> None:
        """Make a named graph that is empty, where there is none of the name."""
        name = _graph(graph)
        if not isinstance(name, ox.DefaultGraph):
            self.inner.add_graph(name)

    def remove_graph(self, graph: str | None) -> None:
        """Remove a named graph with its name, or empty the default graph."""
        name = _graph(graph)
        if isinstance(name, ox.DefaultGraph):
            self.inner.clear_graph(name)
        else:
            self.inner.remove_graph(name)

    def optimize(self) -> None:
        """Compact the files: after a bulk load queries were 1.5 to 36 times slower without."""
        self.inner.optimize()

    def flush(self) -> None:
        """Bring every committed change to the disk."""
        self.inner.flush()

    def backup(self, path: Path) -> None:
        """Make a snapshot of hard links in a directory that does not exist yet."""
        try:
            self.inner.backup(path)
        except OSError as error:
            raise StorageFailure(f"no snapshot in {path}: {error}") from error
