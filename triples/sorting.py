"""Lines put in order in bounded memory: what does not fit waits on the disk.

Canonical N-Triples lines in the order of their bytes are in the order of subject, predicate and
object, and equal lines stand side by side: a space, which ends every term but the last, sorts
before all that a longer term could go on with.
"""

import heapq
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

# As text; a line costs some fifty bytes more as an object.
HELD = 16 * 1024 * 1024
# Runs that are merged at a time, each an open file.
_WAYS = 64
_BLOCK = 1 << 18


class Sorting:
    """Takes lines in pieces of any size, as a file does, and gives them sorted, each once."""

    def __init__(self, aside: Path | None = None, held: int = HELD) -> None:
        self._aside = aside
        self._held = held
        self._rest = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._files = ExitStack()
        self._runs: list[BinaryIO] = []

    def __enter__(self) -> "Sorting":
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def write(self, piece: bytes) -> int:
        """Take the next piece; lines end with a line feed."""
        whole, line_feed, rest = piece.rpartition(b"\n")
        if line_feed:
            self._lines += (self._rest + whole).split(b"\n")
            self._rest = rest
        else:
            self._rest += rest
        self._size += len(piece)
        if self._size > self._held:
            self._spill()
        return len(piece)

    def flush(self) -> None:
        """Do nothing: there is nothing below to bring lines to."""

    def __iter__(self) -> Iterator[bytes]:
        """Give the lines with their line feeds, once; O(n log n)."""
        if self._rest:
            self._lines.append(self._rest)
            self._rest = b""
        if not self._runs:
            lines, self._lines = self._lines, []
            lines.sort()
            yield from _each_once(line + b"\n" for line in lines)
            return
        self._spill()
        while len(self._runs) > _WAYS:
            merged, self._runs = self._runs[:_WAYS], self._runs[_WAYS:]
            self._keep(heapq.merge(*merged))
        yield from _each_once(heapq.merge(*self._runs))

    def _spill(self) -> None:
        self._lines.sort()
        lines, self._lines, self._size = self._lines, [], 0
        self._keep(line + b"\n" for line in lines)

    def _keep(self, lines: Iterable[bytes]) -> None:
        file = self._files.enter_context(tempfile.TemporaryFile(dir=self._aside))  # noqa: SIM115
        file.writelines(lines)
        file.seek(0)
        self._runs.append(cast(BinaryIO, file))


def _each_once(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = None
    for line in lines:
        if line != last:
            yield line
        last = line


class Piped(io.RawIOBase):
    """Lines as a file that a parser reads, made as it asks for them."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; 0 at the end."""
        pieces, size = [self._rest], len(self._rest)
        while size < len(buffer):
            line = next(self._lines, None)
            if line is None:
                break
            pieces.append(line)
            size += len(line)
        data = b"".join(pieces)
        taken = min(len(buffer), len(data))
        buffer[:taken] = data[:taken]
        self._rest = data[taken:]
        return taken


def piped(lines: Iterable[bytes]) -> BinaryIO:
    """Make a file of lines, to be read from start to end."""
    return io.BufferedReader(Piped(lines), _BLOCK)
