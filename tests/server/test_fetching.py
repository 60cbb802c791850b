"""Allowed servers are asked, a redirect is not followed, and nobody else is reached."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from poimenno.server.engine import DeadlineExceeded, EngineError, Query, Refused, Update
from poimenno.server.fetching import Unanswered
from poimenno.server.local import LocalEngine

BASE = "http://example.org/"
JSON = "application/sparql-results+json"
ANSWER = {
    "head": {"vars": ["s", "o"]},
    "results": {
        "bindings": [
            {"s": {"type": "uri", "value": BASE + "a"}, "o": {"type": "literal", "value": "far"}}
        ]
    },
}


class Other(BaseHTTPRequestHandler):
    """Another server: answers, redirects to what must not be reached, or never ends."""

    asked: ClassVar[list[str]] = []
    ended = threading.Event()

    def do_POST(self) -> None:
        self.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            while not self.ended.wait(0.05):
                self.wfile.write(b" ")
        else:
            self.reply(JSON, json.dumps(ANSWER).encode() if "query=" in body else b"{}")

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/nonsense":
            self.reply("text/html", b"<p>")
        else:
            self.reply("text/turtle", b"<x> <p> 'loaded' .")

    def reply(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Other.ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def engine(other: str, tmp_path: Path) -> Iterator[LocalEngine]:
    allowed = [f"{other}{path}" for path in ("/sparql", "/redirect", "/doc", "/nonsense", "/slow")]
    engine = LocalEngine(tmp_path / "store", writable=True, allowed=allowed)
    engine.update(Update(f"INSERT DATA {{ <{BASE}a> <{BASE}p> 'near' }}", BASE, 10))
    Other.asked.clear()
    yield engine
    engine.close()


def rows(engine: LocalEngine, text: str, timeout: float = 10) -> list[dict[str, str]]:
    answer = engine.query(Query(text, JSON, BASE, timeout))
    found = json.loads(b"".join(answer.chunks))["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_an_allowed_server_answers(engine: LocalEngine, other: str) -> None:
    text = f"SELECT ?n ?o {{ ?s <{BASE}p> ?n SERVICE <{other}/sparql> {{ ?s <q> ?o }} }}"
    assert rows(engine, text) == [{"n": "near", "o": "far"}]
    assert Other.asked == ["/sparql"]


def test_its_answer_can_go_into_the_store(engine: LocalEngine, other: str) -> None:
    text = f"INSERT {{ ?s <{BASE}q> ?o }} WHERE {{ SERVICE <{other}/sparql> {{ ?s ?p ?o }} }}"
    engine.update(Update(text, BASE, 10))
    assert rows(engine, f"SELECT ?o {{ ?s <{BASE}q> ?o }}") == [{"o": "far"}]


def test_a_document_of_an_allowed_server_is_loaded(engine: LocalEngine, other: str) -> None:
    engine.update(Update(f"LOAD <{other}/doc> INTO GRAPH <{BASE}g>", BASE, 10))
    assert rows(engine, f"SELECT ?o {{ GRAPH <{BASE}g> {{ ?s ?p ?o }} }}") == [{"o": "loaded"}]


def failing(other: str) -> dict[str, tuple[str, type[EngineError]]]:
    return {
        "redirect": (f"SERVICE <{other}/redirect>", Unanswered),
        "not allowed": (f"SERVICE <{other}/secret>", Refused),
        "slow": (f"SERVICE <{other}/slow>", DeadlineExceeded),
    }


@pytest.mark.parametrize("name", ["redirect", "not allowed", "slow"])
def test_nobody_else_is_reached(engine: LocalEngine, other: str, name: str) -> None:
    call, error = failing(other)[name]
    with pytest.raises(error):
        rows(engine, f"SELECT * {{ {call} {{ ?s ?p ?o }} }}", 1)
    assert "/secret" not in Other.asked


def test_a_silent_call_that_fails_gives_one_solution(engine: LocalEngine, other: str) -> None:
    for path in ("redirect", "secret"):
        text = f"SELECT * {{ ?a <{BASE}p> ?n SERVICE SILENT <{other}/{path}> {{ ?s ?q ?o }} }}"
        assert rows(engine, text) == [{"a": BASE + "a", "n": "near"}]
    assert "/secret" not in Other.asked


def test_loads_elsewhere_fail_or_do_nothing(engine: LocalEngine, other: str) -> None:
    attempts: list[tuple[str, type[EngineError]]] = [("secret", Refused), ("nonsense", Unanswered)]
    for path, error in attempts:
        with pytest.raises(error):
            engine.update(Update(f"LOAD <{other}/{path}>", BASE, 5))
        engine.update(Update(f"LOAD SILENT <{other}/{path}>", BASE, 5))
    assert "/secret" not in Other.asked
    assert engine.graph_sizes() == {None: 1}


def test_a_variable_ranges_over_the_allowed_endpoints(other: str, tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", allowed=[f"{other}/sparql"])
    try:
        text = "SELECT * { SERVICE ?where { ?s ?p ?o } }"
        assert rows(engine, text) == [{"where": f"{other}/sparql", "s": BASE + "a", "o": "far"}]
        elsewhere = (
            f"SELECT * {{ VALUES ?where {{ <{other}/secret> }} SERVICE ?where {{ ?s ?p ?o }} }}"
        )
        assert rows(engine, elsewhere) == []
        assert "/secret" not in Other.asked
    finally:
        engine.close()


def test_the_workers_have_no_network(engine: LocalEngine) -> None:
    """Behind the guard the system says no as well, where it can."""
    rows(engine, "SELECT * {}")
    answered = engine._pool._idle[-1].process.pid
    own = Path("/proc/self/net/dev").read_text()
    if _leaves_the_network():
        seen = Path(f"/proc/{answered}/net/dev").read_text()
        assert seen.count(":") == 1
        assert seen != own
    else:
        pytest.skip("this system does not let a process leave the network")


def _leaves_the_network() -> bool:
    asked = "from poimenno.server.confinement import confine; print(confine())"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return told.stdout.strip() == "True"
