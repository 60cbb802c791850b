"""Real clients, SPARQLWrapper and rdflib, and the requests that others were seen to send."""

import csv
import io
import json
import warnings
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from .conftest import TOKEN, Live

S, P = URIRef("http://example.org/s"), URIRef("http://example.org/p")
SELECT = "SELECT ?o WHERE { <http://example.org/s> <http://example.org/p> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s <http://example.org/p> ?o }"


@pytest.fixture
def filled(empty: Live) -> Live:
    empty.update('INSERT DATA { <http://example.org/s> <http://example.org/p> "Имя"@ru }')
    return empty


def wrapper(live: Live, text: str, form: str, method: str) -> SPARQLWrapper:
    client = SPARQLWrapper(live.endpoint)
    client.setQuery(text)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_rows(filled: Live, form: str, method: str) -> None:
    found: Any = wrapper(filled, SELECT, form, method).queryAndConvert()
    if form == JSON:
        value = found["results"]["bindings"][0]["o"]
        assert (value["value"], value["xml:lang"]) == ("Имя", "ru")
    elif form == XML:
        assert "Имя" in found.toxml()
    else:
        rows = list(csv.reader(io.StringIO(found.decode())))
        assert "Имя" in rows[1][0]


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [TURTLE, RDFXML, XML, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(filled: Live, form: str, method: str) -> None:
    with warnings.catch_warnings():
        # rdflib's JSON-LD reader, which SPARQLWrapper calls, makes a graph of a class given up.
        warnings.simplefilter("ignore", DeprecationWarning)
        found: Any = wrapper(filled, CONSTRUCT, form, method).queryAndConvert()
    if isinstance(found, bytes):
        found = Graph().parse(data=found, format="turtle")
    assert (S, P, Literal("Имя", lang="ru")) in found


def test_sparqlwrapper_asks_in_every_way(filled: Live) -> None:
    for request_method in (URLENCODED, POSTDIRECTLY):
        client = wrapper(filled, "ASK { ?s ?p ?o }", JSON, POST)
        client.setRequestMethod(request_method)
        found: Any = client.queryAndConvert()
        assert found["boolean"] is True


def test_sparqlwrapper_changes(empty: Live) -> None:
    for number, request_method in enumerate((URLENCODED, POSTDIRECTLY)):
        client = wrapper(empty, f"INSERT DATA {{ <{S}> <{P}> {number} }}", JSON, POST)
        client.setRequestMethod(request_method)
        client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
        assert client.query().response.status == 204
        assert empty.ask(f"ASK {{ <{S}> <{P}> {number} }}")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_graph(empty: Live, method: str) -> None:
    empty.update(f'INSERT DATA {{ <{S}> <{P}> "Имя"@ru, 5 }}')
    graph = Graph(SPARQLStore(empty.endpoint, method=method))
    assert set(graph.objects(S, P)) == {Literal("Имя", lang="ru"), Literal(5)}
    assert len(graph) == 2
    # All prefixes of rdflib stand before the query: a long URL.
    rows = graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", initNs=dict(Graph().namespaces()))
    assert [int(row[0]) for row in rows] == [2]  # type: ignore[index, arg-type]


def test_rdflib_writes_to_the_endpoint(empty: Live) -> None:
    store = SPARQLUpdateStore(
        empty.endpoint, empty.endpoint, headers={"Authorization": f"Bearer {TOKEN}"}
    )
    graph = Graph(store, identifier=URIRef("http://example.org/g"))
    graph.add((S, P, Literal("Имя", lang="ru")))
    assert (S, P, Literal("Имя", lang="ru")) in graph
    graph.remove((S, P, None))
    assert len(graph) == 0


def test_rdflib_parses_a_graph_by_its_address(empty: Live) -> None:
    address = f"{empty.url}graphs/people"
    empty.http.put(address, content=b"<a> <b> <c> .", headers={"Content-Type": "text/turtle"})
    assert len(Graph().parse(address)) == 1


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        # wikibase-sdk and wikibase-cli: `format=json`, whatever Accept says.
        ("*/*", "format=json&query=ASK%7B%7D", "application/sparql-results+json"),
        (None, "format=json&query=ASK%7B%7D", "application/sparql-results+json"),
        # SPARQLWrapper sends its choice three times.
        (
            "*/*",
            "query=ASK%7B%7D&format=xml&output=xml&results=xml",
            "application/sparql-results+xml",
        ),
        # Comunica, finding out what the address is.
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,*/*;q=0.1",
            "",
            "application/n-quads",
        ),
        ("text/turtle", "", "text/turtle"),
        ("application/rdf+xml", "", "application/rdf+xml"),
        ("application/ld+json", "", "application/ld+json"),
        # YASGUI.
        (
            "application/sparql-results+json,*/*;q=0.9",
            "query=ASK%7B%7D",
            "application/sparql-results+json",
        ),
    ],
)
def test_requests_as_clients_send_them(
    filled: Live, accept: str | None, query: str, media_type: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    request = filled.http.build_request("GET", f"/sparql?{query}", headers=headers)
    if accept is None:
        del request.headers["Accept"]
    answer = filled.http.send(request)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    assert answer.content


def test_wikibase_integrator_puts_the_query_into_the_url_of_a_post(filled: Live) -> None:
    answer = filled.http.post(
        "/sparql",
        params={"query": SELECT, "format": "json"},
        headers={
            "Content-Type": "multipart/form-data",
            "Accept": "application/sparql-results+json",
        },
    )
    assert json.loads(answer.text)["results"]["bindings"][0]["o"]["value"] == "Имя"
