"""The mapping of the ontology to a Wikibase: terms and their P- and Q-numbers.

Read from `alignments/wikibase.ttl`, the one place where it is written. A number is of our own
namespace: `P569` is `entity/P569` here, which means what Wikidata's P569 means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from rdflib import Graph, URIRef
from rdflib.term import Node

from .namespaces import ENTITY, ONTOLOGY

_NUMBER = re.compile(r"[PQ][1-9][0-9]*")
_VIEW = URIRef(ONTOLOGY + "wikibaseNumber")
_DATATYPE = URIRef(ONTOLOGY + "wikibaseDatatype")
_USE = URIRef(ONTOLOGY + "wikibaseUse")
_WIKIBASE = "http://wikiba.se/ontology#"

# The datatypes by their names in Wikibase's RDF and in its JSON.
DATATYPES = {
    "ExternalId": "external-id",
    "GlobeCoordinate": "globe-coordinate",
    "Monolingualtext": "monolingualtext",
    "Quantity": "quantity",
    "String": "string",
    "Time": "time",
    "Url": "url",
    "WikibaseItem": "wikibase-item",
    "WikibaseProperty": "wikibase-property",
}
USES = ("value", "qualifier", "reference")


class MappingError(ValueError):
    """A mapping that cannot be used: a number given twice, an unknown datatype or use."""


@dataclass(frozen=True, slots=True)
class Property:
    """A term of ours as a property of the Wikibase: `iri` is the term, `id` its P-number.

    `datatype` is named as in JSON (`wikibase-item`, `time`), `uses` are the places in a statement
    where it is shown; none of them for what is only machinery.
    """

    id: str
    iri: str
    datatype: str
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Terms and numbers, in both directions."""

    _properties: dict[str, Property]
    _items: dict[str, str]
    _by_term: dict[str, Property] = field(default_factory=dict)
    _by_item: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_term.update((found.iri, found) for found in self._properties.values())
        self._by_item.update((iri, number) for number, iri in self._items.items())

    @property
    def properties(self) -> tuple[Property, ...]:
        """All properties, by number."""
        return tuple(self._properties.values())

    @property
    def items(self) -> tuple[tuple[str, str], ...]:
        """All terms that are items, as number and IRI, by number."""
        return tuple(self._items.items())

    def property_of(self, iri: str) -> Property | None:
        """Find the property that stands for a term of the ontology, by the term's IRI."""
        return self._by_term.get(iri)

    def property(self, number: str) -> Property | None:
        """Find a property by its P-number."""
        return self._properties.get(number)

    def datatype(self, number: str) -> str | None:
        """Give the datatype of a property by its P-number, None for one that there is not."""
        found = self._properties.get(number)
        return found.datatype if found else None

    def item_of(self, iri: str) -> str | None:
        """Give the Q-number of a class or concept, or of an entity of the graph, by its IRI."""
        if found := self._by_item.get(iri):
            return found
        number = iri.removeprefix(ENTITY)
        if number != iri and number[:1] == "Q" and _NUMBER.fullmatch(number):
            return number if number not in self._items else None
        return None

    def id_of(self, iri: str) -> str | None:
        """Give the number of a property, class, concept or entity by its IRI."""
        found = self._by_term.get(iri)
        return found.id if found else self.item_of(iri)

    def iri_of(self, number: str) -> str | None:
        """Give the IRI of what stands under a number in the graph itself.

        A term of the ontology has its own IRI; any other Q-number is an entity, whether or not
        the graph says anything of it. None for an unknown P-number and for what is no number.
        """
        if not _NUMBER.fullmatch(number):
            return None
        if number[0] == "P":
            found = self._properties.get(number)
            return found.iri if found else None
        return self._items.get(number, ENTITY + number)


@cache
def mapping() -> Mapping:
    """Read the mapping that ships with the ontology; raises MappingError."""
    text = (files(__package__) / "alignments" / "wikibase.ttl").read_text("utf-8")
    return read_mapping(Graph().parse(data=text, format="turtle"))


def read_mapping(graph: Graph) -> Mapping:
    """Read a mapping from its graph; raises MappingError with the term and what was expected."""
    properties: dict[str, Property] = {}
    items: dict[str, str] = {}
    for number, term in sorted(_numbers(graph), key=lambda pair: (pair[0][0], int(pair[0][1:]))):
        if number in properties or number in items:
            other = properties[number].iri if number in properties else items[number]
            raise MappingError(f"{number} stands for <{other}> and for <{term}>")
        if number[0] == "Q":
            items[number] = str(term)
        else:
            properties[number] = Property(
                number, str(term), _datatype(graph, term), _uses(graph, term)
            )
    return Mapping(properties, items)


def _numbers(graph: Graph) -> Iterator[tuple[str, Node]]:
    seen: dict[Node, str] = {}
    for term, number in graph.subject_objects(_VIEW):
        text = str(number)
        if not _NUMBER.fullmatch(text):
            raise MappingError(f"<{term}>: expected a number such as P569, found {text!r}")
        if term in seen:
            raise MappingError(f"<{term}> has two numbers, {seen[term]} and {text}")
        seen[term] = text
        yield text, term


def _datatype(graph: Graph, term: Node) -> str:
    found = [str(value).removeprefix(_WIKIBASE) for value in graph.objects(term, _DATATYPE)]
    if len(found) != 1 or found[0] not in DATATYPES:
        known = ", ".join(DATATYPES)
        raise MappingError(f"<{term}>: expected one datatype of {known}, found {found}")
    return DATATYPES[found[0]]


def _uses(graph: Graph, term: Node) -> frozenset[str]:
    found = {str(value) for value in graph.objects(term, _USE)}
    if unknown := found - set(USES):
        raise MappingError(f"<{term}>: expected {', '.join(USES)}, found {sorted(unknown)}")
    return frozenset(found)
