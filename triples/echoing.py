"""Rules of one body atom, composed at compile time, so that all their echoes are made in one step.

Most of a closure repeats what is known under a superclass, a superproperty or an inverse. Such a
rule only moves the subject and object of one triple to other places. The rules are composed until
nothing is new; a table of the result, joined with the triples, gives every echo at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# A term of a numbered rule: a number, or a variable such as "?x".
Place = int | str
NumberedAtom = tuple[Place, int, Place]


class NumberedRule(NamedTuple):
    """A rule over numbers; `name` is the number of its name."""

    name: int
    body: tuple[NumberedAtom, ...]
    head: NumberedAtom | None


class Echo(NamedTuple):
    """What a triple `x predicate y` says again: under which conditions, in which words.

    `if_subject` and `if_object` are numbers that x and y must be, or None. Subject and object of
    the head are "x", "y" or a number. `rule` is the number of the name of the last rule.
    """

    predicate: int
    if_subject: int | None
    if_object: int | None
    head_subject: Place
    head_predicate: int
    head_object: Place
    rule: int


class Echoes(NamedTuple):
    """The echoes in two stages: of all triples but types, then of types.

    The first stage leaves out what the second says again of a type the first gives.
    """

    links: tuple[Echo, ...]
    types: tuple[Echo, ...]


def is_echo(rule: NumberedRule, same: int) -> bool:
    """Tell a rule that only moves one triple's terms; equality is treated apart."""
    if rule.head is None or len(rule.body) != 1 or rule.head[1] == same:
        return False
    subject, _, obj = rule.body[0]
    if isinstance(subject, int) or subject == obj:
        return False
    return all(isinstance(place, int) or place in (subject, obj) for place in rule.head)


def compose(rules: Iterable[NumberedRule], type_: int, same: int) -> Echoes:
    """Compose the echo rules among the rules, in the order of their predicates.

    The work is in proportion to the number of echoes: for each predicate, and each class, all that
    follows from it by these rules alone.
    """
    by_predicate: dict[int, list[NumberedRule]] = defaultdict(list)
    for rule in rules:
        if is_echo(rule, same):
            by_predicate[rule.body[0][1]].append(rule)
    links: list[Echo] = []
    types: list[Echo] = []
    for predicate in sorted(by_predicate):
        found = _reachable(predicate, by_predicate)
        (types if predicate == type_ else links).extend(found)
    return Echoes(tuple(_reduced(links, types, type_)), tuple(types))


def _reachable(predicate: int, rules: dict[int, list[NumberedRule]]) -> list[Echo]:
    """Follow the rules from `x predicate y` to every head, the weakest conditions first."""
    start = Echo(predicate, None, None, "x", predicate, "y", -1)
    found: dict[tuple[Place, int, Place], list[Echo]] = {("x", predicate, "y"): [start]}
    # One queue for each number of conditions: what needs none is known before what needs some.
    queues: list[list[Echo]] = [[start], [], []]
    for queue in queues:
        for echo in queue:
            for step in _steps(echo, rules.get(echo.head_predicate, [])):
                head = step[3:6]
                if any(_weaker(known, step) for known in found.get(head, ())):
                    continue
                found.setdefault(head, []).append(step)
                queues[(step.if_subject is not None) + (step.if_object is not None)].append(step)
    return [echo for echoes in found.values() for echo in echoes if echo != start]


def _steps(echo: Echo, rules: list[NumberedRule]) -> Iterator[Echo]:
    for rule in rules:
        (subject, _, obj), head = rule.body[0], rule.head
        assert head is not None  # noqa: S101  an echo has a head
        conditions = {"x": echo.if_subject, "y": echo.if_object}
        if isinstance(obj, int):
            place = echo.head_object
            value = place if isinstance(place, int) else conditions[place]
            if value not in (None, obj):
                continue
            if isinstance(place, str):
                conditions[place] = obj
        places = {subject: echo.head_subject, obj: echo.head_object}
        yield Echo(
            echo.predicate,
            conditions["x"],
            conditions["y"],
            _at(head[0], places, conditions),
            head[1],
            _at(head[2], places, conditions),
            rule.name,
        )


def _at(place: Place, places: dict[Place, Place], conditions: dict[str, int | None]) -> Place:
    """Find the term of a head: a variable that can be one term only is that term."""
    if isinstance(place, int):
        return place
    value = places[place]
    known = conditions[value] if isinstance(value, str) else None
    return value if known is None else known


def _weaker(one: Echo, other: Echo) -> bool:
    """Tell whether an echo holds wherever another does."""
    return one.if_subject in (None, other.if_subject) and one.if_object in (None, other.if_object)


def _reduced(links: list[Echo], types: list[Echo], type_: int) -> list[Echo]:
    """Leave out what an echo of a type will say again, never both of two that say each other."""
    kept = defaultdict(set)
    for echo in links:
        kept[echo.predicate].add(echo)
    says: dict[int, list[Echo]] = defaultdict(list)
    for echo in types:
        if echo.if_object is not None and echo.if_subject is None:
            says[echo.if_object].append(echo)
    for echo in links:
        if echo.head_predicate != type_ or isinstance(echo.head_object, str):
            continue
        if echo not in kept[echo.predicate]:
            continue
        repeated = {
            (
                _moved(again.head_subject, echo),
                again.head_predicate,
                _moved(again.head_object, echo),
            )
            for again in says[echo.head_object]
        }
        for other in list(kept[echo.predicate]):
            if other != echo and other[3:6] in repeated and _weaker(echo, other):
                kept[echo.predicate].discard(other)
    return [echo for echo in links if echo in kept[echo.predicate]]


def _moved(place: Place, echo: Echo) -> Place:
    """Read the head of a type's echo in the terms of the triple that gave the type."""
    if isinstance(place, int):
        return place
    return echo.head_subject if place == "x" else echo.head_object
