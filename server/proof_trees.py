"""A document of `triples.recounting` as a tree for readers: what a page and a terminal draw.

The steps of a document are numbered and each is there once. In a tree a step that was shown before
is only named again, so that no proof grows past its number of steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..ontology.namespaces import GRAPH
from ..ontology.ntriples import literal_parts
from ..ontology.program import TYPE
from .terminal import shortened


@dataclass(frozen=True)
class Word:
    """One term, ready to be shown: its text, its other name, its IRI, its language."""

    text: str
    other: str = ""
    iri: str = ""
    note: str = ""
    code: str = ""


@dataclass
class Said:
    """A claim that says a leaf, or is about its subject, with words for its sources."""

    confidence: str
    rank: str
    iri: str
    sources: list[Word]
    exact: bool


@dataclass
class Node:
    """One step of a tree; `again` is one that was shown before, `cut` one that is left out."""

    number: int
    triple: list[Word]
    rule: str
    sentence: str
    confidence: str
    graphs: list[str] = field(default_factory=list)
    claims: list[Said] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    premises: list["Node"] = field(default_factory=list)
    schema: list["Node"] = field(default_factory=list)
    again: bool = False

    @property
    def asserted(self) -> bool:
        """Tell a leaf."""
        return self.rule == "asserted"

    @property
    def parts(self) -> list["Node"]:
        """Give what the step rests on, data first."""
        return [*self.premises, *self.schema]


@dataclass
class Lack:
    """One near miss of a tree."""

    rule: str
    sentence: str
    present: list[list[Word]]
    missing: list[Word] | None
    unmet: list[str]
    found: list[list[Word]]
    below: list["Lack"]


class Telling:
    """Reads one document; `language` is the language of its labels, en or ru."""

    def __init__(self, document: Mapping[str, Any], language: str = "en") -> None:
        self.document = document
        self._steps = {step["number"]: step for step in document["steps"]}
        self._language = language
        self._shown: set[int] = set()

    @property
    def triple(self) -> list[Word]:
        """Give the words of the triple that is explained."""
        return self.words(self.document["triple"])

    def proof(self, key: str = "proof") -> Node | None:
        """Draw the proof, or with `strongest` the strongest one."""
        number = self.document.get(key)
        return self.tree(number) if number else None

    def alternatives(self) -> list[Node]:
        """Draw the last steps that a triple may have."""
        found = [self.tree(number) for number in self.document.get("alternatives") or ()]
        return [node for node in found if node]

    def findings(self) -> Iterator[tuple[str, str, list[Node]]]:
        """Draw the inconsistencies: rule, sentence, proofs of what clashes."""
        for finding in self.document.get("inconsistencies", ()):
            parts = [self.tree(n) for n in (*finding["premises"], *finding["schema"])]
            yield finding["rule"], finding["message"], [node for node in parts if node]

    def lacks(self) -> list[Lack]:
        """Draw the near misses."""
        return [self._lack(miss) for miss in self.document.get("near_misses") or ()]

    def tree(self, number: int) -> Node | None:
        """Draw a step and what is below it; None for one that the document leaves out."""
        step = self._steps.get(number)
        if step is None:
            return None
        node = Node(
            number,
            self.words(step["triple"]),
            step["rule"],
            self.document["rules"].get(step["rule"], ""),
            step["confidence"],
        )
        if "premises" not in step:
            node.graphs = [graph_name(name) for name in step["graphs"]]
            node.claims = [self._said(claim) for claim in step["claims"]]
            return node
        node.again = number in self._shown
        if not node.again:
            self._shown.add(number)
            node.conditions = step["conditions"]
            node.premises = [part for n in step["premises"] if (part := self.tree(n))]
            node.schema = [part for n in step["schema"] if (part := self.tree(n))]
        return node

    def words(self, triple: list[str]) -> list[Word]:
        """Put the terms of a triple into words."""
        return [self.word(term) for term in triple]

    def word(self, term: str) -> Word:
        """Put one term into words: its label where there is one."""
        if term.startswith("?"):
            return Word("something", code=term)
        if term.startswith('"'):
            lexical, language, datatype = literal_parts(term)
            kind = datatype.rpartition("#")[2].rpartition("/")[2]
            note = language or ("" if kind == "string" else kind)
            return Word(f"“{lexical}”" if language or kind == "string" else lexical, note=note)
        labels = self.document["labels"].get(term, {})
        code = shortened(term[1:-1]) if term.startswith("<") else term
        iri = term[1:-1] if term.startswith("<") else ""
        if term == TYPE:
            return Word("is a" if self._language == "en" else "это", iri=iri, code=code)
        order = sorted(labels, key=lambda name: name != self._language)
        other = labels[order[1]] if len(order) > 1 else ""
        return Word(labels[order[0]] if order else code, other, iri, code=code)

    def _said(self, claim: Mapping[str, Any]) -> Said:
        sources = [self.word(f"<{source}>") for source in claim["sources"]]
        return Said(claim["confidence"], claim["rank"], claim["claim"], sources, claim["exact"])

    def _lack(self, miss: Mapping[str, Any]) -> Lack:
        return Lack(
            miss["rule"],
            self.document["rules"].get(miss["rule"], ""),
            [self.words(triple) for triple in miss["present"]],
            self.words(miss["missing"]) if miss["missing"] else None,
            miss["unmet"],
            [self.words(triple) for triple in miss["found"]],
            [self._lack(below) for below in miss["below"]],
        )


def graph_name(name: str | None) -> str:
    """Name a graph for a reader: without what all graphs of ours begin with."""
    return "the default graph" if name is None else name.removeprefix(GRAPH)
