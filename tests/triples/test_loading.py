"""Any RDF into a store: every query answers as over the full closure, whatever the files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.ntriples import Triple, read_lines, write_triples
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, LEVELS, ONTOLOGY_GRAPH, is_entailed_graph
from poimenno.triples.bulk import Duck
from poimenno.triples.bulk_levels import has_levels, make_levels
from poimenno.triples.changing import Changing
from poimenno.triples.closing import close_graph
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.confidence import levels_of
from poimenno.triples.evaluating import InMemory
from poimenno.triples.failures import BulkError
from poimenno.triples.grading import close_graded
from poimenno.triples.living import Living
from poimenno.triples.loading import LOADED_GRAPH, load
from poimenno.triples.store import InvalidData, Store

from ..benchmarks import generating

EX = "http://example.org/"
PREFIXES = f"""@prefix poi: <{ONTOLOGY}> . @prefix ex: <{EX}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
SCHEMA = """poi:bornIn rdfs:subPropertyOf poi:livedIn ; owl:inverseOf poi:birthplaceOf .
poi:livedIn rdfs:domain poi:Person . poi:Person rdfs:subClassOf poi:Actor .
poi:Town owl:equivalentClass [ a owl:Restriction ; owl:onProperty poi:birthplaceOf ;
    owl:someValuesFrom poi:Person ] .
poi:near a owl:TransitiveProperty .
"""


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def put(folder: Path, turtle: str, schema: str = SCHEMA) -> tuple[list[Path], list[Path]]:
    data, stated = folder / "data.nt", folder / "schema.ttl"
    data.write_text("".join(f"{' '.join(t)} .\n" for t in write_triples(graph_of(turtle))), "utf-8")
    stated.write_text(PREFIXES + schema, "utf-8")
    return [data], [stated]


def entailed(store: Path) -> dict[str, set[Triple]]:
    with snapshots.reading(store) as opened:
        return {
            level: {t for t in opened.triples_of(name) if "_:" not in f"{t[0]} {t[2]}"}
            for level, name in ENTAILED_GRAPHS.items()
        }


names = st.sampled_from(["ex:p", "ex:q", "ex:t", "ex:u"])
said = st.tuples(
    names,
    st.sampled_from(["poi:bornIn", "poi:near", "poi:birthDate", "rdfs:label"]),
    st.one_of(names, st.sampled_from(['"1890"', '"1891"'])),
    st.sampled_from(["high", "medium", "low", "", "unheard"]),
    st.sampled_from(["normal", "preferred", "deprecated"]),
    st.booleans(),
)
others = st.tuples(
    names,
    st.sampled_from(
        ["poi:bornIn", "poi:near", "poi:earliestBirth", "poi:latestDeath", "rdfs:label"]
    ),
    names,
)
own = st.tuples(names, st.sampled_from(["high", "medium", "low"]))
rated_worlds = st.builds(
    lambda claims, more, rated: "\n".join([
        *(
            f"ex:c{at} a poi:Claim ; poi:claimsAbout {s} ; poi:claimsProperty {p} ;"
            f" poi:{'claimsEntity' if o[0] == 'e' else 'claimedValue'} {o} ;"
            + (f" poi:hasConfidence poi:{sure}Confidence ;" if sure else "")
            + f" poi:hasRank poi:{rank}Rank ."
            + (f" {s} {p} {o} ." if direct else "")
            for at, (s, p, o, sure, rank, direct) in enumerate(claims)
        ),
        *(f"{s} {p} {o} ." for s, p, o in more),
        *(f"{s} poi:hasConfidence poi:{sure}Confidence ." for s, sure in rated),
    ]),
    st.lists(said, max_size=6),
    st.lists(others, max_size=5),
    st.lists(own, max_size=2),
)  # fmt: skip


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    with Duck("1GiB") as engine:
        yield engine


@given(world=rated_worlds)
@settings(max_examples=40, deadline=None)
def test_levels_in_sql_are_those_of_the_claims(duck: Duck, world: str) -> None:
    stated = list(write_triples(graph_of(world)))
    expected = levels_of(stated)
    duck.clear()
    duck.assert_triples(stated)
    told = any("claimsAbout" in t[1] or "hasConfidence" in t[1] for t in stated)
    assert has_levels(duck) == told
    assert make_levels(duck) == sorted({LEVELS.index(level) for level in expected.values()})
    term = dict(duck.rows("SELECT id, term FROM terms"))
    found = {
        (term[s], term[p], term[o]): LEVELS[level]
        for s, p, o, level in duck.rows("SELECT s, p, o, level FROM levels")
    }
    assert found == expected


