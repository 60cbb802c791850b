"""Templates of SPARQL Update: what one solution after the other makes of them.

Oxigraph itself reads a template: its variables stand in for IRIs of ours, and it is inserted into
a store of its own. So collections, property lists and annotations need no second grammar here.

Source: SPARQL 1.1 Update, sections 3.1.3 and 4.2.2 (what is no triple is left out).
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from ..ontology.ntriples import Quad
from ..queries.tokens import Token, significant, tokenize
from .store import Store

Row = Sequence[str | None]

# Without one of these a block has no variable, and need not be cut into tokens.
_OPEN = re.compile("[?$]")
# No text of a client can hold it.
_MARK = f"urn:x-poimenno:{secrets.token_hex(8)}:"


class Blank(NamedTuple):
    """A blank node of a template: another one in each solution."""

    label: str


class Nested(NamedTuple):
    """A triple term with variables or blank nodes in it."""

    subject: "Term"
    predicate: "Term"
    object: "Term"


# A constant, the place of a variable in a row, or one of these.
Term = str | int | Blank | Nested


def variables(block: str) -> list[str]:
    """Name the variables of a block, in order and each once, without their sign."""
    if not _OPEN.search(block):
        return []
    names = (token.text[1:] for token in tokenize(block) if token.kind == "variable")
    return list(dict.fromkeys(names))


class Template:
    """The quads of a block in its braces; `graph` is where its triples stand, unless it says so.

    `names` are the variables of the rows that it is given. Raises InvalidQuery.
    """

    def __init__(
        self,
        block: str,
        names: Sequence[str],
        *,
        prologue: str,
        base: str | None,
        prefixes: Mapping[str, str],
        graph: str | None,
    ) -> None:
        places = {name: at for at, name in enumerate(names)}
        pieces = [
            f" <{_MARK}{places[token.text[1:]]}> " if token.kind == "variable" else token.text
            for token in (tokenize(block) if places else ())
        ]
        self._quads: list[tuple[Nested, Term | None]] = []
        with Store.in_memory() as scratch:
            text = f"{prologue}\nINSERT DATA {''.join(pieces) or block}"
            scratch.update(text, base=base, prefixes=prefixes)
            for triple, name in scratch.match(None, None, None):
                terms = Nested(*map(_read, triple))
                place = _read(f"<{name}>") if name else graph and f"<{graph}>"
                self._quads.append((terms, place))
        self.has_blanks = any(map(_holds_blank, (terms for terms, _ in self._quads)))

    def __bool__(self) -> bool:
        return bool(self._quads)

    def graphs(self) -> set[str]:
        """Name the graphs that the template, or WITH for it, has by name."""
        return {graph[1:-1] for _, graph in self._quads if isinstance(graph, str)}

    def quads(self, row: Row) -> Iterator[Quad]:
        """Fill the template from one solution.

        A quad that lacks a value is left out, and one that would be none. Blank nodes of the
        template are new ones in each call.
        """
        fresh: dict[str, str] = {}
        for terms, graph in self._quads:
            subject, predicate, obj = (_fill(term, row, fresh) for term in terms)
            if not (_is_node(subject) and _is_iri(predicate) and obj):
                continue
            if graph is None:
                yield (subject, predicate, obj), None
                continue
            name = _fill(graph, row, fresh)
            if _is_node(name):
                yield (subject, predicate, obj), name[1:-1] if name[0] == "<" else name


def _fill(term: Term, row: Row, fresh: dict[str, str]) -> str | None:
    if isinstance(term, str):
        return term
    if isinstance(term, int):
        return row[term]
    if isinstance(term, Blank):
        if term.label not in fresh:
            fresh[term.label] = f"_:{secrets.token_hex(16)}"
        return fresh[term.label]
    subject, predicate, obj = (_fill(part, row, fresh) for part in term)
    if _is_node(subject) and _is_iri(predicate) and obj:
        return f"<<( {subject} {predicate} {obj} )>>"
    return None


def _is_iri(term: str | None) -> TypeGuard[str]:
    return term is not None and term[0] == "<" and term[1] != "<"


def _is_node(term: str | None) -> TypeGuard[str]:
    return _is_iri(term) or (term is not None and term[0] == "_")


def _holds_blank(term: Term) -> bool:
    return isinstance(term, Blank) or (
        isinstance(term, Nested) and any(_holds_blank(part) for part in term)
    )


def _read(text: str) -> Term:
    """Read a term of the store, our marks in it as places."""
    if text.startswith("<<("):
        terms, _ = _read_nested(significant(tokenize(text)), 0)
        return terms if isinstance(terms, Nested) and not _is_ground(terms) else text
    if text.startswith(f"<{_MARK}"):
        return int(text[len(_MARK) + 1 : -1])
    return Blank(text) if text.startswith("_:") else text


def _is_ground(term: Term) -> bool:
    return all(map(_is_ground, term)) if isinstance(term, Nested) else isinstance(term, str)


def _read_nested(tokens: list[Token], at: int) -> tuple[Term, int]:
    """Read the term at one token; gives where the next begins."""
    if tokens[at].text == "<<(":
        parts: list[Term] = []
        at += 1
        for _ in range(3):
            part, at = _read_nested(tokens, at)
            parts.append(part)
        return Nested(*parts), at + 1
    text = tokens[at].text
    at += 1
    if tokens[at - 1].kind == "string":
        if tokens[at].kind == "language":
            return text + tokens[at].text, at + 1
        if tokens[at].text == "^^":
            return f"{text}^^{tokens[at + 1].text}", at + 2
        return text, at
    return _read(text), at
