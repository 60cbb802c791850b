"""One step of a proof, backwards: every rule instance that concludes a triple, within bounds.

A body is joined from its narrowest atom, found by reading all atoms that are in question side by
side until one ends: neither a hub (a place with a million people) nor a class is read through where
another atom decides sooner (compare Ullman, "Principles of Database and Knowledge-Base Systems",
section 11.11, on choosing the next subgoal).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from ..ontology.datatypes import belongs
from ..ontology.ntriples import Triple
from ..ontology.program import (
    SAME_AS,
    TYPE,
    Atom,
    Binding,
    Program,
    Rule,
    filled,
    is_variable,
    unify,
)
from .deriving import Derivation, has_equality
from .joining import Key, Known, key_of
from .proofs import Step
from .unstored import rival_literals

READ = 1000
"""How many triples of one pattern are read before the pattern is cut."""
EACH = 50
"""How many instances of one rule are looked at for one conclusion."""

Outside = Callable[[Triple], Iterator[Step]]


class Steps:
    """The last steps that a triple may have, from what is known.

    `schema` are the rules of the schema itself, joined with the same known triples; without them
    what the schema entails is not taken apart. `outside` gives the instances of the rule files.
    `cuts` names the rules that were not read to the end.
    """

    def __init__(
        self,
        derivation: Derivation,
        known: Known,
        schema: Program | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._derivation, self._known = derivation, derivation.whole(known)
        self._equality = has_equality(known)
        self._heads = heads_of(derivation.program.rules)
        self._equal = [rule for rule in derivation.program.equality if rule.head]
        self._schema = heads_of(schema.rules) if schema else {}
        self._facts = derivation.program.facts
        self._axioms = schema.facts if schema else self._facts
        self._outside = outside
        self._memory: dict[Triple, list[Step]] = {}
        self.cuts: set[str] = set()

    def of(self, triple: Triple) -> list[Step]:
        """List the instances that conclude a triple, none of which has it as a premise."""
        if triple not in self._memory:
            different = dict.fromkeys(self._all(triple))
            self._memory[triple] = [step for step in different if triple not in step.premises]
        return self._memory[triple]

    def _all(self, triple: Triple) -> Iterator[Step]:
        subject, predicate, obj = triple
        if predicate == SAME_AS and subject == obj:
            yield Step("eq-ref", ())
            return
        if predicate == SAME_AS and rival_literals(subject, obj):
            return
        if predicate == TYPE and subject[0] == '"' and belongs(subject, obj[1:-1]):
            yield Step("dt-type2", ())
        for rule in self._concluding(triple):
            binding = unify(rule.head, triple, {})
            if binding is None:
                continue
            found = joined(rule.body, binding, self._known, self.cuts, rule.name)
            for at, solution in enumerate(found):
                if at == EACH:
                    self.cuts.add(rule.name)
                    break
                premises = tuple(filled(atom, solution) for atom in rule.body)
                yield Step(rule.name, premises, rule.premises)
        for instance in self._derivation.renamed(triple, self._known):
            yield Step(instance.rule.name, instance.premises)
        if triple in self._axioms:
            yield Step(self._axioms[triple], ())
        if self._outside:
            yield from islice(self._outside(triple), EACH)

    def _concluding(self, triple: Triple) -> Iterator[Rule]:
        _, predicate, obj = triple
        tables = [self._heads, self._schema] if triple in self._facts else [self._heads]
        for heads in tables:
            yield from heads.get(predicate, ())
            yield from heads.get((predicate, obj), ())
        if self._equality:
            yield from self._equal


def heads_of(rules: Sequence[Rule]) -> Mapping[Key, list[Rule]]:
    """Sort the rules by what they conclude."""
    found: dict[Key, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.head:
            found[key_of(rule.head)].append(rule)
    return found


def joined(
    atoms: Sequence[Atom], binding: Binding, known: Known, cuts: set[str], name: str
) -> Iterator[Binding]:
    """Bind the variables of atoms in every way, the narrowest atom first."""
    if not atoms:
        yield binding
        return
    place, triples = _narrowest(atoms, binding, known, cuts, name)
    rest = [*atoms[:place], *atoms[place + 1 :]]
    for triple in triples:
        further = unify(atoms[place], triple, binding)
        if further is not None:
            yield from joined(rest, further, known, cuts, name)


def _narrowest(
    atoms: Sequence[Atom], binding: Binding, known: Known, cuts: set[str], name: str
) -> tuple[int, list[Triple]]:
    """Find the atom with the fewest matches, and its matches."""
    patterns = []
    for place, atom in enumerate(atoms):
        asked = filled(atom, binding)
        if not any(map(is_variable, asked)):
            return place, [asked] if known.holds(asked) else []
        subject, predicate, obj = (None if is_variable(term) else term for term in asked)
        # A whole class, or all of a property, is read only where nothing narrower is asked.
        wide = subject is None and (obj is None or predicate == TYPE)
        patterns.append((wide, place, (subject, predicate, obj)))
    narrow = [entry for entry in patterns if not entry[0]] or patterns
    if len(narrow) == 1:
        _, place, pattern = narrow[0]
        found = list(islice(known.match(*pattern), READ + 1))
        if len(found) > READ:
            cuts.add(name)
        return place, found[:READ]
    readers = [(place, known.match(*pattern)) for _, place, pattern in narrow]
    read: dict[int, list[Triple]] = {place: [] for place, _ in readers}
    for _ in range(READ):
        for place, reader in readers:
            triple = next(reader, None)
            if triple is None:
                return place, read[place]
            read[place].append(triple)
    cuts.add(name)
    return readers[0][0], read[readers[0][0]]
