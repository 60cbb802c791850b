"""Terms as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.ontology.namespaces import ENTITY, ONTOLOGY
from poimenno.ontology.ntriples import write_literal
from poimenno.queries.binding import BindingError
from poimenno.queries.terms import read_written

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Q1001", f"<{ENTITY}Q1001>"),
        (" poi:Person ", f"<{ONTOLOGY}Person>"),
        ("<http://example.org/a>", "<http://example.org/a>"),
        ("http://example.org/a", "<http://example.org/a>"),
        ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("_:b1.x", "_:b1.x"),
        ('"text"', '"text"'),
        ('"текст"@RU', '"текст"@ru'),
        ('"\\u0041\\n\\""', '"A\\n\\""'),
        ('"5"^^xsd:integer', f'"5"^^<{XSD}integer>'),
        (f'"5"^^<{XSD}integer>', f'"5"^^<{XSD}integer>'),
        ('"5"^^xsd:string', '"5"'),
        ("-42", f'"-42"^^<{XSD}integer>'),
        ("1956-06-02", f'"1956-06-02"^^<{XSD}date>'),
    ],
)
def test_terms_that_are_read(text: str, term: str) -> None:
    assert read_written(text) == term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Person",
        "<no iri>",
        '"open',
        '"a"@',
        '"a"^^',
        '"a"^^nothing',
        "1956-13-02",
        "_:",
        "x" * 9000,
    ],
)
def test_what_is_no_term_is_told(text: str) -> None:
    with pytest.raises(BindingError):
        read_written(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_every_literal_is_read_as_it_is_written(text: str) -> None:
    for literal in (
        write_literal(text),
        write_literal(text, "ru"),
        write_literal(text, "", XSD + "date"),
    ):
        assert read_written(literal) == literal
