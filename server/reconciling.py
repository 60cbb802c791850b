"""The reconciliation service at /reconcile, for OpenRefine and others: 0.1, 0.2 and 1.0-draft.

Old clients send everything to the root, in the parameters `queries`, `query` and `extend`; clients
of 1.0-draft send JSON to /match and /extend. What goes with GET below the root is common to all.
Sources: the specifications of the W3C Entity Reconciliation Community Group, 0.1, 0.2, 1.0-draft.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from .answering import read_away, send_bytes
from .engine import BadRequest, EngineError
from .incoming import read_body
from .negotiation import Format
from .protocol import FORM, ProtocolError, media_type_of, parse_pairs
from .reconciling_candidates import answer
from .reconciling_extending import MOST_PROPOSED, PROPOSED, extend, propose
from .reconciling_languages import languages
from .reconciling_manifest import DRAFT, OLD, manifest, wished_version
from .reconciling_previewing import show_features, show_preview
from .reconciling_requests import (
    Json,
    Question,
    read_document,
    read_draft_batch,
    read_extension,
    read_old_batch,
    read_old_query,
)
from .reconciling_showing import View, candidates
from .reconciling_suggesting import (
    FURTHEST,
    flyout,
    suggest_entities,
    suggest_properties,
    suggest_types,
    write_type,
)
from .reconciling_terms import DEFAULT_TYPES, terms
from .reconciling_values import Reader
from .settings import MIB

blueprint = Blueprint("reconciling", __name__, url_prefix="/reconcile")

_JSON = Format("application/json", ("json",), charset=True)
_JAVASCRIPT = Format("application/javascript", ("js",), charset=True)
_LARGEST = 4 * MIB
_PARTS = "multipart/form-data"
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,99}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,99}){0,5}")
_TYPES = {DRAFT: "application/reconciliation.v1+json", OLD: "application/json"}


@blueprint.errorhandler(EngineError)
@blueprint.errorhandler(ProtocolError)
def _error(error: EngineError | ProtocolError) -> Response:
    read_away()
    return _fail(error.status, error.detail)


@blueprint.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    read_away()
    return _fail(error.code or 500, error.description or error.name)


def _fail(status: int, message: str) -> Response:
    """Say what is wrong as clients of this protocol read it; 1.0 leaves the form to the service."""
    content = {"status": "error", "code": status, "message": message}
    response = _send(content)
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


@blueprint.route("", methods=["GET", "POST"])
def root() -> Response:
    """Give the manifest, or answer queries and data extension as 0.1 and 0.2 send them."""
    pairs = dict(request.args)
    if request.method == "POST":
        media_type, _ = media_type_of(request.headers.get("Content-Type"))
        if media_type.endswith("json"):
            # The schema of 1.0-draft calls this the payload of a POST to the endpoint.
            return _send(_match(read_body(_LARGEST)))
        if media_type == _PARTS:
            request.max_content_length = request.max_form_memory_size = _LARGEST
            pairs |= dict(request.form)
        elif media_type in {FORM, ""}:
            pairs |= dict(parse_pairs(read_body(_LARGEST).strip()))
        else:
            raise ProtocolError(f"{media_type} is not accepted; accepted are {FORM}, JSON", 415)
    callback = _callback(pairs)
    if "queries" in pairs:
        batch = read_old_batch(read_document(pairs["queries"], "queries"))
        found = _answer(list(batch.values()), OLD)
        content: Json = {key: {"result": one} for key, one in zip(batch, found, strict=True)}
    elif "query" in pairs:
        content = {"result": _answer([_single(pairs["query"])], OLD)[0]}
    elif "extend" in pairs:
        content = _extend(read_document(pairs["extend"], "extend"), OLD)
    elif request.method == "POST":
        raise BadRequest("expected one of the parameters queries, query and extend")
    else:
        accept = request.headers.get("Accept")
        return _manifest(wished_version(request.args.get("version"), accept), callback)
    return _send(content, callback)


def _single(text: str) -> Question:
    """Read the parameter `query`: a query in JSON, or the name alone."""
    written = text.strip()
    document = read_document(written, "query") if written.startswith("{") else {"query": written}
    return read_old_query(document, "query")


def _manifest(spoken: str, callback: str | None) -> Response:
    view = _view()
    listed = [
        write_type(found, view)
        for name in DEFAULT_TYPES
        if (found := view.terms.type_of(name)) is not None
    ]
    response = _send(manifest(spoken, request.url_root, listed), callback)
    other = DRAFT if spoken == OLD else OLD
    address = f"{request.url_root}reconcile?version={other}"
    response.headers["Link"] = f'<{address}>; rel="alternate"; type="{_TYPES[other]}"'
    if _TYPES[DRAFT] in request.headers.get("Accept", "") and spoken == DRAFT:
        response.headers["Content-Type"] = _TYPES[DRAFT]
    return response


@blueprint.get("/1.0-draft")
def draft_root() -> Response:
    """Give the manifest of 1.0-draft to clients that cannot say which version they speak."""
    return _manifest(DRAFT, None)


@blueprint.post("/match")
def match() -> Response:
    """Answer a batch of queries of 1.0-draft."""
    return _send(_match(_read_json()))


def _match(body: bytes) -> dict[str, Any]:
    questions = read_draft_batch(_parse(body))
    return {"results": [{"candidates": found} for found in _answer(questions, DRAFT)]}


@blueprint.post("/extend")
def extend_draft() -> Response:
    """Answer a data extension query of 1.0-draft."""
    return _send(_extend(_parse(_read_json()), DRAFT))


@blueprint.get("/extend/propose")
def propose_properties() -> Response:
    """Propose properties to fetch for entities of a type."""
    limit = min(_whole("limit", PROPOSED) or PROPOSED, MOST_PROPOSED)
    content = propose(request.args.get("type"), limit, _view())
    return _send(content, _callback(request.args))


@blueprint.get("/suggest/<any(entity, property, type):kind>")
def suggest(kind: str) -> Response:
    """Complete what somebody types; a whole identifier gives what it identifies."""
    prefix, cursor = request.args.get("prefix", ""), min(_whole("cursor", 0), FURTHEST)
    if kind == "entity":
        content = suggest_entities(prefix, cursor, _view(), request.args.get("type", ""))
    elif kind == "property":
        content = suggest_properties(prefix, cursor, _view())
    else:
        content = suggest_types(prefix, cursor, _view())
    return _send(content, _callback(request.args))


@blueprint.get("/flyout/<any(entity, property, type):kind>")
def show_flyout(kind: str) -> Response:
    """Give the small text beside a suggestion, as 0.1 and 0.2 want it."""
    content = flyout(kind, _id(), _view())
    return _send(content, _callback(request.args))


@blueprint.get("/preview")
def preview() -> Response:
    """Show an entity in a small page for a frame."""
    return show_preview(_id(), _view())


@blueprint.get("/features")
def features() -> Response:
    """Explain the features of candidates and how they make the score."""
    return show_features()


def _answer(questions: list[Question], version: str) -> list[list[dict[str, Any]]]:
    view = _view()
    found = answer(questions, view.terms, view.reader, next(iter(view.languages), None))
    return [candidates(one, version, view) for one in found]


def _extend(document: Json, version: str) -> dict[str, Any]:
    ids, wanted = read_extension(document)
    return extend(ids, wanted, version, _view())


def _view() -> View:
    wished = languages(request.args.get("lang"), request.headers.get("Accept-Language"))
    return View(terms(), Reader(), wished)


def _read_json() -> bytes:
    media_type, _ = media_type_of(request.headers.get("Content-Type"))
    if not media_type.endswith("json") and media_type != "":
        raise ProtocolError(f"{media_type} is not accepted; accepted is application/json", 415)
    return read_body(_LARGEST)


def _parse(body: bytes) -> Json:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
    return read_document(text, "the body")


def _id() -> str:
    name = request.args.get("id", "").strip()
    if not name:
        raise BadRequest("expected the parameter id")
    return name[:200]


def _whole(name: str, default: int) -> int:
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise BadRequest(f"{name}={text[:40]}: expected a whole number")
    return int(text)


def _callback(parameters: Mapping[str, str]) -> str | None:
    """Check the name of a function: what is no name would be a script of the client's making."""
    name = parameters.get("callback")
    if name is None:
        return None
    if not _CALLBACK.fullmatch(name):
        raise BadRequest("callback: expected the name of a function, such as jQuery123_456")
    return name


def _send(content: Json, callback: str | None = None) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if callback is None:
        return send_bytes(text.encode(), _JSON)
    # The comment guards against files that are also another format; the two signs end lines in JS.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return send_bytes(f"/**/{callback}({text});".encode(), _JAVASCRIPT)


# What stands below the root of 1.0-draft is what stands below the common one.
for _rule, _route in (
    ("/match", match),
    ("/extend", extend_draft),
    ("/extend/propose", propose_properties),
    ("/suggest/<any(entity, property, type):kind>", suggest),
    ("/preview", preview),
):
    blueprint.add_url_rule(
        f"/1.0-draft{_rule}",
        f"draft_{_route.__name__}",
        _route,
        methods=["POST" if _route in {match, extend_draft} else "GET"],
    )
