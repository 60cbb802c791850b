"""The page of an entity: what stands on it, in two languages, bounded, and nothing unescaped."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest

from poimenno.ontology.namespaces import ENTITY, ONTOLOGY, STATEMENT
from poimenno.ontology.wikibase import mapping
from poimenno.queries.results import Term
from poimenno.server.date_texts import edtf_text, time_text
from poimenno.server.statement_views import LONG, SHORT
from poimenno.server.surroundings import Event

from .conftest import Live

VOID_TAGS = {"meta", "link", "br", "input"}
EVIL = '</script><script>alert("1")</script><b title="x'
# No entity has these ids; what is planted there is nobody's.
HOSTILE, LONG_ONE, CLAIMS = "Q990101", "Q990102", 120


class Outline(HTMLParser):
    """A page by its elements; a tag that is never closed, or closed twice, is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID_TAGS:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(tag in {"td", "th"} for tag, _ in self.open):
            self.rows[-1][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def story(self) -> list[list[str]]:
        return [[" ".join(cell.split()) for cell in row] for row in self.rows]


@pytest.fixture(scope="module")
def live(curated_server: Live) -> Live:
    many = "".join(
        f"<{STATEMENT}{LONG_ONE}-{number:012x}> poi:claimsAbout <{ENTITY}{LONG_ONE}> ;"
        f' a poi:Claim ; poi:claimsProperty poi:remark ; poi:claimedValue "remark {number:03}"@en ;'
        " poi:hasRank poi:normalRank ; poi:hasConfidence poi:lowConfidence ."
        for number in range(CLAIMS)
    )
    evil = json.dumps(EVIL)
    curated_server.update(
        f"""INSERT DATA {{ GRAPH <http://example.org/planted> {{
        <{ENTITY}{HOSTILE}> a poi:Source ; rdfs:label {evil}@en , {evil}@ru ;
          skos:altLabel {evil}@hy ; poi:sourceUrl "javascript:alert(1)"^^xsd:anyURI ;
          poi:remark {evil}@en ; skos:exactMatch <javascript:alert(2)> .
        <{ENTITY}{LONG_ONE}> a poi:Source ; rdfs:label "a source with many remarks"@en .
        {many} }} }}"""
    )
    return curated_server


def page(live: Live, path: str, language: str | None = None) -> Outline:
    headers = {"Accept-Language": language} if language else {}
    answer = httpx.get(f"{live.url}wiki/{path}", headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return Outline(answer.text)


def test_a_life_is_told_in_order_of_time(live: Live) -> None:
    assert page(live, "Q1001").story == [
        ["when", "what", "by whom", "outcome", "legal basis"],
        ["25 March 1897", "birthKars", "", "", ""],
        ["1937", "arrest low confidence", "NKVD of the USSR (GUGB)", "", ""],
        ["27 November 1937", "death in custodyYerevan high confidence", "", "", ""],
        [
            "11 March 1954",
            "public appealYerevan high confidence",
            "Anastas Mikoyan",
            "called for",
            "",
        ],
        [
            "1955",
            "rehabilitation by court or procuracy medium confidence",
            "Union of Soviet Socialist Republics",
            "granted",
            "ground lack of corpus delicti",
        ],
    ]


def test_the_act_that_ordered_is_no_body(live: Live) -> None:
    deportation = page(live, "Q4001").story[1]
    assert deportation[0] == "September 1937 – October 1937"
    assert deportation[2] == ""
    assert deportation[4].startswith("ordered by On the eviction of the Korean population")


def test_the_same_life_in_russian(live: Live) -> None:
    for outline in (page(live, "Q1001?uselang=ru"), page(live, "Q1001", "ru-RU,ru;q=0.9,en;q=0.5")):
        assert outline.all("html")[0]["lang"] == "ru"
        assert outline.story[1] == ["25 марта 1897", "рождениеКарс", "", "", ""]
        assert outline.story[3][0] == "27 ноября 1937"
        assert "Егише Чаренц (Согомонян)" in outline.text
        assert "Yeghishe Charents" in outline.text


def test_languages_are_as_asked(live: Live) -> None:
    assert page(live, "Q1001?uselang=en", "ru").all("html")[0]["lang"] == "en"
    assert page(live, "Q1001?uselang=xx", "ru").all("html")[0]["lang"] == "ru"
    assert page(live, "Q1001", "hy").all("html")[0]["lang"] == "en"
    answer = httpx.get(f"{live.url}wiki/Q1001")
    assert "Accept-Language" in answer.headers["Vary"]
    # What a link orders of Flask must not come from the client.
    forged = httpx.get(f"{live.url}wiki/Q1001?_scheme=javascript&_external=1&_anchor=x")
    assert "javascript" not in forged.text


def test_a_statement_shows_rank_qualifiers_confidence_and_sources(live: Live) -> None:
    text = httpx.get(f"{live.url}wiki/Q1001", timeout=60).text
    born = text.partition('id="P569"')[2].partition("</section>")[0]
    preferred, normal, deprecated = re.split(r"<li id=", born)[1:4]
    assert "25 March 1897" in preferred
    assert "▲ preferred" in preferred
    assert "high confidence" in preferred
    assert "3 sources" in preferred
    assert "Julian calendar" in normal
    assert "13 March 1897" in deprecated
    assert "not held to be true" in deprecated
    assert "several pages print the Old Style day without a calendar" in unescape(deprecated)
    source = preferred.partition("<details")[2]
    assert 'href="https://en.wikipedia.org/wiki/Yeghishe_Charents" rel="nofollow noopener' in source
    assert 'href="/wiki/Q13101"' in source


def test_what_follows_leads_to_its_proof(live: Live) -> None:
    outline = page(live, "Q1001")
    assert "posthumously rehabilitated person" in outline.text
    proofs = [str(a["href"]) for a in outline.all("a") if a.get("class") == "why"]
    wanted = next(proof for proof in proofs if "PosthumouslyRehabilitatedPerson" in proof)
    told = httpx.get(
        live.url.rstrip("/") + wanted, headers={"Accept": "application/json"}, timeout=60
    )
    assert told.json()["status"] == "entailed"


def test_links_of_a_page_lead_somewhere(live: Live) -> None:
    outline = page(live, "Q2071?uselang=ru")
    inside = {str(a["href"]) for a in outline.all("a") if str(a["href"]).startswith("/wiki/")}
    assert len(inside) > 20
    with httpx.Client(base_url=live.url, timeout=60) as client:
        for href in sorted(inside)[:40:4]:
            assert client.get(href).status_code == 200, href
    names = {str(tag["id"]) for _, tag in outline.tags if "id" in tag}
    anchors = {str(a["href"])[1:] for a in outline.all("a") if str(a["href"]).startswith("#")}
    assert anchors <= names


def test_nothing_of_the_data_is_a_tag_or_a_script(live: Live) -> None:
    answer = httpx.get(f"{live.url}wiki/{HOSTILE}", timeout=60)
    outline = Outline(answer.text)
    assert EVIL in outline.text
    assert [script.get("type") for script in outline.all("script")] in (
        [],
        ["application/ld+json"],
    )
    assert not outline.all("b")
    assert not [a for a in outline.all("a") if str(a["href"]).startswith("javascript")]
    assert "javascript:alert(1)" in outline.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    error = httpx.get(f"{live.url}wiki/<script>", headers={"Accept": "text/html"})
    assert error.status_code == 400
    assert "<script>" not in error.text


def test_a_long_entity_is_shown_in_parts(live: Live) -> None:
    found = mapping().property_of(f"{ONTOLOGY}remark")
    assert found is not None
    short = page(live, LONG_ONE)
    assert len(re.findall(r"remark \d{3}", short.text)) == SHORT
    assert f"show all {CLAIMS}" in short.text
    whole = [page(live, f"{LONG_ONE}?property={found.id}&page={number}") for number in (1, 2)]
    shown = [re.findall(r"remark \d{3}", outline.text) for outline in whole]
    assert [len(part) for part in shown] == [LONG, CLAIMS - LONG]
    assert len({*shown[0], *shown[1]}) == CLAIMS
    assert "page 1 of 2" in whole[0].text
    # A page that there is not is the last one.
    beyond = page(live, f"{LONG_ONE}?property={found.id}&page=999999")
    assert re.findall(r"remark \d{3}", beyond.text) == shown[1]
    last = httpx.get(
        f"{live.url}statement/{LONG_ONE}-{CLAIMS - 1:012x}", headers={"Accept": "text/html"}
    )
    place, _, anchor = last.headers["Location"].partition("#")
    assert f'id="{anchor}"' in httpx.get(live.url.rstrip("/") + place, timeout=60).text
    assert "No more statements" in page(live, f"{LONG_ONE}?property=P31415&page=-1").text


def test_what_refers_is_bounded_and_counted(live: Live) -> None:
    outline = page(live, "Q13002")
    (total,) = re.findall(r"show all (\d+)", outline.text)
    assert int(total) > 400
    assert len([a for a in outline.all("a") if str(a["href"]).startswith("/wiki/Q")]) < 200


def test_a_property_and_a_class_have_pages(live: Live) -> None:
    prop = page(live, "P569")
    assert "Where it is used" in prop.text
    assert "Yeghishe Charents" in prop.text
    person = mapping().item_of(f"{ONTOLOGY}Person")
    kind = page(live, f"{person}")
    assert f"{ONTOLOGY}Person" in kind.text
    assert "What refers to it" in kind.text


def structured(live: Live, number: str) -> dict[str, object]:
    text = httpx.get(f"{live.url}wiki/{number}", timeout=60).text
    block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    document: dict[str, object] = json.loads(block)
    return document


def test_search_engines_read_schema_org(live: Live) -> None:
    document = structured(live, "Q1001")
    assert (document["@type"], document["@id"]) == ("Person", f"{ENTITY}Q1001")
    assert (document["birthDate"], document["deathDate"]) == ("1897-03-25", "1937-11-27")
    assert document["deathPlace"] == [{"@id": f"{ENTITY}Q8002", "name": "Yerevan"}]
    # Of Kork the sources give two years: schema.org has no way to say so.
    kork = structured(live, "Q1005")
    assert "birthDate" not in kork
    assert kork["@type"] == "Person"
    law = structured(live, "Q2071")
    assert (law["@type"], law["legislationDate"]) == ("Legislation", "1989-11-14")
    # The title of a source has no language of its own.
    assert structured(live, "Q13101")["name"] == ["Yeghishe Charents (Wikipedia)"]
    place = structured(live, "Q8002")
    assert place["sameAs"] == ["http://www.wikidata.org/entity/Q1953"]


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("1937", "1937", "1937"),
        ("1937-11", "November 1937", "ноябрь 1937"),
        ("1937-11-27", "27 November 1937", "27 ноября 1937"),
        ("2009~", "c. 2009", "ок. 2009"),
        ("1937?", "1937 (uncertain)", "1937 (под вопросом)"),
        ("195X", "1950s", "1950-е гг."),
        ("1937-09/1937-10", "September 1937 – October 1937", "сентябрь 1937 – октябрь 1937"),
        ("../2008-10-01", "until 1 October 2008", "до 1 октября 2008"),
        ("1954/..", "from 1954", "с 1954"),
        ("[1887,1888]", "1887 or 1888", "1887 или 1888"),
        ("{1887,1888}", "1887 and 1888", "1887 и 1888"),
        ("1937-21", "1937-21", "1937-21"),
        ("not a date", "not a date", "not a date"),
    ],
)
def test_dates_are_put_into_words(text: str, english: str, russian: str) -> None:
    assert edtf_text(text, "en") == english
    assert edtf_text(text, "ru") == russian


