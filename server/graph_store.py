"""The Graph Store Protocol at /graphs: a graph is read, replaced, extended and removed by its name.

Source: SPARQL 1.1 Graph Store HTTP Protocol; `?graph=` and `?default` name a graph indirectly, a
path below /graphs names it directly, and /graph/<name> stands for the project's own graphs.
"""

import io
import uuid
from typing import BinaryIO, cast

import rdflib
from flask import Blueprint, Response, request

from ..ontology.namespaces import GRAPH
from .answering import authorize, not_modified, send_answer, service, wished_formats
from .caching import tag
from .describing import describe_service, send_description
from .engine import BadRequest
from .incoming import check_length, open_body, too_large
from .negotiation import GRAPHS, negotiate, offered
from .protocol import ProtocolError, absolute_iri, media_type_of, parse_pairs
from .settings import MIB

blueprint = Blueprint("graph_store", __name__)

_METHODS = ["GET", "PUT", "POST", "DELETE"]
# Loading a large graph takes longer than a query may, and only the operator's own people load.
_PATIENCE = 20
_MERGED = 64 * MIB


@blueprint.route("/graphs", methods=_METHODS)
def named_by_parameter() -> Response:
    """Work on the graph that `?graph=` or `?default` names."""
    encoded = request.environ.get("QUERY_STRING", "").encode("latin-1", "replace")
    pairs = parse_pairs(encoded)
    graphs = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(graphs) + len(default) > 1:
        raise ProtocolError("one graph is named, by graph=<IRI> or by default")
    if graphs:
        if not graphs[0]:
            raise ProtocolError("graph= has no IRI")
        return _handle(absolute_iri(graphs[0], "graph", request.base_url))
    if default:
        return _handle(None)
    if request.method == "POST":
        return _create()
    if request.method in {"GET", "HEAD"}:
        form = negotiate(GRAPHS, request.headers.get("Accept"), wished_formats())
        endpoint = request.url_root + "sparql"
        return send_description(describe_service(service(), endpoint), form)
    raise ProtocolError("no graph is named: add graph=<IRI> or default")


@blueprint.route("/graphs/<path:name>", methods=_METHODS)
def named_by_address(name: str) -> Response:
    """Work on the graph whose name is the address of the request."""
    return _handle(absolute_iri(request.base_url, "the address", request.base_url))


@blueprint.route("/graph/<path:name>", methods=_METHODS)
def own_graph(name: str) -> Response:
    """Work on one of the project's own graphs, whatever host it is served from."""
    return _handle(absolute_iri(GRAPH + name, "the address", GRAPH))


def _handle(graph: str | None) -> Response:
    if request.method == "PUT":
        return _write(graph, replace=True)
    if request.method == "POST":
        return _write(graph, replace=False)
    if request.method == "DELETE":
        authorize()
        service().engine.delete_graph(graph, _patience())
        return Response(status=204)
    return _read(graph)


def _read(graph: str | None) -> Response:
    form = negotiate(GRAPHS, request.headers.get("Accept"), wished_formats())
    engine = service().engine

    def key(state: str) -> str | None:
        return tag("graph", state, graph, form.media_type) if state else None

    known = key(engine.state())
    ready = known and not_modified(known)
    if ready:
        return ready
    answer = engine.read_graph(graph, form.media_type, service().timeout())
    return send_answer(answer, form, key(answer.state))


def _create() -> Response:
    """Make a graph with a name of our choice (section 5.5)."""
    graph = f"{request.base_url.rstrip('/')}/{uuid.uuid4()}"
    _write(graph, replace=False)
    response = Response(status=201)
    response.headers["Location"] = graph
    return response


def _write(graph: str | None, *, replace: bool) -> Response:
    authorize()
    check_length()
    media_type, charset = media_type_of(request.headers.get("Content-Type"))
    data: BinaryIO
    if media_type == "multipart/form-data":
        data, media_type = _read_parts()
    else:
        media_type = _rdf_type(media_type)
        if charset not in {"utf-8", "utf8", "us-ascii"} and media_type != "application/rdf+xml":
            raise ProtocolError(f"the charset {charset[:40]} is not accepted, only utf-8", 415)
        data = open_body(service().settings.max_body)
    base = request.base_url if graph is None else graph
    new = service().engine.write_graph(
        graph, data, media_type, base, replace=replace, timeout=_patience()
    )
    return Response(status=201 if new else 204)


def _rdf_type(media_type: str) -> str:
    for form in GRAPHS:
        # Not the aliases that anything may hide behind: text/plain, application/json, text/xml.
        if media_type == form.media_type or media_type in _SURE.get(form.media_type, ()):
            return form.media_type
    given = f"{media_type[:100]!r}" if media_type else "a body without a content type"
    raise ProtocolError(f"{given} is not accepted; accepted are {offered(GRAPHS)}", 415)


_SURE = {"text/turtle": ("application/turtle", "application/x-turtle")}


def _read_parts() -> tuple[BinaryIO, str]:
    """Take the files of a form: one as it is, several merged, so that all go in or none."""
    limit = service().settings.max_body
    length = request.content_length
    if length is not None and length > limit:
        raise too_large(limit)
    request.max_content_length = limit
    parts = [part for _, part in request.files.items(multi=True)]
    if not parts:
        raise BadRequest("the form has no file")
    if len(parts) == 1:
        return cast(BinaryIO, parts[0].stream), _rdf_type(media_type_of(parts[0].mimetype)[0])
    merged = rdflib.Graph()
    left = _MERGED
    for part in parts:
        text = part.stream.read(left + 1)
        left -= len(text)
        if left < 0:
            raise too_large(_MERGED)
        form = _rdf_type(media_type_of(part.mimetype)[0])
        try:
            merged.parse(data=text, format=form, publicID=request.base_url)
        # rdflib's parsers raise whatever their libraries raise; the document is the only input.
        except Exception as error:
            raise BadRequest(f"the file {part.filename!r}: {error}") from error
    return io.BytesIO(merged.serialize(format="nt", encoding="utf-8")), "application/n-triples"


def _patience() -> float:
    return service().settings.timeout * _PATIENCE
