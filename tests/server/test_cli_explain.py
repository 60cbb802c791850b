"""The command explain: a tree of text, JSON, Turtle, a page, and what its end says."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import PROV, RDF, Graph

from poimenno.server.cli import main

from .test_explaining import EX, closed_store
from .test_portal import EVIL

__all__ = ["closed_store"]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(closed_store: Path) -> Run:
    def explain(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["explain", *arguments, "--store", str(closed_store)])

    return explain


ENTAILED = (f"{EX}one", "a", f"<{EX}Person>")
UNKNOWN = (f"{EX}one", "a", f"{EX}Wronged")


def test_a_tree_of_text(run: Run) -> None:
    done = run(*ENTAILED)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "is entailed, with medium confidence."
    assert any(line.strip().startswith("by cax-sco: ") for line in lines)
    assert any("├── " in line and "victim" in line for line in lines)
    assert any("stated in invented (medium)" in line for line in lines)
    assert any("claim medium, from An invented source" in line for line in lines)
    assert "жертва" in run(*ENTAILED, "--labels", "ru").stdout


def test_other_forms(run: Run) -> None:
    told = json.loads(run(*ENTAILED, "-f", "json").stdout)
    assert told["steps"][0]["rule"] == "cax-sco"
    graph = Graph().parse(data=run(*ENTAILED, "-f", "ttl").stdout, format="turtle")
    assert list(graph.subjects(RDF.type, PROV.Activity))
    page = run(*ENTAILED, "-f", "html").stdout
    HTMLParser().feed(page)
    assert page.startswith("<!doctype html>")
    assert EVIL not in page
    assert "cax-sco" in page
    lacking = run(*UNKNOWN, "-f", "html", "--near-misses")
    assert "What is lacking" in lacking.stdout


def test_what_does_not_follow_ends_with_1(run: Run) -> None:
    done = run(*UNKNOWN)
    assert done.exit_code == 1
    assert "neither stated nor does it follow" in done.stdout
    assert "--near-misses" in done.stderr
    told = run(*UNKNOWN, "--near-misses")
    assert told.exit_code == 1
    there, missing = (
        [line.split() for line in told.stdout.splitlines() if line.strip().startswith(word)]
        for word in ("there", "missing")
    )
    assert there[0][-2:] == ["victim", f"({EX}Victim)"]
    assert missing[-1][-1] == f"{EX}Cleared"


def test_alternatives_and_inconsistencies(run: Run) -> None:
    assert "Last steps it may have: 1" in run(*ENTAILED, "--alternatives").stdout
    found = run("--inconsistencies")
    assert found.exit_code == 1
    assert "cax-dw: one individual is in two disjoint classes" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        ((), 2, "SUBJECT"),
        (("Q1", "a"), 2, "SUBJECT"),
        (("Q1", "a", "Q2", "--inconsistencies"), 2, "SUBJECT"),
        (("Q1", "a", "<no iri>"), 4, "object: "),
    ],
)
def test_a_wrong_command_line(
    run: Run, arguments: tuple[str, ...], code: int, expected: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert expected in done.output


def test_without_a_store(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["explain", *ENTAILED, "--store", str(tmp_path)])
    assert done.exit_code == 3
