"""The judge of proofs finds every fault that is planted."""

from dataclasses import replace

import pytest
from rdflib import Graph

from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.proofs import Proof, asserted

from . import random_worlds
from .judging import faults, is_valid
from .test_closing import CONCLUSIONS
from .test_proving import PREFIXES, World, triple

TRANSITIVE = (
    "ex:p0 a owl:TransitiveProperty . ex:i0 ex:p0 ex:i1 . ex:i1 ex:p0 ex:i2 . "
    "ex:i2 ex:p0 ex:i0 . ex:i0 ex:p1 ex:i3 . ex:p1 rdfs:domain ex:C0 ."
)


@pytest.fixture(scope="module")
def world() -> World:
    return World(PREFIXES + TRANSITIVE)


def valid(world: World, proof: Proof) -> bool:
    return is_valid(proof, world.program, world.asserted.__contains__)


@pytest.mark.parametrize(("rule", "premise", "conclusion"), CONCLUSIONS)
def test_every_rule_has_a_proof_that_holds(rule: str, premise: str, conclusion: str) -> None:
    made = World(PREFIXES + premise)
    wanted: list[Triple] = list(
        write_triples(Graph().parse(data=random_worlds.PREFIXES + conclusion, format="turtle"))
    )
    proofs = [proof for one in wanted if (proof := made.prover.prove(one))]
    assert len(proofs) == len(wanted)
    for proof in proofs:
        assert made.faults(proof) == []
    named = {step.rule for proof in proofs for step in proof.walk()}
    others = {
        step.rule
        for p in proofs
        for a in made.prover.alternatives(p.conclusion)
        for step in a.walk()
    }
    assert rule in named | others


def test_a_cycle_does_not_trap_the_search(world: World) -> None:
    proof = world.prover.prove(triple("ex:i0 ex:p0 ex:i0 ."))
    assert proof is not None
    assert (proof.rule, proof.height) == ("prp-trp", 2)
    assert valid(world, proof)


def test_planted_faults_are_found(world: World) -> None:
    proof = world.prover.prove(triple("ex:i0 ex:p0 ex:i2 ."))
    assert proof is not None
    assert valid(world, proof)
    left, right = proof.premises
    invented = asserted(triple("ex:i0 ex:p0 ex:i4 ."))
    planted = {
        "no instance of prp-symp": replace(proof, rule="prp-symp"),
        "no instance of prp-trp": replace(proof, premises=(right, left)),
        "no instance of prp-trp: ": replace(proof, conclusion=triple("ex:i0 ex:p0 ex:i4 .")),
        "not asserted": replace(proof, premises=(invented, right)),
        "no instance": replace(proof, schema=()),
        "not asserted: ": asserted(triple("ex:i0 ex:p0 ex:i2 .")),
        "rests on itself": replace(proof, premises=(proof, right)),
    }
    for fault, wrong in planted.items():
        found = list(faults(wrong, world.program, world.asserted.__contains__))
        assert any(fault.strip(": ") in one for one in found), fault


def test_an_equality_needs_equal_terms(world: World) -> None:
    same = Proof(triple("ex:i0 owl:sameAs ex:i0 ."), "eq-ref", height=1)
    assert valid(world, same)
    assert not valid(world, replace(same, conclusion=triple("ex:i0 owl:sameAs ex:i1 .")))


def test_alternatives_are_all_last_steps_that_need_no_proof_of_the_conclusion(
    world: World,
) -> None:
    wanted = triple("ex:i0 ex:p0 ex:i2 .")
    found = world.prover.alternatives(wanted)
    assert found[0].height == 1
    assert len(found) == len({tuple(p.conclusion for p in proof.premises) for proof in found})
    for proof in found:
        assert valid(world, proof)
    # ex:i0 ex:p0 ex:i1 is asserted; ex:i0 ex:p0 ex:i0 has a proof that does without ex:i0 to ex:i2?
    firsts = {proof.premises[0].conclusion for proof in found}
    assert triple("ex:i0 ex:p0 ex:i1 .") in firsts
    # ex:i0 reaches itself only over ex:i2, so that this step would go in a circle.
    assert triple("ex:i0 ex:p0 ex:i0 .") not in firsts
    assert world.prover.alternatives(triple("ex:i4 ex:p0 ex:i2 .")) == []
