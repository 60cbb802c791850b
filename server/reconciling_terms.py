"""The types and the properties of the graph, as the reconciliation service offers them.

Both come from the ontology in the store by one SELECT each, and are kept until the graph changes.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from ..ontology.namespaces import ENTITY, ONTOLOGY, PROPERTY, WIKIDATA
from ..ontology.wikibase import mapping
from .answering import service
from .engine import Engine
from .reading import rows

DEFAULT_TYPES = ("Person", "EthnicGroup", "LegalAct", "Place", "Body", "Repression", "Case")
_ENGLISH = "en"
Numbering = Callable[[str], str | None]
"""Gives the number of an IRI, None where it has none."""

_TYPES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?label ?definition ?broader ?same WHERE {
  ?term a owl:Class ; rdfs:label ?label .
  FILTER(isIRI(?term))
  OPTIONAL { ?term skos:definition ?definition FILTER(lang(?definition) = lang(?label)) }
  OPTIONAL { ?term rdfs:subClassOf ?broader FILTER(isIRI(?broader) && ?broader != ?term) }
  OPTIONAL { ?term skos:exactMatch|skos:closeMatch ?same }
}"""
_PROPERTIES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?label ?definition ?broader WHERE {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?term a ?kind ; rdfs:label ?label .
  OPTIONAL { ?term rdfs:range ?broader }
  OPTIONAL { ?term skos:definition ?definition FILTER(lang(?definition) = lang(?label)) }
}"""


@dataclass
class Named:
    """A type or a property: its identifier here, its IRI, and its words by language.

    `broader` are the identifiers of the types directly above a type, or those in the range of a
    property; `same` are the terms of other vocabularies that a type matches.
    """

    id: str
    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)
    same: set[str] = field(default_factory=set)

    def label(self, languages: Sequence[str]) -> str:
        """Give the name in the first of the languages that there is one in."""
        return pick(self.labels, languages) or self.id

    def describe(self, languages: Sequence[str]) -> str:
        """Give the description, or nothing."""
        return pick(self.descriptions, languages)


@dataclass
class Terms:
    """All types and properties of one state of the graph, by identifier and by IRI."""

    state: str
    types: dict[str, Named]
    properties: dict[str, Named]
    type_names: dict[str, str]
    property_names: dict[str, str]

    def type_of(self, text: str) -> Named | None:
        """Find a type by its number, IRI, name in the ontology or number on Wikidata."""
        found = self.type_names.get(text) or self.type_names.get(text.removeprefix("poi:"))
        return self.types[found] if found else None

    def has_property(self, name: str) -> bool:
        """Tell whether a P-number is one of ours."""
        return name in self.properties or mapping().property(name) is not None

    def property_of(self, text: str) -> Named | None:
        """Find a property by its number, IRI or name in the ontology."""
        found = self.property_names.get(text) or self.property_names.get(text.removeprefix("poi:"))
        return self.properties[found] if found else None

    def iri_of_property(self, name: str) -> str | None:
        """Give the IRI of a P-number of ours in our own statements."""
        return mapping().iri_of(name)

    def name_of_property(self, text: str, languages: Sequence[str]) -> str:
        """Give the name of a property, or the text where it is none."""
        known = self.property_of(text)
        return known.label(languages) if known else text

    def range_of(self, name: str, languages: Sequence[str]) -> dict[str, str] | None:
        """Give the type of the values of a property, where they are items of one type."""
        ranges = self.properties[name].broader if name in self.properties else []
        if len(ranges) != 1:
            return None
        return {"id": ranges[0], "name": self.types[ranges[0]].label(languages)}

    def below(self, name: str) -> set[str]:
        """Collect the identifiers of a type and of all types below it."""
        found, fresh = {name}, {name}
        while fresh:
            fresh = {key for key, one in self.types.items() if fresh & {*one.broader}} - found
            found |= fresh
        return found


_known: WeakKeyDictionary[Engine, Terms] = WeakKeyDictionary()
_lock = threading.Lock()


def terms() -> Terms:
    """Give the types and properties of the graph as it is; raises EngineError."""
    engine = service().engine
    state = engine.state()
    with _lock:
        known = _known.get(engine)
    if known is not None and state and known.state == state:
        return known
    types = _collect(rows(_TYPES), _type_id)
    properties = _collect(rows(_PROPERTIES), _property_id, above=_type_id)
    read = Terms(state, types, properties, _type_names(types), _property_names(properties))
    with _lock:
        _known[engine] = read
    return read


def pick(words: Mapping[str, str], languages: Sequence[str]) -> str:
    """Choose among words by language: as wished, then English, Russian, any, or nothing."""
    for language in (*languages, "en", "mul", "ru"):
        if language in words:
            return words[language]
    return next(iter(words.values()), "")


def _type_id(iri: str) -> str | None:
    return mapping().item_of(iri)


def _property_id(iri: str) -> str | None:
    found = mapping().property_of(iri)
    return found.id if found else None


def _collect(
    found: Iterable[Mapping[str, Any]], number: Numbering, above: Numbering | None = None
) -> dict[str, Named]:
    """Make terms of rows, in the order of their English names."""
    above = above or number
    collected: dict[str, Named] = {}
    for row in found:
        iri = row["term"]["value"]
        name = number(iri)
        if name is None:
            continue
        term = collected.setdefault(name, Named(name, iri))
        language = row["label"].get("xml:lang", _ENGLISH)
        term.labels[language] = row["label"]["value"]
        if "definition" in row:
            term.descriptions[language] = row["definition"]["value"]
        if "same" in row:
            term.same.add(row["same"]["value"])
        broader = above(row["broader"]["value"]) if "broader" in row else None
        if broader and broader not in term.broader:
            term.broader.append(broader)
    return dict(sorted(collected.items(), key=lambda item: item[1].label(()).casefold()))


def _type_names(types: Mapping[str, Named]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, term in types.items():
        # Wikidata's own numbers come last: one that is ours means ours.
        for same in term.same:
            if same.startswith(WIKIDATA):
                names.setdefault(same, name)
                names.setdefault(same.removeprefix(WIKIDATA), name)
    for name, term in types.items():
        names |= dict.fromkeys(_writings(name, term.iri), name)
    return names


def _property_names(properties: Mapping[str, Named]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, term in properties.items():
        names |= dict.fromkeys(_writings(name, term.iri), name)
        names[PROPERTY + "direct/" + name] = name
    return names


def _writings(name: str, iri: str) -> tuple[str, ...]:
    """List how a term may be written: number, address of the number, IRI, local name."""
    local = (iri.removeprefix(ONTOLOGY),) if iri.startswith(ONTOLOGY) else ()
    return (name, ENTITY + name, iri, *local)
