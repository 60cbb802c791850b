"""An update followed quad by quad has the effect that Oxigraph's own has, and tells it exactly."""

from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import to_canonical_graph

from poimenno.ontology.ntriples import Quad
from poimenno.queries.guarding import MalformedText
from poimenno.triples import changing
from poimenno.triples.changing import Changing
from poimenno.triples.failures import ChangeTooLarge, ProtectedGraph
from poimenno.triples.store import Store, StoreError

BASE = "http://example.org/"
KEPT = BASE + "kept"
UPDATES = Path(__file__).with_name("updates")
DATA = b"""
<http://example.org/a> <http://example.org/p> <http://example.org/b> .
<http://example.org/b> <http://example.org/p> <http://example.org/a> .
<http://example.org/a> <http://example.org/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
_:n <http://example.org/p> _:m .
_:n <http://example.org/name> "\xd0\x96\xd0\xb5\xd1\x80\xd1\x82\xd0\xb2\xd0\xb0 \\"1\\""@ru .
<http://example.org/a> <http://example.org/p> <http://example.org/c> <http://example.org/g> .
_:n <http://example.org/q> "x" <http://example.org/g> .
<http://example.org/a> <http://example.org/p> <http://example.org/b> <http://example.org/h> .
<http://example.org/h> <http://example.org/p> "h\\n\\t"@en <http://example.org/h> .
<http://example.org/a> <http://example.org/says> <<( <http://example.org/a> <urn:p> _:m )>> .
<http://example.org/i> <http://example.org/p> <http://example.org/j> <http://example.org/kept> .
"""
# Each line is a whole request; relative names are resolved against BASE.
REQUESTS = (UPDATES / "done.txt").read_text("utf-8").splitlines()
FAULTS = (UPDATES / "faulty.txt").read_text("utf-8").splitlines()


def nothing(_: str) -> bool:
    return False


def fresh() -> Store:
    store = Store.in_memory()
    store.extend(DATA)
    return store


def quads(store: Store) -> set[Quad]:
    return set(store.match(None, None, None))


def canonical(found: set[Quad]) -> set[tuple[object, ...]]:
    """The quads with blank nodes under canonical names; graphs and triple terms become nodes."""
    graph = Graph()
    for triple, name in found:
        node = BNode()
        for part, term in (*enumerate(triple), (3, f"<{name}>")):
            mark = URIRef(f"urn:part:{part}")
            words = [word if word[:2] != "_:" else "_:" for word in term.split(" ")]
            graph.add((node, mark, Literal(" ".join(words))))
            for word in term.split():
                if word.startswith("_:"):
                    graph.add((node, mark, BNode(word[2:])))
    return set(to_canonical_graph(graph))


def both(request: str, *, base: str = BASE) -> tuple[Store, Changing]:
    """Run a request here and on Oxigraph alone; gives ours, after they were compared."""
    ours, theirs = fresh(), fresh()
    before = quads(ours)
    changed = Changing(ours, nothing)
    theirs.update(request, base=base)
    changed.update(request, base=base)
    assert canonical(quads(ours)) == canonical(quads(theirs))
    assert set(ours.graphs()) == set(theirs.graphs())
    difference = changed.difference
    start = set() if difference.emptied else before
    assert bool(difference) == (difference.emptied or before != quads(ours))
    added, removed = difference.added, difference.removed
    assert len(set(added)) == len(added)
    assert len(set(removed)) == len(removed)
    assert set(removed) <= start
    assert not set(added) & start
    assert (start - set(removed)) | set(added) == quads(ours)
    return ours, changed


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_has_the_effect_that_it_has_on_oxigraph(request_: str) -> None:
    both(request_)


@pytest.mark.parametrize("request_", FAULTS)
def test_a_fault_is_told_as_oxigraph_tells_it(request_: str) -> None:
    with pytest.raises(StoreError) as theirs:
        fresh().update(request_, base=BASE)
    with pytest.raises(StoreError) as ours:
        Changing(fresh(), nothing).update(request_, base=BASE)
    assert (type(ours.value), str(ours.value)) == (type(theirs.value), str(theirs.value))


def kept(graph: str) -> bool:
    return graph == KEPT


