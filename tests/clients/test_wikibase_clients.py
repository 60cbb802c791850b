"""wikibase-sdk, wikibase-cli, WikibaseIntegrator and Wikidata find in our server a Wikibase."""

import json
from typing import Any

import pytest

from ..server.conftest import Live
from .conftest import Clients, Oracle

pytestmark = pytest.mark.long

RUSSIAN = 'SELECT ?name { ent:Q1001 rdfs:label ?name FILTER(LANG(?name) = "ru") }'
ENGLISH = 'SELECT ?name { ent:Q1001 rdfs:label ?name FILTER(LANG(?name) = "en") }'
BORN_AT = "SELECT ?person { ?person a poi:Person ; poi:bornAt ent:Q8001 } ORDER BY ?person"
DATES = """SELECT DISTINCT ?date {
  ?claim poi:claimsAbout ent:Q1001 ; poi:claimsProperty poi:birthDate ; poi:claimedValue ?date }"""


@pytest.fixture(scope="module")
def sdk(clients: Clients, live: Live) -> Any:
    """What the documented calls of wikibase-sdk give."""
    return clients.node("sdk.mjs", live.url)


def test_sdk_gets_entities(sdk: Any, oracle: Oracle) -> None:
    assert sdk["ids"] == ["Q1001", "Q8001", "P569"]
    simple = sdk["simple"]
    assert simple["labels"] == {
        "ru": oracle.values(RUSSIAN)[0],
        "en": oracle.values(ENGLISH)[0],
    }
    assert simple["claims"]["P19"] == oracle.values("SELECT ?p { ent:Q1001 poi:bornAt ?p }")
    (born,) = {date[:10] for date in simple["claims"]["P569"]}
    assert born in oracle.values(DATES)
    assert sdk["entity"]["claims"]["P569"][0]["references"]
    assert sdk["entity"]["claims"]["P569"][0]["qualifiers"]
    assert sdk["property"]["datatype"] == "time"


def test_sdk_gets_what_it_asks_for_and_no_more(sdk: Any, oracle: Oracle) -> None:
    assert "labels" in sdk["props"]
    assert not {"claims", "descriptions", "aliases", "sitelinks"} & set(sdk["props"])
    assert sdk["label"] == {"ru": oracle.values(RUSSIAN)[0]}
    assert sdk["batches"] == 2
    (known,) = oracle.values(
        "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a ?class"
        f" VALUES ?p {{ {' '.join(f'ent:Q{1001 + n}' for n in range(60))} }} }}"
    )
    assert sdk["many"] == int(known)
    assert "missing" in sdk["missing"]


def test_sdk_searches(sdk: Any) -> None:
    for text in ("Чаренц", "Charents"):
        first = sdk["search"][text][0]
        assert first["id"] == "Q1001"
        assert first["concepturi"].endswith("/entity/Q1001")
        assert first["match"]["text"]
    assert any("Бухар" in found["label"] for found in sdk["search"]["Бухар"])
    assert any(
        "ухачевск" in (f["label"] or "") or "ukhachevsk" in (f["label"] or "")
        for f in sdk["search"]["Tuchatschewski"]
    )
    assert sdk["searchProperty"][0] == "P569"


def test_sdk_finds_by_statement(sdk: Any, oracle: Oracle) -> None:
    born = oracle.values(BORN_AT)
    assert sorted(sdk["cirrus"]) == sorted(born)
    assert sdk["cirrusText"] == ["Q1001"]
    assert sorted(sdk["reverse"]) == sorted(born)
    assert sorted(row["person"] for row in sdk["sparql"]) == sorted(born)


def test_sdk_gets_revisions(sdk: Any) -> None:
    assert sdk["page"]["title"] in {"Q1001", "Item:Q1001"}
    assert sdk["revision"]["given"] == sdk["revision"]["wanted"]
    assert sdk["revision"]["id"] == "Q1001"


