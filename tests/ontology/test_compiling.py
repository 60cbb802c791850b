"""The program compiled from a schema: rules over data alone, each under its W3C name."""

import pytest
from rdflib import Graph

from poimenno.ontology.compiling import compile_program, is_schema, schema_of
from poimenno.ontology.ntriples import read_term, write_triples
from poimenno.ontology.program import Program, is_variable

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ALWAYS = ["cls-nothing2: ?x a owl:Nothing -> false", "cax-sco: ?x a owl:Nothing -> ?x a owl:Thing"]
ON_P = "ex:R owl:onProperty ex:p ; "

# An axiom, and the rules that it makes.
COMPILED = [
    ("ex:p rdfs:domain ex:A .", ["prp-dom: ?x ex:p ?y -> ?x a ex:A"]),
    ("ex:p rdfs:range ex:A .", ["prp-rng: ?x ex:p ?y -> ?y a ex:A"]),
    (
        "ex:p a owl:FunctionalProperty .",
        ["prp-fp: ?x ex:p ?y1, ?x ex:p ?y2 -> ?y1 owl:sameAs ?y2"],
    ),
    (
        "ex:p a owl:InverseFunctionalProperty .",
        ["prp-ifp: ?x1 ex:p ?y, ?x2 ex:p ?y -> ?x1 owl:sameAs ?x2"],
    ),
    ("ex:p a owl:IrreflexiveProperty .", ["prp-irp: ?x ex:p ?x -> false"]),
    ("ex:p a owl:SymmetricProperty .", ["prp-symp: ?x ex:p ?y -> ?y ex:p ?x"]),
    ("ex:p a owl:AsymmetricProperty .", ["prp-asyp: ?x ex:p ?y, ?y ex:p ?x -> false"]),
    ("ex:p a owl:TransitiveProperty .", ["prp-trp: ?x ex:p ?y, ?y ex:p ?z -> ?x ex:p ?z"]),
    ("ex:p rdfs:subPropertyOf ex:q .", ["prp-spo1: ?x ex:p ?y -> ?x ex:q ?y"]),
    ("ex:p rdfs:subPropertyOf ex:p .", []),
    (
        "ex:p owl:propertyChainAxiom ( ex:q ex:r ex:q ) .",
        ["prp-spo2: ?u0 ex:q ?u1, ?u1 ex:r ?u2, ?u2 ex:q ?u3 -> ?u0 ex:p ?u3"],
    ),
    (
        "ex:p owl:equivalentProperty ex:q .",
        ["prp-eqp1: ?x ex:p ?y -> ?x ex:q ?y", "prp-eqp2: ?x ex:q ?y -> ?x ex:p ?y"],
    ),
    (
        "ex:p owl:inverseOf ex:q .",
        ["prp-inv1: ?x ex:p ?y -> ?y ex:q ?x", "prp-inv2: ?x ex:q ?y -> ?y ex:p ?x"],
    ),
    ("ex:p owl:propertyDisjointWith ex:q .", ["prp-pdw: ?x ex:p ?y, ?x ex:q ?y -> false"]),
    (
        "[] a owl:AllDisjointProperties ; owl:members ( ex:p ex:q ex:r ) .",
        [
            "prp-adp: ?x ex:p ?y, ?x ex:q ?y -> false",
            "prp-adp: ?x ex:p ?y, ?x ex:r ?y -> false",
            "prp-adp: ?x ex:q ?y, ?x ex:r ?y -> false",
        ],
    ),
    (
        "ex:A owl:hasKey ( ex:p ex:q ) .",
        [
            "prp-key: ?x a ex:A, ?x ex:p ?z0, ?y ex:p ?z0, ?x ex:q ?z1, ?y ex:q ?z1, ?y a ex:A "
            "-> ?x owl:sameAs ?y"
        ],
    ),
    (
        "[] owl:sourceIndividual ex:i ; owl:assertionProperty ex:p ; owl:targetIndividual ex:j .",
        ["prp-npa1: ex:i ex:p ex:j -> false"],
    ),
    (
        '[] owl:sourceIndividual ex:i ; owl:assertionProperty ex:p ; owl:targetValue "a" .',
        ['prp-npa2: ex:i ex:p "a" -> false'],
    ),
    (
        "ex:A owl:intersectionOf ( ex:B ex:C ) .",
        [
            "cls-int1: ?y a ex:B, ?y a ex:C -> ?y a ex:A",
            "cls-int2: ?y a ex:A -> ?y a ex:B",
            "cls-int2: ?y a ex:A -> ?y a ex:C",
        ],
    ),
    (
        "ex:A owl:unionOf ( ex:B ex:C ) .",
        ["cls-uni: ?y a ex:B -> ?y a ex:A", "cls-uni: ?y a ex:C -> ?y a ex:A"],
    ),
    ("ex:A owl:complementOf ex:B .", ["cls-com: ?x a ex:A, ?x a ex:B -> false"]),
    (ON_P + "owl:someValuesFrom ex:A .", ["cls-svf1: ?u ex:p ?v, ?v a ex:A -> ?u a ex:R"]),
    (ON_P + "owl:someValuesFrom owl:Thing .", ["cls-svf2: ?u ex:p ?v -> ?u a ex:R"]),
    (ON_P + "owl:allValuesFrom ex:A .", ["cls-avf: ?u a ex:R, ?u ex:p ?v -> ?v a ex:A"]),
    (
        ON_P + "owl:hasValue ex:i .",
        ["cls-hv1: ?u a ex:R -> ?u ex:p ex:i", "cls-hv2: ?u ex:p ex:i -> ?u a ex:R"],
    ),
    (ON_P + "owl:maxCardinality 0 .", ["cls-maxc1: ?u a ex:R, ?u ex:p ?y -> false"]),
    (
        ON_P + "owl:maxCardinality 1 .",
        ["cls-maxc2: ?u a ex:R, ?u ex:p ?y1, ?u ex:p ?y2 -> ?y1 owl:sameAs ?y2"],
    ),
    (ON_P + "owl:maxCardinality 2 .", []),
    (
        ON_P + "owl:maxQualifiedCardinality 0 ; owl:onClass ex:A .",
        ["cls-maxqc1: ?u a ex:R, ?u ex:p ?y, ?y a ex:A -> false"],
    ),
    (
        ON_P + "owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing .",
        ["cls-maxqc2: ?u a ex:R, ?u ex:p ?y -> false"],
    ),
    (
        ON_P + "owl:maxQualifiedCardinality 1 ; owl:onClass ex:A .",
        [
            "cls-maxqc3: ?u a ex:R, ?u ex:p ?y1, ?y1 a ex:A, ?u ex:p ?y2, ?y2 a ex:A "
            "-> ?y1 owl:sameAs ?y2"
        ],
    ),
    (
        ON_P + "owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing .",
        ["cls-maxqc4: ?u a ex:R, ?u ex:p ?y1, ?u ex:p ?y2 -> ?y1 owl:sameAs ?y2"],
    ),
    (ON_P + "owl:hasSelf true .", []),
    ("ex:A rdfs:subClassOf ex:B .", ["cax-sco: ?x a ex:A -> ?x a ex:B"]),
    (
        "ex:A owl:equivalentClass ex:B .",
        ["cax-eqc1: ?x a ex:A -> ?x a ex:B", "cax-eqc2: ?x a ex:B -> ?x a ex:A"],
    ),
    ("ex:A owl:disjointWith ex:B .", ["cax-dw: ?x a ex:A, ?x a ex:B -> false"]),
    (
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) .",
        ["cax-adc: ?x a ex:A, ?x a ex:B -> false"],
    ),
]


