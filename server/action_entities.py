"""The modules of the Action API that give entities: wbgetentities, wbgetclaims, wbformatvalue.

Source: Wikibase, repo/includes/Api (GetEntities, GetClaims, FormatSnakValue); json.md.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..ontology.namespaces import ENTITY
from .action_parameters import ActionError, Arguments, bad_value, check_language
from .date_texts import time_text
from .reading import Entity, read

_ID = re.compile(r"[PQ][1-9][0-9]{0,9}")
_GUID = re.compile(r"([PQ][1-9][0-9]{0,9})\$([0-9A-Za-z-]{1,60})", re.IGNORECASE)
# The parts of an entity that `props` names; its id and type are there whatever is asked.
_INFO = ("pageid", "ns", "title", "lastrevid", "modified")
_BY_LANGUAGE = ("labels", "descriptions", "aliases")
# Where a language has no text, the next ones are looked at: the languages of the graph.
_FALLBACKS = ("mul", "en", "ru")


def entity_id(name: str) -> str | None:
    """Read the id of an entity, in capitals or not, or its page title; None for what is none."""
    name = name.strip().upper().removeprefix("PROPERTY:").removeprefix("ITEM:")
    return name if _ID.fullmatch(name) else None


def no_such_entity(name: str) -> ActionError:
    """Make the complaint about what is not even the id of an entity."""
    return ActionError(
        "no-such-entity", f'Could not find an entity with the ID "{name[:100]}".', id=name[:100]
    )


def get_entities(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Answer wbgetentities; an id that nothing has comes back as missing."""
    ids, sites, titles = (asked.many(name) for name in ("ids", "sites", "titles"))
    if not ids and not (sites and titles):
        raise ActionError(
            "param-missing",
            'Either provide the Item "ids" or pairs of "sites" and "titles" for corresponding'
            " pages.",
        )
    if asked.flag("normalize") and len(titles) > 1:
        raise ActionError(
            "params-illegal",
            "Normalize is only allowed if exactly one site and one page have been given",
        )
    if not ids and len(sites) != 1 and len(titles) != 1 and len(sites) != len(titles):
        raise ActionError(
            "params-illegal",
            "Must request one site, one title, or an equal number of sites and titles",
        )
    wanted = {}
    for name in ids:
        wanted[name] = entity_id(name)
        if wanted[name] is None:
            raise no_such_entity(name)
    known = read([number for number in wanted.values() if number])
    shown = _Shown(asked)
    found: dict[str, Any] = {}
    for number in wanted.values():
        if number in known:
            found[str(number)] = shown.entity(known[str(number)])
        else:
            found[str(number)] = {"id": number, "missing": ""}
    # No entity here has a page on another wiki, so that no title finds one.
    pairs = _pairs(sites, titles) if not ids else []
    for at, (site, title) in enumerate(pairs, 1):
        found[str(-at)] = {"site": site, "title": title, "missing": ""}
    return {"entities": found, "success": 1}


def _pairs(sites: Sequence[str], titles: Sequence[str]) -> list[tuple[str, str]]:
    if len(sites) == 1:
        return [(sites[0], title) for title in titles]
    if len(titles) == 1:
        return [(site, titles[0]) for site in sites]
    return list(zip(sites, titles, strict=True))


class _Shown:
    """How entities are shown: their parts and languages."""

    def __init__(self, asked: Arguments) -> None:
        self._props = set(asked.many("props"))
        self._languages = [check_language("languages", code) for code in asked.many("languages")]
        self._falls_back = asked.flag("languagefallback")

    def entity(self, entity: Entity) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if "info" in self._props:
            shown |= {key: entity[key] for key in _INFO if key in entity}
        shown |= {"type": entity["type"], "id": entity["id"]}
        if "datatype" in self._props and "datatype" in entity:
            shown["datatype"] = entity["datatype"]
        for part in _BY_LANGUAGE:
            if part in self._props:
                shown[part] = self._texts(entity.get(part, {}), part)
        if "claims" in self._props:
            shown["claims"] = entity.get("claims", {})
        if "sitelinks" in self._props and entity["type"] == "item":
            shown["sitelinks"] = entity.get("sitelinks", {})
        return shown

    def _texts(self, texts: Mapping[str, Any], part: str) -> dict[str, Any]:
        if not self._languages:
            return dict(texts)
        found: dict[str, Any] = {}
        for code in self._languages:
            if code in texts:
                found[code] = texts[code]
            elif self._falls_back and part != "aliases":
                source = next(chain(code, texts), None)
                if source is not None:
                    found[code] = {**texts[source], "for-language": code}
        return found


