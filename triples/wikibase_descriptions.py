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
    "en": {"circa": "c. {}", "before": "until {}", "after": "since {}"},
    "ru": {"circa": "ок. {}", "before": "до {}", "after": "с {}"},
}
_BIRTH, _DEATH = ONTOLOGY + "birthDate", ONTOLOGY + "deathDate"
_SPANS = ((_BIRTH, _DEATH), (ONTOLOGY + "startDate", ONTOLOGY + "endDate"))
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
    for first, last in _SPANS:
        start, end = _years(facts.values(first), language), _years(facts.values(last), language)
        if start and end:
            return start if start == end else f"{start}–{end}"
        if start:
            return ("* " if first == _BIRTH else "") + f"{start}{'' if first == _BIRTH else '–'}"
        if end:
            return f"{'† ' if last == _DEATH else '–'}{end}"
    for name in _DATES:
        if found := _years(facts.values(name), language):
            return found
    return ""


def _years(dates: Iterable[Term], language: str) -> str:
    """Write the years of a date, of the first that can be read."""
    for term in dates:
        try:
            date = HistoricalDate.parse(str(term["value"]))
        except DateError:
            continue
        first, last = date.earliest, date.latest
        if date.precision == "circa":
            return _WORDS[language]["circa"].format(str(term["value"])[:4])
        if first is None or last is None:
            bound = first or last
            word = _WORDS[language]["after" if first else "before"]
            return word.format(bound.year) if bound else ""
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return ""
