"""The local engine: what is answered is there, what failed is not, readers see whole states."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.server.engine import (
    BadRequest,
    Busy,
    Dataset,
    EngineError,
    Query,
    Refused,
    Unevaluable,
    UnknownGraph,
    Update,
)
from poimenno.server.local import LocalEngine

BASE = "http://example.org/"
JSON = "application/sparql-results+json"
G1, G2 = BASE + "g1", BASE + "g2"
SETUP = f"""
INSERT DATA {{
  <{BASE}a> <{BASE}p> 1
  GRAPH <{G1}> {{ <{BASE}b> <{BASE}p> 2 }}
  GRAPH <{G2}> {{ <{BASE}c> <{BASE}p> 3 }}
}}"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    engine = LocalEngine(tmp_path / "store", writable=True)
    engine.update(Update(SETUP, BASE, 10))
    yield engine
    engine.close()


def read(
    engine: LocalEngine,
    text: str,
    *,
    media_type: str = JSON,
    dataset: Dataset | None = None,
    timeout: float = 10,
) -> bytes:
    answer = engine.query(Query(text, media_type, BASE, timeout, dataset or Dataset()))
    return b"".join(answer.chunks)


def values(engine: LocalEngine, text: str, dataset: Dataset | None = None) -> list[str]:
    rows = json.loads(read(engine, text, dataset=dataset))["results"]["bindings"]
    return sorted(row["o"]["value"] for row in rows)


def count(engine: LocalEngine) -> int:
    return sum(engine.graph_sizes().values())


OBJECTS = f"SELECT ?o {{ ?s <{BASE}p> ?o }}"


def test_an_answer_names_its_state_and_length(engine: LocalEngine) -> None:
    answer = engine.query(Query(OBJECTS, JSON, BASE, 10))
    whole = b"".join(answer.chunks)
    assert (answer.media_type, answer.length, answer.state) == (JSON, len(whole), engine.state())


def test_the_default_graph_of_queries(engine: LocalEngine) -> None:
    assert values(engine, OBJECTS) == ["1", "2", "3"]
    assert values(engine, OBJECTS.replace("{", f"FROM <{G1}> {{", 1)) == ["2"]
    assert values(engine, OBJECTS.replace("{", f"FROM NAMED <{G1}> {{", 1)) == []
    assert values(engine, OBJECTS, Dataset((G2,), None)) == ["3"]
    assert values(engine, OBJECTS.replace("{", f"FROM <{G1}> {{", 1), Dataset((G2,))) == ["3"]
    named = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    assert values(engine, named) == ["2", "3"]
    assert values(engine, named, Dataset(None, (G2,))) == ["3"]
    assert values(engine, named, Dataset((G2,), None)) == []


def test_the_plain_default_graph(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", writable=True, union=False)
    try:
        engine.update(Update(SETUP, BASE, 10))
        assert values(engine, OBJECTS) == ["1"]
        with pytest.raises(BadRequest, match="prefix that is not declared"):
            read(engine, "SELECT * { ?s rdf:type ?o }")
    finally:
        engine.close()


def test_common_prefixes_need_no_declaration(engine: LocalEngine) -> None:
    engine.update(Update("INSERT DATA { wd:Q1 rdf:type poi:Person }", BASE, 10))
    turtle = read(engine, "CONSTRUCT { ?s a ?o } { ?s a poi:Person, ?o }", media_type="text/turtle")
    assert b"@prefix poi: <https://w3id.org/poimenno/ontology#>" in turtle
    assert b"<https://w3id.org/poimenno/entity/Q1> a poi:Person" in turtle
    own = read(engine, "PREFIX poi: <http://e/> ASK { ?s a poi:Person }")
    assert b"false" in own


def test_the_dataset_of_an_update(engine: LocalEngine) -> None:
    text = f"INSERT {{ <{BASE}x> <{BASE}q> ?o }} WHERE {{ ?s <{BASE}p> ?o }}"
    engine.update(Update(text, BASE, 10, Dataset((G2,))))
    assert values(engine, f"SELECT ?o {{ ?s <{BASE}q> ?o }}") == ["3"]
    engine.update(Update(text, BASE, 10))
    assert values(engine, f"SELECT ?o {{ ?s <{BASE}q> ?o }}") == ["1", "3"]
    with pytest.raises(BadRequest, match="using-graph-uri"):
        engine.update(Update(f"WITH <{G1}> {text}", BASE, 10, Dataset((G2,))))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * {\n@", BadRequest),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", Refused),
        ("SELECT * { ?s ?p ?o } ORDER BY", BadRequest),
        ("", BadRequest),
        ("\x00\ud7ff\U0010ffff", BadRequest),
        ("CLEAR ALL", BadRequest),
    ],
)
def test_a_bad_query_is_an_error_with_a_reason(
    engine: LocalEngine, text: str, error: type[EngineError]
) -> None:
    with pytest.raises(error, match=r"line [12], column"):
        read(engine, text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA {", BadRequest),
        ("LOAD <http://127.0.0.1/>", Refused),
        ("CLEAR GRAPH <http://example.org/none>", Unevaluable),
        ("SELECT * {}", BadRequest),
    ],
)
def test_a_bad_update_changes_nothing(
    engine: LocalEngine, text: str, error: type[EngineError]
) -> None:
    before = engine.state()
    with pytest.raises(error):
        engine.update(Update(f"INSERT DATA {{ <a> <b> 1 }} ; {text}", BASE, 10))
    assert engine.state() == before
    engine.update(Update("INSERT DATA { <a> <b> 2 }", BASE, 10))
    assert count(engine) == 4


