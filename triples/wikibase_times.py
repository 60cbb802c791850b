"""Wikibase times as xsd:dateTime: the proleptic Gregorian calendar with a year 0.

Wikibase counts years as historians do, without a year 0, allows months and days that are 00 or do
not exist, and writes Julian dates as Julian. XSD 1.1 has none of these, so a time of its precision
is rewritten, and what cannot be is left as the text that it is.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

GREGORIAN = "http://www.wikidata.org/entity/Q1985727"
JULIAN = "http://www.wikidata.org/entity/Q1985786"
CENTURY, DECADE, YEAR, MONTH, DAY = 7, 8, 9, 10, 11

_TIME = re.compile(r"([+-])([0-9]{1,16})-([0-9]{2})-([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2}Z)")
# The days between which Wikibase's own calendar functions can count.
_FIRST_YEAR, _LAST_YEAR = -4713, 1465072


def is_of(calendar: str, value: Mapping[str, Any]) -> bool:
    """Tell whether a time value of the JSON model is of a calendar, by the number of that."""
    return str(value.get("calendarmodel", "")).endswith(calendar.rpartition("/")[2])


def date_time(time: str, precision: int, calendar: str) -> str | None:
    """Rewrite a time as an xsd:dateTime; None where that would be no date.

    A month or day below the precision becomes 01; a day after the end of its month becomes the
    last; a Julian day becomes its Gregorian one.
    """
    found = _TIME.fullmatch(time)
    if not found or not int(found[2]) or (calendar not in (GREGORIAN, JULIAN) and precision >= DAY):
        return None
    before, clock = found[1] == "-", found[5]
    year = int(found[2])
    month, day = min(max(int(found[3]), 1), 12), max(int(found[4]), 1)
    if calendar == JULIAN and precision >= DAY and day <= 31:
        signed = -year if before else year
        if _FIRST_YEAR <= signed <= _LAST_YEAR:
            return _write(*gregorian(_astronomical(signed), month, day), clock)
    if precision <= YEAR:
        month = day = 1
    elif precision == MONTH:
        day = 1
    day = min(day, _days_in(month, -year if before else year))
    if not before:
        return _write(year, month, day, clock)
    # Below the precision of a year the number is no count of years, and nothing is moved.
    return _write(1 - year if precision >= YEAR else -year, month, day, clock)


def _write(year: int, month: int, day: int, clock: str) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}T{clock}"


def _astronomical(year: int) -> int:
    return year + 1 if year < 0 else year


def _days_in(month: int, year: int) -> int:
    # Four hundred years of the Gregorian calendar have the same months as the next.
    return monthrange(_astronomical(year) % 400 + 400, month)[1]


def gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Turn a Julian day into the Gregorian one, by the number of the day between them.

    Source: E. G. Richards, Explanatory Supplement to the Astronomical Almanac (2013), 15.11.
    """
    early = (14 - month) // 12
    years, months = year + 4800 - early, month + 12 * early - 3
    count = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32083
    since = count + 32044
    centuries = (4 * since + 3) // 146097
    left = since - 146097 * centuries // 4
    quarters = (4 * left + 3) // 1461
    days = left - 1461 * quarters // 4
    fifths = (5 * days + 2) // 153
    return (
        100 * centuries + quarters - 4800 + fifths // 10,
        fifths + 3 - 12 * (fifths // 10),
        days - (153 * fifths + 2) // 5 + 1,
    )
