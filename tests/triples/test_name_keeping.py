"""The index beside a store: true after each change, mended after a death, left where it is not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from poimenno.ontology.compiling import TYPE
from poimenno.ontology.namespaces import ENTITY, ONTOLOGY, STANDARD
from poimenno.ontology.ntriples import Quad, Triple, write_literal, write_quads
from poimenno.triples import snapshots
from poimenno.triples.changing import Difference
from poimenno.triples.name_index import NameIndex
from poimenno.triples.name_keeping import Naming
from poimenno.triples.name_rows import index_names
from poimenno.triples.store import Store

GRAPH = "http://example.org/graph"
LABEL = f"<{STANDARD['rdfs']}label>"


def named(number: str, text: str) -> Triple:
    return f"<{ENTITY}{number}>", LABEL, write_literal(text, language="ru")


def person(number: str) -> Triple:
    return f"<{ENTITY}{number}>", TYPE, f"<{ONTOLOGY}Person>"


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    def prepare(made: Path) -> None:
        with Store.open(snapshots.primary(made)) as store:
            quads = [(named("Q901", "Иван Вымышленный"), GRAPH), (person("Q901"), GRAPH)]
            store.extend(write_quads(quads))
            index_names(store, snapshots.names_file(made))

    return snapshots.publish_generation(tmp_path / "store", prepare)


def found(generation: Path, text: str, *types: str) -> list[str]:
    index = NameIndex(snapshots.names_file(generation))
    return [hit.id for hit in index.search(text, types=types, prefix=False)]


def change(
    store: Store, added: Sequence[Quad], removed: Sequence[Quad]
) -> tuple[Difference, tuple[Triple, ...]]:
    difference = Difference()
    for quad in removed:
        difference.remove(quad)
    for quad in added:
        difference.add(quad)
    store.remove(write_quads(removed))
    store.extend(write_quads(added))
    return difference, ()


def test_an_index_of_a_new_generation_is_true_of_its_first_snapshot(generation: Path) -> None:
    index = NameIndex(snapshots.names_file(generation))
    assert index.fact("snapshot") == snapshots.newest_number(generation)
    assert found(generation, "Вымышленный") == ["Q901"]


def test_names_and_classes_follow_a_change(generation: Path) -> None:
    with Store.open(snapshots.primary(generation)) as store:
        naming = Naming.of(generation, store)
        assert naming is not None
        come = [(named("Q902", "Пётр Придуманный"), GRAPH)]
        gone = [(named("Q901", "Иван Вымышленный"), GRAPH)]
        naming.settle(store, *change(store, come, gone))
        assert found(generation, "Вымышленный") == ["Q901"], "not before it is kept"
        naming.keep(snapshots.publish_snapshot(generation, store).number)
        assert found(generation, "Вымышленный") == []
        assert found(generation, "Придуманный") == ["Q902"]
        assert found(generation, "Придуманный", ONTOLOGY + "Person") == []
        # What is entailed of a class comes by another way than what is asserted.
        store.extend(write_quads([(person("Q902"), GRAPH)]))
        naming.settle(store, Difference(), [person("Q902")])
        naming.keep(snapshots.publish_snapshot(generation, store).number)
        assert found(generation, "Придуманный", ONTOLOGY + "Person") == ["Q902"]
    index = NameIndex(snapshots.names_file(generation))
    assert index.fact("snapshot") == snapshots.newest_number(generation)


def test_all_is_indexed_anew_where_all_was_removed(generation: Path) -> None:
    with Store.open(snapshots.primary(generation)) as store:
        naming = Naming.of(generation, store)
        assert naming is not None
        store.remove_graph(GRAPH)
        store.extend(write_quads([(named("Q903", "Анна Небывалая"), GRAPH)]))
        naming.settle(store, Difference(emptied=True), ())
        naming.keep(snapshots.publish_snapshot(generation, store).number)
    assert found(generation, "Вымышленный") == []
    assert found(generation, "Небывалая") == ["Q903"]


@pytest.mark.parametrize("damage", ["late", "broken"])
def test_an_index_that_is_not_true_is_mended(generation: Path, damage: str) -> None:
    file = snapshots.names_file(generation)
    with Store.open(snapshots.primary(generation)) as store:
        store.extend(write_quads([(named("Q902", "Пётр Придуманный"), GRAPH)]))
        snapshots.publish_snapshot(generation, store)
        if damage == "broken":
            file.write_bytes(b"not an index at all")
        else:
            assert found(generation, "Придуманный") == [], "the writer died before the index"
        assert Naming.of(generation, store) is not None
    assert found(generation, "Придуманный") == ["Q902"]
    assert NameIndex(file).fact("snapshot") == snapshots.newest_number(generation)


def test_a_store_without_an_index_gets_none(generation: Path) -> None:
    snapshots.names_file(generation).unlink()
    with Store.open(snapshots.primary(generation)) as store:
        assert Naming.of(generation, store) is None
