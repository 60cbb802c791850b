"""Dates as the sources give them: EDTF in, precision and possible days out, nothing padded.

A date is an Extended Date/Time Format literal (Library of Congress, EDTF levels 0 to 2). Beside it
stand its precision and the earliest and latest day it can mean, so that comparisons can be true,
false or unknown. `1955` is never 1955-01-01.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from time import struct_time

import edtf

# From the finest to the coarsest.
PRECISIONS = ("day", "month", "year", "decade", "circa", "interval", "before", "after")

_SET = re.compile(r"\[(?P<one>[^\[\]{}]+)\]|\{(?P<all>[^\[\]{}]+)\}")
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# What EDTF adds to ISO 8601 for one date; its grammar would take times and intervals, too.
_QUALIFIED = re.compile(r"[~?%0-9XYES-]+")
_UNSPECIFIED = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-XX"), "month"),
    (re.compile(r"[0-9]{4}-XX(?:-XX)?"), "year"),
    (re.compile(r"[0-9]{3}X"), "decade"),
)
_APPROXIMATE = re.compile("[~?%]")


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
    @lru_cache(maxsize=65536)
    def parse(cls, text: str) -> "HistoricalDate":
        """Read an EDTF literal; raises DateError with what was expected."""
        members = _SET.fullmatch(text)
        if members:
            return cls._set(text, (members["one"] or members["all"]).split(","))
        if "/" in text:
            return cls._interval(text, "/")
        return cls._single(text)

    @classmethod
    def _set(cls, text: str, members: list[str]) -> "HistoricalDate":
        """Read a set, one of its members or all; it is as precise as its coarsest member."""
        dates = [
            cls._interval(member.strip(), "..") if ".." in member else cls._single(member.strip())
            for member in members
        ]
        precision = max((date.precision for date in dates), key=PRECISIONS.index)
        firsts, lasts = [d.earliest for d in dates], [d.latest for d in dates]
        earliest = None if None in firsts else min(day for day in firsts if day)
        latest = None if None in lasts else max(day for day in lasts if day)
        return cls(text, precision, earliest, latest)

    @classmethod
    def _interval(cls, text: str, between: str) -> "HistoricalDate":
        """Read `a/b` or, within a set, `a..b`; an end that is open is `..` or, there, nothing."""
        start, _, end = text.partition(between)
        opened = ".." if between == "/" else ""
        if start == opened:
            return cls(text, "before", None, cls._single(end).latest)
        if end == opened:
            return cls(text, "after", cls._single(start).earliest, None)
        first, last = cls._single(start), cls._single(end)
        if first.earliest and last.latest and first.earliest > last.latest:
            raise DateError(f"expected an interval whose start is before its end, found {text!r}")
        return cls(text, "interval", first.earliest, last.latest)

    @classmethod
    def _single(cls, text: str) -> "HistoricalDate":
        # The EDTF grammar costs some 5 ms a date, and nearly all dates are plain ISO 8601.
        plain = _PLAIN.fullmatch(text)
        try:
            if plain:
                return cls._plain(text, *(int(part) if part else None for part in plain.groups()))
            return cls._qualified(text)
        except DateError:
            raise
        except edtf.EDTFParseException as error:
            raise DateError(f"expected an EDTF date, found {text!r}") from error
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise DateError(f"expected a day of the calendar, found {text!r}") from error

    @classmethod
    def _plain(
        cls, text: str, year: int | None, month: int | None = None, day: int | None = None
    ) -> "HistoricalDate":
        first = datetime.date(
            0 if year is None else year, 1 if month is None else month, 1 if day is None else day
        )
        if day is not None:
            return cls(text, "day", first, first)
        if month is not None:
            last = first.replace(day=calendar.monthrange(first.year, month)[1])
            return cls(text, "month", first, last)
        return cls(text, "year", first, first.replace(month=12, day=31))

    @classmethod
    def _qualified(cls, text: str) -> "HistoricalDate":
        """Read a date of EDTF level 1 or 2: approximate, with unspecified digits, a season."""
        if not _QUALIFIED.fullmatch(text):
            raise DateError(f"expected an EDTF date, found {text!r}")
        parsed = edtf.parse_edtf(text)
        if _APPROXIMATE.search(text):
            return cls(text, "circa", _day(parsed.lower_fuzzy()), _day(parsed.upper_fuzzy()))
        # Seasons, centuries and the like are spans that have no precision of their own.
        named = (name for form, name in _UNSPECIFIED if form.fullmatch(text))
        precision = next(named, "interval")
        return cls(text, precision, _day(parsed.lower_strict()), _day(parsed.upper_strict()))


def _day(moment: struct_time) -> datetime.date:
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)
