"""What the endpoint says about itself: the service description and VoID, made from facts.

Sources: SPARQL 1.1 Service Description; Describing Linked Datasets with the VoID Vocabulary.
"""

from collections.abc import Iterator
from importlib.metadata import version

from flask import Blueprint, Response, request
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ..ontology.namespaces import COMMON_PREFIXES, GRAPH
from ..ontology.ntriples import write_quads, write_triples
from ..triples.asserting import ENTAILED_GRAPHS, LEVELS
from ..triples.syntaxes import rewritten
from ..triples.void_graph import (
    DATASET,
    DCT,
    FOAF,
    VOID,
    count,
    empty_graph,
    identify,
    partition,
)
from .answering import Service, ready, send_bytes, service, wished_formats
from .caching import tag
from .counting import stored_counts, summarize
from .dumps import dumped
from .negotiation import GRAPHS, ROWS, Format, negotiate

SD = Namespace(COMMON_PREFIXES["sd"])
FORMATS = Namespace("http://www.w3.org/ns/formats/")

blueprint = Blueprint("describing", __name__)

_FORMAT_IRIS = {
    "application/sparql-results+json": FORMATS.SPARQL_Results_JSON,
    "application/sparql-results+xml": FORMATS.SPARQL_Results_XML,
    "text/csv": FORMATS.SPARQL_Results_CSV,
    "text/tab-separated-values": FORMATS.SPARQL_Results_TSV,
    "text/turtle": FORMATS.Turtle,
    "application/n-triples": FORMATS["N-Triples"],
    "application/rdf+xml": FORMATS.RDF_XML,
    "application/ld+json": FORMATS["JSON-LD"],
    "application/trig": FORMATS.TriG,
    "application/n-quads": FORMATS["N-Quads"],
    "text/n3": FORMATS.N3,
}
_TELLS = (
    "What follows and is asserted nowhere. The confidence of the weakest premise of the strongest "
    "proof: {}."
)
# The graphs of what is entailed, with what their level means.
_ENTAILED = {
    ENTAILED_GRAPHS[level]: (f"Entailed, {level} confidence", _TELLS.format(meaning))
    for level, meaning in zip(
        LEVELS,
        (
            "it rests on statements of high confidence, and on no others",
            "some premise has medium confidence, and none low, in the best proof there is",
            "every proof has a premise of low confidence",
        ),
        strict=True,
    )
}


@blueprint.get("/.well-known/void")
@blueprint.get("/void")
@blueprint.get("/void.ttl")
def void() -> Response:
    """Describe the dataset."""
    turtle = request.path.endswith(".ttl")
    accept = request.headers.get("Accept")
    form = GRAPHS[0] if turtle else negotiate(GRAPHS, accept, wished_formats())
    state = service().engine.state()
    named = ("void", state, request.url_root, form.media_type, dump_names())
    key = tag(*named) if state else None
    if found := ready(key, form):
        return found
    return send_description(describe_dataset(service(), request.url_root), form, key)


def send_description(
    graph: Graph, form: Format, key: str | None = None, *, remember: bool = True
) -> Response:
    """Send a graph made here in the form the client prefers; see `send_bytes`."""
    # Sorted: what is said of one thing stands together.
    lines = write_quads((triple, None) for triple in sorted(write_triples(graph)))
    prefixes = {prefix: str(space) for prefix, space in graph.namespaces()}
    return send_bytes(rewritten(lines, form.media_type, prefixes), form, key, remember=remember)


def describe_service(service: Service, endpoint: str) -> Graph:
    """Make the service description of the endpoint at an address, from what it is and holds."""
    graph = empty_graph("sd")
    here, dataset, default = URIRef(endpoint), BNode(), BNode()
    sizes = service.engine.graph_sizes()
    add = graph.add
    add((here, RDF.type, SD.Service))
    add((here, SD.endpoint, here))
    add((here, SD.supportedLanguage, SD.SPARQL11Query))
    if service.engine.writable:
        add((here, SD.supportedLanguage, SD.SPARQL11Update))
    if service.settings.union:
        add((here, SD.feature, SD.UnionDefaultGraph))
    if service.settings.allow_service:
        add((here, SD.feature, SD.BasicFederatedQuery))
    for form in (*ROWS, *GRAPHS):
        add((here, SD.resultFormat, _FORMAT_IRIS[form.media_type]))
    for form in GRAPHS:
        add((here, SD.inputFormat, _FORMAT_IRIS[form.media_type]))
    add((here, SD.defaultDataset, dataset))
    add((dataset, RDF.type, SD.Dataset))
    add((dataset, SD.defaultGraph, default))
    add((default, RDF.type, SD.Graph))
    size = sum(sizes.values()) if service.settings.union else sizes.get(None, 0)
    add((default, VOID.triples, count(size)))
    for name, triples in _named(sizes):
        entry, content = BNode(), BNode()
        add((dataset, SD.namedGraph, entry))
        add((entry, RDF.type, SD.NamedGraph))
        add((entry, SD.name, URIRef(name)))
        add((entry, SD.graph, content))
        add((content, RDF.type, SD.Graph))
        add((content, VOID.triples, count(triples)))
        _entitle(graph, content, name)
    return graph


def describe_dataset(service: Service, root: str) -> Graph:
    """Make the VoID description: sizes, graphs as subsets, classes and properties, links, dumps."""
    graph = empty_graph("sd", "dcat")
    document = URIRef(f"{root}.well-known/void")
    sizes = service.engine.graph_sizes()
    add = graph.add
    add((document, RDF.type, VOID.DatasetDescription))
    add((document, FOAF.primaryTopic, DATASET))
    add((DATASET, RDF.type, VOID.Dataset))
    if service.holds_ours():
        # Another store may be served too, and its licence is its owner's to say.
        identify(graph)
    add((DATASET, DCT.hasVersion, Literal(version("poimenno"))))
    add((DATASET, FOAF.homepage, URIRef(root)))
    add((DATASET, VOID.sparqlEndpoint, URIRef(f"{root}sparql")))
    add((DATASET, VOID.uriLookupEndpoint, URIRef(f"{root}entity/")))
    add((DATASET, VOID.triples, count(sum(sizes.values()))))
    for form in GRAPHS:
        add((DATASET, VOID.feature, _FORMAT_IRIS[form.media_type]))
    for name, size in _named(sizes):
        subset = URIRef(name)
        add((DATASET, VOID.subset, subset))
        add((subset, RDF.type, VOID.Dataset))
        add((subset, VOID.triples, count(size)))
        _entitle(graph, subset, name)
        if name.startswith(GRAPH):
            add((subset, VOID.dataDump, URIRef(f"{root}graph/{name.removeprefix(GRAPH)}")))
    for name in dump_names():
        add((DATASET, VOID.dataDump, URIRef(f"{root}dumps/{name}")))
    stored = stored_counts()
    if stored is not None:
        graph += stored
        return graph
    summary = summarize()
    if summary is not None:
        partition(graph, summary)
    return graph


def dump_names() -> tuple[str, ...]:
    """Name the dumps that are made, newest set."""
    return tuple(file["name"] for file in dumped().get("files", []))


def _entitle(graph: Graph, node: Node, name: str) -> None:
    """Say what a graph of entailed triples means; the other names speak for themselves."""
    if name in _ENTAILED:
        title, description = _ENTAILED[name]
        graph.add((node, DCT.title, Literal(title, lang="en")))
        graph.add((node, DCT.description, Literal(description, lang="en")))


def _named(sizes: dict[str | None, int]) -> Iterator[tuple[str, int]]:
    return iter(sorted((name, size) for name, size in sizes.items() if name is not None))
