"""Records become triples: the specs say what each column means, the rooms beside this one do it.

The result is a list of quads, in a fixed order, and a list of problems: a column nobody reads, an
unknown word, a dangling reference, a date no calendar has. Whoever asks for the quads looks at the
problems first; the pipeline stops at any.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node

from . import stating
from .claiming import claims_of
from .claims import Claim, Quad, quads_of
from .columns import CellError
from .describing import describe
from .numbering import Register
from .ranking import Rivalry
from .reading import Problem, Record, Table
from .tables import SPECS
from .tables_claims import CLAIM_TABLES

# Columns that mean the same in every table, and are read by the engine itself.
OWN = (
    "number",
    "id",
    "source_ids",
    "confidence",
    "low_fields",
    "primary_document_seen",
)


@dataclass(frozen=True)
class Lifted:
    """What lifting gave: the quads in order, and every problem found on the way."""

    quads: list[Quad]
    problems: list[Problem]


def lift(tables: Mapping[str, Table], schema: Graph) -> Lifted:
    """Lift all tables at once, since rows refer to rows of other tables.

    Takes the tables as read and the ontology that declares every term they use. Runs in time
    linear in the number of cells.
    """
    register = Register(tables, SPECS, schema)
    for name, table in tables.items():
        _compare_columns(name, table.columns, register)
    records = [
        record
        for name in SPECS
        if name in tables
        for record in tables[name].records
        if record["id"] in register.entities
    ]
    described = [
        quad
        for record in records
        if not record[SPECS[record.table].rival]
        for quad in describe(record, SPECS[record.table], register)
    ]
    claims = [
        claim for record in records for claim in claims_of(record, SPECS[record.table], register)
    ]
    rivalry = Rivalry(claims, SPECS, register)
    claims += _claims_on_others(tables, rivalry, register)
    claims += stating.pointers(tables, register)
    for record in records:
        rivalry.prefer(record)
    return Lifted(_each_once([*described, *quads_of(claims)]), register.problems())


def _compare_columns(name: str, columns: tuple[str, ...], register: Register) -> None:
    if name in SPECS:
        read, needed = {*SPECS[name].columns, *OWN}, set(SPECS[name].columns)
    elif name in CLAIM_TABLES:
        read = needed = set(CLAIM_TABLES[name])
    else:
        register.note(Problem(f"{name}.csv", 1, "", "expected a table with a spec"))
        return
    for column in columns:
        if column not in read:
            message = "expected a column that is read, found one that nobody reads"
            register.note(Problem(f"{name}.csv", 1, column, message))
    for column in needed - set(columns):
        register.note(Problem(f"{name}.csv", 1, column, "expected this column in the table"))


def _claims_on_others(
    tables: Mapping[str, Table], rivalry: Rivalry, register: Register
) -> Iterable[Claim]:
    readers: dict[str, Callable[[Record], Iterable[Claim]]] = {
        "extra_claims": rivalry.extra_claims,
        "core_facts": lambda record: [stating.statement(record, register)],
        "history_statements": lambda record: [stating.statement(record, register)],
        "names": lambda record: [stating.name(record, register)],
        "links": lambda record: [stating.link(record, register)],
    }
    for name in CLAIM_TABLES:
        for record in tables[name].records if name in tables else ():
            try:
                yield from readers[name](record)
            except CellError as error:
                register.fault(record, error.column, str(error))


def _each_once(quads: Iterable[Quad]) -> list[Quad]:
    # A triple that two tables state stands in the graph of the first: the union of the named
    # graphs would answer it twice, and count it twice. Its claims stand in both.
    stated: dict[tuple[URIRef, URIRef, Node], Quad] = {}
    for quad in quads:
        stated.setdefault(quad[:3], quad)
    return list(stated.values())
