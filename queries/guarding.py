r"""Make a SPARQL text safe to hand to Oxigraph, which fetches any SERVICE or LOAD by itself.

Oxigraph's parser has no tokens: it takes `SERVICE:a {}` for a call although the grammar reads a
prefixed name, and `?a<?b)SERVICE?x#>` for a comparison where the grammar reads an IRI. So the guard
does not rest on reading the text as Oxigraph does. Wherever the letters of a call stand hidden (in
a literal, an IRI, a comment, a prefix) they are written another way that means the same, and what
is left of them in the text is a call. The letters can stay inside variables, blank nodes and local
names, which any reading takes whole.

Codepoint escapes outside literals and IRIs (SPARQL 1.1, section 19.2) are an error to Oxigraph, so
that no keyword hides in them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .tokens import Token, declared_prefixes, missing_prefixes, position, significant, tokenize

MAX_DEPTH = 1000
_CALLS = re.compile("service|load", re.IGNORECASE)
_IRI = re.compile(r"[^<>\"{}|^`\\\x00-\x20]*")
_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")
_POSITION = re.compile(r"line ([0-9]+), column ([0-9]+)")
# No scheme that Oxigraph fetches: a call to it fails when it is reached, and opens no connection.
NOWHERE = "urn:x-poimenno:refused"


class GuardError(Exception):
    """The text is not handed on; the message has the position."""


class RefusedText(GuardError):
    """The text calls for another server, and the operator allows none."""


class MalformedText(GuardError):
    """The text cannot be evaluated, whatever the store."""


@dataclass(frozen=True)
class Edit:
    """Characters start to end of the text give way to others."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Step:
    """One rewriting: the text before, the edits in their order, the text after."""

    before: str
    edits: tuple[Edit, ...]
    after: str

    def back(self, line: int, column: int) -> tuple[int, int]:
        """Find in the text before what line and column name in the text after."""
        lines = self.after.split("\n")
        offset = sum(len(above) + 1 for above in lines[: line - 1]) + column - 1
        for edit in self.edits:
            if offset < edit.start:
                break
            if offset < edit.start + len(edit.text):
                offset = min(offset, edit.end)
                break
            offset -= len(edit.text) - (edit.end - edit.start)
        return position(self.before, min(offset, len(self.before)))


@dataclass(frozen=True)
class Ready:
    """A text made safe, with what the evaluation has to know about it.

    `missing` are the prefixes that it uses undeclared, `declared` its own, absolute ones;
    `names_dataset` tells whether it has FROM; `refused` says what is refused, should the
    evaluation come to it.
    """

    text: str
    missing: dict[str, str]
    declared: dict[str, str]
    names_dataset: bool
    steps: tuple[Step, ...]
    refused: str = ""

    def original_position(self, line: int, column: int) -> tuple[int, int]:
        """Find in the text as it came what Oxigraph names by line and column of the safe text."""
        for step in reversed(self.steps):
            line, column = step.back(line, column)
        return line, column


def prepare_query(
    text: str,
    prefixes: Mapping[str, str],
    *,
    when_reached: bool = False,
    steps: Sequence[Step] = (),
) -> Ready:
    """Make a query safe: refuse SERVICE, let SERVICE SILENT fail as the specification says.

    `prefixes` may be used undeclared. With `when_reached` a call is turned to NOWHERE, and what
    `Ready.refused` says is to be raised only when the evaluation comes to it: a query whose call is
    never made is answered. `steps` are rewritings made before, whose last text is made safe; every
    position is one in the text as it came. Raises RefusedText and MalformedText.
    """
    text = steps[-1].after if steps else text
    tokens = tokenize(text)
    refused: list[str] = []
    try:
        check_depth(text, tokens)
        calls = _CALLS.search(text)
        edits = _guard(text, tokens, refused if when_reached else None) if calls else []
    except GuardError as error:
        raise type(error)(located(str(error), steps)) from error
    ready = _ready(tokens, prefixes, *steps, rewrite(text, edits))
    return replace(ready, refused=located(refused[0], steps)) if refused else ready


def located(message: str, steps: Sequence[Step]) -> str:
    """Give a message that begins with a position the position in the text before the steps."""
    found = _POSITION.match(message)
    if not found:
        return message
    line, column = int(found[1]), int(found[2])
    for step in reversed(steps):
        line, column = step.back(line, column)
    return f"line {line}, column {column}{message[found.end() :]}"


def prepare_update(
    text: str,
    prefixes: Mapping[str, str],
    using: Iterable[str] | None = None,
    using_named: Iterable[str] | None = None,
) -> Ready:
    """Make an update safe, and write the protocol's dataset into each of its operations.

    Raises RefusedText for LOAD and SERVICE, MalformedText when the text names a dataset beside
    the protocol's (SPARQL 1.1 Protocol, section 2.2.3).
    """
    tokens = tokenize(text)
    check_depth(text, tokens)
    steps = [rewrite(text, _guard(text, tokens) if _CALLS.search(text) else [])]
    if using is not None or using_named is not None:
        safe = steps[0].after
        clause = _using_clause(using or (), using_named or ())
        steps.append(rewrite(safe, _use(safe, significant(tokenize(safe)), clause)))
    return _ready(tokens, prefixes, *steps)


