"""Values of the graph as snaks of the Wikibase JSON model.

Source: Wikibase, docs/topics/json.md, "Snaks" and "Data Values".
"""

from collections.abc import Mapping as ReadOnly
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ..ontology.wikibase import Mapping, Property, mapping
from ..queries.results import Term
from .dates import DateError
from .wikibase_dates import WikibaseTime, time_of
from .wikibase_hashes import snak_hash
from .wikibase_values import EARTH

Snak = dict[str, Any]

# Where a text has no language, Wikibase has this code for it (ISO 639: undetermined).
UNDETERMINED = "und"
# As many digits as a Wikibase takes of a quantity; what has more is kept as text.
_MOST_DIGITS = 126
_VALUE_TYPES = {
    "wikibase-item": "wikibase-entityid",
    "wikibase-property": "wikibase-entityid",
    "globe-coordinate": "globecoordinate",
    "monolingualtext": "monolingualtext",
    "quantity": "quantity",
    "time": "time",
}


def value_snak(prop: Property, term: Term) -> Snak | None:
    """Make a snak of a property and a term; None where its datatype cannot hold the term.

    A date that no time value holds is `somevalue`: something is known of it, though not this.
    """
    if prop.datatype == "time":
        read = read_time(term)
        if read is None:
            return None
        return some_snak(prop) if read.value is None else snak(prop, read.value)
    value = _value(prop, term, mapping())
    return None if value is None else snak(prop, value)


def snak(prop: Property, value: Any) -> Snak:  # noqa: ANN401  each datatype has its own form
    """Make a snak of a property and a value in its JSON form."""
    kind = _VALUE_TYPES.get(prop.datatype, "string")
    return {
        "snaktype": "value",
        "property": prop.id,
        "datavalue": {"value": value, "type": kind},
        "datatype": prop.datatype,
    }


def some_snak(prop: Property) -> Snak:
    """Make a snak that there is a value, which is unknown."""
    return {"snaktype": "somevalue", "property": prop.id, "datatype": prop.datatype}


def hashed(written: Snak) -> Snak:
    """Add the hash of a snak, by which clients tell equal ones."""
    data = written.get("datavalue", {})
    if data.get("type") == "wikibase-entityid":
        # A few hundred items are the values of most statements.
        return {**written, "hash": _item_hash(written["property"], data["value"]["id"])}
    return {**written, "hash": snak_hash(written)}


@lru_cache(maxsize=16384)
def _item_hash(prop: str, number: str) -> str:
    data = {"value": entity_value(number), "type": "wikibase-entityid"}
    return snak_hash({"snaktype": "value", "property": prop, "datavalue": data})


def read_time(term: Term) -> WikibaseTime | None:
    """Read a literal as a date, of EDTF or of XML Schema; None for what is no date."""
    if term["type"] == "uri" or term["type"] == "bnode":
        return None
    try:
        return time_of(str(term["value"]).partition("T")[0])
    except DateError:
        return None


def entity_value(number: str) -> dict[str, Any]:
    """Write the number of an entity as a value."""
    kind = "item" if number[0] == "Q" else "property"
    return {"entity-type": kind, "numeric-id": int(number[1:]), "id": number}


def coordinates(latitude: str, longitude: str) -> dict[str, Any] | None:
    """Write a place on Earth, as precise as the finer of its two numbers; None for no place."""
    try:
        north, east = Decimal(latitude), Decimal(longitude)
        if not (abs(north) <= 90 and abs(east) <= 360):
            return None
        digits = max(-int(number.as_tuple().exponent) for number in (north, east))
        precision = float(Decimal(1).scaleb(-max(digits, 0)))
    except InvalidOperation:
        # No number at all, the number that is none (NaN), or more digits than there can be.
        return None
    return {
        "latitude": float(north),
        "longitude": float(east),
        "altitude": None,
        "precision": precision,
        "globe": EARTH,
    }


def _value(prop: Property, term: Term, known: Mapping) -> Any:  # noqa: ANN401  as in `snak`
    text = str(term["value"])
    is_iri = term["type"] == "uri"
    match prop.datatype:
        case "wikibase-item":
            number = known.item_of(text) if is_iri else None
            return entity_value(number) if number else None
        case "wikibase-property":
            found = known.property_of(text) if is_iri else None
            return entity_value(found.id) if found else None
        case "url":
            return text if term["type"] != "bnode" and ":" in text else None
        case "monolingualtext" if term["type"] == "literal":
            return {"text": text, "language": _language(term)}
        case "quantity" if term["type"] == "literal":
            return _quantity(text)
        case "string" | "external-id" if term["type"] == "literal":
            return text
    return None


def _language(term: ReadOnly[str, Any]) -> str:
    return str(term.get("xml:lang") or UNDETERMINED).lower()


def _quantity(text: str) -> dict[str, str] | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    # Written out, a number of a few characters can be a hundred megabytes long.
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return None
    return {"amount": f"{number:+f}", "unit": "1"}
