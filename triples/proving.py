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
from .evidence import Evidence
from .joining import Known
from .near_misses import Miss, NearMisses
from .proofs import WEAKEST_FIRST, Proof, Step, graded
from .searching import Leaf, Search
from .stepping import Steps
from .store import Store


def _high(_: Triple) -> str:
    return WEAKEST_FIRST[-1]


def _untold(_: Triple) -> None:
    return None


class Prover:
    """Finds proofs over what is known; `leaf` makes the proof of what is asserted.

    `schema` are the rules of the schema (`ontology.schema_rules`), `outside` gives the instances
    of rule files, `rate` tells how sure an asserted triple is, `level` an entailed one (None where
    that is not known).
    Proofs that were found are kept: make another prover where what is known has changed.
    """

    def __init__(
        self,
        derivation: Derivation,
        known: Known,
        leaf: Leaf,
        *,
        schema: Program | None = None,
        outside: Callable[[Triple], Iterator[Step]] | None = None,
        rate: Callable[[Triple], str] | None = None,
        level: Callable[[Triple], str | None] | None = None,
    ) -> None:
        self._leaf, self._level = leaf, level or _untold
        self._rate = rate or _high
        self._steps = Steps(derivation, known, schema, outside)
        self._search = Search(self._steps.of, leaf)
        self._searches = [self._search]

    def prove(self, triple: Triple) -> Proof | None:
        """Find a proof of the least height; None where a triple does not follow."""
        return self._graded(self._search.prove(triple))

    def alternatives(self, triple: Triple) -> list[Proof]:
        """Find a proof for every last step that needs no proof of the triple itself."""
        return [graded(proof, self._rate) for proof in self._search.last_steps(triple)]

    def strongest(self, triple: Triple) -> Proof | None:
        """Find, among the proofs that are as sure as the triple, one of the least height.

        How sure an entailed triple is was worked out when the graph was closed: its level is that
        of its strongest proof, so that a surer one need not be looked for.
        """
        first = self.prove(triple)
        level = self._level(triple)
        if first is None or first.is_leaf or level is None:
            return first
        if WEAKEST_FIRST.index(level) <= WEAKEST_FIRST.index(first.level):
            return first
        return self.at_least(triple, level) or first

    def at_least(self, triple: Triple, level: str) -> Proof | None:
        """Find the lowest proof all of whose leaves are at least so sure."""
        sure = frozenset(WEAKEST_FIRST[WEAKEST_FIRST.index(level) :])
        possible = {None, *sure}

        def leaf(asked: Triple) -> Proof | None:
            found = self._leaf(asked)
            return found if found and self._rate(asked) in sure else None

        def steps(asked: Triple) -> list[Step]:
            # What is asserted is weighed only where the search comes to it: that costs more.
            return [
                step
                for step in self._steps.of(asked)
                if all(self._level(premise) in possible for premise in step.premises)
            ]

        search = Search(steps, leaf, contented=True)
        self._searches.append(search)
        return self._graded(search.prove(triple))

    def _graded(self, proof: Proof | None) -> Proof | None:
        return graded(proof, self._rate) if proof else None

    def notes(self) -> list[str]:
        """Say which bounds were reached so far, for a reader."""
        cut = sorted(self._steps.cuts)
        notes = [f"{name} has too many premises here: not all were looked at" for name in cut]
        if any(search.exhausted for search in self._searches):
            notes.append("the search was ended at its bound: there may be a shorter proof")
        return notes


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
            rate=self.evidence.rate,
            level=self.evidence.entailed_level,
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
            surer = strongest is not None and strongest.level != proof.level
            told.strongest = strongest if surer else None
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
