"""The curated tables as lifted: every claim can be weighed, and no recorded conflict is lost."""

from collections import defaultdict
from dataclasses import dataclass

import pytest
from rdflib import RDF, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from poimenno.ontology.namespaces import ENTITY, ONTOLOGY
from poimenno.triples.claims import term
from poimenno.triples.columns import Claimed
from poimenno.triples.lifting import Lifted
from poimenno.triples.tables import SPECS

from .test_records import CONFLICTS, RECORDS, rows

Described = dict[Node, list[Node]]
DATE = term("date")
FIGURE = term("hasFigure")
DECIDERS = ("decidedBy", "carriedOutBy")


@dataclass(frozen=True)
class Curated:
    """The lifted graph by subject, its claims by what they are about, its entities by key."""

    described: dict[Node, Described]
    about: dict[Node, list[Described]]
    entities: dict[str, Node]
    tables: dict[str, str]

    def claims(self, key: str, prop: URIRef) -> list[Described]:
        claims = self.about[self.entities[key]]
        return [claim for claim in claims if claim[term("claimsProperty")] == [prop]]

    def direct(self, key: str, name: str) -> set[str]:
        return {str(value) for value in self.described[self.entities[key]][term(name)]}


@pytest.fixture(scope="module")
def known(curated: Lifted) -> Curated:
    described: dict[Node, Described] = defaultdict(lambda: defaultdict(list))
    for quad in curated.quads:
        described[quad.subject][quad.predicate].append(quad.object)
    about: dict[Node, list[Described]] = defaultdict(list)
    entities: dict[str, Node] = {}
    for subject, said in list(described.items()):
        if term("Claim") in said[RDF.type]:
            about[said[term("claimsAbout")][0]].append(said)
        else:
            entities |= {str(key): subject for key in said[DCTERMS.identifier]}
    tables = {row["id"]: name for name in SPECS for row in rows(RECORDS / f"{name}.csv")}
    for row in rows(RECORDS / "person_rehabilitations.csv"):
        entities.setdefault(row["id"], entities.get(row["same_decision_as"], URIRef("")))
    return Curated(described, about, entities, tables)


def test_every_claim_has_one_rank_one_confidence_and_sources(known: Curated) -> None:
    claims = [claim for group in known.about.values() for claim in group]
    assert len(claims) > 9000
    for claim in claims:
        assert len(claim[term("hasRank")]) == 1, claim
        assert len(claim[term("hasConfidence")]) == 1, claim
        assert claim[term("hasSource")], claim
        assert len(claim[term("claimsEntity")] + claim[term("claimedValue")]) == 1, claim


def test_every_direct_triple_of_a_claimed_property_is_a_best_claim(known: Curated) -> None:
    for subject, claims in known.about.items():
        by_property: dict[Node, list[Described]] = defaultdict(list)
        for claim in claims:
            by_property[claim[term("claimsProperty")][0]].append(claim)
        for prop, group in by_property.items():
            ranked: dict[str, set[Node]] = defaultdict(set)
            for claim in group:
                value = (claim[term("claimsEntity")] + claim[term("claimedValue")])[0]
                ranked[str(claim[term("hasRank")][0])].add(value)
            best = ranked[str(term("preferredRank"))] or ranked[str(term("normalRank"))]
            assert best <= set(known.described[subject][prop])
            if prop not in {RDF.type, term("hasSource")} and str(prop).startswith(ONTOLOGY):
                assert set(known.described[subject][prop]) == best, (subject, prop)


def test_one_decision_two_claims(known: Curated) -> None:
    assert known.entities["R003"] == known.entities["R002"]
    assert URIRef(f"{ENTITY}Q12003") not in known.described
    dated = {str(claim[term("claimedValue")][0]): claim for claim in known.claims("R002", DATE)}
    assert dated.keys() == {"1955", "1954"}
    assert dated["1955"][term("hasRank")] == [term("preferredRank")]
    assert "speech" in str(dated["1955"][term("reasonForRank")][0])
    assert dated["1954"][term("hasRank")] == [term("normalRank")]
    assert known.direct("R002", "date") == {"1955"}
    assert known.direct("R002", "earliestDate") == {"1954-01-01"}
    assert known.direct("R002", "latestDate") == {"1955-12-31"}


def test_where_none_is_preferred_both_are_said(known: Curated) -> None:
    assert known.direct("RP143", "date") == {"1940-02-02", "1940-02-04"}
    assert known.direct("R013", "decidedBy") >= {
        str(known.entities["B20"]),
        str(known.entities["B21"]),
    }


def test_old_style_days_stand_beside_new_style_ones(known: Curated) -> None:
    (old,) = [
        claim
        for claim in known.claims("P001", term("birthDate"))
        if claim[term("hasCalendar")] == [term("julianCalendar")]
    ]
    assert [str(value) for value in old[term("valueAsPrinted")]] == ["1897-03-13"]
    assert known.direct("P001", "birthDate") == {"1897-03-25"}


def test_a_low_field_is_low_in_a_row_that_is_not(known: Curated) -> None:
    (ground,) = known.claims("R002", term("hasGround"))
    assert ground[term("hasConfidence")] == [term("lowConfidence")]
    assert known.direct("R002", "hasConfidence") == {str(term("mediumConfidence"))}


def test_what_no_source_verifies_of_a_person_is_low(known: Curated) -> None:
    """P001: birth, death, charge and occupation are verified; the places are not."""
    (place,) = (c for c in known.claims("P001", term("bornAt")) if not c[DCTERMS.identifier])
    assert place[term("hasConfidence")] == [term("lowConfidence")]
    assert place[term("hasSource")] == [known.entities["GK"]]
    (work,) = (c for c in known.claims("P001", term("occupation")) if not c[DCTERMS.identifier])
    assert work[term("hasConfidence")] == [term("highConfidence")]


def stated(known: Curated, key: str, field: str) -> set[str]:
    """What the claims of the graph say of a field of a row, in the words of the tables."""
    keys = {node: name for name, node in known.entities.items()}
    if field == "figure":
        figures = [claim[term("claimsEntity")][0] for claim in known.claims(key, FIGURE)]
        spans = [
            [str(known.described[figure][term(end)][0]) for end in ("figureLow", "figureHigh")]
            for figure in figures
        ]
        return {low if low == high else f"{low}-{high}" for low, high in spans}
    column, _, calendar = field.partition(" ")
    meaning = SPECS[known.tables[key]].columns[column]
    assert isinstance(meaning, Claimed)
    # Whether a body decided or carried out depends on the row.
    names = [meaning.property] if isinstance(meaning.property, str) else list(DECIDERS)
    claims = [claim for name in names for claim in known.claims(key, term(name))]
    if calendar:
        claims = [c for c in claims if c[term("hasCalendar")] == [term(f"{calendar}Calendar")]]
        return {str(value) for claim in claims for value in claim[term("valueAsPrinted")]}
    values = [value for c in claims for value in c[term("claimedValue")] + c[term("claimsEntity")]]
    return {keys.get(value, str(value)) for value in values}


@pytest.mark.parametrize("topic", CONFLICTS)
def test_both_sides_of_a_conflict_are_claims_in_the_graph(known: Curated, topic: str) -> None:
    for key, field, value in CONFLICTS[topic]:
        assert value in stated(known, key, field), (key, field)
