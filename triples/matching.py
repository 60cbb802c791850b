"""How good a candidate is, and whether it is the one: scores, features and the one sure match.

A score lies between 0 and 100: the mean of the name (weight 60) and of each property that was
given (weight 20 each), where a property that is not known counts three tenths. It is a match only
when the name is sure, nothing disagrees and the next candidate is clearly behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NAME_WEIGHT, PROPERTY_WEIGHT = 60.0, 20.0
UNKNOWN_WORTH = 0.3
OTHER_TYPE_WORTH = 0.5
# A property agrees from here on, and disagrees below half.
AGREES, DISAGREES = 0.8, 0.5
LOWEST_MATCH, CLEARLY = 75.0, 10.0
_WHOLE = 2
# A sure name is at least so like, however many of the candidate's other words are missing.
LEAST_SURE = 90.0


@dataclass(frozen=True)
class Feature:
    """One thing that was looked at; its value is a share from 0 to 100, or a truth."""

    id: str
    name: str
    value: float | bool


@dataclass
class Candidate:
    """An entity that may be meant, and what speaks for and against it.

    `name` is the likeness of the name from 0 to 100, None where the query had no name; `sure` says
    that every word of the name that was asked for is accounted for: 2, or 1 where the candidate's
    own name is longer by a bracket or a year, which is there to tell it from others. `agreements`
    are those of the properties, by the identifier that was given, None where nothing is known.
    `right_type` is False for an entity of another type than the one that was wished for.
    """

    id: str
    name: float | None = None
    sure: int = 0
    by_id: bool = False
    right_type: bool = True
    agreements: dict[str, float | None] = field(default_factory=dict)
    notes: list[Feature] = field(default_factory=list)
    score: float = 0.0
    match: bool = False


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Score candidates, best first, and mark the one that is a match, if one is.

    Equal scores are ordered by number of the identifier, so that the order is always the same.
    """
    ranked = list(candidates)
    for candidate in ranked:
        candidate.score = score(candidate)
        candidate.match = False
    ranked.sort(key=lambda candidate: (-candidate.score, _number(candidate.id)))
    if ranked and is_match(ranked[0], ranked[1:]):
        ranked[0].match = True
    return ranked


def score(candidate: Candidate) -> float:
    """Compute the score of a candidate, rounded to two digits."""
    if candidate.by_id:
        return 100.0
    total = weights = 0.0
    if candidate.name is not None:
        if candidate.sure:
            candidate.name = max(candidate.name, LEAST_SURE)
        total, weights = NAME_WEIGHT * candidate.name, NAME_WEIGHT
    for agreement in candidate.agreements.values():
        worth = UNKNOWN_WORTH if agreement is None else agreement
        total += PROPERTY_WEIGHT * 100 * worth
        weights += PROPERTY_WEIGHT
    share = total / weights if weights else 0.0
    return round(share * (1.0 if candidate.right_type else OTHER_TYPE_WORTH), 2)


def is_match(best: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether the best candidate is certainly the one that is meant."""
    if not best.right_type:
        return False
    if best.by_id:
        return not any(other.by_id for other in others)
    known = [agreement for agreement in best.agreements.values() if agreement is not None]
    if any(agreement < DISAGREES for agreement in known):
        return False
    agreeing = sum(agreement >= AGREES for agreement in known)
    if best.name is None:
        # Without a name only an unambiguous agreement in all that was asked for decides.
        decided = agreeing > 0 and agreeing == len(best.agreements)
        return decided and not any(other.score > best.score - CLEARLY for other in others)
    if best.sure < _WHOLE or best.score < LOWEST_MATCH:
        return False
    return not any(_rivals(other, best) for other in others)


def _rivals(other: Candidate, best: Candidate) -> bool:
    """Tell whether another candidate may be meant as well."""
    if any(a is not None and a < DISAGREES for a in other.agreements.values()):
        return False
    for key, agreement in best.agreements.items():
        beside = other.agreements.get(key)
        if agreement is not None and agreement >= AGREES and (beside is None or beside < AGREES):
            # What agrees here is not known there: that decides, unless the name speaks against it.
            return (other.name or 0.0) > (best.name or 0.0) + CLEARLY
    return other.sure >= best.sure or other.score > best.score - CLEARLY / 2


def features(candidate: Candidate, names: dict[str, str]) -> list[Feature]:
    """List what the score was made of; `names` are those of the properties.

    A property that the candidate has no value for has no feature of its own but the one that says
    so, `unknown:P569`.
    """
    listed = []
    if candidate.by_id:
        listed.append(Feature("id", names.get("id", "id"), True))
    if candidate.name is not None:
        listed.append(Feature("name", names.get("name", "name"), round(candidate.name, 2)))
        listed.append(
            Feature("name_sure", names.get("name_sure", "name_sure"), candidate.sure == _WHOLE)
        )
    for key, agreement in candidate.agreements.items():
        if agreement is None:
            listed.append(Feature(f"unknown:{key}", names.get(key, key), True))
        else:
            listed.append(Feature(key, names.get(key, key), round(100 * agreement, 2)))
    if not candidate.right_type:
        listed.append(Feature("type", names.get("type", "type"), False))
    return [*listed, *candidate.notes]


def _number(name: str) -> tuple[int, str]:
    digits = name[1:]
    return (int(digits) if digits.isascii() and digits.isdigit() else 0, name)
