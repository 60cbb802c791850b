"""RDF lists, read with the triples they are made of (OWL 2 Profiles, section 4.3: LIST[…])."""

from typing import NamedTuple

from rdflib import RDF, Graph
from rdflib.term import Node

from .ntriples import Triple, write_term


class Items(NamedTuple):
    """What stands in a list, in order, and the triples that say so."""

    terms: tuple[Node, ...]
    triples: tuple[Triple, ...]


def read_list(graph: Graph, head: Node) -> Items:
    """Read a list; where equality gave a place several items or rests, the first in order.

    Raises ValueError for a list that does not end in rdf:nil, runs in a circle or lacks an item.
    """
    terms: list[Node] = []
    triples: list[Triple] = []
    seen: set[Node] = set()
    place = head
    while place != RDF.nil:
        if place in seen:
            raise ValueError(f"the list at {head} does not end")
        seen.add(place)
        for link in (RDF.first, RDF.rest):
            found = min(graph.objects(place, link), key=write_term, default=None)
            if found is None:
                name = str(link).rpartition("#")[2]
                raise ValueError(f"the list at {head} is broken: {place} has no rdf:{name}")
            triples.append((write_term(place), write_term(link), write_term(found)))
            if link == RDF.first:
                terms.append(found)
            else:
                place = found
    return Items(tuple(terms), tuple(triples))
