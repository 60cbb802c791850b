"""Rival values: which claims stand beside a row's own, which of them is preferred, and why."""

from collections.abc import Iterator, Mapping, Sequence

from . import minting
from .claiming import values_of
from .claims import NORMAL, PREFERRED, Claim
from .columns import CellError, Claimed, Spec
from .numbering import Register
from .reading import Record
from .vouching import confidence_of, rank_of, sources_of

# The words with which a row refuses to prefer one of its rivals.
UNPREFERRED = "none preferred"
CALENDARS = {
    "": "",
    "gregorian": "gregorianCalendar",
    "julian": "julianCalendar",
    "not_stated": "calendarNotStated",
}


class Rivalry:
    """Ranks the claims of rows that have rivals.

    Takes the claims that the rows themselves make; prefers some of them in place.
    """

    def __init__(
        self, claims: Sequence[Claim], specs: Mapping[str, Spec], register: Register
    ) -> None:
        self._specs = specs
        self._register = register
        self._by_row: dict[str, list[Claim]] = {}
        for claim in claims:
            self._by_row.setdefault(claim.row, []).append(claim)

    def extra_claims(self, record: Record) -> Iterator[Claim]:
        """Claim one more value of a column of a row, read as that column is read.

        The row's own claims become preferred, with the reason given, where the record says so.
        Raises CellError with the column where a cell does not hold what is expected.
        """
        register, key, column = self._register, record["about_id"], record["field"]
        row = register.records.get(key)
        if row is None:
            raise CellError(f"expected the id of a row, found {key!r}", "about_id")
        meaning = self._specs[row.table].columns.get(column)
        if not isinstance(meaning, Claimed):
            message = f"expected a lifted column of {row.table}.csv, found {column!r}"
            raise CellError(message, "field")
        if record["calendar"] not in CALENDARS:
            known = ", ".join(filter(None, CALENDARS))
            raise CellError(f"expected one of {known}, found {record['calendar']!r}", "calendar")
        main = record["rank_of_main"]
        if main not in {PREFERRED, NORMAL}:
            raise CellError(f"expected preferred or normal, found {main!r}", "rank_of_main")
        try:
            values = values_of(row, meaning, record["value"], register)
        except CellError as error:
            raise CellError(str(error), "value") from error
        for prop, value in values:
            for claim in self._by_row.get(key, ()):
                if claim.prop == prop and main == PREFERRED:
                    claim.rank = PREFERRED
                    claim.reason = _all_reasons(claim.reason, record["reason"])
            yield Claim(
                minting.graph(row.table),
                register.entity(key),
                prop,
                value.term,
                record["id"],
                sources_of(record, register),
                confidence_of(record, register),
                rank_of(record, register),
                record["reason"],
                value.date,
                CALENDARS[record["calendar"]],
                record["value_as_printed"],
                record["remark"],
                record["id"],
            )

    def prefer(self, rival: Record) -> None:
        """Prefer what a row says itself to the dates of its rival row, unless that refuses to."""
        spec = self._specs[rival.table]
        if not rival[spec.rival] or UNPREFERRED in rival["notes"]:
            return
        rivalled = {c.prop for c in self._by_row.get(rival["id"], ()) if c.date}
        for claim in self._by_row.get(rival[spec.rival], ()):
            if claim.prop in rivalled:
                claim.rank = PREFERRED
                claim.reason = _all_reasons(claim.reason, f"{rival['id']}: {rival['notes']}")


def _all_reasons(known: str, added: str) -> str:
    """Join the reasons that several rivals give, each once."""
    return "; ".join(dict.fromkeys(filter(None, (*known.split("; "), *added.split("; ")))))
