"""The lead article's history: every statement S1-S72 is told in claims, and nothing is added."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from poimenno.ontology import modules
from poimenno.ontology.namespaces import ENTITY, ONTOLOGY
from poimenno.triples.lifting import Lifted, lift
from poimenno.triples.reading import Problem, Table, read_tables

RECORDS = Path(__file__).parents[2] / "triples" / "records"
ORIGINAL = Path(__file__).parents[2] / ".." / "shared" / "facts" / "core_facts.csv"
STATEMENTS = [f"S{number}" for number in range(1, 73)]
LEVELS = ["low", "medium", "high"]
LONGEST = 120

Described = dict[URIRef, list[Node]]


def poi(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


@dataclass(frozen=True)
class Told:
    """The lifted graph, seen from its claims."""

    lifted: Lifted
    claims: dict[URIRef, Described]
    keys: dict[Node, str]

    def of(self, statement: str) -> list[Described]:
        return [c for c in self.claims.values() if Literal(statement) in c[DCTERMS.identifier]]

    def sources(self, statement: str) -> set[str]:
        return {self.keys[s] for claim in self.of(statement) for s in claim[poi("hasSource")]}

    def confidences(self, statement: str) -> set[str]:
        prefix, suffix = ONTOLOGY, "Confidence"
        return {
            str(level).removeprefix(prefix).removesuffix(suffix)
            for claim in self.of(statement)
            for level in claim[poi("hasConfidence")]
        }


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    problems: list[Problem] = []
    found = read_tables(RECORDS, problems)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def schema() -> Graph:
    return modules.schema_graph()


@pytest.fixture(scope="module")
def told(tables: dict[str, Table], schema: Graph) -> Told:
    lifted = lift(tables, schema)
    assert lifted.problems == []
    described: dict[URIRef, Described] = defaultdict(lambda: defaultdict(list))
    for quad in lifted.quads:
        described[quad.subject][quad.predicate].append(quad.object)
    claims = {s: d for s, d in described.items() if poi("Claim") in d[RDF.type]}
    keys: dict[Node, str] = {
        subject: str(d[DCTERMS.identifier][0])
        for subject, d in described.items()
        if subject not in claims and d[DCTERMS.identifier]
    }
    return Told(lifted, claims, keys)


@pytest.fixture(scope="module")
def original() -> dict[str, dict[str, str]]:
    if not ORIGINAL.exists():
        pytest.skip("the fact base is not beside the project")
    with ORIGINAL.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_keeps_its_sources_and_confidence(
    statement: str, told: Told, original: dict[str, dict[str, str]]
) -> None:
    row = original[statement]
    assert set(row["source_ids"].split("; ")) <= told.sources(statement)
    confidences = told.confidences(statement)
    assert row["confidence"] in confidences
    assert max(confidences, key=LEVELS.index) == row["confidence"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_keeps_its_words_and_its_date(
    statement: str, told: Told, original: dict[str, dict[str, str]]
) -> None:
    row, claims = original[statement], told.of(statement)
    words = [str(text) for claim in claims for text in claim[poi("factStatement")]]
    assert words == [f"{row['subject']} | {row['predicate']} | {row['object']}"]
    for predicate, column in (("articleSection", "section"), ("sentenceNumber", "sentence_no")):
        assert {str(v) for claim in claims for v in claim[poi(predicate)]} == {row[column]}
    checks = [str(text) for claim in claims for text in claim[poi("externalCheck")]]
    assert checks == ([row["external_check"]] if row["external_check"] else [])
    dates = {
        str(date)
        for claim in claims
        for predicate in ("statedDate", "claimedValue")
        for date in claim[poi(predicate)]
    }
    assert not row["date"] or row["date"] in dates


def test_no_claim_copies_a_sentence(told: Told) -> None:
    long = [
        str(value)
        for statement in STATEMENTS
        for claim in told.of(statement)
        for value in claim[poi("claimedValue")]
        if len(str(value)) > LONGEST
    ]
    assert long == []


def test_claims_speak_of_what_the_tables_hold(told: Told) -> None:
    unknown = [
        value
        for statement in STATEMENTS
        for claim in told.of(statement)
        for predicate in ("claimsAbout", "claimsEntity", "statesPlace", "hasSource")
        for value in claim[poi(predicate)]
        if str(value).startswith(ENTITY) and value not in told.keys
    ]
    assert unknown == []


def test_the_decree_and_the_lead_article_stay_two_claims(told: Told) -> None:
    """NOTE-1 of the fact base, on S13 and S14."""
    said = {
        (self_said, told.keys[source])
        for statement in ("S13", "S14")
        for claim in told.of(statement)
        for self_said in map(str, claim[poi("claimedValue")])
        for source in claim[poi("hasSource")]
    }
    assert ("non-political articles of the Soviet Criminal Code", "wp-rehab") in said
    assert ("any articles, when the term is at most five years", "rkeb1") in said
    assert {source for value, source in said if value == "5"} == {
        "wp-rehab",
        "wp-ru-amn53",
        "rkeb1",
    }


def test_relative_and_vague_dates_stay_what_they_are(told: Told) -> None:
    help_dates = [c for c in told.of("S29") if c[poi("valueAsPrinted")]]
    assert [str(c[poi("claimedValue")][0]) for c in help_dates] == ["1954-03-18~"]
    assert help_dates[0][poi("derivation")] == [Literal("one week after 11 March 1954", lang="en")]
    second_wave = {
        str(c[poi("valueAsPrinted")][0]) for c in told.of("S57") if c[poi("valueAsPrinted")]
    }
    assert second_wave == {"about 1986", "28 September 1987"}
    end = {
        (str(c[poi("claimedValue")][0]), str(c[poi("hasRank")][0]).removeprefix(ONTOLOGY))
        for c in told.of("S64")
        if c[poi("valueAsPrinted")]
    }
    assert end == {("1991", "preferredRank"), ("1991-12-26", "normalRank")}


def test_a_triple_stands_in_one_graph(told: Told) -> None:
    """The union of the named graphs would otherwise answer and count it twice."""
    stated = Counter(quad[:3] for quad in told.lifted.quads)
    assert [triple for triple, times in stated.items() if times > 1] == []


def test_a_statement_of_what_no_table_holds_is_a_problem(
    tables: dict[str, Table], schema: Graph
) -> None:
    table = tables["core_facts"]
    planted = {"subject_id": "nobody", "object_id": "nowhere", "property": "isOnlyGuessed"}
    chosen = dict(zip(planted, (r for r in table.records if r["object_id"]), strict=False))
    records = {record.row: record for record in table.records}
    for column, record in chosen.items():
        cells = {**record.cells, column: planted[column]}
        records[record.row] = replace(record, cells=cells)
    broken = replace(table, records=tuple(records.values()))
    problems = lift({**tables, "core_facts": broken}, schema).problems
    found = {problem.row: problem for problem in problems}
    assert found.keys() == {record.row for record in chosen.values()}
    for column, record in chosen.items():
        assert found[record.row].file == "core_facts.csv"
        assert planted[column] in found[record.row].message
