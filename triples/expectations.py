"""Summary columns of the tables, held against what is inferred: a difference is a finding.

The event rows are the truth and the summaries a help to the reader; where they disagree, either a
rule or a row is wrong, and a person should look.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..ontology.namespaces import ONTOLOGY
from ..ontology.ntriples import Triple
from . import minting
from .reading import Record, Table

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

# For each word of a summary column: the classes inferred, and the classes not inferred.
POSTHUMOUS_PERSON = {
    "yes": ({"PosthumouslyRehabilitatedPerson"}, {"PersonRehabilitatedInLifetime"}),
    "mixed": ({"PosthumouslyRehabilitatedPerson", "PersonRehabilitatedInLifetime"}, set[str]()),
    "no": ({"PersonRehabilitatedInLifetime"}, {"PosthumouslyRehabilitatedPerson"}),
    "annulled": (set[str](), {"PosthumouslyRehabilitatedPerson"}),
    "unknown": (set[str](), {"PosthumouslyRehabilitatedPerson", "PersonRehabilitatedInLifetime"}),
    "not_applicable": (set[str](), {"PosthumouslyRehabilitatedPerson"}),
}
STATUS = {
    "rehabilitated": ({"RehabilitatedPerson"}, {"PersistentlyUnrehabilitatedPerson"}),
    "refused": ({"PersistentlyUnrehabilitatedPerson"}, {"RehabilitatedPerson"}),
    "partial": ({"PartiallyRelievedPerson"}, {"RehabilitatedPerson"}),
    "annulled": ({"RehabilitationRevokedPerson"}, {"RehabilitatedPerson"}),
    "amnestied": ({"AmnestiedPerson"}, {"RehabilitatedPerson"}),
    "released": (set[str](), {"RehabilitatedPerson"}),
    "named_innocent": (set[str](), {"RehabilitatedPerson"}),
}
POSTHUMOUS_DECISION = {
    "yes": ({"PosthumousRehabilitation"}, {"RehabilitationInLifetime"}),
    "no": ({"RehabilitationInLifetime"}, {"PosthumousRehabilitation"}),
    "unknown": (set[str](), {"PosthumousRehabilitation", "RehabilitationInLifetime"}),
}
SUMMARIES: tuple[tuple[str, str, Mapping[str, tuple[set[str], set[str]]]], ...] = (
    ("persons", "posthumous_rehabilitation", POSTHUMOUS_PERSON),
    ("persons", "status", STATUS),
    ("person_rehabilitations", "posthumous", POSTHUMOUS_DECISION),
)


@dataclass(frozen=True, order=True)
class Mismatch:
    """A summary that the inferred classes do not bear out."""

    file: str
    row: int
    column: str
    key: str
    said: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]

    def __str__(self) -> str:
        found = [f"not inferred: {name}" for name in self.missing]
        found += [f"inferred all the same: {name}" for name in self.unexpected]
        place = f"{self.file}, row {self.row}, column {self.column}"
        return f"{place}: {self.key} is {self.said!r}; {'; '.join(found)}"


def mismatches(tables: Mapping[str, Table], triples: list[Triple]) -> list[Mismatch]:
    """Compare every summary with the classes among asserted and entailed triples."""
    classes: dict[str, set[str]] = {}
    for subject, predicate, value in triples:
        if predicate == _TYPE and value.startswith(f"<{ONTOLOGY}"):
            classes.setdefault(subject, set()).add(value[len(ONTOLOGY) + 1 : -1])
    found: list[Mismatch] = []
    for table, column, words in SUMMARIES:
        if table in tables:
            for record in tables[table].records:
                found += _compare(record, column, words, classes)
    return sorted(found)


def _compare(
    record: Record,
    column: str,
    words: Mapping[str, tuple[set[str], set[str]]],
    classes: Mapping[str, set[str]],
) -> Iterator[Mismatch]:
    said = record[column]
    if said not in words or record["same_decision_as"]:
        return
    expected, denied = words[said]
    inferred = classes.get(f"<{minting.entity(record['number'])}>")
    if inferred is None:  # withheld
        return
    # Whether a refusal came after death is said in the table, and has no class.
    if column == "posthumous" and "DecisionInForce" not in inferred:
        return
    missing, unexpected = expected - inferred, denied & inferred
    if missing or unexpected:
        yield Mismatch(
            f"{record.table}.csv",
            record.row,
            column,
            record["id"],
            said,
            tuple(sorted(missing)),
            tuple(sorted(unexpected)),
        )
