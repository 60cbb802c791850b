"""Inconsistencies of a whole graph: every instance of a rule without a head, over what is known.

The instances are looked for rule by rule, from the smaller side of each join. A bound on what is
read holds the whole look, so that on a large graph it ends with a note and not with the day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..ontology.compiling import SAME_AS, TYPE
from ..ontology.datatypes import OWL_2_RL, belongs, value_of
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import CLASHES, LITERAL_CLASH, Atom, Rule, filled, is_variable, unify
from .deriving import Derivation, has_equality
from .joining import Known
from .stepping import joined
from .unstored import rival_literals

READ = 1_500_000
"""How many triples are read in all."""
SHARE = 8
"""No rule may read more than this part of them, so that one does not take them from the others."""


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
    read = _Read(known)
    looking = _Looking(derivation, read)
    found: dict[tuple[str, frozenset[Triple]], Clash] = {}
    notes = []
    for clash in looking.all():
        found.setdefault((clash.rule, frozenset(clash.premises)), clash)
        if len(found) > most:
            notes.append(f"there are more than {most} inconsistencies; the first are shown")
            break
    if read.spent:
        notes.append("the graph is too large to be looked through here: not all of it was")
    shown = list(found.values())[:most]
    return sorted(shown, key=lambda clash: (clash.rule, clash.premises)), notes


class _Spent(Exception):
    """The rule has read its share."""


class _Read:
    """What is known, and how much of it was read; it is `joining.Known`."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._left, self._share = READ, 0
        self.spent = False

    def renew(self) -> None:
        """Give the next rule its share of what is left."""
        self._share = min(self._left, READ // SHARE)

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`. Raises _Spent."""
        for triple in self._known.match(subject, predicate, obj):
            self._count()
            yield triple

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is among them. Raises _Spent."""
        self._count()
        return self._known.holds(triple)

    def typed(self) -> Iterator[Triple]:
        """Give the triples with literals that may be ill typed, all where it is not known."""
        typed = getattr(self._known, "typed", None)
        for triple in typed(_CHECKED) if typed else self._known.match(None, None, None):
            self._count()
            yield triple

    def _count(self) -> None:
        self._left -= 1
        self._share -= 1
        if self._share < 0:
            self.spent = True
            raise _Spent


class _Looking:
    """One look through what is known, rule by rule."""

    def __init__(self, derivation: Derivation, read: _Read) -> None:
        self._derivation, self._read = derivation, read
        self._program = derivation.program
        read.renew()
        self._equality = has_equality(read)
        self._known: Known = derivation.whole(read)

    def all(self) -> Iterator[Clash]:
        """Give every clash, some of them more than once."""
        rules = self._program.rules
        if self._equality:
            yield from self._within_share(self._apart)
            rules = (*rules, *self._program.equality)
        for rule in rules:
            if rule.head is None:
                yield from self._within_share(self._denied, rule)
            elif rule.head.predicate == SAME_AS and rule not in self._program.equality:
                yield from self._within_share(self._unequal, rule)
            elif rule.head.predicate == TYPE and rule.head.object[1:-1] in OWL_2_RL:
                yield from self._within_share(self._misplaced, rule)
        yield from self._within_share(self._ill_typed)

    def _within_share(self, look: Callable[..., Iterator[Clash]], *rule: Rule) -> Iterator[Clash]:
        self._read.renew()
        with suppress(_Spent):
            yield from look(*rule)

    def _denied(self, rule: Rule) -> Iterator[Clash]:
        for premises, _ in self._instances(rule):
            yield Clash(rule.name, premises, rule.premises)

    def _unequal(self, rule: Rule) -> Iterator[Clash]:
        """dt-diff: a rule that would make two literals of different value one."""
        for premises, solution in self._instances(rule):
            one, _, other = _concluded(rule, solution)
            if rival_literals(one, other):
                yield Clash("dt-diff", premises, rule.premises)

    def _misplaced(self, rule: Rule) -> Iterator[Clash]:
        """dt-not-type: a literal that a rule puts into a datatype it is not of."""
        for premises, solution in self._instances(rule):
            literal, _, datatype = typed = _concluded(rule, solution)
            if literal[0] == '"' and belongs(literal, datatype[1:-1]) is False:
                yield Clash("dt-not-type", (*premises, typed), rule.premises)

    def _ill_typed(self) -> Iterator[Clash]:
        """dt-not-type: literals outside their own datatype."""
        for triple in self._read.typed():
            text = triple[2]
            if text[0] == '"' and text[-1] == ">" and value_of(text) is None:
                datatype = literal_parts(text)[2]
                yield Clash("dt-not-type", (triple, (text, TYPE, f"<{datatype}>")))

    def _apart(self) -> Iterator[Clash]:
        """eq-diff2 and eq-diff3: names of one individual that owl:AllDifferent keeps apart."""
        for same in self._read.match(None, SAME_AS, None):
            for whole in self._derivation.kept_apart(same):
                yield Clash(whole.rule, (same,), whole.premises)

    def _instances(self, rule: Rule) -> Iterator[tuple[tuple[Triple, ...], dict[str, str]]]:
        start, triples = self._smallest(rule.body)
        rest = [*rule.body[:start], *rule.body[start + 1 :]]
        for triple in triples:
            binding = unify(rule.body[start], triple, {})
            if binding is None:
                continue
            for solution in joined(rest, binding, self._known, set(), rule.name):
                yield tuple(filled(atom, solution) for atom in rule.body), solution

    def _smallest(self, body: Sequence[Atom]) -> tuple[int, Iterator[Triple]]:
        """Find the atom with the fewest matches by reading all of them side by side."""
        if len(body) == 1:
            return 0, self._matches(body[0])
        readers = [self._matches(atom) for atom in body]
        read: list[list[Triple]] = [[] for _ in body]
        while True:
            for place, reader in enumerate(readers):
                triple = next(reader, None)
                if triple is None:
                    return place, iter(read[place])
                read[place].append(triple)

    def _matches(self, atom: Atom) -> Iterator[Triple]:
        subject, predicate, obj = (None if is_variable(term) else term for term in atom)
        return self._known.match(subject, predicate, obj)


def _concluded(rule: Rule, solution: Mapping[str, str]) -> Triple:
    assert rule.head is not None  # noqa: S101  only rules with a head are asked
    return filled(rule.head, solution)


# Every literal of these has a value: there is nothing to check.
_ALWAYS = {
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/2000/01/rdf-schema#Literal",
}
_CHECKED = OWL_2_RL - _ALWAYS
