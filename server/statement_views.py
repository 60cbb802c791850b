"""The statements of an entity as its page shows them: rank, qualifiers, references, confidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..ontology.wikibase import mapping
from .labelling import Labels, Link
from .page_texts import Words
from .reading import Entity
from .value_texts import Shown, show

Json = Mapping[str, Any]

SHORT = 25
"""How many statements of one property the page of an entity shows."""
LONG = 100
"""How many statements are on one page of a single property."""
MOST = 50
"""How many references a statement shows, and how many values a qualifier."""
_CONFIDENCE = ("high", "medium", "low")
_BOOKS = (
    "http://purl.org/dc/terms/identifier",
    *(f"{ONTOLOGY}{name}" for name in ("articleSection", "sentenceNumber", "factStatement")),
    *(f"{ONTOLOGY}{name}" for name in ("externalCheck", "primaryDocumentSeen", "derivation")),
)
# What a reader looks for first, and what last.
_FIRST = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    *(f"{ONTOLOGY}{name}" for name in ("birthDate", "bornAt", "deathDate", "diedAt", "date")),
)
_LAST = ("http://purl.org/dc/terms/identifier",)


@dataclass(frozen=True)
class Pair:
    """A property of a statement and its values: a qualifier, or a part of a reference."""

    property: Link
    values: list[Shown]


@dataclass(frozen=True)
class Said:
    """One statement; `anchor` is its name on the page, `level` its confidence where it is told.

    `notes` are the qualifiers that only keep the books: they stand with the sources, of which
    `sources` counts all.
    """

    anchor: str
    rank: str
    value: Shown
    level: str
    qualifiers: list[Pair]
    notes: list[Pair]
    references: list[list[Pair]]
    sources: int


@dataclass(frozen=True)
class Group:
    """The statements of one property; `total` counts those too that are not shown."""

    id: str
    property: Link
    statements: list[Said]
    total: int


def ordered(entity: Entity) -> dict[str, list[Json]]:
    """Give the statements by property: what a reader looks for first, the books last."""
    claims: dict[str, list[Json]] = dict(entity.get("claims") or {})
    first, last = (
        [found.id for name in names if (found := mapping().property_of(name))]
        for names in (_FIRST, _LAST)
    )
    order = [name for name in first if name in claims]
    order += [name for name in claims if name not in {*first, *last}]
    order += [name for name in last if name in claims]
    return {name: claims[name] for name in order}


def where_shown(entity: Entity, anchor: str) -> dict[str, Any]:
    """Give the parameters of the page that shows a statement, by its name on the page."""
    for name, claims in (entity.get("claims") or {}).items():
        for place, claim in enumerate(claims):
            if _anchor(claim) == anchor:
                late = place >= SHORT
                return {"property": name, "page": place // LONG + 1} if late else {}
    return {}


def _anchor(claim: Json) -> str:
    """Name a statement as its node is named (Wikibase, RDF Dump Format, statement nodes)."""
    return str(claim["id"]).replace("$", "-", 1)


def group(name: str, claims: Sequence[Json], total: int, labels: Labels, say: Words) -> Group:
    """Make the group of some statements of a property; the labels are loaded before."""
    said = [_said(claim, labels, say) for claim in claims]
    return Group(name, labels.link(ENTITY + name), said, total)


def snaks_of(claims: Mapping[str, Sequence[Json]]) -> Iterator[Json]:
    """Give every snak of some statements that is shown."""
    for said in claims.values():
        for claim in said:
            yield claim["mainsnak"]
            for snaks in (claim.get("qualifiers") or {}).values():
                yield from snaks[:MOST]
            for reference in (claim.get("references") or [])[:MOST]:
                for snaks in reference["snaks"].values():
                    yield from snaks[:MOST]


def _said(claim: Json, labels: Labels, say: Words) -> Said:
    confidence = mapping().property_of(f"{ONTOLOGY}hasConfidence")
    books = {found.id for name in _BOOKS if (found := mapping().property_of(name))}
    references = claim.get("references") or []
    level = ""
    qualifiers, notes = list[Pair](), list[Pair]()
    for name, snaks in _in_order(claim, "qualifiers"):
        if confidence is not None and name == confidence.id:
            level = _level(snaks) or level
            continue
        pairs = notes if name in books else qualifiers
        pairs.append(_pair(name, snaks, labels, say))
    return Said(
        anchor=_anchor(claim),
        rank=str(claim["rank"]),
        value=show(claim["mainsnak"], labels, say),
        level=level,
        qualifiers=qualifiers,
        notes=notes,
        references=[
            [_pair(name, snaks, labels, say) for name, snaks in _in_order(reference, "snaks")]
            for reference in references[:MOST]
        ],
        sources=len(references),
    )


def _in_order(holder: Json, member: str) -> Iterator[tuple[str, list[Json]]]:
    """Give the snaks of a statement or a reference by property, in the order it asks for."""
    snaks = holder.get(member) or {}
    ordered = holder.get(f"{member}-order") or list(snaks)
    for name in ordered:
        if name in snaks:
            yield name, snaks[name]


def _pair(name: str, snaks: list[Json], labels: Labels, say: Words) -> Pair:
    return Pair(labels.link(ENTITY + name), [show(snak, labels, say) for snak in snaks[:MOST]])


def _level(snaks: list[Json]) -> str:
    """Read the confidence of a statement from its qualifier."""
    for snak in snaks:
        value = snak.get("datavalue", {}).get("value", {})
        term = mapping().iri_of(str(value.get("id", ""))) or ""
        for level in _CONFIDENCE:
            if term == f"{ONTOLOGY}{level}Confidence":
                return level
    return ""
