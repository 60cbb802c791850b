"""The closure lives: any sequence of changes leaves exactly the closure of what is asserted."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from poimenno.ontology.compiling import is_schema
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples import overdeleting
from poimenno.triples.maintaining import Change, SchemaChanged, maintain
from poimenno.triples.overdeleting import Overdeletion
from poimenno.triples.rederiving import Rederivation

from . import random_worlds
from .living import ASSERTED, Living, Notes, edits

PREFIXES = random_worlds.PREFIXES + random_worlds.DECLARATIONS + "ex:D a owl:Class .\n"


def read(turtle: str) -> list[Triple]:
    graph = Graph().parse(data=random_worlds.PREFIXES + turtle, format="turtle")
    return sorted(write_triples(graph))


def follow(turtle: str, more: str, seed: int, *, rated: bool, steps: int = 6) -> Living:
    """Change a world again and again, and look at its closure after each change."""
    graph = Graph().parse(data=more, format="turtle")
    pool = [t for t in sorted(write_triples(graph)) if not is_schema(t) and t[0][0] == "<"]
    living, random = Living(turtle), Random(seed)  # noqa: S311
    for _ in range(steps):
        edits(living, pool, random, rated=rated)
        living.check()
    return living


LOOPS = {
    "transitive": "ex:p0 a owl:TransitiveProperty . ex:i0 ex:p0 ex:i1 . ex:i1 ex:p0 ex:i2 . "
    "ex:i2 ex:p0 ex:i0 . ex:i2 ex:p0 ex:i3 .",
    "symmetric": "ex:p0 a owl:SymmetricProperty . ex:p0 rdfs:subPropertyOf ex:p1 . "
    "ex:p1 rdfs:subPropertyOf ex:p0 . ex:i0 ex:p0 ex:i1 . ex:i1 ex:p1 ex:i2 .",
    "inverse": "ex:p0 owl:inverseOf ex:p1 . ex:p1 rdfs:range ex:C0 . ex:i0 ex:p0 ex:i1 . "
    "ex:i1 ex:p1 ex:i0 .",
    "value": "ex:D owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:p0 ; "
    "owl:hasValue ex:i4 ] . ex:D rdfs:subClassOf ex:C0 . ex:C0 rdfs:subClassOf ex:D . "
    "ex:i0 a ex:C0 . ex:i1 ex:p0 ex:i4 .",
    "same": "ex:i0 owl:sameAs ex:i1 . ex:i1 owl:sameAs ex:i2 . ex:i2 owl:sameAs ex:i0 . "
    "ex:i2 owl:sameAs ex:i3 . ex:i0 a ex:C0 . ex:i3 ex:p0 ex:i1 .",
    "functional": "ex:p0 a owl:FunctionalProperty . ex:i0 ex:p0 ex:i1, ex:i2 . ex:i1 a ex:C0 . "
    "ex:i2 ex:p0 ex:i3 , ex:i4 .",
    "key": "ex:D owl:hasKey ( ex:p0 ex:d ) . ex:i0 a ex:D ; ex:p0 ex:i2 ; ex:d 1 . "
    "ex:i1 a ex:D ; ex:p0 ex:i2 ; ex:d 1 . ex:i1 ex:p1 ex:i3 .",
    "noise": "ex:d rdfs:range ex:C0 . [ a owl:Restriction ; owl:onProperty ex:d ; "
    "owl:someValuesFrom ex:C0 ] rdfs:subClassOf ex:D . ex:i0 ex:d 'x' . ex:i1 ex:d 'x' . "
    "ex:p0 rdfs:subPropertyOf [ owl:inverseOf ex:p1 ] . ex:i1 ex:p0 ex:i2 .",
}


@pytest.mark.parametrize("name", LOOPS)
@pytest.mark.parametrize("rated", [False, True], ids=["plain", "rated"])
@pytest.mark.parametrize("looks", [0, 48])
def test_each_triple_may_go_and_come_back(
    monkeypatch: pytest.MonkeyPatch, name: str, rated: bool, looks: int
) -> None:
    # Without looks all is taken out that may be, and has to be found again.
    monkeypatch.setattr(overdeleting, "_LOOKS", looks)
    living = Living(PREFIXES + LOOPS[name])
    whole = living.found()
    for at, triple in enumerate(living.data):
        if rated:
            living.change([], [Notes.note(triple, 1 + at % 3)])
            living.check()
        living.change([triple], [])
        living.check()
        living.change([], [triple])
        living.check()
    assert rated or living.found() == whole
    living.change(living.data, [])
    living.check()
    assert living.anew == 0


SMALL = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**32)


@SMALL
@given(random_worlds.worlds(), random_worlds.worlds(), seeds, st.booleans())
def test_any_changes_leave_the_closure_of_what_is_asserted(
    turtle: str, more: str, seed: int, rated: bool
) -> None:
    follow(turtle, more, seed, rated=rated, steps=4)


@pytest.mark.long
@settings(SMALL, max_examples=350)
@given(random_worlds.worlds(), random_worlds.worlds(), seeds)
def test_many_changes_leave_the_closure(turtle: str, more: str, seed: int) -> None:
    follow(turtle, more, seed, rated=False)


@pytest.mark.long
@settings(SMALL, max_examples=150)
@given(random_worlds.worlds(), random_worlds.worlds(), seeds)
def test_many_changes_of_confidence_leave_the_closure(turtle: str, more: str, seed: int) -> None:
    follow(turtle, more, seed, rated=True)


@pytest.mark.oracle
@settings(SMALL, max_examples=5000)
@given(
    random_worlds.worlds(random_worlds.upheavals),
    random_worlds.worlds(random_worlds.upheavals),
    seeds,
    st.booleans(),
)
def test_upheavals_leave_the_closure(turtle: str, more: str, seed: int, rated: bool) -> None:
    follow(turtle, more, seed, rated=rated)


def planted(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Break one step of the maintenance."""
    match fault:
        case "everything else is proved":
            monkeypatch.setattr(Overdeletion, "_is_proved", lambda *_: True)
        case "a circle proves":
            monkeypatch.setattr(Overdeletion, "_search", lambda self, *at: any(self._ways(at[0])))
        case "nothing comes back":
            monkeypatch.setattr(overdeleting, "_LOOKS", 0)
            monkeypatch.setattr(Rederivation, "_best", lambda *_: 0)
        case "nothing goes on":
            monkeypatch.setattr(Rederivation, "_go_on", lambda self, *at: self._after.put(*at))


