"""Read the graph for the pages and interfaces that are made here: rows of a SELECT, and entities.

Every query of one request is asked before the same deadline, whatever their number.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from flask import g

from ..queries.results import ResultError, Term, read_json
from ..triples.wikibase_entities import read_entities
from .answering import service
from .engine import BrokenAnswer, DeadlineExceeded, Engine, EngineError, Query, TooLarge
from .settings import MIB

Entity = dict[str, Any]
"""An entity in the Wikibase JSON model."""

_MEDIA_TYPE = "application/sparql-results+json"
_BASE = "https://w3id.org/poimenno/"
_LARGEST = 64 * MIB
_REMEMBERED = 512
_TRIES = 3
# How many entities are read by one round of queries.
_TOGETHER = 50


class ReadingBroken(EngineError):
    """The answer to a query of ours was cut before its end."""

    status = 503


class _Known:
    """The entities of one state that were read last; None for an id that is no entity."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.entities: OrderedDict[str, Entity | None] = OrderedDict()


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()
_lock = threading.Lock()


def deadline(wish: float | None = None) -> float:
    """Give the moment on the monotonic clock when this request must be answered.

    The first call decides: `wish` is what the client asks for in seconds, held to the server's
    bound.
    """
    if "deadline" not in g:
        g.deadline = time.monotonic() + service().timeout(wish)
    moment: float = g.deadline
    return moment


def rows(text: str) -> list[dict[str, Term]]:
    """Run a SELECT and give its solutions in their order; what is unbound is absent from a row.

    Terms are as the JSON results format writes them. Raises EngineError; an answer above 64 MiB is
    TooLarge, since it is held in memory.
    """
    left = deadline() - time.monotonic()
    if left <= 0:
        raise DeadlineExceeded("the request took longer than this server allows")
    answer = service().engine.query(Query(text, _MEDIA_TYPE, _BASE, left))
    data = bytearray()
    try:
        for chunk in answer.chunks:
            data += chunk
            if len(data) > _LARGEST:
                raise TooLarge(f"what was asked for needs more than {_LARGEST} bytes")
    except BrokenAnswer as error:
        raise ReadingBroken(str(error)) from error
    finally:
        answer.close()
    try:
        table = read_json(bytes(data))
    except ResultError as error:
        raise ReadingBroken(str(error)) from error
    if isinstance(table, bool):
        raise ReadingBroken("a SELECT was answered by a truth value")
    return table.solutions()


def read(ids: Sequence[str]) -> dict[str, Entity]:
    """Read entities in the Wikibase JSON model, in the order asked for; unknown ids are absent.

    They are shared with other requests: copy before changing. What was read is remembered until
    the graph changes. Raises EngineError.
    """
    engine = service().engine
    wanted = list(dict.fromkeys(ids))
    for _ in range(_TRIES):
        state = engine.state()
        found = _recall(engine, state, wanted)
        missing = [name for name in wanted if name not in found]
        if not missing:
            break
        fresh: dict[str, Entity] = {}
        for start in range(0, len(missing), _TOGETHER):
            fresh |= read_entities(rows, missing[start : start + _TOGETHER])
        found |= {name: fresh.get(name) for name in missing}
        # A change in between may have mixed two states: what came of that is read again.
        if engine.state() == state:
            _remember(engine, state, found)
            break
    return {name: entity for name in wanted if (entity := found[name]) is not None}


def _recall(engine: Engine, state: str, ids: Sequence[str]) -> dict[str, Entity | None]:
    with _lock:
        known = _known.get(engine)
        if not state or known is None or known.state != state:
            return {}
        found = {name: known.entities[name] for name in ids if name in known.entities}
        for name in found:
            known.entities.move_to_end(name)
        return found


def _remember(engine: Engine, state: str, found: dict[str, Entity | None]) -> None:
    if not state:
        return
    with _lock:
        known = _known.get(engine)
        if known is None or known.state != state:
            known = _known[engine] = _Known(state)
        known.entities.update(found)
        while len(known.entities) > _REMEMBERED:
            known.entities.popitem(last=False)
