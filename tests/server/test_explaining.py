"""`/explain` over real HTTP: pages, JSON and Turtle, what is refused, and nothing unescaped."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from rdflib import PROV, RDF, RDFS, Graph, Literal, URIRef

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.ntriples import write_triples
from poimenno.ontology.writing import write_program
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_schema
from poimenno.triples.store import Store

from .conftest import Live
from .test_portal import EVIL, Outline

EX = "http://example.org/"
POI = "https://w3id.org/poimenno/ontology#"
GRAPH = "https://w3id.org/poimenno/graph/invented"
LABELS = f"@prefix rdfs: <{RDFS}> . @prefix rdf: <{RDF}> ."
WORLD = f"""@prefix ex: <{EX}> . @prefix poi: <{POI}> . {LABELS}
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Victim a owl:Class ; rdfs:subClassOf ex:Person ; rdfs:label "victim"@en , "жертва"@ru .
ex:Person a owl:Class ; rdfs:label "person"@en .
ex:Wronged a owl:Class .
[ a owl:Class ; owl:intersectionOf ( ex:Victim ex:Cleared ) ] rdfs:subClassOf ex:Wronged .
ex:Cleared a owl:Class ; owl:disjointWith ex:Condemned .
ex:Condemned a owl:Class .
ex:one a ex:Victim ; rdfs:label "{EVIL.replace('"', chr(92) + '"')}"@en .
ex:two a ex:Cleared, ex:Condemned .
ex:claim poi:claimsAbout ex:one ; poi:claimsProperty rdf:type ;
  poi:claimsEntity ex:Victim ; poi:hasConfidence poi:mediumConfidence ; poi:hasRank poi:normalRank ;
  poi:hasSource ex:source .
ex:source rdfs:label "An invented source"@en .
"""


@pytest.fixture(scope="module")
def closed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory of one small world, with its rules and what they entail."""
    graph = Graph().parse(data=WORLD, format="turtle")
    asserted = sorted(write_triples(graph))
    program = compile_program(close_schema(graph))
    entailed = sorted(InMemory().close(program, asserted).entailed())

    def fill(generation: Path) -> None:
        with Store.open(snapshots.primary(generation)) as store:
            lines = [f"{' '.join(triple)} <{GRAPH}> .\n" for triple in asserted]
            level = ENTAILED_GRAPHS["medium"]
            lines += [f"{' '.join(triple)} <{level}> .\n" for triple in entailed]
            store.extend("".join(lines).encode())
        snapshots.program_file(generation).write_text(write_program(program), "utf-8")

    directory = tmp_path_factory.mktemp("explained") / "store"
    directory.mkdir()
    snapshots.publish_generation(directory, fill)
    return directory


@pytest.fixture(scope="module")
def live(closed_store: Path, start: Callable[..., AbstractContextManager[Live]]) -> Iterator[Live]:
    with start(store=str(closed_store), timeout=20) as server:
        yield server


def ask(
    live: Live, triple: tuple[str, str, str] | None, accept: str = "application/json", **more: str
) -> httpx.Response:
    names = zip(("subject", "predicate", "object"), triple, strict=True) if triple else ()
    return live.http.get("/explain", params=dict(names) | more, headers={"Accept": accept})


ENTAILED = (f"<{EX}one>", "a", f"{EX}Person")
UNKNOWN = (f"{EX}one", "rdf:type", f"<{EX}Wronged>")


def test_a_proof_as_json(live: Live) -> None:
    answer = ask(live, ENTAILED)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    told = answer.json()
    assert (told["status"], told["confidence"]) == ("entailed", "medium")
    assert told["graphs"] == [ENTAILED_GRAPHS["medium"]]
    steps = {step["number"]: step for step in told["steps"]}
    top = steps[told["proof"]]
    assert top["rule"] == "cax-sco"
    (leaf,) = (steps[number] for number in top["premises"])
    assert leaf["rule"] == "asserted"
    assert leaf["graphs"] == [GRAPH]
    assert leaf["claims"][0]["sources"] == [f"{EX}source"]
    assert leaf["claims"][0]["confidence"] == "medium"
    assert told["rules"]["cax-sco"]
    assert told["labels"][f"<{EX}Victim>"] == {"en": "victim", "ru": "жертва"}


def test_a_proof_as_turtle_with_prov(live: Live) -> None:
    answer = ask(live, ENTAILED, "text/turtle")
    assert answer.headers["Content-Type"].startswith("text/turtle")
    graph = Graph().parse(data=answer.text, format="turtle")
    (activity,) = graph.subjects(RDF.type, PROV.Activity)
    (entity,) = graph.subjects(PROV.wasGeneratedBy, activity)
    assert graph.value(entity, RDF.object) == URIRef(EX + "Person")
    used = set(graph.objects(activity, PROV.used))
    assert used == set(graph.objects(entity, PROV.wasDerivedFrom))
    assert len(used) == 2
    assert URIRef(EX + "source") in set(graph.objects(None, PROV.hadPrimarySource))
    assert Literal("cax-sco") in set(graph.objects(activity))
    assert ask(live, ENTAILED, format="ttl").text == ask(
        live, ENTAILED, format="turtle"
    ).text.replace("format=turtle", "format=ttl")


