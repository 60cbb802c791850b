"""What Wikibase's json.md demands of an entity, as a list of what is wrong with one."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from poimenno.triples.wikibase_hashes import reference_hash, snak_hash

Datatype = Callable[[str], str | None]

VALUE_TYPES = {
    "wikibase-item": "wikibase-entityid",
    "wikibase-property": "wikibase-entityid",
    "globe-coordinate": "globecoordinate",
    "monolingualtext": "monolingualtext",
    "quantity": "quantity",
    "time": "time",
    "string": "string",
    "external-id": "string",
    "url": "string",
}
MEMBERS = {"id", "type", "labels", "descriptions", "aliases", "claims", "lastrevid", "modified"}
MEMBERS |= {"pageid", "ns", "title"}
STATEMENT = {"mainsnak", "type", "id", "rank"}
TIME = re.compile(r"[+-][0-9]{4,16}-[0-9]{2}-[0-9]{2}T00:00:00Z")
AMOUNT = re.compile(r"[+-][0-9]+(\.[0-9]+)?")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def faults(entity: dict[str, Any], datatype: Datatype) -> Iterator[str]:
    """Give what is wrong with an entity; `datatype` tells that of a property, None for none."""
    own = MEMBERS | ({"sitelinks"} if entity["type"] == "item" else {"datatype"})
    if entity.keys() != own:
        yield f"members {sorted(entity.keys() ^ own)}"
    if not re.fullmatch(r"[PQ][1-9][0-9]*", entity["id"]):
        yield f"id {entity['id']}"
    if entity["type"] != {"Q": "item", "P": "property"}[entity["id"][0]]:
        yield f"type {entity['type']}"
    if not (isinstance(entity["lastrevid"], int) and entity["lastrevid"] > 0):
        yield f"lastrevid {entity['lastrevid']}"
    if not MOMENT.fullmatch(entity["modified"]):
        yield f"modified {entity['modified']}"
    yield from _terms(entity)
    ids = [s["id"] for group in entity["claims"].values() for s in group]
    if len(ids) != len(set(ids)):
        yield "two statements of one id"
    for number, group in entity["claims"].items():
        for statement in group:
            found = list(_statement(number, statement, entity["id"], datatype))
            yield from (f"{statement['id']}: {fault}" for fault in found)


def _terms(entity: dict[str, Any]) -> Iterator[str]:
    for kind in ("labels", "descriptions", "aliases"):
        for code, given in entity[kind].items():
            for term in given if kind == "aliases" else [given]:
                if term.keys() != {"language", "value"} or term["language"] != code:
                    yield f"{kind} {term}"
                if not term["value"].strip():
                    yield f"{kind}: empty in {code}"
    for code, names in entity["aliases"].items():
        if entity["labels"].get(code) in names or not names:
            yield f"aliases in {code}"


def _statement(
    number: str, statement: dict[str, Any], subject: str, datatype: Datatype
) -> Iterator[str]:
    optional = {"qualifiers", "qualifiers-order", "references"}
    if statement.keys() - optional != STATEMENT:
        yield f"members {sorted(statement)}"
    if statement["type"] != "statement" or not statement["id"].startswith(f"{subject}$"):
        yield "type or id"
    if statement["rank"] not in {"preferred", "normal", "deprecated"}:
        yield f"rank {statement['rank']}"
    if statement["mainsnak"]["property"] != number:
        yield "the main snak is of another property"
    yield from _snak(statement["mainsnak"], datatype)
    qualifiers = statement.get("qualifiers", {})
    if list(qualifiers) != statement.get("qualifiers-order", []):
        yield "qualifiers-order"
    for prop, snaks in qualifiers.items():
        for snak in snaks:
            yield from _snak(snak, datatype)
            if snak["property"] != prop or snak.get("hash") != snak_hash(snak):
                yield f"qualifier {prop}"
    for reference in statement.get("references", ()):
        every = [snak for snaks in reference["snaks"].values() for snak in snaks]
        for snak in every:
            yield from _snak(snak, datatype)
        if reference["snaks-order"] != list(reference["snaks"]) or not every:
            yield "snaks-order"
        if reference["hash"] != reference_hash(every):
            yield "hash of a reference"


def _snak(snak: dict[str, Any], datatype: Datatype) -> Iterator[str]:
    kind = datatype(snak["property"])
    if kind is None or snak["datatype"] != kind:
        yield f"{snak['property']}: datatype {snak['datatype']}, not {kind}"
        return
    if snak["snaktype"] != "value":
        if snak["snaktype"] not in {"somevalue", "novalue"} or "datavalue" in snak:
            yield f"snaktype {snak['snaktype']}"
        return
    data = snak["datavalue"]
    if data["type"] != VALUE_TYPES[kind] or not _fits(data["type"], data["value"], kind):
        yield f"{snak['property']}: value {data}"


def _fits(form: str, value: Any, datatype: str) -> bool:
    match form:
        case "wikibase-entityid":
            entity = datatype.removeprefix("wikibase-")
            letter = {"item": "Q", "property": "P"}[entity]
            number = f"{letter}{value['numeric-id']}"
            same = {"entity-type": entity, "id": number, "numeric-id": value["numeric-id"]}
            return bool(value == same)
        case "time":
            year, month, day = (int(part) for part in value["time"][1:11].split("-"))
            shown = 9 + bool(month) + bool(day)
            return bool(
                TIME.fullmatch(value["time"])
                and min(max(value["precision"], 9), 11) == shown
                and value["calendarmodel"].startswith("http://www.wikidata.org/entity/Q")
                and value["timezone"] == value["before"] == value["after"] == 0
                and year
            )
        case "quantity":
            return bool(AMOUNT.fullmatch(value["amount"])) and value["unit"] == "1"
        case "globecoordinate":
            return bool(abs(value["latitude"]) <= 90 and value["precision"] > 0)
        case "monolingualtext":
            return value.keys() == {"text", "language"} and bool(value["language"])
    if datatype == "url":
        return bool(re.match("[a-z][a-z+.-]*:", value))
    return isinstance(value, str) and bool(value)


def values(snaks: list[dict[str, Any]]) -> list[Any]:
    """Give the values of snaks, or what kind of snak has none."""
    return [snak.get("datavalue", {}).get("value", snak["snaktype"]) for snak in snaks]
