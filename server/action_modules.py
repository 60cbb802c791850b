"""What the Action API can do: its modules and their parameters.

Source: MediaWiki, API:Main page and API:Parameter information; Wikibase, docs/topics/api.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FORMATS = ("json", "jsonfm", "none")
WRITING = (
    "wbeditentity", "wbcreateclaim", "wbremoveclaims", "wbsetclaim", "wbsetclaimvalue",
    "wbsetlabel", "wbsetdescription", "wbsetaliases", "wbsetqualifier", "wbremovequalifiers",
    "wbsetreference", "wbremovereferences", "wbsetsitelink", "wblinktitles", "wbmergeitems",
    "wbcreateredirect", "edit", "delete", "move", "undelete", "protect", "rollback", "upload",
    "import", "purge", "login", "clientlogin", "createaccount",
)  # fmt: skip
"""Modules of a Wikibase that change something: they are known, and refused."""


@dataclass(frozen=True)
class Param:
    """A parameter of a module: `kind` is string, integer, limit, boolean, or what it may be.

    `most` bounds a number, or how many values there may be; `submodules` names the group of
    modules that the values are; `told` are values that clients are told of, others are taken too.
    """

    kind: str | tuple[str, ...] = "string"
    default: str | int | None = None
    multi: bool = False
    required: bool = False
    most: int = 50
    submodules: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Module:
    """A module by its path (`query+search`), with the prefix of its parameters."""

    path: str
    summary: str
    params: Mapping[str, Param] = field(default_factory=dict)
    prefix: str = ""
    group: str = "action"

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("+")[2]


LANGUAGES = (
    "ar", "az", "be", "be-tarask", "bg", "cs", "da", "de", "el", "en", "en-gb", "eo", "es", "et",
    "fa", "fi", "fr", "he", "hr", "hu", "hy", "it", "ja", "ka", "kk", "ko", "ky", "lt", "lv", "mn",
    "mul", "nb", "nl", "pl", "pt", "pt-br", "ro", "ru", "sk", "sl", "sr", "sv", "tg", "tk", "tr",
    "tt", "tt-latn", "uk", "uz", "yi", "zh", "zh-hans", "zh-hant",
)  # fmt: skip
"""Languages of names; any other code is taken as well."""
_TYPES = ("item", "property")
_PAGES = {
    "titles": Param(multi=True),
    "pageids": Param(multi=True),
    "revids": Param(multi=True),
}
_PROP = ("info", "pageprops", "revisions")
_LIST = ("allpages", "search")
_META = ("siteinfo", "tokens", "userinfo", "wikibase")
_SITE = (
    "general", "namespaces", "namespacealiases", "statistics", "rightsinfo", "extensions",
    "interwikimap", "specialpagealiases", "magicwords", "usergroups", "languages",
    "fileextensions", "skins", "extensiontags", "functionhooks", "showhooks", "variables",
    "protocols", "defaultoptions", "restrictions", "libraries", "dbrepllag", "uploaddialog",
)  # fmt: skip

_MODULES = (
    Module(
        "wbgetentities",
        "Give the data of entities.",
        {
            "ids": Param(multi=True),
            "sites": Param(multi=True),
            "titles": Param(multi=True),
            "redirects": Param(("yes", "no"), "yes"),
            "props": Param(
                (
                    "info",
                    "sitelinks",
                    "sitelinks/urls",
                    "aliases",
                    "labels",
                    "descriptions",
                    "claims",
                    "datatype",
                ),
                "info|sitelinks|aliases|labels|descriptions|claims|datatype",
                multi=True,
            ),
            "languages": Param(multi=True, most=500),
            "languagefallback": Param("boolean"),
            "normalize": Param("boolean"),
            "sitefilter": Param(multi=True),
        },
    ),
    Module(
        "wbsearchentities",
        "Find entities by names in any spelling.",
        {
            "search": Param(required=True),
            "language": Param(required=True, told=LANGUAGES),
            "strictlanguage": Param("boolean"),
            "type": Param(_TYPES, "item"),
            "limit": Param("limit", 7, most=50),
            "continue": Param("integer", 0, most=10_000),
            "props": Param(("url",), "url", multi=True),
            "profile": Param(("default",), "default"),
        },
    ),
    Module(
        "wbgetclaims",
        "Give the statements of one entity.",
        {
            "entity": Param(),
            "property": Param(),
            "claim": Param(),
            "rank": Param(("deprecated", "normal", "preferred")),
            "props": Param(("references",), "references", multi=True),
        },
    ),
    Module(
        "wbformatvalue",
        "Write a value as text.",
        {
            "generate": Param(("text/plain", "text/html", "text/x-wiki"), "text/x-wiki"),
            "datavalue": Param(required=True),
            "datatype": Param(),
            "property": Param(),
            "options": Param(),
        },
    ),
    Module(
        "query",
        "Give data about the pages and the site.",
        {
            "prop": Param(_PROP, multi=True, submodules="prop"),
            "list": Param(_LIST, multi=True, submodules="list"),
            "meta": Param(_META, multi=True, submodules="meta"),
            "generator": Param(_LIST, submodules="list"),
            "indexpageids": Param("boolean"),
            "redirects": Param("boolean"),
            "converttitles": Param("boolean"),
            "continue": Param(),
            "rawcontinue": Param("boolean"),
            **_PAGES,
        },
    ),
    Module(
        "query+info",
        "Tell what a page is.",
        {
            "prop": Param(("url", "displaytitle", "protection", "talkid", "watched"), multi=True),
            "testactions": Param(multi=True),
            "continue": Param(),
        },
        "in",
        "prop",
    ),
    Module(
        "query+pageprops",
        "Count the statements of an entity.",
        {"prop": Param(multi=True), "continue": Param()},
        "pp",
        "prop",
    ),
    Module(
        "query+revisions",
        "Give the one revision of a page that there is: the newest.",
        {
            "prop": Param(
                (
                    "ids",
                    "flags",
                    "timestamp",
                    "user",
                    "userid",
                    "size",
                    "slotsize",
                    "sha1",
                    "contentmodel",
                    "comment",
                    "parsedcomment",
                    "content",
                    "tags",
                    "slotsha1",
                    "roles",
                ),
                "ids|timestamp|flags|comment|user",
                multi=True,
            ),
            "slots": Param(("main", "*"), multi=True),
            "limit": Param("limit", most=500),
            "startid": Param("integer", most=2**62),
            "endid": Param("integer", most=2**62),
            "start": Param(),
            "end": Param(),
            "dir": Param(("newer", "older"), "older"),
            "user": Param(),
            "excludeuser": Param(),
            "section": Param(),
            "continue": Param(),
        },
        "rv",
        "prop",
    ),
    Module(
        "query+allpages",
        "List the pages of a namespace in the order of their titles.",
        {
            "from": Param(),
            "to": Param(),
            "continue": Param(),
            "prefix": Param(),
            "namespace": Param(("0", "120"), "0"),
            "filterredir": Param(("all", "redirects", "nonredirects"), "all"),
            "limit": Param("limit", 10, most=500),
            "dir": Param(("ascending", "descending"), "ascending"),
        },
        "ap",
        "list",
    ),
    Module(
        "query+search",
        "Find pages by words, labels (inlabel:) and statements (haswbstatement:).",
        {
            "search": Param(required=True),
            "namespace": Param(("0", "120"), "0", multi=True),
            "limit": Param("limit", 10, most=500),
            "offset": Param("integer", 0, most=10_000),
            "what": Param(("title", "text", "nearmatch")),
            "info": Param(("totalhits", "suggestion", "rewrittenquery"), "totalhits", multi=True),
            "prop": Param(
                ("size", "wordcount", "timestamp", "snippet", "titlesnippet"),
                "size|wordcount|timestamp|snippet",
                multi=True,
            ),
            "qiprofile": Param(),
            "sort": Param(),
        },
        "sr",
        "list",
    ),
    Module(
        "query+siteinfo",
        "Tell of the site.",
        {
            "prop": Param(_SITE, "general", multi=True),
            "filteriw": Param(("local", "!local")),
            "showalldb": Param("boolean"),
            "numberingroup": Param("boolean"),
            "inlanguagecode": Param(),
        },
        "si",
        "meta",
    ),
    Module(
        "query+tokens",
        "Give the tokens that a change would need; all are those of nobody.",
        {
            "type": Param(
                ("csrf", "login", "patrol", "rollback", "userrights", "watch", "createaccount"),
                "csrf",
                multi=True,
            )
        },
        "",
        "meta",
    ),
    Module(
        "query+userinfo",
        "Tell who asks: nobody is logged in here.",
        {"prop": Param(multi=True), "attachedwiki": Param()},
        "ui",
        "meta",
    ),
    Module(
        "query+wikibase",
        "Tell where the repository of the data is.",
        {"prop": Param(("url", "siteid"), "url|siteid", multi=True)},
        "wb",
        "meta",
    ),
    Module(
        "paraminfo",
        "Tell of modules and their parameters.",
        {
            "modules": Param(multi=True, most=500),
            "querymodules": Param(multi=True),
            "mainmodule": Param(),
            "pagesetmodule": Param(),
            "formatmodules": Param(multi=True),
            "helpformat": Param(("html", "wikitext", "raw", "none"), "none"),
        },
    ),
    Module("help", "Show what the API can do.", {"modules": Param(multi=True)}),
)
_ACTIONS = tuple(sorted({m.path for m in _MODULES if "+" not in m.path} | {*WRITING}))
_MAIN = Module(
    "main",
    "The Action API of a Wikibase over this graph, read-only.",
    {
        "action": Param(_ACTIONS, "help", submodules="action"),
        "format": Param(FORMATS, "json"),
        "formatversion": Param(("1", "2", "latest"), "1"),
        "utf8": Param("boolean"),
        "ascii": Param("boolean"),
        "callback": Param(),
        "errorformat": Param(("bc", "plaintext", "wikitext", "html", "raw", "none"), "bc"),
        "errorlang": Param(),
        "errorsuselocal": Param("boolean"),
        "maxlag": Param("integer", most=2**31),
        "smaxage": Param("integer", 0, most=2**31),
        "maxage": Param("integer", 0, most=2**31),
        "assert": Param(("anon", "bot", "user")),
        "assertuser": Param(),
        "requestid": Param(),
        "servedby": Param("boolean"),
        "curtimestamp": Param("boolean"),
        "responselanginfo": Param("boolean"),
        "origin": Param(),
        "crossorigin": Param("boolean"),
        "uselang": Param(default="user"),
        "variant": Param(),
        "token": Param(),
        "bot": Param("boolean"),
    },
)
MODULES = {module.path: module for module in (_MAIN, *_MODULES)}
