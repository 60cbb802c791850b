"""Wikibase's own golden files: each comes out of its JSON, with the hashes that it has there.

The pairs are those of Wikibase's RdfBuilderTest: which entity, what is produced, which files
together are the answer. Blank nodes are compared up to their labels, as it does.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from poimenno.ontology.ntriples import Triple, read_lines, read_term, write_term
from poimenno.triples import wikibase_rdf
from poimenno.triples.wikibase_vocabulary import Namespaces, Produce, Site

SPACE = Namespaces.at("http://acme.test/", "http://data.acme.test/")
DATATYPES = {
    "P2": "wikibase-item",
    "P3": "commonsMedia",
    "P4": "globe-coordinate",
    "P5": "monolingualtext",
    "P6": "quantity",
    "P7": "string",
    "P8": "time",
    "P9": "url",
    "P10": "geo-shape",
    "P11": "external-id",
}
SITES = {
    "enwiki": Site("en", "http://enwiki.acme.test/$1", "wikipedia"),
    "ruwiki": Site("ru", "http://ruwiki.acme.test/$1"),
}
ALL = ~Produce(0) & ~Produce.PAGE_PROPERTIES & ~Produce.RESOLVED & ~Produce.PROPERTIES
STATEMENTS, TRUTHY = Produce.STATEMENTS, Produce.TRUTHY

CASES: list[tuple[str, Produce, str]] = [
    ("Q1", ALL, "Q1_info"),
    ("Q1", Produce.VERSION, "Q1_info"),
    ("Q2", ALL, "Q2_meta Q2_version Q2_stub Q2_aliases"),
    ("Q3", ALL, "Q3_meta Q3_version Q3_sitelinks"),
    ("Q3", Produce.SITELINKS, "Q3_meta Q3_sitelinks"),
    ("Q4", ALL, "Q4_meta Q4_version Q4_statements Q4_direct Q4_values"),
    ("Q4", STATEMENTS, "Q4_meta Q4_statements"),
    ("Q4", TRUTHY, "Q4_meta Q4_direct"),
    ("Q4", STATEMENTS | Produce.PROPERTIES, "Q4_meta Q4_statements Q4_props"),
    ("Q4", STATEMENTS | Produce.FULL_VALUES, "Q4_meta Q4_values Q4_statements"),
    ("Q4", TRUTHY | Produce.RESOLVED, "Q4_meta Q4_direct Q4_referenced"),
    ("Q5", ALL, "Q5_badges"),
    ("Q6", ALL, "Q6_meta Q6_version Q6_statements Q6_qualifiers Q6_values Q6_referenced"),
    ("Q6", STATEMENTS, "Q6_meta Q6_statements"),
    ("Q6", STATEMENTS | Produce.QUALIFIERS, "Q6_meta Q6_statements Q6_qualifiers"),
    ("Q7", ALL, "Q7_meta Q7_version Q7_statements Q7_reference_refs Q7_references Q7_values"),
    ("Q7", STATEMENTS, "Q7_meta Q7_statements"),
    (
        "Q7",
        STATEMENTS | Produce.REFERENCES,
        "Q7_meta Q7_statements Q7_reference_refs Q7_references",
    ),
    ("Q8", ALL, "Q8_baddates"),
    ("Q10", TRUTHY | Produce.RESOLVED, "Q10_redirect"),
]
# Of the page properties: the words of the ontology, and what the page is known to hold.
PAGE_PROPERTIES: dict[str, dict[str, object]] = {
    "prop1": {"rdf-claims": "testclaims"},
    "prop2": {"rdf-claims": "testclaims", "rdf-sitelinks": "testsitelinks"},
    "prop3": {"rdf-sitelinks": "testsitelinks"},
    "prop4": {"rdf-claims": 0, "rdf-sitelinks": 0.0},
}
ALONE = {"Q2_stub_request_languages", "Q7_Q9_dedup", "dumpheader"}


class Golden:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, name: str) -> str:
        return (self._folder / "rdf-golden" / f"{name}.nt").read_text("utf-8")

    def entity(self, name: str) -> dict[str, Any]:
        text = (self._folder / "entity-json-golden" / f"{name}.json").read_text("utf-8")
        entity: dict[str, Any] = json.loads(text)
        return entity

    def revision(self, name: str) -> dict[str, Any]:
        return self.entity(name) | {"lastrevid": 42, "modified": "2013-10-04T03:31:05Z"}

    def expected(self, names: str) -> set[Triple]:
        lines = [line for name in names.split() for line in self.text(name).splitlines()]
        return normal(read_lines(lines))

    def files(self) -> set[str]:
        return {path.stem for path in (self._folder / "rdf-golden").glob("*.nt")}


def normal(triples: Iterable[Triple]) -> set[Triple]:
    """Give terms their canonical form, and all blank nodes one label."""

    def term(text: str) -> str:
        return "_:" if text.startswith("_:") else write_term(read_term(text))

    return {(term(s), term(p), term(o)) for s, p, o in triples}


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "wikibase")


def lookup(numbers: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The repository of that test: its properties, one item, and one redirect to that."""
    item = {"id": "Q42", "type": "item", "labels": {"en": {"value": "Item42"}}}
    known: dict[str, Mapping[str, Any]] = {"Q42": item, "Q4242": item}
    for number, datatype in DATATYPES.items():
        labels = {"en": {"value": f"Property{number[1:]}"}}
        known[number] = {"id": number, "type": "property", "datatype": datatype, "labels": labels}
    return {number: known[number] for number in numbers if number in known}


