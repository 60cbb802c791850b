"""The profile check finds each planted violation, and nothing in a clean ontology."""

import pytest
from rdflib import Graph

from poimenno.ontology.profile import Violation, check

CLEAN = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:A a owl:Class . ex:B a owl:Class . ex:C a owl:Class .
ex:p a owl:ObjectProperty . ex:q a owl:ObjectProperty . ex:t a owl:ObjectProperty .
ex:d a owl:DatatypeProperty . ex:e a owl:DatatypeProperty . ex:n a owl:AnnotationProperty .
ex:A rdfs:subClassOf ex:B ; ex:n "a note" .
[ a owl:Class ; owl:unionOf ( ex:A [ a owl:Class ; owl:oneOf ( ex:i ex:j ) ] ) ]
    rdfs:subClassOf ex:C .
[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:A ] rdfs:subClassOf ex:B .
[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf ex:B .
[ a owl:Restriction ; owl:onProperty ex:d ; owl:someValuesFrom xsd:integer ] rdfs:subClassOf ex:B .
[ a owl:Restriction ; owl:onProperty [ owl:inverseOf ex:p ] ; owl:hasValue ex:i ]
    rdfs:subClassOf ex:B .
ex:A rdfs:subClassOf
    [ a owl:Class ; owl:complementOf ex:C ] ,
    [ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ] ,
    [ a owl:Restriction ; owl:onProperty ex:d ; owl:allValuesFrom xsd:string ] ,
    [ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality 1 ] ,
    [ a owl:Restriction ; owl:onProperty ex:p ; owl:maxQualifiedCardinality 0 ; owl:onClass ex:A ] .
ex:B owl:equivalentClass [ a owl:Class ; owl:intersectionOf
    ( ex:C [ a owl:Restriction ; owl:onProperty ex:d ; owl:hasValue 1 ] ) ] .
ex:A owl:disjointWith ex:C ; owl:hasKey ( ex:p ex:d ) .
[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:C ) .
ex:p rdfs:domain ex:A ; rdfs:range ex:B ; a owl:IrreflexiveProperty, owl:FunctionalProperty .
ex:d rdfs:domain ex:A ; rdfs:range xsd:dateTime ; rdfs:subPropertyOf ex:e .
ex:d a owl:FunctionalProperty .
ex:t owl:propertyChainAxiom ( ex:p ex:q ) ; a owl:TransitiveProperty .
ex:n rdfs:range ex:Anything .
ex:i a ex:A ; ex:p ex:j ; ex:d 1 .
"""

# Each planted axiom, the section that it breaks, and a word of the reason.
PLANTED = {
    "some-values-in-superclass": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:someValuesFrom ex:B ] .",
        "4.2.3",
        "someValuesFrom",
    ),
    "union-in-superclass": (
        "ex:A rdfs:subClassOf [ owl:unionOf ( ex:B ex:C ) ] .",
        "4.2.3",
        "unionOf",
    ),
    "one-of-in-superclass": (
        "ex:A rdfs:subClassOf [ owl:oneOf ( ex:i ) ] .",
        "4.2.3",
        "oneOf",
    ),
    "all-values-in-subclass": (
        "[ owl:onProperty ex:p ; owl:allValuesFrom ex:B ] rdfs:subClassOf ex:A .",
        "4.2.3",
        "allValuesFrom",
    ),
    "complement-in-subclass": (
        "[ owl:complementOf ex:B ] rdfs:subClassOf ex:A .",
        "4.2.3",
        "complementOf",
    ),
    "maximum-in-subclass": (
        "[ owl:onProperty ex:p ; owl:maxCardinality 1 ] rdfs:subClassOf ex:A .",
        "4.2.3",
        "maxCardinality",
    ),
    "nested-in-superclass": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:allValuesFrom "
        "[ owl:unionOf ( ex:B ex:C ) ] ] .",
        "4.2.3",
        "unionOf",
    ),
    "nested-in-intersection": (
        "ex:A rdfs:subClassOf [ owl:intersectionOf ( ex:B "
        "[ owl:onProperty ex:p ; owl:someValuesFrom ex:B ] ) ] .",
        "4.2.3",
        "someValuesFrom",
    ),
    "some-values-in-equivalence": (
        "ex:A owl:equivalentClass [ owl:onProperty ex:p ; owl:someValuesFrom ex:B ] .",
        "4.2.3",
        "someValuesFrom",
    ),
    "union-in-equivalence": (
        "ex:A owl:equivalentClass [ owl:unionOf ( ex:B ex:C ) ] .",
        "4.2.3",
        "unionOf",
    ),
    "minimum": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:minCardinality 1 ] .",
        "4.2.3",
        "minCardinality",
    ),
    "exact-cardinality": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:cardinality 1 ] .",
        "4.2.3",
        "cardinality",
    ),
    "maximum-above-one": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:maxCardinality 2 ] .",
        "4.2.3",
        "0 or 1",
    ),
    "qualified-maximum-above-one": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:maxQualifiedCardinality 3 ; "
        "owl:onClass ex:B ] .",
        "4.2.3",
        "0 or 1",
    ),
    "has-self": (
        "[ owl:onProperty ex:p ; owl:hasSelf true ] rdfs:subClassOf ex:A .",
        "4.2.3",
        "hasSelf",
    ),
    "thing-as-subclass": ("owl:Thing rdfs:subClassOf ex:A .", "4.2.3", "owl:Thing"),
    "thing-as-superclass": ("ex:A rdfs:subClassOf owl:Thing .", "4.2.3", "owl:Thing"),
    "thing-as-domain": ("ex:p rdfs:domain owl:Thing .", "4.2.3", "owl:Thing"),
    "literals-in-one-of": ('[ owl:oneOf ( "a" ) ] rdfs:subClassOf ex:A .', "4.2.3", "literals"),
    "empty-expression": ("ex:A rdfs:subClassOf [] .", "4.2.3", "no class expression"),
    "no-property": (
        "[ owl:someValuesFrom ex:A ] rdfs:subClassOf ex:B .",
        "4.2.3",
        "owl:onProperty",
    ),
    "literal-of-object-property": (
        '[ owl:onProperty ex:p ; owl:hasValue "a" ] rdfs:subClassOf ex:A .',
        "4.2.3",
        "kind of value",
    ),
    "disjoint-with-a-universal": (
        "ex:A owl:disjointWith [ owl:onProperty ex:p ; owl:allValuesFrom ex:B ] .",
        "4.2.3",
        "allValuesFrom",
    ),
    "all-disjoint-with-a-universal": (
        "[] a owl:AllDisjointClasses ; owl:members "
        "( ex:A [ owl:onProperty ex:p ; owl:allValuesFrom ex:B ] ) .",
        "4.2.3",
        "allValuesFrom",
    ),
    "union-as-domain": ("ex:q rdfs:domain [ owl:unionOf ( ex:A ex:B ) ] .", "4.2.3", "unionOf"),
    "union-as-range": ("ex:q rdfs:range [ owl:unionOf ( ex:A ex:B ) ] .", "4.2.3", "unionOf"),
    "union-as-type": ("ex:i a [ owl:unionOf ( ex:A ex:B ) ] .", "4.2.3", "unionOf"),
    "date-as-range": ("ex:e rdfs:range xsd:date .", "4.2.1", "#date"),
    "year-in-restriction": (
        "[ owl:onProperty ex:d ; owl:someValuesFrom xsd:gYear ] rdfs:subClassOf ex:A .",
        "4.2.1",
        "no datatype of OWL 2 RL",
    ),
    "enumerated-data-range": (
        'ex:e rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "a" "b" ) ] .',
        "4.2.4",
        "intersection",
    ),
    "faceted-data-range": (
        "ex:e rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; "
        "owl:withRestrictions ( [ xsd:minInclusive 1 ] ) ] .",
        "4.2.4",
        "intersection",
    ),
    "reflexive": ("ex:p a owl:ReflexiveProperty .", "4.2.5", "reflexive"),
    "disjoint-union": ("ex:A owl:disjointUnionOf ( ex:B ex:C ) .", "4.2.5", "disjoint union"),
    "undeclared-class": ("ex:A rdfs:subClassOf ex:Stranger .", "structure 5.8.2", "Stranger"),
    "undeclared-type": ("ex:i a ex:Stranger .", "structure 5.8.2", "Stranger"),
    "undeclared-property": ("ex:i ex:strange ex:j .", "structure 5.8.2", "strange"),
    "undeclared-in-axiom": ("ex:strange rdfs:domain ex:A .", "structure 5.8.2", "strange"),
    "undeclared-in-key": ("ex:A owl:hasKey ( ex:strange ) .", "structure 5.8.2", "strange"),
    "both-kinds": ("ex:p a owl:DatatypeProperty .", "structure 5.8.1", "both"),
    "mixed-kinds": ("ex:d rdfs:subPropertyOf ex:p .", "structure 9.2", "together"),
    "data-in-chain": ("ex:q owl:propertyChainAxiom ( ex:p ex:d ) .", "structure 9.2.1", "chain"),
    "symmetric-data": ("ex:d a owl:SymmetricProperty .", "structure 9.3", "functional"),
    "functional-and-composed": ("ex:t a owl:FunctionalProperty .", "structure 11.2", "composed"),
    "asymmetric-above-composed": (
        "ex:t rdfs:subPropertyOf ex:q . ex:q a owl:AsymmetricProperty .",
        "structure 11.2",
        "composed",
    ),
    "counted-and-composed": (
        "ex:A rdfs:subClassOf [ owl:onProperty ex:t ; owl:maxCardinality 1 ] .",
        "structure 11.2",
        "composed",
    ),
}


def violations(turtle: str) -> list[Violation]:
    return check(Graph().parse(data=turtle, format="turtle"))


def test_a_clean_ontology_has_no_violation() -> None:
    assert violations(CLEAN) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(name: str) -> None:
    planted, section, word = PLANTED[name]
    found = violations(CLEAN + planted)
    assert any(one.section == section and word in str(one) for one in found), found


def test_a_violation_reads_as_the_axiom_it_is() -> None:
    (found,) = violations(CLEAN + PLANTED["some-values-in-superclass"][0])
    assert str(found) == (
        "<http://example.org/A> rdfs:subClassOf "
        "[<http://example.org/p> someValuesFrom <http://example.org/B>] (4.2.3): "
        "owl:someValuesFrom cannot stand in the place of a superclass"
    )
