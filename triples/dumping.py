"""Write out a store, whole or by graph: a dump of the same triples is always the same bytes.

The lines of every form are sorted, so that two dumps can be compared by `diff`, what is said of
one subject stands together, and no more than a part of a dump is ever in memory.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from ..ontology.namespaces import COMMON_PREFIXES
from .asserting import is_derived_graph, is_entailed_graph
from .sorting import HELD, Sorting, piped
from .store import Store, rewrite_lines

FORMS = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""The forms and their media types; the first two keep the graphs apart, the others merge them."""

_KEEP_GRAPHS = ("nq", "trig")
_AS_THEY_ARE = ("nq", "nt")
_DECLARED = ("poi", "ent", "rdf", "rdfs", "owl", "skos", "dcterms", "xsd", "geo", "sh")
PREFIXES = {name: COMMON_PREFIXES[name] for name in _DECLARED}


class UnknownGraphError(LookupError):
    """The store has no graph of this name."""


def asserted_graphs(store: Store) -> list[str]:
    """Name the graphs that hold what was said, not what follows from it."""
    return sorted(name for name in store.graphs() if not is_derived_graph(name))


def entailed_graphs(store: Store) -> list[str]:
    """Name the graphs that hold what follows, one for each level of confidence."""
    return sorted(name for name in store.graphs() if is_entailed_graph(name))


def dump(
    store: Store,
    form: str,
    output: BinaryIO,
    graphs: Sequence[str] | None = None,
    *,
    aside: Path | None = None,
    held: int = HELD,
) -> None:
    """Write the named graphs, or with None all of the store, in one of the FORMS.

    Beyond `held` bytes, what is to be sorted lies in the folder `aside` meanwhile. Raises
    UnknownGraphError for a graph that is not there.
    """
    chosen: list[str | None] = list(graphs) if graphs is not None else all_graphs(store)
    for graph in chosen:
        if not store.has_graph(graph):
            raise UnknownGraphError(f"there is no graph <{graph}>")
    write = quads if form in _KEEP_GRAPHS else triples
    lines = write(store, chosen, aside, held)
    if form in _AS_THEY_ARE:
        output.writelines(lines)
        return
    with piped(lines) as source:
        rewrite_lines(source, FORMS[form], output, PREFIXES)


def all_graphs(store: Store) -> list[str | None]:
    """Name all graphs, the default graph first as None."""
    return [None, *sorted(store.graphs(blank=True))]


def quads(
    store: Store, graphs: Sequence[str | None], aside: Path | None, held: int = HELD
) -> Iterator[bytes]:
    """Give the lines of N-Quads, graph by graph in the order given, sorted in each."""
    for graph in graphs:
        end = b" .\n"
        if graph is not None:
            end = f" {graph if graph.startswith('_:') else f'<{graph}>'} .\n".encode()
        for line in triples(store, [graph], aside, held):
            yield line[:-3] + end


def triples(
    store: Store, graphs: Sequence[str | None], aside: Path | None, held: int = HELD
) -> Iterator[bytes]:
    """Give the lines of N-Triples of some graphs together, sorted, each once."""
    with Sorting(aside, held) as lines:
        for graph in graphs:
            store.dump(FORMS["nt"], cast(BinaryIO, lines), graph=graph)
        yield from lines
