"""The Graph Store Protocol over real HTTP, on both kinds of store.

Source: SPARQL 1.1 Graph Store HTTP Protocol, and the cases of its W3C test suite.
"""

import gzip
import socket
import warnings
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph, Literal, URIRef

from .conftest import TOKEN, Live

TURTLE = {"Content-Type": "text/turtle"}
DOCUMENT = '<http://example.org/s> <http://example.org/p> "Жертва" .'
OTHER = '<http://example.org/s> <http://example.org/p> "other" .'
FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
NAME = "http://example.org/people#"


@pytest.fixture(params=["named", "default", "direct"])
def graph(request: pytest.FixtureRequest, empty: Live) -> str:
    """The address of a graph, by each way to name it."""
    return {
        "named": f"/graphs?graph={NAME.replace('#', '%23')}",
        "default": "/graphs?default",
        "direct": "/graphs/people/one",
    }[str(request.param)]


def test_a_graph_lives_and_dies(empty: Live, graph: str) -> None:
    http = empty.http
    if "default" not in graph:
        assert http.get(graph).status_code == 404
        assert http.delete(graph).status_code == 404
    created = http.put(graph, content=DOCUMENT.encode(), headers=TURTLE)
    assert created.status_code == (204 if "default" in graph else 201), created.text
    read = http.get(graph)
    assert read.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert Literal("Жертва") in set(Graph().parse(data=read.text, format="turtle").objects())
    assert http.post(graph, content=OTHER.encode(), headers=TURTLE).status_code == 204
    assert len(Graph().parse(data=http.get(graph).text, format="turtle")) == 2
    assert http.put(graph, content=OTHER.encode(), headers=TURTLE).status_code == 204
    assert len(Graph().parse(data=http.get(graph).text, format="turtle")) == 1
    head = http.head(graph)
    assert (head.status_code, head.content) == (200, b"")
    assert http.put(graph, content=b"", headers=TURTLE).status_code == 204
    emptied = http.get(graph)
    if emptied.status_code == 200:
        assert len(Graph().parse(data=emptied.text, format="turtle")) == 0
    http.put(graph, content=DOCUMENT.encode(), headers=TURTLE)
    assert http.delete(graph).status_code == 204
    if "default" not in graph:
        assert http.get(graph).status_code == 404
    assert not empty.ask("ASK { ?s ?p ?o }")


