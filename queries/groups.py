"""Tell the groups of a query apart by their braces: what each is for, and what it binds.

Not a parser: tokens and braces are enough to know where a group ends, which query it belongs to and
which variables its patterns can bind, and they cost a tenth of a parse. A text that is no query is
read all the same; what is wrong with it is the engine's to say.

Source: SPARQL 1.1 Query Language, sections 17 and 18.2.1 (variable scope).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .guarding import MalformedText
from .tokens import FORMS, Token, position

_FORMS = {form.upper() for form in FORMS}
# What stands directly before the brace of a group, and says what the group is for.
_OPENING = {"OPTIONAL", "MINUS", "UNION", "WHERE", "LATERAL", "EXISTS"}
_NAMED = {"GRAPH", "SERVICE"}
_UNBINDING = {"MINUS", "EXISTS", "TEMPLATE", "VALUES"}


@dataclass(eq=False)
class Group:
    """One pair of braces, or the whole text; the numbers are indices of significant tokens.

    `kind` is the word that says what the group is for, "" for a group as such; `head` is where that
    word stands, `open` and `close` are the braces. `form` is where SELECT (or another form of
    query) stands if this is a query, and `where` then is its pattern.
    """

    kind: str
    head: int
    open: int
    close: int = -1
    parent: "Group | None" = None
    children: list["Group"] = field(default_factory=list)
    form: int = -1
    where: "Group | None" = None

    def __iter__(self) -> Iterator["Group"]:
        """Give this group and all within it, the outer before the inner, in their order."""
        waiting = [self]
        while waiting:
            group = waiting.pop()
            yield group
            waiting += reversed(group.children)

    def query(self) -> "Group":
        """Find the query or subquery in whose pattern this group stands."""
        group = self
        while group.parent is not None and group.parent.where is not group:
            group = group.parent
        return group.parent or group

    def alternatives(self) -> list["Group"]:
        """Give the groups that UNION joins to this one, with itself."""
        siblings = self.parent.children if self.parent else [self]
        first = last = siblings.index(self)
        while siblings[first].kind == "UNION" and first:
            first -= 1
        while last + 1 < len(siblings) and siblings[last + 1].kind == "UNION":
            last += 1
        return siblings[first : last + 1]


def read_groups(text: str, tokens: Sequence[Token]) -> Group:
    """Read the groups of a text from its significant tokens; gives the whole text as a group.

    Raises MalformedText, with the position, where braces do not pair.
    """
    root = group = Group("", 0, -1)
    for index, token in enumerate(tokens):
        if token.text == "{":
            kind, head = _kind(tokens, index, group)
            inner = Group(kind, head, index, parent=group)
            group.children.append(inner)
            if kind == "WHERE" and group.where is None:
                group.where = inner
            group = inner
        elif token.text == "}":
            if group.parent is None:
                raise _unpaired(text, token, "'}' closes nothing")
            group.close = index
            group = group.parent
        elif token.keyword in _FORMS and group.form < 0 and group.where is None:
            group.form = index
    if group is not root:
        raise _unpaired(text, tokens[group.open], "'{' is never closed")
    root.close = len(tokens)
    return root


def _unpaired(text: str, token: Token, what: str) -> MalformedText:
    line, column = position(text, token.start)
    return MalformedText(f"line {line}, column {column}: {what}")


def _kind(tokens: Sequence[Token], index: int, outer: Group) -> tuple[str, int]:
    before = [*([None] * 3), *tokens[max(index - 3, 0) : index]][-3:]
    words = [token.keyword if token else "" for token in before]
    if words[2] in _OPENING:
        return words[2], index - 1
    if words[2] == "CONSTRUCT":
        return "TEMPLATE", index - 1
    if words[1] in _NAMED:
        return words[1], index - 2
    if words[0] == "SERVICE" and words[1] == "SILENT":
        return "SERVICE", index - 3
    if words[1] == "VALUES" or _closes_values(tokens, index):
        return "VALUES", index
    if outer.form >= 0 and outer.where is None:
        return "WHERE", index
    return "", index


def _closes_values(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a `(?a ?b)` before the brace is the head of VALUES."""
    at = index - 1
    if at < 0 or tokens[at].text != ")":
        return False
    at -= 1
    while at >= 0 and tokens[at].kind == "variable":
        at -= 1
    return at > 0 and tokens[at].text == "(" and tokens[at - 1].keyword == "VALUES"