def test_a_proof_as_a_page(live: Live) -> None:
    answer = ask(live, ENTAILED, "text/html")
    assert answer.status_code == 200
    page = answer.text
    outline = Outline(page)
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "cax-sco" in page
    assert "medium confidence" in page
    assert f"{EX}source" in outline.links
    assert "An invented source" in page
    assert "<script" not in page
    russian = ask(live, ENTAILED, "text/html", labels="ru").text
    assert "жертва" in russian
    assert "abbr" in outline.tags


def test_what_does_not_follow_is_404_with_what_is_lacking(live: Live) -> None:
    answer = ask(live, UNKNOWN)
    assert answer.status_code == 404
    told = answer.json()
    assert (told["status"], told["proof"]) == ("unknown", None)
    (below,) = told["near_misses"][0]["below"]
    assert below["present"] == [[f"<{EX}one>", below["conclusion"][1], f"<{EX}Victim>"]]
    assert below["missing"][2] == f"<{EX}Cleared>"
    assert "near_misses" not in ask(live, UNKNOWN, **{"near-misses": "0"}).json()
    page = ask(live, UNKNOWN, "text/html")
    assert page.status_code == 404
    assert "What is lacking" in page.text
    Outline(page.text)
    turtle = ask(live, UNKNOWN, "text/turtle")
    assert turtle.status_code == 404
    assert Literal("not entailed", lang="en") in set(
        Graph().parse(data=turtle.text, format="turtle").objects()
    )


def test_alternatives_on_request(live: Live) -> None:
    assert "alternatives" not in ask(live, ENTAILED).json()
    told = ask(live, ENTAILED, alternatives="1").json()
    assert len(told["alternatives"]) >= 1
    assert "Every last step" in ask(live, ENTAILED, "text/html", alternatives="").text


def test_inconsistencies_with_proofs(live: Live) -> None:
    told = ask(live, None, inconsistencies="1").json()
    (finding,) = told["inconsistencies"]
    assert finding["rule"] == "cax-dw"
    assert len(finding["premises"]) == 2
    page = ask(live, None, "text/html", inconsistencies="")
    assert page.status_code == 200
    assert "cax-dw" in page.text
    Outline(page.text)
    graph = Graph().parse(data=ask(live, None, "text/turtle", inconsistencies="1").text)
    assert Literal("cax-dw") in set(graph.objects())


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"subject": "Q1", "predicate": "a"}, "object is missing"),
        ({"subject": "<no iri>", "predicate": "a", "object": "Q1"}, "subject: .*expected"),
        ({"subject": '"a"', "predicate": "a", "object": "Q1"}, "subject: a literal"),
        ({"subject": "Q1", "predicate": '"a"', "object": "Q1"}, "predicate: expected"),
        ({"subject": "Q1", "predicate": "a", "object": '"a"@@'}, "object: .*expected"),
        ({"subject": "Q1", "predicate": "a", "object": "x" * 9000}, "9000 characters"),
        ({"inconsistencies": "1", "subject": "Q1"}, "not for both"),
        ({"inconsistencies": "perhaps"}, "expected 1 or 0"),
        ({"subjekt": "Q1"}, "no parameter 'subjekt'"),
        ({"inconsistencies": "1", "timeout": "soon"}, "number of seconds"),
        ({"inconsistencies": "1", "labels": "de"}, "en or ru"),
    ],
)
def test_bad_requests_say_what_was_expected(
    live: Live, params: dict[str, str], expected: str
) -> None:
    answer = live.http.get("/explain", params=params, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert re.search(expected, answer.json()["detail"], re.DOTALL)


def test_the_answer_has_a_tag_that_lasts_as_long_as_the_graph(live: Live) -> None:
    answer = ask(live, ENTAILED)
    again = live.http.get(
        "/explain",
        params=dict(zip(("subject", "predicate", "object"), ENTAILED, strict=True)),
        headers={"Accept": "application/json", "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
    assert ask(live, ENTAILED, "text/html").headers["ETag"] != answer.headers["ETag"]
    lacking = ask(live, UNKNOWN)
    assert lacking.status_code == ask(live, UNKNOWN).status_code == 404


def test_asked_for_nothing_there_is_a_form(live: Live) -> None:
    page = live.http.get("/explain", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert Outline(page.text).labels == ["subject", "predicate", "object"]
    assert live.http.get("/explain", headers={"Accept": "application/json"}).status_code == 400
    assert live.http.get("/explain", headers={"Accept": "image/png"}).status_code == 406


def test_a_store_without_rules_says_so(
    tmp_path: Path, start: Callable[..., AbstractContextManager[Live]]
) -> None:
    with start(store=str(tmp_path / "empty")) as live:
        answer = ask(live, ENTAILED)
        assert answer.status_code == 400
        assert "not closed" in answer.json()["detail"]


def test_a_remote_store_has_no_proofs(
    remote_store: str, start: Callable[..., AbstractContextManager[Live]]
) -> None:
    with start(store=remote_store) as live:
        answer = ask(live, ENTAILED)
        assert answer.status_code == 501
        assert "local store" in answer.json()["detail"]
