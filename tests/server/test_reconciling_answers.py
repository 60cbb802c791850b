"""What the reconciliation service answers about the curated graph, over HTTP."""

import json
from typing import Any

import pytest

from tests.server.conftest import Live

TUKHACHEVSKY, BUKHARIN, BABEL, KORK = "Q1002", "Q1011", "Q1024", "Q1005"
GUMILEV, SON = "Q1033", "Q1034"
MOSCOW, BUTYRKA = "Q8013", "Q8031"


def ask(live: Live, **query: Any) -> list[dict[str, Any]]:
    answer = live.http.post("/reconcile", data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q"]["result"]
    return found


def draft(live: Live, *conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    query = {"conditions": list(conditions), **more}
    answer = live.http.post("/reconcile/match", json={"queries": [query]})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"][0]["candidates"]
    return found


def features(candidate: dict[str, Any]) -> dict[str, Any]:
    return {feature["id"]: feature["value"] for feature in candidate["features"]}


def matched(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found if one["match"]]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Тухачевский", TUKHACHEVSKY),
        ("Tukhachevsky", TUKHACHEVSKY),
        ("Tuchatschewski", TUKHACHEVSKY),
        ("Тухачевский Михаил Николаевич", TUKHACHEVSKY),
        ("Бухарин Н. И.", BUKHARIN),
        ("N. I. Bukharin", BUKHARIN),
        ("Bucharin, Nikolaj Ivanovič", BUKHARIN),
        ("Бухрин Николай", BUKHARIN),
    ],
)
def test_spellings_of_one_name_meet(curated_server: Live, text: str, person: str) -> None:
    found = ask(curated_server, query=text, type="Person")
    assert found[0]["id"] == person
    assert "person" in [kind["name"] for kind in found[0]["type"]]


def test_only_a_whole_name_is_a_match(curated_server: Live) -> None:
    for text in ("Тухачевский Михаил", "Tuchatschewski, Michail", "Тухачевский М. Н."):
        assert matched(ask(curated_server, query=text)) == [TUKHACHEVSKY], text
    for text in (
        "Тухачевский",
        "Лухачевский Михаил",
        "Тухачевский Максим",
        "Тухачевская Мария",
        "Тухачевский П. Н.",
        "Михаил Николаевич",
        "Nobody Whosoever",
        "Иванов Иван Иванович",
        "Moscow Ivan",
        "",
    ):
        assert matched(ask(curated_server, query=text)) == [], text


def test_names_of_things_are_whole_or_no_match(curated_server: Live) -> None:
    for text, kind, name in (
        ("Crimean Tatars", None, "Crimean Tatars"),
        ("Ленинград", "Place", "St Petersburg"),
        ("Kyiv", "Place", "Kiev"),
        ("Military Collegium of the Supreme Court of the USSR", "Body", None),
        ("Lev Bronstein", "Person", "Leon Trotsky"),
        ("Yeghishe Charents", None, "Yeghishe Charents"),
    ):
        found = ask(curated_server, query=text, **({"type": kind} if kind else {}))
        assert [one["name"] for one in found if one["match"]] == [name or text], text
    for text in (
        "Military Collegium",
        "NKVD",
        "Leningrad region",
        "Supreme Court",
        # There are such laws of several states.
        "О реабилитации жертв политических репрессий",
    ):
        assert matched(ask(curated_server, query=text)) == [], text


def test_an_identifier_is_what_it_identifies(curated_server: Live) -> None:
    for text in (BABEL, f"https://w3id.org/poimenno/entity/{BABEL}"):
        found = ask(curated_server, query=text)
        assert [(one["id"], one["score"], one["match"]) for one in found] == [(BABEL, 100, True)]
    by_id = {"matchType": "id", "propertyValue": [BABEL, BUKHARIN]}
    assert {one["id"] for one in draft(curated_server, by_id)} == {BABEL, BUKHARIN}
    assert ask(curated_server, query="Q987654321") == []
    assert ask(curated_server, query=BABEL, type="Place") == []


def test_types_hold_what_is_below_them(curated_server: Live) -> None:
    for kind in ("Person", "Q5", "Actor", "https://w3id.org/poimenno/ontology#RepressedPerson"):
        assert ask(curated_server, query="Babel", type=kind)[0]["id"] == BABEL, kind
    places = ask(curated_server, query="Moscow", type="Place")
    assert places[0]["id"] == MOSCOW
    assert ask(curated_server, query="Isaac Babel", type="Place") == []
    assert ask(curated_server, query="Isaac Babel", type="NoSuchType") == []
    assert ask(curated_server, query="Isaac Babel", type=["NoSuchType", "Person"])[0]["match"]
    both = ask(
        curated_server, query="Isaac Babel", type=["Person", "RepressedPerson"], type_strict="all"
    )
    assert both[0]["id"] == BABEL
    soft = ask(curated_server, query="Isaac Babel", type="Place", type_strict="should")
    assert soft[0]["id"] == BABEL
    assert (soft[0]["score"], soft[0]["match"]) == (50, False)
    assert features(soft[0])["type"] is False


