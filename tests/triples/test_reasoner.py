"""The door to owlrl: the schema closed, its noise left out, rdflib left as it was."""

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, Namespace

from poimenno.triples.reasoner import close_all, close_schema

EX = Namespace("http://example.org/")
TURTLE = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:A a owl:Class ; rdfs:subClassOf ex:B ; rdfs:label "A"@en .
ex:B a owl:Class ; rdfs:subClassOf ex:C . ex:C a owl:Class .
ex:p a owl:ObjectProperty ; rdfs:domain ex:A .
ex:B owl:disjointWith ex:D . ex:D a owl:Class .
ex:i a ex:A, ex:D ; ex:p ex:j ; ex:n 1 .
"""


def test_the_schema_is_closed_and_stands_alone() -> None:
    closed = close_schema(Graph().parse(data=TURTLE, format="turtle"))
    assert (EX.A, RDFS.subClassOf, EX.C) in closed
    assert (EX.p, RDFS.domain, EX.C) in closed
    assert (EX.A, RDFS.subClassOf, EX.A) in closed
    assert (EX.A, RDFS.label, None) not in closed
    assert (EX.i, None, None) not in closed


def test_noise_and_error_messages_are_left_out() -> None:
    closed, errors = close_all(Graph().parse(data=TURTLE, format="turtle"))
    assert (EX.i, RDF.type, EX.C) in closed
    assert [error for error in errors if "Disjoint classes" in error]
    assert not [s for s in closed.subjects() if isinstance(s, Literal)]
    assert not list(closed.triples((XSD.integer, None, None)))
    assert (EX.i, OWL.sameAs, EX.i) not in closed
    assert not [o for o in closed.objects() if "Disjoint classes" in str(o)]


def test_what_is_asserted_stays_even_when_it_would_be_noise() -> None:
    turtle = TURTLE + "ex:i owl:sameAs ex:i ."
    closed, _ = close_all(Graph().parse(data=turtle, format="turtle"))
    assert (EX.i, OWL.sameAs, EX.i) in closed


def test_neither_the_graph_nor_rdflib_is_changed() -> None:
    graph = Graph().parse(data=TURTLE, format="turtle")
    before, lax = set(graph), Literal("yes", datatype=XSD.boolean).value
    close_all(graph)
    assert set(graph) == before
    assert Literal("yes", datatype=XSD.boolean).value == lax
