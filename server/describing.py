"""What the endpoint says about itself: the service description and VoID, made from facts.

Sources: SPARQL 1.1 Service Description; Describing Linked Datasets with the VoID Vocabulary.
"""

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, request
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ..ontology.namespaces import BASE, COMMON_PREFIXES, ENTITY, GRAPH
from ..triples.asserting import ENTAILED_GRAPHS, LEVELS
from .answering import Service, not_modified, send_bytes, service
from .caching import tag
from .engine import BrokenAnswer, Engine, EngineError, Query
from .negotiation import GRAPHS, ROWS, Format, negotiate

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
CC0 = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")

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
# One graph alone is Turtle in TriG, and N-Triples in N-Quads.
_RDFLIB_NAMES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "turtle",
    "application/n-quads": "nt",
    "text/n3": "n3",
}
_TITLES = (
    ("Poimenno: Soviet political repression and rehabilitation", "en"),
    ("Поимённо: политические репрессии в СССР и реабилитация", "ru"),
)
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
_CLASSES = """\
SELECT ?name (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?name FILTER(isIRI(?name)) }
GROUP BY ?name"""
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) WHERE { ?s ?name ?o } GROUP BY ?name"


@dataclass(frozen=True)
class Counts:
    """How often each class and each property is used."""

    classes: dict[str, int]
    properties: dict[str, int]


_counted: WeakKeyDictionary[Engine, tuple[str, Counts]] = WeakKeyDictionary()
_counting = threading.Lock()


@blueprint.get("/.well-known/void")
@blueprint.get("/void")
@blueprint.get("/void.ttl")
def void() -> Response:
    """Describe the dataset."""
    turtle = request.path.endswith(".ttl")
    form = GRAPHS[0] if turtle else negotiate(GRAPHS, request.headers.get("Accept"), _formats())
    state = service().engine.state()
    key = tag("void", state, request.url_root, form.media_type) if state else None
    ready = key and not_modified(key)
    if ready:
        return ready
    return send_description(describe_dataset(service(), request.url_root), form, key)


def _formats() -> list[str]:
    return [request.args[name] for name in ("format", "output") if name in request.args]


def send_description(graph: Graph, form: Format, key: str | None = None) -> Response:
    """Send a graph made here in the form the client prefers."""
    data = graph.serialize(format=_RDFLIB_NAMES[form.media_type], encoding="utf-8")
    return send_bytes(data, form, key)


def describe_service(service: Service, endpoint: str) -> Graph:
    """Make the service description of the endpoint at an address, from what it is and holds."""
    graph = _graph("sd", "void", "dct")
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
    add((default, VOID.triples, _number(size)))
    for name, count in _named(sizes):
        entry, content = BNode(), BNode()
        add((dataset, SD.namedGraph, entry))
        add((entry, RDF.type, SD.NamedGraph))
        add((entry, SD.name, URIRef(name)))
        add((entry, SD.graph, content))
        add((content, RDF.type, SD.Graph))
        add((content, VOID.triples, _number(count)))
        _entitle(graph, content, name)
    return graph


def describe_dataset(service: Service, root: str) -> Graph:
    """Make the VoID description: sizes, graphs as subsets, classes and properties with counts."""
    graph = _graph("void", "dct", "foaf", "sd")
    dataset = URIRef(f"{BASE}dataset")
    document = URIRef(f"{root}.well-known/void")
    sizes = service.engine.graph_sizes()
    add = graph.add
    add((document, RDF.type, VOID.DatasetDescription))
    add((document, FOAF.primaryTopic, dataset))
    add((dataset, RDF.type, VOID.Dataset))
    if any(name.startswith(GRAPH) for name, _ in _named(sizes)):
        # Another store may be served too, and its licence is its owner's to say.
        for title, language in _TITLES:
            add((dataset, DCT.title, Literal(title, lang=language)))
        add((dataset, DCT.license, CC0))
    add((dataset, DCT.hasVersion, Literal(version("poimenno"))))
    add((dataset, FOAF.homepage, URIRef(root)))
    add((dataset, VOID.sparqlEndpoint, URIRef(f"{root}sparql")))
    add((dataset, VOID.uriSpace, Literal(ENTITY)))
    add((dataset, VOID.triples, _number(sum(sizes.values()))))
    for form in GRAPHS:
        add((dataset, VOID.feature, _FORMAT_IRIS[form.media_type]))
    for name, count in _named(sizes):
        subset = URIRef(name)
        add((dataset, VOID.subset, subset))
        add((subset, RDF.type, VOID.Dataset))
        add((subset, VOID.triples, _number(count)))
        _entitle(graph, subset, name)
        if name.startswith(GRAPH):
            add((subset, VOID.dataDump, URIRef(f"{root}graph/{name.removeprefix(GRAPH)}")))
    counts = _count(service, root)
    if counts is not None:
        _partition(graph, dataset, counts)
    return graph


def _entitle(graph: Graph, node: Node, name: str) -> None:
    """Say what a graph of entailed triples means; the other names speak for themselves."""
    if name in _ENTAILED:
        title, description = _ENTAILED[name]
        graph.add((node, DCT.title, Literal(title, lang="en")))
        graph.add((node, DCT.description, Literal(description, lang="en")))


def _partition(graph: Graph, dataset: URIRef, counts: Counts) -> None:
    add = graph.add
    for name, count in sorted(counts.classes.items()):
        part = BNode()
        add((dataset, VOID.classPartition, part))
        add((part, VOID["class"], URIRef(name)))
        add((part, VOID.entities, _number(count)))
    for name, count in sorted(counts.properties.items()):
        part = BNode()
        add((dataset, VOID.propertyPartition, part))
        add((part, VOID.property, URIRef(name)))
        add((part, VOID.triples, _number(count)))
    add((dataset, VOID.classes, _number(len(counts.classes))))
    add((dataset, VOID.properties, _number(len(counts.properties))))
    for space in sorted(_vocabularies((*counts.classes, *counts.properties))):
        add((dataset, VOID.vocabulary, URIRef(space)))


def _vocabularies(names: Iterable[str]) -> set[str]:
    spaces = set(COMMON_PREFIXES.values()) - {ENTITY}
    return {name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in names} & spaces


def _count(service: Service, base: str) -> Counts | None:
    """Count the use of classes and properties, once for each state; None when it takes too long."""
    with _counting:
        state = service.engine.state()
        known = _counted.get(service.engine)
        if known is not None and state and known[0] == state:
            return known[1]
        try:
            counts = Counts(*(dict(_rows(service, text, base)) for text in (_CLASSES, _PROPERTIES)))
        except (EngineError, BrokenAnswer):
            return None
        _counted[service.engine] = (state, counts)
        return counts


def _rows(service: Service, text: str, base: str) -> Iterator[tuple[str, int]]:
    query = Query(text, ROWS[0].media_type, base, service.timeout())
    answer = service.engine.query(query)
    try:
        content = json.loads(b"".join(answer.chunks))
    finally:
        answer.close()
    for row in content["results"]["bindings"]:
        if "name" in row:
            yield row["name"]["value"], int(row["count"]["value"])


def _graph(*prefixes: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix in prefixes:
        graph.bind(prefix, COMMON_PREFIXES[prefix])
    return graph


def _named(sizes: dict[str | None, int]) -> Iterator[tuple[str, int]]:
    return iter(sorted((name, count) for name, count in sizes.items() if name is not None))


def _number(value: int) -> Literal:
    return Literal(value, datatype=XSD.integer)
