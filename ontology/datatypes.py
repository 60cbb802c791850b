"""The datatypes of OWL 2 RL and which literal belongs to which (OWL 2 Profiles, section 4.2.1).

xsd:date, xsd:gYear and EDTF are not among them: about their literals nothing is concluded.
"""

import math
import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from .ntriples import literal_parts

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LITERAL = "http://www.w3.org/2000/01/rdf-schema#Literal"
_PLAIN = _RDF + "PlainLiteral"
_LANG_STRING = _RDF + "langString"

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
# XML Schema 2, sections 3.3 and 3.4; name characters are Python's, close to those of XML 1.0.
_STRINGS = {
    "string": re.compile(r".*", re.DOTALL),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "Name": re.compile(r"[^\W\d.·-][\w.:·-]*|:[\w.:·-]*"),
    "NCName": re.compile(r"[^\W\d.·-][\w.·-]*"),
    "NMTOKEN": re.compile(r"[\w.:·-]+"),
}
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DATE_TIME = re.compile(
    r"(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)

OWL_2_RL = frozenset(
    [
        *(_XSD + name for name in (*_INTEGERS, *_STRINGS)),
        *(_XSD + name for name in ("decimal", "float", "double", "boolean", "hexBinary")),
        *(_XSD + name for name in ("base64Binary", "anyURI", "dateTime", "dateTimeStamp")),
        _PLAIN,
        _RDF + "XMLLiteral",
        _LITERAL,
    ]
)
_KNOWN = OWL_2_RL | {_LANG_STRING}

Value = tuple[str, object]


@lru_cache(maxsize=65536)
def value_of(literal: str) -> Value | None:
    """Find the value of a literal (an N-Triples string) as a pair of value space and value.

    Equal values give equal pairs, different values different ones. None is the answer for an
    ill-typed literal. A datatype outside the map has each lexical form as a value of its own.
    """
    lexical, language, datatype = literal_parts(literal)
    if language:
        return ("string", (lexical, language.lower()))
    if datatype not in _KNOWN:
        return (datatype, lexical)
    name = datatype.removeprefix(_XSD)
    if name in _STRINGS:
        return ("string", lexical) if _STRINGS[name].fullmatch(lexical) else None
    if name in _INTEGERS:
        return _integer(lexical.strip(), name)
    return _other(lexical, datatype, name)


def _integer(lexical: str, name: str) -> Value | None:
    if not _INTEGER.fullmatch(lexical):
        return None
    low, high = _INTEGERS[name]
    value = Decimal(lexical)
    inside = (low is None or value >= low) and (high is None or value <= high)
    return ("decimal", value) if inside else None


def _other(lexical: str, datatype: str, name: str) -> Value | None:
    """Read the datatypes that are neither strings nor integers."""
    trimmed = lexical.strip()
    match name:
        case "decimal":
            return ("decimal", Decimal(trimmed)) if _DECIMAL.fullmatch(trimmed) else None
        case "float" | "double":
            return (name, _float(trimmed, name)) if _FLOAT.fullmatch(trimmed) else None
        case "boolean":
            return (name, trimmed in ("true", "1")) if trimmed in _BOOLEANS else None
        case "hexBinary":
            return (name, trimmed.lower()) if _HEX.fullmatch(trimmed) else None
        case "base64Binary":
            packed = "".join(trimmed.split())
            return (name, packed) if _BASE64.fullmatch(packed) else None
        case "dateTime" | "dateTimeStamp":
            return _date_time(trimmed, name)
    return (datatype, lexical)


_BOOLEANS = ("true", "false", "1", "0")


def _float(lexical: str, name: str) -> object:
    value = float(lexical.replace("INF", "inf"))
    if math.isnan(value):
        return "NaN"
    if name == "float" and math.isfinite(value):
        # 24 bits of mantissa: two doubles may be the same float.
        mantissa, exponent = math.frexp(value)
        value = math.ldexp(round(mantissa * 2**24), exponent - 24)
    return (value, math.copysign(1, value))


def _date_time(lexical: str, name: str) -> Value | None:
    found = _DATE_TIME.fullmatch(lexical)
    if not found or (name == "dateTimeStamp" and not found[8]):
        return None
    year, month, day, hour, minute, second = (int(found[place]) for place in range(1, 7))
    try:
        # Python's calendar ends at 9999 and begins at 1; 400 years repeat it. 24:00:00 is a time.
        moment = datetime(2000 + year % 400, month, day, 0 if hour == 24 else hour, minute)
    except ValueError:
        return None
    if second > 59 or (hour == 24 and (minute, second) != (0, 0)):
        return None
    days = (year - year % 400) // 400 * 146097 + moment.toordinal() + (hour == 24)
    minutes = days * 1440 + moment.hour * 60 + moment.minute
    zone = found[8] or ""
    if len(zone) == 6:
        minutes -= (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 60 + int(zone[4:]))
    fraction = Decimal(found[7] or 0)
    return ("dateTime", (bool(zone), minutes * 60 + second + fraction))


def belongs(literal: str, datatype: str) -> bool | None:
    """Tell whether the value of a literal is in a datatype's value space (dt-type2, dt-not-type).

    None is the answer where the map of OWL 2 RL does not know: another datatype on either side.
    """
    if datatype not in _KNOWN:
        return None
    value = value_of(literal)
    if value is None:
        return False
    space, inner = value
    if datatype == _LITERAL:
        return True
    if space not in _SPACES:
        # A literal of a foreign datatype: its values may lie anywhere.
        own = literal_parts(literal)[2]
        return own == datatype if own in _KNOWN else None
    name = datatype.removeprefix(_XSD)
    if name in _INTEGERS:
        low, high = _INTEGERS[name]
        return (
            isinstance(inner, Decimal)
            and inner == inner.to_integral_value()
            and (low is None or inner >= low)
            and (high is None or inner <= high)
        )
    if name in _STRINGS:
        return (
            isinstance(inner, str) and space == "string" and bool(_STRINGS[name].fullmatch(inner))
        )
    if datatype == _PLAIN:
        return space == "string"
    if datatype == _LANG_STRING:
        return space == "string" and not isinstance(inner, str)
    if name == "dateTimeStamp":
        return space == "dateTime" and isinstance(inner, tuple) and bool(inner[0])
    return space == name


_SPACES = {"string", "decimal", "float", "double", "boolean", "hexBinary", "base64Binary"} | {
    "dateTime"
}
