"""Search by name for people: any spelling, one of the kinds, nothing unescaped."""

import re

import httpx
import pytest

from .conftest import Live

EVIL = '"><script>alert(1)</script>'


def search(live: Live, text: str, **asked: str) -> httpx.Response:
    return httpx.get(f"{live.url}wiki/Special:Search", params={"search": text, **asked}, timeout=60)


def found(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return re.findall(r'<li><a href="/wiki/([QP][0-9]+)', answer.text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Тухачевский", "Q1002"),
        ("Tuchatschewski", "Q1002"),
        ("Бухарин Н. И.", "Q1011"),
        ("charents", "Q1001"),
        ("крымские татары", "Q4008"),
    ],
)
def test_a_name_in_any_spelling_finds_its_owner(
    curated_server: Live, text: str, number: str
) -> None:
    assert found(search(curated_server, text))[0] == number


def test_a_number_leads_to_its_entity_at_once(curated_server: Live) -> None:
    answer = search(curated_server, "q1001", uselang="ru")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wiki/Q1001?uselang=ru")
    titled = httpx.get(f"{curated_server.url}w/index.php?search=charents")
    assert titled.headers["Location"] == "/wiki/Special:Search?search=charents"
    assert found(search(curated_server, "Q999999999")) == []


def test_a_search_is_narrowed_to_a_kind(curated_server: Live) -> None:
    everything = found(search(curated_server, "Тухачевский"))
    persons = found(search(curated_server, "Тухачевский", kind="person"))
    assert len(everything) > len(persons)
    assert all(re.fullmatch(r"Q1[0-9]{2,3}", number) for number in persons)
    answer = search(curated_server, "Тухачевский", kind="sinner")
    assert answer.status_code == 400
    assert "expected one of person" in answer.text


def test_pages_follow_one_another(curated_server: Live) -> None:
    first = search(curated_server, "decree", kind="act")
    second = search(curated_server, "decree", kind="act", page="2")
    assert len(found(first)) == 20
    assert found(second)
    assert not set(found(first)) & set(found(second))
    assert "page=2" in first.text
    assert found(search(curated_server, "decree", kind="act", page="-7")) == found(first)


def test_it_speaks_both_languages_and_escapes(curated_server: Live) -> None:
    russian = search(curated_server, "charents", uselang="ru")
    assert '<html lang="ru">' in russian.text
    assert "Егише Чаренц" in russian.text
    evil = search(curated_server, EVIL)
    assert "<script>" not in evil.text
    assert "&#34;&gt;&lt;script&gt;" in evil.text
    assert "does not mean" in search(curated_server, "qwerty").text
    assert search(curated_server, "x" * 301).status_code == 400
    assert found(search(curated_server, "")) == []
