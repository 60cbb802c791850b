"""What the Action API tells of the site and of who asks: siteinfo, userinfo, tokens, wikibase.

Clients of MediaWiki read the version to choose how they ask; it is that of the interface which is
answered here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from flask import request

from ..ontology.namespaces import ENTITY, LICENCE
from ..triples.asserting import VIEW_GRAPH
from ..triples.wikibase_entities import PROPERTY_NAMESPACE
from .action_parameters import Arguments
from .reading import rows

_INTERFACE = "1.43.0"
_NAMESPACES = (
    (-2, "Media", "Media"),
    (-1, "Special", "Special"),
    (0, "", ""),
    (1, "Talk", "Talk"),
    (2, "User", "User"),
    (3, "User talk", "User talk"),
    (4, "Project", "Project"),
    (5, "Project talk", "Project talk"),
    (6, "File", "File"),
    (7, "File talk", "File talk"),
    (8, "MediaWiki", "MediaWiki"),
    (9, "MediaWiki talk", "MediaWiki talk"),
    (10, "Template", "Template"),
    (11, "Template talk", "Template talk"),
    (12, "Help", "Help"),
    (13, "Help talk", "Help talk"),
    (14, "Category", "Category"),
    (15, "Category talk", "Category talk"),
    (PROPERTY_NAMESPACE, "Property", "Property"),
    (PROPERTY_NAMESPACE + 1, "Property talk", "Property talk"),
)
_MODELS = {0: "wikibase-item", PROPERTY_NAMESPACE: "wikibase-property"}
_COUNT = f"""SELECT (COUNT(DISTINCT ?entity) AS ?items) WHERE {{
  GRAPH <{VIEW_GRAPH}> {{ ?entity a wikibase:Item }}
}}"""
_NOBODY = "+\\"


def siteinfo(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Tell of the site, in the parts that are asked."""
    parts: dict[str, Callable[[], Any]] = {
        "general": _general,
        "namespaces": lambda: _namespaces(main.version),
        "statistics": _statistics,
        "rightsinfo": lambda: {
            "url": LICENCE,
            "text": "Creative Commons CC0 1.0 Universal",
        },
        "usergroups": lambda: [{"name": "*", "rights": ["read"]}],
        "languages": lambda: [
            {"code": "en", "bcp47": "en", "name": "English"},
            {"code": "ru", "bcp47": "ru", "name": "русский"},
        ],
        "namespacealiases": lambda: [{"id": 0, "alias": "Item"}],
        "extensions": lambda: [
            {"type": "wikibase", "name": "WikibaseRepository", "version": version("poimenno")}
        ],
        "specialpagealiases": lambda: [{"realname": "EntityData", "aliases": ["EntityData"]}],
        "restrictions": lambda: {
            "types": [],
            "levels": [],
            "cascadinglevels": [],
            "semiprotectedlevels": [],
        },
        "variables": list,
        "protocols": lambda: ["http://", "https://"],
        "defaultoptions": dict,
        "uploaddialog": dict,
    }
    return {part: parts.get(part, _nothing)() for part in asked.many("prop")}


def _nothing() -> list[str]:
    """Give what a site without that part gives."""
    return []


def _general() -> dict[str, Any]:
    site = request.url_root.rstrip("/")
    return {
        "mainpage": "Main Page",
        "base": f"{site}/wiki/Main_Page",
        "sitename": "poimenno",
        "mainpageisdomainroot": False,
        "generator": f"MediaWiki {_INTERFACE}",
        "software": f"poimenno {version('poimenno')}",
        "case": "first-letter",
        "lang": "en",
        "fallback": [],
        "rtl": False,
        "fallback8bitEncoding": "windows-1252",
        "readonly": True,
        "readonlyreason": "This graph is changed by SPARQL Update at /sparql, with a token.",
        "writeapi": False,
        "maxarticlesize": 2097152,
        "timezone": "UTC",
        "timeoffset": 0,
        "articlepath": "/wiki/$1",
        "scriptpath": "/w",
        "script": "/w/index.php",
        "variantarticlepath": False,
        "server": site,
        "servername": request.host,
        "wikiid": "poimenno",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "legaltitlechars": " %!\"$&'()*,\\-.\\/0-9:;=?@A-Z\\\\^_`a-z~\\x80-\\xFF+",
        "invalidusernamechars": "@:>=",
        "linktrail": "/^([a-z]+)(.*)$/sD",
        "thumblimits": {"0": 120, "1": 250},
        "imagelimits": {"0": {"width": 320, "height": 240}},
        "magiclinks": {"ISBN": False, "PMID": False, "RFC": False},
        "categorycollation": "uppercase",
        "wikibase-conceptbaseuri": ENTITY,
        "wikibase-sparql": f"{site}/sparql",
        "wikibase-geoshapestoragebaseuri": "http://commons.wikimedia.org/data/main/",
        "wikibase-tabulardatastoragebaseuri": "http://commons.wikimedia.org/data/main/",
    }


def _namespaces(asked_version: int) -> dict[str, Any]:
    key = "name" if asked_version == 2 else "*"
    found: dict[str, Any] = {}
    for number, name, canonical in _NAMESPACES:
        told: dict[str, Any] = {
            "id": number,
            "case": "first-letter",
            key: name,
            "subpages": number not in (-2, -1, 0, PROPERTY_NAMESPACE),
            "content": number == 0,
            "nonincludable": False,
        }
        if number:
            told["canonical"] = canonical
        if number in _MODELS:
            told["defaultcontentmodel"] = _MODELS[number]
        found[str(number)] = told
    return found


def _statistics() -> dict[str, int]:
    number = sum(int(row["items"]["value"]) for row in rows(_COUNT))
    return {
        "pages": number,
        "articles": number,
        "edits": number,
        "images": 0,
        "users": 0,
        "activeusers": 0,
        "admins": 0,
        "jobs": 0,
    }


def userinfo(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Tell that nobody is logged in."""
    told: dict[str, Any] = {"id": 0, "name": request.remote_addr or "0.0.0.0", "anon": True}  # noqa: S104
    answers = {
        "groups": ["*"],
        "implicitgroups": ["*"],
        "rights": ["read"],
        "changeablegroups": {"add": [], "remove": [], "add-self": [], "remove-self": []},
        "options": {},
        "editcount": 0,
        "ratelimits": {},
        "blockinfo": None,
        "hasmsg": False,
        "theoreticalratelimits": {},
    }
    told |= {part: answers[part] for part in asked.many("prop") if answers.get(part) is not None}
    return {"userinfo": told}


def tokens(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Give the token of those who are not logged in."""
    return {"tokens": {f"{kind}token": _NOBODY for kind in asked.many("type")}}


def wikibase(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Tell where the repository is: here."""
    site = request.url_root.rstrip("/")
    told: dict[str, Any] = {}
    if "url" in asked.many("prop"):
        told["repo"] = {
            "url": {"base": site, "scriptpath": "/w", "articlepath": "/wiki/$1"},
        }
    if "siteid" in asked.many("prop"):
        told["siteid"] = "poimenno"
    return {"wikibase": told}
