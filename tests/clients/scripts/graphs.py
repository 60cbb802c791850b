"""Read an entity by its IRI, and the endpoint as a graph, with rdflib."""

import json
import sys
from typing import Any

from rdflib import RDFS, Graph, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore

ENTITY = "https://w3id.org/poimenno/entity/"


def main() -> None:
    """Print what was read, as JSON."""
    url = sys.argv[1]
    person = URIRef(f"{ENTITY}Q1001")
    found: dict[str, Any] = {}
    # By the thing itself: a 303 leads to a document in the form that rdflib likes best.
    for name, form in (("negotiated", None), ("turtle", "turtle"), ("json-ld", "json-ld")):
        graph = Graph().parse(f"{url}entity/Q1001", format=form)
        found[name] = sorted({str(label) for label in graph.objects(person, RDFS.label)})
    for end in ("ttl", "nt", "rdf", "n3", "jsonld"):
        graph = Graph().parse(f"{url}wiki/Special:EntityData/Q1001.{end}")
        found[end] = sorted({str(label) for label in graph.objects(person, RDFS.label)})
    store = Graph(SPARQLStore(f"{url}sparql"))
    found["store"] = sorted({str(label) for label in store.objects(person, RDFS.label)})
    rows = store.query("SELECT ?place { wd:Q1001 wdt:P19 ?place }", initNs={})
    found["place"] = [str(row[Variable("place")]).removeprefix(ENTITY) for row in rows.bindings]
    found["contains"] = (person, RDFS.label, None) in store
    sys.stdout.write(json.dumps(found))


main()
