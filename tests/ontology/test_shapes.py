"""The shapes find what they guard against, and the ontology keeps its own house style."""

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import SH

from poimenno.ontology import modules
from poimenno.triples.validation import validate

POI = "https://w3id.org/poimenno/ontology#"
PREFIXES = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ex: <http://example.org/> .
"""
EVIDENCE = "poi:hasSource ex:s ; poi:hasConfidence poi:highConfidence"
SOURCE = 'ex:s a poi:Source ; rdfs:label "a book" .'
PERSON = f'ex:p a poi:Person, poi:Actor ; rdfs:label "a person"@en ; {EVIDENCE} .'

# For each kind of violation: the data that has it, and words of the message.
VIOLATIONS = {
    "claim-without-source": (
        """ex:c a poi:Claim ; poi:claimsAbout ex:p ; poi:claimsProperty poi:date ;
        poi:claimedValue "1937" ; poi:hasRank poi:normalRank ;
        poi:hasConfidence poi:lowConfidence .""",
        "names a source",
    ),
    "claim-of-two-values": (
        f"""{SOURCE} ex:c a poi:Claim ; poi:claimsAbout ex:p ; poi:claimsProperty poi:date ;
        poi:claimedValue "1937", "1938" ; poi:hasRank poi:normalRank ; {EVIDENCE} .""",
        "says one thing",
    ),
    "unknown-confidence": (
        f'{SOURCE} ex:p a poi:Actor ; rdfs:label "a"@en ; poi:hasSource ex:s ; '
        "poi:hasConfidence poi:certainty .",
        "Confidence is high",
    ),
    "unlisted-source": (
        'ex:p a poi:Actor ; rdfs:label "a"@en ; poi:hasSource ex:hearsay ; '
        "poi:hasConfidence poi:lowConfidence .",
        "stands in the table of sources",
    ),
    "padded-date": (
        'ex:e poi:date "1937-01-01"^^xsd:date .',
        "EDTF literal",
    ),
    "bounds-in-wrong-order": (
        'ex:e poi:date "1937"^^edtf:EDTF ; poi:earliestDate "1938-01-01"^^xsd:date ; '
        'poi:latestDate "1937-01-01"^^xsd:date .',
        "not after the latest",
    ),
    "actor-without-name": (f"{SOURCE} ex:p a poi:Actor ; {EVIDENCE} .", "name"),
    "two-names-in-one-language": (
        f'{SOURCE} ex:p a poi:Actor ; rdfs:label "a"@en, "b"@en ; {EVIDENCE} .',
        "name",
    ),
    "death-before-birth": (
        f"""{SOURCE} {PERSON} ex:p poi:earliestBirth "1900-01-01"^^xsd:date ;
        poi:latestBirth "1900-12-31"^^xsd:date ; poi:earliestDeath "1890-01-01"^^xsd:date ;
        poi:latestDeath "1890-12-31"^^xsd:date .""",
        "born before dying",
    ),
    "birth-at-no-place": (f"{SOURCE} {PERSON} ex:p poi:bornAt ex:s .", "born before dying"),
    "repression-of-nobody": (f"{SOURCE} ex:r a poi:Repression ; {EVIDENCE} .", "affects an actor"),
    "term-of-a-hundred-years": (
        f"{SOURCE} {PERSON} ex:r a poi:Sentence ; poi:affects ex:p ; poi:termYears 100.0 .",
        "at most 25 years",
    ),
    "act-without-date": (
        f'{SOURCE} ex:a a poi:LegalAct ; rdfs:label "an act"@en ; poi:issuedBy ex:b ; {EVIDENCE} . '
        "ex:b a poi:Actor .",
        "date and an issuer",
    ),
    "decision-with-two-outcomes": (
        f"""{SOURCE} {PERSON} ex:d a poi:ReviewDecision ; poi:affects ex:p ; {EVIDENCE} ;
        poi:hasOutcome poi:granted, poi:refused . poi:granted a skos:Concept .
        poi:refused a skos:Concept .""",
        "one outcome",
    ),
    "release-as-rehabilitation": (
        f"""{SOURCE} {PERSON} ex:d a poi:RehabilitationDecision ; poi:affects ex:p ; {EVIDENCE} ;
        poi:hasOutcome poi:freed . poi:freed a skos:Concept .""",
        "something else",
    ),
    "measure-without-outcome": (
        f"{SOURCE} ex:m a poi:CollectiveMeasure ; poi:affects ex:n ; {EVIDENCE} . "
        "ex:n a poi:People .",
        "explicit statement",
    ),
    "place-off-the-earth": (
        'ex:p a poi:Place ; rdfs:label "a"@en ; poi:latitude 91.0 ; poi:longitude 0.0 ; '
        'poi:geonamesId "1" .',
        "one position",
    ),
    "position-without-geonames": (
        'ex:p a poi:Place ; rdfs:label "a"@en ; poi:latitude 1.0 ; poi:longitude 0.0 .',
        "GeoNames",
    ),
    "figure-above-itself": (
        f'{SOURCE} ex:f a poi:Figure ; rdfs:label "n"@en ; poi:figureLow 3 ; poi:figureHigh 2 ; '
        f"{EVIDENCE} .",
        "low not above high",
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_shape_finds_its_planted_violation(name: str) -> None:
    data, words = VIOLATIONS[name]
    found = validate(Graph().parse(data=PREFIXES + data, format="turtle"), modules.shapes_graph())
    assert any(words in violation.message for violation in found), found


def test_a_sound_description_conforms() -> None:
    data = f"""{SOURCE} {PERSON}
    ex:c a poi:Claim ; poi:claimsAbout ex:p ; poi:claimsProperty poi:birthDate ;
        poi:claimedValue "1897"^^edtf:EDTF ; poi:hasRank poi:normalRank ; {EVIDENCE} .
    ex:r a poi:Repression, poi:Sentence ; poi:affects ex:p ; poi:termYears 10.0 ; {EVIDENCE} ;
        poi:date "1937"^^edtf:EDTF ; poi:earliestDate "1937-01-01"^^xsd:date ;
        poi:latestDate "1937-12-31"^^xsd:date ."""
    graph = Graph().parse(data=PREFIXES + data, format="turtle")
    assert validate(graph, modules.shapes_graph()) == []


def test_every_class_is_guarded() -> None:
    """Each class of ours, or one above it or what it is used for, is the target of a shape."""
    schema, shapes = modules.schema_graph(), modules.shapes_graph()
    targets = set(shapes.objects(None, SH.targetClass))
    classes = {c for c in schema.subjects(RDF.type, OWL.Class) if str(c).startswith(POI)}
    guarded = {c for c in classes if targets & set(schema.transitive_objects(c, RDFS.subClassOf))}
    assert {str(c).removeprefix(POI) for c in classes - guarded} == set()


STYLE = {
    "class-in-lower-case": ("poi:person a owl:Class ; {named} .", "UpperCamel"),
    "class-without-russian": (
        'poi:Thing a owl:Class ; rdfs:label "thing"@en ; skos:definition "A thing."@en .',
        "UpperCamel",
    ),
    "object-property-as-noun": ("poi:place a owl:ObjectProperty ; {named} .", "starts with a verb"),
    "datatype-property-as-verb": (
        "poi:hasNumber a owl:DatatypeProperty ; {named} .",
        "is a noun",
    ),
    "definition-without-full-stop": (
        'poi:Thing a owl:Class ; rdfs:label "thing"@en, "вещь"@ru ; '
        'skos:definition "A thing"@en, "Вещь."@ru ; rdfs:isDefinedBy ex:m .',
        "UpperCamel",
    ),
}
NAMED = (
    'rdfs:label "thing"@en, "вещь"@ru ; skos:definition "A thing."@en, "Вещь."@ru ; '
    "rdfs:isDefinedBy ex:m"
)


@pytest.mark.parametrize("name", STYLE)
def test_the_style_finds_its_planted_violation(name: str) -> None:
    data, words = STYLE[name]
    graph = Graph().parse(data=PREFIXES + data.format(named=NAMED), format="turtle")
    found = validate(graph, modules.style_graph())
    assert any(words in violation.message for violation in found), found


def test_the_ontology_keeps_the_house_style() -> None:
    graph = modules.schema_graph()
    assert URIRef(POI + "Person") in set(graph.subjects(RDF.type, OWL.Class))
    assert validate(graph, modules.style_graph()) == []
