"""Query workers: kept warm, handed out, killed past their bounds, replaced.

More processes than cores: a long query is slowed down after its first second and the next request
gets a fresh worker. When there can be no more workers and someone waits, the request that has run
longest is ended, so that strangers' heavy queries never lock the others out.
"""

import threading
import time
from pathlib import Path
from typing import Any

from .children import Child, Warden
from .engine import Busy
from .nursery import Nursery

# A worker that has grown keeps its memory, as allocators do: it is replaced, not kept.
_GROWN = 256 * 1024 * 1024
_SPARE_FOR = 30.0
_PATIENCE = 0.2
_LONG = 1.0


class Pool:
    """The query workers over one store directory."""

    def __init__(
        self, directory: Path, *, workers: int, most: int, memory: int, total: int
    ) -> None:
        self._directory = directory
        self._workers = workers
        self._most = most
        self._idle: list[Child] = []
        self._count = 0
        self._waiting: list[float] = []
        self._changed = threading.Condition()
        self._closed = False
        self._nursery = Nursery(directory) if Nursery.supported() else None
        self.warden = Warden(memory, total, self._tend)
        self.warden.wake()

    def begin(self, job: dict[str, Any], deadline: float, *, fresh: bool = False) -> Child:
        """Give a job to a worker; raises Busy when none became free before the deadline.

        A `fresh` one was started for it: of those that wait, others may have been killed as well.
        """
        while True:
            child = self._take(deadline, fresh=fresh)
            try:
                child.verdict = None
                child.begin(job, deadline)
            except Exception:
                # Whatever the reason, this worker is of no use.
                self.discard(child)
                if time.monotonic() > deadline:
                    raise
                continue
            self.warden.watch(child)
            return child

    def release(self, child: Child) -> None:
        """Take back a worker whose answer is whole."""
        self.warden.release(child)
        child.deadline = None
        if child.verdict is not None or child.memory() > _GROWN or not child.speed_up():
            self.discard(child)
            return
        child.idle_since = time.monotonic()
        with self._changed:
            if not self._closed:
                self._idle.append(child)
                self._changed.notify()
                return
        self.discard(child)

    def discard(self, child: Child) -> None:
        """End a worker that is not to be used again."""
        self.warden.release(child)
        child.end()
        with self._changed:
            self._count -= 1
            self._changed.notify()
        self.warden.wake()

    def close(self) -> None:
        """End every worker."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        self.warden.close()
        for child in [*idle, *self.warden.watched()]:
            child.condemn(Busy("the server is shutting down"))
        for child in idle:
            child.end()
        # Those at work are ended by the requests that wait for them.
        with self._changed:
            self._changed.wait_for(lambda: self._count <= len(idle), timeout=5)
        if self._nursery is not None:
            self._nursery.close()

    def _take(self, deadline: float, *, fresh: bool) -> Child:
        with self._changed:
            since = time.monotonic()
            self._waiting.append(since)
            try:
                while not self._closed:
                    # A fresh one takes the place of one that waits, where there is no other place.
                    while self._idle and (not fresh or self._count >= self._most):
                        child = self._idle.pop()
                        if child.alive and not fresh:
                            return child
                        self._count -= 1
                        child.end()
                    if self._count < self._most:
                        self._count += 1
                        break
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise Busy("every worker was busy until the deadline")
                    self._changed.wait(min(left, 1.0))
                else:
                    raise Busy("the server is shutting down")
            finally:
                self._waiting.remove(since)
        return self._spawn()

    def _spawn(self) -> Child:
        try:
            return Child("worker", str(self._directory), nursery=self._nursery)
        except OSError as error:
            with self._changed:
                self._count -= 1
            raise Busy(f"no process can be started: {error}") from error

    def _tend(self) -> None:
        """Keep workers warm, drop spare ones, and make room for those who wait."""
        self._make_room()
        with self._changed:
            busy = self._count - len(self._idle)
            wanted = min(self._most, max(self._workers, busy + 1))
            missing = 0 if self._closed else max(0, wanted - self._count)
            self._count += missing
            spare: list[Child] = []
            now = time.monotonic()
            while (
                self._count > wanted
                and self._idle
                and (now - self._idle[0].idle_since > _SPARE_FOR)
            ):
                spare.append(self._idle.pop(0))
                self._count -= 1
        for child in spare:
            child.end()
        for begun in range(missing):
            try:
                child = self._spawn()
            except Busy:
                with self._changed:
                    self._count -= missing - begun - 1
                return
            with self._changed:
                if not self._closed:
                    self._idle.insert(0, child)
                    self._changed.notify()
                    continue
            # The pool closed while the child started: nobody else knows of it.
            self.discard(child)

    def _make_room(self) -> None:
        now = time.monotonic()
        with self._changed:
            pressed = (
                self._count >= self._most
                and not self._idle
                and any(now - since > _PATIENCE for since in self._waiting)
            )
        if not pressed:
            return
        long = [child for child in self.warden.watched() if now - child.started > _LONG]
        if long:
            longest = min(long, key=lambda child: child.started)
            longest.condemn(
                Busy("the server is overloaded and the longest request was ended; try again later")
            )
