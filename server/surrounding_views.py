"""What follows about an entity and what refers to it, as its page shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from ..ontology.namespaces import ONTOLOGY
from ..queries.results import Term, written
from .date_texts import EDTF, edtf_text
from .explaining import why
from .labelling import Labels, Link
from .page_texts import Words
from .surroundings import REFERRING, TYPE, Entailed

SHOWN = 25
_ANCESTORS = {"http://www.w3.org/2002/07/owl#Thing"}
_INVERSES = {f"{ONTOLOGY}isAffectedBy", "http://www.w3.org/ns/prov#wasDerivedFrom"}
_ALL = """\
SELECT ?thing (SAMPLE(?name) AS ?label) WHERE {{
  VALUES ?value {{ {things} }}
  ?thing <{property}> ?value
  OPTIONAL {{ ?thing rdfs:label ?name FILTER(LANG(?name) = "{language}") }}
}} GROUP BY ?thing ORDER BY ?label"""
_USED = """\
SELECT ?thing ?value WHERE {{ ?thing <{property}> ?value }} ORDER BY ?thing"""


@dataclass(frozen=True)
class Fact:
    """One thing that follows, how sure it is, and the address of its proof."""

    property: Link
    value: Link
    level: str
    why: str


@dataclass
class Following:
    """What follows: kinds and values of our own, then those of other vocabularies."""

    kinds: list[Fact] = field(default_factory=list)
    values: list[Fact] = field(default_factory=list)
    others: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class Referring:
    """The things that refer to the entity by one property; `total` counts those not shown, too."""

    property: Link
    things: list[Link]
    total: int
    more: bool
    query: str


def follows(
    things: Sequence[str],
    found: Sequence[Entailed],
    labels: Labels,
    say: Words,
    *,
    told: bool,
) -> Following | None:
    """Sort what follows; `told` leaves out what the story of the entity tells already."""
    following = Following()
    labelled = "" if say.language == "en" else f"&labels={say.language}"
    for item in found:
        if item.value["value"] in _ANCESTORS or (told and item.property in _INVERSES):
            continue
        fact = Fact(
            property=labels.link(item.property),
            value=_value(item.value, labels, say),
            level=item.level,
            why=f"{why(f'<{things[-1]}>', f'<{item.property}>', written(item.value))}{labelled}",
        )
        ours = item.property.startswith(ONTOLOGY)
        if item.property == TYPE and item.value["value"].startswith(ONTOLOGY):
            following.kinds.append(fact)
        elif ours:
            following.values.append(fact)
        else:
            following.others.append(fact)
    return following if following.kinds or following.values or following.others else None


@dataclass(frozen=True)
class Uses:
    """Some uses of a property: what it is said of, and its value there."""

    pairs: list[tuple[Link, Link]]
    query: str


def used(prop: str, found: Sequence[tuple[str, Term]], labels: Labels, say: Words) -> Uses | None:
    """Show some uses of a property, None where there is none."""
    if not found:
        return None
    pairs = [(labels.link(iri), _value(term, labels, say)) for iri, term in found]
    return Uses(pairs, url_for("portal.index", query=_USED.format(property=prop)))


def refers(
    things: Sequence[str], found: Mapping[str, Sequence[str]], labels: Labels, *, told: bool
) -> list[Referring]:
    """Show what refers to an entity, a bounded number by each property."""
    full = sum(map(len, found.values())) > REFERRING
    return [
        Referring(
            property=labels.link(name),
            things=[labels.link(iri) for iri in iris[:SHOWN]],
            total=len(iris),
            more=full,
            query=url_for("portal.index", query=_query(things, name, labels.language)),
        )
        for name, iris in _untold(found, told=told)
    ]


def _untold(
    found: Mapping[str, Sequence[str]], *, told: bool
) -> Iterator[tuple[str, Sequence[str]]]:
    for name, iris in found.items():
        if not (told and name == f"{ONTOLOGY}affects"):
            yield name, iris


def _query(things: Sequence[str], name: str, language: str) -> str:
    listed = " ".join(f"<{iri}>" for iri in things)
    return _ALL.format(things=listed, property=name, language=language)


def _value(term: Term, labels: Labels, say: Words) -> Link:
    if term["type"] == "uri":
        return labels.link(term["value"])
    if term.get("datatype") == EDTF:
        return Link(edtf_text(term["value"], say.language), title=term["value"])
    return Link(term["value"], term.get("xml:lang", ""))
