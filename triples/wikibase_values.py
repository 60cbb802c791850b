"""The values of snaks as RDF: the simple value, and the node that tells all of it.

A value is written by the datatype of its property (a url and an external id are both strings in
the JSON), else by the type of its datavalue. What is not of the JSON model is passed over, and a
link that is no IRI is written as the text that it is, as Wikibase does with a date that is none.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..ontology.ntriples import Triple
from .wikibase_hashes import entity_id, number, value_hash
from .wikibase_times import GREGORIAN, date_time
from .wikibase_vocabulary import (
    COMMONS_DATA,
    COMMONS_FILE,
    GEO,
    TYPE,
    WIKIBASE,
    XSD,
    Namespaces,
    file_name,
    iri,
    literal,
    name,
    page_name,
    text_in,
)

Json = Mapping[str, Any]
Formatters = Callable[[str], str | None]
"""Gives the pattern of the IRIs of an external identifier, `$1` standing for it."""

EARTH = "http://www.wikidata.org/entity/Q2"
# The unit of what is only counted, as Wikibase names it everywhere.
_ONE = "http://www.wikidata.org/entity/Q199"
# Where a coordinate has no precision Wikibase writes that of its formatter: a second of arc.
_SECOND = 1 / 3600


class Value(NamedTuple):
    """A value as it is written: simply, by its node (hash and facts), by a normalised IRI."""

    simple: str
    node: tuple[str, "Callable[[str], Iterator[Triple]]"] | None = None
    normalized: str | None = None


def value_of(
    snak: Json, datatype: str | None, space: Namespaces, formatters: Formatters
) -> Value | None:
    """Read the value of a snak; None for one of no kind known here."""
    data = snak.get("datavalue")
    if not isinstance(data, Mapping) or "value" not in data:
        return None
    kind, value = str(data.get("type")), data["value"]
    try:
        if datatype in _BY_DATATYPE and isinstance(value, str):
            return _BY_DATATYPE[datatype](value)
        if datatype == "external-id" and isinstance(value, str):
            return _external(value.strip(), formatters(str(snak.get("property"))))
        write = _BY_KIND.get(kind)
        return write(value, space) if write else None
    except (KeyError, TypeError, ValueError, AttributeError):
        # Not of the JSON model, whose documents come from outside: there is nothing to write.
        return None


def _link(text: str) -> Value:
    return Value(iri(text) or literal(text.strip()))


def _external(text: str, pattern: str | None) -> Value:
    normalized = iri(pattern.replace("$1", page_name(text))) if pattern else None
    return Value(literal(text), normalized=normalized)


_BY_DATATYPE: dict[str | None, Callable[[str], Value]] = {
    "url": _link,
    "commonsMedia": lambda text: _link(COMMONS_FILE + file_name(text)),
    "geo-shape": lambda text: _link(COMMONS_DATA + page_name(text)),
    "tabular-data": lambda text: _link(COMMONS_DATA + page_name(text)),
}


def _entity(value: Json, space: Namespaces) -> Value:
    return Value(name(space.entity, entity_id(value)))


def _string(value: str, space: Namespaces) -> Value:
    return Value(literal(value))


def _monolingual(value: Json, space: Namespaces) -> Value:
    return Value(text_in(value["text"], value["language"]))


def _moment(value: Json) -> str:
    calendar = str(value.get("calendarmodel", GREGORIAN)).strip()
    found = date_time(value["time"], int(value["precision"]), calendar)
    return literal(value["time"]) if found is None else literal(found, f"{XSD}dateTime")


def _time(value: Json, space: Namespaces) -> Value:
    simple = _moment(value)
    calendar = _resource(str(value.get("calendarmodel", GREGORIAN)))
    facts = (
        ("timeValue", simple),
        ("timePrecision", _integer(value["precision"])),
        ("timeTimezone", _integer(value.get("timezone", 0))),
        ("timeCalendarModel", calendar),
    )
    return Value(simple, _node("time", value, "TimeValue", facts))


def _quantity(value: Json, space: Namespaces) -> Value:
    amount = _decimal(value["amount"])
    unit = str(value["unit"]).strip()
    facts = [
        ("quantityAmount", amount),
        ("quantityUnit", _resource(_ONE if unit == "1" else unit)),
    ]
    upper, lower = value.get("upperBound"), value.get("lowerBound")
    if upper is not None and lower is not None:
        facts += [
            ("quantityUpperBound", _decimal(upper)),
            ("quantityLowerBound", _decimal(lower)),
        ]
    return Value(amount, _node("quantity", value, "QuantityValue", facts))


def _coordinate(value: Json, space: Namespaces) -> Value:
    latitude, longitude = _degrees(value["latitude"]), _degrees(value["longitude"])
    globe = str(value.get("globe") or EARTH).strip()
    point = f"Point({longitude} {latitude})"
    if globe != EARTH:
        point = f"{_resource(globe)} {point}"
    precision = value.get("precision")
    facts = [
        ("geoLatitude", literal(latitude, f"{XSD}double")),
        ("geoLongitude", literal(longitude, f"{XSD}double")),
        (
            "geoPrecision",
            literal(_degrees(_SECOND if precision is None else precision), f"{XSD}double"),
        ),
        ("geoGlobe", _resource(globe)),
    ]
    if precision is None:
        facts.append((TYPE, f"<{WIKIBASE}GeoAutoPrecision>"))
    node = _node("globecoordinate", value, "GlobecoordinateValue", facts)
    return Value(literal(point, f"{GEO}wktLiteral"), node)


def _node(
    kind: str, value: Json, type_name: str, facts: "list[tuple[str, str]] | tuple[Any, ...]"
) -> tuple[str, Callable[[str], Iterator[Triple]]]:
    def about(node: str) -> Iterator[Triple]:
        yield node, TYPE, f"<{WIKIBASE}{type_name}>"
        for predicate, obj in facts:
            yield node, predicate if predicate == TYPE else f"<{WIKIBASE}{predicate}>", obj

    return value_hash(kind, value), about


def _resource(text: str) -> str:
    return iri(text) or literal(text)


def _integer(value: object) -> str:
    return literal(str(int(str(value))), f"{XSD}integer")


def _decimal(value: object) -> str:
    text = str(value)
    if not text.lstrip("+-").replace(".", "", 1).isdecimal() or not text.isascii():
        raise ValueError(f"no decimal number: {text}")
    return literal(text, f"{XSD}decimal")


def _degrees(value: object) -> str:
    degrees = value if isinstance(value, int | float) else float(str(value))
    if not math.isfinite(degrees):
        raise ValueError(f"no number of degrees: {value}")
    return number(degrees)


_BY_KIND: dict[str, Callable[[Any, Namespaces], Value]] = {
    "wikibase-entityid": _entity,
    "string": _string,
    "monolingualtext": _monolingual,
    "time": _time,
    "quantity": _quantity,
    "globecoordinate": _coordinate,
}
