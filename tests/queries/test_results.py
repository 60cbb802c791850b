"""The table model writes what a reader of each format reads back."""

import json

import pytest
from rdflib.query import Result

from poimenno.queries.results import ResultError, Table, read_json, turtle, write
from poimenno.triples.store import Store

QUERY = """SELECT ?a ?b WHERE {
  VALUES (?a ?b) {
    (<http://example.org/a> "plain \\" \\t quote")
    ("реабилитация"@ru 12) (UNDEF 1.5) ("x" "1937"^^<http://example.org/year>)
    ("a,b" true)
  }
}"""


@pytest.fixture(scope="module")
def answers() -> dict[str, bytes]:
    store = Store.in_memory()
    types = {
        "json": "application/sparql-results+json",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "xml": "application/sparql-results+xml",
    }
    return {form: store.answer(QUERY, media_type) or b"" for form, media_type in types.items()}


def test_csv_and_json_are_those_of_the_engine(answers: dict[str, bytes]) -> None:
    table = read_json(answers["json"])
    assert write(table, "csv") == answers["csv"].decode()
    assert json.loads(write(table, "json")) == json.loads(answers["json"])


@pytest.mark.parametrize("form", ["tsv", "xml"])
def test_another_reader_reads_the_same(answers: dict[str, bytes], form: str) -> None:
    ours = write(read_json(answers["json"]), form).encode()
    read = [Result.parse(_stream(data), format=form) for data in (ours, answers[form])]
    assert read[0].vars == read[1].vars
    assert [tuple(row) for row in read[0]] == [tuple(row) for row in read[1]]  # type: ignore[arg-type]


def _stream(data: bytes):  # type: ignore[no-untyped-def]
    import io

    return io.BytesIO(data)


def test_a_triple_term_is_written() -> None:
    iri = {"type": "uri", "value": "http://example.org/a"}
    term = {"type": "triple", "value": {"subject": iri, "predicate": iri, "object": iri}}
    assert turtle(term) == "<<( " + " ".join(["<http://example.org/a>"] * 3) + " )>>"
    assert "<triple><subject><uri>" in write(Table(("t",), ((term,),)), "xml")


def test_an_ask_is_a_word() -> None:
    assert read_json(b'{"head": {}, "boolean": true}') is True
    assert write(True, "csv") == "true\r\n"
    assert "<boolean>false</boolean>" in write(False, "xml")


@pytest.mark.parametrize("data", [b"<html>", b"[]", b"{}", b'{"head": {"vars": ["x"]}}', b"\xff"])
def test_what_is_no_result_is_refused(data: bytes) -> None:
    with pytest.raises(ResultError):
        read_json(data)


def test_a_number_that_is_not_one_keeps_its_quotes() -> None:
    datatype = "http://www.w3.org/2001/XMLSchema#integer"
    assert turtle({"type": "literal", "value": "012", "datatype": datatype}) == "012"
    assert turtle({"type": "literal", "value": "x1", "datatype": datatype}).startswith('"x1"^^')
