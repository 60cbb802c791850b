"""Write candidates and what belongs to them as the versions of the protocol want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..triples.matching import Candidate, features
from .reconciling_languages import direction
from .reconciling_manifest import DRAFT
from .reconciling_terms import Terms, pick
from .reconciling_values import Reader, words

Json = dict[str, Any]
NAMES = {
    "id": "The identifier that was asked for",
    "name": "Likeness of the name, from 0 to 100",
    "name_sure": "Every word of the name is accounted for",
    "type": "Of the type that was wished for",
}
_INSTANCE_OF = "P31"


@dataclass(frozen=True)
class View:
    """What one client sees: the terms of the graph, entities as they are read, its languages."""

    terms: Terms
    reader: Reader
    languages: Sequence[str]

    def name(self, name: str) -> str:
        """Name an entity in the best of the languages; its identifier where it has no name."""
        entity = self.reader.entity(name)
        return (pick(words(entity, "labels"), self.languages) if entity else "") or name

    def description(self, name: str) -> str:
        """Give the description of an entity, or nothing."""
        entity = self.reader.entity(name)
        return pick(words(entity, "descriptions"), self.languages) if entity else ""

    def types(self, name: str) -> list[Json]:
        """List the types that are stated of an entity, each with its name."""
        listed: list[Json] = []
        entity = self.reader.entity(name) or {}
        for statement in entity.get("claims", {}).get(_INSTANCE_OF, []):
            snak = statement["mainsnak"]
            if snak["snaktype"] == "value" and statement.get("rank") != "deprecated":
                kind = snak["datavalue"]["value"]["id"]
                known = self.terms.types.get(kind)
                label = known.label(self.languages) if known else self.name(kind)
                listed.append({"id": kind, "name": label})
        return listed

    def property_names(self, keys: Iterable[str]) -> dict[str, str]:
        """Name properties and paths in words: `place of birth / country`."""
        return {key: self._property_name(key) for key in keys}

    def _property_name(self, key: str) -> str:
        path, _, part = key.partition("@")
        steps = [
            " | ".join(
                self.terms.name_of_property(name.strip(), self.languages)
                for name in step.split("|")
            )
            for step in path.split("/")
        ]
        return (" / ".join(steps) + (f" ({part})" if part else "")) or key

    def language(self, name: str) -> str:
        """Tell in which of the languages an entity is named, or nothing where in none."""
        entity = self.reader.entity(name)
        spoken, shown = (words(entity, "labels") if entity else {}), self.name(name)
        return next((tag for tag in self.languages if spoken.get(tag) == shown), "")


def candidates(found: Iterable[Candidate], version: str, view: View) -> list[Json]:
    """Write the candidates of one question."""
    return [_candidate(one, version, view) for one in found]


def _candidate(candidate: Candidate, version: str, view: View) -> Json:
    named = {**NAMES, **view.property_names(candidate.agreements)}
    written: Json = {
        "id": candidate.id,
        "name": view.name(candidate.id),
        "type": view.types(candidate.id),
        "score": candidate.score,
        "match": candidate.match,
        "features": [
            {"id": feature.id, "name": feature.name, "value": feature.value}
            for feature in features(candidate, named)
        ],
    }
    description = view.description(candidate.id)
    if description:
        written["description"] = description
    language = view.language(candidate.id) if version == DRAFT else ""
    if language:
        written |= {"lang": language, "dir": direction(language)}
    return written
