"""The application over an empty store, and live servers over a local and over a remote one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from poimenno.server.app import create_app
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings

TOKEN = "a-token-for-tests"
START = """\
import json, sys
from poimenno.server.hosting import serve
from poimenno.server.settings import Settings
serve(Settings(**json.loads(sys.argv[1])))
"""


@dataclass
class Live:
    """A server that listens: its address, its process, and a client with the token."""

    url: str
    process: subprocess.Popen[str]
    http: httpx.Client
    kind: str = "local"

    @property
    def endpoint(self) -> str:
        return self.url + "sparql"

    def update(self, text: str) -> None:
        answer = self.http.post(
            "/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-update"}
        )
        assert answer.status_code == 204, answer.text

    def ask(self, text: str) -> bool:
        answer = self.http.get("/sparql", params={"query": text, "format": "json"})
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])


def first_line(process: subprocess.Popen[str], seconds: float = 60) -> str:
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        lines.append(process.stdout.readline())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else ""


@contextmanager
def running(token: str | None = TOKEN, kind: str = "local", **settings: object) -> Iterator[Live]:
    environment = {name: value for name, value in os.environ.items() if name != "POIMENNO_TOKEN"}
    if token:
        environment["POIMENNO_TOKEN"] = token
    process = subprocess.Popen(
        [sys.executable, "-c", START, json.dumps({"port": 0, **settings})],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = first_line(process)
        assert "http://" in line, f"the server says {line!r}"
        url = line[line.index("http://") :].strip()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            yield Live(url, process, client, kind)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def copy_store(store: Path, target: Path) -> Path:
    """Copy a store that nobody writes: table files never change, so they are linked."""

    def put(source: str, copied: str) -> None:
        if source.endswith(".sst"):
            os.link(source, copied)
        else:
            shutil.copy2(source, copied)

    shutil.copytree(store, target, symlinks=True, copy_function=put)
    return target


@contextmanager
def oxigraph_serving() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    binary = Path(sys.executable).with_name("oxigraph")
    with tempfile.TemporaryDirectory() as directory:
        # A query that we gave up goes on there, and would slow whatever is tested next.
        bounded = ["--timeout-s", "10"]
        process = subprocess.Popen(
            [binary, "serve", *bounded, "--location", directory, "--bind", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            end = time.monotonic() + 20
            while time.monotonic() < end:
                try:
                    httpx.get(url)
                    break
                except httpx.HTTPError:
                    time.sleep(0.05)
            yield f"sparql+{url}/query"
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def start() -> Callable[..., object]:
    """Start a server of one's own: `with start(store=…) as live`."""
    return running


@pytest.fixture(scope="session")
def curated_server(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over a copy of the curated graph; tests may add to it, and take nothing away."""
    store = copy_store(built_store, tmp_path_factory.mktemp("curated") / "store")
    with running(store=str(store), timeout=60) as live:
        yield live


@pytest.fixture(scope="session")
def remote_store() -> Iterator[str]:
    with oxigraph_serving() as address:
        yield address


@pytest.fixture(scope="session", params=["local", "remote"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A writable server over each kind of store; what it holds is emptied before each test."""
    if request.param == "local":
        store = str(tmp_path_factory.mktemp("served") / "store")
    else:
        store = request.getfixturevalue("remote_store")
    with running(store=store, default_graph="plain", kind=request.param, timeout=10) as live:
        yield live


@pytest.fixture(scope="module")
def plain_server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for the W3C suites: plain default graph, and the token they send."""
    store = str(tmp_path_factory.mktemp("plain") / "store")
    with running(token="w3c", store=store, default_graph="plain") as live:
        yield live.url


@pytest.fixture
def empty(server: Live) -> Live:
    server.update("DROP ALL")
    return server


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    engine = LocalEngine(tmp_path_factory.mktemp("app") / "store", writable=True, workers=1)
    app = create_app(engine, Settings(token=TOKEN))
    app.testing = False
    yield app
    engine.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}
