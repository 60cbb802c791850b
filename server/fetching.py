"""Ask the other servers that the operator allows, and no others: a redirect is not followed."""

import json
import time
from collections.abc import Mapping
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.federating import (
    BadAnswer,
    Call,
    endpoints,
    find_calls,
    insertion,
    is_allowed,
    remote_query,
    replace_calls,
    values,
)
from ..triples.store import Store, StoreError
from ..triples.syntaxes import graph_format
from .engine import DeadlineExceeded, EngineError

MOST = 32 * 1024 * 1024
_ROWS = "application/sparql-results+json"
_GRAPHS = "text/turtle, application/n-triples, application/rdf+xml;q=0.9, application/ld+json;q=0.8"


class Unanswered(EngineError):
    """Another server, allowed and asked, gave no answer that can be used."""

    status = 502


class _Stay(HTTPRedirectHandler):
    """Take a redirect for an error: it can lead where the operator allows nothing."""

    def redirect_request(  # noqa: PLR0917  as urllib has it
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,  # noqa: ANN401  the type of urllib's base class
        newurl: str,
    ) -> None:
        """Follow nothing."""


class Fetcher:
    """The servers that may be asked: endpoint IRIs, origins or hosts."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = allowed
        self._opener = build_opener(_Stay)

    def answer_services(self, text: str, base: str, deadline: float) -> str:
        """Put the answers of allowed servers in the place of the SERVICE calls of a text.

        A variable ranges over the allowed endpoints. A call that fails raises Unanswered, unless
        it is SILENT: then it is left, and the guard gives it the solution of a failed call.
        """
        if not self._allowed or "service" not in text.lower():
            return text
        replacements: dict[Call, str] = {}
        for call in find_calls(text, COMMON_PREFIXES):
            if call.keyword != "SERVICE":
                continue
            try:
                found = self._service(call, text, base, deadline)
            except Unanswered:
                if not call.silent:
                    raise
                continue
            if found:
                replacements[call] = found
        return replace_calls(text, replacements)

    def answer_loads(self, text: str, deadline: float) -> str:
        """Put the documents of allowed servers in the place of the LOAD operations of a text."""
        if not self._allowed or "load" not in text.lower():
            return text
        replacements: dict[Call, str] = {}
        for call in find_calls(text, COMMON_PREFIXES):
            if call.keyword != "LOAD" or not call.target:
                continue
            if is_allowed(call.target, self._allowed):
                try:
                    triples = self._document(call.target, deadline)
                except Unanswered:
                    if not call.silent:
                        raise
                    continue
                replacements[call] = insertion(triples, call.graph)
        return replace_calls(text, replacements)

    def _service(self, call: Call, text: str, base: str, deadline: float) -> str | None:
        query = remote_query(text, call.block, base, COMMON_PREFIXES)
        if call.variable:
            found = [
                values(self._ask(endpoint, query, deadline), (call.variable, endpoint))
                for endpoint in endpoints(self._allowed)
            ]
            return f"{{ {' UNION '.join(found)} }}" if found else None
        if call.target and is_allowed(call.target, self._allowed):
            return values(self._ask(call.target, query, deadline))
        return None

    def _ask(self, endpoint: str, query: str, deadline: float) -> Mapping[str, Any]:
        form = urlencode({"query": query}).encode()
        body, _ = self._fetch(Request(endpoint, form, {"Accept": _ROWS}), deadline)  # noqa: S310
        try:
            results = json.loads(body)
            values(results)
        except (ValueError, BadAnswer) as error:
            raise Unanswered(f"<{endpoint}> answered what is no result: {error}") from error
        return dict(results)

    def _document(self, address: str, deadline: float) -> str:
        body, kind = self._fetch(Request(address, headers={"Accept": _GRAPHS}), deadline)  # noqa: S310
        store = Store.in_memory()
        try:
            graph_format(kind)
            store.load(body, kind, base=address)
            return (store.dump("application/n-triples") or b"").decode()
        except StoreError as error:
            raise Unanswered(f"<{address}> gave no RDF: {error}") from error

    def _fetch(self, request: Request, deadline: float) -> tuple[bytes, str]:
        left = deadline - time.monotonic()
        address = request.full_url
        pieces, size = [], 0
        try:
            with self._opener.open(request, timeout=max(left, 0.001)) as response:
                while piece := response.read1(1 << 16):
                    pieces.append(piece)
                    size += len(piece)
                    if size > MOST:
                        raise Unanswered(f"<{address}> answered more than {MOST} bytes")
                    if time.monotonic() > deadline:
                        raise DeadlineExceeded(f"<{address}> did not answer before the deadline")
                kind = response.headers.get_content_type()
        except (URLError, OSError, ValueError) as error:
            raise Unanswered(f"<{address}> did not answer: {error}") from error
        return b"".join(pieces), kind
