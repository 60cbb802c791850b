"""Bind the parameters of a query: ordinary variables, held to values by injected VALUES blocks.

The block goes to the start of every group pattern that names the variable, because SPARQL
evaluates groups from the inside out and a filter sees only the variables of its own group.
Source: SPARQL 1.1 Query Language, sections 10.2 and 18.2.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from ..ontology.namespaces import COMMON_PREFIXES, ENTITY
from .tokens import Token, significant, tokenize

KINDS = ("iri", "string", "date", "integer")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_ENTITY = re.compile(r"Q[1-9][0-9]*")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b"}
_XSD = COMMON_PREFIXES["xsd"]


class BindingError(ValueError):
    """A parameter the query does not have, or a value that is not of its kind."""


def write_term(kind: str, value: str) -> str:
    """Write a value as a SPARQL term that ends where it should, whatever it holds.

    An iri may be written in full, in angle brackets, as a common prefixed name or as a Q-number.
    Raises BindingError for a value that is not of the kind.
    """
    match kind:
        case "iri":
            return f"<{expand_iri(value)}>"
        case "string":
            return _string(value)
        case "date" if _DATE.fullmatch(value) and _is_date(value):
            return f'"{value}"^^<{_XSD}date>'
        case "integer" if _INTEGER.fullmatch(value):
            return f'"{value}"^^<{_XSD}integer>'
    raise BindingError(f"{value!r} is no {kind}")


def expand_iri(value: str) -> str:
    """Turn a Q-number, a common prefixed name, `<iri>` or an IRI into an absolute IRI."""
    value = value.strip()
    if _ENTITY.fullmatch(value):
        return ENTITY + value
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    else:
        prefix, colon, local = value.partition(":")
        if colon and prefix in COMMON_PREFIXES and not local.startswith("//"):
            value = COMMON_PREFIXES[prefix] + local
    if not _IRI.fullmatch(value):
        raise BindingError(f"{value!r} is no absolute IRI, prefixed name or Q-number")
    return value


def _string(value: str) -> str:
    if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise BindingError("a string holds a character that no SPARQL text can hold")
    return '"' + "".join(_ESCAPES.get(character, character) for character in value) + '"'


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def bind(text: str, kinds: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> str:
    """Give the query with each named variable held to its values; several mean any of them.

    A default written as `VALUES ?name { … }` gives way to the caller's value. Raises BindingError.
    """
    for name, given in values.items():
        if name not in kinds:
            known = ", ".join(kinds) or "none"
            raise BindingError(f"the query has no parameter {name!r}; it has {known}")
        terms = " ".join(dict.fromkeys(write_term(kinds[name], value) for value in given))
        if given:
            text = _inject(text, name, terms)
    return text


def _inject(text: str, name: str, terms: str) -> str:
    tokens = tokenize(text)
    cuts = [(start, end, "{ " + terms + " }") for start, end in _defaults(tokens, name)]
    for group in groups_naming(tokens, name):
        cuts.append((group.end, group.end, f" VALUES ?{name} {{ {terms} }}"))
    for start, end, replacement in sorted(cuts, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def groups_naming(tokens: Sequence[Token], name: str) -> list[Token]:
    """Find the opening braces of the groups that name the variable between their own braces.

    What a nested group names counts for that group; the data of VALUES and the template of a
    CONSTRUCT are no groups.
    """
    pieces = significant(tokens)
    templates = template_starts(tokens)
    enclosing: list[Token | None] = []
    naming: dict[int, Token] = {}
    for at, token in enumerate(pieces):
        if token.kind == "mark" and token.text == "{":
            data = token.start in templates or _is_data(pieces, at)
            enclosing.append(None if data else token)
        elif token.kind == "mark" and token.text == "}" and enclosing:
            enclosing.pop()
        elif token.kind == "variable" and token.text[1:] == name and enclosing:
            brace = enclosing[-1]
            if brace is not None:
                naming[brace.start] = brace
    return list(naming.values())


def _is_data(pieces: Sequence[Token], at: int) -> bool:
    """Tell whether the brace opens the data of VALUES, after one variable or a list of them."""
    before = pieces[at - 1] if at else None
    if before is None:
        return False
    if before.kind == "variable":
        return at >= 2 and pieces[at - 2].keyword == "VALUES"
    if before.text != ")":
        return False
    while at and pieces[at - 1].text != "(":
        at -= 1
    return at >= 2 and pieces[at - 2].keyword == "VALUES"


def _defaults(tokens: Sequence[Token], name: str) -> list[tuple[int, int]]:
    """Find the data of each `VALUES ?name { … }`, from brace to brace."""
    pieces = significant(tokens)
    found: list[tuple[int, int]] = []
    for at in range(len(pieces) - 2):
        keyword, variable, brace = pieces[at : at + 3]
        if keyword.keyword == "VALUES" and variable.text[1:] == name and brace.text == "{":
            closing = next((p for p in pieces[at + 3 :] if p.text == "}"), None)
            if closing is not None:
                found.append((brace.start, closing.end))
    return found


def template_starts(tokens: Sequence[Token], *, short_form: bool = False) -> set[int]:
    """Find where the template of a CONSTRUCT opens; `short_form` finds CONSTRUCT WHERE instead."""
    pieces = significant(tokens)
    starts: set[int] = set()
    for first, second in pairwise(pieces):
        if first.keyword == "CONSTRUCT":
            if short_form and second.keyword in {"WHERE", "FROM"}:
                # `CONSTRUCT FROM <g> WHERE {…}` is the short form as well.
                starts.add(second.start)
            elif not short_form and second.text == "{":
                starts.add(second.start)
    return starts
