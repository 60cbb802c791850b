"""Every route of the application is in its description, and the description is valid OpenAPI."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from poimenno.server.api_document import describe_api, methods_of, path_of, visible_rules
from poimenno.server.api_operations import OPERATIONS
from poimenno.server.app import create_app
from poimenno.server.engine import Engine
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings

ROOT = "http://localhost"
# What answers otherwise where nothing is asked for, is of one form, or starts a process.
_OTHERWISE = {
    "/sparql",
    "/bigdata/namespace/wdq/sparql",
    "/explain",
    "/w/api.php",
    "/void.ttl",
    "/dumps/",
}


@pytest.fixture(scope="module")
def whole() -> Flask:
    return create_app(cast("Engine", None), Settings())


def undescribed(app: Flask, document: dict[str, Any]) -> set[tuple[str, str]]:
    """Find operations of the application that a document lacks."""
    there = {(path_of(rule), m.lower()) for rule in visible_rules(app) for m in methods_of(rule)}
    described = {(path, method) for path, found in document["paths"].items() for method in found}
    return there - described


def untold(app: Flask) -> set[str]:
    """Find endpoints of which nobody wrote down what they take and give."""
    return {rule.endpoint for rule in visible_rules(app)} - OPERATIONS.keys()


def valid(document: dict[str, Any]) -> bool:
    try:
        OpenAPIV31SpecValidator(document).validate()
    except OpenAPIValidationError:
        return False
    return True


def test_every_route_is_described(whole: Flask) -> None:
    document = describe_api(whole, ROOT)
    assert not undescribed(whole, document)
    del document["paths"]["/ldf"]
    assert undescribed(whole, document) == {("/ldf", "get")}


def test_a_route_that_is_added_is_described_too() -> None:
    app = create_app(cast("Engine", None), Settings())

    @app.route("/planted/<int:number>", methods=["GET", "PUT"])
    def planted(number: int) -> str:
        """Do what nobody wrote down.

        More about it.
        """
        return str(number)

    document = describe_api(app, ROOT)
    described = document["paths"]["/planted/{number}"]
    assert described["get"]["summary"] == "Do what nobody wrote down"
    assert described["get"]["description"] == "More about it."
    assert described["get"]["parameters"][0]["name"] == "number"
    assert described["put"]["security"] == [{"token": []}]
    assert untold(app) == {"planted"}


def test_what_each_route_takes_is_written_down(whole: Flask) -> None:
    assert not untold(whole)
    assert not OPERATIONS.keys() - {rule.endpoint for rule in visible_rules(whole)}
    for rule in visible_rules(whole):
        assert set(OPERATIONS[rule.endpoint].path) >= rule.arguments, rule.endpoint


def test_the_document_is_valid(whole: Flask) -> None:
    document = describe_api(whole, ROOT)
    assert valid(document)
    operations = [o for found in document["paths"].values() for o in found.values()]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert all(o["summary"] for o in operations)
    document["paths"]["/ldf"]["get"]["parameters"][0]["in"] = "nowhere"
    assert not valid(document)


def test_it_is_served_for_programs_and_readers(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.mimetype == "application/json"
    document = json.loads(answer.text)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": ROOT}]
    again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    page = client.get("/api")
    assert page.mimetype == "text/html"
    for path in document["paths"]:
        assert path.replace("<", "&lt;") in page.text


@pytest.mark.long
def test_what_is_promised_is_given(built_store: Path) -> None:
    engine = LocalEngine(built_store, workers=1)
    try:
        _ask_everything(create_app(engine, Settings()).test_client())
    finally:
        engine.close()


def _ask_everything(client: FlaskClient) -> None:
    """Ask each plain GET route without a parameter for every media type that it is said to have."""
    document = client.get("/openapi.json").json
    asked = 0
    for path, operations in cast("dict[str, Any]", document)["paths"].items():
        operation = operations.get("get", {})
        required = [p for p in operation.get("parameters", ()) if p["required"]]
        if not operation or required or path in _OTHERWISE:
            continue
        for media_type in operation["responses"].get("200", {}).get("content", ()):
            answer = client.get(path, headers={"Accept": media_type})
            assert answer.status_code == 200, (path, media_type, answer.text)
            assert answer.mimetype == media_type, (path, media_type)
            asked += 1
    assert asked > 20
