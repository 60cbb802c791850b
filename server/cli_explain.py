"""The command that gives reasons: explain."""

import json
from pathlib import Path
from typing import Any

import click
from rdflib import Graph

from ..triples.explaining import NotExplainable, Wanted
from ..triples.explaining import explain as explain_in
from ..triples.snapshots import current_generation, program_file
from ..triples.store import StoreError
from .asking import opened
from .proof_pages import proof_page
from .proof_text import proof_text
from .proof_turtle import proof_graph
from .terminal import ExitCode, emit, fail, store_option

_FORMS = ("text", "json", "ttl", "html")
_ADDRESS = "urn:poimenno:explanation"


@click.command(
    epilog="""\b
Examples:
  poimenno explain Q1036 a poi:RehabilitatedPerson
  poimenno explain Q1036 a poi:PosthumouslyRehabilitatedPerson --near-misses
  poimenno explain Q1036 poi:rehabilitatedBy Q3021 --alternatives --format ttl
  poimenno explain --inconsistencies

\b
Terms are Q-numbers, prefixed names, IRIs, labels in quotes of the shell, or
literals such as '"text"@ru', 42 and 1956-06-02; `a` is rdf:type.
"""
)
@click.argument("subject", required=False)
@click.argument("predicate", required=False)
@click.argument("object", required=False)
@click.option("--alternatives", is_flag=True, help="Also every other last step.")
@click.option("--near-misses", is_flag=True, help="For what does not follow: what is lacking.")
@click.option("--inconsistencies", is_flag=True, help="Every contradiction, with its proofs.")
@click.option(
    "--labels",
    type=click.Choice(["en", "ru"]),
    default="en",
    show_default=True,
    help="The language of names.",
)
@click.option("-f", "--format", "form", type=click.Choice(_FORMS), default="text")
@store_option
def explain(
    *,
    subject: str | None,
    predicate: str | None,
    object: str | None,
    alternatives: bool,
    near_misses: bool,
    inconsistencies: bool,
    labels: str,
    form: str,
    store: Path,
) -> None:
    """Prove a triple, down to what is stated and its sources, or say what is lacking.

    Ends with 1 for a triple that does not follow, and where there are inconsistencies.
    """
    terms = [term for term in (subject, predicate, object) if term is not None]
    if inconsistencies == bool(terms) or len(terms) not in {0, 3}:
        raise click.UsageError("give SUBJECT, PREDICATE and OBJECT, or --inconsistencies")
    triple = (terms[0], terms[1], terms[2]) if terms else None
    with opened(store) as snapshot:
        try:
            program = program_file(current_generation(store))
            document = explain_in(snapshot, program, Wanted(triple, alternatives, near_misses))
        except (NotExplainable, StoreError) as fault:
            fail(ExitCode.FAILED, str(fault))
    emit(_written(document, form, labels).encode())
    if document.get("status") == "unknown" or document.get("inconsistencies"):
        if document.get("status") == "unknown" and not near_misses:
            click.echo("--near-misses tells what is lacking.", err=True)
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _written(document: dict[str, Any], form: str, labels: str) -> str:
    match form:
        case "json":
            return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        case "ttl":
            graph: Graph = proof_graph(document, _ADDRESS)
            return graph.serialize(format="turtle")
        case "html":
            return proof_page(document, labels)
    return proof_text(document, labels)
