"""What a full closure has and a store leaves out as noise, worked out where a rule asks for it.

Literals in classes and properties without a name: nobody reads them, and yet a rule may need one
as a premise (not so `x owl:sameAs x`, which gives nothing new). They are found backwards from the
stored triples, by tables of goals that are filled until nothing is new (Tamaki and Sato, "OLD
Resolution with Tabulation", 1986), so that rules which lead in a circle end.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ..ontology.compiling import SAME_AS, TYPE
from ..ontology.datatypes import belongs, value_of
from ..ontology.noise import is_noise
from ..ontology.ntriples import Triple
from ..ontology.program import Program, is_variable
from .joining import Key, Known, Pattern, Plan, RuleIndex, enter, key_of, read, solve

# Beside so many known triples no literal is looked for as a subject, and among so many values for
# a literal: a place with a hundred thousand births would be read again, for what only a literal in
# the place of a person could add.
_HUB = 1000
_RESOURCE = "<http://www.w3.org/2000/01/rdf-schema#Resource>"
_SUBJECT_NOISE = tuple(
    f"<http://www.w3.org/{name}#"
    for name in ("1999/02/22-rdf-syntax-ns", "2000/01/rdf-schema", "2002/07/owl", "2001/XMLSchema")
)


def rival_literals(subject: str, obj: str) -> bool:
    """Tell two literals of different value: no rule may make them one (dt-diff)."""
    return subject[0] == '"' and obj[0] == '"' and value_of(subject) != value_of(obj)


def literal_subjects(program: Program) -> set[Key]:
    """Name the predicates (and classes) which a rule may say of a literal: inverses, ranges."""
    reached: set[Key] = set()
    growing = True
    while growing:
        growing = False
        for rule in program.rules:
            if rule.head is None or not is_variable(rule.head.subject):
                continue
            key, name = key_of(rule.head), rule.head.subject
            if key in reached or rule.head.predicate == SAME_AS:
                continue
            if any(
                atom.object == name or (atom.subject == name and key_of(atom) in reached)
                for atom in rule.body
            ):
                reached.add(key)
                growing = True
    return reached


Doubtful = Known  # triples that a store has, each of which counts only if something entails it


class Whole:
    """Known triples and the noise that follows from them; it is `joining.Known` itself.

    What was worked out is kept: make another where what is known has changed.
    """

    has_noise = True

    def __init__(
        self,
        program: Program,
        index: RuleIndex,
        literals: set[Key],
        known: Known,
        doubtful: Doubtful | None = None,
    ) -> None:
        self._program, self._index, self._literals, self._known = program, index, literals, known
        self._seen = _Seen(self, known, doubtful, self.solved)
        self._ahead = _Seen(self, known, doubtful, self._table)
        self.equality = getattr(known, "equality", None)
        # Tables that are full, and those that are being filled for the goal just asked.
        self._full: dict[Pattern, dict[Triple, None]] = {}
        self._tables: dict[Pattern, dict[Triple, None]] = {}

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find known triples and noise; see `joining.Known`."""
        return self._seen.match(subject, predicate, obj)

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is known, or noise that follows."""
        return self._seen.holds(triple)

    def may_be_noise(self, subject: str | None, predicate: str | None, obj: str | None) -> bool:
        """Tell a pattern that noise may match, from the program alone."""
        if predicate is None:
            return False  # only equality asks so, and it renames the premises of noise as well
        if subject is None:
            literal = predicate in self._literals or (
                obj is not None and (predicate, obj) in self._literals
            )
            return literal or predicate[0] != "<" or (predicate == TYPE and obj == _RESOURCE)
        if subject[0] == '"' or predicate[0] != "<" or subject.startswith(_SUBJECT_NOISE):
            return True
        return predicate == TYPE and obj == _RESOURCE

    def solved(self, goal: Pattern) -> list[Triple]:
        """Give the noise that matches a pattern: fill tables of goals until nothing is new."""
        if goal in self._full:
            return list(self._full[goal])
        self._tables.setdefault(goal, {})
        size = -1
        while size != (size := sum(1 + len(table) for table in self._tables.values())):
            for asked in list(self._tables):
                self._fill(asked)
            if None not in goal and self._tables[goal]:
                # It holds: the other goals are not finished, and are begun anew when asked.
                self._tables = {goal: self._tables[goal]}
                break
        self._full.update(self._tables)
        self._tables = {}
        return list(self._full[goal])

    def _fill(self, goal: Pattern) -> None:
        table = self._tables[goal]
        if table and None not in goal:
            return
        for triple in self._derived(goal):
            if (None not in goal or is_noise(*triple)) and triple not in table:
                table[triple] = None
                if None not in goal:
                    return

    def _derived(self, goal: Pattern) -> Iterator[Triple]:
        """Give what one step concludes for a goal, from what is known and what the tables hold."""
        subject, predicate, obj = goal
        if predicate is None:
            return
        if subject is not None:
            yield from self._given(subject, predicate, obj)
        # Noise is never concluded by equality alone: its premises are renamed as well.
        whole = subject is not None and obj is not None and not is_noise(subject, predicate, obj)
        equality = whole and has_equality(self._known)
        # Under a proper predicate only literals are noise as subjects.
        open_ = subject is None and predicate[0] == "<" and obj != _RESOURCE
        for plan in self._index.concluding(predicate, obj, equality=equality):
            for start in self._literal_starts(plan, goal) if open_ else (subject,):
                yield from self._concluded(plan, (start, predicate, obj))

    def _concluded(self, plan: Plan, goal: Pattern) -> Iterator[Triple]:
        environment = enter(plan, goal)
        if environment is None or plan.head is None:
            return
        for _ in solve(plan, environment, self._ahead):
            made = read(plan.head, environment)
            if goal[1] != SAME_AS or not rival_literals(made[0], made[2]):
                yield made

    def _literal_starts(self, plan: Plan, goal: Pattern) -> Iterable[str]:
        """Find the literals that a plan may conclude something of, for a goal without a subject.

        Where the body has one as a subject, noise has it; else it is an object of what is known.
        So a class or a property of a million persons is not gone through for the sake of none.
        """
        environment = enter(plan, goal)
        if environment is None or plan.head is None:
            return ()
        place = plan.head[0]
        if (constant := environment[place]) is not None:
            return (constant,)
        said = [step for step in plan.steps if step[0] == place]
        if said:
            _, predicate, obj = (environment[at] for at in said[0])
            found = (triple[0] for triple in self._table((None, predicate, obj)))
        else:
            step = next(step for step in plan.steps if step[2] == place)
            subject, predicate = environment[step[0]], environment[step[1]]
            read_ = islice(self._ahead.match(subject, predicate, None), _HUB)
            found = (triple[2] for triple in read_)
        return dict.fromkeys(term for term in found if term[0] == '"')

    def _given(self, subject: str, predicate: str, obj: str | None) -> Iterator[Triple]:
        """dt-type2, for the datatypes that some rule asks for."""
        if predicate == TYPE and subject[0] == '"':
            for datatype in self._program.datatypes:
                if obj in (None, datatype) and belongs(subject, datatype[1:-1]):
                    yield subject, TYPE, datatype

    def _table(self, goal: Pattern) -> list[Triple]:
        """Give the answers to a goal so far, and make it one to be worked on."""
        full = self._full.get(goal)
        return list(self._tables.setdefault(goal, {}) if full is None else full)


class _Seen:
    """What is known, with the noise and the doubtful that `solved` gives for a pattern."""

    def __init__(
        self,
        whole: Whole,
        known: Known,
        doubtful: Doubtful | None,
        solved: Callable[[Pattern], list[Triple]],
    ) -> None:
        self._whole, self._known, self._doubtful, self._solved = whole, known, doubtful, solved

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        found = 0
        if not _only_noise(subject, predicate):
            for triple in self._known.match(subject, predicate, obj):
                found += 1
                yield triple
            if self._doubtful is not None:
                for triple in self._doubtful.match(subject, predicate, obj):
                    yield from self._solved(triple)
        if found < _HUB and self._whole.may_be_noise(subject, predicate, obj):
            yield from self._solved((subject, predicate, obj))

    def holds(self, triple: Triple) -> bool:
        if not _only_noise(triple[0], triple[1]):
            if self._known.holds(triple):
                return True
            if self._doubtful is not None and self._doubtful.holds(triple):
                return bool(self._solved(triple))
        return self._whole.may_be_noise(*triple) and bool(self._solved(triple))


def has_equality(known: Known) -> bool:
    """Tell whether anything is known under two names; what knows it by heart has `equality`."""
    told = getattr(known, "equality", None)
    if isinstance(told, bool):
        return told
    return any(subject != obj for subject, _, obj in known.match(None, SAME_AS, None))


def _only_noise(subject: str | None, predicate: str | None) -> bool:
    """Tell a pattern that is no RDF: no store holds what it matches, or can be asked for it."""
    return (subject is not None and subject[0] == '"') or (
        predicate is not None and predicate[0] != "<"
    )
