"""Rows that are claims on entities of other tables: statements, names, links, pointers."""

from collections.abc import Callable, Iterator, Mapping

from rdflib import Literal, URIRef
from rdflib.namespace import RDFS, SKOS, XSD
from rdflib.term import Node

from ..ontology.namespaces import WIKIDATA
from . import minting
from .claims import Claim, term
from .columns import EDTF, CellError
from .dates import DateError, HistoricalDate
from .numbering import Register
from .reading import Record, Table
from .vouching import confidence_of, document_seen, rank_of, sources_of

# Links rest on the evidence list that was compared with Wikidata, as a source of its own.
LINK_SOURCE = "wikidata-pairs"
MATCHES = {"exact": SKOS.exactMatch, "close": SKOS.closeMatch}
DATATYPES = {
    "decimal": XSD.decimal,
    "boolean": XSD.boolean,
    "integer": XSD.integer,
    "edtf": EDTF,
}
# What a statement says of itself, beside its value: column, property, language.
EXTRAS = (
    ("extent", "extent", "en"),
    ("derivation", "derivation", "en"),
    ("section", "articleSection", "en"),
    ("sentence_no", "sentenceNumber", None),
    ("sentence", "factStatement", "en"),
    ("external_check", "externalCheck", "en"),
)


def statement(record: Record, register: Register) -> Claim:
    """Claim a statement of the lead article, or of history, on an entity of any table.

    Raises CellError with the column where a cell does not hold what is expected.
    """
    name = record["property"]
    value, date = _object(record, register)
    return Claim(
        minting.graph(record.table),
        _cell(record, "subject_id", register.spoken_of),
        RDFS.label if name == "rdfs:label" else _cell(record, "property", register.term),
        value,
        f"{record['id']}/{record['part']}",
        sources_of(record, register),
        confidence_of(record, register),
        rank_of(record, register),
        record["reason_for_rank"],
        date,
        printed=record["value_as_printed"],
        remark=record["notes"],
        identifier=record["id"],
        primary_document_seen=document_seen(record, register),
        extras=list(_extras(record, register)),
    )


def _object(record: Record, register: Register) -> tuple[Node, HistoricalDate | None]:
    if record["object_id"]:
        return _cell(record, "object_id", register.spoken_of), None
    cell, datatype = record["value"], record["datatype"]
    if not cell:
        raise CellError("expected an object_id or a value", "value")
    if not datatype:
        return Literal(cell, lang=record["lang"] or None), None
    if datatype not in DATATYPES:
        raise CellError(f"expected one of {', '.join(DATATYPES)}, found {datatype!r}", "datatype")
    date = _date(record, "value") if datatype == "edtf" else None
    return Literal(cell, datatype=DATATYPES[datatype]), date


def _extras(record: Record, register: Register) -> Iterator[tuple[URIRef, Node]]:
    for column, name, language in EXTRAS:
        if record[column]:
            yield term(name), Literal(record[column], lang=language)
    if record["date"]:
        date = _date(record, "date")
        yield term("statedDate"), Literal(record["date"], datatype=EDTF)
        if record["date_precision"] not in {"", date.precision}:
            raise CellError(f"expected {date.precision!r} for {date.text}", "date_precision")
    if record["place_id"]:
        yield term("statesPlace"), _cell(record, "place_id", register.spoken_of)


def name(record: Record, register: Register) -> Claim:
    """Claim another name of an entity, in its language; raises CellError for an unknown entity."""
    return Claim(
        minting.graph(record.table),
        _cell(record, "about_id", register.entity),
        SKOS.altLabel,
        Literal(record["name"], lang=record["language"]),
        record["id"],
        sources_of(record, register),
        confidence_of(record, register),
        identifier=record["id"],
        remark=record["kind"].replace("_", " "),
    )


def link(record: Record, register: Register) -> Claim:
    """Claim that an entity is an item of Wikidata.

    Raises CellError for an unknown entity, another's number, or an unknown kind of match.
    """
    match = MATCHES.get(record["match"])
    if match is None:
        raise CellError(f"expected exact or close, found {record['match']!r}", "match")
    subject = _cell(record, "entity_id", register.entity)
    if subject != minting.entity(record["number"]):
        raise CellError(f"expected the number of {record['entity_id']}", "number")
    return Claim(
        minting.graph(record.table),
        subject,
        match,
        URIRef(WIKIDATA + record["wikidata_id"]),
        f"{record['entity_id']}/{record['wikidata_id']}",
        (register.entity(LINK_SOURCE),),
        confidence_of(record, register),
        printed=record["wikidata_label"],
        remark=record["evidence"],
    )


def pointers(tables: Mapping[str, Table], register: Register) -> Iterator[Claim]:
    """Claim what is written in the row pointed to: the judges of a case, the figures of a thing."""
    for record in tables["persons"].records if "persons" in tables else ():
        for key in record.items("judge_in_case_ids"):
            yield from _point(record, "judge_in_case_ids", key, "heardBy", register)
    for record in tables["figures"].records if "figures" in tables else ():
        yield from _point(record, "about_id", record["about_id"], "hasFigure", register)


def _point(record: Record, column: str, key: str, name: str, register: Register) -> Iterator[Claim]:
    try:
        here, there = register.entities[record["id"]], register.entity(key)
        row = register.records[key]
        if name == "hasFigure" and row.table == "statistics":
            subject, prop, value = here, "partOfFigure", there
        else:
            subject, prop, value = there, name, here
        yield Claim(
            minting.graph(record.table),
            subject,
            register.term(prop),
            value,
            record["id"],
            sources_of(record, register),
            confidence_of(record, register),
        )
    except CellError as error:
        register.fault(record, column, str(error))


def _cell(record: Record, column: str, find: Callable[[str], URIRef]) -> URIRef:
    try:
        return find(record[column])
    except CellError as error:
        raise CellError(str(error), column) from error


def _date(record: Record, column: str) -> HistoricalDate:
    try:
        return HistoricalDate.parse(record[column])
    except DateError as error:
        raise CellError(str(error), column) from error
