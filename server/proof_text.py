"""A document of `triples.recounting` as text: a tree for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from .proof_trees import Lack, Node, Telling, Word


def proof_text(document: Mapping[str, Any], language: str = "en") -> str:
    """Draw an explanation; control characters of the data are shown as replacement characters."""
    telling = Telling(document, language)
    lines = list(_findings(telling)) if "inconsistencies" in document else list(_triple(telling))
    lines += [f"Note: {note}." for note in document["notes"]]
    text = "\n".join(lines) + "\n"
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _triple(telling: Telling) -> Iterator[str]:
    document = telling.document
    status, level = document["status"], document["confidence"]
    yield _sentence(telling.triple)
    match status:
        case "asserted":
            yield f"is stated, with {level} confidence."
        case "entailed":
            yield f"is entailed, with {level} confidence."
        case _:
            yield "is neither stated nor does it follow from what is stated."
    for title, node in (
        ("", telling.proof()),
        ("A longer proof from surer claims:", telling.proof("strongest")),
    ):
        if node:
            yield ""
            yield from [title] if title else []
            yield from _tree(node)
    if "alternatives" in document:
        nodes = telling.alternatives()
        yield ""
        yield f"Last steps it may have: {len(nodes)}"
        for node in nodes:
            yield ""
            yield from _tree(node)
    if status == "unknown" and "near_misses" in document:
        lacks = telling.lacks()
        yield ""
        yield "What is lacking:" if lacks else "No rule that concludes it has one of its premises."
        for lack in lacks:
            yield from _lack(lack)


def _findings(telling: Telling) -> Iterator[str]:
    found = list(telling.findings())
    yield f"{len(found)} inconsistencies" if found else "No inconsistency."
    for rule, message, nodes in found:
        yield ""
        yield f"{rule}: {message}"
        for node in nodes:
            yield from _tree(node)


def _tree(node: Node, lead: str = "", below: str = "") -> Iterator[str]:
    yield f"{lead}{_sentence(node.triple)}"
    if node.asserted:
        yield f"{below}    stated in {', '.join(node.graphs)} ({node.confidence})"
        for claim in node.claims:
            sources = "; ".join(_word(source) for source in claim.sources)
            rank = "" if claim.rank in {"", "normal"} else f", {claim.rank}"
            source = f", from {sources}" if sources else ""
            kind = "claim" if claim.exact else "best claim about it:"
            yield f"{below}    {kind} {claim.confidence}{rank}{source}"
        return
    if node.again:
        yield f"{below}    by {node.rule}, as shown above"
        return
    sentence = f": {node.sentence}" if node.sentence else ""
    yield f"{below}    by {node.rule}{sentence}"
    yield from (f"{below}    and {condition}" for condition in node.conditions)
    for at, part in enumerate(node.parts):
        last = at == len(node.parts) - 1
        branch, rest = ("└── ", "    ") if last else ("├── ", "│   ")
        yield from _tree(part, below + branch, below + rest)


def _lack(lack: Lack, indent: str = "") -> Iterator[str]:
    sentence = f": {lack.sentence}" if lack.sentence else ""
    yield f"{indent}{lack.rule}{sentence}"
    yield from (f"{indent}  there    {_sentence(triple)}" for triple in lack.present)
    yield from (f"{indent}  unmet    {text}" for text in lack.unmet)
    yield from (f"{indent}  against  {_sentence(triple)}" for triple in lack.found)
    if lack.missing:
        yield f"{indent}  missing  {_sentence(lack.missing)}"
        for below in lack.below:
            yield from _lack(below, indent + "      ")


def _sentence(triple: list[Word]) -> str:
    return " – ".join(map(_word, triple))


def _word(word: Word) -> str:
    named = word.code and word.code != word.text and not word.code.startswith("_:")
    shown = f"{word.text} ({word.code})" if named and word.code != "rdf:type" else word.text
    return f"{shown}@{word.note}" if word.note else shown
