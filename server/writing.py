"""The writer: the one child process that changes the primary store, one job at a time.

Run as `python -m poimenno.server.writing`. A change is committed when the link to the newest
snapshot turns; whatever ends the process before that, the next writer takes the primary back to
the snapshot, so that a change is there whole or not at all, and is there once it is answered.
What follows from a change is part of it: in a store that is closed the entailed graphs, and the
Wikibase view where there is one, are true again before the commit. The index of names follows with
it.
"""

import json
import select
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.guarding import prepare_update
from ..triples.asserting import is_derived_graph
from ..triples.changing import Changing
from ..triples.living import Living
from ..triples.name_keeping import Naming
from ..triples.snapshots import (
    current_generation,
    mark_dirty,
    primary,
    publish_snapshot,
    recover_primary,
    writing,
)
from ..triples.store import InvalidData, InvalidQuery, Store
from ..triples.wikibase_view import Viewing
from .confinement import GRACE, clear_alarm, confine, set_alarm
from .frames import COMMITTING, DONE, FAILED, Channel, ChildGone, pack, pack_json
from .preparing import relocated
from .worker import UnknownName, classify

# An idle writer leaves when another process wants to write, and in any case after a while.
_LOOK = 0.1
_IDLE = 30.0
_WANTED = "writer.wanted"
# A document is compared with its graph in memory up to here, beyond in a store on the disk.
_HELD = 4 * 1024 * 1024
_ASIDE = "loading-"
# The first inconsistencies of a change are told to the log; all are found by explaining.
_TOLD = 20


class LockedOut(Exception):
    """Another process kept the right to write until the deadline."""


class Writer:
    """The primary store of the current generation, held open between jobs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._generation: Path | None = None
        self._held = ExitStack()
        self._store: Store | None = None
        self._living: Living | None = None
        self._viewing: Viewing | None = None
        self._naming: Naming | None = None

    def store(self, timeout: float) -> Store:
        """Open the primary of the current generation; raises LockedOut."""
        generation = current_generation(self._directory)
        if self._store is None or generation != self._generation:
            self.close()
            self._lock(generation, time.monotonic() + timeout)
            self._generation = generation
            recover_primary(generation)
            for left in (self._directory / "incoming").glob(f"{_ASIDE}*"):
                shutil.rmtree(left, ignore_errors=True)
            self._store = Store.open(primary(generation))
            self._living = Living.of(generation)
            self._viewing = Viewing.of(self._store)
            self._naming = Naming.of(generation, self._store) if self._living else None
        return self._store

    def change(self, channel: Channel, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job and commit it; gives what to tell the parent."""
        store = self.store(job["timeout"])
        assert self._generation is not None  # noqa: S101  opened with the store
        mark_dirty(self._generation)
        try:
            told = self._apply(store, job)
            clear_alarm()
            channel.send(pack(COMMITTING))
            snapshot = publish_snapshot(self._generation, store)
            if self._naming is not None:
                self._naming.keep(snapshot.number)
        except BaseException:
            # A load is no transaction: the next opening starts from the snapshot again.
            del store
            self.close()
            raise
        return {**told, "state": snapshot.state}

    def _apply(self, store: Store, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job, and where the store is closed, what follows from it."""
        task = job["task"]
        if self._living is None:
            return _PLAIN[task](store, job)
        changing = Changing(store, is_derived_graph)
        told = _FOLLOWED[task](store, job, changing)
        clashes = self._living.settle(store, changing.difference)
        if self._viewing is not None:
            self._viewing.settle(store, changing.difference, self._living.moved)
        if self._naming is not None:
            self._naming.settle(store, changing.difference, self._living.moved)
        return {**told, "clashes": clashes[:_TOLD]}

    def wanted(self) -> bool:
        """Tell whether another process waits for the right to write."""
        return self._generation is not None and (self._generation / _WANTED).exists()

    def close(self) -> None:
        """Let go of the store and of the right to write it."""
        if self._naming is not None:
            self._naming.drop()
        if self._store is not None:
            self._store.close()
        self._store = None
        self._living = None
        self._viewing = None
        self._naming = None
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


def _update(job: dict[str, Any], apply: Callable[..., None]) -> dict[str, Any]:
    ready = prepare_update(
        job["text"],
        COMMON_PREFIXES if job["union"] else {},
        job["default_graphs"],
        job["named_graphs"],
    )
    try:
        apply(ready.text, base=job["base"], prefixes=ready.missing)
    except InvalidQuery as error:
        raise relocated(ready, error) from error
    return {}


def _load(store: Store, job: dict[str, Any], graph: str | None) -> None:
    try:
        store.load(Path(job["path"]), job["media_type"], graph=graph, base=job["base"])
    except InvalidData as error:
        # The name of the spool file tells the client nothing.
        raise InvalidData(error.detail) from error


def _check_graph(store: Store, graph: str | None) -> None:
    if not store.has_graph(graph):
        raise UnknownName(f"there is no graph <{graph}>")


# Jobs on a plain store.


def _plain_update(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    return _update(job, store.update)


def _plain_write(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    graph = job["graph"]
    new = not store.has_graph(graph)
    if job["replace"]:
        store.remove_graph(graph)
    _load(store, job, graph)
    return {"new": new}


def _plain_delete(store: Store, job: dict[str, Any]) -> dict[str, Any]:
    _check_graph(store, job["graph"])
    store.remove_graph(job["graph"])
    return {}


# The same jobs where each quad that comes or goes is followed.


def _followed_update(store: Store, job: dict[str, Any], changing: Changing) -> dict[str, Any]:
    return _update(job, changing.update)


def _followed_write(store: Store, job: dict[str, Any], changing: Changing) -> dict[str, Any]:
    graph, path = job["graph"], Path(job["path"])
    new = not store.has_graph(graph)
    with ExitStack() as held:
        if path.stat().st_size <= _HELD:
            data = held.enter_context(Store.in_memory())
        else:
            aside = tempfile.TemporaryDirectory(dir=path.parent, prefix=_ASIDE)
            data = held.enter_context(Store.open(Path(held.enter_context(aside))))
        _load(data, job, None)
        changing.write_graph(graph, data, replace=job["replace"])
    return {"new": new}


def _followed_delete(store: Store, job: dict[str, Any], changing: Changing) -> dict[str, Any]:
    _check_graph(store, job["graph"])
    changing.delete_graph(job["graph"])
    return {}


_PLAIN = {"update": _plain_update, "write": _plain_write, "delete": _plain_delete}
_FOLLOWED = {"update": _followed_update, "write": _followed_write, "delete": _followed_delete}


def main() -> None:
    """Do jobs until the parent closes the channel or another process wants to write."""
    descriptor, directory = int(sys.argv[1]), Path(sys.argv[2])
    channel = Channel(socket.socket(fileno=descriptor))
    confine()
    writer = Writer(directory)
    try:
        _work(writer, channel)
    finally:
        # The store before the right to write it, or the next writer finds it locked.
        writer.close()


def _work(writer: Writer, channel: Channel) -> None:
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
