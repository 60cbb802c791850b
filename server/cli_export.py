"""The commands that write for Wikidata's tools: export quickstatements, export mixnmatch."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..triples import mixnmatch, quickstatements
from ..triples.linked_items import (
    UnknownClass,
    chosen,
    class_iri,
    ids_of_class,
    in_order,
    is_item,
    wikidata_items,
)
from ..triples.quickstatements import DATATYPES, Choice
from ..triples.store import StoreError
from ..triples.walking import Ask, asking, entities
from .asking import opened
from .terminal import ExitCode, emit, fail, store_option

_FORM = click.Choice(["tsv", "csv"])


@click.group(
    "export",
    epilog="""\b
Examples:
  poimenno export quickstatements > commands.tsv
  poimenno export mixnmatch > persons.tsv
""",
)
def exporting() -> None:
    """Write the graph in the formats of Wikidata's tools."""


@exporting.command(
    "quickstatements",
    epilog="""\b
Examples:
  poimenno export quickstatements > commands.tsv
  poimenno export quickstatements --format csv Q1084
  poimenno export quickstatements --type Person --low

Entities that are not linked to an item are passed over. To make items of persons with
--create, look first whether they have one: that is what the catalogue of
`poimenno export mixnmatch` is for.
""",
)
@click.argument("ids", nargs=-1, metavar="[Q-NUMBER]…")
@click.option("--type", "types", multiple=True, metavar="CLASS", help="Only entities of a class.")
@click.option("-f", "--format", "form", type=_FORM, default="tsv", show_default=True)
@click.option("--low", is_flag=True, help="What is said with low confidence, too.")
@click.option("--unreferenced", is_flag=True, help="What no source with an address says, too.")
@click.option("--create", is_flag=True, help="Make items of persons that are not linked.")
@click.option(
    "--property",
    "properties",
    multiple=True,
    type=click.Choice(list(DATATYPES)),
    help="Only this property, or these; P172 is only sent when it is named.",
)
@store_option
def quick_statements(
    *,
    ids: tuple[str, ...],
    types: tuple[str, ...],
    form: str,
    low: bool,
    unreferenced: bool,
    create: bool,
    properties: tuple[str, ...],
    store: Path,
) -> None:
    """Write statements that Wikidata could take over, as commands of QuickStatements."""
    if create and form == "csv":
        raise click.UsageError("the CSV form cannot create items: use --format tsv")
    named = {"properties": frozenset(properties)} if properties else {}
    choice = Choice(low=low, unreferenced=unreferenced, create=create, **named)
    with _asked(store) as ask:
        items = wikidata_items(ask)
        listed = _chosen(ask, ids, types)
        if listed is None:
            persons = ids_of_class(ask, class_iri("Person")) if create else []
            listed = in_order([*persons, *items])
        lines = (
            line
            for entity in entities(ask, listed)
            for line in quickstatements.lines_of(entity, items, choice)
        )
        write = quickstatements.tsv if form == "tsv" else quickstatements.comma_separated
        _emit(write(lines))


@exporting.command(
    "mixnmatch",
    epilog="""\b
Examples:
  poimenno export mixnmatch > persons.tsv
  poimenno export mixnmatch --type Place --format csv
""",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="CLASS",
    default=("Person",),
    show_default=True,
    help="The class whose entities are listed.",
)
@click.option("-f", "--format", "form", type=_FORM, default="tsv", show_default=True)
@store_option
def mix_n_match(*, types: tuple[str, ...], form: str, store: Path) -> None:
    """Write the entities of a class as a catalogue of Mix'n'match."""
    with _asked(store) as ask:
        listed = _chosen(ask, (), types)
        delimiter = "\t" if form == "tsv" else ","
        _emit(mixnmatch.sheet(entities(ask, listed), wikidata_items(ask), delimiter))


@contextmanager
def _asked(store: Path) -> Iterator[Ask]:
    try:
        with opened(store) as graph:
            yield asking(graph)
    except StoreError as fault:
        fail(ExitCode.FAILED, str(fault))


def _chosen(ask: Ask, ids: tuple[str, ...], types: tuple[str, ...]) -> list[str] | None:
    for name in ids:
        if not is_item(name):
            raise click.UsageError(f"{name} is no number of an entity such as Q1001")
    try:
        return chosen(ask, ids, types)
    except UnknownClass as fault:
        raise click.UsageError(f"--type: {fault}") from fault


def _emit(pieces: Iterator[str]) -> None:
    for piece in pieces:
        emit(piece.encode())
