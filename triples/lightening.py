"""A program with the same closure and fewer rules: what other rules say in two steps is left out.

A closed schema says of every property and class all that follows, so that a triple is concluded
again over each superclass. Whoever works triple by triple is faster with the direct steps alone;
a chain of rules of one premise is as sure as one rule.
"""

from collections import defaultdict
from dataclasses import replace

from ..ontology.compiling import SAME_AS
from ..ontology.program import Atom, Program, Rule, is_variable
from .joining import Key, key_of

_X, _Y = "?x", "?y"


def lighten(program: Program) -> Program:
    """Leave out each rule of one premise that goes the way of two others.

    This is the transitive reduction of the graph whose nodes are atoms and whose edges are such
    rules; edges between atoms that entail each other all stay (Aho, Garey and Ullman, "The
    Transitive Reduction of a Directed Graph", 1972).
    """
    graph = _Graph(program)
    kept = tuple(rule for rule in program.rules if not graph.is_detour(rule))
    return replace(program, rules=kept)


class _Graph:
    """Atoms over ?x and ?y, and what each entails through rules of one premise."""

    def __init__(self, program: Program) -> None:
        self._edges: dict[Key, list[tuple[Atom, Atom]]] = defaultdict(list)
        for rule in program.rules:
            if (edge := _edge(rule)) is not None:
                self._edges[key_of(edge[0])].append(edge)
        self._reached: dict[Atom, frozenset[Atom]] = {}

    def is_detour(self, rule: Rule) -> bool:
        """Tell whether an atom strictly between body and head makes the rule superfluous."""
        edge = _edge(rule)
        if edge is None:
            return False
        start, end = edge
        return any(
            end in self._reach(between)
            and between not in self._reach(end)
            and start not in self._reach(between)
            for between in self._steps(start)
            if between not in (start, end)
        )

    def _steps(self, atom: Atom) -> set[Atom]:
        """Follow one rule from an atom."""
        made = set()
        keys: list[Key] = [atom.predicate]
        if not is_variable(atom.object):
            keys.append((atom.predicate, atom.object))
        for key in keys:
            for body, head in self._edges.get(key, ()):
                names = {body.subject: atom.subject}
                if is_variable(body.object):
                    names[body.object] = atom.object
                made.add(Atom(*(names.get(term, term) for term in head)))
        return made

    def _reach(self, start: Atom) -> frozenset[Atom]:
        """Follow rules from an atom as far as they go; the atom itself belongs to it."""
        if start not in self._reached:
            found, waiting = {start}, [start]
            while waiting:
                for made in self._steps(waiting.pop()):
                    if made not in found:
                        found.add(made)
                        waiting.append(made)
            self._reached[start] = frozenset(found)
        return self._reached[start]


def _edge(rule: Rule) -> tuple[Atom, Atom] | None:
    """Write a rule of one premise over ?x and ?y; None for any other rule."""
    if len(rule.body) != 1 or rule.head is None or rule.head.predicate == SAME_AS:
        return None
    (body,) = rule.body
    if not is_variable(body.subject) or body.subject == body.object:
        return None
    names = {body.subject: _X}
    if is_variable(body.object):
        names[body.object] = _Y
    start, end = (Atom(*(names.get(term, term) for term in atom)) for atom in (body, rule.head))
    return start, end
