"""Write out the named subqueries of Blazegraph: `WITH { SELECT … } AS %name` and `INCLUDE %name`.

Each INCLUDE becomes the subquery in its braces, which has the same solutions.

Source: Blazegraph, Named Subquery.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .groups import Group, read_groups
from .guarding import Edit, MalformedText
from .tokens import Token, position

MAX_LENGTH = 1 << 20


@dataclass(frozen=True)
class _Named:
    name: str
    start: int
    end: int
    open: int
    close: int


class _Writer:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text, self._tokens = text, tokens
        self._named: dict[str, _Named] = {}
        self._bodies: dict[str, str] = {}
        self._length = 0

    def edits(self, root: Group) -> list[Edit]:
        for group in root:
            found = self._definition(group)
            if found is None:
                continue
            if found.name in self._named:
                raise self._wrong(found.start, f"%{found.name} is defined twice")
            self._named[found.name] = found
        edits = [Edit(found.start, found.end, "") for found in self._named.values()]
        inside = [(found.start, found.end) for found in self._named.values()]
        for start, end, name in self._includes(0, len(self._tokens)):
            if not any(first <= start < last for first, last in inside):
                edits.append(Edit(start, end, self._body(name, start, ())))
        return edits

    def _definition(self, group: Group) -> _Named | None:
        tokens, after = self._tokens, group.close + 1
        if group.open < 1 or tokens[group.open - 1].keyword != "WITH":
            return None
        if len(tokens) > after + 2 and tokens[after].keyword == "AS":
            name = self._name(after + 1)
            if name:
                start, end = tokens[group.open - 1].start, tokens[after + 2].end
                return _Named(name, start, end, group.open, group.close)
        raise self._wrong(tokens[group.open].start, "a named subquery ends with AS %name")

    def _name(self, at: int) -> str:
        percent, word = (*self._tokens[at : at + 2], None, None)[:2]
        if percent and word and percent.text == "%" and word.start == percent.end:
            return word.text
        return ""

    def _includes(self, first: int, last: int) -> list[tuple[int, int, str]]:
        found = []
        for at in range(first, last):
            if self._tokens[at].keyword == "INCLUDE" and (name := self._name(at + 1)):
                found.append((self._tokens[at].start, self._tokens[at + 2].end, name))
        return found

    def _body(self, name: str, start: int, within: tuple[str, ...]) -> str:
        """Write a subquery with those that it includes itself; each is written once."""
        if name in within or len(within) > 50:
            raise self._wrong(start, f"%{name} includes itself")
        if name not in self._named:
            raise self._wrong(start, f"there is no named subquery %{name}")
        if name not in self._bodies:
            named = self._named[name]
            at = self._tokens[named.open].start
            pieces = []
            for first, last, inner in self._includes(named.open, named.close):
                pieces += [self._text[at:first], self._body(inner, first, (*within, name))]
                at = last
            pieces.append(self._text[at : self._tokens[named.close].end])
            self._bodies[name] = "".join(pieces)
        self._length += len(self._bodies[name])
        if self._length > MAX_LENGTH:
            raise self._wrong(start, f"named subqueries of more than {MAX_LENGTH} characters")
        return self._bodies[name]

    def _wrong(self, start: int, what: str) -> MalformedText:
        line, column = position(self._text, start)
        return MalformedText(f"line {line}, column {column}: {what}")


def write_out(text: str, tokens: Sequence[Token]) -> list[Edit]:
    """Put the subqueries in the place of their names; `tokens` are the significant ones.

    Raises MalformedText, with the position, for a name that is not defined, or twice, or in a
    circle, and for a text that would grow beyond MAX_LENGTH.
    """
    return _Writer(text, tokens).edits(read_groups(text, tokens))
