"""The summaries of the tables agree with what is inferred, and each planted one that does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.ntriples import Triple
from poimenno.triples import checking, snapshots
from poimenno.triples.expectations import SUMMARIES, mismatches
from poimenno.triples.reading import Record, Table, read_tables

RECORDS = Path(__file__).parents[2] / "triples" / "records"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
# For each column: whose summary is changed, to what, and what the finding names.
PLANTED = {
    ("persons", "posthumous_rehabilitation"): (
        "P001",
        "no",
        "inferred all the same: PosthumouslyRehabilitatedPerson",
    ),
    ("persons", "status"): ("P001", "refused", "not inferred: PersistentlyUnrehabilitatedPerson"),
    ("person_rehabilitations", "posthumous"): (
        "R004",
        "no",
        "not inferred: RehabilitationInLifetime",
    ),
    ("peoples", "autonomy_restored"): (
        "N08",
        "restored in 1990",
        "inferred all the same: PeopleWithoutRestoredAutonomy",
    ),
    ("peoples", "territory_restored"): (
        "N06",
        "NOT restored",
        "not inferred: PeopleWithoutRestoredTerritory",
    ),
    ("persons", "arrest_date"): ("P002", "1931-05", "not inferred: 1931-05"),
    ("persons", "sentence_date"): ("P002", "{1937-06-11,1941}", "not inferred: 1941"),
    ("persons", "sentencing_body"): ("P002", "B22; B12", "not inferred: B12"),
    ("persons", "case_id"): ("P002", "C09", "not inferred: C09"),
    ("peoples", "deportation_dates"): ("N05", "1943", "not inferred: 1943"),
    ("peoples", "decree_act_ids"): ("N05", "A001", "not inferred: A001"),
    ("peoples", "confirming_act_ids"): ("N05", "A001", "not inferred: A001"),
    ("peoples", "lifting_act_ids"): ("N05", "A001", "not inferred: A001"),
    ("acts", "amended_or_repealed_by"): ("A001", "A002", "not inferred: A002"),
    ("acts", "implemented_by"): ("A001", "A002", "not inferred: A002"),
}


@pytest.fixture(scope="module")
def triples(built_store: Path) -> list[Triple]:
    with snapshots.reading(built_store) as store:
        return [triple for graph in store.graphs() for triple in checking.triples_of(store, graph)]


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return read_tables(RECORDS, [])


def planted(table: Table, key: str, column: str, cell: str) -> tuple[Table, Record]:
    (record,) = (record for record in table.records if record["id"] == key)
    changed = replace(record, cells={**record.cells, column: cell})
    rows = tuple(changed if row is record else row for row in table.records)
    return replace(table, records=rows), changed


def test_every_summary_has_a_planted_mismatch() -> None:
    assert PLANTED.keys() == {(summary.table, summary.column) for summary in SUMMARIES}


def test_the_curated_summaries_are_borne_out(
    tables: dict[str, Table], triples: list[Triple]
) -> None:
    for summary in SUMMARIES:
        said = sum(bool(record[summary.column]) for record in tables[summary.table].records)
        assert said > 2, summary
    assert [str(mismatch) for mismatch in mismatches(tables, triples)] == []


def test_each_planted_mismatch_is_found(tables: dict[str, Table], triples: list[Triple]) -> None:
    wrong, places = dict(tables), {}
    for (table, column), (key, cell, _) in PLANTED.items():
        wrong[table], record = planted(wrong[table], key, column, cell)
        places[f"{table}.csv", record.row, column, key, cell] = table, column
    found = {(m.file, m.row, m.column, m.key, m.said): m for m in mismatches(wrong, triples)}
    assert found.keys() == places.keys()
    for place, mismatch in found.items():
        assert PLANTED[places[place]][2] in str(mismatch)
        assert str(mismatch).startswith(f"{place[0]}, row {place[1]}, column {place[2]}: ")


def test_a_word_nobody_knows_is_a_finding(tables: dict[str, Table], triples: list[Triple]) -> None:
    wrong, record = planted(tables["persons"], "P001", "status", "forgiven")
    (mismatch,) = mismatches({"persons": wrong}, triples)
    assert (mismatch.row, mismatch.said) == (record.row, "forgiven")
    assert "a word known here" in str(mismatch)


def test_a_date_that_is_none_is_a_finding(tables: dict[str, Table], triples: list[Triple]) -> None:
    wrong, _ = planted(tables["persons"], "P002", "arrest_date", "in spring")
    (mismatch,) = mismatches({"persons": wrong}, triples)
    assert "expected an EDTF date" in str(mismatch)


def test_what_is_withheld_or_a_rival_row_expects_nothing(tables: dict[str, Table]) -> None:
    """They have no entity in the graph, so that nothing can be inferred of it."""
    assert mismatches(tables, []) == []


def test_a_class_lost_from_the_graph_is_found(
    tables: dict[str, Table], triples: list[Triple]
) -> None:
    lost = f"<{ONTOLOGY}RehabilitatedPerson>"
    rest = [triple for triple in triples if (triple[1], triple[2]) != (TYPE, lost)]
    found = mismatches(tables, rest)
    rehabilitated = {r["id"] for r in tables["persons"].records if r["status"] == "rehabilitated"}
    assert {mismatch.key for mismatch in found if mismatch.column == "status"} == rehabilitated
