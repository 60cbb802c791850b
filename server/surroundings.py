"""What the graph says around an entity: what befell it, what refers to it, what follows about it.

Each is one SELECT with a bound on its rows. What is asserted and what follows are told apart by
their graphs; statements, which the entity itself shows, are left out of what refers to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..ontology.namespaces import GRAPH, ONTOLOGY, STATEMENT
from ..queries.results import Term
from ..triples.asserting import QUERIES_GRAPH, VIEW_GRAPH, VOID_GRAPH
from ..triples.dates import DateError, HistoricalDate
from .reading import rows

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EVENTS = 200
"""How many events of one entity are read."""
REFERRING = 4000
"""How many referring things are read; of more it is said that there are more."""
USES = 40
"""How many uses of a property its page shows."""
_FOLLOWING = 400
_ENTAILED = f"{GRAPH}entailed"
_DERIVED = (
    f'STRSTARTS(STR(?graph), "{_ENTAILED}")'
    f" || ?graph IN (<{VIEW_GRAPH}>, <{VOID_GRAPH}>, <{QUERIES_GRAPH}>)"
)
_TOLD = (
    *("date", "tookPlaceAt", "hasOrigin", "hasDestination", "hasConfidence", "hasSource"),
    *("decidedBy", "orderedBy", "carriedOutBy", "performedBy", "madeBy", "performerAsPrinted"),
    *("hasOutcome", "hasPenalty", "penaltyAsPrinted", "termYears", "hasGround", "hasLegalBasis"),
    *("chargeAsPrinted", "articleCited"),
)

# The beginning and the end of a life: the property of the day and that of the place.
_ENDS = {"born": ("birthDate", "bornAt"), "died": ("deathDate", "diedAt")}
_DEADLY = {ONTOLOGY + name for name in ("Execution", "DeathInCustody", "Death", "Murder")}

_STORY = f"""\
SELECT ?event ?property ?value WHERE {{{{
  {{{{ SELECT DISTINCT ?event WHERE {{{{
    VALUES ?thing {{{{ {{things}} }}}}
    GRAPH ?stating {{{{ ?event <{ONTOLOGY}affects> ?thing }}}}
    FILTER(!STRSTARTS(STR(?stating), "{_ENTAILED}"))
  }}}} ORDER BY ?event LIMIT {EVENTS + 1} }}}}
  GRAPH ?graph {{{{ ?event ?property ?value }}}}
  FILTER(?property IN (<{TYPE}>, {", ".join(f"<{ONTOLOGY}{name}>" for name in _TOLD)}))
  FILTER(!({_DERIVED}))
}}}}"""
_LIFE = f"""\
SELECT DISTINCT ?property ?value WHERE {{{{
  VALUES ?thing {{{{ {{things}} }}}}
  GRAPH ?graph {{{{ ?thing ?property ?value }}}}
  FILTER(?property IN ({", ".join(f"<{ONTOLOGY}{name}>" for name in sum(_ENDS.values(), ()))}))
  FILTER(!({_DERIVED}))
}}}} LIMIT 40"""
_REFERRING = f"""\
SELECT DISTINCT ?property ?thing WHERE {{{{
  VALUES ?value {{{{ {{things}} }}}}
  GRAPH ?graph {{{{ ?thing ?property ?value }}}}
  FILTER(isIRI(?thing) && !STRSTARTS(STR(?thing), "{STATEMENT}"))
  FILTER(!({_DERIVED}))
}}}} LIMIT {REFERRING + 1}"""
_INFERRED = f"""\
SELECT DISTINCT ?property ?value ?graph WHERE {{{{
  VALUES ?thing {{{{ {{things}} }}}}
  GRAPH ?graph {{{{ ?thing ?property ?value }}}}
  FILTER(STRSTARTS(STR(?graph), "{_ENTAILED}") && !isBlank(?value))
}}}} LIMIT {_FOLLOWING}"""


_USES = f"""\
SELECT DISTINCT ?thing ?value WHERE {{{{
  GRAPH ?graph {{{{ ?thing <{{property}}> ?value }}}}
  FILTER(isIRI(?thing) && !STRSTARTS(STR(?thing), "{STATEMENT}") && !isBlank(?value))
  FILTER(!({_DERIVED}))
}}}} ORDER BY ?thing ?value LIMIT {USES}"""


@dataclass
class Event:
    """Something that befell somebody: what is asserted of it, by property of the ontology.

    `word` is "born" or "died" for the ends of a life, which are no events of their own.
    """

    iri: str
    said: dict[str, list[Term]] = field(default_factory=dict)
    word: str = ""

    def values(self, *names: str) -> list[Term]:
        """Give the values of the first of some properties that has any."""
        return next((self.said[name] for name in names if name in self.said), [])

    def iris(self) -> Iterator[str]:
        """Give what it names, and itself."""
        yield self.iri
        for values in self.said.values():
            yield from (term["value"] for term in values if term["type"] == "uri")

    @property
    def order(self) -> tuple[str, str, str]:
        """What events are sorted by: the days of their date; without one they come last."""
        days = [_days(term["value"]) for term in self.values("date")]
        return *min(days, default=("9999", "9999")), self.iri


@dataclass(frozen=True)
class Entailed:
    """One triple that follows: its property and value, and how sure it is."""

    property: str
    value: Term
    level: str

    def iris(self) -> Iterator[str]:
        """Give what it names."""
        yield self.property
        if self.value["type"] == "uri":
            yield self.value["value"]


def story(things: Sequence[str]) -> list[Event]:
    """Read what befell a thing, known under some IRIs, in no order."""
    events: dict[str, Event] = {}
    for row in rows(_STORY.format(things=_listed(things))):
        iri, name = row["event"]["value"], row["property"]["value"]
        event = events.setdefault(iri, Event(iri))
        event.said.setdefault(name.removeprefix(ONTOLOGY), []).append(row["value"])
    return list(events.values())


def life(things: Sequence[str], events: Sequence[Event]) -> list[Event]:
    """Read when and where a life began and ended; a death that the events tell is left out."""
    if not events:
        return []
    said: dict[str, list[Term]] = {}
    for row in rows(_LIFE.format(things=_listed(things))):
        name = row["property"]["value"].removeprefix(ONTOLOGY)
        said.setdefault(name, []).append(row["value"])
    if any(term["value"] in _DEADLY for event in events for term in event.values(TYPE)):
        said.pop("deathDate", None)
    return [
        Event(things[0], {"date": said[day], "tookPlaceAt": said.get(place, [])}, word)
        for word, (day, place) in _ENDS.items()
        if day in said
    ]


def referring(things: Sequence[str]) -> dict[str, list[str]]:
    """Read what refers to a thing, by property; the properties with the most come first."""
    found: dict[str, set[str]] = {}
    for row in rows(_REFERRING.format(things=_listed(things))):
        found.setdefault(row["property"]["value"], set()).add(row["thing"]["value"])
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: sorted(iris, key=_number) for name, iris in ordered}


def inferred(things: Sequence[str]) -> list[Entailed]:
    """Read what follows about a thing, the surest first."""
    levels = {f"{_ENTAILED}/{name}": name for name in ("high", "medium", "low")}
    found = [
        Entailed(row["property"]["value"], row["value"], levels[row["graph"]["value"]])
        for row in rows(_INFERRED.format(things=_listed(things)))
        if row["graph"]["value"] in levels
    ]
    order = list(levels.values())
    return sorted(
        found, key=lambda item: (item.property, order.index(item.level), str(item.value["value"]))
    )


def uses(prop: str) -> list[tuple[str, Term]]:
    """Read some of the things that are said to have a property, with its values, by name."""
    return [(row["thing"]["value"], row["value"]) for row in rows(_USES.format(property=prop))]


def _listed(things: Sequence[str]) -> str:
    return " ".join(f"<{iri}>" for iri in things)


def _number(iri: str) -> tuple[str, int, str]:
    """Sort Q2 before Q10."""
    head, _, tail = iri.rpartition("/")
    digits = tail[1:]
    return (head, int(digits), "") if digits.isdecimal() else (head, 0, tail)


def _days(text: str) -> tuple[str, str]:
    """Give the first and the last day that a date can mean; of an open one, the end it has."""
    try:
        date = HistoricalDate.parse(text)
    except DateError:
        return "9999", "9999"
    first, last = date.earliest or date.latest, date.latest or date.earliest
    return str(first or "9999"), str(last or "9999")
