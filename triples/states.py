"""The closure before and after a change: which triples hold, and how sure each of them is.

A level is 0 for what does not hold, else 1 to 3 for low, medium and high confidence. Nothing is
written to the store meanwhile: what a change has taken out is seen still, what it has put in is
not seen yet, and what follows is kept beside the store until all of it is known.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..ontology.noise import is_noise
from ..ontology.ntriples import Quad, Triple
from .asserting import ENTAILED_GRAPHS, LEVELS
from .deriving import Derivation, SetKnown
from .store import Store
from .unstored import Whole, has_equality

HIGH = len(LEVELS)
LEVEL_OF = {name: HIGH - at for at, name in enumerate(LEVELS)}
LEVEL_OF_GRAPH = {ENTAILED_GRAPHS[name]: level for name, level in LEVEL_OF.items()}
GRAPH_OF_LEVEL = {level: graph for graph, level in LEVEL_OF_GRAPH.items()}


class Rating(Protocol):
    """How sure an asserted triple is by itself."""

    def rate(self, triple: Triple, known: "Stored") -> int:
        """Give the level of an asserted triple, from the claims that are known."""
        ...

    def touched(self, changed: Iterable[Triple], known: "Stored") -> Iterable[Triple]:
        """Find the triples whose rate may be another when these come or go."""
        ...

    def uniform(self, known: "Stored") -> bool:
        """Tell that every asserted triple is of high confidence; must be cheap."""
        ...


class Stored:
    """A store as it is, or as it was before a change that was applied to it.

    It is `joining.Known` without noise, and tells what is asserted from what is entailed.
    """

    def __init__(
        self, store: Store, removed: Iterable[Quad] = (), added: Iterable[Quad] = ()
    ) -> None:
        self._store = store
        self._gone: dict[Triple, set[str | None]] = {}
        for triple, graph in removed:
            self._gone.setdefault(triple, set()).add(graph)
        self._gone_index = SetKnown(self._gone)
        self._come: dict[Triple, set[str | None]] = {}
        for triple, graph in added:
            self._come.setdefault(triple, set()).add(graph)
        # The level in an entailed graph; 0 for what is asserted or not there.
        self._entailed: dict[Triple, int] = {}
        self._present: dict[Triple, bool] = {}
        # Before a change, what is asserted stands in no entailed graph; after it, it still may.
        self._settled = bool(self._gone or self._come)
        self._asserted: dict[Triple, bool] = {}
        self.equality = has_equality(self)

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`."""
        seen: set[Triple] = set()
        for triple, graph in self._store.match(subject, predicate, obj):
            if triple in seen or graph in self._come.get(triple, ()):
                continue
            seen.add(triple)
            self._note(triple, graph)
            yield triple
        if self._gone:
            for triple in self._gone_index.match(subject, predicate, obj):
                if triple not in seen:
                    yield triple

    def holds(self, triple: Triple) -> bool:
        """Tell whether some graph has a triple."""
        present = self._present.get(triple)
        if present is None:
            come = self._come.get(triple, ())
            for graph in self._store.graphs_of(triple):
                if graph not in come:
                    self._note(triple, graph)
                    return True
            present = self._present[triple] = triple in self._gone
        return present

    def _note(self, triple: Triple, graph: str | None) -> None:
        self._present[triple] = True
        level = LEVEL_OF_GRAPH.get(graph) if graph is not None else None
        if level is not None:
            self._entailed[triple] = level

    def entailed_level(self, triple: Triple) -> int:
        """Give the level at which a triple stands as entailed; 0 where it does not."""
        return self._entailed.get(triple, 0) if self.holds(triple) else 0

    def asserted(self, triple: Triple) -> bool:
        """Tell whether a graph other than those of what is entailed has a triple."""
        if self._settled:
            return self.holds(triple) and not self.entailed_level(triple)
        found = self._asserted.get(triple)
        if found is None:
            graphs = self._store.graphs_of(triple)
            found = self._asserted[triple] = any(graph not in LEVEL_OF_GRAPH for graph in graphs)
        return found