def written(entity: Mapping[str, Any], produce: Produce) -> set[Triple]:
    triples = wikibase_rdf.entity_triples(
        entity,
        SPACE,
        flavor=produce,
        properties=DATATYPES.get,
        sites=SITES.get,
        lookup=lookup,
    )
    return normal(triples)


@pytest.mark.parametrize(
    ("name", "produce", "files"), CASES, ids=[f"{c[0]}-{c[2].replace(' ', '+')}" for c in CASES]
)
def test_an_entity_comes_out_as_in_wikibase(
    golden: Golden, name: str, produce: Produce, files: str
) -> None:
    expected = golden.expected(files)
    assert written(golden.revision(name), produce) == expected
    # Planted: another revision is another document.
    assert written(golden.revision(name) | {"lastrevid": 43}, produce) != expected


def test_a_stub_is_what_an_entity_is_and_is_called(golden: Golden) -> None:
    entity = golden.entity("Q2")
    for languages, names in ((None, "Q2_stub"), ({"en"}, "Q2_stub_request_languages")):
        stub = wikibase_rdf.stub_triples(
            entity, SPACE, properties=DATATYPES.get, languages=languages
        )
        assert normal(stub) == golden.expected(names)


def test_what_two_entities_share_is_written_once(golden: Golden) -> None:
    seen: set[str] = set()
    triples = [
        triple
        for name in ("Q7", "Q9")
        for triple in wikibase_rdf.content_triples(
            golden.entity(name), SPACE, flavor=ALL, properties=DATATYPES.get, seen=seen
        )
    ]
    assert normal(triples) == golden.expected("Q7_Q9_dedup")
    assert len(triples) == len(set(triples))


def test_a_dump_says_its_licence_and_its_date(golden: Golden) -> None:
    assert normal(wikibase_rdf.dump_header("2015-03-11T21:51:35Z")) == golden.expected("dumpheader")


@pytest.mark.parametrize("name", PAGE_PROPERTIES)
def test_facts_of_a_page_are_words_of_the_ontology(golden: Golden, name: str) -> None:
    triples = wikibase_rdf.page_property_triples(
        "<http://data.acme.test/Q9>", PAGE_PROPERTIES[name]
    )
    assert normal(triples) == golden.expected(name)


def test_every_golden_file_is_held_against_something(golden: Golden) -> None:
    tested = {name for _, _, names in CASES for name in names.split()}
    assert tested | PAGE_PROPERTIES.keys() | ALONE == golden.files()
    assert len(golden.files()) == 37


def test_labels_of_unknown_values_are_those_of_wikibase(golden: Golden) -> None:
    labels = {"Q6": "Q6_qualifiers", "Q7": "Q7_references", "Q4": "Q4_statements"}
    for name, file in labels.items():
        triples = wikibase_rdf.entity_triples(
            golden.entity(name), SPACE, flavor=ALL, properties=DATATYPES.get
        )
        blank = {term for triple in triples for term in triple if term.startswith("_:")}
        assert set(re.findall(r"_:[0-9a-f]{32}", golden.text(file))) <= blank
