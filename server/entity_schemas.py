"""EntitySchemas where tools of Wikidata look for them: the text in ShExC, and a page."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from ..ontology.entity_schemas import EntitySchema, entity_schemas
from .answering import not_modified, send_bytes
from .caching import tag
from .negotiation import HTML, PLAIN, Format, negotiate

blueprint = Blueprint("entity_schemas", __name__)

SHEX = Format("text/shex", ("shex", "shexc"), ("application/shex",), charset=True)


@blueprint.get("/entityschema/")
def index() -> Response:
    """List the schemas."""
    text = render_template("schemas.html", schemas=list(entity_schemas().values()))
    return _send(text, HTML)


@blueprint.get("/entityschema/<name>")
def schema(name: str) -> Response:
    """Give a schema, as ShExC or as a page; an ending `.shex` asks for the text."""
    found = _find(name.removesuffix(".shex"))
    if name.endswith(".shex"):
        return _send(found.text, SHEX)
    names = request.args.getlist("format")
    form = negotiate((SHEX, HTML, PLAIN), request.headers.get("Accept"), names)
    return _page(found) if form is HTML else _send(found.text, form)


@blueprint.get("/wiki/EntitySchema:<name>")
def page(name: str) -> Response:
    """Show a schema on a page."""
    return _page(_find(name))


@blueprint.get("/wiki/Special:EntitySchemaText/<name>")
def text(name: str) -> Response:
    """Give the text of a schema in ShExC."""
    return _send(_find(name).text, SHEX)


def _find(name: str) -> EntitySchema:
    found = entity_schemas().get(name.upper())
    if found is None:
        raise NotFound(f"there is no schema {name[:40]!r}; there are {', '.join(entity_schemas())}")
    return found


def _page(found: EntitySchema) -> Response:
    return _send(render_template("schema.html", schema=found), HTML)


def _send(content: str, form: Format) -> Response:
    key = tag("schema", content, form.media_type)
    return not_modified(key) or send_bytes(content.encode(), form, key, remember=False)
