"""How far an asserted triple can be trusted, as its claims say.

* A triple that claims say has the best confidence of those that are not deprecated.
* A bound of a date (`claims.BOUNDS`) has that of the claims of its date.
* What is said of an entity without a claim of its own, its class or its name, has the best
  confidence of all claims about the entity and of what the entity states of itself: its row.
* The items of an RDF list are high: a list says nothing by itself, and half of one is broken.
* What nobody claims anything about stands as it is: the ontology, and RDF from elsewhere, is high.

A claim that states no confidence counts as low.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol
from weakref import WeakKeyDictionary

from rdflib import RDF

from ..ontology.namespaces import ONTOLOGY
from ..ontology.ntriples import Triple
from .asserting import LEVELS, is_entailed_graph
from .claims import BOUNDS, DEPRECATED
from .states import LEVEL_OF, Stored


def term(name: str) -> str:
    """Write a term of the ontology by its local name."""
    return f"<{ONTOLOGY}{name}>"


ABOUT, PROPERTY = term("claimsAbout"), term("claimsProperty")
ENTITY, VALUE = term("claimsEntity"), term("claimedValue")
CONFIDENCE, RANK = term("hasConfidence"), term("hasRank")
TELLING = frozenset([ABOUT, PROPERTY, ENTITY, VALUE, CONFIDENCE, RANK])
STRENGTH = {term(f"{level}Confidence"): at for at, level in enumerate(LEVELS)}
ITEMS = frozenset([f"<{RDF.first}>", f"<{RDF.rest}>"])
DEPRECATED_RANK = term(f"{DEPRECATED}Rank")
WEAKEST = len(LEVELS) - 1
DATED = {term(bound): term(date) for date, bounds in BOUNDS.items() for bound in bounds}


class Said(NamedTuple):
    """What one claim says of its subject; 0 is the strongest."""

    properties: tuple[str, ...]
    values: tuple[str, ...]
    strength: int


class Matching(Protocol):
    """A store that finds triples by pattern, with their graphs; `store.Store` is one."""

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[tuple[Triple, str | None]]:
        """Find triples by any of their terms, each with the graph it stands in."""
        ...


def levels_of(triples: Iterable[Triple]) -> dict[Triple, str]:
    """Give the level of each of the triples, which must be all that is asserted. Linear."""
    asserted = dict.fromkeys(triples)
    nodes: dict[str, list[Triple]] = defaultdict(list)
    subjects: dict[str, list[str]] = defaultdict(list)
    for triple in asserted:
        if triple[1] in TELLING:
            nodes[triple[0]].append(triple)
            if triple[1] == ABOUT:
                subjects[triple[2]].append(triple[0])
    said = {
        subject: [_read(nodes[claim]) for claim in claims] for subject, claims in subjects.items()
    }
    for subject, told in nodes.items():
        said.setdefault(subject, []).extend(_own(told))
    nothing: list[Said] = []
    return {triple: _level(triple, said.get(triple[0], nothing)) for triple in asserted}


def base_level(triple: Triple, store: Matching) -> str:
    """Give the level of one triple that is asserted in a store; reads the claims on its subject."""
    return _level(triple, _said_of(triple[0], _stated_in(store)))


def touched(changed: Iterable[Triple], store: Matching) -> set[Triple]:
    """Find the asserted triples whose level may differ since other triples came or went.

    `store` is the store after the change. Whatever is asserted of the subject of a changed claim
    is among them; changed triples themselves only where they are still asserted.
    """
    return _touched(changed, _stated_in(store))


class Claimed:
    """The confidence of claims for the living closure; it implements `states.Rating`.

    What is said of a subject is kept as long as the state of the store that said it.
    """

    def __init__(self) -> None:
        self._said: WeakKeyDictionary[Stored, dict[str, list[Said]]] = WeakKeyDictionary()

    def rate(self, triple: Triple, known: Stored) -> int:
        """Give the level of an asserted triple, from the claims that are asserted."""
        kept = self._said.setdefault(known, {})
        subject = triple[0]
        if subject not in kept:
            kept[subject] = _said_of(subject, _stated_of(known))
        return LEVEL_OF[_level(triple, kept[subject])]

    def touched(self, changed: Iterable[Triple], known: Stored) -> Iterable[Triple]:
        """Find the triples whose level may be another when these come or go."""
        return _touched(changed, _stated_of(known))

    def uniform(self, known: Stored) -> bool:
        """Tell that nothing states a confidence, and so that all is high; two look-ups."""
        find = _stated_of(known)
        return not any(True for name in (ABOUT, CONFIDENCE) for _ in find(None, name, None))


Find = Callable[[str | None, str | None, str | None], Iterator[Triple]]


def _stated_in(store: Matching) -> Find:
    def find(subject: str | None, predicate: str | None, obj: str | None) -> Iterator[Triple]:
        for triple, graph in store.match(subject, predicate, obj):
            if not is_entailed_graph(graph):
                yield triple

    return find


def _stated_of(known: Stored) -> Find:
    def find(subject: str | None, predicate: str | None, obj: str | None) -> Iterator[Triple]:
        return filter(known.asserted, known.match(subject, predicate, obj))

    return find


def _said_of(subject: str, find: Find) -> list[Said]:
    """Look up what claims say of a subject, and what it states of itself."""
    claims = [claim for claim, _, _ in find(None, ABOUT, subject)]
    said = [_read(t for name in TELLING for t in find(claim, name, None)) for claim in claims]
    return said + _own(told for name in (ABOUT, CONFIDENCE) for told in find(subject, name, None))


def _touched(changed: Iterable[Triple], find: Find) -> set[Triple]:
    changed = list(changed)
    claims = {subject for subject, predicate, _ in changed if predicate in TELLING}
    about = claims | {obj for subject, predicate, obj in changed if predicate == ABOUT}
    for claim in claims:
        about.update(obj for _, _, obj in find(claim, ABOUT, None))
    return {
        triple
        for subject in about
        if not subject.startswith('"')
        for triple in find(subject, None, None)
    }


def _read(claim: Iterable[Triple]) -> Said:
    """Read a claim from the triples of its node; a deprecated one says nothing, and that weakly."""
    told: Mapping[str, list[str]] = defaultdict(list)
    for _, predicate, obj in claim:
        told[predicate].append(obj)
    if DEPRECATED_RANK in told[RANK]:
        return Said((), (), WEAKEST)
    strength = min((STRENGTH.get(level, WEAKEST) for level in told[CONFIDENCE]), default=WEAKEST)
    return Said(tuple(told[PROPERTY]), (*told[ENTITY], *told[VALUE]), strength)


def _own(told: Iterable[Triple]) -> list[Said]:
    """Read what an entity states of itself; a claim states the confidence of what it claims."""
    told = list(told)
    if any(predicate == ABOUT for _, predicate, _ in told):
        return []
    return [
        Said((), (), STRENGTH.get(obj, WEAKEST))
        for _, predicate, obj in told
        if predicate == CONFIDENCE
    ]


def _level(triple: Triple, said: list[Said]) -> str:
    """Weigh a triple by what is said about its subject."""
    _, predicate, obj = triple
    if predicate in ITEMS:
        return LEVELS[0]
    exact = [claim for claim in said if predicate in claim.properties and obj in claim.values]
    date = DATED.get(predicate)
    chosen = exact or [claim for claim in said if date in claim.properties] or said
    return LEVELS[min((claim.strength for claim in chosen), default=0)]
