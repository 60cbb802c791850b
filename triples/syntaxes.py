"""The syntaxes that Oxigraph reads and writes, and documents brought from one into another.

With `store` the door to pyoxigraph; what passes is text, bytes, paths and media types.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat

from .failures import UnsupportedMediaType, parsing

ROWS_MEDIA_TYPES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_MEDIA_TYPES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}


def rows_format(media_type: str) -> QueryResultsFormat:
    """Find the writer of SELECT and ASK results for a media type."""
    found = ROWS_MEDIA_TYPES.get(media_type) or QueryResultsFormat.from_media_type(media_type)
    if found is None:
        raise UnsupportedMediaType(f"no results of variables in {media_type}")
    return found


def graph_format(media_type: str) -> RdfFormat:
    """Find the reader and writer of RDF for a media type."""
    found = GRAPH_MEDIA_TYPES.get(media_type) or RdfFormat.from_media_type(media_type)
    if found is None:
        raise UnsupportedMediaType(f"no RDF in {media_type}")
    return found


def write_lines(
    data: BinaryIO | Path,
    media_type: str,
    output: BinaryIO,
    *,
    rename_blank_nodes: bool = False,
    quads: bool = False,
) -> None:
    """Write the triples of a document as canonical N-Triples, or its `quads`, streaming.

    Blank nodes keep their labels unless they are to be renamed, which keeps documents apart.
    Raises InvalidData with the position, UnsupportedMediaType, StorageFailure.
    """
    syntax = graph_format(media_type)
    path, source = (data, None) if isinstance(data, Path) else (None, data)
    base = data.resolve().as_uri() if isinstance(data, Path) else None
    with parsing(data):
        read = ox.parse(
            source, syntax, path=path, base_iri=base, rename_blank_nodes=rename_blank_nodes
        )
        if quads:
            ox.serialize(read, output, RdfFormat.N_QUADS)
        else:
            ox.serialize((quad.triple for quad in read), output, RdfFormat.N_TRIPLES)


def rewrite_lines(
    lines: BinaryIO, media_type: str, output: BinaryIO, prefixes: Mapping[str, str]
) -> None:
    """Write N-Quads lines in another syntax, in their order and holding none of them."""
    syntax = graph_format(media_type)
    with parsing(lines):
        read = ox.parse(lines, RdfFormat.N_QUADS, lenient=True)
        quads = read if syntax.supports_datasets else (quad.triple for quad in read)
        ox.serialize(quads, output, syntax, prefixes=dict(prefixes))


def rewritten(lines: bytes, media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Give N-Quads lines in another syntax; see `rewrite_lines`."""
    output = BytesIO()
    rewrite_lines(BytesIO(lines), media_type, output, prefixes)
    return output.getvalue()
