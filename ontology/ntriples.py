"""Terms as N-Triples strings, the form in which rules and triples pass between engines.

A string is hashable, sorts the same everywhere, and is what Oxigraph, SQL engines and files read.
The form is the canonical one of RDF 1.1 N-Triples section 4, with language tags in lower case, as
Oxigraph writes them, so that equal terms are equal strings.
"""

import re
from collections.abc import Iterable, Iterator

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

Triple = tuple[str, str, str]
# A triple with the IRI of its graph, or the label of a blank one; None for the default graph.
Quad = tuple[Triple, str | None]

_ESCAPES = {
    **{chr(code): f"\\u{code:04X}" for code in (*range(32), 127)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_TO_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
# rdflib rewrites these values of xsd:double and xsd:float in Python's words, which are no XSD.
_PYTHON_WORDS = {
    (word, f"http://www.w3.org/2001/XMLSchema#{datatype}"): lexical
    for word, lexical in (("nan", "NaN"), ("inf", "INF"), ("-inf", "-INF"))
    for datatype in ("double", "float")
}


def write_term(term: Node) -> str:
    """Write one rdflib term; raises TypeError for what is no RDF term."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if isinstance(term, Literal):
        return write_literal(str(term), term.language or "", str(term.datatype or ""))
    raise TypeError(f"{term!r} is not an RDF term")


def write_literal(lexical: str, language: str = "", datatype: str = "") -> str:
    """Write a literal from its parts; a language stands above a datatype."""
    text = '"' + _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], lexical) + '"'
    if language:
        return f"{text}@{language.lower()}"
    return text if datatype in ("", _STRING) else f"{text}^^<{datatype}>"


def write_triples(graph: Graph) -> Iterator[Triple]:
    """Write the triples of an rdflib graph, in no order."""
    for subject, predicate, obj in graph:
        yield write_term(subject), write_term(predicate), write_term(obj)


def read_triples(triples: Iterable[Triple]) -> Graph:
    """Read triples into a new rdflib graph, each term as it stands (see `read_term`)."""
    terms: dict[str, URIRef | BNode | Literal] = {}
    graph = Graph()
    for triple in triples:
        for text in triple:
            if text not in terms:
                terms[text] = read_term(text)
        graph.add((terms[triple[0]], terms[triple[1]], terms[triple[2]]))
    return graph


def write_quads(quads: Iterable[Quad]) -> bytes:
    """Write quads as N-Quads lines."""
    written = []
    for (subject, predicate, obj), graph in quads:
        place = "" if graph is None else f" {graph}" if graph[:2] == "_:" else f" <{graph}>"
        written.append(f"{subject} {predicate} {obj}{place} .\n")
    return "".join(written).encode()


def read_term(text: str) -> URIRef | BNode | Literal:
    """Read one term back into rdflib, as it stands: no lexical form is normalised."""
    if text.startswith("<"):
        return URIRef(text[1:-1])
    if text.startswith("_:"):
        return BNode(text[2:])
    lexical, language, datatype = literal_parts(text)
    if language:
        return Literal(lexical, lang=language)
    plain = datatype == _STRING
    return Literal(lexical, datatype=None if plain else URIRef(datatype), normalize=False)


def read_lines(lines: Iterable[str]) -> Iterator[Triple]:
    """Split canonical N-Triples lines (`s p o .`) into terms; comments and empty lines are none.

    Raises ValueError with the line number for a line that is not closed by ` .`.
    """
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        parts = text.split(" ", 2)
        if len(parts) < 3 or not parts[2].endswith(" ."):
            raise ValueError(f"line {number}: not a canonical N-Triples line: {text[:80]}")
        yield parts[0], parts[1], parts[2][:-2]


def literal_parts(text: str) -> tuple[str, str, str]:
    """Take a literal apart into lexical form, language tag ("" for none) and datatype IRI."""
    found = _LITERAL.fullmatch(text)
    if not found:
        raise ValueError(f"not a literal: {text[:80]}")
    lexical = _ESCAPED.sub(_unescape, found[1]) if "\\" in found[1] else found[1]
    if found[2]:
        return lexical, found[2], _LANG_STRING
    return lexical, "", found[3] or _STRING


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _LETTERS.get(code, code)
