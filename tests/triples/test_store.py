"""The door to Oxigraph: media types, positions of errors, datasets, graphs."""

import io
import json
from pathlib import Path

import pytest

from poimenno.triples.store import (
    InvalidData,
    InvalidQuery,
    StorageFailure,
    Store,
    UnevaluableQuery,
    UnsupportedMediaType,
)
from poimenno.triples.syntaxes import GRAPH_MEDIA_TYPES, ROWS_MEDIA_TYPES

DATA = b"""
<http://example.org/a> <http://example.org/p> 1 .
GRAPH <http://example.org/g1> { <http://example.org/b> <http://example.org/p> 2 }
GRAPH <http://example.org/g2> {
  <http://example.org/c> <http://example.org/p> 3 , "\xd0\xb8\xd0\xbc\xd1\x8f"@ru
}"""
OBJECTS = "SELECT ?o { ?s <http://example.org/p> ?o } ORDER BY ?o"
JSON = "application/sparql-results+json"
G1, G2 = "http://example.org/g1", "http://example.org/g2"


@pytest.fixture
def store() -> Store:
    store = Store.in_memory()
    store.load_dataset(DATA, "application/trig")
    return store


def values(answer: bytes | None) -> list[str]:
    assert answer is not None
    return [row["o"]["value"] for row in json.loads(answer)["results"]["bindings"]]


def test_the_default_graph_is_plain_or_the_union(store: Store) -> None:
    assert values(store.answer(OBJECTS, JSON)) == ["1"]
    assert sorted(values(store.answer(OBJECTS, JSON, union=True))) == ["1", "2", "3", "имя"]


def test_the_dataset_of_the_request_stands_above_the_text(store: Store) -> None:
    text = OBJECTS.replace("{", f"FROM <{G1}> {{", 1)
    assert values(store.answer(text, JSON)) == ["2"]
    assert sorted(values(store.answer(text, JSON, default_graphs=[G2]))) == ["3", "имя"]
    inside = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    assert values(store.answer(inside, JSON, default_graphs=[G2], named_graphs=[])) == []
    assert values(store.answer(inside, JSON, default_graphs=[], named_graphs=[G1])) == ["2"]


@pytest.mark.parametrize("media_type", ROWS_MEDIA_TYPES)
def test_rows_are_written(store: Store, media_type: str) -> None:
    assert store.answer(OBJECTS, media_type)
    assert b"true" in (store.answer("ASK {}", media_type) or b"")


@pytest.mark.parametrize("media_type", GRAPH_MEDIA_TYPES)
def test_graphs_go_out_and_come_back(store: Store, media_type: str) -> None:
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{G2}> {{ ?s ?p ?o }} }}"
    for written in (store.answer(text, media_type), store.dump(media_type, graph=G2)):
        assert written
        again = Store.in_memory()
        again.load(written, media_type, graph="http://example.org/again")
        assert again.sizes() == {"http://example.org/again": 2, None: 0}


def test_turtle_uses_the_prefixes(store: Store) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    written = store.answer(text, "text/turtle", writing={"ex": "http://example.org/"})
    assert written == b"@prefix ex: <http://example.org/> .\nex:a ex:p 1 .\n"


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (OBJECTS, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        (OBJECTS, "image/png"),
    ],
)
def test_the_media_type_has_to_fit_the_form(store: Store, text: str, media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        store.answer(text, media_type)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n ?s ?p @@ }", r"^line 2, column \d: syntax error near .*@@"),
        ("SELECT * { ?s none:p ?o }", "a prefix that is not declared"),
        ("", r"^line 1, column 1: "),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "."),
        ("SELECT * { BIND(1 AS ?a) BIND(2 AS ?a) }", "."),
        ("SELECT * { ?s <rel> ?o }", "line 1"),
    ],
)
def test_a_bad_query_is_told_where(store: Store, text: str, message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        store.answer(text, JSON)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT DATA { <http://e/a> <http://e/b> }", "line 1, column"),
        ("CLEAR GRAPH <http://example.org/none>", "does not exist"),
        ("DELETE DATA { ?s ?p ?o }", "line 1, column"),
    ],
)
def test_a_bad_update_changes_nothing(store: Store, text: str, message: str) -> None:
    first = "INSERT DATA { <http://e/first> <http://e/p> 1 } ; "
    fault = UnevaluableQuery if "CLEAR" in text else InvalidQuery
    with pytest.raises(fault, match=message):
        store.update(first + text)
    assert len(store) == 4


