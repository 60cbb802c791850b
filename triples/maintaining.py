"""The living closure: what is entailed is kept true under a change, at the cost of the change.

Delete and rederive with levels: what rested on what is gone is taken out (`overdeleting`), what
still has a proof comes back and what is new is derived, surest first (`rederiving`). Then the rule
files, stratum by stratum: the conclusions that the change may have touched are asked again, and
what they gained or lost is a further change. The result is the closure of what is asserted, as
`closing` would infer it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakSet

from ..ontology.compiling import is_schema
from ..ontology.modules import RuleFile
from ..ontology.noise import is_noise
from ..ontology.ntriples import Quad, Triple, write_quads
from ..ontology.program import Program
from .asserting import is_entailed_graph
from .deriving import Derivation, Instance, StoreKnown
from .lightening import lighten
from .overdeleting import Overdeletion
from .rederiving import Rederivation, SchemaChanged
from .ruling import RuleFiles, affected
from .states import GRAPH_OF_LEVEL, HIGH, After, Before, Rating, Stored
from .store import Store

__all__ = ["Change", "Maintained", "SchemaChanged", "maintain"]


@dataclass(frozen=True, slots=True)
class Change:
    """The exact difference of what is asserted, already applied to the store."""

    removed: Sequence[Quad] = ()
    added: Sequence[Quad] = ()

    def triples(self) -> set[Triple]:
        """Give the triples that came or went, whatever their graph."""
        return {triple for triple, _ in (*self.removed, *self.added)}


@dataclass(slots=True)
class Maintained:
    """What a maintenance did to the graphs of what is entailed, quad by quad, and found.

    A triple that became surer or less sure stands in both, under its old graph and its new.
    """

    removed: list[Quad] = field(default_factory=list)
    added: list[Quad] = field(default_factory=list)
    clashes: list[Instance] = field(default_factory=list)


def maintain(
    program: Program,
    rules: Sequence[RuleFile],
    store: Store,
    change: Change,
    *,
    rating: Rating | None = None,
) -> Maintained:
    """Make the entailed graphs of a store true again after a change of what is asserted.

    `change` is in the store already, and the entailed graphs are as they were before it. They are
    brought up to date in place. Costs what the neighbourhood of the change and of what it entails
    costs, in memory about a kilobyte a triple. Raises SchemaChanged for a change of the schema
    and for what else can only be inferred anew; the entailed graphs may then be half done.
    """
    touched = sorted(t for t in change.triples() if is_schema(t))
    if touched:
        raise SchemaChanged(f"the schema changed: {' '.join(touched[0])}")
    change = Change(_as_stored(change.removed), _as_stored(change.added))
    files = RuleFiles(rules, store)
    return _Maintenance(_derivation(program), files, store, rating or _AllHigh()).run(change)


class _AllHigh:
    """The rating where nobody claims anything."""

    def rate(self, triple: Triple, known: object) -> int:
        return HIGH

    def touched(self, changed: Iterable[Triple], known: object) -> Iterable[Triple]:
        return ()

    def uniform(self, known: object) -> bool:
        return True


# The stores in which no claim makes the schema less than sure, as was looked up once.
_surely_ruled: "WeakSet[Store]" = WeakSet()
_derivations: list[tuple[Program, Derivation]] = []


def _derivation(program: Program) -> Derivation:
    """Index a program, once as long as the same one is asked for."""
    if not _derivations or _derivations[0][0] is not program:
        _derivations[:] = [(program, Derivation(lighten(program)))]
    return _derivations[0][1]


class _Maintenance:
    """One change, followed through OWL and the rule files."""

    def __init__(
        self, derivation: Derivation, files: RuleFiles, store: Store, rating: Rating
    ) -> None:
        self._derivation, self._files = derivation, files
        self._store, self._rating = store, rating
        self.done = Maintained()

    def run(self, change: Change) -> Maintained:
        """Follow the change through OWL, then through the strata of the rule files in order."""
        moved = self._follow(change, ())
        for at, stratum in enumerate(self._files.strata):
            waiting = moved
            while waiting:
                heads = affected(stratum, sorted(waiting), StoreKnown(self._store))
                waiting = self._follow(Change(), heads) if heads else set()
                moved |= waiting
                self._guard(at, waiting)
        return self.done

    def _guard(self, at: int, moved: set[Triple]) -> None:
        """Refuse what a stratum does to the conclusions of a lower one, as `closing` does."""
        lower = (rule for stratum in self._files.strata[:at] for rule in stratum)
        heads = affected(lower, sorted(moved), StoreKnown(self._store))
        if heads and self._follow(Change(), heads):
            raise SchemaChanged("a rule file is set off by a later stratum")

    def _guard_schema(self, touched: set[Triple], new: Stored) -> None:
        """Refuse a schema that is less than sure: the rules are as sure as what they come from."""
        asked = set(filter(is_schema, touched))
        if self._store not in _surely_ruled:
            asked |= self._derivation.program.facts.keys()
        for triple in asked:
            if new.asserted(triple) and self._rating.rate(triple, new) < HIGH:
                _surely_ruled.discard(self._store)
                raise SchemaChanged(f"the schema is less than sure: {' '.join(triple)}")
        _surely_ruled.add(self._store)

    def _follow(self, change: Change, heads: Collection[Triple]) -> set[Triple]:
        """Follow what came and went through OWL, and bring the store up to date.

        `heads` are conclusions of rule files to be asked again. Gives the triples that came or
        went or are of another level.
        """
        old = Stored(self._store, change.removed, change.added)
        new = Stored(self._store)
        rating = self._rating
        uniform = rating.uniform(old) and rating.uniform(new) and not _is_graded(self._store)
        changed = change.triples()
        program = self._derivation.program
        bases = _Bases(program, rating, (old, new), change.triples(), uniform=uniform)
        before = Before(self._derivation, old, bases, uniform)
        after = After(before)
        if not uniform:
            touched = {*rating.touched(changed, old), *rating.touched(changed, new)}
            self._guard_schema(touched, new)
            changed |= touched
        lost = [triple for triple in changed if bases.after(triple) < bases.before(triple)]
        # What is asserted and concluded as well may be surer than its graph tells: it goes first.
        forced = [head for head in heads if 0 < bases.before(head) < HIGH]
        overdeletion = Overdeletion(self._derivation, before, after, bases.after, self._files)
        overdeletion.delete([*lost, *heads], forced)
        rederivation = Rederivation(self._derivation, after, bases.after, self._files)
        gained = [(triple, bases.after(triple)) for triple in changed]
        gained += [(head, rederivation.concluded(head)) for head in heads]
        rederivation.derive(overdeletion.deleted, gained)
        # All is read before anything is written: the states look at the store.
        moved = {t for t, level in after.levels.items() if level != before.level(t)}
        for triple in moved:
            if after.levels[triple] and not before.level(triple):
                self.done.clashes += self._derivation.clashes(triple, after)
        self._apply(changed, after)
        return moved | change.triples()

    def _apply(self, changed: set[Triple], after: After) -> None:
        """Move triples between the entailed graphs, so that each stands where it belongs."""
        removed: list[Quad] = []
        added: list[Quad] = []
        for triple in {*changed, *after.levels}:
            level = after.level(triple)
            if is_schema(triple) and not level and triple not in changed:
                raise SchemaChanged(f"the schema lost: {' '.join(triple)}")
            graphs = set(self._store.graphs_of(triple)) if _is_rdf(triple) else set()
            asserted = any(graph is None or not is_entailed_graph(graph) for graph in graphs)
            wanted = None
            if level and not asserted and not is_noise(*triple):
                wanted = GRAPH_OF_LEVEL[level]
            for graph in graphs:
                if graph is not None and is_entailed_graph(graph) and graph != wanted:
                    removed.append((triple, graph))
            if wanted is not None and wanted not in graphs:
                added.append((triple, wanted))
        self._store.remove(write_quads(removed))
        self._store.extend(write_quads(added))
        self.done.removed += removed
        self.done.added += added


class _Bases:
    """How sure triples are by themselves, before a change and after it."""

    def __init__(
        self,
        program: Program,
        rating: Rating,
        states: tuple[Stored, Stored],
        changed: set[Triple],
        *,
        uniform: bool,
    ) -> None:
        self._facts, self._rating, self._uniform = program.facts, rating, uniform
        self._old, self._new = states
        self._changed = changed
        self._before: dict[Triple, int] = {}
        self._after: dict[Triple, int] = {}

    def before(self, triple: Triple) -> int:
        """Give the level of what was asserted before; 0 for another triple."""
        level = self._before.get(triple)
        if level is None:
            level = self._before[triple] = self._level(triple, self._old)
        return level

    def after(self, triple: Triple) -> int:
        """Give the level of what is asserted now; 0 for another triple."""
        level = self._after.get(triple)
        if level is None:
            if self._uniform and triple not in self._changed:
                return self.before(triple)
            level = self._after[triple] = self._level(triple, self._new)
        return level

    def _level(self, triple: Triple, state: Stored) -> int:
        if triple in self._facts:
            return HIGH
        if not _is_rdf(triple) or not state.asserted(triple):
            return 0
        return HIGH if self._uniform else self._rating.rate(triple, state)


def _as_stored(quads: Sequence[Quad]) -> list[Quad]:
    """Write numbers as a store gives them back, whatever their lexical form was."""
    plain = [quad for quad in quads if not _is_typed(quad[0][2])]
    typed = [(triple, graph) for triple, graph in quads if _is_typed(triple[2])]
    if typed:
        with Store.in_memory() as aside:
            aside.extend(write_quads(typed))
            plain += aside.match(None, None, None)
    return plain


def _is_typed(term: str) -> bool:
    return term[0] == '"' and term[-1] == ">"


def _is_graded(store: Store) -> bool:
    """Tell whether anything entailed is less than high."""
    return any(
        any(True for _ in store.triples_of(graph))
        for level, graph in GRAPH_OF_LEVEL.items()
        if level < HIGH
    )


def _is_rdf(triple: Triple) -> bool:
    return triple[0][0] != '"' and triple[1][0] == "<"