@pytest.mark.parametrize(
    "fault",
    [
        "everything else is proved",
        "a circle proves",
        "nothing comes back",
        "nothing goes on",
    ],
)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    planted(monkeypatch, fault)
    found = False
    for turtle in LOOPS.values():
        living = Living(PREFIXES + turtle)
        for triple in living.data:
            try:
                living.change([triple], [])
                living.check()
                living.change([], [triple])
                living.check()
            except AssertionError:
                found = True
                break
    assert found


def test_what_is_asserted_leaves_the_entailed_graph_and_returns() -> None:
    living = Living(PREFIXES + "ex:C0 rdfs:subClassOf ex:C1 . ex:i0 a ex:C0 .")
    (kind,) = read("ex:i0 a ex:C1 .")
    done = living.change([], [kind])
    assert done is not None
    assert ([triple for triple, _ in done.removed], done.added) == ([kind], [])
    assert kind not in living.found()
    done = living.change([kind], [])
    assert done is not None
    assert ([triple for triple, _ in done.added], done.removed) == ([kind], [])


def test_a_triple_moves_between_levels_with_its_best_proof() -> None:
    living = Living(PREFIXES + "ex:C0 rdfs:subClassOf ex:D . ex:C1 rdfs:subClassOf ex:D . ")
    sure, unsure, kind = (read(f"ex:i0 a {name} .")[0] for name in ("ex:C0", "ex:C1", "ex:D"))
    living.change([], [unsure, Notes.note(unsure, 1)])
    assert living.found()[kind] == 1
    living.change([], [sure, Notes.note(sure, 2)])
    assert living.found()[kind] == 2
    living.change([Notes.note(sure, 2)], [])
    assert living.found()[kind] == 3
    living.change([sure], [])
    assert living.found()[kind] == 1


@pytest.mark.parametrize(
    ("turtle", "come"),
    [
        ("", "ex:C0 rdfs:subClassOf ex:C1 ."),
        ("", "ex:C0 owl:sameAs ex:C1 ."),
        ("ex:p0 a owl:FunctionalProperty . ex:i0 ex:p0 ex:i1 .", "ex:i0 ex:p0 'x' ."),
    ],
    ids=["schema", "names of classes", "literals"],
)
def test_what_makes_other_rules_is_told(turtle: str, come: str) -> None:
    living = Living(PREFIXES + turtle)
    added = [(triple, ASSERTED) for triple in read(come)]
    text = "".join(f"{' '.join(triple)} <{ASSERTED}> .\n" for triple, _ in added)
    living.store.extend(text.encode())
    with pytest.raises(SchemaChanged):
        maintain(living.program, [], living.store, Change(added=added))


def test_a_schema_that_is_less_than_sure_is_told() -> None:
    living = Living(PREFIXES + "ex:C0 rdfs:subClassOf ex:C1 . ex:i0 a ex:C0 .")
    (axiom,) = read("ex:C0 rdfs:subClassOf ex:C1 .")
    (other,) = read("ex:i1 a ex:C0 .")
    for quad in ((Notes.note(axiom, 1), ASSERTED), (other, ASSERTED)):
        living.store.extend(f"{' '.join(quad[0])} <{ASSERTED}> .\n".encode())
        with pytest.raises(SchemaChanged, match="less than sure"):
            maintain(living.program, [], living.store, Change(added=[quad]), rating=Notes())


def test_a_new_inconsistency_is_told_with_its_triples() -> None:
    living = Living(PREFIXES + "ex:C0 owl:disjointWith ex:C1 . ex:i0 a ex:C0 .")
    (kind,) = read("ex:i0 a ex:C1 .")
    done = living.change([], [kind])
    assert done is not None
    assert {clash.rule.name for clash in done.clashes} == {"cax-dw"}
    assert all(kind in clash.premises for clash in done.clashes)
    done = living.change([kind], [])
    assert done is not None
    assert done.clashes == []


def test_numbers_are_compared_as_the_store_writes_them() -> None:
    living = Living(PREFIXES + "ex:d rdfs:domain ex:C0 .")
    line = f'<http://example.org/i0> <http://example.org/d> "01"^^<{XSD}> <{ASSERTED}> .\n'
    subject, predicate = "<http://example.org/i0>", "<http://example.org/d>"
    quad = ((subject, predicate, f'"01"^^<{XSD}>'), ASSERTED)
    (kind,) = read("ex:i0 a ex:C0 .")
    living.store.extend(line.encode())
    maintain(living.program, [], living.store, Change(added=[quad]))
    assert living.found()[kind] == 3
    living.store.remove(line.encode())
    maintain(living.program, [], living.store, Change(removed=[quad]))
    assert kind not in living.found()


XSD = "http://www.w3.org/2001/XMLSchema#integer"
