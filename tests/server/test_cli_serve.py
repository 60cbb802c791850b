"""The server as its user starts and stops it: one line with the URL, answers, a clean end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from poimenno.server.cli import main
from poimenno.server.cli_serve import Size
from poimenno.server.settings import GIB, MIB

Server = subprocess.Popen[str]
COMMAND = [sys.executable, "-c", "from poimenno.server.cli import main; main()"]
UPDATE = "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> a ent:Q1 } }"


@contextmanager
def started(
    *arguments: str, token: str | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = {name: value for name, value in os.environ.items() if name != "POIMENNO_TOKEN"}
    if token:
        environment["POIMENNO_TOKEN"] = token
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://\S+", line)
        assert match, line or process.communicate()[1]
        yield process, match.group()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def descendants(parent: int) -> set[int]:
    """Find the processes below one, by what the kernel tells."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found: set[int] = set()
    while more := {pid for pid, up in parents.items() if up in found | {parent}} - found:
        found |= more
    return found


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_empty_directory_is_served_writable_and_ends_cleanly(tmp_path: Path) -> None:
    with started("--store", str(tmp_path / "new"), token="secret") as (process, url):
        with httpx.Client(base_url=url, timeout=20) as http:
            refused = http.post("sparql", data={"update": UPDATE})
            assert refused.status_code == 401
            headers = {"Authorization": "Bearer secret"}
            assert http.post("sparql", data={"update": UPDATE}, headers=headers).is_success
            answer = http.get(
                "sparql",
                params={"query": "SELECT ?s { ?s a ent:Q1 }"},
                headers={"Accept": "text/csv"},
            )
            assert answer.text.split() == ["s", "http://example.org/a"]
        children = descendants(process.pid)
        assert children
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=15)
        assert process.returncode == 0
        assert rest == ""
        deadline = time.monotonic() + 5
        while any(map(running, children)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [pid for pid in children if running(pid)]


def test_without_a_token_it_is_read_only(tmp_path: Path) -> None:
    with started("--store", str(tmp_path / "new")) as (_, url):
        answer = httpx.post(f"{url}sparql", data={"update": UPDATE}, timeout=20)
        assert 400 < answer.status_code < 500


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with started("--store", str(tmp_path / "new")) as (_, url):
        port = url.rstrip("/").rpartition(":")[2]
        second = subprocess.run(
            [*COMMAND, "serve", "--port", port, "--store", str(tmp_path / "other")],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert second.returncode == 2
    assert port in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.long
def test_without_a_store_the_projects_own_graph_is_built_and_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POIMENNO_STORE", str(tmp_path / "own"))
    with started() as (_, url):
        query = {"query": "SELECT ?p { ?p a poi:Person }"}
        answer = httpx.get(f"{url}sparql", params=query, headers={"Accept": "text/csv"}, timeout=20)
        assert len(answer.text.splitlines()) > 100


@pytest.mark.parametrize(
    ("text", "size"),
    [("2G", 2 * GIB), ("512M", 512 * MIB), ("1.5GiB", 3 * GIB // 2), ("1000", 1000), ("4kb", 4096)],
)
def test_sizes(text: str, size: int) -> None:
    assert Size().convert(text, None, None) == size


@pytest.mark.parametrize("text", ["", "G", "-1G", "2T", "much"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Size().convert(text, None, None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--timeout", "0"],
        ["--workers", "0"],
        ["--default-graph", "some"],
        ["--store", "http://example.org/sparql"],
        ["--memory", "lots"],
    ],
)
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 2
    assert arguments[0] in result.output
