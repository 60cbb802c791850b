"""Pages as the Action API shows them: each entity is one page with one revision, the newest.

Source: MediaWiki, API:Query, API:Info, API:Revisions, API:Pageprops, API:Allpages.
"""

import hashlib
import itertools
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request

from ..triples.wikibase_entities import PROPERTY_NAMESPACE, entity_ids
from .action_entities import entity_id
from .action_parameters import ActionError, Arguments
from .reading import Entity, read, rows

_AUTHOR = "poimenno"
_COMMENT = "What the graph says now."
MOST = 50
"""How many pages are told of at once."""
# The signs that no title of a page may have (MediaWiki, Manual:Page title).
_ILLEGAL = frozenset("#<>[]|{}\n\t\x00\x7f")


def title_of(number: str) -> str:
    """Give the title of the page of an entity."""
    return f"Property:{number}" if number[0] == "P" else number


def page_id(number: str) -> int:
    """Give the number of the page of an entity: even for items, odd for properties."""
    return 2 * int(number[1:]) + (number[0] == "P")


def _id_of_page(text: str) -> str | None:
    if not text.isdecimal() or not 1 <= int(text) < 10**12:
        return None
    number = int(text) // 2
    return f"{'P' if int(text) % 2 else 'Q'}{number}" if number else None


def pages(main: Arguments, query: Arguments, props: Mapping[str, Arguments]) -> dict[str, Any]:
    """Tell of the pages that a query names, in the parts that it asks."""
    given = [name for name in ("titles", "pageids", "revids") if query.many(name)]
    if len(given) > 1:
        told = ", ".join(f'"{name}"' for name in given)
        raise ActionError("multisource", f"The parameters {told} can not be used together.")
    if not given:
        return {}
    if given == ["revids"]:
        # The number of a revision is made from its content: it leads back to no page.
        return {
            "badrevids": {text: {"revid": text, "missing": True} for text in query.many("revids")}
        }
    asked = query.many(given[0])
    if given == ["pageids"]:
        if strange := [text for text in asked if not text.isdecimal()]:
            raise ActionError(
                "badinteger", f'Invalid value "{strange[0][:50]}" for integer parameter "pageids".'
            )
        ids = {text: _id_of_page(text) for text in asked}
    else:
        ids = {text: entity_id(text) for text in asked}
    known = read([number for number in ids.values() if number])
    shown: list[dict[str, Any]] = []
    normalized = []
    for text, number in ids.items():
        if given == ["titles"] and number and title_of(number) != text:
            normalized.append({"from": text, "to": title_of(number)})
        if number in known:
            shown.append(_page(known[str(number)], main, props))
        else:
            shown.append(_absent(text, number, given[0]))
    found: dict[str, Any] = {"normalized": normalized} if normalized else {}
    if main.version == 2:
        return {**found, "pages": shown}
    absent = itertools.count(-1, -1)
    numbered = {str(page["pageid"] if "pageid" in page else next(absent)): page for page in shown}
    return {**found, "pages": numbered}


def _absent(text: str, number: str | None, source: str) -> dict[str, Any]:
    if source == "pageids":
        return {"pageid": int(text), "missing": True}
    if not text.strip() or _ILLEGAL & set(text):
        reason = "The requested page title contains invalid characters."
        return {"title": text, "invalidreason": reason, "invalid": True}
    is_property = text.lower().startswith("property:")
    title = title_of(number) if number else text
    return {"ns": PROPERTY_NAMESPACE if is_property else 0, "title": title, "missing": True}


def _page(entity: Entity, main: Arguments, props: Mapping[str, Arguments]) -> dict[str, Any]:
    page = {key: entity[key] for key in ("pageid", "ns", "title")}
    for name, asked in props.items():
        page |= _PARTS[name](entity, main, asked)
    return page


