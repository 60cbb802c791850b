"""The command `poimenno`: one group, and what its commands have in common."""

import click

from .cli_build import build, validate
from .cli_close import close
from .cli_dump import dump, stats
from .cli_explain import explain
from .cli_export import exporting
from .cli_import import importing
from .cli_load import load
from .cli_query import describe, queries, query
from .cli_rules import rules
from .cli_serve import serve


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  poimenno build
  poimenno serve --port 8000
  poimenno query competency/cq76-refused-rehabilitations
  poimenno describe Q1001

\b
Exit codes:
  0  done
  1  there are findings: records, shapes or checks are violated, or nothing was found
  2  the command line is wrong
  3  there is no store, or it is locked or unreadable
  4  the query or the endpoint failed
""",
)
@click.version_option(package_name="poimenno")
def main() -> None:
    """Build, ask and serve a graph of Soviet political repression and rehabilitation."""


for command in (
    build,
    validate,
    close,
    load,
    stats,
    query,
    queries,
    describe,
    rules,
    explain,
    dump,
    exporting,
    importing,
    serve,
):
    main.add_command(command)
