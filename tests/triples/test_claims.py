"""The curated tables as lifted: entities with keys, direct triples and bounds true to claims."""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS
from rdflib.term import BNode, Node

from poimenno.ontology.namespaces import ENTITY, ONTOLOGY
from poimenno.triples.claims import BOUNDS
from poimenno.triples.lifting import Lifted, lift
from poimenno.triples.reading import Table, read_tables
from poimenno.triples.tables import SPECS

RECORDS = Path(__file__).parents[2] / "triples" / "records"


def poi(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


def ent(number: str) -> URIRef:
    return URIRef(ENTITY + number)


@dataclass(frozen=True)
class World:
    """The lifted quads, looked at by subject."""

    lifted: Lifted

    @cached_property
    def said(self) -> dict[Node, dict[Node, set[Node]]]:
        said: dict[Node, dict[Node, set[Node]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, value, _ in self.lifted.quads:
            said[subject][predicate].add(value)
        return said

    @cached_property
    def claims(self) -> dict[tuple[Node, Node], list[Node]]:
        found: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
        for node, described in list(self.said.items()):
            if poi("Claim") in described[RDF.type]:
                (about,), (prop,) = described[poi("claimsAbout")], described[poi("claimsProperty")]
                found[about, prop].append(node)
        return found

    def value(self, claim: Node) -> Node:
        described = self.said[claim]
        (value,) = described[poi("claimsEntity")] | described[poi("claimedValue")]
        return value

    def rank(self, claim: Node) -> str:
        (rank,) = self.said[claim][poi("hasRank")]
        return str(rank).removeprefix(ONTOLOGY).removesuffix("Rank")


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return read_tables(RECORDS, [])


@pytest.fixture(scope="module")
def world(curated: Lifted) -> World:
    return World(curated)


def test_every_row_that_rivals_none_is_an_entity_with_its_key(
    world: World, tables: dict[str, Table]
) -> None:
    for name, spec in SPECS.items():
        for record in tables[name].records:
            described = world.said.get(ent(record["number"]), {})
            if record[spec.rival]:
                assert not described, record
            else:
                assert described[DCTERMS.identifier] == {Literal(record["id"])}
                assert described[RDF.type]


def test_the_direct_triples_are_those_of_the_best_rank(world: World) -> None:
    assert len(world.claims) > 5_000
    for (subject, prop), claims in world.claims.items():
        ranks = {world.rank(claim) for claim in claims}
        best = "preferred" if "preferred" in ranks else "normal"
        expected = {world.value(claim) for claim in claims if world.rank(claim) == best}
        assert expected <= world.said[subject][prop]
        others = {world.value(claim) for claim in claims} - expected
        assert not others & world.said[subject][prop], (subject, prop)


@pytest.mark.parametrize("prop", BOUNDS)
def test_the_bounds_of_an_entity_hold_every_claim(world: World, prop: str) -> None:
    """A comparison of bounds is certain only where no source contradicts it."""
    seen = 0
    for (subject, claimed), claims in world.claims.items():
        if claimed != poi(prop):
            continue
        kept = [claim for claim in claims if world.rank(claim) != "deprecated"]
        for name, edge in zip(BOUNDS[prop], ("earliestDate", "latestDate"), strict=True):
            days = [{str(day) for day in world.said[claim][poi(edge)]} for claim in kept]
            pick = min if edge == "earliestDate" else max
            expected = set() if set() in days else {pick(day for (day,) in days)}
            assert {str(day) for day in world.said[subject][poi(name)]} == expected, subject
            seen += 1
    assert seen > 10


def test_no_blank_node_and_no_padded_day_is_lifted(world: World) -> None:
    for subject, predicate, value, _ in world.lifted.quads:
        assert not isinstance(subject, BNode)
        assert not isinstance(value, BNode)
        if isinstance(value, Literal) and str(value.datatype).endswith("XMLSchema#date"):
            assert str(predicate).startswith((ONTOLOGY + "earliest", ONTOLOGY + "latest"))


def test_a_value_preferred_to_several_keeps_the_reason_against_each(
    world: World, tables: dict[str, Table]
) -> None:
    rows = {record["id"]: record for name in SPECS for record in tables[name].records}
    reasons: dict[str, set[str]] = defaultdict(set)
    for record in tables["extra_claims"].records:
        if record["rank_of_main"] == "preferred" and record["field"] == "birth":
            reasons[rows[record["about_id"]]["number"]].add(record["reason"])
    assert any(len(several) > 1 for several in reasons.values())
    for number, several in reasons.items():
        (preferred,) = [
            claim
            for claim in world.claims[ent(number), poi("birthDate")]
            if world.rank(claim) == "preferred"
        ]
        (reason,) = world.said[preferred][poi("reasonForRank")]
        assert all(one in str(reason) for one in several)


def test_who_decides_is_told_from_who_carries_out(world: World, tables: dict[str, Table]) -> None:
    """An arrest by the OGPU is no extrajudicial sentence."""
    for record in tables["person_repressions"].records:
        if record["body_id"] and not record["rival_of"]:
            said = world.said[ent(record["number"])]
            assert bool(said[poi("decidedBy")]) == (record["event"] == "sentence")
            assert bool(said[poi("carriedOutBy")]) == (record["event"] != "sentence")


def test_a_speech_is_made_and_decides_nothing(world: World) -> None:
    said = world.said[ent("Q12001")]
    assert said[RDF.type] == {poi("PublicAppeal")}
    assert not said[poi("decidedBy")]
    (speaker,) = said[poi("madeBy")]
    assert Literal("Anastas Mikoyan", lang="en") in world.said[speaker][RDFS.label]


def test_the_order_of_the_tables_and_of_their_rows_changes_nothing(
    world: World, tables: dict[str, Table], ontology: Graph
) -> None:
    turned = {
        name: replace(tables[name], records=tuple(reversed(tables[name].records)))
        for name in reversed(list(tables))
    }
    again = lift(turned, ontology)
    assert again.problems == []
    assert stated(again) == stated(world.lifted)


def stated(lifted: Lifted) -> set[object]:
    """Give the quads; where several rivals give a reason, in whatever order they do."""
    return {
        (*quad[:2], frozenset(str(quad.object).split("; ")), quad.graph)
        if quad.predicate == poi("reasonForRank")
        else quad
        for quad in lifted.quads
    }


def test_a_missing_table_leaves_dangling_references_each_in_its_place(
    tables: dict[str, Table], ontology: Graph
) -> None:
    without = {name: table for name, table in tables.items() if name != "bodies"}
    problems = lift(without, ontology).problems
    files = {problem.file for problem in problems}
    assert {"extra_claims.csv", "person_repressions.csv", "person_rehabilitations.csv"} <= files
    assert all(problem.row > 1 and problem.column for problem in problems)
