"""Rule files asked in parts: the ways in which they conclude, and which filter says no.

The WHERE of a rule is a text; a filter is cut out of it, and what the others still let through is
asked of the store. Nothing of SPARQL is evaluated here.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..ontology.modules import RuleFile
from ..ontology.namespaces import COMMON_PREFIXES
from ..ontology.ntriples import Triple, literal_parts, write_literal
from ..ontology.program import Atom, is_variable
from ..queries.tokens import Token, significant, tokenize
from .citing import Asked
from .proofs import Step
from .rule_patterns import Branch, Parsed, parse, variables

_JSON = "application/sparql-results+json"
_MOST = 50
_SHORT = {iri: prefix for prefix, iri in COMMON_PREFIXES.items()}
_SPACE = re.compile(r"\s+")
Binding = dict[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter of a branch: where it stands, and the group it denies if it is a NOT EXISTS."""

    start: int
    end: int
    text: str
    denied: str = ""
    patterns: tuple[Atom, ...] = ()


class Way:
    """One branch of a rule file: one way to its conclusions."""

    def __init__(self, rule: RuleFile, parsed: Parsed, branch: Branch) -> None:
        self.rule = rule
        self.required: Sequence[Atom] = branch.group.required
        self._prologue, self._text, self._group = parsed.prologue, branch.text, branch.group
        self._heads = parsed.heads
        self._tokens = tokenize(branch.text)
        self.conditions = list(_conditions(parsed, branch, significant(self._tokens)))
        self._open = branch.group.made | branch.group.values.keys() | branch.group.asked_if_bound
        optional = [atom for group in branch.group.optional for atom in group.required]
        self._names = sorted(variables([*branch.group.required, *optional]))

    def bindings(self, conclusion: Triple) -> Iterator[Binding]:
        """Bind the variables of each head that a triple fits."""
        for head in self._heads:
            binding: Binding = {}
            for place, term in zip(head, conclusion, strict=True):
                if (binding.setdefault(place, term) if is_variable(place) else place) != term:
                    break
            else:
                yield binding

    def solutions(
        self,
        binding: Binding,
        store: Asked,
        *,
        without: Collection[Condition] = (),
        most: int = _MOST,
    ) -> list[Binding]:
        """Solve the branch with some variables bound and some of its filters left out."""
        # SPARQL cannot name a blank node: it is left open, and compared afterwards.
        fixed = {name: term for name, term in binding.items() if not term.startswith("_:")}
        names = [name for name in self._names if name not in fixed]
        shown = " ".join(names) or "(1 AS ?solved)"
        where = self._written(fixed, without)
        found = []
        for row in _rows(store, f"{self._prologue}SELECT {shown} WHERE {where} LIMIT {most}"):
            if all(row.setdefault(name, term) == term for name, term in binding.items()):
                found.append(row)
        return found

    def steps(self, conclusion: Triple, store: Asked) -> Iterator[Step]:
        """Give the ways in which the branch concludes a triple, with the filters that were met."""
        for binding in self.bindings(conclusion):
            for solution in self.solutions(binding, store):
                met = tuple(self.filled(condition, solution) for condition in self.conditions)
                yield Step(self.rule.name, self.matched(solution), (), met)

    def matched(self, solution: Binding) -> tuple[Triple, ...]:
        """Give the patterns under a solution, the optional ones where they match."""
        atoms = list(self.required)
        for group in self._group.optional:
            if variables(group.required) <= solution.keys():
                atoms += group.required
        return tuple(dict.fromkeys(_under(atom, solution) for atom in atoms))

    def unmet(self, solution: Binding, store: Asked) -> list[Condition]:
        """Name the filters that a solution of the patterns does not pass, taken one by one."""
        held = {
            name: term
            for name, term in solution.items()
            if name not in self._open and not term.startswith("_:")
        }
        failed = []
        for condition in self.conditions:
            others = [other for other in self.conditions if other is not condition]
            text = f"{self._prologue}SELECT (1 AS ?met) WHERE {self._written(held, others)} LIMIT 1"
            if not _rows(store, text):
                failed.append(condition)
        return failed

    def found(self, condition: Condition, solution: Binding, store: Asked) -> list[Triple]:
        """Show what stands where a NOT EXISTS wants nothing."""
        if not condition.denied:
            return []
        fixed = {name: term for name, term in solution.items() if not term.startswith("_:")}
        where = _replaced(tokenize(condition.denied), fixed, condition.denied)
        rows = _rows(store, f"{self._prologue}SELECT * WHERE {where} LIMIT 1")
        return [_under(atom, row | fixed) for row in rows for atom in condition.patterns]

    def filled(self, condition: Condition, solution: Mapping[str, str]) -> str:
        """Write a filter for a reader: on one line, with the values of its variables."""
        short = {name: readable(term) for name, term in solution.items()}
        text = _replaced(tokenize(condition.text), short, condition.text, shortened=True)
        return _SPACE.sub(" ", text).strip()

    def refusal(self, condition: Condition, solution: Mapping[str, str]) -> str:
        """Say that a filter was not met: as it stands in the file, then the values."""
        if condition.denied:
            return f"{self.filled(condition, solution)} does not hold"
        text = _SPACE.sub(" ", condition.text).strip()
        names = dict.fromkeys(t.text[1:] for t in tokenize(text) if t.kind == "variable")
        values = [
            f"{name} is {readable(solution['?' + name])}"
            for name in names
            if "?" + name in solution
        ]
        return f"{text} does not hold: {', '.join(values)}" if values else f"{text} does not hold"

    def _written(self, fixed: Binding, without: Collection[Condition]) -> str:
        return _replaced(self._tokens, fixed, self._text, [(c.start, c.end) for c in without])


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


def _replaced(
    tokens: Sequence[Token],
    values: Mapping[str, str],
    text: str,
    cuts: Sequence[tuple[int, int]] = (),
    *,
    shortened: bool = False,
) -> str:
    """Write values in the place of variables, and nothing in the place of the cuts."""
    pieces, at = [], 0
    for token in tokens:
        if any(start <= token.start < end for start, end in cuts):
            at = token.end
            continue
        made = None
        if token.kind == "variable":
            made = values.get("?" + token.text[1:])
        elif shortened and token.kind == "iri" and token.text != "^^":
            made = readable(token.text)
        elif shortened and token.kind == "comment":
            made = ""
        pieces.append(text[at : token.start] + (token.text if made is None else made))
        at = token.end
    return "".join([*pieces, text[at:]])


def _under(atom: Atom, solution: Mapping[str, str]) -> Triple:
    subject, predicate, obj = (solution.get(term, term) for term in atom)
    return subject, predicate, obj


def _rows(store: Asked, text: str) -> list[Binding]:
    answer = json.loads(store.answer(text, _JSON, union=True) or b"{}")
    rows = answer.get("results", {}).get("bindings", ())
    return [{f"?{name}": _term(value) for name, value in row.items()} for row in rows]


def _term(term: dict[str, str]) -> str:
    match term["type"]:
        case "uri":
            return f"<{term['value']}>"
        case "bnode":
            return f"_:{term['value']}"
    return write_literal(term["value"], term.get("xml:lang", ""), term.get("datatype", ""))
