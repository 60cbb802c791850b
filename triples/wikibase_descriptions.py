"""Descriptions of entities, made of their classes and dates: "poet, 1897–1937".

A description tells apart things of one name in a list; it is derived, never written by hand.
"""

from collections.abc import Iterable, Iterator

from ..ontology.namespaces import ONTOLOGY
from ..queries.results import Term
from .dates import DateError, HistoricalDate
from .wikibase_facts import DEFINITION, TYPE, Facts, Labels

LANGUAGES = ("en", "ru")
_WORDS = {
    "en": {
        "born": "born {}",
        "died": "died {}",
        "start": "since {}",
        "end": "until {}",
        "circa": "c. {}",
        "before": "{} or earlier",
        "after": "{} or later",
        "decade": "{}s",
    },
    "ru": {
        "born": "род. {}",
        "died": "ум. {}",
        "start": "с {}",
        "end": "до {}",
        "circa": "ок. {}",
        "before": "{} или раньше",
        "after": "{} или позже",
        "decade": "{}-е",
    },
}
_BIRTH, _DEATH = ONTOLOGY + "birthDate", ONTOLOGY + "deathDate"
_SPANS = (
    (_BIRTH, _DEATH, "born", "died"),
    (ONTOLOGY + "startDate", ONTOLOGY + "endDate", "start", "end"),
)
_DATES = tuple(ONTOLOGY + name for name in ("date", "lawDate", "publicationDate", "asOfDate"))
_WHAT = tuple(ONTOLOGY + name for name in ("occupation", "sourceKind"))
_WHERE = ONTOLOGY + "institution"


def descriptions_of(facts: Facts, labels: Labels) -> dict[str, str]:
    """Describe an entity in English and Russian; `labels` are the names of its classes.

    A definition stands above what is made up here. A language in which nothing can be said is
    absent.
    """
    found = {}
    for language in LANGUAGES:
        if text := _description(facts, labels, language):
            found[language] = text
    defined = [term for term in facts.values(DEFINITION) if term.get("xml:lang")]
    return found | {str(term["xml:lang"]): str(term["value"]) for term in reversed(defined)}


def _description(facts: Facts, labels: Labels, language: str) -> str:
    parts = list(_what(facts, labels, language))
    parts += [str(term["value"]) for term in list(facts.values(_WHERE))[:1]]
    when = _when(facts, language)
    return ", ".join([*parts, when] if when else parts) if parts else ""


def _what(facts: Facts, labels: Labels, language: str) -> Iterator[str]:
    said = [
        str(term["value"])
        for name in _WHAT
        for term in facts.values(name)
        if term.get("xml:lang") == language
    ]
    if said:
        yield said[0]
        return
    for term in list(facts.values(TYPE))[:2]:
        if name := labels.get(str(term["value"]), {}).get(language):
            yield name


def _when(facts: Facts, language: str) -> str:
    words = _WORDS[language]
    for first, last, begun, ended in _SPANS:
        start, end = _years(facts.values(first), language), _years(facts.values(last), language)
        if start and end:
            return start if start == end else f"{start}–{end}"
        if start or end:
            return words[begun].format(start) if start else words[ended].format(end)
    return next((found for name in _DATES if (found := _years(facts.values(name), language))), "")


def _years(dates: Iterable[Term], language: str) -> str:
    """Write the years of a date, of the first that can be read."""
    words = _WORDS[language]
    for term in dates:
        try:
            date = HistoricalDate.parse(str(term["value"]))
        except DateError:
            continue
        first, last = date.earliest, date.latest
        if first is None or last is None:
            bound = first or last
            return words["after" if first else "before"].format(bound.year) if bound else ""
        if date.precision == "circa":
            return words["circa"].format(date.text[:4])
        if date.precision == "decade":
            return words["decade"].format(first.year)
        if first.year == last.year:
            return str(first.year)
        # One of several years, or all of a stretch.
        return f"{first.year}{'/' if date.text[0] in '[{' else '–'}{last.year}"
    return ""
