"""Every kind of inconsistency is found over a whole graph, with what proves it."""

import pytest

from poimenno.triples import clashing
from poimenno.triples.clashing import inconsistencies
from poimenno.triples.deriving import Derivation, SetKnown

from .test_closing import CLASHES
from .test_proving import PREFIXES, World


@pytest.mark.parametrize(("rule", "premise"), CLASHES)
def test_every_clash_is_found_with_proofs_of_its_premises(rule: str, premise: str) -> None:
    world = World(PREFIXES + premise)
    derivation = Derivation(world.program)
    found, notes = inconsistencies(derivation, world.known, 10)
    assert {clash.rule for clash in found} == {rule}
    assert notes == []
    for clash in found:
        assert clash.message
        for one in (*clash.premises, *clash.schema):
            proof = world.prover.prove(one)
            if rule == "dt-not-type" and one[0].startswith('"'):
                continue  # it is what the literal is not
            assert proof is not None
            assert world.faults(proof) == []


def test_what_is_consistent_has_none() -> None:
    world = World(PREFIXES + "ex:C0 owl:disjointWith ex:C1 . ex:i0 a ex:C0 . ex:i1 a ex:C1 .")
    assert inconsistencies(Derivation(world.program), world.known, 10) == ([], [])


def test_bounds_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    members = "".join(f"ex:i{n} a ex:C0, ex:C1 . " for n in range(5))
    world = World(PREFIXES + "ex:C0 owl:disjointWith ex:C1 . " + members)
    derivation = Derivation(world.program)
    found, notes = inconsistencies(derivation, world.known, 3)
    assert len(found) == 3
    assert "more than 3" in notes[0]
    monkeypatch.setattr(clashing, "READ", 40)
    found, notes = inconsistencies(derivation, SetKnown(world.known.triples), 10)
    assert len(found) < 5
    assert "not all of it" in notes[0]
