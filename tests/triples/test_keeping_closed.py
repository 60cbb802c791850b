"""A closed store under requests: what is entailed is the closure of what is asserted, each time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.writing import write_program
from poimenno.triples import living
from poimenno.triples.asserting import ENTAILED_GRAPHS, is_entailed_graph
from poimenno.triples.changing import Changing
from poimenno.triples.closing import close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.failures import ChangeTooLarge
from poimenno.triples.living import Living
from poimenno.triples.maintaining import Change, Maintained
from poimenno.triples.snapshots import (
    create_empty,
    mark_dirty,
    next_program_file,
    primary,
    program_file,
    publish_snapshot,
)
from poimenno.triples.store import Store

BASE = "http://example.org/"
PROLOGUE = """
BASE <http://example.org/> PREFIX : <http://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
REQUESTS = Path(__file__).parent / "updates" / "closed.txt"


class Kept:
    """A closed store and its directory; `run` is what the writer does with a request."""

    def __init__(self, directory: Path) -> None:
        rules = write_program(compile_program(Graph()))
        self.generation = create_empty(directory, rules)
        self.store = Store.open(primary(self.generation))
        self.living = Living(self.generation)

    def run(self, request: str) -> list[str]:
        mark_dirty(self.generation)
        changing = Changing(self.store, is_entailed_graph)
        changing.update(PROLOGUE + request, base=BASE)
        clashes = self.living.settle(self.store, changing.difference)
        publish_snapshot(self.generation, self.store)
        return clashes

    def entailed(self) -> list[Triple]:
        return sorted(t for graph in ENTAILED_GRAPHS.values() for t in self.store.triples_of(graph))

    def asserted(self) -> set[Triple]:
        found = self.store.match(None, None, None)
        return {triple for triple, graph in found if not is_entailed_graph(graph)}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    opened = Kept(tmp_path)
    yield opened
    opened.store.close()


def test_what_is_entailed_is_the_closure_after_each_request(kept: Kept) -> None:
    sizes = []
    for request in REQUESTS.read_text("utf-8").splitlines():
        kept.run(request)
        asserted = kept.asserted()
        closure = close_graph(Graph(), asserted, InMemory())
        entailed = kept.entailed()
        assert entailed == sorted(closure.entailed()), request
        assert not asserted & set(entailed), request
        # Another writer takes over in the middle, with the program that was left on the disk.
        kept.living = Living(kept.generation)
        sizes.append(len(entailed))
    assert max(sizes) > 10
    assert sizes[-2:] == [0, 0]


def test_an_inconsistency_is_told_once(kept: Kept) -> None:
    kept.run("INSERT DATA { GRAPH :schema { :Living owl:disjointWith :Dead } :a a :Living }")
    clashes = kept.run("INSERT DATA { :a a :Dead }")
    assert [clash.partition(":")[0] for clash in clashes] == ["cax-dw"]
    assert "<http://example.org/Dead>" in clashes[0]
    assert kept.run("INSERT DATA { :b a :Dead }") == []


def test_a_program_is_written_only_where_the_schema_changed(kept: Kept) -> None:
    first = program_file(kept.generation)
    kept.run("INSERT DATA { :a a :Author }")
    assert program_file(kept.generation) == first
    before = first.read_text("utf-8")
    mark_dirty(kept.generation)
    changing = Changing(kept.store, is_entailed_graph)
    changing.update(PROLOGUE + "INSERT DATA { :Author rdfs:subClassOf :Person }", base=BASE)
    kept.living.settle(kept.store, changing.difference)
    assert next_program_file(kept.generation).exists()
    assert program_file(kept.generation).read_text("utf-8") == before
    publish_snapshot(kept.generation, kept.store)
    assert program_file(kept.generation).read_text("utf-8") != before


def test_many_triples_are_inferred_from_together(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(living, "_MANY", 3)
    kept.run("INSERT DATA { GRAPH :schema { :knows a owl:SymmetricProperty } }")
    followed: list[Change] = []

    def follow(*given: object, **_: object) -> Maintained:
        followed.extend(change for change in given if isinstance(change, Change))
        return Maintained()

    monkeypatch.setattr(living, "maintain", follow)
    kept.run("INSERT DATA { :a :knows :b, :c, :d, :e }")
    assert (len(kept.entailed()), followed) == (4, [])
    # Few of many are followed one by one, and of these only what a rule reads.
    monkeypatch.setattr(living, "_SHARE", 0)
    kept.run("INSERT DATA { :b :knows :c, :d, :e, :f ; :met :a }")
    assert [len(change.added) for change in followed] == [4]


def test_a_schema_is_not_changed_where_too_much_would_be_inferred_anew(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(living, "MOST_ANEW", 3)
    kept.run("INSERT DATA { :a :knows :b, :c, :d }")
    with pytest.raises(ChangeTooLarge, match="build the graph with its new schema"):
        kept.run("INSERT DATA { GRAPH :schema { :knows a owl:SymmetricProperty } }")


def test_a_store_without_a_program_is_not_closed(tmp_path: Path) -> None:
    assert Living.of(create_empty(tmp_path)) is None
