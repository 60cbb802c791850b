"""Named subqueries and hints of Blazegraph: what they become, and that the answer is the same."""

import pytest

from poimenno.queries.adapting import Habits, adapt
from poimenno.queries.guarding import MalformedText
from poimenno.queries.named_subqueries import MAX_LENGTH

from .wikidata_habits import LABELLING, PREFIXES, adapted, rows, store_of

DATA = """
ent:Q1 a ex:Person ; ex:born 1890 ; rdfs:label "Anna"@en .
ent:Q2 a ex:Person ; ex:born 1880 ; rdfs:label "Boris"@en .
ent:Q3 a ex:Person ; ex:born 1870 ; rdfs:label "Vera"@en .
"""
NAMED = f"""
SELECT ?pLabel ?n WITH {{
  SELECT ?p {{ ?p a ex:Person ; ex:born ?year }} ORDER BY ?year LIMIT 2
}} AS %oldest
WITH {{ SELECT (COUNT(*) AS ?n) {{ INCLUDE %oldest }} }} AS %number
WHERE {{ INCLUDE %oldest . INCLUDE %number {LABELLING} }}
"""


def test_named_subqueries_are_written_out() -> None:
    assert "%" not in adapted(NAMED)
    assert rows(store_of(DATA), NAMED) == {("Boris@en", "2"): 1, ("Vera@en", "2"): 1}


def test_names_come_from_within_a_named_subquery_too() -> None:
    named = f"WITH {{ SELECT ?pLabel {{ ?p ex:born 1890 {LABELLING} }} }} AS %a"
    text = f"SELECT ?pLabel {named} {{ INCLUDE %a }}"
    assert rows(store_of(DATA), text) == {("Anna@en",): 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * WITH { SELECT * {} } AS %a { INCLUDE %b }", "column 39: there is no named"),
        ("SELECT * WITH { SELECT * { INCLUDE %a } } AS %a { INCLUDE %a }", "%a includes itself"),
        ("SELECT * WITH { SELECT * {} } { INCLUDE %a }", "ends with AS %name"),
        ("SELECT * WITH { ASK {} } AS %a WITH { ASK {} } AS %a { INCLUDE %a }", "defined twice"),
    ],
)
def test_what_is_wrong_with_a_name_is_told(text: str, message: str) -> None:
    with pytest.raises(MalformedText, match=r"^line 1, column \d+: ") as caught:
        adapted(text)
    assert message in str(caught.value)


def test_subqueries_that_double_one_another_stay_bounded() -> None:
    levels = [
        f"WITH {{ SELECT * {{ INCLUDE %l{level} INCLUDE %l{level} }} }} AS %l{level + 1}"
        for level in range(40)
    ]
    text = (
        f"SELECT * WITH {{ SELECT * {{ ?s ?p ?o }} }} AS %l0 {' '.join(levels)} {{ INCLUDE %l40 }}"
    )
    with pytest.raises(MalformedText, match=f"more than {MAX_LENGTH} characters"):
        adapted(text)


HINTED = [
    "SELECT ?y { hint:Query hint:optimizer 'None' . ?p ex:born ?y }",
    "SELECT ?y { ?p ex:born ?y . hint:Prior hint:runLast true . }",
    "SELECT ?y { ?p ex:born ?y . hint:Prior hint:runLast true }",
    "SELECT ?y { ?p a ex:Person . hint:Prior hint:x true ; hint:y true . ?p ex:born ?y }",
    "SELECT ?y { ?p ex:born ?y FILTER(?y > 0) hint:Group hint:optimizer 'None' }",
    "SELECT ?y { { SELECT ?y { ?p ex:born ?y . hint:SubQuery hint:runOnce true } } }",
    "SELECT ?y { hint:Prior hint:gearing 'forward' OPTIONAL { ?p ex:born ?y } }",
    "SELECT ?y { <http://www.bigdata.com/queryHints#Query> hint:x 1, 2 . ?p ex:born ?y }",
]


@pytest.mark.parametrize("text", HINTED)
def test_hints_are_left_out(text: str) -> None:
    assert rows(store_of(DATA), text) == {("1870",): 1, ("1880",): 1, ("1890",): 1}


def test_what_only_names_a_hint_stays() -> None:
    for text in (
        "SELECT * { VALUES ?h { hint:Prior hint:runLast } }",
        "SELECT * { ?s ?p hint:Prior . ?s hint:runLast ?o }",
        'SELECT * { ?s ?p "hint:Prior hint:runLast true" }',
    ):
        assert adapt(text, Habits(PREFIXES)) == ()


@pytest.mark.parametrize(
    "comment",
    [
        "#defaultView:Map{'layer': '?x'}\n",
        "#title: Persons SERVICE wikibase:label {\n",
        "#TEMPLATE={}\n",
    ],
)
def test_what_the_interface_of_wikidata_reads_changes_nothing(comment: str) -> None:
    text = f"{comment}SELECT ?pLabel {{ ?p ex:born 1890 {LABELLING} }} # INCLUDE %x"
    assert rows(store_of(DATA), text) == {("Anna@en",): 1}
