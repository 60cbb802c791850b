"""Where owlrl departs from OWL 2 Profiles, section 4.3: each case with what the tables say.

Should a later owlrl be right, its test fails, and the case belongs among the others.
"""

from rdflib import Graph

from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.closing import Finding, close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_all

from .random_worlds import DECLARATIONS, PREFIXES

EX = "http://example.org/"
SAME = "<http://www.w3.org/2002/07/owl#sameAs>"


def both(turtle: str) -> tuple[set[Triple], list[Finding], set[Triple], list[str]]:
    graph = Graph().parse(data=PREFIXES + DECLARATIONS + turtle, format="turtle")
    closure = close_graph(graph, write_triples(graph), InMemory())
    oracle, errors = close_all(graph)
    ours = set(write_triples(graph)) | set(closure.entailed())
    return ours, closure.findings(), set(write_triples(oracle)), errors


def test_a_key_needs_all_of_its_properties() -> None:
    """prp-key (Table 5): owlrl leaves out the last property of a key, here the only one."""
    ours, _, theirs, _ = both(
        'ex:C0 owl:hasKey ( ex:d ) . ex:i0 a ex:C0 ; ex:d "a" . ex:i1 a ex:C0 ; ex:d "b" .'
    )
    wrong = (f"<{EX}i0>", SAME, f"<{EX}i1>")
    assert wrong not in ours
    assert wrong in theirs


def test_the_last_of_disjoint_properties_counts() -> None:
    """prp-adp (Table 5) takes every two members; owlrl leaves out the last."""
    _, findings, _, errors = both(
        "[] a owl:AllDisjointProperties ; owl:members ( ex:p0 ex:p1 ) . "
        "ex:i0 ex:p0 ex:i1 ; ex:p1 ex:i1 ."
    )
    assert [finding.rule for finding in findings] == ["prp-adp"]
    assert errors == []


def test_the_last_of_different_individuals_counts() -> None:
    """eq-diff2 (Table 4) takes every two members; owlrl leaves out the last."""
    _, findings, _, errors = both(
        "[] a owl:AllDifferent ; owl:members ( ex:i0 ex:i1 ) . ex:i0 owl:sameAs ex:i1 ."
    )
    assert [finding.rule for finding in findings] == ["eq-diff2"]
    assert errors == []


def test_different_literals_are_an_inconsistency_and_are_not_merged() -> None:
    """dt-diff (Table 8) makes two values of a functional property inconsistent.

    owlrl says of dt-diff that it is skipped on purpose, and puts each literal in the place of the
    other wherever it stands.
    """
    ours, findings, theirs, errors = both(
        'ex:d a owl:FunctionalProperty . ex:i0 ex:d "a", "b" . ex:i1 ex:d "a" .'
    )
    spread = (f"<{EX}i1>", f"<{EX}d>", '"b"')
    assert [finding.rule for finding in findings] == ["prp-fp"]
    assert spread not in ours
    assert spread in theirs
    assert errors == []


def test_a_literal_is_in_every_datatype_that_has_its_value() -> None:
    """dt-type2 (Table 8) goes by the value: 5.0 is an integer; owlrl goes by the tag."""
    ours, _, theirs, _ = both(
        "[ a owl:Restriction ; owl:onProperty ex:d ; owl:someValuesFrom xsd:integer ] "
        "rdfs:subClassOf ex:C0 . ex:i0 ex:d 5.0 ."
    )
    typed = (f"<{EX}i0>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{EX}C0>")
    assert typed in ours
    assert typed not in theirs


def test_a_literal_outside_the_range_is_an_inconsistency() -> None:
    """dt-not-type (Table 8): owlrl checks a literal against its own datatype only."""
    _, findings, _, errors = both('ex:d rdfs:range xsd:integer . ex:i0 ex:d "much" .')
    assert [finding.rule for finding in findings] == ["dt-not-type"]
    assert errors == []


def test_whom_equality_makes_different_from_himself_by_a_list() -> None:
    """eq-diff3 (Table 4) with owl:distinctMembers, the last pair again."""
    _, findings, _, errors = both(
        "[] a owl:AllDifferent ; owl:distinctMembers ( ex:i0 ex:i1 ) . "
        "ex:p0 a owl:FunctionalProperty . ex:i2 ex:p0 ex:i0, ex:i1 ."
    )
    assert [finding.rule for finding in findings] == ["eq-diff3"]
    assert errors == []
