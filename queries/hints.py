"""Leave out the hints to an optimiser, which say nothing about the answer: `hint:Prior …`.

Source: Blazegraph, Query Hints.
"""

from collections.abc import Sequence

from .guarding import Edit
from .service_blocks import Reading
from .tokens import Token

NAMESPACE = "http://www.bigdata.com/queryHints#"
_BEFORE = {"{", "}", ".", ")"}
_ENDING = {"FILTER", "OPTIONAL", "BIND", "VALUES", "SERVICE", "GRAPH", "MINUS", "LATERAL"}


def leave_out_hints(reading: Reading) -> list[Edit]:
    """Cut the triples whose subject and property are hints, each with the dot that ends it."""
    tokens = reading.tokens
    edits: list[Edit] = []
    end = 0
    for group in reading.root:
        if group.kind == "VALUES" or group.parent is None:
            continue
        at, inner = group.open + 1, list(reversed(group.children))
        while at < group.close - 1:
            if inner and at >= inner[-1].open:
                at = inner.pop().close + 1
                continue
            token = tokens[at]
            if token.start >= end and _begins(reading, at):
                last = _last(tokens, at, group.close)
                end = tokens[last].end
                edits.append(Edit(token.start, end, ""))
                at = last
            at += 1
    return edits


def _begins(reading: Reading, at: int) -> bool:
    tokens = reading.tokens
    if tokens[at].kind not in {"prefixed", "iri"} or not at or tokens[at - 1].text not in _BEFORE:
        return False
    return all((reading.iri(token) or "").startswith(NAMESPACE) for token in tokens[at : at + 2])


def _last(tokens: Sequence[Token], at: int, close: int) -> int:
    while at < close:
        if tokens[at].text == ".":
            return at
        following = tokens[at + 1]
        if following.text in {"{", "}"} or following.keyword in _ENDING:
            return at
        at += 1
    return at - 1
