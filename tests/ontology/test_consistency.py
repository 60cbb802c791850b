"""A complete DL reasoner finds the ontology consistent and no class of it empty by definition.

HermiT runs through owlready2 and needs Java. Literals of xsd:date (the bounds of the waves) stay
out: OWL 2 does not know the datatype and HermiT refuses it.
"""

import shutil
import warnings
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from poimenno.ontology import modules
from poimenno.ontology.namespaces import ONTOLOGY

pytestmark = pytest.mark.long
PREFIXES = f"""
@prefix poi: <{ONTOLOGY}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <http://example.org/> .
"""


def ontology(planted: str = "") -> Graph:
    graph = modules.schema_graph()
    for triple in list(graph):
        if isinstance(triple[2], Literal) and triple[2].datatype == XSD.date:
            graph.remove(triple)
    return graph.parse(data=PREFIXES + planted, format="turtle")


def unsatisfiable(graph: Graph, folder: Path) -> list[str] | None:
    """Ask HermiT for the classes that can have no member; None if the ontology is inconsistent."""
    if shutil.which("java") is None:
        pytest.fail("HermiT needs Java: apt-get install default-jre-headless")
    import owlready2  # of the extra `long`, which the default tests do without

    file = folder / "ontology.nt"
    graph.serialize(file, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # owlready2 leaves its pipe open
            owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=False)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    empty = (str(kind.iri) for kind in world.inconsistent_classes())
    return sorted(iri for iri in empty if URIRef(iri).startswith(ONTOLOGY) or "example" in iri)


def test_the_ontology_is_consistent_and_every_class_can_have_members(tmp_path: Path) -> None:
    assert unsatisfiable(ontology(), tmp_path) == []


@pytest.mark.parametrize(
    "planted",
    [
        "ex:Empty a owl:Class ; rdfs:subClassOf poi:Court , poi:ExtrajudicialBody .",
        # Found only by way of general axioms: who decides makes a sentence extrajudicial.
        """ex:Empty a owl:Class ; rdfs:subClassOf poi:JudicialSentence ,
        [ a owl:Restriction ; owl:onProperty poi:decidedBy ;
          owl:someValuesFrom poi:ExtrajudicialBody ] .""",
        """ex:Empty a owl:Class ; rdfs:subClassOf poi:RehabilitationDecision ,
        [ a owl:Restriction ; owl:onProperty poi:hasOutcome ; owl:hasValue poi:granted ] ,
        [ a owl:Restriction ; owl:onProperty poi:hasOutcome ; owl:hasValue poi:refused ] .""",
    ],
)
def test_a_planted_class_that_can_have_no_member_is_found(planted: str, tmp_path: Path) -> None:
    assert unsatisfiable(ontology(planted), tmp_path) == ["http://example.org/Empty"]


@pytest.mark.parametrize(
    "planted",
    [
        "ex:decision a poi:JudicialRehabilitation , poi:AmnestyApplication .",
        "ex:decision poi:annuls ex:decision .",
        """ex:people a poi:People . ex:person a poi:Person .
        ex:deportation poi:affects ex:people . ex:sentence poi:affects ex:person .
        ex:people poi:hasSentenceStatus poi:sentenced .""",
    ],
)
def test_a_planted_inconsistency_is_found(planted: str, tmp_path: Path) -> None:
    assert unsatisfiable(ontology(planted), tmp_path) is None