def rewrite(text: str, edits: list[Edit]) -> Step:
    """Make the edits, in the order of the text; of two at one place the first comes first."""
    pieces, kept, end = [], [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        # What lies within a call that was replaced went with it.
        if edit.start >= end:
            pieces += [text[end : edit.start], edit.text]
            kept.append(edit)
            end = edit.end
    pieces.append(text[end:])
    return Step(text, tuple(kept), "".join(pieces))


def _ready(tokens: list[Token], prefixes: Mapping[str, str], *steps: Step) -> Ready:
    return Ready(
        text=steps[-1].after,
        missing=missing_prefixes(tokens, prefixes) if prefixes else {},
        declared={prefix: iri for prefix, iri in declared_prefixes(tokens).items() if "://" in iri},
        names_dataset=any(token.keyword.startswith("FROM") for token in tokens),
        steps=tuple(step for step in steps if step.edits),
    )


def _where(text: str, token: Token) -> str:
    line, column = position(text, token.start)
    return f"line {line}, column {column}"


def check_depth(text: str, tokens: list[Token]) -> None:
    """Refuse what would overflow the stack of Oxigraph's recursive parser: raise MalformedText."""
    depth = 0
    for token in tokens:
        if token.text in _OPEN:
            depth += 1
            if depth > MAX_DEPTH:
                raise MalformedText(
                    f"{_where(text, token)}: brackets nested deeper than {MAX_DEPTH}"
                )
        elif token.text in _CLOSE:
            depth -= 1


def _guard(text: str, tokens: list[Token], refused: list[str] | None = None) -> list[Edit]:
    edits: list[Edit] = []
    for token in tokens:
        if _CALLS.search(token.text):
            edits += _disguise(token)
    plain = significant(tokens)
    for index, token in enumerate(plain):
        if token.kind == "word" and _CALLS.search(token.text):
            edits += _fail(text, plain, index, refused)
    return edits


def _disguise(token: Token) -> list[Edit]:
    """Write the letters of a call so that they mean the same and can be no call."""
    if token.kind == "comment":
        return [Edit(token.start, token.end, " " * len(token.text))]
    if token.kind in {"string", "iri"}:
        # The second letter, because a backslash may stand before the first.
        return [
            Edit(
                token.start + found.start() + 1,
                token.start + found.start() + 2,
                f"\\u{ord(found.group()[1]):04x}",
            )
            for found in _CALLS.finditer(token.text)
        ]
    if token.kind == "prefixed":
        prefix = token.text.partition(":")[0]
        return [
            Edit(
                token.start + found.start(),
                token.start + found.end(),
                # Other letters, as many, and none that a prefix of the text is likely to have.
                found.group().translate(_OTHER_LETTERS),
            )
            for found in _CALLS.finditer(prefix)
        ]
    return []


_OTHER_LETTERS = str.maketrans(
    dict(zip("servicloadSERVICLOAD", "ŝêŕṽîçļôâďŜÊŔṼÎÇĻÔÂĎ", strict=True))
)


def _fail(
    text: str, tokens: list[Token], index: int, refused: list[str] | None = None
) -> list[Edit]:
    """Refuse a call, or put in the place of a SILENT one what a failed call gives.

    Where `refused` is a list, what would be raised for a SERVICE goes into it instead.
    """
    call = tokens[index]
    rest = tokens[index + 1 :]
    if rest and rest[0].keyword == "SILENT" and call.keyword in {"SERVICE", "LOAD"}:
        target = rest[1:2]
        if target and target[0].kind in {"iri", "prefixed", "variable"}:
            if call.keyword == "LOAD":
                return [Edit(call.start, _end_of_load(rest), "INSERT DATA {}")]
            closing = _closing_brace(rest[2:])
            if closing:
                # One solution without bindings, and the group still has to be well formed
                # (SPARQL 1.1 Federated Query, section 3.1).
                return [
                    Edit(call.start, target[0].end, "OPTIONAL { FILTER(false) "),
                    Edit(closing.end, closing.end, " }"),
                ]
    name = "LOAD" if "LOAD" in call.keyword else "SERVICE"
    message = (
        f"{_where(text, call)}: {name} is refused, this server asks no other server on a client's"
        " behalf unless its operator has allowed that one"
    )
    target = rest[:1]
    if (
        refused is not None
        and call.keyword == "SERVICE"
        and target
        and target[0].kind in {"iri", "prefixed", "variable"}
        and _closing_brace(rest[1:])
    ):
        refused.append(message)
        return [Edit(target[0].start, target[0].end, f"<{NOWHERE}>")]
    raise RefusedText(message)


def _end_of_load(rest: list[Token]) -> int:
    end = rest[1]
    if [token.keyword for token in rest[2:4]] == ["INTO", "GRAPH"] and len(rest) > 4:
        end = rest[4]
    return end.end


def _closing_brace(tokens: list[Token]) -> Token | None:
    """Find the brace that closes the one at the start of the tokens."""
    if not tokens or tokens[0].text != "{":
        return None
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            return token
    return None


def _using_clause(using: Iterable[str], using_named: Iterable[str]) -> str:
    clauses = [f"USING <{_iri(iri)}>" for iri in using]
    clauses += [f"USING NAMED <{_iri(iri)}>" for iri in using_named]
    return " ".join(clauses)


def _iri(text: str) -> str:
    if not _IRI.fullmatch(text) or ":" not in text:
        raise MalformedText(f"a graph of the request is not an absolute IRI: {text!r}")
    return text


def _use(text: str, tokens: list[Token], clause: str) -> list[Edit]:
    """Put a USING clause before each WHERE; `DELETE WHERE` is written out so that it can."""
    edits: list[Edit] = []
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth:
            continue
        if token.keyword.startswith(("USING", "WITH")):
            raise MalformedText(
                f"{_where(text, token)}: the request has using-graph-uri, so that the update may"
                f" not have {token.keyword}"
            )
        if token.keyword == "WHERE":
            template = ""
            if index and tokens[index - 1].keyword == "DELETE":
                closing = _closing_brace(tokens[index + 1 :])
                if closing:
                    template = text[tokens[index + 1].start : closing.end] + " "
            edits.append(Edit(token.start, token.start, f"{template}{clause} "))
    return edits