def test_graphs_are_written_read_and_removed(engine: LocalEngine) -> None:
    new = BASE + "new"

    def write(data: bytes, *, replace: bool, media_type: str = "text/turtle") -> bool:
        return engine.write_graph(
            new, io.BytesIO(data), media_type, new, replace=replace, timeout=10
        )

    assert write(b"<a> <b> 1 .", replace=True)
    assert not write(b"<a> <b> 2 .", replace=False)
    assert engine.graph_sizes()[new] == 2
    assert not write(b"<a> <b> 3 .", replace=True)
    answer = engine.read_graph(new, "application/n-triples", 10)
    assert b"".join(answer.chunks).startswith(b"<http://example.org/a> <http://example.org/b> ")
    before = engine.state()
    with pytest.raises(BadRequest, match=r"^Parser error at line 2"):
        write(b"<a> <b> 3 .\n<a> <b c> 4 .", replace=True)
    assert engine.state() == before
    assert engine.graph_sizes()[new] == 1
    engine.delete_graph(new, 10)
    for missing in (
        lambda: engine.delete_graph(new, 10),
        lambda: engine.read_graph(new, "text/turtle", 10),
    ):
        with pytest.raises(UnknownGraph, match=new):
            missing()
    engine.delete_graph(None, 10)
    assert engine.graph_sizes() == {G1: 1, G2: 1, None: 0}


def test_a_body_of_many_megabytes_is_loaded(engine: LocalEngine) -> None:
    lines = b"".join(b'<s%d> <p> "%040d" .\n' % (n, n) for n in range(80_000))
    engine.write_graph(G1, io.BytesIO(lines), "text/turtle", BASE, replace=True, timeout=30)
    assert engine.graph_sizes()[G1] == 80_000
    before = engine.state()
    with pytest.raises(BadRequest, match="line 80001"):
        engine.write_graph(
            G1, io.BytesIO(lines + b"broken"), "text/turtle", BASE, replace=True, timeout=30
        )
    assert engine.state() == before
    engine.update(Update("INSERT DATA { <a> <b> 1 }", BASE, 10))
    assert engine.graph_sizes()[G1] == 80_000
    answer = engine.query(Query("SELECT * { ?s ?p ?o }", "text/csv", BASE, 30))
    assert answer.length is None
    assert b"".join(answer.chunks).count(b"\n") == 80_000 + 1 + 3


