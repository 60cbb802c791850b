"""A document of `triples.recounting` as RDF: statements, and the activities that derived them.

Source: PROV-O; statements are reified as in RDF Schema, section 5.3, which every reader knows.
"""

from collections.abc import Mapping
from typing import Any

from rdflib import FOAF, PROV, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from ..ontology.namespaces import COMMON_PREFIXES, ONTOLOGY
from ..ontology.ntriples import read_term

POI = Namespace(ONTOLOGY)
_PREFIXES = ("poi", "ent", "rdf", "rdfs", "prov", "foaf", "dcterms", "owl", "xsd")


def proof_graph(document: Mapping[str, Any], address: str) -> Graph:
    """Make the graph of an explanation that is found at an address.

    Every step is an entity at `address#step-N`, derived from its premises by an activity named by
    the rule; a leaf names its graph, its claims and their sources. A near miss has no PROV: it is
    not in here.
    """
    graph = Graph(bind_namespaces="none")
    for prefix in _PREFIXES:
        graph.bind(prefix, COMMON_PREFIXES.get(prefix, str(FOAF)))
    here = URIRef(address)
    graph.add((here, RDF.type, PROV.Bundle))
    if document.get("proof"):
        graph.add((here, FOAF.primaryTopic, _step(address, document["proof"])))
    elif "triple" in document:
        statement = BNode()
        _statement(graph, statement, document["triple"])
        graph.add((here, FOAF.primaryTopic, statement))
        said = "asserted" if document["status"] == "asserted" else "not entailed"
        graph.add((statement, RDFS.comment, Literal(said, lang="en")))
    for step in document["steps"]:
        _add_step(graph, address, step, document["rules"])
    for number, finding in enumerate(document.get("inconsistencies", ()), start=1):
        _add_finding(graph, address, number, finding)
    return graph


def _step(address: str, number: int) -> URIRef:
    return URIRef(f"{address}#step-{number}")


def _statement(graph: Graph, node: Node, triple: list[str]) -> None:
    graph.add((node, RDF.type, RDF.Statement))
    for place, text in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        graph.add((node, place, read_term(text)))


def _add_step(
    graph: Graph, address: str, step: Mapping[str, Any], sentences: Mapping[str, str]
) -> None:
    entity = _step(address, step["number"])
    _statement(graph, entity, step["triple"])
    graph.add((entity, RDF.type, PROV.Entity))
    graph.add((entity, POI.hasConfidence, POI[f"{step['confidence']}Confidence"]))
    if "premises" not in step:
        for name in filter(None, step["graphs"]):
            graph.add((entity, DCTERMS.isPartOf, URIRef(name)))
        for claim in step["claims"]:
            link = PROV.wasDerivedFrom if claim["exact"] else RDFS.seeAlso
            graph.add((entity, link, URIRef(claim["claim"])))
            for source in claim["sources"]:
                graph.add((entity, PROV.hadPrimarySource, URIRef(source)))
        return
    activity = URIRef(f"{address}#derivation-{step['number']}")
    graph.add((entity, PROV.wasGeneratedBy, activity))
    graph.add((activity, RDF.type, PROV.Activity))
    graph.add((activity, RDFS.label, Literal(step["rule"])))
    if sentence := sentences.get(step["rule"]):
        graph.add((activity, RDFS.comment, Literal(sentence, lang="en")))
    for condition in step["conditions"]:
        graph.add((activity, RDFS.comment, Literal(condition)))
    for number in (*step["premises"], *step["schema"]):
        graph.add((activity, PROV.used, _step(address, number)))
        graph.add((entity, PROV.wasDerivedFrom, _step(address, number)))


def _add_finding(graph: Graph, address: str, number: int, finding: Mapping[str, Any]) -> None:
    clash = URIRef(f"{address}#clash-{number}")
    graph.add((clash, RDF.type, PROV.Activity))
    graph.add((clash, RDFS.label, Literal(finding["rule"])))
    graph.add((clash, RDFS.comment, Literal(finding["message"], lang="en")))
    for step in (*finding["premises"], *finding["schema"]):
        graph.add((clash, PROV.used, _step(address, step)))
