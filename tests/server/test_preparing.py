"""The index of names that a worker searches: the store's own where it is true, else one made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.queries.guarding import MalformedText
from poimenno.queries.search_service import Found, Wanted
from poimenno.server.preparing import Names, functions_for, prepare, searching_in
from poimenno.triples.name_index import Named, build_index
from poimenno.triples.snapshots import (
    Snapshot,
    create_empty,
    current_snapshot,
    names_file,
    primary,
    publish_generation,
)
from poimenno.triples.store import Store

ANNA = """
<https://w3id.org/poimenno/entity/Q1> a <https://w3id.org/poimenno/ontology#Person> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "Anna Ivanova"@en .
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Store, Snapshot]]:
    def prepare_generation(generation: Path) -> None:
        with Store.open(primary(generation)) as store:
            store.load(ANNA.encode(), "text/turtle")

    publish_generation(tmp_path, prepare_generation)
    snapshot = current_snapshot(tmp_path)
    with Store.read(snapshot.path) as store:
        yield store, snapshot


def found(names: Names, text: str) -> list[Found]:
    wanted = Wanted(text, "en", "item", 5, whole_words=False)
    return list(searching_in(names)(wanted))


def named(number: str, text: str) -> Named:
    return Named(number, text, "en", "label", "item", frozenset())


def test_an_index_is_made_where_there_is_none(opened: tuple[Store, Snapshot]) -> None:
    names = Names(*opened)
    assert [entity.id for entity in found(names, "Anna")] == ["Q1"]
    made = names().path
    assert made != names_file(opened[1].generation)
    assert names().path == made
    names.close()
    assert not made.exists()


def test_the_index_beside_the_store_is_used_while_it_is_true(
    opened: tuple[Store, Snapshot],
) -> None:
    snapshot = opened[1]
    file = names_file(snapshot.generation)
    build_index(file, [named("Q7", "Anna Petrova")], snapshot=snapshot.number)
    names = Names(*opened)
    assert found(names, "Anna") == [Found("Q7", "Anna Petrova")]
    file.unlink()
    build_index(file, [named("Q8", "Anna Sidorova")], snapshot="of another time")
    names = Names(*opened)
    assert [entity.id for entity in found(names, "Anna")] == ["Q1"]
    names.close()


def test_what_is_no_index_is_not_used(opened: tuple[Store, Snapshot]) -> None:
    names_file(opened[1].generation).write_bytes(b"no index")
    names = Names(*opened)
    assert [entity.id for entity in found(names, "Anna")] == ["Q1"]
    names.close()


def test_common_prefixes_are_those_of_the_union(tmp_path: Path) -> None:
    text = 'SELECT ?xLabel { SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }'
    assert "SERVICE" not in prepare(text, union=True).text
    assert prepare(text, union=False).refused
    with pytest.raises(MalformedText):
        prepare("SELECT * { SERVICE gas:service { } }", union=True)
    create_empty(tmp_path)
    with Store.read(current_snapshot(tmp_path).path) as store:
        plain = prepare("SELECT * { }", union=False)
        assert functions_for(store, plain, union=False)
