"""How far a value that was given agrees with a value that is held: from 0 to 1, or not to be told.

Dates are compared by precision, items by identifier, by place in their hierarchy or by name, text
by its folded and transliterated form, numbers and coordinates by distance.
"""

import fnmatch
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..queries.functions import kilometres
from .timespans import Span, compare_spans, read_spans

EXACT, WILDCARD = "ExactMatch", "WildcardMatch"
WITHIN, AROUND = "schema:containedInPlace", "schema:containsPlace"
QUALIFIERS = (EXACT, WILDCARD, WITHIN, AROUND)

_POINT = re.compile(r"Point\(\s*(-?[0-9.]+)\s+(-?[0-9.]+)\s*\)", re.IGNORECASE)
_LAT_LNG = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*[,;/]\s*(-?[0-9]+(?:\.[0-9]+)?)")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[\s\u00a0\u202f,][0-9]{3})*(?:\.[0-9]+)?")
_NEAR, _FAR = 2.0, 50.0
# Names that are less alike than this are different names.
_UNLIKE = 0.8
_ABOVE_WORTH, _BELOW_WORTH = 1.0, 0.8


@dataclass(frozen=True)
class Given:
    """A value of a query: an item that was reconciled before has an `id`, others only `text`."""

    text: str
    id: str = ""
    above: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Held:
    """A value of a candidate; `above` are the items that an item is part of, near or far.

    Exactly one of `id`, `span`, `number`, `point` is set, or none for a text; `names` are the ways
    to write the value, those of the items above it are in `names_above`.
    """

    names: tuple[str, ...] = ()
    id: str = ""
    span: Span | None = None
    number: float | None = None
    point: tuple[float, float] | None = None
    above: frozenset[str] = frozenset()
    names_above: tuple[str, ...] = field(default=(), repr=False)


Likeness = Callable[[str, str], float]
"""Tells from 0 to 1 how alike two names are, whatever their scripts."""


def compare(
    given: Sequence[Given],
    held: Sequence[Held],
    likeness: Likeness,
    *,
    quantifier: str = "any",
    qualifier: str = "",
) -> float | None:
    """Compare given values with the values held for one property; None where nothing can be told.

    `quantifier` says whether `any` or `all` of the given values are to agree, or `none`; the
    cost is the product of the two numbers of values.
    """
    if not given or (not held and quantifier != "none"):
        return None
    rated = [
        max(told) if (told := _told(value, held, likeness, qualifier)) else None for value in given
    ]
    if quantifier == "none":
        return 1.0 - max((rating for rating in rated if rating is not None), default=0.0)
    known = [rating for rating in rated if rating is not None]
    if not known:
        return None
    return min(known) if quantifier == "all" else max(known)


def _told(given: Given, held: Sequence[Held], likeness: Likeness, qualifier: str) -> list[float]:
    ratings = (_compare_one(given, value, likeness, qualifier) for value in held)
    return [rating for rating in ratings if rating is not None]


def _compare_one(given: Given, held: Held, likeness: Likeness, qualifier: str) -> float | None:
    if qualifier == WILDCARD:
        return _wildcard(given.text, held.names)
    exact = qualifier == EXACT
    if held.id:
        return _items(given, held, likeness, qualifier)
    if held.span is not None:
        spans = read_spans(given.text)
        if exact:
            return float(held.span in spans)
        return compare_spans(spans, held.span) if spans else None
    if held.number is not None:
        number = read_number(given.text)
        return None if number is None else _numbers(number, held.number, exact=exact)
    if held.point is not None:
        point = read_point(given.text)
        return None if point is None else _points(point, held.point, exact=exact)
    return _texts(given.text, held.names, likeness, exact=exact)


def _items(given: Given, held: Held, likeness: Likeness, qualifier: str) -> float:
    if given.id:
        if given.id == held.id:
            return 1.0
        if qualifier == EXACT:
            return 0.0
        # A person who died in Butyrka died in Moscow.
        if given.id in held.above and qualifier != AROUND:
            return _ABOVE_WORTH
        if held.id in given.above and qualifier != WITHIN:
            return 1.0 if qualifier == AROUND else _BELOW_WORTH
        return 0.0
    exact = qualifier == EXACT
    best = _texts(given.text, held.names, likeness, exact=exact)
    if exact or qualifier == AROUND or best == 1.0:
        return best
    return max(best, _ABOVE_WORTH * _texts(given.text, held.names_above, likeness, exact=False))


def _texts(given: str, names: Iterable[str], likeness: Likeness, *, exact: bool) -> float:
    if exact:
        wanted = given.strip().casefold()
        return float(any(wanted == name.strip().casefold() for name in names))
    best = max((likeness(given, name) for name in names), default=0.0)
    return best if best >= _UNLIKE else 0.0


def _wildcard(pattern: str, names: Iterable[str]) -> float:
    # `[` is not special here: only * and ? are.
    literal = pattern.casefold().replace("[", "[[]")
    return float(any(fnmatch.fnmatchcase(name.casefold(), literal) for name in names))


def read_number(text: str) -> float | None:
    """Read a number, with spaces or commas between thousands; None where the text is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number = float(re.sub(r"[\s\u00a0\u202f,]", "", found[0]))
    return number if math.isfinite(number) else None


def _numbers(given: float, held: float, *, exact: bool) -> float:
    if given == held:
        return 1.0
    if exact:
        return 0.0
    # One in a hundred apart is half as good, one in fifty is another number.
    apart = abs(given - held) / max(abs(given), abs(held))
    return max(0.0, 1.0 - 50 * apart)


def read_point(text: str) -> tuple[float, float] | None:
    """Read latitude and longitude from `lat,lng` or from a WKT point; None where it is neither."""
    if found := _POINT.fullmatch(text.strip()):
        latitude, longitude = found[2], found[1]
    elif found := _LAT_LNG.fullmatch(text.strip()):
        latitude, longitude = found[1], found[2]
    else:
        return None
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def _points(given: tuple[float, float], held: tuple[float, float], *, exact: bool) -> float:
    if exact:
        return float(given == held)
    # Points are written north first here, and east first there.
    distance = kilometres(given[::-1], held[::-1])
    return min(1.0, max(0.0, (_FAR - distance) / (_FAR - _NEAR)))
