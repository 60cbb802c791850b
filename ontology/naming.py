"""Naming the rule that gives a triple: one step backwards from it, over a closed set of triples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .ntriples import Triple
from .program import Atom, Binding, Rule, filled, is_variable, unify

ASSERTED = "asserted"


def name_triples(triples: Iterable[Triple], rules: Iterable[Rule]) -> dict[Triple, str]:
    """Name for each triple of a closed set the first rule that gives it from others of the set.

    Triples that no rule gives are named `asserted`: nothing else can be said for them. The answer
    is in the order of the triples.
    """
    ordered = list(triples)
    known = _Known(ordered)
    heads: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.head:
            heads[rule.head.predicate, _fixed(rule.head.object)].append(rule)
    return {triple: _name(triple, heads, known) for triple in ordered}


def _fixed(term: str) -> str:
    return "" if is_variable(term) else term


def _name(triple: Triple, heads: dict[tuple[str, str], list[Rule]], known: "_Known") -> str:
    for key in ((triple[1], triple[2]), (triple[1], "")):
        for rule in heads.get(key, ()):
            binding = unify(rule.head, triple, {})
            if binding is None or triple in rule.premises:
                continue
            if next(known.solutions(list(rule.body), binding, triple), None) is not None:
                return rule.name
    return ASSERTED


class _Known:
    """Triples by predicate, and by predicate and one end."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._all = set(triples)
        self._by_predicate: dict[str, list[Triple]] = defaultdict(list)
        self._by_end: dict[tuple[str, str, bool], list[Triple]] = defaultdict(list)
        for triple in triples:
            subject, predicate, obj = triple
            self._by_predicate[predicate].append(triple)
            self._by_end[predicate, subject, True].append(triple)
            self._by_end[predicate, obj, False].append(triple)

    def solutions(self, body: list[Atom], binding: Binding, without: Triple) -> Iterator[Binding]:
        """Give the bindings under which all atoms hold, and hold without one triple."""
        if not body:
            yield binding
            return
        fewest, at = min((len(self._matching(atom, binding)), at) for at, atom in enumerate(body))
        rest = body[:at] + body[at + 1 :]
        for triple in self._matching(body[at], binding) if fewest else ():
            if triple != without and (more := unify(body[at], triple, binding)) is not None:
                yield from self.solutions(rest, more, without)

    def _matching(self, atom: Atom, binding: Binding) -> list[Triple]:
        subject, predicate, obj = filled(atom, binding)
        if not is_variable(subject):
            if not is_variable(obj):
                triple = subject, predicate, obj
                return [triple] if triple in self._all else []
            return self._by_end.get((predicate, subject, True), [])
        if not is_variable(obj):
            return self._by_end.get((predicate, obj, False), [])
        return self._by_predicate.get(predicate, [])
