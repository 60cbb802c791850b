"""What follows after a change, surest first: the second half of a maintenance.

What was taken out comes back where it has a proof, what is new is derived, and both in one sweep:
the level of a conclusion is the weakest of its premises, so that whoever always goes on with the
surest triple sees each at its best level first (Knuth, "A Generalization of Dijkstra's
Algorithm", 1977).
"""

from collections.abc import Callable, Iterable

from ..ontology.compiling import SAME_AS, is_schema
from ..ontology.noise import is_noise
from ..ontology.ntriples import Triple
from .deriving import Derivation
from .ruling import RuleFiles
from .states import HIGH, After


class SchemaChanged(Exception):
    """The closure cannot be maintained under this change, and has to be inferred anew."""


class Rederivation:
    """Puts triples into the closure, and with each what follows from it."""

    def __init__(
        self,
        derivation: Derivation,
        after: After,
        base: Callable[[Triple], int],
        files: RuleFiles,
    ) -> None:
        self._derivation, self._after, self._base = derivation, after, base
        self._files = files
        self._deleted: dict[Triple, int] = {}
        self._waiting: dict[int, list[Triple]] = {level: [] for level in range(1, HIGH + 1)}
        self._expected: dict[Triple, int] = {}

    def derive(self, deleted: dict[Triple, int], gained: Iterable[tuple[Triple, int]]) -> None:
        """Bring back what has a proof still, and derive from what is new or surer.

        Raises SchemaChanged where that makes two names of what a rule or a literal names.
        """
        self._deleted = deleted
        for triple, level in gained:
            self._expect(triple, level)
        for triple, most in deleted.items():
            self._expect(triple, self._best(triple, most))
        for level in range(HIGH, 0, -1):
            waiting = self._waiting[level]
            while waiting:
                self._go_on(waiting.pop(), level)

    def _best(self, triple: Triple, most: int) -> int:
        """Find the best level at which what is in gives a triple that was taken out."""
        after = self._after
        best = min(self._base(triple), most)
        if best == most:
            return best
        for instance in self._derivation.instances(triple, after):
            if after.before.uniform:
                return most
            best = max(best, min((most, *map(after.level, instance.premises))))
            if best == most:
                return best
        return max(best, self.concluded(triple, most))

    def concluded(self, triple: Triple, most: int = HIGH) -> int:
        """Find the best level at which the rule files conclude a triple, up to the most wanted."""
        best = 0
        for premises in self._files.instances(triple):
            best = max(best, min((most, *map(self._after.level, premises))))
            if best == most:
                break
        return best

    def _expect(self, triple: Triple, level: int) -> None:
        if level > max(self._after.level(triple), self._expected.get(triple, 0)):
            self._expected[triple] = level
            self._waiting[level].append(triple)

    def _go_on(self, triple: Triple, level: int) -> None:
        after = self._after
        if after.level(triple) >= level:
            return
        if triple[1] == SAME_AS and triple[0] != triple[2]:
            if '"' in (triple[0][0], triple[2][0]):
                raise SchemaChanged(f"a literal became the name of another thing: {triple}")
            after.equality = True
        if is_schema(triple) and not after.before.level(triple):
            raise SchemaChanged(f"the schema grew: {' '.join(triple)}")
        after.put(triple, level)
        reads = self._derivation.index.reads
        for made, instance in self._derivation.consequences(triple, after):
            if is_noise(*made) and not reads(made):
                continue
            weakest = level
            if not after.before.uniform and len(instance.premises) > 1:
                weakest = min(level, *map(after.level, instance.premises))
            self._expect(made, weakest)
        if self._deleted:
            for head in self._files.heads(triple, after):
                if after.level(head) < self._deleted.get(head, 0):
                    self._expect(head, self.concluded(head, self._deleted[head]))
