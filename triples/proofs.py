"""What a proof is: a conclusion, the rule that gives it, and the proofs of what the rule needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..ontology.ntriples import Triple
from .asserting import LEVELS

ASSERTED = "asserted"
WEAKEST_FIRST = LEVELS[::-1]
_STRENGTH = WEAKEST_FIRST.index


class Claimed(NamedTuple):
    """A claim behind an asserted triple: its IRI, what it is worth, the IRIs of its sources.

    `exact` tells whether it says the triple itself (or the date whose bound it is); else it is
    the surest claim about the subject, which is what a class or a name rests on.
    """

    iri: str
    confidence: str
    rank: str
    sources: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """One step of a proof and, below it, all the others.

    `rule` is the name of the OWL 2 RL tables, or of a rule file; a leaf has `ASSERTED` and the
    graphs it stands in. `premises` are in the order of the rule's body, `schema` proves the axioms
    that were compiled into the rule, `conditions` are the filters of a rule file that were met,
    with their values (a pattern that is denied and has no match is one). `level` is the weakest
    level of confidence among the leaves. `height` is the number of steps on the longest way down,
    `steps` their number with repetitions.
    """

    conclusion: Triple
    rule: str
    premises: tuple["Proof", ...] = ()
    schema: tuple["Proof", ...] = ()
    conditions: tuple[str, ...] = ()
    graphs: tuple[str | None, ...] = ()
    level: str = "high"
    height: int = 0
    steps: int = 0

    @property
    def is_leaf(self) -> bool:
        """Tell whether this is asserted."""
        return self.rule == ASSERTED

    def below(self) -> tuple["Proof", ...]:
        """Give the proofs of the data and of the schema that this step needs."""
        return (*self.premises, *self.schema)

    def walk(self) -> Iterator["Proof"]:
        """Give every step once, each before those that it needs."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            proof = waiting.pop()
            if id(proof) not in seen:
                seen.add(id(proof))
                yield proof
                waiting.extend(reversed(proof.below()))

    def leaves(self) -> list["Proof"]:
        """List the asserted triples that the proof rests on, each once."""
        found = {proof.conclusion: proof for proof in self.walk() if proof.is_leaf}
        return list(found.values())


class Step(NamedTuple):
    """A rule under one binding, before anybody asks how its premises are proved."""

    rule: str
    premises: tuple[Triple, ...]
    schema: tuple[Triple, ...] = ()
    conditions: tuple[str, ...] = ()


def asserted(triple: Triple, graphs: tuple[str | None, ...] = ()) -> Proof:
    """Make the leaf of a proof."""
    return Proof(triple, ASSERTED, graphs=graphs)


def graded(proof: Proof, rate: Callable[[Triple], str]) -> Proof:
    """Give a proof with the levels of its steps; `rate` tells how sure an asserted triple is.

    A step that stands in several places stays one.
    """
    made: dict[int, Proof] = {}

    def grade(step: Proof) -> Proof:
        if id(step) not in made:
            premises, schema = tuple(map(grade, step.premises)), tuple(map(grade, step.schema))
            level = min(
                (part.level for part in (*premises, *schema)), key=_STRENGTH, default="high"
            )
            if step.is_leaf:
                level = rate(step.conclusion)
            made[id(step)] = replace(step, premises=premises, schema=schema, level=level)
        return made[id(step)]

    return grade(proof)
