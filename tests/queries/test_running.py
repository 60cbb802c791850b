"""Running a query: at an endpoint over real HTTP through SPARQLWrapper, and here."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from poimenno.queries.results import Table
from poimenno.queries.running import GRAPH_FORMS, Reply, RunError, remote, run, run_as
from poimenno.triples.store import Store, StoreError


class Endpoint(BaseHTTPRequestHandler):
    """A small SPARQL endpoint that notes what it was asked."""

    store: Store
    asked: list[tuple[str, str]]
    only_turtle = False

    def do_GET(self) -> None:
        self._reply(parse_qs(urlparse(self.path).query)["query"][0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._reply(parse_qs(body)["query"][0])

    def _reply(self, query: str) -> None:
        accept = self.headers["Accept"]
        type(self).asked.append((self.command, accept))
        if "deadline" in query:
            self._send(503, "text/plain", b"too slow")
            return
        if self.only_turtle and "results" not in accept:
            accept = "text/turtle"
        try:
            self._send(200, f"{accept}; charset=utf-8", self.store.answer(query, accept) or b"")
        except StoreError as fault:
            self._send(400, "text/plain", str(fault).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def handler() -> type[Endpoint]:
    store = Store.in_memory()
    store.load(b'<http://example.org/a> <http://example.org/p> "x"@en, 5 .', "text/turtle")
    return type("Asked", (Endpoint,), {"store": store, "asked": []})


@pytest.fixture
def endpoint(handler: type[Endpoint]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_a_select_gives_a_table(endpoint: str, handler: type[Endpoint]) -> None:
    table = run("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o", remote(endpoint))
    assert isinstance(table, Table)
    assert table.variables == ("o",)
    assert len(table.rows) == 2
    assert handler.asked == [("GET", "application/sparql-results+json")]


def test_a_long_query_goes_by_post(endpoint: str, handler: type[Endpoint]) -> None:
    run(f"ASK {{}} # {'x' * 3000}", remote(endpoint))
    assert handler.asked[0][0] == "POST"


def test_an_ask_gives_a_boolean_and_prefixes_need_no_declaration(endpoint: str) -> None:
    assert run("ASK { ?s rdfs:label ?o }", remote(endpoint)) is False


def lines(store: Store) -> list[bytes]:
    return sorted((store.dump("application/n-triples") or b"").splitlines())


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
@pytest.mark.parametrize("only_turtle", [True, False])
def test_rdf_comes_in_the_form_asked_for(
    endpoint: str, handler: type[Endpoint], form: str, only_turtle: bool
) -> None:
    handler.only_turtle = only_turtle
    text = run_as("CONSTRUCT WHERE { ?s ?p ?o }", remote(endpoint), form)
    read = Store.in_memory()
    read.load(text.encode(), GRAPH_FORMS[form][0])
    assert lines(read) == lines(handler.store)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT ?o WHERE { ?s ?p }", "badly formed.*line 1"),
        ("SELECT ?deadline WHERE {}", "503.*too slow"),
        ("DROP ALL", "not a SPARQL query"),
        ("", "not a SPARQL query"),
    ],
)
def test_a_failure_says_why(endpoint: str, query: str, reason: str) -> None:
    with pytest.raises(RunError, match=f"(?s){reason}"):
        run(query, remote(endpoint))


def test_nobody_at_the_door() -> None:
    with pytest.raises(RunError, match="refused"):
        run("ASK {}", remote("http://127.0.0.1:9/sparql", timeout=2))


def test_an_answer_that_is_no_result() -> None:
    with pytest.raises(RunError, match="text/html"):
        run("ASK {}", lambda text, media_type: Reply("text/html", b"<html>"))


def test_a_form_that_does_not_fit_the_answer() -> None:
    turtle = Reply("text/turtle", b"")
    with pytest.raises(RunError, match="no form csv"):
        run_as("DESCRIBE <http://example.org/a>", lambda text, media_type: turtle, "csv")
    rows = Reply("x", b'{"boolean": true}')
    with pytest.raises(RunError, match="no form ttl"):
        run_as("ASK {}", lambda text, media_type: rows, "ttl")
