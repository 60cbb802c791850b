"""Why a triple is not entailed: the rules that conclude it for want of one premise or one filter.

A rule body that lacks one premise is a near miss; where rules could conclude that premise, what
they lack in turn stands below it. The rules of a single premise, such as superclasses, only lead
on: they are shown where something further down is not idle.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ..ontology.ntriples import Triple
from ..ontology.program import Atom, Binding, Program, Rule, filled, is_variable, unify
from .branches import Asked
from .conditions import Way
from .joining import Known
from .stepping import heads_of, joined

DEPTH = 5
"""How many steps below the triple are looked at."""
GOALS = 300
"""How many triples that do not hold are looked into."""
EACH = 20
"""How many bodies of one rule are looked at for one premise that it lacks."""
SHOWN, FARTHER = 6, 2


@dataclass(slots=True, eq=False)
class Miss:
    """A rule that almost concludes a triple.

    `present` are the premises that hold, `missing` the one that does not (a term that is open is a
    variable), `unmet` the filters of a rule file that said no, with their values, and `found` what
    holds and should not. `several` tells that the rule has more than one premise. `below` tells
    why the missing premise does not hold.
    """

    rule: str
    conclusion: Triple
    present: tuple[Triple, ...]
    missing: Triple | None = None
    unmet: tuple[str, ...] = ()
    found: tuple[Triple, ...] = ()
    schema: tuple[Triple, ...] = ()
    several: bool = False
    below: list["Miss"] = field(default_factory=list)

    @property
    def distance(self) -> int:
        """Count what would have to be otherwise, at the least."""
        if self.missing is None:
            return len(self.unmet)
        return 1 + min((miss.distance for miss in self.below), default=1)


class NearMisses:
    """Looks for near misses over what is known."""

    def __init__(
        self,
        program: Program,
        known: Known,
        ways: Sequence[Way] = (),
        store: Asked | None = None,
    ) -> None:
        self._known, self._ways, self._store = known, ways, store
        self._heads = heads_of(program.rules)
        self.cuts: set[str] = set()

    def of(self, triple: Triple) -> list[Miss]:
        """List the near misses of a triple that does not hold, the nearest first."""
        found: dict[Triple, list[Miss]] = {}
        waiting = deque([(triple, 0)])
        while waiting:
            goal, depth = waiting.popleft()
            if goal in found:
                continue
            if len(found) == GOALS:
                self.cuts.add("near misses")
                break
            found[goal] = list(self._of_goal(goal))
            if depth < DEPTH:
                waiting += [
                    (miss.missing, depth + 1)
                    for miss in found[goal]
                    if miss.missing and not any(map(is_variable, miss.missing))
                ]
        return _chosen(triple, found, frozenset())

    def _of_goal(self, goal: Triple) -> Iterator[Miss]:
        _, predicate, obj = goal
        for way in self._ways:
            yield from self._of_way(way, goal)
        for key in (predicate, (predicate, obj)):
            for rule in self._heads.get(key, ()):
                binding = unify(rule.head, goal, {})
                if binding is not None:
                    yield from self._of_rule(rule, goal, binding)

    def _of_rule(self, rule: Rule, goal: Triple, binding: Binding) -> Iterator[Miss]:
        for present, missing, _ in self._lacking(rule.body, binding, rule.name):
            if missing != goal:
                several = len(rule.body) > 1
                yield Miss(rule.name, goal, present, missing, schema=rule.premises, several=several)

    def _lacking(
        self, body: Sequence[Atom], binding: Binding, name: str
    ) -> Iterator[tuple[tuple[Triple, ...], Triple, Binding]]:
        """Leave each atom out in turn, and solve the others where they hang together."""
        for place, atom in enumerate(body):
            rest = [*body[:place], *body[place + 1 :]]
            if not _connected(rest, set(binding)):
                if atom.variables() & set(binding) and not self._matched(atom, binding):
                    # Nothing of the kind is there at all, and the others hang on it.
                    yield (), filled(atom, binding), binding
                continue
            seen = set()
            solutions = joined(rest, binding, self._known, self.cuts, name)
            for solution in islice(solutions, EACH):
                missing = filled(atom, solution)
                open_ = any(map(is_variable, missing))
                if missing in seen or (not open_ and self._known.holds(missing)):
                    continue
                seen.add(missing)
                yield tuple(filled(one, solution) for one in rest), missing, solution

    def _matched(self, atom: Atom, binding: Binding) -> bool:
        subject, predicate, obj = (
            None if is_variable(term) else term for term in filled(atom, binding)
        )
        return next(self._known.match(subject, predicate, obj), None) is not None

    def _of_way(self, way: Way, goal: Triple) -> Iterator[Miss]:
        if self._store is None:
            return
        for binding in way.bindings(goal):
            passed = way.unfiltered(binding, self._store, most=EACH)
            for solution in passed:
                unmet = way.unmet(solution, self._store)
                found = [t for c in unmet for t in way.found(c, solution, self._store)]
                texts = tuple(way.refusal(condition, solution) for condition in unmet)
                if texts:
                    yield Miss(
                        way.rule.name, goal, way.matched(solution), None, texts, tuple(found)
                    )
            if not passed:
                for present, missing, _ in self._lacking(way.required, binding, way.rule.name):
                    if missing != goal:
                        yield Miss(way.rule.name, goal, present, missing, several=True)


def _connected(atoms: Sequence[Atom], bound: set[str]) -> bool:
    """Tell whether every atom is tied to what is bound, over other atoms if need be."""
    reached = set(bound)
    waiting = [atom for atom in atoms if atom.variables()]
    while waiting:
        tied = [atom for atom in waiting if atom.variables() & reached]
        if not tied:
            return False
        for atom in tied:
            reached |= atom.variables()
            waiting.remove(atom)
    return True


def _chosen(goal: Triple, found: dict[Triple, list[Miss]], above: frozenset[Triple]) -> list[Miss]:
    """Put the misses of missing premises below them, and keep the nearest that tell something."""
    chosen = []
    for miss in found.get(goal, ()):
        missing = miss.missing
        if missing is not None and missing in above:
            continue
        if missing is not None and len(above) < DEPTH:
            # One miss may stand in several places, with less below it.
            miss = replace(miss, below=_chosen(missing, found, above | {goal}))  # noqa: PLW2901
        nothing = missing is not None and any(map(is_variable, missing)) and len(miss.present) == 0
        if miss.present or miss.unmet or miss.below or (nothing and miss.several):
            chosen.append(miss)
    chosen.sort(key=_nearest_first)
    nearest = [miss for miss in chosen if miss.distance == chosen[0].distance]
    return [*nearest[:SHOWN], *chosen[len(nearest) :][:FARTHER]]


def _nearest_first(miss: Miss) -> tuple[int, int, str, Triple, tuple[Triple, ...]]:
    missing = miss.missing or ("", "", "")
    return miss.distance, -len(miss.present), miss.rule, missing, miss.present
