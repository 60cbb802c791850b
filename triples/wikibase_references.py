"""Sources as references of the Wikibase JSON model: stated in (P248), with the address (P854)."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..ontology.namespaces import ENTITY
from ..ontology.wikibase import mapping
from ..queries.results import Term
from .wikibase_facts import SOURCE, SOURCE_URL
from .wikibase_hashes import reference_hash
from .wikibase_snaks import Snak, snak, value_snak

Reference = dict[str, Any]


class References:
    """The references of all that is read at once, each made once; `urls` are by source."""

    def __init__(self, urls: Mapping[str, list[str]]) -> None:
        self._urls = urls
        self._made: dict[str, Reference | None] = {}

    def of(self, sources: Iterable[Term]) -> list[Reference]:
        """Make one reference a source, in the order of the sources' numbers."""
        ordered = sorted(
            (str(term["value"]) for term in sources if term["type"] == "uri"), key=_source_key
        )
        for source in ordered:
            if source not in self._made:
                self._made[source] = self._reference(source)
        return [made for source in ordered if (made := self._made[source])]

    def _reference(self, source: str) -> Reference | None:
        stated, address = mapping().property_of(SOURCE), mapping().property_of(SOURCE_URL)
        if stated is None or address is None:
            return None
        item = value_snak(stated, {"type": "uri", "value": source})
        # What is no entity of the graph is cited by its address.
        links = self._urls.get(source, []) if item else [source]
        snaks: dict[str, list[Snak]] = {}
        if item:
            snaks[stated.id] = [item]
        if links:
            snaks[address.id] = [snak(address, link) for link in links]
        every = [one for some in snaks.values() for one in some]
        return {"hash": reference_hash(every), "snaks": snaks, "snaks-order": list(snaks)}


def _source_key(iri: str) -> tuple[int, str]:
    digits = iri.removeprefix(ENTITY)[1:]
    return (int(digits) if digits.isdecimal() else 0, iri)
