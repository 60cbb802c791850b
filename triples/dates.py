"""Dates as the sources give them: EDTF in, precision and possible days out, nothing padded.

A date is an Extended Date/Time Format literal (Library of Congress, EDTF levels 0 to 2). Beside it
stand its precision and the earliest and latest day it can mean, so that comparisons can be true,
false or unknown. `1955` is never 1955-01-01.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import cache
from time import struct_time

import edtf

PRECISIONS = frozenset({"day", "month", "year", "decade", "interval", "circa", "before", "after"})

_SET = re.compile(r"^[\[{](?P<members>[^\[\]{}]+)[\]}]$")
_PLAIN = re.compile(r"^(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?$")
_APPROXIMATE = ("~", "?", "%")


class DateError(ValueError):
    """The text is no date in EDTF, or one that no calendar has."""


@dataclass(frozen=True)
class HistoricalDate:
    """A date with its precision and bounds; a bound of None is open.

    `text` is the EDTF literal as given, `earliest` and `latest` are proleptic Gregorian days. The
    bounds of an approximate date are wider than its digits by one unit on either side.
    """

    text: str
    precision: str
    earliest: datetime.date | None
    latest: datetime.date | None

    @classmethod
    @cache
    def parse(cls, text: str) -> "HistoricalDate":
        """Read an EDTF literal; raises DateError with what was expected."""
        if text != text.strip() or not text:
            raise DateError(f"expected an EDTF date, found {text!r}")
        members = _SET.match(text)
        if members:
            return cls._joined(text, [part.strip() for part in members["members"].split(",")])
        if "/" in text:
            return cls._interval(text)
        return cls._single(text)

    @classmethod
    def _joined(cls, text: str, parts: list[str]) -> "HistoricalDate":
        """A set: one of the members, or all of them; its precision is that of the finest."""
        dates = [cls.parse(part) for part in parts]
        order = ["day", "month", "year", "decade", "circa", "interval"]
        precision = min((date.precision for date in dates), key=order.index)
        return cls(text, precision, _least(dates), _greatest(dates))

    @classmethod
    def _interval(cls, text: str) -> "HistoricalDate":
        start, _, end = text.partition("/")
        if not start or not end or "/" in end:
            raise DateError(f"expected an interval of two dates, found {text!r}")
        if start == "..":
            return cls(text, "before", None, cls._single(end).latest)
        if end == "..":
            return cls(text, "after", cls._single(start).earliest, None)
        first, last = cls._single(start), cls._single(end)
        if first.earliest and last.latest and first.earliest > last.latest:
            raise DateError(f"expected an interval whose start is before its end, found {text!r}")
        return cls(text, "interval", first.earliest, last.latest)

    @classmethod
    def _single(cls, text: str) -> "HistoricalDate":
        # The EDTF grammar costs some 5 ms a date, and nearly all dates are plain ISO 8601.
        plain = _PLAIN.match(text)
        if plain:
            return cls._plain(text, plain)
        try:
            parsed = edtf.parse_edtf(text)
        except edtf.EDTFParseException as error:
            raise DateError(f"expected an EDTF date, found {text!r}") from error
        approximate = text.endswith(_APPROXIMATE)
        try:
            if approximate:
                lower, upper = parsed.lower_fuzzy(), parsed.upper_fuzzy()
            else:
                lower, upper = parsed.lower_strict(), parsed.upper_strict()
            earliest, latest = _day(lower), _day(upper)
        except (ValueError, TypeError, AttributeError) as error:
            raise DateError(f"expected a day of the calendar, found {text!r}") from error
        if approximate:
            return cls(text, "circa", earliest, latest)
        return cls(text, _precision(text), earliest, latest)

    @classmethod
    def _plain(cls, text: str, parts: re.Match[str]) -> "HistoricalDate":
        year, month, day = (int(part) if part else None for part in parts.groups())
        try:
            if year is None or month is None:
                first, last = datetime.date(year or 0, 1, 1), datetime.date(year or 0, 12, 31)
                return cls(text, "year", first, last)
            if day is None:
                last = datetime.date(year, month, calendar.monthrange(year, month)[1])
                return cls(text, "month", datetime.date(year, month, 1), last)
            return cls(
                text, "day", datetime.date(year, month, day), datetime.date(year, month, day)
            )
        except (ValueError, calendar.IllegalMonthError) as error:
            raise DateError(f"expected a day of the calendar, found {text!r}") from error


def _precision(text: str) -> str:
    if "X" in text:
        return "decade"
    return {0: "year", 1: "month", 2: "day"}[text.lstrip("-").count("-")]


def _day(moment: struct_time) -> datetime.date:
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _least(dates: list[HistoricalDate]) -> datetime.date | None:
    days = [date.earliest for date in dates]
    return None if None in days else min(day for day in days if day)


def _greatest(dates: list[HistoricalDate]) -> datetime.date | None:
    days = [date.latest for date in dates]
    return None if None in days else max(day for day in days if day)
