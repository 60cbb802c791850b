"""The numbers that the curated tables have given out: one that is here no more was withdrawn.

A number is never used again (see DECISIONS.md), so that of a thing which a curator removed it can
be said that it once was. Persons and what befell them are left out: who is withheld because they
may be alive must not be told from somebody who never was recorded.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

# Tables whose rows `withholding` never touches.
_TABLES = (
    "acts",
    "bodies",
    "cases",
    "grounds",
    "named_bodies",
    "peoples",
    "people_events",
    "place_jurisdictions",
    "places",
    "sources",
    "statistics",
)


@cache
def issued() -> frozenset[str]:
    """Give the Q-numbers of what the tables record, persons and their events apart."""
    folder = files(__package__).joinpath("records")
    numbers: set[str] = set()
    for name in _TABLES:
        text = folder.joinpath(f"{name}.csv").read_text("utf-8-sig")
        numbers.update(row["number"] for row in csv.DictReader(StringIO(text)))
    return frozenset(numbers)
