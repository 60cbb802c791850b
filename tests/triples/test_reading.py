"""Tables are read whole, and every fault of a file is told with its row and column."""

from pathlib import Path

import pytest

from poimenno.triples.reading import Problem, Table, read_tables


def read(folder: Path, content: bytes) -> tuple[Table, list[str]]:
    (folder / "names.csv").write_bytes(content)
    problems: list[Problem] = []
    tables = read_tables(folder, problems)
    return tables["names"], [str(problem) for problem in problems]


def test_cells_keep_what_is_written(tmp_path: Path) -> None:
    content = 'id,name\nN1,"Чаренц, «поэт»\nи «человек»"\nN2,\n'.encode()
    table, problems = read(tmp_path, content)
    assert (table.columns, problems) == (("id", "name"), [])
    assert [record.row for record in table.records] == [2, 3]
    assert table.records[0]["name"] == "Чаренц, «поэт»\nи «человек»"
    assert table.records[1]["name"] == ""
    assert table.records[1]["no such column"] == ""


def test_a_list_cell_has_items(tmp_path: Path) -> None:
    table, _ = read(tmp_path, b"id,name\nN1, a ; b; ;c\n")
    assert table.records[0].items("name") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"id,name\nN1\n", "names.csv, row 2, column name: expected 2 cells, found 1"),
        (b"id,name\nN1,a,b\n", "names.csv, row 2, column name: expected 2 cells, found 3"),
        (b"id,name\n\n", "names.csv, row 2, column id: expected 2 cells, found 0"),
        (b"id,name\nN1,\xff\n", "names.csv, row 2, column name: expected UTF-8, found the byte"),
        (b"id,n\xe9\nN1,a\n", "names.csv, row 1, column n\N{REPLACEMENT CHARACTER}: expected UTF"),
        (b"id,name,name\nN1,a,b\n", "names.csv, row 1, column name: expected each column once"),
        (b'id,name\nN1,"a"b\n', "names.csv, row 2: expected CSV"),
        (b'id,name\nN1,"a\n', "names.csv, row 2: expected CSV"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, content: bytes, expected: str) -> None:
    _, problems = read(tmp_path, content)
    assert [problem[: len(expected)] for problem in problems] == [expected]


def test_all_faults_of_all_rows_are_told(tmp_path: Path) -> None:
    table, problems = read(tmp_path, b"id,name\nN1\nN2,\xd0\nN3,ok\nN4,a,b\n")
    assert [problem.split(":")[0] for problem in problems] == [
        "names.csv, row 2, column name",
        "names.csv, row 3, column name",
        "names.csv, row 5, column name",
    ]
    assert [record["id"] for record in table.records] == ["N2", "N3"]
    assert [record["id"] for record in table.ragged] == ["N1", "N4"]


def test_what_is_no_csv_is_not_readable(tmp_path: Path) -> None:
    table, _ = read(tmp_path, b'id,name\nN1,"a"b\n')
    assert not table.readable
    assert read(tmp_path, b"id,name\nN1,a\n")[0].readable


def test_a_folder_without_tables_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_tables(tmp_path, problems) == {}
    assert [str(p) for p in problems] == [f"{tmp_path}: expected a folder of tables, found none"]
