"""Every entity of a graph in turn, in the Wikibase JSON model, a handful in memory at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from ..queries.results import Term, read_json
from .store import Store
from .wikibase_entities import entity_ids, read_entities

Ask = Callable[[str], list[dict[str, Term]]]
"""Runs a SELECT and gives its rows; what is unbound is absent from a row."""

Entity = dict[str, Any]
"""An entity in the Wikibase JSON model."""

_BATCH = 50
_JSON = "application/sparql-results+json"


def asking(store: Store) -> Ask:
    """Ask an open store, the union of its graphs being the default graph."""

    def ask(text: str) -> list[dict[str, Term]]:
        table = read_json(store.answer(text, _JSON, union=True) or b"")
        if isinstance(table, bool):
            raise TypeError("a SELECT was answered by a truth value")
        return table.solutions()

    return ask


def entities(ask: Ask, ids: Iterable[str] | None = None) -> Iterator[Entity]:
    """Give entities one by one: those named, or all in the order of their ids.

    Ids that are no entity are passed over. Raises what `ask` raises, also between two entities.
    """
    wanted = iter(entity_ids(ask) if ids is None else dict.fromkeys(ids))
    while batch := list(islice(wanted, _BATCH)):
        yield from read_entities(ask, batch).values()
