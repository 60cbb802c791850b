"""The entities of the curated graph: each claim is one statement, and reads as an editor writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poimenno.ontology.namespaces import ENTITY, ONTOLOGY, STATEMENT
from poimenno.ontology.wikibase import mapping
from poimenno.triples import snapshots
from poimenno.triples.walking import asking
from poimenno.triples.wikibase_entities import entity_ids, read_entities
from poimenno.triples.wikibase_facts import Row

from .wikibase_shape import faults, values


@pytest.fixture(scope="module")
def all_claims(built_store: Path) -> Iterator[list[Row]]:
    query = f"""SELECT ?c ?s ?p ?v ?rank WHERE {{
      ?c <{ONTOLOGY}claimsAbout> ?s ; <{ONTOLOGY}claimsProperty> ?p ; <{ONTOLOGY}hasRank> ?rank .
      {{ ?c <{ONTOLOGY}claimsEntity> ?v }} UNION {{ ?c <{ONTOLOGY}claimedValue> ?v }} }}"""
    with snapshots.reading(built_store) as store:
        yield asking(store)(query)


@pytest.fixture(scope="module")
def everything(built_store: Path) -> dict[str, Any]:
    with snapshots.reading(built_store) as store:
        ask = asking(store)
        ids = entity_ids(ask)
        return {
            number: entity
            for start in range(0, len(ids), 200)
            for number, entity in read_entities(ask, ids[start : start + 200]).items()
        }


def unmapped(claims: list[Row]) -> Iterator[str]:
    """What the view would leave out of claims: properties and targets without a number."""
    for claim in claims:
        prop = mapping().property_of(claim["p"]["value"])
        if prop is None or "value" not in prop.uses:
            yield f"property {claim['p']['value']}"
            continue
        is_item = claim["v"]["type"] == "uri" and prop.datatype == "wikibase-item"
        if is_item and mapping().item_of(claim["v"]["value"]) is None:
            yield f"target {claim['v']['value']}"


def test_every_entity_has_the_shape_of_wikibase(everything: dict[str, Any]) -> None:
    assert len(everything) > 2600
    found = {
        number: list(faults(entity, mapping().datatype)) for number, entity in everything.items()
    }
    assert {number: wrong for number, wrong in found.items() if wrong} == {}


def test_every_claim_and_every_target_is_mapped(all_claims: list[Row]) -> None:
    assert len(all_claims) > 9000
    assert set(unmapped(all_claims)) == set()
    planted: Row = {
        "p": {"type": "uri", "value": ONTOLOGY + "bornAt"},
        "v": {"type": "uri", "value": "http://example.org/nowhere"},
    }
    other: Row = {**planted, "p": {"type": "uri", "value": "http://example.org/shoeSize"}}
    assert len(set(unmapped([planted, other]))) == 2


def test_every_claim_is_one_statement_of_its_rank(
    all_claims: list[Row], everything: dict[str, Any]
) -> None:
    said = {
        one["id"].replace("$", "-"): (prop, one["rank"])
        for entity in everything.values()
        for prop, group in entity["claims"].items()
        for one in group
    }
    lost = []
    for claim in all_claims:
        prop = mapping().property_of(claim["p"]["value"])
        rank = claim["rank"]["value"].removeprefix(ONTOLOGY).removesuffix("Rank")
        name = claim["c"]["value"].removeprefix(STATEMENT)
        if prop is None or said.get(name) != (prop.id, rank):
            lost.append(name)
    assert lost == []


def test_every_date_and_item_of_a_claim_is_the_one_claimed(
    all_claims: list[Row], everything: dict[str, Any]
) -> None:
    snaks = {
        one["id"].replace("$", "-"): one["mainsnak"]
        for entity in everything.values()
        for group in entity["claims"].values()
        for one in group
    }
    differing = []
    for claim in all_claims:
        snak = snaks[claim["c"]["value"].removeprefix(STATEMENT)]
        value = values([snak])[0]
        text = claim["v"]["value"]
        match snak["datatype"]:
            case "wikibase-item":
                same = mapping().item_of(text) == value["id"]
            case "monolingualtext":
                language = claim["v"].get("xml:lang", "und")
                same = value == {"text": text, "language": language}
            case "quantity":
                same = float(value["amount"]) == float(text)
            case "time" if snak["snaktype"] == "value":
                # Whatever the precision, no digit stands there that the date does not have.
                digits = value["time"][1:11].replace("-00", "")
                same = value["precision"] < 9 or any(
                    part.strip("[]").startswith(digits)
                    for part in text.replace("/", ",").split(",")
                )
            case "time":
                same = ".." in text or text[:2] != text.partition("/")[2][:2]
            case _:
                same = value == text
        if not same:
            differing.append((claim["c"]["value"], text, value))
    assert differing == []


def test_labels_and_descriptions_read_as_an_editor_writes_them(everything: dict[str, Any]) -> None:
    assert [number for number, entity in everything.items() if not entity["labels"]] == []
    described = {
        number: entity["descriptions"]["en"]["value"]
        for number, entity in everything.items()
        if "en" in entity["descriptions"]
    }
    assert len(described) == len(everything)
    assert described["Q1001"] == "poet, 1897–1937"
    assert described["Q101"] == "person, died 1953"
    assert described["Q505"] == "urging, 1956 or earlier"
    assert described["Q10004"] == "right to return, 1950s"
    assert described["P569"].endswith(".")
    assert everything["Q1001"]["descriptions"]["ru"]["value"] == "человек, 1897–1937"


def test_links_to_wikidata_are_addresses_and_no_items(everything: dict[str, Any]) -> None:
    links = {
        value
        for entity in everything.values()
        for one in entity["claims"].get("P2888", [])
        for value in values([one["mainsnak"]])
    }
    assert "http://www.wikidata.org/entity/Q855" in links
    assert not any(link.startswith(ENTITY) for link in links)
