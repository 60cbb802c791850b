"""Dumps over HTTP: made by another process on first request, sent whole or in ranges."""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from poimenno.server.app import create_app
from poimenno.server.dump_making import Maker
from poimenno.server.dumps import maker
from poimenno.server.local import LocalEngine
from poimenno.server.remote import RemoteEngine
from poimenno.server.settings import Settings
from poimenno.triples.dumping_all import make, own_folder, read_manifest
from poimenno.triples.snapshots import create_empty

from .conftest import TOKEN

DATA = "<http://example.org/a> <http://example.org/p> <http://example.org/b> .\n"
GRAPH = "http://example.org/g"


class Buffered(FlaskClient):
    """A client that reads each answer to its end and closes it."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, buffered=True, **options)


@pytest.fixture(scope="module")
def filled(app: Flask) -> Iterator[FlaskClient]:
    """A small graph of which a set of dumps was made by whoever asked first."""
    client = Buffered(app, app.response_class)
    put(client, DATA)
    assert client.get("/dumps/full.nq").status_code == 200
    yield client
    with app.test_request_context():
        made = maker()
    assert made is not None
    made.close()


def settled(client: FlaskClient) -> dict[str, Any]:
    """The index when no process is at work any more."""
    end = time.monotonic() + 30
    while (listed := client.get("/dumps/").get_json())["making"] and time.monotonic() < end:
        time.sleep(0.05)
    return cast("dict[str, Any]", listed)


def put(client: FlaskClient, data: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    answer = client.put("/graphs", query_string={"graph": GRAPH}, data=data, headers=headers)
    assert answer.status_code in {201, 204}


def test_the_first_request_has_the_dumps_made(filled: FlaskClient) -> None:
    manifest = settled(filled)
    listed = filled.get("/dumps/", headers={"Accept": "application/json"})
    assert listed.headers["Access-Control-Allow-Origin"] == "*"
    assert manifest["current"] is True
    assert manifest["making"] is False
    assert manifest["licence"] is None, "the licence of another graph is not ours to say"
    names = {file["name"] for file in manifest["files"]}
    assert {"full.nq.gz", "full.ttl.zst", "asserted.nq.gz"} <= names
    for file in manifest["files"]:
        answer = filled.get(f"/dumps/{file['name']}")
        assert hashlib.sha256(answer.data).hexdigest() == file["sha256"]
        assert answer.content_length == file["size"]
        assert answer.headers["Content-Type"] in {"application/gzip", "application/zstd"}
        assert "Content-Encoding" not in answer.headers
        assert file["url"].endswith(f"/dumps/{file['name']}")
    sums = filled.get("/dumps/SHA256SUMS").text
    assert f"{manifest['files'][0]['sha256']}  {manifest['files'][0]['name']}\n" in sums
    assert filled.get("/dumps/manifest.json").get_json()["state"] == manifest["state"]


def test_a_content_comes_unpacked_under_its_own_media_type(filled: FlaskClient) -> None:
    plain = filled.get("/dumps/full.nq")
    assert plain.headers["Content-Type"] == "application/n-quads"
    assert plain.text == DATA.replace(" .\n", f" <{GRAPH}> .\n")
    assert plain.content_length == len(plain.data)
    packed = filled.get("/dumps/full.ttl", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert b"example.org/a" in gzip.decompress(packed.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed):
        again = filled.get(
            answer.request.path,
            headers={
                "If-None-Match": answer.headers["ETag"],
                "Accept-Encoding": answer.request.headers.get("Accept-Encoding", ""),
            },
        )
        assert again.status_code == 304
        assert again.data == b""


def test_a_download_is_taken_up_where_it_broke_off(filled: FlaskClient) -> None:
    whole = filled.get("/dumps/full.nq.gz")
    etag = whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.last_modified is not None
    rest = filled.get("/dumps/full.nq.gz", headers={"Range": "bytes=5-", "If-Range": etag})
    assert rest.status_code == 206
    assert whole.data[:5] + rest.data == whole.data
    assert rest.headers["Content-Range"] == f"bytes 5-{len(whole.data) - 1}/{len(whole.data)}"
    other = filled.get("/dumps/full.nq.gz", headers={"Range": "bytes=5-", "If-Range": '"old"'})
    assert other.status_code == 200
    assert filled.get("/dumps/full.nq.gz", headers={"Range": "bytes=9999999-"}).status_code == 416
    assert filled.get("/dumps/full.nq.gz", headers={"If-None-Match": etag}).status_code == 304
    head = filled.head("/dumps/full.nq.gz")
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_length == len(whole.data)


@pytest.mark.parametrize("name", ["full.n3.gz", "..", "%2e%2e%2fmanifest.json", "lines", "full"])
def test_no_other_file_is_given_away(filled: FlaskClient, name: str) -> None:
    assert filled.get(f"/dumps/{name}").status_code == 404


def test_the_page_lists_the_files_without_a_script(filled: FlaskClient) -> None:
    page = filled.get("/dumps/", headers={"Accept": "text/html"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert 'href="/dumps/full.nq.gz"' in page.text
    assert "<script" not in page.text
    assert filled.get("/dumps/", headers={"Accept": "image/png"}).status_code == 406


def test_an_older_set_is_served_while_the_next_is_made(app: Flask, filled: FlaskClient) -> None:
    with app.test_request_context():
        made = maker()
    assert made is not None
    before = filled.get("/dumps/full.nq").data
    put(filled, DATA + DATA.replace("/b", "/c"))
    resting = filled.get("/dumps/").get_json()
    assert resting["current"] is False
    assert filled.get("/dumps/full.nq").data == before
    made._free = 0.0
    assert filled.get("/dumps/").get_json()["making"] is True
    assert settled(filled)["current"] is True
    assert filled.get("/dumps/full.nq").text.count("\n") == 2
    assert not list(made.folder.parent.glob(".dumps.*")), "nothing is left of the makings"


def test_dumps_made_ahead_are_served_by_a_read_only_server(tmp_path: Path) -> None:
    create_empty(tmp_path / "store")
    make(tmp_path / "store", own_folder(tmp_path / "store"))
    engine = LocalEngine(tmp_path / "store", workers=1)
    try:
        app = create_app(engine, Settings(token=None))
        client = Buffered(app, app.response_class)
        answer = client.get("/dumps/").get_json()
        assert (answer["current"], answer["making"]) == (True, False)
        assert client.get("/dumps/full.nq.zst").status_code == 200
    finally:
        engine.close()


def test_why_there_are_no_dumps_is_told(tmp_path: Path) -> None:
    create_empty(tmp_path / "store")
    made = Maker(tmp_path / "store", limit=1)
    assert made.ensure("any") is None
    assert made.wait(30) is None
    assert "TooMuch" in made.failed
    assert read_manifest(made.folder) is None
    assert not list((tmp_path / "store").glob(".dumps.*"))
    assert made.ensure("any") is None
    assert made.making is False, "what fails is not tried at every request"
    made.close()


def test_a_remote_store_is_dumped_elsewhere() -> None:
    engine = RemoteEngine("http://127.0.0.1:9/query")
    client = create_app(engine, Settings()).test_client()
    answer = client.get("/dumps/")
    assert answer.status_code == 501
    assert "remote" in json.loads(answer.data)["detail"]
    engine.close()
