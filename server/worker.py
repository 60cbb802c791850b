"""A query worker: one child process that reads the newest snapshot and answers one job at a time.

Forked by the nursery, or run by the pool as `python -m poimenno.server.worker`. The first mebibyte
of an answer is held back until it is known that there is more, so that most failures come before
the first byte is sent.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ..ontology.namespaces import WRITTEN_PREFIXES
from ..queries.guarding import GuardError, RefusedText
from ..triples.explaining import NotExplainable, Wanted, explain
from ..triples.failures import ChangeTooLarge, ProtectedGraph
from ..triples.snapshots import Snapshot, current_snapshot, open_current, program_file
from ..triples.store import (
    InvalidData,
    InvalidQuery,
    StorageFailure,
    Store,
    StoreError,
    UnevaluableQuery,
    UnsupportedMediaType,
)
from .confinement import GRACE, clear_alarm, follow, restrict, set_alarm
from .frames import BEGUN, DATA, DONE, FAILED, Channel, ChildGone, pack, pack_json
from .preparing import Names, functions_for, prepare, relocated, searching_in

if TYPE_CHECKING:
    from ..triples.name_index import NameIndex

HEAD = 1024 * 1024
BLOCK = 256 * 1024


class AnswerTooLarge(Exception):
    """The answer passed the bound on its size."""


class Outgoing:
    """Where Oxigraph writes: holds the head back, then passes blocks on, and counts."""

    def __init__(self, channel: Channel, state: str, limit: int) -> None:
        self._channel = channel
        self._state = state
        self._limit = limit
        self._held: list[bytes] = []
        self._size = 0
        self._total = 0
        self.begun = False

    def write(self, piece: bytes) -> int:
        """Take one piece of the answer; raises AnswerTooLarge and ChildGone."""
        self._held.append(piece)
        self._size += len(piece)
        self._total += len(piece)
        if self._total > self._limit:
            raise AnswerTooLarge(f"the answer is larger than {self._limit} bytes")
        if self._size >= (BLOCK if self.begun else HEAD):
            self._send(b"")
        return len(piece)

    def flush(self) -> None:
        """Do nothing: pieces go when there are enough of them."""

    def finish(self) -> None:
        """Send what is held and the end."""
        self._send(pack(DONE), last=True)

    def _send(self, tail: bytes, *, last: bool = False) -> None:
        start = b""
        if not self.begun:
            length = self._total if last else None
            start = pack_json(BEGUN, {"state": self._state, "length": length})
            self.begun = True
        block = pack(DATA, b"".join(self._held)) if self._held else b""
        self._channel.send(start + block + tail)
        self._held, self._size = [], 0


class Reader:
    """The snapshot that this process has open, replaced when there is a newer one."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._open: tuple[Store, Snapshot, int] | None = None
        self._names: Names | None = None

    def current(self) -> tuple[Store, str]:
        """Give the newest snapshot and the name of its state."""
        if self._open is None or self._open[1] != current_snapshot(self._directory):
            self.close()
            self._open = open_current(self._directory)
            self._names = Names(*self._open[:2])
        store, snapshot, _ = self._open
        return store, snapshot.state

    def program(self) -> Path:
        """Name the file with the rules that the open snapshot is closed under."""
        if self._open is None:
            raise StorageFailure("no snapshot is open")
        return program_file(self._open[1].generation)

    def names(self) -> "NameIndex":
        """Open the index of the names that the open snapshot has."""
        if self._names is None:
            raise StorageFailure("no snapshot is open")
        return self._names()

    def close(self) -> None:
        """Let go of the snapshot, so that it can be deleted."""
        if self._names is not None:
            self._names.close()
            self._names = None
        if self._open is not None:
            store, _, lock = self._open
            store.close()
            os.close(lock)
            self._open = None


