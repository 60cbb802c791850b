"""What the routes take and give, by endpoint: the part of the OpenAPI description no code tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .negotiation import GRAPHS, ROWS

_GRAPHS = tuple(form.media_type for form in GRAPHS)
_ROWS = tuple(form.media_type for form in ROWS)
_JSON = ("application/json",)
_HTML = ("text/html",)


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query string, or of a form; `not_for` are methods without it."""

    name: str
    meaning: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """What a route takes and gives, beyond its path and its docstring.

    `form` means that a POST sends the parameters as a form; `changes` that a POST needs the token.
    """

    parameters: tuple[Parameter, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    media_types: tuple[str, ...] = ()
    body: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    form: bool = False
    changes: bool = False
    status: str = "200"
    answer: str = "What was asked for."
    redirects: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def _text(name: str, meaning: str, *, required: bool = False) -> Parameter:
    return Parameter(name, meaning, required=required)


def _number(name: str, meaning: str, least: int = 0, most: int | None = None) -> Parameter:
    schema: dict[str, Any] = {"type": "integer", "minimum": least}
    return Parameter(name, meaning, schema | ({"maximum": most} if most is not None else {}))


def _choice(name: str, meaning: str, *values: str) -> Parameter:
    return Parameter(name, meaning, {"type": "string", "enum": list(values)})


def _several(name: str, meaning: str) -> Parameter:
    return Parameter(name, meaning, {"type": "array", "items": {"type": "string"}})


_FORMAT = _text("format", "The format, by name or media type; it stands above Accept.")
_TIMEOUT = Parameter(
    "timeout", "Seconds until the answer; the server's bound holds.", {"type": "number"}
)
_XML = ("application/xml",)
_ENTITY_NAME = "A Q-number or a P-number."
_ENTITY = (
    _choice("flavor", "How much the RDF says.", "simple", "dump", "long", "full"),
    _number("revision", "The revision that is expected; only the newest is kept."),
)
_RDF_BODY = {media_type: {"type": "string"} for media_type in _GRAPHS}
_GRAPH_STORE = Operation(
    parameters=(
        Parameter("format", "The format of the answer.", not_for=("PUT", "POST", "DELETE")),
    ),
    path={"name": "The name of the graph, or its last part."},
    media_types=_GRAPHS,
    body=_RDF_BODY,
    changes=True,
)

OPERATIONS: dict[str, Operation] = {
    "healthz": Operation(media_types=("text/plain",), answer="The word ok."),
    "portal.index": Operation(
        parameters=(
            _text("query", "A SPARQL query to run."),
            _text("example", "A query of the catalogue to show."),
            _number("page", "Which hundred rows of the answer.", 1),
        ),
        media_types=_HTML,
        answer="A page.",
    ),
    "portal.favicon": Operation(status="204", answer="There is none."),
    "sparql.endpoint": Operation(
        parameters=(
            _text("query", "A SPARQL 1.1 query; without one, GET gives the service description."),
            _text("update", "A SPARQL 1.1 update; POST only, with the token."),
            _several("default-graph-uri", "Graphs that make up the default graph."),
            _several("named-graph-uri", "Graphs that GRAPH reaches."),
            _FORMAT,
            _TIMEOUT,
            _number("maxQueryTimeMillis", "As timeout, in milliseconds."),
        ),
        media_types=(*_ROWS, *_GRAPHS),
        body={
            "application/sparql-query": {"type": "string"},
            "application/sparql-update": {"type": "string"},
        },
        form=True,
        answer="Solutions, a truth value, a graph, or the service description.",
    ),
    "graph_store.named_by_parameter": Operation(
        parameters=(
            _text("graph", "The IRI of the graph."),
            Parameter("default", "The default graph; no value.", {"type": "string"}),
            Parameter("format", "The format of the answer.", not_for=("PUT", "POST", "DELETE")),
        ),
        media_types=_GRAPHS,
        body=_RDF_BODY,
        changes=True,
        answer="The graph, or the service description where none is named.",
    ),
    "graph_store.named_by_address": _GRAPH_STORE,
    "graph_store.own_graph": _GRAPH_STORE,
    "describing.void": Operation(
        parameters=(_FORMAT,), media_types=_GRAPHS, answer="The VoID description."
    ),
    "explaining.explain": Operation(
        parameters=(
            _text("subject", "A Q-number, a prefixed name, an IRI or a label."),
            _text("predicate", "A prefixed name or an IRI; `a` for rdf:type."),
            _text("object", "As the subject, or a literal."),
            Parameter("alternatives", "Every way in which it follows.", {"type": "boolean"}),
            Parameter("near-misses", "What is lacking, where it does not.", {"type": "boolean"}),
            Parameter("inconsistencies", "Every clash, instead of a triple.", {"type": "boolean"}),
            _choice("labels", "The language of the labels.", "en", "ru"),
            _FORMAT,
            _TIMEOUT,
        ),
        media_types=(*_JSON, *_HTML, *_GRAPHS),
        answer="The proof of a triple, or what is lacking.",
    ),
    "fragments.fragment": Operation(
        parameters=(
            _text("subject", "An IRI; nothing or ?name for anything."),
            _text("predicate", "An IRI; nothing or ?name for anything."),
            _text("object", "An IRI, or a literal in quotes with @language or ^^datatype."),
            _number("page", "Which page of the fragment.", 1),
            _FORMAT,
        ),
        media_types=(*_GRAPHS, *_HTML),
        answer="A page of the fragment, with counts and controls.",
    ),
    "api_pages.document": Operation(media_types=_JSON, answer="This document."),
    "api_pages.page": Operation(media_types=_HTML, answer="This document as a page."),
    "cataloguing.catalog": Operation(
        parameters=(_FORMAT,),
        media_types=(*_GRAPHS, *_HTML),
        answer="The catalogue: dataset, distributions, services.",
    ),
    "sitemaps.robots": Operation(media_types=("text/plain",), answer="Rules for crawlers."),
    "sitemaps.index": Operation(media_types=_XML, answer="The list of sitemaps."),
    "sitemaps.part": Operation(
        path={"number": "Which sitemap, from 1 on."},
        media_types=_XML,
        answer="The addresses of up to 50,000 pages.",
    ),
    "dumps.index": Operation(
        parameters=(_choice("format", "It stands above Accept.", "json", "html"),),
        media_types=(*_JSON, *_HTML),
        answer="The files of the newest set of dumps.",
    ),
    "dumps.file": Operation(
        path={"name": "The name of a file as /dumps/ lists it; without .gz it comes unpacked."},
        media_types=("application/gzip", "application/zstd", "application/json", "text/plain"),
        answer="The file, or the range of it that was asked for.",
    ),
    "entities.thing": Operation(
        parameters=_ENTITY,
        path={"name": _ENTITY_NAME},
        redirects={"303": "The document or page about it, in the form that Accept asks for."},
        note="The thing itself; what is said of it is elsewhere.",
        status="303",
    ),
    "entities.data": Operation(
        parameters=_ENTITY,
        path={"name": f"{_ENTITY_NAME} With an ending such as .json or .ttl it is a document."},
        media_types=(*_JSON, *_GRAPHS),
        redirects={
            "301": "The name as it should be.",
            "303": "The document in the form asked for.",
        },
        answer="The document of an entity.",
    ),
    "entities.data_by_parameter": Operation(
        parameters=(
            _text("id", _ENTITY_NAME, required=True),
            _text("format", "The format of the document."),
            *_ENTITY,
        ),
        media_types=(*_JSON, *_GRAPHS),
        redirects={"303": "The document in the form asked for."},
        answer="The document of an entity.",
    ),
    "entities.by_title": Operation(
        parameters=(
            _text("title", "Such as Special:EntityData/Q1001.json.", required=True),
            *_ENTITY,
        ),
        media_types=(*_JSON, *_GRAPHS),
        redirects={"301": "The page of the entity."},
        answer="The document that the title names.",
    ),
    "entities.page": Operation(
        parameters=(_text("uselang", "The language of the page."), _ENTITY[1]),
        path={"title": _ENTITY_NAME},
        media_types=_HTML,
        redirects={"301": "The name as it should be."},
        answer="The page of the entity.",
    ),
    "entities.statement": Operation(
        path={"name": "The name of a statement, such as Q1001-22272b83afa9."},
        redirects={"303": "The entity that the statement is about."},
        status="303",
    ),
    "entities.property_of": Operation(
        path={"name": "The name of a property in one of its places, such as direct/P569."},
        redirects={"303": "The property."},
        status="303",
    ),
}
