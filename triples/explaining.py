"""Explain what a store holds: from the terms as written to the document that is sent.

The rules come from the program file of the generation, so that no reasoner runs here; a program
that was read is kept as long as its file is the same.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import OWL, RDF

from ..ontology import modules
from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple, read_triples, write_literal
from ..ontology.program import Program
from ..ontology.schema_rules import schema_program
from ..ontology.wikibase import mapping
from ..ontology.writing import read_program
from ..queries.binding import BindingError
from ..queries.terms import EXPECTED, read_written
from .asserting import VIEW_GRAPH
from .deriving import Derivation
from .hiding import Reasoned
from .proving import Explainer
from .recounting import Document, Recounting
from .store import Store

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_OF_LISTS = {
    f"<{term}>" for term in (OWL.intersectionOf, OWL.unionOf, OWL.oneOf, RDF.first, RDF.rest)
}
FINDINGS = 100
"""How many inconsistencies are told."""


class NotExplainable(ValueError):
    """A request that cannot be explained: a malformed term, a store that is not closed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be explained; terms are as a person wrote them. Without a triple: findings."""

    triple: tuple[str, str, str] | None
    alternatives: bool = False
    near_misses: bool = False


def explain(store: Store, program: Path, wanted: Wanted) -> Document:
    """Explain a triple, or every inconsistency; gives a document of plain data.

    Raises NotExplainable with what was expected.
    """
    try:
        status = program.stat()
        derivation, schema, rules = _rules(program, status.st_mtime_ns, status.st_size)
    except FileNotFoundError:
        raise NotExplainable(
            "this store is not closed: it keeps no rules to explain it by; run `poimenno close`"
        ) from None
    whole, store = store, Reasoned(store)
    explainer = Explainer(derivation, store, rules, schema)
    recounting = Recounting(explainer.evidence, rules)
    if wanted.triple is None:
        return recounting.inconsistencies(*explainer.inconsistencies(FINDINGS))
    triple = read_triple(wanted.triple, store)
    if set(whole.graphs_of(triple)) == {VIEW_GRAPH}:
        raise NotExplainable(_of_view(triple[1]))
    return recounting.explanation(
        explainer.explain(triple, alternatives=wanted.alternatives, near_misses=wanted.near_misses)
    )


def _of_view(predicate: str) -> str:
    """Say why a triple of the Wikibase view has no proof, and what has one in its place."""
    found = mapping().property(predicate[1:-1].rpartition("/")[2])
    instead = f"; ask for its property <{found.iri}>" if found else ""
    return f"this triple only shows, as a Wikibase would, what is said elsewhere{instead}"


def read_triple(written: tuple[str, str, str], store: Store) -> Triple:
    """Read the terms of a triple; what is no term may be the label of one thing.

    Raises NotExplainable, which names the place.
    """
    terms = []
    for place, text in zip(("subject", "predicate", "object"), written, strict=True):
        try:
            term = read_written(text)
        except BindingError as fault:
            term = _labelled(text.strip(), store, place, str(fault))
        if term.startswith('"') and place == "subject":
            raise NotExplainable(f"{place}: a literal is no subject; expected {EXPECTED}")
        if place == "predicate" and not term.startswith("<"):
            raise NotExplainable("predicate: expected an IRI, a prefixed name or `a`")
        terms.append(term)
    return terms[0], terms[1], terms[2]


def _labelled(text: str, store: Store, place: str, fault: str) -> str:
    found: set[str] = set()
    if len(text) < 1000 and "\x00" not in text:
        for language in ("en", "ru", ""):
            literal = write_literal(text, language=language)
            found |= {triple[0] for triple, _ in store.match(None, _LABEL, literal)}
    if len(found) == 1:
        return found.pop()
    if found:
        names = ", ".join(sorted(found)[:5])
        raise NotExplainable(f"{place}: {len(found)} things are called {text!r}: {names}")
    raise NotExplainable(f"{place}: {fault}, or the label of one thing")


@lru_cache(maxsize=2)
def _rules(program: Path, _changed: int, _size: int) -> tuple[Derivation, Program, list[RuleFile]]:
    read = read_program(program.read_text("utf-8"))
    return Derivation(read), rules_of_schema(read), modules.rules() if read.with_files else []


def rules_of_schema(program: Program) -> Program:
    """Make the rules by which the facts of a program follow from the asserted schema."""
    return schema_program(read_triples(t for t in program.facts if t[1] in _OF_LISTS))
