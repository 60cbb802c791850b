"""Cells become claims: each value with the sources and the confidence of its row."""

from collections.abc import Iterator

from rdflib import RDF, URIRef

from . import minting
from .claims import Claim
from .columns import CellError, Claimed, Classifying, Spec, Value
from .numbering import Register
from .reading import Record
from .vouching import (
    confidence_of,
    document_seen,
    general_knowledge,
    low_columns,
    sources_of,
)


def claims_of(record: Record, spec: Spec, register: Register) -> Iterator[Claim]:
    """Claim what every claimed column of a row says; faults are noted in the register."""
    rival = bool(record[spec.rival])
    try:
        unverified = spec.unverified(record)
    except CellError as error:
        register.fault(record, error.column, str(error))
        return
    low = low_columns(record, register) | unverified
    for column, meaning in spec.columns.items():
        cell = record[column]
        if isinstance(meaning, Classifying) and column in low and not rival:
            yield from _doubted_classes(record, spec, register)
        if not isinstance(meaning, Claimed) or not cell or cell in meaning.nothing:
            continue
        known = general_knowledge if column in unverified else sources_of
        stated = meaning.confidence if record[meaning.confidence] else "confidence"
        try:
            for prop, value in values_of(record, meaning, cell, register):
                yield Claim(
                    minting.graph(record.table),
                    register.entities[record["id"]],
                    prop,
                    value.term,
                    record["id"],
                    known(record, register),
                    "low" if column in low else confidence_of(record, register, stated),
                    date=value.date,
                    printed=record[meaning.printed],
                    remark=record["notes"] if rival and value.date else "",
                    identifier=record["id"] if rival else "",
                    primary_document_seen=document_seen(record, register),
                )
                _compare_precision(record, meaning.precision, value)
        except CellError as error:
            register.fault(record, error.column or column, str(error))


def _doubted_classes(record: Record, spec: Spec, register: Register) -> Iterator[Claim]:
    # That a row is what its class says is as a rule no claim, but an entity with a confidence of
    # its own; where the word that decides the class is lower than that, it must be said.
    try:
        for name in spec.classes(record):
            yield Claim(
                minting.graph(record.table),
                register.entities[record["id"]],
                RDF.type,
                register.term(name),
                record["id"],
                sources_of(record, register),
                "low",
                primary_document_seen=document_seen(record, register),
            )
    except CellError as error:
        register.fault(record, error.column or spec.class_column, str(error))


def values_of(
    row: Record, meaning: Claimed, cell: str, register: Register
) -> list[tuple[URIRef, Value]]:
    """Read the values of a cell with their properties, which may depend on its row.

    Raises CellError where the cell does not hold what its column expects.
    """
    found = []
    for value in meaning.read(register, cell):
        name = value.property or meaning.property
        found.append((register.term(name if isinstance(name, str) else name(row)), value))
    return found


def _compare_precision(record: Record, column: str, value: Value) -> None:
    date, stated = value.date, record[column]
    if column and date and stated != date.precision:
        raise CellError(f"expected {date.precision!r} for {date.text}, found {stated!r}", column)
