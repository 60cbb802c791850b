"""Triple pattern fragments: a pattern gives its triples, once, in pages that lead on."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from poimenno.server.engine import BadRequest
from poimenno.server.patterns import SKOLEM, read_pattern

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VOID = Namespace("http://rdfs.org/ns/void#")
E = "http://e.example/"
HERE = "http://localhost/ldf"
ABOUT = f"<{HERE}#metadata>"
MANY = 250


@pytest.fixture(scope="module")
def client(app: object) -> Iterator[FlaskClient]:
    """The application over a graph with a number of things, some of them in two graphs."""
    made: FlaskClient = app.test_client()  # type: ignore[attr-defined]
    numbered = " ".join(f"<{E}n{number}> <{E}number> {number} ." for number in range(MANY))
    text = f"""DROP ALL ; INSERT DATA {{
      GRAPH <{E}g> {{ {numbered} <{E}a> <{E}name> "Имя \\"в кавычках\\""@ru, "Имя", 42 ;
        <{E}knows> _:b, <{E}a> . _:b <{E}name> "b" }}
      GRAPH <{E}h> {{ {numbered} }} }}"""
    answer = made.post(
        "/sparql",
        data=text.encode(),
        content_type="application/sparql-update",
        headers={"Authorization": "Bearer a-token-for-tests"},
    )
    assert answer.status_code == 204, answer.text
    yield made
    made.post(
        "/sparql",
        data="DROP ALL",
        content_type="application/sparql-update",
        headers={"Authorization": "Bearer a-token-for-tests"},
    )


def ask(client: FlaskClient, **pattern: str) -> tuple[list[ox.Triple], Graph]:
    """Give the triples of a page, and what is said of it."""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pattern.items())
    return page(client, f"/ldf?{query}")


def page(client: FlaskClient, address: str) -> tuple[list[ox.Triple], Graph]:
    answer = client.get(address, headers={"Accept": "application/n-quads"})
    assert answer.status_code == 200, answer.text
    found, said = [], ""
    for quad in ox.parse(answer.data, RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, ox.DefaultGraph):
            found.append(quad.triple)
        else:
            assert str(quad.graph_name) == ABOUT
            said += f"{quad.triple} .\n"
    return found, Graph().parse(data=said, format="nt")


def total(said: Graph) -> int:
    (number,) = set(said.objects(None, HYDRA.totalItems))
    assert set(said.objects(None, VOID.triples)) == {number}
    return int(str(number))


def test_pages_lead_through_the_whole_fragment_each_triple_once(client: FlaskClient) -> None:
    address, found, pages = f"/ldf?predicate={E}number", [], 0
    while address:
        triples, said = page(client, address)
        found += triples
        pages += 1
        # 250 triples in two graphs: what repeats is neither given nor counted twice.
        assert total(said) == MANY
        following = list(said.objects(None, HYDRA.next))
        assert len(list(said.objects(None, HYDRA.previous))) == (pages > 1)
        address = str(following[0]).removeprefix("http://localhost") if following else ""
    assert len(found) == len(set(found)) == MANY
    assert client.get(f"/ldf?predicate={E}number&page={pages + 1}").status_code == 404


@pytest.mark.parametrize(
    ("obj", "subjects"),
    [
        ('"Имя"', {f"<{E}a>"}),
        ('"Имя "в кавычках""@ru', {f"<{E}a>"}),
        ('"Имя "в кавычках""@RU', {f"<{E}a>"}),
        ('"42"^^http://www.w3.org/2001/XMLSchema#integer', {f"<{E}a>", f"<{E}n42>"}),
        ('"42"^^<http://www.w3.org/2001/XMLSchema#integer>', {f"<{E}a>", f"<{E}n42>"}),
        ('"42"^^xsd:integer', {f"<{E}a>", f"<{E}n42>"}),
        ('"42"', set()),
        ('"Имя"@ru', set()),
        (f"{E}a", {f"<{E}a>"}),
        (f"<{E}a>", {f"<{E}a>"}),
    ],
)
def test_objects_of_every_kind(client: FlaskClient, obj: str, subjects: set[str]) -> None:
    found, said = ask(client, object=obj)
    assert {str(triple.subject) for triple in found} == subjects
    assert total(said) == len(found)


def test_blank_nodes_can_be_asked_on(client: FlaskClient) -> None:
    found, _ = ask(client, subject=f"{E}a", predicate=f"{E}knows")
    (named,) = (str(t.object) for t in found if str(t.object) != f"<{E}a>")
    assert named.startswith(f"<{SKOLEM}")
    (triple,), said = ask(client, subject=named[1:-1])
    assert (str(triple.object), total(said)) == ('"b"', 1)
    assert not ask(client, subject=f"{SKOLEM}unknown")[0]


def test_a_variable_that_stands_twice_means_one_term(client: FlaskClient) -> None:
    found, said = ask(client, subject="?x", object="?x")
    assert [str(triple.subject) for triple in found] == [f"<{E}a>"]
    assert total(said) == 1
    assert total(ask(client, subject="?", object="?")[1]) > MANY
    assert total(ask(client, subject="_:x", predicate=f"{E}name")[1]) == 4


def test_what_no_triple_has_is_an_empty_fragment(client: FlaskClient) -> None:
    assert ask(client, subject='"a literal"')[0] == []
    assert ask(client, predicate=f"{SKOLEM}b0")[0] == []


def test_the_form_says_how_to_ask(client: FlaskClient) -> None:
    _, said = ask(client, subject=f"{E}a")
    form = said.value(URIRef(f"{HERE}#dataset"), HYDRA.search)
    assert said.value(form, HYDRA.template) == Literal(HERE + "{?subject,predicate,object}")
    mapped = {
        str(said.value(entry, HYDRA.variable)): said.value(entry, HYDRA.property)
        for entry in said.objects(form, HYDRA.mapping)
    }
    assert mapped == {name: RDF[name] for name in ("subject", "predicate", "object")}
    # Clients look for the controls under the very address they asked.
    here = URIRef(f"{HERE}?subject={quote(f'{E}a', safe='')}")
    assert said.value(here, HYDRA.first)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "text/n3"]
)
def test_formats_without_graphs_hold_both(client: FlaskClient, accept: str) -> None:
    answer = client.get(f"/ldf?subject={E}a", headers={"Accept": accept})
    assert answer.mimetype == accept
    graph = Graph()
    for quad in ox.parse(answer.data, RdfFormat.from_media_type(accept)):
        graph.parse(data=f"{quad.triple} .", format="nt")
    assert list(graph.objects(None, HYDRA.totalItems))
    assert (URIRef(f"{E}a"), URIRef(f"{E}name"), Literal(42)) in graph


def test_the_page_shows_the_triples_and_escapes_them(client: FlaskClient) -> None:
    answer = client.get(f"/ldf?subject={E}a", headers={"Accept": "text/html"})
    assert "&#34;в кавычках&#34;" in answer.text
    assert 'rel="next' not in answer.text
    assert 'rel="next' in client.get("/ldf", headers={"Accept": "text/html"}).text
    planted = client.get("/ldf?object=%22%3Cscript%3E%22", headers={"Accept": "text/html"}).text
    assert "<script>" not in planted
    assert "&lt;script&gt;" in planted


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("subject=foo", "subject"),
        ("predicate=http://e.example/a%20b", "predicate"),
        ("object=%22a%22@", "object"),
        ("object=%22a%22^^b", "object"),
        ("subject=http://a/%3E}%20DROP%20ALL", "subject"),
        (f"subject={SKOLEM}a/b", "blank node"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=²", "page"),
        ("page=99999999999999999999", "page"),
        ("subject=&subject=", "twice"),
        ("graph=x", "graph"),
        (f"object=%22{'a' * 9000}%22", "characters"),
        ("format=docx", "docx"),
    ],
)
def test_bad_requests_say_what_is_wrong(client: FlaskClient, query: str, word: str) -> None:
    answer = client.get(f"/ldf?{query}")
    assert answer.status_code in {400, 406}
    assert word in answer.json["detail"]  # type: ignore[index]


def test_the_etag_changes_with_the_graph_alone(client: FlaskClient) -> None:
    first = client.get(f"/ldf?subject={E}a")
    again = client.get(f"/ldf?subject={E}a", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get(f"/ldf?subject={E}n1")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_terms_cannot_break_out_of_the_query() -> None:
    for text in ('"a" . } DROP', '"\\u0022"', '"a\nb"', '"\\"'):
        written = read_pattern("", "", text).terms[2] if re.fullmatch('".*"', text, re.S) else ""
        assert not written or next(iter(ox.parse(f"_:a <a:b> {written} .", RdfFormat.N_TRIPLES)))
    with pytest.raises(BadRequest):
        read_pattern("", "", '"a" . } DROP')
