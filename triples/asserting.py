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
VIEW_GRAPH = GRAPH + "wikibase"
VOID_GRAPH = GRAPH + "void"
SHOWN_GRAPHS = (VIEW_GRAPH, VOID_GRAPH)
ENTAILED = GRAPH + "entailed"

# How sure an entailed triple is, strongest first: the weakest premise of its strongest proof.
LEVELS = ("high", "medium", "low")
ENTAILED_GRAPHS = {level: f"{ENTAILED}/{level}" for level in LEVELS}

Graphs = dict[str, list[Triple]]


def is_entailed_graph(name: str | None) -> bool:
    """Tell the graphs of what follows from those of what is said; the whole folder is theirs."""
    return name is not None and (name == ENTAILED or name.startswith(f"{ENTAILED}/"))


def is_shown_graph(name: str | None) -> bool:
    """Tell the graphs that show the others in another way: the Wikibase view and the counts."""
    return name in SHOWN_GRAPHS


def is_derived_graph(name: str | None) -> bool:
    """Tell the graphs that are made from the others: what follows, the view and the counts."""
    return is_entailed_graph(name) or is_shown_graph(name)


def of_records(quads: Iterable[Quad]) -> Graphs:
    """Write the lifted quads as N-Triples strings, by named graph, sorted."""
    graphs: Graphs = {}
    for quad in quads:
        triple = (write_term(quad.subject), write_term(quad.predicate), write_term(quad.object))
        graphs.setdefault(str(quad.graph), []).append(triple)
    return {name: sorted(set(triples)) for name, triples in sorted(graphs.items())}


def ontology() -> Graph:
    """Read the ontology, vocabularies and alignments, with blank nodes under canonical names.

    A parser names blank nodes anew each time; what is asserted, what it is closed under and what
    another build says must be the same nodes.
    """
    named = Graph()
    named += to_canonical_graph(modules.schema_graph())
    return named


def of_package(schema: Graph) -> Graphs:
    """Give the ontology and the query catalogue, sorted."""
    return {
        ONTOLOGY_GRAPH: sorted(write_triples(schema)),
        QUERIES_GRAPH: sorted(write_triples(publishing.as_graph(catalogue.shipped()))),
    }


def lines(graphs: Graphs) -> Iterator[bytes]:
    """Write the graphs as N-Quads lines."""
    for name, triples in graphs.items():
        for triple in triples:
            yield f"{' '.join(triple)} <{name}> .\n".encode()


def all_triples(graphs: Graphs) -> Iterator[Triple]:
    """Give the triples of all graphs together, each once, in a fixed order."""
    seen: dict[Triple, None] = {}
    for triples in graphs.values():
        seen.update(dict.fromkeys(triples))
    yield from seen
