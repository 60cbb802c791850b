"""Rows become entities: their classes, names and keys, and how they are known."""

from collections.abc import Iterator

from rdflib import RDF, Literal
from rdflib.namespace import DCTERMS

from . import minting
from .claims import Quad, term
from .columns import CellError, Named, Plain, Spec
from .numbering import Register
from .reading import Record
from .vouching import confidence_of, document_seen, sources_of


def describe(record: Record, spec: Spec, register: Register) -> Iterator[Quad]:
    """Say of a row's entity what carries no claim; faults are noted in the register."""
    subject = register.entities[record["id"]]
    graph = minting.graph(record.table)
    try:
        for name in spec.classes(record):
            yield Quad(subject, RDF.type, register.term(name), graph)
    except CellError as error:
        register.fault(record, error.column or spec.class_column, str(error))
    yield Quad(subject, DCTERMS.identifier, Literal(record["id"]), graph)
    if spec.vouched:
        for source in sources_of(record, register):
            yield Quad(subject, term("hasSource"), source, graph)
        confidence = confidence_of(record, register)
        yield Quad(subject, term("hasConfidence"), term(f"{confidence}Confidence"), graph)
    seen = document_seen(record, register)
    if seen is not None:
        yield Quad(subject, term("primaryDocumentSeen"), Literal(seen), graph)
    for column, meaning in spec.columns.items():
        cell = record[column]
        if cell and isinstance(meaning, Named):
            for name in record.items(column) if meaning.many else [cell]:
                value = Literal(name, lang=meaning.language or None)
                yield Quad(subject, meaning.predicate, value, graph)
        elif cell and isinstance(meaning, Plain):
            try:
                for said in meaning.read(register, cell):
                    yield Quad(subject, meaning.predicate, said.term, graph)
            except CellError as error:
                register.fault(record, column, str(error))
