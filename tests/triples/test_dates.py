"""Dates keep their text and their precision, and mean no more days than they say."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poimenno.triples.dates import PRECISIONS, DateError, HistoricalDate

days = st.dates(datetime.date(1000, 1, 1), datetime.date(2100, 12, 31))
texts = days.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))
# The machine that runs the tests may be busy.
unhurried = settings(deadline=None)


@unhurried
@given(texts)
def test_any_date_keeps_its_text_and_its_precision(text: str) -> None:
    date = HistoricalDate.parse(text)
    assert date.text == text
    assert date.precision == {4: "year", 7: "month", 10: "day"}[len(text)]


@unhurried
@given(days)
def test_a_day_lies_within_its_month_and_its_year(day: datetime.date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        date = HistoricalDate.parse(text)
        assert date.earliest is not None
        assert date.latest is not None
        assert date.earliest <= day <= date.latest
        outside = [date.earliest - datetime.timedelta(1), date.latest + datetime.timedelta(1)]
        assert not [other for other in outside if other.isoformat().startswith(text)]


@unhurried
@given(texts, texts)
def test_an_interval_spans_both_ends_or_is_refused(start: str, end: str) -> None:
    first, last = HistoricalDate.parse(start), HistoricalDate.parse(end)
    assert first.earliest is not None
    assert last.latest is not None
    if first.earliest > last.latest:
        with pytest.raises(DateError, match="start is before its end"):
            HistoricalDate.parse(f"{start}/{end}")
        return
    date = HistoricalDate.parse(f"{start}/{end}")
    assert (date.precision, date.earliest, date.latest) == ("interval", first.earliest, last.latest)


@unhurried
@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from(["[]", "{}"]))
def test_a_set_spans_its_members_and_is_as_precise_as_the_coarsest(
    members: list[str], brackets: str
) -> None:
    text = brackets[0] + ",".join(members) + brackets[1]
    date, parts = HistoricalDate.parse(text), [HistoricalDate.parse(m) for m in members]
    assert date.text == text
    assert date.earliest == min(part.earliest for part in parts if part.earliest)
    assert date.latest == max(part.latest for part in parts if part.latest)
    assert all(PRECISIONS.index(date.precision) >= PRECISIONS.index(p.precision) for p in parts)


@unhurried
@given(st.text())
def test_any_text_is_a_date_or_a_clear_error(text: str) -> None:
    try:
        date = HistoricalDate.parse(text)
    except DateError as error:
        date, told = None, str(error)
    assert date.text == text if date else told.startswith("expected")


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("1937~", "circa", "1936-01-01", "1938-12-31"),
        ("1937?", "circa", "1936-01-01", "1938-12-31"),
        ("1937-08~", "circa", "1936-07-01", "1938-09-30"),
        ("193X", "decade", "1930-01-01", "1939-12-31"),
        ("1937-XX", "year", "1937-01-01", "1937-12-31"),
        ("1937-08-XX", "month", "1937-08-01", "1937-08-31"),
        ("19XX", "interval", "1900-01-01", "1999-12-31"),
        ("1904/1906", "interval", "1904-01-01", "1906-12-31"),
        ("1957-01-09/1957-03", "interval", "1957-01-09", "1957-03-31"),
        ("../1940", "before", None, "1940-12-31"),
        ("1955-09/..", "after", "1955-09-01", None),
        ("[1940-02-02,1940-02-04]", "day", "1940-02-02", "1940-02-04"),
        ("{1937-07, 1937-09-20}", "month", "1937-07-01", "1937-09-20"),
        ("[1936..1938,1940]", "interval", "1936-01-01", "1940-12-31"),
        ("[..1984]", "before", None, "1984-12-31"),
        ("1904-02-29", "day", "1904-02-29", "1904-02-29"),
    ],
)
def test_each_form_has_its_precision_and_bounds(
    text: str, precision: str, earliest: str | None, latest: str | None
) -> None:
    date = HistoricalDate.parse(text)
    found = [day and day.isoformat() for day in (date.earliest, date.latest)]
    assert (date.text, date.precision, found) == (text, precision, [earliest, latest])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1937",
        "1937\n",
        "1937-8",
        "1937-00",
        "1937-13",
        "1937-02-30",
        "1900-02-29",
        "0000",
        "27.11.1937",
        "about 1937",
        "1937-08-12T10:00:00",
        "1940/1939",
        "1940/1941/1942",
        "/1940",
        "1940/",
        "../..",
        "[1937",
        "[1937}",
        "[]",
        "[1937,]",
        "Y17000",
        "١٩٣٧",
    ],
)
def test_what_is_no_date_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(DateError, match="expected"):
        HistoricalDate.parse(text)
