"""Bodies of requests: bounded, unpacked, and never taken for whole when they were cut off."""

import io
import zlib
from typing import IO, BinaryIO, cast

from flask import request

from .answering import BodyTooLarge
from .engine import BadRequest, EngineError
from .protocol import ProtocolError

_PIECE = 256 * 1024


class _Bounded(io.RawIOBase):
    """The body as it comes; raises BodyTooLarge past the limit and BadRequest when it is cut."""

    def __init__(self, source: IO[bytes], limit: int, length: int | None) -> None:
        self._source = source
        self._limit = limit
        self._length = length
        self._count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = _PIECE if size < 0 else min(size, _PIECE)
        try:
            piece = self._source.read(wanted)
        except (OSError, ValueError) as error:
            raise BadRequest("the body did not come to its end") from error
        self._count += len(piece)
        if self._count > self._limit:
            raise too_large(self._limit)
        if not piece and wanted and self._length is not None and self._count < self._length:
            raise BadRequest(f"the body was cut off after {self._count} of {self._length} bytes")
        return piece

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(_PIECE), b""))


class _Unpacked(io.RawIOBase):
    """A compressed body, unpacked as it is read; the limit counts unpacked bytes."""

    def __init__(self, source: _Bounded, limit: int, window: int) -> None:
        self._source = source
        self._limit = limit
        self._count = 0
        self._unpacker = zlib.decompressobj(window)
        self._packed = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = _PIECE if size < 0 else min(size, _PIECE)
        piece = b""
        try:
            while not piece and wanted and not self._unpacker.eof:
                self._packed = self._packed or self._source.read(_PIECE)
                ended = not self._packed
                piece = self._unpacker.decompress(self._packed, wanted)
                self._packed = self._unpacker.unconsumed_tail
                if ended and not piece:
                    raise BadRequest("the compressed body ends in the middle")
        except zlib.error as error:
            raise BadRequest(f"the body cannot be unpacked: {error}") from error
        self._count += len(piece)
        if self._count > self._limit:
            raise too_large(self._limit)
        return piece

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(_PIECE), b""))


def too_large(limit: int) -> BodyTooLarge:
    """Say how much the server reads."""
    return BodyTooLarge(f"the body is larger than the {limit} bytes that are read here")


class LengthRequired(EngineError):
    """A change whose end cannot be told from a cut."""

    status = 411


def check_length() -> None:
    """Refuse a change sent in chunks; raises LengthRequired.

    When a connection breaks among chunks, granian ends the body as if it were whole (measured,
    2.8.7), and half a graph would stand for all of it.
    """
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        raise LengthRequired("a change is sent with Content-Length, not in chunks")


def open_body(limit: int) -> BinaryIO:
    """Open the body of the request for reading; raises BodyTooLarge before it is read, if known.

    Reading raises BodyTooLarge and BadRequest. Raises ProtocolError for a content encoding
    other than gzip and deflate.
    """
    length = request.content_length
    if length is not None and length > limit:
        raise too_large(limit)
    body = _Bounded(request.stream, limit, length)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return cast(BinaryIO, body)
    if encoding not in {"gzip", "deflate"}:
        raise ProtocolError(f"the content encoding {encoding[:40]!r} is not accepted", 415)
    # 32 more bits of the window: zlib finds out which of the two frames it is.
    return cast(BinaryIO, _Unpacked(body, limit, 47))


def read_body(limit: int) -> bytes:
    """Read the whole body of the request into memory."""
    return cast(io.RawIOBase, open_body(limit)).readall() or b""
