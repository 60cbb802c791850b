"""What a proof ends in: the graphs an asserted triple stands in, the claims that say it, its level.

The levels themselves are decided in `confidence`; here they are looked up, once for each triple.
"""

from collections.abc import Collection, Iterator
from itertools import islice

from ..ontology.namespaces import ONTOLOGY
from ..ontology.ntriples import Triple
from .asserting import ENTAILED_GRAPHS, is_entailed_graph
from .claims import BOUNDS
from .confidence import base_level, term
from .deriving import StoreKnown
from .joining import Pattern
from .proofs import WEAKEST_FIRST, Claimed, Proof, asserted
from .store import Store

_LEVEL_OF_GRAPH = {graph: level for level, graph in ENTAILED_GRAPHS.items()}
_BOUNDED = {bound: prop for prop, bounds in BOUNDS.items() for bound in bounds}
Graphs = tuple[str | None, ...]
READ = 1000
"""How many claims about one subject are looked at."""


class Evidence(StoreKnown):
    """A store seen by the triple; it is `joining.Known`, and remembers what it looked up."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.store = store
        self._graphs: dict[Triple, Graphs] = {}
        self._levels: dict[Triple, str] = {}
        self._remembering = _Remembering(store)

    def holds(self, triple: Triple) -> bool:
        """Tell whether some graph has a triple."""
        return bool(self.graphs(triple))

    def typed(self, datatypes: Collection[str]) -> Iterator[Triple]:
        """Find the triples whose object is a literal of one of these datatypes."""
        return self.store.typed(datatypes)

    def graphs(self, triple: Triple) -> Graphs:
        """Name the graphs that a triple stands in, sorted, the default graph (None) first."""
        if triple not in self._graphs:
            possible = triple[0][0] != '"' and triple[1][0] == "<"
            found = {graph for _, graph in self.store.match(*triple)} if possible else set()
            self._graphs[triple] = tuple(sorted(found, key=lambda name: name or ""))
        return self._graphs[triple]

    def stated(self, triple: Triple) -> Graphs:
        """Name the graphs that assert a triple."""
        return tuple(g for g in self.graphs(triple) if g is None or not is_entailed_graph(g))

    def level(self, triple: Triple) -> str | None:
        """Tell how sure a triple is, asserted or entailed; None for one that does not hold."""
        if not self.graphs(triple):
            return None
        return self.entailed_level(triple) or self.rate(triple)

    def rate(self, triple: Triple) -> str:
        """Tell how sure an asserted triple is, from its claims."""
        if triple not in self._levels:
            self._levels[triple] = base_level(triple, self._remembering)
        return self._levels[triple]

    def entailed_level(self, triple: Triple) -> str | None:
        """Tell how sure an entailed triple is, from the graph it stands in; None for others."""
        graphs = self.graphs(triple)
        return None if not graphs or self.stated(triple) else _LEVEL_OF_GRAPH[str(graphs[0])]

    def leaf(self, triple: Triple) -> Proof | None:
        """Make the leaf of a proof for what is asserted."""
        graphs = self.stated(triple)
        return asserted(triple, graphs) if graphs else None

    def claims(self, triple: Triple) -> list[Claimed]:
        """List the claims that say a triple, or the date whose bound it is; the surest first.

        Where none does, the surest claim about the subject alone.
        """
        subject, predicate, obj = triple
        name = predicate[1:-1].removeprefix(ONTOLOGY)
        prop = term(_BOUNDED[name]) if name in _BOUNDED else predicate
        exact, others = set(), set()
        for (claim, _, _), _ in islice(self.store.match(None, term("claimsAbout"), subject), READ):
            said = self._values(claim, "claimsEntity") + self._values(claim, "claimedValue")
            says = prop in self._values(claim, "claimsProperty")
            if says and (obj in said or prop != predicate):
                exact.add(self._claim(claim, exact=True))
            else:
                others.add(self._claim(claim, exact=False))
        return sorted(exact, key=_surest_first) or sorted(others, key=_surest_first)[:1]

    def _claim(self, claim: str, *, exact: bool) -> Claimed:
        levels, ranks = self._values(claim, "hasConfidence"), self._values(claim, "hasRank")
        return Claimed(
            claim[1:-1],
            min((_name(level, "Confidence") for level in levels), default=""),
            min((_name(rank, "Rank") for rank in ranks), default=""),
            tuple(source[1:-1] for source in sorted(self._values(claim, "hasSource"))),
            exact,
        )

    def _values(self, subject: str, name: str) -> list[str]:
        return [triple[2] for triple, _ in self.store.match(subject, term(name), None)]


def _name(iri: str, ending: str) -> str:
    return iri[1:-1].removeprefix(ONTOLOGY).removesuffix(ending)


def _surest_first(claim: Claimed) -> tuple[bool, int, str]:
    known = claim.confidence in WEAKEST_FIRST
    level = WEAKEST_FIRST.index(claim.confidence) if known else -1
    return claim.rank == "deprecated", -level, claim.iri


class _Remembering:
    """A store that is asked the same again and again: the claims about one subject, mostly."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Pattern, list[tuple[Triple, str | None]]] = {}

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[tuple[Triple, str | None]]:
        """Find triples by any of their terms; see `Store.match`."""
        pattern = subject, predicate, obj
        if pattern not in self._found:
            self._found[pattern] = list(self._store.match(*pattern))
        yield from self._found[pattern]
