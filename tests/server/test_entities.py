"""Entities over HTTP: which document answers, which fault is told apart from which."""

import json

import httpx
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from poimenno.ontology.namespaces import BASE, ENTITY, ONTOLOGY, PROPERTY, STATEMENT
from poimenno.ontology.wikibase import mapping
from poimenno.triples.issuing import issued

from .conftest import Live

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,*/*;q=0.1"
)
# The ids are no entity's: nothing curated stands there, and nobody is described.
WITHDRAWN, REPLACED, GONE = "Q990001", "Q990002", "Q3044"


@pytest.fixture(scope="module")
def live(curated_server: Live) -> Live:
    curated_server.update(
        f"""PREFIX owl: <http://www.w3.org/2002/07/owl#>
        INSERT DATA {{ GRAPH <{ENTITY}withdrawn> {{
          <{ENTITY}{WITHDRAWN}> owl:deprecated true .
          <{ENTITY}{REPLACED}> owl:deprecated true ;
            <http://purl.org/dc/terms/isReplacedBy> <{ENTITY}Q1001> }} }}"""
    )
    return curated_server


def get(live: Live, path: str, accept: str | None = None, **headers: str) -> httpx.Response:
    """Ask as a client does that sends no header of its own accord."""
    sent = {"Accept": accept} if accept is not None else {}
    request = httpx.Request("GET", live.url.rstrip("/") + path, headers={**sent, **headers})
    with httpx.Client(timeout=60) as client:
        return client.send(request)


def where(answer: httpx.Response) -> str:
    return str(answer.headers.get("Location", ""))


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        (None, "/wiki/Special:EntityData/Q1001.json"),
        ("*/*", "/wiki/Special:EntityData/Q1001.json"),
        (BROWSER, "/wiki/Q1001"),
        (RDFLIB, "/wiki/Special:EntityData/Q1001.rdf"),
        (COMUNICA, "/wiki/Special:EntityData/Q1001.nq"),
        ("application/rdf+xml, text/turtle, */*", "/wiki/Special:EntityData/Q1001.rdf"),
        ("application/turtle", "/wiki/Special:EntityData/Q1001.ttl"),
        ("text/turtle;q=0.3, application/n-triples;q=0.9", "/wiki/Special:EntityData/Q1001.nt"),
        ("application/ld+json", "/wiki/Special:EntityData/Q1001.jsonld"),
        ("application/json", "/wiki/Special:EntityData/Q1001.json"),
        ("text/html;q=0.2, application/json;q=0.1", "/wiki/Q1001"),
    ],
)
@pytest.mark.parametrize("path", ["/entity/Q1001", "/wiki/Special:EntityData/Q1001"])
def test_a_thing_is_answered_by_what_is_said_of_it(
    live: Live, path: str, accept: str | None, place: str
) -> None:
    answer = get(live, path, accept)
    assert (answer.status_code, where(answer)) == (303, place)
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status", "place"),
    [
        ("/entity/q1001", 301, "/entity/Q1001"),
        ("/entity/Q1001.ttl", 303, "/wiki/Special:EntityData/Q1001.ttl"),
        (
            "/entity/Q1001.ttl?flavor=simple",
            303,
            "/wiki/Special:EntityData/Q1001.ttl?flavor=simple",
        ),
        ("/wiki/Special:EntityData/q1001.TTL", 301, "/wiki/Special:EntityData/Q1001.ttl"),
        ("/wiki/Special:EntityData/Q1001.html", 303, "/wiki/Q1001"),
        ("/wiki/q1001", 301, "/wiki/Q1001"),
        ("/wiki/Item:Q1001", 301, "/wiki/Q1001"),
        ("/wiki/Property:P569?uselang=ru", 301, "/wiki/P569?uselang=ru"),
        ("/w/index.php?title=Q1001", 301, "/wiki/Q1001"),
        ("/w/index.php?title=Special:EntityData/Q1001", 303, "/wiki/Special:EntityData/Q1001.json"),
        ("/wiki/Special:EntityData?id=Q1001", 303, "/wiki/Special:EntityData/Q1001.json"),
        ("/entity/Q1001?format=ttl", 303, "/wiki/Special:EntityData/Q1001.ttl"),
        ("/prop/direct/P569", 303, "/wiki/Special:EntityData/P569.json"),
        ("/prop/P569", 303, "/wiki/Special:EntityData/P569.json"),
        ("/prop/statement/value/P569", 303, "/wiki/Special:EntityData/P569.json"),
    ],
)
def test_other_ways_to_say_it_lead_to_the_one(
    live: Live, path: str, status: int, place: str
) -> None:
    answer = get(live, path)
    assert (answer.status_code, where(answer)) == (status, place)


