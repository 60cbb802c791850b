"""The endpoint as the query service of Wikidata is used, over the curated graph and elsewhere."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from poimenno.queries.service_blocks import OFFERED
from poimenno.server.cli import main
from poimenno.server.terminal import ExitCode

from .conftest import Live, running
from .wikidata_questions import LABELS, QUESTIONS, Question

ALIAS = "/bigdata/namespace/wdq/sparql"
NAME = f"SELECT ?itemLabel {{ VALUES ?item {{ wd:Q1001 }} {LABELS} }}"
Rows = Counter[tuple[str | None, ...]]


def ask(live: Live, text: str, path: str = "/sparql", **headers: str) -> Rows | bool:
    answer = live.http.get(path, params={"query": text, "format": "json"}, headers=headers)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    if "boolean" in document:
        return bool(document["boolean"])
    names = document["head"]["vars"]
    return Counter(
        tuple(row[name]["value"] if name in row else None for name in names)
        for row in document["results"]["bindings"]
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_a_question_asked_for_wikidata_is_answered(
    curated_server: Live, question: Question
) -> None:
    answer = ask(curated_server, question.wikidata)
    assert answer == ask(curated_server, question.own)
    assert answer, "a question that finds nothing tells nothing"


DOCUMENT = (Path(__file__).parents[2] / "docs" / "wikidata-queries.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_of_the_documents_is_answered(curated_server: Live, text: str) -> None:
    answer = ask(curated_server, text)
    assert isinstance(answer, Counter)
    assert answer
    assert all(None not in row[:2] for row in answer)


def test_the_documents_have_examples_of_every_service() -> None:
    services = set(re.findall(r"SERVICE (\S+)", " ".join(EXAMPLES)))
    assert services == set(OFFERED)


def test_names_come_in_the_reader_s_language(curated_server: Live) -> None:
    russian = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"}
    assert ask(curated_server, NAME) == {("Yeghishe Charents",): 1}
    assert ask(curated_server, NAME, **russian) == {("Егише Чаренц (Согомонян)",): 1}
    # The second time from memory.
    assert ask(curated_server, NAME) == {("Yeghishe Charents",): 1}
    assert ask(curated_server, NAME, **russian) == {("Егише Чаренц (Согомонян)",): 1}


def test_a_named_answer_can_be_kept_by_language(curated_server: Live) -> None:
    tags = set()
    for language in ("ru", "en", "ru"):
        answer = curated_server.http.get(
            "/sparql", params={"query": NAME}, headers={"Accept-Language": language}
        )
        assert "Accept-Language" in answer.headers["Vary"]
        tags.add(answer.headers["ETag"])
        again = curated_server.http.get(
            "/sparql",
            params={"query": NAME},
            headers={"Accept-Language": language, "If-None-Match": answer.headers["ETag"]},
        )
        assert again.status_code == 304
    assert len(tags) == 2
    plain = curated_server.http.get("/sparql", params={"query": "ASK {}"})
    assert "Accept-Language" not in plain.headers["Vary"]


def test_wikidata_s_address_of_the_endpoint_is_one_here(curated_server: Live) -> None:
    assert ask(curated_server, NAME, ALIAS) == {("Yeghishe Charents",): 1}
    answer = curated_server.http.post(
        ALIAS,
        data={"query": NAME, "maxQueryTimeMillis": "20000"},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.status_code == 200
    described = curated_server.http.get(ALIAS, headers={"Accept": "text/turtle"})
    assert "sd:Service" in described.text


def refused(live: Live, text: str) -> tuple[int, str]:
    answer = live.http.get("/sparql", params={"query": text})
    return answer.status_code, answer.json()["detail"]


def test_what_is_not_offered_is_refused_with_its_place(curated_server: Live) -> None:
    status, detail = refused(curated_server, "SELECT * {\n SERVICE gas:service { ?a ?b ?c } }")
    assert status == 400
    assert detail.startswith("line 2, column 2: the service gas:service is not offered here")
    status, detail = refused(
        curated_server, f"SELECT * {{ {LABELS} SERVICE <http://example.org/> {{ ?s ?p ?o }} }}"
    )
    assert status == 403
    assert detail.startswith(f"line 1, column {len(LABELS) + 13}: SERVICE is refused")


def test_an_error_keeps_its_place_in_the_text_that_was_sent(curated_server: Live) -> None:
    text = f"SELECT ?itemLabel {{\n hint:Prior hint:x 1 . {LABELS}\n ?item a\n}}"
    status, detail = refused(curated_server, text)
    assert status == 400
    assert "line 4" in detail


def test_another_server_s_service_does_not_become_ours(curated_server: Live) -> None:
    status, _ = refused(
        curated_server,
        f"PREFIX wikibase: <http://example.org/> SELECT * {{ ?s ?p ?o {LABELS} }}",
    )
    assert status == 403


def test_names_are_those_of_the_graphs_that_are_asked(curated_server: Live) -> None:
    graph = "https://w3id.org/poimenno/graph/"
    for clause, expected in (
        (f"FROM <{graph}persons>", "Yeghishe Charents"),
        (f"FROM <{graph}places>", "Q1001"),
    ):
        text = NAME.replace("?itemLabel {", f"?itemLabel {clause} {{")
        assert ask(curated_server, text) == {(expected,): 1}
    answer = curated_server.http.get(
        "/sparql",
        params={"query": NAME, "default-graph-uri": f"{graph}places", "format": "json"},
    )
    assert answer.json()["results"]["bindings"][0]["itemLabel"]["value"] == "Q1001"


def test_the_command_line_asks_as_the_endpoint_is_asked(built_store: Path) -> None:
    text = (
        "SELECT ?itemLabel ?num { SERVICE wikibase:mwapi {"
        ' bd:serviceParam wikibase:api "EntitySearch" ; mwapi:search "Yeghishe Charents" .'
        " ?item wikibase:apiOutputItem mwapi:item ."
        f" ?num wikibase:apiOrdinal true }} {LABELS} FILTER(?num = 0) }}"
    )
    result = CliRunner().invoke(
        main, ["query", "-q", text, "--store", str(built_store), "-f", "csv"]
    )
    assert result.output == "itemLabel,num\nYeghishe Charents,0\n"
    wrong = CliRunner().invoke(
        main, ["query", "-q", "SELECT * { SERVICE gas:service {} }", "--store", str(built_store)]
    )
    assert wrong.exit_code == ExitCode.FAILED
    assert "gas:service is not offered here" in wrong.output


@pytest.fixture(scope="module")
def elsewhere(remote_store: str) -> Iterator[Live]:
    """A server whose store is another server's, with two persons in a graph of their own."""
    with running(store=remote_store, kind="remote", timeout=20) as live:
        live.update("DROP ALL")
        live.update(
            """PREFIX ent: <https://w3id.org/poimenno/entity/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX poi: <https://w3id.org/poimenno/ontology#>
PREFIX wdt: <https://w3id.org/poimenno/prop/direct/>
INSERT DATA { GRAPH <http://example.org/g> {
  ent:Q1 a poi:Person ; wdt:P19 ent:Q9 , _:somewhere ;
    rdfs:label "Anna Ivanova"@en , "Анна Иванова"@ru .
  ent:Q2 a poi:Person ; rdfs:label "Boris Petrov"@en } }"""
        )
        yield live
        live.update("DROP ALL")


