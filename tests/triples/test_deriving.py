"""One step of derivation, both ways, against the closure of the executor in memory."""

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph

from poimenno.ontology.compiling import SAME_AS, TYPE, compile_program
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.ontology.program import Program
from poimenno.triples.closing import close_graph
from poimenno.triples.deriving import Derivation, SetKnown, StoreKnown
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_schema
from poimenno.triples.store import Store

from . import random_worlds
from .test_closing import CLASHES, CONCLUSIONS

PREFIXES = random_worlds.PREFIXES + random_worlds.DECLARATIONS + "ex:D a owl:Class .\n"
EX = "http://example.org/"


def world(turtle: str) -> tuple[Program, set[Triple], set[Triple]]:
    """The program of a world, what is asserted in it, and what is entailed."""
    graph = Graph().parse(data=turtle, format="turtle")
    asserted = set(write_triples(graph))
    program = compile_program(close_schema(graph))
    return program, asserted, set(close_graph(graph, asserted, InMemory()).entailed())


def triple(text: str) -> Triple:
    (found,) = write_triples(Graph().parse(data=random_worlds.PREFIXES + text, format="turtle"))
    return found


@pytest.mark.parametrize(("rule", "premise", "conclusion"), CONCLUSIONS)
def test_every_conclusion_has_an_instance_and_comes_from_its_premises(
    rule: str, premise: str, conclusion: str
) -> None:
    program, asserted, entailed = world(PREFIXES + premise)
    derivation, known = Derivation(program), SetKnown(asserted | entailed)
    for made in write_triples(
        Graph().parse(data=random_worlds.PREFIXES + conclusion, format="turtle")
    ):
        instances = list(derivation.instances(made, known))
        assert instances or made in program.facts, f"{rule}: nothing concludes {made}"
        for instance in instances:
            if instance.premises[0][0].startswith('"'):
                continue  # two literals that are one are followed backwards only
            for one in instance.premises:
                forward = list(derivation.consequences(one, known))
                assert one == made or (made, instance) in forward


@pytest.mark.parametrize(("rule", "premise"), CLASHES)
def test_every_clash_is_found_from_one_of_its_triples(rule: str, premise: str) -> None:
    program, asserted, entailed = world(PREFIXES + premise)
    derivation, known = Derivation(program), SetKnown(asserted | entailed)
    noise = {made for one in known.triples for made, _ in derivation.consequences(one, known)}
    found = {
        instance.rule.name
        for one in known.triples | noise
        for instance in derivation.clashes(one, known)
    }
    assert found == {rule}


def test_a_store_and_a_set_are_one_to_it() -> None:
    program, asserted, entailed = world(PREFIXES + CONCLUSIONS[6][1] + "ex:i0 owl:sameAs ex:i4 .")
    known = SetKnown(asserted | entailed)
    with Store.in_memory() as store:
        for graph, triples in (("a", asserted), ("b", entailed | set(sorted(asserted)[::2]))):
            lines = "".join(f"{' '.join(one)} <{EX}{graph}> .\n" for one in triples)
            store.extend(lines.encode())
        stored = StoreKnown(store)
        assert sorted(stored.match(None, None, None)) == sorted(known.triples)
        derivation = Derivation(program)
        for one in known.triples:
            assert set(derivation.instances(one, stored)) == set(derivation.instances(one, known))
            forward = set(derivation.consequences(one, stored))
            assert forward == set(derivation.consequences(one, known))


def test_a_literal_is_in_its_datatype_and_a_thing_is_itself_without_a_premise() -> None:
    program, asserted, entailed = world(
        PREFIXES + "[ a owl:Restriction ; owl:onProperty ex:d ; owl:someValuesFrom xsd:integer ] "
        "rdfs:subClassOf ex:D . ex:i0 ex:d 1 ."
    )
    derivation, known = Derivation(program), SetKnown(asserted | entailed)
    one = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    (given_type,) = derivation.instances((one, TYPE, integer), known)
    assert (given_type.rule.name, given_type.premises) == ("dt-type2", ())
    (same,) = derivation.instances((f"<{EX}i0>", SAME_AS, f"<{EX}i0>"), known)
    assert (same.rule.name, same.premises) == ("eq-ref", ())
    kinds = [
        instance
        for instance in derivation.consequences(triple("ex:i0 ex:d 1 ."), known)
        if instance[1].rule.name == "cls-svf1"
    ]
    assert [premises for _, (_, premises) in kinds] == [
        (triple("ex:i0 ex:d 1 ."), (one, TYPE, integer))
    ]


def test_noise_is_found_where_a_rule_needs_it_and_no_store_has_it() -> None:
    # The literal is in C0 by the range alone; the property in the middle has no name.
    program, asserted, entailed = world(
        PREFIXES + "ex:d rdfs:range ex:C0 . [ a owl:Restriction ; owl:onProperty ex:d ; "
        "owl:someValuesFrom ex:C0 ] rdfs:subClassOf ex:D . ex:i0 ex:d 'x' . "
        "ex:p0 rdfs:subPropertyOf [ owl:inverseOf ex:p1 ] . ex:i1 ex:p0 ex:i2 ."
    )
    derivation, known = Derivation(program), SetKnown(asserted | entailed)
    middle = [
        made
        for made, _ in derivation.consequences(triple("ex:i1 ex:p0 ex:i2 ."), known)
        if made[1].startswith("_:")
    ]
    (instance,) = derivation.instances(triple("ex:i2 ex:p1 ex:i1 ."), known)
    assert list(instance.premises) == middle
    assert any(derivation.instances(middle[0], known))
    names = {
        premises[1]
        for made, (rule, premises) in derivation.consequences(triple("ex:i0 ex:d 'x' ."), known)
        if rule.name == "cls-svf1"
    }
    assert names == {('"x"', TYPE, f"<{EX}C0>")}


SMALL = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@SMALL
@given(random_worlds.worlds())
def test_a_closure_is_what_one_step_adds_nothing_to_and_no_less(turtle: str) -> None:
    check_one_step(turtle)


@pytest.mark.long
@settings(SMALL, max_examples=500)
@given(random_worlds.worlds())
def test_many_closures_are_what_one_step_adds_nothing_to_and_no_less(turtle: str) -> None:
    check_one_step(turtle)


def check_one_step(turtle: str) -> None:
    """Nothing entailed is without an instance; no instance leads out of the closure."""
    program, asserted, entailed = world(turtle)
    derivation, known = Derivation(program), SetKnown(asserted | entailed)
    if merges_literals(known, derivation):
        return
    whole = derivation.whole(known)
    for one in entailed:
        assert one in program.facts or any(derivation.instances(one, known))
    for one in known.triples:
        for made, instance in derivation.consequences(one, known):
            assert whole.holds(made), f"{instance} is not in the closure"
            assert all(map(whole.holds, instance.premises))


def merges_literals(known: SetKnown, derivation: Derivation) -> bool:
    """Tell a world in which literals are one with others or with individuals."""
    return any(
        made[1] == SAME_AS and '"' in (made[0][0], made[2][0])
        for one in known.triples
        for made, _ in derivation.consequences(one, known)
    )
