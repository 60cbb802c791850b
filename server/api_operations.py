"""What the routes take and give, by endpoint: the part of the OpenAPI description no code tells."""

from .api_interfaces import INTERFACES
from .api_parameters import (
    FORMAT,
    GRAPH_TYPES,
    HTML_TYPES,
    JSON_TYPES,
    ROW_TYPES,
    TIMEOUT,
    Operation,
    Parameter,
    choice,
    number,
    several,
    text,
)

_XML = ("application/xml",)
_RDF_BODY = {media_type: {"type": "string"} for media_type in GRAPH_TYPES}
_GRAPH_STORE = Operation(
    parameters=(
        Parameter("format", "The format of the answer.", not_for=("PUT", "POST", "DELETE")),
    ),
    path={"name": "The name of the graph, or its last part."},
    media_types=GRAPH_TYPES,
    body=_RDF_BODY,
    changes=True,
)

OPERATIONS: dict[str, Operation] = {
    **INTERFACES,
    "healthz": Operation(media_types=("text/plain",), answer="The word ok."),
    "portal.index": Operation(
        parameters=(
            text("query", "A SPARQL query to run."),
            text("example", "A query of the catalogue to show."),
            number("page", "Which hundred rows of the answer.", 1),
        ),
        media_types=HTML_TYPES,
        answer="A page.",
    ),
    "portal.favicon": Operation(status="204", answer="There is none."),
    "sparql.endpoint": Operation(
        parameters=(
            text("query", "A SPARQL 1.1 query; without one, GET gives the service description."),
            text("update", "A SPARQL 1.1 update; POST only, with the token."),
            several("default-graph-uri", "Graphs that make up the default graph."),
            several("named-graph-uri", "Graphs that GRAPH reaches."),
            FORMAT,
            TIMEOUT,
            number("maxQueryTimeMillis", "As timeout, in milliseconds."),
        ),
        media_types=(*ROW_TYPES, *GRAPH_TYPES),
        body={
            "application/sparql-query": {"type": "string"},
            "application/sparql-update": {"type": "string"},
        },
        form=True,
        answer="Solutions, a truth value, a graph, or the service description.",
    ),
    "graph_store.named_by_parameter": Operation(
        parameters=(
            text("graph", "The IRI of the graph."),
            Parameter("default", "The default graph; no value.", {"type": "string"}),
            Parameter("format", "The format of the answer.", not_for=("PUT", "POST", "DELETE")),
        ),
        media_types=GRAPH_TYPES,
        body=_RDF_BODY,
        changes=True,
        answer="The graph, or the service description where none is named.",
    ),
    "graph_store.named_by_address": _GRAPH_STORE,
    "graph_store.own_graph": _GRAPH_STORE,
    "describing.void": Operation(
        parameters=(FORMAT,), media_types=GRAPH_TYPES, answer="The VoID description."
    ),
    "explaining.explain": Operation(
        parameters=(
            text("subject", "A Q-number, a prefixed name, an IRI or a label."),
            text("predicate", "A prefixed name or an IRI; `a` for rdf:type."),
            text("object", "As the subject, or a literal."),
            Parameter("alternatives", "Every way in which it follows.", {"type": "boolean"}),
            Parameter("near-misses", "What is lacking, where it does not.", {"type": "boolean"}),
            Parameter("inconsistencies", "Every clash, instead of a triple.", {"type": "boolean"}),
            choice("labels", "The language of the labels.", "en", "ru"),
            FORMAT,
            TIMEOUT,
        ),
        media_types=(*JSON_TYPES, *HTML_TYPES, *GRAPH_TYPES),
        answer="The proof of a triple, or what is lacking.",
    ),
    "fragments.fragment": Operation(
        parameters=(
            text("subject", "An IRI; nothing or ?name for anything."),
            text("predicate", "An IRI; nothing or ?name for anything."),
            text("object", "An IRI, or a literal in quotes with @language or ^^datatype."),
            number("page", "Which page of the fragment.", 1),
            FORMAT,
        ),
        media_types=(*GRAPH_TYPES, *HTML_TYPES),
        answer="A page of the fragment, with counts and controls.",
    ),
    "api_pages.document": Operation(media_types=JSON_TYPES, answer="This document."),
    "api_pages.page": Operation(media_types=HTML_TYPES, answer="This document as a page."),
    "cataloguing.catalog": Operation(
        parameters=(FORMAT,),
        media_types=(*GRAPH_TYPES, *HTML_TYPES),
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
        parameters=(choice("format", "It stands above Accept.", "json", "html"),),
        media_types=(*JSON_TYPES, *HTML_TYPES),
        answer="The files of the newest set of dumps.",
    ),
    "dumps.file": Operation(
        path={"name": "The name of a file as /dumps/ lists it; without .gz it comes unpacked."},
        media_types=("application/gzip", "application/zstd", "application/json", "text/plain"),
        answer="The file, or the range of it that was asked for.",
    ),
}
