"""The commands that write out and count a store: dump and stats."""

import sys
from pathlib import Path

import click

from ..queries.binding import BindingError, expand_iri
from ..queries.results import FORMS as RESULT_FORMS
from ..triples.compressing import ENDINGS, Compression, TooMuch
from ..triples.dumping import FORMS, UnknownGraphError, asserted_graphs, entailed_graphs
from ..triples.dumping import dump as write_dump
from ..triples.dumping_all import COMPRESSIONS, AlreadyMaking, NotADumpFolder, make, own_folder
from ..triples.store import StoreError
from .asking import must_exist, opened
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


@click.command(
    epilog="""\b
Examples:
  poimenno dump -o everything.nq
  poimenno dump --asserted --format trig -o asserted.trig
  poimenno dump --graph https://w3id.org/poimenno/graph/acts --format ttl
  poimenno dump --all
  poimenno dump --all dumps/ --compress gzip

nq and trig keep the graphs apart, the other formats merge them.
--all writes every dump there is, packed, with a manifest and checksums; without
a directory into that of the store, from which the server gives them at /dumps/.
"""
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    help="The format; without it the ending of the file says it, else nq.",
)
@click.option("--asserted", is_flag=True, help="Only what was said.")
@click.option("--entailed", is_flag=True, help="Only what follows from it.")
@click.option("--graph", "graphs", metavar="IRI", multiple=True, help="Only this graph, or these.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; without it stdout.",
)
@click.option(
    "--all",
    "folder",
    metavar="[DIRECTORY]",
    is_flag=False,
    flag_value="",
    help="Every dump, in all formats, into this directory, or that of the store.",
)
@click.option(
    "--compress",
    "compressions",
    type=click.Choice(list(ENDINGS)),
    multiple=True,
    help="How --all packs the files; given twice, both ways. Without it gzip and zstd.",
)
@store_option
def dump(
    *,
    form: str | None,
    asserted: bool,
    entailed: bool,
    graphs: tuple[str, ...],
    output: Path | None,
    folder: str | None,
    compressions: tuple[Compression, ...],
    store: Path,
) -> None:
    """Write the graph, or a part of it, as RDF; the same graph gives the same bytes."""
    if asserted + entailed + bool(graphs) > 1:
        raise click.UsageError("--asserted, --entailed and --graph exclude each other")
    if folder is not None:
        if form or asserted or entailed or graphs or output:
            raise click.UsageError("--all stands alone: it writes every format and every part")
        _dump_all(store, Path(folder) if folder else own_folder(store), compressions)
        return
    if compressions:
        raise click.UsageError("--compress goes with --all")
    ending = output.suffix.removeprefix(".") if output else ""
    form = form or (ending if ending in FORMS else "nq")
    with opened(store) as opened_store:
        chosen: list[str] | None = None
        if asserted:
            chosen = asserted_graphs(opened_store)
        elif entailed:
            chosen = entailed_graphs(opened_store)
        elif graphs:
            try:
                chosen = [expand_iri(graph) for graph in graphs]
            except BindingError as fault:
                raise click.UsageError(str(fault)) from fault
        try:
            if output is None:
                write_dump(opened_store, form, sys.stdout.buffer, chosen)
                return
            # Beside the target first: a dump that breaks off leaves no half file.
            aside = output.with_name(f".{output.name}.part")
            try:
                with aside.open("wb") as file:
                    write_dump(opened_store, form, file, chosen)
                aside.replace(output)
            finally:
                aside.unlink(missing_ok=True)
        except UnknownGraphError as fault:
            fail(ExitCode.FINDINGS, str(fault))
        except OSError as fault:
            fail(ExitCode.FAILED, str(fault))


def _dump_all(store: Path, folder: Path, compressions: tuple[Compression, ...]) -> None:
    must_exist(store)
    chosen = tuple(dict.fromkeys(compressions)) or COMPRESSIONS
    screen = messages()
    try:
        with screen.status("") as line, ending_on_sigterm():
            made = make(store, folder, compressions=chosen, told=line.update)
    except StoreError as fault:
        fail(ExitCode.NO_STORE, str(fault))
    except (AlreadyMaking, NotADumpFolder, TooMuch, OSError) as fault:
        fail(ExitCode.FAILED, str(fault))
    size = sum(file["size"] for file in made.files)
    screen.print(
        f"{len(made.files)} files, {size / 2**20:.1f} MiB, in {folder}: {made.quads} quads,"
        f" {made.entities} entities",
        highlight=False,
    )


@click.command(
    epilog="""\b
Examples:
  poimenno stats
  poimenno stats --format json
"""
)
@click.option("-f", "--format", "form", type=click.Choice(["table", *RESULT_FORMS]))
@store_option
def stats(*, form: str | None, store: Path) -> None:
    """Count the triples of every graph."""
    with opened(store) as opened_store:
        sizes = opened_store.sizes()
    rows: list[tuple[str, int]] = [
        (graph or "default graph", size)
        for graph, size in sorted(sizes.items(), key=lambda item: item[0] or "")
        if size or graph
    ]
    rows.append(("total", sum(size for _, size in rows)))
    show(as_table(("graph", "triples"), rows), chosen_form(form, "csv"))
