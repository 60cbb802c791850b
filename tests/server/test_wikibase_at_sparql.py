"""The Wikibase view at /sparql: queries written for Wikidata agree with our own claims."""

import pytest

from poimenno.triples.asserting import VIEW_GRAPH

from .conftest import Live

BEST = """
  ?claim poi:claimsProperty poi:birthDate ; poi:claimsAbout ?item ; poi:claimedValue ?value ;
    poi:hasRank ?rank .
  FILTER (?rank != poi:deprecatedRank)
  FILTER (?rank = poi:preferredRank || NOT EXISTS {
    ?other poi:claimsProperty poi:birthDate ; poi:claimsAbout ?item ;
      poi:hasRank poi:preferredRank })
"""
DAY = 'FILTER (REGEX(STR(?value), "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))'


def rows(live: Live, query: str) -> list[tuple[str, ...]]:
    answer = live.http.get("/sparql", params={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    document = answer.json()
    names = document["head"]["vars"]
    return sorted(
        tuple(row[name]["value"] for name in names) for row in document["results"]["bindings"]
    )


# A query as one writes it for Wikidata, and the same question to our own model.
ALIKE = {
    "truthy": (
        "SELECT ?item WHERE { ?item wdt:P569 ?d }",
        f"SELECT DISTINCT ?item WHERE {{ {BEST} }}",
    ),
    "truthy-values": (
        "SELECT (COUNT(?d) AS ?n) WHERE { ?item wdt:P569 ?d }",
        f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?item ?value WHERE {{ {BEST} }} }}",
    ),
    "days": (
        "SELECT DISTINCT ?item WHERE { ?item p:P569/psv:P569/wikibase:timePrecision 11 }",
        "SELECT DISTINCT ?item WHERE { ?claim poi:claimsProperty poi:birthDate ;"
        f" poi:claimsAbout ?item ; poi:claimedValue ?value . {DAY} }}",
    ),
    "statements": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?item p:P569 ?s . ?s a wikibase:Statement }",
        "SELECT (COUNT(*) AS ?n) WHERE { ?claim poi:claimsProperty poi:birthDate ; a poi:Claim }",
    ),
    "sources": (
        "SELECT ?s ?source WHERE { ?s a poi:Claim ; prov:wasDerivedFrom/pr:P248 ?source }",
        "SELECT ?s ?source WHERE { ?s a poi:Claim ; poi:hasSource ?source }",
    ),
    "best": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?item p:P569 ?s . ?s a wikibase:BestRank }",
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {BEST} }}",
    ),
}
RANKS = {"Preferred": "preferred", "Normal": "normal", "Deprecated": "deprecated"}


@pytest.mark.parametrize("case", ALIKE)
def test_a_query_for_wikidata_agrees_with_the_claims(curated_server: Live, case: str) -> None:
    found, expected = (rows(curated_server, query) for query in ALIKE[case])
    assert found == expected
    assert found
    assert found != [("0",)]


def test_a_statement_has_the_rank_of_its_claim(curated_server: Live) -> None:
    for shown, said in RANKS.items():
        claims = rows(
            curated_server, f"SELECT ?s {{ ?s a poi:Claim ; poi:hasRank poi:{said}Rank }}"
        )
        statements = rows(
            curated_server, f"SELECT ?s {{ ?s a poi:Claim ; wikibase:rank wikibase:{shown}Rank }}"
        )
        assert claims == statements != []


def test_a_property_leads_to_its_predicates_and_back(curated_server: Live) -> None:
    query = """SELECT ?p ?label ?type WHERE { ?p wikibase:directClaim wdt:P569 ;
        wikibase:propertyType ?type ; rdfs:label ?label FILTER (LANG(?label) = "en") }"""
    base = "https://w3id.org/poimenno/entity/"
    assert rows(curated_server, query) == [
        (f"{base}P569", "date of birth", "http://wikiba.se/ontology#Time")
    ]


def test_the_data_of_an_entity_have_version_and_licence(curated_server: Live) -> None:
    ask = """ASK { wdata:Q1001 schema:about wd:Q1001 ; schema:softwareVersion "1.0.0" ;
        schema:version ?version ; <http://creativecommons.org/ns#license> ?licence .
        wd:Q1001 wikibase:statements ?many FILTER (?many > 3) }"""
    assert curated_server.ask(ask)


def test_a_change_shows_in_the_view_at_once(curated_server: Live) -> None:
    claim = """PREFIX st: <https://w3id.org/poimenno/statement/>
        PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
        {} DATA {{ GRAPH <http://example.org/invented> {{ st:Q990001-a a poi:Claim ;
          poi:claimsAbout ent:Q990001 ; poi:claimsProperty poi:birthDate ;
          poi:claimedValue "1899-02"^^edtf:EDTF ; poi:hasRank poi:normalRank ;
          poi:hasConfidence poi:lowConfidence . ent:Q990001 a poi:Person }} }}"""
    born = """ASK { wd:Q990001 wdt:P569 "1899-02-01T00:00:00Z"^^xsd:dateTime ;
        p:P569 [ a poi:Claim ; psv:P569/wikibase:timePrecision 10 ; wikibase:rank ?rank ] }"""
    assert not curated_server.ask(born)
    curated_server.update(claim.format("INSERT"))
    assert curated_server.ask(born)
    curated_server.update(claim.format("DELETE"))
    assert not curated_server.ask(f"ASK {{ GRAPH <{VIEW_GRAPH}> {{ wd:Q990001 ?p ?o }} }}")


def test_nobody_writes_the_view(curated_server: Live) -> None:
    http = curated_server.http
    for update in (
        f"INSERT DATA {{ GRAPH <{VIEW_GRAPH}> {{ wd:Q1001 wdt:P569 1 }} }}",
        f"DROP GRAPH <{VIEW_GRAPH}>",
    ):
        answer = http.post("/sparql", data={"update": update})
        assert (answer.status_code, "made from the other graphs" in answer.text) == (403, True)
    for method in ("PUT", "POST", "DELETE"):
        answer = http.request(
            method,
            "/graphs",
            params={"graph": VIEW_GRAPH},
            content=b"<a> <b> <c> .",
            headers={"Content-Type": "text/turtle"},
        )
        assert answer.status_code == 403, answer.text
    answer = http.get("/graphs", params={"graph": VIEW_GRAPH}, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
