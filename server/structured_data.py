"""What a search engine reads of an entity page: JSON-LD in the words of schema.org.

Types and values are what the ontology's alignment with schema.org entails, and no others; dates
are as exact as they are known, and absent where schema.org cannot say how they are known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..ontology.namespaces import ENTITY, ONTOLOGY, STANDARD
from ..ontology.wikibase import mapping
from ..triples.wikibase_times import GREGORIAN, is_of
from .labelling import Labels, id_of
from .reading import Entity
from .surroundings import TYPE, Entailed

_SCHEMA = "http://schema.org/"
# By type: the dates of our ontology, and what schema.org calls them there.
_DATES = {
    "Person": {"birthDate": "birthDate", "deathDate": "deathDate"},
    "Legislation": {"date": "legislationDate"},
}
_LINKS = f"{STANDARD['skos']}exactMatch"
_NO_LANGUAGE = {"mul", "und"}
_ISO = {11: 10, 10: 7, 9: 4}
_TIME = re.compile(r"\+([0-9]{4}-[0-9]{2}-[0-9]{2})T")


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
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@id": ENTITY + entity["id"],
        "@type": types[0] if len(types) == 1 else sorted(types),
        "identifier": entity["id"],
        "url": ENTITY + entity["id"],
        "name": [_named(text) for text in (entity.get("labels") or {}).values()],
        "alternateName": [
            _named(alias) for aliases in (entity.get("aliases") or {}).values() for alias in aliases
        ],
        "description": [_named(text) for text in (entity.get("descriptions") or {}).values()],
        "sameAs": list(_links(entity)),
    }
    for kind in types:
        for term, name in _DATES.get(kind, {}).items():
            document[name] = _date(_best(_claims(entity, ONTOLOGY + term)))
    for item in entailed:
        if item.property.startswith(_SCHEMA):
            name = item.property.removeprefix(_SCHEMA)
            document.setdefault(name, []).append(_value(item, labels))
    return {name: value for name, value in document.items() if value}


def _named(text: Mapping[str, str]) -> str | dict[str, str]:
    """Write a text of the JSON model as JSON-LD does."""
    if text["language"] in _NO_LANGUAGE:
        return text["value"]
    return {"@value": text["value"], "@language": text["language"]}


def _claims(entity: Entity, term: str) -> list[Mapping[str, Any]]:
    """Give the statements of an entity by a term of the ontology."""
    found = mapping().property_of(term)
    claims: list[Mapping[str, Any]] = (entity.get("claims") or {}).get(found and found.id, [])
    return claims


def _best(claims: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the statements of the best rank that there is."""
    for rank in ("preferred", "normal"):
        if found := [claim for claim in claims if claim["rank"] == rank]:
            return found
    return []


def _date(claims: Sequence[Mapping[str, Any]]) -> str | None:
    """Write a date as ISO 8601 has it; None for rival dates, and for what has no form there.

    What is only known within a decade or longer, such as "circa", has none; neither has a date of
    the Julian calendar.
    """
    texts = set()
    for claim in claims:
        value = claim["mainsnak"].get("datavalue", {}).get("value")
        found = _TIME.match(str(value["time"])) if isinstance(value, Mapping) else None
        if found is None or not isinstance(value, Mapping) or value["precision"] not in _ISO:
            return None
        if not is_of(GREGORIAN, value):
            return None
        texts.add(found[1][: _ISO[value["precision"]]])
    return texts.pop() if len(texts) == 1 else None


def _links(entity: Entity) -> Iterator[str]:
    for claim in _best(_claims(entity, _LINKS)):
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
