"""Items in Wikidata's format with invented values: the ids are real, nothing else is."""

from typing import Any

GREGORIAN = "http://www.wikidata.org/entity/Q1985727"


def item(
    number: str, *statements: dict[str, Any], revision: int = 1, name: str = "invented"
) -> dict[str, Any]:
    claims: dict[str, list[dict[str, Any]]] = {}
    for place, statement in enumerate(statements):
        made = {"type": "statement", "id": f"{number}${place}", "rank": "normal", **statement}
        claims.setdefault(made["mainsnak"]["property"], []).append(made)
    labels = {code: {"language": code, "value": f"{name} ({code})"} for code in ("en", "ru", "de")}
    return {
        "type": "item",
        "id": number,
        "labels": labels,
        "descriptions": {},
        "aliases": {},
        "claims": claims,
        "sitelinks": {},
        "lastrevid": revision,
        "modified": "2025-01-02T03:04:05Z",
    }


def said(snak: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"mainsnak": snak, **parts}


def time(prop: str, text: str, precision: int) -> dict[str, Any]:
    value = {
        "time": f"+{text}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": GREGORIAN,
    }
    return _snak(prop, "time", {"value": value, "type": "time"})


def place(prop: str, number: str) -> dict[str, Any]:
    value = {"entity-type": "item", "numeric-id": int(number[1:]), "id": number}
    return _snak(prop, "wikibase-item", {"value": value, "type": "wikibase-entityid"})


def url(prop: str, address: str) -> dict[str, Any]:
    return _snak(prop, "url", {"value": address, "type": "string"})


def unknown(prop: str) -> dict[str, Any]:
    return {"snaktype": "somevalue", "property": prop, "datatype": "time"}


def reference(*snaks: dict[str, Any]) -> dict[str, Any]:
    return {
        "hash": "00",
        "snaks": {snak["property"]: [snak] for snak in snaks},
        "snaks-order": [snak["property"] for snak in snaks],
    }


def _snak(prop: str, datatype: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"snaktype": "value", "property": prop, "datatype": datatype, "datavalue": value}
