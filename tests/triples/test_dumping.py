"""Dumps: the same triples in every form, and the same bytes whatever the order of loading."""

from io import BytesIO
from pathlib import Path

import pytest

from poimenno.triples.asserting import ENTAILED_GRAPHS
from poimenno.triples.dumping import (
    FORMS,
    UnknownGraphError,
    asserted_graphs,
    dump,
    entailed_graphs,
)
from poimenno.triples.store import Store

ENTAILED = ENTAILED_GRAPHS["medium"]
A, B = "http://example.org/a", "http://example.org/b"
ONE = b'<http://example.org/x> <http://example.org/p> "one . \\n"@en .'
TWO = b"<http://example.org/x> <http://example.org/p> 2 ."


def filled(*order: tuple[str, bytes]) -> Store:
    store = Store.in_memory()
    for graph, data in order:
        store.load(data, "text/turtle", graph=graph)
    return store


@pytest.fixture
def store() -> Store:
    return filled((A, ONE), (B, ONE), (B, TWO), (ENTAILED, TWO))


def dumped(store: Store, form: str, graphs: list[str] | None = None) -> bytes:
    output = BytesIO()
    dump(store, form, output, graphs)
    return output.getvalue()


def quads(data: bytes, form: str) -> list[bytes]:
    store = Store.in_memory()
    store.load_dataset(data, FORMS[form])
    return sorted(dumped(store, "nq").splitlines())


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_quads_keep_their_graphs(store: Store, form: str) -> None:
    assert len(quads(dumped(store, form), form)) == 4
    asserted = quads(dumped(store, form, asserted_graphs(store)), form)
    assert len(asserted) == 3
    assert not [line for line in asserted if ENTAILED.encode() in line]
    assert asserted_graphs(store) == [A, B]
    assert entailed_graphs(store) == [ENTAILED]


@pytest.mark.parametrize("form", ["nt", "ttl", "rdf", "jsonld"])
def test_triples_are_merged(store: Store, form: str) -> None:
    for graphs, count in ((None, 2), ([A], 1), ([A, B], 2), ([ENTAILED], 1)):
        read = Store.in_memory()
        read.load(dumped(store, form, graphs), FORMS[form])
        assert len(read) == count


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_loading_leaves_no_trace(tmp_path: Path, form: str) -> None:
    lines = [
        (
            graph,
            b'<http://example.org/%d> <http://example.org/p> "%d", <http://example.org/o> .'
            % (number % 7, number),
        )
        for number in range(40)
        for graph in (A, B, ENTAILED)
    ]
    dumps = []
    for name, order in (("one", lines), ("other", lines[::-1])):
        with Store.open(tmp_path / name) as store:
            for graph, data in order:
                store.load(data, "text/turtle", graph=graph)
            store.flush()
        with Store.read(tmp_path / name) as store:
            dumps.append([dumped(store, form, graphs) for graphs in (None, [A, B])])
    assert dumps[0] == dumps[1]


def test_an_unknown_graph_is_named(store: Store) -> None:
    with pytest.raises(UnknownGraphError, match="nowhere"):
        dumped(store, "nq", ["http://example.org/nowhere"])
