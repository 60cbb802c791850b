"""The catalogue says in DCAT 3 what there is, of this store and of no other; so do the sitemaps."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from poimenno.server.app import create_app
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings
from poimenno.triples.dumping_all import MANIFEST, own_folder

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
VOID = Namespace("http://rdfs.org/ns/void#")
DATASET = URIRef("https://w3id.org/poimenno/dataset")
FILE = {
    "name": "full.nq.gz",
    "content": "full.nq",
    "title": "All graphs",
    "mediaType": "application/n-quads",
    "compression": "gzip",
    "size": 12,
    "unpackedSize": 34,
    "sha256": "ab" * 32,
    "triples": 1,
}
HISTORY = """INSERT DATA { GRAPH <https://w3id.org/poimenno/graph/tests> {
  ent:Q1 a poi:Event ; poi:earliestDate "1937-01-01"^^xsd:date ;
    poi:latestDate "1938-02-03"^^xsd:date .
  ent:Q2 poi:latitude 55.5 ; poi:longitude 37.5 } }"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    store = tmp_path_factory.mktemp("catalogue") / "store"
    engine = LocalEngine(store, writable=True, workers=1)
    client = create_app(engine, Settings(token="t")).test_client()
    answer = client.post("/sparql", data={"update": HISTORY}, headers={"Authorization": "Bearer t"})
    assert answer.status_code == 204, answer.text
    folder = own_folder(store)
    folder.mkdir()
    manifest = {"state": "x", "created": "2026-11-24T00:00:00+00:00", "files": [FILE]}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    yield client
    engine.close()


def described(client: FlaskClient, path: str = "/catalog") -> Graph:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.text, format="turtle")


def test_the_dataset_is_covered(client: FlaskClient) -> None:
    graph = described(client)
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert (catalog, DCAT.dataset, DATASET) in graph
    for node in (catalog, DATASET):
        assert graph.value(node, DCT.license)
        assert graph.value(node, DCT.publisher)
    period = graph.value(DATASET, DCT.temporal)
    assert str(graph.value(period, DCAT.startDate)) == "1937-01-01"
    assert str(graph.value(period, DCAT.endDate)) == "1938-02-03"
    box = str(graph.value(graph.value(DATASET, DCT.spatial), DCAT.bbox))
    assert box.startswith("POLYGON((37.5 55.5, ")
    assert graph.value(DATASET, DCAT.version)


def test_dumps_and_services_are_distributions(client: FlaskClient) -> None:
    graph = described(client)
    address = URIRef("http://localhost/dumps/full.nq.gz")
    (part,) = graph.subjects(DCAT.downloadURL, address)
    assert (DATASET, DCAT.distribution, part) in graph
    assert graph.value(part, DCAT.byteSize).toPython() == 12  # type: ignore[union-attr]
    assert str(graph.value(part, DCAT.compressFormat)).endswith("application/gzip")
    services = {
        str(graph.value(s, DCAT.endpointURL)) for s in graph.subjects(RDF.type, DCAT.DataService)
    }
    assert {"http://localhost/sparql", "http://localhost/ldf"} <= services
    (sparql,) = graph.subjects(DCAT.accessService, URIRef("http://localhost/sparql"))
    assert (DATASET, DCAT.distribution, sparql) in graph
    # The same dump is in the VoID description.
    assert (DATASET, VOID.dataDump, address) in described(client, "/void.ttl")


def test_every_term_is_one_of_dcat(client: FlaskClient, shared: Path) -> None:
    known = Graph().parse(shared / "vocabularies" / "dcat3.ttl", format="turtle")

    def unknown(graph: Graph) -> set[str]:
        used = {term for triple in graph for term in triple if str(term).startswith(str(DCAT))}
        return {str(term) for term in used if not list(known.predicates(term))}

    graph = described(client)
    assert not unknown(graph)
    graph.add((DATASET, DCAT.planted, Literal(1)))
    assert unknown(graph) == {str(DCAT.planted)}


def test_the_page_lists_the_dumps(client: FlaskClient) -> None:
    answer = client.get("/catalog", headers={"Accept": "text/html"})
    assert "full.nq.gz" in answer.text
    assert "Поимённо" in answer.text


def test_a_store_of_others_is_not_called_ours(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "store", workers=1)
    try:
        graph = described(create_app(engine, Settings()).test_client())
        assert (DATASET, RDF.type, DCAT.Dataset) in graph
        assert not list(graph.objects(DATASET, DCT.license))
        assert not list(graph.objects(DATASET, DCT.temporal))
    finally:
        engine.close()


def test_robots_are_told_where_the_sitemap_is(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text
    assert "Disallow: /sparql" in answer.text


def test_the_sitemap_leads_to_pages(client: FlaskClient) -> None:
    index = client.get("/sitemap.xml")
    assert index.mimetype == "application/xml"
    assert re.search("<lastmod>20[0-9T:+-]+</lastmod>", index.text)
    (part,) = re.findall("<loc>(.*?)</loc>", index.text)
    assert part == "http://localhost/sitemap-1.xml"
    addresses = re.findall("<loc>(.*?)</loc>", client.get("/sitemap-1.xml").text)
    assert "http://localhost/catalog" in addresses
    assert client.get("/sitemap-2.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
