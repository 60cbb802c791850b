"""Terms as N-Triples strings: one string a term, there and back, as the store writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Variable

from poimenno.ontology.ntriples import literal_parts, read_lines, read_term, write_term
from poimenno.triples.store import Store

texts = st.text(st.characters(codec="utf-8"))
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text: Literal(text, lang="ru"), texts),
    st.builds(lambda text: Literal(text, datatype=XSD.token, normalize=False), texts),
)


@given(literals)
def test_a_literal_comes_back(literal: Literal) -> None:
    text = write_term(literal)
    assert read_term(text) == literal
    assert not set(text) & set(map(chr, (*range(32), 127)))
    assert literal_parts(text)[0] == str(literal)


@given(literals)
def test_a_literal_is_written_as_the_store_writes_it(literal: Literal) -> None:
    line = f"<http://example.org/s> <http://example.org/p> {write_term(literal)} .\n"
    store = Store.in_memory()
    store.load(line.encode(), "application/n-triples")
    assert store.dump("application/n-triples") == line.encode()
    assert next(read_lines([line]))[2] == write_term(literal)


def test_one_term_is_one_string() -> None:
    assert write_term(Literal("a", lang="ru-RU")) == '"a"@ru-ru'
    assert write_term(Literal("a", datatype=XSD.string)) == write_term(Literal("a")) == '"a"'
    assert write_term(URIRef("http://example.org/a")) == "<http://example.org/a>"
    assert read_term("_:b") == BNode("b")
    assert read_term("<http://example.org/a>") == URIRef("http://example.org/a")
    assert str(read_term('"01"^^<http://www.w3.org/2001/XMLSchema#integer>')) == "01"


def test_what_is_no_term_or_no_line_is_refused() -> None:
    with pytest.raises(TypeError, match="not an RDF term"):
        write_term(Variable("x"))
    with pytest.raises(ValueError, match="not a literal"):
        literal_parts("'a'")
    with pytest.raises(ValueError, match="line 3"):
        list(read_lines(["# comment", "", "<a> <b> <c>"]))
