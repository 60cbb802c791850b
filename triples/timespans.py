"""Dates as people write them in a table, read as spans of days, and compared by what they can mean.

A year agrees with every day in it; a day never agrees with another day. Nothing is padded: `1937`
is the span of a year, not its first of January.
"""

import calendar
import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from .dates import DateError, HistoricalDate
from .wikibase_times import gregorian

# The day on which the calendar changed in Soviet Russia (decree of 26 January 1918).
_NEW_STYLE = datetime.date(1918, 2, 14)
_COARSER_WORTH = 0.95
_OLD_STYLE_WORTH = 0.9
_OVERLAP_WORTH = 0.5

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            "jan янв січ",
            "feb фев лют",
            "mar mär мар берез",
            "apr апр квіт",
            "may mai май мая трав",
            "jun июн черв",
            "jul июл лип",
            "aug авг серп",
            "sep сен верес",
            "oct okt окт жовт",
            "nov ноя листоп",
            "dec dez дек груд",
        ),
        start=1,
    )
    for stem in stems.split()
}
_WIKIBASE = re.compile(r"([+-]?)0*([0-9]{1,12})-([0-9]{2})-([0-9]{2})T[0-9:.]+Z?(?:/([0-9]{1,2}))?")
_STAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
_DOTTED = re.compile(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})\s*[./-]\s*([0-9]{4})")
_MONTH_DOTTED = re.compile(r"([0-9]{1,2})\s*[./]\s*([0-9]{4})")
_WORDED = re.compile(r"(?:([0-9]{1,2})(?:\.|-?(?:st|nd|rd|th|го))?\s+)?([^\W\d_]+)\.?\s+([0-9]{4})")
_AMERICAN = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?\s*,\s*([0-9]{4})")
_CIRCA = re.compile(r"(?:ca?\.?|circa|около|ок\.?|приблизительно|um)\s*([0-9]{4})", re.IGNORECASE)
_DECADE = re.compile(r"([0-9]{3})0(?:-?(?:s|е|х))")
_YEARS_END = re.compile(r"[\s,]*(?:г\.?|гг\.?|года?|году|р\.?|рік|року|year)$", re.IGNORECASE)


class Span(NamedTuple):
    """The first and the last day that a date can mean; a bound of None is open."""

    first: datetime.date | None
    last: datetime.date | None

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first is not None and self.first == self.last


def read_spans(text: str) -> list[Span]:
    """Read a date as EDTF, ISO 8601, Wikibase time or as it stands in a table; [] where it is none.

    There are several spans where the writing is ambiguous: 05/11/1937 is in May or in November.
    """
    text = _YEARS_END.sub("", text.strip()).strip()
    if not text or len(text) > 100:
        return []
    spans: list[Span] = []
    for reader in (_wikibase, _edtf, _stamp, _dotted, _worded, _loose):
        spans = list(dict.fromkeys(reader(text)))
        if spans:
            break
    return spans


def compare_spans(given: list[Span], held: Span) -> float:
    """Tell from 0 to 1 how a date that was given agrees with a date that is held.

    1 where what is held lies within what was given, 0.95 where only the reverse is true, 0.9 where
    the given day is the held one in the old style, 0.5 where they only overlap, 0 where they
    exclude each other.
    """
    return max((_compare(span, held) for span in given), default=0.0)


def span_of_time(time: str, precision: int, *, julian: bool = False) -> Span | None:
    """Read a Wikibase time of some precision; None for one no calendar of Python holds.

    With `julian` the digits are of the Julian calendar, and the span is of the Gregorian one.
    """
    spans = list(_wikibase(f"{time}/{precision}"))
    if not spans or not julian:
        return spans[0] if spans else None
    first, last = (day and _to_gregorian(day) for day in spans[0])
    # A day that Python has no date for is none: an open end would mean another thing.
    return Span(first, last) if first and last else None


