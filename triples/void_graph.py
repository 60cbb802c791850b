"""The VoID description of a dataset, made of a summary; every part has a name, so dumps compare.

Source: Describing Linked Datasets with the VoID Vocabulary (W3C Interest Group Note, 2011); kinds
of values as in the SIB generator of VoID files, whose editor asks for them when it starts.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from ..ontology.namespaces import BASE, COMMON_PREFIXES, ENTITY, LICENCE, WIKIDATA
from .summarizing import Summary, Use

VOID = Namespace(COMMON_PREFIXES["void"])
VOID_EXT = Namespace("http://ldf.fi/void-ext#")
DCT = Namespace(COMMON_PREFIXES["dct"])
FOAF = Namespace(COMMON_PREFIXES["foaf"])
DATASET = URIRef(BASE + "dataset")
_PART = BASE + "void/"
TITLES = (
    Literal("Poimenno: Soviet political repression and rehabilitation", lang="en"),
    Literal("Поимённо: политические репрессии в СССР и реабилитация", lang="ru"),
)
# Datasets that links lead to, by the namespace of their names.
_TARGETS = {WIKIDATA: "Wikidata"}
_PATTERN = rf"^{ENTITY.replace('.', '[.]')}[QP][0-9]+$"
_STORED = Literal(
    "Counted when the graph was built; the address /void of a server counts what is there now.",
    lang="en",
)


def stored_description(summary: Summary) -> Graph:
    """Make the description that is kept in the store itself, where no host is known."""
    graph = empty_graph()
    identify(graph)
    document = URIRef(BASE + ".well-known/void")
    graph.add((document, RDF.type, VOID.DatasetDescription))
    graph.add((document, FOAF.primaryTopic, DATASET))
    graph.add((DATASET, VOID.sparqlEndpoint, URIRef(BASE + "sparql")))
    graph.add((DATASET, DCT.description, _STORED))
    partition(graph, summary)
    return graph


def empty_graph(*prefixes: str) -> Graph:
    """Make a graph that knows the prefixes of descriptions, and some more."""
    graph = Graph(bind_namespaces="none")
    for prefix in ("void", "dct", "foaf", "poi", *prefixes):
        graph.bind(prefix, COMMON_PREFIXES[prefix])
    graph.bind("void-ext", VOID_EXT)
    return graph


def identify(graph: Graph) -> None:
    """Say what the project's own dataset is: titles, licence, and how its names are made."""
    add = graph.add
    add((DATASET, RDF.type, VOID.Dataset))
    for title in TITLES:
        add((DATASET, DCT.title, title))
    add((DATASET, DCT.license, URIRef(LICENCE)))
    add((DATASET, VOID.uriSpace, Literal(ENTITY)))
    add((DATASET, VOID.uriRegexPattern, Literal(_PATTERN)))


def partition(graph: Graph, summary: Summary) -> None:
    """Add the counts: classes, properties, properties by class, links to other collections."""
    add = graph.add
    for name, number in sorted(summary.classes.items()):
        part = _part("class", name)
        add((DATASET, VOID.classPartition, part))
        add((part, VOID["class"], URIRef(name)))
        add((part, VOID.entities, count(number)))
    for name, number in sorted(summary.properties.items()):
        part = _part("property", name)
        add((DATASET, VOID.propertyPartition, part))
        add((part, VOID.property, URIRef(name)))
        add((part, VOID.triples, count(number)))
    for name, uses in summary.uses.items():
        for prop, use in uses.items():
            _use(graph, name, prop, use)
    add((DATASET, VOID.classes, count(len(summary.classes))))
    add((DATASET, VOID.properties, count(len(summary.properties))))
    for space in sorted(_vocabularies((*summary.classes, *summary.properties))):
        add((DATASET, VOID.vocabulary, URIRef(space)))
    for example in summary.examples:
        add((DATASET, VOID.exampleResource, URIRef(example)))
    for predicate, spaces in summary.links.items():
        for space, number in spaces.items():
            _linkset(graph, predicate, space, number)


def count(number: int) -> Literal:
    """Write a number of things."""
    return Literal(number, datatype=XSD.integer)


def _use(graph: Graph, name: str, prop: str, use: Use) -> None:
    part = _part("use", name, prop)
    add = graph.add
    add((_part("class", name), VOID.propertyPartition, part))
    add((part, VOID.property, URIRef(prop)))
    add((part, VOID.triples, count(use.triples)))
    for kind, number in use.classes.items():
        values = _part("use", name, prop, kind)
        add((part, VOID.classPartition, values))
        add((values, VOID["class"], URIRef(kind)))
        add((values, VOID.triples, count(number)))
    for kind, number in use.datatypes.items():
        values = _part("use", name, prop, kind)
        add((part, VOID_EXT.datatypePartition, values))
        add((values, VOID_EXT.datatype, URIRef(kind)))
        add((values, VOID.triples, count(number)))


def _linkset(graph: Graph, predicate: str, space: str, number: int) -> None:
    part, target = _part("links", predicate, space), _part("target", space)
    add = graph.add
    add((DATASET, VOID.subset, part))
    add((part, RDF.type, VOID.Linkset))
    add((part, VOID.linkPredicate, URIRef(predicate)))
    add((part, VOID.subjectsTarget, DATASET))
    add((part, VOID.objectsTarget, target))
    add((part, VOID.triples, count(number)))
    add((target, RDF.type, VOID.Dataset))
    add((target, VOID.uriSpace, Literal(space)))
    if space in _TARGETS:
        add((target, DCT.title, Literal(_TARGETS[space], lang="en")))


def _vocabularies(names: Iterable[str]) -> Iterator[str]:
    spaces = set(COMMON_PREFIXES.values()) - {ENTITY}
    yield from {name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in names} & spaces


def _part(*key: str) -> URIRef:
    """Name a part by what it counts."""
    return URIRef(_PART + blake2b("\0".join(key).encode(), digest_size=8).hexdigest())
