"""The command `close` over files: what is entailed, counted, found, and what goes wrong."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poimenno.server.cli import main

SCHEMA = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Arrest a owl:Class ; rdfs:subClassOf :Event ; owl:disjointWith :Person .
:Event a owl:Class . :Person a owl:Class .
"""
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ARREST = f"<http://example.org/a> {A} <http://example.org/Arrest> .\n"
EVENT = f"<http://example.org/a> {A} <http://example.org/Event>"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "schema.ttl").write_text(SCHEMA, "utf-8")
    (tmp_path / "data.nt").write_text(ARREST, "utf-8")
    return tmp_path


def run(folder: Path, *words: str, data: str = "data.nt", out: str = "out.nt") -> Result:
    schema = str(folder / "schema.ttl")
    return CliRunner().invoke(
        main, ["close", str(folder / data), "--schema", schema, "--out", str(folder / out), *words]
    )


def test_bulk_and_owlrl_write_the_same(files: Path) -> None:
    assert run(files).exit_code == 0
    bulk = sorted((files / "out.nt").read_text("utf-8").splitlines())
    assert f"{EVENT} ." in bulk
    assert f"{ARREST.strip()}" not in bulk
    assert run(files, "--engine", "owlrl").exit_code == 0
    owlrl = sorted((files / "out.nt").read_text("utf-8").splitlines())
    plain = [line for line in owlrl if "_:" not in line]
    assert [line for line in bulk if "_:" not in line] == plain


def test_counts_by_rule_are_printed(files: Path) -> None:
    printed = run(files).stdout.splitlines()
    assert "asserted triples,6" in [line.strip() for line in printed]
    assert any(line.startswith("by cax-sco,") for line in printed)


def test_quads_name_the_graph_and_parquet_is_read_again(files: Path) -> None:
    assert run(files, out="out.nq").exit_code == 0
    assert "/entailed/high> ." in (files / "out.nq").read_text("utf-8")
    assert run(files, out="out.parquet").exit_code == 0
    assert run(files, data="out.parquet", out="again.nt").exit_code == 0
    assert EVENT not in (files / "again.nt").read_text("utf-8")


def test_packed_files_are_read(files: Path) -> None:
    with gzip.open(files / "data.nt.gz", "wt", encoding="utf-8") as file:
        file.write(ARREST)
    assert run(files, data="data.nt.gz").exit_code == 0
    assert EVENT in (files / "out.nt").read_text("utf-8")


def test_findings_end_with_one(files: Path) -> None:
    (files / "data.nt").write_text(ARREST + ARREST.replace("Arrest", "Person"), "utf-8")
    result = run(files)
    assert result.exit_code == 1
    assert "cax-dw" in result.stderr


@pytest.mark.parametrize(
    ("change", "words", "told"),
    [
        ({}, ["--memory", "much"], "no amount of memory"),
        ({"data.nt": "<http://e/a> <http://e/b> .\n"}, [], "data.nt: line 1"),
        ({"schema.ttl": ":a :b"}, [], "schema.ttl: line 1"),
    ],
)
def test_what_goes_wrong_is_told(
    files: Path, change: dict[str, str], words: list[str], told: str
) -> None:
    for name, text in change.items():
        (files / name).write_text(text, "utf-8")
    result = run(files, *words)
    assert result.exit_code == 4
    assert told in result.stderr
    assert not (files / "out.nt").exists()


def test_a_missing_file_and_a_strange_name_are_told(files: Path) -> None:
    assert "no such file" in run(files, data="none.nt").stderr
    assert ".parquet" in run(files, out="out.docx").stderr


def test_options_of_files_need_files(files: Path) -> None:
    result = CliRunner().invoke(main, ["close", "--memory", "6GiB"])
    assert result.exit_code == 2
    assert CliRunner().invoke(main, ["close", str(files / "data.nt")]).exit_code == 2
