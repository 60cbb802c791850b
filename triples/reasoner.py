"""The one door to owlrl: it closes the schema, and it is the oracle that the closure is tested by.

owlrl derives 400 to 700 triples a second, which is fast enough for a schema and for nothing else.
"""

from owlrl import OWLRL_Semantics
from owlrl.Namespaces import ERRNS
from rdflib import RDF, Graph

from ..ontology.compiling import schema_of
from ..ontology.noise import is_noise
from ..ontology.ntriples import write_term


def close_schema(graph: Graph) -> Graph:
    """Close the schema within a graph under OWL 2 RL.

    Takes any graph, reads only its schema (`ontology.compiling.schema_of`), and gives a new graph
    with that schema and all that it entails, without noise.
    """
    closed, _ = close_all(schema_of(graph))
    return closed


def close_all(graph: Graph) -> tuple[Graph, list[str]]:
    """Close schema and data together by owlrl alone: slow, and right by being simple.

    Gives a new graph, asserted triples included and entailed noise left out, and the messages of
    owlrl about inconsistencies. The class is used without owlrl's `DeductiveClosure`, which would
    change how rdflib reads literals for the whole process.
    """
    working = Graph()
    working += graph
    semantics = OWLRL_Semantics(working, axioms=False, daxioms=False)
    semantics.closure()
    for message in list(working.subjects(RDF.type, ERRNS.ErrorMessage)):
        working.remove((message, None, None))
    for triple in list(working):
        if triple not in graph and is_noise(*map(write_term, triple)):
            working.remove(triple)
    return working, [str(message) for message in semantics.error_messages]