def answer(reader: Reader, channel: Channel, job: dict[str, Any]) -> None:
    """Do one job and send its answer, or why there is none; raises ChildGone."""
    out: Outgoing | None = None
    try:
        store, state = reader.current()
        out = Outgoing(channel, state, job["limit"])
        _TASKS[job["task"]](store, out, job | {"program": reader.program, "names": reader.names})
        out.finish()
    except ChildGone:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  a Rust panic is no Exception, and needs an answer
        kind, detail = classify(error)
        channel.send(pack_json(FAILED, {"kind": kind, "detail": detail}))


def classify(error: BaseException) -> tuple[str, str]:
    """Name the kind of an error, for the parent, and what to tell the client."""
    kinds: list[tuple[type[BaseException], str]] = [
        (RefusedText, "refused"),
        (GuardError, "invalid"),
        (InvalidQuery, "invalid"),
        (UnevaluableQuery, "unevaluable"),
        (InvalidData, "invalid"),
        (NotExplainable, "invalid"),
        (UnsupportedMediaType, "invalid"),
        (UnknownName, "unknown"),
        (AnswerTooLarge, "too-large"),
        (StorageFailure, "storage"),
        (ProtectedGraph, "refused"),
        (ChangeTooLarge, "unevaluable"),
        (StoreError, "invalid"),
        (MemoryError, "memory"),
    ]
    for kind, name in kinds:
        if isinstance(error, kind):
            return name, str(error)
    return "crash", f"{type(error).__name__}: {error}"


class UnknownName(Exception):
    """The named graph does not exist."""


def _query(store: Store, out: Outgoing, job: dict[str, Any]) -> None:
    searching = searching_in(job["names"])
    ready = prepare(
        job["text"], union=job["union"], languages=job["languages"], searching=searching
    )
    default, named = job["default_graphs"], job["named_graphs"]
    if default is not None or named is not None:
        default, named = default or [], named or []
    try:
        store.answer(
            ready.text,
            job["media_type"],
            cast(BinaryIO, out),
            base=job["base"],
            prefixes=ready.missing,
            writing=ready.missing | ready.declared,
            union=job["union"] and default is None and not ready.names_dataset,
            default_graphs=default,
            named_graphs=named,
            functions=functions_for(store, ready, union=job["union"], graphs=default),
        )
    except StorageFailure as error:
        # Oxigraph names a failed call and a failed disk alike.
        if ready.refused:
            raise RefusedText(ready.refused) from error
        raise
    except InvalidQuery as error:
        raise relocated(ready, error) from error


def _graph(store: Store, out: Outgoing, job: dict[str, Any]) -> None:
    if not store.has_graph(job["graph"]):
        raise UnknownName(f"there is no graph <{job['graph']}>")
    sink = cast(BinaryIO, out)
    store.dump(job["media_type"], sink, graph=job["graph"], prefixes=WRITTEN_PREFIXES)


def _sizes(store: Store, out: Outgoing, _: dict[str, Any]) -> None:
    out.write(json.dumps([[name, size] for name, size in store.sizes().items()]).encode())


def _explain(store: Store, out: Outgoing, job: dict[str, Any]) -> None:
    triple = tuple(job["triple"]) if job["triple"] else None
    wanted = Wanted(triple, job["alternatives"], job["near_misses"])
    out.write(json.dumps(explain(store, job["program"](), wanted), ensure_ascii=False).encode())


_TASKS = {"query": _query, "graph": _graph, "sizes": _sizes, "explain": _explain}


def main() -> None:
    """Be a worker of its own, where the system has no nursery."""
    restrict()
    serve(int(sys.argv[1]), Path(sys.argv[2]), os.getppid())


def serve(descriptor: int, directory: Path, parent: int) -> None:
    """Answer jobs until the server closes the channel, or the parent process ends."""
    channel = Channel(socket.socket(fileno=descriptor))
    follow(parent)
    reader = Reader(directory)
    while True:
        try:
            _, payload = channel.receive()
            job = json.loads(payload)
            set_alarm(job["timeout"] + GRACE)
            answer(reader, channel, job)
            clear_alarm()
        except ChildGone:
            return


if __name__ == "__main__":
    main()
