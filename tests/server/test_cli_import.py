"""`poimenno import wikidata`: whole or nothing, seen by a running server, closed with the rest."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.writing import write_program
from poimenno.queries.running import RunError, remote
from poimenno.server.cli import main
from poimenno.triples import snapshots

from ..triples.wikidata_items import item, said, time
from .conftest import Live, running

GRAPH = "https://w3id.org/poimenno/graph/wikidata"
# The schema makes something follow from what is imported, so that it shows whether it does.
OURS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
<http://example.org/one> skos:exactMatch wd:Q855 .
<http://wikiba.se/ontology#Item> <http://www.w3.org/2000/01/rdf-schema#subClassOf>
  <http://example.org/Thing> .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("importing") / "store"


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Live]:
    snapshots.create_empty(store, write_program(compile_program(Graph())))
    with running(store=str(store)) as live:
        answer = live.http.put(
            "/graphs",
            params={"graph": "http://example.org/graph"},
            content=OURS,
            headers={"Content-Type": "text/turtle"},
        )
        assert answer.status_code == 201, answer.text
        yield live


def run(store: Path, *arguments: object) -> Result:
    command = ["import", "wikidata", *map(str, arguments), "--store", str(store)]
    return CliRunner().invoke(main, command)


def written(folder: Path, *items: dict[str, Any], name: str = "some.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"entities": {one["id"]: one for one in items}}), "utf-8")
    return path


def born(year: str) -> dict[str, Any]:
    return item("Q855", said(time("P569", f"{year}-00-00", 9)))


def size(live: Live) -> int:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    answer = live.http.get("/sparql", params={"query": query, "format": "csv"})
    return int(answer.text.split()[1])


def test_a_running_server_sees_the_import_and_what_follows(
    server: Live, store: Path, tmp_path: Path
) -> None:
    done = run(store, written(tmp_path, born("1901"), item("Q35314")))
    assert done.exit_code == 0, done.output
    assert "1 of 1 linked items" in done.output
    wdt = "<http://www.wikidata.org/prop/direct/P569>"
    subject = "<http://www.wikidata.org/entity/Q855>"
    assert server.ask(f"ASK {{ GRAPH <{GRAPH}> {{ {subject} {wdt} ?day }} }}")
    assert server.ask(f"ASK {{ {subject} a <http://example.org/Thing> }}")
    assert not server.ask("ASK { <http://www.wikidata.org/entity/Q35314> ?p ?o }")
    # Another import takes the place of the first, and what followed from that goes.
    assert run(store, written(tmp_path, born("1902"))).exit_code == 0
    assert not server.ask(f'ASK {{ {subject} {wdt} ?day FILTER(STRSTARTS(STR(?day), "1901")) }}')
    assert server.ask(f'ASK {{ {subject} {wdt} ?day FILTER(STRSTARTS(STR(?day), "1902")) }}')


def test_a_failed_import_changes_nothing(server: Live, store: Path, tmp_path: Path) -> None:
    assert run(store, written(tmp_path, born("1903"))).exit_code == 0
    before = size(server)
    broken = tmp_path / "broken.json"
    broken.write_text("[\n" + json.dumps(born("1904")) + ",\n" + '{"id":"Q855",\n]\n')
    failed = run(store, broken)
    assert failed.exit_code == 4
    assert "broken.json, line 3" in failed.output
    assert "Nothing was changed" in failed.output
    nothing = run(store, written(tmp_path, item("Q35314")))
    assert nothing.exit_code == 1
    assert "None of the 1 linked items" in nothing.output
    assert size(server) == before


def test_an_endpoint_is_asked_only_when_it_is_named(server: Live, store: Path) -> None:
    # A server of this project over what was imported stands in for Wikidata's.
    before = size(server)
    done = run(store, "--endpoint", server.endpoint)
    assert done.exit_code == 0, done.output
    assert "1 of 1 linked items" in done.output
    assert size(server) > before / 2
    used = f"<{GRAPH}#import> <http://www.w3.org/ns/prov#used> <{server.endpoint}>"
    assert server.ask(f"ASK {{ {used} }}")
    for wrong in ((), ("--endpoint", server.endpoint, __file__)):
        assert run(store, *wrong).exit_code == 2
    dead = run(store, "--endpoint", "http://127.0.0.1:9/sparql")
    assert dead.exit_code == 4
    assert "http://127.0.0.1:9/sparql" in dead.output


def test_there_must_be_a_store(tmp_path: Path) -> None:
    done = run(tmp_path / "none", __file__)
    assert done.exit_code == 3


def test_a_store_without_links_is_left_alone(tmp_path: Path) -> None:
    snapshots.create_empty(tmp_path / "store")
    done = run(tmp_path / "store", written(tmp_path, born("1905")))
    assert done.exit_code == 1
    with snapshots.reading(tmp_path / "store") as graph:
        assert len(graph) == 0


class Busy(http.server.BaseHTTPRequestHandler):
    """Too busy twice, then an answer; notes who asks."""

    asked: list[str] = []  # noqa: RUF012  one server, one list

    def do_GET(self) -> None:
        self.asked.append(self.headers["User-Agent"])
        self.send_response(429 if len(self.asked) < 3 else 200)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Type", "text/turtle")
        self.end_headers()
        self.wfile.write(b"<urn:x> <urn:x> <urn:x> ." * 10)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_busy_endpoint_is_asked_again_and_its_answer_bounded() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Busy) as busy:
        threading.Thread(target=busy.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{busy.server_port}/"
        asking = "CONSTRUCT WHERE { ?s ?p ?o }"
        with pytest.raises(RunError, match="429"):
            remote(url, 5, tries=2)(asking, "text/turtle")
        Busy.asked.clear()
        reply = remote(url, 5, agent="poimenno/0 (about)", tries=3)(asking, "text/turtle")
        assert reply.data.startswith(b"<urn:x>")
        assert Busy.asked == ["poimenno/0 (about)"] * 3
        with pytest.raises(RunError, match="larger than 50 bytes"):
            remote(url, 5, most=50)(asking, "text/turtle")
        busy.shutdown()
