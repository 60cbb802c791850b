"""The rule files as a maintenance needs them: instances backwards, and heads that a triple is for.

They are asked of the store, which a maintenance brings up to date between two strata only. What it
answers for a stratum whose turn has not come is therefore a guess, and is asked again in its turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ..ontology.modules import RuleFile
from ..ontology.noise import is_noise
from ..ontology.ntriples import Triple
from ..ontology.program import unify
from .citing import Cited, cited
from .joining import Known
from .store import Store


class RuleFiles:
    """The rule files over one store."""

    def __init__(self, rules: Sequence[RuleFile], store: Store) -> None:
        ordered = sorted(rules, key=lambda rule: rule.stratum)
        self.strata = [
            [cited(rule) for rule in group]
            for _, group in groupby(ordered, key=lambda rule: rule.stratum)
        ]
        self._all = [rule for stratum in self.strata for rule in stratum]
        self._store = store

    def instances(self, triple: Triple) -> Iterator[tuple[Triple, ...]]:
        """Find the premises under which some rule concludes a triple, as the store has it."""
        for rule in self._concluding(triple):
            yield from rule.premises(triple, self._store)

    def heads(self, triple: Triple, known: Known) -> set[Triple]:
        """Find the conclusions of all rules for which a triple may matter."""
        if is_noise(*triple):
            return set()
        return affected((rule for rule in self._all if rule.reads(triple)), [triple], known)

    def _concluding(self, triple: Triple) -> Iterator[Cited]:
        for rule in self._all:
            if any(unify(head, triple, {}) is not None for head in rule.heads):
                yield rule


def affected(rules: Iterable[Cited], triples: Sequence[Triple], known: Known) -> set[Triple]:
    """Find the conclusions of some rules that may come or go with triples."""
    return {head for rule in rules for head in rule.affected(triples, known)}
