"""Statements of the JSON model as values: invented ones, of every type."""

from typing import Any

import pytest

from poimenno.triples.snaks import Bounds, cell, held, iso_date, statements, text_of, value_of
from poimenno.triples.timespans import read_spans

GREGORIAN = "http://www.wikidata.org/entity/Q1985727"
BOUNDS = Bounds("P1", "P2", "P3")


def time(text: str, precision: int, calendar: str = GREGORIAN) -> dict[str, Any]:
    return {"time": text, "precision": precision, "calendarmodel": calendar}


def statement(kind: str, value: Any, rank: str = "normal", **more: Any) -> dict[str, Any]:
    snak = {"snaktype": "value", "datavalue": {"type": kind, "value": value}}
    return {"mainsnak": snak, "rank": rank, **more}


def qualified(**said: str) -> dict[str, Any]:
    return {
        key: [{"snaktype": "value", "datavalue": {"type": "string", "value": value}}]
        for key, value in said.items()
    }


def test_ranks_choose_the_statements() -> None:
    first = statement("string", "a", "preferred", references=[{}])
    second, third = statement("string", "b"), statement("string", "c", "deprecated")
    entity = {"claims": {"P9": [first, second, third]}}
    assert list(statements(entity, ["P9"])) == [first]
    assert list(statements(entity, ["P9"], "no_deprecated")) == [first, second]
    assert list(statements(entity, ["P8", "P9"], "any")) == [first, second, third]
    assert list(statements(entity, ["P9"], "any", referenced=True)) == [first]
    assert list(statements({"claims": {"P9": [second]}}, ["P9"])) == [second]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (time("+1937-11-27T00:00:00Z", 11), "1937-11-27"),
        (time("+1937-11-00T00:00:00Z", 10), "1937-11"),
        (time("+1937-00-00T00:00:00Z", 9), "1937"),
        (time("+1930-00-00T00:00:00Z", 8), "193X"),
        (time("-0044-03-15T00:00:00Z", 11), "-0044-03-15"),
    ],
)
def test_a_time_is_written_as_precisely_as_it_is_known(value: dict[str, Any], written: str) -> None:
    assert iso_date(value) == written


def test_only_an_exact_day_is_a_date_in_a_table() -> None:
    assert cell("time", time("+1937-11-27T00:00:00Z", 11)) == {"date": "1937-11-27T00:00:00Z"}
    assert cell("time", time("+1937-11-00T00:00:00Z", 10)) == {"str": "1937-11"}
    assert cell("time", time("+1937-00-00T00:00:00Z", 9)) == {"str": "1937"}
    julian = time("+1888-09-27T00:00:00Z", 11, "http://www.wikidata.org/entity/Q1985786")
    assert cell("time", julian) == {"str": "1888-09-27"}


def test_parts_are_read_out_of_values() -> None:
    day = time("+1937-11-27T00:00:00Z", 11)
    assert cell("time", day, "year") == {"int": 1937}
    assert cell("time", day, "day") == {"int": 27}
    assert cell("time", time("+1937-00-00T00:00:00Z", 9), "month") is None
    assert cell("time", time("+1930-00-00T00:00:00Z", 8), "year") == {"str": "193X"}
    point = {"latitude": 55.75, "longitude": 37.5}
    assert cell("globecoordinate", point) == {"str": "55.75,37.5"}
    assert cell("globecoordinate", point, "lng") == {"float": 37.5}
    assert cell("quantity", {"amount": "+10", "unit": "1"}) == {"int": 10}
    assert cell("quantity", {"amount": "+10.5", "unit": "1"}) == {"float": 10.5}
    assert text_of("string", "https://example.org/a?b", "netloc") == "example.org"
    assert text_of("monolingualtext", {"text": "имя", "language": "ru"}, "lang") == "ru"
    assert text_of("quantity", {"amount": "+1", "unit": "1"}, "year") is None


def test_qualifiers_say_more_than_precision_can() -> None:
    vague = statement("time", time("+1880-00-00T00:00:00Z", 8))
    vague["qualifiers"] = qualified(P1="[1887,1888]", P2="1887-01-01", P3="1888-12-31")
    found = value_of(vague, BOUNDS)
    assert found is not None
    compared = held(*found, "", lambda _: (), lambda _: frozenset())
    assert compared is not None
    assert compared.span == read_spans("1887/1888")[0]
    assert cell(*found) == {"str": "[1887,1888]"}
    # Without them the decade is all that is known.
    plain = value_of(vague)
    assert plain is not None
    wide = held(*plain, "", lambda _: (), lambda _: frozenset())
    assert wide is not None
    assert wide.span == read_spans("188X")[0]


def test_an_unknown_value_with_bounds_is_a_date_and_without_is_nothing() -> None:
    unknown = {"mainsnak": {"snaktype": "somevalue"}, "qualifiers": qualified(P1="../1937")}
    found = value_of(unknown, BOUNDS)
    assert found is not None
    compared = held(*found, "", lambda _: (), lambda _: frozenset())
    assert compared is not None
    assert compared.span == read_spans("../1937")[0]
    assert cell(*found) == {"str": "../1937"}
    assert cell(*found, "year") is None
    assert value_of({"mainsnak": {"snaktype": "somevalue"}}, BOUNDS) is None
    assert value_of({"mainsnak": {"snaktype": "novalue"}}, BOUNDS) is None


def test_an_item_knows_its_names_and_what_is_above() -> None:
    found = value_of(statement("wikibase-entityid", {"entity-type": "item", "numeric-id": 9}))
    assert found == ("wikibase-entityid", "Q9")
    compared = held(*found, "", lambda name: (f"name of {name}",), lambda _: frozenset({"Q1"}))
    assert compared is not None
    assert (compared.names, compared.names_above) == (("name of Q9",), ("name of Q1",))
