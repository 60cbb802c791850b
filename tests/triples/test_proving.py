"""Proofs of everything that is entailed in small worlds, against a brute force and the checker."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.datatypes import belongs
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.ontology.program import SAME_AS, TYPE, Atom, Program, is_variable
from poimenno.triples.deriving import Derivation, SetKnown
from poimenno.triples.evaluating import InMemory
from poimenno.triples.proofs import Proof, asserted
from poimenno.triples.proving import Prover
from poimenno.triples.reasoner import close_schema
from poimenno.triples.unstored import rival_literals

from . import random_worlds
from .judging import faults

PREFIXES = random_worlds.PREFIXES + random_worlds.DECLARATIONS + "ex:D a owl:Class .\n"
quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
thorough = settings(quick, max_examples=3000)


class World:
    """A world of Turtle, closed, with a prover over it."""

    def __init__(self, turtle: str) -> None:
        graph = Graph().parse(data=turtle, format="turtle")
        self.asserted = set(write_triples(graph))
        self.program = compile_program(close_schema(graph))
        self.entailed = set(InMemory().close(self.program, self.asserted).entailed())
        self.known = SetKnown(sorted(self.asserted | self.entailed))
        self.prover = Prover(Derivation(self.program), self.known, self.leaf)

    def leaf(self, triple: Triple) -> Proof | None:
        return asserted(triple) if triple in self.asserted else None

    def faults(self, proof: Proof) -> list[str]:
        return list(faults(proof, self.program, self.asserted.__contains__))


def triple(text: str) -> Triple:
    (found,) = write_triples(Graph().parse(data=random_worlds.PREFIXES + text, format="turtle"))
    return found


def lowest_heights(program: Program, stated: set[Triple]) -> dict[Triple, int]:
    """How high the lowest proof of every triple is, by trying everything until nothing sinks."""
    heights = dict.fromkeys(program.facts, 1) | dict.fromkeys(stated, 0)
    for term in {term for one in (*stated, *program.facts) for term in one}:
        heights.setdefault((term, SAME_AS, term), 1)
        for datatype in program.datatypes if term.startswith('"') else ():
            if belongs(term, datatype[1:-1]):
                heights.setdefault((term, TYPE, datatype), 1)
    sinking = True
    while sinking:
        sinking = False
        for rule in (*program.rules, *program.equality):
            if rule.head is None:
                continue
            axioms = max((heights[premise] for premise in rule.premises), default=0)
            for binding, below in list(_bound(rule.body, {}, axioms, heights)):
                made = _under(rule.head, binding)
                if made[1] == SAME_AS and rival_literals(made[0], made[2]):
                    continue
                if below + 1 < heights.get(made, 10**6):
                    heights[made] = below + 1
                    sinking = True
    return heights


def _bound(
    atoms: tuple[Atom, ...], binding: dict[str, str], below: int, heights: dict[Triple, int]
) -> Iterator[tuple[dict[str, str], int]]:
    if not atoms:
        yield binding, below
        return
    for one, height in heights.items():
        further = dict(binding)
        if all(
            further.setdefault(place, term) == term if is_variable(place) else place == term
            for place, term in zip(atoms[0], one, strict=True)
        ):
            yield from _bound(atoms[1:], further, max(below, height), heights)


def _under(atom: Atom, binding: dict[str, str]) -> Triple:
    subject, predicate, obj = (binding.get(term, term) for term in atom)
    return subject, predicate, obj


def check(turtle: str) -> None:
    world = World(turtle)
    heights = lowest_heights(world.program, world.asserted)
    for one in sorted(world.entailed):
        proof = world.prover.prove(one)
        assert proof is not None, one
        assert world.faults(proof) == []
        assert proof.conclusion == one
        assert proof.height == heights[one], one
    for subject in ("ex:i0", "ex:i1", "ex:i4"):
        for obj in ("ex:C0", "ex:C3", "ex:C4"):
            asked = triple(f"{subject} a {obj} .")
            assert (world.prover.prove(asked) is None) == (asked not in world.known.triples)


@quick
@given(random_worlds.worlds())
def test_everything_entailed_has_a_lowest_proof_and_nothing_else_has_one(turtle: str) -> None:
    check(turtle)


@pytest.mark.oracle
@pytest.mark.timeout(3600)
@thorough
@given(random_worlds.worlds())
def test_lowest_proofs_thousands_of_times(turtle: str) -> None:
    check(turtle)
