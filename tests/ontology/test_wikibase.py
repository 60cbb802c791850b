"""Every term has one number, which agrees with Wikidata's where it means the same."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from poimenno.ontology.modules import schema_graph
from poimenno.ontology.namespaces import ENTITY, ONTOLOGY, STATEMENT, WIKIBASE_VIEW
from poimenno.ontology.wikibase import (
    DATATYPES,
    Mapping,
    MappingError,
    Property,
    mapping,
    read_mapping,
)

WIKIDATA = "http://www.wikidata.org/entity/"
OURS_FROM = 100_001
# Where our values are words of a source and Wikidata has items.
OF_ANOTHER_DATATYPE = {"P106", "P1595"}
# Terms of the standards that a view shows; they have their numbers from Wikidata, too.
ANNOTATING = {
    RDFS.label,
    RDFS.isDefinedBy,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.exactMatch,
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.license,
}
PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix wikibase: <http://wikiba.se/ontology#> .
"""


@pytest.fixture(scope="module")
def schema() -> Graph:
    return schema_graph()


@pytest.fixture(scope="module")
def written() -> Graph:
    text = (files("poimenno.ontology") / "alignments" / "wikibase.ttl").read_text("utf-8")
    return Graph().parse(data=text, format="turtle")


def without_a_number(schema: Graph, known: Mapping) -> list[str]:
    """Terms of ours that the mapping forgets: classes, properties and individuals."""
    terms = {
        str(term)
        for term, kind in schema.subject_objects(RDF.type)
        if str(term).startswith(ONTOLOGY) and kind != OWL.AnnotationProperty
    }
    return sorted(term for term in terms if known.id_of(term) is None)


def disagreements(schema: Graph, known: Mapping, published: dict[str, str]) -> Iterator[str]:
    """Numbers that are not what Wikidata calls the same thing."""
    same = {
        (str(term), str(there).removeprefix(WIKIDATA))
        for term, there in schema.subject_objects(SKOS.exactMatch)
        if str(there).startswith(WIKIDATA + "P")
    }
    for prop in known.properties:
        if int(prop.id[1:]) >= OURS_FROM:
            continue
        if prop.id not in published:
            yield f"{prop.id}: not in the list of Wikidata's properties"
        elif published[prop.id] != prop.datatype and prop.id not in OF_ANOTHER_DATATYPE:
            yield f"{prop.id}: {prop.datatype}, there {published[prop.id]}"
        if (prop.iri, prop.id) not in same:
            yield f"{prop.id}: <{prop.iri}> has no exact match with it"
    for term, number in same:
        found = known.property_of(term)
        if found is None or found.id != number:
            yield f"<{term}> means {number} and has another number"


def derivable(graph: Graph) -> list[str]:
    """Triples of a mapping from which OWL could conclude something."""
    return [
        f"{subject} {predicate} {value}"
        for subject, predicate, value in graph
        if predicate not in ANNOTATING
        and not str(predicate).startswith(ONTOLOGY + "wikibase")
        and (predicate, value) not in {(RDF.type, OWL.Ontology), (RDF.type, OWL.AnnotationProperty)}
    ]


def test_a_term_is_found_by_its_number_and_the_other_way_round() -> None:
    known = mapping()
    birth = Property("P569", ONTOLOGY + "birthDate", "time", frozenset({"value"}))
    assert known.property("P569") == known.property_of(ONTOLOGY + "birthDate") == birth
    assert known.iri_of("P569") == ONTOLOGY + "birthDate"
    person = known.item_of(ONTOLOGY + "Person")
    assert person is not None
    assert known.iri_of(person) == ONTOLOGY + "Person"
    for prop in known.properties:
        assert known.id_of(prop.iri) == prop.id
        assert known.iri_of(prop.id) == prop.iri
    for number, iri in known.items:
        assert known.item_of(iri) == number
        assert known.iri_of(number) == iri


def test_an_entity_of_the_graph_is_its_own_number() -> None:
    known = mapping()
    assert known.item_of(ENTITY + "Q1001") == "Q1001"
    assert known.iri_of("Q1001") == ENTITY + "Q1001"


