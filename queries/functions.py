"""The functions that the query service of Wikidata has and Oxigraph has not, on N-Triples strings.

A function gives None where it has no value, which leaves the variable unbound.

Source: Wikidata Query Service, User Manual (extended functions, geospatial search).
"""

import math
import re
from collections.abc import Callable
from urllib.parse import unquote

from ..ontology.namespaces import BASE, STANDARD
from ..ontology.ntriples import literal_parts, write_literal
from .service_blocks import WIKIBASE

Function = Callable[..., str | None]

OWN = f"{BASE}function/"
LABEL = f"{OWN}label"
WITHIN = f"{OWN}within"
IN_BOX = f"{OWN}inBox"
DISTANCE = f"{STANDARD['geof']}distance"
# Half of the mean circumference over pi, in kilometres (IUGG 1980).
EARTH = 6371.0088

_DOUBLE = f"{STANDARD['xsd']}double"
_BOOLEAN = f"{STANDARD['xsd']}boolean"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = re.compile(
    rf"\s*(?:<([^<>]*)>\s*)?POINT\s*\(\s*({_NUMBER})[\s,]+({_NUMBER})(?:\s+{_NUMBER})?\s*\)\s*",
    re.IGNORECASE,
)
_UNKNOWN = "/.well-known/genid/"
_UNITS = {
    "http://www.opengis.net/def/uom/OGC/1.0/metre": 1000.0,
    "http://www.opengis.net/def/uom/OGC/1.0/kilometre": 1.0,
}


def point(term: str) -> tuple[float, float] | None:
    """Read `Point(longitude latitude)` as degrees east and north; None for what is no place."""
    found = _POINT.fullmatch(_lexical(term) or "")
    if not found:
        return None
    east, north = float(found[2]), float(found[3])
    return (east, north) if abs(east) <= 360 and abs(north) <= 90 else None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure the way over a sphere between two points, by the haversine formula."""
    east, north, to_east, to_north = map(math.radians, (*one, *other))
    half = (
        math.sin((to_north - north) / 2) ** 2
        + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def in_box(
    place: tuple[float, float], west: tuple[float, float], east: tuple[float, float]
) -> bool:
    """Tell whether a place lies between two corners, from the first to the east.

    Where the first lies farther east than the second, the box goes over the antimeridian.
    """
    south, north = sorted((west[1], east[1]))
    if not south <= place[1] <= north:
        return False
    if west[0] <= east[0]:
        return west[0] <= place[0] <= east[0]
    return place[0] >= west[0] or place[0] <= east[0]


def _lexical(term: str) -> str | None:
    return literal_parts(term)[0] if term.startswith('"') else None


def _boolean(value: bool) -> str:
    return write_literal("true" if value else "false", datatype=_BOOLEAN)


def _double(value: float) -> str:
    return write_literal(repr(value), datatype=_DOUBLE)


def _distance(one: str, other: str, unit: str = "") -> str | None:
    places = point(one), point(other)
    factor = _UNITS.get(unit[1:-1]) if unit else 1.0
    if places[0] is None or places[1] is None or factor is None:
        return None
    return _double(kilometres(places[0], places[1]) * factor)


def _within(one: str, other: str, radius: str) -> str | None:
    places = point(one), point(other)
    if places[0] is None or places[1] is None:
        return None
    return _boolean(kilometres(places[0], places[1]) <= float(_lexical(radius) or ""))


def _in_box(place: str, west: str, east: str) -> str | None:
    places = point(place), point(west), point(east)
    if places[0] is None or places[1] is None or places[2] is None:
        return None
    return _boolean(in_box(places[0], places[1], places[2]))


def _longitude(term: str) -> str | None:
    place = point(term)
    return place and _double(place[0])


def _latitude(term: str) -> str | None:
    place = point(term)
    return place and _double(place[1])


def _globe(term: str) -> str | None:
    found = _POINT.fullmatch(_lexical(term) or "")
    return f"<{found[1]}>" if found and found[1] else None


def _is_some_value(term: str) -> str:
    return _boolean(term.startswith("_:") or (term.startswith("<") and _UNKNOWN in term))


def _decode_uri(term: str) -> str:
    text = term[1:-1] if term.startswith("<") else _lexical(term) or ""
    return write_literal(unquote(text))


FUNCTIONS: dict[str, Function] = {
    DISTANCE: _distance,
    f"{STANDARD['geof']}longitude": _longitude,
    f"{STANDARD['geof']}latitude": _latitude,
    f"{STANDARD['geof']}globe": _globe,
    f"{WIKIBASE}isSomeValue": _is_some_value,
    f"{WIKIBASE}decodeUri": _decode_uri,
    WITHIN: _within,
    IN_BOX: _in_box,
}
"""What every query on a store of this machine may call, by IRI."""
