"""Tables are lifted as their specs say, and every planted fault is told with its place."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS
from rdflib.term import Node

from poimenno.triples.claims import term
from poimenno.triples.lifting import Lifted, lift
from poimenno.triples.reading import Problem, read_tables

from . import invented
from .invented import KNOWN, World

pytestmark = pytest.mark.usefixtures("example_org")

ANNA = URIRef("http://example.org/entity/Q1001")
DECISION = URIRef("http://example.org/entity/Q12001")
BIRTH = term("birthDate")


def lifted(folder: Path, tables: World, schema: Graph) -> Lifted:
    problems: list[Problem] = []
    read = read_tables(invented.write(folder, tables), problems)
    assert problems == []
    return lift(read, schema)


def objects(found: Lifted, subject: Node, predicate: Node) -> set[str]:
    return {str(q.object) for q in found.quads if (q.subject, q.predicate) == (subject, predicate)}


def claims(found: Lifted, about: URIRef, prop: URIRef) -> list[dict[URIRef, set[str]]]:
    nodes = {
        q.subject
        for q in found.quads
        if q.predicate == term("claimsAbout")
        and q.object == about
        and str(prop) in objects(found, q.subject, term("claimsProperty"))
    }
    return [
        {q.predicate: objects(found, node, q.predicate) for q in found.quads if q.subject == node}
        for node in sorted(nodes)
    ]


@pytest.fixture
def small(tmp_path: Path, ontology: Graph) -> Lifted:
    return lifted(tmp_path, invented.world(), ontology)


def test_a_sound_world_has_no_problems(small: Lifted) -> None:
    assert small.problems == []
    assert objects(small, ANNA, RDF.type) == {str(term("Person"))}
    assert objects(small, ANNA, RDFS.label) == {"Anna Invented", "Анна Выдуманная"}
    assert objects(small, ANNA, DCTERMS.identifier) == {"P001"}


def test_lifting_is_the_same_each_time(tmp_path: Path, small: Lifted, ontology: Graph) -> None:
    assert lifted(tmp_path, invented.world(), ontology).quads == small.quads


def test_the_best_rank_is_direct_and_every_claim_bounds(small: Lifted) -> None:
    assert objects(small, ANNA, term("birthDate")) == {"1890"}
    assert objects(small, ANNA, term("earliestBirth")) == {"1890-01-01"}
    assert objects(small, ANNA, term("latestBirth")) == {"1891-01-03"}
    born = {min(claim[term("claimedValue")]): claim for claim in claims(small, ANNA, BIRTH)}
    assert born["1890"][term("hasRank")] == {str(term("preferredRank"))}
    assert born["1890"][term("reasonForRank")] == {"the book saw the register"}
    other = born["1891-01-03"]
    assert other[term("hasRank")] == {str(term("normalRank"))}
    assert other[term("hasCalendar")] == {str(term("julianCalendar"))}
    assert other[term("valueAsPrinted")] == {"1890-12-22"}
    assert other[term("hasDatePrecision")] == {str(term("dayPrecision"))}
    assert other[DCTERMS.identifier] == {"X001"}


def test_a_deprecated_claim_bounds_nothing(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    tables["extra_claims"][0] |= {"rank": "deprecated", "rank_of_main": "normal"}
    found = lifted(tmp_path, tables, ontology)
    assert objects(found, ANNA, term("birthDate")) == {"1890"}
    assert objects(found, ANNA, term("latestBirth")) == {"1890-12-31"}
    assert len(claims(found, ANNA, BIRTH)) == 2


def test_an_open_end_leaves_the_bound_open(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    tables["extra_claims"][0] |= {"value": "1891/..", "calendar": ""}
    found = lifted(tmp_path, tables, ontology)
    assert objects(found, ANNA, term("earliestBirth")) == {"1890-01-01"}
    assert objects(found, ANNA, term("latestBirth")) == set()


def test_a_rival_row_is_a_claim_and_no_entity(small: Lifted) -> None:
    assert "http://example.org/entity/Q12002" not in {str(q.subject) for q in small.quads}
    assert objects(small, DECISION, term("date")) == {"1956-03-14"}
    dated = {min(c[term("claimedValue")]): c for c in claims(small, DECISION, term("date"))}
    assert dated.keys() == {"1956-03-14", "1957"}
    assert dated["1957"][DCTERMS.identifier] == {"R002"}
    assert dated["1957"][term("remark")] == {"another list has 1957"}
    assert dated["1956-03-14"][term("hasRank")] == {str(term("preferredRank"))}
    assert dated["1956-03-14"][term("reasonForRank")] == {"R002: another list has 1957"}
    assert objects(small, DECISION, term("earliestDate")) == {"1956-03-14"}
    assert objects(small, DECISION, term("latestDate")) == {"1957-12-31"}


def test_a_rival_row_may_refuse_to_prefer(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    tables["person_rehabilitations"][1]["notes"] = "rival claim, none preferred"
    found = lifted(tmp_path, tables, ontology)
    assert objects(found, DECISION, term("date")) == {"1956-03-14", "1957"}


def test_what_is_not_verified_of_a_person_is_general_knowledge(small: Lifted) -> None:
    (work,) = claims(small, ANNA, term("occupation"))
    assert work[term("hasConfidence")] == {str(term("lowConfidence"))}
    assert work[term("hasSource")] == {"http://example.org/entity/Q13001"}
    (death,) = claims(small, ANNA, term("deathDate"))
    assert death[term("hasConfidence")] == {str(term("highConfidence"))}
    assert death[term("hasSource")] == {"http://example.org/entity/Q13002"}


def test_a_field_has_its_own_confidence(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    decision = tables["person_rehabilitations"][0]
    decision |= {"low_fields": "act_or_case_affected; decision_type", "date_confidence": "medium"}
    decision["act_or_case_affected"] = "the sentence"
    found = lifted(tmp_path, tables, ontology)
    levels = {
        prop: {min(claim[term("hasConfidence")]) for claim in claims(found, DECISION, prop)}
        for prop in (term("reviewedAsPrinted"), term("date"), term("hasOutcome"), RDF.type)
    }
    assert levels == {
        term("reviewedAsPrinted"): {str(term("lowConfidence"))},
        term("date"): {str(term("mediumConfidence"))},
        term("hasOutcome"): {str(term(f"{level}Confidence")) for level in ("high", "medium")},
        RDF.type: {str(term("lowConfidence"))},
    }


def test_a_word_that_says_nothing_is_no_claim(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    tables["persons"][0]["charge"] = "not known"
    found = lifted(tmp_path, tables, ontology)
    assert claims(found, ANNA, term("chargeAsPrinted")) == []


def test_a_triple_of_two_tables_stands_in_one_graph(tmp_path: Path, ontology: Graph) -> None:
    tables = invented.world()
    names = [{"id": f"M{n}", "about_id": "P001", "name": "Anya", "language": "en"} for n in (1, 2)]
    tables["names"] = [{**name, "kind": "other_name", **KNOWN} for name in names]
    found = lifted(tmp_path, tables, ontology)
    spoken = Counter(q[:3] for q in found.quads)
    assert [triple for triple, times in spoken.items() if times > 1] == []
    assert (ANNA, Literal("Anya", lang="en")) in {(q.subject, q.object) for q in found.quads}


Planting = Callable[[World], object]


def cell(table: str, row: int, column: str, text: str) -> Planting:
    """Plant a text in a cell; the first record of a table is row 2 of its file."""
    return lambda tables: tables[table][row - 2].update({column: text})


STATEMENT = {
    "id": "S1",
    "part": "1",
    "subject_id": "P001",
    "property": "occupation",
    "value": "teacher",
    "lang": "en",
    "rank": "normal",
    **KNOWN,
}
LINK = {"number": "Q1001", "entity_id": "P001", "wikidata_id": "Q4", "match": "exact"}
PLANTED: dict[str, tuple[Planting, str]] = {
    "an unknown class": (
        cell("person_repressions", 2, "event", "vanishing"),
        "person_repressions.csv, row 2, column event: expected one of arrest, ",
    ),
    "an unknown outcome": (
        cell("person_rehabilitations", 2, "outcome", "perhaps"),
        "person_rehabilitations.csv, row 2, column outcome: expected one of annulled, ",
    ),
    "an unknown concept": (
        cell("person_repressions", 3, "penalty_kinds", "noSuchPenalty"),
        "person_repressions.csv, row 3, column penalty_kinds: expected a term of the ontology",
    ),
    "a dangling reference": (
        cell("person_rehabilitations", 2, "person_id", "P999"),
        "person_rehabilitations.csv, row 2, column person_id: expected the id of a row",
    ),
    "a dangling rival": (
        cell("person_rehabilitations", 3, "same_decision_as", "R999"),
        "person_rehabilitations.csv, row 3, column same_decision_as: expected the id of a row",
    ),
    "a dangling source": (
        cell("persons", 2, "source_ids", "book; lost"),
        "persons.csv, row 2, column source_ids: expected the id of a source, found 'lost'",
    ),
    "no source": (
        cell("persons", 2, "source_ids", ""),
        "persons.csv, row 2, column source_ids: expected the id of a source, found none",
    ),
    "an impossible date": (
        cell("person_repressions", 3, "date", "1937-02-30"),
        "person_repressions.csv, row 3, column date: expected a day of the calendar",
    ),
    "a date that is none": (
        cell("persons", 2, "birth", "about 1890"),
        "persons.csv, row 2, column birth: expected an EDTF date",
    ),
    "another precision": (
        cell("persons", 2, "birth_precision", "day"),
        "persons.csv, row 2, column birth_precision: expected 'year' for 1890, found 'day'",
    ),
    "a number that is none": (
        cell("person_repressions", 3, "term_years", "ten"),
        "person_repressions.csv, row 3, column term_years: expected a decimal number",
    ),
    "a broken entity number": (
        cell("persons", 2, "number", "1001"),
        "persons.csv, row 2, column number: expected a number like Q123",
    ),
    "a number given twice": (
        cell("person_repressions", 3, "number", "Q11001"),
        "person_repressions.csv, row 3, column number: Q11001 stands in person_repressions.csv",
    ),
    "a key given twice": (
        cell("person_rehabilitations", 2, "id", "P001"),
        "persons.csv, row 2, column id: the key P001 stands in person_rehabilitations.csv, row 2",
    ),
    "an unknown confidence": (
        cell("person_repressions", 2, "confidence", "sure"),
        "person_repressions.csv, row 2, column confidence: expected one of high, medium, low",
    ),
    "an unknown confidence of a date": (
        cell("person_rehabilitations", 2, "date_confidence", "hgih"),
        "person_rehabilitations.csv, row 2, column date_confidence: expected one of high,",
    ),
    "a low field that is no column": (
        cell("person_rehabilitations", 2, "low_fields", "dates"),
        "person_rehabilitations.csv, row 2, column low_fields: expected a column of the table",
    ),
    "an unknown verified field": (
        cell("persons", 2, "verified_fields", "everything"),
        "persons.csv, row 2, column verified_fields: expected one of arrest_date, ",
    ),
    "an unknown word about the document": (
        cell("person_rehabilitations", 2, "primary_document_seen", "partly"),
        "person_rehabilitations.csv, row 2, column primary_document_seen: expected one of yes, no",
    ),
    "an extra claim on nobody": (
        cell("extra_claims", 2, "about_id", "P999"),
        "extra_claims.csv, row 2, column about_id: expected the id of a row",
    ),
    "an extra claim on no column": (
        cell("extra_claims", 2, "field", "shoe_size"),
        "extra_claims.csv, row 2, column field: expected a lifted column of persons.csv",
    ),
    "an extra claim of no date": (
        cell("extra_claims", 2, "value", "winter"),
        "extra_claims.csv, row 2, column value: expected an EDTF date",
    ),
    "an unknown calendar": (
        cell("extra_claims", 2, "calendar", "mayan"),
        "extra_claims.csv, row 2, column calendar: expected one of gregorian, julian, not_stated",
    ),
    "an unknown rank": (
        cell("extra_claims", 2, "rank", "best"),
        "extra_claims.csv, row 2, column rank: expected one of preferred, normal, deprecated",
    ),
    "an unknown rank of the main value": (
        cell("extra_claims", 2, "rank_of_main", "best"),
        "extra_claims.csv, row 2, column rank_of_main: expected preferred or normal",
    ),
    "a statement with an unknown property": (
        lambda tables: tables.update(core_facts=[{**STATEMENT, "property": "isOnlyGuessed"}]),
        "core_facts.csv, row 2, column property: expected a term of the ontology",
    ),
    "a statement about nobody": (
        lambda tables: tables.update(core_facts=[{**STATEMENT, "subject_id": "P999"}]),
        "core_facts.csv, row 2, column subject_id: expected a term of the ontology",
    ),
    "a statement of nothing": (
        lambda tables: tables.update(core_facts=[{**STATEMENT, "value": ""}]),
        "core_facts.csv, row 2, column value: expected an object_id or a value",
    ),
    "a statement of an unknown datatype": (
        lambda tables: tables.update(core_facts=[{**STATEMENT, "datatype": "feeling"}]),
        "core_facts.csv, row 2, column datatype: expected one of decimal",
    ),
    "a link with another's number": (
        lambda tables: tables.update(links=[{**LINK, "number": "Q1002"}]),
        "links.csv, row 2, column number: expected the number of P001",
    ),
    "an unknown kind of match": (
        lambda tables: tables.update(links=[{**LINK, "match": "vague"}]),
        "links.csv, row 2, column match: expected exact or close",
    ),
    "a name of nobody": (
        lambda tables: tables.update(names=[{"id": "M1", "about_id": "P999", "name": "Nobody"}]),
        "names.csv, row 2, column about_id: expected the id of a row",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_told_with_its_place(
    tmp_path: Path, ontology: Graph, fault: str
) -> None:
    plant, expected = PLANTED[fault]
    tables = invented.world()
    plant(tables)
    told = [str(problem) for problem in lifted(tmp_path, tables, ontology).problems]
    assert [problem for problem in told if problem.startswith(expected)], told


def test_all_faults_are_told_together(tmp_path: Path, ontology: Graph) -> None:
    chosen = ["an unknown outcome", "an impossible date", "a dangling source", "an unknown rank"]
    tables = invented.world()
    for fault in chosen:
        PLANTED[fault][0](tables)
    told = [str(problem) for problem in lifted(tmp_path, tables, ontology).problems]
    assert len(told) == len(chosen)
    assert all(any(t.startswith(PLANTED[fault][1]) for t in told) for fault in chosen)


def test_columns_that_nobody_reads_or_that_are_missing_are_told(
    tmp_path: Path, ontology: Graph
) -> None:
    folder = invented.write(tmp_path, invented.world())
    persons, claimed = folder / "persons.csv", folder / "extra_claims.csv"
    persons.write_text(persons.read_text("utf-8").replace("occupation", "mood", 1), "utf-8")
    claimed.write_text(claimed.read_text("utf-8").replace("remark", "aside", 1), "utf-8")
    (folder / "rumours.csv").write_text("id\nZ1\n")
    problems: list[Problem] = []
    told = [str(problem) for problem in lift(read_tables(folder, problems), ontology).problems]
    read = "expected a column that is read, found one that nobody reads"
    assert told == [
        f"extra_claims.csv, row 1, column aside: {read}",
        "extra_claims.csv, row 1, column remark: expected this column in the table",
        f"persons.csv, row 1, column mood: {read}",
        "persons.csv, row 1, column occupation: expected this column in the table",
        "rumours.csv, row 1: expected a table with a spec",
    ]


def test_a_ragged_row_is_told_once(tmp_path: Path, ontology: Graph) -> None:
    folder = invented.write(tmp_path, invented.world())
    persons = folder / "persons.csv"
    header, row = persons.read_text("utf-8").splitlines()
    persons.write_text(f"{header}\n{row.rpartition(',')[0]}\n", "utf-8")
    problems: list[Problem] = []
    found = lift(read_tables(folder, problems), ontology)
    assert [(problem.file, problem.row) for problem in problems] == [("persons.csv", 2)]
    assert found.problems == []
