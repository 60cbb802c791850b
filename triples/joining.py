"""Joining the atoms of a rule with what is known, from one atom outwards, lazily, over strings.

The plans are those of `triggers`, made for stores too large to be numbered: each atom of a body,
and each head, is a way into its rule, and the other atoms follow with as much bound as can be.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ..ontology.compiling import SAME_AS, TYPE
from ..ontology.ntriples import Triple
from ..ontology.program import Atom, Program, Rule, is_variable

Pattern = tuple[str | None, str | None, str | None]
Places = tuple[int, int, int]
# The predicate of an atom, or its predicate and object where the object is a constant.
Key = str | tuple[str, str]


class Known(Protocol):
    """What is true, asserted or entailed."""

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms, None matching all; each comes once."""
        ...

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is among them."""
        ...


class Plan(NamedTuple):
    """A rule seen from one atom; entry, steps, head and body are places in the environment."""

    rule: Rule
    template: tuple[str | None, ...]  # the environment: constants in place, None for variables
    entry: Places
    steps: tuple[Places, ...]
    head: Places | None
    body: tuple[Places, ...]


class RuleIndex:
    """The rules of a program by the triples that set them off and by those that they conclude."""

    def __init__(self, program: Program) -> None:
        self._by_body: dict[Key, list[Plan]] = {}
        self._by_head: dict[Key, list[Plan]] = {}
        for rule in program.rules:
            for at, atom in enumerate(rule.body):
                self._by_body.setdefault(key_of(atom), []).append(plan_from(rule, at))
            if rule.head:
                self._by_head.setdefault(key_of(rule.head), []).append(plan_from(rule, None))
        self._equal = [(at, rule) for rule in program.equality for at in range(len(rule.body))]
        self._from_any: list[Plan] = []
        self._from_same: list[Plan] = []
        self._to_any: list[Plan] = []
        for at, rule in self._equal:
            same = rule.body[at].predicate == SAME_AS
            (self._from_same if same else self._from_any).append(plan_from(rule, at))
        for rule in program.equality:
            if rule.head:
                self._to_any.append(plan_from(rule, None))

    def set_off(self, triple: Triple, *, equality: bool) -> Iterator[Plan]:
        """Give the plans that a triple may enter; those of equality only where there is any."""
        _, predicate, obj = triple
        yield from self._by_body.get(predicate, ())
        yield from self._by_body.get((predicate, obj), ())
        if equality:
            if predicate == SAME_AS:
                yield from self._from_same
            yield from self._from_any

    def concluding(self, predicate: str, obj: str | None, *, equality: bool) -> Iterator[Plan]:
        """Give the plans whose head may be a triple with these terms; the object may be open."""
        yield from self._by_head.get(predicate, ())
        if obj is not None:
            yield from self._by_head.get((predicate, obj), ())
        else:
            for key, plans in self._by_head.items():
                if key[0] == predicate and isinstance(key, tuple):
                    yield from plans
        if equality:
            yield from self._to_any

    def reads(self, triple: Triple) -> bool:
        """Tell whether some rule of the program has an atom that may match a triple."""
        return triple[1] in self._by_body or (triple[1], triple[2]) in self._by_body


def key_of(atom: Atom) -> Key:
    """Give the key under which the triples that match an atom find it."""
    return atom.predicate if is_variable(atom.object) else (atom.predicate, atom.object)


def plan_from(rule: Rule, place: int | None) -> Plan:
    """Plan the join of a rule from the body atom at a place, or from its head where it is None."""
    slots: dict[str, int] = {}
    template: list[str | None] = []

    def slot(term: str) -> int:
        if term not in slots:
            slots[term] = len(template)
            template.append(None if is_variable(term) else term)
        return slots[term]

    def slots_of(atom: Atom) -> Places:
        return slot(atom.subject), slot(atom.predicate), slot(atom.object)

    first = rule.head if place is None else rule.body[place]
    assert first is not None  # noqa: S101  a plan from the head is asked for where there is one
    bound = first.variables()
    rest = [atom for at, atom in enumerate(rule.body) if at != place]
    ordered = []
    while rest:
        atom = min(rest, key=lambda one: _cost(one, bound))
        rest.remove(atom)
        ordered.append(atom)
        bound |= atom.variables()
    return Plan(
        rule=rule,
        entry=slots_of(first),
        steps=tuple(slots_of(atom) for atom in ordered),
        head=slots_of(rule.head) if rule.head else None,
        body=tuple(slots_of(atom) for atom in rule.body),
        template=tuple(template),
    )


def _cost(atom: Atom, bound: set[str]) -> int:
    """Prefer what is bound whole, then by subject, then by object; a class may have millions."""
    subject, predicate, obj = (not is_variable(term) or term in bound for term in atom)
    if subject and predicate and obj:
        return 0
    if subject:
        return 1 if predicate else 2
    if obj:
        return 3 if predicate and atom.predicate != TYPE else 4
    return 5


def enter(plan: Plan, pattern: Pattern) -> list[str | None] | None:
    """Bind the atom by which a plan is entered; None where the pattern does not fit it."""
    environment = list(plan.template)
    for place, term in zip(plan.entry, pattern, strict=True):
        if term is None:
            continue
        known = environment[place]
        if known is None:
            environment[place] = term
        elif known != term:
            return None
    return environment


def solve(plan: Plan, environment: list[str | None], known: Known, at: int = 0) -> Iterator[None]:
    """Bind the further atoms of a plan in every way; each time the environment holds a solution.

    The environment is changed in place and restored at the end.
    """
    if at == len(plan.steps):
        yield None
        return
    first, middle, last = plan.steps[at]
    subject, predicate, obj = environment[first], environment[middle], environment[last]
    if subject is not None and predicate is not None and obj is not None:
        if known.holds((subject, predicate, obj)):
            yield from solve(plan, environment, known, at + 1)
        return
    for triple in known.match(subject, predicate, obj):
        if first == last and triple[0] != triple[2]:
            continue
        environment[first], environment[middle], environment[last] = triple
        yield from solve(plan, environment, known, at + 1)
    environment[first], environment[middle], environment[last] = subject, predicate, obj


def read(places: Places, environment: list[str | None]) -> Triple:
    """Read a triple out of an environment in which its places are bound."""
    subject, predicate, obj = (environment[place] for place in places)
    assert subject is not None and predicate is not None and obj is not None  # noqa: S101, PT018
    return subject, predicate, obj