def test_a_store_of_another_server_is_labelled_in_plain_sparql(elsewhere: Live) -> None:
    text = f"SELECT ?itemLabel {{ ?item a poi:Person . hint:Prior hint:runLast true . {LABELS} }}"
    expected = {("Анна Иванова",): 1, ("Boris Petrov",): 1}
    assert ask(elsewhere, text, **{"Accept-Language": "ru"}) == expected
    text = "SELECT * { ?item wdt:P19 ?place FILTER(!wikibase:isSomeValue(?place)) }"
    answer = ask(elsewhere, text)
    assert isinstance(answer, Counter)
    assert sum(answer.values()) == 1


def test_a_store_of_another_server_is_searched_by_name(elsewhere: Live) -> None:
    text = f"""SELECT ?item ?itemLabel {{ SERVICE wikibase:mwapi {{
  bd:serviceParam wikibase:api "EntitySearch" ; mwapi:search "Иванова Анна" .
  ?item wikibase:apiOutputItem mwapi:item }} {LABELS} }}"""
    assert ask(elsewhere, text) == {("https://w3id.org/poimenno/entity/Q1", "Anna Ivanova"): 1}


def test_what_another_store_cannot_do_is_told(elsewhere: Live) -> None:
    status, detail = refused(
        elsewhere,
        "SELECT * { SERVICE wikibase:around { ?p wdt:P625 ?at . bd:serviceParam wikibase:center"
        ' "Point(1 2)"^^geo:wktLiteral ; wikibase:radius "1" } }',
    )
    assert status == 400
    assert "offered on a store of this machine" in detail


def test_a_plain_store_knows_no_prefix_but_those_declared(tmp_path: Path) -> None:
    with running(store=str(tmp_path / "store"), default_graph="plain") as live:
        live.update(
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
            ' INSERT DATA { <http://e/s> rdfs:label "S"@en .'
            ' GRAPH <http://e/g> { <http://e/t> rdfs:label "T"@en } }'
        )
        body = "SELECT ?xLabel { VALUES ?x { <http://e/s> <http://e/t> }"
        assert refused(live, f"{body} {LABELS} }}")[0] in {400, 403}
        declared = (
            "PREFIX wikibase: <http://wikiba.se/ontology#>"
            " PREFIX bd: <http://www.bigdata.com/rdf#> "
        )
        assert ask(live, f"{declared}{body} {LABELS} }}") == {("S",): 1, ("http://e/t",): 1}


def test_the_questions_are_thirty() -> None:
    assert len(QUESTIONS) >= 30
    assert len({json.dumps(question) for question in QUESTIONS}) == len(QUESTIONS)
