"""The one definition of noise, each kind with a triple just beside it that is none."""

import pytest

from poimenno.ontology.noise import is_noise

EX = "<http://example.org/{}>"
OWL = "<http://www.w3.org/2002/07/owl#{}>"
RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#{}>"
RDFS = "<http://www.w3.org/2000/01/rdf-schema#{}>"
XSD = "<http://www.w3.org/2001/XMLSchema#{}>"
A, B, P = EX.format("a"), EX.format("b"), EX.format("p")
TYPE, SAME, SUB = RDF.format("type"), OWL.format("sameAs"), RDFS.format("subClassOf")


@pytest.mark.parametrize(
    "triple",
    [
        ('"a"', TYPE, A),
        ('"a"@ru', P, A),
        (A, "_:p", B),
        (A, '"p"', B),
        (A, SAME, A),
        (A, TYPE, RDFS.format("Resource")),
        (XSD.format("integer"), TYPE, RDFS.format("Datatype")),
        (XSD.format("integer"), P, A),
        (RDFS.format("Literal"), SUB, A),
        (RDF.format("langString"), SUB, A),
        (OWL.format("Thing"), TYPE, OWL.format("Class")),
        (OWL.format("Nothing"), SUB, OWL.format("Thing")),
        (RDFS.format("label"), TYPE, OWL.format("AnnotationProperty")),
    ],
)
def test_noise(triple: tuple[str, str, str]) -> None:
    assert is_noise(*triple)


@pytest.mark.parametrize(
    "triple",
    [
        (A, P, '"a"'),
        (A, SAME, B),
        (A, P, A),
        (A, SUB, A),
        (A, TYPE, OWL.format("Thing")),
        (A, TYPE, "_:class"),
        ("_:class", SUB, A),
        (OWL.format("Nothing"), SUB, A),
        (A, SUB, OWL.format("Thing")),
        (P, RDFS.format("range"), XSD.format("integer")),
        (P, RDFS.format("subPropertyOf"), RDFS.format("label")),
    ],
)
def test_no_noise(triple: tuple[str, str, str]) -> None:
    assert not is_noise(*triple)
