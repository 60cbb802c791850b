"""The commands that ask and write out, run as a user runs them, over a small store."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poimenno.server.cli import main
from poimenno.triples.asserting import ENTAILED_GRAPHS
from poimenno.triples.snapshots import primary, publish_generation
from poimenno.triples.store import Store

GRAPH = "http://example.org/graph"
DATA = """
@prefix ent: <https://w3id.org/poimenno/entity/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ent:Q1 rdfs:label "Иван"@ru, "Ivan \\u001B[31m"@en ; rdfs:seeAlso ent:Q2 .
ent:Q2 rdfs:label "Anna"@en .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("small") / "store"

    def prepare(generation: Path) -> None:
        with Store.open(primary(generation)) as filled:
            filled.load(DATA.encode(), "text/turtle", graph=GRAPH)
            triple = b"<http://example.org/x> <http://example.org/p> <http://example.org/y> ."
            filled.load(triple, "text/turtle", graph=ENTAILED_GRAPHS["low"])

    publish_generation(directory, prepare)
    return directory


def run(store: Path, *arguments: str, given: str | None = None) -> Result:
    environment = {"POIMENNO_STORE": str(store), "COLUMNS": "200"}
    return CliRunner().invoke(main, arguments, input=given, env=environment)


NAMES = "SELECT ?name { ?who rdfs:label ?name } ORDER BY ?name"


def test_a_text_is_run_and_answered_in_csv(store: Path) -> None:
    result = run(store, "query", "-q", NAMES)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["name", "Anna", "Ivan \x1b[31m", "Иван"]


def test_a_table_obeys_no_control_characters(store: Path) -> None:
    result = run(store, "query", "-q", NAMES, "--format", "table")
    assert "Иван @ru" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("form", "start"),
    [("json", "{"), ("xml", "<?xml"), ("tsv", "?name"), ("csv", "name")],
)
def test_machine_formats(store: Path, form: str, start: str) -> None:
    assert run(store, "query", "-q", NAMES, "-f", form).stdout.startswith(start)


def test_stdin_and_files(store: Path, tmp_path: Path) -> None:
    assert run(store, "query", "-", given="ASK { ent:Q1 ?p ?o }").stdout == "true\n"
    path = tmp_path / "mine.rq"
    path.write_text(
        "#+ summary: One's names.\n#+ parameters: {who: iri, lang: string}\n"
        "SELECT ?name { ?who rdfs:label ?name FILTER(LANG(?name) = ?lang) }"
    )
    result = run(store, "query", str(path), "-p", "who=Q1", "-p", "lang=ru", "-p", "lang=xx")
    assert result.stdout.splitlines() == ["name", "Иван"]


def test_a_construct_gives_turtle_or_what_is_asked(store: Path) -> None:
    text = "CONSTRUCT { ?a rdfs:seeAlso ?b } { ?a rdfs:seeAlso ?b }"
    assert "rdfs:seeAlso" in run(store, "query", "-q", text).stdout
    lines = run(store, "query", "-q", text, "-f", "nt").stdout.splitlines()
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["query"], 2, "one of them"),
        (["query", "x", "-q", "ASK {}"], 2, "one of them"),
        (["query", "no-such-query"], 2, "no query is named"),
        (["query", "-q", "ASK { ?s ?p"], 4, "line 1"),
        (["query", "-q", "DROP ALL"], 4, "not a SPARQL query"),
        (["query", "-q", "ASK { SERVICE <http://127.0.0.1/> {} }"], 4, "SERVICE is refused"),
        (["query", "-q", "ASK {}", "-p", "a"], 2, "NAME=VALUE"),
        (["query", "-q", "ASK {}", "-p", "a=b"], 2, "no parameter 'a'"),
        (["query", "-q", "ASK {}", "-f", "ttl"], 4, "no form ttl"),
        (["query", "-q", "ASK {}", "--endpoint", "http://127.0.0.1:9/"], 4, "refused"),
        (["describe", "no iri"], 2, "no absolute IRI"),
        (["describe", "Q9"], 1, "Nothing is said"),
        (["describe", "Q9", "-f", "csv"], 1, "Nothing is said"),
        (["queries", "nowhere"], 2, "no topic"),
        (["dump", "--asserted", "--entailed"], 2, "exclude"),
        (["dump", "--graph", "http://example.org/nowhere"], 1, "no graph"),
        (["stats", "--store", "/nonexistent/store"], 3, "poimenno build"),
    ],
)
def test_what_is_wrong_is_said(store: Path, arguments: list[str], code: int, message: str) -> None:
    result = run(store, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_describe_tells_the_graph(store: Path) -> None:
    result = run(store, "describe", "Q1", "--format", "table")
    assert "ent:Q2" in result.stdout
    assert GRAPH in result.stdout
    assert "ent:Q1 rdfs:seeAlso ent:Q2" in run(store, "describe", "ent:Q1").stdout


def test_dump_and_stats(store: Path, tmp_path: Path) -> None:
    assert len(run(store, "dump").stdout.splitlines()) == 5
    assert len(run(store, "dump", "--asserted").stdout.splitlines()) == 4
    assert len(run(store, "dump", "--entailed", "-f", "nt").stdout.splitlines()) == 1
    target = tmp_path / "out.ttl"
    run(store, "dump", "--graph", GRAPH, "-o", str(target))
    assert target.read_text(encoding="utf-8").startswith("@prefix")
    assert list(tmp_path.iterdir()) == [target]
    rows = json.loads(run(store, "stats", "-f", "json").stdout)["results"]["bindings"]
    assert {row["graph"]["value"]: row["triples"]["value"] for row in rows} == {
        GRAPH: "4",
        ENTAILED_GRAPHS["low"]: "1",
        "total": "5",
    }


def test_the_catalogue_is_listed(store: Path) -> None:
    lines = run(store, "queries").stdout.splitlines()
    assert lines[0] == "name,question,parameters,summary"
    assert len(lines) > 40
    listed = run(store, "queries", "checks").stdout.splitlines()
    assert all(line.startswith("checks/") for line in listed[1:])


def test_the_deadline_ends_the_process(store: Path) -> None:
    product = "SELECT (COUNT(*) AS ?n) { " + "".join(f"?a{n} ?b{n} ?c{n} . " for n in range(14))
    command = [sys.executable, "-c", "from poimenno.server.cli import main; main()", "query"]
    done = subprocess.run(
        [*command, "-q", product + "}", "--timeout", "1", "--store", str(store)],
        timeout=20,
        check=False,
        capture_output=True,
    )
    assert done.returncode == -14
    assert not done.stdout


def test_version_and_help(store: Path) -> None:
    assert "0.1.0" in run(store, "--version").stdout
    assert "Exit codes" in run(store, "--help").stdout