@pytest.mark.parametrize("number", ["P1", "P99", "Q0", "Q01", "X1", "", "Q", "q1001", "P569 "])
def test_what_is_no_number_stands_for_nothing(number: str) -> None:
    assert mapping().iri_of(number) is None


def test_an_iri_of_elsewhere_has_no_number() -> None:
    # The number of a term is no second name of an entity.
    term = mapping().item_of(ONTOLOGY + "Person")
    for iri in (f"{ENTITY}{term}", "http://www.wikidata.org/entity/Q5", ENTITY + "P569", ENTITY):
        assert mapping().item_of(iri) is None


def test_a_claim_is_its_own_statement_node() -> None:
    assert WIKIBASE_VIEW["wds"] == STATEMENT


def test_every_term_has_a_number(schema: Graph) -> None:
    assert without_a_number(schema, mapping()) == []
    schema = Graph().parse(data=PREFIXES + "poi:Planted a poi:Outcome .", format="turtle")
    assert without_a_number(schema, mapping()) == [ONTOLOGY + "Planted"]


def test_numbers_agree_with_wikidata(schema: Graph, shared: Path) -> None:
    text = (shared / "wikidata" / "wikidata-properties.json").read_text("utf-8")
    published = {
        item["id"]: DATATYPES.get(item["datatype"], "") for item in json.loads(text)["properties"]
    }
    assert len(published) > 200
    assert list(disagreements(schema, mapping(), published)) == []


@pytest.mark.parametrize(
    ("term", "number", "datatype", "found"),
    [
        ("killed", "P157", "WikibaseItem", "no exact match"),
        ("birthDate", "P570", "Time", "no exact match"),
        ("birthDate", "P569", "String", "there time"),
        ("birthDate", "P99999", "Time", "not in the list"),
        ("birthDate", "P100999", "Time", "another number"),
    ],
)
def test_a_planted_disagreement_is_found(
    term: str, number: str, datatype: str, found: str, schema: Graph
) -> None:
    planted = (
        f'poi:{term} poi:wikibaseNumber "{number}" ; poi:wikibaseDatatype wikibase:{datatype} .'
    )
    known = read_mapping(Graph().parse(data=PREFIXES + planted, format="turtle"))
    published = {"P157": "wikibase-item", "P569": "time", "P570": "time"}
    assert found in " ".join(disagreements(schema, known, published))


def test_nothing_follows_from_the_mapping(written: Graph) -> None:
    assert len(written) > 1000
    assert derivable(written) == []
    written.add((URIRef(ONTOLOGY + "Person"), RDFS.subClassOf, URIRef(ONTOLOGY + "Actor")))
    assert len(derivable(written)) == 1


def test_a_number_of_ours_is_not_used_for_wikidata_s_and_none_is_left_out() -> None:
    numbers = [int(prop.id[1:]) for prop in mapping().properties if int(prop.id[1:]) >= OURS_FROM]
    assert numbers == list(range(OURS_FROM, OURS_FROM + len(numbers)))
    items = [int(number[1:]) for number, _ in mapping().items]
    assert items == list(range(1_000_001, 1_000_001 + len(items)))


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ('ex:a poi:wikibaseNumber "Q7" . ex:b poi:wikibaseNumber "Q7" .', "Q7 stands for"),
        ('ex:a poi:wikibaseNumber "Q7" , "Q8" .', "two numbers"),
        ('ex:a poi:wikibaseNumber "seven" .', "expected a number"),
        ('ex:a poi:wikibaseNumber "P7" .', "one datatype"),
        ('ex:a poi:wikibaseNumber "P7" ; poi:wikibaseDatatype wikibase:Colour .', "one datatype"),
        (
            'ex:a poi:wikibaseNumber "P7" ; poi:wikibaseDatatype wikibase:Time ;'
            ' poi:wikibaseUse "ornament" .',
            "ornament",
        ),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(turtle: str, fault: str) -> None:
    with pytest.raises(MappingError, match=fault):
        read_mapping(Graph().parse(data=PREFIXES + turtle, format="turtle"))
