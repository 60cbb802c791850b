"""Which media type an answer gets: one function for results of variables, graphs and pages.

Source: RFC 9110, section 12.5.1 (Accept); what real clients send was observed from SPARQLWrapper,
rdflib, Comunica, wikibase-sdk and browsers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple


@dataclass(frozen=True)
class Format:
    """A media type that is offered; `aliases` may be asked for, `names` are for `format=`."""

    media_type: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


JSON = Format("application/sparql-results+json", ("json", "srj"), ("application/json", "text/json"))
XML = Format("application/sparql-results+xml", ("xml", "srx"), ("application/xml", "text/xml"))
CSV = Format("text/csv", ("csv",), charset=True)
TSV = Format("text/tab-separated-values", ("tsv",), charset=True)
ROWS = (JSON, XML, CSV, TSV)

TURTLE = Format(
    "text/turtle", ("turtle", "ttl"), ("application/turtle", "application/x-turtle"), charset=True
)
N_TRIPLES = Format(
    "application/n-triples", ("ntriples", "n-triples", "nt"), ("text/plain", "text/ntriples")
)
RDF_XML = Format(
    "application/rdf+xml", ("rdfxml", "rdf+xml", "rdf", "xml"), ("application/xml", "text/xml")
)
JSON_LD = Format(
    "application/ld+json",
    ("jsonld", "json-ld", "json"),
    ("application/json", "application/x-json+ld"),
)
TRIG = Format("application/trig", ("trig",), ("application/x-trig",))
N_QUADS = Format("application/n-quads", ("nquads", "n-quads", "nq"), ("text/x-nquads",))
N3 = Format("text/n3", ("n3",), ("text/rdf+n3",), charset=True)
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS, N3)

HTML = Format("text/html", ("html",), ("application/xhtml+xml",), charset=True)
PROBLEM = Format("application/problem+json", ("json",), ("application/json",))
PLAIN = Format("text/plain", ("text",), charset=True)
PROBLEMS = (PROBLEM, PLAIN, HTML)


class NotAcceptable(Exception):
    """Nothing that is offered was asked for; the message says what is offered."""


class _Range(NamedTuple):
    """One media range of an Accept header."""

    main: str
    sub: str
    quality: float
    place: int

    def fits(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.main in {"*", main} and self.sub in {"*", sub}

    @property
    def exactness(self) -> int:
        return (self.main != "*") + (self.sub != "*")


def negotiate(
    offers: Sequence[Format], accept: str | None = None, names: Iterable[str] = ()
) -> Format:
    """Choose the offer that a client likes best; the first offer where it has no wish.

    `names` are the values of `format=`, `output=` and `results=`, which stand above Accept; one
    that names a format of another kind of answer is passed over, as clients send them whatever the
    query is. Raises NotAcceptable for an unknown name and when Accept allows no offer.
    """
    for name in filter(None, (name.strip().lower() for name in names)):
        # In a query string the plus of `application/rdf+xml` reads as a space.
        name = name.partition(";")[0].strip().replace(" ", "+")  # noqa: PLW2901
        for offer in offers:
            if name in {offer.media_type, *offer.names, *offer.aliases}:
                return offer
        if name not in _KNOWN_NAMES:
            raise NotAcceptable(f"{name!r} is no format here; offered are {offered(offers)}")
    ranges = list(_ranges(accept)) if accept else []
    if not ranges:
        return offers[0]
    rated = [
        (rating, -place, offer)
        for place, offer in enumerate(offers)
        if (rating := _rate(offer, ranges)) is not None
    ]
    if not rated:
        raise NotAcceptable(f"none of what Accept asks for is offered: {offered(offers)}")
    return max(rated, key=lambda item: item[:2])[2]


def offered(offers: Sequence[Format]) -> str:
    """List the media types of the offers, for a message."""
    return ", ".join(offer.media_type for offer in offers)


_KNOWN_NAMES = {
    name
    for offer in (*ROWS, *GRAPHS, HTML)
    for name in (offer.media_type, *offer.names, *offer.aliases)
}


def _rate(offer: Format, ranges: Sequence[_Range]) -> tuple[float, int, int] | None:
    """Rate an offer by quality, exactness of the range and, among equals, the client's order."""
    best: tuple[float, int, int] | None = None
    for media_type in (offer.media_type, *offer.aliases):
        fitting = [wish for wish in ranges if wish.fits(media_type)]
        # Wildcards are meant for the types themselves: `text/*` does not ask for RDF/XML.
        if media_type != offer.media_type:
            fitting = [wish for wish in fitting if wish.exactness == 2]
        if not fitting:
            continue
        # The most exact range decides (section 12.5.1), also when it says no.
        wish = max(fitting, key=lambda wish: (wish.exactness, wish.quality, -wish.place))
        if wish.quality > 0:
            exact = wish.exactness == 2
            rating = (wish.quality, wish.exactness, -wish.place if exact else -len(ranges))
            best = rating if best is None else max(best, rating)
        elif media_type == offer.media_type:
            return None
    return best


def _ranges(accept: str) -> Iterator[_Range]:
    """Read an Accept header, passing over what is no media range."""
    for place, part in enumerate(accept.split(",")):
        text, *parameters = (piece.strip().lower() for piece in part.split(";"))
        # Java's URLConnection writes `*` for `*/*`.
        main, _, sub = ("*/*" if text == "*" else text).partition("/")
        if main and sub and (main != "*" or sub == "*"):
            yield _Range(main, sub, _quality(parameters), place)


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 1.0
            return 1.0 if isnan(quality) else min(max(quality, 0.0), 1.0)
    return 1.0
