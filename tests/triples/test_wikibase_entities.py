"""An entity of the view says what its claims say, with ranks, qualifiers, sources, and no more."""

import copy
import json
from typing import Any

import pytest

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.wikibase import mapping
from poimenno.triples.asserting import ENTAILED_GRAPHS, VIEW_GRAPH
from poimenno.triples.store import Store
from poimenno.triples.walking import Ask, asking
from poimenno.triples.wikibase_entities import Revision, entity_ids, read_entities
from poimenno.triples.wikibase_facts import Row
from poimenno.triples.wikibase_snaks import coordinates, value_snak

from .wikibase_shape import faults, values

PREFIXES = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix ent: <https://w3id.org/poimenno/entity/> .
@prefix st: <https://w3id.org/poimenno/statement/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WORLD = f"""
ex:said {{
  poi:Person a <http://www.w3.org/2002/07/owl#Class> ; rdfs:label "person"@en , "человек"@ru ;
    skos:definition "Someone."@en ; skos:exactMatch <http://www.wikidata.org/entity/Q5> ;
    rdfs:subClassOf poi:Actor , [ a <http://www.w3.org/2002/07/owl#Restriction> ] .
  poi:birthDate rdfs:label "date of birth"@en ; rdfs:domain poi:Actor .
  ent:Q900001 a poi:Person ; rdfs:label "Anna Example"@en , "Анна Пример"@ru ;
    skos:altLabel "A. Example"@en , "Anna Example"@en , "Anna Example"@ru-Latn ;
    dcterms:identifier "E1" ; poi:hasSource ent:Q900009 ; poi:hasConfidence poi:lowConfidence ;
    poi:occupation "poet"@en ; poi:birthDate "1897"^^edtf:EDTF ;
    poi:deathDate "1936/1952"^^edtf:EDTF ; poi:marriedTo ent:Q900002 , <http://example.org/x> .
  st:Q900001-birth a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:birthDate ;
    poi:claimedValue "1897"^^edtf:EDTF ; poi:hasRank poi:preferredRank ;
    poi:hasConfidence poi:highConfidence ; poi:hasSource ent:Q900009 , <http://example.org/book> ;
    poi:hasDatePrecision poi:yearPrecision ; poi:earliestDate "1897-01-01"^^xsd:date ;
    poi:latestDate "1897-12-31"^^xsd:date ; poi:valueAsPrinted "1897 г." .
  st:Q900001-wrong a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:birthDate ;
    poi:claimedValue "1898-03-01"^^edtf:EDTF ; poi:hasRank poi:deprecatedRank ;
    poi:hasCalendar poi:julianCalendar ; poi:reasonForRank "a misprint"@en .
  st:Q900001-death a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:deathDate ;
    poi:claimedValue "1936/1952"^^edtf:EDTF ; poi:hasDatePrecision poi:intervalPrecision ;
    poi:earliestDate "1936-01-01"^^xsd:date ; poi:latestDate "1952-12-31"^^xsd:date .
  st:Q900001-after a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:deathDate ;
    poi:claimedValue "1950/.."^^edtf:EDTF ; poi:hasRank poi:deprecatedRank .
  st:Q900001-odd a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:bornAt ;
    poi:claimsEntity ex:somewhere .
  st:Q900001-job a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:occupation ;
    poi:claimedValue "poet"@en .
  st:Q900001-name a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty skos:altLabel ;
    poi:claimedValue "A. Example"@en .
  ex:elsewhere a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty poi:termYears ;
    poi:claimedValue 10.5 .
  ex:unmapped a poi:Claim ; poi:claimsAbout ent:Q900001 ; poi:claimsProperty ex:shoeSize ;
    poi:claimedValue 40 .
  ent:Q900009 a poi:Source ; rdfs:label "Book" ; poi:sourceUrl "http://example.org/b"^^xsd:anyURI .
  ent:Q900010 a poi:Settlement ; poi:latitude 40.5 ; poi:longitude 43.0852 .
}}
<{ENTAILED_GRAPHS["high"]}> {{ ent:Q900001 a poi:Actor ; poi:victimOf ent:Q900002 . }}
<{VIEW_GRAPH}> {{
  ent:Q900001 a poi:Place ; poi:fate "of the view"@en . ent:Q900077 a poi:Person .
}}
ent:Q900002 a poi:Person ; rdfs:label "Of no graph"@en .
"""


@pytest.fixture(scope="module")
def ask() -> Ask:
    store = Store.in_memory()
    store.load_dataset((PREFIXES + WORLD).encode(), "application/trig")
    return asking(store)


@pytest.fixture(scope="module")
def anna(ask: Ask) -> dict[str, Any]:
    return read_entities(ask, ["Q900001"])["Q900001"]


def number_of(name: str) -> str:
    found = mapping().id_of(ONTOLOGY + name)
    assert found
    return found


def statement(entity: dict[str, Any], name: str, rest: str) -> dict[str, Any]:
    group = entity["claims"][number_of(name)]
    (found,) = (one for one in group if one["id"].endswith(f"${rest}"))
    return dict(found)


def test_names_come_from_labels_and_other_labels(anna: dict[str, Any]) -> None:
    assert anna["labels"] == {
        "en": {"language": "en", "value": "Anna Example"},
        "ru": {"language": "ru", "value": "Анна Пример"},
    }
    names = {code: [term["value"] for term in terms] for code, terms in anna["aliases"].items()}
    assert names == {"en": ["A. Example"], "ru-latn": ["Anna Example"]}


def test_a_description_is_made_of_class_and_dates(anna: dict[str, Any]) -> None:
    assert anna["descriptions"]["en"]["value"] == "poet, 1897–1936–1952"
    assert anna["descriptions"]["ru"]["value"] == "человек, 1897–1936–1952"


def test_a_claim_is_a_statement_of_its_rank_with_its_sources(anna: dict[str, Any]) -> None:
    birth = statement(anna, "birthDate", "birth")
    assert birth["id"] == "Q900001$birth"
    assert birth["rank"] == "preferred"
    assert statement(anna, "birthDate", "wrong")["rank"] == "deprecated"
    assert statement(anna, "occupation", "job")["rank"] == "normal"
    assert [one["rank"] for one in anna["claims"]["P569"]] == ["preferred", "deprecated"]
    snaks = [reference["snaks"] for reference in birth["references"]]
    assert [{name: values(some) for name, some in one.items()} for one in snaks] == [
        {"P854": ["http://example.org/book"]},
        {
            "P248": [{"entity-type": "item", "numeric-id": 900009, "id": "Q900009"}],
            "P854": ["http://example.org/b"],
        },
    ]


def test_what_a_time_says_is_not_said_again(anna: dict[str, Any]) -> None:
    birth = statement(anna, "birthDate", "birth")
    assert birth["mainsnak"]["datavalue"]["value"]["time"] == "+1897-00-00T00:00:00Z"
    assert set(birth["qualifiers"]) == {number_of("valueAsPrinted"), number_of("hasConfidence")}
    printed = values(birth["qualifiers"][number_of("valueAsPrinted")])
    assert printed == [{"text": "1897 г.", "language": "und"}]


def test_what_a_time_cannot_say_stands_in_qualifiers(anna: dict[str, Any]) -> None:
    death = statement(anna, "deathDate", "death")
    assert death["mainsnak"]["datavalue"]["value"]["precision"] == 7
    assert values(death["qualifiers"][number_of("claimedValue")]) == ["1936/1952"]
    (earliest,) = values(death["qualifiers"][number_of("earliestDate")])
    (latest,) = values(death["qualifiers"][number_of("latestDate")])
    assert (earliest["time"], latest["time"]) == ("+1936-01-01T00:00:00Z", "+1952-12-31T00:00:00Z")
    assert death["qualifiers-order"] == list(death["qualifiers"])
    calendar = statement(anna, "birthDate", "wrong")["qualifiers"][number_of("hasCalendar")]
    assert values(calendar)[0]["id"] == number_of("julianCalendar")


def test_an_open_date_is_some_value_with_its_bound(anna: dict[str, Any]) -> None:
    after = statement(anna, "deathDate", "after")
    assert after["mainsnak"]["snaktype"] == "somevalue"
    assert "datavalue" not in after["mainsnak"]
    assert values(after["qualifiers"][number_of("claimedValue")]) == ["1950/.."]
    (earliest,) = values(after["qualifiers"][number_of("earliestDate")])
    assert earliest["time"] == "+1950-01-01T00:00:00Z"
    assert number_of("latestDate") not in after["qualifiers"]


def test_a_value_that_a_datatype_cannot_hold_is_kept(anna: dict[str, Any]) -> None:
    odd = statement(anna, "bornAt", "odd")
    assert odd["mainsnak"]["snaktype"] == "somevalue"
    named = values(odd["qualifiers"][number_of("claimsEntity")])
    assert named == ["http://example.org/somewhere"]
    married = {json.dumps(values([one["mainsnak"]])) for one in anna["claims"]["P26"]}
    assert '["somevalue"]' in married
    assert len(married) == 2


def test_what_has_no_claim_has_a_statement_of_its_own(anna: dict[str, Any], ask: Ask) -> None:
    (kind,) = anna["claims"]["P31"]
    assert values([kind["mainsnak"]])[0]["id"] == number_of("Person")
    # The row's sources vouch for what it says of the thing, not for its own number.
    assert len(kind["references"]) == 1
    assert values(kind["qualifiers"][number_of("hasConfidence")])[0]["id"] == number_of(
        "lowConfidence"
    )
    (row,) = anna["claims"][mapping().id_of("http://purl.org/dc/terms/identifier")]
    assert "references" not in row
    assert kind["id"] == read_entities(ask, ["Q900001"])["Q900001"]["claims"]["P31"][0]["id"]


def test_a_value_with_a_claim_is_said_once(anna: dict[str, Any]) -> None:
    assert len(anna["claims"]["P106"]) == 1
    # The direct triple of a claim that is set aside stands for itself.
    assert len(anna["claims"]["P570"]) == 2


def test_a_claim_named_elsewhere_has_a_statement_all_the_same(anna: dict[str, Any]) -> None:
    (term,) = anna["claims"][number_of("termYears")]
    assert term["mainsnak"]["datavalue"]["value"] == {"amount": "+10.5", "unit": "1"}
    assert len(term["id"]) == len("Q900001$") + 12


def test_what_follows_and_the_view_itself_are_no_statements(anna: dict[str, Any]) -> None:
    assert number_of("victimOf") not in anna["claims"]
    assert "of the view" not in json.dumps(anna)


def test_coordinates_are_as_precise_as_they_are_written(ask: Ask) -> None:
    (place,) = read_entities(ask, ["Q900010"])["Q900010"]["claims"]["P625"]
    assert place["mainsnak"]["datavalue"]["value"] == {
        "latitude": 40.5,
        "longitude": 43.0852,
        "altitude": None,
        "precision": 0.0001,
        "globe": "http://www.wikidata.org/entity/Q2",
    }


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("NaN", "30"), ("1", "Infinity"), ("north", "30"), ("91", "30"), ("1E-99999999", "30")],
)
def test_what_is_no_place_has_no_coordinates(latitude: str, longitude: str) -> None:
    assert coordinates(latitude, longitude) is None


def test_a_number_that_no_page_could_hold_is_no_quantity() -> None:
    (prop,) = [found for found in mapping().properties if found.iri == f"{ONTOLOGY}figureLow"]
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    for text, held in (("12", True), ("1e99999999", False), ("NaN", False)):
        literal = {"type": "literal", "value": text, "datatype": decimal}
        assert (value_snak(prop, literal) is not None) is held


def test_a_class_is_an_item_with_its_address(ask: Ask) -> None:
    number = number_of("Person")
    person = read_entities(ask, [number])[number]
    claims = {
        name: values([one["mainsnak"] for one in group]) for name, group in person["claims"].items()
    }
    assert claims["P1709"] == [ONTOLOGY + "Person"]
    assert claims["P2888"] == ["http://www.wikidata.org/entity/Q5"]
    assert [value["id"] for value in claims["P279"]] == [number_of("Actor")]
    assert person["descriptions"]["en"]["value"] == "Someone."


def test_a_property_is_an_entity_with_a_datatype(ask: Ask) -> None:
    birth = read_entities(ask, ["P569"])["P569"]
    assert (birth["type"], birth["datatype"], birth["ns"]) == ("property", "time", 120)
    assert birth["title"] == "Property:P569"
    assert "sitelinks" not in birth
    assert values([birth["claims"]["P1628"][0]["mainsnak"]]) == [ONTOLOGY + "birthDate"]


def test_unknown_ids_are_absent_and_the_order_is_that_asked_for(ask: Ask) -> None:
    asked = ["Q900002", "Q900099", "Q900077", "P1", "nonsense", "P569", "Q900001", "Q900002", ""]
    assert list(read_entities(ask, asked)) == ["Q900002", "P569", "Q900001"]
    assert read_entities(ask, []) == {}


def test_all_ids_are_listed_in_order_and_in_pages(ask: Ask) -> None:
    person = number_of("Person")
    every = ["Q900001", "Q900002", "Q900009", "Q900010", person, "P569"]
    assert entity_ids(ask) == every
    assert entity_ids(ask, limit=2) == every[:2]
    assert entity_ids(ask, after="Q900002", limit=2) == every[2:4]
    assert entity_ids(ask, after=person) == ["P569"]
    assert list(read_entities(ask, every)) == every


def test_the_revision_is_the_caller_s(ask: Ask) -> None:
    read = read_entities(ask, ["Q900001"], revision=Revision(7, "2026-01-02T03:04:05Z"))
    assert read["Q900001"]["lastrevid"] == 7
    assert read["Q900001"]["modified"] == "2026-01-02T03:04:05Z"


def test_a_revision_is_known_by_its_content(anna: dict[str, Any]) -> None:
    def number(turtle: str) -> int:
        store = Store.in_memory()
        store.load_dataset((PREFIXES + turtle).encode(), "application/trig")
        return int(read_entities(asking(store), ["Q900001"])["Q900001"]["lastrevid"])

    assert number(WORLD) == anna["lastrevid"] > 0
    assert number(WORLD.replace("ent:Q900002 a poi:Person", "ent:Q900002 a poi:Place")) == number(
        WORLD
    )
    assert number(WORLD.replace("a misprint", "an error")) != number(WORLD)


def test_the_number_of_queries_does_not_grow(ask: Ask) -> None:
    asked: list[str] = []

    def counting(text: str) -> list[Row]:
        asked.append(text)
        return ask(text)

    read_entities(counting, ["Q900001"])
    one = len(asked)
    read_entities(counting, ["Q900001", "Q900002", "Q900009", "P569"])
    assert len(asked) == 2 * one == 6


def test_a_planted_fault_of_shape_is_found(anna: dict[str, Any]) -> None:
    assert list(faults(anna, mapping().datatype)) == []
    for path, wrong in {
        ("lastrevid",): 0,
        ("claims", "P569", 0, "rank"): "best",
        ("claims", "P569", 0, "mainsnak", "datatype"): "string",
        ("claims", "P569", 0, "mainsnak", "datavalue", "value", "time"): "+1897-01-01T00:00:00Z",
        ("claims", "P569", 0, "qualifiers-order"): [],
        ("claims", "P569", 0, "references", 0, "hash"): "0" * 40,
        ("claims", "P31", 0, "mainsnak", "datavalue", "value", "numeric-id"): 5,
        ("labels", "en", "language"): "ru",
        ("sitelinks",): None,
    }.items():
        planted = copy.deepcopy(anna)
        place: Any = planted
        for step in path[:-1]:
            place = place[step]
        if wrong is None:
            del place[path[-1]]
        else:
            place[path[-1]] = wrong
        assert len(list(faults(planted, mapping().datatype))) == 1, path
