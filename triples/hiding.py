"""A store without the graphs that show it in another way: what reasoning, proofs and claims see.

The Wikibase view and the counts say again, in other words, what the other graphs say. Nothing may
follow from them, nothing is asserted by them, and a proof that ends in them would be a circle.
"""

from typing import Any

from .asserting import SHOWN_GRAPHS
from .store import Store, graph_set


class Reasoned(Store):
    """A store whose patterns pass over the graphs that show it; it lasts as long as the store does.

    SPARQL sees all graphs: the rule files ask for terms of the ontology alone, and no graph that
    shows the store has any of these as a predicate or a class (a test holds this).
    """

    hidden = graph_set(SHOWN_GRAPHS)

    def __init__(self, store: Store) -> None:
        self._whole = store

    @property
    def inner(self) -> Any:  # noqa: ANN401  the engine stays behind its door
        """The engine of the store, as long as that is open."""
        return self._whole.inner

    def close(self) -> None:
        """Leave the store open: it is closed by whoever opened it."""
