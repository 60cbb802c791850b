"""How answers go out: entity tags, compression, headers of browsers, and never a cut whole."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from poimenno.server.app import create_app
from poimenno.server.engine import Answer, BrokenAnswer, Busy, EngineError, Query
from poimenno.server.local import LocalEngine
from poimenno.server.settings import MIB, Settings
from poimenno.server.spooling import Disk, Spooled, choose_encoding, drain

from .conftest import Live

ROWS = "application/sparql-results+json"
MANY = "SELECT * { VALUES ?x { " + " ".join(f'"row {n}"' for n in range(500)) + " } }"
PRODUCT = "SELECT * { " + " ".join(
    f"VALUES ?x{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(3)
)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_an_answer_is_packed_as_the_client_wishes(client: FlaskClient, encoding: str) -> None:
    answer = client.get(
        "/sparql", query_string={"query": MANY}, headers={"Accept-Encoding": encoding}
    )
    assert answer.headers.get("Content-Encoding", "identity") == encoding
    unpack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress,
        "deflate": zlib.decompress,
        "identity": bytes,
    }
    assert b"row 499" in unpack[encoding](answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("deflate;q=1, gzip;q=0.5", "deflate"),
        ("gzip;q=0", None),
        ("*", "gzip"),
        ("*;q=0", None),
        ("br", None),
        ("gzip;q=x", "gzip"),
    ],
)
def test_accept_encoding(accept: str, encoding: str | None) -> None:
    assert choose_encoding(accept) == encoding


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, bearer: dict[str, str]) -> None:
    ask = {"query": MANY}
    first = client.get("/sparql", query_string=ask, headers={"Accept-Encoding": "gzip"})
    etag = first.headers["ETag"]
    plain = client.get("/sparql", query_string=ask)
    assert plain.headers["ETag"] != etag
    assert client.get("/sparql", query_string=ask).data == plain.data
    for known in (etag, plain.headers["ETag"], f'W/{etag}, "other"'):
        again = client.get("/sparql", query_string=ask, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"]
    other = client.get("/sparql", query_string={**ask, "format": "csv"})
    assert other.headers["ETag"] not in {etag, plain.headers["ETag"]}
    changed = client.post(
        "/sparql",
        data="INSERT DATA { <a> <b> 1 }",
        content_type="application/sparql-update",
        headers=bearer,
    )
    assert changed.status_code == 204
    fresh = client.get(
        "/sparql", query_string=ask, headers={"If-None-Match": plain.headers["ETag"]}
    )
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("call", ["RAND()", "UUID()", "STRUUID()", "NOW()", "BNODE()"])
def test_what_differs_each_time_is_not_remembered(client: FlaskClient, call: str) -> None:
    answer = client.get("/sparql", query_string={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/sparql?query=ASK%7B%7D", {}),
        ("/sparql?query=ASK", {}),
        ("/sparql", {}),
        ("/graphs?default", {}),
        ("/graphs?graph=http://example.org/nothing", {}),
        ("/sparql?query=ASK%7B%7D", {"Accept": "image/png"}),
        ("/nowhere", {}),
        ("/.well-known/void", {}),
        ("/", {}),
    ],
)
def test_pages_of_other_sites_may_read_every_answer(
    client: FlaskClient, url: str, headers: dict[str, str]
) -> None:
    answer = client.get(url, headers={"Origin": "https://other.example", **headers})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert {"Accept", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("url", "method"), [("/sparql", "POST"), ("/graphs", "PUT"), ("/graphs/a/b", "DELETE")]
)
def test_a_browser_may_ask_first(client: FlaskClient, url: str, method: str) -> None:
    answer = client.options(
        url,
        headers={
            "Origin": "https://other.example",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert answer.status_code == 200
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert method in answer.headers["Allow"]


@pytest.mark.parametrize(
    "url", ["/sparql?query=ASK%7B%7D", "/sparql", "/graphs?default", "/", "/void.ttl"]
)
def test_head_is_get_without_the_body(server: Live, url: str) -> None:
    get, head = server.http.get(url), server.http.head(url)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        (ROWS, "application/problem+json"),
        ("text/plain, */*;q=0.1", "text/plain"),
        ("text/html,*/*;q=0.8", "text/html"),
    ],
)
def test_a_problem_is_told_in_the_clients_form(
    client: FlaskClient, accept: str | None, media_type: str
) -> None:
    query = "SELECT <script>alert(1)</script> {"
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, media_type)
    if media_type == "text/html":
        assert "<script>" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    elif media_type != "text/plain":
        assert answer.json
        assert answer.json["status"] == 400


def test_without_a_token_there_are_no_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POIMENNO_TOKEN", raising=False)
    engine = LocalEngine(tmp_path / "store", workers=1)
    try:
        settings = Settings()
        assert settings.token is None
        client = create_app(engine, settings).test_client()
        for authorization in ("", "Bearer ", "Bearer None"):
            answer = client.post(
                "/sparql",
                data="DROP ALL",
                content_type="application/sparql-update",
                headers={"Authorization": authorization},
            )
            assert answer.status_code == 403
            assert "read-only" in answer.text
        assert client.delete("/graphs?default").status_code == 403
        description = client.get("/sparql").text
        assert "SPARQL11Query" in description
        assert "SPARQL11Update" not in description
    finally:
        engine.close()


class Breaking(LocalEngine):
    """An engine whose answers break after the first mebibytes."""

    def query(self, query: Query) -> Answer:
        def chunks() -> Iterator[bytes]:
            yield b"x" * 3 * MIB
            raise BrokenAnswer("its worker was ended")

        return Answer(query.media_type, chunks(), None, self.state())


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_an_answer_that_breaks_is_no_answer(tmp_path: Path, encoding: str) -> None:
    engine = Breaking(tmp_path / "store", workers=1)
    try:
        client = create_app(engine, Settings()).test_client()
        ask = {"query": "SELECT * { ?s ?p ?o }"}
        headers = {"Accept-Encoding": encoding}
        answer = client.get("/sparql", query_string=ask, headers=headers)
        assert answer.status_code == 503
        assert "ended" in answer.text
    finally:
        engine.close()


def test_the_disk_is_bounded_and_given_back() -> None:
    disk = Disk(4 * MIB)
    answer = Answer(ROWS, iter([b"x" * MIB] * 3), None, "")
    body, encoding = drain(answer, None, disk)
    assert (body.length, encoding) == (3 * MIB, None)
    with pytest.raises(Busy):
        drain(Answer(ROWS, iter([b"x" * MIB] * 2), None, ""), None, disk)
    assert sum(map(len, body)) == 3 * MIB
    body.close()
    body.close()
    again = Spooled(disk)
    again.write(b"x" * 4 * MIB)
    again.close()


def test_an_error_is_an_engine_error_however_late() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x"
        raise BrokenAnswer("late")

    with pytest.raises(EngineError, match="late"):
        drain(Answer(ROWS, chunks(), None, ""), "gzip", Disk(MIB))


def test_a_large_answer_comes_whole_or_not_at_all(
    start: Callable[..., AbstractContextManager[Live]], tmp_path: Path
) -> None:
    store = str(tmp_path / "store")
    with start(store=store, result_size=40 * MIB, timeout=100) as live:
        for headers in ({"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}):
            whole = live.http.get(
                "/sparql", params={"query": PRODUCT + "}", "format": "csv"}, headers=headers
            )
            assert whole.status_code == 200
            assert whole.text.count("\n") == 1 + 100**3
        # The same rows are larger in XML, past the bound.
        for headers in ({"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}):
            cut = live.http.get(
                "/sparql", params={"query": PRODUCT + "}", "format": "xml"}, headers=headers
            )
            assert cut.status_code == 503, cut.headers
            assert "larger" in cut.json()["detail"]


def test_a_client_that_leaves_frees_everything(
    start: Callable[..., AbstractContextManager[Live]], tmp_path: Path
) -> None:
    with start(store=str(tmp_path / "store"), workers=1) as live:
        for _ in range(6):
            with live.http.stream(
                "GET", "/sparql", params={"query": PRODUCT + "}", "format": "csv"}
            ) as answer:
                next(answer.iter_raw())
        assert live.ask("ASK {}")


def test_the_remote_that_cuts_its_answer_is_found_out(
    start: Callable[..., AbstractContextManager[Live]],
) -> None:
    """A store that answers 200 with half a document, as `oxigraph serve --timeout-s` does."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Half(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            data = b'{"head":{"vars":["x"]},"results":{"bindings":[The operation has been cancelled'
            self.send_response(200)
            self.send_header("Content-Type", ROWS)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    store = HTTPServer(("127.0.0.1", 0), Half)
    serving = threading.Thread(target=store.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        with start(store=f"sparql+http://127.0.0.1:{store.server_port}/query") as live:
            answer = httpx.get(live.endpoint, params={"query": "SELECT ?x {}"})
            assert answer.status_code == 503
            assert "cut" in answer.json()["detail"]
    finally:
        store.shutdown()
        store.server_close()
