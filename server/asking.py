"""Read the store of this machine for the command line: one query, in this process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..queries.guarding import GuardError
from ..queries.running import Reply, RunError, Source
from ..triples.snapshots import Snapshot, exists, open_current
from ..triples.store import InvalidQuery, StorageFailure, Store, StoreError
from .preparing import Names, functions_for, prepare, relocated, searching_in
from .terminal import ExitCode, fail

_ENDING = (signal.SIGINT, signal.SIGALRM)


def must_exist(store: Path) -> None:
    """End the command with code 3 and what to do, where a directory holds no store."""
    if not exists(store):
        fail(ExitCode.NO_STORE, f"There is no graph in {store}. Run `poimenno build` first.")


@contextmanager
def opened(store: Path) -> Iterator[Store]:
    """Open the newest snapshot of a store, or end the command with code 3 and what to do."""
    with _opened(store) as (snapshot, _):
        yield snapshot


@contextmanager
def _opened(store: Path) -> Iterator[tuple[Store, Snapshot]]:
    must_exist(store)
    try:
        opened_store, snapshot, lock = open_current(store)
    except StorageFailure as fault:
        fail(ExitCode.NO_STORE, str(fault))
    try:
        with opened_store:
            yield opened_store, snapshot
    finally:
        os.close(lock)


def local(store: Path, timeout: float | None = None) -> Source:
    """Make a source of the store: its default graph is the union, SERVICE is refused.

    A query that takes longer than `timeout` ends the process.
    """

    def ask(text: str, media_type: str) -> Reply:
        with _opened(store) as (graph, snapshot), _ended_by_the_kernel(timeout):
            names = Names(graph, snapshot)
            refused = ""
            try:
                ready = prepare(text, union=True, searching=searching_in(names))
                refused = ready.refused
                data = graph.answer(
                    ready.text,
                    media_type,
                    union=not ready.names_dataset,
                    prefixes=ready.missing,
                    writing=ready.declared,
                    functions=functions_for(graph, ready, union=True),
                )
            except StorageFailure as fault:
                # Oxigraph names a failed call and a failed disk alike.
                raise RunError(refused or str(fault)) from fault
            except InvalidQuery as fault:
                raise RunError(str(relocated(ready, fault))) from fault
            except (GuardError, StoreError) as fault:
                raise RunError(str(fault)) from fault
            finally:
                names.close()
        return Reply(media_type, data or b"")

    return ask


@contextmanager
def _ended_by_the_kernel(timeout: float | None) -> Iterator[None]:
    """Let Ctrl-C and the deadline work: Oxigraph does not return to Python while it evaluates."""
    before = [(number, signal.signal(number, signal.SIG_DFL)) for number in _ENDING]
    if timeout is not None:
        signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before:
            signal.signal(number, handler)
