"""The index of names of the running application: the store's own, or one made from its answers.

A local store has its index beside it. Where that is not there, or is not true of the newest
snapshot, and for a remote store, an index is made in a temporary file from SELECTs; a remote one,
which does not tell when it changes, is made anew after a while.
"""

import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary, finalize

from ..triples.name_index import IndexBroken, NameIndex, build_index
from ..triples.name_rows import rows_of_endpoint
from ..triples.snapshots import current_snapshot, names_file
from .answering import service
from .engine import Engine
from .local import LocalEngine
from .reading import rows

# A change and its index are one commit in two files: the second follows within milliseconds.
_FOLLOWS, _LOOK = 1.0, 0.02
_OLD = 600.0


@dataclass
class _Held:
    """The index that an engine was last searched with, and what it was true of."""

    index: NameIndex
    state: str
    since: float = field(default_factory=time.monotonic)

    def age(self) -> float:
        """Tell for how many seconds the index is held."""
        return time.monotonic() - self.since


_held: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()
_lock = threading.Lock()


def names() -> NameIndex:
    """Give the index of names of the store behind the running application.

    Raises EngineError where an index has to be made and cannot be before the request's deadline.
    """
    engine = service().engine
    state = engine.state()
    if held := _serving(engine, state):
        return held.index
    with _lock:
        # Whoever waited here finds what the one before has made.
        held = _serving(engine, state)
        if held is None:
            beside = _beside(engine) if isinstance(engine, LocalEngine) else None
            held = _held[engine] = beside or _made(state)
    return held.index


def _serving(engine: Engine, state: str) -> _Held | None:
    """Find the index that is held, if it is true of a state; without states, if it is not old."""
    held = _held.get(engine)
    if held is not None and held.state == state and (state or held.age() < _OLD):
        return held
    return None


def _beside(engine: LocalEngine) -> _Held | None:
    """Open the store's own index; None where there is none that is true of the newest snapshot."""
    end = time.monotonic() + _FOLLOWS
    while True:
        snapshot = current_snapshot(engine.directory)
        file = names_file(snapshot.generation)
        try:
            index = NameIndex(file) if file.exists() else None
            if index is None:
                return None
            if index.fact("snapshot") == snapshot.number:
                return _Held(index, snapshot.state)
        except IndexBroken:
            return None
        if time.monotonic() > end:
            return None
        time.sleep(_LOOK)


def _made(state: str) -> _Held:
    directory = tempfile.mkdtemp(prefix="poimenno-names-")
    try:
        build_index(Path(directory, "names.sqlite"), rows_of_endpoint(rows), snapshot=state)
        index = NameIndex(Path(directory, "names.sqlite"))
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    # The file goes when nobody searches with it any more, or with the process.
    finalize(index, shutil.rmtree, directory, ignore_errors=True)
    return _Held(index, state)
