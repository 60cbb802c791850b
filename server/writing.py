"""The writer: the one child process that changes the primary store, one job at a time.

Run as `python -m poimenno.server.writing`. A change is committed when the link to the newest
snapshot turns; whatever ends the process before that, the next writer takes the primary back to
the snapshot, so that a change is there whole or not at all, and is there once it is answered.
"""

import json
import select
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.guarding import prepare_update
from ..triples.snapshots import (
    current_generation,
    mark_dirty,
    primary,
    publish_snapshot,
    recover_primary,
    writing,
)
from ..triples.store import InvalidData, InvalidQuery, Store
from .confinement import GRACE, clear_alarm, confine, set_alarm
from .frames import COMMITTING, DONE, FAILED, Channel, ChildGone, pack, pack_json
from .worker import UnknownName, classify, relocated

# An idle writer leaves when another process wants to write, and in any case after a while.
_LOOK = 0.1
_IDLE = 30.0
_WANTED = "writer.wanted"


class LockedOut(Exception):
    """Another process kept the right to write until the deadline."""


class Writer:
    """The primary store of the current generation, held open between jobs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._generation: Path | None = None
        self._held = ExitStack()
        self._store: Store | None = None

    def store(self, timeout: float) -> Store:
        """Open the primary of the current generation; raises LockedOut."""
        generation = current_generation(self._directory)
        if self._store is None or generation != self._generation:
            self.close()
            self._lock(generation, time.monotonic() + timeout)
            self._generation = generation
            recover_primary(generation)
            self._store = Store.open(primary(generation))
        return self._store

    def change(self, channel: Channel, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job and commit it; gives what to tell the parent."""
        store = self.store(job["timeout"])
        assert self._generation is not None  # noqa: S101  opened with the store
        mark_dirty(self._generation)
        try:
            told = _TASKS[job["task"]](store, job)
            clear_alarm()
            channel.send(pack(COMMITTING))
            snapshot = publish_snapshot(self._generation, store)
        except BaseException:
            # A load is no transaction: the next opening starts from the snapshot again.
            del store
            self.close()
            raise
        return {**told, "state": snapshot.state}

    def wanted(self) -> bool:
        """Tell whether another process waits for the right to write."""
        return self._generation is not None and (self._generation / _WANTED).exists()

    def close(self) -> None:
        """Let go of the store and of the right to write it."""
        if self._store is not None:
            self._store.close()
        self._store = None
        self._generation = None
        self._held.close()

    def _lock(self, generation: Path, deadline: float) -> None:
        while not self._held.enter_context(writing(generation)):
            self._held.close()
            if time.monotonic() > deadline:
                raise LockedOut("another process is writing")
            (generation / _WANTED).touch()
            time.sleep(0.02)
        (generation / _WANTED).unlink(missing_ok=True)


def _update(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    ready = prepare_update(
        job["text"],
        COMMON_PREFIXES if job["union"] else {},
        job["default_graphs"],
        job["named_graphs"],
    )
    try:
        store.update(ready.text, base=job["base"], prefixes=ready.missing)
    except InvalidQuery as error:
        raise relocated(ready, error) from error
    return {}


def _write_graph(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    graph = job["graph"]
    new = not store.has_graph(graph)
    if job["replace"]:
        store.remove_graph(graph)
    try:
        store.load(Path(job["path"]), job["media_type"], graph=graph, base=job["base"])
    except InvalidData as error:
        # The name of the spool file tells the client nothing.
        raise InvalidData(error.detail) from error
    return {"new": new}


def _delete_graph(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    if not store.has_graph(job["graph"]):
        raise UnknownName(f"there is no graph <{job['graph']}>")
    store.remove_graph(job["graph"])
    return {}


_TASKS = {"update": _update, "write": _write_graph, "delete": _delete_graph}


def main() -> None:
    """Do jobs until the parent closes the channel or another process wants to write."""
    descriptor, directory = int(sys.argv[1]), Path(sys.argv[2])
    channel = Channel(socket.socket(fileno=descriptor))
    confine()
    writer = Writer(directory)
    since = time.monotonic()
    while True:
        if not select.select([channel.fileno()], [], [], _LOOK)[0]:
            if writer.wanted() or time.monotonic() - since > _IDLE:
                return
            continue
        try:
            _serve(writer, channel)
        except ChildGone:
            return
        since = time.monotonic()


def _serve(writer: Writer, channel: Channel) -> None:
    _, payload = channel.receive()
    job = json.loads(payload)
    set_alarm(job["timeout"] + GRACE)
    try:
        told = writer.change(channel, job)
    except ChildGone:
        raise
    except LockedOut as error:
        channel.send(pack_json(FAILED, {"kind": "busy", "detail": str(error)}))
    except BaseException as error:  # noqa: BLE001  a Rust panic is no Exception, and needs an answer
        kind, detail = classify(error)
        channel.send(pack_json(FAILED, {"kind": kind, "detail": detail}))
    else:
        channel.send(pack_json(DONE, told))
    finally:
        clear_alarm()


if __name__ == "__main__":
    main()
