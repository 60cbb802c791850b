"""The acceptance test of the closure: the curated graph, closed by the program and by owlrl."""

from importlib.resources import files

import pytest
from rdflib import Graph

from poimenno.ontology.ntriples import read_term, write_triples
from poimenno.triples import asserting
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.lifting import lift
from poimenno.triples.reading import read_tables
from poimenno.triples.reasoner import close_all


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_curated_graph_closes_as_owlrl_closes_it() -> None:
    """owlrl takes minutes for what the program does in a second."""
    schema = asserting.ontology()
    lifted = lift(read_tables(files("poimenno.triples") / "records", []), schema)
    graphs = asserting.of_records(lifted.quads) | asserting.of_package(schema)
    asserted = set(asserting.all_triples(graphs))
    closure = close_graph(schema, sorted(asserted), InMemory())
    entailed = set(closure.entailed())
    assert not asserted & entailed
    assert closure.seconds < 20

    whole = Graph()
    for triple in asserted:
        subject, predicate, obj = map(read_term, triple)
        whole.add((subject, predicate, obj))
    oracle, errors = close_all(whole)
    theirs = set(write_triples(oracle))
    assert asserted | entailed == theirs
    assert bool(closure.findings()) == bool(errors)
