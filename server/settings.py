"""What the operator decides when the server starts."""

import os
from dataclasses import dataclass, field
from typing import Literal

MIB = 1024**2
GIB = 1024**3


def token_of_environment() -> str | None:
    """Read POIMENNO_TOKEN; a secret on a command line would show in every process list."""
    return os.environ.get("POIMENNO_TOKEN") or None


@dataclass(frozen=True)
class Settings:
    """How the endpoint runs.

    `store` is a directory, an address `sparql+http://…`, or None for the project's own graph,
    built on first use. `timeout` is in seconds, sizes are in bytes. Without a `token` the server is
    read-only. `max_query`, `max_update` and `max_body` (of a graph) bound what clients send.
    `allow_service` lists the endpoints that SERVICE and LOAD may reach.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    store: str | None = None
    default_graph: Literal["union", "plain"] = "union"
    timeout: float = 30.0
    memory: int = 2 * GIB
    workers: int | None = None
    allow_service: tuple[str, ...] = ()
    result_size: int = GIB
    max_query: int = 8 * MIB
    max_update: int = 128 * MIB
    max_body: int = GIB
    token: str | None = field(default_factory=token_of_environment, repr=False)

    @property
    def union(self) -> bool:
        """Whether the default graph of queries is the union of all graphs."""
        return self.default_graph == "union"
