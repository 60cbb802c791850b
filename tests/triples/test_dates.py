"""Dates keep what their source says: read back the same, bounded truly, never padded."""

import calendar
import csv
import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.triples.dates import PRECISIONS, DateError, HistoricalDate

RECORDS = Path(__file__).parents[2] / "triples" / "records"

years = st.integers(1000, 2200)
days = st.dates(datetime.date(1000, 1, 1), datetime.date(2200, 12, 31))
day_texts = days.map(datetime.date.isoformat)
month_texts = st.builds("{:04}-{:02}".format, years, st.integers(1, 12))
year_texts = years.map("{:04}".format)
plain = st.one_of(day_texts, month_texts, year_texts)


def bounds(text: str) -> tuple[str, str, str]:
    date = HistoricalDate.parse(text)
    return date.precision, str(date.earliest or ".."), str(date.latest or "..")


# What each kind of date of the fact base means.
MEANINGS = {
    "1937-11-27": ("day", "1937-11-27", "1937-11-27"),
    "1937-08": ("month", "1937-08-01", "1937-08-31"),
    "1940-02": ("month", "1940-02-01", "1940-02-29"),
    "1955": ("year", "1955-01-01", "1955-12-31"),
    "195X": ("decade", "1950-01-01", "1959-12-31"),
    "1904/1906": ("interval", "1904-01-01", "1906-12-31"),
    "1953-12-18/1953-12-23": ("interval", "1953-12-18", "1953-12-23"),
    "../1956-02-25": ("before", "..", "1956-02-25"),
    "1991/..": ("after", "1991-01-01", ".."),
    "[1929,1930]": ("year", "1929-01-01", "1930-12-31"),
    "[1938-03-13,1938-03-15]": ("day", "1938-03-13", "1938-03-15"),
    "{1938-03-13,1941-09-08}": ("day", "1938-03-13", "1941-09-08"),
    "{1934-05,1938-05-02}": ("month", "1934-05-01", "1938-05-02"),
    "[..1956-02-25]": ("before", "..", "1956-02-25"),
    "1937-XX-XX": ("year", "1937-01-01", "1937-12-31"),
    "1937-08-XX": ("month", "1937-08-01", "1937-08-31"),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_date_means_the_days_it_can_be(text: str) -> None:
    assert bounds(text) == MEANINGS[text]


@pytest.mark.parametrize(
    ("text", "inside"),
    [("1937~", "1937-06-01"), ("1954-03-18~", "1954-03-18"), ("1986?", "1986-01-01")],
)
def test_an_approximate_date_may_be_outside_its_digits(text: str, inside: str) -> None:
    date = HistoricalDate.parse(text)
    exact = HistoricalDate.parse(text[:-1])
    assert date.precision == "circa"
    assert date.earliest is not None
    assert date.latest is not None
    assert exact.earliest is not None
    assert exact.latest is not None
    assert date.earliest < exact.earliest <= datetime.date.fromisoformat(inside)
    assert date.latest > exact.latest


# What is no date, or might be two: silence would be a guess.
FAULTS = {
    "": "EDTF",
    " 1937": "EDTF",
    "1937 ": "EDTF",
    "1937-8": "EDTF",
    "37": "EDTF",
    "01.05.1937": "EDTF",
    "05/06/1937": "",
    "1 May 1937": "EDTF",
    "spring 1937": "EDTF",
    "1937-13": "calendar",
    "1937-00": "calendar",
    "1937-02-29": "calendar",
    "1937-02-30": "calendar",
    "0000-01-01": "calendar",
    "1938/1937": "start is before its end",
    "1937/": "",
    "/1937": "",
    "1937/1938/1939": "",
    "../..": "",
    "[1937": "EDTF",
    "[]": "EDTF",
    "[1937,]": "EDTF",
    "{1937,nonsense}": "EDTF",
    "[[1937],1938]": "EDTF",
    "1937T10:00:00": "EDTF",
    "1937-08-01T00:00:00Z": "EDTF",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(DateError) as refused:
        HistoricalDate.parse(text)
    assert FAULTS[text] in str(refused.value)
    assert "expected" in str(refused.value)


@given(plain)
def test_a_plain_date_is_kept_as_written_and_spans_its_unit(text: str) -> None:
    date = HistoricalDate.parse(text)
    assert date.text == text
    assert date.precision == {4: "year", 7: "month", 10: "day"}[len(text)]
    assert date.earliest is not None
    assert date.latest is not None
    assert date.earliest.isoformat().startswith(text)
    assert date.latest.isoformat().startswith(text)
    day_before, day_after = (
        date.earliest - datetime.timedelta(1),
        date.latest + datetime.timedelta(1),
    )
    assert not day_before.isoformat().startswith(text)
    assert not day_after.isoformat().startswith(text)


@given(years, st.integers(1, 12))
def test_a_month_has_as_many_days_as_the_calendar_gives_it(year: int, month: int) -> None:
    date = HistoricalDate.parse(f"{year}-{month:02}")
    assert date.earliest is not None
    assert date.latest is not None
    assert (date.latest - date.earliest).days + 1 == calendar.monthrange(year, month)[1]


@given(plain, plain)
def test_an_interval_is_bounded_by_its_ends_or_refused(start: str, end: str) -> None:
    first, last = HistoricalDate.parse(start), HistoricalDate.parse(end)
    assert first.earliest is not None
    assert last.latest is not None
    text = f"{start}/{end}"
    if first.earliest > last.latest:
        with pytest.raises(DateError):
            HistoricalDate.parse(text)
        return
    date = HistoricalDate.parse(text)
    assert (date.text, date.precision) == (text, "interval")
    assert (date.earliest, date.latest) == (first.earliest, last.latest)


@given(plain)
def test_an_open_end_has_no_bound(text: str) -> None:
    before, after = HistoricalDate.parse(f"../{text}"), HistoricalDate.parse(f"{text}/..")
    alone = HistoricalDate.parse(text)
    assert (before.precision, before.earliest, before.latest) == ("before", None, alone.latest)
    assert (after.precision, after.earliest, after.latest) == ("after", alone.earliest, None)


@given(st.lists(plain, min_size=1, max_size=4), st.sampled_from(["[]", "{}"]))
def test_a_set_spans_its_members_and_is_as_coarse_as_the_coarsest(
    members: list[str], brackets: str
) -> None:
    text = brackets[0] + ",".join(members) + brackets[1]
    date, dates = HistoricalDate.parse(text), [HistoricalDate.parse(m) for m in members]
    assert date.text == text
    assert date.earliest == min(d.earliest for d in dates if d.earliest)
    assert date.latest == max(d.latest for d in dates if d.latest)
    assert date.precision == max((d.precision for d in dates), key=PRECISIONS.index)


@given(plain, st.sampled_from("~?%"))
def test_doubt_only_widens(text: str, sign: str) -> None:
    sure, doubtful = HistoricalDate.parse(text), HistoricalDate.parse(text + sign)
    assert doubtful.precision == "circa"
    assert sure.earliest is not None
    assert sure.latest is not None
    assert doubtful.earliest is not None
    assert doubtful.latest is not None
    assert doubtful.earliest < sure.earliest
    assert doubtful.latest > sure.latest


@given(st.text("0123456789-/[]{},.~?X%TZ: ", max_size=24))
def test_any_text_is_a_date_with_ordered_bounds_or_a_clear_error(text: str) -> None:
    try:
        date = HistoricalDate.parse(text)
    except DateError:
        with pytest.raises(DateError, match="expected"):
            HistoricalDate.parse(text)
        return
    assert date.text == text
    assert date.precision in PRECISIONS
    assert date.earliest is None or date.latest is None or date.earliest <= date.latest


def test_every_date_of_the_tables_says_no_more_than_its_digits() -> None:
    """The bounds of a date of the curated tables are made of nothing but what is written there."""
    seen = 0
    for path in sorted(RECORDS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in ("date", "birth", "death", "start", "end", "trial_date", "as_of"):
                    text = row.get(column) or ""
                    if not text:
                        continue
                    seen += 1
                    date = HistoricalDate.parse(text)
                    written = set(re.findall(r"[0-9]{4}", text))
                    if date.precision in {"circa", "decade"}:
                        continue
                    for bound in filter(None, (date.earliest, date.latest)):
                        assert str(bound.year) in written, (path.name, column, text)
    assert seen > 1000