def test_a_read_only_engine_refuses_changes(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store")
    try:
        with pytest.raises(Refused, match="read-only"):
            engine.update(Update("CLEAR ALL", BASE, 10))
        assert count(engine) == 0
    finally:
        engine.close()


def writer_of(engine: LocalEngine) -> int:
    assert engine._writer is not None
    return engine._writer.process.pid


def test_what_is_answered_survives_the_end_of_the_writer(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", writable=True)
    for n in range(8):
        engine.update(Update(f"INSERT DATA {{ <s> <p> {n} }}", BASE, 10))
        os.kill(writer_of(engine), signal.SIGKILL)
        assert count(engine) == n + 1
    engine.close()
    again = LocalEngine(tmp_path / "store")
    try:
        assert count(again) == 8
    finally:
        again.close()


DYING = """
import os, signal, sys
from pathlib import Path
from poimenno.server.engine import Update
from poimenno.server.local import LocalEngine
engine = LocalEngine(Path(sys.argv[1]), writable=True)
engine.update(Update("INSERT DATA { <s> <p> 'kept' }", "http://example.org/", 10))
print(engine._writer.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_is_answered_survives_the_end_of_the_server(tmp_path: Path) -> None:
    store = tmp_path / "store"
    died = subprocess.run(
        [sys.executable, "-c", DYING, str(store)], capture_output=True, text=True, check=False
    )
    assert died.returncode == -signal.SIGKILL
    engine = LocalEngine(store, writable=True)
    try:
        assert values(engine, "SELECT ?o { ?s ?p ?o }") == ["kept"]
        engine.update(Update("INSERT DATA { <s> <p> 'more' }", BASE, 10))
        assert count(engine) == 2
    finally:
        engine.close()
    # The children saw their parent go.
    deadline = time.monotonic() + 3
    while Path(f"/proc/{died.stdout.strip()}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{died.stdout.strip()}").exists()


@pytest.mark.parametrize("delay", [0.05, 0.3, 0.6, 0.9])
def test_of_an_update_cut_short_nothing_is_there(tmp_path: Path, delay: float) -> None:
    engine = LocalEngine(tmp_path / "store", writable=True)
    numbers = " ".join(str(n) for n in range(700))
    large = """INSERT { ?s <p> ?o } WHERE {
        VALUES ?o { NUMBERS } VALUES ?n { NUMBERS }
        BIND(IRI(CONCAT("http://example.org/", STR(?n))) AS ?s) }""".replace("NUMBERS", numbers)
    engine.update(Update("INSERT DATA { <s> <p> 'first' }", BASE, 10))
    before = engine.state()
    pid = writer_of(engine)
    killer = threading.Timer(delay, os.kill, [pid, signal.SIGKILL])
    killer.start()
    with pytest.raises(EngineError):
        engine.update(Update(large, BASE, 60))
    assert engine.state() == before
    engine.update(Update("INSERT DATA { <s> <p> 'second' }", BASE, 10))
    engine.close()
    again = LocalEngine(tmp_path / "store")
    try:
        assert count(again) == 2
    finally:
        again.close()


def test_readers_never_see_half_of_an_update(engine: LocalEngine) -> None:
    marks = " ".join(f"<m{n}>" for n in range(200))
    text = """DELETE { ?s <turn> ?old } INSERT { ?s <turn> %d }
        WHERE { VALUES ?s { MARKS } OPTIONAL { ?s <turn> ?old } }""".replace("MARKS", marks)
    engine.update(Update(text % 0, BASE, 10))
    stop = threading.Event()
    seen: list[tuple[int, int, int]] = []

    def watch() -> None:
        look = "SELECT (COUNT(*) AS ?n) (MIN(?t) AS ?low) (MAX(?t) AS ?high) { ?s <turn> ?t }"
        while not stop.is_set():
            row = json.loads(read(engine, look))["results"]["bindings"][0]
            n, low, high = (int(row[name]["value"]) for name in ("n", "low", "high"))
            seen.append((n, low, high))

    readers = [threading.Thread(target=watch) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(1, 13):
        engine.update(Update(text % turn, BASE, 10))
        # The next query sees what was answered.
        assert f'"{turn}"'.encode() in read(engine, "SELECT (MIN(?t) AS ?o) { ?s <turn> ?t }")
    stop.set()
    for reader in readers:
        reader.join()
    assert all(n == 200 and low == high for n, low, high in seen)
    assert len({low for _, low, _ in seen}) > 3


def test_two_servers_over_one_directory_take_turns(tmp_path: Path) -> None:
    one = LocalEngine(tmp_path / "store", writable=True)
    two = LocalEngine(tmp_path / "store", writable=True)
    try:
        for n in range(3):
            one.update(Update(f"INSERT DATA {{ <one> <p> {n} }}", BASE, 10))
            two.update(Update(f"INSERT DATA {{ <two> <p> {n} }}", BASE, 10))
        assert count(one) == count(two) == 6
    finally:
        one.close()
        two.close()


def test_old_snapshots_go(engine: LocalEngine, tmp_path: Path) -> None:
    for n in range(10):
        engine.update(Update(f"INSERT DATA {{ <s> <p> {n} }}", BASE, 10))
        count(engine)
    snapshots = next((tmp_path / "store" / "generations").iterdir()) / "snapshots"
    assert len([path for path in snapshots.iterdir() if path.is_dir()]) <= 6
    assert not list((tmp_path / "store" / "incoming").glob("*"))


def test_an_engine_that_is_closed_has_no_children(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", writable=True)
    engine.update(Update("INSERT DATA { <s> <p> 1 }", BASE, 10))
    pids = [writer_of(engine), *(child.process.pid for child in engine._pool._idle)]
    answer = engine.query(Query("SELECT * { ?s ?p ?o }", JSON, BASE, 10))
    engine.close()
    assert answer.length
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    with pytest.raises(Busy, match="shutting down"):
        read(engine, "ASK {}")


def test_a_point_query_takes_about_a_millisecond(engine: LocalEngine) -> None:
    times = []
    for _ in range(200):
        start = time.perf_counter()
        read(engine, f"SELECT ?o {{ <{BASE}b> <{BASE}p> ?o }}")
        times.append(time.perf_counter() - start)
    assert sorted(times)[20] < 0.005
