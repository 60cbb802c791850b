"""All that is asserted, as N-Quads lines by named graph: the records, the ontology, the queries."""

from collections.abc import Iterable, Iterator

from rdflib import Graph
from rdflib.compare import to_canonical_graph

from ..ontology import modules
from ..ontology.namespaces import GRAPH
from ..ontology.ntriples import Triple, write_term, write_triples
from ..queries import catalogue, publishing
from .claims import Quad

ONTOLOGY_GRAPH = GRAPH + "ontology"
QUERIES_GRAPH = GRAPH + "queries"
ENTAILED_GRAPH = GRAPH + "entailed"

Graphs = dict[str, list[Triple]]


def of_records(quads: Iterable[Quad]) -> Graphs:
    """The lifted quads as N-Triples strings, by named graph, sorted."""
    graphs: Graphs = {}
    for quad in quads:
        triple = (write_term(quad.subject), write_term(quad.predicate), write_term(quad.object))
        graphs.setdefault(str(quad.graph), []).append(triple)
    return {name: sorted(set(triples)) for name, triples in sorted(graphs.items())}


def of_package() -> Graphs:
    """The ontology with its vocabularies and alignments, and the query catalogue.

    Blank nodes get canonical names, so that every build names them alike.
    """
    return {
        ONTOLOGY_GRAPH: _sorted(to_canonical_graph(modules.schema_graph())),
        QUERIES_GRAPH: _sorted(publishing.as_graph(catalogue.shipped())),
    }


def _sorted(graph: Iterable[tuple[object, object, object]]) -> list[Triple]:
    plain = Graph()
    for triple in graph:
        plain.add(triple)  # type: ignore[arg-type]
    return sorted(write_triples(plain))


def lines(graphs: Graphs) -> Iterator[bytes]:
    """The graphs as N-Quads lines."""
    for name, triples in graphs.items():
        for triple in triples:
            yield f"{' '.join(triple)} <{name}> .\n".encode()


def all_triples(graphs: Graphs) -> Iterator[Triple]:
    """The triples of all graphs together, each once, in a fixed order."""
    seen: dict[Triple, None] = {}
    for triples in graphs.values():
        seen.update(dict.fromkeys(triples))
    yield from seen
