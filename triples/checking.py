"""The gate before a graph is published: SHACL shapes, and checks that must return nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..ontology import modules
from ..ontology.ntriples import Triple, read_lines, read_triples
from ..queries import catalogue
from .store import Store
from .validation import Violation, validate

_LISTED = 20


@dataclass(frozen=True, order=True)
class FailedCheck:
    """A check of `queries/checks` that found something; `row` is one row it returned."""

    check: str
    summary: str
    row: str

    def __str__(self) -> str:
        return f"check {self.check}: {self.summary} {self.row}"


def violations(triples: Iterable[Triple]) -> list[Violation]:
    """Hold triples, the entailed ones among them, to every shape."""
    return validate(read_triples(triples), modules.shapes_graph())


def failed_checks(store: Store) -> list[FailedCheck]:
    """Ask every check over the union of the graphs; gives at most the first rows of each."""
    failed = []
    for query in catalogue.shipped():
        if not query.name.startswith("checks/"):
            continue
        answer = store.answer(query.text, "text/csv", union=True) or b""
        rows = answer.decode().splitlines()[1:]
        failed += [FailedCheck(query.name, query.summary, row) for row in rows[:_LISTED]]
    return failed


def triples_of(store: Store, graph: str) -> list[Triple]:
    """Read the triples of one graph of a store, sorted."""
    dumped = store.dump("application/n-triples", graph=graph) or b""
    return sorted(read_lines(dumped.decode().split("\n")))
