"""Statements, their qualifiers and their references as RDF.

Source: the RDF Dump Format of Wikibase; truthy statements are those of the best rank.
"""

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, TypeVar

from ..ontology.ntriples import Triple
from .wikibase_hashes import entity_id, reference_hash, some_value_label
from .wikibase_values import Formatters, Json, Value, value_of
from .wikibase_vocabulary import (
    PROV,
    TYPE,
    WIKIBASE,
    Namespaces,
    Produce,
    Site,
    name,
    page_name,
    wikimedia_site,
)

Datatypes = Callable[[str], str | None]
"""Gives the datatype of a property by its id, None where it is not known."""
Sites = Callable[[str], Site | None]
"""Gives the wiki of a sitelink by its code, None for one that is not linked to."""

Ranked = TypeVar("Ranked", bound=Json)

_RANKS = {"preferred": "PreferredRank", "normal": "NormalRank", "deprecated": "DeprecatedRank"}
_HASH = re.compile("[0-9a-f]{40}")
# Prefix and facet of the predicates of a snak: on the entity, a statement, as qualifier, reference.
_DIRECT, _MAIN = ("wdt", "direct"), ("ps", "statement")
_QUALIFIER, _REFERENCE = ("pq", "qualifier"), ("pr", "reference")
# The last resort of a datatype: what a value of this type mostly is.
_MOSTLY = {"wikibase-entityid": "wikibase-item", "globecoordinate": "globe-coordinate"}


def no_formatters(_: str) -> None:
    """Know of no property whose identifiers have IRIs."""


@dataclass(frozen=True)
class Form:
    """How the entities of one document are written; `languages` None is all of them."""

    space: Namespaces
    produce: Produce
    properties: Datatypes
    sites: Sites = wikimedia_site
    formatters: Formatters = no_formatters
    languages: Container[str] | None = None


class Statements:
    """Statements on their way into triples; what they mention is remembered, in its order.

    `seen` are the nodes that the document has already: they are not described once more.
    """

    def __init__(self, form: Form, seen: set[str]) -> None:
        self._form = form
        self._space, self._produce = form.space, form.produce
        self._seen = seen
        self.mentioned: dict[str, None] = {}

    def of(self, entity: Json) -> Iterator[Triple]:
        """Write all statements of an entity: those that are truthy directly, then each itself."""
        node = name(self._space.entity, str(entity["id"]))
        statements = statements_of(entity)
        best = _best(statements)
        if Produce.TRUTHY in self._produce:
            for statement in best:
                parent = statement_name(statement)
                yield from self._snak(node, parent, statement["mainsnak"], _DIRECT)
        if Produce.STATEMENTS in self._produce:
            chosen = {id(statement) for statement in best}
            for statement in statements:
                yield from self._statement(node, statement, id(statement) in chosen)

    def is_new(self, node: str) -> bool:
        """Tell whether the document does not have a node yet, and remember that it has."""
        if node in self._seen:
            return False
        self._seen.add(node)
        return True

    def _statement(self, node: str, statement: Json, best: bool) -> Iterator[Triple]:
        main = statement["mainsnak"]
        parent = statement_name(statement)
        subject = name(self._space.statement, parent)
        yield node, self._space.property("", _local(main)), subject
        yield subject, TYPE, f"<{WIKIBASE}Statement>"
        if best:
            yield subject, TYPE, f"<{WIKIBASE}BestRank>"
        rank = _RANKS.get(str(statement.get("rank", "normal")), "NormalRank")
        yield subject, f"<{WIKIBASE}rank>", f"<{WIKIBASE}{rank}>"
        yield from self._snak(subject, parent, main, _MAIN)
        if Produce.QUALIFIERS in self._produce:
            for snak in _snaks(statement.get("qualifiers")):
                yield from self._snak(subject, parent, snak, _QUALIFIER)
        if Produce.REFERENCES in self._produce:
            for reference in statement.get("references") or ():
                yield from self._reference(subject, reference)

    def _reference(self, subject: str, reference: Json) -> Iterator[Triple]:
        snaks = list(_snaks(reference.get("snaks")))
        given = str(reference.get("hash", ""))
        parent = given if _HASH.fullmatch(given) else _reference_hash(snaks)
        node = name(self._space.reference, parent)
        yield subject, f"<{PROV}wasDerivedFrom>", node
        if self.is_new(node):
            yield node, TYPE, f"<{WIKIBASE}Reference>"
            for snak in snaks:
                yield from self._snak(node, parent, snak, _REFERENCE)

    def _snak(
        self, subject: str, parent: str, snak: Json, kind: tuple[str, str]
    ) -> Iterator[Triple]:
        prefix, facet = kind
        local = _local(snak)
        self._mention(local, Produce.PROPERTIES)
        match snak.get("snaktype"):
            case "novalue":
                yield subject, TYPE, self._space.property("novalue", local)
            case "somevalue":
                unknown = self._space.blank(some_value_label(parent, prefix, snak))
                yield subject, self._space.property(facet, local), unknown
            case "value":
                datatype = self._datatype(snak)
                value = value_of(snak, datatype, self._space, self._form.formatters)
                if value is not None:
                    self._mention_value(snak)
                    yield subject, self._space.property(facet, local), value.simple
                    yield from self._fuller(subject, local, kind, value)

    def _fuller(
        self, subject: str, local: str, kind: tuple[str, str], value: Value
    ) -> Iterator[Triple]:
        """Write the node of a value, and its IRI where it is normalised to one."""
        facet = kind[1]
        if value.normalized:
            normal = f"{facet}-normalized" if kind == _DIRECT else f"{facet}/value-normalized"
            yield subject, self._space.property(normal, local), value.normalized
        if value.node and kind != _DIRECT and Produce.FULL_VALUES in self._produce:
            digest, about = value.node
            node = name(self._space.value, digest)
            yield subject, self._space.property(f"{facet}/value", local), node
            if self.is_new(node):
                yield from about(node)

    def _datatype(self, snak: Json) -> str | None:
        known = self._form.properties(_local(snak))
        if known is not None:
            return known
        kind = (snak.get("datavalue") or {}).get("type")
        return str(snak.get("datatype") or _MOSTLY.get(str(kind), kind))

    def _mention_value(self, snak: Json) -> None:
        data = snak["datavalue"]
        if data.get("type") == "wikibase-entityid":
            self._mention(entity_id(data["value"]), Produce.RESOLVED)

    def _mention(self, number_: str, when: Produce) -> None:
        if when in self._produce:
            self.mentioned.setdefault(number_)


