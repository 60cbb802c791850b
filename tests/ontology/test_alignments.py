"""Each aligned outside term exists as its vocabulary is published, each of ours in the ontology."""

import json
import re
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from poimenno.ontology.modules import schema_graph

SHARED = Path(__file__).parents[2] / ".." / "shared"
ALIGNMENTS = sorted((Path(__file__).parents[2] / "ontology" / "alignments").glob("*.ttl"))
POI = "https://w3id.org/poimenno/ontology#"
PUBLISHED = {
    "http://www.cidoc-crm.org/cidoc-crm/": "crm.nq",
    "http://www.w3.org/ns/prov#": "prov.nq",
    "http://schema.org/": "schema.nq",
    "https://www.ica.org/standards/RiC/ontology#": "rico.nq",
    "http://www.w3.org/ns/org#": "org.nq",
    "http://xmlns.com/foaf/0.1/": "foaf.nq",
    "http://www.w3.org/2004/02/skos/core#": "skos.nq",
    "http://www.w3.org/2006/time#": "time.nq",
    "http://www.w3.org/ns/dcat#": "dcat3.ttl",
}
# What every RDF tool knows by itself: a declaration of ours would change its meaning.
BUILT_IN = {RDF.type, RDFS.subClassOf, OWL.equivalentClass, OWL.equivalentProperty}
MATCHES = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.exactMatch, SKOS.closeMatch}


def aligned_pairs(path: Path) -> list[tuple[str, str]]:
    graph = Graph().parse(path)
    return sorted((str(s), str(o)) for s, p, o in graph if p in MATCHES)


def missing_outside_terms(terms: list[str]) -> list[str]:
    """The terms that their own published vocabulary does not describe."""
    evidence = {
        item["id"]
        for name, key in (("wikidata-items", "items"), ("wikidata-properties", "properties"))
        for item in json.loads((SHARED / "wikidata" / f"{name}.json").read_text("utf-8"))[key]
    }
    texts: dict[str, str] = {}
    missing = []
    for term in terms:
        if term.startswith("http://www.wikidata.org/entity/"):
            if term.rpartition("/")[2] not in evidence:
                missing.append(term)
            continue
        namespace = re.sub(r"[^/#]*$", "", term)
        name = PUBLISHED.get(namespace)
        if name is None:
            missing.append(term)
            continue
        text = texts.setdefault(name, (SHARED / "vocabularies" / name).read_text("utf-8"))
        subject = f"\n<{term}> " if name.endswith(".nq") else f"\ndcat:{term.rpartition('#')[2]}\n"
        if subject not in "\n" + text:
            missing.append(term)
    return missing


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_each_outside_term_is_published(path: Path) -> None:
    pairs = aligned_pairs(path)
    assert pairs
    assert missing_outside_terms([outside for _, outside in pairs]) == []


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    "term",
    [
        "http://www.cidoc-crm.org/cidoc-crm/E999_Rehabilitation",
        "http://schema.org/Rehabilitation",
        "http://www.w3.org/ns/dcat#Rehabilitation",
        "http://www.wikidata.org/entity/Q19777",
        "http://example.org/unknown-vocabulary#Term",
    ],
)
def test_an_invented_outside_term_is_found(term: str) -> None:
    assert missing_outside_terms([term]) == [term]


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_each_term_of_ours_is_declared(path: Path) -> None:
    schema = schema_graph()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    unknown = [
        ours
        for ours, _ in aligned_pairs(path)
        if URIRef(ours) not in BUILT_IN
        and not any((URIRef(ours), RDF.type, kind) in schema for kind in kinds)
    ]
    assert unknown == []
