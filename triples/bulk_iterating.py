"""The loop around the statements: any SQL engine closes a program with it, set by set.

A round makes the echoes of what is new, then every join, then merges the names that turned out to
be one. What a round gives is what the next one starts from. Only numbers of rows come into Python.
"""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import Any, Protocol

from ..ontology.datatypes import belongs, value_of
from ..ontology.ntriples import Triple
from ..ontology.program import Program
from . import statements as sql
from .bulk_findings import find
from .closing import Finding
from .echoing import Echo, NumberedRule, Place, compose, is_echo
from .progress import Progress, Silent

EQUALITY = "eq-rep"
DATATYPE = "dt-type2"
# Triples that one statement spells out.
_WRITTEN = 5000


class Engine(Protocol):
    """An SQL engine with the tables of `statements`; `known` holds what is asserted at step 0."""

    dialect: sql.Dialect
    rows_at_once: int  # candidates that one statement may take up

    def number(self, terms: Iterable[str]) -> dict[str, int]:
        """Give the numbers of terms; a term not met before gets one, below zero for a literal."""
        ...

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query."""
        ...

    def create(self, table: str, select: str) -> None:
        """Make a table of the rows of a query, in place of one of that name."""
        ...

    def append(self, select: str, step: int) -> int:
        """Add rows of s, p, o, rule to `known` as of a step; tells how many."""
        ...

    def forget(self, condition: str) -> None:
        """Take rows of `known` out."""
        ...


class SetClosure:
    """A closure in SQL tables; it implements `closing.Closure`."""

    def __init__(self, engine: Engine, program: Program, progress: Progress | None = None) -> None:
        started = perf_counter()
        self._engine, self.program = engine, program
        self._progress = progress or Silent()
        self.names = list(dict.fromkeys([EQUALITY, DATATYPE, *(r.name for r in program.rules)]))
        self._numbers = engine.number(
            dict.fromkeys([
                sql.TYPE, sql.SAME_AS, sql.DIFFERENT, sql.RESOURCE,
                *program.constants(),
                *(term for triple in program.facts for term in triple),
                *(name for pair in program.different for name in pair),
            ])
        )  # fmt: skip
        self._type, self._same = self._numbers[sql.TYPE], self._numbers[sql.SAME_AS]
        self._roots: dict[int, int] = {}
        self._renamed = False
        self._step = 0
        self._mark = 0
        engine.create("names", sql.NO_NAMES)
        self._all = self._counted(0)
        self._arm()
        self._add(
            [(*self._numbered(triple), self._rule(name)) for triple, name in program.facts.items()]
        )
        self._place_literals(self._engine.rows("SELECT id, term FROM terms WHERE id < 0"))
        self._saturate(0)
        self.seconds = perf_counter() - started

    # What `closing.Closure` promises

    def entailed(self) -> Iterator[Triple]:
        """Give every triple that is entailed, not asserted and not noise, once each."""
        select = self.entailed_select()
        yield from self._written(f"SELECT s, p, o FROM ({select}) x")

    def counts(self) -> Counter[str]:
        """Count the entailed triples by the rule that gave each of them first."""
        select = self.entailed_select()
        rows = self._engine.rows(f"SELECT rule, count(*) FROM ({select}) x GROUP BY rule")
        return Counter({self.names[rule]: number for rule, number in rows})

    def findings(self) -> list[Finding]:
        """List every inconsistency, in a stable order."""
        numbers = {term: self._current(number) for term, number in self._numbers.items()}
        return find(
            self._engine, self.program, self._rules, self.names, numbers, renamed=self._renamed
        )

    def extend(self, triples: Iterable[Triple], rule: str) -> list[Triple]:
        """Conclude further triples under the name of their rule; see `closing.Closure`."""
        started = perf_counter()
        self._mark = self._step
        since = self._step = self._step + 1
        triples = list(triples)
        numbers = self._engine.number(dict.fromkeys(t for triple in triples for t in triple))
        self._add([(*self._placed(triple, numbers), self._rule(rule)) for triple in triples])
        self._place_literals((n, term) for term, n in numbers.items() if n < 0)
        self._saturate(since)
        if self._renamed:
            entailed = self.entailed_select()
            fresh = f"SELECT s, p, o FROM ({entailed}) x EXCEPT SELECT s, p, o FROM given"
            found = list(self._written(fresh))
            self._engine.create("given", f"SELECT s, p, o FROM ({entailed}) x")
        else:
            found = list(self._written(self.entailed_select(since)))
        self.seconds += perf_counter() - started
        return found

    def withdraw(self) -> None:
        """Take out all that is entailed, so that the same triples can be closed again."""
        if self._renamed:
            again = "SELECT s, p, o, -1 AS rule FROM asserted"
            self._engine.forget("1 = 1")
            self._engine.append(again, 0)
        else:
            self._engine.forget("rule >= 0")

    # For those who read the tables

    def entailed_select(self, since: int = 0, until: int | None = None) -> str:
        """Select the entailed triples as numbers: s, p, o, rule."""
        engine = self._engine
        engine.create("reserved", sql.RESERVED)
        engine.create("odd", sql.odd_predicates(renamed=self._renamed))
        return sql.entailed_select(
            self._numbers,
            renamed=self._renamed,
            equality=self._rule(EQUALITY),
            since=since,
            until=until,
        )

    def _written(self, select: str) -> Iterator[Triple]:
        yield from self._engine.rows(sql.written_select(select))

    # Numbers

    def _numbered(self, triple: Triple) -> tuple[int, int, int]:
        return self._placed(triple, self._numbers)

    def _placed(self, triple: Triple, numbers: dict[str, int]) -> tuple[int, int, int]:
        subject, predicate, obj = (self._current(numbers[term]) for term in triple)
        return subject, predicate, obj

    def _current(self, number: int) -> int:
        return self._roots.get(number, number)

    def _rule(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def _arm(self) -> None:
        """Write the rules over numbers as the names stand now, and compose the echoes."""
        numbers = {term: self._current(number) for term, number in self._numbers.items()}
        self._rules = [sql.number_rule(rule, numbers, self.names) for rule in self.program.rules]
        self._echoes = compose(self._rules, self._type, self._same)
        self._joins = [r for r in self._rules if r.head and not is_echo(r, self._same)]

    # Counts, by which statements are left out and bundled

    def _counted(self, since: int) -> Counter[sql.Head]:
        rows = self._engine.rows(sql.count_select(self._type, since))
        return Counter({(predicate, obj): number for predicate, obj, number in rows})

    def _matches(self, counts: Counter[sql.Head], predicate: int, obj: Place | None) -> int:
        """Estimate how many triples match an atom: exact but for constants of other predicates."""
        if predicate == self._type and not isinstance(obj, int):
            return sum(n for (known, _), n in counts.items() if known == predicate)
        return counts[sql.head_of(predicate, obj or "", self._type)]

    # Evaluation

    def _append(self, select: str) -> int:
        """Add fresh triples as of the present step and count them."""
        return self._engine.append(select, self._step)

    def _add(self, triples: Sequence[tuple[int, int, int, int]]) -> None:
        heads = {sql.head_of(predicate, obj, self._type) for _, predicate, obj, _ in triples}
        for start in range(0, len(triples), _WRITTEN):
            part = sql.values_select(triples[start : start + _WRITTEN], self._dialect)
            self._append(sql.fresh_select(part, heads, self._type, self._engine.dialect))

    def _place_literals(self, literals: Iterable[tuple[int, str]]) -> None:
        """dt-type2, for the datatypes that some rule asks for."""
        if not self.program.datatypes:
            return
        kinds = [
            (name[1:-1], self._current(self._numbers[name])) for name in self.program.datatypes
        ]
        rule, found = self._rule(DATATYPE), []
        for number, term in literals:
            found += [
                (self._current(number), self._type, kind, rule)
                for datatype, kind in kinds
                if belongs(term, datatype)
            ]
        self._add(found)

    def _saturate(self, since: int) -> None:
        """Work from what came since a step until nothing is new."""
        self._progress.begin("close")
        rounds = derived = 0
        self._all = self._counted(0)
        new = self._counted(since)
        while new:
            rounds += 1
            new += self._echo(self._echoes.links, since, new)
            new += self._echo(self._echoes.types, since, new)
            derived += sum(new.values())
            self._step += 1
            start = self._step
            self._join(since, new)
            complete = self._equate(since, new)
            self._all = self._counted(0)
            new = self._counted(0) if complete else self._counted(start)
            since = 0 if complete else start
            self._progress.advance(sum(new.values()))
        self._progress.end(f"{rounds} rounds, {derived:,} triples")

    def _echo(
        self, echoes: Sequence[Echo], since: int, new: Counter[sql.Head]
    ) -> Counter[sql.Head]:
        """Make the echoes of what came since a step, some heads at a time; count what is new."""
        self._step += 1
        start, at_work = (
            self._step,
            [(self._matches(new, echo.predicate, echo.if_object), echo) for echo in echoes],
        )
        heads: dict[sql.Head, list[tuple[int, Echo]]] = {}
        for number, echo in at_work:
            if number:
                head = sql.head_of(echo.head_predicate, echo.head_object, self._type)
                heads.setdefault(head, []).append((number, echo))
        bundle: list[Echo] = []
        weight = 0
        for head in sorted(heads, key=lambda head: (head[0] == self._type, head)):
            size = sum(number for number, _ in heads[head])
            if bundle and weight + size > self._engine.rows_at_once:
                self._say(bundle, since)
                bundle, weight = [], 0
            bundle += [echo for _, echo in heads[head]]
            weight += size
        if bundle:
            self._say(bundle, since)
        made = self._counted(start)
        self._all += made
        return made

    def _say(self, echoes: Sequence[Echo], since: int) -> None:
        heads = {sql.head_of(e.head_predicate, e.head_object, self._type) for e in echoes}
        candidates = sql.echo_select(echoes, since)
        self._append(sql.fresh_select(candidates, self._known(heads), self._type, self._dialect))

    def _known(self, heads: Iterable[sql.Head]) -> set[sql.Head]:
        return {head for head in heads if self._matches(self._all, head[0], head[1] or None)}

    @property
    def _dialect(self) -> sql.Dialect:
        return self._engine.dialect

    def _variants(self, rule: NumberedRule, since: int, new: Counter[sql.Head]) -> Iterator[int]:
        """Name the atoms of a body through which something new can come in."""
        if all(self._matches(self._all, p, o) for _, p, o in rule.body):
            for place, (_, predicate, obj) in enumerate(rule.body):
                if self._matches(new, predicate, obj):
                    yield place
                    if not since:
                        return

    def _join(self, since: int, new: Counter[sql.Head]) -> None:
        selects: dict[str, sql.Head] = {}
        weight = 0
        for rule in self._joins:
            head = rule.head
            if head is None or head[1] == self._same:
                continue
            for place in self._variants(rule, since, new):
                _, predicate, obj = rule.body[place]
                size = self._matches(new, predicate, obj)
                if selects and weight + size > self._engine.rows_at_once:
                    self._conclude(selects)
                    selects, weight = {}, 0
                weight += size
                selects[sql.join_select(rule, since, place)] = sql.head_of(
                    head[1], head[2], self._type
                )
        if selects:
            self._conclude(selects)

    def _conclude(self, selects: dict[str, sql.Head]) -> None:
        candidates = " UNION ALL ".join(selects)
        # What an earlier statement of this step gave is known too, and not yet counted.
        heads = set(selects.values())
        self._append(sql.fresh_select(candidates, heads, self._type, self._dialect))

    # Equality

    def _equate(self, since: int, new: Counter[sql.Head]) -> bool:
        """Merge names said to be one; tells whether everything must be looked at again."""
        selects = [sql.equal_pairs_select(self._same, since)]
        for rule in self._joins:
            if rule.head and rule.head[1] == self._same:
                selects += [
                    f"SELECT s, o FROM ({sql.join_select(rule, since, place)}) x WHERE s <> o"
                    for place in self._variants(rule, since, new)
                ]
        if len(selects) == 1 and not self._matches(self._all, self._same, None):
            return False
        self._engine.create("pairs", " UNION ".join(selects))
        self._drop_different_literals()
        if not next(self._engine.rows("SELECT count(*) FROM pairs"))[0]:
            return False
        self._merge()
        return self._rename()

    def _drop_different_literals(self) -> None:
        """Keep of the pairs of literals those of one value (dt-eq); the others are findings."""
        rows = self._engine.rows(
            "SELECT p.s, a.term, p.o, b.term FROM pairs p JOIN terms a ON a.id = p.s "
            "JOIN terms b ON b.id = p.o WHERE p.s < 0 AND p.o < 0"
        )
        literals = list(rows)
        if not literals:
            return
        equal = [(one, other) for one, a, other, b in literals if value_of(a) == value_of(b)]
        kept = "SELECT s, o FROM pairs WHERE s > 0 OR o > 0"
        if equal:
            written = ", ".join(f"({one}, {other})" for one, other in equal)
            kept += f" UNION SELECT s, o FROM (VALUES {written}) AS v(s, o)"
        self._engine.create("pairs", kept)

    def _merge(self) -> None:
        """Find the classes of names that the pairs make, by labels that spread along the pairs."""
        engine = self._engine
        fixed = {self._current(self._numbers[term]) for term in self.program.constants()}
        engine.create("ranks", sql.ranks_select(fixed))
        engine.create("edges", sql.SAME_BOTH_WAYS)
        engine.create("labels", sql.FIRST_LABELS)
        before = None
        while (now := next(engine.rows(sql.LABEL_SUM))[0]) != before:
            before = now
            engine.create("near", sql.NEXT_LABELS)
            engine.create("labels", sql.JUMPED_LABELS)
        engine.create("names", sql.NEXT_NAMES)

    def _rename(self) -> bool:
        """Put every triple under the roots; tells whether a name in a rule has changed."""
        engine = self._engine
        if not self._renamed:
            engine.create("asserted", "SELECT s, p, o FROM known WHERE rule < 0")
            if self._mark:
                given = self.entailed_select(until=self._mark)
                engine.create("given", f"SELECT s, p, o FROM ({given}) x")
            self._renamed = True
        equality = self._rule(EQUALITY)
        engine.create("moved", sql.renamed_select(equality))
        engine.forget(sql.OUTDATED)
        moved = f"SELECT * FROM moved UNION ALL {sql.roots_select(self._same, equality)}"
        everything = {(int(p), 0) for (p,) in engine.rows("SELECT DISTINCT p FROM moved")}
        everything.add((self._same, 0))
        self._append(sql.fresh_select(moved, everything, self._type, self._dialect))
        numbers = set(self._numbers.values())
        listed = ", ".join(map(str, numbers))
        roots = dict(
            engine.rows(f"SELECT id, root FROM names WHERE id <> root AND id IN ({listed})")
        )
        fixed = {self._numbers[term] for term in self.program.constants()}
        changed = any(self._current(n) != roots.get(n, n) for n in fixed)
        self._roots = roots
        if changed:
            self._arm()
        return changed
