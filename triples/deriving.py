"""One step of derivation, both ways: what follows from a triple, and what gives it.

Works on any store of asserted and entailed triples in which the closure is complete but for noise
(`ontology.noise`), with the rules of a program and without a copy of the graph in memory. A call
costs what the neighbourhood of the triple costs: no class and no property is read from end to end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..ontology.compiling import EQUALITY, SAME_AS, TYPE
from ..ontology.datatypes import OWL_2_RL, belongs, value_of
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import Apart, Atom, Program, Rule
from .joining import Known, Plan, RuleIndex, enter, read, solve
from .store import Store
from .unstored import Whole, has_equality, literal_subjects, rival_literals

__all__ = ["Derivation", "Instance", "Known", "SetKnown", "StoreKnown", "has_equality"]


_EQ_REP_O = next(rule for rule in EQUALITY if rule.name == "eq-rep-o")


class Instance(NamedTuple):
    """A rule under one binding: its body as triples, in the order of the rule.

    dt-type2 and eq-ref have no premises.
    """

    rule: Rule
    premises: tuple[Triple, ...]


class StoreKnown:
    """The triples of a store, of all graphs together."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`."""
        seen: set[Triple] = set()
        for triple, _ in self._store.match(subject, predicate, obj):
            if triple not in seen:
                seen.add(triple)
                yield triple

    def holds(self, triple: Triple) -> bool:
        """Tell whether some graph has a triple."""
        return any(True for _ in self._store.match(*triple))


