"""The search for a proof: of all proofs one of the least height, by iterative deepening.

Whether a triple has a proof of at most a given height depends on nothing but the triple and the
height, so that every answer is remembered, and no cycle (transitive, symmetric, inverse, sameAs)
holds the search: each premise must be proved lower than its conclusion (Korf, "Depth-First
Iterative-Deepening", Artificial Intelligence 27, 1985).
"""

from collections.abc import Callable, Sequence

from ..ontology.ntriples import Triple
from .proofs import Proof, Step

HIGHEST = 60
"""The greatest height that is tried."""
OPENED = 20_000
"""How many triples are asked for their last steps in one search."""

Leaf = Callable[[Triple], Proof | None]


class Search:
    """Finds proofs of the least height; among those the ones of the fewest steps, then by name.

    `steps` lists the last steps of a triple, `leaf` makes the proof of an asserted one. The
    premises of a proof are proved by their own lowest proofs. A `contented` search takes the first
    proof of the least height.
    """

    def __init__(
        self, steps: Callable[[Triple], Sequence[Step]], leaf: Leaf, *, contented: bool = False
    ) -> None:
        self._steps, self._leaf, self._contented = steps, leaf, contented
        self._found: dict[Triple, Proof] = {}
        self._failed: dict[Triple, int] = {}
        self._opened: set[Triple] = set()
        self._limited = False
        self.exhausted = False

    def prove(self, triple: Triple) -> Proof | None:
        """Find the lowest proof, or None where there is none, or none within the bounds."""
        if triple in self._found:
            return self._found[triple]
        for height in range(self._failed.get(triple, -1) + 1, HIGHEST + 1):
            self._limited = False
            proof = self._within(triple, height)
            if proof is not None:
                return proof
            if not self._limited or self.exhausted:
                return None
        self.exhausted = True
        return None

    def last_steps(self, triple: Triple) -> list[Proof]:
        """Prove every last step whose premises have proofs without the triple, lowest first."""

        def without(asked: Triple) -> list[Step]:
            return [s for s in self._steps(asked) if triple not in (*s.premises, *s.schema)]

        apart = Search(without, self._leaf)
        found = []
        for step in without(triple):
            below = [apart.prove(premise) for premise in (*step.premises, *step.schema)]
            proved = [proof for proof in below if proof is not None]
            if len(proved) == len(below):
                found.append(_made(triple, step, proved))
        self.exhausted = self.exhausted or apart.exhausted
        return sorted(found, key=_order)

    def _within(self, triple: Triple, height: int) -> Proof | None:
        """Find the lowest proof if it is of this height at most."""
        found = self._found.get(triple)
        if found is not None:
            if found.height <= height:
                return found
            self._limited = True
            return None
        for allowed in range(self._failed.get(triple, -1) + 1, height + 1):
            found = self._of_height(triple, allowed)
            if found is not None:
                self._found[triple] = found
                return found
            self._failed[triple] = allowed
        # Its last steps are not looked up before the height allows one.
        if triple not in self._opened or self._steps(triple):
            self._limited = True
        return None

    def _of_height(self, triple: Triple, height: int) -> Proof | None:
        if height == 0:
            return self._leaf(triple)
        best: Proof | None = None
        for step in self._opened_steps(triple):
            below: list[Proof] = []
            for premise in (*step.premises, *step.schema):
                proof = self._within(premise, height - 1)
                if proof is None:
                    break
                below.append(proof)
            else:
                made = _made(triple, step, below)
                if best is None or _order(made) < _order(best):
                    best = made
                if self._contented:
                    return best
        return best

    def _opened_steps(self, triple: Triple) -> Sequence[Step]:
        if triple not in self._opened:
            if len(self._opened) >= OPENED:
                self.exhausted = True
                return ()
            self._opened.add(triple)
        return self._steps(triple)


def _made(triple: Triple, step: Step, below: list[Proof]) -> Proof:
    cut = len(step.premises)
    return Proof(
        conclusion=triple,
        rule=step.rule,
        premises=tuple(below[:cut]),
        schema=tuple(below[cut:]),
        conditions=step.conditions,
        height=1 + max((part.height for part in below), default=0),
        steps=1 + sum(part.steps for part in below),
    )


def _order(proof: Proof) -> tuple[int, int, str, tuple[Triple, ...]]:
    premises = tuple(part.conclusion for part in proof.premises)
    return proof.height, proof.steps, proof.rule, premises
