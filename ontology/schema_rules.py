"""What the schema says about itself: Table 9 of OWL 2 Profiles, and cls-oo, as a program.

The rules are those of `program`, with the triples of the schema as their data, so that whatever
proves a triple of the data proves one of the schema too. A schema that speaks of itself by its own
terms (a property below rdfs:subClassOf, say) needs the rules compiled from it beside these.
"""

from collections.abc import Iterator

from rdflib import OWL, RDFS, Graph
from rdflib.term import Node

from .lists import read_list
from .ntriples import write_term
from .program import EQUALITY, TYPE, Atom, Program, Rule

_WORDS = {
    "a": TYPE,
    "Class": write_term(OWL.Class),
    "Thing": write_term(OWL.Thing),
    "Nothing": write_term(OWL.Nothing),
    "ObjectProperty": write_term(OWL.ObjectProperty),
    "DatatypeProperty": write_term(OWL.DatatypeProperty),
    "sco": write_term(RDFS.subClassOf),
    "eqc": write_term(OWL.equivalentClass),
    "spo": write_term(RDFS.subPropertyOf),
    "eqp": write_term(OWL.equivalentProperty),
    "domain": write_term(RDFS.domain),
    "range": write_term(RDFS.range),
    "on": write_term(OWL.onProperty),
    "hasValue": write_term(OWL.hasValue),
    "some": write_term(OWL.someValuesFrom),
    "all": write_term(OWL.allValuesFrom),
}
# Rule, body and head of each rule of Table 9 that reads no list, in the short words above.
_TABLE_9 = """
scm-cls: ?c a Class -> ?c sco ?c
scm-cls: ?c a Class -> ?c eqc ?c
scm-cls: ?c a Class -> ?c sco Thing
scm-cls: ?c a Class -> Nothing sco ?c
scm-eqc1: ?c1 eqc ?c2 -> ?c1 sco ?c2
scm-eqc1: ?c1 eqc ?c2 -> ?c2 sco ?c1
scm-eqc2: ?c1 sco ?c2, ?c2 sco ?c1 -> ?c1 eqc ?c2
scm-op: ?p a ObjectProperty -> ?p spo ?p
scm-op: ?p a ObjectProperty -> ?p eqp ?p
scm-dp: ?p a DatatypeProperty -> ?p spo ?p
scm-dp: ?p a DatatypeProperty -> ?p eqp ?p
scm-eqp1: ?p1 eqp ?p2 -> ?p1 spo ?p2
scm-eqp1: ?p1 eqp ?p2 -> ?p2 spo ?p1
scm-eqp2: ?p1 spo ?p2, ?p2 spo ?p1 -> ?p1 eqp ?p2
scm-dom1: ?p domain ?c1, ?c1 sco ?c2 -> ?p domain ?c2
scm-dom2: ?p2 domain ?c, ?p1 spo ?p2 -> ?p1 domain ?c
scm-rng1: ?p range ?c1, ?c1 sco ?c2 -> ?p range ?c2
scm-rng2: ?p2 range ?c, ?p1 spo ?p2 -> ?p1 range ?c
scm-hv: ?c1 hasValue ?i, ?c1 on ?p1, ?c2 hasValue ?i, ?c2 on ?p2, ?p1 spo ?p2 -> ?c1 sco ?c2
scm-svf1: ?c1 some ?y1, ?c1 on ?p, ?c2 some ?y2, ?c2 on ?p, ?y1 sco ?y2 -> ?c1 sco ?c2
scm-svf2: ?c1 some ?y, ?c1 on ?p1, ?c2 some ?y, ?c2 on ?p2, ?p1 spo ?p2 -> ?c1 sco ?c2
scm-avf1: ?c1 all ?y1, ?c1 on ?p, ?c2 all ?y2, ?c2 on ?p, ?y1 sco ?y2 -> ?c1 sco ?c2
scm-avf2: ?c1 all ?y, ?c1 on ?p1, ?c2 all ?y, ?c2 on ?p2, ?p1 spo ?p2 -> ?c2 sco ?c1
scm-sco: ?c1 sco ?c2, ?c2 sco ?c3 -> ?c1 sco ?c3
scm-spo: ?p1 spo ?p2, ?p2 spo ?p3 -> ?p1 spo ?p3
"""


def _read(line: str) -> Rule:
    name, _, rest = line.partition(": ")
    body, _, head = rest.partition(" -> ")
    return Rule(name, tuple(map(_atom, body.split(", "))), _atom(head))


def _atom(text: str) -> Atom:
    return Atom(*(_WORDS.get(word, word) for word in text.split()))


SCHEMA_RULES = tuple(map(_read, _TABLE_9.strip().splitlines()))


def schema_program(closed: Graph) -> Program:
    """Make the program that leads from an asserted schema to all that it entails.

    Takes the closed schema, of which it reads the lists (scm-int, scm-uni, cls-oo): a rule of a
    list has the axiom as its body and the triples of the list as premises. Raises ValueError for a
    broken list.
    """
    lists = dict.fromkeys(sorted(_list_rules(closed), key=lambda rule: (str(rule), rule.premises)))
    return Program((*lists, *SCHEMA_RULES), equality=EQUALITY)


def _list_rules(closed: Graph) -> Iterator[Rule]:
    below = write_term(RDFS.subClassOf)
    for whole, part, said, listed in _members(closed, OWL.intersectionOf):
        yield Rule("scm-int", (said,), Atom(whole, below, part), listed)
    for whole, part, said, listed in _members(closed, OWL.unionOf):
        yield Rule("scm-uni", (said,), Atom(part, below, whole), listed)
    for whole, part, said, listed in _members(closed, OWL.oneOf):
        yield Rule("cls-oo", (said,), Atom(part, TYPE, whole), listed)


def _members(
    closed: Graph, link: Node
) -> Iterator[tuple[str, str, Atom, tuple[tuple[str, str, str], ...]]]:
    """Give each class of a list, each member, the axiom and the triples of the list."""
    for whole, head in closed.subject_objects(link):
        items = read_list(closed, head)
        kind = write_term(whole)
        said = Atom(kind, write_term(link), write_term(head))
        for item in items.terms:
            yield kind, write_term(item), said, items.triples
