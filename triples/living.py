"""A closed store stays closed: what is entailed changes with what is asserted, in one commit.

Most changes are followed triple by triple (`maintaining`). One that touches the schema makes other
rules of it, and then all is inferred anew in the writer's own memory, where the store is small
enough for that. A store without a program is a plain store: nothing is inferred in it.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rdflib import OWL, Graph

from ..ontology import modules
from ..ontology.compiling import SAME_AS, TYPE, is_schema
from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple, write_quads, write_term
from ..ontology.program import CLASHES, Atom, Program, Rule, is_variable
from ..ontology.writing import read_program, write_program
from . import snapshots
from .asserting import ENTAILED_GRAPHS, is_entailed_graph
from .changing import Difference
from .citing import cited
from .concluding import RuleQueries
from .confidence import TELLING, Claimed, levels_of
from .evaluating import InMemory
from .failures import ChangeTooLarge
from .grading import close_graded
from .hiding import Reasoned
from .maintaining import Change, SchemaChanged, maintain
from .store import Store

# The writer infers anew from as many triples within seconds; beyond, a request would not wait.
MOST_ANEW = 200_000
# To follow a triple costs about forty times what it costs to infer from it among all others.
_MANY = 2_000
_SHARE = 40
_DIFFERENT_FROM = write_term(OWL.differentFrom)


class Living:
    """The closure of one generation, for as long as its writer has it open."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._file = snapshots.program_file(generation)
        self._program = read_program(self._file.read_text("utf-8"))
        self._rules = modules.rules() if self._program.with_files else []
        self._reach: Reach | None = None
        self.moved: set[Triple] = set()
        """The entailed triples that came or went, or are of another level, with the last change."""

    @classmethod
    def of(cls, generation: Path) -> "Living | None":
        """Find the closure of a generation; None for a plain store."""
        return cls(generation) if snapshots.program_file(generation).is_file() else None

    def settle(self, store: Store, difference: Difference) -> list[str]:
        """Make the entailed graphs true again after a change that the store has already.

        Gives a sentence for each inconsistency that the change brought. Raises ChangeTooLarge
        where all had to be inferred anew from too much. After a failure the store is half done.
        """
        self.moved = set()
        if not difference:
            return []
        store = Reasoned(store)
        if difference.emptied:
            return self._infer_anew(store, _asserted(store, "all was removed before"))
        if self._reach is None:
            self._reach = Reach(self._program, self._rules)
        reach = self._reach
        removed, added = difference.removed, difference.added
        if not any(True for _ in store.match(None, SAME_AS, None)):
            removed = [quad for quad in removed if reach.has(quad[0])]
            added = [quad for quad in added if reach.has(quad[0])]
        if len(removed) + len(added) > _MANY:
            asserted = _asserted_up_to(store, min(_SHARE * (len(removed) + len(added)), MOST_ANEW))
            if asserted is not None:
                return self._infer_anew(store, asserted)
        try:
            done = maintain(
                self._program, self._rules, store, Change(removed, added), rating=Claimed()
            )
        except SchemaChanged as reason:
            return self._infer_anew(store, _asserted(store, str(reason)))
        self.moved = {triple for triple, _ in (*done.removed, *done.added)}
        return [
            f"{clash.rule.name}: {CLASHES.get(clash.rule.name, 'inconsistent')}: "
            + "; ".join(" ".join(triple) for triple in clash.premises)
            for clash in done.clashes
        ]

    def _infer_anew(self, store: Store, asserted: list[Triple]) -> list[str]:
        levels = levels_of(asserted)
        queries = RuleQueries(asserted)
        graded = close_graded(Graph(), levels, self._rules, queries, InMemory())
        for level, graph in ENTAILED_GRAPHS.items():
            wanted = dict.fromkeys(graded.entailed.get(level, ()))
            found = set(store.triples_of(graph))
            self.moved |= found ^ wanted.keys()
            store.remove(write_quads((triple, graph) for triple in found if triple not in wanted))
            store.extend(write_quads((triple, graph) for triple in wanted if triple not in found))
        self._program = replace(graded.program, with_files=self._program.with_files)
        self._reach = None
        self._file = snapshots.next_program_file(self._generation)
        with self._file.open("w", encoding="utf-8") as file:
            file.write(write_program(self._program))
            file.flush()
            os.fsync(file.fileno())
        return [str(finding) for finding in graded.closure.findings()]


class Reach:
    """The triples that a rule, the schema or a claim can have to do with.

    Where there is no equality, any other triple neither gives anything nor is it entailed: whole
    documents can come and go without a look at each of their triples.
    """

    def __init__(self, program: Program, rules: Sequence[RuleFile]) -> None:
        atoms = [atom for rule in program.rules for atom in (*rule.body, *_head(rule))]
        atoms += [head for rule in rules for head in cited(rule).heads]
        self._predicates = {
            atom.predicate for atom in atoms if atom.predicate != TYPE or is_variable(atom.object)
        } | {SAME_AS, _DIFFERENT_FROM}
        self._classes = {atom.object for atom in atoms if atom.predicate == TYPE}
        self._facts = program.facts
        self._cited = [cited(rule) for rule in rules]

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is one of them."""
        _, predicate, obj = triple
        return (
            predicate in self._predicates
            or (predicate == TYPE and obj in self._classes)
            or predicate in TELLING
            # A literal can lie outside its datatype.
            or ("^^" in obj and obj[0] == '"')
            or is_schema(triple)
            or triple in self._facts
            or any(rule.reads(triple) for rule in self._cited)
        )


def _head(rule: Rule) -> tuple[Atom, ...]:
    return (rule.head,) if rule.head else ()


def _asserted(store: Store, reason: str) -> list[Triple]:
    """Read all that is asserted, each triple once; raises ChangeTooLarge."""
    asserted = _asserted_up_to(store, MOST_ANEW)
    if asserted is None:
        raise ChangeTooLarge(
            f"the change is not made: all would have to be inferred anew ({reason}), and the store"
            f" asserts more than {MOST_ANEW} triples: build the graph with its new schema"
        )
    return asserted


def _asserted_up_to(store: Store, most: int) -> list[Triple] | None:
    """Read all that is asserted, each triple once; None where it is more."""
    asserted: dict[Triple, None] = {}
    for triple, graph in store.match(None, None, None):
        if not is_entailed_graph(graph):
            asserted[triple] = None
            if len(asserted) > most:
                return None
    return list(asserted)
