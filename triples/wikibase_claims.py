"""Claims, and what is asserted without one, as statements of the Wikibase JSON model.

A claim node is its own statement node: `statement/Q1001-22272b83afa9` is `Q1001$22272b83afa9`. What
has no claim gets a statement with a number made of its content.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from ..ontology.namespaces import ENTITY, ONTOLOGY, STATEMENT
from ..ontology.wikibase import Property, mapping
from ..queries.results import Term
from .wikibase_dates import span_of
from .wikibase_facts import (
    ALT_LABEL,
    CLAIMED_ENTITY,
    CLAIMED_VALUE,
    CONFIDENCE,
    DEFINITION,
    LABEL,
    LATITUDE,
    LONGITUDE,
    PROPERTY,
    RANK,
    SOURCE,
    Facts,
    Said,
    said_key,
)
from .wikibase_references import References
from .wikibase_snaks import (
    Snak,
    coordinates,
    hashed,
    read_time,
    snak,
    some_snak,
    value_snak,
)

Statement = dict[str, Any]

_RANKS = {
    ONTOLOGY + "preferredRank": "preferred",
    ONTOLOGY + "normalRank": "normal",
    ONTOLOGY + "deprecatedRank": "deprecated",
}
_ORDER = list(_RANKS.values())
_PRECISION = ONTOLOGY + "hasDatePrecision"
_EARLIEST, _LATEST = ONTOLOGY + "earliestDate", ONTOLOGY + "latestDate"
_DATE_QUALIFIERS = (CLAIMED_VALUE, _PRECISION, _EARLIEST, _LATEST)
_COORDINATES = ONTOLOGY + "coordinates"
# Qualifiers in the order in which one reads them: what is said, then how far it can be relied on.
_QUALIFIERS = (
    CLAIMED_VALUE,
    CLAIMED_ENTITY,
    _PRECISION,
    _EARLIEST,
    _LATEST,
    *(ONTOLOGY + name for name in ("hasCalendar", "valueAsPrinted", "statedDate", "statesPlace")),
    *(ONTOLOGY + name for name in ("extent", "derivation", "hasConfidence", "reasonForRank")),
)
# Names are names of the entity; a statement is made of one only where a claim says it.
_NAMES = {LABEL, ALT_LABEL}
# What the tables say of their own row, for which no source vouches.
_OF_THE_ROW = {
    "http://purl.org/dc/terms/identifier",
    *(ONTOLOGY + name for name in ("remark", "printedForm", "primaryDocumentSeen", "urlNote")),
}
# Each concept is one of its own class, too, which says more.
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


def statements_of(number: str, facts: Facts, references: References) -> dict[str, list[Statement]]:
    """Make all statements of an entity, by P-number; sources become `references`.

    Properties are in the order of their numbers, P31 first; statements by rank, value and id.
    """
    found: list[tuple[Property, Statement]] = []
    claimed: set[tuple[str, str, str, str]] = set()
    for node, said in facts.claims.items():
        prop = _claimed_property(said)
        value = _claimed_value(said)
        if prop is None or value is None:
            continue
        rank = _rank(said)
        if rank != "deprecated":
            claimed.add(said_key((prop.iri, value)))
        made = _statement(_claim_id(number, node), prop, value, said, references)
        found.append((prop, made | {"rank": rank}))
    vouching = [one for one in facts.direct if one[0] in (SOURCE, CONFIDENCE)]
    for prop, written, key in _unclaimed(number, facts, claimed):
        beside = [] if prop.iri in _OF_THE_ROW else vouching
        made = _written(f"{number}${_digest(key)}", written, [], beside, references)
        found.append((prop, made))
    grouped: dict[str, list[Statement]] = {}
    for prop, statement in sorted(found, key=_statement_key):
        grouped.setdefault(prop.id, []).append(statement)
    return grouped


def _unclaimed(
    number: str, facts: Facts, claimed: set[tuple[str, str, str, str]]
) -> Iterator[tuple[Property, Statement, Any]]:
    """Give the values that stand without a claim, each with what its number is made of."""
    for name, value in facts.direct:
        prop = mapping().property_of(name)
        if prop is None or "value" not in prop.uses or name in _NAMES:
            continue
        # The definition of a term is its description; said once is enough.
        if name == DEFINITION and mapping().iri_of(number) != ENTITY + number:
            continue
        if value["value"] == _CONCEPT or said_key((name, value)) in claimed:
            continue
        made = _main(prop, value, [])
        if made is None and name.startswith(ONTOLOGY):
            made = _unheld(prop, value)
        if made is not None:
            yield prop, made, said_key((name, value))
    north, east = list(facts.values(LATITUDE)), list(facts.values(LONGITUDE))
    place = mapping().property_of(_COORDINATES)
    if place and len(north) == len(east) == 1:
        point = coordinates(str(north[0]["value"]), str(east[0]["value"]))
        if point:
            key = (_COORDINATES, str(north[0]["value"]), str(east[0]["value"]))
            yield place, {"mainsnak": snak(place, point)}, key
    yield from _own_address(number)


def _own_address(number: str) -> Iterator[tuple[Property, Statement, Any]]:
    """Say of a term which class, property or concept of the ontology it is."""
    iri = mapping().iri_of(number)
    if iri is None or iri == ENTITY + number:
        return
    local = iri.rpartition("#")[2]
    names = {"P": "equivalentProperty", "Q": "equivalentClass"}
    kind = "exactMatch" if number[0] == "Q" and local[:1].islower() else names[number[0]]
    space = "http://www.w3.org/2004/02/skos/core#" if kind == "exactMatch" else _OWL
    prop = mapping().property_of(space + kind)
    if prop:
        yield prop, {"mainsnak": snak(prop, iri)}, (prop.iri, iri)


_OWL = "http://www.w3.org/2002/07/owl#"


def _statement(
    guid: str, prop: Property, value: Term, said: list[Said], references: References
) -> Statement:
    written = _main(prop, value, said) or _unheld(prop, value)
    left = [one for one in said if one[0] not in {PROPERTY, CLAIMED_ENTITY, RANK}]
    if prop.datatype == "time":
        left = [one for one in left if one[0] not in _DATE_QUALIFIERS]
    else:
        left = [one for one in left if one[0] != CLAIMED_VALUE]
    return _written(guid, written, left, left, references)


def _main(prop: Property, value: Term, said: list[Said]) -> Statement | None:
    """Make the main snak, with the qualifiers that say what a time value cannot."""
    made = value_snak(prop, value)
    if made is None:
        return None
    if prop.datatype != "time":
        return {"mainsnak": made}
    read = read_time(value)
    if read is None:
        return None
    stored = [one for one in said if one[0] in _DATE_QUALIFIERS and one[0] != CLAIMED_VALUE]
    bounds = [
        (name, {"type": "literal", "value": day.isoformat(), "datatype": _XSD_DATE})
        for name, day in ((_EARLIEST, read.earliest), (_LATEST, read.latest))
        if day and name not in {one for one, _ in stored}
    ]
    if read.exact and read.value is not None:
        first, last = (day.isoformat() for day in span_of(read.value))
        meant = {_EARLIEST: first, _LATEST: last}
        moved = [one for one in stored if one[0] in meant and one[1]["value"] != meant[one[0]]]
        return {"mainsnak": made, "extra": moved}
    return {"mainsnak": made, "extra": [(CLAIMED_VALUE, value), *stored, *bounds]}


def _unheld(prop: Property, value: Term) -> Statement:
    """Keep a value that the datatype cannot hold: it stands beside an unknown one."""
    name = CLAIMED_ENTITY if value["type"] == "uri" else CLAIMED_VALUE
    return {"mainsnak": some_snak(prop), "extra": [(name, value)]}


def _written(
    guid: str,
    main: Statement,
    said: list[Said],
    vouching: list[Said],
    references: References,
) -> Statement:
    """Write a statement; what is said of it becomes qualifiers, its sources references."""
    confidence = [one for one in vouching if one[0] == CONFIDENCE and one not in said]
    qualifiers = _qualifiers([*main.get("extra", ()), *said, *confidence])
    statement: Statement = {
        "mainsnak": hashed(main["mainsnak"]),
        "type": "statement",
        "id": guid,
        "rank": "normal",
    }
    if qualifiers:
        statement["qualifiers"] = qualifiers
        statement["qualifiers-order"] = list(qualifiers)
    cited = references.of(term for name, term in vouching if name == SOURCE)
    if cited:
        statement["references"] = cited
    return statement


def _qualifiers(said: Iterable[Said]) -> dict[str, list[Snak]]:
    found: list[tuple[tuple[int, int], Property, Snak]] = []
    for name, value in said:
        prop = mapping().property_of(name)
        if prop is None or "qualifier" not in prop.uses:
            continue
        made = value_snak(prop, value) or some_snak(prop)
        place = _QUALIFIERS.index(name) if name in _QUALIFIERS else len(_QUALIFIERS)
        found.append(((place, int(prop.id[1:])), prop, hashed(made)))
    grouped: dict[str, list[Snak]] = {}
    for _, prop, made in sorted(found, key=lambda one: (one[0], one[2]["hash"])):
        snaks = grouped.setdefault(prop.id, [])
        if made not in snaks:
            snaks.append(made)
    return grouped


def _claimed_property(said: list[Said]) -> Property | None:
    for name, value in said:
        if name == PROPERTY and (prop := mapping().property_of(str(value["value"]))):
            return prop if "value" in prop.uses else None
    return None


def _claimed_value(said: list[Said]) -> Term | None:
    return next((value for name, value in said if name in (CLAIMED_ENTITY, CLAIMED_VALUE)), None)


def _rank(said: list[Said]) -> str:
    ranks = (_RANKS.get(str(value["value"])) for name, value in said if name == RANK)
    return next((rank for rank in ranks if rank), "normal")


def _claim_id(number: str, node: str) -> str:
    mine = f"{STATEMENT}{number}-"
    rest = node.removeprefix(mine)
    return f"{number}${rest if rest != node and rest else _digest((node,))}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _statement_key(found: tuple[Property, Statement]) -> tuple[Any, ...]:
    prop, statement = found
    main = statement["mainsnak"]
    value = main.get("datavalue", {}).get("value", "")
    return (
        prop.id != "P31",
        int(prop.id[1:]),
        _ORDER.index(statement["rank"]),
        value.get("numeric-id", 0) if isinstance(value, dict) else 0,
        str(value),
        statement["id"],
    )
