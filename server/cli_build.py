"""The commands that make and judge a graph: build and validate."""

from collections.abc import Iterable
from pathlib import Path

import click

from ..queries.results import FORMS as RESULT_FORMS
from ..triples import pipeline
from ..triples.store import StoreError
from .asking import must_exist
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

FORM = click.Choice(["table", *RESULT_FORMS])
_LISTED = 50


def build_or_fail(
    store: Path, *, records: Path | None = None, publish_possibly_living: bool = False
) -> pipeline.BuildReport:
    """Build a graph into a store, or end the command with every problem."""
    try:
        with ending_on_sigterm(), showing(messages()) as progress:
            return pipeline.build(
                store,
                progress=progress,
                records=records,
                publish_possibly_living=publish_possibly_living,
            )
    except pipeline.BuildError as fault:
        list_findings(fault.problems)
        count = len(fault.problems)
        fail(
            ExitCode.FINDINGS,
            f"{count} problems in the stage {fault.stage}; {store} is as it was.",
        )
    except (StoreError, OSError) as fault:
        fail(ExitCode.NO_STORE, str(fault))
    except KeyboardInterrupt:
        fail(ExitCode.FAILED, f"Interrupted; {store} is as it was.")


def summarise(report: pipeline.BuildReport, form: str | None) -> None:
    """Print the numbers of a build."""
    rows: list[tuple[str, int | float]] = [
        ("records", report.records),
        ("possibly living persons withheld", report.withheld),
        ("asserted triples", report.asserted),
        ("entailed triples", report.entailed),
        ("findings", len(report.findings)),
    ]
    rows += [(f"seconds to {stage}", seconds) for stage, seconds in report.seconds.items()]
    rows.append(("seconds in all", sum(report.seconds.values())))
    show(as_table(("what", "number"), rows), chosen_form(form, "csv"))


def list_findings(findings: Iterable[object]) -> None:
    """Print findings on stderr, the first of them when there are many."""
    lines = [str(finding) for finding in findings]
    for line in lines[:_LISTED]:
        click.echo(line, err=True)
    if len(lines) > _LISTED:
        click.echo(f"… and {len(lines) - _LISTED} more", err=True)


@click.command(
    epilog="""\b
Examples:
  poimenno build
  poimenno build --store /srv/poimenno --format json
"""
)
@click.option(
    "--records",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of tables to build from, in place of the curated ones.",
)
@click.option(
    "--publish-possibly-living",
    is_flag=True,
    help="Show persons who may be alive too; only for those who may publish them.",
)
@click.option("-f", "--format", "form", type=FORM, help="How to write the summary.")
@store_option
def build(
    *, records: Path | None, publish_possibly_living: bool, form: str | None, store: Path
) -> None:
    """Build the curated graph: read, lift, load, close, validate, snapshot.

    All or nothing: a build that fails leaves the last good store in place.
    """
    report = build_or_fail(store, records=records, publish_possibly_living=publish_possibly_living)
    list_findings(report.findings)
    summarise(report, form)


@click.command(
    epilog="""\b
Examples:
  poimenno validate
  poimenno validate --format json > findings.json
"""
)
@click.option("-f", "--format", "form", type=FORM, help="How to write the findings.")
@store_option
def validate(*, form: str | None, store: Path) -> None:
    """Hold a store to the shapes and the checks; exit code 1 tells that there are findings."""
    must_exist(store)
    try:
        with showing(messages()) as progress:
            findings = [str(finding) for finding in pipeline.validate(store, progress=progress)]
    except (StoreError, OSError) as fault:
        fail(ExitCode.NO_STORE, str(fault))
    if not findings:
        click.echo("No findings.", err=True)
        return
    show(as_table(("finding",), [(finding,) for finding in findings]), chosen_form(form, "csv"))
    fail(ExitCode.FINDINGS, f"{len(findings)} findings")
