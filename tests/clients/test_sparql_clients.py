"""SPARQLWrapper, rdflib, pywikibot and Comunica get right answers by query and by fragment."""

import pytest

from ..server.conftest import Live
from .conftest import Clients, Oracle

pytestmark = pytest.mark.long

BORN_IN_MOSCOW = """PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
PREFIX wd: <https://w3id.org/poimenno/entity/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?person ?name WHERE {{ ?person wdt:P19 wd:{place} ; wdt:P31 ?class ; rdfs:label ?name
  FILTER(LANG(?name) = "ru") }}"""
ONE_BIRTHPLACE = """SELECT ?place (COUNT(*) AS ?n) { ?person a poi:Person ; poi:bornAt ?place }
GROUP BY ?place ORDER BY DESC(?n) ?place LIMIT 1"""


@pytest.fixture(scope="module")
def place(oracle: Oracle) -> str:
    """The place where most persons were born."""
    return oracle.values(ONE_BIRTHPLACE)[0]


@pytest.fixture(scope="module")
def born(oracle: Oracle, place: str) -> list[tuple[str, str]]:
    """Who was born there, by number and Russian name, in the words of our ontology."""
    found = oracle.rows(
        f"SELECT ?person ?name {{ ?person poi:bornAt ent:{place} ; a poi:Person ; rdfs:label ?name"
        ' FILTER(LANG(?name) = "ru") }'
    )
    assert len(found) > 3
    return sorted((row["person"], row["name"]) for row in found)


def test_sparqlwrapper_in_every_form_and_by_every_method(
    clients: Clients, live: Live, oracle: Oracle
) -> None:
    found = clients.python("wrapper.py", live.endpoint)
    (names,) = oracle.values(
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?p ?n { ?p a poi:Person ; rdfs:label ?n } }"
    )
    assert len(found["rows"]) == 12
    assert set(found["rows"].values()) == {int(names)}
    assert len(found["triples"]) == 9
    assert set(found["triples"].values()) == {int(names)}
    assert found["asked"] == [True, True, True]


def test_rdflib_reads_an_entity_by_its_iri_and_the_endpoint_as_a_graph(
    clients: Clients, live: Live, oracle: Oracle
) -> None:
    found = clients.python("graphs.py", live.url)
    names = sorted(set(oracle.values("SELECT ?name { ent:Q1001 rdfs:label ?name }")))
    for way in ("negotiated", "turtle", "json-ld", "ttl", "nt", "rdf", "n3", "jsonld", "store"):
        assert found[way] == names, way
    assert found["place"] == oracle.values("SELECT ?place { ent:Q1001 poi:bornAt ?place }")
    assert found["contains"] is True


def test_pywikibot_asks_with_labels(clients: Clients, live: Live, oracle: Oracle) -> None:
    found = clients.python("pages.py", live.url)
    (person,) = oracle.values("SELECT ?person { ?person poi:bornAt ent:Q8001 ; a poi:Person }")
    (name,) = oracle.values(
        f'SELECT ?name {{ ent:{person} rdfs:label ?name FILTER(LANG(?name) = "ru") }}'
    )
    assert found["ids"] == found["items"] == [person]
    assert [row["personLabel"] for row in found["rows"]] == [name]
    assert found["rows"][0]["date"].endswith("T00:00:00Z")
    assert found["kinds"] == [True, True]
    assert (found["language"], found["ask"]) == ("ru", True)


@pytest.mark.parametrize(
    "sources",
    [
        ["{url}sparql"],
        ["sparql@{url}sparql"],
        ["{url}ldf"],
        ["qpf@{url}ldf"],
    ],
    ids=["bare address", "sparql", "bare fragments", "fragments"],
)
def test_comunica_joins(
    clients: Clients, live: Live, place: str, born: list[tuple[str, str]], sources: list[str]
) -> None:
    addresses = [source.format(url=live.url) for source in sources]
    rows = clients.node("comunica.mjs", BORN_IN_MOSCOW.format(place=place), *addresses)
    assert sorted((row["person"], row["name"]) for row in rows) == born


def test_comunica_joins_two_sources(clients: Clients, live: Live, oracle: Oracle) -> None:
    """The endpoint and the fragments hold the same: joined as one source, every row is found."""
    text = """PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
    SELECT DISTINCT ?place ?class WHERE {
      <https://w3id.org/poimenno/entity/Q1001> wdt:P19 ?place . ?place wdt:P31 ?class }"""
    rows = clients.node("comunica.mjs", text, f"{live.url}sparql", f"{live.url}ldf")
    assert {row["place"].rpartition("/")[2] for row in rows} == set(
        oracle.values("SELECT ?place { ent:Q1001 poi:bornAt ?place }")
    )
    assert len(rows) == len({tuple(row.values()) for row in rows}) == 1


def test_comunica_joins_over_blank_nodes(clients: Clients, live: Live, oracle: Oracle) -> None:
    text = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?class ?property WHERE { ?restriction owl:onProperty ?property .
      ?class rdfs:subClassOf ?restriction FILTER(isBlank(?restriction) || isIRI(?restriction)) }"""
    (number,) = oracle.values(
        "SELECT (COUNT(*) AS ?n) { ?r owl:onProperty ?p . ?c rdfs:subClassOf ?r }"
    )
    assert int(number) > 20
    assert len(clients.node("comunica.mjs", text, f"{live.url}ldf")) == int(number)


def test_comunica_follows_an_entity(clients: Clients, live: Live) -> None:
    text = """PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
    ASK { <https://w3id.org/poimenno/entity/Q1001> wdt:P19 ?place }"""
    assert clients.node("comunica.mjs", text, f"{live.url}entity/Q1001") is True


def test_comunica_constructs(clients: Clients, live: Live, oracle: Oracle) -> None:
    text = """PREFIX poi: <https://w3id.org/poimenno/ontology#>
    CONSTRUCT { ?p poi:bornAt ?b } WHERE { ?p a poi:Person ; poi:bornAt ?b }"""
    (number,) = oracle.values("SELECT (COUNT(*) AS ?n) { ?p a poi:Person ; poi:bornAt ?b }")
    assert clients.node("comunica.mjs", text, f"sparql@{live.endpoint}") == int(number)
