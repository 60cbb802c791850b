"""The command that loads any RDF into a store, closed under its schema."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..triples.failures import BulkError
from ..triples.store import StoreError
from .cli_build import FORM, list_findings
from .progress import showing
from .terminal import (
    ExitCode,
    as_table,
    chosen_form,
    ending_on_sigterm,
    fail,
    messages,
    show,
    store_option,
)

if TYPE_CHECKING:
    from ..triples.bulk_closing import Report

FILE = click.Path(path_type=Path)


@click.command(
    epilog="""\b
Examples:
  poimenno load data.nt --schema ontology.ttl --store my-graph
  poimenno load persons.nq places.ttl.gz --schema ontology.ttl --store my-graph --memory 6GiB
"""
)
@click.argument("data", nargs=-1, required=True, type=FILE)
@click.option("--schema", multiple=True, type=FILE, help="A file of the schema; may be repeated.")
@click.option("--graph", help="The graph for triples that name none.  [default: …/graph/loaded]")
@click.option("--memory", help="What DuckDB may take up before it goes to disk, as in 6GiB.")
@click.option("-f", "--format", "form", type=FORM, help="How to write the summary.")
@store_option
def load(
    *,
    data: tuple[Path, ...],
    schema: tuple[Path, ...],
    graph: str | None,
    memory: str | None,
    form: str | None,
    store: Path,
) -> None:
    """Load files of RDF into a store, with all that they entail.

    DATA (N-Triples, N-Quads, Turtle, TriG, RDF/XML, JSON-LD, Parquet with the columns subject,
    predicate and object; .gz of these) takes the place of what the store held, when all of it is
    in; a load that fails or is interrupted leaves the store as it was. What the files entail under
    the schema, by OWL 2 RL, is stored with them, and is kept true when the graph is changed. Exit
    code 1 tells that there are inconsistencies.
    """
    named = {"graph": graph} if graph else {}
    try:
        with ending_on_sigterm(), showing(messages()) as progress:
            report = module("loading").load(
                store, data, schema, memory=memory, progress=progress, **named
            )
    except (BulkError, StoreError, OSError) as fault:
        fail(ExitCode.FAILED, str(fault), f"{store} is as it was.")
    except KeyboardInterrupt:
        fail(ExitCode.FAILED, f"Interrupted; {store} is as it was.")
    list_findings(report.findings)
    summarise_closing(report, form)
    if report.findings:
        fail(ExitCode.FINDINGS, f"{len(report.findings)} inconsistencies")


def summarise_closing(report: "Report", form: str | None) -> None:
    """Print the numbers of a closing: triples, findings, triples by rule, seconds by stage."""
    rows: list[tuple[str, int | float]] = [
        ("asserted triples", report.asserted),
        ("entailed triples", report.entailed),
        ("findings", len(report.findings)),
    ]
    rows += [(f"by {rule}", number) for rule, number in report.counts.most_common()]
    rows += [(f"seconds to {stage}", round(s, 3)) for stage, s in report.seconds.items()]
    show(as_table(("what", "number"), rows), chosen_form(form, "csv"))


def module(name: str) -> Any:  # noqa: ANN401  a module
    """Load a module of the triples: DuckDB is loaded by who needs it, not by every command."""
    return import_module(f"..triples.{name}", __package__)
