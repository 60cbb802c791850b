"""What a search engine reads of an entity page: JSON-LD in the words of schema.org.

Types and values are what the ontology's alignment with schema.org entails, and no others; dates of
life are as exact as they are known, and absent where schema.org cannot say how they are known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..ontology.namespaces import ENTITY
from .labelling import Labels, id_of
from .reading import Entity
from .surroundings import TYPE, Entailed

_SCHEMA = "http://schema.org/"
_DATES = {"P569": "birthDate", "P570": "deathDate"}
_LINKS = "P2888"
_ISO = {11: 10, 10: 7, 9: 4}
_TIME = re.compile(r"\+([0-9]{4}-[0-9]{2}-[0-9]{2})T")
_GREGORIAN = "Q1985727"


def structured(
    entity: Entity, entailed: Sequence[Entailed], labels: Labels
) -> dict[str, Any] | None:
    """Write the JSON-LD of a page; None where nothing of schema.org is entailed."""
    types = [
        item.value["value"].removeprefix(_SCHEMA)
        for item in entailed
        if item.property == TYPE and item.value["value"].startswith(_SCHEMA)
    ]
    if not types:
        return None
    names = {name: text["value"] for name, text in (entity.get("labels") or {}).items()}
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@id": ENTITY + entity["id"],
        "@type": types[0] if len(types) == 1 else sorted(types),
        "identifier": entity["id"],
        "url": ENTITY + entity["id"],
        "name": [{"@value": text, "@language": name} for name, text in names.items()],
        "alternateName": [
            {"@value": alias["value"], "@language": name}
            for name, aliases in (entity.get("aliases") or {}).items()
            for alias in aliases
        ],
        "description": [
            {"@value": text["value"], "@language": name}
            for name, text in (entity.get("descriptions") or {}).items()
        ],
        "sameAs": list(_links(entity)),
    }
    claims = entity.get("claims") or {}
    if "Person" in types:
        for number, name in _DATES.items():
            document[name] = _date(_best(claims.get(number, [])))
    for item in entailed:
        if item.property.startswith(_SCHEMA):
            name = item.property.removeprefix(_SCHEMA)
            document.setdefault(name, []).append(_value(item, labels))
    return {name: value for name, value in document.items() if value}


def _best(claims: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the statements of the best rank that there is."""
    for rank in ("preferred", "normal"):
        if found := [claim for claim in claims if claim["rank"] == rank]:
            return found
    return []


def _date(claims: Sequence[Mapping[str, Any]]) -> str | None:
    """Write a date as ISO 8601 has it; None for rival dates, and for what has no form there.

    A statement with more to say of its date (circa, earliest, latest) is left out.
    """
    texts = set()
    for claim in claims:
        value = claim["mainsnak"].get("datavalue", {}).get("value")
        found = _TIME.match(str(value["time"])) if isinstance(value, Mapping) else None
        if found is None or not isinstance(value, Mapping) or value["precision"] not in _ISO:
            return None
        if not str(value.get("calendarmodel", "")).endswith(_GREGORIAN):
            return None
        texts.add(found[1][: _ISO[value["precision"]]])
    return texts.pop() if len(texts) == 1 else None


def _links(entity: Entity) -> Iterator[str]:
    for claim in _best((entity.get("claims") or {}).get(_LINKS, [])):
        value = claim["mainsnak"].get("datavalue", {}).get("value")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            yield value


def _value(item: Entailed, labels: Labels) -> Any:  # noqa: ANN401  JSON
    term = item.value
    if term["type"] != "uri":
        if language := term.get("xml:lang"):
            return {"@value": term["value"], "@language": language}
        return term["value"]
    shown: dict[str, Any] = {"@id": term["value"]}
    if id_of(term["value"]):
        shown["name"] = labels.link(term["value"]).text
    return shown
