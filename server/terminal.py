"""What the commands share: exit codes, the store they mean, and how an answer is shown."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import NoReturn, TypeVar

import click
from rich.console import Console
from rich.table import Table as Drawing

from ..ontology.namespaces import BASE, COMMON_PREFIXES, GRAPH
from ..queries.results import Table, Term, plain, turtle, write

Command = TypeVar("Command", bound=Callable[..., object])

_SHOWN = 500
_SHORT = {iri: prefix for prefix, iri in COMMON_PREFIXES.items()}
_XSD = COMMON_PREFIXES["xsd"]


class ExitCode(IntEnum):
    """How a command ends; 2 is click's own, for a command line that is wrong."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    NO_STORE = 3
    FAILED = 4


def fail(code: ExitCode, *lines: str) -> NoReturn:
    """Say on stderr why the command ends, and end it."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that what was begun is cleared away."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def own_store() -> Path:
    """Find the project's own graph: POIMENNO_STORE, else where XDG keeps a user's data."""
    if named := os.environ.get("POIMENNO_STORE"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "poimenno" / "store"


def store_option(command: Command) -> Command:
    """Add --store to a command that works on a store directory."""
    return click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        default=own_store,
        show_default="$POIMENNO_STORE, else $XDG_DATA_HOME/poimenno/store",
        help="Directory of the store.",
    )(command)


def console() -> Console:
    """Make the console for answers, which is stdout."""
    return Console()


def messages() -> Console:
    """Make the console for what is not the answer, which is stderr."""
    return Console(stderr=True)


def chosen_form(form: str | None, machine: str) -> str:
    """Take the form asked for, else a table on a terminal and the machine's form elsewhere."""
    return form or ("table" if sys.stdout.isatty() else machine)


def show(table: Table, form: str) -> None:
    """Print a table of terms in a form of `results.FORMS`, or drawn."""
    if form == "table":
        draw(table)
    else:
        emit(write(table, form).encode())


def emit(data: bytes) -> None:
    """Write an answer as it is: click would take escape sequences out of text."""
    click.echo(data, nl=False)


def draw(table: Table) -> None:
    """Draw a table as wide as the terminal, with IRIs shortened by the common prefixes."""
    drawing = Drawing(box=None, header_style="bold", pad_edge=False)
    for variable in table.variables:
        drawing.add_column(variable, overflow="fold")
    for row in table.rows[:_SHOWN]:
        drawing.add_row(*(_cell(term) for term in row))
    screen = console()
    screen.print(drawing, markup=False, highlight=False)
    hidden = len(table.rows) - _SHOWN
    note = f", {hidden} not shown: ask for --format csv" if hidden > 0 else ""
    messages().print(f"{len(table.rows)} rows{note}", style="dim", highlight=False)


def _cell(term: Term | None) -> str:
    """Write a term for a reader, without the control characters a terminal would obey."""
    if term is None:
        return ""
    text = shortened(term["value"]) if term["type"] == "uri" else plain(term)
    if language := term.get("xml:lang"):
        text += f" @{language}"
    elif term["type"] == "triple":
        text = turtle(term)
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def shortened(iri: str) -> str:
    """Shorten an IRI by the longest common namespace that fits; a graph of ours to `graph/name`."""
    if iri.startswith(GRAPH):
        return iri.removeprefix(BASE)
    fitting = [namespace for namespace in _SHORT if iri.startswith(namespace)]
    if not fitting:
        return iri
    namespace = max(fitting, key=len)
    return f"{_SHORT[namespace]}:{iri.removeprefix(namespace)}"


def as_table(variables: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Make a table of plain values: whole numbers and decimals keep their datatype."""
    return Table(tuple(variables), tuple(tuple(map(_term, row)) for row in rows))


def _term(value: object) -> Term | None:
    match value:
        case None:
            return None
        case bool():
            return {"type": "literal", "value": str(value).lower(), "datatype": _XSD + "boolean"}
        case int():
            return {"type": "literal", "value": str(value), "datatype": _XSD + "integer"}
        case float():
            return {"type": "literal", "value": f"{value:.3f}", "datatype": _XSD + "decimal"}
    return {"type": "literal", "value": str(value)}
