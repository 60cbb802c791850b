"""Every competency question is asked of the built graph and answered with the expected rows."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from poimenno.queries.catalogue import CataloguedQuery, shipped
from poimenno.triples import snapshots
from poimenno.triples.store import Store

EXPECTED = Path(__file__).parent / "expected"
QUESTIONS = [f"CQ{number:02d}" for number in range(1, 97)]
COMPETENCY = {query.question: query for query in shipped() if query.question}
ROWS = {path.stem: path for path in sorted(EXPECTED.glob("cq*.csv"))}


@pytest.fixture(scope="module")
def graph(built_store: Path) -> Iterator[Store]:
    with snapshots.reading(built_store) as opened:
        yield opened


def asked(graph: Store, query: CataloguedQuery) -> list[list[str]]:
    answer = graph.answer(query.text, "text/csv", union=True)
    return list(csv.reader(StringIO((answer or b"").decode())))


def test_every_question_has_one_query() -> None:
    assert sorted(COMPETENCY) == QUESTIONS
    assert len([query for query in shipped() if query.question]) == len(QUESTIONS)


def test_no_expectation_is_without_its_query() -> None:
    names = {query.name.rpartition("/")[2] for query in COMPETENCY.values()}
    assert sorted(set(ROWS) - names) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered(question: str, graph: Store) -> None:
    query = COMPETENCY[question]
    answered = asked(graph, query)
    assert len(answered) > 1, "no row"
    expected = ROWS.get(query.name.rpartition("/")[2])
    if expected is not None:
        with expected.open(encoding="utf-8", newline="") as lines:
            assert answered == list(csv.reader(lines))
