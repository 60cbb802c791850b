"""The curated graph edited at random: claims, decisions, annulments, dates; rule files included."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.ontology.compiling import TYPE, is_schema
from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.ntriples import Quad, Triple
from poimenno.ontology.writing import read_program
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, is_derived_graph
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.confidence import Claimed, levels_of
from poimenno.triples.evaluating import InMemory
from poimenno.triples.grading import close_graded
from poimenno.triples.hiding import Reasoned
from poimenno.triples.maintaining import Change, maintain
from poimenno.triples.store import Store

# What edits of the curated graph are about: what the rule files and the levels rest on.
_EDITED = (
    "annuls reviews affects decidedBy hasOutcome earliestDate latestDate partOfCase latestDeath "
    "earliestDeath belongsToPeople termYears hasPenalty fallsUnderExclusion hasConfidence hasRank "
    "claimsAbout sentencedBy"
)
EDITED = {f"<{ONTOLOGY}{name}>" for name in _EDITED.split(" ")} | {TYPE}


class Curated:
    """A copy of the curated graph in memory, edited and maintained."""

    def __init__(self, built: Path) -> None:
        generation = snapshots.current_generation(built)
        self.program = read_program(snapshots.program_file(generation).read_text("utf-8"))
        # The view stands in the store as in a writer's, and must not matter.
        self.whole = Store.in_memory()
        self.store = Reasoned(self.whole)
        with snapshots.reading(built) as opened:
            quads: list[Quad] = list(opened.match(None, None, None))
        self.store.extend(lines(quads))
        self.asserted = {q for q in quads if q[1] is None or not is_derived_graph(q[1])}

    def edit(self, random: Random) -> None:
        """Take some quads away and put some in: those of before, or a value of one for another."""
        edited = sorted(
            q for q in self.asserted if q[0][1] in EDITED and not is_schema(q[0]) and q[1]
        )
        removed = set(random.sample(edited, random.randint(0, 6)))
        by_property: dict[str, list[Quad]] = {}
        for quad in edited:
            by_property.setdefault(quad[0][1], []).append(quad)
        added: set[Quad] = set()
        for _ in range(random.randint(0, 4)):
            one, other = random.choices(by_property[random.choice(sorted(by_property))], k=2)
            added.add(((one[0][0], one[0][1], other[0][2]), one[1]))
        added = {quad for quad in added - self.asserted if not is_schema(quad[0])}
        self.change(removed, added)

    def change(self, removed: set[Quad], added: set[Quad]) -> None:
        self.asserted = (self.asserted - removed) | added
        self.store.remove(lines(removed))
        self.store.extend(lines(added))
        change = Change(sorted(removed, key=str), sorted(added, key=str))
        maintain(self.program, modules.rules(), self.store, change, rating=Claimed())

    def check(self) -> None:
        """Hold the entailed graphs to a closure from scratch, level by level."""
        levels = levels_of(sorted({triple for triple, _ in self.asserted}))
        graded = close_graded(Graph(), levels, modules.rules(), RuleQueries(levels), InMemory())
        for level, graph in ENTAILED_GRAPHS.items():
            found = set(self.store.triples_of(graph))
            expected = set(graded.entailed.get(level, ()))
            assert (found - expected, expected - found) == (set(), set()), level


def lines(quads: "set[Quad] | list[Quad]") -> bytes:
    return "".join(f"{' '.join(triple)} <{graph}> .\n" for triple, graph in quads).encode()


@pytest.fixture
def curated(built_store: Path) -> Iterator[Curated]:
    curated = Curated(built_store)
    yield curated
    curated.whole.close()


def term(name: str) -> str:
    return f"<{ONTOLOGY}{name}>"


def classes(curated: Curated, who: str) -> set[str]:
    return {triple[2] for triple, _ in curated.store.match(who, TYPE, None)}


def test_an_annulment_moves_what_rule_files_conclude_and_its_end_moves_it_back(
    curated: Curated,
) -> None:
    found = sorted(t for t, _ in curated.store.match(None, TYPE, term("PosthumousRehabilitation")))
    decision = next(t[0] for t in found if term("DecisionInForce") in classes(curated, t[0]))
    before = {graph: set(curated.store.triples_of(graph)) for graph in ENTAILED_GRAPHS.values()}
    annulment: Triple = ("<http://example.org/annulment>", term("annuls"), decision)
    curated.change(set(), {(annulment, "http://example.org/graph")})
    now = classes(curated, decision)
    assert term("AnnulledDecision") in now
    assert not now & {term("DecisionInForce"), term("PosthumousRehabilitation")}
    curated.change({(annulment, "http://example.org/graph")}, set())
    after = {graph: set(curated.store.triples_of(graph)) for graph in ENTAILED_GRAPHS.values()}
    assert before == after


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_random_edits_leave_the_closure_of_the_curated_graph(curated: Curated, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    for _ in range(8):
        curated.edit(random)
    curated.check()
