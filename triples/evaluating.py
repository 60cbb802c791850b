"""The executor in memory, and what is read off a saturated set of triples: answers and findings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, islice, permutations, product
from time import perf_counter

from ..ontology.datatypes import OWL_2_RL, belongs, value_of
from ..ontology.noise import is_noise
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import CLASHES, LITERAL_CLASH, SAME_AS, TYPE, Program
from .closing import Closure, Finding
from .saturating import EQUALITY, Saturation
from .triggers import Places

_DIFFERENT = "<http://www.w3.org/2002/07/owl#differentFrom>"


class InMemory:
    """The executor for graphs that fit into memory, about 600 bytes a triple of the closure."""

    def close(self, program: Program, triples: Iterable[Triple]) -> Closure:
        """Close asserted triples under a program; see `closing.Executor`."""
        return MemoryClosure(program, triples)


class MemoryClosure(Saturation):
    """A closure in memory; it implements `closing.Closure`."""

    def __init__(self, program: Program, triples: Iterable[Triple]) -> None:
        started = perf_counter()
        super().__init__(program)
        self._asserted: set[Places] = set()
        self._given: set[Places] | None = None
        for triple in triples:
            numbers = subject, predicate, obj = self._numbered(triple)
            self._asserted.add(numbers)
            self._add(subject, predicate, obj, -1)
        for triple, name in program.facts.items():
            self._add(*self._numbered(triple), self._rule(name))
        self._saturate()
        self.seconds = perf_counter() - started

    def entailed(self) -> Iterator[Triple]:
        """Give every triple that is entailed, not asserted and not noise, once each."""
        for numbers, _ in self._entailed():
            yield self._written(numbers)

    def counts(self) -> Counter[str]:
        """Count the entailed triples by the rule that gave each of them first."""
        return Counter(name for _, name in self._entailed())

    def findings(self) -> list[Finding]:
        """List every inconsistency, in a stable order."""
        found = {
            Finding(name, tuple(sorted({self._written(self._now(t)) for t in body})), message)
            for name, message, body in self._clashes
        }
        return sorted(found | set(self._literal_findings()) | set(self._equality_findings()))

    def extend(self, triples: Iterable[Triple], rule: str) -> list[Triple]:
        """Conclude further triples under the name of their rule; see `closing.Closure`."""
        started = perf_counter()
        if self._given is None:
            self._given = {numbers for numbers, _ in self._entailed()}
        given, mark, names = self._given, len(self._origin), len(self._representative)
        name = self._rule(rule)
        for triple in triples:
            self._add(*self._numbered(triple), name)
        self._saturate()
        # A merge renames old triples, and then they all have to be looked at again.
        since = mark if len(self._representative) == names else 0
        fresh = [numbers for numbers, _ in self._entailed(since) if numbers not in given]
        given.update(fresh)
        self.seconds += perf_counter() - started
        return [self._written(numbers) for numbers in fresh]

    def _entailed(self, since: int = 0) -> Iterator[tuple[Places, str]]:
        """Give what is entailed, with the name of its rule, from a place in the order of origin."""
        terms, names = self._terms, self._names
        for numbers, rule in self._spelled_out(since):
            subject, predicate, obj = numbers
            if not is_noise(terms[subject], terms[predicate], terms[obj]):
                yield numbers, names[rule]

    def _spelled_out(self, since: int) -> Iterator[tuple[Places, int]]:
        """Give what is not asserted under every name of every individual."""
        derived = islice(self._origin.items(), since, None)
        if not self._members:
            yield from derived
            return
        equality = self._rule(EQUALITY)
        kept = derived if since else ((numbers, None) for numbers in self._triples())
        for numbers, _ in kept:
            own = self._origin.get(numbers, equality)
            first, middle, last = (self._names_of(term) for term in numbers)
            for spelled in product(first, middle, last):
                if spelled not in self._asserted and numbers[1] != self._same:
                    yield spelled, own if spelled == numbers else equality
        for members in self._members.values() if not since else ():
            for one, other in permutations(members, 2):
                if (one, self._same, other) not in self._asserted:
                    yield (one, self._same, other), equality

    # Inconsistencies that no rule of the program finds

    def _literal_findings(self) -> Iterator[Finding]:
        """dt-not-type: literals outside their own datatype, or one that a rule puts them in."""
        for number, text in enumerate(self._terms):
            if self._is_literal[number] and text[-1] == ">" and value_of(text) is None:
                datatype = f"<{literal_parts(text)[2]}>"
                yield self._ill_typed(number, datatype)
        for datatype in sorted(OWL_2_RL):
            kind = self._current(f"<{datatype}>")
            for member in self._subjects.get(self._type, {}).get(kind, ()):
                for name in self._names_of(member):
                    text = self._terms[name]
                    if self._is_literal[name] and belongs(text, datatype) is False:
                        yield self._ill_typed(name, f"<{datatype}>")

    def _ill_typed(self, literal: int, datatype: str) -> Finding:
        """Show where the literal stands, beside the type it does not have."""
        current = self._representative.get(literal, literal)
        uses = sorted(
            self._written((subject, predicate, literal))
            for predicate, by_object in self._subjects.items()
            for subject in by_object.get(current, ())
        )
        typed = (self._terms[literal], TYPE, datatype)
        return Finding("dt-not-type", (*uses[:1], typed), CLASHES["dt-not-type"])

    def _equality_findings(self) -> Iterator[Finding]:
        """eq-diff1, eq-diff2 and dt-diff, read off the classes of equal names."""
        different = self._current(_DIFFERENT)
        stated = {t for t in self._asserted if self._now(t)[1] == different}
        for subject, objects in self._objects.get(different, {}).items():
            if subject in objects:
                pairs = {
                    (one, other)
                    for one, _, other in stated
                    if self._now((one, different, other)) == (subject, different, subject)
                }
                for one, other in pairs or {(subject, subject)}:
                    yield self._equal("eq-diff1", self._terms[one], self._terms[other])
        for whole in self._program.apart:
            for first, second in combinations(whole.members, 2):
                if self._current(first) == self._current(second):
                    yield self._equal(whole.rule, first, second)
        for members in self._members.values():
            literals = [self._terms[term] for term in members if self._is_literal[term]]
            for first, second in combinations(sorted(literals), 2):
                if value_of(first) != value_of(second):
                    yield Finding("dt-diff", ((first, SAME_AS, second),), LITERAL_CLASH)

    def _equal(self, name: str, one: str, other: str) -> Finding:
        clash = (one, SAME_AS, other), (one, _DIFFERENT, other)
        return Finding(name, clash, CLASHES[name])
