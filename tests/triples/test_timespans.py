"""Dates of tables as spans: what they mean, and when two of them agree."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.triples.timespans import Span, compare_spans, read_spans, span_of_time

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


def span(first: str, last: str | None = None) -> Span:
    return Span(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1937", span("1937-01-01", "1937-12-31")),
        ("1937-11", span("1937-11-01", "1937-11-30")),
        ("1937-11-27", span("1937-11-27")),
        ("27.11.1937", span("1937-11-27")),
        ("27-11-1937", span("1937-11-27")),
        ("11.1937", span("1937-11-01", "1937-11-30")),
        ("+1937-11-27T00:00:00Z/11", span("1937-11-27")),
        ("+1937-11-00T00:00:00Z/10", span("1937-11-01", "1937-11-30")),
        ("+1937-00-00T00:00:00Z/9", span("1937-01-01", "1937-12-31")),
        ("+1930-00-00T00:00:00Z/8", span("1930-01-01", "1939-12-31")),
        ("+1901-00-00T00:00:00Z/7", span("1901-01-01", "2000-12-31")),
        ("1937-11-27T00:00:00Z", span("1937-11-27")),
        ("1937-11-27 00:00:00", span("1937-11-27")),
        ("27 November 1937", span("1937-11-27")),
        ("November 27, 1937", span("1937-11-27")),
        ("27 ноября 1937 г.", span("1937-11-27")),
        ("27. November 1937", span("1937-11-27")),
        ("ноябрь 1937", span("1937-11-01", "1937-11-30")),
        ("1937 год", span("1937-01-01", "1937-12-31")),
        ("193X", span("1930-01-01", "1939-12-31")),
        ("1930s", span("1930-01-01", "1939-12-31")),
        ("1930-е", span("1930-01-01", "1939-12-31")),
        ("ок. 1937", span("1936-01-01", "1938-12-31")),
        ("[1887,1888]", span("1887-01-01", "1888-12-31")),
        ("1937-10-23/1937-10-25", span("1937-10-23", "1937-10-25")),
    ],
)
def test_a_date_is_read_as_what_it_can_mean(text: str, expected: Span) -> None:
    assert read_spans(text) == [expected]


@pytest.mark.parametrize("text", ["", "  ", "unknown", "31.02.1937", "1937-13", "27 blub 1937"])
def test_what_is_no_date_is_no_span(text: str) -> None:
    assert read_spans(text) == []


def test_an_ambiguous_writing_has_both_meanings() -> None:
    assert read_spans("05/11/1937") == [span("1937-11-05"), span("1937-05-11")]


@pytest.mark.parametrize(
    ("given_text", "held", "agreement"),
    [
        ("1937", "1937-11-27", 1.0),
        ("27.11.1937", "1937", 0.95),
        ("1937", "1938", 0.0),
        ("1937-11-27", "1937-11-28", 0.0),
        ("1937-11", "1937-12", 0.0),
        ("1936/1937", "1937/1938", 0.5),
        ("1888-09-27", "1888-10-09", 0.9),
        ("1937-11-14", "1937-11-27", 0.0),
        ("1937/..", "1940", 1.0),
        ("../1936", "1937", 0.0),
        # What tables hold for no date: no calendar of Python reaches its other style.
        ("0001-01-01", "1890-05-06", 0.0),
        ("9999-12-31", "1890-05-06", 0.0),
    ],
)
def test_dates_agree_by_precision(given_text: str, held: str, agreement: float) -> None:
    assert compare_spans(read_spans(given_text), read_spans(held)[0]) == agreement


@given(DAYS, DAYS)
def test_a_year_agrees_with_a_day_just_where_it_holds_it(
    year: datetime.date, day: datetime.date
) -> None:
    held = read_spans(day.isoformat())[0]
    agreement = compare_spans(read_spans(f"{year.year:04}"), held)
    assert agreement == float(year.year == day.year)


@given(st.text(max_size=40))
def test_reading_never_fails(text: str) -> None:
    for found in read_spans(text):
        assert found.first is None or found.last is None or found.first <= found.last


def test_a_julian_time_is_moved_to_the_gregorian_calendar() -> None:
    assert span_of_time("+1888-09-27T00:00:00Z", 11, julian=True) == span("1888-10-09")
    assert span_of_time("+1917-10-25T00:00:00Z", 11, julian=True) == span("1917-11-07")
    assert span_of_time("-0044-03-15T00:00:00Z", 11) is None
    assert span_of_time("+9999-12-31T00:00:00Z", 11, julian=True) is None
