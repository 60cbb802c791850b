"""A store without the graphs that show it in another way: what reasoning, proofs and claims see.

The Wikibase view and the counts say again, in other words, what the other graphs say. Nothing may
follow from them, nothing is asserted by them, and a proof that ends in them would be a circle.
"""

from collections.abc import Collection, Iterator
from typing import Any

from ..ontology.ntriples import Triple
from .asserting import is_shown_graph
from .store import Store


class Reasoned(Store):
    """A store whose patterns pass over the graphs that show it; it lasts as long as the store does.

    SPARQL sees all graphs: the rule files ask for terms of the ontology alone, and no graph that
    shows the store has any of these as a predicate or a class (a test holds this).
    """

    def __init__(self, store: Store) -> None:
        self._whole = store

    @property
    def inner(self) -> Any:  # noqa: ANN401  the engine stays behind its door
        """The engine of the store, as long as that is open."""
        return self._whole.inner

    def close(self) -> None:
        """Leave the store open: it is closed by whoever opened it."""

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[tuple[Triple, str | None]]:
        """Find triples by any of their terms; see `Store.match`."""
        return (
            found
            for found in super().match(subject, predicate, obj)
            if not is_shown_graph(found[1])
        )

    def graphs_of(self, triple: Triple) -> Iterator[str | None]:
        """Name the graphs that a triple stands in; see `Store.graphs_of`."""
        return (graph for graph in super().graphs_of(triple) if not is_shown_graph(graph))

    def typed(self, datatypes: Collection[str]) -> Iterator[Triple]:
        """Find the triples whose object is a literal of one of these datatypes."""
        for triple in super().typed(datatypes):
            if any(True for _ in self.graphs_of(triple)):
                yield triple
