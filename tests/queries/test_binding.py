"""Parameters: the value ends where it should, and every group that names it is held to it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.ontology.namespaces import ENTITY
from poimenno.queries.binding import BindingError, bind, expand_iri, write_term
from poimenno.queries.tokens import tokenize
from poimenno.triples.store import Store

DATA = """
@prefix ex: <http://example.org/> .
ex:ivan ex:decidedBy ex:troika ; ex:year 1937 ; ex:name "Ivan" .
ex:anna ex:decidedBy ex:court ; ex:year 1938 ; ex:name "Anna" .
ex:olga ex:decidedBy ex:troika ; ex:year 1938 ; ex:name "Olga \\"the elder\\"" .
"""
PREFIX = "PREFIX ex: <http://example.org/>\n"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store.in_memory()
    store.load(DATA.encode(), "text/turtle")
    return store


def people(store: Store, text: str) -> list[str]:
    answer = store.answer(text, "application/sparql-results+json")
    rows = json.loads(answer or b"")["results"]["bindings"]
    return sorted(row["who"]["value"].rpartition("/")[2] for row in rows)


@pytest.mark.parametrize(
    "where",
    [
        "?who ex:decidedBy ?body",
        "?who ex:decidedBy ?b . FILTER(?b = ?body)",
        "{ ?who ex:decidedBy ?b . FILTER(?b = ?body) } UNION { ?who ex:never ?body }",
        "{ SELECT ?who WHERE { ?who ex:decidedBy ?b FILTER(?b = ?body) } }",
        "?who ex:decidedBy ?b . FILTER EXISTS { ?who ex:decidedBy ?body }",
        "?who ex:decidedBy ?b . OPTIONAL { ?who ex:year ?y FILTER(?b = ?body) } FILTER(BOUND(?y))",
        "VALUES ?body { ex:court } ?who ex:decidedBy ?body",
        "VALUES ?body { ex:court } { ?who ex:decidedBy ?b FILTER(?b = ?body) }",
        "VALUES (?n) { (1) } ?who ex:decidedBy ?body",
    ],
)
def test_a_value_reaches_every_group(store: Store, where: str) -> None:
    text = f"{PREFIX}SELECT ?who WHERE {{ {where} }}"
    bound = bind(text, {"body": "iri"}, {"body": ["http://example.org/troika"]})
    assert people(store, bound) == ["ivan", "olga"]


def test_several_values_mean_any(store: Store) -> None:
    text = f"{PREFIX}SELECT ?who WHERE {{ ?who ex:year ?year }}"
    bound = bind(text, {"year": "integer"}, {"year": ["1937", "1938", "1938"]})
    assert people(store, bound) == ["anna", "ivan", "olga"]


def test_a_construct_template_is_left_alone(store: Store) -> None:
    text = f"{PREFIX}CONSTRUCT {{ ?who ex:by ?body }} WHERE {{ ?who ex:decidedBy ?body }}"
    bound = bind(text, {"body": "iri"}, {"body": ["http://example.org/court"]})
    answer = store.answer(bound, "application/n-triples")
    assert answer is not None
    assert answer.decode().split() == [
        "<http://example.org/anna>",
        "<http://example.org/by>",
        "<http://example.org/court>",
        ".",
    ]


def test_no_value_leaves_the_text(store: Store) -> None:
    text = "SELECT ?who WHERE { ?who ?p ?body }"
    assert bind(text, {"body": "iri"}, {}) == text


@given(st.text())
def test_a_string_is_one_token_whatever_it_holds(value: str) -> None:
    try:
        written = write_term("string", value)
    except BindingError:
        return
    (token,) = tokenize(written)
    assert token.kind == "string"
    store = Store.in_memory()
    answer = store.answer(
        f"SELECT ({written} AS ?value) WHERE {{}}", "application/sparql-results+json"
    )
    assert json.loads(answer or b"")["results"]["bindings"][0]["value"]["value"] == value


@given(st.text())
def test_an_iri_is_one_token_or_refused(value: str) -> None:
    try:
        written = write_term("iri", value)
    except BindingError:
        return
    (token,) = tokenize(written)
    assert token.kind == "iri"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "http://example.org/a> } DROP ALL #"),
        ("iri", "no scheme"),
        ("date", "1937"),
        ("date", "1937-02-30"),
        ("date", '1937-01-01" . ?s ?p "'),
        ("integer", "12a"),
        ("integer", "1 } #"),
        ("string", "\x00"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, value: str) -> None:
    with pytest.raises(BindingError):
        write_term(kind, value)


def test_a_parameter_the_query_has_not(store: Store) -> None:
    with pytest.raises(BindingError, match="it has body"):
        bind("SELECT * WHERE { ?s ?p ?body }", {"body": "iri"}, {"nobody": ["Q1"]})


def test_short_ways_to_write_an_iri() -> None:
    assert expand_iri("Q1001") == ENTITY + "Q1001"
    assert expand_iri("rdfs:label") == "http://www.w3.org/2000/01/rdf-schema#label"
    assert expand_iri("<http://example.org/a>") == "http://example.org/a"
    assert expand_iri("https://example.org/a") == "https://example.org/a"
