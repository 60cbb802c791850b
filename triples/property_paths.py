"""Property paths as OpenRefine's Wikidata service takes them: `P19/P17`, `P569@year`, `Lru`.

Steps are joined by `/` and followed through items, alternatives by `|`; what stands after `@` is
read out of each value. `L`, `A` and `D` with a language code are labels, aliases and descriptions.
Source: the documentation of openrefine-wikibase, "Property paths".
"""

import re
from typing import NamedTuple

LONGEST = 5
PARTS = (
    "year", "month", "day", "isodate", "iso8601", "precision", "edtf",
    "lat", "lng", "amount", "unit", "text", "lang", "urlscheme", "netloc", "urlpath",
)  # fmt: skip
_PROPERTY = re.compile(r"P[1-9][0-9]{0,9}")
_TERM = re.compile(r"([LAD])([a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3})")
_SELF = {"qid", "id"}


class Step(NamedTuple):
    """One step: the properties it may follow, or the terms of the item it ends at.

    `term` is `L`, `A` or `D` with `language`, or `id` for the identifier itself.
    """

    properties: tuple[str, ...] = ()
    term: str = ""
    language: str = ""


class Path(NamedTuple):
    """A path as it was written, its steps, and the part of each value that is meant."""

    text: str
    steps: tuple[Step, ...]
    part: str = ""

    @property
    def properties(self) -> tuple[str, ...]:
        """Every property that occurs, in the order of the path."""
        return tuple(name for step in self.steps for name in step.properties)


def read_path(text: str) -> Path | None:
    """Read a path; None where the text is none, or is longer than five steps."""
    body, at, part = text.strip().partition("@")
    if at and part.strip().lower() not in PARTS:
        return None
    pieces = body.split("/")
    if len(pieces) > LONGEST:
        return None
    steps = [_read_step(piece.strip()) for piece in pieces]
    # Only the last step may leave the items.
    if any(step is None for step in steps) or any(step and step.term for step in steps[:-1]):
        return None
    return Path(text, tuple(step for step in steps if step), part.strip().lower())


def _read_step(text: str) -> Step | None:
    if text in _SELF:
        return Step(term="id")
    if term := _TERM.fullmatch(text):
        return Step(term=term[1], language=term[2])
    names = [name.strip() for name in text.split("|")]
    if len(names) <= LONGEST and all(_PROPERTY.fullmatch(name) for name in names):
        return Step(tuple(names))
    return None