class SetKnown:
    """A set of triples in memory, indexed for every pattern that a rule asks."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self.triples: set[Triple] = set()
        self._by: dict[tuple[str | None, str | None, str | None], dict[Triple, None]]
        self._by = defaultdict(dict)
        for triple in triples:
            self.add(triple)

    def add(self, triple: Triple) -> None:
        """Put in a triple."""
        if triple not in self.triples:
            self.triples.add(triple)
            for pattern in _patterns(triple):
                self._by[pattern][triple] = None

    def discard(self, triple: Triple) -> None:
        """Take out a triple, if it is there."""
        if triple in self.triples:
            self.triples.discard(triple)
            for pattern in _patterns(triple):
                del self._by[pattern][triple]

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`."""
        if subject is not None and predicate is not None and obj is not None:
            if (subject, predicate, obj) in self.triples:
                yield subject, predicate, obj
            return
        yield from list(self._by.get((subject, predicate, obj), ()))

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is in the set."""
        return triple in self.triples


def _patterns(triple: Triple) -> list[tuple[str | None, str | None, str | None]]:
    subject, predicate, obj = triple
    return [
        (None, None, None),
        (subject, None, None),
        (None, predicate, None),
        (None, None, obj),
        (subject, predicate, None),
        (None, predicate, obj),
        (subject, None, obj),
    ]


class Derivation:
    """The rules of a program, indexed by body and by head, the rules of equality included."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.index = RuleIndex(program)
        self._literals = literal_subjects(program)
        self._merging = {
            atom.predicate
            for rule in program.rules
            if rule.head and rule.head.predicate == SAME_AS
            for atom in rule.body
        }
        self._apart = [(whole, frozenset(whole.members)) for whole in program.apart]

    def whole(self, known: Known, doubtful: Known | None = None) -> Whole:
        """See what is known together with the noise that follows from it.

        `doubtful` are triples that hold only where something entails them from the known ones.
        """
        if isinstance(known, Whole):
            return known
        return Whole(self.program, self.index, self._literals, known, doubtful)

    def _seen(self, known: Known) -> Known:
        """See the noise too, unless what is known has it already."""
        return known if getattr(known, "has_noise", False) else self.whole(known)

    def instances(self, triple: Triple, known: Known) -> Iterator[Instance]:
        """Find, one by one, the instances of rules that conclude a triple.

        All premises hold in `known` or are noise that follows from it; the triple itself is never
        among them. One instance may come twice, where two atoms of a rule are alike.
        """
        subject, predicate, obj = triple
        if predicate == SAME_AS:
            if subject == obj:
                yield Instance(Rule("eq-ref", (), Atom(*triple)), ())
                return
            if rival_literals(subject, obj):
                return
        if predicate == TYPE and subject[0] == '"' and belongs(subject, obj[1:-1]):
            yield Instance(Rule("dt-type2", (), Atom(*triple)), ())
        whole = self._seen(known)
        equality = has_equality(known)
        for plan in self.index.concluding(predicate, obj, equality=equality):
            environment = enter(plan, triple)
            if environment is None:
                continue
            for _ in solve(plan, environment, whole):
                instance = _instance(plan, environment)
                if triple not in instance.premises:
                    yield instance
        yield from self.renamed(triple, self.whole(known))

    def renamed(self, triple: Triple, whole: Whole) -> Iterator[Instance]:
        """eq-rep-o for two literals of one value that a rule made one: noise that nobody stores."""
        subject, predicate, obj = triple
        if obj[0] != '"' or predicate not in self._merging:
            return
        for same in whole.solved((None, SAME_AS, obj)):
            named = (subject, predicate, same[0])
            if same[0] != obj and whole.holds(named):
                yield Instance(_EQ_REP_O, (same, named))

    def kept_apart(self, triple: Triple) -> Iterator[Apart]:
        """eq-diff2 and eq-diff3: the owl:AllDifferent that a triple makes one individual of two."""
        one, predicate, other = triple
        if predicate == SAME_AS and one != other:
            for whole, members in self._apart:
                if one in members and other in members:
                    yield whole

    def consequences(self, triple: Triple, known: Known) -> Iterator[tuple[Triple, Instance]]:
        """Find what follows in one step from a triple and others that are known, with the instance.

        The triple is taken to hold. What is concluded may be known already, may be noise, and may
        come more than once; what is a premise itself and `x owl:sameAs x` are left out. Two
        literals that a rule made one are not followed any further.
        """
        whole = self._seen(known)
        equality = triple[1] == SAME_AS or has_equality(known)
        for plan in self.index.set_off(triple, equality=equality):
            environment = enter(plan, triple)
            if environment is None or plan.head is None:
                continue
            for _ in solve(plan, environment, whole):
                made = read(plan.head, environment)
                instance = _instance(plan, environment)
                if made in instance.premises or (made[1] == SAME_AS and not _merges(made)):
                    continue
                yield made, instance

    def clashes(self, triple: Triple, known: Known) -> Iterator[Instance]:
        """Find the inconsistencies that a triple has part in, each as the instance of a rule.

        A rule that would make two literals of different value one is among them (dt-diff), and
        eq-diff2 and dt-not-type, whose premise is the triple alone.
        """
        whole = self._seen(known)
        equality = triple[1] == SAME_AS or has_equality(known)
        for plan in self.index.set_off(triple, equality=equality):
            if plan.head is not None and plan.rule.head and plan.rule.head.predicate != SAME_AS:
                continue
            environment = enter(plan, triple)
            if environment is None:
                continue
            for _ in solve(plan, environment, whole):
                if plan.head is None:
                    yield _instance(plan, environment)
                    continue
                made = read(plan.head, environment)
                if plan.rule not in self.program.equality and rival_literals(made[0], made[2]):
                    yield _instance(plan, environment)
        for apart in self.kept_apart(triple):
            rule = Rule(apart.rule, (Atom(*triple),), premises=apart.premises)
            yield Instance(rule, (triple,))
        if _ill_typed(triple):
            yield Instance(Rule("dt-not-type", (Atom(*triple),)), (triple,))


def _merges(same: Triple) -> bool:
    return same[0] != same[2] and not rival_literals(same[0], same[2])


def _ill_typed(triple: Triple) -> bool:
    subject, predicate, obj = triple
    if predicate == TYPE and subject[0] == '"' and obj[1:-1] in OWL_2_RL:
        return belongs(subject, obj[1:-1]) is False
    if obj[0] == '"' and obj[-1] == ">":
        return literal_parts(obj)[2] in OWL_2_RL and value_of(obj) is None
    return False


def _instance(plan: Plan, environment: list[str | None]) -> Instance:
    return Instance(plan.rule, tuple(read(places, environment) for places in plan.body))
