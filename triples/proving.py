"""Proofs of what is entailed, and what is lacking where something is not.

The proof of a triple is looked for backwards, from the rules over what is known, down to what is
asserted (`searching`, `stepping`); what it costs is the neighbourhood of the triple, not the graph.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple
from ..ontology.program import Program
from .clashing import inconsistencies
from .conditions import Way, ways
from .deriving import Derivation
from .evidence import AtLeast, Evidence
from .joining import Known
from .near_misses import Miss, NearMisses
from .proofs import WEAKEST_FIRST, Proof, Step
from .searching import Leaf, Search
from .stepping import Steps
from .store import Store

Level = Callable[[Triple], str | None]


class Prover:
    """Finds proofs over what is known; `leaf` makes the proof of what is asserted.

    `schema` are the rules of the schema (`ontology.schema_rules`), `outside` gives the instances
    of rule files, `level` tells how sure a triple is. Proofs that were found are kept: make another
    prover where what is known has changed.
    """

    def __init__(
        self,
        derivation: Derivation,
        known: Known,
        leaf: Leaf,
        *,
        schema: Program | None = None,
        outside: Callable[[Triple], Iterator[Step]] | None = None,
        level: Level | None = None,
    ) -> None:
        self._derivation, self._known, self._leaf = derivation, known, leaf
        self._schema, self._outside, self._level = schema, outside, level
        self._search, self._steps = self._searching(known, leaf)
        self._cuts: list[Steps] = [self._steps]
        self._exhausted: list[Search] = [self._search]

    def prove(self, triple: Triple) -> Proof | None:
        """Find a proof of the least height; None where a triple does not follow."""
        return self._search.prove(triple)

    def alternatives(self, triple: Triple) -> list[Proof]:
        """Find a proof for every last step that needs no proof of the triple itself."""
        return self._search.last_steps(triple)

    def strongest(self, triple: Triple) -> Proof | None:
        """Find, among the proofs whose weakest leaf is surest, one of the least height."""
        first = self.prove(triple)
        if first is None or self._level is None or first.level == WEAKEST_FIRST[-1]:
            return first
        for level in reversed(WEAKEST_FIRST):
            if level == first.level:
                break
            stronger = self.at_least(triple, level)
            if stronger is not None:
                return stronger
        return first

    def at_least(self, triple: Triple, level: str) -> Proof | None:
        """Find the lowest proof all of whose leaves are at least so sure."""
        if self._level is None:
            return self.prove(triple)
        told = self._level
        sure = WEAKEST_FIRST[WEAKEST_FIRST.index(level) :]

        def leaf(asked: Triple) -> Proof | None:
            found = self._leaf(asked)
            return found if found and found.level in sure else None

        search, steps = self._searching(AtLeast(self._known, told, level), leaf, level)
        self._cuts.append(steps)
        self._exhausted.append(search)
        return search.prove(triple)

    def notes(self) -> list[str]:
        """Say which bounds were reached so far, for a reader."""
        cut = sorted({name for steps in self._cuts for name in steps.cuts})
        notes = [f"{name} has too many premises here: not all were looked at" for name in cut]
        if any(search.exhausted for search in self._exhausted):
            notes.append("the search was ended at its bound: there may be a shorter proof")
        return notes

    def _searching(
        self, known: Known, leaf: Leaf, level: str | None = None
    ) -> tuple[Search, Steps]:
        outside = self._outside
        if outside and level:
            # A rule file is asked of the whole graph; what it needs is held to the level here.
            asked = outside

            def outside(triple: Triple) -> Iterator[Step]:
                return (s for s in asked(triple) if all(map(known.holds, s.premises)))

        steps = Steps(self._derivation, known, self._schema, outside)
        return Search(steps.of, leaf), steps


@dataclass(slots=True)
class Explanation:
    """What is to be said of a triple.

    `status` is asserted, entailed or unknown. `strongest` is there where another proof than the
    shortest rests on surer claims.
    """

    triple: Triple
    status: str
    level: str | None = None
    graphs: tuple[str | None, ...] = ()
    proof: Proof | None = None
    strongest: Proof | None = None
    alternatives: list[Proof] | None = None
    near_misses: list[Miss] | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Inconsistency:
    """A finding with the proofs of the triples that clash and of the axioms that forbid it."""

    rule: str
    message: str
    premises: list[Proof]
    schema: list[Proof]


class Explainer:
    """Explains the triples of one state of a store."""

    def __init__(
        self,
        derivation: Derivation,
        store: Store,
        rules: Sequence[RuleFile] = (),
        schema: Program | None = None,
    ) -> None:
        self.evidence = Evidence(store)
        self._derivation, self._store = derivation, store
        self._ways: list[Way] = ways(rules)
        self.prover = Prover(
            derivation,
            self.evidence,
            self.evidence.leaf,
            schema=schema,
            outside=self._ruled,
            level=self.evidence.level,
        )

    def explain(
        self, triple: Triple, *, alternatives: bool = False, near_misses: bool = False
    ) -> Explanation:
        """Prove a triple, or say that it does not follow; what else was asked is added."""
        graphs = self.evidence.graphs(triple)
        stated = bool(self.evidence.stated(triple))
        holds = bool(graphs) or self._derivation.whole(self.evidence).holds(triple)
        proof = self.prover.prove(triple) if holds else None
        told = Explanation(
            triple,
            "asserted" if stated else "entailed" if holds else "unknown",
            self.evidence.level(triple) or (proof.level if proof else None),
            graphs,
            proof,
        )
        if proof is not None:
            strongest = self.prover.strongest(triple)
            told.strongest = strongest if strongest is not proof else None
            if alternatives:
                told.alternatives = self.prover.alternatives(triple)
        # No proof is shorter than one step, whatever was not looked at.
        told.notes = self.prover.notes() if alternatives or not proof or proof.height > 1 else []
        if near_misses and told.status == "unknown":
            known = self._derivation.whole(self.evidence)
            looking = NearMisses(self._derivation.program, known, self._ways, self._store)
            told.near_misses = looking.of(triple)
            told.notes += [f"not all of {name} were looked at" for name in sorted(looking.cuts)]
        return told

    def inconsistencies(self, most: int) -> tuple[list[Inconsistency], list[str]]:
        """Find inconsistencies, each with its proofs, and say where a bound was reached."""
        found, notes = inconsistencies(self._derivation, self.evidence, most)
        told = []
        for clash in found:
            premises = [self.prover.prove(triple) for triple in clash.premises]
            schema = [self.prover.prove(triple) for triple in clash.schema]
            told.append(
                Inconsistency(
                    clash.rule,
                    clash.message,
                    [proof for proof in premises if proof],
                    [proof for proof in schema if proof],
                )
            )
        return told, [*notes, *self.prover.notes()]

    def _ruled(self, triple: Triple) -> Iterator[Step]:
        for way in self._ways:
            yield from way.steps(triple, self._store)
