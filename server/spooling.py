"""Answers from start to end before the first byte, on disk where they are large, and compressed.

No client shall take a cut answer for a whole one. Granian ends the chunked encoding properly even
when the application raises in the middle (measured, 2.8.7), so that nothing can be broken off
after the first byte. An answer is therefore drained first: what fails while it is computed is an
honest 503, each answer has its Content-Length, which breaks the connection should the disk fail,
and a client that reads slowly holds no worker.
"""

import tempfile
import threading
import zlib
from collections.abc import Iterator
from typing import Literal, Protocol

from .engine import Answer, BrokenAnswer, Busy, TooLarge

Encoding = Literal["gzip", "deflate"]

_BLOCK = 256 * 1024
_HELD = 1024 * 1024
# Below this a packet is not shorter for being compressed.
_WORTHWHILE = 1000
# gzip: 16 more bits of the window say that zlib writes gzip's frame.
_WINDOWS: dict[Encoding, int] = {"gzip": 31, "deflate": 15}


class Disk:
    """How many bytes all spooled answers may hold at one time."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Reserve bytes; raises Busy when there are none left."""
        with self._lock:
            if size > self._left:
                raise Busy("too many large answers are being fetched; try again later")
            self._left -= size

    def give_back(self, size: int) -> None:
        """Free bytes that were taken."""
        with self._lock:
            self._left += size


class Body(Protocol):
    """The whole content of an answer: its length, and its pieces once."""

    length: int

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """Free what the content holds."""


class Held:
    """A content in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.length = len(data)

    def __iter__(self) -> Iterator[bytes]:
        return iter((self.data,))

    def close(self) -> None:
        """Do nothing: the memory goes with the object."""


class Spooled:
    """A content in memory or, past a mebibyte, in a file that vanishes with the process."""

    def __init__(self, disk: Disk) -> None:
        self._file = tempfile.SpooledTemporaryFile(_HELD)  # noqa: SIM115  closed by close()
        self._disk = disk
        self.length = 0

    def write(self, data: bytes) -> None:
        """Add bytes; raises Busy when the disk may take no more, TooLarge when it cannot."""
        self._disk.take(len(data))
        self.length += len(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise TooLarge(f"the answer cannot be stored: {error.strerror}") from error

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while block := self._file.read(_BLOCK):
            yield block

    def close(self) -> None:
        """Free the disk, also when the client went away half-way."""
        if not self._file.closed:
            self._file.close()
            self._disk.give_back(self.length)


def choose_encoding(accept: str) -> Encoding | None:
    """Choose the compression from an Accept-Encoding header, gzip first."""
    wishes: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, rest = part.partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            wishes[name.strip()] = float(quality) if quality else 1.0
        except ValueError:
            wishes[name.strip()] = 1.0
    offers: tuple[Encoding, ...] = ("gzip", "deflate")
    best = max(offers, key=lambda name: wishes.get(name, wishes.get("*", 0.0)))
    return best if wishes.get(best, wishes.get("*", 0.0)) > 0 else None


def compress(data: bytes, encoding: Encoding | None) -> tuple[bytes, Encoding | None]:
    """Compress a small content where that is worthwhile; tell how it is encoded now."""
    if encoding is None or len(data) < _WORTHWHILE:
        return data, None
    squeezer = zlib.compressobj(6, zlib.DEFLATED, _WINDOWS[encoding])
    return squeezer.compress(data) + squeezer.flush(), encoding


def drain(answer: Answer, encoding: Encoding | None, disk: Disk) -> tuple[Body, Encoding | None]:
    """Read an answer to its end; raises EngineError when the rest does not come."""
    try:
        if answer.length is not None:
            data, used = compress(b"".join(answer.chunks), encoding)
            return Held(data), used
        return _spool(answer.chunks, encoding, disk), encoding
    except BrokenAnswer as error:
        raise TooLarge(str(error)) from error
    finally:
        answer.close()


def _spool(chunks: Iterator[bytes], encoding: Encoding | None, disk: Disk) -> Spooled:
    spooled = Spooled(disk)
    try:
        if encoding is None:
            for chunk in chunks:
                spooled.write(chunk)
        else:
            # The fastest level: a worker waits for this thread.
            squeezer = zlib.compressobj(1, zlib.DEFLATED, _WINDOWS[encoding])
            for chunk in chunks:
                spooled.write(squeezer.compress(chunk))
            spooled.write(squeezer.flush())
    except BaseException:
        spooled.close()
        raise
    return spooled
