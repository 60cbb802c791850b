"""Find the SERVICE blocks that this server answers itself, and read what stands in them.

A block is real only where its tokens stand: what a literal or a comment quotes is none, and what
stands within a call to another server is that server's to answer.

Source: Wikidata Query Service, User Manual (extensions); the Blazegraph services it describes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .groups import Group
from .guarding import MalformedText
from .tokens import Token, position

WIKIBASE = "http://wikiba.se/ontology#"
BLAZEGRAPH = "http://www.bigdata.com/rdf"
PARAMETER = f"{BLAZEGRAPH}#serviceParam"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
OFFERED = ("wikibase:label", "wikibase:mwapi", "wikibase:around", "wikibase:box")
MAX_BLOCKS = 100

_NAMES = {f"{WIKIBASE}{name.partition(':')[2]}": name for name in OFFERED} | {
    f"{BLAZEGRAPH}/gas#service": "gas:service",
    f"{BLAZEGRAPH}#sample": "bd:sample",
    f"{BLAZEGRAPH}#slice": "bd:slice",
}
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Term:
    """A term as it is written, with what it stands for.

    `kind` is variable, iri, blank or literal; `value` is the name, the IRI, the label or the
    lexical form; `start` is its place in the text. Written out it needs no prefix.
    """

    kind: str
    value: str
    written: str
    start: int


@dataclass(frozen=True)
class Pattern:
    """One triple pattern."""

    subject: Term
    predicate: Term
    object: Term


@dataclass(frozen=True)
class Block:
    """A SERVICE that is answered here: its parameters, IRI to values, and its other patterns."""

    name: str
    group: Group
    start: int
    end: int
    parameters: Mapping[str, tuple[Term, ...]]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Reading:
    """A query as it is read: its text, its significant tokens, what prefixes mean, its groups."""

    text: str
    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    root: Group

    def iri(self, token: Token) -> str | None:
        """Write out the IRI that a token names, None for another token or an unknown prefix."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        if token.kind != "prefixed" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def wrong(self, start: int, what: str) -> MalformedText:
        """Make an error that names a place of the text."""
        line, column = position(self.text, start)
        return MalformedText(f"line {line}, column {column}: {what}")


def find_blocks(reading: Reading) -> list[Block]:
    """Find the blocks that are answered here, the outer before the inner.

    Raises MalformedText for a service of Wikidata's that is not offered, for a block that cannot
    be read, and for more than MAX_BLOCKS.
    """
    found: list[Block] = []
    waiting = [reading.root]
    for group in waiting:
        if group.kind != "SERVICE":
            waiting += group.children
            continue
        block = _block(reading, group)
        if block:
            found.append(block)
            if len(found) > MAX_BLOCKS:
                raise reading.wrong(block.start, f"more than {MAX_BLOCKS} services in one query")
    return found


def _block(reading: Reading, group: Group) -> Block | None:
    target = reading.tokens[group.open - 1]
    iri = reading.iri(target) or ""
    name = _NAMES.get(iri)
    start = reading.tokens[group.head].start
    if name is None:
        if iri.startswith((WIKIBASE, BLAZEGRAPH)):
            raise reading.wrong(start, f"there is no service {target.text}; {_offer()}")
        return None
    if name not in OFFERED:
        raise reading.wrong(start, f"the service {name} is not offered here; {_offer()}")
    if group.parent is reading.root:
        raise reading.wrong(start, f"{name} stands in no group of a query")
    parameters: dict[str, tuple[Term, ...]] = {}
    patterns = []
    for pattern in _patterns(reading, group, name):
        if pattern.subject.kind != "iri" or pattern.subject.value != PARAMETER:
            patterns.append(pattern)
        elif pattern.predicate.kind != "iri":
            raise reading.wrong(pattern.predicate.start, "the name of a parameter is no variable")
        else:
            key = pattern.predicate.value
            parameters[key] = (*parameters.get(key, ()), pattern.object)
    end = reading.tokens[group.close].end
    return Block(name, group, start, end, parameters, tuple(patterns))


def _offer() -> str:
    return f"offered are {', '.join(OFFERED)}"


def _patterns(reading: Reading, group: Group, name: str) -> Iterator[Pattern]:
    """Read triples with their `;` and `,`; a service takes nothing else."""
    tokens = reading.tokens
    if group.children:
        where = tokens[group.children[0].open].start
        raise reading.wrong(where, f"{name} takes triples only, no groups")
    at = group.open + 1
    while at < group.close:
        subject, at = read_term(reading, at, name)
        while True:
            predicate, at = read_term(reading, at, name)
            while True:
                obj, at = read_term(reading, at, name)
                yield Pattern(subject, predicate, obj)
                if tokens[at].text != ",":
                    break
                at += 1
            while tokens[at].text == ";":
                at += 1
            if tokens[at - 1].text != ";" or tokens[at].text in {".", "}"}:
                break
        if tokens[at].text == ".":
            at += 1
        elif at < group.close:
            raise reading.wrong(
                tokens[at].start, f"{name} takes triples only, here is {tokens[at].text[:40]!r}"
            )


def read_term(reading: Reading, at: int, name: str) -> tuple[Term, int]:
    """Read the term at an index; gives it and the index behind it. `name` is for the error."""
    token, after = reading.tokens[at], reading.tokens[at + 1 : at + 3]
    start = token.start
    match token.kind:
        case "variable":
            return Term("variable", token.text[1:], token.text, start), at + 1
        case "blank":
            return Term("blank", token.text, token.text, start), at + 1
        case "iri" | "prefixed":
            iri = reading.iri(token)
            if iri is None:
                prefix = token.text.partition(":")[0]
                raise reading.wrong(start, f"a prefix that is not declared: {prefix}:")
            return Term("iri", iri, f"<{iri}>", start), at + 1
        case "number":
            return Term("literal", token.text, token.text, start), at + 1
        case "string":
            written, at = token.text, at + 1
            if after and after[0].kind == "language":
                written, at = written + after[0].text, at + 1
            elif len(after) == 2 and after[0].text == "^^":
                written, at = f"{written}^^<{reading.iri(after[1])}>", at + 2
            return Term("literal", unquote(token.text), written, start), at
    if token.keyword in {"TRUE", "FALSE"}:
        return Term("literal", token.text.lower(), token.text, start), at + 1
    if token.text == "a":
        return Term("iri", TYPE, f"<{TYPE}>", start), at + 1
    if token.text in {"+", "-"} and after and after[0].kind == "number":
        return Term(
            "literal", token.text + after[0].text, token.text + after[0].text, start
        ), at + 2
    raise reading.wrong(start, f"{name} takes triples only, here is {token.text[:40]!r}")


def unquote(literal: str) -> str:
    """Give the lexical form of a string as SPARQL writes it."""
    quote = 3 if literal[:3] in {'"' * 3, "'" * 3} and len(literal) > 5 else 1
    return _ESCAPED.sub(_letter, literal[quote:-quote])


def _letter(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    return _LETTERS.get(found[3], found[3])


def quote(text: str) -> str:
    """Write a string as SPARQL reads it."""
    escaped = "".join(
        f"\\u{ord(char):04x}" if char in "\"\\'" or ord(char) < 0x20 else char for char in text
    )
    return f'"{escaped}"'
