"""A date in the view never says more than the date in the graph, and no less than it can."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.queries.results import Term
from poimenno.triples import snapshots
from poimenno.triples.dates import DateError, HistoricalDate
from poimenno.triples.walking import asking
from poimenno.triples.wikibase_dates import WikibaseTime, span_of, time_of, time_value
from poimenno.triples.wikibase_snaks import read_time
from poimenno.triples.wikibase_times import GREGORIAN

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
DAYS = st.dates(datetime.date(1700, 1, 1), datetime.date(2099, 12, 31))
WIDTHS = {11: 10, 10: 7, 9: 4}


def plain(day: datetime.date, precision: int) -> str:
    return day.isoformat()[: WIDTHS[precision]]


@st.composite
def edtf(draw: st.DrawFn) -> str:
    """A date of any form of the tables: plain, approximate, a decade, an interval, a set, open."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    start, end = (plain(day, draw(st.sampled_from(list(WIDTHS)))) for day in (first, last))
    forms = [start, f"{start}~", f"{start[:3]}X", f"{start}/..", f"../{start}"]
    forms += [f"[{start},{end}]"]
    if HistoricalDate.parse(start).latest <= HistoricalDate.parse(end).earliest:  # type: ignore[operator]
        forms.append(f"{start}/{end}")
    return draw(st.sampled_from(forms))


def faults(text: str, convert: Callable[[str], WikibaseTime] = time_of) -> list[str]:
    """What is wrong with the conversion of a date: too narrow, too wide, or falsely exact."""
    date, said = HistoricalDate.parse(text), convert(text)
    found = []
    if (said.earliest, said.latest) != (date.earliest, date.latest):
        found.append("other bounds")
    if said.value is None:
        same_century = (
            date.earliest
            and date.latest
            and (date.earliest.year - 1) // 100 == (date.latest.year - 1) // 100
        )
        return [*found, *(["no value"] if same_century else []), *(["exact"] if said.exact else [])]
    first, last = span_of(said.value)
    if date.earliest is None or date.latest is None:
        return [*found, "a value for an open end"]
    if first > date.earliest or last < date.latest:
        found.append("too narrow")
    for finer in range(said.value["precision"] + 1, 12):
        if time_value(date.earliest, finer) == time_value(date.latest, finer):
            found.append("too wide")
    is_span = (first, last) == (date.earliest, date.latest)
    if said.exact and not (is_span and not set(text) & set("/[~")):
        found.append("exact")
    return found


@given(edtf())
def test_a_time_encloses_its_date_as_closely_as_it_can(text: str) -> None:
    assert faults(text) == []


@given(DAYS, st.sampled_from(list(WIDTHS)))
def test_a_plain_date_comes_back(day: datetime.date, precision: int) -> None:
    text = plain(day, precision)
    said = time_of(text)
    assert said.exact
    assert said.value is not None
    assert said.value["precision"] == precision
    assert said.value["time"][1:11].replace("-00", "") == text
    assert said.value["calendarmodel"] == GREGORIAN


@pytest.mark.parametrize(
    ("text", "time", "precision"),
    [
        ("1937", "+1937-00-00T00:00:00Z", 9),
        ("1937-11", "+1937-11-00T00:00:00Z", 10),
        ("1937-11-27", "+1937-11-27T00:00:00Z", 11),
        ("195X", "+1950-00-00T00:00:00Z", 8),
        ("1943-11-02/1943-11-22", "+1943-11-00T00:00:00Z", 10),
        ("[1887,1888]", "+1880-00-00T00:00:00Z", 8),
        ("1936/1952", "+1901-00-00T00:00:00Z", 7),
        ("1900", "+1900-00-00T00:00:00Z", 9),
        ("1899/1900", "+1801-00-00T00:00:00Z", 7),
        ("1986~", "+1980-00-00T00:00:00Z", 8),
    ],
)
def test_a_date_of_the_tables_is_said_with_its_precision(
    text: str, time: str, precision: int
) -> None:
    said = time_of(text).value
    assert said is not None
    assert (said["time"], said["precision"]) == (time, precision)


@pytest.mark.parametrize("text", ["1954/..", "../1956-02-25", "1999/2001"])
def test_what_no_century_holds_has_no_value(text: str) -> None:
    assert time_of(text).value is None
    assert not time_of(text).exact


def test_a_decade_is_exact_and_a_stretch_of_ten_years_is_not() -> None:
    assert time_of("195X").exact
    assert not time_of("1950/1959").exact
    assert time_of("195X").value == time_of("1950/1959").value


@pytest.mark.parametrize(
    ("term", "time"),
    [
        ({"type": "literal", "value": "1937-11-27", "datatype": EDTF}, "+1937-11-27T00:00:00Z"),
        ({"type": "literal", "value": "1937-11-27T10:00:00Z"}, "+1937-11-27T00:00:00Z"),
        ({"type": "literal", "value": "the winter"}, None),
        ({"type": "literal", "value": "1937-02-30"}, None),
        ({"type": "uri", "value": "http://example.org/1937"}, None),
    ],
)
def test_only_a_date_is_read_as_one(term: Term, time: str | None) -> None:
    said = read_time(term)
    assert (said and said.value and said.value["time"]) == time


def test_every_date_of_the_curated_graph_converts_without_invention(built_store: Path) -> None:
    query = f"SELECT DISTINCT ?v WHERE {{ ?c ?p ?v FILTER(DATATYPE(?v) = <{EDTF}>) }}"
    with snapshots.reading(built_store) as store:
        texts = [row["v"]["value"] for row in asking(store)(query)]
    assert len(texts) > 500
    assert {text: found for text in texts if (found := faults(text))} == {}
    # Most are plain, and every other form of the tables is among them.
    assert sum(time_of(text).exact for text in texts) > len(texts) * 0.8
    assert {mark for text in texts for mark in "/[X~" if mark in text} == set("/[X~")


def test_a_planted_invention_is_found() -> None:
    def padded(text: str) -> WikibaseTime:
        date = HistoricalDate.parse(text)
        assert date.earliest
        return WikibaseTime(time_value(date.earliest, 11), True, date.earliest, date.latest)

    def blurred(text: str) -> WikibaseTime:
        date = HistoricalDate.parse(text)
        assert date.earliest
        return WikibaseTime(time_value(date.earliest, 7), False, date.earliest, date.latest)

    assert faults("1955", padded) == ["too narrow", "exact"]
    assert faults("1955", blurred) == ["too wide", "too wide"]


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(DateError):
        time_of("soon")
