"""The confidence of what is inferred from the curated tables, held against the tables themselves.

A rehabilitation is as sure as its row, unless a field that decides it is lower, and as the person
is: by the row of the person, or the best of what else is said of them.
"""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.queries import catalogue
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, LEVELS
from poimenno.triples.store import Store

from .conftest import RECORDS

Row = dict[str, str]
REHABILITATED = f"{ONTOLOGY}RehabilitatedPerson"
# A release, an amnesty, a cleared record and an appeal are granted too, and rehabilitate nobody.
REHABILITATING = {
    *("judicial", "prosecutorial", "judicial_or_prosecutorial", "unspecified"),
    *("party", "military", "presidential", "legislative", "civil"),
}
DECIDING = {"person", "person_id", "decision_type", "outcome"}
SAID_ELSEWHERE = {
    "extra_claims": "about_id",
    "names": "about_id",
    "links": "entity_id",
    "core_facts": "subject_id",
    "history_statements": "subject_id",
}


@pytest.fixture(scope="module")
def graph(built_store: Path) -> Iterator[Store]:
    with snapshots.reading(built_store) as opened:
        yield opened


def rows(table: str) -> list[Row]:
    return list(csv.DictReader(StringIO((RECORDS / f"{table}.csv").read_text("utf-8"))))


def answer(graph: Store, name: str, **values: str) -> list[Row]:
    text = catalogue.shipped()[f"evidence/{name}"].with_values({k: [v] for k, v in values.items()})
    found = graph.answer(text, "text/csv", union=True) or b""
    return list(csv.DictReader(StringIO(found.decode())))


def stronger(one: str, other: str) -> str:
    return min(one, other, key=LEVELS.index)


def weaker(one: str, other: str) -> str:
    return max(one, other, key=LEVELS.index)


def rehabilitated() -> dict[str, str]:
    """Say of each rehabilitated person, from the tables, how sure it is."""
    person = {row["id"]: row["confidence"] for row in rows("persons")}
    for table, column in SAID_ELSEWHERE.items():
        for row in rows(table):
            if row[column] in person:
                person[row[column]] = stronger(person[row[column]], row["confidence"])
    decisions = rows("person_rehabilitations")
    annulling = {row["id"]: row["annuls_id"] for row in decisions if row["annuls_id"]}
    fell = {grant for one, grant in annulling.items() if one not in annulling.values()}
    found: dict[str, str] = {}
    for row in decisions:
        if row["outcome"] != "granted" or row["decision_type"] not in REHABILITATING:
            continue
        if row["id"] in fell:
            continue
        doubted = DECIDING & {field.strip() for field in row["low_fields"].split(";")}
        key = row["person_id"]
        level = weaker("low" if doubted else row["confidence"], person[key])
        found[key] = stronger(found.get(key, "low"), level)
    return found


def test_each_rehabilitation_is_as_sure_as_its_tables(graph: Store) -> None:
    expected = rehabilitated()
    assert set(expected.values()) == set(LEVELS)
    inferred = {
        person: row["confidence"]
        for person in expected
        for row in answer(graph, "inferred-about-a-person", id=person)
        if row["value"] == REHABILITATED
    }
    assert inferred == expected


def test_what_rests_on_general_knowledge_is_not_known_for_sure(graph: Store) -> None:
    """Korolev was cleared on 18 April 1957, says R048, from general knowledge; Tukhachevsky not."""
    (decision,) = [row for row in rows("person_rehabilitations") if row["id"] == "R048"]
    assert (decision["person_id"], decision["confidence"]) == ("P036", "low")
    for person, sure in (("P036", False), ("P002", True)):
        known = answer(graph, "known-with-high-confidence", id=person)
        assert known
        assert (REHABILITATED in {row["value"] for row in known}) == sure
    doubtful = answer(graph, "inferred-on-low-confidence", property=f"{ONTOLOGY}isAffectedBy")
    assert {row["other"] for row in doubtful if row["id"] == "P036"} >= {"R048"}


def test_a_claim_of_high_confidence_is_known_and_another_is_not(graph: Store) -> None:
    (person,) = [row for row in rows("persons") if row["id"] == "P002"]
    assert person["confidence"] == "high"
    known = answer(graph, "known-with-high-confidence", id="P002")
    asserted = {row["value"] for row in known if row["how"] == "asserted"}
    verified = {field.strip() for field in person["verified_fields"].split(";")}
    assert "death" in verified
    assert person["death"] in asserted
    assert "birth" not in verified
    assert person["birth"] not in asserted
    claims = answer(graph, "claims-on-a-subject", id="P002")
    sure = [c for c in claims if c["confidence"] == "high" and c["rank"] != "deprecated"]
    assert asserted == {claim["value"] for claim in sure} < {claim["value"] for claim in claims}


def test_every_entailed_triple_stands_in_one_graph(built_store: Path, graph: Store) -> None:
    facts = json.loads(
        snapshots.build_facts(snapshots.current_generation(built_store)).read_text("utf-8")
    )
    sizes = graph.sizes()
    assert facts["levels"] == {level: sizes[ENTAILED_GRAPHS[level]] for level in LEVELS}
    assert sum(facts["levels"].values()) == facts["entailed"]
    assert min(facts["levels"].values()) > 1000
    for triple in graph.triples_of(ENTAILED_GRAPHS["low"]):
        assert [name for _, name in graph.match(*triple)] == [ENTAILED_GRAPHS["low"]]