@pytest.mark.parametrize(
    "request_",
    """
INSERT DATA { GRAPH <kept> { <a> <p> <b> } }
DELETE DATA { GRAPH <kept> { <i> <p> <j> } }
DELETE WHERE { GRAPH <kept> { ?s ?p ?o } }
WITH <kept> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }
PREFIX e: <http://example.org/> INSERT { GRAPH e:kept { ?s ?p ?o } } WHERE { ?s ?p ?o }
CLEAR GRAPH <kept>
DROP SILENT GRAPH <kept>
CREATE SILENT GRAPH <kept>
COPY <g> TO <kept>
ADD DEFAULT TO <kept>
MOVE <kept> TO <g>
MOVE <g> TO <kept>
INSERT DATA { <a> <p> 5 } ; CLEAR GRAPH <k\\u0065pt>
""".strip().split("\n"),
)
def test_a_kept_graph_is_not_written_by_name(request_: str) -> None:
    store = fresh()
    with pytest.raises(ProtectedGraph, match="what is inferred"):
        Changing(store, kept).update(request_, base=BASE)
    assert ((f"<{BASE}i>", f"<{BASE}p>", f"<{BASE}j>"), KEPT) in quads(store)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", {None, KEPT}),
        ("INSERT { GRAPH ?g { <x> <y> ?g } } WHERE { GRAPH ?g { ?s <p> ?o } }", None),
        ("DROP NAMED", {None, KEPT}),
        ("CLEAR NAMED", {None, KEPT}),
        ("COPY <kept> TO <g>", None),
        ("DELETE { ?s ?p ?o } WHERE { GRAPH <kept> { ?s ?p ?o } }", None),
        ("DROP ALL", set()),
        ("CLEAR ALL", set()),
    ],
)
def test_what_ranges_over_all_graphs_passes_a_kept_one_over(
    request_: str, left: set[str | None] | None
) -> None:
    store = fresh()
    changed = Changing(store, kept)
    inside = set(store.triples_of(KEPT))
    changed.update(request_, base=BASE)
    assert set(store.triples_of(KEPT)) == (set() if changed.difference.emptied else inside)
    noted = [*changed.difference.added, *changed.difference.removed]
    assert KEPT not in {graph for _, graph in noted}
    if left is not None:
        assert {graph for _, graph in quads(store)} == left


def test_graphs_are_written_and_removed() -> None:
    store, graph = fresh(), BASE + "g"
    before = quads(store)
    changed = Changing(store, kept)
    data = Store.in_memory()
    data.load(b"@base <http://example.org/> . <a> <p> <c>, [] .", "text/turtle")
    changed.write_graph(graph, data, replace=True)
    assert set(store.triples_of(graph)) == set(data.triples_of(None))
    assert len(changed.difference.added) == len(changed.difference.removed) == 1
    changed.write_graph(None, data, replace=False)
    assert len(changed.difference.added) == 3
    changed.write_graph(BASE + "new", Store.in_memory(), replace=True)
    assert store.has_graph(BASE + "new")
    changed.delete_graph(graph)
    assert not store.has_graph(graph)
    assert len(changed.difference.added) == 2
    difference = changed.difference
    assert quads(store) == (before - set(difference.removed)) | set(difference.added)
    with pytest.raises(ProtectedGraph):
        changed.write_graph(KEPT, data, replace=False)
    with pytest.raises(ProtectedGraph):
        changed.delete_graph(KEPT)


def test_a_change_too_large_to_follow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "MOST", 3)
    for request in (
        "INSERT DATA { <a> <z> 1, 2, 3, 4 }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP DEFAULT",
        "INSERT DATA { <a> <z> 1, 2 } ; INSERT DATA { <a> <z> 3, 4 }",
    ):
        with pytest.raises(ChangeTooLarge, match="send it in pieces"):
            Changing(fresh(), nothing).update(request, base=BASE)
    Changing(fresh(), nothing).update("DROP ALL", base=BASE)


def test_words_that_run_together_are_not_guessed_at() -> None:
    request = "INSERTDATA { <a> <p> <b> }"
    fresh().update(request, base=BASE)
    with pytest.raises(MalformedText, match="line 1, column 1: an operation is expected"):
        Changing(fresh(), nothing).update(request, base=BASE)
