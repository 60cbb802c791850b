"""The Action API as its clients ask it: every module, its pages of results, and its complaints."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from poimenno.server.action_modules import MODULES, WRITING
from poimenno.server.app import create_app
from poimenno.server.local import LocalEngine
from poimenno.server.settings import Settings

TUKHACHEVSKY = "Q1002"
PERSON = "Q1000124"


@pytest.fixture(scope="module")
def api(built_store: Path) -> Iterator[FlaskClient]:
    engine = LocalEngine(built_store, workers=1)
    yield create_app(engine, Settings()).test_client()
    engine.close()


def send(api: FlaskClient, **given: object) -> TestResponse:
    return api.get("/w/api.php", query_string={"format": "json", **given})


def ask(api: FlaskClient, **given: object) -> dict[str, Any]:
    answer = send(api, **given)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.get_json()
    assert ("error" in body) == ("MediaWiki-API-Error" in answer.headers), body
    return body


def error(api: FlaskClient, **given: object) -> str:
    answer = send(api, **given)
    assert answer.status_code == 200
    code: str = answer.get_json()["error"]["code"]
    assert answer.headers["MediaWiki-API-Error"] == code
    return code


# Entities.


def test_entities_come_with_what_is_asked(api: FlaskClient) -> None:
    whole = ask(api, action="wbgetentities", ids="q1002|P569|Q99999999")
    assert whole["success"] == 1
    assert list(whole["entities"]) == [TUKHACHEVSKY, "P569", "Q99999999"]
    assert whole["entities"]["Q99999999"] == {"id": "Q99999999", "missing": ""}
    person = whole["entities"][TUKHACHEVSKY]
    assert {"pageid", "ns", "title", "lastrevid", "modified", "claims", "sitelinks"} <= set(person)
    assert whole["entities"]["P569"]["datatype"] == "time"
    some = ask(api, action="wbgetentities", ids=TUKHACHEVSKY, props="labels", languages="ru")
    assert some["entities"][TUKHACHEVSKY] == {
        "type": "item",
        "id": TUKHACHEVSKY,
        "labels": {"ru": person["labels"]["ru"]},
    }


def test_a_language_falls_back_only_where_that_is_asked(api: FlaskClient) -> None:
    given = {"action": "wbgetentities", "ids": TUKHACHEVSKY, "props": "labels", "languages": "de"}
    assert ask(api, **given)["entities"][TUKHACHEVSKY]["labels"] == {}
    fallen = ask(api, **given, languagefallback="")["entities"][TUKHACHEVSKY]["labels"]["de"]
    assert fallen == {"language": "en", "value": "Mikhail Tukhachevsky", "for-language": "de"}


def test_titles_of_other_sites_are_missing(api: FlaskClient) -> None:
    body = ask(api, action="wbgetentities", sites="enwiki", titles="Moscow|Kazan")
    assert body["entities"]["-2"] == {"site": "enwiki", "title": "Kazan", "missing": ""}


def test_claims_come_by_property_rank_and_number(api: FlaskClient) -> None:
    claims = ask(api, action="wbgetclaims", entity=TUKHACHEVSKY, property="P569")["claims"]
    assert list(claims) == ["P569"]
    one = claims["P569"][0]
    by_number = ask(api, action="wbgetclaims", claim=one["id"], props="")["claims"]["P569"]
    assert [claim["id"] for claim in by_number] == [one["id"]]
    assert "references" not in by_number[0]
    none = ask(api, action="wbgetclaims", entity=TUKHACHEVSKY, property="P569", rank="deprecated")
    assert none["claims"] == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"type": "wikibase-entityid", "value": {"id": TUKHACHEVSKY}}, "Mikhail Tukhachevsky"),
        ({"type": "string", "value": "<b>"}, "&lt;b&gt;"),
        ({"type": "quantity", "value": {"amount": "+3"}}, "3"),
        ({"type": "monolingualtext", "value": {"text": "а", "language": "ru"}}, "а"),
    ],
)
def test_values_are_written_as_text(api: FlaskClient, value: object, text: str) -> None:
    body = ask(api, action="wbformatvalue", generate="text/html", datavalue=json.dumps(value))
    assert text in body["result"]


# Searching by names.


@pytest.mark.parametrize(
    "text",
    ["Тухачевский", "Tukhachevsky", "Tuchatschewski", "Toukhatchevski", "Тухач", "Tukhachevksy"],
)
def test_names_are_found_in_any_spelling(api: FlaskClient, text: str) -> None:
    body = ask(api, action="wbsearchentities", search=text, language="en")
    first = body["search"][0]
    assert first["id"] == TUKHACHEVSKY
    assert first["label"] == first["display"]["label"]["value"] == "Mikhail Tukhachevsky"
    assert first["concepturi"].endswith("/entity/Q1002")
    assert body["searchinfo"] == {"search": text}


def test_a_search_goes_on_page_by_page(api: FlaskClient) -> None:
    given = {"action": "wbsearchentities", "search": "Romanova", "language": "en"}
    whole = [one["id"] for one in ask(api, **given, limit=6)["search"]]
    found: list[str] = []
    start = 0
    while len(found) < 6:
        body = ask(api, **given, limit=2, **{"continue": start})
        found += [one["id"] for one in body["search"]]
        start = body["search-continue"]
    assert found == whole


def test_what_is_found_by_its_id_counts_among_the_pages(api: FlaskClient) -> None:
    given = {"action": "wbsearchentities", "search": "P31", "language": "en", "type": "property"}
    whole = [one["id"] for one in ask(api, **given, limit=50)["search"]]
    paged: list[str] = []
    body: dict[str, Any] = {"search-continue": 0}
    while "search-continue" in body:
        body = ask(api, **given, limit=1, **{"continue": body["search-continue"]})
        paged += [one["id"] for one in body["search"]]
    assert paged == whole
    assert whole[0] == "P31"


def test_aliases_ids_and_properties_are_found(api: FlaskClient) -> None:
    alias = ask(api, action="wbsearchentities", search="Чаренц", language="ru", uselang="en")
    assert alias["search"][0]["label"] == "Yeghishe Charents"
    assert alias["search"][0]["aliases"] == [alias["search"][0]["match"]["text"]]
    by_id = ask(api, action="wbsearchentities", search="q1002", language="en")["search"][0]
    assert by_id["match"] == {"type": "entityId", "text": TUKHACHEVSKY}
    nobody = {"search": "Q999999999", "language": "en"}
    found = ask(api, action="wbsearchentities", **nobody)["search"]
    listed = ask(api, action="query", list="search", srsearch="Q999999999")["query"]
    assert "Q999999999" not in {one["id"] for one in found}
    assert "Q999999999" not in {one["title"] for one in listed["search"]}
    assert listed["searchinfo"]["totalhits"] == len(listed["search"])
    prop = ask(
        api, action="wbsearchentities", search="date of birth", language="en", type="property"
    )
    assert prop["search"][0]["id"] == "P569"
    assert prop["search"][0]["datatype"] == "time"


def test_a_strict_language_leaves_out_the_names_of_others(api: FlaskClient) -> None:
    given = {"action": "wbsearchentities", "search": "Михаил Тухачевский", "language": "en"}
    loose = ask(api, **given)["search"][0]
    strict = ask(api, **given, strictlanguage=1)["search"]
    assert loose["id"] == TUKHACHEVSKY
    assert {one["match"]["language"] for one in strict} <= {"en"}
    assert ask(api, **{**given, "language": "hy"}, strictlanguage=1)["search"] == []


# Searching pages.


def titles(api: FlaskClient, search: str, **given: object) -> list[str]:
    body = ask(api, action="query", list="search", srsearch=search, srlimit="max", **given)
    found = [one["title"] for one in body["query"]["search"]]
    if "sroffset" not in body.get("continue", {}):
        assert body["query"]["searchinfo"]["totalhits"] == len(found)
    return found


def test_statements_are_searched_with_and_without_values(api: FlaskClient) -> None:
    persons = titles(api, f"haswbstatement:P31={PERSON}")
    born = titles(api, f"haswbstatement:P31={PERSON} haswbstatement:P569")
    unborn = titles(api, f"haswbstatement:P31={PERSON} -haswbstatement:P569")
    assert len(persons) > 100
    assert born
    assert unborn
    assert sorted(born + unborn) == sorted(persons)
    either = titles(api, "haswbstatement:P569|P570")
    assert set(born) < set(either) | set(born)
    assert set(titles(api, "haswbstatement:P569")) <= set(either)
    assert TUKHACHEVSKY in persons
    assert titles(api, "haswbstatement:P31=Q1") == []


def test_words_and_statements_narrow_each_other(api: FlaskClient) -> None:
    words = titles(api, "Kuznetsov")
    both = titles(api, "Kuznetsov haswbstatement:P569")
    assert set(both) < set(words)
    assert both[:2] == words[:2]
    assert titles(api, 'inlabel:"Nikolai Kuznetsov"')[0] == "Q1061"
    assert "Q1061" not in titles(api, "Kuznetsov -Nikolai")
    assert titles(api, TUKHACHEVSKY)[0] == TUKHACHEVSKY
    assert titles(api, "date of birth", srnamespace=120)[0] == "Property:P569"


def test_pages_of_a_search_follow_each_other(api: FlaskClient) -> None:
    given = {"action": "query", "list": "search", "srsearch": f"haswbstatement:P31={PERSON}"}
    first = ask(api, **given, srlimit=3)
    assert first["continue"] == {"sroffset": 3, "continue": "-||"}
    second = ask(api, **given, srlimit=3, **first["continue"])
    whole = titles(api, str(given["srsearch"]))
    found = [one["title"] for body in (first, second) for one in body["query"]["search"]]
    assert found == whole[:6]


# Pages and the site.


def test_pages_are_told_of_by_title_and_number(api: FlaskClient) -> None:
    given = {"action": "query", "prop": "info|revisions|pageprops", "rvprop": "ids|content"}
    body = ask(api, **given, titles="Q1002|P569|Q99999999|Q88888888", rvslots="main")
    pages = body["query"]["pages"]
    assert body["query"]["normalized"] == [{"from": "P569", "to": "Property:P569"}]
    assert {"-1", "-2", "2004", "1139"} == set(pages)
    assert pages["-1"]["missing"] == ""
    slot = pages["2004"]["revisions"][0]["slots"]["main"]
    assert json.loads(slot["*"])["id"] == TUKHACHEVSKY
    assert pages["2004"]["lastrevid"] == pages["2004"]["revisions"][0]["revid"]
    assert int(pages["2004"]["pageprops"]["wb-claims"]) > 5
    second = ask(api, **given, pageids="2004|7", formatversion=2)["query"]["pages"]
    assert second[0]["title"] == TUKHACHEVSKY
    assert second[1] == {"pageid": 7, "missing": True}


def test_all_pages_are_listed_once(api: FlaskClient) -> None:
    found: list[str] = []
    going_on: dict[str, Any] = {}
    while True:
        body = ask(api, action="query", list="allpages", apnamespace=120, aplimit=100, **going_on)
        found += [page["title"] for page in body["query"]["allpages"]]
        if "continue" not in body:
            break
        going_on = body["continue"]
    assert found == sorted(set(found))
    assert "Property:P569" in found
    one = ask(api, action="query", generator="allpages", gapfrom="Q1002", gaplimit=1, prop="info")
    assert [page["title"] for page in one["query"]["pages"].values()] == [TUKHACHEVSKY]


def test_the_site_tells_what_clients_ask_first(api: FlaskClient) -> None:
    body = ask(
        api,
        action="query",
        meta="siteinfo|userinfo|tokens|wikibase",
        siprop="general|namespaces|statistics|rightsinfo",
        uiprop="groups|rights",
        formatversion=2,
    )["query"]
    assert body["general"]["generator"].startswith("MediaWiki 1.")
    assert body["namespaces"]["120"]["defaultcontentmodel"] == "wikibase-property"
    assert body["statistics"]["articles"] > 1000
    assert body["rightsinfo"]["url"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert body["userinfo"]["rights"] == ["read"]
    assert body["tokens"] == {"csrftoken": "+\\"}
    assert body["wikibase"]["siteid"] == "poimenno"


def test_every_module_tells_of_its_parameters(api: FlaskClient) -> None:
    body = ask(api, action="paraminfo", modules="|".join(MODULES), formatversion=2)
    told = {module["path"]: module for module in body["paraminfo"]["modules"]}
    assert set(told) == set(MODULES)
    for path, module in MODULES.items():
        assert [one["name"] for one in told[path]["parameters"]] == list(module.params)


# Complaints.


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"action": "nothing"}, "badvalue"),
        ({"action": "wbgetentities"}, "param-missing"),
        ({"action": "wbgetentities", "ids": "Q0"}, "no-such-entity"),
        ({"action": "wbgetentities", "ids": "Q1|<script>"}, "no-such-entity"),
        (
            {"action": "wbgetentities", "ids": "|".join(f"Q{n}" for n in range(1, 52))},
            "toomanyvalues",
        ),
        ({"action": "wbgetentities", "ids": "Q1", "languages": "e n"}, "badvalue"),
        ({"action": "wbgetentities", "ids": "Q1", "redirects": "maybe"}, "badvalue"),
        ({"action": "wbsearchentities", "language": "en"}, "missingparam"),
        ({"action": "wbsearchentities", "search": "", "language": "en"}, "missingparam"),
        ({"action": "wbsearchentities", "search": "x"}, "missingparam"),
        (
            {"action": "wbsearchentities", "search": "x", "language": "en", "type": "sense"},
            "badvalue",
        ),
        (
            {"action": "wbsearchentities", "search": "x", "language": "en", "limit": "x"},
            "badinteger",
        ),
        (
            {"action": "wbsearchentities", "search": "x", "language": "en", "continue": "-1"},
            "outofrange",
        ),
        ({"action": "wbgetclaims"}, "param-missing"),
        ({"action": "wbgetclaims", "claim": "none"}, "invalid-guid"),
        ({"action": "wbgetclaims", "entity": "Q99999999"}, "no-such-entity"),
        ({"action": "wbformatvalue", "datavalue": "{"}, "baddatavalue"),
        ({"action": "wbformatvalue", "datavalue": '{"type":"time","value":[]}'}, "baddatavalue"),
        ({"action": "query", "list": "nothing"}, "badvalue"),
        ({"action": "query", "list": "search"}, "missingparam"),
        ({"action": "query", "list": "search", "srsearch": "haswbstatement:Q1"}, "search-error"),
        ({"action": "query", "list": "search", "srsearch": "-Kuznetsov"}, "search-error"),
        ({"action": "query", "titles": "Q1", "pageids": "2"}, "multisource"),
        ({"action": "query", "pageids": "x"}, "badinteger"),
        ({"action": "query", "meta": "userinfo", "assert": "user"}, "assertuserfailed"),
        ({"action": "query", "callback": "alert(1)"}, "badvalue"),
        ({"action": "query", "format": "xml"}, "badvalue"),
        *(({"action": name}, "readonly") for name in WRITING),
    ],
    ids=lambda given: "-".join(map(str, given.values()))[:40] if isinstance(given, dict) else given,
)
def test_mistakes_are_told_as_mediawiki_tells_them(
    api: FlaskClient, given: dict[str, str], code: str
) -> None:
    assert error(api, **given) == code


def test_what_is_unknown_or_too_much_is_warned_of(api: FlaskClient) -> None:
    given = {"action": "wbsearchentities", "search": "Moscow", "language": "en"}
    body = ask(api, **given, limit=1000, strange=1)
    assert "strange" in body["warnings"]["main"]["*"]
    assert "between 1 and 50" in body["warnings"]["wbsearchentities"]["*"]
    assert "warnings" not in ask(api, **given)


def test_errors_come_in_other_forms_too(api: FlaskClient) -> None:
    answer = send(api, action="nothing", errorformat="plaintext", formatversion=2, requestid="7")
    assert answer.get_json()["errors"][0]["code"] == "badvalue"


# How it is sent.


def test_a_form_says_the_same_as_an_address(api: FlaskClient) -> None:
    given = {"action": "wbgetentities", "ids": TUKHACHEVSKY, "format": "json"}
    expected = api.get("/w/api.php", query_string=given).get_json()
    assert api.post("/w/api.php", data=given).get_json() == expected
    multipart = api.post("/w/api.php", data=given, content_type="multipart/form-data")
    assert multipart.get_json() == expected
    empty = api.post("/w/api.php", query_string=given, data=b"", content_type="multipart/form-data")
    assert empty.get_json() == expected


def test_any_site_may_ask_and_a_script_is_a_call(api: FlaskClient) -> None:
    answer = send(api, action="query", meta="userinfo", origin="*", callback="a.b_1")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == "text/javascript"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.get_data(as_text=True).startswith("/**/a.b_1({")


def test_a_page_escapes_what_was_asked(api: FlaskClient) -> None:
    answer = send(api, action="<script>", format="jsonfm")
    assert answer.mimetype == "text/html"
    text = answer.get_data(as_text=True)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "wbsearchentities" in api.get("/w/api.php").get_data(as_text=True)


def test_a_large_body_is_refused(api: FlaskClient) -> None:
    answer = api.post("/w/api.php", data={"action": "query", "titles": "Q" * (2 << 20)})
    assert answer.status_code == 413
