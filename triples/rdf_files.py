"""Files of RDF: which syntax a name tells, and reading one whole."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from rdflib import Graph

from ..ontology.ntriples import read_lines, read_triples
from .store import InvalidData, StorageFailure, write_lines

MEDIA_TYPES = {
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".trig": "application/trig",
    ".jsonld": "application/ld+json",
    ".n3": "text/n3",
}


def suffix(path: Path) -> str:
    """Tell the syntax of a file by its name, with `.gz` left aside."""
    name = path.with_suffix("") if path.suffix == ".gz" else path
    return name.suffix.lower()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO | Path]:
    """Give what a parser reads: the file itself, or what is packed in it."""
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            yield cast("BinaryIO", file)
    else:
        yield path


def read_graph(files: Iterable[Path]) -> Graph:
    """Read files into one graph, each literal in the form it has and blank nodes kept apart.

    Graphs that a file names are left aside, their triples are read. Raises InvalidData with the
    file, and with the position of what is no RDF.
    """
    lines = BytesIO()
    for path in files:
        media_type = MEDIA_TYPES.get(suffix(path))
        if media_type is None:
            raise InvalidData(f"expected one of {', '.join(MEDIA_TYPES)}, or .gz of these", path)
        try:
            with opened(path) as file:
                write_lines(file, media_type, lines, rename_blank_nodes=True)
        except InvalidData as error:
            raise InvalidData(error.detail.removeprefix("Parser error at "), path) from error
        except (StorageFailure, OSError) as error:
            raise InvalidData(getattr(error, "strerror", None) or str(error), path) from error
    return read_triples(read_lines(lines.getvalue().decode().split("\n")))
