"""What a closed graph says, looked up by class, by property and by key."""

from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF
from rdflib.namespace import DCTERMS

from ..ontology.namespaces import ONTOLOGY
from ..ontology.ntriples import Triple

_TYPE = f"<{RDF.type}>"
_IDENTIFIER = f"<{DCTERMS.identifier}>"


class Inferred:
    """An index over asserted and entailed triples, in N-Triples terms.

    Classes and properties are given by their local names in the ontology.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._classes: dict[str, set[str]] = defaultdict(set)
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._of: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._into: dict[tuple[str, str], set[str]] = defaultdict(set)
        start = f"<{ONTOLOGY}"
        for subject, predicate, value in triples:
            if predicate == _TYPE:
                if value.startswith(start):
                    self._classes[subject].add(value[len(start) : -1])
            elif predicate == _IDENTIFIER:
                self._keys[subject].add(value.strip('"'))
            elif predicate.startswith(start):
                name = predicate[len(start) : -1]
                self._of[subject, name].add(value)
                self._into[value, name].add(subject)

    def classes(self, subject: str) -> set[str]:
        """Name the classes of the ontology that a thing is in."""
        return self._classes.get(subject, set())

    def keys(self, subject: str) -> set[str]:
        """Give the keys of the table rows that a thing comes from."""
        return self._keys.get(subject, set())

    def of(self, subject: str, name: str) -> list[str]:
        """Give the values of a property, in order."""
        return sorted(self._of.get((subject, name), ()))

    def into(self, value: str, name: str) -> list[str]:
        """Give the things that point to this one over a property, in order."""
        return sorted(self._into.get((value, name), ()))

    def span(self, event: str) -> tuple[str, str] | None:
        """Give the first and the last day an event can have been, as text; None if undated."""
        first, last = self.of(event, "earliestDate"), self.of(event, "latestDate")
        if not first and not last:
            return None
        return (
            first[0].partition("^^")[0].strip('"') if first else "",
            last[0].partition("^^")[0].strip('"') if last else "9999",
        )
