"""Run the application: one process for HTTP under granian, the engine's processes behind it.

One process, because the bounds on memory and workers are counted by one engine.
"""

import contextlib
import http.client
import ipaddress
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from ..triples.snapshots import create_empty, current_snapshot, exists
from ..triples.store import StoreError
from .engine import Engine
from .local import LocalEngine
from .remote import RemoteEngine
from .settings import Settings
from .terminal import ExitCode, fail

_THREADS = 128
_STARTING = 60.0
_ENDING = 10
_REMOTE = "sparql+"
# Stdout has one line, the address; granian's own words go to stderr, and its advice on the number
# of threads, most of which wait for a worker process, to nobody.
_STDERR = {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
_LOGGING = {"handlers": {"console": _STDERR, "access": _STDERR}}


def open_engine(settings: Settings) -> Engine:
    """Open the store that the settings name; with a token it takes changes."""
    if settings.store is None:
        raise ValueError("the settings name no store")
    writable = settings.token is not None
    if settings.store.startswith(_REMOTE):
        return RemoteEngine(
            settings.store.removeprefix(_REMOTE),
            writable=writable,
            union=settings.union,
            result_size=settings.result_size,
            allowed=settings.allow_service,
        )
    return LocalEngine(
        Path(settings.store),
        writable=writable,
        union=settings.union,
        workers=settings.workers,
        memory=settings.memory,
        result_size=settings.result_size,
        allowed=settings.allow_service,
    )


class _Server(MPServer):
    """Granian, telling its worker before it waits for what the worker still answers.

    The worker holds one end of a pipe; the other one closes when this process leaves, even killed.
    """

    def leave(self, ends: tuple[int, int]) -> None:
        """Remember the pipe."""
        self._ends = ends

    def _stop_workers(self) -> None:
        os.close(self._ends[1])
        super()._stop_workers()  # type: ignore[no-untyped-call]  # granian has no types here


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; ends the command with a clear error when it cannot start."""
    try:
        port = _free_port(settings.host, settings.port)
    except OSError as error:
        reason = error.strerror or str(error)
        fail(ExitCode.USAGE, f"Cannot listen on {settings.host} port {settings.port}: {reason}.")
    url = _url(settings.host, port)
    _prepare(settings)
    ends = os.pipe()
    server = _Server(
        "poimenno",
        address=settings.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        # Its own limits stand in the way of no client: long query strings arrive.
        http1_settings=HTTP1Settings(max_buffer_size=1 << 20),
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
        workers_kill_timeout=_ENDING,
        respawn_failed_workers=True,
    )
    server.leave(ends)
    stop = threading.Event()
    server.on_startup(
        partial(
            threading.Thread(
                target=_announce, args=(settings.host, port, url, stop), daemon=True
            ).start
        )
    )
    try:
        server.serve(target_loader=partial(_load, settings, ends), wrap_loader=False)
    finally:
        stop.set()


def _prepare(settings: Settings) -> None:
    """Find out before anything listens that the store can be opened."""
    if settings.store is None:
        fail(ExitCode.USAGE, "No store is named.")
    if settings.store.startswith(_REMOTE):
        try:
            RemoteEngine(settings.store.removeprefix(_REMOTE)).close()
        except ValueError as error:
            fail(ExitCode.USAGE, f"{error}.")
        return
    directory = Path(settings.store)
    try:
        if not exists(directory):
            directory.mkdir(parents=True, exist_ok=True)
            create_empty(directory)
        current_snapshot(directory)
    except (OSError, StoreError) as error:
        fail(ExitCode.NO_STORE, f"The store {directory} cannot be opened: {error}")


def _load(settings: Settings, ends: tuple[int, int]) -> Callable[..., Any]:
    """Make the application, in the process that serves it."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    engine = open_engine(settings)
    reading, writing = ends
    os.close(writing)

    parent = os.getppid()

    def leave() -> None:
        os.read(reading, 1)
        # What is still computed is told to stop; then granian has nothing to wait for.
        engine.close()
        if os.getppid() == parent:
            time.sleep(_ENDING)
        os._exit(1)

    threading.Thread(target=leave, daemon=True).start()
    from .app import create_app  # noqa: PLC0415  all routes, and only where they are served

    return create_app(engine, settings)


def _free_port(host: str, port: int) -> int:
    """Find out that the port is free, or which one is; raises OSError.

    Granian listens with SO_REUSEPORT and would share the port of another server of this user.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _announce(host: str, port: int, url: str, stop: threading.Event) -> None:
    """Print the address once the server really answers there."""
    end = time.monotonic() + _STARTING
    while time.monotonic() < end and not stop.wait(0.05):
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    click.echo(f"poimenno serves at {url}")
                    return
            finally:
                connection.close()


def _reachable(host: str) -> str:
    """Turn the address of all interfaces into one that can be asked."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return host
