"""Each rule of the OWL 2 RL tables gives what it says, and each inconsistency is found."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.noise import is_noise
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.closing import Closure, close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_schema

from . import random_worlds

PREFIXES = random_worlds.PREFIXES + random_worlds.DECLARATIONS + "ex:D a owl:Class .\n"

# A rule by its W3C name, a premise, and its conclusion.
CONCLUSIONS = [
    ("prp-dom", "ex:p0 rdfs:domain ex:C0 . ex:i0 ex:p0 ex:i1 .", "ex:i0 a ex:C0 ."),
    ("prp-rng", "ex:p0 rdfs:range ex:C0 . ex:i0 ex:p0 ex:i1 .", "ex:i1 a ex:C0 ."),
    (
        "prp-fp",
        "ex:p0 a owl:FunctionalProperty . ex:i0 ex:p0 ex:i1, ex:i2 . ex:i1 a ex:C0 .",
        "ex:i1 owl:sameAs ex:i2 . ex:i2 owl:sameAs ex:i1 . ex:i2 a ex:C0 .",
    ),
    (
        "prp-ifp",
        "ex:p0 a owl:InverseFunctionalProperty . ex:i0 ex:p0 ex:i2 . ex:i1 ex:p0 ex:i2 .",
        "ex:i1 owl:sameAs ex:i0 . ex:i0 owl:sameAs ex:i1 .",
    ),
    ("prp-symp", "ex:p0 a owl:SymmetricProperty . ex:i0 ex:p0 ex:i1 .", "ex:i1 ex:p0 ex:i0 ."),
    (
        "prp-trp",
        "ex:p0 a owl:TransitiveProperty . ex:i0 ex:p0 ex:i1 . ex:i1 ex:p0 ex:i2, ex:i3 .",
        "ex:i0 ex:p0 ex:i2, ex:i3 .",
    ),
    ("prp-spo1", "ex:p0 rdfs:subPropertyOf ex:p1 . ex:i0 ex:p0 ex:i1 .", "ex:i0 ex:p1 ex:i1 ."),
    (
        "prp-spo2",
        "ex:p0 owl:propertyChainAxiom ( ex:p1 ex:p2 ex:p3 ex:p1 ) . "
        "ex:i0 ex:p1 ex:i1 . ex:i1 ex:p2 ex:i2 . ex:i2 ex:p3 ex:i3 . ex:i3 ex:p1 ex:i4 .",
        "ex:i0 ex:p0 ex:i4 .",
    ),
    ("prp-eqp1", "ex:p0 owl:equivalentProperty ex:p1 . ex:i0 ex:p0 ex:i1 .", "ex:i0 ex:p1 ex:i1 ."),
    ("prp-inv1", "ex:p0 owl:inverseOf ex:p1 . ex:i0 ex:p0 ex:i1 .", "ex:i1 ex:p1 ex:i0 ."),
    ("prp-inv2", "ex:p0 owl:inverseOf ex:p1 . ex:i0 ex:p1 ex:i1 .", "ex:i1 ex:p0 ex:i0 ."),
    (
        "prp-rng",  # through an inverse that has no name: its own triples are no RDF and stay out
        "ex:p0 rdfs:subPropertyOf [ owl:inverseOf ex:p1 ] . ex:p1 rdfs:range ex:C1 . "
        "ex:i0 ex:p0 ex:i1 .",
        "ex:i0 a ex:C1 .",
    ),
    (
        "prp-key",
        "ex:D owl:hasKey ( ex:p0 ex:d ) . ex:i0 a ex:D ; ex:p0 ex:i2 ; ex:d 1 . "
        "ex:i1 a ex:D ; ex:p0 ex:i2 ; ex:d 1 .",
        "ex:i0 owl:sameAs ex:i1 . ex:i1 owl:sameAs ex:i0 .",
    ),
    (
        "cls-int1",
        "ex:D owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( ex:C0 ex:C1 ex:C2 ) ] . "
        "ex:i0 a ex:C0, ex:C1, ex:C2 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-int2",
        "ex:D rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( ex:C0 ex:C1 ) ] . "
        "ex:i0 a ex:D .",
        "ex:i0 a ex:C0, ex:C1 .",
    ),
    (
        "cls-uni",
        "[ a owl:Class ; owl:unionOf ( ex:C0 ex:C1 ) ] rdfs:subClassOf ex:D . ex:i0 a ex:C1 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-svf1",
        "[ a owl:Restriction ; owl:onProperty ex:p0 ; owl:someValuesFrom ex:C0 ] "
        "rdfs:subClassOf ex:D . ex:i0 ex:p0 ex:i1 . ex:i1 a ex:C0 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-svf1",
        "[ a owl:Restriction ; owl:onProperty ex:d ; owl:someValuesFrom xsd:integer ] "
        "rdfs:subClassOf ex:D . ex:i0 ex:d 1 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-svf2",
        "[ a owl:Restriction ; owl:onProperty ex:p0 ; owl:someValuesFrom owl:Thing ] "
        "rdfs:subClassOf ex:D . ex:i0 ex:p0 ex:i1 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-avf",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; "
        "owl:allValuesFrom ex:C0 ] . ex:i0 a ex:D ; ex:p0 ex:i1 .",
        "ex:i1 a ex:C0 .",
    ),
    (
        "cls-hv1",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; owl:hasValue ex:i1 ] . "
        "ex:i0 a ex:D .",
        "ex:i0 ex:p0 ex:i1 .",
    ),
    (
        "cls-hv2",
        "[ a owl:Restriction ; owl:onProperty ex:d ; owl:hasValue 1 ] rdfs:subClassOf ex:D . "
        "ex:i0 ex:d 1 .",
        "ex:i0 a ex:D .",
    ),
    (
        "cls-maxc2",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; "
        'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] . ex:i0 a ex:D ; ex:p0 ex:i1, ex:i2 .',
        "ex:i1 owl:sameAs ex:i2 .",
    ),
    (
        "cls-maxqc3",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; owl:onClass ex:C0 ; "
        'owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ] . '
        "ex:i0 a ex:D ; ex:p0 ex:i1, ex:i2 . ex:i1 a ex:C0 . ex:i2 a ex:C0 .",
        "ex:i1 owl:sameAs ex:i2 .",
    ),
    (
        "cls-maxqc4",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; owl:onClass owl:Thing ; "
        'owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ] . '
        "ex:i0 a ex:D ; ex:p0 ex:i1, ex:i2 .",
        "ex:i1 owl:sameAs ex:i2 .",
    ),
    (
        "cls-oo",
        "ex:D owl:equivalentClass [ a owl:Class ; owl:oneOf ( ex:i0 ex:i1 ) ] .",
        "ex:i0 a ex:D . ex:i1 a ex:D .",
    ),
    ("cax-sco", "ex:C0 rdfs:subClassOf ex:D . ex:i0 a ex:C0 .", "ex:i0 a ex:D ."),
    ("cax-eqc1", "ex:C0 owl:equivalentClass ex:D . ex:i0 a ex:C0 .", "ex:i0 a ex:D ."),
    (
        "scm-sco",
        "ex:C0 rdfs:subClassOf ex:C1 . ex:C1 rdfs:subClassOf ex:D .",
        "ex:C0 rdfs:subClassOf ex:D .",
    ),
    ("cax-sco", "ex:i0 a ex:D .", "ex:i0 a owl:Thing ."),
    ("eq-rep-s", "ex:i0 owl:sameAs ex:i1 . ex:i0 ex:p0 ex:i2 .", "ex:i1 ex:p0 ex:i2 ."),
    ("eq-rep-o", "ex:i0 owl:sameAs ex:i1 . ex:i2 ex:p0 ex:i0 .", "ex:i2 ex:p0 ex:i1 ."),
    ("eq-rep-p", "ex:p0 owl:sameAs ex:p1 . ex:i2 ex:p0 ex:i0 .", "ex:i2 ex:p1 ex:i0 ."),
    (
        "prp-fp",  # literals with one value are one
        'ex:d a owl:FunctionalProperty . ex:i0 ex:d 1, "01"^^xsd:byte . ex:i1 ex:d 1 .',
        'ex:i1 ex:d "01"^^xsd:byte .',
    ),
]

# The rule by its W3C name, and what is inconsistent by it.
CLASHES = [
    ("cax-dw", "ex:C0 owl:disjointWith ex:C1 . ex:i0 a ex:C0, ex:C1 ."),
    (
        "cax-adc",
        "[] a owl:AllDisjointClasses ; owl:members ( ex:C0 ex:C1 ex:C2 ) . ex:i0 a ex:C1, ex:C2 .",
    ),
    (
        "cls-com",
        "ex:C0 rdfs:subClassOf [ a owl:Class ; owl:complementOf ex:C1 ] . ex:i0 a ex:C0, ex:C1 .",
    ),
    ("cls-nothing2", "ex:i0 a owl:Nothing ."),
    (
        "cls-maxc1",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; "
        'owl:maxCardinality "0"^^xsd:nonNegativeInteger ] . ex:i0 a ex:D ; ex:p0 ex:i1 .',
    ),
    (
        "cls-maxqc1",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; owl:onClass ex:C0 ; "
        'owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger ] . '
        "ex:i0 a ex:D ; ex:p0 ex:i1 . ex:i1 a ex:C0 .",
    ),
    (
        "cls-maxqc2",
        "ex:D rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p0 ; owl:onClass owl:Thing ; "
        'owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger ] . ex:i0 a ex:D ; ex:p0 ex:i1 .',
    ),
    ("prp-irp", "ex:p0 a owl:IrreflexiveProperty . ex:i0 ex:p0 ex:i0 ."),
    ("prp-asyp", "ex:p0 a owl:AsymmetricProperty . ex:i0 ex:p0 ex:i1 . ex:i1 ex:p0 ex:i0 ."),
    ("prp-pdw", "ex:p0 owl:propertyDisjointWith ex:p1 . ex:i0 ex:p0 ex:i1 ; ex:p1 ex:i1 ."),
    (
        "prp-npa1",
        "[] owl:sourceIndividual ex:i0 ; owl:assertionProperty ex:p0 ; "
        "owl:targetIndividual ex:i1 . ex:i0 ex:p0 ex:i1 .",
    ),
    (
        "prp-npa2",
        "[] owl:sourceIndividual ex:i0 ; owl:assertionProperty ex:d ; owl:targetValue 1 . "
        "ex:i0 ex:d 1 .",
    ),
    ("eq-diff1", "ex:i0 owl:sameAs ex:i1 . ex:i1 owl:differentFrom ex:i0 ."),
    ("eq-diff2", "[] a owl:AllDifferent ; owl:members ( ex:i0 ex:i1 ) . ex:i1 owl:sameAs ex:i0 ."),
    (
        "eq-diff3",
        "[] a owl:AllDifferent ; owl:distinctMembers ( ex:i0 ex:i1 ) . ex:i1 owl:sameAs ex:i0 .",
    ),
    ("dt-not-type", 'ex:d rdfs:range xsd:integer . ex:i0 ex:d "much" .'),
    ("dt-not-type", 'ex:i0 ex:d "much"^^xsd:integer .'),
    ("dt-not-type", "ex:d rdfs:range xsd:nonNegativeInteger . ex:i0 ex:d -1 ."),
]


def triples(turtle: str) -> list[Triple]:
    return sorted(write_triples(Graph().parse(data=turtle, format="turtle")))


def names(turtle: str) -> set[str]:
    program = compile_program(close_schema(Graph().parse(data=PREFIXES + turtle)))
    return {rule.name for rule in (*program.rules, *program.equality)} | set(program.facts.values())


def closed(turtle: str) -> Closure:
    graph = Graph().parse(data=PREFIXES + turtle, format="turtle")
    return close_graph(graph, write_triples(graph), InMemory())


@pytest.mark.parametrize(("rule", "premise", "conclusion"), CONCLUSIONS)
def test_a_rule_gives_its_conclusion(rule: str, premise: str, conclusion: str) -> None:
    closure = closed(premise)
    expected = set(triples(random_worlds.PREFIXES + conclusion))
    assert expected <= set(closure.entailed())
    assert rule in names(premise)
    assert closure.findings() == []


@pytest.mark.parametrize(("rule", "premise"), CLASHES)
def test_an_inconsistency_is_found_with_what_clashes(rule: str, premise: str) -> None:
    findings = closed(premise).findings()
    assert [finding.rule for finding in findings] == [rule]
    assert "http://example.org/i0" in str(findings[0])


def test_no_inconsistency_hides_another() -> None:
    told = dict(CLASHES)
    closure = closed(told["cax-dw"] + told["cls-nothing2"] + told["prp-asyp"])
    assert {finding.rule for finding in closure.findings()} == {
        "cax-dw",
        "cls-nothing2",
        "prp-asyp",
    }


def test_a_functional_value_in_two_literals_is_found_and_spreads_nowhere() -> None:
    closure = closed(
        'ex:d a owl:FunctionalProperty . ex:i0 ex:d "a", "b" . ex:i1 ex:d "a" . ex:i1 ex:p0 ex:i0 .'
    )
    (finding,) = closure.findings()
    assert finding.rule == "prp-fp"
    assert finding.triples == tuple(
        triples('@prefix ex: <http://example.org/> . ex:i0 ex:d "a", "b" .')
    )
    assert not any(triple[2] == '"b"' for triple in closure.entailed())


def test_noise_and_generalised_rdf_stay_inside() -> None:
    closure = closed(
        "ex:d rdfs:range xsd:integer . ex:d a owl:SymmetricProperty . ex:i0 ex:d 1 . "
        "ex:p0 rdfs:subPropertyOf [ owl:inverseOf ex:p1 ] . ex:i0 ex:p0 ex:i1 . "
        "ex:p2 rdfs:range rdfs:Resource . ex:i0 ex:p2 ex:i1 ."
    )
    entailed = set(closure.entailed())
    assert not [t for t in entailed if t[0].startswith('"') or not t[1].startswith("<")]
    assert not [t for t in entailed if t[1].endswith("#sameAs>") and t[0] == t[2]]
    assert not [t for t in entailed if "XMLSchema#" in t[0]]
    assert not [t for t in entailed if t[2].endswith("#Resource>")]
    assert ("<http://example.org/i1>", "<http://example.org/p1>", "<http://example.org/i0>") in (
        entailed
    )


def test_what_is_asserted_is_not_given_back() -> None:
    closure = closed("ex:C0 rdfs:subClassOf ex:C1 . ex:i0 a ex:C0, ex:C1 .")
    premise = triples(random_worlds.PREFIXES + "ex:i0 a ex:C1 .")
    assert not set(premise) & set(closure.entailed())


SMALL = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@SMALL
@given(random_worlds.worlds(), st.randoms())
def test_the_order_of_triples_does_not_matter(turtle: str, random: Random) -> None:
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = sorted(write_triples(graph))
    one = close_graph(graph, asserted, InMemory())
    random.shuffle(asserted)
    other = close_graph(graph, asserted, InMemory())
    assert set(one.entailed()) == set(other.entailed())
    assert {finding.rule for finding in one.findings()} == {f.rule for f in other.findings()}


@SMALL
@given(random_worlds.worlds())
def test_closing_a_closure_gives_nothing_new(turtle: str) -> None:
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = set(write_triples(graph))
    once = asserted | set(close_graph(graph, asserted, InMemory()).entailed())
    assert set(close_graph(graph, once, InMemory()).entailed()) == set()


@SMALL
@given(random_worlds.worlds(), st.integers(0, 10))
def test_more_premises_never_take_a_conclusion_away(turtle: str, dropped: int) -> None:
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = sorted(write_triples(graph))
    fewer = [t for at, t in enumerate(asserted) if at % 11 != dropped or t[0].startswith("_:")]
    less = set(fewer) | set(close_graph(Graph(), fewer, InMemory()).entailed())
    more = set(asserted) | set(close_graph(graph, asserted, InMemory()).entailed())
    assert less <= more


@SMALL
@given(random_worlds.worlds(), st.integers(2, 5))
def test_extending_a_closure_is_closing_it_all(turtle: str, part: int) -> None:
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = sorted(write_triples(graph))
    data = [t for t in asserted if "example.org/i" in t[0] and not is_noise(*t)]
    later = data[::part]
    first = [t for t in asserted if t not in later]
    closure = close_graph(graph, first, InMemory())
    known = set(first) | set(closure.entailed())
    fresh = closure.extend(later, "later")
    assert not known & set(fresh)
    assert len(fresh) == len(set(fresh))
    whole = set(asserted) | set(close_graph(graph, asserted, InMemory()).entailed())
    assert known | set(fresh) == whole
    assert set(first) | set(closure.entailed()) == whole
