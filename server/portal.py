"""The page at `/`: what is here, the queries that ship with it, and a form to ask without a client.

It works without JavaScript; everything on it is escaped by the templates.
"""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from ..ontology.namespaces import GRAPH
from ..queries.catalogue import UnknownQueryError, shipped
from ..queries.tokens import query_form
from .answering import service
from .engine import BrokenAnswer, EngineError, Query
from .negotiation import N_TRIPLES, TSV
from .tables import Table, read_table

blueprint = Blueprint("portal", __name__)

ROWS_ON_A_PAGE = 100
_FIRST_QUERY = "SELECT ?class (COUNT(?thing) AS ?number)\nWHERE { ?thing a ?class }\n\
GROUP BY ?class\nORDER BY DESC(?number)\n"


@blueprint.get("/")
def index() -> str | tuple[str, int]:
    """Show the form, with a query and its rows where one is asked, and what there is to ask."""
    text = request.args.get("query")
    example = request.args.get("example")
    shown: dict[str, Any] = {"text": text or _FIRST_QUERY, "page": _page()}
    status = 200
    if text:
        try:
            shown["table"] = _ask(text, shown["page"])
        except (EngineError, BrokenAnswer) as error:
            shown["fault"] = str(error)
            status = error.status if isinstance(error, EngineError) else 503
    elif example:
        try:
            query = shipped()[example]
            shown |= {"text": query.text, "example": query}
        except UnknownQueryError as error:
            shown["fault"] = str(error)
            status = 404
    else:
        shown["graphs"] = _graphs()
        shown["topics"] = shipped().topics()
    return render_template("index.html", **shown), status


def _page() -> int:
    page = request.args.get("page", "1")
    return min(max(int(page), 1), 10**6) if page.isascii() and page.isdigit() else 1


def _ask(text: str, page: int) -> Table:
    graph = query_form(text) in {"construct", "describe"}
    query = Query(
        text=text,
        media_type=(N_TRIPLES if graph else TSV).media_type,
        base=url_for("sparql.endpoint", _external=True),
        timeout=service().timeout(),
    )
    answer = service().engine.query(query)
    try:
        start = (page - 1) * ROWS_ON_A_PAGE
        return read_table(answer.chunks, graph=graph, start=start, count=ROWS_ON_A_PAGE)
    finally:
        answer.close()


def _graphs() -> list[tuple[str, str, int]]:
    """List the graphs: name, address of its content here, number of triples."""
    listed = []
    for name, size in sorted(
        service().engine.graph_sizes().items(), key=lambda item: item[0] or ""
    ):
        if name is None:
            address = url_for("graph_store.named_by_parameter", default="")
        elif name.startswith(GRAPH) and len(name) > len(GRAPH):
            address = url_for("graph_store.own_graph", name=name.removeprefix(GRAPH))
        else:
            address = url_for("graph_store.named_by_parameter", graph=name)
        listed.append((name or "the default graph", address, size))
    return listed


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Answer browsers, which ask for it by themselves: there is none."""
    return Response(status=204)
