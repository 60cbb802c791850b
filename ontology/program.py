"""The rule program as data: atoms, rules and programs over triples.

Every term is an N-Triples string; a string that starts with `?` is a variable. The names of rules
are those of the tables in OWL 2 Profiles, section 4.3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from rdflib import OWL, RDF

from .ntriples import Triple, write_term

TYPE = write_term(RDF.type)
SAME_AS = write_term(OWL.sameAs)
Binding = dict[str, str]


class Atom(NamedTuple):
    """One triple pattern."""

    subject: str
    predicate: str
    object: str

    def variables(self) -> set[str]:
        """Name the variables of the pattern."""
        return {term for term in self if is_variable(term)}

    def __str__(self) -> str:
        return " ".join(self)


@dataclass(frozen=True, slots=True)
class Rule:
    """If the body holds, so does the head; a rule without a head finds an inconsistency.

    `body` has at least one atom, predicates are never variables except in the eq-rep-* rules.
    `premises` are the triples of the closed schema that made the rule: its axiom, and the list
    that the axiom names. Two rules are equal when they say the same, whatever made them.
    """

    name: str
    body: tuple[Atom, ...]
    head: Atom | None = None
    premises: tuple[Triple, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(map(str, self.body))} -> {self.head or 'false'}"


class Apart(NamedTuple):
    """Individuals that are all different (owl:AllDifferent), and what says so.

    `rule` is eq-diff2 where owl:members names them and eq-diff3 where owl:distinctMembers does.
    """

    rule: str
    members: tuple[str, ...]
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What the closed schema says about data, with no schema atom left to look up.

    `rules` come from the axioms; `equality` holds the rules of Table 4, which an executor may
    replace by representatives; `facts` are what the schema itself entails, each with the name of
    a rule; `apart` are the lists of owl:AllDifferent; `datatypes` are those that stand in a
    body as a class, so that an executor has to tell which literals belong to them (dt-type2).
    `with_files` tells whether the rule files conclude too in a graph closed under the program.
    """

    rules: tuple[Rule, ...]
    facts: dict[Triple, str] = field(default_factory=dict)
    apart: tuple[Apart, ...] = ()
    datatypes: frozenset[str] = frozenset()
    equality: tuple[Rule, ...] = ()
    with_files: bool = True

    def __str__(self) -> str:
        return "\n".join(sorted(map(str, (*self.rules, *self.equality))))

    @property
    def different(self) -> Iterator[tuple[str, str]]:
        """Give every two names that owl:AllDifferent keeps apart."""
        for whole in self.apart:
            yield from combinations(whole.members, 2)

    def constants(self) -> Iterator[str]:
        """Name every constant that stands in a rule, again and again."""
        for rule in self.rules:
            for atom in (*rule.body, *([rule.head] if rule.head else [])):
                yield from (term for term in atom if not is_variable(term))


def is_variable(term: str) -> bool:
    """Tell a variable from a constant."""
    return term.startswith("?")


def unify(atom: Atom | None, triple: Triple, binding: Mapping[str, str]) -> Binding | None:
    """Extend a binding so that an atom is a triple; None where it cannot be, or there is no atom.

    The binding that is given stays as it is.
    """
    if atom is None:
        return None
    made = dict(binding)
    for term, value in zip(atom, triple, strict=True):
        if (made.setdefault(term, value) if is_variable(term) else term) != value:
            return None
    return made


def filled(atom: Atom, binding: Mapping[str, str]) -> Triple:
    """Put the values of a binding into an atom; what is open stays a variable."""
    subject, predicate, obj = (binding.get(term, term) for term in atom)
    return subject, predicate, obj


_DIFFERENT = write_term(OWL.differentFrom)
# Table 4; an executor may replace all but the last by representatives.
EQUALITY = (
    Rule("eq-sym", (Atom("?x", SAME_AS, "?y"),), Atom("?y", SAME_AS, "?x")),
    Rule(
        "eq-trans",
        (Atom("?x", SAME_AS, "?y"), Atom("?y", SAME_AS, "?z")),
        Atom("?x", SAME_AS, "?z"),
    ),
    Rule("eq-rep-s", (Atom("?s", SAME_AS, "?t"), Atom("?s", "?p", "?o")), Atom("?t", "?p", "?o")),
    Rule("eq-rep-p", (Atom("?p", SAME_AS, "?q"), Atom("?s", "?p", "?o")), Atom("?s", "?q", "?o")),
    Rule("eq-rep-o", (Atom("?o", SAME_AS, "?t"), Atom("?s", "?p", "?o")), Atom("?s", "?p", "?t")),
    Rule("eq-diff1", (Atom("?x", SAME_AS, "?y"), Atom("?x", _DIFFERENT, "?y"))),
)

# What an inconsistency rule has found, in one sentence a reader of findings understands.
CLASHES = {
    "cax-adc": "one individual is in two classes of an owl:AllDisjointClasses",
    "cax-dw": "one individual is in two disjoint classes",
    "cls-com": "one individual is in a class and in its complement",
    "cls-maxc1": "a value where the class allows none",
    "cls-maxqc1": "a value of the class where none is allowed",
    "cls-maxqc2": "a value where none is allowed",
    "cls-nothing2": "an individual of owl:Nothing",
    "dt-not-type": "a literal outside the value space of the datatype",
    "eq-diff1": "two names of one individual are said to be different",
    "eq-diff2": "two members of an owl:AllDifferent are one individual",
    "eq-diff3": "two distinct members of an owl:AllDifferent are one individual",
    "prp-adp": "one pair is in two properties of an owl:AllDisjointProperties",
    "prp-asyp": "an asymmetric property holds both ways",
    "prp-irp": "an irreflexive property holds of one individual with itself",
    "prp-npa1": "what a negative assertion denies is asserted of an individual",
    "prp-npa2": "what a negative assertion denies is asserted of a literal",
    "prp-pdw": "one pair is in two disjoint properties",
}
LITERAL_CLASH = "two different literals where there can be only one value (dt-diff)"
