"""The server as a process: it ends with all its children, whatever they do."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from poimenno.server.hosting import open_engine
from poimenno.server.remote import RemoteEngine
from poimenno.server.settings import Settings

from .conftest import START, Live

HEAVY = "SELECT (COUNT(*) AS ?n) { " + " ".join(
    f"VALUES ?x{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6)
)


def family(pid: int) -> set[int]:
    found = {pid}
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found |= family(int(child))
    return found


def gone(pids: set[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("busy", [False, True])
def test_the_server_ends_with_every_child(
    start: Callable[..., AbstractContextManager[Live]],
    tmp_path: Path,
    end: signal.Signals,
    busy: bool,
) -> None:
    with start(store=str(tmp_path / "store"), timeout=60) as live:
        live.update("INSERT DATA { <a> <b> <c> }")
        answers: list[int] = []

        def ask() -> None:
            try:
                answers.append(
                    httpx.get(live.endpoint, params={"query": HEAVY + "}"}, timeout=60).status_code
                )
            except httpx.HTTPError:
                answers.append(0)

        asking = threading.Thread(target=ask)
        if busy:
            asking.start()
            time.sleep(0.7)
        pids = family(live.process.pid)
        assert len(pids) > 2
        live.process.send_signal(end)
        code = live.process.wait(20)
        assert gone(pids, 5), pids
        if end != signal.SIGKILL:
            assert code == 0
        if busy:
            asking.join(20)
            assert answers in ([503], [0])


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = f'{{"store": "{tmp_path / "store"}", "port": {port}}}'
        ended = subprocess.run(
            [sys.executable, "-c", START, settings], capture_output=True, text=True, check=False
        )
    assert ended.returncode == 2
    assert str(port) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not ended.stdout


def test_a_store_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no store")
    settings = f'{{"store": "{tmp_path / "file"}", "port": 0}}'
    ended = subprocess.run(
        [sys.executable, "-c", START, settings], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3
    assert "cannot be opened" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_store_survives_the_server(
    start: Callable[..., AbstractContextManager[Live]], tmp_path: Path
) -> None:
    store = str(tmp_path / "store")
    with start(store=store) as live:
        live.update("INSERT DATA { GRAPH <http://e.example/g> { <a> <b> 1 } }")
        os.kill(live.process.pid, signal.SIGKILL)
        live.process.wait()
    with start(store=store) as live:
        assert live.ask("ASK { GRAPH <http://e.example/g> { ?s ?p 1 } }")


@pytest.mark.parametrize(
    ("address", "query", "update"),
    [
        ("http://a.example", "http://a.example/query", "http://a.example/update"),
        ("http://a.example/ds/sparql", "http://a.example/ds/sparql", "http://a.example/ds/update"),
        ("http://a.example/q#update=/u&graphs=g", "http://a.example/q", "http://a.example/u"),
    ],
)
def test_the_endpoints_of_a_remote_store(address: str, query: str, update: str) -> None:
    engine = open_engine(Settings(store=f"sparql+{address}", token=None))
    assert isinstance(engine, RemoteEngine)
    assert engine.endpoints[:2] == (query, update)
    engine.close()
