"""The Wikibase view: kept through any changes it is the view that would be made anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.ntriples import Triple, write_quads
from poimenno.ontology.writing import write_program
from poimenno.triples.asserting import VIEW_GRAPH, is_derived_graph
from poimenno.triples.changing import Changing
from poimenno.triples.failures import ProtectedGraph
from poimenno.triples.living import Living
from poimenno.triples.snapshots import create_empty, primary
from poimenno.triples.store import Store
from poimenno.triples.wikibase_view import Viewing, has_claims, view_triples, write_view

PROLOGUE = """
PREFIX ent: <https://w3id.org/poimenno/entity/> PREFIX poi: <https://w3id.org/poimenno/ontology#>
PREFIX st: <https://w3id.org/poimenno/statement/> PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
PREFIX : <http://example.org/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
ONE, TWO, SOURCE = "ent:Q900001", "ent:Q900002", "ent:Q900003"
# What is said of an invented person, of a second one, of their source, of claims, of a class.
SAID = [
    f"{ONE} a poi:Person",
    f'{ONE} rdfs:label "One"@en',
    f'{ONE} rdfs:label "Один"@ru',
    f'{ONE} skos:altLabel "First"@en',
    f"{ONE} poi:hasSource {SOURCE}",
    f"{ONE} poi:latitude 40.5",
    f"{ONE} poi:longitude 44.5",
    f"{TWO} a poi:Person",
    f'{TWO} rdfs:label "Two"@en',
    f"{TWO} owl:sameAs {ONE}",
    f"{SOURCE} a poi:Source",
    f"{SOURCE} poi:sourceUrl <http://example.org/source>",
    f'{SOURCE} rdfs:label "Source"@en',
    f'{SOURCE} poi:publicationDate "2000"^^edtf:EDTF',
    'poi:Person rdfs:label "human"@en',
    'poi:Person rdfs:label "человек"@ru',
    'poi:birthDate rdfs:label "born"@en',
    "poi:Person rdfs:subClassOf poi:Source",
]
for claim in ("st:Q900001-a", "st:Q900002-b", ":c", "_:d"):
    for about in (ONE, TWO):
        SAID.append(f"{claim} poi:claimsAbout {about}")
    for source in (SOURCE, ":elsewhere"):
        SAID.append(f"{claim} poi:hasSource {source}")
    SAID += [
        f"{claim} poi:claimsProperty poi:birthDate",
        f'{claim} poi:claimedValue "1897-03-13"^^edtf:EDTF',
        f'{claim} poi:claimedValue "1897~"^^edtf:EDTF',
        f"{claim} poi:hasRank poi:preferredRank",
        f"{claim} poi:hasRank poi:deprecatedRank",
        f"{claim} poi:hasConfidence poi:lowConfidence",
        f'{claim} poi:valueAsPrinted "13.III.1897"',
    ]
    SAID += [f"{claim} poi:claimsProperty poi:birthPlace", f"{claim} poi:claimsEntity {TWO}"]
GRAPHS = ["", ":one", ":two"]


class Shown:
    """A closed store with a view; `run` is what the writer does with a request."""

    def __init__(self, directory: Path) -> None:
        self.generation = create_empty(directory, write_program(compile_program(Graph())))
        self.store = Store.open(primary(self.generation))
        write_view(self.store)
        self.living = Living(self.generation)
        self.viewing = Viewing.of(self.store)

    def run(self, request: str) -> None:
        changing = Changing(self.store, is_derived_graph)
        changing.update(PROLOGUE + request)
        self.living.settle(self.store, changing.difference)
        assert self.viewing
        self.viewing.settle(self.store, changing.difference, self.living.moved)

    def kept(self) -> set[Triple]:
        return set(self.store.triples_of(VIEW_GRAPH))

    def fresh(self) -> set[Triple]:
        # A store writes some numbers in a form of its own.
        with Store.in_memory() as aside:
            aside.extend(write_quads((triple, None) for triple in view_triples(self.store)))
            return set(aside.triples_of(None))


@contextmanager
def shown_in(directory: Path) -> Iterator[Shown]:
    opened = Shown(directory)
    try:
        yield opened
    finally:
        opened.store.close()


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with shown_in(tmp_path) as opened:
        yield opened


def put(triples: list[str], graph: str) -> str:
    body = " . ".join(triples)
    return f"INSERT DATA {{ {f'GRAPH {graph} {{ {body} }}' if graph else body} }}"


