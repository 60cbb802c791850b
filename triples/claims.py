"""Claims become triples: one node a claim, and the direct triples of the best rank beside them.

Wikibase calls the direct triples truthy: those of the preferred claims where there are any, else of
the normal ones. Bounds of dates on the entity span every claim that is not deprecated, so that a
comparison is certain only where all claims agree.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD
from rdflib.term import Node

from ..ontology.namespaces import ONTOLOGY
from . import minting
from .dates import HistoricalDate

PREFERRED, NORMAL, DEPRECATED = "preferred", "normal", "deprecated"


class Quad(NamedTuple):
    """A triple in a named graph."""

    subject: URIRef
    predicate: URIRef
    object: Node
    graph: URIRef


@dataclass
class Claim:
    """What one row says of one property of one subject, with source, confidence and rank."""

    graph: URIRef
    subject: URIRef
    prop: URIRef
    value: Node
    row: str
    sources: tuple[URIRef, ...]
    confidence: str
    rank: str = NORMAL
    reason: str = ""
    date: HistoricalDate | None = None
    calendar: str = ""
    printed: str = ""
    remark: str = ""
    identifier: str = ""
    primary_document_seen: bool | None = None
    extras: list[tuple[URIRef, Node]] = field(default_factory=list)

    @property
    def iri(self) -> URIRef:
        """The claim's own IRI."""
        return minting.claim(self.subject, self.prop, self.value.n3(), self.row)


# Which pair of bounds a date property has on its entity.
BOUNDS = {
    "date": ("earliestDate", "latestDate"),
    "birthDate": ("earliestBirth", "latestBirth"),
    "deathDate": ("earliestDeath", "latestDeath"),
    "startDate": ("earliestStart", "latestStart"),
    "endDate": ("earliestEnd", "latestEnd"),
}


def term(name: str) -> URIRef:
    """Give a term of the ontology by its local name."""
    return URIRef(ONTOLOGY + name)


def quads_of(claims: Iterable[Claim]) -> Iterator[Quad]:
    """Give the triples of all claims: their nodes, the direct triples, the bounds of dates."""
    by_property: dict[tuple[URIRef, URIRef], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_property[claim.subject, claim.prop].append(claim)
        yield from _node(claim)
    for (subject, prop), group in sorted(by_property.items()):
        ranks = {claim.rank for claim in group}
        best = PREFERRED if PREFERRED in ranks else NORMAL
        for claim in group:
            if claim.rank == best:
                yield Quad(subject, prop, claim.value, claim.graph)
        yield from _bounds(subject, prop, group)


def _node(claim: Claim) -> Iterator[Quad]:
    def say(name: str, value: Node) -> Quad:
        return Quad(claim.iri, term(name), value, claim.graph)

    yield Quad(claim.iri, RDF.type, term("Claim"), claim.graph)
    yield say("claimsAbout", claim.subject)
    yield say("claimsProperty", claim.prop)
    yield say("claimsEntity" if isinstance(claim.value, URIRef) else "claimedValue", claim.value)
    yield say("hasConfidence", term(f"{claim.confidence}Confidence"))
    yield say("hasRank", term(f"{claim.rank}Rank"))
    for source in claim.sources:
        yield say("hasSource", source)
    if claim.reason:
        yield say("reasonForRank", Literal(claim.reason, lang="en"))
    if claim.remark:
        yield say("remark", Literal(claim.remark, lang="en"))
    if claim.printed:
        yield say("valueAsPrinted", Literal(claim.printed))
    if claim.identifier:
        yield Quad(claim.iri, DCTERMS.identifier, Literal(claim.identifier), claim.graph)
    if claim.primary_document_seen is not None:
        yield say("primaryDocumentSeen", Literal(claim.primary_document_seen))
    if claim.date is not None:
        yield say("hasDatePrecision", term(f"{claim.date.precision}Precision"))
        if claim.date.earliest:
            yield say("earliestDate", _day(claim.date.earliest))
        if claim.date.latest:
            yield say("latestDate", _day(claim.date.latest))
    if claim.calendar:
        yield say("hasCalendar", term(claim.calendar))
    for predicate, value in claim.extras:
        yield Quad(claim.iri, predicate, value, claim.graph)


def _bounds(subject: URIRef, prop: URIRef, group: list[Claim]) -> Iterator[Quad]:
    names = BOUNDS.get(str(prop).removeprefix(ONTOLOGY))
    dated = [claim for claim in group if claim.date is not None and claim.rank != DEPRECATED]
    if names is None or not dated:
        return
    earliest = [claim.date.earliest for claim in dated if claim.date]
    latest = [claim.date.latest for claim in dated if claim.date]
    graph = dated[0].graph
    if None not in earliest:
        yield Quad(subject, term(names[0]), _day(min(d for d in earliest if d)), graph)
    if None not in latest:
        yield Quad(subject, term(names[1]), _day(max(d for d in latest if d)), graph)


def _day(day: datetime.date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
