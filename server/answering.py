"""From what the engine says to what goes over HTTP: answers, entity tags, problems, headers."""

import hmac
import logging
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from ..ontology.namespaces import GRAPH
from .caching import Memory, Remembered
from .engine import Answer, Engine, EngineError, Refused
from .negotiation import HTML, PLAIN, PROBLEMS, Format, NotAcceptable, negotiate
from .protocol import ProtocolError
from .settings import GIB, Settings
from .spooling import Disk, Held, choose_encoding, compress, drain

VARY = "Accept, Accept-Encoding, Origin"
_EXPOSED = "ETag, Link, Location, Retry-After, WWW-Authenticate, Content-Length"
_RETRY_AFTER = 10
# What is read of a refused body before the answer, so that the client comes to see the answer.
_DRAINED, _DRAINING = 256 * 1024 * 1024, 2.0
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
log = logging.getLogger(__name__)


@dataclass
class Service:
    """What the blueprints work with: the engine, the operator's settings, what is remembered."""

    engine: Engine
    settings: Settings
    memory: Memory = field(default_factory=Memory)
    disk: Disk = field(default_factory=lambda: Disk(8 * GIB))

    def holds_ours(self) -> bool:
        """Tell whether the store has a graph of ours; another may be served too."""
        return any((name or "").startswith(GRAPH) for name in self.engine.graph_sizes())

    def timeout(self, wish: float | None = None) -> float:
        """Hold what a client wishes to the server's bound."""
        return min(self.settings.timeout, wish or self.settings.timeout)


class Unauthorized(EngineError):
    """A change without the token, or with another one."""

    status = 401


class BodyTooLarge(EngineError):
    """The client sends more than the server reads."""

    status = 413


def service() -> Service:
    """Give the service of the running application."""
    return cast(Service, current_app.extensions["poimenno"])


def is_authorized() -> bool:
    """Tell whether the request carries the token; compared in constant time."""
    token = service().settings.token
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token is None or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode(), token.encode())


def authorize() -> None:
    """Let changes pass; raises Refused where none are taken, Unauthorized without the token."""
    if not service().engine.writable:
        raise Refused("this server is read-only: it was started without POIMENNO_TOKEN")
    if not is_authorized():
        raise Unauthorized(
            "changes need the header `Authorization: Bearer` with the server's token"
        )


def entity_tag(key: str, encoding: str | None) -> str:
    """Write the ETag of one encoding of an answer."""
    return f'"{key}-{encoding}"' if encoding else f'"{key}"'


def not_modified(key: str) -> Response | None:
    """Answer 304 when the client holds this state of the answer, in whatever encoding."""
    for encoding in (None, "gzip", "deflate"):
        if request.if_none_match.contains_weak(entity_tag(key, encoding).strip('"')):
            response = Response(status=304)
            response.headers["ETag"] = entity_tag(key, encoding)
            response.headers["Cache-Control"] = "no-cache"
            return response
    return None


def remembered(key: str, media_type: Format) -> Response | None:
    """Answer from memory."""
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    memory = service().memory
    # A short answer is not compressed whatever the client accepts.
    found = memory.get(entity_tag(key, encoding)) or memory.get(entity_tag(key, None))
    if found is None:
        return None
    return _finish(Response(found.data), media_type, found.encoding, found.etag)


def ready(key: str | None, form: Format) -> Response | None:
    """Give what is there already for a key: the client holds it, or it is remembered."""
    return (not_modified(key) or remembered(key, form)) if key else None


def wished_formats() -> list[str]:
    """List the formats that the parameters of the request name."""
    return [request.args[name] for name in ("format", "output") if name in request.args]


def send_answer(answer: Answer, media_type: Format, key: str | None) -> Response:
    """Send an answer of the engine, whole; raises EngineError when its rest does not come.

    `key` is the entity tag to remember it by, None for what may differ the next time.
    """
    body, encoding = drain(
        answer, choose_encoding(request.headers.get("Accept-Encoding", "")), service().disk
    )
    etag = entity_tag(key, encoding) if key else None
    if isinstance(body, Held):
        if etag:
            service().memory.put(Remembered(body.data, encoding, etag))
        return _finish(Response(body.data), media_type, encoding, etag)
    response = Response(iter(body), direct_passthrough=True)
    response.call_on_close(body.close)
    response.headers["Content-Length"] = str(body.length)
    return _finish(response, media_type, encoding, etag)