@pytest.mark.parametrize(
    ("time", "precision", "calendar", "words"),
    [
        ("+1937-11-27T00:00:00Z", 11, "Q1985727", "27 November 1937"),
        ("+1937-11-00T00:00:00Z", 10, "Q1985727", "November 1937"),
        ("+1937-01-01T00:00:00Z", 9, "Q1985727", "1937"),
        ("+1937-00-00T00:00:00Z", 8, "Q1985727", "1930s"),
        ("+1937-00-00T00:00:00Z", 7, "Q1985727", "century 20"),
        ("-0044-03-15T00:00:00Z", 11, "Q1985786", "15 March 44 BCE (Julian calendar)"),
        ("nonsense", 11, "Q1985727", "nonsense"),
    ],
)
def test_times_say_no_more_than_their_precision(
    time: str, precision: int, calendar: str, words: str
) -> None:
    value = {
        "time": time,
        "precision": precision,
        "calendarmodel": f"http://www.wikidata.org/entity/{calendar}",
    }
    assert time_text(value, "en") == words


def test_events_without_a_date_come_last() -> None:
    def event(*dates: str) -> Event:
        values: list[Term] = [{"type": "literal", "value": date} for date in dates]
        return Event("http://example.org/e", {"date": values} if values else {})

    told = [event("1955"), event(), event("1954-03-11"), event("../1938"), event("no date")]
    ordered = sorted(told, key=lambda one: one.order)
    assert [one.said.get("date", [{"value": ""}])[0]["value"] for one in ordered[:3]] == [
        "../1938",
        "1954-03-11",
        "1955",
    ]
