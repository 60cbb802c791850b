"""Records become triples: one generic engine, told by the specs what each column means.

The result is a list of quads, in a fixed order, and a list of problems: a column nobody reads, an
unknown word, a dangling reference, a date no calendar has. Whoever asks for the quads looks at the
problems first; the pipeline stops at any.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS, XSD
from rdflib.term import Node

from ..ontology.namespaces import ONTOLOGY
from . import minting
from .claims import DEPRECATED, NORMAL, PREFERRED, Claim, Quad, quads_of, term
from .columns import EDTF, CellError, Claimed, Ignored, Named, Plain, Spec, Value
from .dates import DateError, HistoricalDate
from .reading import Problem, Record, Table
from .tables import CLAIM_TABLES, SPECS

CONFIDENCES = ("high", "medium", "low")
GENERAL_KNOWLEDGE = "GK"
UNPREFERRED = "none preferred"
WIKIDATA = "http://www.wikidata.org/entity/"
# Common columns of every table, read by the engine itself.
OWN = {
    "number": "the entity's number",
    "id": "the key",
    "source_ids": "the sources of the row",
    "confidence": "the confidence of the row",
    "low_fields": "columns of low confidence",
    "primary_document_seen": "whether the text itself was read",
}
STATEMENT_COLUMNS = frozenset(
    ["id", "part", "section", "sentence_no", "subject_id", "property", "object_id", "value", "lang", "datatype", "value_as_printed", "rank", "reason_for_rank", "extent", "date", "date_precision", "place_id", "derivation", "source_ids", "confidence", "primary_document_seen", "sentence", "external_check", "notes"]
)
EXTRA_COLUMNS = frozenset(
    ["id", "about_id", "field", "value", "value_as_printed", "calendar", "source_ids", "confidence", "rank", "reason", "rank_of_main", "origin", "remark"]
)
NAME_COLUMNS = frozenset(["id", "about_id", "name", "language", "kind", "source_ids", "confidence", "origin"])
LINK_COLUMNS = frozenset(
    ["number", "entity_id", "wikidata_id", "wikidata_label", "match", "evidence", "confidence"]
)
CALENDARS = {
    "gregorian": "gregorianCalendar",
    "julian": "julianCalendar",
    "not_stated": "calendarNotStated",
}
DATATYPES = {
    "decimal": XSD.decimal,
    "boolean": XSD.boolean,
    "integer": XSD.integer,
    "edtf": EDTF,
}


@dataclass
class Lifted:
    """What lifting gave: the quads in order, and every problem found on the way."""

    quads: list[Quad]
    problems: list[Problem] = field(default_factory=list)


class Lifter:
    """Lifts all tables at once, since rows refer to rows of other tables.

    `tables` are the tables as read, `schema` the ontology that declares every term they use.
    """

    def __init__(self, tables: dict[str, Table], schema: Graph) -> None:
        self.tables = tables
        self.problems: list[Problem] = []
        self.claims: list[Claim] = []
        self.plain: list[Quad] = []
        self._declared = {str(subject) for subject in schema.subjects(RDF.type)}
        self._objects = {
            str(subject)
            for subject in schema.subjects(
                RDF.type, URIRef("http://www.w3.org/2002/07/owl#ObjectProperty")
            )
        }
        self._entities: dict[str, URIRef] = {}
        self._records: dict[str, Record] = {}

    def lift(self) -> Lifted:
        """Lift every table; runs in time linear in the number of cells."""
        self._number()
        for name, table in self.tables.items():
            if name in SPECS:
                self._lift_table(table, SPECS[name])
            elif name not in CLAIM_TABLES:
                self.problems.append(Problem(f"{name}.csv", 1, "", "expected a table with a spec"))
        self._lift_claim_tables()
        self._settle_rivals()
        # A triple that two tables state stands in the graph of the first: the union of the named
        # graphs would answer it twice, and count it twice. Its claims stand in both.
        stated: dict[tuple[URIRef, URIRef, Node], Quad] = {}
        for quad in (*self.plain, *quads_of(self.claims)):
            stated.setdefault(quad[:3], quad)
        return Lifted(sorted(stated.values(), key=_order), sorted(self.problems))

    # What the readers need to know.

    def entity(self, key: str) -> URIRef:
        """The entity of a key; a rival row stands for the entity it rivals."""
        found = self._entities.get(key)
        if found is None:
            raise CellError(f"expected the id of a row, found {key!r}")
        return found

    def term(self, name: str) -> URIRef:
        """A term that the ontology declares."""
        if ONTOLOGY + name not in self._declared:
            raise CellError(f"expected a term of the ontology, found {name!r}")
        return term(name)

    # Numbers and keys.

    def _number(self) -> None:
        seen: dict[str, Record] = {}
        rivals: list[tuple[Record, str]] = []
        for name, table in self.tables.items():
            if name not in SPECS:
                continue
            for record in table.records:
                number, key = record["number"], record["id"]
                if not number.startswith("Q") or not number[1:].isdecimal():
                    self._fault(record, "number", f"expected a number like Q123, found {number!r}")
                elif number in seen:
                    other = seen[number]
                    self._fault(
                        record,
                        "number",
                        f"{number} stands in {other.table}.csv, row {other.row} too",
                    )
                if not key:
                    self._fault(record, "id", "expected a key")
                elif key in self._records:
                    self._fault(record, "id", f"the key {key} stands twice")
                seen[number] = record
                self._records[key] = record
                rival = SPECS[name].rival
                if rival and record[rival]:
                    rivals.append((record, rival))
                else:
                    self._entities[key] = minting.entity(number)
        for record, column in rivals:
            target = self._entities.get(record[column])
            if target is None:
                self._fault(record, column, f"expected the id of a row, found {record[column]!r}")
            else:
                self._entities[record["id"]] = target

    # Rows that are entities.

    def _lift_table(self, table: Table, spec: Spec) -> None:
        unread = [c for c in table.columns if c not in spec.columns and c not in OWN]
        for column in unread:
            self.problems.append(
                Problem(f"{table.name}.csv", 1, column, "expected a column that the spec reads")
            )
        for column in spec.columns:
            if column not in table.columns:
                self.problems.append(
                    Problem(f"{table.name}.csv", 1, column, "expected this column in the table")
                )
        graph = minting.graph(table.name)
        for record in table.records:
            if record["id"] not in self._entities:
                continue
            subject = self._entities[record["id"]]
            rival = bool(spec.rival and record[spec.rival])
            if not rival:
                self._describe(record, spec, subject, graph)
            for column, meaning in spec.columns.items():
                cell = record[column]
                if cell and isinstance(meaning, Claimed) and not _says_nothing(column, cell):
                    self._claim_cell(record, spec, subject, graph, column, meaning)

    def _describe(self, record: Record, spec: Spec, subject: URIRef, graph: URIRef) -> None:
        try:
            for name in spec.classes(record):
                self.plain.append(Quad(subject, RDF.type, self.term(name), graph))
        except CellError as error:
            self._fault(record, "class", str(error))
        self.plain.append(Quad(subject, DCTERMS.identifier, Literal(record["id"]), graph))
        if record.table == "sources":
            self.plain.append(Quad(subject, RDFS.label, Literal(record["title"]), graph))
        else:
            for source in self._sources(record):
                self.plain.append(Quad(subject, term("hasSource"), source, graph))
            confidence = self._confidence(record)
            self.plain.append(
                Quad(subject, term("hasConfidence"), term(f"{confidence}Confidence"), graph)
            )
        if record["primary_document_seen"]:
            seen = Literal(record["primary_document_seen"] == "yes")
            self.plain.append(Quad(subject, term("primaryDocumentSeen"), seen, graph))
        for column, meaning in spec.columns.items():
            cell = record[column]
            if not cell or isinstance(meaning, Ignored | Claimed):
                continue
            if isinstance(meaning, Named):
                names = record.items(column) if meaning.many else [cell]
                for name in names:
                    value: Node = Literal(name, lang=meaning.language)
                    self.plain.append(Quad(subject, meaning.predicate, value, graph))
            else:
                self._say_plainly(record, subject, graph, column, meaning)

    def _say_plainly(
        self, record: Record, subject: URIRef, graph: URIRef, column: str, meaning: Plain
    ) -> None:
        try:
            for value in meaning.read(self, record[column]):
                self.plain.append(Quad(subject, meaning.predicate, value.term, graph))
        except CellError as error:
            self._fault(record, column, str(error))

    def _claim_cell(
        self,
        record: Record,
        spec: Spec,
        subject: URIRef,
        graph: URIRef,
        column: str,
        meaning: Claimed,
    ) -> None:
        for prop, value in self._values(record, column, meaning, record[column]):
            unverified = column in spec.unverified(record)
            sources = list(self._sources(record))
            if unverified and GENERAL_KNOWLEDGE in self._entities:
                sources = [self._entities[GENERAL_KNOWLEDGE]]
            rival = bool(spec.rival and record[spec.rival])
            self.claims.append(
                Claim(
                    graph,
                    subject,
                    prop,
                    value.term,
                    record["id"],
                    tuple(sources),
                    self._cell_confidence(record, spec, column, meaning, unverified),
                    date=value.date,
                    printed=record[meaning.printed] if meaning.printed else "",
                    remark=record["notes"] if rival and value.date else "",
                    identifier=record["id"] if rival else "",
                    primary_document_seen=_seen(record),
                )
            )

    def _values(
        self, record: Record, column: str, meaning: Claimed, cell: str
    ) -> Iterator[tuple[URIRef, Value]]:
        """The values of a cell with their properties; faults are noted, not raised."""
        try:
            values = meaning.read(self, cell)
            for value in values:
                name = value.property or (
                    meaning.property
                    if isinstance(meaning.property, str)
                    else meaning.property(record)
                )
                yield self.term(name), value
            if meaning.precision and values and values[0].date:
                self._compare_precision(record, meaning.precision, values[0].date)
        except CellError as error:
            self._fault(record, column, str(error))

    def _compare_precision(self, record: Record, column: str, date: HistoricalDate) -> None:
        stated = record[column]
        if not date.text.startswith(("[", "{")) and stated != date.precision:
            self._fault(
                record, column, f"expected {date.precision!r} for {date.text}, found {stated!r}"
            )

    def _cell_confidence(
        self, record: Record, spec: Spec, column: str, meaning: Claimed, unverified: bool
    ) -> str:
        low = spec.low(record)
        if unverified or column in low or column.removesuffix("_ids").removesuffix("_id") in low:
            return "low"
        if meaning.confidence and record[meaning.confidence]:
            return record[meaning.confidence]
        return self._confidence(record)

    # Rows that are claims.

    def _lift_claim_tables(self) -> None:
        for name, expected, lift in (
            ("extra_claims", EXTRA_COLUMNS, self._lift_extra),
            ("core_facts", STATEMENT_COLUMNS, self._lift_statement),
            ("history_statements", STATEMENT_COLUMNS, self._lift_statement),
            ("names", NAME_COLUMNS, self._lift_name),
            ("links", LINK_COLUMNS, self._lift_link),
        ):
            table = self.tables.get(name)
            if table is None:
                continue
            for column in sorted(set(table.columns) ^ expected):
                self.problems.append(
                    Problem(f"{name}.csv", 1, column, "expected a column that the spec reads")
                )
            for record in table.records:
                try:
                    lift(record)
                except (CellError, DateError) as error:
                    self._fault(record, "", str(error))
        self._lift_pointers()

    def _lift_pointers(self) -> None:
        """Rows that another thing points to: judges of a case, figures of a measure."""
        for record in self.tables["persons"].records:
            for key in record.items("judge_in_case_ids"):
                self._point(record, "judge_in_case_ids", key, "heardBy")
        for record in self.tables["figures"].records:
            key = record["about_id"]
            if key in self._records and self._records[key].table == "statistics":
                self._point(record, "about_id", key, "partOfFigure", forward=True)
            else:
                self._point(record, "about_id", key, "hasFigure")

    def _point(
        self, record: Record, column: str, key: str, name: str, *, forward: bool = False
    ) -> None:
        try:
            here, there = self._entities[record["id"]], self.entity(key)
            subject, value = (here, there) if forward else (there, here)
            self.claims.append(
                Claim(
                    minting.graph(record.table),
                    subject,
                    self.term(name),
                    value,
                    record["id"],
                    tuple(self._sources(record)),
                    self._confidence(record),
                )
            )
        except CellError as error:
            self._fault(record, column, str(error))

    def _lift_extra(self, record: Record) -> None:
        """One more claim on a column of a row, read as that column is read."""
        key, column = record["about_id"], record["field"]
        row = self._records.get(key)
        if row is None:
            raise CellError(f"about_id: expected the id of a row, found {key!r}")
        meaning = SPECS[row.table].columns.get(column)
        if not isinstance(meaning, Claimed):
            raise CellError(f"field: expected a lifted column of {row.table}.csv, found {column!r}")
        meaning = replace(meaning, precision="")  # a rival date has a precision of its own
        for prop, value in self._values(row, column, meaning, record["value"]):
            subject = self.entity(key)
            if record["rank_of_main"] == PREFERRED:
                for claim in self.claims:
                    if claim.row == key and claim.property == prop and claim.subject == subject:
                        claim.rank, claim.reason = PREFERRED, record["reason"]
            self.claims.append(
                Claim(
                    minting.graph(row.table),
                    subject,
                    prop,
                    value.term,
                    record["id"],
                    tuple(self._sources(record)),
                    self._confidence(record),
                    self._rank(record),
                    record["reason"],
                    value.date,
                    CALENDARS.get(record["calendar"], ""),
                    record["value_as_printed"],
                    record["remark"],
                    record["id"],
                )
            )

    def _lift_statement(self, record: Record) -> None:
        """A statement of the lead article, or of history, on an entity of any table."""
        subject = self._subject(record["subject_id"])
        name = record["property"]
        prop = RDFS.label if name == "rdfs:label" else self.term(name)
        value, date = self._object(record)
        extras: list[tuple[URIRef, Node]] = []
        for column, said, language in (
            ("extent", "extent", "en"),
            ("derivation", "derivation", "en"),
            ("section", "articleSection", "en"),
            ("sentence_no", "sentenceNumber", None),
        ):
            if record[column]:
                extras.append((term(said), Literal(record[column], lang=language)))
        if record["sentence"]:
            extras.append((term("factStatement"), Literal(record["sentence"], lang="en")))
        if record["external_check"]:
            extras.append((term("externalCheck"), Literal(record["external_check"], lang="en")))
        if record["date"]:
            stated = HistoricalDate.parse(record["date"])
            extras.append((term("statedDate"), Literal(record["date"], datatype=EDTF)))
            if record["date_precision"] and stated.precision != record["date_precision"]:
                raise CellError(f"date_precision: expected {stated.precision!r}")
        if record["place_id"]:
            extras.append((term("statesPlace"), self._subject(record["place_id"])))
        self.claims.append(
            Claim(
                minting.graph(record.table),
                subject,
                prop,
                value,
                f"{record['id']}/{record['part']}",
                tuple(self._sources(record)),
                self._confidence(record),
                self._rank(record),
                record["reason_for_rank"],
                date,
                printed=record["value_as_printed"],
                remark=record["notes"],
                identifier=record["id"],
                primary_document_seen=_seen(record),
                extras=extras,
            )
        )

    def _object(self, record: Record) -> tuple[Node, HistoricalDate | None]:
        if record["object_id"]:
            return self._subject(record["object_id"]), None
        cell, datatype = record["value"], record["datatype"]
        if not cell:
            raise CellError("expected an object_id or a value")
        if datatype == "edtf":
            return Literal(cell, datatype=EDTF), HistoricalDate.parse(cell)
        if datatype and datatype not in DATATYPES:
            raise CellError(f"datatype: expected one of {', '.join(DATATYPES)}, found {datatype!r}")
        if datatype:
            return Literal(cell, datatype=DATATYPES[datatype]), None
        return Literal(cell, lang=record["lang"] or None), None

    def _subject(self, key: str) -> URIRef:
        """The entity of a key, or else a term of the ontology: waves and concepts are spoken of."""
        return self._entities[key] if key in self._entities else self.term(key.removeprefix("poi:"))

    def _lift_name(self, record: Record) -> None:
        graph = minting.graph("names")
        label = Literal(record["name"], lang=record["language"])
        self.plain.append(Quad(self.entity(record["about_id"]), SKOS.altLabel, label, graph))
        self.claims.append(
            Claim(
                graph,
                self.entity(record["about_id"]),
                SKOS.altLabel,
                label,
                record["id"],
                tuple(self._sources(record)),
                self._confidence(record),
                identifier=record["id"],
                remark=record["kind"].replace("_", " "),
            )
        )

    def _lift_link(self, record: Record) -> None:
        match = {"exact": SKOS.exactMatch, "close": SKOS.closeMatch}.get(record["match"])
        if match is None:
            raise CellError(f"match: expected exact or close, found {record['match']!r}")
        item = URIRef(WIKIDATA + record["wikidata_id"])
        subject = self.entity(record["entity_id"])
        if str(subject) != str(minting.entity(record["number"])):
            raise CellError(f"number: expected the number of {record['entity_id']}")
        graph = minting.graph("links")
        self.claims.append(
            Claim(
                graph,
                subject,
                match,
                item,
                f"{record['entity_id']}/{record['wikidata_id']}",
                (self.entity("wikidata-pairs"),),
                self._confidence(record),
                printed=record["wikidata_label"],
                remark=record["evidence"],
            )
        )

    # Ranks, sources and confidence.

    def _settle_rivals(self) -> None:
        """Prefer a row's own value to those of its rival rows, where the row does not refuse to."""
        for record in self._records.values():
            spec = SPECS[record.table]
            if not spec.rival or not record[spec.rival] or UNPREFERRED in record["notes"]:
                continue
            target, subject = record[spec.rival], self._entities.get(record["id"])
            rivalled = {c.property for c in self.claims if c.row == record["id"] and c.date}
            for claim in self.claims:
                if claim.row == target and claim.subject == subject and claim.property in rivalled:
                    claim.rank = PREFERRED
                    claim.reason = claim.reason or f"{record['id']}: {record['notes']}"

    def _sources(self, record: Record) -> Iterable[URIRef]:
        for key in record.items("source_ids"):
            source = self._entities.get(key)
            if source is None:
                self._fault(record, "source_ids", f"expected the id of a source, found {key!r}")
            else:
                yield source

    def _confidence(self, record: Record) -> str:
        confidence = record["confidence"]
        if confidence not in CONFIDENCES:
            self._fault(record, "confidence", f"expected high, medium or low, found {confidence!r}")
            return "low"
        return confidence

    def _rank(self, record: Record) -> str:
        rank = record["rank"]
        if rank not in {PREFERRED, NORMAL, DEPRECATED}:
            raise CellError(f"rank: expected preferred, normal or deprecated, found {rank!r}")
        return rank

    def _fault(self, record: Record, column: str, message: str) -> None:
        problem = record.problem(column, message)
        if problem not in self.problems:
            self.problems.append(problem)


def _seen(record: Record) -> bool | None:
    word = record["primary_document_seen"]
    return None if not word else word == "yes"


def _says_nothing(column: str, cell: str) -> bool:
    return column in {"charge", "ground"} and cell in {"none", "not known"}


def _order(quad: Quad) -> tuple[str, str, str, str]:
    return (str(quad.graph), str(quad.subject), str(quad.predicate), quad.object.n3())


def by_graph(quads: Iterable[Quad]) -> dict[URIRef, list[Quad]]:
    """The quads of each named graph, in their order."""
    graphs: dict[URIRef, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph].append(quad)
    return dict(graphs)
