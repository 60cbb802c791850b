"""The guard: no call gets past it, and nothing that only looks like a call is hurt."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poimenno.queries.guarding import (
    MalformedText,
    RefusedText,
    prepare_query,
    prepare_update,
)

# Oxigraph refuses port 1 with a message of its own, so that a try to call is seen.
CALL = "<http://127.0.0.1:1/>"
TRIED = ("The port 1 is not allowed", "The variable encoding the service name")
PREFIXES = f"PREFIX : {CALL} PREFIX ex: {CALL} PREFIX service: {CALL} PREFIX load: {CALL} "


def tries_to_call(text: str, *, update: bool = False) -> bool:
    store = ox.Store()
    store.update("INSERT DATA { <http://e/s> <http://e/p> 1 }")
    try:
        if update:
            store.update(text)
        else:
            results = store.query(text)
            if not isinstance(results, ox.QueryBoolean):
                list(results)
    except (SyntaxError, ValueError):
        return False
    except (OSError, RuntimeError) as error:
        return any(message in str(error) for message in TRIED)
    return False


SMUGGLED = [
    f"ASK {{ SERVICE {CALL} {{}} }}",
    f"ASK {{ service{CALL}{{}} }}",
    f"ASK {{ SerVice{CALL}{{}} }}",
    "ASK { BIND(1 AS ?x) SERVICE ?x {} }",
    "ASK { SERVICE:foo {} }",
    "ASK { SERVICE ex:foo {} }",
    "ASK {BIND(1 AS ?a)BIND(2 AS ?b)FILTER(?a<?b)SERVICE:x{}}",
    "ASK {BIND(1 AS ?a)FILTER(?a<'>')SERVICE:x{?s?p?o}FILTER(?a<'')}",
    "ASK {BIND(1 AS ?a)BIND(2 AS ?b)FILTER(?a<?b#>'''\n)SERVICE:x{}}#'''",
    "ASK {BIND(1 AS ?a)BIND(2 AS ?b)FILTER(?a<?b)SERVICE?x#>\n{}}",
    f"ASK {{ VALUES ?x {{ 1 }}SERVICE{CALL}{{}} }}",
    f"ASK {{ #\rSERVICE {CALL} {{}} }}",
    f"ASK {{ ?s ?p 1.SERVICE{CALL}{{}} }}",
    f"ASK {{ OPTIONAL {{ SERVICE {CALL} {{}} }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE {CALL} {{}} }} }}",
    f"ASK {{ {{ SELECT * {{ SERVICE {CALL} {{}} }} }} }}",
    f"ASK {{ SERVICE SILENT {CALL} {{}} SERVICE {CALL} {{}} }}",
    f"ASK {{ SERVICE SILENT {CALL} {{ SERVICE {CALL} {{}} }} }}",
    "ASK { SERVICESILENT:x {} SERVICE:x {} }",
    f"ASK {{ ?s ?p _:a.SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p ex:a.SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p 'x'@en.SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p 'x'@en-SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p ?x\u00b7SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p ex:\\-SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p ex:%20SERVICE{CALL}{{}} }}",
    f"ASK {{ ?s ?p <a>SERVICE{CALL}{{}} }}",
    f"ASK {{ \\u0053ERVICE {CALL} {{}} }}",
]


@pytest.mark.parametrize("text", SMUGGLED)
def test_no_call_is_smuggled_into_a_query(text: str) -> None:
    text = PREFIXES + text
    try:
        safe = prepare_query(text, {}).text
    except RefusedText:
        return
    assert not tries_to_call(safe)


def test_the_planted_calls_are_calls_without_the_guard() -> None:
    assert sum(tries_to_call(PREFIXES + text) for text in SMUGGLED) >= 14


@pytest.mark.parametrize(
    "text",
    [
        f"LOAD {CALL}",
        "LOAD:x",
        f"LOAD {CALL} INTO GRAPH <http://e/g>",
        f"INSERT DATA {{}} ; load {CALL}",
        f"INSERT {{ ?s ?p 2 }} WHERE {{ ?s ?p ?o . SERVICE {CALL} {{}} }}",
        f"DELETE {{ ?s ?p 2 }} WHERE {{ ?s ?p 1.SERVICE{CALL}{{}} }}",
    ],
)
def test_no_call_is_smuggled_into_an_update(text: str) -> None:
    text = PREFIXES + text
    assert tries_to_call(text, update=True)
    try:
        safe = prepare_update(text, {}).text
    except RefusedText:
        return
    assert not tries_to_call(safe, update=True)


PIECES = st.sampled_from(
    [
        *("SERVICE", "service", "SILENT", CALL, ":x", "ex:x", "?x", "{}", "{", "}", "(", ")"),
        *("?a<?b", "<", ">", "'", '"', "'''", "#", "\n", "\r", " ", ".", "\\", "1", "true"),
        *(
            "FILTER",
            "BIND(1 AS ?a)",
            "OPTIONAL",
            "<?b#>",
            "<'>",
            "service:x",
            "@en",
            "_:a",
            "UNION",
        ),
        *(f"SERVICE{CALL}{{}}", "FILTER(?a<'>')", "?s ?p ?o", "FILTER(?a<?b)", "SERVICE:x{}"),
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_no_mixture_gets_a_call_past_the_guard(pieces: list[str]) -> None:
    text = f"{PREFIXES}ASK {{BIND(1 AS ?a)BIND(2 AS ?b){''.join(pieces)}}}"
    try:
        safe = prepare_query(text, {}).text
    except (RefusedText, MalformedText):
        return
    assert not tries_to_call(safe)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_the_guard_is_total(text: str) -> None:
    for prepare in (prepare_query, prepare_update):
        try:
            prepare(text + " service load ", {})
        except (RefusedText, MalformedText):
            continue


INNOCENT = [
    'SELECT ("SERVICE" AS ?x) ("""load\\n""" AS ?y) {}',
    "SELECT ?service WHERE { BIND(1 AS ?service) } # SERVICE <http://e/>",
    "PREFIX ex: <http://e/> SELECT * { VALUES ?x { ex:SERVICE ex:a.service ex:download } }",
    "PREFIX service: <http://e/service#> SELECT * { VALUES ?x { service:load service: } }",
    "SELECT * { VALUES ?x { <http://e/service> <service> <#load> } }",
    "SELECT ?x { ?x ?p 1 } # load\n",
    'SELECT ("\\\\service" AS ?x) {}',
    "CONSTRUCT { _:service ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_call_answers_as_before(text: str) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <http://e/s> <http://e/p> 1 }")

    def rows(query: str) -> str:
        results = store.query(query, base_iri="http://e/")
        if isinstance(results, ox.QuerySolutions):
            return str(results.serialize(format=ox.QueryResultsFormat.TSV))
        assert isinstance(results, ox.QueryTriples)
        return str(len(list(results)))

    assert rows(prepare_query(text, {}).text) == rows(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"SELECT * {{ SERVICE SILENT {CALL} {{ ?s ?p ?o }} }}", 1),
        (f"SELECT * {{ ?s ?p ?o SERVICE SILENT {CALL} {{ ?o ?q ?r {{ }} }} }}", 1),
        ("SELECT * { ?s ?p ?o SERVICE SILENT ?o { ?a ?b ?c } }", 1),
        (f"SELECT * {{ ?s ?p 7 SERVICE SILENT {CALL} {{ ?a ?b ?c }} }}", 0),
    ],
)
def test_a_silent_call_gives_one_solution_without_bindings(text: str, count: int) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <http://e/s> <http://e/p> 1 }")
    solutions = store.query(prepare_query(text, {}).text)
    assert isinstance(solutions, ox.QuerySolutions)
    assert len(list(solutions)) == count


def test_the_group_of_a_silent_call_has_to_be_well_formed() -> None:
    text = prepare_query(f"SELECT * {{ SERVICE SILENT {CALL} {{ ?s ?p }} }}", {}).text
    with pytest.raises(SyntaxError):
        ox.Store().query(text)


def test_a_silent_load_does_nothing() -> None:
    insert = "INSERT DATA { <http://e/a> <http://e/b> 2 }"
    text = f"LOAD SILENT {CALL} INTO GRAPH <http://e/g> ; {insert}"
    store = ox.Store()
    store.update(prepare_update(text, {}).text)
    assert len(store) == 1
    assert not list(store.named_graphs())


def test_a_refusal_has_its_position() -> None:
    with pytest.raises(RefusedText, match="line 2, column 3: SERVICE"):
        prepare_query(f"SELECT * {{\n  SERVICE {CALL} {{}}\n}}", {})


@pytest.mark.parametrize("mark", ["# service\n", "'service'", "<http://e/service>"])
def test_errors_point_into_the_text_as_it_came(mark: str) -> None:
    text = f"SELECT * {{ ?s ?p {mark} @@ }}"
    plain = f"SELECT * {{ ?s ?p {mark.replace('service', 'SErvise')} @@ }}"
    ready = prepare_query(text, {})
    positions = []
    for query in (ready.text, plain):
        with pytest.raises(SyntaxError) as caught:
            ox.Store().query(query)
        line, column = str(caught.value).split(":")[0].split()[-1], str(caught.value).split(":")[1]
        positions.append((int(line), int(column)))
    assert ready.original_position(*positions[0]) == positions[1]


def test_deep_nesting_is_refused_with_its_position() -> None:
    with pytest.raises(MalformedText, match="line 1, column 1012"):
        prepare_query("ASK { FILTER" + "(" * 2000 + "1" + ")" * 2000 + "}", {})


def test_a_query_tells_its_prefixes_and_whether_it_names_a_dataset() -> None:
    ready = prepare_query(
        "PREFIX ex: <http://e/> SELECT * FROM <http://g> { ex:a rdf:type foo:b }", {"rdf": "R"}
    )
    assert (ready.missing, ready.declared, ready.names_dataset) == (
        {"rdf": "R"},
        {"ex": "http://e/"},
        True,
    )
    assert not prepare_query("SELECT ('FROM' AS ?x) { ?from ?p <FROM> } # FROM", {}).names_dataset


GRAPHS = """
INSERT DATA {
  <http://e/d> <http://e/p> 0
  GRAPH <http://g/1> { <http://e/a> <http://e/p> 1 }
  GRAPH <http://g/2> { <http://e/b> <http://e/p> 2 }
}"""


def changed(text: str, using: list[str] | None, named: list[str] | None = None) -> list[str]:
    store = ox.Store()
    store.update(GRAPHS)
    store.update(prepare_update(text, {}, using, named).text)
    return sorted(quad.object.value for quad in store if isinstance(quad.object, ox.Literal))


def test_the_dataset_of_the_request_is_that_of_each_operation() -> None:
    insert = (
        "INSERT { <http://e/x> <http://e/q> ?n } WHERE { ?s <http://e/p> ?o BIND(?o+10 AS ?n) }"
    )
    assert changed(insert, ["http://g/1"]) == ["0", "1", "11", "2"]
    assert changed(insert, ["http://g/1", "http://g/2"]) == ["0", "1", "11", "12", "2"]
    assert changed(insert, None, ["http://g/2"]) == ["0", "1", "2"]
    delete = "DELETE { GRAPH <http://g/2> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert changed(delete, None, ["http://g/2"]) == ["0", "1"]
    assert changed(delete, None, ["http://g/1"]) == ["0", "1", "2"]
    both = f"INSERT DATA {{ <http://e/x> <http://e/y> 7 }} ; {insert} ; {insert}"
    assert changed(both, ["http://g/2"]) == ["0", "1", "12", "2", "7"]


def test_delete_where_reads_the_dataset_and_deletes_from_the_default_graph() -> None:
    assert changed("DELETE WHERE { ?s ?p ?o }", ["http://g/1"]) == ["0", "1", "2"]
    assert changed("DELETE WHERE { ?s ?p ?o }", None) == ["1", "2"]
    where = "DELETE WHERE { GRAPH <http://g/1> { ?s ?p ?o } }"
    assert changed(where, None, ["http://g/1"]) == ["0", "2"]
    assert changed(where, None, ["http://g/2"]) == ["0", "1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p 1 } USING <http://g/1> WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING NAMED <http://g/1> WHERE { ?s ?p ?o }",
        "WITH <http://g/1> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }",
    ],
)
def test_two_datasets_are_one_too_many(text: str) -> None:
    with pytest.raises(MalformedText, match="using-graph-uri"):
        prepare_update(text, {}, ["http://g/1"])


@pytest.mark.parametrize("iri", ["http://g/> {} ; CLEAR ALL #", "relative", "http://g/ x"])
def test_a_graph_of_the_request_cannot_break_out(iri: str) -> None:
    with pytest.raises(MalformedText):
        prepare_update("DELETE WHERE { ?s ?p ?o }", {}, [iri])


def test_a_call_may_be_refused_only_when_it_is_reached() -> None:
    text = "SELECT * { ?s ?p ?o\n SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"
    ready = prepare_query(text, {}, when_reached=True)
    assert "127.0.0.1" not in ready.text
    assert ready.refused.startswith("line 2, column 2: SERVICE is refused")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE",
        "SELECT * { SERVICE <http://127.0.0.1/>",
        "SELECT * { SERVICE { ?a ?b ?c } }",
        "SELECT * { SERVICES <http://127.0.0.1/> { ?a ?b ?c } }",
    ],
)
def test_what_is_no_whole_call_is_refused_at_once(text: str) -> None:
    with pytest.raises(RefusedText):
        prepare_query(text, {}, when_reached=True)
