"""Terms as people write them, in an address or on a command line, read into N-Triples strings."""

import re
from datetime import date

from ..ontology.compiling import TYPE
from ..ontology.ntriples import read_term, write_literal, write_term
from .binding import BindingError, expand_iri

EXPECTED = (
    "a Q-number, a prefixed name such as poi:Person, an IRI, `a` for rdf:type, _:name for a blank"
    ' node, or a literal such as "text"@ru, 42 or 1956-06-02'
)
_LITERAL = re.compile(
    r'"((?:[^"\\]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)"'
    r"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(\S+))?",
    re.DOTALL,
)
_BLANK = re.compile(r"_:[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LONGEST = 8192


def read_written(text: str) -> str:
    """Read a term; raises BindingError with what was expected.

    A bare whole number is an xsd:integer, a bare day an xsd:date.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise BindingError(f"a term of {len(text)} characters; at most {_LONGEST} are read")
    if text == "a":
        return TYPE
    if _BLANK.fullmatch(text):
        return text
    if _INTEGER.fullmatch(text):
        return write_literal(text, datatype=_XSD + "integer")
    if _is_day(text):
        return write_literal(text, datatype=_XSD + "date")
    if found := _LITERAL.fullmatch(text):
        try:
            datatype = expand_iri(found[3]) if found[3] else ""
            language = f"@{found[2]}" if found[2] else ""
            ending = f"^^<{datatype}>" if datatype else language
            # Escapes are read and written anew: one literal has one form.
            return write_term(read_term(f'"{found[1]}"{ending}'))
        except ValueError as fault:
            raise BindingError(f"{text[:80]!r} is no literal: {fault}") from fault
    try:
        return f"<{expand_iri(text)}>"
    except BindingError:
        raise BindingError(f"{text[:80]!r} is no term; expected {EXPECTED}") from None


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
