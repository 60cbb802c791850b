"""Small invented worlds, closed under the ontology and its rules in one go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.closing import Finding, close_graph, close_strata
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.evaluating import InMemory

PREFIXES = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix ent: <https://w3id.org/poimenno/entity/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://example.org/{name}/> .
"""


@dataclass(frozen=True)
class Worlds:
    """All that holds in the worlds, what clashes in them, and a store to ask the rules of."""

    triples: frozenset[Triple]
    findings: list[Finding]
    store: RuleQueries

    def clashes(self, name: str) -> list[Finding]:
        return [finding for finding in self.findings if f"example.org/{name}/" in str(finding)]


def statements(name: str, turtle: str) -> set[Triple]:
    """Read a world's Turtle; `:x` is a thing of its own, so that no world meets another."""
    graph = Graph().parse(data=PREFIXES.format(name=name) + turtle, format="turtle")
    return set(write_triples(graph))


@pytest.fixture(scope="session")
def close_worlds() -> Callable[[Mapping[str, str]], Worlds]:
    def close(worlds: Mapping[str, str]) -> Worlds:
        schema = modules.schema_graph()
        triples = list(write_triples(schema))
        for name, turtle in worlds.items():
            triples += sorted(statements(name, turtle))
        store = RuleQueries(triples)
        closure = close_graph(schema, triples, InMemory())
        close_strata(closure, modules.rules(), store)
        return Worlds(frozenset([*triples, *closure.entailed()]), closure.findings(), store)

    return close


@pytest.fixture(scope="session")
def read_world() -> Callable[[str, str], set[Triple]]:
    return statements
