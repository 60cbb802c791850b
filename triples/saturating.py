"""Semi-naive evaluation of a rule program in memory, triple by triple, over integers.

Every term gets a number; each new triple is joined once, through every body atom it matches, with
the triples that are there already. Equality is handled by representatives: the triples of all
names of one individual are kept once, under one name (Motik and others, "Handling owl:sameAs via
Rewriting", AAAI 2015). What is read off the result, every name included, is in `evaluating`.
"""

from collections.abc import Iterator

from ..ontology.datatypes import belongs, value_of
from ..ontology.ntriples import Triple
from ..ontology.program import CLASHES, LITERAL_CLASH, SAME_AS, TYPE, Program
from .triggers import FROM_SUBJECT, Places, Trigger, arm

EQUALITY = "eq-rep"


class Saturation:
    """Triples, indexed both ways, that know how to saturate themselves under a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._names = list(dict.fromkeys(rule.name for rule in program.rules))
        self._rule_names = [self._names.index(rule.name) for rule in program.rules]
        self._terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._is_literal = bytearray()
        self._objects: dict[int, dict[int, set[int]]] = {}
        self._subjects: dict[int, dict[int, set[int]]] = {}
        self._origin: dict[Places, int] = {}
        self._queue: list[Places] = []
        self._concluded: list[tuple[int, int, int, int]] = []
        self._merges: list[tuple[int, int]] = []
        self._representative: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._clashes: dict[tuple[str, str, tuple[Places, ...]], None] = {}
        self._type, self._same = self._number(TYPE), self._number(SAME_AS)
        self._fixed = {self._number(term) for term in program.constants()}
        self._armed = arm(program, self._current)

    # Terms and rules as numbers

    def _number(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            self._is_literal.append(term[0] == '"')
            if self._is_literal[number] and self._program.datatypes:
                self._place_literal(term, number)
        return number

    def _place_literal(self, term: str, number: int) -> None:
        """dt-type2, for the datatypes that some rule asks for."""
        for datatype in sorted(self._program.datatypes):
            if belongs(term, datatype[1:-1]):
                self._add(number, self._type, self._number(datatype), self._rule("dt-type2"))

    def _numbered(self, triple: Triple) -> Places:
        subject, predicate, obj = triple
        return self._number(subject), self._number(predicate), self._number(obj)

    def _written(self, numbers: Places) -> Triple:
        subject, predicate, obj = numbers
        return self._terms[subject], self._terms[predicate], self._terms[obj]

    def _current(self, term: str) -> int:
        number = self._number(term)
        return self._representative.get(number, number)

    def _now(self, numbers: Places) -> Places:
        subject, predicate, obj = numbers
        current = self._representative.get
        return current(subject, subject), current(predicate, predicate), current(obj, obj)

    def _rule(self, name: str) -> int:
        if name not in self._names:
            self._names.append(name)
        return self._names.index(name)

    def _names_of(self, term: int) -> list[int]:
        return self._members.get(term) or [term]

    def _triples(self) -> Iterator[Places]:
        for predicate, by_subject in self._objects.items():
            for subject, objects in by_subject.items():
                for obj in objects:
                    yield subject, predicate, obj

    # Evaluation

    def _saturate(self) -> None:
        """Work until every triple has been joined and no two names are left to merge."""
        queue, rule_names = self._queue, self._rule_names
        copies, triggers = self._armed.copies, self._armed.triggers
        while queue or self._merges:
            if self._merges:
                self._merge(*self._merges.pop())
                copies, triggers = self._armed.copies, self._armed.triggers
                continue
            triple = subject, predicate, obj = queue.pop()
            if self._representative and self._now(triple) != triple:
                continue  # it came back under its new name
            for key in (predicate, (predicate, obj)):
                for rule, head_subject, head_predicate, head_object in copies.get(key, ()):
                    made = subject if head_subject == FROM_SUBJECT else obj
                    value = subject if head_object == FROM_SUBJECT else obj
                    self._add(
                        made if head_subject < 0 else head_subject,
                        head_predicate,
                        value if head_object < 0 else head_object,
                        rule_names[rule],
                    )
                for trigger in triggers.get(key, ()):
                    self._fire(trigger, subject, obj)
            if self._concluded:
                for conclusion in self._concluded:
                    self._add(*conclusion)
                self._concluded.clear()

    def _add(self, subject: int, predicate: int, obj: int, rule: int) -> None:
        """Put in a triple; `rule` is the number of a rule's name, -1 for an assertion."""
        if self._representative:
            subject, predicate, obj = self._now((subject, predicate, obj))
        if predicate == self._same and subject != obj:
            self._merges.append((subject, obj))
            return
        by_subject = self._objects.get(predicate)
        if by_subject is None:
            by_subject = self._objects[predicate] = {}
            self._subjects[predicate] = {}
        objects = by_subject.get(subject)
        if objects is None:
            by_subject[subject] = {obj}
        elif obj in objects:
            return
        else:
            objects.add(obj)
        subjects = self._subjects[predicate].get(obj)
        if subjects is None:
            self._subjects[predicate][obj] = {subject}
        else:
            subjects.add(subject)
        triple = (subject, predicate, obj)
        if rule >= 0:
            self._origin[triple] = rule
        self._queue.append(triple)

    def _fire(self, trigger: Trigger, subject: int, obj: int) -> None:
        """Join one triple with the rest of a body; conclusions wait until all joins are done."""
        environment = list(trigger.template)
        if trigger.subject_free:
            environment[trigger.subject] = subject
        elif environment[trigger.subject] != subject:
            return
        if trigger.subject == trigger.object and subject != obj:
            return
        if trigger.object_free:
            environment[trigger.object] = obj
        self._join(trigger, 0, environment)

    def _join(self, trigger: Trigger, at: int, environment: list[int]) -> None:
        if at == len(trigger.steps):
            self._conclude(trigger, environment)
            return
        step = trigger.steps[at]
        if step.subject_known:
            objects = self._objects.get(step.predicate, {}).get(environment[step.subject], ())
            if step.object_known:
                if environment[step.object] in objects:
                    self._join(trigger, at + 1, environment)
                return
            for obj in objects:
                environment[step.object] = obj
                self._join(trigger, at + 1, environment)
        elif step.object_known:
            for subject in self._subjects.get(step.predicate, {}).get(environment[step.object], ()):
                environment[step.subject] = subject
                self._join(trigger, at + 1, environment)
        else:
            for subject, objects in self._objects.get(step.predicate, {}).items():
                environment[step.subject] = subject
                for obj in objects:
                    if step.subject != step.object or subject == obj:
                        environment[step.object] = obj
                        self._join(trigger, at + 1, environment)

    def _conclude(self, trigger: Trigger, environment: list[int]) -> None:
        if trigger.head is None:
            self._clash(trigger, environment)
            return
        subject, predicate, obj = (environment[place] for place in trigger.head)
        if predicate == self._same:
            if subject == obj:
                return
            # Two literals are one only when their values are (dt-eq). To merge different ones, as
            # owlrl does, would put each in the place of the other in the whole graph.
            literals = self._is_literal[subject] and self._is_literal[obj]
            if literals and value_of(self._terms[subject]) != value_of(self._terms[obj]):
                self._clash(trigger, environment, LITERAL_CLASH)
                return
        self._concluded.append((subject, predicate, obj, self._rule_names[trigger.rule]))

    def _clash(self, trigger: Trigger, environment: list[int], message: str = "") -> None:
        name = self._program.rules[trigger.rule].name
        body = tuple(
            (environment[subject], environment[predicate], environment[obj])
            for subject, predicate, obj in trigger.body
        )
        self._clashes[name, message or CLASHES[name], body] = None

    # Equality

    def _merge(self, one: int, other: int) -> None:
        """Make two names one: the winner takes over every triple of the loser."""
        current = self._representative.get
        winner, loser = sorted((current(one, one), current(other, other)), key=self._rank)
        if winner == loser:
            return
        members = self._members.setdefault(winner, [winner])
        for member in self._members.pop(loser, [loser]):
            members.append(member)
            self._representative[member] = winner
        self._rename(loser)
        self._add(winner, self._same, winner, self._rule(EQUALITY))
        if loser in self._fixed:
            self._fixed.add(winner)
            self._armed = arm(self._program, self._current)
            self._queue[:] = self._triples()

    def _rank(self, term: int) -> tuple[bool, bool, bool, str]:
        """Prefer names that stand in rules, then IRIs to blank nodes to literals."""
        text = self._terms[term]
        return term not in self._fixed, text[0] == '"', text[0] == "_", text

    def _rename(self, loser: int) -> None:
        """Take out every triple with the loser in it and put it in under its present names."""
        moved: list[Places] = []
        for subject, objects in self._objects.pop(loser, {}).items():
            moved.extend((subject, loser, obj) for obj in objects)
        self._subjects.pop(loser, None)
        for predicate, by_subject in self._objects.items():
            by_object = self._subjects[predicate]
            for obj in by_subject.pop(loser, ()):
                by_object[obj].discard(loser)
                moved.append((loser, predicate, obj))
            for subject in by_object.pop(loser, ()):
                by_subject[subject].discard(loser)
                moved.append((subject, predicate, loser))
        for triple in moved:
            rule = self._origin.pop(triple, -1)
            self._add(*triple, rule if rule >= 0 else self._rule(EQUALITY))
