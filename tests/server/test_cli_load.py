"""The command `load`: a store of any RDF, closed, and left as it was when a load ends badly."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poimenno.server.cli import main
from poimenno.triples import snapshots

from ..benchmarks import generating

SCHEMA = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Arrest a owl:Class ; rdfs:subClassOf :Event ; owl:disjointWith :Person .
"""
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ARREST = f"<http://example.org/a> {A} <http://example.org/Arrest> .\n"
EVENT = ("http://example.org/a", "a", "http://example.org/Event")


# A shell lets what it puts in the background ignore SIGINT, and that would be inherited.
START = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from poimenno.server.cli import main
main()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.ttl").write_text(SCHEMA, "utf-8")
    (tmp_path / "data.nt").write_text(ARREST, "utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    schema, store = str(folder / "schema.ttl"), str(folder / "store")
    return CliRunner().invoke(main, [*words, "--schema", schema, "--store", store])


def test_what_is_loaded_is_closed_counted_and_explained(folder: Path) -> None:
    result = run(folder, "load", str(folder / "data.nt"), "--graph", "http://example.org/g")
    assert result.exit_code == 0, result.output
    printed = [line.strip() for line in result.stdout.splitlines()]
    assert "asserted triples,4" in printed
    assert "by cax-sco,2" in printed
    store = ["--store", str(folder / "store")]
    assert "http://example.org/g,1" in CliRunner().invoke(main, ["stats", *store]).stdout
    explained = CliRunner().invoke(main, ["explain", *EVENT, *store])
    assert explained.exit_code == 0, explained.output
    assert "cax-sco" in explained.stdout


def test_inconsistencies_are_listed_and_tell_by_the_exit_code(folder: Path) -> None:
    clash = ARREST + ARREST.replace("Arrest>", "Person>")
    (folder / "data.nt").write_text(clash, "utf-8")
    result = run(folder, "load", str(folder / "data.nt"))
    assert result.exit_code == 1
    assert "cax-dw" in result.stderr
    assert snapshots.exists(folder / "store")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such.nt"], "no-such.nt"),
        (["data.nt", "--graph", "no iri"], "absolute IRI"),
        (["data.nt", "--memory", "lots"], "lots"),
        (["schema.csv"], "schema.csv"),
    ],
)
def test_what_cannot_be_loaded_is_told(folder: Path, words: list[str], said: str) -> None:
    (folder / "schema.csv").write_text("a,b\n", "utf-8")
    result = run(folder, "load", str(folder / words[0]), *words[1:])
    assert result.exit_code == 4
    assert said in result.stderr
    assert "is as it was" in result.stderr
    assert not snapshots.exists(folder / "store")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_load_that_is_ended_leaves_the_store_as_it_was(folder: Path, number: int) -> None:
    assert run(folder, "load", str(folder / "data.nt")).exit_code == 0
    before = snapshots.current_snapshot(folder / "store").state
    (folder / "many.nt").write_text("".join(generating.lines(5000)), "utf-8")
    (folder / "many.ttl").write_text(generating.schema(), "utf-8")
    words = ["load", "many.nt", "--schema", "many.ttl", "--store", "store"]
    process = subprocess.Popen(
        [sys.executable, "-c", START, *words],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.readline().startswith("read:")
        process.send_signal(number)
        assert "Interrupted" in process.stderr.read()
    assert process.wait(30) == 4
    assert snapshots.current_snapshot(folder / "store").state == before
    assert [path.name for path in (folder / "store" / "generations").iterdir()] == [
        snapshots.current_generation(folder / "store").name
    ]
