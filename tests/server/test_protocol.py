"""The cases of the W3C SPARQL 1.1 Protocol tests, over real HTTP and both kinds of store.

Source: the manifest `data-r2/protocol` of the SPARQL 1.1 test suite; the requests are written out
as they go over the wire, with graph names of ours.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest

from .conftest import Live

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
G1, G2, G3 = (f"http://example.org/protocol/data{n}.rdf" for n in (1, 2, 3))
IN_DEFAULT = "ASK { <http://example.org/s> ?p ?o }"
DATA = f"""
INSERT DATA {{
  <http://example.org/s> <http://example.org/in> "default" .
  GRAPH <{G1}> {{ <{G1}> a <http://example.org/Document> }}
  GRAPH <{G2}> {{ <{G2}> a <http://example.org/Document> }}
  GRAPH <{G3}> {{ <{G3}> a <http://example.org/Document> }}
}}"""


@dataclass(frozen=True)
class Sent:
    """A request: where the parameters stand, and what is to come back."""

    name: str
    method: str = "POST"
    url: list[tuple[str, str]] | str = field(default_factory=list)
    content_type: str | None = None
    body: bytes = b""
    status: int | tuple[int, int] = 200
    answer: bool | None = None

    def send(self, http: httpx.Client) -> httpx.Response:
        query = self.url if isinstance(self.url, str) else urlencode(self.url)
        headers = {"Content-Type": self.content_type} if self.content_type else {}
        request = http.build_request(
            self.method,
            "/sparql" + (f"?{query}" if query else ""),
            content=self.body or None,
            headers={**headers, "Accept": "application/sparql-results+json"},
        )
        return http.send(request)


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


def both(*pairs: tuple[str, str], name: str, answer: bool) -> list[Sent]:
    """The same query by GET, by POST with a form and by POST directly."""
    rest = [pair for pair in pairs if pair[0] != "query"]
    text = dict(pairs)["query"].encode()
    return [
        Sent(f"{name}_get", "GET", list(pairs), answer=answer),
        Sent(f"{name}_form", "POST", [], FORM, form(*pairs), answer=answer),
        Sent(f"{name}_post", "POST", rest, QUERY, text, answer=answer),
    ]


OF_1 = f"ASK {{ <{G1}> a ?type }}"
OF_12 = f"ASK {{ <{G1}> a ?type . <{G2}> a ?type }}"
NAMED_1 = f"ASK {{ GRAPH ?g {{ <{G1}> a ?type }} }}"
NAMED_12 = f"ASK {{ GRAPH ?g1 {{ <{G1}> a ?t }} GRAPH ?g2 {{ <{G2}> a ?t }} }}"
FULL = (
    f"ASK {{ <{G3}> a ?t GRAPH ?g1 {{ <{G1}> a ?t }} GRAPH ?g2 {{ <{G2}> a ?t }}"
    f" FILTER NOT EXISTS {{ <{G1}> a ?t }} }}"
)
D1, D2, D3 = (("default-graph-uri", graph) for graph in (G1, G2, G3))
N1, N2 = (("named-graph-uri", graph) for graph in (G1, G2))

QUERIES = [
    Sent("query_get", "GET", [("query", "ASK {}")], answer=True),
    Sent("query_post_form", "POST", [], FORM, form(("query", "ASK {}")), answer=True),
    Sent("query_post_direct", "POST", [], QUERY, b"ASK {}", answer=True),
    Sent("query_post_charset", "POST", [], QUERY + "; charset=UTF-8", b"ASK {}", answer=True),
    Sent("query_in_url_multipart", "POST", [("query", "ASK {}")], "multipart/form-data"),
    Sent("query_in_url_no_type", "POST", [("query", "ASK {}")], None, answer=True),
    Sent("query_in_url_odd_type", "POST", [("query", "ASK {}")], "text/x-odd", answer=True),
    *both(("query", OF_1), D1, name="query_dataset_default_graph", answer=True),
    *both(("query", OF_12), D1, name="query_dataset_only_one", answer=False),
    *both(("query", OF_12), D1, D2, name="query_dataset_default_graphs", answer=True),
    *both(("query", NAMED_12), N1, N2, name="query_dataset_named_graphs", answer=True),
    *both(("query", NAMED_12), N1, name="query_dataset_one_named_graph", answer=False),
    *both(("query", OF_1), N1, name="query_dataset_named_is_not_default", answer=False),
    *both(("query", NAMED_1), D1, name="query_dataset_default_is_not_named", answer=False),
    *both(("query", FULL), D3, N1, N2, name="query_dataset_full", answer=True),
    *both(
        ("query", f"ASK FROM <{G3}> {{ <{G1}> a ?t FILTER NOT EXISTS {{ <{G3}> a ?t }} }}"),
        D1,
        name="query_multiple_dataset",
        answer=True,
    ),
    *both(("query", IN_DEFAULT), name="query_default_dataset", answer=True),
    *both(("query", IN_DEFAULT), ("default-graph-uri", ""), name="query_no_choice", answer=True),
]

BAD_QUERIES = [
    Sent("bad_query_method", "PUT", [("query", "ASK {}")], status=405),
    Sent("bad_multiple_queries", "GET", "query=ASK%20%7B%7D&query=ASK%20%7B%7D", status=400),
    Sent(
        "bad_multiple_queries_form",
        "POST",
        [("query", "ASK {}")],
        FORM,
        form(("query", "ASK {}")),
        status=400,
    ),
    Sent("bad_query_wrong_media_type", "POST", [], "text/plain", b"ASK {}", status=415),
    Sent("bad_query_missing_form_type", "POST", [], None, b"query=ASK%20%7B%7D", status=415),
    Sent("bad_query_missing_direct_type", "POST", [], None, b"ASK {}", status=415),
    Sent(
        "bad_query_non_utf8",
        "POST",
        [],
        QUERY + "; charset=UTF-16",
        "ASK {}".encode("utf-16"),
        status=(400, 415),
    ),
    Sent("bad_query_bytes", "POST", [], QUERY, b'ASK { ?s ?p "\xff" }', status=400),
    Sent("bad_query_url_bytes", "GET", "query=ASK%20%7B%3Fs%20%3Fp%20%22%FF%22%7D", status=400),
    Sent("bad_query_percent", "GET", "query=ASK%20%7B%zz%7D", status=400),
    Sent("bad_query_percent_cut", "GET", "query=ASK%20%7B%7D%2", status=400),
    Sent("bad_query_syntax", "GET", [("query", "ASK {")], status=400),
    Sent("bad_query_empty", "GET", [("query", "")], status=400),
    Sent("bad_query_no_text", "POST", [], QUERY, b"", status=400),
    Sent("bad_query_empty_form", "POST", [], FORM, b"", status=400),
    Sent("bad_query_and_update", "POST", [], FORM, b"query=ASK%20%7B%7D&update=CLEAR%20ALL", 400),
    Sent("bad_query_direct_and_url", "POST", [("query", "ASK {}")], QUERY, b"ASK {}", status=400),
    Sent("bad_query_graph", "GET", [("query", "ASK {}"), ("default-graph-uri", "a b")], status=400),
    Sent("bad_dataset_without_query", "GET", [D1], status=400),
    Sent("bad_timeout", "GET", [("query", "ASK {}"), ("timeout", "soon")], status=400),
    Sent("bad_timeout_zero", "GET", [("query", "ASK {}"), ("timeout", "0")], status=400),
]

ALL = "ASK { GRAPH ?g { <http://example.org/new> ?p ?o } }"
COPY = "INSERT {{ GRAPH <http://example.org/target> {{ ?s ?p ?o }} }} WHERE {{ {} }}".format(
    "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
)
IN_TARGET = "ASK {{ GRAPH <http://example.org/target> {{ <{}> ?p ?o }} }}"


@pytest.fixture
def filled(empty: Live) -> Live:
    empty.update(DATA)
    return empty


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_queries(server: Live, case: Sent) -> None:
    # The data stays the same through all of them.
    if not server.ask(f"ASK {{ GRAPH <{G3}> {{ ?s ?p ?o }} }}"):
        server.update("DROP ALL;" + DATA)
    answer = case.send(server.http)
    assert answer.status_code == case.status, answer.text
    assert answer.headers["Content-Type"] == "application/sparql-results+json"
    assert answer.json()["boolean"] is (True if case.answer is None else case.answer)


@pytest.mark.parametrize("case", BAD_QUERIES, ids=lambda case: case.name)
def test_bad_queries(server: Live, case: Sent) -> None:
    answer = case.send(server.http)
    expected = case.status if isinstance(case.status, tuple) else (case.status,)
    assert answer.status_code in expected, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    if case.status == 405:
        assert {"GET", "POST", "HEAD"} <= set(answer.headers["Allow"].split(", "))
    if case.status == 415:
        assert QUERY in answer.json()["detail"]


UPDATES = [
    Sent(
        "update_post_form",
        body=form(
            (
                "update",
                "INSERT DATA { GRAPH <http://example.org/g> "
                "{ <http://example.org/new> <http://example.org/p> 1 } }",
            )
        ),
        content_type=FORM,
    ),
    Sent(
        "update_post_direct",
        body=b"INSERT DATA { GRAPH <http://example.org/g> "
        b"{ <http://example.org/new> <http://example.org/p> 1 } }",
        content_type=UPDATE,
    ),
]


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_updates(empty: Live, case: Sent) -> None:
    assert not empty.ask(ALL)
    answer = case.send(empty.http)
    assert answer.status_code == 204, answer.text
    assert empty.ask(ALL)


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize(
    ("name", "pairs", "there", "absent"),
    [
        ("default_graph", [("using-graph-uri", G1)], [G1], [G2, G3, "http://example.org/s"]),
        ("default_graphs", [("using-graph-uri", G1), ("using-graph-uri", G2)], [G1, G2], [G3]),
        (
            "named_graphs",
            [("using-named-graph-uri", G1), ("using-named-graph-uri", G2)],
            [G1, G2],
            [G3, "http://example.org/s"],
        ),
        (
            "full",
            [("using-graph-uri", G1), ("using-named-graph-uri", G2)],
            [G1, G2],
            [G3, "http://example.org/s"],
        ),
    ],
)
def test_update_datasets(  # noqa: PLR0917
    filled: Live,
    direct: bool,
    name: str,
    pairs: list[tuple[str, str]],
    there: list[str],
    absent: list[str],
) -> None:
    case = (
        Sent(f"update_dataset_{name}", "POST", pairs, UPDATE, COPY.encode())
        if direct
        else Sent(f"update_dataset_{name}", "POST", [], FORM, form(("update", COPY), *pairs))
    )
    answer = case.send(filled.http)
    assert answer.status_code == 204, answer.text
    for resource in there:
        assert filled.ask(IN_TARGET.format(resource)), resource
    for resource in absent:
        assert not filled.ask(IN_TARGET.format(resource)), resource


def test_update_base_uri(empty: Live) -> None:
    empty.update("CLEAR ALL ; INSERT DATA { GRAPH <http://example.org/g> { <a> <b> <test> } }")
    assert empty.ask(
        f"ASK {{ GRAPH <http://example.org/g> {{ <{empty.url}a> ?p <{empty.url}test> }} }}"
    )
    # A query's relative IRIs mean the same.
    assert empty.ask("ASK { GRAPH <http://example.org/g> { <a> <b> <test> } }")


def with_dataset(update: str) -> Sent:
    url = [("using-graph-uri", G1)]
    return Sent("bad_update_dataset_conflict", "POST", url, UPDATE, update.encode(), 400)


BAD_UPDATES = [
    Sent("bad_update_get", "GET", [("update", "CLEAR ALL")], status=400),
    Sent("bad_update_in_url", "POST", [("update", "CLEAR ALL")], FORM, b"", status=400),
    Sent(
        "bad_multiple_updates",
        "POST",
        [],
        FORM,
        b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT",
        status=400,
    ),
    Sent("bad_update_wrong_media_type", "POST", [], "text/plain", b"CLEAR NAMED", status=415),
    Sent("bad_update_missing_form_type", "POST", [], None, b"update=CLEAR%20NAMED", status=415),
    Sent(
        "bad_update_non_utf8",
        "POST",
        [],
        UPDATE + "; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
        status=(400, 415),
    ),
    Sent("bad_update_bytes", "POST", [], UPDATE, b"INSERT DATA { <a> <b> '\xff' }", status=400),
    Sent("bad_update_syntax", "POST", [], UPDATE, b"CLEAR XYZ", status=400),
    Sent("bad_update_query_graph", "POST", [D1], UPDATE, b"CLEAR ALL", status=400),
    with_dataset(f"INSERT {{ ?s ?p ?o }} USING <{G2}> WHERE {{ ?s ?p ?o }}"),
    with_dataset(f"INSERT {{ ?s ?p ?o }} USING NAMED <{G2}> WHERE {{ ?s ?p ?o }}"),
    with_dataset(f"WITH <{G2}> INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"),
]


@pytest.mark.parametrize("case", BAD_UPDATES, ids=lambda case: case.name)
def test_bad_updates(server: Live, case: Sent) -> None:
    mark = "http://example.org/mark"
    server.update(f"INSERT DATA {{ GRAPH <{mark}> {{ <{mark}> <{mark}> 1 }} }}")
    answer = case.send(server.http)
    expected = case.status if isinstance(case.status, tuple) else (case.status,)
    assert answer.status_code in expected, answer.text
    assert answer.json()["detail"]
    assert server.ask(f"ASK {{ GRAPH <{mark}> {{ <{mark}> <{mark}> 1 }} }}")


def test_a_long_query_fits_into_the_url(server: Live) -> None:
    padding = "".join(f"# padding {n:060}\n" for n in range(700))
    url = f"{server.endpoint}?query={quote('ASK {}' + chr(10) + padding)}"
    assert 50_000 < len(url) < 64 * 1024
    answer = httpx.get(url, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.status_code
    assert answer.text.strip() == "true"


def test_a_client_lowers_the_deadline(server: Live) -> None:
    server.update(
        "INSERT DATA { GRAPH <http://example.org/many> { "
        + " ".join(f"<http://example.org/{n}> <http://example.org/p> {n} ." for n in range(500))
        + " } }"
    )
    heavy = "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"GRAPH <http://example.org/many> {{ ?s{n} ?p{n} ?o{n} }}" for n in range(3)
    )
    for wish in ({"timeout": "1"}, {"maxQueryTimeMillis": "1000"}):
        answer = server.http.get("/sparql", params={"query": heavy + " }", **wish})
        assert answer.status_code == 503, answer.text
        assert answer.elapsed.total_seconds() < 3
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json()["status"] == 503


@pytest.mark.parametrize("kind", ["local", "remote"])
def test_the_union_is_the_default_graph_and_common_prefixes_are_known(
    start: Callable[..., AbstractContextManager[Live]],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    kind: str,
) -> None:
    store = str(tmp_path) if kind == "local" else request.getfixturevalue("remote_store")
    with start(store=store, default_graph="union") as live:
        live.update(
            "DROP ALL ; INSERT DATA { GRAPH <http://example.org/g> { <a> a skos:Concept } }"
        )
        assert live.ask("ASK { <a> rdf:type skos:Concept }")
        assert live.ask("ASK FROM <http://example.org/g> { ?a rdf:type skos:Concept }")
        assert not live.ask("ASK FROM <http://example.org/other> { ?a rdf:type skos:Concept }")
        unknown = live.http.get("/sparql", params={"query": "ASK { ?a nobody:knows ?b }"})
        assert unknown.status_code == 400
