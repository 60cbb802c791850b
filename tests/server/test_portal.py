"""The page at `/`: it works without JavaScript, and shows nothing unescaped."""

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from poimenno.queries.catalogue import shipped
from poimenno.server.tables import Cell, read_table

EVIL = '<script>alert("1")</script>'
VOID_TAGS = {"meta", "link", "br", "input"}


class Outline(HTMLParser):
    """What stands on a page; a tag that is never closed, or closed twice, is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.labels: list[str | None] = []
        self.cells: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag == "label":
            self.labels.append(values["for"])
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and "td" in self.open:
            self.cells.append(data)


def test_the_page_lists_what_is_here(client: FlaskClient, bearer: dict[str, str]) -> None:
    name = "https://w3id.org/poimenno/graph/one"
    client.put(
        "/graphs",
        query_string={"graph": name},
        data="<a> <b> 1, 2 .",
        content_type="text/turtle",
        headers=bearer,
    )
    answer = client.get("/")
    assert answer.status_code == 200
    page = Outline(answer.text)
    assert name in page.cells
    assert "2" in page.cells
    assert "/graph/one" in page.links
    assert "script" not in page.tags
    assert page.labels == ["query"]
    assert sum("example=" in link for link in page.links) == len(shipped())
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"]
    for link in page.links:
        if link.startswith("/") and "example=" not in link:
            assert client.get(link).status_code == 200, link


def test_each_example_can_be_opened(client: FlaskClient) -> None:
    for query in shipped():
        answer = client.get("/", query_string={"example": query.name})
        assert answer.status_code == 200
        assert "<textarea" in answer.text
    assert client.get("/", query_string={"example": "no/such"}).status_code == 404


def test_rows_are_shown_by_pages(client: FlaskClient) -> None:
    text = "SELECT ?x { VALUES ?x { " + " ".join(map(str, range(250))) + " } } ORDER BY ?x"
    first = Outline(client.get("/", query_string={"query": text}).text)
    assert [cell for cell in first.cells if cell.isdigit()][-1] == "99"
    (following,) = [link for link in first.links if "page=2" in link]
    second = Outline(client.get(following).text)
    assert "100" in second.cells
    third = Outline(client.get("/", query_string={"query": text, "page": "3"}).text)
    assert not [link for link in third.links if "page=4" in link]
    assert "249" in third.cells


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT ('{EVIL}' AS ?x) {{}}",
        f"SELECT {EVIL}",
        "SELECT (IRI('javascript:alert(1)') AS ?x) {}",
        f"CONSTRUCT {{ <http://e.example/a> <http://e.example/b> '{EVIL}'@en }} {{}}",
        "SELECT (STRDT('x', IRI('http://e.example/\"onclick=alert')) AS ?x) {}",
    ],
)
def test_everything_shown_is_escaped(client: FlaskClient, text: str) -> None:
    answer = client.get("/", query_string={"query": text})
    assert answer.status_code in {200, 400}
    page = Outline(answer.text)
    assert "script" not in page.tags
    assert not [link for link in page.links if link.startswith("javascript")]


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("ASK {}", 200, "true"),
        ("SELECT ?x { FILTER(false) }", 200, "No rows"),
        ("CONSTRUCT { <http://e.example/a> <http://e.example/b> 7 } {}", 200, "http://e.example/a"),
        ("SELECT *", 400, "No answer"),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", 403, "No answer"),
    ],
)
def test_every_kind_of_query_is_answered(
    client: FlaskClient, text: str, status: int, words: str
) -> None:
    answer = client.get("/", query_string={"query": text})
    assert (answer.status_code, words in answer.text) == (status, True)


def test_terms_are_read_as_they_are_written() -> None:
    rows = (
        "?a\t?b\n"
        '<http://e.example/ж>\t"a\\tb\\n\\u0416\\"<"@ru\n'
        '1.5\t"2000"^^<http://www.w3.org/2001/XMLSchema#gYear>\n'
        "_:b0\t\n"
    ).encode()
    # In pieces that cut characters in two.
    table = read_table(
        (rows[i : i + 3] for i in range(0, len(rows), 3)), graph=False, start=0, count=2
    )
    assert table.columns == ("a", "b")
    assert table.more
    assert table.rows == (
        (Cell("http://e.example/ж", "http://e.example/ж"), Cell('a\tb\nЖ"<', None, "ru")),
        (Cell("1.5"), Cell("2000", None, "gYear")),
    )