def chain(code: str, texts: Mapping[str, Any]) -> Iterator[str]:
    """Give the languages that stand in for one: what it is a variety of, then the graph's own."""
    varieties = [code.rsplit("-", at)[0] for at in range(code.count("-") + 1)]
    return (other for other in dict.fromkeys((*varieties, *_FALLBACKS)) if other in texts)


def get_claims(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Answer wbgetclaims: the statements of an entity, of one property or rank, or one of them."""
    name, guid = asked.text("entity"), asked.text("claim")
    if name is None and guid is None:
        raise ActionError("param-missing", 'Either the "entity" or "claim" parameter must be set')
    part = None if guid is None else _GUID.fullmatch(guid)
    if guid is not None and part is None:
        raise ActionError("invalid-guid", "The passed GUID is invalid or malformed.")
    number = entity_id(name) if name is not None else part and part[1].upper()
    if number is None:
        raise no_such_entity(name or "")
    if part and part[1].upper() != number:
        raise ActionError("param-illegal", "The claim is of another entity.")
    entity = read([number]).get(number)
    if entity is None:
        raise no_such_entity(number)
    wanted = asked.text("property")
    if wanted is not None and entity_id(wanted) is None:
        raise ActionError("param-invalid", f'Unrecognized property id "{wanted[:100]}".')
    kept = {
        prop: chosen
        for prop, claims in entity.get("claims", {}).items()
        if wanted is None or prop == entity_id(wanted)
        if (chosen := [one for one in claims if _is_asked(one, asked, guid)])
    }
    if "references" not in asked.many("props"):
        kept = {
            prop: [{key: one[key] for key in one if key != "references"} for one in claims]
            for prop, claims in kept.items()
        }
    return {"claims": kept}


def _is_asked(claim: Mapping[str, Any], asked: Arguments, guid: str | None) -> bool:
    rank = asked.text("rank")
    if rank is not None and claim["rank"] != rank:
        return False
    return guid is None or str(claim["id"]).lower() == guid.lower()


def format_value(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Answer wbformatvalue: a data value as a text, items by their labels."""
    language = "en"
    try:
        value = json.loads(asked.text("datavalue") or "")
        kind, inner = value["type"], value["value"]
        options = json.loads(asked.text("options") or "{}")
        language = check_language("options", str(options.get("lang", "en")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ActionError("baddatavalue", "Failed to decode the data value") from None
    try:
        text, link = _written(kind, inner, language)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ActionError("baddatavalue", f"The value is no {str(kind)[:40]}") from None
    match asked.text("generate"):
        case "text/html":
            plain = html.escape(text)
            text = f'<a href="{html.escape(link)}">{plain}</a>' if link else plain
        case "text/x-wiki":
            text = f"[{link} {text}]" if link else text
    return {"result": text}


def _written(kind: str, value: Any, language: str) -> tuple[str, str]:  # noqa: ANN401  JSON
    """Write a value as a text, with the address it leads to."""
    match kind:
        case "string":
            return str(value), str(value) if str(value).startswith(("http:", "https:")) else ""
        case "monolingualtext":
            return str(value["text"]), ""
        case "quantity":
            return str(value["amount"]).removeprefix("+"), ""
        case "globecoordinate":
            return f"{float(value['latitude'])}, {float(value['longitude'])}", ""
        case "time":
            return time_text(value, "ru" if language == "ru" else "en"), ""
        case "wikibase-entityid":
            number = str(value.get("id") or f"Q{value['numeric-id']}")
            entity = read([number]).get(number)
            labels = {} if entity is None else entity["labels"]
            source = next(chain(language, labels), None)
            return (labels[source]["value"] if source else number), ENTITY + number
    raise bad_value("datavalue", str(kind))
