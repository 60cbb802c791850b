"""Closing data under a rule program: what any executor takes and gives, and the loops around it.

Triples are N-Triples strings (`ontology.ntriples`), so that an executor in memory, in SQL or on a
cluster reads and writes the same. The executor in memory is in `evaluating`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from rdflib import RDF, Graph

from ..ontology.compiling import compile_program, is_schema
from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple, read_term, read_triples
from ..ontology.program import CLASHES, Program
from .reasoner import close_schema


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An inconsistency: the rule by its W3C name, the triples that clash, a sentence."""

    rule: str
    triples: tuple[Triple, ...]
    message: str = ""

    def __str__(self) -> str:
        clash = "; ".join(" ".join(triple) for triple in self.triples)
        return f"{self.rule}: {self.message or CLASHES.get(self.rule, 'inconsistent')}: {clash}"


class Closure(Protocol):
    """What follows from a set of triples, and can follow from more of them."""

    seconds: float

    def entailed(self) -> Iterator[Triple]:
        """Give every triple that is entailed, not asserted and not noise, once each."""
        ...

    def counts(self) -> Counter[str]:
        """Count the entailed triples by the rule that gave each of them first."""
        ...

    def findings(self) -> list[Finding]:
        """List every inconsistency, in a stable order."""
        ...

    def extend(self, triples: Iterable[Triple], rule: str) -> list[Triple]:
        """Conclude further triples from outside OWL, under the name of their rule, and go on.

        Works from the new triples only. Gives what is entailed now and was not before, the new
        triples themselves included where they were unknown.
        """
        ...


class Executor(Protocol):
    """Something that closes triples under a program."""

    def close(self, program: Program, triples: Iterable[Triple]) -> Closure:
        """Close asserted triples, the asserted schema included, under a program."""
        ...


def close_graph(schema: Graph, triples: Iterable[Triple], executor: Executor) -> Closure:
    """Close asserted triples under the schema in `schema` and in the triples themselves.

    `triples` are all that is asserted; those of the schema need not be among them, and are then
    not given back as entailed either. Data that says or entails something new about the schema
    makes the schema grow, and the program is compiled anew until nothing is new.
    """
    return close_and_compile(schema, triples, executor).closure


@dataclass(frozen=True, slots=True)
class Compiled:
    """A closure with its program; `steady` if data entailed nothing new about the schema."""

    closure: Closure
    program: Program
    steady: bool


def close_and_compile(schema: Graph, triples: Iterable[Triple], executor: Executor) -> Compiled:
    """Close as `close_graph` does, and give the program as well."""
    stated = dict.fromkeys(triples)
    grown = Graph()
    grown += schema
    grow(grown, stated)
    steady = True
    while True:
        closed = close_schema(grown)
        program = compile_program(closed)
        closure = executor.close(program, stated)
        news = [
            triple
            for triple in closure.entailed()
            if is_schema(triple) and triple not in program.facts and not in_list(triple, grown)
        ]
        if not news:
            return Compiled(closure, program, steady)
        steady = False
        grow(grown, news)


def in_list(triple: Triple, schema: Graph) -> bool:
    """Tell a second name of an item from a new list: the item is in its place already."""
    subject, predicate, _ = (read_term(term) for term in triple)
    return predicate in (RDF.first, RDF.rest) and (subject, predicate, None) in schema


def grow(schema: Graph, triples: Iterable[Triple]) -> None:
    """Add to a schema what triples say of it; the others are passed over."""
    schema += read_triples(filter(is_schema, triples))


class RuleError(ValueError):
    """A rule file that concludes what it may not, or whose stratum is too low."""


class RuleStore(Protocol):
    """Where the rule files of `ontology/rules` are asked: a store of asserted and entailed."""

    def add(self, triples: Iterable[Triple]) -> None:
        """Put entailed triples in, to be seen by the next query."""
        ...

    def construct(self, query: str) -> Iterable[Triple]:
        """Answer a CONSTRUCT query."""
        ...


def close_strata(closure: Closure, rules: Sequence[RuleFile], store: RuleStore) -> None:
    """Extend the OWL closure of asserted triples by the rule files, to a fixpoint.

    The store holds what is asserted at the start, and all that is entailed at the end. The strata
    are run in order, each until neither its rules nor OWL give anything new. At the end every rule
    is asked once more: it must conclude what it did and nothing else. Raises RuleError for a rule
    that concludes a blank node or a piece of schema, or that a later stratum sets off or refutes.
    """
    store.add(closure.entailed())
    concluded: dict[str, set[Triple]] = {rule.name: set() for rule in rules}
    ordered = sorted(rules, key=lambda rule: rule.stratum)
    for _, group in groupby(ordered, key=lambda rule: rule.stratum):
        stratum = list(group)
        working = True
        while working:
            working = False
            for rule in stratum:
                answer = _ask(rule, store)
                concluded[rule.name] |= answer
                fresh = closure.extend(answer, rule.name)
                if any(map(is_schema, fresh)):
                    raise RuleError(f"{rule.name}: the rule changes the schema")
                store.add(fresh)
                working = working or bool(fresh)
    for rule in ordered:
        answer = _ask(rule, store)
        if lost := concluded[rule.name] - answer:
            example = " ".join(min(lost))
            raise RuleError(f"{rule.name}: what it denies became true after it: {example}")
        if late := closure.extend(answer, rule.name):
            raise RuleError(f"{rule.name}: set off by a later stratum: {' '.join(late[0])}")


def _ask(rule: RuleFile, store: RuleStore) -> set[Triple]:
    answer = set(store.construct(rule.text))
    for triple in sorted(answer):
        if triple[0].startswith("_:") or triple[2].startswith("_:"):
            raise RuleError(f"{rule.name}: a rule must not conclude blank nodes: {triple}")
        if is_schema(triple):
            raise RuleError(f"{rule.name}: a rule must not conclude schema: {triple}")
    return answer
