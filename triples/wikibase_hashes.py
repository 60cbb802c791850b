"""The hashes that Wikibase names value nodes, references and unknown values by.

They are taken over the serialisation of PHP before 7.4, `C:<length>:"<class>":<length>:{<data>}`,
which Wikibase keeps up by hand (`getSerializationForHash`), so that names never change. Lengths
are counted in bytes. Checked against the names in Wikibase's own golden files.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_VALUES = "DataValues\\"
_MODEL = "Wikibase\\DataModel\\"
_ENTITIES = {"item": "ItemId", "property": "NumericPropertyId"}
_SNAKS = {"somevalue": "PropertySomeValueSnak", "novalue": "PropertyNoValueSnak"}
_TIME = ("time", "timezone", "before", "after", "precision", "calendarmodel")
_COORDINATE = ("latitude", "longitude", "altitude", "precision", "globe")


def value_hash(kind: str, value: Any) -> str:  # noqa: ANN401  any value of the JSON model
    """Name the node of a value: `kind` is the type of its datavalue, `value` what that holds."""
    if kind == "globecoordinate":
        parts = (value.get(part) for part in ("latitude", "longitude", "precision", "globe"))
        return _md5("|".join("" if p is None else number(p) for p in parts))
    return _md5(_serialized(kind, value))


def snak_hash(snak: Mapping[str, Any]) -> str:
    """Hash a snak of the JSON model."""
    prop = str(snak["property"])
    if snak["snaktype"] in _SNAKS:
        return _sha1(_wrapped(f"{_MODEL}Snak\\{_SNAKS[snak['snaktype']]}", prop))
    data = snak["datavalue"]
    inner = f"a:2:{{i:0;{_string(prop)}i:1;{_serialized(data['type'], data['value'])}}}"
    return _sha1(_wrapped(f"{_MODEL}Snak\\PropertyValueSnak", inner))


def reference_hash(snaks: Iterable[Mapping[str, Any]]) -> str:
    """Hash a reference: over its different snaks, whatever their order."""
    return _sha1("|".join(sorted({snak_hash(snak) for snak in snaks})))


def some_value_label(parent: str, predicate: str, snak: Mapping[str, Any]) -> str:
    """Label an unknown value by its statement or reference and its predicate's prefix (`ps`)."""
    return _md5("-".join((parent, predicate, "v", snak_hash(snak))))


def novalue_label(repository: str, prop: str) -> str:
    """Label the restriction that the novalue class of a property is the complement of."""
    return _md5("-".join(("owl:complementOf", repository, prop)))


def entity_id(value: Mapping[str, Any]) -> str:
    """Read the id of an entity; old documents have only its kind and number."""
    if "id" in value:
        return str(value["id"])
    letter = {"item": "Q", "property": "P", "lexeme": "L"}[value["entity-type"]]
    return f"{letter}{int(value['numeric-id'])}"


def number(value: Any) -> str:  # noqa: ANN401  a number of the JSON, or a string
    """Write a number as PHP turns it into a string: fourteen digits, no zeros behind the point."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return str(value)
    text = format(value, ".14G")
    if "E" not in text:
        return text
    digits, exponent = text.split("E")
    sign = "-" if exponent[0] == "-" else "+"
    return f"{digits if '.' in digits else digits + '.0'}E{sign}{exponent[1:].lstrip('0')}"


def _serialized(kind: str, value: Any) -> str:  # noqa: ANN401  any value of the JSON model
    match kind:
        case "wikibase-entityid":
            which = _ENTITIES.get(str(value.get("entity-type")), "EntityId")
            inner = _wrapped(f"{_MODEL}Entity\\{which}", entity_id(value))
            return _wrapped(f"{_MODEL}Entity\\EntityIdValue", inner)
        case "time":
            return _wrapped(f"{_VALUES}TimeValue", _json([value.get(part) for part in _TIME]))
        case "globecoordinate":
            parts = _json([value.get(part) for part in _COORDINATE])
            return _wrapped(f"{_VALUES}Geo\\Values\\GlobeCoordinateValue", parts)
        case "quantity":
            return _quantity(value)
        case "monolingualtext":
            inner = f"i:0;{_string(value['language'])}i:1;{_string(value['text'])}"
            return _wrapped(f"{_VALUES}MonolingualTextValue", f"a:2:{{{inner}}}")
        case _:
            text = value if isinstance(value, str) else _json(value)
            return _wrapped(f"{_VALUES}StringValue", text)


def _quantity(value: Mapping[str, Any]) -> str:
    amount, unit = _decimal(value["amount"]), _string(value["unit"])
    upper, lower = value.get("upperBound"), value.get("lowerBound")
    if upper is None or lower is None:
        inner = f"a:2:{{i:0;{amount}i:1;{unit}}}"
        return _wrapped(f"{_VALUES}UnboundedQuantityValue", inner)
    inner = f"i:0;{amount}i:1;{unit}i:2;{_decimal(upper)}i:3;{_decimal(lower)}"
    return _wrapped(f"{_VALUES}QuantityValue", f"a:4:{{{inner}}}")


def _decimal(text: object) -> str:
    return _wrapped(f"{_VALUES}DecimalValue", _string(str(text)))


def _wrapped(kind: str, data: str) -> str:
    return f'C:{len(kind)}:"{kind}":{_length(data)}:{{{data}}}'


def _string(text: object) -> str:
    return f's:{_length(str(text))}:"{text}";'


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(_bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _md5(text: str) -> str:
    return hashlib.md5(_bytes(text), usedforsecurity=False).hexdigest()


def _sha1(text: str) -> str:
    return hashlib.sha1(_bytes(text), usedforsecurity=False).hexdigest()