class Before:
    """The closure before a change, with the noise in it, and the level of every triple.

    The level of an entailed triple is the graph it stands in. An asserted one may follow from
    others that are surer than its own claims, and noise stands nowhere: for these, the best proof
    is looked for.
    """

    has_noise = True

    def __init__(self, derivation: Derivation, stored: Stored, base: "Base", uniform: bool) -> None:
        self.stored, self.uniform, self.equality = stored, uniform, stored.equality
        self._base = base
        self._levels: dict[Triple, int] = {}
        self._from = {
            level: derivation.whole(
                _Sure(self, level), None if uniform or level == 1 else _Unsure(self, level)
            )
            for level in ((HIGH,) if uniform else range(1, HIGH + 1))
        }
        self._whole: Whole = self._from[min(self._from)]
        self.match, self.holds = self._whole.match, self._whole.holds

    def level(self, triple: Triple) -> int:
        """Give the level of a triple, 0 for what does not hold."""
        level = self._levels.get(triple)
        if level is None:
            level = self._levels[triple] = self._level(triple)
        return level

    def _level(self, triple: Triple) -> int:
        if self.uniform:
            return HIGH if self.holds(triple) else 0
        unsafe = triple[0][0] == '"' or triple[1][0] != "<"
        if not unsafe and (level := self.stored.entailed_level(triple)):
            return level
        if not unsafe and not self.stored.holds(triple) and not is_noise(*triple):
            return 0
        return next((at for at in range(HIGH, 0, -1) if self._from[at].holds(triple)), 0)

    def base(self, triple: Triple) -> int:
        """Give the level at which a stored triple is asserted; 0 where it is entailed only."""
        return self._base.before(triple)


class Base(Protocol):
    """What holds by itself, before a change: assertions, facts of the schema."""

    def before(self, triple: Triple) -> int:
        """Give the level of an asserted triple, 0 for another."""
        ...


class _Sure:
    """What stands in the store at a level or above, entailed or asserted."""

    def __init__(self, before: Before, level: int) -> None:
        self._before, self._level = before, level
        self._all = before.uniform or level == 1
        self.equality = before.equality

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        found = self._before.stored.match(subject, predicate, obj)
        return found if self._all else filter(self._counts, found)

    def holds(self, triple: Triple) -> bool:
        stored = self._before.stored.holds(triple)
        return stored and (self._all or self._counts(triple))

    def _counts(self, triple: Triple) -> bool:
        level = self._before.stored.entailed_level(triple)
        return (level or self._before.base(triple)) >= self._level


class _Unsure:
    """What is asserted below a level: it may follow from what is surer."""

    def __init__(self, before: Before, level: int) -> None:
        self._before, self._level = before, level

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        return filter(self._counts, self._before.stored.match(subject, predicate, obj))

    def holds(self, triple: Triple) -> bool:
        return self._before.stored.holds(triple) and self._counts(triple)

    def _counts(self, triple: Triple) -> bool:
        stored = self._before.stored
        return not stored.entailed_level(triple) and self._before.base(triple) < self._level


class After:
    """The closure after a change, as far as it is worked out: what was, but for `levels`.

    `levels` holds the new level of every triple whose level is another, or has been looked at.
    """

    has_noise = True

    def __init__(self, before: Before) -> None:
        self.before, self.equality = before, before.equality
        self.levels: dict[Triple, int] = {}
        self._fresh = SetKnown()

    def level(self, triple: Triple) -> int:
        """Give the level of a triple as far as it is known."""
        level = self.levels.get(triple)
        return self.before.level(triple) if level is None else level

    def put(self, triple: Triple, level: int) -> None:
        """Set the level of a triple."""
        self.levels[triple] = level
        if level and not self.before.level(triple):
            self._fresh.add(triple)

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        """Find triples by any of their terms; see `joining.Known`."""
        levels = self.levels
        for triple in self.before.match(subject, predicate, obj):
            if levels.get(triple, 1):
                yield triple
        if self._fresh.triples:
            yield from self._fresh.match(subject, predicate, obj)

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple holds."""
        level = self.levels.get(triple)
        return self.before.holds(triple) if level is None else level > 0
