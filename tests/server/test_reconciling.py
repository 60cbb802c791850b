"""The reconciliation service keeps its protocol: every answer is valid under every version."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Live
from tests.server.reconciliation import VERSIONS, Schemas

OLD = ("0.1", "0.2")
DRAFT = "1.0-draft"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

NAMES = st.sampled_from(
    ["Тухачевский М. Н.", "Babel", "Moscow", "Nobody Whosoever", "Q1002", "Decree", "", "x" * 300]
) | st.text(max_size=20)
KEYS = st.sampled_from(["P569", "P19", "P19/P361", "P569@year", "Lru", "qid", "none"])
SCALARS = st.sampled_from(["1893", "27.11.1937", "Moscow", "Q8013"]) | st.integers() | st.booleans()
ITEMS = st.fixed_dictionaries({"id": st.sampled_from(["Q8013", "x"])}, optional={"name": NAMES})
VALUES = SCALARS | ITEMS | st.lists(SCALARS | ITEMS, max_size=3)
TYPES = st.sampled_from(["Person", "Q1000130", "Q5", "NoSuchType"])
OLD_QUERIES = st.fixed_dictionaries(
    {"query": NAMES},
    optional={
        "type": TYPES | st.lists(TYPES, max_size=2),
        "limit": st.integers(1, 4),
        "properties": st.lists(st.fixed_dictionaries({"pid": KEYS, "v": VALUES}), max_size=2),
        "type_strict": st.sampled_from(["any", "should", "all"]),
    },
)
CONDITIONS = st.one_of(
    st.fixed_dictionaries({"matchType": st.sampled_from(["name", "id"]), "propertyValue": VALUES}),
    st.fixed_dictionaries(
        {"matchType": st.just("property"), "propertyId": KEYS, "propertyValue": VALUES},
        optional={
            "required": st.booleans(),
            "matchQuantifier": st.sampled_from(["any", "all", "none"]),
            "matchQualifier": st.sampled_from(["ExactMatch", "WildcardMatch", "other"]),
        },
    ),
)
DRAFT_QUERIES = st.fixed_dictionaries(
    {"conditions": st.lists(CONDITIONS, min_size=1, max_size=3)},
    optional={"type": TYPES, "limit": st.integers(1, 4), "lang": st.sampled_from(["ru", "en"])},
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "limit": st.integers(0, 3) | st.sampled_from(["0", "2"]),
        "count": st.booleans() | st.just("on"),
        "content": st.sampled_from(["entity", "literal", "id"]),
        "rank": st.sampled_from(["any", "best", "no_deprecated"]),
        "references": st.sampled_from(["any", "referenced"]),
    },
)
EXTENSIONS = st.fixed_dictionaries(
    {
        "ids": st.lists(st.sampled_from(["Q1002", "Q8013", "Q1011", "none"]), max_size=3),
        "properties": st.lists(
            st.fixed_dictionaries({"id": KEYS}, optional={"settings": SETTINGS}), max_size=4
        ),
    }
)
SEARCHING = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def schemas(shared: Path) -> Schemas:
    return Schemas(shared / "reconciliation")


def post(live: Live, name: str, document: Any) -> httpx.Response:
    return live.http.post("/reconcile", data={name: json.dumps(document)})


def manifest(live: Live, version: str) -> dict[str, Any]:
    answer = live.http.get("/reconcile", params={"version": version})
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifest_is_valid(curated_server: Live, schemas: Schemas, version: str) -> None:
    content = manifest(curated_server, version)
    assert not schemas.faults(content, version, "manifest")
    assert content["versions"] == list(VERSIONS)
    assert {one["name"] for one in content["defaultTypes"]} >= {"person", "place", "legal act"}
    for broken in (
        {**content, "view": {"url": "http://example.org/"}},
        {**content, "versions": ["0.9"]} if version != "0.1" else {**content, "name": 1},
        {key: value for key, value in content.items() if key != "name"},
    ):
        assert schemas.faults(broken, version, "manifest")


def test_a_client_of_the_draft_says_so(curated_server: Live, schemas: Schemas) -> None:
    for accept in (
        "application/reconciliation.v1+json",
        "application/json; version=1.0",
        'text/html, application/json;version="1.0-draft"',
    ):
        content = curated_server.http.get("/reconcile", headers={"Accept": accept}).json()
        assert not schemas.faults(content, DRAFT, "manifest"), accept
        assert content["suggest"] == {"entity": True, "property": True, "type": True}
    for accept in ("*/*", "application/json", "application/reconciliation.v0+json"):
        answer = curated_server.http.get("/reconcile", headers={"Accept": accept})
        assert not schemas.faults(answer.json(), "0.2", "manifest"), accept
        assert "version=1.0-draft" in answer.headers["Link"]
    refused = curated_server.http.get("/reconcile", params={"version": "7"})
    assert (refused.status_code, refused.json()["status"]) == (400, "error")


def test_the_draft_has_a_root_of_its_own(curated_server: Live, schemas: Schemas) -> None:
    http, root = curated_server.http, "/reconcile/1.0-draft"
    content = http.get(root).json()
    assert not schemas.faults(content, DRAFT, "manifest")
    assert content["view"]["url"].endswith("/entity/{id}")
    query = {"conditions": [{"matchType": "name", "propertyValue": "Isaac Babel"}]}
    found = http.post(f"{root}/match", json={"queries": [query]}).json()
    assert found["results"][0]["candidates"][0]["match"]
    for path in ("/extend/propose?type=Person", "/suggest/type?prefix=a", "/preview?id=Q1024"):
        assert http.get(root + path).status_code == 200, path
    extended = http.post(f"{root}/extend", json={"ids": ["Q1024"], "properties": []})
    assert extended.json()["rows"] == [{"id": "Q1024", "properties": []}]


def test_addresses_of_the_manifest_lead_somewhere(curated_server: Live) -> None:
    content = manifest(curated_server, "0.2")
    http = curated_server.http
    for kind, name in (("entity", "Q1002"), ("property", "P569"), ("type", "Q1000130")):
        service = content["suggest"][kind]
        found = http.get(service["service_url"] + service["service_path"], params={"prefix": name})
        assert [one["id"] for one in found.json()["result"]][:1] == [name]
        path = service["flyout_service_path"].replace("${id}", name)
        assert http.get(service["flyout_service_url"] + path).json()["id"] == name
    assert http.get(content["preview"]["url"].replace("{{id}}", "Q1002")).status_code == 200
    proposing = content["extend"]["propose_properties"]
    assert http.get(proposing["service_url"] + proposing["service_path"]).status_code == 200
    assert http.get(content["documentation"]).status_code == 200


def test_valid_examples_are_answered(curated_server: Live, schemas: Schemas) -> None:
    count = 0
    for version, name, document in schemas.examples("valid", "reconciliation-query-batch"):
        if version == DRAFT:
            answer = curated_server.http.post("/reconcile/match", json=document)
            assert len(answer.json()["results"]) == len(document["queries"])
        else:
            answer = post(curated_server, "queries", document)
            assert answer.json().keys() == document.keys()
        assert answer.status_code == 200, (version, name, answer.text)
        assert not schemas.faults(answer.json(), version, "reconciliation-result-batch")
        count += 1
    for version, name, document in schemas.examples("valid", "data-extension-query"):
        if version == DRAFT:
            answer = curated_server.http.post("/reconcile/extend", json=document)
        else:
            answer = post(curated_server, "extend", document)
        assert answer.status_code == 200, (version, name, answer.text)
        assert not schemas.faults(answer.json(), version, "data-extension-response")
        count += 1
    assert count == 18


def test_invalid_examples_are_refused(curated_server: Live, schemas: Schemas) -> None:
    count = 0
    for version, name, document in schemas.examples("invalid", "reconciliation-query-batch"):
        if version == DRAFT:
            answer = curated_server.http.post("/reconcile/match", json=document)
        else:
            answer = post(curated_server, "queries", document)
        assert answer.status_code == 400, (version, name, answer.text)
        assert answer.json()["status"] == "error"
        assert "expected" in answer.json()["message"]
        count += 1
    assert count == 12


@SEARCHING
@given(st.dictionaries(st.text(max_size=5), OLD_QUERIES, max_size=4))
def test_any_old_batch_has_a_valid_answer(
    curated_server: Live, schemas: Schemas, batch: dict[str, Any]
) -> None:
    for version in OLD:
        assert not schemas.faults(batch, version, "reconciliation-query-batch")
    answer = post(curated_server, "queries", batch)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == batch.keys()
    for version in OLD:
        assert not schemas.faults(answer.json(), version, "reconciliation-result-batch")
    for key, found in answer.json().items():
        check_candidates(found["result"], batch[key].get("limit", 5))


@SEARCHING
@given(st.lists(DRAFT_QUERIES, max_size=3))
def test_any_draft_batch_has_a_valid_answer(
    curated_server: Live, schemas: Schemas, queries: list[dict[str, Any]]
) -> None:
    assert not schemas.faults({"queries": queries}, DRAFT, "reconciliation-query-batch")
    answer = curated_server.http.post("/reconcile/match", json={"queries": queries})
    assert answer.status_code == 200, answer.text
    assert not schemas.faults(answer.json(), DRAFT, "reconciliation-result-batch")
    for query, found in zip(queries, answer.json()["results"], strict=True):
        check_candidates(found["candidates"], query.get("limit", 5))


def check_candidates(found: list[dict[str, Any]], limit: int) -> None:
    scores = [one["score"] for one in found]
    assert len(found) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert [one["match"] for one in found[1:]].count(True) == 0
    for one in found:
        identifiers = [feature["id"] for feature in one["features"]]
        assert len(identifiers) == len(set(identifiers))


@SEARCHING
@given(EXTENSIONS)
def test_any_extension_has_a_valid_answer(
    curated_server: Live, schemas: Schemas, query: dict[str, Any]
) -> None:
    old = post(curated_server, "extend", query)
    assert old.status_code == 200, old.text
    new = curated_server.http.post("/reconcile/extend", json=query)
    for version in OLD:
        assert not schemas.faults(old.json(), version, "data-extension-response")
    assert not schemas.faults(new.json(), DRAFT, "data-extension-response")
    assert [row["id"] for row in new.json()["rows"]] == list(dict.fromkeys(query["ids"]))


@pytest.mark.parametrize("prefix", ["Тух", "birth", "pl", "Q1002", "P569", "", "no such thing"])
def test_suggestions_are_valid(curated_server: Live, schemas: Schemas, prefix: str) -> None:
    for kind, schema in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        answer = curated_server.http.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix})
        assert answer.status_code == 200
        for version in VERSIONS:
            assert not schemas.faults(answer.json(), version, f"suggest-{schema}-response")


def test_proposals_are_valid(curated_server: Live, schemas: Schemas) -> None:
    for parameters in ({}, {"type": "Person", "limit": "3"}, {"type": "NoSuchType"}):
        answer = curated_server.http.get("/reconcile/extend/propose", params=parameters)
        for version in ("0.2", DRAFT):
            assert not schemas.faults(answer.json(), version, "data-extension-property-proposal")
    assert answer.json()["properties"] == []


def test_a_broken_answer_is_found(curated_server: Live, schemas: Schemas) -> None:
    found = post(curated_server, "queries", {"a": {"query": "Babel"}}).json()
    schema = "reconciliation-result-batch"
    assert not schemas.faults(found, "0.2", schema)
    for field in ("id", "name", "score"):
        broken = json.loads(json.dumps(found))
        del broken["a"]["result"][0][field]
        assert schemas.faults(broken, "0.2", schema)
    assert schemas.faults({"a": []}, "0.1", schema)
    assert schemas.faults(found, DRAFT, schema)
    extended = post(
        curated_server, "extend", {"ids": ["Q1002"], "properties": [{"id": "P569"}]}
    ).json()
    assert not schemas.faults(extended, "0.2", "data-extension-response")
    extended["rows"]["Q1002"]["P569"] = [{"date": "1893"}]
    assert schemas.faults(extended, "0.2", "data-extension-response")


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"a": {"query": 1}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": 0}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": 1.5}}'}, 400),
        ({"queries": '{"a": {"query": "x", "type_strict": "maybe"}}'}, 400),
        ({"queries": '{"a": {"query": "x", "properties": [{"pid": "P1"}]}}'}, 400),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})}, 413),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": '{"a": {"query": "' + "x" * 3000 + '"}}'}, 400),
        ({"queries": '{"a": {"query": "x", "limit": NaN}}'}, 400),
        ({"extend": "{}"}, 400),
        ({"extend": '{"ids": ["Q1"], "properties": [{}]}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "P1", "settings": {"rank": "x"}}]}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "P1", "settings": {"limit": "-1"}}]}'}, 400),
        ({"nothing": "x"}, 400),
        ({"query": "Babel", "callback": "alert(1)//"}, 400),
    ],
)
def test_bad_requests_are_told_so_in_json(
    curated_server: Live, parameters: dict[str, str], status: int
) -> None:
    answer = curated_server.http.post("/reconcile", data=parameters)
    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == "error"
    assert answer.json()["code"] == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_other_bodies_are_refused(curated_server: Live) -> None:
    http = curated_server.http
    for path, body, headers, status in (
        ("/reconcile", b"x", {"Content-Type": "text/csv"}, 415),
        ("/reconcile", b"queries=%zz", FORM, 400),
        ("/reconcile", b"x" * (5 << 20), FORM, 413),
        ("/reconcile/match", b"x", FORM, 415),
        ("/reconcile/match", b"\xff", {"Content-Type": "application/json"}, 400),
        ("/reconcile/extend", b"", {"Content-Type": "application/json"}, 400),
    ):
        answer = http.post(path, content=body, headers=headers)
        assert answer.status_code == status, (path, body[:10], answer.text)
        assert answer.json()["status"] == "error"
    assert http.get("/reconcile/match").status_code == 405
    assert http.get("/reconcile/suggest/moon").status_code == 404
    for path in ("/reconcile/preview", "/reconcile/flyout/entity"):
        assert http.get(path).status_code == 400
        assert http.get(path, params={"id": "Q987654321"}).status_code == 404
        assert http.get(path, params={"id": "<script>"}).status_code == 404
    refused = http.get("/reconcile/suggest/entity", params={"prefix": "a", "cursor": "-1"})
    assert refused.status_code == 400


def test_what_clients_leave_out_may_be_null(curated_server: Live) -> None:
    nulls = dict.fromkeys(("type", "limit", "properties", "type_strict"))
    answer = post(curated_server, "queries", {"a": {"query": "Isaac Babel", **nulls}})
    assert answer.json()["a"]["result"][0]["match"]
    parts = {"queries": (None, '{"a": {"query": "Isaac Babel"}}')}
    answer = curated_server.http.post("/reconcile", files=parts)
    assert answer.json()["a"]["result"][0]["match"]
    condition = {"matchType": "name", "propertyValue": "Isaac Babel", "required": None}
    query = {"conditions": [condition], "type": None}
    answer = curated_server.http.post("/reconcile/match", json={"queries": [query]})
    assert answer.json()["results"][0]["candidates"][0]["match"]


def test_every_route_may_be_asked_from_other_sites(curated_server: Live) -> None:
    origin = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for path in (
        "",
        "/match",
        "/extend",
        "/extend/propose",
        "/suggest/entity",
        "/flyout/type",
        "/preview",
        "/features",
    ):
        preflight = curated_server.http.options(f"/reconcile{path}", headers=origin)
        assert preflight.status_code == 200, path
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"] or path == "/features"


def test_old_clients_may_call_back(curated_server: Live) -> None:
    http = curated_server.http
    answer = http.get("/reconcile", params={"callback": "jQuery1_2"})
    assert answer.headers["Content-Type"].startswith("application/javascript")
    assert json.loads(answer.text.removeprefix("/**/jQuery1_2(").removesuffix(");"))["name"]
    for path, parameters in (
        ("/reconcile", {"queries": '{"a": {"query": "Babel"}}'}),
        ("/reconcile/suggest/entity", {"prefix": "Babel"}),
        ("/reconcile/flyout/entity", {"id": "Q1024"}),
        ("/reconcile/extend/propose", {"type": "Person"}),
    ):
        answer = http.get(path, params={**parameters, "callback": "a.b"})
        assert answer.text.startswith("/**/a.b({"), path
    for name in ("alert(1)", "a b", "", "a..b", "a\u2028", "<x>", "a" * 2000):
        refused = http.get("/reconcile", params={"callback": name})
        assert refused.status_code == 400, name
        assert refused.headers["Content-Type"].startswith("application/json")
