"""Rule files parsed: the triple patterns of a rule, those it needs, may use, and only tests.

A rule is held to a form that can be taken apart: groups of triple patterns with constant
predicates, FILTER, OPTIONAL, BIND, VALUES and UNION. No property paths, aggregates, sub-selects,
MINUS, GRAPH or blank nodes; a UNION makes several branches, each a rule without one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..ontology.compiling import TYPE
from ..ontology.modules import RuleFile, RuleFileError
from ..ontology.namespaces import COMMON_PREFIXES
from ..ontology.ntriples import write_literal
from ..ontology.program import Atom, is_variable
from ..queries.tokens import Token, declared_prefixes, position, significant, tokenize

_XSD = COMMON_PREFIXES["xsd"]
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_UNSTEADY = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")


@dataclass(slots=True)
class Group:
    """A group of a WHERE: what must match, what may, what filters test, which values are given.

    `made` are the variables of BIND and VALUES; `values` the terms that VALUES or a filter allows a
    variable.
    """

    required: list[Atom] = field(default_factory=list)
    optional: list["Group"] = field(default_factory=list)
    tested: list["Group"] = field(default_factory=list)
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    asked_if_bound: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Branch:
    """A rule without UNION: its group, and the text of its WHERE, braces included."""

    group: Group
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule file taken apart: what stands before CONSTRUCT, the heads, the branches."""

    prologue: str
    heads: tuple[Atom, ...]
    branches: tuple[Branch, ...]


def parse(rule: RuleFile) -> Parsed:
    """Take a rule file apart; raises RuleFileError with the line of what has not the form."""
    text = rule.text
    pieces = significant(tokenize(text))
    at = next((i for i, token in enumerate(pieces) if token.keyword == "CONSTRUCT"), None)
    if at is None or at + 1 == len(pieces) or pieces[at + 1].text != "{":
        raise RuleFileError(f"{rule.name}.rq: expected CONSTRUCT {{ … }} WHERE {{ … }}")
    prologue = text[: pieces[at].start]
    prefixes = declared_prefixes(tokenize(prologue))
    template = _Parser(rule, pieces[at + 1 :], prefixes, text)
    head = template.group()
    if head.optional or head.tested or head.values or head.made:
        raise RuleFileError(f"{rule.name}.rq: expected triples alone after CONSTRUCT")
    rest = pieces[at + 1 + template.at :]
    if rest and rest[0].keyword == "WHERE":
        rest = rest[1:]
    if not rest or rest[0].text != "{":
        raise RuleFileError(f"{rule.name}.rq: expected WHERE {{ … }} after CONSTRUCT {{ … }}")
    branches = []
    for where in _without_unions(rule, text[rest[0].start :]):
        parser = _Parser(rule, significant(tokenize(where)), prefixes, where)
        branch = parser.group()
        parser.end()
        _hold_to_form(rule, head.required, branch)
        branches.append(Branch(branch, where))
    return Parsed(prologue, tuple(head.required), tuple(branches))


def variables(atoms: Iterable[Atom]) -> set[str]:
    """Name the variables of some patterns."""
    return {term for atom in atoms for term in atom if is_variable(term)}


def _hold_to_form(rule: RuleFile, heads: list[Atom], group: Group) -> None:
    """Refuse what would leave open which patterns a solution has matched."""
    needed, bound = variables(heads), variables(group.required)
    if needed - bound:
        missing = " ".join(sorted(needed - bound))
        raise RuleFileError(f"{rule.name}.rq: no pattern that must match binds {missing}")
    if taken := needed & (group.made | group.asked_if_bound):
        names = " ".join(sorted(taken))
        raise RuleFileError(f"{rule.name}.rq: BIND, VALUES or BOUND of the concluded {names}")
    for one in group.optional:
        others = [atom for other in group.optional if other is not one for atom in other.required]
        if one.optional or not variables(one.required) - bound - variables(others):
            raise RuleFileError(f"{rule.name}.rq: an OPTIONAL must bind a variable of its own")


