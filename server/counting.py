"""Count what the served store holds now, once for each state, by queries for any engine."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from rdflib import Graph

from ..ontology.namespaces import BASE, ONTOLOGY
from ..ontology.ntriples import read_lines, read_triples
from ..queries.results import written
from ..triples.asserting import VOID_GRAPH, is_derived_graph
from ..triples.summarizing import (
    CLASSES,
    LINKING,
    PROPERTIES,
    SHOWN,
    Summary,
    Use,
    examples_of,
    links_of,
)
from ..triples.void_graph import DCT, VOID
from .answering import service
from .engine import BrokenAnswer, Engine, EngineError
from .negotiation import N_TRIPLES
from .reading import rows

# A store of many classes would give more parts than anybody reads.
_MOST_USES = 20_000
_USES = """\
SELECT ?class ?name (COUNT(*) AS ?count) WHERE {{ {scope} {{ ?s ?name ?o }} ?s a ?class
FILTER({own}) }} GROUP BY ?class ?name LIMIT {most}"""
_LINKS = """\
SELECT ?s ?p ?o WHERE {{
  VALUES ?p {{ {predicates} }} {scope} {{ ?s ?p ?o }} FILTER(isIRI(?o)) }}"""
_MEMBERS = (
    "SELECT ?class ?s WHERE {{ VALUES ?class {{ {classes} }} ?s a ?class FILTER(isIRI(?s)) }}"
)
# The state of a generation that nobody changed since it was built ends like this.
_BUILT = ".000001"
# What the store cannot know of itself, and says provisionally.
_WELL_KNOWN = f"<{BASE}.well-known/"
_UNSTORED = {f"<{VOID.sparqlEndpoint}>", f"<{DCT.description}>"}
_counted: WeakKeyDictionary[Engine, tuple[str, Summary]] = WeakKeyDictionary()
_counting = threading.Lock()


def summarize() -> Summary | None:
    """Count classes, properties, properties by class, and links; None when it takes too long.

    The kinds of values are not counted here: that pass belongs to the build.
    """
    engine = service().engine
    with _counting:
        state = engine.state()
        known = _counted.get(engine)
        if known is not None and state and known[0] == state:
            return known[1]
        try:
            summary = _summarize([name for name in engine.graph_sizes() if name])
        except EngineError:
            return None
        _counted[engine] = (state, summary)
        return summary


def stored_counts() -> Graph | None:
    """Read the counts that the build wrote into the store; None where they may be old.

    They are those of the first snapshot of a generation: each change makes another.
    """
    engine = service().engine
    state = engine.state()
    if not state.endswith(_BUILT) or VOID_GRAPH not in engine.graph_sizes():
        return None
    answer = engine.read_graph(VOID_GRAPH, N_TRIPLES.media_type, service().timeout())
    try:
        text = b"".join(answer.chunks)
    except BrokenAnswer:
        return None
    finally:
        answer.close()
    if answer.state != state:
        return None
    lines = read_lines(text.decode().splitlines())
    return read_triples(
        line for line in lines if line[1] not in _UNSTORED and not line[0].startswith(_WELL_KNOWN)
    )


def _summarize(graphs: list[str]) -> Summary:
    classes, properties = dict(_numbers(CLASSES)), dict(_numbers(PROPERTIES))
    ours = any(name.startswith(ONTOLOGY) for name in classes)
    asserted = " ".join(f"<{name}>" for name in graphs if not is_derived_graph(name))
    # In a store of ours what is derived repeats what is asserted, for our own classes as well.
    scope = f"VALUES ?g {{ {asserted} }} GRAPH ?g" if ours else ""
    own = f"STRSTARTS(STR(?class), '{ONTOLOGY}')" if ours else "isIRI(?class)"
    uses: dict[str, dict[str, Use]] = defaultdict(dict)
    for row in rows(_USES.format(scope=scope, own=own, most=_MOST_USES)):
        uses[row["class"]["value"]][row["name"]["value"]] = Use(int(row["count"]["value"]))
    predicates = " ".join(f"<{name}>" for name in sorted(LINKING))
    links = [
        (written(row["s"]), written(row["p"]), written(row["o"]))
        for row in rows(_LINKS.format(predicates=predicates, scope=scope))
    ]
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows(_MEMBERS.format(classes=" ".join(f"<{name}>" for name in SHOWN))):
        members[written(row["class"])].append(written(row["s"]))
    return Summary(
        classes=classes,
        properties=properties,
        uses={name: dict(sorted(found.items())) for name, found in sorted(uses.items())},
        links=links_of(links),
        examples=examples_of(members),
    )


def _numbers(text: str) -> Iterator[tuple[str, int]]:
    for row in rows(text):
        if "name" in row:
            yield row["name"]["value"], int(row["count"]["value"])
