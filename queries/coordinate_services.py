"""Answer `SERVICE wikibase:around` and `SERVICE wikibase:box`: what lies near a place, or in a box.

The pattern of the service stays, and a FILTER that measures is written behind it.

Source: Wikidata Query Service, User Manual (geospatial search); GeoAroundService and GeoBoxService
of its Blazegraph extensions.
"""

from .functions import DISTANCE, IN_BOX, WITHIN, point
from .guarding import Edit
from .service_blocks import WIKIBASE, Block, Reading, Term, quote

_CENTER, _RADIUS, _DISTANCE = (f"{WIKIBASE}{name}" for name in ("center", "radius", "distance"))
_WEST, _EAST = f"{WIKIBASE}cornerWest", f"{WIKIBASE}cornerEast"
_SOUTH_WEST, _NORTH_EAST = f"{WIKIBASE}cornerSouthWest", f"{WIKIBASE}cornerNorthEast"
# Of all bodies in the sky the places of this graph lie on one.
_GLOBE = f"{WIKIBASE}globe"


def measure(reading: Reading, block: Block) -> list[Edit]:
    """Give the edits for one `around` or `box`; raises MalformedText for what it lacks."""
    if len(block.patterns) != 1:
        raise reading.wrong(
            block.start, f"{block.name} takes one pattern, such as ?place wdt:P625 ?location"
        )
    pattern = block.patterns[0]
    place = pattern.object.written
    stay = f"{{ {pattern.subject.written} {pattern.predicate.written} {place} }}"
    if block.name == "wikibase:box":
        west, east = _corners(reading, block)
        condition = f"<{IN_BOX}>({place}, {west.written}, {east.written})"
        return [Edit(block.start, block.end, f"{stay} FILTER({condition})")]
    center = _only(reading, block, _CENTER)
    radius = _only(reading, block, _RADIUS)
    condition = f"<{WITHIN}>({place}, {center.written}, {_kilometres(reading, radius)})"
    edits = [Edit(block.start, block.end, f"{stay} FILTER({condition})")]
    for term in block.parameters.get(_DISTANCE, ()):
        if term.kind != "variable":
            raise reading.wrong(term.start, "wikibase:distance binds a variable")
        # At the end of the group: the center may be bound behind the service.
        end = reading.tokens[block.group.parent.close].start if block.group.parent else block.end
        bind = f" BIND(<{DISTANCE}>({place}, {center.written}) AS {term.written})"
        edits.append(Edit(end, end, bind))
    return edits


def _corners(reading: Reading, block: Block) -> tuple[Term, Term]:
    given = block.parameters
    if _SOUTH_WEST in given or _NORTH_EAST in given:
        return _only(reading, block, _SOUTH_WEST), _only(reading, block, _NORTH_EAST)
    return _only(reading, block, _WEST), _only(reading, block, _EAST)


def _only(reading: Reading, block: Block, key: str) -> Term:
    """Take a parameter that must be there once: a variable or a literal, and a place if one."""
    given = block.parameters.get(key, ())
    name = key.removeprefix(WIKIBASE)
    if len(given) != 1:
        raise reading.wrong(
            block.start, f"{block.name} needs wikibase:{name} once, here it is {len(given)} times"
        )
    term = given[0]
    if term.kind not in {"variable", "literal"}:
        raise reading.wrong(term.start, f"wikibase:{name} is a variable or a literal")
    if term.kind == "literal" and key != _RADIUS and point(quote(term.value)) is None:
        raise reading.wrong(
            term.start, f'wikibase:{name} is a place, as "Point(37.6 55.7)"^^geo:wktLiteral'
        )
    return term


def _kilometres(reading: Reading, radius: Term) -> str:
    if radius.kind == "variable":
        return radius.written
    try:
        kilometres = float(radius.value)
    except ValueError:
        kilometres = -1
    if not 0 <= kilometres < float("inf"):
        raise reading.wrong(radius.start, f"wikibase:radius is no number: {radius.value[:40]!r}")
    return quote(radius.value)
