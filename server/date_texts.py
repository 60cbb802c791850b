"""Dates in words, as exact as they are known: EDTF, and the time values of Wikibase.

Sources: Extended Date/Time Format (Library of Congress), levels 0 to 2; Wikibase, json.md (time).
"""

import re
from collections.abc import Mapping
from typing import Any

from ..triples.wikibase_times import CENTURY, DAY, DECADE, JULIAN, MONTH, YEAR, is_of

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("январь", "февраль", "март", "апрель", "май", "июнь"),
        *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    ),
}
_OF_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_WORDS = {
    "en": {
        "circa": "c. {}",
        "unsure": "{} (uncertain)",
        "decade": "{}s",
        "until": "until {}",
        "from": "from {}",
        "or": " or ",
        "and": " and ",
        "bce": "{} BCE",
        "julian": "Julian calendar",
        "century": "century {}",
    },
    "ru": {
        "circa": "ок. {}",
        "unsure": "{} (под вопросом)",
        "decade": "{}-е гг.",
        "until": "до {}",
        "from": "с {}",
        "or": " или ",
        "and": " и ",
        "bce": "{} до н. э.",
        "julian": "юлианский календарь",
        "century": "{}-й век",
    },
}
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_TIME = re.compile(r"(?P<sign>[+-])(?P<year>[0-9]{1,16})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})T")


def edtf_text(text: str, language: str) -> str:
    """Write an EDTF literal in words, or as it stands where it is none that is known here."""
    words = _WORDS[language]
    if (text[:1], text[-1:]) in {("[", "]"), ("{", "}")}:
        members = [edtf_text(part.strip(), language) for part in text[1:-1].split(",")]
        return words["or" if text[0] == "[" else "and"].join(members)
    if "/" in text:
        start, _, end = text.partition("/")
        if start in {"", ".."}:
            return words["until"].format(edtf_text(end, language))
        if end in {"", ".."}:
            return words["from"].format(edtf_text(start, language))
        return f"{edtf_text(start, language)} – {edtf_text(end, language)}"
    if text.endswith(("~", "%")):
        return words["circa"].format(edtf_text(text[:-1], language))
    if text.endswith("?"):
        return words["unsure"].format(edtf_text(text[:-1], language))
    if re.fullmatch(r"[0-9]{3}X", text):
        return words["decade"].format(text[:3] + "0")
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    return _date(found["year"], int(found["month"] or 0), int(found["day"] or 0), language) or text


def time_text(value: Mapping[str, Any], language: str) -> str:
    """Write a time value of Wikibase in words, no more exactly than its precision."""
    words = _WORDS[language]
    found = _TIME.match(str(value.get("time", "")))
    precision = value.get("precision")
    if found is None or not isinstance(precision, int):
        return str(value.get("time", ""))
    year = found["year"].lstrip("0") or "0"
    month = int(found["month"]) if precision >= MONTH else 0
    day = int(found["day"]) if precision >= DAY else 0
    if precision >= YEAR:
        text = _date(year, month, day, language) or str(value["time"])
    elif precision == DECADE:
        text = words["decade"].format(int(year) // 10 * 10)
    elif precision == CENTURY:
        text = words["century"].format((int(year) + 99) // 100)
    else:
        text = words["circa"].format(year)
    if found["sign"] == "-":
        text = words["bce"].format(text)
    if is_of(JULIAN, value):
        text += f" ({words['julian']})"
    return text


def _date(year: str, month: int, day: int, language: str) -> str | None:
    """Write a day, a month or a year; None where there is no such month."""
    if not month:
        return year
    if month > 12:
        return None
    if language == "ru":
        return (
            f"{day} {_OF_MONTHS[month - 1]} {year}" if day else f"{_MONTHS['ru'][month - 1]} {year}"
        )
    name = _MONTHS[language][month - 1]
    return f"{day} {name} {year}" if day else f"{name} {year}"