def graph(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def shortened(program: Program) -> list[str]:
    lines = []
    for rule in program.rules:
        line = str(rule).replace("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "a")
        for name, space in (("ex", "example.org/"), ("owl", "www.w3.org/2002/07/owl#")):
            line = line.replace(f"<http://{space}", f"{name}:")
        lines.append(line.replace(">,", ",").replace("> ", " ").replace("- ", "-> "))
    return sorted(line.removesuffix(">") for line in lines)


@pytest.mark.parametrize(("axiom", "rules"), COMPILED)
def test_an_axiom_makes_its_rules(axiom: str, rules: list[str]) -> None:
    assert shortened(compile_program(graph(axiom))) == sorted([*ALWAYS, *rules])


def test_no_schema_is_left_in_a_body() -> None:
    everything = "".join(axiom for axiom, _ in COMPILED)
    for rule in compile_program(graph(everything)).rules:
        for atom in rule.body:
            assert not is_variable(atom.predicate)
            assert not is_schema((atom.subject, atom.predicate, atom.object))
        made = {term for atom in rule.body for term in atom.variables()}
        assert rule.head is None or rule.head.variables() <= made


def test_two_axioms_that_say_the_same_make_one_rule() -> None:
    program = compile_program(graph("ex:A rdfs:subClassOf ex:B . ex:B owl:unionOf ( ex:A ) ."))
    assert shortened(program) == [*sorted(ALWAYS), "cls-uni: ?y a ex:A -> ?y a ex:B"]


def test_a_rule_and_a_clash_of_the_same_triples_are_two() -> None:
    axioms = "ex:p rdfs:subPropertyOf ex:q ; owl:propertyDisjointWith ex:q ."
    assert len(compile_program(graph(axioms)).rules) == 4


def test_the_program_tells_its_facts_pairs_and_datatypes() -> None:
    program = compile_program(
        graph(
            "ex:A owl:oneOf ( ex:i ) . ex:i a ex:A . "
            "[] a owl:AllDifferent ; owl:members ( ex:i ex:j ex:k ) . "
            "ex:R owl:onProperty ex:d ; owl:someValuesFrom xsd:integer ."
        )
    )
    ex = "http://example.org/"
    of_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert program.facts[f"<{ex}i>", of_type, f"<{ex}A>"] == "cls-oo"
    assert len(list(program.different)) == 3
    assert program.datatypes == {"<http://www.w3.org/2001/XMLSchema#integer>"}
    assert "eq-rep-p: ?p" in str(program)


def test_the_program_is_the_same_each_time() -> None:
    one = graph("".join(axiom for axiom, _ in COMPILED))
    other = Graph()
    for triple in sorted(one, reverse=True):
        other.add(triple)
    assert str(compile_program(one)) == str(compile_program(other))
    assert compile_program(one).rules == compile_program(other).rules


@pytest.mark.parametrize(("axiom", "rules"), COMPILED)
def test_a_rule_keeps_the_axiom_that_made_it(axiom: str, rules: list[str]) -> None:
    whole = graph(axiom)
    stated = set(write_triples(whole))
    made = [rule for rule in compile_program(whole).rules if rule.premises]
    assert len(made) == len(rules)
    for rule in made:
        assert set(rule.premises) <= stated
        assert all(map(is_schema, rule.premises))
    for lacking in {triple for rule in made for triple in rule.premises}:
        fewer = Graph()
        for triple in stated - {lacking}:
            subject, predicate, obj = map(read_term, triple)
            fewer.add((subject, predicate, obj))
        try:
            left = compile_program(fewer).rules
        except ValueError:
            continue  # the list is broken without it
        assert [rule for rule in made if rule in left and lacking in rule.premises] == []


def test_of_several_axioms_the_shortest_is_the_premise() -> None:
    both = graph("ex:A owl:intersectionOf ( ex:B ) . ex:B owl:intersectionOf ( ex:A ex:C ) .")
    (rule,) = [
        r for r in compile_program(both).rules if str(r).endswith("/B>") and len(r.body) == 1
    ]
    assert len(rule.premises) == 3


@pytest.mark.parametrize(
    ("axiom", "reason"),
    [
        ("ex:A owl:unionOf ex:l . ex:l rdf:first ex:B ; rdf:rest ex:l .", "does not end"),
        ("ex:A owl:unionOf ex:l . ex:l rdf:first ex:B .", "ex.*/l has no rdf:rest"),
        ("ex:A owl:hasKey ex:l . ex:l rdf:rest rdf:nil .", "ex.*/l has no rdf:first"),
        ("ex:A owl:oneOf ex:B .", "the list at .*/B is broken"),
        (ON_P + 'owl:maxCardinality "few" .', "whole number"),
        (ON_P + "owl:maxCardinality true .", "whole number"),
        (ON_P + "owl:maxCardinality ex:one .", "whole number"),
    ],
)
def test_a_broken_axiom_is_named(axiom: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compile_program(graph(axiom))


def test_the_schema_is_taken_out_of_a_graph() -> None:
    whole = graph(
        'ex:A a owl:Class ; rdfs:subClassOf ex:B ; rdfs:label "A" . ex:i a ex:A ; ex:p ex:j . '
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) ."
    )
    assert len(schema_of(whole)) == 8


def test_another_name_for_a_word_of_the_vocabulary_is_schema() -> None:
    axioms = "ex:i owl:sameAs ex:j . ex:A owl:sameAs owl:Thing . owl:Nothing owl:sameAs ex:N ."
    schema = schema_of(graph(axioms))
    assert {str(subject)[-1] for subject in schema.subjects()} == {"A", "g"}
