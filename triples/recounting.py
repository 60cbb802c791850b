"""An explanation as plain data: numbered steps, each once, and words for what they name.

The same document goes over the wire as JSON and is what pages, Turtle and the terminal are made
from, so that all of them say the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..ontology.modules import RuleFile
from ..ontology.ntriples import literal_parts
from ..ontology.rule_sentences import SENTENCES
from .conditions import readable
from .evidence import Evidence
from .near_misses import Miss
from .proofs import Proof
from .proving import Explanation, Inconsistency

_RDFS = "<http://www.w3.org/2000/01/rdf-schema#{}>"
_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#{}>"
_OWL = "<http://www.w3.org/2002/07/owl#{}>"
_LABEL = _RDFS.format("label")
_LANGUAGES = ("en", "ru")
STEPS = 2000
"""How many steps a document holds; more are left out, with a note."""
_NESTED = 6

Document = dict[str, Any]


class Recounting:
    """Writes explanations over one state of a store."""

    def __init__(self, evidence: Evidence, rules: Sequence[RuleFile]) -> None:
        self._evidence = evidence
        self._rules: Mapping[str, RuleFile] = {rule.name: rule for rule in rules}
        self._numbers: dict[int, int] = {}
        self._steps: list[Document] = []
        self._terms: dict[str, None] = {}
        self._cut = False

    def explanation(self, told: Explanation) -> Document:
        """Write what is to be said of one triple."""
        document: Document = {
            "triple": list(told.triple),
            "status": told.status,
            "confidence": told.level,
            "graphs": list(told.graphs),
            "proof": self._number(told.proof),
            "strongest": self._number(told.strongest),
        }
        if told.alternatives is not None:
            document["alternatives"] = [self._number(proof) for proof in told.alternatives]
        if told.near_misses is not None:
            document["near_misses"] = [self._miss(miss) for miss in told.near_misses]
        self._terms.update(dict.fromkeys(told.triple))
        return self._finished(document, told.notes)

    def inconsistencies(self, found: Sequence[Inconsistency], notes: list[str]) -> Document:
        """Write findings with their proofs."""
        findings = [
            {
                "rule": finding.rule,
                "message": finding.message,
                "premises": [self._number(proof) for proof in finding.premises],
                "schema": [self._number(proof) for proof in finding.schema],
            }
            for finding in found
        ]
        return self._finished({"inconsistencies": findings}, notes)

    def _finished(self, document: Document, notes: list[str]) -> Document:
        names = [step["rule"] for step in self._steps]
        names += _rules_of(document.get("near_misses", ()))
        names += [finding["rule"] for finding in document.get("inconsistencies", ())]
        return document | {
            "steps": self._steps,
            "rules": {name: self._sentence(name) for name in sorted(set(names))},
            "labels": {term: words for term in sorted(self._terms) if (words := self._words(term))},
            "notes": [*notes, *(["the proof was too long to be written whole"] * self._cut)],
        }

    def _number(self, proof: Proof | None) -> int | None:
        """Give the steps of a proof numbers, from its conclusion down; each is written once."""
        if proof is None:
            return None
        for part in proof.walk():
            if id(part) not in self._numbers:
                self._numbers[id(part)] = len(self._numbers) + 1
                if len(self._steps) < STEPS:
                    self._steps.append({"proof": part})
                else:
                    self._cut = True
        for step in self._steps:
            part = step.pop("proof", None)
            if part is not None:
                step.update(self._step(part))
        return self._numbers[id(proof)]

    def _step(self, proof: Proof) -> Document:
        self._terms.update(dict.fromkeys(proof.conclusion))
        step: Document = {
            "number": self._numbers[id(proof)],
            "triple": list(proof.conclusion),
            "rule": proof.rule,
            "confidence": proof.level,
        }
        if proof.is_leaf:
            claims = self._evidence.claims(proof.conclusion)
            self._terms.update((f"<{source}>", None) for c in claims for source in c.sources)
            step["graphs"] = list(proof.graphs)
            step["claims"] = [
                {
                    "claim": claim.iri,
                    "confidence": claim.confidence,
                    "rank": claim.rank,
                    "sources": list(claim.sources),
                    "exact": claim.exact,
                }
                for claim in claims
            ]
        else:
            step["premises"] = [self._numbers[id(part)] for part in proof.premises]
            step["schema"] = [self._numbers[id(part)] for part in proof.schema]
            step["conditions"] = list(proof.conditions)
        return step

    def _miss(self, miss: Miss) -> Document:
        triples = [miss.conclusion, *miss.present, *miss.found, *miss.schema]
        triples += [miss.missing] if miss.missing else []
        for triple in triples:
            self._terms.update(dict.fromkeys(triple))
        return {
            "rule": miss.rule,
            "conclusion": list(miss.conclusion),
            "present": [list(triple) for triple in miss.present],
            "missing": list(miss.missing) if miss.missing else None,
            "unmet": list(miss.unmet),
            "found": [list(triple) for triple in miss.found],
            "below": [self._miss(below) for below in miss.below],
        }

    def _sentence(self, name: str) -> str:
        return self._rules[name].summary if name in self._rules else SENTENCES.get(name, "")

    # Words

    def _words(self, term: str) -> dict[str, str]:
        """Find the labels of a term by language; an anonymous class is spelt out."""
        if term.startswith("_:"):
            words = self._spelt(term, 0)
            return {"en": words} if words != term else {}
        return self._labels(term) if term.startswith("<") else {}

    def _labels(self, term: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for triple in self._evidence.match(term, _LABEL, None):
            text, language, _ = literal_parts(triple[2])
            if language in (*_LANGUAGES, ""):
                key = language or "en"
                found[key] = min(text, found.get(key, text))
        return found

    def _spelt(self, term: str, depth: int) -> str:
        """Write an anonymous class in words, after the Manchester syntax."""
        if not term.startswith("_:") or depth > _NESTED:
            return readable(term)
        for name, word in (("intersectionOf", " and "), ("unionOf", " or "), ("oneOf", ", ")):
            head = self._value(term, _OWL.format(name))
            if head:
                parts = [self._spelt(part, depth + 1) for part in self._listed(head)]
                return f"({word.join(parts)})"
        if other := self._value(term, _OWL.format("complementOf")):
            return f"not {self._spelt(other, depth + 1)}"
        prop = self._value(term, _OWL.format("onProperty"))
        for name, word in (
            ("someValuesFrom", "some"),
            ("allValuesFrom", "only"),
            ("hasValue", "value"),
            ("maxCardinality", "max"),
            ("maxQualifiedCardinality", "max"),
        ):
            value = self._value(term, _OWL.format(name))
            if prop and value:
                return f"{readable(prop)} {word} {self._spelt(value, depth + 1)}"
        if prop := self._value(term, _OWL.format("inverseOf")):
            return f"inverse of {readable(prop)}"
        return term

    def _value(self, subject: str, predicate: str) -> str | None:
        stated = (
            triple[2]
            for triple in self._evidence.match(subject, predicate, None)
            if self._evidence.stated(triple)
        )
        return min(stated, default=None)

    def _listed(self, head: str) -> list[str]:
        items: list[str] = []
        while head != _RDF.format("nil") and len(items) < 20:
            item = self._value(head, _RDF.format("first"))
            rest = self._value(head, _RDF.format("rest"))
            if item is None or rest is None:
                break
            items.append(item)
            head = rest
        return items


def _rules_of(misses: Iterable[Document]) -> list[str]:
    return [name for m in misses for name in (m["rule"], *_rules_of(m["below"]))]