def closing_parenthesis(tokens: Sequence[Token], index: int) -> int:
    """Find what closes the parenthesis at an index; the end of the tokens if nothing does."""
    depth = 0
    for at in range(index, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[at].text, 0)
        if depth == 0:
            return at
    return len(tokens) - 1


def bound_variables(
    tokens: Sequence[Token],
    group: Group,
    *,
    without: Collection[Group] = (),
    also: Mapping[Group, Collection[str]] | None = None,
) -> dict[str, None]:
    """Name the variables that a group can bind, in their order and without their marks.

    Groups in `without` are left out; `also` says what a group binds beside what stands in it. A
    subquery binds what it projects; what FILTER and MINUS name is bound by neither.
    """
    bound: dict[str, None] = {}
    waiting = [group]
    while waiting:
        current = waiting.pop()
        if current in without or current.kind in _UNBINDING:
            continue
        bound |= dict.fromkeys((also or {}).get(current, ()))
        if current.form < 0:
            bound |= dict.fromkeys(name for name, _ in _bindings(tokens, current))
            waiting += reversed(current.children)
        elif current.where and projects_all(tokens, current):
            waiting.append(current.where)
        else:
            bound |= dict.fromkeys(projected(tokens, current))
    return bound


def projected(tokens: Sequence[Token], query: Group) -> list[str]:
    """Name what the SELECT clause of a query projects by name; nothing for `*`."""
    names, depth = [], 0
    for index in _head(query):
        token = tokens[index]
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.kind == "variable" and (not depth or tokens[index - 1].keyword == "AS"):
            names.append(token.text[1:])
    return names


def projects_all(tokens: Sequence[Token], query: Group) -> Token | None:
    """Find the `*` of `SELECT *`, if a query has it."""
    for index in list(_head(query))[:2]:
        if tokens[index].text == "*":
            return tokens[index]
    return None


def named_variables(tokens: Sequence[Token], query: Group) -> list[str]:
    """Name the variables that a query reads of its solutions: what it projects, and orders by.

    Those that it makes itself, after AS, and reads only then are left out.
    """
    tail = range(query.where.close + 1, query.close) if query.where else range(0)
    made: set[str] = set()
    names: dict[str, None] = {}
    for index in (*_head(query), *tail):
        token = tokens[index]
        if token.kind == "variable":
            if tokens[index - 1].keyword == "AS":
                made.add(token.text[1:])
            elif token.text[1:] not in made:
                names[token.text[1:]] = None
    return list(names)


def _head(query: Group) -> range:
    return range(query.form + 1, query.where.head if query.where else query.form + 1)


@dataclass(frozen=True)
class Assignment:
    """A `BIND (expression AS ?name)`: the indices of its first and last token, and its name."""

    first: int
    last: int
    name: str


def assignments(tokens: Sequence[Token], group: Group) -> list[Assignment]:
    """Find the BINDs that stand in a group itself."""
    return [assignment for _, assignment in _bindings(tokens, group) if assignment is not None]


def _bindings(tokens: Sequence[Token], group: Group) -> Iterator[tuple[str, Assignment | None]]:
    """Name what the patterns of a group itself bind, with the BIND if one makes it."""
    index = group.open + 1
    inner = iter(group.children)
    child = next(inner, None)
    while index < group.close:
        while child is not None and child.open < index:
            child = next(inner, None)
        token = tokens[index]
        if child is not None and index == child.open:
            index = child.close + 1
        elif token.keyword == "FILTER":
            index = _end_of_filter(tokens, index)
        elif token.keyword == "BIND":
            last = closing_parenthesis(tokens, index + 1)
            if tokens[last - 1].kind == "variable":
                name = tokens[last - 1].text[1:]
                yield name, Assignment(index, last, name)
            index = last + 1
        else:
            if token.kind == "variable":
                yield token.text[1:], None
            index += 1


def _end_of_filter(tokens: Sequence[Token], index: int) -> int:
    """Find what follows a FILTER: its parenthesis, its call of a function, or its EXISTS."""
    at = index + 1
    while at < len(tokens) and tokens[at].kind in {"word", "prefixed", "iri"}:
        at += 1
    if at < len(tokens) and tokens[at].text == "(":
        return closing_parenthesis(tokens, at) + 1
    return at
