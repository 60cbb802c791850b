"""The closure lives: what is inferred comes and goes with what is asserted, over real HTTP."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import Graph
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.server.engine import EngineError, Refused, Update
from poimenno.server.local import LocalEngine
from poimenno.triples.asserting import ENTAILED_GRAPHS, is_entailed_graph
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.snapshots import reading

from .conftest import TOKEN, Live, copy_store, running

BASE = "http://example.org/"
GRAPH = BASE + "g"
PERSON = f"<{BASE}person>"
# An invented person: killed in 1938, and cleared by a court in 1956.
DEATH = f'{PERSON} a poi:Person ; poi:latestDeath "1938-04-01"^^xsd:date .'
DECISION = f"""
<{BASE}decision> a poi:JudicialRehabilitation ; poi:affects {PERSON} ; poi:hasOutcome poi:granted ;
  poi:earliestDate "1956-05-01"^^xsd:date ; poi:latestDate "1956-05-01"^^xsd:date ."""
PREFIXES = f"""
PREFIX poi: <{ONTOLOGY}>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def curated(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over a copy of the curated graph."""
    store = copy_store(built_store, tmp_path_factory.mktemp("living") / "store")
    with running(store=str(store), timeout=120) as live:
        yield live


def update(live: Live, text: str) -> None:
    client = SPARQLWrapper(live.endpoint)
    client.setMethod(POST)
    client.setRequestMethod(POSTDIRECTLY)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setQuery(PREFIXES + text)
    client.query()


def rows(live: Live, text: str) -> list[tuple[str, ...]]:
    client = SPARQLWrapper(live.endpoint)
    client.setQuery(text)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    return [
        tuple(row[name]["value"] for name in found["head"]["vars"])
        for row in found["results"]["bindings"]
    ]


def classes(live: Live) -> set[str]:
    found = rows(live, f"SELECT ?class {{ {PERSON} a ?class }}")
    return {name.removeprefix(ONTOLOGY) for (name,) in found if name.startswith(ONTOLOGY)}


def inferred(live: Live) -> dict[str, int]:
    """Count what is inferred, by graph."""
    count = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    return {graph: int(n) for graph, n in rows(live, count) if is_entailed_graph(graph)}


def test_a_rehabilitation_makes_its_classes_and_takes_them_along(curated: Live) -> None:
    before = inferred(curated)
    assert len(before) == len(ENTAILED_GRAPHS)
    update(curated, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {DEATH} }} }}")
    alone = classes(curated)
    assert {"Person", "PersonOrGroup"} <= alone
    assert "RehabilitatedPerson" not in alone
    update(curated, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {DECISION} }} }}")
    # By the ontology, and by a rule file that compares the days.
    assert {"RehabilitatedPerson", "PosthumouslyRehabilitatedPerson"} <= classes(curated)
    update(
        curated,
        f"""WITH <{GRAPH}> DELETE {{ ?d poi:earliestDate ?day }}
        INSERT {{ ?d poi:earliestDate "1930-01-01"^^xsd:date }}
        WHERE {{ ?d poi:earliestDate ?day ; poi:hasOutcome poi:granted }}""",
    )
    assert "PosthumouslyRehabilitatedPerson" not in classes(curated)
    assert "RehabilitatedPerson" in classes(curated)
    update(curated, f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{BASE}decision> ?p ?o }} }}")
    assert classes(curated) == alone
    update(curated, f"DROP GRAPH <{GRAPH}>")
    assert classes(curated) == set()
    assert inferred(curated) == before


def test_the_same_over_the_graph_store(curated: Live) -> None:
    before = inferred(curated)
    address = f"/graphs?graph={quote(GRAPH, safe='')}"
    turtle = {"Content-Type": "text/turtle"}

    def send(method: str, *statements: str) -> int:
        body = "".join((PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n"), *statements))
        answer = curated.http.request(method, address, content=body.encode(), headers=turtle)
        return answer.status_code

    assert send("PUT", DEATH, DECISION) == 201
    assert "PosthumouslyRehabilitatedPerson" in classes(curated)
    assert send("PUT", DEATH) == 204
    alone = classes(curated)
    assert "Person" in alone
    assert "RehabilitatedPerson" not in alone
    assert send("POST", DECISION) == 204
    assert "RehabilitatedPerson" in classes(curated)
    assert curated.http.delete(address).status_code == 204
    assert classes(curated) == set()
    assert inferred(curated) == before


def test_nobody_writes_what_is_inferred(curated: Live) -> None:
    before = inferred(curated)
    graph = ENTAILED_GRAPHS["high"]
    for text in (
        f"INSERT DATA {{ GRAPH <{graph}> {{ {PERSON} a poi:Person }} }}",
        f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
        f"DROP SILENT GRAPH <{graph}>",
    ):
        answer = curated.http.post("/sparql", data={"update": PREFIXES + text})
        assert (answer.status_code, "what is inferred" in answer.text) == (403, True), answer.text
    address = f"/graphs?graph={quote(graph, safe='')}"
    for method in ("PUT", "POST", "DELETE"):
        answer = curated.http.request(
            method, address, content=b"<a> <b> <c> .", headers={"Content-Type": "text/turtle"}
        )
        assert (answer.status_code, "what is inferred" in answer.text) == (403, True), answer.text
    assert inferred(curated) == before


SCHEMA = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
INSERT DATA { GRAPH <schema> { <knows> a owl:SymmetricProperty ; rdfs:domain <Person> .
  <Person> rdfs:subClassOf <Being> } GRAPH <g> { <a> <knows> <b> } }"""


def asserted_and_entailed(store: Path) -> tuple[set[Any], set[Any]]:
    with reading(store) as opened:
        quads = list(opened.match(None, None, None))
    asserted = {triple for triple, graph in quads if not is_entailed_graph(graph)}
    return asserted, {triple for triple, graph in quads if is_entailed_graph(graph)}


def check_closed(store: Path) -> int:
    """Compare what is entailed with the closure of what is asserted; gives how much that is."""
    asserted, entailed = asserted_and_entailed(store)
    assert entailed == set(close_graph(Graph(), asserted, InMemory()).entailed())
    return len(asserted)


def test_a_store_made_empty_is_closed_unless_it_is_plain(tmp_path: Path) -> None:
    for union in (True, False):
        store = tmp_path / str(union)
        engine = LocalEngine(store, writable=True, union=union)
        try:
            engine.update(Update(SCHEMA, BASE, 30))
            asserted, entailed = asserted_and_entailed(store)
            assert (len(asserted), bool(entailed)) == (4, union)
            if union:
                check_closed(store)
                with pytest.raises(Refused):
                    engine.delete_graph(ENTAILED_GRAPHS["high"], 10)
            engine.update(Update("DROP ALL", BASE, 30))
            assert asserted_and_entailed(store) == (set(), set())
        finally:
            engine.close()


# With the second, all is inferred anew.
FURTHER = ["", "; INSERT DATA { GRAPH <schema> { <Being> rdfs:subClassOf <Thing> } }"]


@pytest.mark.parametrize("delay", [0.1, 0.4, 0.8])
@pytest.mark.parametrize("further", FURTHER, ids=["followed", "anew"])
def test_a_kill_in_the_middle_leaves_a_whole_state(
    tmp_path: Path, delay: float, further: str
) -> None:
    store = tmp_path / "store"
    engine = LocalEngine(store, writable=True)
    numbers = " ".join(str(n) for n in range(600))
    large = """INSERT { GRAPH <h> { ?s <knows> ?o } } WHERE { VALUES ?n { NUMBERS }
        BIND(IRI(CONCAT("http://example.org/", STR(?n))) AS ?s)
        BIND(IRI(CONCAT("http://example.org/", STR(?n + 1))) AS ?o) }"""
    large = large.replace("NUMBERS", numbers) + further
    try:
        engine.update(Update(SCHEMA, BASE, 30))
        before = engine.state()
        assert engine._writer is not None
        killer = threading.Timer(delay, os.kill, [engine._writer.process.pid, signal.SIGKILL])
        killer.start()
        try:
            engine.update(Update(large, BASE, 60))
        except EngineError:
            assert engine.state() == before
        killer.join()
        # Killed, and gone from the system's table: the next change finds no half-dead writer.
        if engine._writer is not None:
            engine._writer.process.wait(10)
        assert check_closed(store) == (4 if engine.state() == before else 604 + bool(further))
        engine.update(Update("INSERT DATA { GRAPH <g> { <b> <knows> <c> } }", BASE, 30))
        check_closed(store)
    finally:
        engine.close()
