"""The Flask application: one engine behind, one blueprint for each thing a visitor may want."""

import re

from flask import Flask, Response, abort, request

from . import (
    action_api,
    api_pages,
    cataloguing,
    describing,
    dumps,
    entities,
    entity_schemas,
    explaining,
    exporting,
    fragments,
    graph_store,
    ontology_pages,
    portal,
    reconciling,
    search_pages,
    sitemaps,
    sparql,
)
from .answering import Service, register
from .engine import Engine
from .settings import Settings

# What a Host header may hold; answers repeat it in addresses.
_HOST = re.compile(r"[A-Za-z0-9._~\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def create_app(engine: Engine, settings: Settings) -> Flask:
    """Make the application over an engine, which the caller closes."""
    app = Flask(__name__)
    app.extensions["poimenno"] = Service(engine, settings)
    app.before_request(_check_host)
    app.url_map.strict_slashes = False
    register(app)
    modules = (
        sparql,
        graph_store,
        entities,
        entity_schemas,
        ontology_pages,
        dumps,
        describing,
        cataloguing,
        explaining,
        exporting,
        fragments,
        api_pages,
        action_api,
        reconciling,
        search_pages,
        sitemaps,
        portal,
    )
    for module in modules:
        app.register_blueprint(module.blueprint)

    @app.get("/healthz")
    def healthz() -> Response:
        """Tell that the server answers; nothing is evaluated."""
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    return app


def _check_host() -> None:
    host = request.environ.get("HTTP_HOST")
    if host is not None and not _HOST.fullmatch(host):
        abort(400, "the Host header is no host")
