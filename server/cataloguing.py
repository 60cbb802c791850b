"""The catalogue at `/catalog`: what can be had here, in which forms and from where, as DCAT 3.

Source: Data Catalog Vocabulary (DCAT), Version 3 (W3C Recommendation, 2024).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from ..ontology.namespaces import BASE, COMMON_PREFIXES, LICENCE
from ..triples.void_graph import DATASET, DCT, FOAF, TITLES, VOID, empty_graph
from .answering import ready, send_bytes, service, wished_formats
from .caching import tag
from .describing import send_description
from .dumps import dumped
from .negotiation import GRAPHS, HTML, negotiate
from .reading import rows

blueprint = Blueprint("cataloguing", __name__)

DCAT = Namespace(COMMON_PREFIXES["dcat"])
SPDX = Namespace("http://spdx.org/rdf/terms#")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_COMPRESSED = {"gzip": "application/gzip", "zstd": "application/zstd"}
_DESCRIPTION = (
    Literal(
        "Persons, peoples, cases, legal acts, bodies, places and figures of political repression"
        " in the Soviet Union and of rehabilitation, every claim with its source and confidence.",
        lang="en",
    ),
    Literal(
        "Люди, народы, дела, правовые акты, органы, места и числа политических репрессий в СССР"
        " и реабилитации; у каждого утверждения свой источник и степень уверенности.",
        lang="ru",
    ),
)
_KEYWORDS = {
    "en": ("political repression", "rehabilitation", "Soviet Union", "Great Terror", "deportation"),
    "ru": ("политические репрессии", "реабилитация", "СССР", "Большой террор", "депортация"),
}
_LANGUAGES = ("en", "ru")
_ISO_639 = "http://id.loc.gov/vocabulary/iso639-1/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_TIME = """\
SELECT (MIN(?from) AS ?first) (MAX(?until) AS ?last) WHERE {
  ?event a poi:Event ; poi:earliestDate ?from ; poi:latestDate ?until }"""
_SPACE = """\
SELECT (MIN(?x) AS ?west) (MAX(?x) AS ?east) (MIN(?y) AS ?south) (MAX(?y) AS ?north) WHERE {
  ?place poi:longitude ?x ; poi:latitude ?y }"""


@dataclass(frozen=True)
class Interface:
    """A data service: the endpoint of its route, its titles, what it conforms to."""

    route: str
    titles: tuple[str, str]
    standard: str | None = None


_INTERFACES = (
    Interface("sparql.endpoint", ("SPARQL endpoint", "Точка доступа SPARQL"), _PROTOCOL),
    Interface(
        "graph_store.named_by_parameter",
        ("Graph Store", "Хранилище графов"),
        "https://www.w3.org/TR/sparql11-http-rdf-update/",
    ),
    Interface(
        "fragments.fragment",
        ("Triple Pattern Fragments", "Фрагменты по образцам троек"),
        "https://linkeddatafragments.org/specification/triple-pattern-fragments/",
    ),
    Interface(
        "reconciling.root",
        ("Reconciliation", "Сверка имён"),
        "https://reconciliation-api.github.io/specs/0.2/",
    ),
)


@blueprint.get("/catalog")
def catalog() -> Response:
    """Describe the dataset, its dumps and its services, as DCAT 3 or as a page."""
    form = negotiate((*GRAPHS, HTML), request.headers.get("Accept"), wished_formats())
    state = service().engine.state()
    made = dumped()
    named = (state, made.get("created"), request.url_root, form.media_type)
    key = tag("catalog", *named) if state else None
    if found := ready(key, form):
        return found
    if form is HTML:
        page = render_template(
            "catalog.html",
            ours=service().holds_ours(),
            titles=TITLES,
            descriptions=_DESCRIPTION,
            files=made.get("files", []),
            interfaces=[(i.titles[0], url_for(i.route), i.standard) for i in _INTERFACES],
            version=version("poimenno"),
            licence=LICENCE,
        )
        return send_bytes(page.encode(), HTML, key)
    return send_description(describe_catalog(made), form, key)


def describe_catalog(made: dict[str, Any]) -> Graph:
    """Describe the catalogue of this server; `made` is the manifest of its dumps."""
    graph = empty_graph("dcat")
    graph.bind("spdx", SPDX)
    add = graph.add
    catalog = URIRef(url_for("cataloguing.catalog", _external=True))
    home = URIRef(request.url_root)
    add((catalog, RDF.type, DCAT.Catalog))
    add((catalog, DCT.title, Literal("Catalogue of a poimenno server", lang="en")))
    add((catalog, DCT.title, Literal("Каталог сервера poimenno", lang="ru")))
    add((catalog, DCT.description, Literal("The dataset, its dumps and its services.", lang="en")))
    add((catalog, FOAF.homepage, home))
    add((catalog, DCAT.dataset, DATASET))
    add((DATASET, RDF.type, DCAT.Dataset))
    add((DATASET, RDF.type, VOID.Dataset))
    add((DATASET, DCAT.landingPage, home))
    add((DATASET, DCT.identifier, Literal(str(DATASET), datatype=XSD.anyURI)))
    if service().holds_ours():
        # Another store may be served too: what it is, and whose, is its owner's to say.
        _identify(graph, catalog)
        _cover(graph)
    for interface in _INTERFACES:
        _serve(graph, catalog, interface)
    for file in made.get("files", []):
        _distribute(graph, file, made["created"])
    return graph


def _identify(graph: Graph, catalog: URIRef) -> None:
    add = graph.add
    publisher = URIRef(BASE + "publisher")
    add((publisher, RDF.type, FOAF.Agent))
    add((publisher, FOAF.name, Literal("The poimenno contributors", lang="en")))
    add((publisher, FOAF.homepage, URIRef(BASE)))
    for node in (catalog, DATASET):
        add((node, DCT.publisher, publisher))
        add((node, DCT.license, URIRef(LICENCE)))
        for language in _LANGUAGES:
            add((node, DCT.language, URIRef(_ISO_639 + language)))
    for title in TITLES:
        add((DATASET, DCT.title, title))
    for description in _DESCRIPTION:
        add((DATASET, DCT.description, description))
    for language, words in _KEYWORDS.items():
        for word in words:
            add((DATASET, DCAT.keyword, Literal(word, lang=language)))
    add((DATASET, DCAT.version, Literal(version("poimenno"))))
    current = URIRef(f"{DATASET}/{version('poimenno')}")
    add((DATASET, DCAT.hasCurrentVersion, current))
    add((current, RDF.type, DCAT.Dataset))
    add((current, DCAT.isVersionOf, DATASET))
    add((current, DCAT.version, Literal(version("poimenno"))))
    for title in TITLES:
        add((current, DCT.title, title))


def _cover(graph: Graph) -> None:
    """Add the time and the space that the events and places of the graph span."""
    add = graph.add
    (time,) = rows(_TIME)
    if "first" in time and "last" in time:
        period = URIRef(f"{DATASET}/period")
        add((DATASET, DCT.temporal, period))
        add((period, RDF.type, DCT.PeriodOfTime))
        for name, bound in (("startDate", "first"), ("endDate", "last")):
            add((period, DCAT[name], Literal(time[bound]["value"], datatype=XSD.date)))
    (space,) = rows(_SPACE)
    if "west" in space:
        west, east, south, north = (
            space[side]["value"] for side in ("west", "east", "south", "north")
        )
        place = URIRef(f"{DATASET}/area")
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{x} {y}" for x, y in corners)
        box = URIRef(COMMON_PREFIXES["geo"] + "wktLiteral")
        add((DATASET, DCT.spatial, place))
        add((place, RDF.type, DCT.Location))
        add((place, DCAT.bbox, Literal(f"POLYGON(({ring}))", datatype=box)))


def _serve(graph: Graph, catalog: URIRef, interface: Interface) -> None:
    add = graph.add
    address = URIRef(url_for(interface.route, _external=True))
    add((catalog, DCAT.service, address))
    add((address, RDF.type, DCAT.DataService))
    for title, language in zip(interface.titles, _LANGUAGES, strict=True):
        add((address, DCT.title, Literal(title, lang=language)))
    add((address, DCAT.endpointURL, address))
    described = URIRef(url_for("api_pages.document", _external=True))
    add((address, DCAT.endpointDescription, described))
    add((address, DCAT.servesDataset, DATASET))
    if interface.standard:
        add((address, DCT.conformsTo, URIRef(interface.standard)))
    if interface.route == "sparql.endpoint":
        add((address, DCAT.endpointDescription, address))
        part = URIRef(f"{DATASET}/distribution/sparql")
        add((DATASET, DCAT.distribution, part))
        add((part, RDF.type, DCAT.Distribution))
        add((part, DCT.title, Literal(interface.titles[0], lang="en")))
        add((part, DCAT.accessURL, address))
        add((part, DCAT.accessService, address))
        add((part, DCT.license, URIRef(LICENCE)))


def _distribute(graph: Graph, file: dict[str, Any], created: str) -> None:
    add = graph.add
    part = URIRef(f"{DATASET}/distribution/{file['name']}")
    address = URIRef(url_for("dumps.file", name=file["name"], _external=True))
    add((DATASET, DCAT.distribution, part))
    add((part, RDF.type, DCAT.Distribution))
    add((part, DCT.title, Literal(f"{file['title']} ({file['name']})", lang="en")))
    add((part, DCAT.accessURL, address))
    add((part, DCAT.downloadURL, address))
    add((part, DCAT.mediaType, URIRef(_MEDIA_TYPES + file["mediaType"])))
    add((part, DCAT.byteSize, Literal(file["size"], datatype=XSD.nonNegativeInteger)))
    add((part, DCT.license, URIRef(LICENCE)))
    add((part, DCT.issued, Literal(created, datatype=XSD.dateTime)))
    if file["compression"] in _COMPRESSED:
        compressed = URIRef(_MEDIA_TYPES + _COMPRESSED[file["compression"]])
        add((part, DCAT.compressFormat, compressed))
    for checksum, (name, value) in _sums(part, file):
        add((part, SPDX.checksum, checksum))
        add((checksum, RDF.type, SPDX.Checksum))
        add((checksum, SPDX.algorithm, SPDX[f"checksumAlgorithm_{name}"]))
        add((checksum, SPDX.checksumValue, Literal(value, datatype=XSD.hexBinary)))


def _sums(part: URIRef, file: dict[str, Any]) -> Iterator[tuple[URIRef, tuple[str, str]]]:
    yield URIRef(f"{part}#sha256"), ("sha256", file["sha256"])
