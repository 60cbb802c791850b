"""The description of the routes, for programs at `/openapi.json` and for readers at `/api`."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from .answering import not_modified, send_bytes
from .api_document import describe_api
from .caching import tag
from .negotiation import HTML, Format

blueprint = Blueprint("api_pages", __name__)

_OPENAPI = Format("application/json", ("json",))


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe every route in OpenAPI 3.1."""
    data = json.dumps(_document(), ensure_ascii=False, indent=1).encode() + b"\n"
    key = tag("openapi", data)
    return not_modified(key) or send_bytes(data, _OPENAPI, key, remember=False)


@blueprint.get("/api")
def page() -> Response:
    """Describe every route on a page."""
    text = render_template("api.html", api=_document())
    key = tag("api", text)
    return not_modified(key) or send_bytes(text.encode(), HTML, key, remember=False)


def _document() -> dict[str, Any]:
    return describe_api(current_app, request.url_root.rstrip("/"))
