"""What entities hold along a property path, read in bulk: for comparing and for data extension.

A step of a path costs one reading of the entities it leads to, whatever the number of candidates.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..ontology.wikibase import mapping
from ..triples.comparing import Held
from ..triples.property_paths import Path, Step
from ..triples.snaks import Bounds, held, statements, value_of
from .reading import Entity, read, rows

AT_ONCE = 50
# A path that fans out further is cut: nobody compares thousands of values of one candidate.
MOST_VALUES = 50
# From a place to what it lies in, from a part of a body to the body, from a narrower concept up.
_ABOVE = f"""
PREFIX poi: <{ONTOLOGY}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?item ?above WHERE {{
  VALUES ?item {{ %s }}
  ?item (poi:partOf|^poi:ofPlace/poi:inState|poi:partOfBody|skos:broader|rdfs:subClassOf)+ ?above .
  FILTER(isIRI(?above) && ?above != ?item)
}}"""

# Only names, for many candidates at once: whole entities are read of those that are shown.
_NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?item ?kind ?name WHERE {
  VALUES ?item { %s } VALUES ?kind { rdfs:label skos:altLabel } ?item ?kind ?name
}"""
_NAMED_AT_ONCE = 400

Found = tuple[str, Any]
"""A value with its type: `wikibase-entityid` and an identifier, or as the JSON model has it."""


class Reader:
    """Reads entities for one request, each once, with what is above them."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity | None] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._names: dict[str, tuple[list[str], list[str]]] = {}

    def load_names(self, ids: Iterable[str]) -> None:
        """Read the labels and aliases of entities ahead, in one SELECT for hundreds of them."""
        missing = [name for name in dict.fromkeys(ids) if name not in self._names]
        for start in range(0, len(missing), _NAMED_AT_ONCE):
            iris = {iri_of(name): name for name in missing[start : start + _NAMED_AT_ONCE]}
            self._names |= {name: ([], []) for name in iris.values()}
            for row in rows(_NAMES % " ".join(f"<{iri}>" for iri in iris)):
                kinds = self._names[iris[row["item"]["value"]]]
                kinds[row["kind"]["value"].endswith("altLabel")].append(row["name"]["value"])

    def labels_and_aliases(self, name: str) -> tuple[list[str], list[str]]:
        """Give the labels and the aliases of an entity in all languages."""
        if name not in self._names:
            self.load_names([name])
        return self._names[name]

    def load(self, ids: Iterable[str]) -> None:
        """Read entities ahead, fifty at a time; raises EngineError."""
        missing = [name for name in dict.fromkeys(ids) if name not in self._entities]
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            found = read(part)
            self._entities |= {name: found.get(name) for name in part}

    def entity(self, name: str) -> Entity | None:
        """Give an entity, read before or now; None where there is none."""
        if name not in self._entities:
            self.load([name])
        return self._entities[name]

    def names(self, name: str) -> tuple[str, ...]:
        """Give all names of an entity in all languages, without repetition."""
        labels, aliases = self.labels_and_aliases(name)
        return tuple(dict.fromkeys((*labels, *aliases)))

    def above(self, name: str) -> frozenset[str]:
        """Give what an item is part of, near or far."""
        if name not in self._above:
            self.load_above([name])
        return self._above[name]

    def load_above(self, ids: Iterable[str]) -> None:
        """Find what items are part of, in one SELECT for all of them."""
        missing = [name for name in dict.fromkeys(ids) if name not in self._above]
        if not missing:
            return
        iris = {iri_of(name): name for name in missing}
        found: dict[str, set[str]] = {name: set() for name in missing}
        for row in rows(_ABOVE % " ".join(f"<{iri}>" for iri in iris)):
            higher = id_of(row["above"]["value"])
            if higher:
                found[iris[row["item"]["value"]]].add(higher)
        self._above |= {name: frozenset(higher) for name, higher in found.items()}

    def follow(
        self, ids: Sequence[str], path: Path, rank: str = "best", *, referenced: bool = False
    ) -> dict[str, list[Found]]:
        """Follow a path from each of the entities to the values at its end, in their order."""
        reached: dict[str, list[Found]] = {name: [("wikibase-entityid", name)] for name in ids}
        for step in path.steps:
            self.load(item for found in reached.values() for kind, item in found if _is_item(kind))
            reached = {
                name: self._step(found, step, rank, referenced=referenced)
                for name, found in reached.items()
            }
        return reached

    def _step(
        self, found: Sequence[Found], step: Step, rank: str, *, referenced: bool
    ) -> list[Found]:
        ends: list[Found] = []
        for kind, item in found:
            entity = self.entity(item) if _is_item(kind) else None
            if entity is None:
                continue
            if step.term:
                ends += _terms(entity, step)
            else:
                stated = statements(entity, step.properties, rank, referenced=referenced)
                read_values = (value_of(statement, _bounds()) for statement in stated)
                ends += [value for value in read_values if value is not None]
        return _once(ends)[:MOST_VALUES]

    def hold(self, ids: Sequence[str], path: Path) -> dict[str, list[Held]]:
        """Follow a path and give what is at its end in a form that can be compared.

        What a source says counts even where another is preferred; what is deprecated does not.
        """
        reached = self.follow(ids, path, "no_deprecated")
        items = {item for found in reached.values() for kind, item in found if _is_item(kind)}
        self.load_above(items)
        self.load_names([*items, *(higher for item in items for higher in self.above(item))])
        return {
            name: [
                value
                for kind, end in found
                if (value := held(kind, end, path.part, self.names, self.above)) is not None
            ]
            for name, found in reached.items()
        }


def words(entity: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Give the `labels` or the `descriptions` of an entity by language."""
    return {term["language"]: term["value"] for term in dict(entity.get(kind) or {}).values()}


def _terms(entity: Mapping[str, Any], step: Step) -> list[Found]:
    if step.term == "id":
        return [("string", entity["id"])]
    if step.term == "A":
        listed = dict(entity.get("aliases") or {}).get(step.language, [])
        return [("string", term["value"]) for term in listed]
    kind = "labels" if step.term == "L" else "descriptions"
    term = dict(entity.get(kind) or {}).get(step.language)
    return [("string", term["value"])] if term else []


def _once(found: Iterable[Found]) -> list[Found]:
    """Leave out repetitions; values are not hashable."""
    kept: dict[str, Found] = {}
    for value in found:
        kept.setdefault(repr(value), value)
    return list(kept.values())


def _is_item(kind: str) -> bool:
    return kind == "wikibase-entityid"


@cache
def _bounds() -> Bounds:
    """Give the numbers of the qualifiers that say what a date can mean."""
    terms = ("claimedValue", "earliestDate", "latestDate")
    numbers = (mapping().property_of(ONTOLOGY + term) for term in terms)
    return Bounds(*(found.id if found else "" for found in numbers))


def iri_of(name: str) -> str:
    """Give the IRI that our own statements use for an identifier."""
    return mapping().iri_of(name) or ENTITY + name


def id_of(iri: str) -> str | None:
    """Give the identifier of an entity or a term of the ontology, None for any other IRI."""
    return mapping().item_of(iri)
