"""Where the rule files are asked: a store in memory with all that is asserted and entailed."""

from collections.abc import Iterable
from itertools import islice

from ..ontology.ntriples import Triple, read_lines
from .store import Store

_BATCH = 100_000


class RuleQueries:
    """Answers queries over a default graph; it implements `grading.GradedStore`."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._store = Store.in_memory()
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Put triples in, to be seen by the next query."""
        waiting = iter(triples)
        while batch := list(islice(waiting, _BATCH)):
            self._store.extend("".join(f"{' '.join(triple)} .\n" for triple in batch).encode())

    def construct(self, query: str) -> Iterable[Triple]:
        """Answer a CONSTRUCT query, as N-Triples strings."""
        answer = self.answer(query, "application/n-triples") or b""
        return read_lines(answer.decode().split("\n"))

    def answer(self, text: str, media_type: str, *, union: bool = True) -> bytes | None:
        """Answer any query; see `citing.Asked`."""
        return self._store.answer(text, media_type, union=union)
