"""Numbers that were given out are known, save those whose owner may have to be withheld."""

from rdflib import RDF, URIRef

from poimenno.ontology.namespaces import ENTITY
from poimenno.triples.claims import term
from poimenno.triples.issuing import issued
from poimenno.triples.lifting import Lifted


def test_nobody_who_may_be_withheld_is_told_from_nobody(curated: Lifted) -> None:
    persons = {
        q.subject for q in curated.quads if (q.predicate, q.object) == (RDF.type, term("Person"))
    }
    events = {
        q.subject for q in curated.quads if q.predicate == term("affects") and q.object in persons
    }
    assert len(persons) > 100
    assert len(events) > 100
    assert not {str(iri).removeprefix(ENTITY) for iri in persons | events} & issued()


def test_what_is_never_withheld_is_known(curated: Lifted) -> None:
    subjects = {q.subject for q in curated.quads}
    assert {"Q2001", "Q3001", "Q8001", "Q13001"} <= issued()
    # Planted: a number that no table gives out.
    assert "Q990001" not in issued()
    known = sum(URIRef(ENTITY + number) in subjects for number in issued())
    assert known > 0.99 * len(issued())
