"""The right person comes first for names as people write them, and strangers are no match."""

import json
from typing import Any

import pytest

from tests.server.conftest import Live
from tests.triples.held_out_variants import held_out
from tests.triples.name_variants import Person, Variant, person, tuned
from tests.triples.unknown_names import unknown

RIGHT = 0.97
STRANGERS = [
    "Иванов Иван Иванович",
    "John Smith",
    "Тухачевская Мария",
    "Тухачевский",
    "Лухачевский Михаил",
    "Николай Иванович",
    "Zhang Wei",
    "NKVD Ivanov",
    "!!!",
]


@pytest.fixture(scope="module")
def people(curated_server: Live) -> list[Person]:
    """The persons of the graph who have a plain Russian name."""
    text = """
        PREFIX poi: <https://w3id.org/poimenno/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?person ?name WHERE {
          ?person a poi:Person ; rdfs:label ?name FILTER(lang(?name) = "ru")
        } ORDER BY ?person"""
    answer = curated_server.http.get("/sparql", params={"query": text, "format": "json"})
    named = (
        person(row["person"]["value"].rpartition("/")[2], row["name"]["value"])
        for row in answer.json()["results"]["bindings"]
    )
    return [one for one in named if one is not None]


def ask(live: Live, texts: list[str], kind: str | None) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    for start in range(0, len(texts), 50):
        batch = {
            str(place): {"query": text, "limit": 2, **({"type": kind} if kind else {})}
            for place, text in enumerate(texts[start : start + 50])
        }
        answer = live.http.post("/reconcile", data={"queries": json.dumps(batch)})
        assert answer.status_code == 200, answer.text
        found += [answer.json()[key]["result"] for key in batch]
    return found


def measure(live: Live, variants: list[Variant], kind: str | None) -> None:
    """Hold the share of right persons in first place above the bar, and every match to be right."""
    found = ask(live, [variant.text for variant in variants], kind)
    pairs = list(zip(variants, found, strict=True))
    missed = [one for one, names in pairs if not names or names[0]["id"] != one.id]
    assert len(missed) <= (1 - RIGHT) * len(variants), missed
    assert not [
        (one, name)
        for one, names in pairs
        for name in names
        if name["match"] and name["id"] != one.id
    ]


def matched(live: Live, texts: list[str], kind: str | None = None) -> list[tuple[str, str]]:
    pairs = zip(texts, ask(live, texts, kind), strict=True)
    return [(text, one["name"]) for text, names in pairs for one in names if one["match"]]


def test_variants_find_the_right_person(curated_server: Live, people: list[Person]) -> None:
    assert len(people) > 100
    measure(curated_server, [*tuned(people, 40, 71), *held_out(people, 40, 72)], "Person")


def test_strangers_are_no_match(curated_server: Live, people: list[Person]) -> None:
    texts = [*STRANGERS, *(variant.text for variant in unknown(people, 25, 73))]
    assert matched(curated_server, texts) == []


def test_a_planted_failure_is_found(curated_server: Live, people: list[Person]) -> None:
    with pytest.raises(AssertionError):
        measure(curated_server, [Variant(people[0].id, "Nobody Whosoever", "")] * 9, None)
    whole = f"{people[0].given} {people[0].surname}"
    assert [text for text, _ in matched(curated_server, [whole])] == [whole]


@pytest.mark.long
@pytest.mark.parametrize("kind", [None, "Person"])
@pytest.mark.parametrize("seed", range(80, 84))
def test_two_hundred_variants_find_the_right_person(
    curated_server: Live, people: list[Person], seed: int, kind: str | None
) -> None:
    measure(curated_server, tuned(people, 200, seed), kind)
    measure(curated_server, held_out(people, 200, seed), kind)
    texts = [variant.text for variant in unknown(people, 200, seed)]
    assert matched(curated_server, texts, kind) == []
