"""Entities in the Wikibase JSON model, derived from the graph whenever they are asked for.

Items are the entities of the tables and the classes and concepts of the ontology, properties are
its properties: all that `ontology/alignments/wikibase.ttl` gives a number, and all that has one.

Source: Wikibase, docs/topics/json.md.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..ontology.namespaces import ENTITY
from ..ontology.wikibase import mapping
from .wikibase_claims import statements_of
from .wikibase_descriptions import descriptions_of
from .wikibase_facts import (
    ABOUT,
    ALT_LABEL,
    LABEL,
    TYPE,
    Ask,
    Facts,
    Labels,
    asserted,
    read_facts,
)
from .wikibase_references import References

__all__ = ["Ask", "Entity", "Revision", "entity_ids", "read_entities"]

Entity = dict[str, Any]

PROPERTY_NAMESPACE = 120
_ID = re.compile(r"[PQ][1-9][0-9]{0,15}")


class Revision(NamedTuple):
    """Which state of an entity this is: a positive number, and a moment as ISO 8601 in UTC.

    Without a number of the caller's an entity gets one made of its content: it is the same in
    every build, in every form, and another as soon as the entity is. It tells no order in time.
    The moment is that of the first publication, since the graph keeps no other.
    """

    lastrevid: int | None = None
    modified: str = "2025-11-24T00:00:00Z"


def read_entities(
    ask: Ask, ids: Sequence[str], *, revision: Revision | None = None
) -> dict[str, Entity]:
    """Read entities by their numbers, in the order asked for; those that are none are absent.

    Three queries are asked, for any number of ids; raises what `ask` raises.
    """
    numbers = [number for number in dict.fromkeys(ids) if _ID.fullmatch(number)]
    places = {number: iri for number in numbers if (iri := mapping().iri_of(number))}
    known = read_facts(ask, list(places.values()))
    references = References(known.urls)
    return {
        number: _entity(number, facts, known.labels, references, revision or Revision())
        for number, iri in places.items()
        if (facts := known.facts.get(iri)) and _exists(facts)
    }


def entity_ids(ask: Ask, after: str = "", limit: int | None = None) -> list[str]:
    """List the numbers of all entities: items by number, then properties by number.

    `after` is the last number of the page before, `limit` the length of a page; raises what `ask`
    raises.
    """
    found = {row["s"]["value"] for row in ask(_EVERYTHING)}
    numbers = {iri.removeprefix(ENTITY) for iri in found if iri.startswith(ENTITY)}
    terms = {number for iri in found if (number := mapping().id_of(iri))}
    shadowed = {number for number in numbers if mapping().iri_of(number) != ENTITY + number}
    ordered = sorted(
        (number for number in (numbers - shadowed) | terms if _ID.fullmatch(number)), key=_order
    )
    left = [number for number in ordered if not after or _order(number) > _order(after)]
    return left if limit is None else left[:limit]


def _order(number: str) -> tuple[bool, int]:
    return number[0] == "P", int(number[1:])


# Whatever is said anywhere of an entity or a term: by a class, a name or a claim.
_EVERYTHING = (
    f"SELECT DISTINCT ?s WHERE {{ {asserted('?s a ?class')}"
    f" UNION {asserted(f'?s <{LABEL}> ?label')}"
    f" UNION {{ ?claim <{ABOUT}> ?s }} }}"
)


def _exists(facts: Facts) -> bool:
    return bool(facts.claims) or any(name in (TYPE, LABEL) for name, _ in facts.direct)


def _entity(
    number: str, facts: Facts, labels_of_classes: Labels, references: References, state: Revision
) -> Entity:
    is_item = number[0] == "Q"
    labels, aliases = _names(facts)
    written: Entity = {
        "pageid": 2 * int(number[1:]) + (not is_item),
        "ns": 0 if is_item else PROPERTY_NAMESPACE,
        "title": number if is_item else f"Property:{number}",
        "lastrevid": state.lastrevid,
        "modified": state.modified,
        "type": "item" if is_item else "property",
        "id": number,
    }
    if not is_item and (prop := mapping().property(number)):
        written["datatype"] = prop.datatype
    written["labels"] = {code: _text(code, name) for code, name in sorted(labels.items())}
    described = descriptions_of(facts, labels_of_classes)
    written["descriptions"] = {code: _text(code, text) for code, text in sorted(described.items())}
    written["aliases"] = {
        code: [_text(code, name) for name in names] for code, names in sorted(aliases.items())
    }
    written["claims"] = statements_of(number, facts, references)
    if is_item:
        # No row of the tables names a page of a wiki about the entity itself.
        written["sitelinks"] = {}
    if state.lastrevid is None:
        written["lastrevid"] = _content_number(written)
    return written


def _content_number(entity: Entity) -> int:
    """Make a number of the content of an entity: 31 bits, which every client reads (json.md)."""
    text = json.dumps(entity, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4]) >> 1 or 1


def _names(facts: Facts) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Take the first name of each language as its label, every other as an alias."""
    labels: dict[str, str] = {}
    aliases: dict[str, list[str]] = {}
    for predicate in (LABEL, ALT_LABEL):
        for term in facts.values(predicate):
            code, name = str(term.get("xml:lang", "")) or "mul", str(term["value"])
            if predicate == LABEL and code not in labels:
                labels[code] = name
            elif name != labels.get(code) and name not in aliases.get(code, ()):
                aliases.setdefault(code, []).append(name)
    return labels, aliases


def _text(language: str, value: str) -> dict[str, str]:
    return {"language": language, "value": value}
