"""The gate holds a graph to the shapes and the checks, and names what it finds."""

from poimenno.triples.checking import failed_checks, triples_of, violations
from poimenno.triples.store import Store

POI = "https://w3id.org/poimenno/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
G = "http://example.org/g"
TWICE = """
PREFIX ex: <http://example.org/> PREFIX poi: <https://w3id.org/poimenno/ontology#>
INSERT DATA { GRAPH ex:g { ex:a a poi:Release, poi:RehabilitationDecision } }
"""


def test_a_person_without_name_and_source_breaks_the_shapes() -> None:
    """The shapes read the inferred types: that a person is an actor is entailed before."""
    nobody = "<http://example.org/nobody>"
    found = violations([(nobody, TYPE, f"<{POI}Person>"), (nobody, TYPE, f"<{POI}Actor>")])
    assert found
    assert {violation.focus for violation in found} == {"http://example.org/nobody"}
    assert all(violation.message for violation in found)
    assert any("name" in str(violation) for violation in found)


def test_what_no_shape_guards_conforms() -> None:
    assert violations([("<http://example.org/a>", TYPE, "<http://example.org/Thing>")]) == []


def test_a_failing_check_names_itself_and_its_row() -> None:
    with Store.in_memory() as store:
        assert failed_checks(store) == []
        store.update(TWICE)
        (failed,) = failed_checks(store)
    assert failed.check == "checks/amnesties-as-rehabilitations"
    assert "http://example.org/a" in failed.row
    assert str(failed).startswith(f"check {failed.check}: {failed.summary} http://example.org/a")


def test_a_graph_is_read_back_sorted() -> None:
    with Store.in_memory() as store:
        store.update(TWICE)
        triples = triples_of(store, G)
        assert triples == sorted(triples)
        assert [triple[2] for triple in triples] == [
            f"<{POI}RehabilitationDecision>",
            f"<{POI}Release>",
        ]
        assert triples_of(store, "http://example.org/none") == []