def send_bytes(
    data: bytes, media_type: Format, key: str | None = None, *, remember: bool = True
) -> Response:
    """Send a content made here; with a key it is remembered, where `ready` is asked for it."""
    data, encoding = compress(data, choose_encoding(request.headers.get("Accept-Encoding", "")))
    etag = entity_tag(key, encoding) if key else None
    if etag and remember:
        service().memory.put(Remembered(data, encoding, etag))
    return _finish(Response(data), media_type, encoding, etag)


def _finish(
    response: Response, media_type: Format, encoding: str | None, etag: str | None
) -> Response:
    response.headers["Content-Type"] = media_type.content_type
    response.headers["Cache-Control"] = "no-cache" if etag else "no-store"
    if etag:
        response.headers["ETag"] = etag
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def problem(status: int, detail: str) -> Response:
    """Say what is wrong as JSON (RFC 9457), as text or as a page, as the client prefers."""
    title = HTTPStatus(status).phrase
    try:
        form = negotiate(PROBLEMS, request.headers.get("Accept"))
    except NotAcceptable:
        form = PROBLEMS[0]
    if form is HTML:
        response = Response(
            render_template("problem.html", status=status, title=title, detail=detail)
        )
    elif form is PLAIN:
        response = Response(f"{status} {title}: {detail}\n")
    else:
        # No `type`: about:blank, as the status says what kind of problem it is.
        content = {"title": title, "status": status, "detail": detail}
        response = Response(current_app.json.dumps(content, ensure_ascii=False) + "\n")
    response.status_code = status
    response.headers["Content-Type"] = form.content_type
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="poimenno"'
    if status == 503:
        response.headers["Retry-After"] = str(_RETRY_AFTER)
    return response


def register(app: Flask) -> None:
    """Make every failure a problem document and put the common headers on every answer."""

    @app.errorhandler(EngineError)
    def _engine_error(error: EngineError) -> Response:
        read_away()
        return problem(error.status, error.detail)

    @app.errorhandler(ProtocolError)
    def _protocol_error(error: ProtocolError) -> Response:
        read_away()
        return problem(error.status, error.detail)

    @app.errorhandler(NotAcceptable)
    def _not_acceptable(error: NotAcceptable) -> Response:
        read_away()
        return problem(406, str(error))

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        read_away()
        response = problem(error.code or 500, error.description or error.name)
        for name, value in error.get_headers(request.environ):
            if name.lower() in {"allow", "location"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def _failure(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        read_away()
        return problem(500, "the server failed; its log says why")

    @app.after_request
    def _common_headers(response: Response) -> Response:
        headers = response.headers
        if response.status_code in {204, 304}:
            headers.pop("Content-Type", None)
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = _EXPOSED
        # Pages in two languages name what else they vary by.
        headers.setdefault("Vary", VARY)
        headers["X-Content-Type-Options"] = "nosniff"
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
            # A wildcard would not cover Authorization (Fetch standard, section 3.3.5).
            headers["Access-Control-Allow-Headers"] = (
                "Accept, Authorization, Content-Type, If-None-Match, *"
            )
            headers["Access-Control-Max-Age"] = "86400"
        if response.mimetype == HTML.media_type:
            # A page that is made to stand in a frame has a policy of its own.
            headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
            headers["Referrer-Policy"] = "same-origin"
        return response


def read_away() -> None:
    """Read what is left of a refused body: a client that still writes would only see a reset."""
    if "Expect" in request.headers:
        return
    end, left = time.monotonic() + _DRAINING, _DRAINED
    try:
        while left > 0 and time.monotonic() < end:
            piece = request.stream.read(1 << 20)
            if not piece:
                return
            left -= len(piece)
    except (OSError, ValueError, HTTPException, EngineError):
        return
