"""The names of Wikibase's RDF over any base, and terms that are valid whatever the JSON holds.

Source: the RDF Dump Format of Wikibase, version 1.0.0, and the namespaces of its RdfVocabulary.
"""

import enum
import re
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import quote

from ..ontology.namespaces import BASE, STANDARD, STATEMENT, WIKIBASE_VIEW
from ..ontology.ntriples import write_literal

FORMAT_VERSION = "1.0.0"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
CC = "http://creativecommons.org/ns#"
RDF, RDFS, OWL = STANDARD["rdf"], STANDARD["rdfs"], STANDARD["owl"]
XSD, SKOS, SCHEMA = STANDARD["xsd"], STANDARD["skos"], STANDARD["schema"]
PROV, GEO, WIKIBASE = STANDARD["prov"], STANDARD["geo"], STANDARD["wikibase"]
TYPE = f"<{RDF}type>"

# What stands on Wikimedia Commons is named there, whichever Wikibase says it.
COMMONS_FILE = "http://commons.wikimedia.org/wiki/Special:FilePath/"
COMMONS_DATA = "http://commons.wikimedia.org/data/main/"

# Property datatypes whose values are resources; all others have literals.
OF_RESOURCES = frozenset(
    {
        "wikibase-item",
        "wikibase-property",
        "wikibase-lexeme",
        "wikibase-form",
        "wikibase-sense",
        "entity-schema",
        "url",
        "commonsMedia",
        "geo-shape",
        "tabular-data",
    }
)


class Produce(enum.Flag):
    """What of an entity is written; the names are those of Wikibase's RdfProducer."""

    TRUTHY = enum.auto()
    STATEMENTS = enum.auto()
    QUALIFIERS = enum.auto()
    REFERENCES = enum.auto()
    SITELINKS = enum.auto()
    PROPERTIES = enum.auto()
    FULL_VALUES = enum.auto()
    VERSION = enum.auto()
    RESOLVED = enum.auto()
    PAGE_PROPERTIES = enum.auto()


_ALL_STATEMENTS = Produce.STATEMENTS | Produce.QUALIFIERS | Produce.REFERENCES
_DUMP = _ALL_STATEMENTS | Produce.TRUTHY | Produce.SITELINKS | Produce.FULL_VALUES
# Special:EntityData knows the first four; the last two are those of dump files, whose header says
# version and licence once for all.
FLAVORS = {
    "simple": Produce.TRUTHY | Produce.SITELINKS | Produce.VERSION,
    "dump": _DUMP | Produce.PAGE_PROPERTIES | Produce.VERSION,
    "long": _ALL_STATEMENTS | Produce.SITELINKS | Produce.VERSION,
    "full": ~Produce(0),
    "truthy-dump": Produce.TRUTHY,
    "full-dump": _DUMP | Produce.PAGE_PROPERTIES,
}


@dataclass(frozen=True)
class Namespaces:
    """Where the resources of one Wikibase are named, and under which licence it gives them.

    With `skolem` a blank node becomes an IRI below it (RDF 1.1 Concepts 3.5). `repository` is the
    name that the blank nodes of novalue classes are made of.
    """

    entity: str
    data: str
    statement: str
    reference: str
    value: str
    prop: str
    skolem: str = ""
    license: str = CC0
    repository: str = "wikidata"

    @classmethod
    def at(cls, concepts: str, data: str) -> Self:
        """Name a Wikibase by the base of its concept IRIs and that of its documents."""
        top = concepts.removesuffix("entity/")
        return cls(
            entity=concepts,
            data=data,
            statement=concepts + "statement/",
            reference=top + "reference/",
            value=top + "value/",
            prop=top + "prop/",
        )

    def property(self, facet: str, number: str) -> str:
        """Name a predicate of a property by its facet: `direct`, `statement/value` or none."""
        return f"<{self.prop}{facet}{'/' if facet else ''}{number}>"

    def blank(self, label: str) -> str:
        """Name a node that has no name of its own, by a label that is made of its place."""
        return f"<{self.skolem}{label}>" if self.skolem else f"_:{label}"


OURS = Namespaces(
    entity=WIKIBASE_VIEW["wd"],
    data=WIKIBASE_VIEW["wdata"],
    statement=STATEMENT,
    reference=WIKIBASE_VIEW["wdref"],
    value=WIKIBASE_VIEW["wdv"],
    prop=WIKIBASE_VIEW["p"],
    skolem=BASE + ".well-known/genid/",
)
WIKIDATA = Namespaces.at(
    "http://www.wikidata.org/entity/", "https://www.wikidata.org/wiki/Special:EntityData/"
)


