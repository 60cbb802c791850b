"""What the columns of a table mean: a reader for each kind of cell.

A reader turns the text of a cell into values; a cell it cannot read raises CellError with what was
expected. Specs in the `tables_…` modules put readers and properties together, so that a table is
read as its spec is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol, TypeVar

from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from .dates import DateError, HistoricalDate
from .reading import Record, items_of

EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")


class CellError(ValueError):
    """A cell does not hold what its column expects; `column` is set where the reader knows it."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


class Names(Protocol):
    """What the readers need to know of the other tables and of the ontology."""

    def entity(self, key: str) -> URIRef:
        """Find the entity of a key; raises CellError where no table has it."""

    def term(self, name: str) -> URIRef:
        """Find a declared term of the ontology; raises CellError where there is none."""


@dataclass(frozen=True)
class Value:
    """One value of a cell; `property` is set where the cell itself names it."""

    term: Node
    date: HistoricalDate | None = None
    property: str = ""
    printed: str = ""


Reader = Callable[[Names, str], list[Value]]
Meaning = TypeVar("Meaning")


def text(language: str | None = None) -> Reader:
    """Read a text, with its language where it has one."""
    return lambda _, cell: [Value(Literal(cell, lang=language))]


def texts(_: Names, cell: str) -> list[Value]:
    """Read a list of plain texts."""
    return [Value(Literal(item)) for item in items_of(cell)]


def date(_: Names, cell: str) -> list[Value]:
    """Read an EDTF date."""
    try:
        read = HistoricalDate.parse(cell)
    except DateError as error:
        raise CellError(str(error)) from error
    return [Value(Literal(cell, datatype=EDTF), read)]


def dates(names: Names, cell: str) -> list[Value]:
    """Read a list of EDTF dates."""
    return [value for item in items_of(cell) for value in date(names, item)]


def ref(names: Names, cell: str) -> list[Value]:
    """Read the key of a row of some table."""
    return [Value(names.entity(cell))]


def refs(names: Names, cell: str) -> list[Value]:
    """Read a list of keys."""
    return [Value(names.entity(item)) for item in items_of(cell)]


def concepts(names: Names, cell: str) -> list[Value]:
    """Read a list of local names of the ontology."""
    return [Value(names.term(item)) for item in items_of(cell)]


def known_word(known: Mapping[str, Meaning], word: str, column: str = "") -> Meaning:
    """Look up one of the words that a column may hold; any other raises CellError."""
    if word not in known:
        raise CellError(f"expected one of {', '.join(sorted(known))}, found {word!r}", column)
    return known[word]


def concept(known: Mapping[str, str]) -> Reader:
    """Read one of the known words of a column, each standing for a term of the ontology."""

    def read(names: Names, cell: str) -> list[Value]:
        return [Value(names.term(known_word(known, cell)))]

    return read


def integer(_: Names, cell: str) -> list[Value]:
    """Read a whole number."""
    if not cell.isdecimal():
        raise CellError(f"expected a whole number, found {cell!r}")
    return [Value(Literal(int(cell)))]


def decimal(_: Names, cell: str) -> list[Value]:
    """Read a decimal number."""
    try:
        number = Decimal(cell)
    except InvalidOperation as error:
        raise CellError(f"expected a decimal number, found {cell!r}") from error
    return [Value(Literal(str(number), datatype=XSD.decimal))]


def boolean(_: Names, cell: str) -> list[Value]:
    """Read `yes` or `no`."""
    if cell not in {"yes", "no"}:
        raise CellError(f"expected yes or no, found {cell!r}")
    return [Value(Literal(cell == "yes"))]


def address(_: Names, cell: str) -> list[Value]:
    """Read a web address."""
    if not cell.startswith(("http://", "https://")) or any(c in cell for c in ' <>"{}|^`\\'):
        raise CellError(f"expected a web address, found {cell!r}")
    return [Value(Literal(cell, datatype=XSD.anyURI))]


def dated_steps(known: Mapping[str, str]) -> Reader:
    """Read a list of `step=date`, each step a property of its own."""

    def read(names: Names, cell: str) -> list[Value]:
        values = []
        for item in items_of(cell):
            step, _, day = item.partition("=")
            name = known_word(known, step)
            values += [Value(value.term, value.date, name) for value in date(names, day)]
        return values

    return read


def relations(known: Mapping[str, str]) -> Reader:
    """Read a list of `key=relation`, each relation a property of its own."""

    def read(names: Names, cell: str) -> list[Value]:
        values = []
        for item in items_of(cell):
            key, _, relation = item.partition("=")
            name = known_word(known, relation)
            values.append(Value(names.entity(key), property=name))
        return values

    return read


@dataclass(frozen=True)
class Ignored:
    """A column that is not lifted, and why."""

    reason: str


@dataclass(frozen=True)
class Classifying:
    """A column that decides the class of its row; where its word is in doubt, so is the class."""


@dataclass(frozen=True)
class Named:
    """A name of the thing: a label, another name, a definition; names carry no claim."""

    predicate: URIRef
    language: str
    many: bool = False


@dataclass(frozen=True)
class Claimed:
    """A column whose every value is a claim.

    `property` is a local name, or a function of the row where it depends on it; `printed` names the
    column that holds the text as printed, `precision` the one that states the date's precision and
    `confidence` the one that overrules the row's confidence. `nothing` are words that say no more
    than an empty cell.
    """

    property: str | Callable[[Record], str]
    read: Reader
    printed: str = ""
    precision: str = ""
    confidence: str = ""
    nothing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plain:
    """A column that stands on the thing itself without a claim: how it is known, not what."""

    predicate: URIRef
    read: Reader


Column = Ignored | Classifying | Named | Claimed | Plain


@dataclass(frozen=True)
class Spec:
    """What a table means.

    `classes` gives the classes of a row; `rival` names the column that names the row this one
    rivals; `unverified` gives the columns of a row that rest on general knowledge. `vouched` tells
    whether a row has sources and a confidence: a source has none but itself.
    """

    classes: Callable[[Record], list[str]]
    columns: Mapping[str, Column]
    rival: str = ""
    unverified: Callable[[Record], set[str]] = lambda _: set()
    vouched: bool = True

    @property
    def class_column(self) -> str:
        """The column that decides the class, for faults of a class that none else names."""
        return next((c for c, m in self.columns.items() if isinstance(m, Classifying)), "")


def by_word(column: str, known: Mapping[str, str | list[str]]) -> Callable[[Record], list[str]]:
    """Classes by the word in a column; an unknown word raises CellError."""

    def classes(record: Record) -> list[str]:
        found = known_word(known, record[column], column)
        return [found] if isinstance(found, str) else list(found)

    return classes
