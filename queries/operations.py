"""Take a SPARQL Update request apart into its operations, so that each can be done by itself.

The request has been parsed before, by the engine: what is told apart here is well formed.

Source: SPARQL 1.1 Update, section 3; the grammar of SPARQL 1.1 Query, section 19.8.
"""

from dataclasses import dataclass

from .guarding import MalformedText
from .tokens import Token, position

_DECLARING = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_MANAGING = {"CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
_ALL = {"DEFAULT", "NAMED", "ALL"}


@dataclass(frozen=True)
class Operation:
    """One operation, with the declarations before it; the pieces are as the request has them.

    `kind` is `modify` or the first word of an operation over whole graphs. Of a modification,
    `delete` and `insert` are the templates in their braces, `graph` is that of WITH, `using` the
    USING clauses written as FROM, `where` the pattern in its braces ("{}" for DATA). Of the
    others, `graphs` are the names and the words DEFAULT, NAMED and ALL.
    """

    kind: str
    prologue: str
    text: str
    delete: str = ""
    insert: str = ""
    where: str = "{}"
    graph: str = ""
    using: str = ""
    graphs: tuple[str, ...] = ()


def split(text: str, tokens: list[Token]) -> list[Operation]:
    """Give the operations of a request in their order; `tokens` are the significant ones.

    Raises MalformedText, with the position, where the request is read otherwise than the engine
    does: Oxigraph takes words that run into one another.
    """
    operations: list[Operation] = []
    prologue: list[str] = []
    for piece in _pieces(tokens):
        rest = piece
        while rest and rest[0].keyword in _DECLARING:
            length = _DECLARING[rest[0].keyword]
            prologue.append(" ".join(token.text for token in rest[:length]))
            rest = rest[length:]
        if rest:
            operations.append(_Reader(text, rest).operation("\n".join(prologue)))
    return operations


def begin_of_operations(text: str, tokens: list[Token]) -> int:
    """Find where the first operation begins, or the end of a text that has none."""
    at = 0
    while at < len(tokens) and tokens[at].keyword in _DECLARING:
        at += _DECLARING[tokens[at].keyword]
    return tokens[at].start if at < len(tokens) else len(text)


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text == ";" and not depth:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


class _Reader:
    """Reads the tokens of one operation from left to right."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0

    def operation(self, prologue: str) -> Operation:
        whole = self._text[self._tokens[0].start : self._tokens[-1].end]
        kind = self._tokens[0].keyword
        if kind in _MANAGING:
            graphs = [
                token.keyword if token.keyword in _ALL else token.text
                for token in self._tokens
                if token.kind in {"iri", "prefixed"} or token.keyword in _ALL
            ]
            return Operation(kind, prologue, whole, graphs=tuple(graphs))
        graph = self._take() if self._read("WITH") else ""
        delete = insert = using = ""
        where = "{}"
        if self._read("DELETE"):
            if self._read("DATA"):
                delete = self._block()
            elif self._read("WHERE"):
                delete = where = self._block()
            else:
                delete = self._block()
        if self._read("INSERT"):
            self._read("DATA")
            insert = self._block()
        while self._read("USING"):
            using += f" FROM {'NAMED ' if self._read('NAMED') else ''}{self._take()}"
        if self._read("WHERE"):
            where = self._block()
        if self._at < len(self._tokens) or not (delete or insert):
            raise self._lost()
        return Operation("modify", prologue, whole, delete, insert, where, graph, using)

    def _read(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at].keyword == word
        self._at += found
        return found

    def _take(self) -> str:
        if self._at == len(self._tokens):
            raise self._lost()
        self._at += 1
        return self._tokens[self._at - 1].text

    def _block(self) -> str:
        depth, first = 0, self._at
        for token in self._tokens[first:]:
            self._at += 1
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                break
        if first == self._at or self._tokens[first].text != "{" or depth:
            self._at = first
            raise self._lost()
        return self._text[self._tokens[first].start : self._tokens[self._at - 1].end]

    def _lost(self) -> MalformedText:
        token = self._tokens[min(self._at, len(self._tokens) - 1)]
        line, column = position(self._text, token.start)
        return MalformedText(
            f"line {line}, column {column}: an operation is expected, each of its words set apart,"
            f" before {token.text[:40]!r}"
        )
