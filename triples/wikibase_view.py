"""The Wikibase view of a store: what Wikibase's RDF says of every entity, in one graph.

It is made of the JSON model of the entities, and of nothing else, so that a view that was kept
through any changes is the view that would be made anew.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from ..ontology.ntriples import Triple, write_quads
from ..ontology.wikibase import mapping
from .asserting import VIEW_GRAPH
from .changing import Difference
from .confidence import ABOUT
from .store import Store
from .walking import asking, entities
from .wikibase_facts import ALT_LABEL, LABEL, SOURCE, SOURCE_URL
from .wikibase_hashes import novalue_label
from .wikibase_properties import FACETS
from .wikibase_rdf import entity_triples, page_properties, page_property_triples
from .wikibase_values import Json
from .wikibase_vocabulary import OURS, TYPE, name

_PIECE = 50_000
# Nodes that entities share, by the beginnings of their names.
_SHARED = (f"<{OURS.reference}", f"<{OURS.value}")
_STATEMENT = f"<{OURS.statement}"
_SOURCE = f"<{SOURCE}>"
# What is read of other nodes than an entity and the claims about it.
_NAMES = {f"<{LABEL}>", f"<{ALT_LABEL}>"}
_BESIDE = {f"<{LABEL}>", f"<{SOURCE_URL}>"}


def has_claims(store: Store) -> bool:
    """Tell whether a store says anything of which there could be a view."""
    return any(True for _ in store.match(None, ABOUT, None))


def write_view(store: Store) -> int:
    """Put the view of all entities into a store that has none; gives the number of triples.

    Costs the reading of all entities; in memory they are a handful at a time.
    """
    store.create_graph(VIEW_GRAPH)
    number, found = 0, view_triples(store)
    while piece := list(islice(found, _PIECE)):
        store.extend(write_quads((triple, VIEW_GRAPH) for triple in piece))
        number += len(piece)
    return number


def view_triples(store: Store) -> Iterator[Triple]:
    """Make the view of all entities of a store, what they share being told once."""
    seen: set[str] = set()
    for entity in entities(asking(store)):
        yield from of_entity(entity, seen)


def of_entity(entity: Json, seen: set[str]) -> Iterator[Triple]:
    """Make the view of one entity; nodes in `seen` are not told again, new ones are noted there.

    As the query service of Wikidata does, the counts of the page stand at the entity, too.
    """
    node = name(OURS.entity, str(entity["id"]))
    # What an entity is called is asserted of its very name: the union of all graphs would say it
    # twice. Terms of the ontology have another name here, and need their labels.
    said = mapping().iri_of(str(entity["id"])) == node[1:-1]
    datatype = mapping().datatype
    for triple in entity_triples(entity, OURS, flavor="dump", properties=datatype, seen=seen):
        if not (said and triple[0] == node and triple[1] in _NAMES):
            yield triple
    yield from page_property_triples(node, page_properties(entity))


class Viewing:
    """The view of a store that has one, kept true by the writer of the store."""

    @classmethod
    def of(cls, store: Store) -> "Viewing | None":
        """Find the view of a store; None where it has none, and none is made."""
        return cls() if store.has_graph(VIEW_GRAPH) else None

    def settle(self, store: Store, difference: Difference, moved: Iterable[Triple]) -> None:
        """Make the view true again after a change that the store has already.

        `moved` are the entailed triples that came or went with it. Costs what the view of each
        entity costs that the change is about.
        """
        if difference.emptied:
            store.remove_graph(VIEW_GRAPH)
            write_view(store)
            return
        changed = [triple for triple, _ in (*difference.removed, *difference.added)]
        renew(store, sorted(touched(store, [*changed, *moved])))


def touched(store: Store, changed: Iterable[Triple]) -> set[str]:
    """Find the entities whose view may be another since triples came or went.

    An entity is seen through what is said of it and in the claims about it, and through the names
    of its classes and the addresses of its sources.
    """
    subjects: set[str] = set()
    beside: set[str] = set()
    for subject, predicate, obj in changed:
        subjects.add(subject)
        if predicate == ABOUT:
            subjects.add(obj)
        if predicate in _BESIDE:
            beside.add(subject)
    for node in beside:
        for link in (_SOURCE, TYPE):
            subjects.update(triple[0] for triple, _ in store.match(None, link, node))
    for node in list(subjects):
        if node[0] != '"':
            subjects.update(triple[2] for triple, _ in store.match(node, ABOUT, None))
    numbers = (mapping().id_of(node[1:-1]) for node in subjects if node[0] == "<")
    return {number for number in numbers if number}


def renew(store: Store, numbers: Iterable[str]) -> None:
    """Make the view of some entities anew, each costing what there is about it and what it cites.

    What is no entity any more loses its view. References and values that nothing else in the view
    has go with their last user.
    """
    left = dict.fromkeys(numbers)
    # Names in the view are read as said, since they can be said in the default graph as well.
    nodes = (name(OURS.entity, number) for number in left)
    names = [triple for node in nodes for triple in _told(store, node) if triple[1] in _NAMES]
    store.remove(write_quads((triple, VIEW_GRAPH) for triple in names))
    for entity in entities(asking(store), list(left)):
        del left[entity["id"]]
        _replace(store, entity["id"], entity)
    for number in left:
        _replace(store, number, None)


def _replace(store: Store, number: str, entity: Json | None) -> None:
    old = {triple for node in _nodes(store, number) for triple in _told(store, node)}
    new = set(of_entity(entity, set())) if entity is not None else set[Triple]()
    of_shared = {triple for triple in new if triple[0].startswith(_SHARED)}
    own = new - of_shared
    gone = old - own
    # What is taken out goes first: a store writes some numbers in a form of its own.
    store.remove(write_quads((triple, VIEW_GRAPH) for triple in sorted(gone)))
    store.extend(write_quads((triple, VIEW_GRAPH) for triple in sorted(own - old | of_shared)))
    _sweep(store, {obj for _, _, obj in gone if obj.startswith(_SHARED)})


def _nodes(store: Store, number: str) -> Iterator[str]:
    """Name the nodes that are the entity's own in the view."""
    node = name(OURS.entity, number)
    yield node
    yield name(OURS.data, number)
    for _, _, obj in _told(store, node):
        if obj.startswith(_STATEMENT):
            yield obj
    if number[0] == "P":
        yield from (OURS.property(facet, number) for facet in FACETS)
        yield OURS.blank(novalue_label(OURS.repository, number))


def _told(store: Store, node: str) -> list[Triple]:
    return [triple for triple, graph in store.match(node, None, None) if graph == VIEW_GRAPH]


def _sweep(store: Store, nodes: set[str]) -> None:
    """Take out shared nodes that nothing has any more, and what only they had."""
    waiting = sorted(nodes)
    while waiting:
        node = waiting.pop()
        if any(graph == VIEW_GRAPH for _, graph in store.match(None, None, node)):
            continue
        told = _told(store, node)
        store.remove(write_quads((triple, VIEW_GRAPH) for triple in told))
        waiting += sorted({obj for _, _, obj in told if obj.startswith(_SHARED)})
