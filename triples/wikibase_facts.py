"""What the graph asserts of entities, read with three queries for any number of them.

Only what is said is read, not what follows: triples of derived graphs are left out, unless another
graph says the same.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..ontology.namespaces import ONTOLOGY
from ..ontology.wikibase import mapping
from ..queries.results import Term
from .asserting import ENTAILED, SHOWN_GRAPHS, VIEW_GRAPH

Row = dict[str, Term]
Ask = Callable[[str], Sequence[Row]]
"""Runs a SELECT on any store and gives its solutions; what is unbound is absent from a row."""

Said = tuple[str, Term]
"""A predicate with a value."""

Labels = dict[str, dict[str, str]]
"""Names by IRI and language."""

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
ABOUT, PROPERTY = ONTOLOGY + "claimsAbout", ONTOLOGY + "claimsProperty"
CLAIMED_ENTITY, CLAIMED_VALUE = ONTOLOGY + "claimsEntity", ONTOLOGY + "claimedValue"
SOURCE, SOURCE_URL = ONTOLOGY + "hasSource", ONTOLOGY + "sourceUrl"
CONFIDENCE, RANK = ONTOLOGY + "hasConfidence", ONTOLOGY + "hasRank"
LATITUDE, LONGITUDE = ONTOLOGY + "latitude", ONTOLOGY + "longitude"

_STRUCTURE = (PROPERTY, CLAIMED_ENTITY, CLAIMED_VALUE, RANK, SOURCE)
_DIRECT = (LABEL, ALT_LABEL, DEFINITION, SOURCE, CONFIDENCE, LATITUDE, LONGITUDE)
_IRI = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')

# The derived graphs of `asserting`, as a condition of SPARQL on ?g.
_SHOWN = ", ".join(f"<{graph}>" for graph in (ENTAILED, *SHOWN_GRAPHS))
_DERIVED = f'(?g IN ({_SHOWN}) || STRSTARTS(STR(?g), "{ENTAILED}/"))'


@dataclass
class Facts:
    """All that is asserted of one entity: directly, and in each claim about it, by its node."""

    direct: list[Said] = field(default_factory=list)
    claims: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def values(self, predicate: str) -> Iterator[Term]:
        """Give the directly asserted values of a predicate, in a fixed order."""
        yield from (term for name, term in self.direct if name == predicate)


@dataclass
class Known:
    """Facts by the IRI of their entity, with the addresses of sources and the names of classes."""

    facts: dict[str, Facts]
    urls: dict[str, list[str]]
    labels: Labels


def read_facts(ask: Ask, iris: Sequence[str]) -> Known:
    """Read what is asserted of entities; those of which nothing is asserted are absent."""
    facts: dict[str, Facts] = defaultdict(Facts)
    if not iris:
        return Known({}, {}, {})
    shown = _shown("value", _DIRECT)
    for row in ask(_direct_query(iris)):
        if (name := row["p"]["value"]) in shown:
            facts[row["s"]["value"]].direct.append((name, row["o"]))
    for row in ask(_claims_query(iris)):
        node = ("_:" if row["c"]["type"] == "bnode" else "") + row["c"]["value"]
        facts[row["s"]["value"]].claims[node].append((row["p"]["value"], row["o"]))
    for found in facts.values():
        # A triple that two graphs assert is read twice.
        once = {said_key(said): said for said in found.direct}
        found.direct = [once[key] for key in sorted(once)]
        for said in found.claims.values():
            said.sort(key=said_key)
    urls: dict[str, list[str]] = defaultdict(list)
    labels: Labels = defaultdict(dict)
    beside = sorted({iri for found in facts.values() for iri in _beside(found)})
    for row in sorted(ask(_beside_query(beside)), key=str) if beside else ():
        iri, value = row["s"]["value"], row["o"]
        if row["p"]["value"] == SOURCE_URL:
            urls[iri].append(str(value["value"]))
        else:
            labels[iri].setdefault(str(value.get("xml:lang", "")), str(value["value"]))
    return Known(dict(facts), dict(urls), dict(labels))


def asserted(triple: str, given: str = "") -> str:
    """Write the pattern of a triple that some graph asserts, be it the default graph alone.

    `given` is a pattern that binds some of its variables. It is written wherever the triple is:
    Oxigraph would look for every triple of the store where it stood outside.
    """
    named = f"{{ {given} GRAPH ?g {{ {triple} }} FILTER(!{_DERIVED}) }}"
    # The default graph has no name to be asked by: what stands in no other graph is there. A name
    # can stand in the view besides, and what the view has as a name somebody said.
    is_name = (
        f"?p IN (<{LABEL}>, <{ALT_LABEL}>)" if "?p" in triple else str(LABEL in triple).lower()
    )
    other = f"{given} GRAPH ?h {{ {triple} }} FILTER(?h != <{VIEW_GRAPH}> || !({is_name}))"
    return f"{named} UNION {{ {given} {triple} MINUS {{ {other} }} }}"


def said_key(said: Said) -> tuple[str, str, str, str]:
    """Order what is said by predicate and value, the same in every build."""
    name, term = said
    return name, str(term["value"]), str(term.get("xml:lang", "")), str(term.get("datatype", ""))


def _shown(use: str, besides: Iterable[str]) -> set[str]:
    return {*besides, *(prop.iri for prop in mapping().properties if use in prop.uses)}


def _beside(facts: Facts) -> Iterator[str]:
    said = [*facts.direct, *(one for claim in facts.claims.values() for one in claim)]
    for name, term in said:
        if name in (SOURCE, TYPE) and term["type"] == "uri" and _IRI.fullmatch(term["value"]):
            yield str(term["value"])


def _direct_query(iris: Iterable[str]) -> str:
    given = f"VALUES ?s {{ {_listed(iris)} }}"
    return f"SELECT ?s ?p ?o WHERE {{ {asserted('?s ?p ?o', given)} }}"


def _claims_query(iris: Iterable[str]) -> str:
    shown = _listed(sorted(_shown("qualifier", _STRUCTURE)), ", ")
    return (
        f"SELECT DISTINCT ?s ?c ?p ?o WHERE {{ VALUES ?s {{ {_listed(iris)} }}"
        f" ?c <{ABOUT}> ?s ; ?p ?o FILTER(?p IN ({shown})) }}"
    )


def _beside_query(iris: Iterable[str]) -> str:
    # For two predicates of many nodes this is cheaper than what `asserted` writes.
    return (
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {_listed(iris)} }} ?s ?p ?o"
        f" FILTER(?p IN (<{LABEL}>, <{SOURCE_URL}>)) OPTIONAL {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        f" FILTER(!BOUND(?g) || !{_DERIVED}) }}"
    )


def _listed(iris: Iterable[str], between: str = " ") -> str:
    return between.join(f"<{iri}>" for iri in iris)
