"""EntitySchemas are served as text and page, and name what the mapping and the ontology name."""

import re

import pytest
from flask.testing import FlaskClient
from rdflib import RDFS, URIRef

from poimenno.ontology import modules
from poimenno.ontology.entity_schemas import SchemaError, entity_schemas, read_schema
from poimenno.ontology.namespaces import COMMON_PREFIXES, ONTOLOGY
from poimenno.ontology.wikibase import mapping

# The class whose members a schema is for.
CLASSES = {"E1": "Person", "E2": "LegalAct", "E3": "RehabilitationDecision"}
LEVELS = {"high", "medium", "low"}


def classes_named(text: str) -> set[str]:
    """Find the classes that a schema lets its entities be instances of."""
    (found,) = re.findall(r"wdt:P31 \[(.*?)\]", text, re.DOTALL)
    return set(re.findall(r"wd:(Q[0-9]+)", found))


def unknown_numbers(text: str) -> set[str]:
    """Find the numbers of a schema that stand for nothing."""
    numbers = set(re.findall(r"\b(?:wd|wdt|p|ps|psv|pq|pr):([QP][0-9]+)", text))
    return {number for number in numbers if mapping().iri_of(number) is None}


def test_there_is_one_for_persons_acts_and_decisions() -> None:
    assert list(entity_schemas()) == ["E1", "E2", "E3"]
    assert all(set(schema.labels) == {"en", "ru"} for schema in entity_schemas().values())


@pytest.mark.parametrize("number", CLASSES)
def test_a_schema_names_all_classes_below_its_own(number: str) -> None:
    top = URIRef(ONTOLOGY + CLASSES[number])
    below = modules.schema_graph().transitive_subjects(RDFS.subClassOf, top)
    wanted = {mapping().item_of(str(name)) for name in below if isinstance(name, URIRef)}
    named = classes_named(entity_schemas()[number].text)
    if number == "E1":
        # What is inferred of a person is no statement of the view: persons are persons there.
        wanted &= {mapping().item_of(str(top))}
    assert named == wanted
    assert classes_named("wdt:P31 [ wd:Q1 ]") == {"Q1"}


@pytest.mark.parametrize("number", CLASSES)
def test_every_number_stands_for_something(number: str) -> None:
    text = entity_schemas()[number].text
    assert not unknown_numbers(text)
    assert unknown_numbers(text + " p:P99999999") == {"P99999999"}
    for prefix, space in re.findall(r"^PREFIX (\w+): <(.*)>$", text, re.MULTILINE):
        assert COMMON_PREFIXES[prefix] == space
    levels = {mapping().item_of(f"{ONTOLOGY}{level}Confidence") for level in LEVELS}
    (found,) = re.findall(r"pq:P100098 \[(.*?)\]", text)
    assert set(re.findall(r"wd:(Q[0-9]+)", found)) == levels


def test_what_all_schemas_share_is_the_same_in_each() -> None:
    texts = [schema.text for schema in entity_schemas().values()]
    assert len({text[text.index("<#statement> EXTRA") :] for text in texts}) == 1


@pytest.mark.parametrize(
    "text",
    ["#+ id: E1\n#+ label: en=a", "#+ id: X1\n#+ label: en=a\n#+ description: a", "start = @<#a>"],
)
def test_a_faulty_header_is_told(text: str) -> None:
    with pytest.raises(SchemaError, match=r"planted\.shex"):
        read_schema("planted.shex", text)


def test_tools_find_the_text_and_readers_the_page(client: FlaskClient) -> None:
    text = entity_schemas()["E1"].text
    for path in ("/entityschema/E1", "/entityschema/E1.shex", "/wiki/Special:EntitySchemaText/E1"):
        answer = client.get(path)
        assert (answer.mimetype, answer.text) == ("text/shex", text)
    for path in ("/entityschema/E1", "/wiki/EntitySchema:E1"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.mimetype == "text/html"
        assert "start = @&lt;#person&gt;" in answer.text
    assert "EntitySchema:E3" in client.get("/entityschema/").text
    assert client.get("/entityschema/E9").status_code == 404
    assert client.get("/entityschema/E1", headers={"Accept": "image/png"}).status_code == 406
