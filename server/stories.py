"""The course of a life as a table: what befell somebody, in order of time, with body and outcome.

The words of an accusation are quoted, never used as a description.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..ontology.namespaces import ONTOLOGY
from ..queries.results import Term
from .date_texts import edtf_text
from .labelling import Labels, Link
from .page_texts import Words
from .surroundings import EVENTS, TYPE, Event

_LEVELS = {f"{ONTOLOGY}{name}Confidence": name for name in ("high", "medium", "low")}


@dataclass(frozen=True)
class Row:
    """One event: when, what, by whom, with what outcome and on what legal basis.

    `basis` are pairs of a word of the page, or nothing, and what it rests on.
    """

    when: str
    what: Link
    event: Link
    bodies: list[Link]
    places: list[Link]
    outcome: list[Link]
    basis: list[tuple[str, Link]]
    quoted: list[str]
    level: str


@dataclass(frozen=True)
class Story:
    """The rows of a story in order of time; `more` tells that there are others."""

    rows: list[Row] = field(default_factory=list)
    more: bool = False


def read_story(events: Sequence[Event], labels: Labels, say: Words) -> Story | None:
    """Make the table of some events, None where there are none."""
    if not events:
        return None
    rows = [_row(event, labels, say) for event in events[:EVENTS]]
    return Story(rows, len(events) > EVENTS)


def _row(event: Event, labels: Labels, say: Words) -> Row:
    dates = [edtf_text(term["value"], say.language) for term in event.values("date")]
    kinds = [term["value"] for term in event.values(TYPE) if term["value"].startswith(ONTOLOGY)]
    label = labels.link(event.iri)
    what = labels.link(kinds[0]) if kinds else label
    if event.word:
        what = Link(say(event.word))
    bodies = _links(event.values("decidedBy", "carriedOutBy", "performedBy", "madeBy"), labels)
    if not bodies:
        bodies = _links(event.values("performerAsPrinted"), labels)
    outcome = _links(event.values("hasOutcome"), labels)
    outcome += _links(_penalty(event, say.language), labels)
    outcome += [Link(f"{term['value']} {say('years')}") for term in event.values("termYears")]
    orders = _links(event.values("orderedBy"), labels)
    basis = [(say("ordered by"), link) for link in orders]
    basis += [
        ("", link) for link in _links(event.values("hasLegalBasis"), labels) if link not in orders
    ]
    basis += [(say("ground"), link) for link in _links(event.values("hasGround"), labels)]
    return Row(
        when="; ".join(dates),
        what=what,
        event=Link(label.text, label.language, None if event.word else label.href),
        bodies=bodies,
        places=_links(
            [
                *event.values("tookPlaceAt"),
                *event.values("hasOrigin"),
                *event.values("hasDestination"),
            ],
            labels,
        ),
        outcome=outcome,
        basis=basis,
        quoted=[term["value"] for term in event.values("chargeAsPrinted", "articleCited")],
        level=next(
            (_LEVELS[t["value"]] for t in event.values("hasConfidence") if t["value"] in _LEVELS),
            "",
        ),
    )


def _penalty(event: Event, language: str) -> list[Term]:
    """Give the penalty as it is printed where a reader of the page can read that, else its kind."""
    printed = event.values("penaltyAsPrinted")
    readable = [term for term in printed if term.get("xml:lang", language) == language]
    return readable or event.values("hasPenalty") or printed


def _links(terms: Sequence[Term], labels: Labels) -> list[Link]:
    """Show terms, each once: names as links, literals as they are."""
    shown = [
        labels.link(term["value"])
        if term["type"] == "uri"
        else Link(term["value"], term.get("xml:lang", ""))
        for term in terms
    ]
    return list(dict.fromkeys(shown))