def _content(entity: Entity) -> str:
    kept = {key: value for key, value in entity.items() if key not in ("pageid", "ns", "title")}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _info(entity: Entity, main: Arguments, asked: Arguments) -> dict[str, Any]:
    site = request.url_root.rstrip("/")
    told: dict[str, Any] = {
        "contentmodel": f"wikibase-{entity['type']}",
        "pagelanguage": "en",
        "pagelanguagehtmlcode": "en",
        "pagelanguagedir": "ltr",
        "touched": entity["modified"],
        "lastrevid": entity["lastrevid"],
        "length": len(_content(entity).encode()),
    }
    if "url" in asked.many("prop"):
        address = f"{site}/wiki/{entity['title']}"
        told |= {"fullurl": address, "editurl": address, "canonicalurl": address}
    if "displaytitle" in asked.many("prop"):
        told["displaytitle"] = entity["title"]
    if "protection" in asked.many("prop"):
        told |= {"protection": [], "restrictiontypes": []}
    return told


def _page_props(entity: Entity, main: Arguments, asked: Arguments) -> dict[str, Any]:
    claims = [one for group in entity["claims"].values() for one in group]
    identifiers = [one for one in claims if one["mainsnak"].get("datatype") == "external-id"]
    counts = {
        "wb-claims": len(claims),
        "wb-identifiers": len(identifiers),
        "wb-sitelinks": len(entity.get("sitelinks", {})),
    }
    wanted = asked.many("prop")
    return {"pageprops": {key: str(n) for key, n in counts.items() if not wanted or key in wanted}}


def _revisions(entity: Entity, main: Arguments, asked: Arguments) -> dict[str, Any]:
    wanted = set(asked.many("prop"))
    content = _content(entity)
    model = {"contentmodel": f"wikibase-{entity['type']}", "contentformat": "application/json"}
    parts: dict[str, Mapping[str, Any]] = {
        "ids": {"revid": entity["lastrevid"], "parentid": 0},
        "flags": {"minor": False},
        "user": {"user": _AUTHOR},
        "userid": {"userid": 0},
        "timestamp": {"timestamp": entity["modified"]},
        "size": {"size": len(content.encode())},
        "sha1": {"sha1": hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()},
        "comment": {"comment": _COMMENT},
        "parsedcomment": {"parsedcomment": _COMMENT},
        "tags": {"tags": []},
        "roles": {"roles": ["main"]},
    }
    revision: dict[str, Any] = {}
    for name, told in parts.items():
        if name in wanted:
            revision |= told
    if "content" in wanted:
        key = "content" if main.version == 2 else "*"
        inner = {**model, key: content}
        revision |= {"slots": {"main": inner}} if asked.many("slots") else inner
    elif "contentmodel" in wanted:
        revision |= {"slots": {"main": model}} if asked.many("slots") else model
    if asked.text("user") not in (None, _AUTHOR) or asked.text("excludeuser") == _AUTHOR:
        return {}
    # A moment before the only revision has none after it.
    newest, oldest = asked.text("start"), asked.text("end")
    if asked.text("dir") == "newer":
        newest, oldest = oldest, newest
    if (newest and newest < entity["modified"]) or (oldest and oldest > entity["modified"]):
        return {}
    return {"revisions": [revision]}


_PARTS: dict[str, Callable[[Entity, Arguments, Arguments], dict[str, Any]]] = {
    "info": _info,
    "pageprops": _page_props,
    "revisions": _revisions,
}


def all_pages(main: Arguments, asked: Arguments) -> tuple[dict[str, Any], dict[str, Any]]:
    """List pages by title; gives the list, and where to go on.

    Costs a look at every entity.
    """
    namespace = int(asked.text("namespace") or 0)
    titles = sorted(_titles(namespace, asked))
    start = asked.text("continue") or asked.text("from") or ""
    if asked.text("dir") == "descending":
        titles.reverse()
        begin = next((at for at, title in enumerate(titles) if not start or title <= start), None)
        begin = len(titles) if begin is None else begin
    else:
        begin = bisect_left(titles, start)
    limit = asked.number("limit")
    page = titles[begin : begin + limit]
    rest = titles[begin + limit : begin + limit + 1]
    prefix = "Property:" if namespace else ""
    told = [{"pageid": page_id(title), "ns": namespace, "title": prefix + title} for title in page]
    return {"allpages": told}, {"apcontinue": rest[0]} if rest else {}


def _titles(namespace: int, asked: Arguments) -> Iterable[str]:
    letter = "P" if namespace else "Q"
    prefix, end = asked.text("prefix") or "", asked.text("to")
    if asked.text("filterredir") == "redirects":
        return
    for number in entity_ids(rows):
        if number[0] == letter and number.startswith(prefix) and (not end or number <= end):
            yield number
