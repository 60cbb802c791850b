"""Days that are written as moments: what they become, and what stays as it is."""

import pytest

from poimenno.queries.adapting import Habits, adapt

from .wikidata_habits import PREFIXES, adapted, rows, store_of

DATA = """
ent:Q1 wdt:P569 "1897-03-25T00:00:00Z"^^xsd:dateTime .
ent:Q2 wdt:P569 "1893-02-16T00:00:00Z"^^xsd:dateTime .
"""


@pytest.mark.parametrize(
    "moment",
    [
        '"1895-01-01"^^xsd:dateTime',
        "'1895-01-01'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        '"+1895-01-01T00:00:00Z"^^xsd:dateTime',
        '"+1895-01-01"^^xsd:dateTime',
        '"1895-01-01T00:00:00Z"^^xsd:dateTime',
    ],
)
def test_a_day_is_compared_as_its_first_moment(moment: str) -> None:
    text = f"SELECT ?p {{ ?p wdt:P569 ?born FILTER({moment} <= ?born) }}"
    assert rows(store_of(DATA), text) == {(f"{PREFIXES['ent']}Q1",): 1}


@pytest.mark.parametrize(
    "literal",
    [
        '"1895-01-01"^^xsd:date',
        '"1895"^^xsd:dateTime',
        '"1895-01-01T00:00:00"^^xsd:dateTime',
        '"a day"^^xsd:dateTime',
        '"1895-01-01"^^ex:dateTime',
        "'\"1895-01-01\"^^xsd:dateTime'",
    ],
)
def test_other_literals_stay(literal: str) -> None:
    assert adapt(f"SELECT * {{ ?s ?p {literal} }}", Habits(PREFIXES)) == ()


def test_a_plain_store_is_asked_for_what_is_written() -> None:
    text = (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ASK { ?s ?p '1895-01-01'^^xsd:dateTime }"
    )
    assert adapt(text, Habits()) == ()
    assert "T00:00:00Z" in adapted(text)
