"""What clients send in Accept and `format=`, and what they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.server.negotiation import (
    GRAPHS,
    HTML,
    PROBLEMS,
    ROWS,
    Format,
    NotAcceptable,
    negotiate,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,*/*;q=0.1"
)
KINDS = st.sampled_from([ROWS, GRAPHS, PROBLEMS, (*GRAPHS, HTML)])
RANGE = st.one_of(
    st.text(max_size=30),
    st.builds(
        "{};q={}".format,
        st.sampled_from(
            [
                *(form.media_type for form in (*ROWS, *GRAPHS, HTML)),
                *(alias for form in (*ROWS, *GRAPHS) for alias in form.aliases),
                "*/*",
                "text/*",
                "*",
                "a/b",
            ]
        ),
        st.one_of(st.floats(), st.text(max_size=3)),
    ),
)


@pytest.mark.parametrize(
    ("offers", "accept", "expected"),
    [
        (ROWS, None, "application/sparql-results+json"),
        (ROWS, "", "application/sparql-results+json"),
        (ROWS, "*/*", "application/sparql-results+json"),
        (ROWS, "*", "application/sparql-results+json"),
        (ROWS, "application/json", "application/sparql-results+json"),
        (ROWS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ROWS, "text/xml", "application/sparql-results+xml"),
        (ROWS, "text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        (ROWS, "text/*", "text/csv"),
        (ROWS, "application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        (ROWS, BROWSER, "application/sparql-results+xml"),
        (ROWS, "APPLICATION/SPARQL-RESULTS+XML ; Q=1", "application/sparql-results+xml"),
        (ROWS, "text/csv;q=nonsense", "text/csv"),
        # rdflib's SPARQLStore: without weights the first of the header counts.
        (ROWS, "application/rdf+xml, application/sparql-results+xml", ROWS[1].media_type),
        (GRAPHS, "application/rdf+xml, application/sparql-results+xml", "application/rdf+xml"),
        (GRAPHS, None, "text/turtle"),
        (GRAPHS, "application/turtle,text/turtle", "text/turtle"),
        (GRAPHS, "text/plain", "application/n-triples"),
        (GRAPHS, "application/json", "application/ld+json"),
        (GRAPHS, "application/rdf+xml, text/turtle", "application/rdf+xml"),
        (GRAPHS, "text/turtle, application/rdf+xml", "text/turtle"),
        (GRAPHS, COMUNICA, "application/n-quads"),
        ((*GRAPHS, HTML), BROWSER, "text/html"),
        ((*GRAPHS, HTML), "*/*", "text/turtle"),
        (PROBLEMS, "application/sparql-results+json, */*;q=0.1", "application/problem+json"),
        (PROBLEMS, BROWSER, "text/html"),
    ],
)
def test_accept(offers: tuple[Format, ...], accept: str | None, expected: str) -> None:
    assert negotiate(offers, accept).media_type == expected


@pytest.mark.parametrize(
    ("offers", "name", "expected"),
    [
        (ROWS, "json", "application/sparql-results+json"),
        (ROWS, "xml", "application/sparql-results+xml"),
        (ROWS, "csv", "text/csv"),
        (ROWS, "tsv", "text/tab-separated-values"),
        (ROWS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ROWS, "application/sparql-results xml", "application/sparql-results+xml"),
        (GRAPHS, "turtle", "text/turtle"),
        (GRAPHS, "ttl", "text/turtle"),
        (GRAPHS, "nt", "application/n-triples"),
        (GRAPHS, "ntriples", "application/n-triples"),
        (GRAPHS, "json", "application/ld+json"),
        (GRAPHS, "jsonld", "application/ld+json"),
        (GRAPHS, "json-ld", "application/ld+json"),
        (GRAPHS, "rdfxml", "application/rdf+xml"),
        (GRAPHS, "rdf+xml", "application/rdf+xml"),
        (GRAPHS, "xml", "application/rdf+xml"),
        (GRAPHS, "trig", "application/trig"),
        (GRAPHS, "nq", "application/n-quads"),
        (GRAPHS, "text/turtle; charset=utf-8", "text/turtle"),
        # wikibase-sdk sends `format=json`, SPARQLWrapper its choice, whatever the query is.
        (ROWS, "turtle", "text/csv"),
    ],
)
def test_a_name_stands_above_accept(offers: tuple[Format, ...], name: str, expected: str) -> None:
    assert negotiate(offers, "text/csv, application/trig", [name]).media_type == expected


@pytest.mark.parametrize(
    ("accept", "names"), [("image/png", []), ("text/turtle;q=0", []), (None, ["xlsx"])]
)
def test_what_is_offered_is_said(accept: str | None, names: list[str]) -> None:
    offers = (GRAPHS[0],)
    with pytest.raises(NotAcceptable, match="text/turtle"):
        negotiate(offers, accept, names)


@given(KINDS, st.lists(RANGE, max_size=6), st.lists(st.text(max_size=12), max_size=2))
def test_whatever_comes_the_answer_is_an_offer(
    offers: tuple[Format, ...], ranges: list[str], names: list[str]
) -> None:
    refusal = ""
    try:
        assert negotiate(offers, ",".join(ranges), names) in offers
    except NotAcceptable as error:
        refusal = str(error)
    assert not refusal or offers[0].media_type in refusal
