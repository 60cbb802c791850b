"""The modules say every term once, in Russian and English, and use no term that none declares."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from poimenno.ontology import modules, profile
from poimenno.ontology.namespaces import ONTOLOGY

ROOM = Path(__file__).parents[2] / "ontology"
MODULE_FILES = [*sorted(ROOM.glob("*.ttl")), *sorted((ROOM / "vocabularies").glob("*.ttl"))]
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"
AXIOMS = {
    *(OWL[name] for name in ("onDatatype", "withRestrictions", "onDataRange", "equivalentClass")),
    *(RDFS.range, RDFS.domain, OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom, OWL.oneOf),
    *(RDF.first, RDFS.subClassOf),
}


@pytest.fixture(scope="module")
def schema() -> Graph:
    graph = modules.module_graph()
    graph += modules.vocabulary_graph()
    return graph


def ours(graph: Graph) -> set[URIRef]:
    """Every term of ours that stands anywhere in a graph."""
    return {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and term.startswith(ONTOLOGY)
    }


def faults_of_terms(graph: Graph) -> list[str]:
    """What is missing or too much on a term: its declaration, labels, definitions, module."""
    faults = []
    for term in sorted(ours(graph)):
        name = term.removeprefix(ONTOLOGY)
        if (term, RDF.type, None) not in graph:
            faults.append(f"{name}: undeclared")
            continue
        for prop, word in ((RDFS.label, "label"), (SKOS.definition, "definition")):
            said = [
                value.language for value in graph.objects(term, prop) if isinstance(value, Literal)
            ]
            if sorted(map(str, said)) != ["en", "ru"]:
                faults.append(f"{name}: {word} in {said}")
        if len(list(graph.objects(term, RDFS.isDefinedBy))) != 1:
            faults.append(f"{name}: not of one module")
    return faults


def dates_in_axioms(graph: Graph) -> list[str]:
    """Where an axiom names xsd:date or EDTF, which OWL 2 does not know."""
    return sorted(
        f"{subject} {predicate}"
        for subject, predicate, obj in graph
        if predicate in AXIOMS
        and (
            str(obj) == XSD_DATE
            or "edtf" in str(obj).lower()
            or (isinstance(obj, Literal) and str(obj.datatype) == XSD_DATE)
        )
    )


def test_every_term_is_declared_labelled_and_defined(schema: Graph) -> None:
    assert len(ours(schema)) > 400
    assert faults_of_terms(schema) == []


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ("poi:X rdfs:subClassOf poi:Y .", "X: undeclared"),
        ('poi:X a owl:Class ; rdfs:label "икс"@ru .', "X: label in ['ru']"),
        ('poi:X a owl:Class ; rdfs:label "x"@en , "ex"@en , "икс"@ru .', "X: label in"),
        ('poi:X a owl:Class ; skos:definition "An X."@en .', "X: definition in ['en']"),
        ("poi:X a owl:Class .", "X: not of one module"),
    ],
)
def test_a_planted_fault_of_a_term_is_found(turtle: str, fault: str) -> None:
    prefixes = (
        f"@prefix poi: <{ONTOLOGY}> . @prefix owl: <{OWL}> . "
        f"@prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> . "
    )
    found = faults_of_terms(Graph().parse(data=prefixes + turtle, format="turtle"))
    assert any(line.startswith(fault) for line in found)


def test_no_axiom_names_a_date(schema: Graph) -> None:
    assert dates_in_axioms(schema) == []


def test_a_date_in_an_axiom_is_found() -> None:
    graph = Graph()
    graph.add((URIRef(ONTOLOGY + "earliestDate"), RDFS.range, URIRef(XSD_DATE)))
    assert dates_in_axioms(graph) == [f"{ONTOLOGY}earliestDate {RDFS.range}"]


def test_the_ontology_is_in_owl_2_rl() -> None:
    assert profile.check(modules.schema_graph()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "poi:Person rdfs:subClassOf [ a owl:Restriction ; owl:onProperty poi:bornAt ; "
        "owl:someValuesFrom poi:Place ] .",
        "poi:Person rdfs:subClassOf [ a owl:Class ; owl:unionOf ( poi:Body poi:Person ) ] .",
        "poi:earliestDate rdfs:range xsd:date .",
        "poi:affects a owl:AsymmetricProperty .",
    ],
)
def test_a_planted_axiom_outside_the_profile_is_found(planted: str) -> None:
    graph = modules.schema_graph()
    prefixes = (
        f"@prefix poi: <{ONTOLOGY}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . "
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    )
    graph.parse(data=prefixes + planted, format="turtle")
    assert profile.check(graph)


@pytest.mark.parametrize("path", MODULE_FILES, ids=lambda path: path.stem)
def test_each_module_has_a_header_and_is_its_terms_module(path: Path) -> None:
    graph = Graph().parse(path)
    (module,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(module).endswith(f"/ontology/{path.relative_to(ROOM).with_suffix('').as_posix()}")
    version = graph.value(module, OWL.versionIRI)
    assert str(graph.value(module, OWL.versionInfo)) in str(version)
    assert "publicdomain/zero" in str(graph.value(module, DCTERMS.license))
    titles = graph.objects(module, DCTERMS.title)
    assert {title.language for title in titles if isinstance(title, Literal)} == {"ru", "en"}
    assert set(graph.objects(None, RDFS.isDefinedBy)) == {module}


def test_every_module_is_loaded() -> None:
    assert {path.stem for path in ROOM.glob("*.ttl")} == set(modules.MODULES)
    read = modules.module_graph()
    read += modules.vocabulary_graph()
    for path in MODULE_FILES:
        (module,) = Graph().parse(path).subjects(RDF.type, OWL.Ontology)
        assert (module, RDF.type, OWL.Ontology) in read


def test_every_concept_is_in_a_scheme_and_of_a_class(schema: Graph) -> None:
    concepts = set(schema.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        (scheme,) = schema.objects(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in schema
        kinds = set(schema.objects(concept, RDF.type)) - {SKOS.Concept}
        assert all((kind, RDFS.subClassOf, SKOS.Concept) in schema for kind in kinds)
        assert kinds
        assert schema.value(concept, SKOS.notation)


def test_labels_name_one_thing_only(schema: Graph) -> None:
    """Two classes, or two properties, under one label would not be told apart in a page."""
    for kind in KINDS:
        for language in ("ru", "en"):
            named: dict[str, Node] = {}
            for term in schema.subjects(RDF.type, kind):
                for label in schema.objects(term, RDFS.label):
                    if isinstance(label, Literal) and label.language == language:
                        assert named.setdefault(str(label), term) == term, label


def test_rules_and_shapes_use_declared_terms_only(schema: Graph) -> None:
    declared = {term.removeprefix(ONTOLOGY) for term in ours(schema)}
    texts = [rule.text for rule in modules.rules()]
    texts += [path.read_text("utf-8") for path in (ROOM / "shapes").glob("*.ttl")]
    used = {name for text in texts for name in re.findall(r"\bpoi:(\w+)", text)}
    assert used - declared == set()
