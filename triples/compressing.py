"""Files written and read through a compression, the one door to zstandard.

The same bytes give the same file: gzip's header names neither a time nor a file.
"""

import bz2
import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import zstandard

Compression = Literal["gzip", "zstd", "none"]
ENDINGS: dict[Compression, str] = {"gzip": ".gz", "zstd": ".zst", "none": ""}

_GZIP_LEVEL, _ZSTD_LEVEL = 6, 9
# What a reader may have to hold for a file of a stranger; zstd itself allows two gibibytes.
_WINDOW = 128 * 1024 * 1024
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}


class TooMuch(Exception):
    """The files would take more of the disk than they may."""


class Budget:
    """How many bytes may still be written."""

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit

    def take(self, size: int) -> None:
        """Count bytes before they are written; raises TooMuch."""
        self._left -= size
        if self._left < 0:
            raise TooMuch(f"the files need more than the {self._limit} bytes that they may take")


@dataclass(frozen=True)
class Written:
    """A file that is finished: its name, and what a reader checks it by."""

    name: str
    compression: Compression
    size: int
    sha256: str


class _Hashed:
    """A new file whose bytes are counted and hashed on the way."""

    def __init__(self, path: Path, budget: Budget) -> None:
        self._file = path.open("xb")
        self._budget = budget
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._budget.take(len(data))
        self._hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class Packing:
    """One content, written to a file for each compression at once; `size` counts it unpacked."""

    def __init__(
        self, folder: Path, name: str, compressions: Sequence[Compression], budget: Budget
    ) -> None:
        self.size = 0
        self._names = [(name + ENDINGS[kind], kind) for kind in compressions]
        self._held = ExitStack()
        self._raw = [
            self._held.enter_context(closing(_Hashed(folder / file, budget)))
            for file, _ in self._names
        ]
        self._packers = [
            _packer(raw, kind) for raw, (_, kind) in zip(self._raw, self._names, strict=True)
        ]

    def __enter__(self) -> "Packing":
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def write(self, data: bytes) -> int:
        """Add bytes to every file; raises TooMuch."""
        self.size += len(data)
        for packer in self._packers:
            packer.write(data)
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Add lines, a block of them at a time."""
        held: list[bytes] = []
        size = 0
        for line in lines:
            held.append(line)
            size += len(line)
            if size > 256 * 1024:
                self.write(b"".join(held))
                held, size = [], 0
        self.write(b"".join(held))

    def flush(self) -> None:
        """Do nothing: the files are whole when they are closed."""

    def finish(self) -> list[Written]:
        """Finish the files and bring them to the disk."""
        written = []
        for packer, raw, (name, kind) in zip(self._packers, self._raw, self._names, strict=True):
            if packer is not cast(BinaryIO, raw):
                packer.close()
            raw.finish()
            written.append(Written(name, kind, raw.size, raw.sha256))
        return written


def _packer(raw: _Hashed, kind: Compression) -> BinaryIO:
    file = cast(BinaryIO, raw)
    if kind == "gzip":
        return cast(
            BinaryIO, gzip.GzipFile("", "wb", compresslevel=_GZIP_LEVEL, fileobj=file, mtime=0)
        )
    if kind == "zstd":
        squeezer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return cast(BinaryIO, squeezer.stream_writer(file, closefd=False))
    return file


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read what is packed in it: gzip, zstd or bzip2, told by its first bytes.

    Raises OSError and EOFError, also while it is read; what zstandard raises is an OSError here.
    """
    with ExitStack() as held:
        raw = held.enter_context(path.open("rb"))
        start = raw.read(4)
        raw.seek(0)
        kind = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), "")
        if kind == "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(
                raw, read_across_frames=True
            )
            yield cast(BinaryIO, held.enter_context(_Unzstd(reader)))
            return
        opened: dict[str, BinaryIO] = {"": cast(BinaryIO, raw)}
        if kind == "gzip":
            opened[kind] = cast(BinaryIO, held.enter_context(gzip.GzipFile(fileobj=raw)))
        elif kind == "bzip2":
            opened[kind] = cast(BinaryIO, held.enter_context(bz2.BZ2File(raw)))
        yield opened[kind]


class _Unzstd:
    """zstandard's reader with its errors in the words of the system."""

    def __init__(self, reader: zstandard.ZstdDecompressionReader) -> None:
        self._reader = reader

    def __enter__(self) -> "_Unzstd":
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()  # type: ignore[no-untyped-call]  # so in zstandard's types

    def read(self, size: int = -1) -> bytes:
        try:
            return self._reader.read(size)
        except zstandard.ZstdError as error:
            raise OSError(f"not a whole zstd file: {error}") from error