@pytest.mark.parametrize(
    ("path", "accept", "status", "said"),
    [
        ("/entity/Charents", None, 400, "expected a Q-number"),
        ("/entity/Q0", None, 400, "expected a Q-number"),
        ("/entity/Item:P569", None, 400, "no name of an entity"),
        ("/wiki/Special:EntityData", None, 400, "id is missing"),
        ("/wiki/Special:EntityData/Q1001.ttl?flavor=sweet", None, 400, "expected one of simple"),
        ("/wiki/Special:EntityData/Q1001.json?revision=x", None, 400, "expected a number"),
        ("/statement/a%20b", None, 400, "no name of a statement"),
        ("/entity/Q999999999", None, 404, "no entity Q999999999"),
        ("/entity/P999999", None, 404, "no entity P999999"),
        ("/wiki/Q999999999", BROWSER, 404, "no entity Q999999999"),
        ("/statement/Q1001-000000000000", None, 404, "no statement"),
        ("/prop/direct/Q1", None, 404, "no predicate"),
        ("/ontology/nothing", None, 404, "no module"),
        ("/wiki/Special:EntityData/Q1001.json?revision=1", None, 404, "only the current one"),
        ("/wiki/Q1001?revision=99999999999", BROWSER, 404, "only the current one"),
        ("/entity/Q1001", "image/png", 406, "text/turtle"),
        (f"/entity/{WITHDRAWN}", None, 410, "withdrawn"),
        (f"/wiki/{REPLACED}", None, 410, "Q1001 stands in its place"),
        ("/wiki/Special:EntityData/Q1001.php", None, 415, "'php'"),
        ("/entity/Q1001.exe", None, 415, "'exe'"),
        ("/entity/Q1001?format=csv", None, 415, "'csv'"),
        ("/wiki/Special:EntityData/Q1001.ttl?format=png", None, 415, "'png'"),
        ("/ontology.json", None, 415, "ttl"),
    ],
)
def test_faults_are_told_apart(
    live: Live, path: str, accept: str | None, status: int, said: str
) -> None:
    answer = get(live, path, accept)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_a_curator_takes_out_was_once_there(live: Live) -> None:
    assert GONE in issued()
    assert get(live, f"/entity/{GONE}").status_code == 303
    live.update(
        f"DELETE WHERE {{ GRAPH ?g {{ ?said <{ONTOLOGY}claimsAbout> <{ENTITY}{GONE}> ; ?p ?o }} }}"
        f" ; DELETE WHERE {{ GRAPH ?g {{ <{ENTITY}{GONE}> ?p ?o }} }}"
    )
    answer = get(live, f"/entity/{GONE}")
    assert answer.status_code == 410, answer.text
    assert "taken out" in answer.text


