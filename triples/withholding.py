"""Persons who may be alive are withheld: counted, not shown, unless the operator may publish them.

A person is possibly living who was born less than 110 years before the day of the build, and of
whom no death and no execution is recorded. A person without a date of birth is not withheld: such
records are of public office-holders who sign acts, or of the dead of the first decades.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from .claims import Quad, term

YEARS = 110

_DEADLY = {term("Execution"), term("DeathInCustody"), term("Death"), term("Murder")}


def possibly_living(quads: Iterable[Quad], today: datetime.date) -> set[URIRef]:
    """Find the persons who may be alive on a day."""
    born: dict[URIRef, datetime.date] = {}
    dead: set[Node] = set()
    deadly: set[URIRef] = set()
    affected: dict[URIRef, set[Node]] = defaultdict(set)
    for subject, predicate, value, _ in quads:
        if predicate == term("latestBirth") and isinstance(value, Literal):
            born[subject] = datetime.date.fromisoformat(str(value))
        elif predicate == term("deathDate"):
            dead.add(subject)
        elif predicate == RDF.type and value in _DEADLY:
            deadly.add(subject)
        elif predicate == term("affects"):
            affected[subject].add(value)
    for event in deadly:
        dead |= affected[event]
    oldest = today.replace(year=today.year - YEARS, day=min(today.day, 28))
    return {person for person, day in born.items() if day > oldest and person not in dead}


def without(quads: Iterable[Quad], persons: set[URIRef]) -> list[Quad]:
    """Leave out the persons, what befell them, and every claim about either."""
    kept = list(quads)
    if not persons:
        return kept
    hidden: set[Node] = set(persons)
    hidden |= {q.subject for q in kept if q.predicate == term("affects") and q.object in persons}
    hidden |= {
        q.subject
        for q in kept
        if q.predicate in {term("claimsAbout"), term("claimsEntity")} and q.object in hidden
    }
    return [q for q in kept if q.subject not in hidden and q.object not in hidden]
