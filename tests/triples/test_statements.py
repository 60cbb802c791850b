"""The statements in SQL give what the executor in memory gives, triple by triple."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph

from poimenno.ontology.ntriples import write_triples
from poimenno.triples.bulk import Bulk, Duck
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory

from . import random_worlds
from .test_closing_conformance import CASES, Case, every_case


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    """One connection for all tests of this file: each closure begins with empty tables."""
    with Duck("1GiB") as engine:
        yield engine


def check(turtle: str, duck: Duck) -> None:
    check_graph(Graph().parse(data=turtle, format="turtle"), duck)


def check_graph(graph: Graph, duck: Duck) -> None:
    asserted = set(write_triples(graph))
    memory = close_graph(graph, asserted, InMemory())
    bulk = close_graph(graph, asserted, Bulk(duck))
    entailed = list(bulk.entailed())
    assert len(entailed) == len(set(entailed))
    assert set(entailed) == set(memory.entailed())
    assert bulk.findings() == memory.findings()
    assert sum(bulk.counts().values()) == len(entailed)


DISTINCT = next(case for case in CASES if case.rule == "eq-diff3")


def test_both_executors_name_what_keeps_two_apart(duck: Duck) -> None:
    check_graph(DISTINCT.graph("premise"), duck)


@pytest.mark.long
@every_case
def test_both_executors_answer_a_case_alike(case: Case, duck: Duck) -> None:
    check_graph(case.graph("premise"), duck)


quick = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
thorough = settings(quick, max_examples=1500)


@quick
@given(random_worlds.worlds())
def test_both_executors_close_alike(duck: Duck, turtle: str) -> None:
    check(turtle, duck)


@quick
@given(random_worlds.worlds(random_worlds.upheavals))
def test_both_executors_close_alike_when_data_changes_the_schema(duck: Duck, turtle: str) -> None:
    check(turtle, duck)


@pytest.mark.oracle
@pytest.mark.timeout(7200)
@thorough
@given(random_worlds.worlds())
def test_both_executors_close_alike_thousands_of_times(duck: Duck, turtle: str) -> None:
    check(turtle, duck)
