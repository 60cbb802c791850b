"""Read requests of the SPARQL 1.1 Protocol: method, query string, content type and body, no IO.

Source: SPARQL 1.1 Protocol, sections 2.1 (query) and 2.2 (update).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_to_bytes, urljoin

from .engine import Dataset

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ACCEPTED = (FORM, QUERY, UPDATE)

_BAD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
# A multipart body without a part: clients send it beside a query in the URL.
_NO_PARTS = re.compile(rb"\s*(--[^\r\n]*\s*)?")

_QUERY_GRAPHS = ("default-graph-uri", "named-graph-uri")
_UPDATE_GRAPHS = ("using-graph-uri", "using-named-graph-uri")
_FORMATS = ("format", "output", "results")


class ProtocolError(Exception):
    """A request that is none of the protocol; `status` is 400 or 415."""

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status


@dataclass(frozen=True)
class Operation:
    """What a request asks for; `timeout` in seconds and `formats` are the client's wishes."""

    kind: Literal["query", "update", "description"]
    text: str
    dataset: Dataset
    formats: tuple[str, ...]
    timeout: float | None


def media_type_of(content_type: str | None) -> tuple[str, str]:
    """Split a Content-Type header into the media type and the charset, both in small letters."""
    media_type, *parameters = (content_type or "").lower().split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            charset = value.strip().strip("\"'")
    return media_type.strip(), charset


def read_operation(
    method: str, query_string: bytes, content_type: str | None, body: bytes, base: str
) -> Operation:
    """Read a request to the endpoint; `base` makes graph names absolute.

    Raises ProtocolError for what the protocol forbids: no or several texts, a query beside an
    update, an update by GET, text that is not UTF-8, a broken percent sign, another content type.
    """
    url = parse_pairs(query_string)
    if method in {"GET", "HEAD"}:
        if _values(url, "update"):
            raise ProtocolError("an update is sent by POST, never by GET")
        if not _values(url, "query"):
            _refuse_graphs(url)
            return _operation("description", "", url, base)
        return _operation("query", _only(url, "query"), url, base)
    media_type, charset = media_type_of(content_type)
    if _NO_PARTS.fullmatch(body) and _values(url, "query"):
        # Some clients put the query into the URL and any content type beside an empty body.
        return _operation("query", _only(url, "query"), url, base)
    if media_type not in ACCEPTED:
        raise ProtocolError(
            f"{media_type or 'no content type'} is not accepted; accepted are"
            f" {', '.join(ACCEPTED)}",
            415,
        )
    if charset not in {"utf-8", "utf8"}:
        raise ProtocolError(f"the charset {charset} is not accepted, only utf-8", 415)
    if media_type == FORM:
        return _read_form(url, parse_pairs(body.strip()), base)
    kind: Literal["query", "update"] = "query" if media_type == QUERY else "update"
    if _values(url, "query") or _values(url, "update"):
        raise ProtocolError(f"the body is the {kind}, so that the URL may not hold another one")
    return _operation(kind, _decode(body, "the body"), url, base)


def _read_form(url: list[tuple[str, str]], form: list[tuple[str, str]], base: str) -> Operation:
    if _values(url, "update"):
        raise ProtocolError("an update is sent in the body, never in the URL")
    pairs = url + form
    queries, updates = _values(pairs, "query"), _values(pairs, "update")
    if queries and updates:
        raise ProtocolError("the request has both a query and an update")
    if not queries and not updates:
        raise ProtocolError("the form has neither a query nor an update")
    if queries:
        return _operation("query", _only(pairs, "query"), pairs, base)
    return _operation("update", _only(pairs, "update"), pairs, base)


def parse_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Read name and value pairs of a query string or a form; raises ProtocolError."""
    pairs = []
    for pair in encoded.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            key = _unquote(name, "a parameter name")
            pairs.append((key, _unquote(value, f"the parameter {key[:40]!r}")))
    return pairs


def _unquote(encoded: bytes, what: str) -> str:
    broken = _BAD_PERCENT.search(encoded)
    if broken:
        raise ProtocolError(
            f"{what} has a percent sign without two hexadecimal digits at byte {broken.start()}"
        )
    return _decode(unquote_to_bytes(encoded.replace(b"+", b" ")), what)


def _decode(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(f"{what} is not UTF-8: {error.reason} at byte {error.start}") from error


def _operation(
    kind: Literal["query", "update", "description"],
    text: str,
    pairs: list[tuple[str, str]],
    base: str,
) -> Operation:
    ours, theirs = (
        (_UPDATE_GRAPHS, _QUERY_GRAPHS) if kind == "update" else (_QUERY_GRAPHS, _UPDATE_GRAPHS)
    )
    for name in theirs:
        if any(_values(pairs, name)):
            raise ProtocolError(f"{name} does not belong to {_article(kind)}")
    default, named = (_graphs(_values(pairs, name), name, base) for name in ours)
    return Operation(
        kind=kind,
        text=text,
        dataset=Dataset(default, named),
        formats=tuple(value for name in _FORMATS for value in _values(pairs, name)),
        timeout=_timeout(pairs),
    )


def _article(kind: str) -> str:
    return "an update" if kind == "update" else "a query"


def _refuse_graphs(pairs: list[tuple[str, str]]) -> None:
    if any(any(_values(pairs, name)) for name in (*_QUERY_GRAPHS, *_UPDATE_GRAPHS)):
        raise ProtocolError("the request names a dataset but has no query")


def _graphs(values: Iterable[str], name: str, base: str) -> tuple[str, ...] | None:
    """Make graph names absolute; an empty value is what clients send for no choice."""
    graphs = tuple(absolute_iri(value, name, base) for value in values if value)
    return graphs or None


def absolute_iri(value: str, name: str, base: str) -> str:
    """Resolve an IRI of a parameter against the request; raises ProtocolError."""
    iri = value
    if not _IRI.fullmatch(value):
        # Only then: urljoin drops an empty fragment, and `http://example.org/ns#` is a graph name.
        try:
            iri = urljoin(base, value)
        except ValueError:
            iri = ""
    if not _IRI.fullmatch(iri):
        raise ProtocolError(f"{name} is no IRI: {value[:200]!r}")
    return iri


def _timeout(pairs: list[tuple[str, str]]) -> float | None:
    wishes = []
    for name, unit in (("timeout", 1.0), ("maxQueryTimeMillis", 1000.0)):
        for value in filter(None, _values(pairs, name)):
            try:
                seconds = float(value) / unit
            except ValueError:
                seconds = math.nan
            if not seconds > 0:
                raise ProtocolError(f"{name} is no positive number: {value[:40]!r}")
            wishes.append(seconds)
    return min(wishes, default=None)


def _values(pairs: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _only(pairs: list[tuple[str, str]], name: str) -> str:
    values = _values(pairs, name)
    if len(values) > 1:
        raise ProtocolError(f"the request has {len(values)} {name} parameters, it may have one")
    return values[0]