@pytest.mark.parametrize(
    ("date", "agrees"),
    [
        ("1893", True),
        ("16.02.1893", True),
        ("1893-02", True),
        ("+1893-02-16T00:00:00Z/11", True),
        ("16 February 1893", True),
        ("1894", False),
        ("1893-02-17", False),
        (1893, True),
        ("1893\n1893\n1999", True),
    ],
)
def test_dates_agree_by_precision(curated_server: Live, date: str | int, agrees: bool) -> None:
    properties = [{"pid": "P569", "v": date}]
    found = ask(curated_server, query="Тухачевский Михаил", properties=properties)
    assert found[0]["id"] == TUKHACHEVSKY
    assert features(found[0])["P569"] == (100 if agrees else 0)
    assert found[0]["match"] is agrees


def test_a_date_in_dispute_agrees_with_what_it_can_mean(curated_server: Live) -> None:
    for date, agreement in (("1887", 100), ("1888", 100), ("1885", 0)):
        properties = [{"pid": "P569", "v": date}]
        found = ask(curated_server, query="Avgust Kork", properties=properties)
        assert (found[0]["id"], features(found[0])["P569"]) == (KORK, agreement), date


def test_a_place_agrees_with_what_it_lies_in(curated_server: Live) -> None:
    values: list[tuple[Any, float]] = [
        ("Moscow", 100),
        ("Москва", 100),
        (MOSCOW, 100),
        ({"id": MOSCOW, "name": "Moscow"}, 100),
        ({"id": BUTYRKA}, 100),
        ("Butyrka prison", 100),
        ("Odessa", 0),
        ({"id": "Q8001"}, 0),
    ]
    for value, agreement in values:
        properties = [{"pid": "P20", "v": value}]
        found = ask(curated_server, query="Isaac Babel", properties=properties)
        given = features(found[0])["P20"]
        assert given == pytest.approx(agreement, abs=15), value
        assert found[0]["match"] is (agreement == 100), value


def test_namesakes_need_a_property_that_decides(curated_server: Live) -> None:
    assert matched(ask(curated_server, query="Gumilev", type="Person")) == []
    for born, person in (("1886", GUMILEV), ("1912", SON)):
        found = ask(
            curated_server,
            query="Gumilev",
            type="Person",
            properties=[{"pid": "P569", "v": born}],
        )
        assert found[0]["id"] == person


def test_what_is_not_known_is_said(curated_server: Live) -> None:
    found = ask(
        curated_server,
        query="Isaac Babel",
        properties=[{"pid": "noSuchProperty", "v": "x"}, {"pid": "P361", "v": "x"}],
    )
    given = features(found[0])
    assert given["unknown_property:noSuchProperty"] is True
    assert given["unknown:P361"] is True
    required = {
        "matchType": "property",
        "propertyId": "noSuchProperty",
        "propertyValue": "x",
        "required": True,
    }
    assert draft(curated_server, {"matchType": "name", "propertyValue": "Babel"}, required) == []


def test_conditions_on_one_property_are_both_to_be_met(curated_server: Live) -> None:
    properties = [{"pid": "P569", "v": "1894"}, {"pid": "P569", "v": "1895"}]
    found = ask(curated_server, query="Isaac Babel", properties=properties)
    assert features(found[0])["P569"] == 0
    assert matched(found) == []
    # An empty cell says nothing.
    found = ask(curated_server, query="Isaac Babel", properties=[{"pid": "P569", "v": ""}])
    assert (found[0]["score"], found[0]["match"]) == (100, True)
    assert "unknown:P569" not in features(found[0])


def test_paths_lead_through_items(curated_server: Live) -> None:
    properties = [
        {"pid": "P569@year", "v": "1894"},
        {"pid": "P20/P361", "v": "Moscow"},
        {"pid": "Lru", "v": "Исаак Эммануилович Бабель"},
    ]
    found = ask(curated_server, query="Isaac Babel", properties=properties)
    given = features(found[0])
    assert [given[one["pid"]] for one in properties] == [100, 100, 100]
    assert found[0]["match"]


def test_conditions_filter_as_the_draft_says(curated_server: Live) -> None:
    name = {"matchType": "name", "propertyValue": "Gumilev"}
    born = {"matchType": "property", "propertyId": "P569", "propertyValue": "1886"}
    assert [
        one["id"] for one in draft(curated_server, name, {**born, "required": True}, type="Person")
    ] == [GUMILEV]
    excluded = {**born, "matchQuantifier": "none", "required": True}
    assert GUMILEV not in [one["id"] for one in draft(curated_server, name, excluded)]
    other = {**born, "propertyValue": ["1886", "1888"], "matchQuantifier": "all"}
    found = draft(curated_server, name, other, type="Person")
    assert {features(one)["P569"] for one in found if one["id"] == GUMILEV} == {0}
    exact = {**born, "matchQualifier": "ExactMatch", "required": True}
    assert draft(curated_server, name, exact) == []
    nobody = {"matchType": "name", "propertyValue": "Nikolai Gumilev", "matchQuantifier": "none"}
    assert GUMILEV not in [one["id"] for one in draft(curated_server, name, nobody)]


