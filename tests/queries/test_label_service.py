"""The label service, told case by case."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from poimenno.ontology.namespaces import ENTITY
from poimenno.queries.adapting import Habits, accepted_languages, adapt
from poimenno.queries.functions import LABEL
from poimenno.queries.guarding import MalformedText
from poimenno.triples.labelling import Labels

from .wikidata_habits import LABELLING, PREFIXES, adapted, rows, store_of, unordered

DATA = """
ent:Q1 ex:knows ent:Q2 ; a ex:Person ; rdfs:label "Anna"@en, "Анна"@ru ;
  skos:altLabel "Annie"@en, "Nan"@en, "Аня"@ru ; schema:description "a poet"@en .
ent:Q2 ex:knows ent:Q3, "a friend"@en ; a ex:Person ; rdfs:label "Boris"@en ;
  schema:description "поэт"@ru .
ent:Q3 a ex:Person ; rdfs:label "Names without a language" .
ex:outside a ex:Thing .
ent:P7 wikibase:directClaim ex:knows ; rdfs:label "knows"@en .
"""
LANGUAGE = "bd:serviceParam wikibase:language"
Row = tuple[str | None, ...]
Ask = Callable[..., list[Row]]


@pytest.fixture(scope="module", params=[True, False], ids=["functions", "plain SPARQL"])
def ask(request: pytest.FixtureRequest) -> Ask:
    store = store_of(DATA)

    def ask(text: str, languages: Sequence[str] = ()) -> list[Row]:
        found = rows(store, text, languages=languages, functions=request.param)
        return sorted(found.elements(), key=repr)

    return ask


ASKED: list[tuple[str, list[Row]]] = [
    # The projection says what is wanted.
    (
        "SELECT ?pLabel { ?p a ex:Person %s }",
        [("Boris@en",), ("Q3",), ("Анна@ru",)],
    ),
    (
        "SELECT ?p ?pLabel ?pAltLabel ?pDescription { VALUES ?p { ent:Q1 ent:Q2 } %s }",
        [
            (f"{ENTITY}Q1", "Анна@ru", "Аня@ru", "a poet@en"),
            (f"{ENTITY}Q2", "Boris@en", None, "поэт@ru"),
        ],
    ),
    ("SELECT * { VALUES ?p { ent:Q1 } %s }", [(f"{ENTITY}Q1",)]),
    ("SELECT (?pLabel AS ?name) { VALUES ?p { ent:Q1 } %s }", [("Анна@ru",)]),
    ("SELECT (UCASE(?pLabel) AS ?name) { VALUES ?p { ent:Q1 } %s }", [("АННА@ru",)]),
    (
        'SELECT (GROUP_CONCAT(STR(?pLabel); separator="|") AS ?names) { VALUES ?p { ent:Q2 } %s }',
        [("Boris",)],
    ),
    (
        "SELECT ?pLabel (COUNT(?q) AS ?n) { ?p ex:knows ?q %s } GROUP BY ?p ?pLabel",
        [("Boris@en", "2"), ("Анна@ru", "1")],
    ),
    (
        "SELECT (COUNT(?q) AS ?n) { ?p ex:knows ?q %s } GROUP BY ?pLabel ORDER BY ?pLabel",
        [("1",), ("2",)],
    ),
    # Only what is bound has a name, and only where the service stands.
    ("SELECT ?nobodyLabel { VALUES ?p { ent:Q1 } %s }", [(None,)]),
    ("SELECT ?Label ?Description { VALUES ?p { ent:Q1 } %s }", [(None, None)]),
    (
        "SELECT ?qLabel { VALUES ?p { ent:Q1 ent:Q3 } OPTIONAL { ?p ex:knows ?q %s } }",
        [("Boris@en",), (None,)],
    ),
    (
        "SELECT ?pLabel ?n { { SELECT ?p (COUNT(*) AS ?n) { ?p ex:knows ?q } GROUP BY ?p } %s }",
        [("Boris@en", "2"), ("Анна@ru", "1")],
    ),
    (
        "SELECT ?pLabel { { SELECT ?p ?pLabel { VALUES ?p { ent:Q1 } %s } } }",
        [("Анна@ru",)],
    ),
    ("SELECT ?pLabel { { SELECT ?p { VALUES ?p { ent:Q1 } %s } } }", [(None,)]),
    (
        "SELECT ?pLabel { { VALUES ?p { ent:Q1 } %s } UNION { VALUES ?p { ent:Q2 } } }",
        [("Анна@ru",), (None,)],
    ),
    (
        "SELECT ?pLabel { { VALUES ?p { ent:Q1 } %s } UNION { VALUES ?p { ent:Q2 } %s } }",
        [("Boris@en",), ("Анна@ru",)],
    ),
    (
        "SELECT ?pLabel ?qLabel { ?p ex:knows ?q FILTER(?p = ent:Q1) %s OPTIONAL { ?q a ?c %s } }",
        [("Анна@ru", "Boris@en")],
    ),
    # A group with nothing else in it is no group of its own.
    ("SELECT ?pLabel { VALUES ?p { ent:Q1 } { %s } }", [("Анна@ru",)]),
    ("SELECT ?pLabel { VALUES ?p { ent:Q1 } OPTIONAL { { %s } } }", [("Анна@ru",)]),
    ("SELECT ?pLabel { VALUES ?p { ent:Q1 } { { %s } UNION { ?x ex:none ?y } } }", [(None,)]),
    # A literal is its own label; an IRI without one is itself, an entity its number.
    (
        "SELECT ?qLabel { ent:Q2 ex:knows ?q %s }",
        [("Q3",), ("a friend",)],
    ),
    ("SELECT ?tLabel { ?t a ex:Thing %s }", [("http://example.org/outside",)]),
    ("SELECT ?tLabel ?tAltLabel { BIND(4 AS ?t) %s }", [("4", None)]),
    # A property is named by its item, as in Wikidata; its direct IRI has no name.
    (
        "SELECT ?pLabel ?tLabel { ent:Q1 ?t ent:Q2 . ?p wikibase:directClaim ?t %s }",
        [("knows@en", "http://example.org/knows")],
    ),
    # What the query binds itself is left alone, in the group or around it.
    (
        'SELECT ?pLabel { VALUES ?p { ent:Q1 } BIND("mine" AS ?pLabel) %s }',
        [("mine",)],
    ),
    (
        'SELECT ?pLabel { VALUES ?pLabel { "mine" } { VALUES ?p { ent:Q1 } %s } }',
        [("mine",)],
    ),
    (
        'SELECT ?pLabel { BIND(ent:Q1 AS ?p) %s ?p rdfs:label ?pLabel FILTER(LANG(?pLabel)="en") }',
        [("Anna@en",)],
    ),
    ('SELECT (SAMPLE("x") AS ?pLabel) { VALUES ?p { ent:Q1 } %s }', [("x",)]),
    ("SELECT (SAMPLE(?pLabel) AS ?pLabel) { VALUES ?p { ent:Q1 } %s }", [("Анна@ru",)]),
    ('SELECT ("x" AS ?pLabel) (UCASE(?pLabel) AS ?u) { VALUES ?p { ent:Q1 } %s }', [("x", "X")]),
    # A condition over a name, and what is made of names.
    (
        'SELECT ?pLabel { ?p a ex:Person %s FILTER(STRSTARTS(?pLabel, "Б") || ?pLabel = "Q3") }',
        [("Q3",)],
    ),
    (
        "SELECT ?pLabel ?up { VALUES ?p { ent:Q2 } %s BIND(UCASE(?pLabel) AS ?up) }",
        [("Boris@en", "BORIS@en")],
    ),
    # Triples around the service stay apart.
    ("SELECT ?pLabel { ?p ex:knows ent:Q2 %s ?p a ex:Person }", [("Анна@ru",)]),
    ("SELECT ?pLabel { ?p ex:knows ent:Q2 . %s . ?p a ex:Person }", [("Анна@ru",)]),
    ("SELECT ?pLabel { %s ?p ex:knows ent:Q2 }", [("Анна@ru",)]),
]


@pytest.mark.parametrize(("text", "expected"), ASKED, ids=[text for text, _ in ASKED])
def test_names_are_given_by_the_projection(ask: Ask, text: str, expected: list[Row]) -> None:
    assert ask(text.replace("%s", LABELLING)) == sorted(expected, key=repr)


MANUAL: list[tuple[str, list[Row]]] = [
    (
        f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "ru" . ent:Q1 rdfs:label ?name }} }}',
        [("Анна@ru",)],
    ),
    (
        "SELECT ?a ?b ?c ?d { VALUES ?p { ent:Q1 } SERVICE wikibase:label { "
        f'?p rdfs:label ?a ; skos:altLabel ?b . {LANGUAGE} "en" .'
        " ?p schema:description ?c, ?d } }",
        [("Anna@en", "Annie, Nan@en", "a poet@en", "a poet@en")],
    ),
    # With triples of its own the service does not look at the projection.
    (
        "SELECT ?a ?pLabel { VALUES ?p { ent:Q1 } SERVICE wikibase:label { "
        f'{LANGUAGE} "en" . ?p rdfs:label ?a }} }}',
        [("Anna@en", None)],
    ),
    (
        "SELECT ?name { ?t wikibase:directClaim ex:knows SERVICE wikibase:label { "
        f'{LANGUAGE} "en" . ?t rdfs:label ?name }} }}',
        [("knows@en",)],
    ),
    # Names of names: what is made of a name comes after it.
    (
        f'SELECT ?u ?v {{ SERVICE wikibase:label {{ {LANGUAGE} "en". ent:Q1 rdfs:label ?n }}'
        ' BIND(UCASE(?n) AS ?u) BIND(CONCAT(?u, "!") AS ?v) }',
        [("ANNA@en", "ANNA!")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MANUAL, ids=[text for text, _ in MANUAL])
def test_names_are_given_by_triples_of_the_service(
    ask: Ask, text: str, expected: list[Row]
) -> None:
    assert unordered(Counter(ask(text))) == unordered(Counter(expected))


LISTS = [
    ('"ru,en"', "Анна@ru"),
    ('"en,ru"', "Anna@en"),
    ('"de, en ,ru"', "Anna@en"),
    ('"en."', "Anna@en"),
    ('"EN"', "Anna@en"),
    ("'''en'''", "Anna@en"),
    ('"de"', "Q1"),
    ('""', "Q1"),
    ('"[AUTO_LANGUAGE],en"', "Anna@en"),
    ('"[AUTO_LANGUAGE]"', "Q1"),
    ('"de" ; wikibase:language "ru"', "Анна@ru"),
    ('"de" . bd:serviceParam wikibase:language "en,ru" .', "Anna@en"),
    ('"de", "ru", "en"', "Анна@ru"),
    ('"en"@en', "Anna@en"),
]


@pytest.mark.parametrize(("written", "expected"), LISTS, ids=[written for written, _ in LISTS])
def test_languages_are_taken_in_their_order(ask: Ask, written: str, expected: str) -> None:
    service = f"SERVICE wikibase:label {{ {LANGUAGE} {written} }}"
    assert ask(f"SELECT ?pLabel {{ VALUES ?p {{ ent:Q1 }} {service} }}") == [(expected,)]


def test_the_reader_s_languages_stand_where_the_query_wants_them(ask: Ask) -> None:
    text = f'SELECT ?pLabel {{ BIND(ent:Q1 AS ?p) SERVICE wikibase:label {{ {LANGUAGE} "%s" }} }}'
    assert ask(text % "[AUTO_LANGUAGE],en", ["de", "ru"]) == [("Анна@ru",)]
    assert ask(text % "en,[AUTO_LANGUAGE]", ["de", "ru"]) == [("Anna@en",)]


def test_a_name_without_a_language_is_one_in_all_languages(ask: Ask) -> None:
    text = f'SELECT ?pLabel {{ BIND(ent:Q3 AS ?p) SERVICE wikibase:label {{ {LANGUAGE} "%s" }} }}'
    assert ask(text % "en,mul") == [("Names without a language",)]
    assert ask(text % "en") == [("Q3",)]


ACCEPTED = [
    ("", ()),
    ("ru", ("ru",)),
    ("ru-RU,ru;q=0.9,en;q=0.8", ("ru-ru", "ru", "en")),
    ("en;q=0.1, hy, *;q=0.5", ("hy", "en")),
    ("en;q=0, ru", ("ru",)),
    ("en;q=x, <script>, ru", ("ru",)),
]


@pytest.mark.parametrize(("header", "expected"), ACCEPTED)
def test_accepted_languages_are_read(header: str, expected: tuple[str, ...]) -> None:
    assert accepted_languages(header) == expected


def test_a_template_names_what_it_uses() -> None:
    text = adapted(f"CONSTRUCT {{ ?p ex:name ?pLabel }} {{ VALUES ?p {{ ent:Q1 }} {LABELLING} }}")
    store = store_of(DATA)
    made = store.answer(
        text,
        "application/n-triples",
        prefixes=PREFIXES,
        functions={LABEL: Labels(store).name},
    )
    assert (made or b"").decode() == f'<{ENTITY}Q1> <http://example.org/name> "Анна"@ru .\n'


def test_no_name_is_asked_for_where_there_is_no_projection() -> None:
    for text in (
        f"ASK {{ ?p a ex:Person {LABELLING} }}",
        f"DESCRIBE ?p {{ ?p a ex:Person {LABELLING} }}",
    ):
        assert "{}" in adapted(text)
        assert "SERVICE" not in adapted(text)
        assert LABEL not in adapted(text)


QUOTED = [
    'SELECT * { ?s ?p "SERVICE wikibase:label { }" }',
    "SELECT * { ?s ?p '''SERVICE wikibase:label {''' }",
    "SELECT * { ?s ?p ?o } # SERVICE wikibase:label { bd:serviceParam wikibase:language 'en' }",
    "#defaultView:Map\nSELECT ?service ?pLabel { ?service ?p wikibase:label }",
]


@pytest.mark.parametrize("text", QUOTED)
def test_what_only_looks_like_a_service_stays(text: str) -> None:
    assert adapt(text, Habits(PREFIXES)) == ()


def test_a_service_within_another_server_s_is_left_to_it() -> None:
    inner = f"SELECT ?pLabel {{ SERVICE <http://example.org/sparql> {{ ?p a ?t {LABELLING} }} }}"
    assert adapt(inner, Habits(PREFIXES)) == ()


MANY = ",".join(f"x-{number}" for number in range(101))
WRONG = [
    (
        "SELECT ?pLabel { ?p a ?t\n SERVICE wikibase:label { } }",
        "line 2, column 2: wikibase:label needs",
    ),
    (f"SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} ?l }} }}", "the languages of"),
    (f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "en" FILTER(1) }} }}', "'FILTER'"),
    (f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "en" OPTIONAL {{ }} }} }}', "no groups"),
    (
        f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "en" . ?p rdfs:label "x" }} }}',
        "variable",
    ),
    (f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "en" . ?p no:label ?x }} }}', "no:"),
    ("SELECT * { SERVICE wikibase:label { ", "'{' is never closed"),
    ("SELECT * { } } SERVICE wikibase:label { ", "column 14: '}' closes nothing"),
    (
        f'SELECT * {{ SERVICE wikibase:label {{ {LANGUAGE} "{MANY}" }} }}',
        "more than 100 languages",
    ),
    (f"SELECT * {{ {LABELLING * 101} }}", "more than 100 services"),
    ("SELECT * { SERVICE wikibase:lable { } }", "offered are wikibase:label"),
    (
        "SELECT * { SERVICE gas:service { gas:program gas:in ent:Q1 } }",
        "gas:service is not offered",
    ),
    ("SELECT * { SERVICE bd:sample { ?s ?p ?o } }", "bd:sample is not offered"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(MalformedText, match=r"^line \d+, column \d+: ") as caught:
        adapted(text)
    assert message in str(caught.value)