@given(world=rated_worlds)
@settings(max_examples=8, deadline=None)
def test_what_is_loaded_is_graded_as_in_memory(
    tmp_path_factory: pytest.TempPathFactory, world: str
) -> None:
    folder = tmp_path_factory.mktemp("load")
    data, schema = put(folder, world)
    report = load(folder / "store", data, schema)
    own = graph_of(SCHEMA)
    stated = [*write_triples(own), *write_triples(graph_of(world))]
    graded = close_graded(own, levels_of(stated), [], RuleQueries(stated), InMemory())
    expected = {
        level: {t for t in found if "_:" not in f"{t[0]} {t[2]}"}
        for level, found in graded.entailed.items()
    }
    assert {level: found for level, found in entailed(folder / "store").items() if found} == {
        level: found for level, found in expected.items() if found
    }
    assert report.entailed == sum(map(len, graded.entailed.values()))


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of thirty generated persons, loaded from files."""
    folder = tmp_path_factory.mktemp("persons")
    (folder / "data.nt").write_text("".join(generating.lines(30)), "utf-8")
    (folder / "schema.ttl").write_text(generating.schema(), "utf-8")
    load(folder / "store", [folder / "data.nt"], [folder / "schema.ttl"])
    return folder


QUERIES = {
    "everything": "SELECT * WHERE { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) }",
    "classes": "SELECT ?x ?class WHERE { ?x a ?class FILTER(!isBlank(?class) && !isBlank(?x)) }",
    "counted": "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(!isBlank(?o) && !isBlank(?s))"
    " } GROUP BY ?p",
    "joined": "SELECT * WHERE { ?a ?p ?b . ?b ?q ?a FILTER(!isBlank(?a) && !isBlank(?b)) }",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_answers_as_over_the_full_closure(persons: Path, query: str) -> None:
    schema = Graph().parse(persons / "schema.ttl")
    stated = {
        *write_triples(schema),
        *read_lines((persons / "data.nt").read_text("utf-8").split("\n")),
    }
    full = RuleQueries([*stated, *close_graph(schema, stated, InMemory()).entailed()])
    expected = (full.answer(query, "text/csv") or b"").splitlines()
    with snapshots.reading(persons / "store") as store:
        answered = (store.answer(query, "text/csv", union=True) or b"").splitlines()
    assert len(answered) > 10
    assert sorted(answered) == sorted(expected)


def test_quads_stay_in_their_graphs_and_what_follows_is_inferred_anew(tmp_path: Path) -> None:
    schema = tmp_path / "schema.ttl"
    schema.write_text(PREFIXES + SCHEMA, "utf-8")
    born, lived = (f"<{ONTOLOGY}{name}>" for name in ("bornIn", "livedIn"))
    quads = tmp_path / "data.nq"
    stale = f"<{EX}x> {lived} <{EX}y> <{ENTAILED_GRAPHS['low']}> .\n"
    quads.write_text(
        f"<{EX}p> {born} <{EX}t> <{EX}g> .\n<{EX}q> {born} <{EX}t> .\n_:b {born} <{EX}t> _:g .\n"
        f"{stale}",
        "utf-8",
    )
    load(tmp_path / "store", [quads], [schema])
    with snapshots.reading(tmp_path / "store") as store:
        graphs = {name for _, name in store.match(None, born, None)}
        assert {f"{EX}g", LOADED_GRAPH, ONTOLOGY_GRAPH} <= graphs | set(store.graphs())
        assert any(name and name.startswith("_:") for name in graphs)
        assert {s for (s, _, _), _ in store.match(None, lived, None)} == {
            f"<{EX}p>",
            f"<{EX}q>",
            "_:b",
        }


@pytest.mark.parametrize("text", ["<http://example.org/a> <b", "@prefix"])
def test_a_load_that_fails_leaves_the_store_as_it_was(tmp_path: Path, text: str) -> None:
    data, schema = put(tmp_path, "ex:p poi:bornIn ex:t .")
    load(tmp_path / "store", data, schema)
    before = entailed(tmp_path / "store")
    (tmp_path / "bad.nt").write_text(text, "utf-8")
    with pytest.raises(BulkError, match=r"bad\.nt"):
        load(tmp_path / "store", [*data, tmp_path / "bad.nt"], schema)
    with pytest.raises(InvalidData, match="entailed/high"):
        load(tmp_path / "store", data, schema, graph=ENTAILED_GRAPHS["high"])
    assert entailed(tmp_path / "store") == before
    assert len(list((tmp_path / "store" / "generations").iterdir())) == 1


def test_a_loaded_store_stays_closed_and_runs_no_rule_file(tmp_path: Path) -> None:
    data, schema = put(tmp_path, "ex:p poi:bornIn ex:t .")
    generation = tmp_path / "store" / "current"
    load(tmp_path / "store", data, schema)
    with Store.open(snapshots.primary(generation.resolve())) as primary:
        changing = Changing(primary, is_entailed_graph)
        changing.update(
            f"INSERT DATA {{ GRAPH <{LOADED_GRAPH}> {{ <{EX}q> <{ONTOLOGY}bornIn> <{EX}u> }} }} ;"
            f" DELETE DATA {{ GRAPH <{LOADED_GRAPH}> {{ <{EX}p> <{ONTOLOGY}bornIn> <{EX}t> }} }}"
        )
        living = Living.of(generation.resolve())
        assert living is not None
        assert living.settle(primary, changing.difference) == []
        kept = set(primary.triples_of(ENTAILED_GRAPHS["high"]))
    data, schema = put(tmp_path, "ex:q poi:bornIn ex:u .")
    load(tmp_path / "fresh", data, schema)
    assert {t for t in kept if "_:" not in f"{t[0]} {t[2]}"} == entailed(tmp_path / "fresh")["high"]
