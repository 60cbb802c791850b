"""What the tests of this room share: the schema, the curated tables lifted, invented persons."""

from pathlib import Path

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.triples import minting
from poimenno.triples.lifting import Lifted, lift
from poimenno.triples.reading import Problem, read_tables

RECORDS = Path(__file__).parents[2] / "triples" / "records"


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return modules.schema_graph()


@pytest.fixture(scope="session")
def curated(ontology: Graph) -> Lifted:
    """The curated tables, lifted once for all tests that only look."""
    problems: list[Problem] = []
    lifted = lift(read_tables(RECORDS, problems), ontology)
    assert [*problems, *lifted.problems] == []
    return lifted


@pytest.fixture
def example_org(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let invented persons live under example.org and nowhere else."""
    monkeypatch.setattr(minting, "ENTITY", "http://example.org/entity/")
