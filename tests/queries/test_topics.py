"""Questions of a historian beside the competency questions, answered with the expected rows.

The rows of `expected-topics` were computed from the fact tables by a script of their own, which
shares nothing with the lifting; a query and its rows have one name, the folder joined by `--`.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.queries import catalogue
from poimenno.triples import snapshots
from poimenno.triples.store import Store

EXPECTED = Path(__file__).parent / "expected-topics"
QUERIES = {query.name: query for query in catalogue.shipped()}
NAMES = sorted(path.stem.replace("--", "/") for path in EXPECTED.glob("*.csv"))


@pytest.fixture(scope="module")
def graph(built_store: Path) -> Iterator[Store]:
    with snapshots.reading(built_store) as opened:
        yield opened


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def expected(name: str) -> list[list[str]]:
    return table((EXPECTED / f"{name.replace('/', '--')}.csv").read_text("utf-8"))


def answered(graph: Store, text: str) -> list[list[str]]:
    return table((graph.answer(text, "text/csv", union=True) or b"").decode("utf-8"))


def test_there_are_questions_of_every_kind() -> None:
    assert len(NAMES) >= 25
    assert set(NAMES) <= set(QUERIES)
    assert {"acts", "bodies", "cases", "evidence", "peoples", "persons", "statistics"} <= {
        QUERIES[name].topic for name in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_as_the_tables_say(graph: Store, name: str) -> None:
    assert answered(graph, QUERIES[name].text) == expected(name)


def test_another_value_of_a_parameter_gives_another_answer(graph: Store) -> None:
    query = QUERIES["repressions/certainly-executed-between"]
    text = query.with_values({"since": ["1937-01-01"], "until": ["1937-12-31"]})
    days = [row[2] for row in answered(graph, text)[1:]]
    assert days
    assert all(day.startswith("1937-") for day in days)


def test_dates_are_told_apart_by_their_text(graph: Store) -> None:
    """EDTF literals that differ are no error to STR(), as they are to a plain `!=`."""
    text = QUERIES["bodies/disputed-beginnings"].text
    plain = text.replace("STR(?rival) != STR(?start)", "?rival != ?start")
    assert plain != text
    assert answered(graph, plain) == expected("bodies/disputed-beginnings")[:1]