def test_the_json_is_as_wikibase_gives_it(live: Live) -> None:
    answer = get(live, "/wiki/Special:EntityData/Q1001.json")
    assert answer.headers["Content-Type"] == "application/json"
    (number, entity), *others = answer.json()["entities"].items()
    assert (number, entity["id"], entity["type"], others) == ("Q1001", "Q1001", "item", [])
    assert entity["labels"]["en"] == {"language": "en", "value": "Yeghishe Charents"}
    (born,) = (said for said in entity["claims"]["P569"] if said["rank"] == "preferred")
    assert born["mainsnak"]["datavalue"]["value"]["time"] == "+1897-03-25T00:00:00Z"
    revision = entity["lastrevid"]
    for path in (
        f"/wiki/Special:EntityData/Q1001.json?revision={revision}",
        f"/w/index.php?title=Special:EntityData/Q1001.json&revision={revision}",
        "/wiki/Special:EntityData?id=q1001&format=json",
    ):
        with httpx.Client(follow_redirects=True) as client:
            assert client.get(live.url.rstrip("/") + path).json() == answer.json()


FORMATS = {
    "ttl": "turtle",
    "nt": "nt",
    "rdf": "xml",
    "n3": "turtle",
    "jsonld": "json-ld",
    "nq": "nt",
}


# What rdflib's own JSON-LD parser is made of is deprecated in rdflib.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_all_formats_say_the_same(live: Live) -> None:
    graphs = {}
    for extension, name in FORMATS.items():
        answer = get(live, f"/wiki/Special:EntityData/Q1001.{extension}?flavor=dump")
        assert answer.status_code == 200
        graphs[extension] = Graph().parse(data=answer.text, format=name)
    first = graphs.pop("nt")
    assert (URIRef(ENTITY + "Q1001"), URIRef(PROPERTY + "P569"), None) in first
    assert len(first) > 150
    for graph in graphs.values():
        assert isomorphic(graph, first)


def test_flavours_say_more_and_less(live: Live) -> None:
    born = (URIRef(ENTITY + "Q1001"), URIRef(PROPERTY + "direct/P569"), None)
    claimed = (URIRef(ENTITY + "Q1001"), URIRef(PROPERTY + "P569"), None)
    declared = (URIRef(ENTITY + "P569"), None, None)
    mentioned = (URIRef(ENTITY + "Q8002"), None, None)
    found = {
        flavor: Graph().parse(
            data=get(live, f"/wiki/Special:EntityData/Q1001.nt?flavor={flavor}").text, format="nt"
        )
        for flavor in ("simple", "long", "dump", "full")
    }
    has = {
        flavor: [pattern in graph for pattern in (born, claimed, declared, mentioned)]
        for flavor, graph in found.items()
    }
    assert has == {
        "simple": [True, False, False, False],
        "long": [False, True, False, False],
        "dump": [True, True, False, False],
        "full": [True, True, True, True],
    }


def test_links_lead_from_a_document_to_the_others(live: Live) -> None:
    links = get(live, "/wiki/Special:EntityData/Q1001.ttl").headers["Link"]
    assert f'<{ENTITY}Q1001>; rel="canonical"' in links
    assert f'<{live.url}wiki/Q1001>; rel="alternate"; type="text/html"' in links
    assert f'<{live.url}wiki/Special:EntityData/Q1001.json>; rel="alternate"' in links
    assert 'rel="license"' in links
    assert "Q1001.ttl" not in links
    for path in ("/wiki/Q1001", "/entity/Q1001"):
        page = get(live, path).headers["Link"]
        assert f'<{live.url}wiki/Special:EntityData/Q1001.ttl>; rel="describedby"' in page


