"""What entities hold along a property path, read in bulk: for comparing and for data extension.

A step of a path costs one reading of the entities it leads to, whatever the number of candidates.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..ontology.wikibase import mapping
from ..triples.comparing import Held
from ..triples.property_paths import Path, Step
from ..triples.snaks import held, statements, value_of
from .reading import Entity, read, rows

AT_ONCE = 50
# A path that fans out further is cut: nobody compares thousands of values of one candidate.
MOST_VALUES = 100
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

Found = tuple[str, Any]
"""A value with its type: `wikibase-entityid` and an identifier, or as the JSON model has it."""


class Reader:
    """Reads entities for one request, each once, with what is above them."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity | None] = {}
        self._above: dict[str, frozenset[str]] = {}

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
        entity = self.entity(name)
        return tuple(dict.fromkeys((*labels(entity), *aliases(entity)))) if entity else ()

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
                ends += [value for value in map(value_of, stated) if value is not None]
        return _once(ends)[:MOST_VALUES]

    def hold(self, ids: Sequence[str], path: Path) -> dict[str, list[Held]]:
        """Follow a path and give what is at its end in a form that can be compared."""
        reached = self.follow(ids, path)
        items = {item for found in reached.values() for kind, item in found if _is_item(kind)}
        self.load(items)
        self.load_above(items)
        self.load(higher for item in items for higher in self.above(item))
        return {
            name: [
                value
                for kind, end in found
                if (value := held(kind, end, path.part, self.names, self.above)) is not None
            ]
            for name, found in reached.items()
        }


def labels(entity: Mapping[str, Any]) -> list[str]:
    """Give the labels of an entity in all languages."""
    return [term["value"] for term in dict(entity.get("labels") or {}).values()]


def aliases(entity: Mapping[str, Any]) -> list[str]:
    """Give the aliases of an entity in all languages."""
    listed = dict(entity.get("aliases") or {}).values()
    return [term["value"] for terms in listed for term in terms]


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


def iri_of(name: str) -> str:
    """Give the IRI that our own statements use for an identifier."""
    return mapping().iri_of(name) or ENTITY + name


def id_of(iri: str) -> str | None:
    """Give the identifier of an entity or a term of the ontology, None for any other IRI."""
    return mapping().item_of(iri)
