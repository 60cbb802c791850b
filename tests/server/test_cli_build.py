"""The commands that make and judge a graph, over tables and stores small enough to be quick."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poimenno.server.cli import main
from poimenno.triples import pipeline
from poimenno.triples.progress import Progress
from poimenno.triples.snapshots import create_empty, primary, publish_generation
from poimenno.triples.store import Store

GOOD = """
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Tribunal rdfs:subClassOf ex:Body .
ex:b a ex:Tribunal .
"""
BAD = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
<http://example.org/nobody> a poi:Person .
"""
Making = Callable[[str], Path]


@pytest.fixture
def made(tmp_path: Path) -> Making:
    def make(turtle: str) -> Path:
        def prepare(generation: Path) -> None:
            with Store.open(primary(generation)) as filled:
                filled.load(turtle.encode(), "text/turtle", graph="http://example.org/g")

        publish_generation(tmp_path / "store", prepare)
        return tmp_path / "store"

    return make


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"POIMENNO_STORE": str(store)})


def summary(result: Result) -> dict[str, float]:
    rows = csv.DictReader(StringIO(result.stdout))
    return {row["what"]: float(row["number"]) for row in rows}


def test_close_infers_what_updates_brought(made: Making) -> None:
    store = made(GOOD)
    question = ("query", "-q", "ASK { <http://example.org/b> a <http://example.org/Body> }")
    assert run(store, *question).stdout == "false\n"
    result = run(store, "close")
    assert result.exit_code == 0, result.stderr
    assert summary(result)["entailed triples"] > 0
    assert run(store, *question).stdout == "true\n"
    again = run(store, "close")
    assert summary(again)["entailed triples"] == summary(result)["entailed triples"]


def test_validate_finds_what_is_planted(made: Making) -> None:
    result = run(made(BAD), "validate", "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)["results"]["bindings"]
    assert any("http://example.org/nobody" in row["finding"]["value"] for row in rows)
    assert f"{len(rows)} findings" in result.stderr


def test_validate_passes_what_conforms(made: Making) -> None:
    result = run(made(GOOD), "validate")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No findings" in result.stderr


@pytest.mark.parametrize("command", ["close", "validate", "stats", "dump"])
def test_without_a_store_there_is_nothing_to_do(tmp_path: Path, command: str) -> None:
    result = run(tmp_path / "nowhere", command)
    assert result.exit_code == 3
    assert "poimenno build" in result.stderr


def test_a_failed_build_names_row_and_column_and_changes_nothing(
    made: Making, tmp_path: Path
) -> None:
    store = made(GOOD)
    before = run(store, "dump").stdout
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "persons.csv").write_text("number,id\n1,P001\n2,P002,stray\n")
    result = run(store, "build", "--records", str(tables))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "persons.csv" in result.stderr
    assert "row 3" in result.stderr
    assert re.search(r"^[1-9][0-9]* problems", result.stderr, re.MULTILINE)
    assert run(store, "dump").stdout == before


def test_a_build_tells_its_stages_and_sums_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(store: Path, *, progress: Progress, **_: object) -> pipeline.BuildReport:
        progress.begin("read", 2)
        progress.advance(2)
        progress.end("2 records")
        create_empty(store)
        return pipeline.BuildReport(
            records=2, asserted=7, entailed=3, findings=["a clash"], seconds={"read": 0.25}
        )

    monkeypatch.setattr(pipeline, "build", build)
    result = run(tmp_path / "store", "build")
    assert result.exit_code == 0
    assert "read: 0.0 s, 2 records" in result.stderr
    assert "a clash" in result.stderr
    assert summary(result) == {
        "records": 2,
        "possibly living persons withheld": 0,
        "asserted triples": 7,
        "entailed triples": 3,
        "findings": 1,
        "seconds to read": 0.25,
        "seconds in all": 0.25,
    }


def test_the_built_graph_is_counted_and_described(built_store: Path) -> None:
    result = run(built_store, "stats")
    counts = {row["graph"]: int(row["triples"]) for row in csv.DictReader(StringIO(result.stdout))}
    levels = ("entailed/high", "entailed/medium", "entailed/low")
    for name in ("ontology", "persons", "acts", *levels, "queries"):
        assert counts[f"https://w3id.org/poimenno/graph/{name}"] > 0
    described = run(built_store, "describe", "Q1001", "--format", "csv")
    assert described.exit_code == 0
    assert "https://w3id.org/poimenno/graph/entailed/high" in described.stdout
