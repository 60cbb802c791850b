"""Answers that are remembered while the graph does not change."""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b

_LARGEST = 1024 * 1024
# What answers otherwise each time; a false alarm (a variable ?now) costs only the memory of it.
# The services of the store itself are as lasting as the store.
_VOLATILE = re.compile(
    r"\b(now|rand|uuid|struuid|bnode|service(?!\s+wikibase:(label|around|box)\b))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Remembered:
    """One answer as it was sent: its content, how that is encoded and its ETag."""

    data: bytes
    encoding: str | None
    etag: str


def is_volatile(text: str) -> bool:
    """Tell whether a query may answer otherwise although the graph is the same."""
    return _VOLATILE.search(text) is not None


def tag(*parts: object) -> str:
    """Make an entity tag from all that an answer depends on."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Memory:
    """The answers used last, up to a number of bytes."""

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self._limit = limit
        self._size = 0
        self._answers: OrderedDict[str, Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, etag: str) -> Remembered | None:
        """Find an answer by its entity tag."""
        with self._lock:
            found = self._answers.get(etag)
            if found is not None:
                self._answers.move_to_end(etag)
            return found

    def put(self, answer: Remembered) -> None:
        """Remember an answer, and forget the oldest ones where there is no room."""
        if len(answer.data) > _LARGEST:
            return
        with self._lock:
            if answer.etag in self._answers:
                return
            self._answers[answer.etag] = answer
            self._size += len(answer.data)
            while self._size > self._limit:
                _, oldest = self._answers.popitem(last=False)
                self._size -= len(oldest.data)
