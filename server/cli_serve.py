"""The command that opens the door: serve."""

import re
from pathlib import Path

import click

from ..triples.snapshots import exists
from .cli_build import build_or_fail
from .hosting import serve as serve_until_stopped
from .settings import GIB, MIB, Settings
from .terminal import own_store

_UNITS = {"": 1, "k": 1024, "m": MIB, "g": GIB}


class Size(click.ParamType[int]):
    """A number of bytes: 2G, 512M, or plain."""

    name = "size"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read 2G, 512M, 1.5GiB or 1073741824."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([kmg]?)(?:i?b)?", value.strip().lower())
        if not match:
            self.fail(f"{value!r} is no size such as 2G or 512M", param, ctx)
        return int(float(match[1]) * _UNITS[match[2]])


@click.command(
    epilog="""\b
Examples:
  poimenno serve
  poimenno serve --host 0.0.0.0 --port 8080 --timeout 10 --memory 1G --workers 4
  POIMENNO_TOKEN=secret poimenno serve --store my-graph --default-graph plain
  poimenno serve --store sparql+http://127.0.0.1:7878/query

\b
Environment:
  POIMENNO_TOKEN  the bearer token that updates and graph writes need; without it the
                  endpoint is read-only
  POIMENNO_STORE  where the project's own graph lies
"""
)
@click.option("--host", default=Settings.host, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=Settings.port,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--store",
    metavar="DIR|sparql+http://…",
    help="A directory, created empty when it holds no store, or a SPARQL 1.1 store to stand "
    "before. Without it the project's own graph is served, and built on first use.",
)
@click.option(
    "--default-graph",
    type=click.Choice(["union", "plain"]),
    default=Settings.default_graph,
    show_default=True,
    help="What a query without FROM reads: all named graphs, or the default graph alone.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=Settings.timeout,
    show_default=True,
    help="Seconds that a request may take; a client can ask for less.",
)
@click.option(
    "--memory",
    type=Size(),
    default="2G",
    show_default=True,
    help="Memory that a query or an update may take.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    show_default="one for each core",
    help="Query processes that are kept ready.",
)
@click.option(
    "--allow-service",
    metavar="URL",
    multiple=True,
    help="An endpoint that SERVICE and LOAD may reach; can be given several times.",
)
def serve(
    *,
    host: str,
    port: int,
    store: str | None,
    default_graph: str,
    timeout: float,
    memory: int,
    workers: int | None,
    allow_service: tuple[str, ...],
) -> None:
    """Serve a graph over the SPARQL 1.1 Protocol until SIGTERM or Ctrl-C."""
    if store is None:
        own = own_store()
        if not exists(own):
            build_or_fail(own)
        store = str(own)
    elif "://" in store and not store.startswith(("sparql+http://", "sparql+https://")):
        raise click.BadParameter(
            f"{store}: a remote store starts with sparql+http://", param_hint="--store"
        )
    elif "://" not in store and Path(store).is_file():
        raise click.BadParameter(f"{store} is a file", param_hint="--store")
    serve_until_stopped(
        Settings(
            host=host,
            port=port,
            store=store,
            default_graph="plain" if default_graph == "plain" else "union",
            timeout=timeout,
            memory=memory,
            workers=workers,
            allow_service=allow_service,
        )
    )