def test_what_a_client_holds_is_not_sent_again(live: Live) -> None:
    seen = set()
    for path in ("Special:EntityData/Q1001.ttl", "Special:EntityData/Q1001.nt", "Q1001"):
        first = get(live, f"/wiki/{path}")
        tag = first.headers["ETag"]
        seen.add(tag)
        again = get(live, f"/wiki/{path}", None, **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    assert len(seen) == 3


def test_head_and_preflight(live: Live) -> None:
    with httpx.Client(base_url=live.url) as client:
        for path in ("entity/Q1001", "wiki/Q1001", "wiki/Special:EntityData/Q1001.nt", "ontology"):
            head, whole = client.head(path), client.get(path)
            assert head.status_code == whole.status_code
            assert head.content == b""
            assert head.headers["Content-Length"] == whole.headers["Content-Length"]
            asked = client.options(path, headers={"Origin": "https://example.org"})
            assert "GET" in asked.headers["Access-Control-Allow-Methods"]


def test_a_statement_leads_to_what_it_is_about(live: Live) -> None:
    entity = get(live, "/wiki/Special:EntityData/Q1001.json").json()["entities"]["Q1001"]
    (born, *_) = entity["claims"]["P569"]
    name = born["id"].replace("$", "-")
    answer = get(live, f"/statement/{name}", BROWSER)
    assert (answer.status_code, where(answer)) == (303, f"/wiki/Q1001#{name}")
    assert f'id="{name}"' in get(live, "/wiki/Q1001").text
    graph = Graph().parse(data=get(live, "/wiki/Special:EntityData/Q1001.nt").text, format="nt")
    assert (None, None, URIRef(STATEMENT + name)) in graph


def test_references_and_values_have_names_that_answer(live: Live) -> None:
    graph = Graph().parse(data=get(live, "/wiki/Special:EntityData/Q1001.nt").text, format="nt")
    sources = {iri for iri in graph.objects() if str(iri).startswith(f"{BASE}reference/")}
    values = {iri for iri in graph.objects() if str(iri).startswith(f"{BASE}value/")}
    assert sources
    assert values
    for iri in (min(sources, key=str), min(values, key=str)):
        path = "/" + str(iri).removeprefix(BASE)
        told = Graph().parse(data=get(live, path, "text/turtle").text, format="turtle")
        assert set(told.predicate_objects(iri)) == set(graph.predicate_objects(iri))
        assert where(get(live, path, BROWSER)).startswith("/?query=")
    assert get(live, "/reference/0000").status_code == 404
    assert get(live, "/value/a%20b").status_code == 400


def test_terms_of_the_ontology_are_entities_and_a_document(live: Live) -> None:
    number = mapping().item_of(f"{ONTOLOGY}Person")
    entity = get(live, f"/wiki/Special:EntityData/{number}.json").json()["entities"][number]
    assert entity["labels"]["en"]["value"] == "person"
    prop = get(live, "/wiki/Special:EntityData/P569.json").json()["entities"]["P569"]
    assert (prop["type"], prop["datatype"]) == ("property", "time")
    for accept, name in (("text/turtle", "turtle"), ("application/rdf+xml", "xml")):
        answer = get(live, "/ontology", accept)
        assert answer.status_code == 200
        assert answer.headers["Content-Location"].startswith("/ontology.")
        graph = Graph().parse(data=answer.text, format=name)
        assert (URIRef(f"{ONTOLOGY}Person"), RDF.type, None) in graph
    page = get(live, "/ontology", BROWSER)
    assert 'id="Person"' in page.text
    for name in ("time", "vocabularies/ranks", "0.1.0/time"):
        module = get(live, f"/ontology/{name}", "text/turtle")
        assert (module.status_code, where(module)) == (303, "/ontology.ttl")


def test_rdflib_reads_an_entity_by_its_name(live: Live) -> None:
    graph = Graph().parse(live.url + "entity/Q1001")
    assert (URIRef(ENTITY + "Q1001"), URIRef(PROPERTY + "P569"), None) in graph


def test_a_store_without_claims_has_no_entities(plain_server_url: str) -> None:
    with httpx.Client(base_url=plain_server_url) as client:
        for path in ("entity/Q1001", "entity/Q3001", "wiki/Q1001"):
            answer = client.get(path)
            assert answer.status_code == 404, answer.text
            assert "no entity" in answer.text
        assert json.loads(client.get("entity/x").text)["status"] == 400
