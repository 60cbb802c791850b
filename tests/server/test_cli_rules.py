"""`poimenno rules` prints the program of an ontology, sifted by name and term."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poimenno.server.cli import main

TURTLE = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Judge rdfs:subClassOf ex:Person .
ex:knows a owl:SymmetricProperty ; rdfs:domain ex:Person .
ex:Old owl:onProperty ex:age ; owl:hasValue "9\\u001b"^^xsd:token .
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "own.ttl"
    path.write_text(TURTLE, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)])


def test_each_rule_is_a_line(schema: Path) -> None:
    lines = run("--schema", schema).stdout.splitlines()
    assert "cax-sco: ?x a http://example.org/Judge -> ?x a http://example.org/Person" in lines
    assert "cls-nothing2: ?x a owl:Nothing -> false" in lines
    assert "eq-sym: ?x owl:sameAs ?y -> ?y owl:sameAs ?x" in lines
    assert lines == sorted(lines)


def test_rules_are_sifted_by_name_and_term(schema: Path) -> None:
    named = run("--schema", schema, "--name", "prp-dom", "--name", "prp-symp").stdout
    assert [line.split(":")[0] for line in named.splitlines()] == ["prp-dom", "prp-symp"]
    about = run("--schema", schema, "--about", "http://example.org/Judge").stdout
    assert about.count("\n") == about.count("Judge") == 1


def test_tables_tell_what_made_a_rule(schema: Path) -> None:
    answer = run("--schema", schema, "--name", "cax-sco", "--format", "json")
    row = json.loads(answer.stdout)["results"]["bindings"][0]
    assert row["head"]["value"] == "?x a http://example.org/Person"
    said = "http://example.org/Judge rdfs:subClassOf http://example.org/Person"
    assert row["premises"]["value"] == said


def test_rules_are_counted(schema: Path) -> None:
    counted = run("--schema", schema, "--count", "--format", "csv").stdout.splitlines()
    assert "cax-sco,2" in counted  # the other: owl:Nothing is below owl:Thing


def test_no_control_character_reaches_a_terminal(schema: Path) -> None:
    told = run("--schema", schema, "--name", "cls-hv1").stdout
    assert "xsd:token" in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--name", "cax-scoo"], 2, "no rule of OWL 2 RL is named cax-scoo"),
        (["--about", "Judge"], 2, "is no absolute IRI"),
        (["--about", "http://example.org/Nobody"], 1, "no such rule"),
    ],
)
def test_what_cannot_be_answered_is_said(
    schema: Path, arguments: list[str], code: int, message: str
) -> None:
    answer = run("--schema", schema, *arguments)
    assert answer.exit_code == code
    assert message in answer.stderr


def test_a_broken_schema_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix ex: <http://example.org/> . ex:a ex:b", "utf-8")
    answer = run("--schema", bad)
    assert answer.exit_code == 4
    assert str(bad) in answer.stderr
    bad.write_text(TURTLE + "ex:A owl:unionOf ex:Judge .", "utf-8")
    answer = run("--schema", bad)
    assert answer.exit_code == 4
    assert "has no rdf:first" in answer.stderr
