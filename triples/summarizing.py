"""Count what a store holds, for its VoID description: classes, properties, kinds of values, links.

The cost is one pass over the triples: subjects with the same classes are counted together, so that
the product of classes is only made of the few sets of classes that occur.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from ..ontology.namespaces import BASE, COMMON_PREFIXES, ENTITY, ONTOLOGY, WIKIDATA
from ..ontology.ntriples import Triple, literal_parts
from .store import Store
from .walking import asking

_TYPE = f"<{COMMON_PREFIXES['rdf']}type>"
CLASSES = """\
SELECT ?name (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?name FILTER(isIRI(?name)) }
GROUP BY ?name"""
PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) WHERE { ?s ?name ?o } GROUP BY ?name"
# What says that a thing of ours is, or is like, a thing of another collection.
LINKING = frozenset(
    COMMON_PREFIXES[prefix] + name
    for prefix, names in {
        "skos": "exactMatch closeMatch broadMatch narrowMatch relatedMatch",
        "owl": "sameAs equivalentClass equivalentProperty",
        "rdfs": "subClassOf subPropertyOf",
    }.items()
    for name in names.split()
)
_FOREIGN = {**COMMON_PREFIXES, "wikidata": WIKIDATA}
_SPACES = sorted(
    {space for space in _FOREIGN.values() if not space.startswith(BASE)}, key=len, reverse=True
)
# The classes of whose members one is shown as an example.
SHOWN = tuple(
    f"{ONTOLOGY}{name}" for name in ("Person", "RehabilitationDecision", "LegalAct", "Case")
)


@dataclass(frozen=True)
class Use:
    """How members of a class use a property: how often, and with values of which kinds."""

    triples: int
    classes: dict[str, int] = field(default_factory=dict)
    datatypes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """What a store holds, all names as IRIs.

    `classes` counts members, `properties` triples, both over all graphs. `uses` tells for each
    class of ours, inferred membership included, how its members use the properties that are
    asserted of them, and of which asserted class or datatype the values are. `links` counts by
    linking property and namespace of another collection.
    """

    classes: dict[str, int]
    properties: dict[str, int]
    uses: dict[str, dict[str, Use]] = field(default_factory=dict)
    links: dict[str, dict[str, int]] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


def summarize(store: Store, asserted: Iterable[Triple], entailed: Iterable[Triple]) -> Summary:
    """Count what a store holds, of which some triples are asserted and some entailed.

    One query for classes, one for properties, and one pass over the triples.
    """
    triples = set(asserted)
    uses, members = _uses(triples, (triple for triple in entailed if triple[1] == _TYPE))
    return Summary(
        classes=dict(_counted(store, CLASSES)),
        properties=dict(_counted(store, PROPERTIES)),
        uses=uses,
        links=links_of(triples),
        examples=examples_of(members),
    )


def _counted(store: Store, text: str) -> Iterator[tuple[str, int]]:
    for row in asking(store)(text):
        if "name" in row:
            yield str(row["name"]["value"]), int(str(row["count"]["value"]))


def _kinds(triples: Iterable[Triple]) -> dict[str, tuple[str, ...]]:
    """Tell of which of our classes each thing is."""
    own = f"<{ONTOLOGY}"
    found: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, obj in triples:
        if predicate == _TYPE and obj.startswith(own):
            found[subject].add(obj)
    return {subject: tuple(sorted(classes)) for subject, classes in found.items()}


def _uses(
    triples: set[Triple], types: Iterable[Triple]
) -> tuple[dict[str, dict[str, Use]], dict[str, list[str]]]:
    """Count the use of properties by members of our classes; gives also the members of each."""
    said, kinds = _kinds(triples), _kinds(chain(triples, types))
    members: dict[str, list[str]] = defaultdict(list)
    for subject, classes in kinds.items():
        for name in classes:
            members[name].append(subject)
    # Few sets of classes occur: triples are counted by the set, and spread over its classes last.
    counted: Counter[tuple[tuple[str, ...], str, bool, tuple[str, ...]]] = Counter()
    for subject, predicate, obj in triples:
        if kind := kinds.get(subject):
            literal = obj.startswith('"')
            value = (literal_parts(obj)[2],) if literal else said.get(obj, ())
            counted[kind, predicate, literal, value] += 1
    total: Counter[tuple[str, str]] = Counter()
    values: Counter[tuple[str, str, bool, str]] = Counter()
    for (kind, predicate, literal, value), number in counted.items():
        for name in kind:
            total[name, predicate] += number
            for value_kind in value:
                values[name, predicate, literal, value_kind] += number
    uses: dict[str, dict[str, Use]] = {}
    for (name, predicate), number in sorted(total.items()):
        uses.setdefault(name[1:-1], {})[predicate[1:-1]] = Use(number, {}, {})
    for (name, predicate, literal, value_kind), number in sorted(values.items()):
        use = uses[name[1:-1]][predicate[1:-1]]
        (use.datatypes if literal else use.classes)[value_kind.strip("<>")] = number
    return uses, members


def links_of(triples: Iterable[Triple]) -> dict[str, dict[str, int]]:
    """Count the triples that lead from our names to another collection's, by its namespace."""
    found: Counter[tuple[str, str]] = Counter()
    ours = f"<{BASE}"
    for subject, predicate, obj in triples:
        if (
            predicate[1:-1] in LINKING
            and subject.startswith(ours)
            and obj.startswith("<")
            and not obj.startswith(ours)
        ):
            space = next((space for space in _SPACES if obj.startswith(space, 1)), None)
            if space:
                found[predicate[1:-1], space] += 1
    links: dict[str, dict[str, int]] = {}
    for (predicate, space), number in sorted(found.items()):
        links.setdefault(predicate, {})[space] = number
    return links


def examples_of(members: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Choose of each shown class the entity of the lowest number, the same in every build."""
    chosen = (_lowest(members.get(f"<{name}>", ())) for name in SHOWN)
    return tuple(name[1:-1] for name in chosen if name)


def _lowest(members: Iterable[str]) -> str | None:
    start = f"<{ENTITY}Q"
    entities = (name for name in members if name.startswith(start))
    return min(entities, key=lambda name: (len(name), name), default=None)
