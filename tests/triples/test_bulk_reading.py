"""Files read in SQL: any spelling of a term comes out as its canonical one, each triple once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef

from poimenno.ontology.ntriples import Triple, write_term, write_triples
from poimenno.triples.bulk import Duck
from poimenno.triples.bulk_reading import read_files
from poimenno.triples.failures import BulkError
from poimenno.triples.progress import Silent
from poimenno.triples.statements import written_select

S, P = "<http://example.org/s>", "<http://example.org/p>"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    with Duck("1GiB") as engine:
        yield engine


def read(duck: Duck, *files: Path) -> set[Triple]:
    count = read_files(duck, files, Silent())
    found = [(s, p, o) for s, p, o in duck.rows(written_select("SELECT s, p, o FROM known"))]
    assert len(found) == len(set(found)) == count
    return set(found)


@pytest.mark.parametrize(
    ("line", "term"),
    [
        (f"{S}\t{P}   <http://example.org/o>.", "<http://example.org/o>"),
        (f'{S} {P} "x"@RU-ru . # by hand', '"x"@ru-ru'),
        (f'{S} {P} "\\u0442\\u0435"  .', '"те"'),
        (f'{S} {P} "x"^^<{XSD}string> .', '"x"'),
        (f'{S} {P} "a\\tb \\"c\\" \\\\ d" .', '"a\\tb \\"c\\" \\\\ d"'),
        (f'{S} {P} "a\tb" .', '"a\\tb"'),
        (f'{S} {P} " . " .', '" . "'),
        (f'{S} {P} "he said "@en .', '"he said "@en'),
        (f'{S} {P} "> <x> \\"" .', '"> <x> \\""'),
        (f'{S} {P} "" .', '""'),
        (f'{S} {P} "01"^^<{XSD}integer> .', f'"01"^^<{XSD}integer>'),
        (f"{S} {P} _:b1 .", "_:b1"),
    ],
)
def test_each_spelling_becomes_canonical(duck: Duck, tmp_path: Path, line: str, term: str) -> None:
    path = tmp_path / "data.nt"
    path.write_text(f"# a comment\n\n{line}\r\n{S} {P} {term} .\n", "utf-8")
    assert read(duck, path) == {(S, P, term)}


@pytest.mark.parametrize(
    ("line", "term"),
    [
        (f"{S} {P} {S} <http://example.org/g> .", S),
        (f"{S} {P} {S} .", S),
        (f'{S} {P} "x <y> "@en <http://example.org/g> .', '"x <y> "@en'),
        (f'{S} {P} "1"^^<{XSD}integer> .', f'"1"^^<{XSD}integer>'),
        (f'{S} {P} "1"^^<{XSD}integer> _:g .', f'"1"^^<{XSD}integer>'),
        (f'{S} {P} "x"@EN <http://example.org/g> .', '"x"@en'),
    ],
)
def test_quads_lose_their_graphs(duck: Duck, tmp_path: Path, line: str, term: str) -> None:
    path = tmp_path / "data.nq"
    path.write_text(f"{line}\n{line}\n", "utf-8")
    assert read(duck, path) == {(S, P, term)}


def test_blank_nodes_of_two_files_are_two(duck: Duck, tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.ttl"
    one.write_text(f"_:b {P} _:b .\n", "utf-8")
    two.write_text(f"_:b {P} 1 .", "utf-8")
    triples = read(duck, one, two)
    subjects = {subject for subject, _, _ in triples}
    assert len(subjects) == 2
    assert {o for s, _, o in triples if s == o}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.nt", f"{S} {P} {S} .\n{S} {P} {S} .\n{S} {P} oops .\n", "a.nt: line 3: "),
        ("b.ttl", ":a :b :c .", "b.ttl: "),
        ("c.xyz", "", "expected one of .nt"),
    ],
)
def test_what_is_no_rdf_is_told(
    duck: Duck, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BulkError) as caught:
        read(duck, tmp_path / name)
    assert told in str(caught.value)


def interrupted(folder: Path) -> None:
    with Duck("1GiB", folder) as engine:
        engine.run("CREATE TABLE x AS SELECT 1 AS y")
        assert list(folder.iterdir())
        raise KeyboardInterrupt


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path)
    assert not list(tmp_path.iterdir())


texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
iris = st.sampled_from([URIRef("http://example.org/a"), URIRef("http://example.org/ю#ы")])
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(lambda text: Literal(text, lang="ru-RU"), texts),
    st.builds(lambda text: Literal(text, datatype=URIRef("http://example.org/d")), texts),
)
nodes = st.sampled_from([BNode("b1"), BNode("b2")])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.one_of(iris, nodes), iris, st.one_of(iris, nodes, literals))))
def test_what_rdflib_writes_is_read(
    duck: Duck, tmp_path: Path, triples: list[tuple[URIRef, URIRef, URIRef]]
) -> None:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    path = tmp_path / "data.nt"
    path.write_text(
        "".join(f"{' '.join(map(write_term, triple))} .\n" for triple in graph), "utf-8"
    )
    assert read(duck, path) == set(write_triples(graph))
