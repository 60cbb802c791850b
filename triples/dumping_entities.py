"""The dumps that Wikidata's tools read: entities as JSON, one to a line, and as truthy triples."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from ..ontology.ntriples import write_quads
from ..ontology.wikibase import mapping
from .store import Store
from .walking import asking, entities
from .wikibase_rdf import entity_triples
from .wikibase_vocabulary import OURS


class Dumped(NamedTuple):
    """One entity: its JSON without a line feed, and the lines of its truthy triples."""

    document: bytes
    truthy: bytes
    triples: int


def dumped_entities(store: Store) -> Iterator[Dumped]:
    """Write every entity of a store, in the order of their numbers, a handful in memory.

    Truthy are the direct values of the best rank, names, descriptions and what properties are, as
    the truthy dump of Wikidata has them (RDF Dump Format, "Truthy statements").
    """
    for entity in entities(asking(store)):
        text = json.dumps(entity, ensure_ascii=False, separators=(",", ":"))
        # Two statements of one value have one direct triple.
        triples = dict.fromkeys(
            entity_triples(entity, OURS, flavor="truthy-dump", properties=mapping().datatype)
        )
        lines = write_quads((triple, None) for triple in triples)
        yield Dumped(text.encode(), lines, len(triples))
