"""Rule files asked in parts: the ways in which they conclude, and which filter says no.

The WHERE of a rule is a text; a filter is cut out of it, and what the others still let through is
asked of the store. Nothing of SPARQL is evaluated here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..ontology.modules import RuleFile
from ..ontology.namespaces import COMMON_PREFIXES
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import Atom, Binding, filled
from ..queries.tokens import Token, significant, tokenize
from .branches import Asked, BranchQuery, Cut, named, rewritten, values_in
from .proofs import Step
from .rule_patterns import Branch, Parsed, parse

_MOST = 50
_SHORT = {iri: prefix for prefix, iri in COMMON_PREFIXES.items()}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter of a branch: where it stands, and the group it denies if it is a NOT EXISTS."""

    start: int
    end: int
    text: str
    denied: str = ""
    patterns: tuple[Atom, ...] = ()

    @property
    def place(self) -> Cut:
        """Tell where it stands, to cut it out."""
        return self.start, self.end


class Way(BranchQuery):
    """One branch of a rule file: one way to its conclusions."""

    def __init__(self, rule: RuleFile, parsed: Parsed, branch: Branch) -> None:
        super().__init__(parsed, branch)
        self.rule = rule
        self.conditions = list(_conditions(parsed, branch, significant(self._tokens)))
        self._open = branch.group.made | branch.group.values.keys() | branch.group.asked_if_bound

    def unfiltered(self, binding: Binding, store: Asked, most: int) -> list[Binding]:
        """Solve the branch with some variables bound and none of its filters."""
        cuts = [condition.place for condition in self.conditions]
        return list(self.solutions(binding, store, cuts=cuts, most=most))

    def steps(self, conclusion: Triple, store: Asked) -> Iterator[Step]:
        """Give the ways in which the branch concludes a triple, with the filters that were met."""
        for binding in self.bindings(conclusion):
            for solution in self.solutions(binding, store, most=_MOST):
                met = tuple(self.shown(condition, solution) for condition in self.conditions)
                yield Step(self.rule.name, self.matched(solution), (), met)

    def unmet(self, solution: Binding, store: Asked) -> list[Condition]:
        """Name the filters that a solution of the patterns does not pass, taken one by one."""
        held = {n: term for n, term in named(solution).items() if n not in self._open}
        places = [condition.place for condition in self.conditions]
        return [
            condition
            for condition in self.conditions
            if not self.holds(held, store, cuts=[at for at in places if at != condition.place])
        ]

    def found(self, condition: Condition, solution: Binding, store: Asked) -> list[Triple]:
        """Show what stands where a NOT EXISTS wants nothing."""
        if not condition.denied:
            return []
        fixed = named(solution)
        where = rewritten(condition.denied, tokenize(condition.denied), values_in(fixed))
        rows = self._rows(store, f"SELECT * WHERE {where} LIMIT 1")
        return [filled(atom, row | fixed) for row in rows for atom in condition.patterns]

    def shown(self, condition: Condition, solution: Mapping[str, str]) -> str:
        """Write a filter for a reader: on one line, with the values of its variables."""
        short = {name: readable(term) for name, term in solution.items()}
        value = values_in(short)

        def write(token: Token) -> str | None:
            if token.kind == "iri" and token.text != "^^":
                return readable(token.text)
            return "" if token.kind == "comment" else value(token)

        text = rewritten(condition.text, tokenize(condition.text), write)
        return _SPACE.sub(" ", text).strip()

    def refusal(self, condition: Condition, solution: Mapping[str, str]) -> str:
        """Say that a filter was not met: as it stands in the file, then the values."""
        if condition.denied:
            return f"{self.shown(condition, solution)} does not hold"
        text = _SPACE.sub(" ", condition.text).strip()
        names = dict.fromkeys(t.text[1:] for t in tokenize(text) if t.kind == "variable")
        values = [
            f"{name} is {readable(solution['?' + name])}"
            for name in names
            if "?" + name in solution
        ]
        return f"{text} does not hold: {', '.join(values)}" if values else f"{text} does not hold"


def ways(rules: Sequence[RuleFile]) -> list[Way]:
    """Take rule files apart into their branches, once a process; raises RuleFileError."""
    return [way for rule in rules for way in _ways(rule)]


@cache
def _ways(rule: RuleFile) -> tuple[Way, ...]:
    parsed = parse(rule)
    return tuple(Way(rule, parsed, branch) for branch in parsed.branches)


def readable(term: str) -> str:
    """Write a term as short as a reader likes it: a prefixed name, or the bare text."""
    if term.startswith("<"):
        iri = term[1:-1]
        fitting = [namespace for namespace in _SHORT if iri.startswith(namespace)]
        if not fitting:
            return term
        namespace = max(fitting, key=len)
        return f"{_SHORT[namespace]}:{iri.removeprefix(namespace)}"
    return literal_parts(term)[0] if term.startswith('"') else term


def _conditions(parsed: Parsed, branch: Branch, pieces: list[Token]) -> Iterator[Condition]:
    """Find the filters that stand in no OPTIONAL and in no other filter."""
    stack: list[bool] = []
    at = 0
    groups = iter(branch.group.tested)
    while at < len(pieces):
        token = pieces[at]
        if token.text == "{":
            stack.append(at > 0 and pieces[at - 1].keyword == "OPTIONAL")
        elif token.text == "}":
            stack.pop()
        elif token.keyword == "FILTER" and not any(stack):
            end, exists = _expression(pieces, at + 1)
            text = branch.text[pieces[at + 1].start : pieces[end - 1].end]
            denied = ""
            patterns: tuple[Atom, ...] = ()
            tested = [next(groups) for _ in exists]
            if pieces[at + 1].keyword == "NOT" and pieces[at + 2].keyword == "EXISTS":
                denied = branch.text[pieces[at + 3].start : pieces[end - 1].end]
                patterns = tuple(tested[0].required)
            yield Condition(token.start, pieces[end - 1].end, text, denied, patterns)
            at = end
            continue
        elif token.keyword == "EXISTS":
            next(groups)
        at += 1


def _expression(pieces: list[Token], at: int) -> tuple[int, list[int]]:
    """Find the end of an expression, and where in it an EXISTS stands."""
    depth, exists = 0, []
    while True:
        token = pieces[at]
        at += 1
        if token.keyword == "EXISTS":
            exists.append(at)
            braces = 0
            while True:
                braces += (pieces[at].text == "{") - (pieces[at].text == "}")
                at += 1
                if not braces:
                    break
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and (token.text == ")" or token.keyword == "EXISTS"):
            return at, exists