def statements_of(entity: Json) -> list[Json]:
    """Give the statements of an entity, in their order."""
    groups = entity.get("claims") or {}
    found = groups.values() if isinstance(groups, Mapping) else ()
    return [
        statement
        for group in found
        for statement in group
        if isinstance(statement.get("mainsnak"), Mapping) and "property" in statement["mainsnak"]
    ]


def statement_name(statement: Json) -> str:
    """Give the local name of a statement: its id, each byte that is no letter or digit a dash."""
    given = statement.get("id")
    if given is None:
        text = json.dumps(statement, sort_keys=True)
        return sha1(text.encode(), usedforsecurity=False).hexdigest()
    encoded = str(given).encode("utf-8", "surrogatepass")
    return re.sub(rb"[^A-Za-z0-9_-]", b"-", encoded).decode("ascii")


def _best(statements: Iterable[Json]) -> list[Json]:
    """Choose the statements of the best rank of each property; the deprecated are never best."""
    groups: dict[str, list[Json]] = {}
    for statement in statements:
        groups.setdefault(_local(statement["mainsnak"]), []).append(statement)
    return [statement for group in groups.values() for statement in best_of(group)]


def best_of(group: Sequence[Ranked]) -> list[Ranked]:
    """Choose the statements of the best rank among those of one property."""
    preferred = [s for s in group if s.get("rank") == "preferred"]
    return preferred or [s for s in group if s.get("rank", "normal") == "normal"]


def _snaks(groups: Any) -> Iterator[Json]:  # noqa: ANN401  what the JSON has there
    if isinstance(groups, Mapping):
        for group in groups.values():
            yield from (snak for snak in group if "property" in snak)


def _reference_hash(snaks: Sequence[Json]) -> str:
    try:
        return reference_hash(snaks)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Not of the JSON model: named by what it holds all the same.
        text = json.dumps(snaks, sort_keys=True)
        return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _local(snak: Json) -> str:
    return page_name(str(snak["property"]))
