"""The function behind the label service, on a store with two graphs."""

import pytest

from poimenno.triples.labelling import Labels
from poimenno.triples.store import Store

Q1, Q2 = "<https://w3id.org/poimenno/entity/Q1>", "<http://example.org/other>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ALT = "<http://www.w3.org/2004/02/skos/core#altLabel>"
DATA = f"""
{Q1} {LABEL} "Anna"@en <http://example.org/g> .
{Q1} {LABEL} "Anna"@en <http://example.org/h> .
{Q1} {LABEL} "Анна"@ru <http://example.org/h> .
{Q1} {ALT} "B"@en <http://example.org/g> .
{Q1} {ALT} "A"@en <http://example.org/h> .
{Q1} {ALT} "5"^^<http://www.w3.org/2001/XMLSchema#integer> <http://example.org/h> .
{Q1} {ALT} {Q2} <http://example.org/h> .
_:b {LABEL} "unnamed"@en .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store.in_memory()
    store.extend(DATA.encode())
    return store


CASES = [
    (Q1, LABEL, '"en,ru"', '"Anna"@en'),
    (Q1, LABEL, '"RU"', '"Q1"'),
    (Q1, LABEL, '"de"', '"Q1"'),
    (Q1, ALT, '"ru,en"', '"A, B"@en'),
    (Q1, ALT, '"mul"', None),
    (Q2, LABEL, '"en"', '"http://example.org/other"'),
    (Q2, ALT, '"en"', None),
    ('"a \\"word\\""@en', LABEL, '"ru"', '"a \\"word\\""'),
    ('"a word"', ALT, '"en"', None),
    ("_:b", LABEL, '"en"', '"unnamed"@en'),
    ("_:b", LABEL, '"ru"', None),
    (Q1, '"no property"', '"en"', None),
]


@pytest.mark.parametrize(("subject", "predicate", "languages", "expected"), CASES)
def test_names_are_looked_up(
    store: Store, subject: str, predicate: str, languages: str, expected: str | None
) -> None:
    assert Labels(store).name(subject, predicate, languages) == expected


def test_names_come_from_the_graphs_that_are_asked(store: Store) -> None:
    assert Labels(store, ["http://example.org/g"]).name(Q1, ALT, '"en"') == '"B"@en'
    assert Labels(store, ["http://example.org/g"]).name(Q1, LABEL, '"ru"') == '"Q1"'
    assert Labels(store, [None]).name("_:b", LABEL, '"en"') == '"unnamed"@en'
    assert Labels(store, []).name("_:b", LABEL, '"en"') is None