def test_a_required_id_may_be_an_address(curated_server: Live) -> None:
    for written in (GUMILEV, f"https://w3id.org/poimenno/entity/{GUMILEV}"):
        for given in (written, {"id": written, "name": "Gumilev"}):
            asked = {"matchType": "id", "propertyValue": given, "required": True}
            assert [one["id"] for one in draft(curated_server, asked)] == [GUMILEV], given


def test_properties_alone_find_entities(curated_server: Live) -> None:
    found = ask(
        curated_server,
        properties=[{"pid": "P569", "v": "1894-07-13"}, {"pid": "P20", "v": "Moscow"}],
        type="Person",
    )
    assert found[0]["id"] == BABEL
    assert matched(found) == [BABEL]
    many = ask(curated_server, properties=[{"pid": "P20", "v": MOSCOW}], limit=3)
    assert len(many) == 3
    assert matched(many) == []


def test_names_come_in_the_language_of_the_reader(curated_server: Live) -> None:
    answer = curated_server.http.get(
        "/reconcile", params={"query": "Babel"}, headers={"Accept-Language": "ru-RU,en;q=0.5"}
    )
    assert answer.json()["result"][0]["name"] == "Исаак Эммануилович Бабель"
    english = curated_server.http.get("/reconcile", params={"query": "Babel", "lang": "en"})
    assert english.json()["result"][0]["name"] == "Isaac Babel"


def test_suggestions_go_on_where_they_ended(curated_server: Live) -> None:
    pages = [
        curated_server.http.get(
            "/reconcile/suggest/entity", params={"prefix": "Nikolai", "cursor": cursor}
        ).json()["result"]
        for cursor in (0, 20)
    ]
    first, second = ({one["id"] for one in page} for page in pages)
    assert len(first) == 20
    assert second
    assert not first & second
    assert all(one["notable"] for one in pages[0])
    for kind, names in (("Place", []), ("Person", ["person"])):
        typed = curated_server.http.get(
            "/reconcile/suggest/entity", params={"prefix": "Nikolai", "type": kind}
        ).json()["result"]
        assert sorted({one["name"] for found in typed for one in found["notable"]}) == names
    types = curated_server.http.get("/reconcile/suggest/type", params={"prefix": "person"})
    assert types.json()["result"][0]["name"] == "person"
    assert types.json()["result"][0]["broader"]
    properties = curated_server.http.get(
        "/reconcile/suggest/property", params={"prefix": "date of b"}
    ).json()["result"]
    assert properties[0]["id"] == "P569"
    assert "ExactMatch" in [one["id"] for one in properties[0]["matchQualifiers"]]


def test_data_extension_gives_what_the_graph_holds(curated_server: Live) -> None:
    query = {
        "ids": [TUKHACHEVSKY, KORK, "none"],
        "properties": [
            {"id": "P569"},
            {"id": "P20"},
            {"id": "P20", "settings": {"content": "literal"}},
            {"id": "P20", "settings": {"content": "id"}},
            {"id": "P31", "settings": {"count": "on"}},
            {"id": "Len"},
            {"id": "noSuchProperty"},
        ],
    }
    answer = curated_server.http.post("/reconcile/extend", json=query).json()
    rows = [[one["values"] for one in row["properties"]] for row in answer["rows"]]
    assert rows[0] == [
        [{"date": "1893-02-16T00:00:00Z"}],
        [{"id": MOSCOW, "name": "Moscow"}],
        [{"str": "Moscow"}],
        [{"str": MOSCOW}],
        [{"int": 1}],
        [{"str": "Mikhail Tukhachevsky"}],
        [],
    ]
    # A year or two in dispute is no first of January.
    assert rows[1][0] == [{"str": "[1887,1888]"}]
    assert rows[2] == [[], [], [], [], [{"int": 0}], [], []]
    assert answer["meta"][0] == {"id": "P569", "name": "date of birth"}
    assert answer["meta"][1]["type"]["name"] == "place"
    limited = {
        "ids": [KORK],
        "properties": [{"id": "P569", "settings": {"rank": "any", "limit": 1}}],
    }
    old = curated_server.http.post("/reconcile", data={"extend": json.dumps(limited)}).json()
    assert len(old["rows"][KORK]["P569"]) == 1


def test_proposed_properties_are_those_that_are_used(curated_server: Live) -> None:
    answer = curated_server.http.get(
        "/reconcile/extend/propose", params={"type": "Person", "limit": "10"}
    ).json()
    assert {"P569", "P570", "P106"} <= {one["id"] for one in answer["properties"]}
    assert (answer["type"], answer["limit"], len(answer["properties"])) == ("Person", 10, 10)


def test_a_preview_stands_in_a_frame_and_escapes(curated_server: Live) -> None:
    answer = curated_server.http.get(
        "/reconcile/preview", params={"id": BABEL}, headers={"Accept-Language": "ru"}
    )
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert "Исаак Эммануилович Бабель" in answer.text
    assert "<script" not in answer.text
    explained = curated_server.http.get("/reconcile/features")
    assert 'id="name_sure"' in explained.text