def _compare(given: Span, held: Span) -> float:
    if _within(held, given):
        return 1.0
    if _within(given, held):
        return _COARSER_WORTH
    if _overlap(given, held):
        return _OVERLAP_WORTH
    if given.is_day and held.is_day and given.first and held.first and held.first < _NEW_STYLE:
        # Many sources give births and deaths before 1918 in the old style only.
        return _OLD_STYLE_WORTH if _to_gregorian(given.first) == held.first else 0.0
    return 0.0


def _within(inner: Span, outer: Span) -> bool:
    low = outer.first is None or (inner.first is not None and inner.first >= outer.first)
    high = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return low and high


def _overlap(one: Span, other: Span) -> bool:
    starts = one.first is None or other.last is None or one.first <= other.last
    ends = one.last is None or other.first is None or one.last >= other.first
    return starts and ends


def _to_gregorian(day: datetime.date) -> datetime.date | None:
    """Read the digits of a day as Julian; None where that day is before or after Python's."""
    try:
        return datetime.date(*gregorian(day.year, day.month, day.day))
    except ValueError:
        return None


def _wikibase(text: str) -> Iterator[Span]:
    found = _WIKIBASE.fullmatch(text)
    if found is None or found[1] == "-":
        return
    year, month, day = int(found[2]), int(found[3]), int(found[4])
    precision = int(found[5]) if found[5] else 11
    if precision >= 11 and day:
        yield from _span(year, month, day)
    elif precision >= 10 and month:
        yield from _span(year, month)
    elif precision >= 9:
        yield from _span(year)
    elif precision >= 6:
        length = 10 ** (9 - precision)
        # The digits stand for the decade, but for the last year of a century or a millennium.
        start = year // length * length if precision == 8 else (year - 1) // length * length + 1
        yield from _years(start, start + length - 1)


def _edtf(text: str) -> Iterator[Span]:
    try:
        date = HistoricalDate.parse(text)
    except DateError:
        return
    yield Span(date.earliest, date.latest)


def _stamp(text: str) -> Iterator[Span]:
    found = _STAMP.fullmatch(text)
    if found:
        yield from _edtf(found[1])


def _dotted(text: str) -> Iterator[Span]:
    found = _DOTTED.fullmatch(text)
    if found:
        one, other, year = (int(part) for part in found.groups())
        yield from _span(year, other, one)
        if "/" in text:
            yield from _span(year, one, other)
    found = _MONTH_DOTTED.fullmatch(text)
    if found:
        yield from _span(int(found[2]), int(found[1]))


def _worded(text: str) -> Iterator[Span]:
    found = _WORDED.fullmatch(text)
    if found and (month := _month(found[2])):
        yield from _span(int(found[3]), month, int(found[1]) if found[1] else None)
    found = _AMERICAN.fullmatch(text)
    if found and (month := _month(found[1])):
        yield from _span(int(found[3]), month, int(found[2]))


def _loose(text: str) -> Iterator[Span]:
    if found := _CIRCA.fullmatch(text):
        yield from _edtf(found[1] + "~")
    elif found := _DECADE.fullmatch(text):
        yield from _years(int(found[1]) * 10, int(found[1]) * 10 + 9)


def _month(word: str) -> int | None:
    word = word.lower()
    return next((number for stem, number in _MONTHS.items() if word.startswith(stem)), None)


def _span(year: int, month: int | None = None, day: int | None = None) -> Iterator[Span]:
    """Make the span of a year, a month or a day; nothing for what no calendar has."""
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return
    if day:
        yield Span(first, first)
    elif month:
        yield Span(first, first.replace(day=calendar.monthrange(year, month)[1]))
    else:
        yield Span(first, first.replace(month=12, day=31))


def _years(start: int, end: int) -> Iterator[Span]:
    if 1 <= start <= end <= 9999:
        yield Span(datetime.date(start, 1, 1), datetime.date(end, 12, 31))
