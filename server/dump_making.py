"""The maker of dumps behind a server: one child process at a time, which lets all others go first.

Run as `python -m poimenno.server.dump_making STORE FOLDER LIMIT`.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from ..triples.dumping_all import make, own_folder, read_manifest
from .confinement import confine, set_alarm

# What a maker may take at most, in seconds; a graph of millions takes minutes.
_LONGEST = 3600.0
_LAST = 19
# After a set was made for a graph that changes, rest as long as this many makings took.
_REST = 10


class Maker:
    """Keeps the dumps of one store at hand: starts a process where they are missing or old."""

    def __init__(self, store: Path, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._started = 0.0
        self._free = 0.0
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.failed = ""
        self.folder = own_folder(store)
        if not os.access(store, os.W_OK):
            # Read-only files: the dumps live as long as the server.
            self._temporary = tempfile.TemporaryDirectory(prefix="poimenno-dumps-")
            self.folder = Path(self._temporary.name) / self.folder.name

    def manifest(self) -> dict[str, Any] | None:
        """Read what there is; None before the first set is made."""
        return read_manifest(self.folder)

    def ensure(self, state: str) -> dict[str, Any] | None:
        """Give the manifest of the newest set, and have one made if it is not of this state."""
        manifest = self.manifest()
        if manifest is None or manifest["state"] != state:
            self._start(again=manifest is not None)
        return manifest

    @property
    def making(self) -> bool:
        """Tell whether a process of ours is at work."""
        with self._lock:
            return self._running()

    def wait(self, seconds: float) -> dict[str, Any] | None:
        """Wait for a first set, as long as one is being made; None when there is none yet."""
        end = time.monotonic() + seconds
        while (manifest := self.manifest()) is None and self.making and time.monotonic() < end:
            time.sleep(0.1)
        return manifest

    def close(self) -> None:
        """End the process, and forget what lies in a temporary folder."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.communicate()
                self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()

    def _running(self) -> bool:
        """Look after the process; the lock is held."""
        if self._process is None:
            return False
        code = self._process.poll()
        if code is None:
            return True
        took = time.monotonic() - self._started
        self._free = time.monotonic() + _REST * took
        _, told = self._process.communicate()
        self.failed = told.decode(errors="replace").strip()[-500:] if code else ""
        self._process = None
        return False

    def _start(self, *, again: bool) -> None:
        with self._lock:
            if self._running() or ((again or self.failed) and time.monotonic() < self._free):
                return
            command = [sys.executable, "-P", "-m", f"{__package__}.dump_making"]
            self._started = time.monotonic()
            self._process = subprocess.Popen(
                [*command, str(self._store), str(self.folder), str(self._limit)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )


def main() -> None:
    """Make one set of dumps; says on stderr in one line why there is none."""
    store, folder, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    confine()
    os.nice(_LAST)
    set_alarm(_LONGEST)
    try:
        make(store, folder, limit=limit)
    except Exception as error:  # noqa: BLE001  whatever it is, the server is to say so
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