def _without_unions(rule: RuleFile, where: str) -> Iterator[str]:
    """Write a WHERE out once for each way through its unions."""
    pieces = significant(tokenize(where))
    closing = _braces(rule, pieces)
    first = next((i for i, token in enumerate(pieces) if token.keyword == "UNION"), None)
    if first is None:
        yield where
        return
    opening = {end: start for start, end in closing.items()}
    starts, at = [opening.get(first - 1, -1)], first
    while at < len(pieces) and pieces[at].keyword == "UNION" and at + 1 in closing:
        starts.append(at + 1)
        at = closing[at + 1] + 1
    tested = any(
        start < first < end and pieces[start - 1].keyword == "EXISTS"
        for start, end in closing.items()
    )
    if starts[0] < 0 or len(starts) < 2 or tested:
        raise RuleFileError(f"{rule.name}.rq: UNION only between groups, and in no filter")
    head, tail = where[: pieces[starts[0]].start], where[pieces[at - 1].end :]
    for start in starts:
        inner = where[pieces[start].start : pieces[closing[start]].end]
        yield from _without_unions(rule, head + inner + tail)


def _braces(rule: RuleFile, pieces: list[Token]) -> dict[int, int]:
    found, stack = {}, []
    for at, token in enumerate(pieces):
        if token.text == "{":
            stack.append(at)
        elif token.text == "}" and stack:
            found[stack.pop()] = at
    if stack:
        raise RuleFileError(f"{rule.name}.rq: a brace that is not closed")
    return found