class Site(NamedTuple):
    """A wiki that a sitelink leads to: its language, the pattern of its pages, its group."""

    language: str
    pages: str
    group: str = "none"


_PROJECTS = "wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wiktionary|wiki"
_SITE = re.compile(rf"([a-z]+(?:_[a-z]+)*)({_PROJECTS})")
_NO_LANGUAGE = {"commons", "wikidata", "species", "meta", "mediawiki", "sources"}


def wikimedia_site(code: str) -> Site | None:
    """Find a wiki of Wikimedia by its global id, `ruwiki`; None for any other."""
    found = _SITE.fullmatch(code)
    if not found or found[1] in _NO_LANGUAGE:
        return None
    project = "wikipedia" if found[2] == "wiki" else found[2]
    host = found[1].replace("_", "-")
    return Site(host, f"https://{host}.{project}.org/wiki/$1", project)


_SURROGATE = re.compile("[\ud800-\udfff]")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3987 2.2: what may stand in an IRI as it is; all else is written as the bytes of UTF-8.
_NOT_IN_IRI = re.compile(
    "[^A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=%"
    "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(p * 0x10000)}-{chr(p * 0x10000 + 0xFFFD)}" for p in range(1, 14))
    + "\U000e1000-\U000efffd]"
)
_IRI = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*:)(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_AUTHORITY = re.compile(
    r"//(?:[^@\[\]:]*(?::[^@\[\]]*)?@)?(?:[^@\[\]:]*|\[[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){7}\])"
    r"(?::[0-9]{0,5})?"
)


def iri(text: str) -> str | None:
    """Write an IRI, what may not stand in one percent-encoded; None for what is no absolute IRI."""
    clean = _NOT_IN_IRI.sub(lambda found: quote(found[0], safe=""), _plain(text.strip()))
    found = _IRI.fullmatch(_BAD_PERCENT.sub("%25", clean))
    if not found:
        return None
    scheme, authority, path, asked, fragment = (part or "" for part in found.groups())
    if authority and not _AUTHORITY.fullmatch(authority):
        return None
    rest = path + asked + ("#" + fragment[1:].replace("#", "%23") if fragment else "")
    return f"<{scheme}{authority}{rest.replace('[', '%5B').replace(']', '%5D')}>"


_SAFE = ";@$!*(),/~:"
_ENCODED = re.compile(r"[A-Za-z0-9;@$!*(),/~:._-]*")


def name(base: str, local: str) -> str:
    """Write the IRI of a resource of the Wikibase itself; what is odd in its name is encoded."""
    return f"<{base}{page_name(local)}>"


def page_name(title: str) -> str:
    """Encode the title of a page as MediaWiki does in its addresses."""
    return title if _ENCODED.fullmatch(title) else quote(_plain(title), safe=_SAFE)


def file_name(title: str) -> str:
    """Encode the name of a media file, wholly."""
    return quote(_plain(title), safe="")


def literal(text: str, datatype: str = "") -> str:
    """Write a literal; half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD."""
    return write_literal(_plain(text), "", datatype)


def text_in(text: str, language: str) -> str:
    """Write a text in a language, given by its code in MediaWiki."""
    return write_literal(_plain(text), language_tag(language))


def _plain(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


# Codes of MediaWiki that are no BCP 47 tags or mean another language there.
_TAGS = {
    "als": "gsw",
    "bat-smg": "sgs",
    "be-x-old": "be-tarask",
    "cbk-zam": "cbk",
    "crh": "crh-latn",
    "de-formal": "de-x-formal",
    "eml": "egl",
    "es-formal": "es-x-formal",
    "fiu-vro": "vro",
    "hu-formal": "hu-x-formal",
    "map-bms": "jv-x-bms",
    "mo": "ro-cyrl-md",
    "nl-informal": "nl-x-informal",
    "nrm": "nrf",
    "roa-rup": "rup",
    "roa-tara": "nap-x-tara",
    "simple": "en-simple",
    "sr-ec": "sr-cyrl",
    "sr-el": "sr-latn",
    "zh-classical": "lzh",
    "zh-cn": "zh-hans-cn",
    "zh-hk": "zh-hant-hk",
    "zh-min-nan": "nan",
    "zh-mo": "zh-hant-mo",
    "zh-my": "zh-hans-my",
    "zh-sg": "zh-hans-sg",
    "zh-tw": "zh-hant-tw",
    "zh-yue": "yue",
}
# RFC 5646 2.1, the langtag and the private use tag; in lower case.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+"
)


def language_tag(code: str) -> str:
    """Give the language tag for a code of MediaWiki, in lower case; `und` for what is none."""
    tag = _TAGS.get(code.lower(), code.lower())
    return tag if _TAG.fullmatch(tag) else "und"
