"""The SPARQL endpoint: queries, updates and, asked for nothing, its own description."""

from typing import cast

from flask import Blueprint, Response, redirect, request, url_for

from ..queries.adapting import accepted_languages, reads_languages
from ..queries.tokens import query_form
from .answering import VARY, authorize, is_authorized, ready, send_answer, service
from .caching import is_volatile, tag
from .describing import describe_service, send_description
from .engine import Query, Update
from .incoming import check_length, read_body
from .negotiation import GRAPHS, HTML, ROWS, Format, negotiate
from .preparing import searching_in
from .protocol import UPDATE, Operation, media_type_of, read_operation
from .searching import names

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/bigdata/namespace/wdq/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a request of the SPARQL 1.1 Protocol, or where Wikidata has its endpoint."""
    body = b""
    if request.method == "POST":
        settings = service().settings
        content_type = request.headers.get("Content-Type")
        if media_type_of(content_type)[0] == UPDATE:
            # Before the body: a stranger's hundred megabytes are not worth reading.
            authorize()
        body = read_body(settings.max_update if is_authorized() else settings.max_query)
    operation = read_operation(
        request.method,
        request.environ.get("QUERY_STRING", "").encode("latin-1", "replace"),
        request.headers.get("Content-Type"),
        body,
        request.base_url,
    )
    if operation.kind == "description":
        return _describe(operation)
    if operation.kind == "update":
        return _update(operation)
    return _query(operation)


def _describe(operation: Operation) -> Response:
    form = negotiate((*GRAPHS, HTML), request.headers.get("Accept"), operation.formats)
    if form is HTML:
        return cast(Response, redirect(url_for("portal.index"), 303))
    return send_description(describe_service(service(), request.base_url), form)


def _update(operation: Operation) -> Response:
    authorize()
    check_length()
    service().engine.update(
        Update(
            text=operation.text,
            base=request.base_url,
            timeout=service().timeout(operation.timeout),
            dataset=operation.dataset,
        )
    )
    return Response(status=204)


def _negotiate(operation: Operation) -> Format:
    kind = query_form(operation.text)
    if kind is None:
        # No query, as the engine will say with the position: let that be the answer, not a 406.
        return ROWS[0]
    offers = GRAPHS if kind in {"construct", "describe"} else ROWS
    return negotiate(offers, request.headers.get("Accept"), operation.formats)


def _query(operation: Operation) -> Response:
    form = _negotiate(operation)
    engine = service().engine
    languages: tuple[str, ...] = ()
    if reads_languages(operation.text):
        languages = accepted_languages(request.headers.get("Accept-Language", ""))
    query = Query(
        text=operation.text,
        media_type=form.media_type,
        base=request.base_url,
        timeout=service().timeout(operation.timeout),
        dataset=operation.dataset,
        languages=languages,
        searching=searching_in(names),
    )
    lasting = not is_volatile(query.text)

    def key(state: str) -> str | None:
        named = (state, query.text, query.media_type, query.base, query.dataset, languages)
        return tag(*named) if state and lasting else None

    known = key(engine.state()) if lasting else None
    if found := ready(known, form):
        return _varying(found, query.text)
    answer = engine.query(query)
    return _varying(send_answer(answer, form, key(answer.state)), query.text)


def _varying(response: Response, text: str) -> Response:
    if reads_languages(text):
        response.headers["Vary"] = f"{VARY}, Accept-Language"
    return response
