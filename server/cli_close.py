"""The command that closes: a store as it stands, or any files of RDF under any schema."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..triples import pipeline
from ..triples.failures import BulkError
from ..triples.progress import Progress
from ..triples.store import StoreError
from .asking import must_exist
from .cli_build import FORM, list_findings, summarise
from .cli_load import FILE, module, summarise_closing
from .progress import showing
from .terminal import ExitCode, ending_on_sigterm, fail, messages, store_option

if TYPE_CHECKING:
    from ..triples.bulk_closing import Report

Engine = Callable[[Progress], "Report"]


@click.command(
    epilog="""\b
Examples:
  poimenno close
  poimenno close --store my-graph
  poimenno close data.nt more.ttl --schema ontology.ttl --out entailed.nt
  poimenno close data.parquet --schema ontology.ttl --out entailed.parquet --memory 6GiB
  poimenno close data.nt --schema ontology.ttl --out entailed.nt --engine spark --master local[2]
"""
)
@click.argument("data", nargs=-1, type=FILE)
@click.option("--schema", multiple=True, type=FILE, help="A file of the schema; may be repeated.")
@click.option("--out", type=FILE, help="Where to write what is entailed: .nt, .nq or .parquet.")
@click.option(
    "--engine",
    type=click.Choice(["bulk", "spark", "owlrl"]),
    default="bulk",
    show_default=True,
    help="DuckDB on this machine, Spark on a cluster, or owlrl (small data only).",
)
@click.option("--memory", help="What DuckDB may take up before it goes to disk, as in 6GiB.")
@click.option("--master", help="The Spark master, as in local[2] or spark://host:7077.")
@click.option("-f", "--format", "form", type=FORM, help="How to write the summary.")
@store_option
def close(
    *,
    data: tuple[Path, ...],
    schema: tuple[Path, ...],
    out: Path | None,
    engine: str,
    memory: str | None,
    master: str | None,
    form: str | None,
    store: Path,
) -> None:
    """Close a store again, or files of RDF under a schema.

    Without DATA the store is closed: inferred anew from all that is asserted in it, updates
    included. With DATA (N-Triples, N-Quads, Turtle, Parquet with the columns subject, predicate
    and object; .gz of these) what is entailed and not asserted is written to a file, and the
    counts by rule are printed; exit code 1 tells that there are inconsistencies.
    """
    if data:
        if out is None:
            raise click.UsageError("--out FILE tells where to write what DATA entails")
        run = _engine(engine, data, schema, out, memory=memory, master=master)
        _close_files(run, form, out)
    elif schema or out or memory or master:
        raise click.UsageError("--schema, --out, --memory and --master go with DATA")
    else:
        _close_store(store, form)


def _close_store(store: Path, form: str | None) -> None:
    must_exist(store)
    try:
        with ending_on_sigterm(), showing(messages()) as progress:
            report = pipeline.close(store, progress=progress)
    except pipeline.BuildError as fault:
        list_findings(fault.problems)
        fail(ExitCode.FINDINGS, f"{len(fault.problems)} problems; {store} is as it was.")
    except (StoreError, OSError) as fault:
        fail(ExitCode.NO_STORE, str(fault))
    except KeyboardInterrupt:
        fail(ExitCode.FAILED, f"Interrupted; {store} is as it was.")
    list_findings(report.findings)
    summarise(report, form)


def _engine(
    name: str,
    data: Sequence[Path],
    schema: Sequence[Path],
    out: Path,
    *,
    memory: str | None,
    master: str | None,
) -> Engine:
    """Make ready one of the engines; DuckDB and Spark are loaded by who asks for them."""

    def run(progress: Progress) -> "Report":
        if memory:
            module("bulk").memory_limit(memory)
        report: Report
        if name == "spark":
            report = module("cluster").close_files(data, schema, out, master, memory, progress)
        elif name == "owlrl":
            report = module("bulk_closing").close_by_owlrl(data, schema, out, progress)
        else:
            report = module("bulk_closing").close_files(data, schema, out, memory, progress)
        return report

    return run


def _close_files(engine: Engine, form: str | None, out: Path) -> None:
    try:
        with ending_on_sigterm(), showing(messages()) as progress:
            report = engine(progress)
    except (BulkError, StoreError, OSError, ImportError) as fault:
        fail(ExitCode.FAILED, str(fault))
    except KeyboardInterrupt:
        fail(ExitCode.FAILED, f"Interrupted; {out} was not written.")
    list_findings(report.findings)
    summarise_closing(report, form)
    if report.findings:
        fail(ExitCode.FINDINGS, f"{len(report.findings)} inconsistencies")
