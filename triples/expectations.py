"""Summary columns of the tables, held against what is inferred: a difference is a finding.

The event rows are the truth and the summaries a help to the reader; where they disagree, either a
rule or a row is wrong, and a person should look. A summary is either a word that stands for classes
(`rehabilitated`), or a list that is found again by a walk through the graph (the bodies that
sentenced somebody).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..ontology.ntriples import Triple
from . import minting
from .dates import DateError, HistoricalDate
from .inferring import Inferred
from .reading import Record, Table

# What a word expects: the classes inferred, and the classes not inferred.
Expected = tuple[frozenset[str], frozenset[str]]


def _expect(inferred: str = "", denied: str = "") -> Expected:
    return frozenset(inferred.split()), frozenset(denied.split())


@dataclass(frozen=True)
class Words:
    """A column whose text begins with a word that stands for classes of its row."""

    table: str
    column: str
    known: Mapping[str, Expected]

    def read(self, cell: str) -> Expected | None:
        """Find the longest known word that the text begins with; None where there is none."""
        begun = [word for word in self.known if cell.startswith(word)]
        return self.known[max(begun, key=len)] if begun else None


@dataclass(frozen=True)
class Walk:
    """A column of dates or keys, each found back over one property and on over any of others.

    `through` is the class of what lies between; with no `onward` that itself is what is found.
    """

    table: str
    column: str
    back: str
    through: str = ""
    onward: tuple[str, ...] = ()
    dates: bool = False


POSTHUMOUS_PERSON = {
    "yes": _expect("PosthumouslyRehabilitatedPerson", "PersonRehabilitatedInLifetime"),
    "mixed": _expect("PosthumouslyRehabilitatedPerson PersonRehabilitatedInLifetime"),
    "no": _expect("PersonRehabilitatedInLifetime", "PosthumouslyRehabilitatedPerson"),
    "annulled": _expect("", "PosthumouslyRehabilitatedPerson"),
    "unknown": _expect("", "PosthumouslyRehabilitatedPerson PersonRehabilitatedInLifetime"),
    "not_applicable": _expect("", "PosthumouslyRehabilitatedPerson"),
}
STATUS = {
    "rehabilitated": _expect("RehabilitatedPerson", "PersistentlyUnrehabilitatedPerson"),
    "refused": _expect("PersistentlyUnrehabilitatedPerson", "RehabilitatedPerson"),
    "partial": _expect("PartiallyRelievedPerson", "RehabilitatedPerson"),
    "annulled": _expect("RehabilitationRevokedPerson", "RehabilitatedPerson"),
    "amnestied": _expect("AmnestiedPerson", "RehabilitatedPerson"),
    "released": _expect("", "RehabilitatedPerson"),
    "named_innocent": _expect("", "RehabilitatedPerson"),
}
POSTHUMOUS_DECISION = {
    "yes": _expect("PosthumousRehabilitation", "RehabilitationInLifetime"),
    "no": _expect("RehabilitationInLifetime", "PosthumousRehabilitation"),
    "unknown": _expect("", "PosthumousRehabilitation RehabilitationInLifetime"),
}
AUTONOMY_RESTORED = {
    "restored": _expect("PeopleWithRestoredAutonomy", "PeopleWithoutRestoredAutonomy"),
    "NOT restored": _expect("PeopleWithoutRestoredAutonomy", "PeopleWithRestoredAutonomy"),
    "none": _expect("", "PeopleWithRestoredAutonomy"),
    "n/a": _expect("", "PeopleWithRestoredAutonomy"),
}
TERRITORY_RESTORED = {
    "NOT restored": _expect("PeopleWithoutRestoredTerritory", "PeopleWithPartlyRestoredTerritory"),
    "NOT restored in full": _expect("PeopleWithPartlyRestoredTerritory"),
    "partly": _expect("PeopleWithPartlyRestoredTerritory", "PeopleWithoutRestoredTerritory"),
    "mostly": _expect("PeopleWithPartlyRestoredTerritory", "PeopleWithoutRestoredTerritory"),
    "n/a": _expect("", "PeopleWithPartlyRestoredTerritory PeopleWithoutRestoredTerritory"),
}
_DECISION = Words("person_rehabilitations", "posthumous", POSTHUMOUS_DECISION)

SUMMARIES: tuple[Words | Walk, ...] = (
    Words("persons", "posthumous_rehabilitation", POSTHUMOUS_PERSON),
    Words("persons", "status", STATUS),
    _DECISION,
    Words("peoples", "autonomy_restored", AUTONOMY_RESTORED),
    Words("peoples", "territory_restored", TERRITORY_RESTORED),
    Walk("persons", "arrest_date", "affects", "Arrest", dates=True),
    Walk("persons", "sentence_date", "affects", "Repression", dates=True),
    Walk("persons", "sentencing_body", "affects", "Repression", ("performedBy",)),
    Walk("persons", "case_id", "affects", "", ("partOfCase",)),
    Walk("peoples", "deportation_dates", "affects", "Deportation", dates=True),
    Walk("peoples", "decree_act_ids", "affects", "Deportation", ("orderedBy", "hasLegalBasis")),
    Walk("peoples", "confirming_act_ids", "affects", "Deportation", ("confirmedBy",)),
    Walk("peoples", "lifting_act_ids", "affects", "CollectiveMeasure", ("hasLegalBasis",)),
    Walk("acts", "amended_or_repealed_by", "changes"),
    Walk("acts", "implemented_by", "implements"),
)


@dataclass(frozen=True, order=True)
class Mismatch:
    """A summary that what is inferred does not bear out."""

    file: str
    row: int
    column: str
    key: str
    said: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...] = ()

    def __str__(self) -> str:
        found = [f"not inferred: {name}" for name in self.missing]
        found += [f"inferred all the same: {name}" for name in self.unexpected]
        place = f"{self.file}, row {self.row}, column {self.column}"
        return f"{place}: {self.key} is {self.said!r}; {'; '.join(found)}"


def mismatches(tables: Mapping[str, Table], triples: list[Triple]) -> list[Mismatch]:
    """Compare every summary with the asserted and entailed triples together."""
    inferred = Inferred(triples)
    found: list[Mismatch] = []
    for summary in SUMMARIES:
        for record in tables[summary.table].records if summary.table in tables else ():
            subject = f"<{minting.entity(record['number'])}>"
            # A rival row has no entity, and a withheld person none that is shown.
            if not record[summary.column] or not inferred.classes(subject):
                continue
            if isinstance(summary, Words):
                found += _compare_words(record, summary, inferred.classes(subject))
            else:
                found += _retrace(record, summary, subject, inferred)
    return sorted(found)


def _compare_words(record: Record, words: Words, classes: set[str]) -> Iterator[Mismatch]:
    # Whether a refusal came after death is said in the table, and has no class.
    if words is _DECISION and "DecisionInForce" not in classes:
        return
    expectation = words.read(record[words.column])
    if expectation is None:
        yield _mismatch(record, words.column, [f"a word known here ({', '.join(words.known)})"])
        return
    expected, denied = expectation
    if expected - classes or denied & classes:
        yield _mismatch(record, words.column, expected - classes, denied & classes)


def _retrace(record: Record, walk: Walk, subject: str, inferred: Inferred) -> Iterator[Mismatch]:
    between = [
        event
        for event in inferred.into(subject, walk.back)
        if not walk.through or walk.through in inferred.classes(event)
    ]
    if walk.dates:
        missing = _undated(record[walk.column], between, inferred)
    else:
        ends = [
            end for name in walk.onward for event in between for end in inferred.of(event, name)
        ]
        keys = {key for end in (ends if walk.onward else between) for key in inferred.keys(end)}
        missing = [key for key in record.items(walk.column) if key not in keys]
    if missing:
        yield _mismatch(record, walk.column, missing)


def _undated(cell: str, events: list[str], inferred: Inferred) -> list[str]:
    """Find the dates of a cell on which no event can have been."""
    members = cell.strip("{}").split(",") if cell.startswith("{") else [cell]
    missing = []
    for member in members:
        try:
            date = HistoricalDate.parse(member)
        except DateError as error:
            missing.append(str(error))
            continue
        first, last = str(date.earliest or ""), str(date.latest or "9999")
        spans = [inferred.span(event) for event in events]
        if not any(span and span[0] <= last and span[1] >= first for span in spans):
            missing.append(member)
    return missing


def _mismatch(
    record: Record, column: str, missing: Iterable[str], unexpected: Iterable[str] = ()
) -> Mismatch:
    return Mismatch(
        f"{record.table}.csv",
        record.row,
        column,
        record["id"],
        record[column],
        tuple(sorted(missing)),
        tuple(sorted(unexpected)),
    )
