"""IRIs of entities, claims and graphs: given once, the same in every build."""

import hashlib

from rdflib import URIRef

from ..ontology.namespaces import BASE

ENTITY = BASE + "entity/"
STATEMENT = BASE + "statement/"
GRAPH = BASE + "graph/"


def entity(number: str) -> URIRef:
    """Mint the IRI of a numbered entity, `Q123`."""
    return URIRef(ENTITY + number)


def graph(name: str) -> URIRef:
    """Mint the IRI of a named graph."""
    return URIRef(GRAPH + name)


def claim(subject: URIRef, prop: URIRef, value: str, row: str) -> URIRef:
    """Mint the IRI of a claim: its subject's number and a hash of what is claimed and where.

    `value` is the N3 form of what is claimed and `row` the key of the row that claims it, so that
    two rows claiming the same value are two claims, and a rebuild gives each its IRI again.
    """
    digest = hashlib.sha256("\n".join((str(prop), value, row)).encode()).hexdigest()[:12]
    number = (
        str(subject).removeprefix(ENTITY).removeprefix(BASE).replace("#", "-").replace("/", "-")
    )
    return URIRef(f"{STATEMENT}{number}-{digest}")
