"""Hostile requests over real HTTP: always a 4xx with a reason, never a 500, and quickly."""

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from .conftest import Live

MIB = 1024**2
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
BAD_QUERIES = [
    "",
    " ",
    "\x00",
    "ASK {\x00}",
    "SELECT",
    "SELECT * WHERE { ?s ?p }",
    "SELECT * WHERE { ?s ?p ?o ",
    "SELECT ?x { BIND(1/0 AS ?y) BIND(1 AS ?y) }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
    "PREFIX a: <b ASK {}",
    "ASK { ?s <relative iri> ?o }",
    "ASK { nope:a nope:b nope:c }",
    "ASK { FILTER(<http://example.org/no-function>( }",
    "(" * 100_000,
    "ASK " + "{" * 5_000 + "}" * 5_000,
    "ASK { ?s ?p '" + "'" * 9999,
    "\ud7ff\ue000\U0010ffff",
    "INSERT DATA { <a> <b> <c> }",
    "DROP ALL",
    "<script>alert(1)</script>",
    "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "ASK { VALUES ?s { <http://127.0.0.1:1/> } SERVICE ?s { ?a ?b ?c } }",
    "%s%n%x" * 50,
]


@pytest.mark.parametrize("text", BAD_QUERIES, ids=lambda text: repr(text[:30]))
def test_bad_queries(server: Live, text: str) -> None:
    answer = server.http.post("/sparql", content=text.encode(), headers=QUERY)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["detail"]
    form = server.http.post("/sparql", data={"query": text})
    assert 400 <= form.status_code < 500, form.text


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p }", "\n\nASK { ?s ?p }", "ASK {\n?s ?p ?o . %"])
def test_a_syntax_error_has_its_position(server: Live, text: str) -> None:
    answer = server.http.post("/sparql", content=text.encode(), headers=QUERY)
    assert answer.status_code == 400
    line = len(text.splitlines())
    assert f"line {line}" in answer.text or f"{line}:" in answer.text, answer.text


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> ?c }",
        "INSERT DATA { _:a <b> <c> ",
        "DELETE DATA { _:a <b> <c> }",
        "LOAD <http://127.0.0.1:1/>",
        "LOAD <file:///etc/passwd>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK {}",
        "CREATE",
        "\x00",
        "INSERT DATA { <a> <b> 'c' } ; NONSENSE",
    ],
)
def test_bad_updates(empty: Live, text: str) -> None:
    answer = empty.http.post("/sparql", content=text.encode(), headers=UPDATE)
    assert 400 <= answer.status_code < 500, answer.text
    assert not empty.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/sparql", QUERY),
        ("/sparql", {"Content-Type": "application/x-www-form-urlencoded"}),
        ("/sparql", {"Content-Type": "multipart/form-data; boundary=x"}),
        ("/sparql", {"Content-Type": "image/png"}),
        ("/sparql", {}),
        ("/sparql", UPDATE),
        ("/graphs?default", {"Content-Type": "text/turtle"}),
        ("/graphs", {"Content-Type": "multipart/form-data; boundary=x"}),
        ("/nowhere", {}),
    ],
)
def test_a_hundred_megabytes_of_a_stranger(server: Live, url: str, headers: dict[str, str]) -> None:
    begun = time.monotonic()
    answer = httpx.post(server.url + url[1:], content=bytes(100 * MIB), headers=headers, timeout=30)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["detail"]
    assert time.monotonic() - begun < 5
    assert peak_memory(server.process.pid) < 600 * MIB


@pytest.mark.long
def test_a_hundred_megabytes_of_turtle_in_a_bad_state(empty: Live) -> None:
    body = b"<http://example.org/a> <http://example.org/b> 1 .\n" * (100 * MIB // 50) + b"oops"
    answer = empty.http.put(
        "/graphs?default", content=body, headers={"Content-Type": "text/turtle"}
    )
    assert answer.status_code == 400
    assert "line" in answer.json()["detail"]
    assert not empty.ask("ASK { ?s ?p ?o }")


def peak_memory(pid: int) -> int:
    """The most that the process and its children ever held, the largest of them."""
    pids, peak = [pid], 0
    while pids:
        pid = pids.pop()
        try:
            with open(f"/proc/{pid}/status") as status:  # noqa: PTH123
                held = [line for line in status if line.startswith("VmHWM")]
            with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123
                pids += map(int, children.read().split())
        except FileNotFoundError:
            continue
        peak = max([peak, *(int(line.split()[1]) * 1024 for line in held)])
    return peak


REQUESTS = [
    b"GET /sparql?query=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?%=% HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%FF%FE HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /graphs/%FF HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /graphs/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /graphs/a%20b%3C%3E HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost: a b<c>\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost: \xff\xff\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost: x:99999999\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: \xff/\xff\r\n\r\nxx",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    b"PUT /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    b"BREW /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    b"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 500 + b"\r\n",
]
# Odd, but there is nothing to say against them.
HARMLESS = [
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: \xff;;;,,/q=\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept-Encoding: \xff;q=x,gzip;;\r\n\r\n",
    b'GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nIf-None-Match: \xff,""",W/\r\n\r\n',
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nCookie: a=\xff\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n",
    b"GET /?page=99999999999999999999&query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /?page=-1&example= HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /sparql?query=ASK{FILTER(%22é%22=%22é%22)} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
]


def status_of(live: Live, request: bytes) -> int:
    address = urlsplit(live.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as end:
        end.sendall(request)
        answer = b""
        while b"\r\n" not in answer and (piece := end.recv(4096)):
            answer += piece
    assert answer, "no answer"
    return int(answer.split()[1])


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: repr(request[:50]))
def test_garbage_on_the_wire(server: Live, request_: bytes) -> None:
    assert 400 <= status_of(server, request_) < 500
    assert server.http.get("/healthz").status_code == 200


@pytest.mark.parametrize("request_", HARMLESS, ids=lambda request: repr(request[:50]))
def test_odd_headers_are_passed_over(server: Live, request_: bytes) -> None:
    assert 200 <= status_of(server, request_) < 500


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("query", "SELECT (<http://example.org/no-such-function>(1) AS ?x) {}", "not supported"),
        ("update", "CLEAR GRAPH <http://example.org/none>", "does not exist"),
    ],
)
def test_what_is_well_formed_and_cannot_be_is_told_from_what_is_malformed(
    server: Live, bearer: dict[str, str], kind: str, text: str, words: str
) -> None:
    answer = httpx.post(server.endpoint, data={kind: text}, headers=bearer)
    if server.kind == "local":
        assert answer.status_code == 422
    assert words in answer.text
