"""The search for entities by name: what it asks of the index, and what its rows become."""

from collections.abc import Sequence

import pytest

from poimenno.queries.guarding import MalformedText
from poimenno.queries.search_service import Found, Wanted
from poimenno.queries.service_blocks import quote

from .wikidata_habits import LABELLING, adapted, answer, rows, store_of

DATA = """
ent:Q1 wdt:P31 ent:Q5 ; wdt:P106 ent:Q7 ; wdt:P214 "123" ; rdfs:label "Anna Ivanova"@en .
ent:Q2 wdt:P31 ent:Q5 ; rdfs:label "Anna Petrova"@en .
ent:Q3 wdt:P31 ent:Q6 ; rdfs:label "Annino"@en .
"""
E = "https://w3id.org/poimenno/entity/"
SPECIAL = 'a "b"\\'
FOUND = {"Anna": ("Q1", "Q2", "Q3"), "Annino": ("Q3",), SPECIAL: ("Q1",)}
OUTPUTS = (
    "?item wikibase:apiOutputItem mwapi:item . ?num wikibase:apiOrdinal true ."
    " ?name wikibase:apiOutput mwapi:label"
)


class Index:
    """Knows three names, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Wanted] = []

    def __call__(self, wanted: Wanted) -> Sequence[Found]:
        self.asked.append(wanted)
        return [Found(number, f"of {number}") for number in FOUND.get(wanted.text, ())]


def service(
    words: str, *, api: str = "EntitySearch", more: str = "", outputs: str = OUTPUTS
) -> str:
    key = "srsearch" if api == "Search" else "search"
    text = words if words.startswith("?") else quote(words)
    return (
        f'SERVICE wikibase:mwapi {{ bd:serviceParam wikibase:api "{api}" ;'
        f' wikibase:endpoint "www.wikidata.org" ; mwapi:{key} {text} ; mwapi:language "en" {more} .'
        f" {outputs} }}"
    )


def test_entities_are_found_in_their_order() -> None:
    index = Index()
    text = f"SELECT ?item ?num ?name {{ {service('Anna')} ?item wdt:P31 ent:Q5 }}"
    assert rows(store_of(DATA), text, searching=index) == {
        (f"{E}Q1", "0", "of Q1"): 1,
        (f"{E}Q2", "1", "of Q2"): 1,
    }
    assert index.asked == [Wanted("Anna", "en", "item", 50, whole_words=False)]


def test_what_was_found_has_a_label() -> None:
    text = f"SELECT ?itemLabel {{ {service('Annino')} {LABELLING} }}"
    assert rows(store_of(DATA), text, searching=Index()) == {("Annino@en",): 1}


def test_a_star_shows_the_outputs_only() -> None:
    for api in ("EntitySearch", "Search"):
        text = f"SELECT * {{ {service('Anna haswbstatement:P31=Q5', api=api)} }}"
        table = answer(store_of(DATA), text, searching=Index())
        assert not isinstance(table, bool)
        assert sorted(table.variables) == ["item", "name", "num"]


def test_the_text_is_taken_as_it_is_written() -> None:
    text = f"SELECT ?item {{ {service(SPECIAL)} }}"
    assert rows(store_of(DATA), text, searching=Index()) == {(f"{E}Q1",): 1}


@pytest.mark.parametrize(
    "binding",
    [
        'BIND("Annino" AS ?text)',
        'VALUES ?text { "Annino" "nobody" }',
        'VALUES (?text) { ("Annino") }',
        'BIND("Annino"@en AS ?text)',
    ],
)
def test_the_text_may_be_a_variable_that_the_query_sets(binding: str) -> None:
    text = f"SELECT ?item (STR(?text) AS ?t) {{ {binding} {service('?text')} }}"
    assert rows(store_of(DATA), text, searching=Index()) == {(f"{E}Q3", "Annino"): 1}


def test_several_texts_are_told_apart() -> None:
    text = f'SELECT ?text ?item {{ VALUES ?text {{ "Anna" "Annino" }} {service("?text")} }}'
    assert rows(store_of(DATA), text, searching=Index()) == {
        ("Anna", f"{E}Q1"): 1,
        ("Anna", f"{E}Q2"): 1,
        ("Anna", f"{E}Q3"): 1,
        ("Annino", f"{E}Q3"): 1,
    }


def test_a_search_may_be_a_generator() -> None:
    text = """SELECT ?item { SERVICE wikibase:mwapi { bd:serviceParam wikibase:api "Generator" ;
      wikibase:endpoint "www.wikidata.org" ; mwapi:generator "search" ; mwapi:gsrlimit "1" ;
      mwapi:gsrsearch "inlabel:Anna haswbstatement:P31=Q5" .
      ?item wikibase:apiOutputItem mwapi:title } }"""
    assert rows(store_of(DATA), text, searching=Index()) == {(f"{E}Q1",): 1}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Anna", ["Q1", "Q2", "Q3"]),
        ("Anna haswbstatement:P31=Q5", ["Q1", "Q2"]),
        ("haswbstatement:P31=Q5|P31=Q6 Anna", ["Q1", "Q2", "Q3"]),
        ("Anna -haswbstatement:P106", ["Q2", "Q3"]),
        ("haswbstatement:P106=Q7", ["Q1"]),
        ("haswbstatement:P214=123", ["Q1"]),
        ("haswbstatement:P31=Q5 -haswbstatement:P106=Q7", ["Q2"]),
        ("inlabel:Anna", ["Q1", "Q2", "Q3"]),
        ("nobody", []),
    ],
)
def test_a_full_search_knows_statements(words: str, expected: list[str]) -> None:
    index = Index()
    outputs = "?item wikibase:apiOutputItem mwapi:title . ?id wikibase:apiOutput '@title'"
    text = f"SELECT ?item ?id {{ {service(words, api='Search', outputs=outputs)} }}"
    found = rows(store_of(DATA), text, searching=index)
    assert found == {(E + number, number): 1 for number in expected}
    assert all(wanted.whole_words for wanted in index.asked)


def test_limits_are_held() -> None:
    cases = [("; mwapi:limit 2", 2), ('; mwapi:limit "9999"', 500), ("; wikibase:limit 1", 1)]
    for more, limit in cases:
        index = Index()
        adapted(f"SELECT * {{ {service('Anna', more=more)} }}", searching=index)
        assert index.asked[0].limit == limit
    full = service("Anna haswbstatement:P31=Q5", api="Search", more="; mwapi:srlimit 1")
    assert rows(store_of(DATA), f"SELECT ?item {{ {full} }}", searching=Index()) == {(f"{E}Q1",): 1}


MANY = " ".join(f'"{number}"' for number in range(51))
WRONG = [
    (service("x", api="Generator"), '"Generator" is not offered; offered are "EntitySearch"'),
    (service("x", api="Categories"), '"Categories" is not offered'),
    ("SERVICE wikibase:mwapi { ?item wikibase:apiOutputItem mwapi:item }", '"" is not offered'),
    (service("?text"), "a variable that BIND or VALUES sets to one, and ?text is neither"),
    (f"VALUES ?text {{ {MANY} }} {service('?text')}", "more than 50 texts"),
    (service("x", outputs="?a wikibase:apiOutput mwapi:size"), "an output of wikibase:mwapi is"),
    (service("x", outputs="wd:Q1 wikibase:apiOutputItem mwapi:item"), "is a variable"),
    (service("x", more="; mwapi:limit 'few'"), "the limit is no number: 'few'"),
    (service("x", more="; mwapi:type 'form'"), "mwapi:type is item or property"),
    (service("haswbstatement:31", api="Search"), "haswbstatement: is followed by P31=Q5"),
    (service("-haswbstatement:P31", api="Search"), "a search for what is not said"),
    (service("x", more='; mwapi:search "y"'), "needs mwapi:search once"),
]


@pytest.mark.parametrize(("body", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_named_with_its_place(body: str, message: str) -> None:
    with pytest.raises(MalformedText, match=r"^line 1, column \d+: ") as caught:
        adapted(f"SELECT * {{ {body} }}", searching=Index())
    assert message in str(caught.value)


def test_a_text_that_is_cut_short_is_malformed() -> None:
    cut = f'SELECT * {{ {service("?text")} BIND("x"^^xsd:string'
    with pytest.raises(MalformedText):
        adapted(cut, searching=Index())


def test_without_names_there_is_no_search() -> None:
    with pytest.raises(MalformedText, match="on a store of this machine only"):
        adapted(f"SELECT * {{ {service('x')} }}")
