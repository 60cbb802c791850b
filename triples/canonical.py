"""A line of N-Triples in any form that the syntax allows, written in the canonical one.

A pure function of one line, so that the workers of a cluster can run it. Where a whole file is
read on one machine, the parser of the store does the same.
"""

import re

from ..ontology.ntriples import read_term, write_term

_IRI = r'<[^\x00-\x20<>"{}|^`]*>'
_BLANK = r'_:[^\s<>"]*[^\s<>".]'
_LITERAL = rf'"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^{_IRI})?'
_LINE = re.compile(
    rf"[ \t]*({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*({_IRI}|{_BLANK}|{_LITERAL})"
    r"[ \t]*\.[ \t\r]*(?:#.*)?"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))", re.DOTALL)
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def canonical_line(line: str) -> str | None:
    """Write one triple as `s p o .`; None for what is no triple.

    RDF 1.1 N-Triples, sections 2 and 4: spaces, comments, escapes, xsd:string and the case of
    language tags come out in one form. Relative IRIs are refused.
    """
    found = _LINE.fullmatch(line)
    if not found:
        return None
    terms = [_term(text) for text in found.groups()]
    return None if None in terms else f"{' '.join(map(str, terms))} ."


def _term(text: str) -> str | None:
    if text.startswith("_:"):
        return text
    for code, long_code, letter in _ESCAPE.findall(text):
        if letter or not (code or long_code):
            if text[0] == "<" or letter not in tuple("tbnrf\"'\\"):
                return None
        elif not _is_character(int(code or long_code, 16)):
            return None
    if text[0] == '"':
        return write_term(read_term(text))
    iri = _ESCAPE.sub(lambda escape: chr(int(escape[1] or escape[2], 16)), text)
    return iri if _SCHEME.match(iri) and not set(iri[1:-1]) & set(' <>"{}|^`\\') else None


def _is_character(code: int) -> bool:
    return code < 0x110000 and not 0xD800 <= code < 0xE000
