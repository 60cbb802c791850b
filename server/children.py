"""Child processes with a deadline and a memory bound, and the warden who holds them to it.

Nothing but the end of its process stops a running query, so the end of the process is what a bound
means here: the warden kills, the memory is back, no core burns.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .engine import Busy, DeadlineExceeded, EngineError, MemoryExceeded
from .frames import JOB, Channel, ChildGone, pack_json
from .nursery import Forked, Nursery

# A query that runs longer gives way to the others: the point query beside it keeps its pace.
_GIVE_WAY = 0.3
_LOOK = 0.03
# Killed this soon, and not by the warden, a process hardly began its job.
_STILLBORN = 1.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Crashed(EngineError):
    """The process of the request ended by itself; the text was too much for it."""

    status = 503


class DiedIdle(Crashed):
    """The process ended when it had hardly begun: the job can be given to another, once."""


class Child:
    """One child process and the parent's end of its channel."""

    def __init__(self, module: str, *arguments: str, nursery: Nursery | None = None) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = nursery.fork(theirs) if nursery else self._run(module, arguments, theirs)
        self.channel = Channel(ours)
        self.started = 0.0
        self.deadline: float | None = None
        self.limit = 0.0
        self.verdict: EngineError | None = None
        self.slowed = False
        self._priority = os.getpriority(os.PRIO_PROCESS, 0)
        self.idle_since = time.monotonic()

    @staticmethod
    def _run(
        module: str, arguments: tuple[str, ...], channel: socket.socket
    ) -> subprocess.Popen[bytes] | Forked:
        command = [sys.executable, "-P", "-m", f"{__package__}.{module}"]
        return subprocess.Popen(
            [*command, str(channel.fileno()), *arguments],
            pass_fds=[channel.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    @property
    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self.process.poll() is None

    def begin(self, job: dict[str, Any], deadline: float) -> None:
        """Hand over a job; raises ChildGone when the process is no more."""
        now = time.monotonic()
        self.started, self.deadline, self.limit = now, deadline, deadline - now
        self.channel.send(pack_json(JOB, {**job, "timeout": max(deadline - now, 0.0)}))

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for a message; raises why the process was killed, or Crashed."""
        try:
            return self.channel.receive()
        except ChildGone:
            raise self.reason() from None

    def reason(self) -> EngineError:
        """Say why the process ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        if self.verdict is not None:
            return self.verdict
        early = time.monotonic() - self.started < _STILLBORN
        return (DiedIdle if early else Crashed)(
            "the request ended its process: it was nested too deeply or needed more than the system"
            " gives"
        )

    def condemn(self, verdict: EngineError) -> None:
        """Kill the process, with what to tell the one who waits for it."""
        if self.verdict is None:
            self.verdict = verdict
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    def end(self) -> None:
        """Kill the process and take it off the system's table."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        self.channel.close()

    def memory(self) -> int:
        """Measure the bytes that belong to the process alone (not the pages of files)."""
        try:
            with Path(f"/proc/{self.process.pid}/statm").open("rb") as file:
                _, resident, shared, *_ = file.read().split()
        except (OSError, ValueError):
            return 0
        return (int(resident) - int(shared)) * _PAGE

    def slow_down(self) -> None:
        """Let every other process go first."""
        self.slowed = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 19)

    def speed_up(self) -> bool:
        """Take part as before; tells whether the system allows it."""
        if self.slowed:
            try:
                os.setpriority(os.PRIO_PROCESS, self.process.pid, self._priority)
            except OSError:
                return False
            self.slowed = False
        return True


class Warden:
    """A thread that looks at the children at work and kills those past a bound.

    `memory` bounds one child, `total` all of them together: past it the largest goes.
    """

    def __init__(self, memory: int, total: int, each_round: Callable[[], None]) -> None:
        self._memory = memory
        self._total = total
        self._each_round = each_round
        self._watched: set[Child] = set()
        self._wake = threading.Event()
        self._ended = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="warden", daemon=True)
        self._thread.start()

    def watch(self, child: Child) -> None:
        """Hold a child to its deadline and bound from now on."""
        with self._lock:
            self._watched.add(child)
        self._wake.set()

    def release(self, child: Child) -> None:
        """Leave a child in peace: its job is done."""
        with self._lock:
            self._watched.discard(child)

    def wake(self) -> None:
        """Ask for a round soon."""
        self._wake.set()

    def close(self) -> None:
        """End the thread."""
        self._ended = True
        self._wake.set()
        self._thread.join()

    def watched(self) -> list[Child]:
        """List the children at work."""
        with self._lock:
            return list(self._watched)

    def _run(self) -> None:
        while not self._ended:
            # Without children at work there is nothing to look at, and no reason to wake.
            self._wake.wait(_LOOK if self._watched else 5.0)
            self._wake.clear()
            if self._ended:
                return
            self._look()
            self._each_round()
            if self._watched:
                time.sleep(_LOOK)

    def _look(self) -> None:
        now, used = time.monotonic(), {}
        for child in self.watched():
            if child.deadline is not None and now > child.deadline:
                child.condemn(
                    DeadlineExceeded(
                        f"the request ran past its {round(child.limit, 2):g} s and was ended"
                    )
                )
                continue
            used[child] = child.memory()
            if used[child] > self._memory:
                child.condemn(
                    MemoryExceeded(
                        f"the request needed more than {self._memory >> 20} MiB and was ended"
                    )
                )
            elif not child.slowed and now - child.started > _GIVE_WAY:
                child.slow_down()
        if sum(used.values()) > self._total:
            largest = max(used, key=used.__getitem__)
            largest.condemn(
                Busy("all requests together needed too much memory and the largest was ended")
            )


def failure(payload: bytes) -> dict[str, Any]:
    """Read what a child says about its failure."""
    content: dict[str, Any] = json.loads(payload)
    return content
