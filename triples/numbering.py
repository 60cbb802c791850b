"""Which key stands for which entity, in all tables at once, and what is wrong with the tables."""

from collections.abc import Mapping

from rdflib import RDF, Graph, URIRef

from ..ontology.namespaces import ONTOLOGY
from . import minting
from .claims import term
from .columns import CellError, Spec
from .reading import Problem, Record, Table


class Register:
    """Keys, numbers, declared terms and the faults found on the way; fulfils `columns.Names`.

    Takes the tables as read, what each of them means, and the ontology. A rival row stands for the
    entity it rivals. A row of a wrong length keeps its key, so that its fault is told once.
    """

    def __init__(
        self, tables: Mapping[str, Table], specs: Mapping[str, Spec], schema: Graph
    ) -> None:
        self.entities: dict[str, URIRef] = {}
        self.records: dict[str, Record] = {}
        self._problems: dict[Problem, None] = {}
        self._declared = {str(subject) for subject in schema.subjects(RDF.type)}
        self._numbers: dict[str, Record] = {}
        numbered = [(table, specs[name]) for name, table in tables.items() if name in specs]
        for table, spec in numbered:
            for record in table.records:
                self._enter(record)
                if not record[spec.rival]:
                    self.entities[record["id"]] = minting.entity(record["number"])
            for record in table.ragged:
                self.entities.setdefault(record["id"], minting.entity(record["number"]))
                self.records.setdefault(record["id"], record)
        for table, spec in numbered:
            for record in table.records:
                if record[spec.rival]:
                    self._stand_for(record, spec.rival)

    def entity(self, key: str) -> URIRef:
        """Find the entity of a key; raises CellError where no table has it."""
        found = self.entities.get(key)
        if found is None:
            raise CellError(f"expected the id of a row, found {key!r}")
        return found

    def term(self, name: str) -> URIRef:
        """Find a term that the ontology declares; raises CellError where it does not."""
        if ONTOLOGY + name not in self._declared:
            raise CellError(f"expected a term of the ontology, found {name!r}")
        return term(name)

    def spoken_of(self, key: str) -> URIRef:
        """Find the entity of a key or else a term: of waves and concepts, too, things are said."""
        return self.entities[key] if key in self.entities else self.term(key.removeprefix("poi:"))

    def fault(self, record: Record, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.note(record.problem(column, message))

    def note(self, problem: Problem) -> None:
        """Note a problem; a problem noted twice is one problem."""
        self._problems[problem] = None

    def problems(self) -> list[Problem]:
        """List the problems noted so far, by file, row and column."""
        return sorted(self._problems)

    def _enter(self, record: Record) -> None:
        number, key = record["number"], record["id"]
        if not number.startswith("Q") or not number[1:].isdecimal():
            self.fault(record, "number", f"expected a number like Q123, found {number!r}")
        elif number in self._numbers:
            self.fault(record, "number", f"{number} stands in {_place(self._numbers[number])} too")
        if not key:
            self.fault(record, "id", "expected a key")
        elif key in self.records:
            self.fault(record, "id", f"the key {key} stands in {_place(self.records[key])} too")
        self._numbers[number] = record
        self.records[key] = record

    def _stand_for(self, record: Record, column: str) -> None:
        try:
            self.entities[record["id"]] = self.entity(record[column])
        except CellError as error:
            self.fault(record, column, str(error))


def _place(record: Record) -> str:
    return f"{record.table}.csv, row {record.row}"
