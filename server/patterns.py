"""Triple patterns as clients of Triple Pattern Fragments write them, read and turned into SPARQL.

Source: Triple Pattern Fragments, section 4.1; Hydra's explicit representation: an IRI stands for
itself, a literal in quotes, with its language or datatype behind it, its text as it is.
"""

import re
from dataclasses import dataclass

from ..ontology.namespaces import BASE, COMMON_PREFIXES
from ..ontology.ntriples import literal_parts, write_literal
from ..queries.results import Term, written
from .engine import BadRequest

PLACES = ("subject", "predicate", "object")
# RDF 1.1 Concepts, section 3.5: a blank node gets a name, so that a client can ask on.
SKOLEM = BASE + ".well-known/genid/"
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)|\^\^(\S+))?', re.DOTALL)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
_LABEL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
_VARIABLE = re.compile(r"[?$][^\s]*|_:\S*")
_LONGEST = 8192
_UNUSED = re.compile("[\ud800-\udfff\x00]")


@dataclass(frozen=True)
class Pattern:
    """One triple pattern: three N-Triples strings, or `?name` where anything will do."""

    terms: tuple[str, str, str]

    @property
    def names_blank_node(self) -> bool:
        """Whether it asks for a blank node, which SPARQL cannot."""
        return any(term.startswith("_:") for term in self.terms)

    @property
    def possible(self) -> bool:
        """Whether a triple can match at all: subjects are no literals, predicates are IRIs."""
        subject, predicate, _ = self.terms
        return subject[0] != '"' and predicate[0] in "<?"

    @property
    def text(self) -> str:
        """The pattern in SPARQL, with the variables s, p and o where one stands."""
        return " ".join(self._asked())

    def _asked(self) -> list[str]:
        first: dict[str, str] = {}
        asked = []
        for term, name in zip(self.terms, ("?s", "?p", "?o"), strict=True):
            # A variable that stands twice holds both places to one term.
            asked.append(first.setdefault(term, name) if term[0] == "?" else term)
        return asked

    def triple(self, row: dict[str, Term]) -> tuple[str, str, str]:
        """Put the terms of one solution into the places of their variables."""
        found = [written(row[term[1:]]) if term[0] == "?" else term for term in self._asked()]
        return found[0], found[1], found[2]

    def matches(self, triple: tuple[str, str, str]) -> bool:
        """Tell whether a triple matches."""
        held: dict[str, str] = {}
        return all(
            held.setdefault(wish, term) == term if wish[0] == "?" else wish == term
            for wish, term in zip(self.terms, triple, strict=True)
        )


def read_pattern(subject: str, predicate: str, obj: str) -> Pattern:
    """Read the three parameters; raises BadRequest with the one that is no term."""
    given = zip(PLACES, (subject, predicate, obj), strict=True)
    terms = [_read(place, value.strip()) for place, value in given]
    return Pattern((terms[0], terms[1], terms[2]))


def _read(place: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise BadRequest(f"{place} has {len(text)} characters; at most {_LONGEST} are read")
    if _UNUSED.search(text):
        raise BadRequest(f"{place} holds a character that no term can hold")
    if text in {"", "?", "$"}:
        # Each place has a variable of its own.
        return f"?{place}"
    if _VARIABLE.fullmatch(text):
        return f"?_{text[1:]}"
    if found := _LITERAL.fullmatch(text):
        lexical, language, datatype = found.groups()
        if datatype:
            return write_literal(lexical, datatype=_iri(place, datatype))
        return write_literal(lexical, language or "")
    iri = _iri(place, text)
    if iri.startswith(SKOLEM):
        label = iri.removeprefix(SKOLEM)
        if not _LABEL.fullmatch(label):
            raise BadRequest(f"{place} {iri[:200]!r} names no blank node")
        return f"_:{label}"
    return f"<{iri}>"


def _iri(place: str, text: str) -> str:
    plain = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, local = plain.partition(":")
    if colon and prefix in COMMON_PREFIXES and not local.startswith("//"):
        plain = COMMON_PREFIXES[prefix] + local
    if not _IRI.fullmatch(plain):
        raise BadRequest(
            f"{place} is {text[:200]!r}; expected an IRI, a literal in quotes such as"
            ' "Имя"@ru or "42"^^http://www.w3.org/2001/XMLSchema#integer, ?name or nothing'
        )
    return plain


def skolemized(term: str) -> str:
    """Give a blank node its name; other terms stay."""
    return f"<{SKOLEM}{term[2:]}>" if term.startswith("_:") else term


def shown(term: str) -> str:
    """Write an N-Triples string as a parameter holds it."""
    if term[0] == "<":
        return term[1:-1]
    if term[0] != '"':
        return ""
    lexical, language, datatype = literal_parts(term)
    if language:
        return f'"{lexical}"@{language}'
    plain = datatype == COMMON_PREFIXES["xsd"] + "string"
    return f'"{lexical}"' if plain else f'"{lexical}"^^{datatype}'
