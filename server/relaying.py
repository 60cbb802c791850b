"""Pass on what a remote store answers, and notice when it is not all of it."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import httpx

from .engine import BrokenAnswer

# The last character of a whole answer, for the syntaxes that have one.
_ENDINGS = {
    "application/sparql-results+json": (b"}",),
    "application/sparql-results+xml": (b">",),
    "application/rdf+xml": (b">",),
    "application/ld+json": (b"}", b"]"),
}


class Chunks(Iterator[bytes]):
    """The content of a response, until its end, the deadline or the bound on its size."""

    def __init__(
        self, response: httpx.Response, media_type: str, deadline: float, limit: int
    ) -> None:
        self._response = response
        self._pieces = response.iter_bytes()
        self._endings = _ENDINGS.get(media_type)
        self._last = b""
        self._left = limit
        self._late = False
        # httpx bounds each read, not all of them: the socket is shut down from outside.
        self._timer = threading.Timer(max(deadline - time.monotonic(), 0), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def __next__(self) -> bytes:
        """Give the next piece; raises BrokenAnswer."""
        try:
            piece = next(self._pieces)
        except StopIteration:
            self.close()
            if self._late:
                raise BrokenAnswer("the deadline passed") from None
            if self._endings and not self._last.endswith(self._endings):
                raise BrokenAnswer("the remote store cut its answer off") from None
            raise
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            self.close()
            reason = "the deadline passed" if self._late else f"the remote store broke off: {error}"
            raise BrokenAnswer(reason) from error
        self._left -= len(piece)
        if self._left < 0:
            self.close()
            raise BrokenAnswer("the answer is larger than the server passes on")
        self._last = piece.rstrip()[-8:] or self._last
        return piece

    def close(self) -> None:
        """Let go of the connection."""
        self._timer.cancel()
        self._response.close()

    def _cut(self) -> None:
        self._late = True
        stream = self._response.extensions.get("network_stream")
        end = stream.get_extra_info("socket") if stream is not None else None
        if isinstance(end, socket.socket):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