def take(triples: list[str], graph: str) -> str:
    # A blank node can only be met, not named.
    body = " . ".join(triples).replace("_:d", "?d")
    where = f"GRAPH {graph} {{ {body} }}" if graph else body
    return f"DELETE {{ {where} }} WHERE {{ {where} }}"


SOME = st.lists(st.sampled_from(SAID), min_size=1, max_size=8, unique=True)
MANY = st.lists(st.sampled_from(SAID), min_size=30, max_size=len(SAID), unique=True)
REQUESTS = st.one_of(
    st.builds(put, SOME, st.sampled_from(GRAPHS)),
    st.builds(
        lambda one, graph: take([one], graph), st.sampled_from(SAID), st.sampled_from(GRAPHS)
    ),
    st.sampled_from(
        [
            "CLEAR SILENT GRAPH :one",
            "DROP ALL",
            "CLEAR NAMED",
            "MOVE SILENT :one TO :two",
            "COPY SILENT :one TO DEFAULT",
            f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o . ?s poi:claimsAbout {ONE} }}",
            f"DELETE WHERE {{ GRAPH ?g {{ {ONE} ?p ?o }} }}",
        ]
    ),
)


@given(MANY, st.lists(REQUESTS, min_size=1, max_size=6))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_a_kept_view_is_the_fresh_view(start: list[str], requests: list[str]) -> None:
    with TemporaryDirectory() as directory, shown_in(Path(directory)) as shown:
        for request in [put(start, ":one"), *requests]:
            shown.run(request)
            assert shown.kept() == shown.fresh(), request
        # Another writer that takes over finds the view, too, whatever was dropped.
        assert Viewing.of(shown.store)


def test_a_view_is_not_empty_and_would_differ(shown: Shown) -> None:
    shown.run(put(SAID[:11], ":one"))
    assert len(shown.kept()) > 30
    # Planted: a change behind the writer's back leaves the view as it was.
    shown.store.update(PROLOGUE + put([f'{ONE} rdfs:label "Planted"@de'], ":one"))
    assert shown.kept() != shown.fresh()


def test_what_nothing_uses_any_more_goes(shown: Shown) -> None:
    value = '"1897-03-13"^^edtf:EDTF'
    claims = [
        f"{claim} poi:claimsAbout {about} ; poi:claimsProperty poi:birthDate ;"
        f" poi:claimedValue {value} ; poi:hasSource {SOURCE}"
        for claim, about in (("st:Q900001-a", ONE), ("st:Q900002-b", TWO))
    ]
    shown.run(put([*claims, f"{SOURCE} a poi:Source"], ":one"))

    def shared() -> set[str]:
        words = ("https://w3id.org/poimenno/value/", "https://w3id.org/poimenno/reference/")
        return {s for s, _, _ in shown.kept() if s.startswith(tuple(f"<{w}" for w in words))}

    both = shared()
    assert len(both) == 2
    everything = "{{ GRAPH ?g {{ {} ?p ?o }} }}"
    shown.run("DELETE WHERE " + everything.format("st:Q900001-a"))
    assert shared() == both
    shown.run("DELETE WHERE " + everything.format("st:Q900002-b"))
    assert shared() == set()


def test_nobody_writes_into_a_view(shown: Shown) -> None:
    for request in (
        f"INSERT DATA {{ GRAPH <{VIEW_GRAPH}> {{ {ONE} wdt:P569 1 }} }}",
        f"CLEAR GRAPH <{VIEW_GRAPH}>",
        f"MOVE <{VIEW_GRAPH}> TO :one",
    ):
        with pytest.raises(ProtectedGraph):
            shown.run(request)
    shown.run(put(SAID[:4], ":one"))
    before = shown.kept()
    shown.run("CLEAR NAMED")
    assert before
    assert shown.kept() == shown.fresh() == set()


def test_nothing_follows_from_a_view(shown: Shown) -> None:
    shown.run(put([f"{ONE} a poi:Person", "wdt:P31 owl:inverseOf :is"], ":one"))
    direct = {s for s, p, _ in shown.kept() if p == "<https://w3id.org/poimenno/prop/direct/P31>"}
    assert direct
    following = [s for (s, p, _), _ in shown.store.match(None, "<http://example.org/is>", None)]
    assert following == []


def test_a_store_without_claims_has_no_view(tmp_path: Path) -> None:
    with Store.in_memory() as store:
        store.load(b"<urn:a> <urn:b> <urn:c> .", "application/n-triples")
        assert not has_claims(store)
        assert Viewing.of(store) is None
