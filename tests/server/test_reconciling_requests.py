"""Whatever JSON a client sends is read as questions or refused with a reason, never a failure."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from poimenno.server.engine import BadRequest, EngineError
from poimenno.server.reconciling_languages import languages
from poimenno.server.reconciling_requests import (
    LARGEST_LIMIT,
    VALUES,
    Question,
    Value,
    read_document,
    read_draft_batch,
    read_extension,
    read_old_batch,
    read_old_query,
)

WORDS = st.sampled_from(
    [
        "queries",
        "query",
        "type",
        "limit",
        "properties",
        "pid",
        "v",
        "id",
        "conditions",
        "ids",
        "matchType",
        "propertyValue",
        "propertyId",
        "settings",
        "name",
        "property",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=25,
)


def refusal(read: Callable[[], Any]) -> EngineError | None:
    try:
        read()
    except EngineError as error:
        return error
    return None


@given(ANYTHING)
def test_any_document_is_read_or_refused(document: Any) -> None:
    readers: list[Callable[[Any], Any]] = [read_old_batch, read_draft_batch, read_extension]
    for read in readers:
        refused = refusal(partial(read, document))
        assert refused is None or refused.status in {400, 413}


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = refusal(partial(read_document, text, "the body"))
    assert refused is None or "is no JSON" in refused.detail


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_wish_for_languages_is_read(parameter: str, accept: str) -> None:
    assert all(tag == tag.lower() for tag in languages(parameter, accept))


def test_languages_come_in_the_order_of_the_wish() -> None:
    assert languages(None, "en;q=0.5, ru-RU, de;q=0") == ["ru-ru", "ru", "en"]
    assert languages("hy", "en") == ["hy", "en"]
    assert languages(None, None) == []


def test_values_of_equal_names_come_joined_by_line_breaks() -> None:
    def values(given_value: Any) -> tuple[Value, ...]:
        query = {"query": "x", "properties": [{"pid": "P569", "v": given_value}]}
        question: Question = read_old_query(query, "query")
        return question.of_kind("property")[0].values

    assert values("1893\n1893\n1888") == (Value("1893"), Value("1888"))
    assert values("\n".join(map(str, range(900))))[-1] == Value(str(VALUES - 1))
    assert values([1893, 1893.5, True, {"id": "Q1", "name": "a"}]) == (
        Value("1893"),
        Value("1893.5"),
        Value("true"),
        Value("a", "Q1"),
    )
    assert values("") == (Value(""),)


def test_a_limit_is_held_to_the_bound() -> None:
    assert read_old_query({"query": "x", "limit": 10**30}, "query").limit == LARGEST_LIMIT
    assert read_old_query({"query": "x", "limit": 3.0}, "query").limit == 3
    with pytest.raises(BadRequest, match="whole number"):
        read_old_query({"query": "x", "limit": -1}, "query")


def test_a_store_without_our_graph_is_answered_for(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").get_json()
    assert manifest["defaultTypes"] == []
    found = client.get("/reconcile", query_string={"query": "Babel"}).get_json()
    assert found == {"result": []}
    document = {"ids": ["Q1002"], "properties": [{"id": "P569"}]}
    extended = client.post("/reconcile/extend", json=document).get_json()
    assert [row["properties"][0]["values"] for row in extended["rows"]] == [[]]
    assert client.get("/reconcile/extend/propose").get_json()["properties"] == []
    assert client.get("/reconcile/suggest/type").get_json() == {"result": []}
