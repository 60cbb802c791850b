"""A process that has imported everything and forks query workers: 5 ms each instead of 70.

Run as `python -m poimenno.server.nursery`. It has one thread and opens no store, so that a fork of
it is safe; when twenty heavy requests arrive at once, or as many workers were just killed, the
next request does not wait for interpreters to start.
"""

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

from .confinement import restrict
from .worker import serve

_PID = struct.Struct(">I")


class Forked:
    """A process that another one forked, with the part of Popen's interface that is used here.

    It is held by a descriptor, not by its number, which the system could give to another process.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._descriptor = os.pidfd_open(pid)
        self._ended = select.poll()
        self._ended.register(self._descriptor, select.POLLIN)

    def poll(self) -> int | None:
        """Give a code once the process has ended: which one, only its parent knows."""
        if self.returncode is None and self._ended.poll(0):
            self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises TimeoutExpired as Popen does."""
        if self.returncode is None:
            if not self._ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("worker", timeout or 0)
            self.returncode = -signal.SIGKILL
        return self.returncode

    def kill(self) -> None:
        """End the process now."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self._descriptor)


class Nursery:
    """The parent's side: started with the first worker, started again when it ended."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False

    @staticmethod
    def supported() -> bool:
        """Tell whether this system can hold a process that is no child (Linux 5.3)."""
        return hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")

    def fork(self, channel: socket.socket) -> Forked:
        """Make a worker that serves the channel; raises OSError."""
        with self._lock:
            for _ in range(2):
                control = self._control or self._start()
                try:
                    socket.send_fds(control, [b"F"], [channel.fileno()])
                    answer = control.recv(_PID.size, socket.MSG_WAITALL)
                except OSError:
                    answer = b""
                if len(answer) == _PID.size:
                    return Forked(_PID.unpack(answer)[0])
                self._stop()
        raise OSError("the nursery of the workers does not answer")

    def close(self) -> None:
        """End the nursery; its workers see it and end."""
        with self._lock:
            self._closed = True
            self._stop()

    def _start(self) -> socket.socket:
        if self._closed:
            raise OSError("the server is shutting down")
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", f"{__package__}.nursery"]
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(self._directory)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._control = ours
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


def main() -> None:
    """Fork a worker for each channel that comes, until the server is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    directory = Path(sys.argv[2])
    # The system takes ended workers off its table by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    restrict()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message or not descriptors:
            return
        own = os.getpid()
        pid = os.fork()
        if pid == 0:
            control.close()
            _work(descriptors[0], directory, own)
        os.close(descriptors[0])
        control.sendall(_PID.pack(pid))


def _work(descriptor: int, directory: Path, parent: int) -> None:
    """Be a worker, and never come back into the nursery's loop."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        serve(descriptor, directory, parent)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
