"""Ask in every form and by every method with SPARQLWrapper; count what comes."""

import csv
import io
import json
import sys
from typing import Any

from rdflib import Graph
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper

SELECT = """PREFIX poi: <https://w3id.org/poimenno/ontology#>
SELECT ?person ?name WHERE { ?person a poi:Person ; rdfs:label ?name } ORDER BY ?person ?name"""
CONSTRUCT = (
    "CONSTRUCT { ?person rdfs:label ?name } WHERE { ?person a poi:Person ; rdfs:label ?name }"
)
ASK = "ASK { ?person a poi:Person }"


def ask(endpoint: str, text: str, form: str, method: str, way: str) -> Any:
    """Ask once."""
    client = Wrapper(endpoint)
    client.setQuery(text)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(way)
    return client.queryAndConvert()


def rows(form: str, found: Any) -> int:
    """Count the rows of an answer."""
    if form == JSON:
        return len(found["results"]["bindings"])
    if form == XML:
        return len(found.getElementsByTagName("result"))
    return len(list(csv.reader(io.StringIO(found.decode())))) - 1


def main() -> None:
    """Print the numbers of rows and of triples, and the truth values, as JSON."""
    endpoint = sys.argv[1]
    ways = (("GET", URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY))
    selected, constructed, asked = {}, {}, []
    for method, way in ways:
        for form in (JSON, XML, CSV, TSV):
            name = f"{form} {method} {way}"
            selected[name] = rows(form, ask(endpoint, SELECT, form, method, way))
        for form in (TURTLE, RDFXML, N3):
            found = ask(endpoint, CONSTRUCT, form, method, way)
            if isinstance(found, bytes):
                found = Graph().parse(data=found, format="turtle")
            constructed[f"{form} {method} {way}"] = len(found)
        asked.append(ask(endpoint, ASK, JSON, method, way)["boolean"])
    sys.stdout.write(json.dumps({"rows": selected, "triples": constructed, "asked": asked}))


main()
