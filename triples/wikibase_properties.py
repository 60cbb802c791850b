"""What Wikibase's RDF declares of a property: its datatype, predicates and novalue class."""

import re
from collections.abc import Iterator

from ..ontology.ntriples import Triple
from .wikibase_hashes import novalue_label
from .wikibase_vocabulary import OF_RESOURCES, OWL, TYPE, WIKIBASE, Namespaces

# The word of the ontology for each kind of predicate, and the facet that names the predicate.
_SIMPLE = {
    "directClaim": "direct",
    "statementProperty": "statement",
    "qualifier": "qualifier",
    "reference": "reference",
}
_OF_NODES = {
    "claim": "",
    "statementValue": "statement/value",
    "qualifierValue": "qualifier/value",
    "referenceValue": "reference/value",
}
_NORMALIZED = {
    "statementValueNormalized": "statement/value-normalized",
    "qualifierValueNormalized": "qualifier/value-normalized",
    "referenceValueNormalized": "reference/value-normalized",
}
FACETS = (
    *_SIMPLE.values(),
    *_OF_NODES.values(),
    "direct-normalized",
    *_NORMALIZED.values(),
    "novalue",
)
"""The facets of all predicates that a property may have, and of its novalue class."""
_HAS_NORMALIZED = {"quantity": "DatatypeProperty", "external-id": "ObjectProperty"}


def property_type(datatype: str) -> str:
    """Name a datatype in the Wikibase ontology: `wikibase-item` is wikibase:WikibaseItem."""
    words = datatype.replace("-", " ").split(" ")
    return (
        f"<{WIKIBASE}{re.sub(r'[^A-Za-z0-9_]', '', ''.join(w[:1].upper() + w[1:] for w in words))}>"
    )


def declarations(node: str, number: str, datatype: str, space: Namespaces) -> Iterator[Triple]:
    """Declare the predicates of a property of some datatype; `node` is the property itself."""
    simple = "ObjectProperty" if datatype in OF_RESOURCES else "DatatypeProperty"
    predicates = [(word, facet, simple) for word, facet in _SIMPLE.items()]
    predicates += [(word, facet, "ObjectProperty") for word, facet in _OF_NODES.items()]
    if normalized := _HAS_NORMALIZED.get(datatype):
        predicates.append(("directClaimNormalized", "direct-normalized", normalized))
        predicates += [(word, facet, "ObjectProperty") for word, facet in _NORMALIZED.items()]
    yield node, f"<{WIKIBASE}propertyType>", property_type(datatype)
    for word, facet, kind in predicates:
        predicate = space.property(facet, number)
        yield node, f"<{WIKIBASE}{word}>", predicate
        yield predicate, TYPE, f"<{OWL}{kind}>"
    novalue = space.property("novalue", number)
    some = space.blank(novalue_label(space.repository, number))
    yield node, f"<{WIKIBASE}novalue>", novalue
    yield novalue, TYPE, f"<{OWL}Class>"
    yield novalue, f"<{OWL}complementOf>", some
    yield some, TYPE, f"<{OWL}Restriction>"
    yield some, f"<{OWL}onProperty>", space.property("direct", number)
    yield some, f"<{OWL}someValuesFrom>", f"<{OWL}Thing>"
