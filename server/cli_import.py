"""The commands that take in what others say: import wikidata."""

import datetime
import io
from importlib.metadata import version
from pathlib import Path

import click

from ..queries.running import RunError, remote
from ..triples.asking_wikidata import import_endpoint
from ..triples.importing_wikidata import (
    LANGUAGES,
    WIKIDATA_GRAPH,
    Imported,
    ImportTooLarge,
    import_files,
    linked_items,
)
from ..triples.walking import asking
from ..triples.wikidata_files import WikidataFileError
from .asking import opened
from .engine import EngineError
from .local import LocalEngine
from .terminal import ExitCode, ending_on_sigterm, fail, messages, store_option

_TRIES = 5
_ANSWER = 64 * 1024 * 1024
# What follows from a large import is inferred anew.
_PATIENCE = 600.0


@click.group(
    "import",
    epilog="""\b
Examples:
  poimenno import wikidata Q35314.json Q855.json
""",
)
def importing() -> None:
    """Take in what another collection says, into a graph of its own."""


@importing.command(
    epilog="""\b
Examples:
  poimenno import wikidata Q35314.json Q855.json
  poimenno import wikidata latest-all.json.gz --language en --language ru
  poimenno import wikidata --endpoint https://query.wikidata.org/sparql
  poimenno query wikidata/differing-dates

Nothing is asked of the network without --endpoint, and nothing of an endpoint but
the items that the graph links to. What was imported before is replaced.
"""
)
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint of Wikidata's data.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    default=LANGUAGES,
    show_default=True,
    help="Take names and descriptions in this language; can be given several times.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    help="Seconds that the endpoint may take for each answer.",
)
@store_option
def wikidata(
    *,
    files: tuple[Path, ...],
    endpoint: str | None,
    languages: tuple[str, ...],
    timeout: float,
    store: Path,
) -> None:
    """Take in what Wikidata says of the items that entities of the graph are linked to.

    FILE is JSON of Wikidata: an entity, `{"entities": …}` or a dump with an entity on each line,
    plain or packed (.gz, .zst, .bz2). Other entities in it are passed over.
    """
    if bool(files) == bool(endpoint):
        raise click.UsageError("give files, or --endpoint URL: one of them")
    with opened(store) as graph:
        wanted = linked_items(asking(graph))
    try:
        with ending_on_sigterm():
            if endpoint:
                agent = f"poimenno/{version('poimenno')} (https://w3id.org/poimenno/)"
                source = remote(endpoint, timeout, agent=agent, tries=_TRIES, most=_ANSWER)
                imported = import_endpoint(endpoint, source, wanted, languages)
            else:
                imported = import_files(files, wanted, languages)
            if not imported.entities:
                fail(
                    ExitCode.FINDINGS,
                    f"None of the {len(wanted)} linked items is there; nothing was changed.",
                )
            _write(store, imported)
    except (WikidataFileError, ImportTooLarge, RunError, OSError) as fault:
        fail(ExitCode.FAILED, str(fault), "Nothing was changed.")
    except EngineError as fault:
        fail(ExitCode.FAILED, fault.detail, "Nothing was changed.")
    except KeyboardInterrupt:
        fail(ExitCode.FAILED, "Interrupted.")
    messages().print(
        f"{len(imported.entities)} of {len(wanted)} linked items, in <{WIKIDATA_GRAPH}>",
        highlight=False,
        markup=False,
    )


def _write(store: Path, imported: Imported) -> None:
    """Replace the graph in one commit, with what follows; a server on the store sees it at once."""
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    data = io.BytesIO(imported.document(moment))
    engine = LocalEngine(store, writable=True, workers=1)
    try:
        engine.write_graph(
            WIKIDATA_GRAPH,
            data,
            "application/n-triples",
            WIKIDATA_GRAPH,
            replace=True,
            timeout=_PATIENCE,
        )
    finally:
        engine.close()
