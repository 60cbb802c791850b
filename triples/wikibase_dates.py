"""Dates as a Wikibase says them: EDTF into a time value with its precision, and nothing invented.

A Wikibase knows days, months, years, decades and centuries. What it cannot say exactly (intervals,
sets, "circa") becomes the narrowest of these that holds every day the date can mean; a date with
an open end, or one that no century holds, becomes no value at all. The exact text and the bounds
then stand in qualifiers.

Source: Wikibase, docs/topics/json.md, "time". All values are in the proleptic Gregorian calendar,
as the graph has them; the calendar that a source prints is a qualifier.
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from .dates import HistoricalDate
from .wikibase_times import CENTURY, DAY, DECADE, GREGORIAN, MONTH, YEAR

# EDTF precisions that are one span of the calendar; the others are spans of their own.
_SPANS = {"day", "month", "year", "decade"}


@dataclass(frozen=True, slots=True)
class WikibaseTime:
    """What a Wikibase can say of a date.

    `value` is the time value of the JSON model, None where there is none; `exact` tells whether it
    says all that the date does. The bounds are those of the date, None where open.
    """

    value: dict[str, Any] | None
    exact: bool
    earliest: datetime.date | None
    latest: datetime.date | None


def time_of(text: str) -> WikibaseTime:
    """Convert an EDTF literal; raises DateError for what is none."""
    date = HistoricalDate.parse(text)
    if date.earliest is None or date.latest is None:
        return WikibaseTime(None, False, date.earliest, date.latest)
    precision = _precision(date.earliest, date.latest)
    if precision is None:
        return WikibaseTime(None, False, date.earliest, date.latest)
    single = not any(mark in text for mark in "/[{")
    exact = single and date.precision in _SPANS
    value = time_value(date.earliest, precision)
    return WikibaseTime(value, exact, date.earliest, date.latest)


def time_value(day: datetime.date, precision: int) -> dict[str, Any]:
    """Write the span of a precision that holds a day; what is unknown of it is 00."""
    year, month, of_month = day.year, day.month, day.day
    if precision < DAY:
        of_month = 0
    if precision < MONTH:
        month = 0
    if precision == DECADE:
        year -= year % 10
    elif precision == CENTURY:
        year -= (year - 1) % 100
    return {
        "time": f"+{year:04d}-{month:02d}-{of_month:02d}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": GREGORIAN,
    }


def span_of(value: dict[str, Any]) -> tuple[datetime.date, datetime.date]:
    """Give the first and last day of a time value that `time_value` wrote."""
    year, month, day = (int(part) for part in value["time"][1:11].split("-"))
    match value["precision"]:
        case 11:
            return datetime.date(year, month, day), datetime.date(year, month, day)
        case 10:
            last = calendar.monthrange(year, month)[1]
            return datetime.date(year, month, 1), datetime.date(year, month, last)
        case 9:
            years = 1
        case 8:
            years = 10
        case _:
            years = 100
    return datetime.date(year, 1, 1), datetime.date(year + years - 1, 12, 31)


def _precision(earliest: datetime.date, latest: datetime.date) -> int | None:
    """Find the narrowest precision of which one span holds all days; None if no century does."""
    for precision in (DAY, MONTH, YEAR, DECADE, CENTURY):
        first = time_value(earliest, precision)["time"]
        if first == time_value(latest, precision)["time"]:
            return precision
    return None
