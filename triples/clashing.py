"""Inconsistencies of a whole graph: every instance of a rule without a head, over what is known.

The instances are looked for rule by rule, from the smaller side of each join; a bound holds the
whole look to a number of joins, so that on a large graph it ends with a note and not with the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..ontology.compiling import SAME_AS, TYPE
from ..ontology.datatypes import OWL_2_RL, belongs, value_of
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import CLASHES, LITERAL_CLASH, Atom, is_variable
from .deriving import Derivation, has_equality
from .joining import Known
from .stepping import filled, joined, unify
from .unstored import rival_literals

LOOKS = 300_000
"""How many triples are taken as the start of a join, in all."""


@dataclass(frozen=True, slots=True)
class Clash:
    """An inconsistency: the rule by its W3C name, what clashes, and what says so."""

    rule: str
    premises: tuple[Triple, ...]
    schema: tuple[Triple, ...] = ()

    @property
    def message(self) -> str:
        """Say in one sentence what is wrong."""
        return CLASHES.get(self.rule, LITERAL_CLASH)


def inconsistencies(
    derivation: Derivation, known: Known, most: int
) -> tuple[list[Clash], list[str]]:
    """List the inconsistencies among what is known, by rule and triples, at most so many.

    Gives notes beside them where a bound was reached. One clash is told once, whichever of its
    triples comes first.
    """
    looking = _Looking(derivation, known)
    found: dict[tuple[str, frozenset[Triple]], Clash] = {}
    notes = []
    for clash in looking.all():
        found.setdefault((clash.rule, frozenset(clash.premises)), clash)
        if len(found) > most:
            notes.append(f"there are more than {most} inconsistencies; the first are shown")
            break
    if looking.left <= 0:
        notes.append("the graph is too large to be looked through here: not all of it was")
    shown = list(found.values())[:most]
    return sorted(shown, key=lambda clash: (clash.rule, clash.premises)), notes


class _Looking:
    """One look through what is known, and how much of it is still allowed."""

    def __init__(self, derivation: Derivation, known: Known) -> None:
        self._program = derivation.program
        self._plain = known
        self._known = derivation.whole(known)
        self._equality = has_equality(known)
        self.left: float = LOOKS
        self._cuts: set[str] = set()

    def all(self) -> Iterator[Clash]:
        rules = self._program.rules
        if self._equality:
            yield from self._apart()
            rules = (*rules, *self._program.equality)
        for rule in rules:
            if rule.head is None:
                for premises, _ in self._instances(rule.name, rule.body):
                    yield Clash(rule.name, premises, rule.premises)
            elif rule.head.predicate == SAME_AS and rule not in self._program.equality:
                for premises, solution in self._instances(rule.name, rule.body):
                    one, _, other = filled(rule.head, solution)
                    if rival_literals(one, other):
                        yield Clash("dt-diff", premises, rule.premises)
        yield from self._ill_typed()

    def _instances(
        self, name: str, body: Sequence[Atom]
    ) -> Iterator[tuple[tuple[Triple, ...], dict[str, str]]]:
        start, triples = self._smallest(body)
        rest = [*body[:start], *body[start + 1 :]]
        for triple in triples:
            if not self._allowed():
                return
            binding = unify(body[start], triple, {})
            if binding is None:
                continue
            for solution in joined(rest, binding, self._known, self._cuts, name):
                yield tuple(filled(atom, solution) for atom in body), solution

    def _smallest(self, body: Sequence[Atom]) -> tuple[int, Iterator[Triple]]:
        """Find the atom with the fewest matches by reading all of them side by side."""
        if len(body) == 1:
            return 0, self._matches(body[0])
        readers = [self._matches(atom) for atom in body]
        read: list[list[Triple]] = [[] for _ in body]
        while True:
            for place, reader in enumerate(readers):
                triple = next(reader, None)
                if triple is None or not self._allowed(0.02):
                    return place, iter(read[place])
                read[place].append(triple)

    def _matches(self, atom: Atom) -> Iterator[Triple]:
        subject, predicate, obj = (None if is_variable(term) else term for term in atom)
        return self._known.match(subject, predicate, obj)

    def _allowed(self, cost: float = 1) -> bool:
        self.left -= cost
        return self.left > 0

    def _apart(self) -> Iterator[Clash]:
        """eq-diff2 and eq-diff3: names of one individual that owl:AllDifferent keeps apart."""
        whole_of = {name: whole for whole in self._program.apart for name in whole.members}
        for same in self._plain.match(None, SAME_AS, None):
            one, _, other = same
            if one == other or not self._allowed():
                continue
            for whole in self._program.apart:
                if one in whole_of and {one, other} <= set(whole.members):
                    yield Clash(whole.rule, (same,), whole.premises)

    def _ill_typed(self) -> Iterator[Clash]:
        """dt-not-type: literals outside their own datatype, or one that a rule puts them in."""
        for rule in self._program.rules:
            head = rule.head
            if head and head.predicate == TYPE and head.object[1:-1] in OWL_2_RL:
                yield from self._misplaced(rule.name, rule.body, head, rule.premises)
        for triple in islice(self._plain.match(None, None, None), LOOKS):
            if not self._allowed(0.2):
                return
            text = triple[2]
            if text[0] == '"' and text[-1] == ">" and value_of(text) is None:
                datatype = literal_parts(text)[2]
                yield Clash("dt-not-type", (triple, (text, TYPE, f"<{datatype}>")))

    def _misplaced(
        self, name: str, body: Sequence[Atom], head: Atom, schema: tuple[Triple, ...]
    ) -> Iterator[Clash]:
        for premises, solution in self._instances(name, body):
            literal, _, datatype = typed = filled(head, solution)
            if literal[0] == '"' and belongs(literal, datatype[1:-1]) is False:
                yield Clash("dt-not-type", (*premises, typed), schema)
