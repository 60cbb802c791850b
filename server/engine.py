"""What the HTTP side asks of the side that evaluates: one interface, any store behind it.

The blueprints know only these names; the local engine (snapshots and killable workers) and the
remote engine (any SPARQL 1.1 store) answer them alike, so one set of endpoint tests fits both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from ..queries.search_service import Searching


class EngineError(Exception):
    """A request that cannot be answered; `status` is the HTTP status that tells the client why."""

    status = 500

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadRequest(EngineError):
    """The query, update or data is malformed; the detail carries a position or a reason."""

    status = 400


class Unevaluable(EngineError):
    """The request is well formed and asks for what is not there: a function, a graph to clear."""

    status = 422


class Refused(EngineError):
    """The request is well formed but asks for what the operator does not allow."""

    status = 403


class UnknownGraph(EngineError):
    """The named graph does not exist (Graph Store Protocol, section 5.2)."""

    status = 404


class TooLarge(EngineError):
    """The answer grew past the result-size bound before its first byte was sent."""

    status = 503


class DeadlineExceeded(EngineError):
    """The request ran past its deadline and its process is dead."""

    status = 503


class MemoryExceeded(EngineError):
    """The request ran past its memory bound and its process is dead."""

    status = 503


class Busy(EngineError):
    """No worker became free before the deadline."""

    status = 503


class BrokenAnswer(Exception):
    """Raised while chunks are read: the answer was cut after its first byte, break the stream."""


@dataclass(frozen=True)
class Dataset:
    """The dataset a protocol request names (SPARQL 1.1 Protocol, section 2.1.4).

    `None` means that the request named none and the engine's own dataset applies.
    """

    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Query:
    """One query as it came, with the media type negotiated for its answer.

    `base` resolves relative IRIs; `timeout` is in seconds and already held to the server's bound.
    `languages` are those of the reader, best first; `searching` looks names up for an engine that
    has no index of its own.
    """

    text: str
    media_type: str
    base: str
    timeout: float
    dataset: Dataset = field(default_factory=Dataset)
    languages: tuple[str, ...] = ()
    searching: Searching | None = None


@dataclass(frozen=True)
class Update:
    """One SPARQL Update request; `dataset` holds using-graph-uri and using-named-graph-uri."""

    text: str
    base: str
    timeout: float
    dataset: Dataset = field(default_factory=Dataset)


@dataclass(frozen=True)
class Question:
    """What is to be explained: a triple, its terms as written, or without one all findings."""

    triple: tuple[str, str, str] | None
    timeout: float
    alternatives: bool = False
    near_misses: bool = False


@dataclass
class Answer:
    """An answer that has begun well: nothing was sent yet, and errors up to here were raised.

    `chunks` yields bytes and raises BrokenAnswer when the rest cannot come; `length` is the number
    of bytes when the whole answer is already known; `state` names the snapshot it was read from.
    """

    media_type: str
    chunks: Iterator[bytes]
    length: int | None
    state: str

    def close(self) -> None:
        """Release the worker behind the answer, also when the client went away half-way."""
        close = getattr(self.chunks, "close", None)
        if close is not None:
            close()


class Engine(Protocol):
    """A store that answers queries and, where `writable`, takes changes.

    Every method raises EngineError; writes are atomic, durable when the call returns and visible
    to the next query. A graph of None is the default graph.
    """

    writable: bool

    def state(self) -> str:
        """Name the current snapshot; the name changes with every committed change."""

    def query(self, query: Query) -> Answer:
        """Evaluate a query."""

    def update(self, update: Update) -> None:
        """Apply a SPARQL Update request, whole or not at all."""

    def read_graph(self, graph: str | None, media_type: str, timeout: float) -> Answer:
        """Serialise one graph."""

    def write_graph(
        self,
        graph: str | None,
        data: BinaryIO,
        media_type: str,
        base: str,
        *,
        replace: bool,
        timeout: float,
    ) -> bool:
        """Add triples to a graph, or replace it; tell whether the graph is new."""

    def delete_graph(self, graph: str | None, timeout: float) -> None:
        """Remove a graph; a named graph that does not exist raises UnknownGraph."""

    def explain(self, question: Question) -> Answer:
        """Explain a triple or the inconsistencies, as the JSON of `triples.recounting`."""

    def graph_sizes(self) -> dict[str | None, int]:
        """Count the triples of every graph, by graph name, for the descriptions."""

    def close(self) -> None:
        """End every process that the engine started."""