def test_cli_labels_and_descriptions(clients: Clients, live: Live, oracle: Oracle) -> None:
    assert clients.wb(live, "label", "Q1001", "--lang", "ru").strip() == oracle.values(RUSSIAN)[0]
    assert clients.wb(live, "label", "Q1001", "--lang", "en").strip() == oracle.values(ENGLISH)[0]
    assert "1897" in clients.wb(live, "description", "Q1001", "--lang", "en")


def test_cli_claims_and_data(clients: Clients, live: Live, oracle: Oracle) -> None:
    place = oracle.values("SELECT ?p { ent:Q1001 poi:bornAt ?p }")[0]
    assert place in clients.wb(live, "claims", "Q1001", "P19")
    whole = json.loads(clients.wb(live, "data", "Q1001", "--format", "json"))
    assert whole["id"] == "Q1001"
    simple = json.loads(clients.wb(live, "data", "Q1001", "--simplify", "--props", "claims.P19"))
    assert place in json.dumps(simple)
    assert "wdt:P19 wd:" + place in clients.wb(live, "data", "Q1001", "--format", "ttl")
    assert "1897" in clients.wb(live, "summary", "Q1001", "--lang", "en")


def test_cli_searches(clients: Clients, live: Live) -> None:
    assert clients.wb(live, "search", "Чаренц", "--lang", "ru").startswith("Q1001")
    assert "P569" in clients.wb(live, "search", "--type", "property", "date of birth")


def test_cli_lists_properties(clients: Clients, live: Live, oracle: Oracle) -> None:
    found = json.loads(clients.wb(live, "props", "--lang", "en", "--json"))
    (number,) = oracle.values("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a wikibase:Property }")
    assert len(found) == int(number)
    assert found["P569"] == "date of birth"
    details = json.loads(clients.wb(live, "props", "--details", "--lang", "ru"))
    assert details["P569"]["type"].lower().endswith("time")


def test_cli_runs_queries_and_converts(clients: Clients, live: Live, oracle: Oracle) -> None:
    query = clients.home / "born.rq"
    query.write_text("SELECT ?person WHERE { ?person wdt:P19 wd:Q8001 }", "utf-8")
    found = json.loads(clients.wb(live, "sparql", str(query), "--format", "json"))
    assert sorted(row["person"] if isinstance(row, dict) else row for row in found) == sorted(
        oracle.values(BORN_AT)
    )
    assert "Q1001" in clients.wb(live, "convert", "--property", "P100001", "--objects", "P001")


def test_integrator(clients: Clients, live: Live, oracle: Oracle) -> None:
    found = clients.python("integrator.py", live.url)
    assert (found["id"], found["label"]) == ("Q1001", oracle.values(RUSSIAN)[0])
    assert "1897" in found["description"]
    assert {time[1:11] for time in found["born"]} <= set(oracle.values(DATES))
    assert set(found["precision"]) == {11}
    assert all(found["references"])
    assert "P100098" in found["qualifiers"]
    assert (found["property"], found["round"]) == ("time", True)
    assert found["search"][0] == found["search_dict"]["id"] == "Q1001"
    assert found["rows"] == oracle.values(BORN_AT)


def test_wikidata_of_dahlia(clients: Clients, live: Live, oracle: Oracle) -> None:
    found = clients.python("dahlia.py", live.url)
    assert (found["id"], found["state"], found["type"]) == ("Q1001", "loaded", "item")
    assert found["label"] == oracle.values(RUSSIAN)[0]
    assert found["labels"] == ["en", "ru"]
    assert found["born"] in oracle.values(DATES)
    place = oracle.values("SELECT ?p { ent:Q1001 poi:bornAt ?p }")[0]
    assert found["place"] == place
    assert found["place_label"] in oracle.values(f"SELECT ?n {{ ent:{place} rdfs:label ?n }}")
    assert found["property"]
    assert found["lists"] > 5
