"""Messages between the server and its child processes: a kind, a length, then the bytes."""

import json
import socket
import struct
from typing import Any

_HEAD = struct.Struct(">cI")

JOB = b"J"
"""To the child: what to do, as JSON."""
BEGUN = b"B"
"""From the child: the answer is begun well; JSON with its state and, where known, its length."""
DATA = b"D"
"""From the child: bytes of the answer."""
DONE = b"E"
"""From the child: the answer is whole."""
FAILED = b"F"
"""From the child: there is no answer, or no more of it; JSON with the kind and the detail."""
COMMITTING = b"C"
"""From the writer: the work is done and only the commit is left."""


class ChildGone(Exception):
    """The other end of the channel closed, most often because its process was killed."""


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """Put one message into bytes, to be sent alone or behind others."""
    return _HEAD.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, content: dict[str, Any]) -> bytes:
    """Put one JSON message into bytes."""
    return pack(kind, json.dumps(content).encode())


class Channel:
    """One end of the socket between a parent and a child."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._reader = end.makefile("rb", buffering=1 << 18)

    def fileno(self) -> int:
        """Give the descriptor, for select and for handing to a child."""
        return self._socket.fileno()

    def send(self, message: bytes) -> None:
        """Send packed messages; raises ChildGone when nobody reads them."""
        try:
            self._socket.sendall(message)
        except OSError as error:
            raise ChildGone from error

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for one message; raises ChildGone when the other end closed."""
        try:
            head = self._reader.read(_HEAD.size)
            if len(head) < _HEAD.size:
                raise ChildGone
            kind, length = _HEAD.unpack(head)
            payload = self._reader.read(length)
        except (OSError, ValueError) as error:
            raise ChildGone from error
        if len(payload) < length:
            raise ChildGone
        return kind, payload

    def close(self) -> None:
        """Close this end; the other end sees it as the end of the file."""
        self._reader.close()
        self._socket.close()
