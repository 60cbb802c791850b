"""Tables are read cell by cell, and every fault is told with its file, row and column."""

from pathlib import Path

import pytest

from poimenno.triples.reading import Problem, Record, Table, items_of, read_tables


def read(folder: Path, **tables: str | bytes) -> tuple[dict[str, Table], list[Problem]]:
    for name, content in tables.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    problems: list[Problem] = []
    return read_tables(folder, problems), problems


def test_a_record_knows_its_table_row_and_cells(tmp_path: Path) -> None:
    tables, problems = read(
        tmp_path, persons='number,id,notes\nQ1,P1,"two\nlines"\nQ2,P2,Имя; "Name"\n'
    )
    assert problems == []
    first, second = tables["persons"].records
    assert (first.table, first.row, first["notes"]) == ("persons", 2, "two\nlines")
    assert (second.row, second["id"]) == (3, "P2")
    assert second["notes"] == 'Имя; "Name"'
    assert second.items("notes") == ["Имя", '"Name"']
    assert second["no such column"] == ""
    place = second.problem("notes", "expected a date")
    assert str(place) == "persons.csv, row 3, column notes: expected a date"


def test_a_list_cell_has_no_empty_items() -> None:
    assert items_of("A001; A002 ;; ") == ["A001", "A002"]
    assert items_of("") == []


def test_tables_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    tables, _ = read(tmp_path, zeta="id\n", alpha="id\n", middle="id\n")
    assert list(tables) == ["alpha", "middle", "zeta"]


FAULTS: dict[str, tuple[str | bytes, int, str, str]] = {
    "too-few-cells": ("number,id,date\nQ1,P1,1937\nQ2,P2\n", 3, "date", "expected 3 cells"),
    "too-many-cells": ("number,id\nQ1,P1\nQ2,P2,stray\n", 3, "id", "expected 2 cells, found 3"),
    "empty-line": ("number,id\nQ1,P1\n\nQ2,P2\n", 3, "number", "expected 2 cells, found 0"),
    "repeated-column": ("number,id,id\nQ1,P1,P1\n", 1, "id", "each column once"),
    "broken-utf-8": (b"number,id\nQ1,P1\nQ2,\xff2\n", 3, "id", "byte 0xff"),
    "broken-heading": (b"number,\xe9\nQ1,P1\n", 1, "\N{REPLACEMENT CHARACTER}", "byte 0xe9"),
    "open-quote": ('number,id\nQ1,"P1\nQ2,P2\n', 3, "", "expected CSV"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_table_is_found_where_it_stands(tmp_path: Path, name: str) -> None:
    content, row, column, words = FAULTS[name]
    _, problems = read(tmp_path, persons=content, sound="number,id\nQ3,X1\n")
    assert [(p.file, p.row, p.column) for p in problems] == [("persons.csv", row, column)]
    assert words in problems[0].message


def test_faults_of_all_tables_are_collected(tmp_path: Path) -> None:
    _, problems = read(tmp_path, acts="id\nA1,stray\n", bodies="id\nB1\nB2,stray\n", cases="id\n")
    assert [(p.file, p.row) for p in problems] == [("acts.csv", 2), ("bodies.csv", 3)]


def test_a_row_of_the_wrong_length_keeps_its_key(tmp_path: Path) -> None:
    tables, _ = read(tmp_path, persons="number,id,date\nQ1,P1\n")
    assert tables["persons"].records == ()
    assert [record["id"] for record in tables["persons"].ragged] == ["P1"]


def test_what_is_no_csv_is_marked_as_unreadable(tmp_path: Path) -> None:
    tables, _ = read(tmp_path, persons='id\n"P1\n', acts="id\nA1\n")
    assert not tables["persons"].readable
    assert tables["acts"].readable


def test_a_folder_without_tables_is_a_problem(tmp_path: Path) -> None:
    tables, problems = read(tmp_path)
    assert tables == {}
    assert "folder of tables" in problems[0].message


def test_the_same_text_gives_the_same_record(tmp_path: Path) -> None:
    once, _ = read(tmp_path, persons="number,id\nQ1,P1\n")
    again, _ = read(tmp_path)
    assert once == again
    assert once["persons"].records[0] == Record("persons", 2, {"number": "Q1", "id": "P1"})
