"""The embedded store behind the server: queries in killable workers, changes through one writer."""

import contextlib
import json
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from rdflib import Graph

from ..ontology.compiling import compile_program
from ..ontology.writing import write_program
from ..triples.snapshots import create_empty, current_snapshot, exists
from .children import Child, Crashed, DiedIdle, failure
from .engine import (
    Answer,
    BadRequest,
    BrokenAnswer,
    Busy,
    EngineError,
    MemoryExceeded,
    Query,
    Question,
    Refused,
    TooLarge,
    Unevaluable,
    UnknownGraph,
    Update,
)
from .fetching import Fetcher
from .frames import BEGUN, COMMITTING, DATA, DONE, ChildGone
from .pool import Pool

_KINDS: dict[str, type[EngineError]] = {
    "invalid": BadRequest,
    "unevaluable": Unevaluable,
    "refused": Refused,
    "unknown": UnknownGraph,
    "too-large": TooLarge,
    "memory": MemoryExceeded,
    "busy": Busy,
}
_COUNTING = 60.0
log = logging.getLogger(__name__)
GIB = 1024**3


class LocalEngine:
    """An Engine over a store directory, which is made empty when it holds no store.

    A store that is closed stays closed: a change and what follows from it are one. One that is
    made empty here is closed unless `union` is off.

    `memory` bounds each process in bytes, `result_size` each answer; `union` makes the union of
    all graphs the default graph of queries, and lets the common prefixes go undeclared. The WHERE
    of an update reads the plain default graph in either mode, unless the update says otherwise:
    what a change rests on is named. `allowed` are the servers that SERVICE and LOAD may ask.
    """

    def __init__(
        self,
        directory: Path,
        *,
        writable: bool = False,
        union: bool = True,
        workers: int | None = None,
        memory: int = 2 * GIB,
        result_size: int = GIB,
        allowed: Sequence[str] = (),
    ) -> None:
        self._directory = directory.resolve()
        self.writable = writable
        self._union = union
        self._result_size = result_size
        self._fetcher = Fetcher(tuple(allowed))
        if not exists(self._directory):
            self._directory.mkdir(parents=True, exist_ok=True)
            # Where the default graph is plain, so is the store: nothing is inferred in it.
            rules = write_program(compile_program(Graph())) if union else None
            create_empty(self._directory, rules)
        workers = workers or max(2, os.cpu_count() or 2)
        system = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        self._pool = Pool(
            self._directory,
            workers=workers,
            most=max(32, 8 * workers),
            memory=memory,
            total=max(memory, system * 6 // 10),
        )
        self._writer: Child | None = None
        self._turn = threading.Lock()
        self._sizes: tuple[str, dict[str | None, int]] | None = None

    @property
    def directory(self) -> Path:
        """The store directory."""
        return self._directory

    def state(self) -> str:
        """Name the current snapshot; the name changes with every committed change."""
        return current_snapshot(self._directory).state

    def query(self, query: Query) -> Answer:
        """Evaluate a query in a worker; raises EngineError when the answer does not begin well."""
        deadline = time.monotonic() + query.timeout
        text = self._fetcher.answer_services(query.text, query.base, deadline)
        job = {
            "task": "query",
            "text": text,
            "media_type": query.media_type,
            "base": query.base,
            "union": self._union,
            "default_graphs": query.dataset.default_graphs,
            "named_graphs": query.dataset.named_graphs,
            "languages": query.languages,
        }
        return self._answer(job, query.media_type, deadline - time.monotonic())

    def update(self, update: Update) -> None:
        """Apply a SPARQL Update request, whole or not at all."""
        deadline = time.monotonic() + update.timeout
        text = self._fetcher.answer_loads(update.text, deadline) if self.writable else update.text
        text = self._fetcher.answer_services(text, update.base, deadline)
        job = {
            "task": "update",
            "text": text,
            "base": update.base,
            "union": self._union,
            "default_graphs": update.dataset.default_graphs,
            "named_graphs": update.dataset.named_graphs,
        }
        self._write(job, deadline - time.monotonic())

    def read_graph(self, graph: str | None, media_type: str, timeout: float) -> Answer:
        """Serialise one graph; raises UnknownGraph."""
        job = {"task": "graph", "graph": graph, "media_type": media_type}
        return self._answer(job, media_type, timeout)

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
        incoming = self._directory / "incoming"
        incoming.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming) as spool:
            shutil.copyfileobj(data, spool, 1 << 20)
            spool.flush()
            job = {
                "task": "write",
                "graph": graph,
                "path": spool.name,
                "media_type": media_type,
                "base": base,
                "replace": replace,
            }
            return bool(self._write(job, timeout).get("new"))

    def delete_graph(self, graph: str | None, timeout: float) -> None:
        """Remove a graph; a named graph that does not exist raises UnknownGraph."""
        self._write({"task": "delete", "graph": graph}, timeout)

    def explain(self, question: Question) -> Answer:
        """Explain a triple or the inconsistencies in a worker."""
        job = {
            "task": "explain",
            "triple": question.triple,
            "alternatives": question.alternatives,
            "near_misses": question.near_misses,
        }
        return self._answer(job, "application/json", question.timeout)

    def graph_sizes(self) -> dict[str | None, int]:
        """Count the triples of every graph, once for each state."""
        known = self._sizes
        if known is None or known[0] != self.state():
            answer = self._answer({"task": "sizes"}, "application/json", _COUNTING)
            known = answer.state, dict(json.loads(b"".join(answer.chunks)))
            self._sizes = known
        return dict(known[1])

    def close(self) -> None:
        """End every process that the engine started."""
        self._pool.close()
        with self._turn:
            if self._writer is not None:
                self._writer.end()
                self._writer = None

    def _answer(self, job: dict[str, Any], media_type: str, timeout: float) -> Answer:
        job["limit"] = self._result_size
        deadline = time.monotonic() + timeout
        try:
            return self._try(job, media_type, deadline)
        except DiedIdle:
            return self._try(job, media_type, deadline, fresh=True)

    def _try(
        self, job: dict[str, Any], media_type: str, deadline: float, *, fresh: bool = False
    ) -> Answer:
        child = self._pool.begin(job, deadline, fresh=fresh)
        try:
            kind, payload = child.receive()
            if kind != BEGUN:
                raise _error(payload)
            begun = json.loads(payload)
            length, state = begun["length"], begun["state"]
            stream = Stream(self._pool, child)
        except (BadRequest, Unevaluable, Refused):
            self._pool.release(child)
            raise
        except BaseException:
            self._pool.discard(child)
            raise
        if length is None:
            return Answer(media_type, stream, None, state)
        try:
            # All of it is on its way already: the worker is free before the client has read.
            whole = b"".join(stream)
        except BrokenAnswer as error:
            raise Crashed(str(error)) from error
        return Answer(media_type, iter([whole]), length, state)

    def _write(self, job: dict[str, Any], timeout: float) -> dict[str, Any]:
        if not self.writable:
            raise Refused("this store is read-only")
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=max(timeout, 0)):
            raise Busy("other changes were not done before the deadline")
        try:
            warm = self._writer is not None and self._writer.alive
            try:
                return self._change(job, deadline)
            except ChildGone:
                # A warm writer may leave between two jobs; it left before it read this one, and
                # may be on its way out still.
                if not warm or self._writer is None:
                    raise Crashed("the writer did not start") from None
                self._writer.end()
                return self._change(job, deadline)
        finally:
            self._turn.release()

    def _change(self, job: dict[str, Any], deadline: float) -> dict[str, Any]:
        writer = self._writer
        if writer is None or not writer.alive:
            if writer is not None:
                writer.end()
            writer = self._writer = Child("writing", str(self._directory))
        before = self.state()
        committing = False
        writer.begin(job, deadline)
        self._pool.warden.watch(writer)
        try:
            while True:
                kind, payload = writer.receive()
                if kind == DONE:
                    done: dict[str, Any] = json.loads(payload)
                    for clash in done.get("clashes", ()):
                        log.warning("a change made the graph inconsistent: %s", clash)
                    return done
                if kind != COMMITTING:
                    raise _error(payload)
                # From here it takes milliseconds, and an end would leave the client in doubt.
                committing = True
                self._pool.warden.release(writer)
        except Crashed:
            self._writer = None
            writer.end()
            if committing and self.state() != before:
                return {}
            raise
        finally:
            self._pool.warden.release(writer)
            writer.deadline = None
            if writer.verdict is not None or not writer.speed_up():
                self._writer = None
                writer.end()


class Stream(Iterator[bytes]):
    """The chunks of an answer as they come from its worker."""

    def __init__(self, pool: Pool, child: Child) -> None:
        self._pool = pool
        self._child: Child | None = child

    def __next__(self) -> bytes:
        """Give the next chunk; raises BrokenAnswer when the rest cannot come."""
        child = self._child
        if child is None:
            raise StopIteration
        try:
            kind, payload = child.receive()
        except EngineError as error:
            self.close()
            raise BrokenAnswer(error.detail) from error
        if kind == DATA:
            return payload
        if kind == DONE:
            self._child = None
            self._pool.release(child)
            raise StopIteration
        self.close()
        raise BrokenAnswer(_error(payload).detail)

    def close(self) -> None:
        """End the worker when the answer is not whole yet: nobody will read the rest."""
        child, self._child = self._child, None
        if child is not None:
            self._pool.discard(child)

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()


def _error(payload: bytes) -> EngineError:
    content = failure(payload)
    return _KINDS.get(content["kind"], Crashed)(content["detail"])