@pytest.mark.parametrize(
    ("data", "media_type", "message"),
    [
        (b"<http://e/a> <http://e/b>\n ;", "text/turtle", "line 2 column 2"),
        (b"<http://e/a> <http://e/b> '\xff' .", "text/turtle", "UTF-8"),
        (b"<http://e/a> <b> 'c' .", "application/n-triples", "line 1"),
        (b"<rdf:RDF", "application/rdf+xml", "."),
        (b"{", "application/ld+json", "line 1"),
        (b"<http://e/g> { <http://e/a> <http://e/b> 1 }", "application/trig", "Named graphs"),
        (
            b'{"@id":"http://e/g","@graph":[{"@id":"http://e/a","http://e/p":"x"}]}',
            "application/ld+json",
            "Named graphs",
        ),
    ],
)
def test_bad_data_is_told_where(data: bytes, media_type: str, message: str) -> None:
    store = Store.in_memory()
    with pytest.raises(InvalidData, match=message):
        store.load(data, media_type, graph=G1)
    assert len(store) == 0


def test_bad_data_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_bytes(b"<http://e/a> .")
    with pytest.raises(InvalidData, match=r"broken\.ttl: .*line 1"):
        Store.in_memory().load(path, "text/turtle")


def test_a_large_file_is_loaded_in_bulk(tmp_path: Path) -> None:
    path = tmp_path / "large.nt"
    with path.open("w") as file:
        for n in range(100_000):
            file.write(f'<http://example.org/{n}> <http://example.org/p> "{n:020}" .\n')
    store = Store.in_memory()
    store.load(path, "application/n-triples", graph=G1)
    assert store.sizes() == {G1: 100_000, None: 0}


def test_blank_nodes_of_two_documents_stay_apart() -> None:
    store = Store.in_memory()
    for media_type in ("text/turtle", "application/trig"):
        store.load(io.BytesIO(b"_:a <http://example.org/p> 1 ."), media_type)
    assert len(store) == 2


def test_graphs_come_and_go(store: Store) -> None:
    assert sorted(store.graphs()) == [G1, G2]
    assert store.sizes() == {G1: 1, G2: 2, None: 1}
    store.load(b"", "text/turtle", graph="http://example.org/empty")
    assert store.has_graph("http://example.org/empty")
    store.remove_graph(G1)
    store.remove_graph(None)
    assert store.has_graph(None)
    assert store.sizes() == {G2: 2, "http://example.org/empty": 0, None: 0}


def test_names_have_to_be_iris(store: Store) -> None:
    with pytest.raises(InvalidData, match="absolute IRI"):
        store.has_graph("no iri")
    with pytest.raises(InvalidQuery, match="absolute IRI"):
        store.answer(OBJECTS, JSON, default_graphs=["no iri"])


def test_a_directory_has_one_writer_and_its_copies_are_read_only(tmp_path: Path) -> None:
    with Store.open(tmp_path / "primary") as store:
        store.load_dataset(DATA, "application/trig")
        with pytest.raises(StorageFailure):
            Store.open(tmp_path / "primary")
        store.backup(tmp_path / "copy")
    with pytest.raises(StorageFailure, match="closed"):
        len(store)
    copy = Store.read(tmp_path / "copy")
    assert len(copy) == 4
    with pytest.raises(UnevaluableQuery):
        copy.update("CLEAR ALL")


def test_what_is_no_store_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        Store.read(tmp_path / "nothing")


def test_match_finds_by_any_term_and_names_the_graph() -> None:
    line = '<http://e/s> <http://e/p> "a\\"b\\n"@ru'
    with Store.in_memory() as store:
        store.extend(f"{line} <http://e/g> .\n{line} .\n<http://e/s> <http://e/p> _:x .\n".encode())
        triple = ("<http://e/s>", "<http://e/p>", '"a\\"b\\n"@ru')
        assert set(store.match(None, None, triple[2])) == {(triple, "http://e/g"), (triple, None)}
        assert len(list(store.match("<http://e/s>", None, None))) == 3
        assert [found[0][0] for found in store.match(None, None, "_:x")] == ["<http://e/s>"]
        assert list(store.match("<http://e/none>", None, None)) == []
        with pytest.raises(InvalidData):
            list(store.match("<not an iri>", None, None))
        with pytest.raises(InvalidData):
            list(store.match('"literal"', None, None))


def test_remove_takes_out_what_extend_put_in() -> None:
    lines = b"<http://e/s> <http://e/p> _:x <http://e/g> .\n<http://e/s> <http://e/p> _:x .\n"
    with Store.in_memory() as store:
        store.extend(lines)
        store.remove(lines[: lines.index(b"\n") + 1])
        assert [graph for _, graph in store.match(None, None, None)] == [None]
