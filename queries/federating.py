"""Find the calls to other servers in a text, and put what they answered in their place.

Oxigraph would follow any redirect of an allowed server to anywhere, so it never calls: the answer
of a SERVICE becomes VALUES, the document of a LOAD becomes INSERT DATA. What is not replaced here
meets the guard.

Source: SPARQL 1.1 Federated Query; SPARQL 1.1 Query Results JSON Format, section 3.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from .tokens import Token, declared_prefixes, significant, tokenize, used_prefixes

# An answer's blank node stands for nothing here; as an IRI it joins with itself alone
# (RDF 1.1 Concepts, section 3.5).
_SKOLEM = "urn:x-poimenno:blank:"


class BadAnswer(Exception):
    """The other server's answer is not what the specification says."""


@dataclass(frozen=True)
class Call:
    """A SERVICE or LOAD: where it stands, whom it calls (None for a variable), what it asks."""

    keyword: str
    start: int
    end: int
    target: str | None
    variable: str | None
    silent: bool
    block: str
    graph: str | None


def is_allowed(iri: str, allowed: tuple[str, ...]) -> bool:
    """Tell whether the operator allows an address: by its whole IRI, its origin or its host."""
    parts = urlsplit(iri)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return False
    names = {iri, f"{parts.scheme}://{parts.netloc}", parts.netloc, parts.hostname}
    return any(entry in names or entry.rstrip("/") in names for entry in allowed)


def endpoints(allowed: tuple[str, ...]) -> tuple[str, ...]:
    """List the entries that are whole endpoint addresses, which a variable can range over."""
    return tuple(
        entry for entry in allowed if urlsplit(entry).netloc and urlsplit(entry).path.strip("/")
    )


def find_calls(text: str, prefixes: Mapping[str, str]) -> list[Call]:
    """Find the outermost calls, in the order of the text."""
    tokens = tokenize(text)
    known = {**prefixes, **declared_prefixes(tokens)}
    plain = significant(tokens)
    calls: list[Call] = []
    for index, token in enumerate(plain):
        inside = calls and token.start < calls[-1].end
        if token.keyword in {"SERVICE", "LOAD"} and not inside:
            call = _read_call(text, plain[index:], known)
            if call:
                calls.append(call)
    return calls


def remote_query(text: str, block: str, base: str, prefixes: Mapping[str, str]) -> str:
    """Write the query that asks another server for one group of this one."""
    tokens = tokenize(text)
    known = {**prefixes, **declared_prefixes(tokens)}
    bases = [
        after.text
        for token, after in pairwise(significant(tokens))
        if token.keyword == "BASE" and after.kind == "iri"
    ]
    head = [f"BASE {bases[0] if bases else f'<{base}>'}"]
    head += [
        f"PREFIX {prefix}: <{known[prefix]}>"
        for prefix in sorted(used_prefixes(tokenize(block)) & known.keys())
    ]
    return "\n".join([*head, f"SELECT * WHERE {block}"])


def values(results: Mapping[str, Any], bound: tuple[str, str] | None = None) -> str:
    """Write the JSON results of another server as a group with VALUES.

    `bound` is a variable and the IRI it stands for in these rows. Raises BadAnswer.
    """
    try:
        names = [str(name) for name in results["head"]["vars"]]
        rows = [
            f"({' '.join(_term(row[name]) if name in row else 'UNDEF' for name in names)})"
            for row in results["results"]["bindings"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise BadAnswer(f"the answer is no SPARQL result: {error!r}") from error
    if any(not name.isidentifier() for name in names):
        raise BadAnswer("the answer has a variable with an impossible name")
    head = " ".join(f"?{name}" for name in names)
    place = f"VALUES ?{bound[0]} {{ <{bound[1]}> }} " if bound else ""
    return f"{{ {place}VALUES ({head}) {{ {' '.join(rows)} }} }}"


def insertion(triples: str, graph: str | None) -> str:
    """Write N-Triples as the operation that a LOAD stands for."""
    return (
        f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"
        if graph
        else (f"INSERT DATA {{ {triples} }}")
    )


def replace_calls(text: str, replacements: Mapping[Call, str]) -> str:
    """Put the replacements in the place of their calls."""
    for call in sorted(replacements, key=lambda call: call.start, reverse=True):
        text = text[: call.start] + replacements[call] + text[call.end :]
    return text


def _read_call(text: str, tokens: list[Token], known: Mapping[str, str]) -> Call | None:
    keyword, rest = tokens[0].keyword, tokens[1:]
    silent = bool(rest) and rest[0].keyword == "SILENT"
    rest = rest[1:] if silent else rest
    if not rest:
        return None
    target, rest = rest[0], rest[1:]
    address = _address(target, known)
    variable = target.text[1:] if target.kind == "variable" else None
    start = tokens[0].start
    if keyword == "LOAD":
        graph, end = None, target.end
        if [token.keyword for token in rest[:2]] == ["INTO", "GRAPH"] and len(rest) > 2:
            graph, end = _address(rest[2], known), rest[2].end
        return Call(keyword, start, end, address, None, silent, "", graph)
    depth = 0
    for token in rest:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            block = text[rest[0].start : token.end]
            return Call(keyword, start, token.end, address, variable, silent, block, None)
    return None


def _address(token: Token, known: Mapping[str, str]) -> str | None:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return known[prefix] + local if token.kind == "prefixed" and prefix in known else None


def _term(term: Mapping[str, Any]) -> str:
    kind, value = term["type"], str(term["value"])
    if kind == "uri":
        return f"<{_escape(value)}>"
    if kind == "bnode":
        return f"<{_SKOLEM}{_escape(value)}>"
    if kind not in {"literal", "typed-literal"}:
        raise BadAnswer(f"the answer has a term of the kind {kind!r}")
    quoted = f'"{_escape(value)}"'
    if language := term.get("xml:lang"):
        if not str(language).replace("-", "").isalnum():
            raise BadAnswer("the answer has an impossible language tag")
        return f"{quoted}@{language}"
    datatype = term.get("datatype")
    return f"{quoted}^^<{_escape(str(datatype))}>" if datatype else quoted


def _escape(value: str) -> str:
    """Write as codepoints what could end a literal or an IRI."""
    return "".join(
        f"\\u{ord(char):04x}" if char in "\"\\'<>{}|^`" or ord(char) <= 0x20 else char
        for char in value
    )