class _Parser:
    """Reads the tokens of one group; `at` is the place reached."""

    def __init__(
        self, rule: RuleFile, pieces: list[Token], prefixes: dict[str, str], text: str
    ) -> None:
        self._rule, self._pieces, self._prefixes, self._text = rule, pieces, prefixes, text
        self.at = 0

    def end(self) -> None:
        """Refuse whatever comes after the group: solution modifiers, a second query."""
        if self.at < len(self._pieces):
            raise self._fault("nothing after the WHERE")

    def group(self) -> Group:
        self._take("{")
        group = Group()
        while not self._skip("}"):
            word = self._now().keyword
            if self._skip("."):
                continue
            if self._now().text == "{":
                self._merge(group, self.group())
            elif word == "OPTIONAL":
                self.at += 1
                group.optional.append(self.group())
            elif word == "FILTER":
                self.at += 1
                self._choice(group)
                self._expression(group)
            elif word == "BIND":
                self.at += 1
                self._expression(group)
                variable = self._pieces[self.at - 2]
                group.made.add("?" + variable.text[1:])
            elif word == "VALUES":
                self.at += 1
                self._data(group)
            else:
                self._triples(group)
        return group

    def _merge(self, group: Group, inner: Group) -> None:
        group.required += inner.required
        group.optional += inner.optional
        group.tested += inner.tested
        group.values |= inner.values
        group.made |= inner.made
        group.asked_if_bound |= inner.asked_if_bound

    def _choice(self, group: Group) -> None:
        """Note what a filter of the form `(?variable IN (…))` allows; the place stays."""
        start = self.at
        opening, variable, word, bracket = self._pieces[start : start + 4]
        if (opening.text, variable.kind, word.keyword, bracket.text) == (
            "(",
            "variable",
            "IN",
            "(",
        ):
            self.at += 4
            terms = {self._term()}
            while self._skip(","):
                terms.add(self._term())
            if self._skip(")") and self._skip(")"):
                group.values["?" + variable.text[1:]] = frozenset(terms)
        self.at = start

    def _expression(self, group: Group) -> None:
        """Go to the end of a filter or a BIND, and note the groups that it tests."""
        depth = 0
        while True:
            token = self._now()
            if token.keyword in _UNSTEADY:
                raise self._fault("an expression that is the same each time")
            self.at += 1
            if token.keyword == "EXISTS":
                group.tested.append(self.group())
            elif token.keyword == "BOUND":
                group.asked_if_bound.add("?" + self._pieces[self.at + 1].text[1:])
            elif token.text == "(":
                depth += 1
            elif token.text == ")":
                depth -= 1
            if depth == 0 and (token.text == ")" or token.keyword == "EXISTS"):
                return

    def _data(self, group: Group) -> None:
        several = self._skip("(")
        names = []
        while self._now().kind == "variable":
            names.append("?" + self._now().text[1:])
            self.at += 1
        if several:
            self._take(")")
        columns: list[set[str] | None] = [set() for _ in names]
        self._take("{")
        while not self._skip("}"):
            if several:
                self._take("(")
            for number, column in enumerate(columns):
                if self._now().keyword == "UNDEF":
                    self.at += 1
                    columns[number] = None
                else:
                    term = self._term()
                    if column is not None:
                        column.add(term)
            if several:
                self._take(")")
        group.made.update(names)
        for name, column in zip(names, columns, strict=True):
            if column is not None:
                group.values[name] = frozenset(column)

    def _triples(self, group: Group) -> None:
        subject = self._term()
        while True:
            if self._now().text == "a":
                predicate = TYPE
                self.at += 1
            else:
                predicate = self._term()
                if not predicate.startswith("<"):
                    self.at -= 1
                    raise self._fault("a predicate that is an IRI")
            while True:
                group.required.append(Atom(subject, predicate, self._term()))
                if not self._skip(","):
                    break
            if not self._skip(";"):
                return
            while self._skip(";"):
                pass
            if self._now().text in {".", "}"}:
                return

    def _term(self) -> str:
        token = self._now()
        self.at += 1
        match token.kind:
            case "variable":
                return "?" + token.text[1:]
            case "iri":
                return token.text
            case "prefixed":
                prefix, _, local = token.text.partition(":")
                if prefix in self._prefixes:
                    return f"<{self._prefixes[prefix]}{local}>"
            case "string" if not token.text.startswith(('"""', "'''")):
                return self._literal(_unescaped(token.text[1:-1]))
            case "number" if "e" not in token.text.lower():
                kind = "decimal" if "." in token.text else "integer"
                return write_literal(token.text, datatype=_XSD + kind)
            case "word" if token.text in {"true", "false"}:
                return write_literal(token.text, datatype=_XSD + "boolean")
        self.at -= 1
        raise self._fault("a variable, an IRI or a literal")

    def _literal(self, lexical: str) -> str:
        if self._now().kind == "language":
            self.at += 1
            return write_literal(lexical, language=self._pieces[self.at - 1].text[1:])
        if self._skip("^^"):
            return write_literal(lexical, datatype=self._term()[1:-1])
        return write_literal(lexical)

    def _now(self) -> Token:
        if self.at >= len(self._pieces):
            raise RuleFileError(f"{self._rule.name}.rq: the text ends too early")
        return self._pieces[self.at]

    def _skip(self, mark: str) -> bool:
        found = self._now().text == mark
        self.at += found
        return found

    def _take(self, mark: str) -> None:
        if not self._skip(mark):
            raise self._fault(mark)

    def _fault(self, expected: str) -> RuleFileError:
        token = self._now()
        # Where a union was written out, the text is not that of the file: say what is there.
        offset = token.start + max(self._rule.text.find(self._text), 0)
        line, column = position(self._rule.text, offset)
        where = f", line {line}, column {column}" if self._text in self._rule.text else ""
        return RuleFileError(
            f"{self._rule.name}.rq{where}: expected {expected}, found {token.text!r}"
        )


def _unescaped(text: str) -> str:
    pieces = text.split("\\")
    done = [pieces[0]]
    for piece in pieces[1:]:
        done.append(_ESCAPES.get(piece[:1], piece[:1]) + piece[1:])
    return "".join(done)
