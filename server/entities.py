"""Entities by their names: from what is meant to a document or a page about it.

`/entity/Q…` is the thing itself and answers 303; the documents lie under
`/wiki/Special:EntityData/`, the page under `/wiki/`, where clients of a Wikibase look for them.

Sources: Wikibase, Special:EntityData; Cool URIs for the Semantic Web, section 4.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for

from ..ontology.namespaces import BASE, STATEMENT
from ..triples.asserting import VIEW_GRAPH
from .answering import VARY, ready, send_answer, send_bytes, service, wished_formats
from .caching import tag
from .engine import BadRequest, Query
from .entity_data import check_revision, find, links, read_flavor, write_entity
from .entity_names import (
    EXTENSIONS,
    Named,
    UnknownEntity,
    extension_of,
    form_of,
    read_name,
)
from .entity_pages import page_of
from .labelling import id_of, is_plain, local
from .negotiation import GRAPHS, HTML, Format, negotiate
from .page_texts import language_of
from .reading import Entity, rows
from .statement_views import where_shown

blueprint = Blueprint("entities", __name__)

_DOCUMENT = "Special:EntityData"
blueprint.add_app_template_filter(local, "local")

# What of a query string goes along when an address is given another form.
_KEPT = ("flavor", "revision", "uselang")
_ABOUT = """\
SELECT ?thing WHERE {{
{{ <{iri}> <https://w3id.org/poimenno/ontology#claimsAbout> ?thing }}
UNION {{ GRAPH ?g {{ <{iri}> <https://w3id.org/poimenno/ontology#claimsAbout> ?thing }} }}
UNION {{ GRAPH ?g {{ ?thing ?p <{iri}> FILTER(STRSTARTS(STR(?p), "{base}prop/")) }} }} }} LIMIT 1"""


@blueprint.get("/entity/<path:name>")
def thing(name: str) -> Response:
    """Send whoever asks for a thing to what is said of it, in the form they like best."""
    named = read_name(name)
    if not named.canonical:
        return _redirect(url_for(".thing", name=named.name, **_kept()), 301)
    find(named)
    return _see(named, EXTENSIONS[named.extension] if named.extension else _negotiate())


@blueprint.get(f"/wiki/{_DOCUMENT}/<path:name>")
def data(name: str) -> Response:
    """Give the document of an entity, or choose one where the name does not say which."""
    named = read_name(name)
    if not named.canonical:
        return _redirect(url_for(".data", name=named.name, **_kept()), 301)
    return _document(named)


@blueprint.get(f"/wiki/{_DOCUMENT}")
def data_by_parameter() -> Response:
    """Give the document that `id=` and `format=` name."""
    return _document(read_name(_required("id")))


@blueprint.get("/w/index.php")
def by_title() -> Response:
    """Give what `title=` names, as MediaWiki does: a document, a page, what is searched for."""
    if "search" in request.args:
        text = request.args["search"]
        return _redirect(url_for("search_pages.search", search=text, **_kept()), 303)
    title = _required("title")
    space, _, name = title.partition("/")
    if space.replace(" ", "_").lower() == _DOCUMENT.lower():
        return _document(read_name(name) if name else read_name(_required("id")))
    return _redirect(url_for(".page", title=read_name(title).id, **_kept()), 301)


@blueprint.get("/wiki/<title>")
def page(title: str) -> Response:
    """Show the page of an entity."""
    named = read_name(title)
    if not named.canonical or named.extension:
        return _redirect(url_for(".page", title=named.id, **_kept()), 301)
    language = language_of(request.args.get("uselang"), request.accept_languages)

    def write(entity: Entity) -> bytes:
        return page_of(entity, language).encode()

    response = _answer(named, HTML, write, request.full_path, language)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = f"{VARY}, Accept-Language"
    return response


@blueprint.get("/statement/<path:name>")
def statement(name: str) -> Response:
    """Send whoever asks for a statement to the entity that it is about."""
    iri = STATEMENT + name
    if not name.isascii() or not is_plain(name):
        raise BadRequest(f"{name[:80]!r} is no name of a statement")
    found = rows(_ABOUT.format(iri=iri, base=BASE))
    if not found:
        raise UnknownEntity(f"there is no statement {name[:80]!r} here")
    about = id_of(found[0]["thing"]["value"])
    if about is None:
        raise UnknownEntity(f"the statement {name[:80]!r} is about nothing that has a page here")
    named, form = Named(about, None, True), _negotiate()
    place = where_shown(find(named), name) if form is HTML else {}
    return _see(named, form, _anchor=name, **place)


@blueprint.get("/prop/<path:name>")
def predicate(name: str) -> Response:
    """Send whoever asks for one of the predicates of a property to the property."""
    named = read_name(name.rpartition("/")[2])
    if named.id[0] != "P":
        raise UnknownEntity(f"there is no predicate {name[:80]!r} here")
    find(named)
    return _see(Named(named.id, None, True), _negotiate())


@blueprint.get("/reference/<name>")
@blueprint.get("/value/<name>")
def node(name: str) -> Response:
    """Give what is said of a reference or of a full value, nodes that statements share."""
    if not name.isascii() or not name.isalnum():
        raise BadRequest(f"{name[:80]!r} is no name of a reference or a value; expected a hash")
    iri = f"{BASE}{request.path.strip('/').partition('/')[0]}/{name}"
    found = f"GRAPH <{VIEW_GRAPH}> {{ <{iri}> ?property ?value }}"
    if not rows(f"SELECT ?property WHERE {{ {found} }} LIMIT 1"):
        raise UnknownEntity(f"nothing is said here of <{iri}>")
    form = negotiate((*GRAPHS, HTML), request.headers.get("Accept"), wished_formats())
    if form is HTML:
        text = f"SELECT ?property ?value WHERE {{ {found} }}"
        return _redirect(url_for("portal.index", query=text), 303)
    text = f"CONSTRUCT {{ <{iri}> ?property ?value }} WHERE {{ {found} }}"
    query = Query(text, form.media_type, BASE, service().timeout())
    return send_answer(service().engine.query(query), form, None)


def _document(named: Named) -> Response:
    wish = request.args.get("format")
    if named.extension is None:
        entity = find(named)
        check_revision(entity, request.args.get("revision"))
        return _see(named, _negotiate())
    form = EXTENSIONS[named.extension]
    if wish:
        form = form_of(wish)
    if form is HTML:
        find(named)
        return _see(named, HTML)
    flavor = read_flavor()

    def write(entity: Entity) -> bytes:
        return write_entity(entity, form, flavor)

    return _answer(named, form, write, flavor)


def _answer(named: Named, form: Format, write: Callable[[Entity], bytes], *others: str) -> Response:
    """Give a document of an entity, from memory where this state of it was given before.

    `others` is all that the document depends on beside the entity and its form.
    """
    # The state before anything is read: what is remembered must not be older than its name.
    state, revision = service().engine.state(), request.args.get("revision")
    parts = (named.id, state, form.media_type, request.url_root, revision, *others)
    key = tag("entity", *parts) if state else None
    response = ready(key, form)
    if response is None:
        entity = find(named)
        check_revision(entity, revision)
        response = send_bytes(write(entity), form, key)
    response.headers["Link"] = links(named.id, form)
    return response


def _negotiate() -> Format:
    wishes = wished_formats()
    if wishes:
        return form_of(wishes[0])
    return negotiate(tuple(EXTENSIONS.values()), request.headers.get("Accept"))


def _see(named: Named, form: Format, **place: Any) -> Response:  # noqa: ANN401  as url_for takes
    """Answer 303: what was asked for is no document, but there is one about it.

    `place` says where on the page it is.
    """
    if form is HTML:
        where = url_for(".page", title=named.id, **place, **_kept())
    else:
        name = f"{named.id}.{extension_of(form)}"
        where = url_for(".data", name=name, **_kept())
    response = _redirect(where, 303)
    response.headers["Link"] = links(named.id)
    return response


def _redirect(where: str, status: int) -> Response:
    response = cast(Response, redirect(where, status))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in _KEPT if name in request.args}


def _required(name: str) -> str:
    value = request.args.get(name, "").strip()
    if not value:
        raise BadRequest(f"{name} is missing; expected {name}=…")
    return value
