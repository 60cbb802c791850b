"""The exports over HTTP and on the command line: the same rows, errors told, answers remembered."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from poimenno.server.app import create_app
from poimenno.server.cli import main
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings
from poimenno.triples.mixnmatch import COLUMNS

TSV, CSV = "text/tab-separated-values; charset=utf-8", "text/csv; charset=utf-8"
# Lavrentiy Beria is linked; Yeghishe Charents is not, for want of evidence.
LINKED, UNLINKED = "Q1084", "Q1001"


@pytest.fixture(scope="module")
def client(built_store: Path) -> Iterator[FlaskClient]:
    engine = LocalEngine(built_store, workers=1)
    yield create_app(engine, Settings(token=None)).test_client()
    engine.close()


def command(store: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["export", *arguments, "--store", str(store)])
    assert done.exit_code == 0, done.output
    return done.output


def test_quickstatements_come_as_commands_and_as_csv(
    client: FlaskClient, built_store: Path
) -> None:
    answer = client.get("/export/quickstatements")
    assert answer.headers["Content-Type"] == TSV
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    lines = [line.split("\t") for line in answer.text.splitlines()]
    assert len(lines) > 50
    assert all(line[0][0] == "Q" and line[1][0] == "P" for line in lines), "no CREATE unasked"
    assert answer.text == command(built_store, "quickstatements")
    sheet = client.get("/export/quickstatements", headers={"Accept": "text/csv"})
    assert sheet.headers["Content-Type"] == CSV
    rows = list(csv.reader(io.StringIO(sheet.text)))
    assert rows[0][0] == "qid"
    assert len(rows) == len(lines) + 1
    assert client.get("/export/quickstatements.csv").data == sheet.data
    assert client.get("/export/quickstatements?format=csv").data == sheet.data


def test_quickstatements_are_narrowed_by_id_type_and_property(client: FlaskClient) -> None:
    one = client.get(f"/export/quickstatements?ids={LINKED},{UNLINKED}").text.splitlines()
    assert {line.partition("\t")[0] for line in one} == {"Q141829"}
    assert client.get(f"/export/quickstatements?ids={LINKED}&type=Place").text == ""
    assert client.get(f"/export/quickstatements?ids={LINKED}&type=Person").text.splitlines() == one
    dates = client.get(f"/export/quickstatements?ids={LINKED}&properties=P570").text.splitlines()
    assert {line.split("\t")[1] for line in dates} == {"P570"}
    assert set(dates) < set(one)
    more = client.get("/export/quickstatements?low=1").text.splitlines()
    assert set(client.get("/export/quickstatements").text.splitlines()) < set(more)
    made = client.get(f"/export/quickstatements?ids={UNLINKED}&create=1").text.splitlines()
    assert made[0] == "CREATE"
    assert 'LAST\tLen\t"Yeghishe Charents"' in made


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ids=P569", "entities such as Q1001"),
        ("ids=Q1%3Cscript%3E", "entities such as Q1001"),
        ("ids=" + ",".join(f"Q{number}" for number in range(1, 1100)), "at most 1000"),
        ("type=Nobody", "no class"),
        ("properties=P106", "P106 cannot be sent"),
        ("create=1&format=csv", "cannot create"),
        ("low=maybe", "low= is 1 or 0"),
    ],
)
def test_what_cannot_be_exported_is_told(client: FlaskClient, query: str, message: str) -> None:
    answer = client.get(f"/export/quickstatements?{query}")
    assert answer.status_code == 400
    assert message in answer.get_json()["detail"]


def test_the_catalogue_has_a_stable_address(client: FlaskClient, built_store: Path) -> None:
    answer = client.get("/export/mixnmatch.tsv")
    assert answer.headers["Content-Type"] == TSV
    rows = list(csv.DictReader(io.StringIO(answer.text), delimiter="\t"))
    assert tuple(rows[0]) == COLUMNS
    assert len({row["id"] for row in rows}) == len(rows) > 100
    assert answer.text == command(built_store, "mixnmatch")
    again = client.get("/export/mixnmatch.tsv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/export/mixnmatch.csv").headers["Content-Type"] == CSV
    places = client.get("/export/mixnmatch.csv?type=Place").text
    assert places.count("\n") > 10
    assert places != client.get("/export/mixnmatch.csv").text
    assert client.get("/export/mixnmatch.json").status_code == 404
    assert client.get("/export/mixnmatch.tsv?type=Nobody").status_code == 400


def test_wrong_command_lines_are_told(built_store: Path) -> None:
    for arguments in (
        ["quickstatements", "--create", "--format", "csv"],
        ["quickstatements", "P569"],
        ["quickstatements", "--property", "P106"],
        ["mixnmatch", "--type", "Nobody"],
    ):
        done = CliRunner().invoke(main, ["export", *arguments, "--store", str(built_store)])
        assert done.exit_code == 2, done.output
    assert CliRunner().invoke(main, ["export", "mixnmatch", "--store", "nowhere"]).exit_code == 3
