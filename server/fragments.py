"""Triple Pattern Fragments at `/ldf`: the matches of one pattern in pages, with the way to more.

The data and what is said of the page stand in two graphs where the format knows graphs. Blank nodes
come as IRIs, so that a client can join over them.

Source: Triple Pattern Fragments (Hydra W3C Community Group), sections 3 and 4.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request, url_for
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from ..ontology.namespaces import COMMON_PREFIXES, WRITTEN_PREFIXES
from ..ontology.ntriples import Triple, write_quads, write_triples
from ..triples.syntaxes import rewritten
from ..triples.void_graph import DCT, FOAF, VOID, count
from .answering import ready, send_bytes, service, wished_formats
from .caching import tag
from .engine import BadRequest, EngineError, Unevaluable
from .negotiation import GRAPHS, HTML, JSON_LD, N_QUADS, TRIG, Format, negotiate
from .patterns import PLACES, Pattern, read_pattern, shown, skolemized
from .reading import rows

blueprint = Blueprint("fragments", __name__)

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PAGE_SIZE = 100
_KNOWN = {*PLACES, "page", "format", "output"}
# What is counted without repetitions; above, a triple that stands in two graphs counts twice.
_DISTINCT = 50_000
_COUNTED = 2_000_000
_BLANK = 100_000
_REMEMBERED = 10_000
_WITH_GRAPHS = (N_QUADS, TRIG, JSON_LD)
_counts: OrderedDict[tuple[str, Pattern], int] = OrderedDict()
_blank: dict[str, list[Triple]] = {}
_lock = threading.Lock()


class NoSuchPage(EngineError):
    """The fragment has fewer pages."""

    status = 404


@dataclass(frozen=True)
class Page:
    """One page of a fragment: its triples, how many there are in all, and whether more follow."""

    pattern: Pattern
    number: int
    triples: list[Triple]
    total: int
    more: bool


@blueprint.get("/ldf")
def fragment() -> Response:
    """Give a page of the triples that match a pattern."""
    pattern, number = _asked()
    form = negotiate((*GRAPHS, HTML), request.headers.get("Accept"), wished_formats())
    state = service().engine.state()
    named = (state, request.url_root, pattern, number, form.media_type, request.full_path)
    key = tag("fragment", *named) if state else None
    if found := ready(key, form):
        return found
    page = _read(pattern, number, state)
    if form is HTML:
        return send_bytes(_html(page).encode(), HTML, key)
    return send_bytes(_rdf(page, form), form, key)


def _asked() -> tuple[Pattern, int]:
    unknown = set(request.args) - _KNOWN
    if unknown:
        expected = ", ".join((*PLACES, "page"))
        raise BadRequest(f"no parameter {min(unknown)[:100]!r} here; there are {expected}")
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            raise BadRequest(f"{name} is given twice")
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 9 and int(page) > 0):
        raise BadRequest(f"page is {page[:40]!r}; expected a number from 1 on")
    subject, predicate, obj = (request.args.get(place, "") for place in PLACES)
    return read_pattern(subject, predicate, obj), int(page)


def _read(pattern: Pattern, number: int, state: str) -> Page:
    start = (number - 1) * PAGE_SIZE
    if not pattern.possible:
        found, more, total = [], False, 0
    elif pattern.names_blank_node:
        matching = [triple for triple in _with_blank_nodes(state) if pattern.matches(triple)]
        found = matching[start : start + PAGE_SIZE]
        more, total = len(matching) > start + PAGE_SIZE, len(matching)
    else:
        found, more = _matching(pattern, start)
        total = len(found) if number == 1 and not more else _count(pattern, state)
    if number > 1 and not found:
        raise NoSuchPage(f"the fragment has no page {number}")
    return Page(pattern, number, found, total, more)


def _matching(pattern: Pattern, start: int) -> tuple[list[Triple], bool]:
    """Find the triples of one page, each once; tells whether others follow.

    One that stands in several graphs comes several times from the store: the order without those
    is that of the store, the same for every page of one state.
    """
    solutions = rows(
        f"SELECT DISTINCT * WHERE {{ {pattern.text} }} OFFSET {start} LIMIT {PAGE_SIZE + 1}"
    )
    triples = [pattern.triple(row) for row in solutions]
    return triples[:PAGE_SIZE], len(triples) > PAGE_SIZE


def _count(pattern: Pattern, state: str) -> int:
    """Count the matches, remembered while the graph does not change; exact where that is cheap."""
    with _lock:
        if state and (state, pattern) in _counts:
            return _counts[state, pattern]
    inner = f"SELECT * WHERE {{ {pattern.text} }} LIMIT {_COUNTED}"
    total = _number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }}")
    if total <= _DISTINCT:
        inner = f"SELECT DISTINCT * WHERE {{ {pattern.text} }}"
        total = _number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }}")
    with _lock:
        if state:
            _counts[state, pattern] = total
        while len(_counts) > _REMEMBERED:
            _counts.popitem(last=False)
    return total


def _number(text: str) -> int:
    return int(rows(text)[0]["n"]["value"])


def _with_blank_nodes(state: str) -> list[Triple]:
    """Read the triples with a blank node, which no query can name; they are few."""
    with _lock:
        if state and state in _blank:
            return _blank[state]
    anything = read_pattern("", "", "")
    found = rows(
        f"SELECT DISTINCT * WHERE {{ {anything.text} FILTER(isBlank(?s) || isBlank(?o)) }}"
        f" LIMIT {_BLANK + 1}"
    )
    if len(found) > _BLANK:
        raise Unevaluable(f"the store has more than {_BLANK} triples with blank nodes")
    triples = [anything.triple(row) for row in found]
    if state:
        with _lock:
            _blank.clear()
            _blank[state] = triples
    return triples


def _address(pattern: Pattern, page: int | None = None) -> str:
    given = {
        place: value
        for place, term in zip(PLACES, pattern.terms, strict=True)
        if (value := shown(skolemized(term)))
    }
    query = urlencode(given | ({"page": page} if page and page > 1 else {}), quote_via=quote)
    return url_for("fragments.fragment", _external=True) + (f"?{query}" if query else "")


def _requested() -> str:
    """Give the address as the client wrote it, under which it looks for what is said of it."""
    query = request.environ.get("QUERY_STRING", "")
    written = quote(query.encode("latin-1", "replace"), safe="%/:?@!$&'()*+,;=~")
    return request.base_url + (f"?{written}" if written else "")


def _rdf(page: Page, form: Format) -> bytes:
    """Write the page; what is said of it stands in a graph of its own where there are graphs."""
    here = url_for("fragments.fragment", _external=True)
    metadata = f"{here}#metadata" if form in _WITH_GRAPHS else None
    data = write_quads((_skolemized(triple), None) for triple in sorted(page.triples))
    said = write_quads(
        (triple, metadata) for triple in sorted(write_triples(_metadata(page, here)))
    )
    prefixes = {**WRITTEN_PREFIXES, "hydra": str(HYDRA), "void": COMMON_PREFIXES["void"]}
    return rewritten(data + said, form.media_type, prefixes)


def _skolemized(triple: Triple) -> Triple:
    subject, predicate, obj = map(skolemized, triple)
    return subject, predicate, obj


def _metadata(page: Page, here: str) -> Graph:
    """Say what the page is part of, how much there is, and how to ask for something else."""
    graph = Graph(bind_namespaces="none")
    add = graph.add
    dataset = URIRef(f"{here}#dataset")
    whole = URIRef(_address(page.pattern))
    part = URIRef(_requested())
    add((URIRef(f"{here}#metadata"), FOAF.primaryTopic, part))
    add((dataset, RDF.type, VOID.Dataset))
    add((dataset, RDF.type, HYDRA.Collection))
    add((dataset, VOID.subset, part))
    form = BNode()
    add((dataset, HYDRA.search, form))
    add((form, HYDRA.template, Literal(here + "{?subject,predicate,object}")))
    add((form, HYDRA.variableRepresentation, HYDRA.ExplicitRepresentation))
    for place in PLACES:
        mapping = BNode()
        add((form, HYDRA.mapping, mapping))
        add((mapping, HYDRA.variable, Literal(place)))
        add((mapping, HYDRA.property, RDF[place]))
    if part != whole:
        add((whole, VOID.subset, part))
    add((part, RDF.type, HYDRA.PartialCollectionView))
    add((part, DCT.source, dataset))
    add((part, VOID.triples, count(page.total)))
    add((part, HYDRA.totalItems, count(page.total)))
    add((part, HYDRA.itemsPerPage, count(PAGE_SIZE)))
    add((part, HYDRA.first, whole))
    if page.number > 1:
        add((part, HYDRA.previous, URIRef(_address(page.pattern, page.number - 1))))
    if page.more:
        add((part, HYDRA.next, URIRef(_address(page.pattern, page.number + 1))))
    return graph


def _html(page: Page) -> str:
    asked = {place: request.args.get(place, "") for place in PLACES}
    found = [[shown(skolemized(term)) for term in triple] for triple in page.triples]
    start = (page.number - 1) * PAGE_SIZE
    return render_template(
        "fragment.html",
        asked=asked,
        triples=found,
        page=page,
        first=start + 1,
        last=start + len(found),
        places=PLACES,
        previous=_address(page.pattern, page.number - 1) if page.number > 1 else None,
        following=_address(page.pattern, page.number + 1) if page.more else None,
        address=_address(page.pattern, page.number),
    )
