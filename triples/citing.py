"""Rule files as rules with premises: what gives a conclusion, and what a change may set off.

A conclusion of a rule file rests on the triple patterns that its WHERE has matched; what filters
test, negation above all, is a condition and no premise.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple
from ..ontology.program import TYPE, Atom, Rule, filled, is_variable
from .branches import Asked, BranchQuery
from .deriving import SetKnown
from .joining import Key, Known, Plan, enter, key_of, plan_from, read, solve
from .rule_patterns import Group, parse, variables

Values = dict[str, frozenset[str]]
# The terms that a changed triple gives a way into a rule.
Entered = tuple[str | None, ...]


@cache
def cited(rule: RuleFile) -> "Cited":
    """Take a rule file apart, once a process; raises RuleFileError where it has not the form."""
    return Cited(rule)


class Cited:
    """A rule file taken apart; the calls ask a store that holds what is asserted and entailed."""

    def __init__(self, rule: RuleFile) -> None:
        self.rule = rule
        parsed = parse(rule)
        self.heads = parsed.heads
        self._branches = [BranchQuery(parsed, branch) for branch in parsed.branches]
        self._sites: dict[Key, list[_Site]] = {}
        for head in parsed.heads:
            for branch in parsed.branches:
                for site in _sites_of(rule.name, head, branch.group):
                    for key in site.keys:
                        self._sites.setdefault(key, []).append(site)

    def reads(self, triple: Triple) -> bool:
        """Tell whether a triple matches some pattern of the rule, a tested one included."""
        return triple[1] in self._sites or (triple[1], triple[2]) in self._sites

    def premises(self, conclusion: Triple, store: Asked) -> Iterator[tuple[Triple, ...]]:
        """Find the ways in which the rule concludes a triple, each as the triples it has matched.

        Each way comes once, in the order of the store; there is none where it is not concluded.
        The patterns come in the order of the file, the optional ones that matched at the end.
        """
        seen: set[tuple[Triple, ...]] = set()
        for branch in self._branches:
            for binding in branch.bindings(conclusion):
                for solution in branch.solutions(binding, store):
                    found = branch.matched(solution)
                    if found not in seen:
                        seen.add(found)
                        yield found

    def concluded(self, conclusion: Triple, store: Asked) -> bool:
        """Tell whether the rule concludes a triple from what the store holds."""
        return any(
            branch.holds(binding, store)
            for branch in self._branches
            for binding in branch.bindings(conclusion)
        )

    def conclusions(self, store: Asked) -> Iterator[tuple[Triple, tuple[Triple, ...]]]:
        """Give all that the rule concludes, with the triples matched, once for each solution."""
        for branch in self._branches:
            for solution in branch.solutions({}, store):
                found = branch.matched(solution)
                for head in self.heads:
                    yield filled(head, solution), found

    def affected(self, triples: Iterable[Triple], known: Known) -> set[Triple]:
        """Find the conclusions that may be gained or lost when triples come or go.

        `triples` are all that came or went together; `known` is the store before, after or in
        between. The answer may hold too much, since filters and negation are not looked at, and
        never too little. It costs what the neighbourhood of the triples costs.
        """
        entering: dict[tuple[int, Entered], None] = {}
        sites: dict[int, _Site] = {}
        changed = list(triples)
        for triple in changed:
            for key in (triple[1], (triple[1], triple[2])):
                for site in self._sites.get(key, ()):
                    bound = site.entered(triple)
                    if bound is not None:
                        sites[id(site)] = site
                        entering[id(site), bound] = None
        if not entering:
            return set()
        both = _Both(known, SetKnown(changed))
        return {
            head for number, bound in entering for head in sites[number].heads_from(bound, both)
        }


class _Site:
    """One pattern of a rule as the way in, and what then binds the terms of a conclusion."""

    def __init__(
        self, name: str, head: Atom, entry: Atom, others: list[Atom], values: Values
    ) -> None:
        # A class that nothing else depends on need not be told: too much may be answered.
        classes = [atom for atom in others if atom.predicate == TYPE and is_variable(atom.object)]
        for atom in classes:
            rest = [one for one in (head, entry, *others) if one is not atom]
            if atom.object not in variables(rest):
                others = [one for one in others if one is not atom]
        # What variables lead to comes before what constants do, which may be everywhere.
        ordered = sorted(others, key=lambda atom: not is_variable(atom.object))
        rule = Rule(name, (entry, *ordered), head)
        self._plan: Plan = plan_from(rule, 0)
        kept = variables([head, *others])
        # A term that nothing else depends on need not tell one way in from another.
        self._kept = [
            place for place, term in zip(self._plan.entry, entry, strict=True) if term in kept
        ]
        allowed = values.get(entry.object)
        self.keys: list[Key] = [key_of(entry)]
        if allowed is not None:
            self.keys = [(entry.predicate, term) for term in sorted(allowed)]

    def entered(self, triple: Triple) -> Entered | None:
        """Bind the way in to a triple; None where it does not match."""
        environment = enter(self._plan, triple)
        if environment is None:
            return None
        return tuple(environment[place] for place in self._kept)

    def heads_from(self, bound: Entered, known: Known) -> Iterator[Triple]:
        """Give the conclusions that go with a way in."""
        environment = list(self._plan.template)
        for place, term in zip(self._kept, bound, strict=True):
            environment[place] = term
        if self._plan.head is not None:
            for _ in solve(self._plan, environment, known):
                yield read(self._plan.head, environment)


class _Both:
    """What is known and what has changed, together."""

    def __init__(self, known: Known, changed: SetKnown) -> None:
        self._known, self._changed = known, changed

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`."""
        seen = list(self._changed.match(subject, predicate, obj))
        yield from seen
        for triple in self._known.match(subject, predicate, obj):
            if triple not in self._changed.triples:
                yield triple

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is known or changed."""
        return self._changed.holds(triple) or self._known.holds(triple)


def _sites_of(
    name: str, head: Atom, group: Group, outer: tuple[Atom, ...] = (), given: Values | None = None
) -> Iterator[_Site]:
    """Make a site of every pattern; what a filter tests leads to the patterns outside it."""
    values = {**(given or {}), **group.values}
    for at, atom in enumerate(group.required):
        rest = group.required[:at] + group.required[at + 1 :]
        yield _Site(name, head, atom, [*rest, *outer], values)
    inside = (*group.required, *outer)
    for inner in (*group.optional, *group.tested):
        yield from _sites_of(name, head, inner, inside, values)