def test_a_direct_graph_is_named_by_its_address(empty: Live) -> None:
    address = f"{empty.url}graphs/people/Ахматова"
    empty.http.put(address, content=DOCUMENT.encode(), headers=TURTLE)
    rows = empty.http.get(
        "/sparql", params={"query": "SELECT ?g { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    )
    name = rows.text.split()[1]
    assert name in {address, str(httpx.URL(address))}
    assert empty.http.get("/graphs", params={"graph": name}).status_code == 200


def test_the_projects_own_graphs_have_an_address_here(empty: Live) -> None:
    own = "https://w3id.org/poimenno/graph/tests"
    empty.http.put("/graphs", params={"graph": own}, content=DOCUMENT.encode(), headers=TURTLE)
    assert "Жертва" in empty.http.get("/graph/tests").text


@pytest.mark.parametrize("media_type", FORMATS)
def test_each_format_goes_in_and_comes_out(empty: Live, media_type: str) -> None:
    data = Graph().parse(data=DOCUMENT, format="turtle")
    data.add(
        (URIRef("http://example.org/s"), URIRef("http://example.org/q"), Literal("1", lang="ru"))
    )
    sent = empty.http.put(
        "/graphs",
        params={"graph": NAME},
        content=data.serialize(format=FORMATS[media_type], encoding="utf-8"),
        headers={"Content-Type": media_type},
    )
    assert sent.status_code == 201, sent.text
    back = empty.http.get("/graphs", params={"graph": NAME}, headers={"Accept": media_type})
    assert back.headers["Content-Type"].startswith(media_type)
    # rdflib's JSON-LD reader makes a graph of a class that rdflib gave up.
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        found = Graph().parse(data=back.content, format=FORMATS[media_type])
    assert set(found) == set(data)


def test_relative_names_are_resolved_against_the_graph(empty: Live) -> None:
    empty.http.put("/graphs", params={"graph": NAME}, content=b"<> <#p> <x> .", headers=TURTLE)
    assert empty.ask(
        "ASK { GRAPH ?g { <http://example.org/people> <http://example.org/people#p>"
        " <http://example.org/x> } }"
    )


def test_a_graph_without_a_name_gets_one(empty: Live) -> None:
    made = empty.http.post("/graphs", content=DOCUMENT.encode(), headers=TURTLE)
    assert made.status_code == 201
    address = made.headers["Location"]
    assert address.startswith(empty.url + "graphs/")
    assert "Жертва" in empty.http.get(address).text


def test_files_of_a_form_go_in_together(empty: Live) -> None:
    blank = "_:a <http://example.org/p> 1 ."
    files = [
        ("one", ("a.ttl", blank.encode(), "text/turtle")),
        ("two", ("b.nt", blank.replace("1", '"1"').encode(), "application/n-triples")),
    ]
    assert empty.http.post("/graphs", params={"graph": NAME}, files=files).status_code == 201
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    rows = empty.http.get("/sparql", params={"query": query, "format": "csv"})
    assert rows.text.split() == ["n", "2"]
    files[1] = ("two", ("b.nt", b"broken", "application/n-triples"))
    files[0] = ("one", ("a.ttl", DOCUMENT.encode(), "text/turtle"))
    refused = empty.http.post("/graphs", params={"graph": NAME}, files=files)
    assert refused.status_code == 400
    assert "b.nt" in refused.json()["detail"]
    assert not empty.ask('ASK { GRAPH ?g { ?s ?p "Жертва" } }')
    single = [("one", ("a.ttl", DOCUMENT.encode(), "text/turtle"))]
    assert empty.http.post("/graphs", params={"graph": NAME}, files=single).status_code == 204
    assert empty.ask('ASK { GRAPH ?g { ?s ?p "Жертва" } }')


def test_a_packed_body_is_unpacked(empty: Live) -> None:
    headers = {**TURTLE, "Content-Encoding": "gzip"}
    packed = gzip.compress(DOCUMENT.encode() * 3000)
    url = "/graphs?graph=http://example.org/g"
    assert empty.http.put(url, content=packed, headers=headers).status_code == 201
    assert empty.ask('ASK { GRAPH ?g { ?s ?p "Жертва" } }')
    cut = empty.http.put(url, content=packed[:-12], headers=headers)
    assert (cut.status_code, "middle" in cut.text) == (400, True)
    assert empty.http.put(url, content=b"no gzip", headers=headers).status_code == 400
    odd = empty.http.put(url, content=b"", headers={**TURTLE, "Content-Encoding": "rot13"})
    assert odd.status_code == 415


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "status", "words"),
    [
        ("PUT", "/graphs", TURTLE, b"", 400, "graph"),
        ("DELETE", "/graphs", {}, b"", 400, "graph"),
        ("GET", "/graphs?graph=http://a.example/&default", {}, b"", 400, "one graph"),
        ("GET", "/graphs?graph=", {}, b"", 400, "no IRI"),
        ("GET", "/graphs?graph=http://a.example/%00", {}, b"", 400, "no IRI"),
        ("GET", "/graphs?graph=%FF", {}, b"", 400, "UTF-8"),
        ("GET", "/graphs?graph=http://a.example/nothing", {}, b"", 404, "no graph"),
        ("GET", "/graphs?default", {"Accept": "image/png"}, b"", 406, "text/turtle"),
        ("GET", "/graphs?default&format=xlsx", {}, b"", 406, "text/turtle"),
        ("PUT", "/graphs?default", {}, b"<a> <b> <c> .", 415, "without a content type"),
        ("PUT", "/graphs?default", {"Content-Type": "image/png"}, b"", 415, "text/turtle"),
        ("PUT", "/graphs?default", {"Content-Type": "text/plain"}, b"", 415, "text/turtle"),
        ("PUT", "/graphs?default", TURTLE, b"<a> <b> .", 400, "line 1"),
        ("POST", "/graphs?default", TURTLE, b"<x:a> <x:b> 1 .\n<x:a> <x:b> '", 400, "line 2"),
        ("PUT", "/graphs?default", TURTLE, b"<a> <b> '\xff' .", 400, ""),
        ("PUT", "/graphs?default", {"Content-Type": "application/rdf+xml"}, b"<a", 400, ""),
        ("PUT", "/graphs?default", {"Content-Type": "application/ld+json"}, b"{", 400, ""),
        ("POST", "/graphs?default", {"Content-Type": "multipart/form-data"}, b"x", 400, ""),
        ("PATCH", "/graphs?default", TURTLE, b"", 405, ""),
    ],
)
def test_what_is_wrong_is_said(  # noqa: PLR0917
    empty: Live,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    words: str,
) -> None:
    answer = empty.http.request(method, url, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert not empty.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    "authorization", [None, "Bearer wrong", "Basic YTpi", f"Bearer {TOKEN}x", "é"]
)
@pytest.mark.parametrize(
    ("method", "url"),
    [("PUT", "/graphs?default"), ("POST", "/graphs"), ("DELETE", "/graphs?default")],
)
def test_changes_need_the_token(
    empty: Live, method: str, url: str, authorization: str | None
) -> None:
    headers = [(b"Content-Type", b"text/turtle")]
    if authorization:
        headers.append((b"Authorization", authorization.encode()))
    answer = httpx.request(method, empty.url + url[1:], content=DOCUMENT.encode(), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not empty.ask("ASK { ?s ?p ?o }")


def raw(live: Live, request: bytes) -> bytes:
    """Send bytes, say that no more will come, and read what comes."""
    address = urlsplit(live.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as end:
        end.sendall(request)
        end.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := end.recv(4096):
            answer += piece
        return answer


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_that_is_cut_changes_nothing(empty: Live, framing: str) -> None:
    line = DOCUMENT.encode() + b"\n"
    if framing == "length":
        body = f"Content-Length: {10 * len(line)}\r\n\r\n".encode() + line
    else:
        body = f"Transfer-Encoding: chunked\r\n\r\n{len(line):x}\r\n".encode() + line + b"\r\n"
    raw(
        empty,
        b"PUT /graphs?default HTTP/1.1\r\nHost: x\r\nContent-Type: application/n-triples\r\n"
        + f"Authorization: Bearer {TOKEN}\r\n".encode()
        + body,
    )
    assert not empty.ask("ASK { ?s ?p ?o }")


def test_a_change_in_chunks_is_refused(empty: Live) -> None:
    pieces = iter([DOCUMENT.encode(), b"\n", OTHER.encode()])
    answer = empty.http.put("/graphs?default", content=pieces, headers=TURTLE)
    assert (answer.status_code, "Content-Length" in answer.text) == (411, True)
    update = iter([b"INSERT DATA { <a> <b> <c> }"])
    headers = {"Content-Type": "application/sparql-update"}
    assert empty.http.post("/sparql", content=update, headers=headers).status_code == 411
    assert not empty.ask("ASK { ?s ?p ?o }")
    query = iter([b"ASK ", b"{}"])
    headers = {"Content-Type": "application/sparql-query"}
    assert empty.http.post("/sparql", content=query, headers=headers).status_code == 200
