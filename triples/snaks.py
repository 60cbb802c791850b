"""Read statements of the Wikibase JSON model as values: to be compared, or to be shown in a table.

Pure: the names of items and what is above them are looked up by what the caller gives.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .comparing import Held
from .timespans import Span, read_spans, span_of_time
from .wikibase_times import DAY, JULIAN, is_of

Json = Mapping[str, Any]
Value = Any
"""What a datavalue holds: a text, or an object that depends on the type."""


class Bounds(NamedTuple):
    """The properties of the qualifiers that say what a date can mean."""

    edtf: str
    earliest: str
    latest: str


_MOST_ABOVE = 60


def statements(
    entity: Json, properties: Iterable[str], rank: str = "best", *, referenced: bool = False
) -> Iterator[Json]:
    """Give the statements of an entity for some properties, in their order.

    `rank` is `best` (preferred ones, else normal ones), `no_deprecated` or `any`; with
    `referenced` only those that have a source.
    """
    for name in properties:
        listed = entity.get("claims", {}).get(name, [])
        if rank != "any":
            listed = [one for one in listed if one.get("rank", "normal") != "deprecated"]
        if rank == "best":
            preferred = [one for one in listed if one.get("rank") == "preferred"]
            listed = preferred or listed
        for statement in listed:
            if not referenced or statement.get("references"):
                yield statement


def value_of(statement: Json, bounds: Bounds | None = None) -> tuple[str, Value] | None:
    """Give the type and the value of a statement; None where there is none.

    An item or a property becomes its identifier. With `bounds` a time carries what its qualifiers
    say more exactly than its precision can, also where the value itself is unknown.
    """
    snak = statement.get("mainsnak", {})
    said = _bounds(statement, bounds) if bounds else {}
    if snak.get("snaktype") != "value":
        return ("time", said) if said and snak.get("snaktype") == "somevalue" else None
    kind, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    if kind == "wikibase-entityid":
        named = value.get("id") or f"Q{value['numeric-id']}"
        return kind, named
    return kind, {**value, **said} if kind == "time" else value


def _bounds(statement: Json, bounds: Bounds) -> dict[str, str]:
    """Read the qualifiers that say what a date can mean: its EDTF text, else first and last day."""
    said = {}
    for name, key in bounds._asdict().items():
        for snak in statement.get("qualifiers", {}).get(key, []):
            if snak.get("snaktype") == "value":
                value = snak["datavalue"]["value"]
                said[name] = value if isinstance(value, str) else str(value.get("time", ""))
    return said


def held(
    kind: str,
    value: Value,
    part: str,
    names: Callable[[str], tuple[str, ...]],
    above: Callable[[str], frozenset[str]],
) -> Held | None:
    """Turn a value into what can be compared; None where the part that is meant is not in it."""
    if kind == "wikibase-entityid":
        higher = above(value)
        upper = tuple(name for item in sorted(higher) for name in names(item))[:_MOST_ABOVE]
        return Held(names(value), id=value, above=higher, names_above=upper)
    if kind == "time":
        return _held_time(value, part)
    shown = text_of(kind, value, part)
    if shown is None:
        return None
    if kind == "quantity" and part in {"", "amount"}:
        return Held((shown,), number=float(value["amount"]))
    if kind == "globecoordinate":
        if not part:
            return Held((shown,), point=(float(value["latitude"]), float(value["longitude"])))
        return Held((shown,), number=float(shown))
    return Held((shown,))


def _held_time(value: Json, part: str) -> Held | None:
    span = time_span(value)
    if span is None:
        return None
    shown = text_of("time", value, part)
    if shown is None:
        return None
    if part in {"month", "day", "precision"}:
        return Held((shown,), number=float(shown))
    if part == "year" and span.first and span.last:
        first, last = span.first.replace(month=1, day=1), span.last.replace(month=12, day=31)
        return Held((shown,), span=Span(first, last))
    return Held((shown,), span=span)


def time_span(value: Json) -> Span | None:
    """Give the days that a time value can mean, in the Gregorian calendar.

    The bounds that qualifiers give are narrower than what precision can say: 1887 or 1888 is no
    decade.
    """
    first, last = (read_spans(str(value.get(name, ""))) for name in ("earliest", "latest"))
    if first or last:
        return Span(first[0].first if first else None, last[0].last if last else None)
    if "time" not in value:
        return next(iter(read_spans(str(value.get("edtf", "")))), None)
    julian = is_of(JULIAN, value)
    return span_of_time(value["time"], value["precision"], julian=julian)


def iso_date(value: Json) -> str:
    """Write a time value as precisely as it is known: `1937`, `1937-11`, `1937-11-27`, `193X`."""
    digits = str(value["time"])
    sign, date = ("-" if digits.startswith("-") else ""), digits.lstrip("+-").partition("T")[0]
    year, month, day = date.split("-")
    year = year.lstrip("0").rjust(4, "0")
    precision = value["precision"]
    if precision >= DAY and day != "00":
        return f"{sign}{year}-{month}-{day}"
    if precision >= 10 and month != "00":
        return f"{sign}{year}-{month}"
    if precision >= 9:
        return f"{sign}{year}"
    unknown = min(9 - precision, len(year))
    return f"{sign}{year[:-unknown]}{'X' * unknown}"


def text_of(kind: str, value: Value, part: str = "") -> str | None:
    """Write a value, or a part of it, as a text; None where it has no such part."""
    reader = _READERS.get(kind)
    return reader(value, part) if reader else (str(value) if not part else None)


def _string(value: Value, part: str) -> str | None:
    if part in {"", "text"}:
        return str(value)
    if part not in {"urlscheme", "netloc", "urlpath"}:
        return None
    try:
        address = urlsplit(str(value))
    except ValueError:
        return None
    return {"urlscheme": address.scheme, "netloc": address.netloc, "urlpath": address.path}[part]


def _time(value: Json, part: str) -> str | None:
    if "time" not in value:
        return str(value.get("edtf", "")) or None if part in {"", "edtf"} else None
    written = iso_date(value)
    if part == "edtf" or (not part and value["precision"] < DAY):
        return str(value.get("edtf", written))
    if part in {"", "isodate"}:
        return written
    if part == "iso8601":
        return str(value["time"]).lstrip("+")
    if part == "precision":
        return str(value["precision"])
    pieces = dict(zip(("year", "month", "day"), written.lstrip("-").split("-"), strict=False))
    return pieces.get(part)


def _quantity(value: Json, part: str) -> str | None:
    if part in {"", "amount"}:
        return str(value["amount"]).lstrip("+")
    return str(value.get("unit", "1")).rpartition("/")[2] if part == "unit" else None


def _coordinate(value: Json, part: str) -> str | None:
    latitude, longitude = (f"{float(value[name]):.10g}" for name in ("latitude", "longitude"))
    return {"": f"{latitude},{longitude}", "lat": latitude, "lng": longitude}.get(part)


def _monolingual(value: Json, part: str) -> str | None:
    return {"": value["text"], "text": value["text"], "lang": value["language"]}.get(part)


_READERS: dict[str, Callable[[Any, str], str | None]] = {
    "string": _string,
    "time": _time,
    "quantity": _quantity,
    "globecoordinate": _coordinate,
    "monolingualtext": _monolingual,
}


def cell(kind: str, value: Value, part: str = "") -> dict[str, Any] | None:
    """Write a value that is no item as a cell of a table: a date only where it is exact.

    A year alone would become a false first of January in the table of the client.
    """
    text = text_of(kind, value, part)
    if text is None:
        return None
    if kind == "time" and part in {"", "isodate"}:
        gregorian = not is_of(JULIAN, value)
        exact = value.get("precision", 0) >= DAY and gregorian and not text.startswith("-")
        return {"date": f"{text}T00:00:00Z"} if exact else {"str": text}
    numeric = kind in {"quantity", "globecoordinate"} and part in {"", "amount", "lat", "lng"}
    if part in {"year", "month", "day", "precision"} or (numeric and "," not in text):
        return _number(text)
    return {"str": text}


def _number(text: str) -> dict[str, Any]:
    number = math.nan if "X" in text else float(text)
    if not math.isfinite(number):
        return {"str": text}
    whole = number.is_integer() and abs(number) < 2**53
    return {"int": int(number)} if whole else {"float": number}
