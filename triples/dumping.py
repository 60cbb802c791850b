"""Write out a store, whole or by graph: a dump of the same triples is always the same bytes."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import BinaryIO

from ..ontology.namespaces import COMMON_PREFIXES
from .asserting import is_entailed_graph
from .store import Store

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
_PREFIXES = ("poi", "ent", "rdf", "rdfs", "owl", "skos", "dcterms", "xsd", "geo", "sh")
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
# Dumps of one graph are cut into lines in memory, whole lines at a time.
_BLOCK = 1024 * 1024


class UnknownGraphError(LookupError):
    """The store has no graph of this name."""


def asserted_graphs(store: Store) -> list[str]:
    """Name the graphs that hold what was said, not what follows from it."""
    return sorted(name for name in store.graphs() if not is_entailed_graph(name))


def entailed_graphs(store: Store) -> list[str]:
    """Name the graphs that hold what follows, one for each level of confidence."""
    return sorted(name for name in store.graphs() if is_entailed_graph(name))


def dump(store: Store, form: str, output: BinaryIO, graphs: Sequence[str] | None = None) -> None:
    """Write the named graphs, or with None all of the store, in one of the FORMS.

    Raises UnknownGraphError for a graph that is not there.
    """
    prefixes = {name: COMMON_PREFIXES[name] for name in _PREFIXES}
    media_type = FORMS[form]
    chosen = sorted(store.graphs()) if graphs is None else list(graphs)
    for graph in chosen:
        if not store.has_graph(graph):
            raise UnknownGraphError(f"there is no graph <{graph}>")
    if form not in _KEEP_GRAPHS:
        store.answer(
            _EVERYTHING,
            media_type,
            output,
            union=graphs is None,
            default_graphs=graphs,
            writing=prefixes,
        )
    elif graphs is None:
        store.dump(media_type, output, whole=True, prefixes=prefixes if form == "trig" else None)
    elif form == "nq":
        _write_quads(store, chosen, output)
    else:
        quads = BytesIO()
        _write_quads(store, chosen, quads)
        with Store.in_memory() as part:
            part.load_dataset(quads.getvalue(), FORMS["nq"])
            part.dump(media_type, output, whole=True, prefixes=prefixes)


def _write_quads(store: Store, graphs: Iterable[str], output: BinaryIO) -> None:
    """Write each graph as N-Triples with its name put before the dot that ends a line."""
    for graph in graphs:
        lines = BytesIO()
        store.dump(FORMS["nt"], lines, graph=graph)
        end = f" <{graph}> .\n".encode()
        lines.seek(0)
        while block := lines.readlines(_BLOCK):
            output.writelines(line.removesuffix(b" .\n") + end for line in block)
