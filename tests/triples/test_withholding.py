"""Who may be alive is withheld with all that names them, and nobody else is."""

import datetime

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import RDFS, XSD
from rdflib.term import Node

from poimenno.triples.claims import Quad, term
from poimenno.triples.lifting import Lifted
from poimenno.triples.withholding import possibly_living, without

TODAY = datetime.date(2025, 11, 24)
GRAPH = URIRef("http://example.org/graph")


def ex(name: str) -> URIRef:
    return URIRef(f"http://example.org/{name}")


def quad(subject: str, predicate: str, value: Node) -> Quad:
    return Quad(ex(subject), term(predicate), value, GRAPH)


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def person(name: str, born: str = "", died: str = "") -> list[Quad]:
    said = [
        Quad(ex(name), RDF.type, term("Person"), GRAPH),
        Quad(ex(name), RDFS.label, Literal(name, lang="en"), GRAPH),
    ]
    if born:
        said.append(quad(name, "latestBirth", day(born)))
    if died:
        said.append(quad(name, "deathDate", Literal(died)))
    return said


def event(name: str, kind: str, affected: str) -> list[Quad]:
    return [
        Quad(ex(name), RDF.type, term(kind), GRAPH),
        quad(name, "affects", ex(affected)),
        quad(f"claim-of-{name}", "claimsAbout", ex(name)),
        quad(f"claim-of-{name}", "claimedValue", Literal("1950")),
    ]


CASES = {
    "young": (person("p", "1930-05-01"), True),
    "born-110-years-ago-today": (person("p", "1915-11-24"), False),
    "born-a-day-less-than-110-years-ago": (person("p", "1915-11-25"), True),
    "old": (person("p", "1876-12-31"), False),
    "dead": (person("p", "1930-05-01", "2000"), False),
    "dead-on-an-unknown-day": (person("p", "1930-05-01", "../2001"), False),
    "shot": (person("p", "1930-05-01") + event("e", "Execution", "p"), False),
    "died-in-custody": (person("p", "1930-05-01") + event("e", "DeathInCustody", "p"), False),
    "arrested": (person("p", "1930-05-01") + event("e", "Arrest", "p"), True),
    "with-no-date-of-birth": (person("p"), False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_person_is_possibly_living_or_not(name: str) -> None:
    quads, living = CASES[name]
    assert possibly_living(quads, TODAY) == ({ex("p")} if living else set())


def test_a_leap_day_has_an_anniversary_in_every_year() -> None:
    quads = person("p", "1918-03-01")
    assert possibly_living(quads, datetime.date(2028, 2, 29)) == {ex("p")}


def test_all_that_names_a_withheld_person_goes_and_the_rest_stays() -> None:
    shown = [*person("q", "1890-01-01", "1937"), *event("e2", "Arrest", "q")]
    hidden = [
        *person("p", "1930-05-01"),
        *event("e1", "Arrest", "p"),
        quad("q", "marriedTo", ex("p")),
        quad("claim-of-marriage", "claimsAbout", ex("q")),
        quad("claim-of-marriage", "claimsEntity", ex("p")),
        quad("claim-of-name", "claimsAbout", ex("p")),
        quad("claim-of-name", "claimedValue", Literal("p")),
    ]
    assert without([*hidden, *shown], possibly_living([*hidden, *shown], TODAY)) == shown
    assert without([*hidden, *shown], set()) == [*hidden, *shown]


def test_no_curated_person_is_lost_today(curated: Lifted) -> None:
    """The competency questions need them all: those born after 1915 are known to be dead."""
    assert possibly_living(curated.quads, TODAY) == set()


def test_nothing_of_a_withheld_curated_person_is_left(curated: Lifted) -> None:
    """On a day of 1975 the writer Bayburtly, born in 1876, of whom no death is known."""
    hidden = possibly_living(curated.quads, datetime.date(1975, 1, 1))
    keys = {str(person).rpartition("/")[2] for person in hidden}
    assert keys == {"Q1117"}
    rest = without(curated.quads, hidden)
    assert 0 < len(curated.quads) - len(rest) < 1000
    named = [q for q in rest if {"Q1117"} & {str(t).rpartition("/")[2] for t in q[:3]}]
    assert named == []
    # The title of a publication is as it was published.
    kept = {str(q.graph).rpartition("/")[2] for q in rest if "Bayburtly" in str(q.object)}
    assert kept <= {"sources"}
