"""Rewrite what the query service of Wikidata understands beyond SPARQL 1.1 into SPARQL 1.1.

In this order: named subqueries are written out, then hints are left out, days made moments and
services answered. A text without any of it passes as it is. All is bounded: the number of services,
languages and labels, and the length of what is made of them.

Source: Wikidata Query Service, User Manual; Blazegraph wiki.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from .coordinate_services import measure
from .day_literals import write_out_days
from .groups import Group, read_groups
from .guarding import Edit, MalformedText, Step, check_depth, located, rewrite
from .hints import leave_out_hints
from .label_service import AUTOMATIC, Labels
from .named_subqueries import write_out
from .search_service import Searching, search
from .service_blocks import WIKIBASE, Reading, find_blocks
from .tokens import declared_prefixes, significant, tokenize

MAX_LENGTH = 4 << 20

_MARKS = re.compile(r"service|hint:|queryHints|include|isSomeValue|dateTime", re.IGNORECASE)
_INCLUDES = re.compile("include", re.IGNORECASE)
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*")
_MOST_ACCEPTED = 20


@dataclass(frozen=True)
class Habits:
    """How to adapt: the common prefixes, the reader's languages, and what there is to adapt with.

    `searching` looks up names, None where there is no index; `functions` tells whether the store
    has those of `queries.functions`.
    """

    prefixes: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    searching: Searching | None = None
    functions: bool = True


def adapt(text: str, habits: Habits) -> tuple[Step, ...]:
    """Rewrite a query; gives the steps from the text as it came to the one to evaluate.

    Raises MalformedText, with the position in the text as it came, for what is asked of a service
    and cannot be given.
    """
    if not _MARKS.search(text):
        return ()
    steps: list[Step] = []
    for change in (_subqueries, _services):
        before = steps[-1].after if steps else text
        try:
            edits = change(before, habits)
        except MalformedText as error:
            raise MalformedText(located(str(error), steps)) from error
        if edits:
            steps.append(rewrite(before, edits))
        if steps and len(steps[-1].after) > MAX_LENGTH:
            raise MalformedText(
                f"written out, the query would have more than {MAX_LENGTH} characters"
            )
    return tuple(steps)


def reads_languages(text: str) -> bool:
    """Tell whether a query asks for the languages of its reader."""
    return AUTOMATIC in text


def accepted_languages(header: str) -> tuple[str, ...]:
    """Read an Accept-Language header: the tags, best first, each followed by its first part.

    What cannot be read is left out (RFC 9110, section 12.5.4).
    """
    weighed = []
    for place, entry in enumerate(header.split(",")[:_MOST_ACCEPTED]):
        found = _ACCEPTED.fullmatch(entry)
        try:
            weight = float(found[2] or 1) if found else 0.0
        except ValueError:
            weight = 0.0
        if found and weight > 0:
            weighed.append((-weight, place, found[1].lower()))
    tags: dict[str, None] = {}
    for _, _, tag in sorted(weighed):
        tags |= {tag: None, tag.partition("-")[0]: None}
    return tuple(tags)


def default_graphs(text: str, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """Name the graphs that FROM makes the default graph of a query."""
    tokens = significant(tokenize(text))
    reading = Reading(text, tokens, prefixes, Group("", 0, -1))
    named = [reading.iri(after) for token, after in pairwise(tokens) if token.keyword == "FROM"]
    return tuple(iri for iri in named if iri)


def _subqueries(text: str, _: Habits) -> list[Edit]:
    if not _INCLUDES.search(text):
        return []
    tokens = tokenize(text)
    check_depth(text, tokens)
    plain = significant(tokens)
    if not any(token.keyword == "INCLUDE" for token in plain):
        return []
    return write_out(text, plain)


def _services(text: str, habits: Habits) -> list[Edit]:
    tokens = tokenize(text)
    check_depth(text, tokens)
    plain = significant(tokens)
    prefixes = {**habits.prefixes, **declared_prefixes(tokens)}
    reading = Reading(text, plain, prefixes, read_groups(text, plain))
    edits = leave_out_hints(reading)
    if habits.prefixes:
        # A store without them is asked in SPARQL alone, where such a literal is one among others.
        edits += write_out_days(reading)
    blocks = find_blocks(reading)
    labels = [block for block in blocks if block.name == "wikibase:label"]
    for block in blocks:
        match block.name:
            case "wikibase:mwapi":
                edits += search(reading, block, habits.searching)
            case "wikibase:around" | "wikibase:box":
                if not habits.functions:
                    raise reading.wrong(
                        block.start,
                        f"{block.name} measures by a function that this store does not have; it is"
                        " offered on a store of this machine",
                    )
                edits += measure(reading, block)
    # The names last: they are of what the other services bind too.
    edits += Labels(reading, habits.languages, functions=habits.functions).edits(labels)
    if not habits.functions:
        edits += _without_functions(reading)
    return edits


def _without_functions(reading: Reading) -> list[Edit]:
    """Ask of an unknown value what any store can tell: whether it is a blank node."""
    return [
        Edit(token.start, token.end, "isBLANK")
        for token in reading.tokens
        if reading.iri(token) == f"{WIKIBASE}isSomeValue"
    ]
