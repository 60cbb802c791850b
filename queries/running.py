"""Run a query, at a remote endpoint or wherever the caller has a graph."""

import time
import urllib.error
from ast import literal_eval
from collections.abc import Callable
from dataclasses import dataclass

from rdflib import Graph
from rdflib.exceptions import ParserError
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from ..ontology.namespaces import COMMON_PREFIXES
from .results import FORMS as RESULT_FORMS
from .results import Table, read_json, write
from .tokens import missing_prefixes, query_form, tokenize

RESULTS_JSON = "application/sparql-results+json"
GRAPH_FORMS = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt11"),
    "rdf": ("application/rdf+xml", "pretty-xml"),
    "jsonld": ("application/ld+json", "json-ld"),
}
"""The forms of an RDF answer: media type asked for, and rdflib's name of the format."""

TABLE_FORMS = ("table", *RESULT_FORMS)
FORMS = (*TABLE_FORMS, *GRAPH_FORMS)
_URL_LIMIT = 2000
# Too many requests, and a server that is overloaded or being mended.
_BUSY = (429, 502, 503, 504)
_LONGEST_PAUSE = 120.0


class RunError(Exception):
    """A query that cannot be run: malformed, refused, or an endpoint that does not answer."""


@dataclass(frozen=True)
class Reply:
    """What a source sent: its bytes and the media type it says they have."""

    media_type: str
    data: bytes


Source = Callable[[str, str], Reply]
"""Answers a query text with bytes, if it can in the media type that the second argument names."""


def run(text: str, source: Source) -> Table | bool | Reply:
    """Run a query at a source: a SELECT gives a table, an ASK a boolean, the others RDF as sent.

    Common prefixes need not be declared. Raises RunError.
    """
    return _run(text, source, "text/turtle")


def run_as(text: str, source: Source, form: str) -> str:
    """Run a query and write its answer in one of the FORMS but `table`; raises RunError."""
    media_type, parser = GRAPH_FORMS.get(form, GRAPH_FORMS["ttl"])
    answer = _run(text, source, media_type)
    if isinstance(answer, Reply):
        if form not in GRAPH_FORMS:
            raise RunError(f"an RDF answer has no form {form}; it has {', '.join(GRAPH_FORMS)}")
        if answer.media_type == media_type:
            return answer.data.decode()
        return _read_graph(answer).serialize(format=parser)
    if form not in RESULT_FORMS:
        raise RunError(f"a table has no form {form}; it has {', '.join(RESULT_FORMS)}")
    return write(answer, form)


def _run(text: str, source: Source, graph_type: str) -> Table | bool | Reply:
    form = query_form(text)
    if form is None:
        raise RunError("not a SPARQL query: no SELECT, ASK, CONSTRUCT or DESCRIBE")
    text = with_prefixes(text)
    if form in {"construct", "describe"}:
        return source(text, graph_type)
    reply = source(text, RESULTS_JSON)
    try:
        return read_json(reply.data)
    except ValueError as fault:
        raise RunError(f"the answer is {reply.media_type}, {fault}") from fault


def with_prefixes(text: str) -> str:
    """Declare the common prefixes that a query uses and does not declare itself."""
    missing = missing_prefixes(tokenize(text), COMMON_PREFIXES)
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in missing.items()) + text


def _read_graph(reply: Reply) -> Graph:
    try:
        return Graph().parse(data=reply.data, format=reply.media_type)
    except (ParserError, SyntaxError, ValueError) as fault:
        raise RunError(f"the answer is {reply.media_type} and cannot be read: {fault}") from fault


def remote(
    endpoint: str,
    timeout: float | None = None,
    *,
    agent: str = "poimenno",
    tries: int = 1,
    most: int | None = None,
) -> Source:
    """Make a source of any SPARQL 1.1 endpoint; it raises RunError where the endpoint fails.

    An endpoint that is too busy is asked again, up to `tries` times in all, after the time that it
    names. `most` bounds an answer, in bytes.
    """

    def ask(text: str, media_type: str) -> Reply:
        client = SPARQLWrapper(endpoint, agent=agent)
        # Only content negotiation: `format=` and `output=` mean different things elsewhere.
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", media_type)
        client.setQuery(text)
        client.queryType = (query_form(text) or "select").upper()
        client.setMethod("POST" if len(text) > _URL_LIMIT else "GET")
        if timeout is not None:
            client.setTimeout(round(timeout))
        for left in range(tries - 1, -1, -1):
            try:
                return _fetch(client, most)
            except SPARQLWrapperException as fault:
                raise RunError(f"{endpoint}: {_reason(fault)}") from fault
            except urllib.error.HTTPError as fault:
                with fault:
                    if left and fault.code in _BUSY:
                        time.sleep(_pause(fault.headers.get("Retry-After"), tries - left))
                        continue
                    detail = fault.read(2000).decode(errors="replace").strip()
                    raise RunError(f"{endpoint}: {fault.code} {fault.reason}. {detail}") from fault
            except (OSError, ValueError) as fault:
                raise RunError(f"{endpoint}: {getattr(fault, 'reason', fault)}") from fault
        raise RunError(f"{endpoint}: not asked at all")

    return ask


def _fetch(client: SPARQLWrapper, most: int | None) -> Reply:
    response = client.query().response
    with response:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        data = response.read(-1 if most is None else most + 1)
    if most is not None and len(data) > most:
        raise ValueError(f"the answer is larger than {most} bytes")
    return Reply(kind, data)


def _pause(wish: str | None, number: int) -> float:
    """Give the seconds to wait: what the endpoint asks for, else longer each time; bounded."""
    if wish is not None and wish.strip().isdecimal():
        return min(float(wish), _LONGEST_PAUSE)
    return min(2.0**number, _LONGEST_PAUSE)


def _reason(fault: SPARQLWrapperException) -> str:
    """Take the body out of SPARQLWrapper's message, which holds it as Python writes bytes."""
    _, _, body = str(fault).partition("Response:\n")
    try:
        detail = literal_eval(body.strip()).decode(errors="replace")
    except (ValueError, SyntaxError, AttributeError):
        detail = body
    return f"{fault.msg}. {detail}".strip()
