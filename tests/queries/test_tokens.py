"""The tokenizer: total, lossless, and of one mind with the grammar's terminals."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.queries.tokens import (
    declared_prefixes,
    missing_prefixes,
    position,
    query_form,
    significant,
    tokenize,
)

SPARQL = st.lists(
    st.sampled_from(
        [
            *("SELECT", "service", "ASK", "<http://e/#x>", "<", ">", "'", '"', "'''", '"""', "\\"),
            *("#", "\n", "\r", " ", "?x", "$y", "ex:a.b", ":", "_:b", "@ru", "1.5e3", ".", "{|"),
            *("|}", "<<(", ")>>", "\\u0053", "Ё", "{", "}", "(", ")", "%20", "\\'", "a.b.c"),
        ]
    )
).map("".join)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in significant(tokenize(text))]


@given(st.one_of(st.text(), SPARQL))
def test_any_text_comes_back_whole(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(token.text for token in tokens)


@given(st.one_of(st.text(), SPARQL))
def test_the_form_of_any_text_is_a_form_or_nothing(text: str) -> None:
    assert query_form(text) in {"select", "ask", "construct", "describe", None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?s ex:p.q 'a#b'@ru-RU .", ["variable", "prefixed", "string", "language", "mark"]),
        ("<http://e/#x> # rest", ["iri"]),
        ("ex:a\\#b ex:a%20b ex: :a", ["prefixed"] * 4),
        ("ex:a.", ["prefixed", "mark"]),
        ("true.FILTER", ["word", "mark", "word"]),
        ("3SERVICE", ["number", "word"]),
        (
            "?a<?b && ?c>?d",
            ["variable", "mark", "variable", "mark", "variable", "mark", "variable"],
        ),
        ("'''it's''' \"a\\\"b\"", ["string", "string"]),
        ("_:b.c.", ["blank", "mark"]),
        ("1.5e3 .5 7.", ["number", "number", "number", "mark"]),
        ("<<( ?s ?p ?o )>>", ["mark", "variable", "variable", "variable", "mark"]),
        ('"a"^^xsd:date', ["string", "mark", "prefixed"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text)] == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "select"),
        ("# SELECT\nPREFIX select: <http://e/> ASK {}", "ask"),
        ("BASE <http://e/> CONSTRUCTWHERE {}", "construct"),
        ("VERSION '1.2' describe <x>", "describe"),
        ("PREFIX ask: <x> INSERT { ?s ?p ?o } WHERE { SELECT * {} }", None),
        ("SELEC * {}", None),
        ("'SELECT'", None),
        ("", None),
    ],
)
def test_query_form(text: str, form: str | None) -> None:
    assert query_form(text) == form


def test_prefixes() -> None:
    tokens = tokenize(
        "PREFIX a: <http://a/> PREFIX : <http://d/>"
        "SELECT * { a:x rdf:type 'owl:Thing' . foo:x :y 1 }"
    )
    assert declared_prefixes(tokens) == {"a": "http://a/", "": "http://d/"}
    assert missing_prefixes(tokens, {"rdf": "R", "owl": "O", "a": "A"}) == {"rdf": "R"}


def test_position() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "a.a",
        "'\\",
        "\\'''",
        '\\"""',
        "<a",
        "ex:a...",
        "_:a.",
        "((",
        "1.",
        "%2",
        "@a-",
        "#",
        "..",
        "<<",
    ],
)
def test_a_hostile_text_costs_linear_time(piece: str) -> None:
    start = time.process_time()
    tokenize(piece * (150_000 // len(piece)))
    assert time.process_time() - start < 2
