"""Read the first rows of an answer for a page, line by line, whatever its size.

Source: SPARQL 1.1 Query Results TSV, section 4; N-Triples, whose terms it uses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

_TERM = re.compile(
    r"""(?P<iri><[^>]*>)|(?P<blank>_:\S+)|(?P<triple><<\(.*\)>>)"""
    r"""|"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?"""
    r"""|(?P<bare>[^\s<"]+)"""
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Cell:
    """One term of a row, ready to be shown: a link where it is one, and a note beside it."""

    text: str
    link: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Some rows of an answer; `more` tells whether others follow."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool


def read_table(chunks: Iterable[bytes], *, graph: bool, start: int, count: int) -> Table:
    """Read rows `start` and following from TSV results, or from N-Triples when it is a graph."""
    lines = _lines(chunks)
    columns: tuple[str, ...]
    if graph:
        columns = ("subject", "predicate", "object")
    else:
        columns = tuple(name.lstrip("?") for name in next(lines, "").split("\t"))
    found = list(islice(lines, start, start + count + 1))
    read = _triple if graph else _row
    return Table(columns, tuple(read(line) for line in found[:count]), len(found) > count)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r").decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")


def _row(line: str) -> tuple[Cell, ...]:
    return tuple(_cell(field) for field in line.split("\t"))


def _triple(line: str) -> tuple[Cell, ...]:
    terms = [match.group() for match in _TERM.finditer(line)]
    return tuple(_cell(term) for term in terms[:3])


def _cell(field: str) -> Cell:
    match = _TERM.fullmatch(field)
    if match is None:
        return Cell(field)
    if match["iri"] is not None:
        iri = match["iri"][1:-1]
        # Only these: an IRI of the data may be `javascript:…`.
        return Cell(iri, iri if iri.startswith(("http://", "https://")) else None)
    if match["text"] is not None:
        datatype = match["datatype"] or ""
        note = match["language"] or datatype.rpartition("#")[2].rpartition("/")[2]
        return Cell(_ESCAPE.sub(_unescape, match["text"]), None, note)
    return Cell(field)


def _unescape(match: re.Match[str]) -> str:
    escaped = match[1]
    if len(escaped) > 1:
        point = int(escaped[1:], 16)
        return chr(point) if point < 0x110000 else "\ufffd"
    return _LETTERS.get(escaped, escaped)
