"""The schema as a program over itself proves all that owlrl entails of it, under true names."""

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.ontology.compiling import compile_program, schema_of
from poimenno.ontology.naming import ASSERTED, name_triples
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.ontology.program import Atom, Program, Rule
from poimenno.ontology.schema_rules import SCHEMA_RULES, schema_program
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_schema

from .test_compiling import PREFIXES

EX = "<http://example.org/{}>"
A, B, C, P = (EX.format(name) for name in "ABCP")


@pytest.fixture(scope="module")
def asserted() -> Graph:
    return schema_of(modules.schema_graph())


@pytest.fixture(scope="module")
def closed(asserted: Graph) -> Graph:
    return close_schema(asserted)


def entailed(schema: Graph, closed: Graph, program: Program) -> set[Triple]:
    stated = set(write_triples(schema_of(schema)))
    return stated | set(InMemory().close(program, sorted(stated)).entailed())


def test_the_schema_of_the_project_is_proved_from_what_is_asserted(
    asserted: Graph, closed: Graph
) -> None:
    facts = compile_program(closed).facts
    assert entailed(asserted, closed, schema_program(closed)) == set(facts)


def test_every_fact_has_the_name_of_a_rule_that_gives_it(asserted: Graph, closed: Graph) -> None:
    facts = compile_program(closed).facts
    stated = set(write_triples(asserted))
    assert len(facts) > len(stated) + 1000
    names = {rule.name for rule in schema_program(closed).rules}
    for triple, name in facts.items():
        assert name in names or (name == ASSERTED and triple in stated)


def test_a_rule_less_is_seen(asserted: Graph, closed: Graph) -> None:
    rules = tuple(rule for rule in schema_program(closed).rules if rule.name != "scm-dom1")
    lost = set(compile_program(closed).facts) - entailed(asserted, closed, Program(rules))
    assert lost
    assert {name for triple, name in compile_program(closed).facts.items() if triple in lost} == {
        "scm-dom1"
    }


def test_a_schema_about_its_own_words_needs_the_rules_it_makes() -> None:
    turtle = (
        "ex:p rdfs:subPropertyOf rdfs:subClassOf . ex:A a owl:Class ; ex:p ex:B . "
        "ex:Kind rdfs:subClassOf owl:Class . ex:Kinds owl:oneOf ( ex:B ) ; "
        "rdfs:subClassOf ex:Kind . ex:B rdfs:subClassOf ex:C ."
    )
    schema = Graph().parse(data=PREFIXES + turtle, format="turtle")
    closed = close_schema(schema)
    program = compile_program(closed)
    alone = schema_program(closed)
    missing = set(program.facts) - entailed(schema, closed, alone)
    assert missing
    both = Program((*alone.rules, *program.rules), equality=alone.equality)
    assert set(program.facts) <= entailed(schema, closed, both)


def test_a_list_is_the_premise_of_its_rules() -> None:
    turtle = "ex:A owl:unionOf ( ex:B ) ; owl:intersectionOf ( ex:C ) ; owl:oneOf ( ex:i ) ."
    schema = Graph().parse(data=PREFIXES + turtle, format="turtle")
    rules = [rule for rule in schema_program(schema).rules if rule not in SCHEMA_RULES]
    assert [rule.name for rule in rules] == ["cls-oo", "scm-int", "scm-uni"]
    stated = set(write_triples(schema))
    for rule in rules:
        assert len(rule.premises) == 2
        assert {*rule.premises, *(tuple(atom) for atom in rule.body)} <= stated


STEP = Rule("step", (Atom("?x", P, "?y"), Atom("?y", P, "?z")), Atom("?x", P, "?z"))
TURN = Rule("turn", (Atom("?x", P, "?y"),), Atom("?y", P, "?x"))


@pytest.mark.parametrize(
    ("triples", "expected"),
    [
        ({(A, P, B), (B, P, C), (A, P, C)}, {(A, P, C): "step"}),
        ({(A, P, B), (B, P, A), (A, P, A)}, {(A, P, A): "step", (A, P, B): "turn"}),
        ({(A, P, A)}, {(A, P, A): ASSERTED}),
        ({(A, P, A), (A, P, B)}, {(A, P, B): ASSERTED}),
    ],
)
def test_a_triple_is_named_by_what_gives_it_from_others(
    triples: set[Triple], expected: dict[Triple, str]
) -> None:
    named = name_triples(sorted(triples), [STEP, TURN])
    assert {triple: named[triple] for triple in expected} == expected


def test_a_triple_proves_itself_by_no_premise() -> None:
    rule = Rule("made", (Atom("?x", P, "?y"),), Atom("?x", P, C), ((A, P, C),))
    assert name_triples([(A, P, B), (A, P, C)], [rule])[A, P, C] == ASSERTED
