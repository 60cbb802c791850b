"""Read the store of this machine for the command line: one query, in this process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..queries.guarding import GuardError, prepare_query
from ..queries.running import Reply, RunError, Source
from ..triples.snapshots import exists, open_current
from ..triples.store import StorageFailure, Store, StoreError
from .terminal import ExitCode, fail

_ENDING = (signal.SIGINT, signal.SIGALRM)


@contextmanager
def opened(store: Path) -> Iterator[Store]:
    """Open the newest snapshot of a store, or end the command with code 3 and what to do."""
    if not exists(store):
        fail(ExitCode.NO_STORE, f"There is no graph in {store}. Run `poimenno build` first.")
    try:
        snapshot, _, lock = open_current(store)
    except StorageFailure as fault:
        fail(ExitCode.NO_STORE, str(fault))
    try:
        with snapshot:
            yield snapshot
    finally:
        os.close(lock)


def local(store: Path, timeout: float | None = None) -> Source:
    """Make a source of the store: its default graph is the union, SERVICE is refused.

    A query that takes longer than `timeout` ends the process.
    """

    def ask(text: str, media_type: str) -> Reply:
        with opened(store) as graph, _ended_by_the_kernel(timeout):
            try:
                ready = prepare_query(text, {})
                data = graph.answer(ready.text, media_type, union=True, writing=ready.declared)
            except (GuardError, StoreError) as fault:
                raise RunError(str(fault)) from fault
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
