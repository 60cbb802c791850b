"""Rules made ready for evaluation in memory: each rule seen from each atom of its body."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..ontology.program import SAME_AS, Atom, Program, Rule, is_variable

FROM_SUBJECT, FROM_OBJECT = -1, -2

# The predicate of an atom, or its predicate and object where the object is a constant.
Key = int | tuple[int, int]
Places = tuple[int, int, int]


class Step(NamedTuple):
    """One further body atom: its subject and object are places in the environment of the join."""

    subject: int
    predicate: int
    object: int
    subject_known: bool
    object_known: bool


class Trigger(NamedTuple):
    """A rule seen from one body atom; subject, object, head and body are places."""

    rule: int
    template: tuple[int, ...]  # the environment: constants in place, 0 for variables
    subject: int
    object: int
    subject_free: bool
    object_free: bool
    steps: tuple[Step, ...]
    head: Places | None
    body: tuple[Places, ...]


class Copy(NamedTuple):
    """A rule of one body atom and one head: the commonest kind, run without a join."""

    rule: int
    subject: int  # a term, or FROM_SUBJECT or FROM_OBJECT
    predicate: int
    object: int


@dataclass(slots=True)
class Armed:
    """The rules of a program by the triples that set them off."""

    copies: dict[Key, list[Copy]] = field(default_factory=dict)
    triggers: dict[Key, list[Trigger]] = field(default_factory=dict)


def arm(program: Program, number: Callable[[str], int]) -> Armed:
    """Sort the rules of a program by what sets them off; `number` numbers the constants."""
    armed = Armed()
    for index, rule in enumerate(program.rules):
        copy = _copy(index, rule, number)
        for place, atom in enumerate(rule.body):
            predicate = number(atom.predicate)
            fixed = not is_variable(atom.object)
            key: Key = (predicate, number(atom.object)) if fixed else predicate
            if copy:
                armed.copies.setdefault(key, []).append(copy)
            else:
                trigger = _trigger(index, rule, place, number)
                armed.triggers.setdefault(key, []).append(trigger)
    return armed


def _copy(index: int, rule: Rule, number: Callable[[str], int]) -> Copy | None:
    """Make a copy of a rule that is one, else None."""
    atom, head = rule.body[0], rule.head
    plain = is_variable(atom.subject) and atom.subject != atom.object
    if len(rule.body) > 1 or not plain or head is None or head.predicate == SAME_AS:
        return None
    places = {atom.object: FROM_OBJECT} if is_variable(atom.object) else {}
    places[atom.subject] = FROM_SUBJECT
    subject, predicate, obj = (places[term] if is_variable(term) else number(term) for term in head)
    return Copy(index, subject, predicate, obj)


def _trigger(index: int, rule: Rule, place: int, number: Callable[[str], int]) -> Trigger:
    """Order the other atoms of a body so that each has as much bound as can be."""
    slots: dict[str, int] = {}
    template: list[int] = []

    def slot(term: str) -> int:
        if term not in slots:
            slots[term] = len(template)
            template.append(0 if is_variable(term) else number(term))
        return slots[term]

    def slots_of(atom: Atom) -> Places:
        return slot(atom.subject), slot(atom.predicate), slot(atom.object)

    first = rule.body[place]
    known = first.variables()

    def bound(term: str) -> bool:
        return not is_variable(term) or term in known

    def cost(atom: Atom) -> int:
        return -2 * bound(atom.subject) - bound(atom.object)

    rest = [atom for at, atom in enumerate(rule.body) if at != place]
    steps = []
    while rest:
        atom = min(rest, key=cost)
        rest.remove(atom)
        ends = bound(atom.subject), bound(atom.object)
        steps.append(Step(slot(atom.subject), number(atom.predicate), slot(atom.object), *ends))
        known |= atom.variables()
    body = tuple(slots_of(atom) for atom in rule.body)
    return Trigger(
        rule=index,
        subject=slot(first.subject),
        object=slot(first.object),
        subject_free=is_variable(first.subject),
        object_free=is_variable(first.object),
        steps=tuple(steps),
        head=slots_of(rule.head) if rule.head else None,
        body=body,
        template=tuple(template),
    )
