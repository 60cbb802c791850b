"""The service description and VoID say what is so, in the form the client prefers."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from poimenno.server.app import create_app
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, VOID_GRAPH
from poimenno.triples.store import Store

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCT = Namespace("http://purl.org/dc/terms/")
HERE = URIRef("http://localhost/sparql")
OWN = URIRef("https://w3id.org/poimenno/graph/tests")
DATASET = URIRef("https://w3id.org/poimenno/dataset")


@pytest.fixture
def small_store(tmp_path: Path) -> Path:
    """A store with a graph of its own and one of what is entailed."""

    def prepare(generation: Path) -> None:
        with Store.open(snapshots.primary(generation)) as store:
            for graph in (str(OWN), ENTAILED_GRAPHS["low"]):
                triple = b"<http://e.example/a> a <http://e.example/T> ."
                store.load(triple, "text/turtle", graph=graph)

    snapshots.publish_generation(tmp_path / "store", prepare)
    return tmp_path / "store"


def described(client: FlaskClient, url: str = "/sparql", **headers: str) -> Graph:
    answer = client.get(url, headers={"Accept": "text/turtle", **headers})
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.text, format="turtle", publicID=str(HERE))


@pytest.fixture
def filled(client: FlaskClient, bearer: dict[str, str]) -> FlaskClient:
    text = f"""DROP ALL ; INSERT DATA {{ <http://e.example/d> a <http://e.example/T>
        GRAPH <{OWN}> {{ <http://e.example/a> a <http://e.example/T>, <http://e.example/U> ;
            <http://purl.org/dc/terms/title> "a" }} }}"""
    answer = client.post(
        "/sparql", data=text, content_type="application/sparql-update", headers=bearer
    )
    assert answer.status_code == 204
    return client


def test_the_service_description_is_computed_from_facts(filled: FlaskClient) -> None:
    graph = described(filled)
    assert (HERE, RDF.type, SD.Service) in graph
    assert (HERE, SD.endpoint, HERE) in graph
    assert set(graph.objects(HERE, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(HERE, SD.feature)) == {SD.UnionDefaultGraph}
    dataset = graph.value(HERE, SD.defaultDataset)
    default = graph.value(dataset, SD.defaultGraph)
    assert graph.value(default, VOID.triples) == Literal(4)
    named = graph.value(dataset, SD.namedGraph)
    assert graph.value(named, SD.name) == OWN
    assert graph.value(graph.value(named, SD.graph), VOID.triples) == Literal(3)


def test_what_is_off_is_not_promised(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", workers=1, union=False)
    try:
        settings = Settings(default_graph="plain", token=None, allow_service=("http://a.example/",))
        graph = described(create_app(engine, settings).test_client())
        assert set(graph.objects(HERE, SD.supportedLanguage)) == {SD.SPARQL11Query}
        assert set(graph.objects(HERE, SD.feature)) == {SD.BasicFederatedQuery}
    finally:
        engine.close()


@pytest.mark.parametrize("url", ["/sparql", "/.well-known/void", "/graphs"])
@pytest.mark.parametrize(
    "accept",
    [
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ],
)
def test_each_form_says_the_same(filled: FlaskClient, url: str, accept: str) -> None:
    answer = filled.get(url, headers={"Accept": accept})
    assert answer.mimetype == accept
    quads = list(ox.parse(answer.data, RdfFormat.from_media_type(accept)))
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph()}
    triples = ox.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    found = Graph().parse(data=triples, format="nt")
    assert isomorphic(found, described(filled, url))


def test_browsers_get_the_page(filled: FlaskClient) -> None:
    answer = filled.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_void_counts_what_is_there(filled: FlaskClient, bearer: dict[str, str]) -> None:
    graph = described(filled, "/.well-known/void")
    assert graph.value(DATASET, VOID.triples) == Literal(4)
    assert graph.value(OWN, VOID.triples) == Literal(3)
    assert graph.value(DATASET, VOID.sparqlEndpoint) == HERE
    assert graph.value(DATASET, DCT.license)
    classes = {
        graph.value(part, VOID["class"]): graph.value(part, VOID.entities)
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert classes == {
        URIRef("http://e.example/T"): Literal(2),
        URIRef("http://e.example/U"): Literal(1),
    }
    properties = {
        graph.value(part, VOID.property): graph.value(part, VOID.triples)
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    assert properties == {RDF.type: Literal(3), DCT.title: Literal(1)}
    assert URIRef(str(DCT)) in set(graph.objects(DATASET, VOID.vocabulary))
    etag = filled.get("/void.ttl").headers["ETag"]
    assert filled.get("/void.ttl", headers={"If-None-Match": etag}).status_code == 304
    filled.post(
        "/sparql", data="DROP ALL", content_type="application/sparql-update", headers=bearer
    )
    emptied = described(filled, "/void.ttl")
    assert emptied.value(DATASET, VOID.triples) == Literal(0)
    # The licence is that of the project's graph, not of whatever else is served.
    assert not list(emptied.objects(DATASET, DCT.license))
    assert filled.get("/void.ttl", headers={"If-None-Match": etag}).status_code == 200


def test_the_graphs_of_what_is_entailed_are_explained(small_store: Path) -> None:
    engine = LocalEngine(small_store, workers=1)
    try:
        client = create_app(engine, Settings()).test_client()
        void, service = described(client, "/void.ttl"), described(client)
        graph = URIRef(ENTAILED_GRAPHS["low"])
        assert "low confidence" in str(void.value(graph, DCT.description))
        (entry,) = service.subjects(SD.name, graph)
        content = service.value(entry, SD.graph)
        assert str(service.value(content, DCT.title)) == "Entailed, low confidence"
        (entry,) = service.subjects(SD.name, OWN)
        assert service.value(service.value(entry, SD.graph), DCT.title) is None
    finally:
        engine.close()


def parts(graph: Graph, of: URIRef | None, link: str, name: str) -> dict[str, tuple[object, ...]]:
    """Read partitions: by what they are about, their node and their numbers."""
    return {
        str(graph.value(part, VOID[name])): (
            part,
            graph.value(part, VOID.entities) or graph.value(part, VOID.triples),
        )
        for part in graph.objects(of, VOID[link])
    }


def test_a_changed_graph_of_ours_is_counted_anew(
    client: FlaskClient, bearer: dict[str, str]
) -> None:
    poi, person = "https://w3id.org/poimenno/ontology#", "https://w3id.org/poimenno/entity/Q7"
    text = f"""DROP ALL ; INSERT DATA {{ GRAPH <{OWN}> {{
        <{person}> a <{poi}Person> ; <{poi}occupation> "a", "b" ;
          <http://www.w3.org/2004/02/skos/core#exactMatch>
            <http://www.wikidata.org/entity/Q855> .
        <http://e.example/a> a <http://e.example/T> ; <{poi}occupation> "c" }} }}"""
    answer = client.post(
        "/sparql", data=text, content_type="application/sparql-update", headers=bearer
    )
    assert answer.status_code == 204, answer.text
    graph = described(client, "/void.ttl")
    node, number = parts(graph, DATASET, "classPartition", "class")[f"{poi}Person"]
    assert number == Literal(1)
    uses = parts(graph, URIRef(str(node)), "propertyPartition", "property")
    assert uses[f"{poi}occupation"][1] == Literal(2)
    assert graph.value(DATASET, VOID.exampleResource) == URIRef(person)
    (links,) = graph.subjects(RDF.type, VOID.Linkset)
    assert graph.value(links, VOID.triples) == Literal(1)


def test_the_built_graph_is_described_in_all_four_places(built_store: Path) -> None:
    engine = LocalEngine(built_store, workers=1)
    try:
        client = create_app(engine, Settings()).test_client()
        served = [described(client, url) for url in ("/.well-known/void", "/void", "/void.ttl")]
        assert {len(graph) for graph in served} == {len(served[0])}
    finally:
        engine.close()
    with snapshots.reading(built_store) as store:
        lines = store.dump("application/n-triples", graph=VOID_GRAPH) or b""
    for graph in (*served, Graph().parse(data=lines, format="nt")):
        (document,) = graph.subjects(RDF.type, VOID.DatasetDescription)
        assert set(graph.objects(None, URIRef("http://xmlns.com/foaf/0.1/primaryTopic"))) == {
            DATASET
        }
        assert document
        people = "https://w3id.org/poimenno/ontology#Person"
        assert parts(graph, DATASET, "classPartition", "class")[people][1] == Literal(163)
        wikidata = Literal("http://www.wikidata.org/entity/")
        assert list(graph.subjects(VOID.uriSpace, wikidata))
        assert graph.value(DATASET, VOID.exampleResource)
    counted = parts(served[0], DATASET, "propertyPartition", "property")
    assert "https://w3id.org/poimenno/prop/direct/P569" in counted
