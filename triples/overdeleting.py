"""What may no longer follow once premises are gone or weaker: the first half of a maintenance.

A triple is taken out with what it gave, unless another proof of the same level is found nearby:
a bounded search backwards that ends in what is asserted, and so never in a circle (Motik, Nenov,
Piro and Horrocks, "Incremental Update of Datalog Materialisation: the Backward/Forward
Algorithm", AAAI 2015). The search may miss a proof, never invent one: what is taken out in vain
comes back in `rederiving`.
"""

from collections.abc import Callable, Iterable, Iterator

from ..ontology.noise import is_noise
from ..ontology.ntriples import Triple
from .deriving import Derivation
from .ruling import RuleFiles
from .states import HIGH, After, Before

# How many instances of rules one search looks at, and how far from the triple it goes.
_LOOKS = 48
_DEPTH = 5


class Overdeletion:
    """Takes triples out of the closure, and with each what has no other proof close at hand.

    `base` gives the level that a triple has by itself after the change.
    """

    def __init__(
        self,
        derivation: Derivation,
        before: Before,
        after: After,
        base: Callable[[Triple], int],
        files: RuleFiles,
    ) -> None:
        self._derivation, self._before, self._after = derivation, before, after
        self._base, self._files = base, files
        self.deleted: dict[Triple, int] = {}
        self._kept: set[Triple] = set()
        self._proved: dict[Triple, int] = {}
        self._looks = 0

    def delete(self, lost: Iterable[Triple], forced: Iterable[Triple] = ()) -> None:
        """Take out the triples that lost an assertion, and what rested on them.

        The `forced` ones go without a look for other proofs.
        """
        before = self._before
        waiting: list[Triple] = []
        for triple in forced:
            if triple not in self.deleted and before.level(triple):
                waiting.extend(self._take_out(triple, HIGH))
        waiting.extend(lost)
        while waiting:
            triple = waiting.pop()
            if triple in self.deleted or triple in self._kept:
                continue
            level = before.level(triple)
            if not level:
                continue
            if self._base(triple) >= level or self._is_proved(triple, level):
                self._kept.add(triple)
                # Its level is proved in the state after, even while its premises are out.
                self._after.put(triple, level)
                continue
            waiting.extend(self._take_out(triple, level))

    def _take_out(self, triple: Triple, level: int) -> Iterable[Triple]:
        self.deleted[triple] = level
        self._after.put(triple, 0)
        for head in self._files.heads(triple, self._before):
            if head not in self.deleted and self._before.level(head):
                yield head
        if triple[0][0] != '"' or self._derivation.index.reads(triple):
            yield from self._resting_on(triple, level)

    def _resting_on(self, triple: Triple, level: int) -> Iterable[Triple]:
        """Give the conclusions that are as sure as they are by an instance with the triple."""
        before, reads = self._before, self._derivation.index.reads
        for made, instance in self._derivation.consequences(triple, before):
            if made in self.deleted or made in self._kept:
                continue
            if is_noise(*made) and not reads(made):
                continue
            if before.uniform:
                yield made
                continue
            weakest = min(level, *map(before.level, instance.premises))
            if weakest >= before.level(made):
                yield made

    def _is_proved(self, triple: Triple, level: int) -> bool:
        self._looks = _LOOKS
        return self._search(triple, level, (), 0)

    def _search(self, triple: Triple, level: int, path: tuple[Triple, ...], depth: int) -> bool:
        """Look for a proof of a level or above that ends in what holds by itself."""
        below = (*path, triple)
        for premises in self._ways(triple):
            self._looks -= 1
            if self._looks < 0:
                return False
            if any(self._is_out(premise, level, below) for premise in premises):
                continue
            open_premises = [
                premise
                for premise in premises
                if self._proved.get(premise, 0) < level and self._base(premise) < level
            ]
            if open_premises and depth == _DEPTH:
                continue
            if all(self._search(premise, level, below, depth + 1) for premise in open_premises):
                self._proved[triple] = level
                return True
        return False

    def _ways(self, triple: Triple) -> Iterator[tuple[Triple, ...]]:
        for instance in self._derivation.instances(triple, self._before):
            yield instance.premises
        yield from self._files.instances(triple)

    def _is_out(self, premise: Triple, level: int, path: tuple[Triple, ...]) -> bool:
        if premise in self.deleted or premise in path:
            return True
        # What a rule file answers may be newer than the state before.
        return self._before.level(premise) < level
