"""The catalogue as triples, so that queries can be queried.

Source: SHACL-AF section 5 (`sh:SPARQLExecutable`), used as in the SIB collection of examples.
"""

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, XSD

from ..ontology.namespaces import BASE, COMMON_PREFIXES
from .catalogue import Catalogue, CataloguedQuery
from .tokens import declared_prefixes, tokenize

QUERY = BASE + "query/"
PREFIXES = BASE + "prefix/"
KEYWORDS = URIRef(COMMON_PREFIXES["schema"] + "keywords")
TARGET = URIRef(COMMON_PREFIXES["schema"] + "target")
ENDPOINT = URIRef(BASE + "sparql")
_FORMS = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "construct": (SH.SPARQLConstructExecutable, SH.construct),
}


def as_graph(catalogue: Catalogue) -> Graph:
    """Describe every query as a `sh:SPARQLExecutable`; no blank nodes, so that dumps compare."""
    graph = Graph()
    graph.bind("sh", SH)
    for query in catalogue:
        _describe(graph, query)
    return graph


def _describe(graph: Graph, query: CataloguedQuery) -> None:
    node = URIRef(QUERY + query.name)
    kind, holds_text = _FORMS[query.form]
    # Without the class written out, a query for all executables would need the SHACL ontology.
    graph.add((node, RDF.type, SH.SPARQLExecutable))
    graph.add((node, RDF.type, kind))
    graph.add((node, holds_text, Literal(query.text)))
    graph.add((node, RDFS.label, Literal(query.title, lang="en")))
    graph.add((node, RDFS.comment, Literal(query.summary, lang=query.lang)))
    graph.add((node, TARGET, ENDPOINT))
    graph.add((node, DCTERMS.isPartOf, URIRef(QUERY + query.topic)))
    for tag in query.tags:
        graph.add((node, KEYWORDS, Literal(tag)))
    if query.question:
        graph.add((node, DCTERMS.identifier, Literal(query.question)))
    for prefix, namespace in declared_prefixes(tokenize(query.text)).items():
        declaration = URIRef(PREFIXES + prefix)
        graph.add((node, SH.prefixes, declaration))
        # One node is the owner of the declaration and the declaration itself.
        graph.add((declaration, SH.declare, declaration))
        graph.add((declaration, RDF.type, SH.PrefixDeclaration))
        graph.add((declaration, SH.prefix, Literal(prefix)))
        graph.add((declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI)))
    for name, parameter_kind in query.parameters.items():
        parameter = URIRef(f"{QUERY}{query.name}#{name}")
        graph.add((node, SH.parameter, parameter))
        graph.add((parameter, RDF.type, SH.Parameter))
        graph.add((parameter, SH.name, Literal(name)))
        graph.add((parameter, SH.description, Literal(parameter_kind)))
