"""Calls to other servers: found in the text, allowed or not, replaced by what they answered."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.queries.federating import (
    BadAnswer,
    endpoints,
    find_calls,
    insertion,
    is_allowed,
    remote_query,
    replace_calls,
    values,
)


@pytest.mark.parametrize(
    ("iri", "allowed"),
    [
        ("https://a.example.org/sparql", True),
        ("https://a.example.org/other", False),
        ("http://b.example.org/any/thing", True),
        ("https://b.example.org/x", False),
        ("https://c.example.org:8443/x", True),
        ("http://c.example.org.evil.example/x", False),
        ("http://c.example.org@evil.example/x", False),
        ("http://evil.example/?c.example.org", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_who_is_allowed(iri: str, allowed: bool) -> None:
    entries = ("https://a.example.org/sparql", "http://b.example.org", "c.example.org")
    assert is_allowed(iri, entries) is allowed


def test_nobody_is_allowed_by_nothing() -> None:
    assert not is_allowed("http://example.org/", ())


def test_a_variable_ranges_over_whole_endpoints() -> None:
    assert endpoints(("example.org", "http://example.org/", "http://example.org/sparql")) == (
        "http://example.org/sparql",
    )


def test_calls_are_found_with_what_they_ask() -> None:
    text = """PREFIX s: <http://s.example.org/>
    SELECT * { SERVICE s:x { ?a s:p "}" . SERVICE <http://inner/> {} }
      # SERVICE <http://comment/> {}
      service silent ?where { ?b ?c 'SERVICE <http://string/> {}' } }"""
    first, second = find_calls(text, {})
    assert (first.target, first.silent) == ("http://s.example.org/x", False)
    assert first.block == '{ ?a s:p "}" . SERVICE <http://inner/> {} }'
    assert (second.variable, second.silent) == ("where", True)
    query = remote_query(text, first.block, "http://example.org/", {})
    assert query.startswith("BASE <http://example.org/>\nPREFIX s: <http://s.example.org/>\nSELECT")
    left = replace_calls(text, {first: "{}", second: "{}"})
    assert not find_calls(left, {})


def test_loads_are_found() -> None:
    load, into = find_calls(
        "LOAD <http://e/a> ; LOAD SILENT <http://e/b> INTO GRAPH <http://e/g>", {}
    )
    assert (load.target, load.graph, load.silent) == ("http://e/a", None, False)
    assert (into.target, into.graph, into.silent) == ("http://e/b", "http://e/g", True)
    store = ox.Store()
    store.update(insertion('<http://e/s> <http://e/p> "o" .\n_:b <http://e/p> 1 .', into.graph))
    assert len(list(store.quads_for_pattern(None, None, None, ox.NamedNode("http://e/g")))) == 2


TERMS = st.one_of(
    st.builds(
        lambda value: {"type": "literal", "value": value},
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    st.builds(
        lambda value, tag: {"type": "literal", "value": value, "xml:lang": tag},
        st.text(st.characters(exclude_categories=["Cs"])),
        st.sampled_from(["ru", "en-GB"]),
    ),
    st.sampled_from(
        [
            {"type": "uri", "value": "http://example.org/имя"},
            {"type": "literal", "value": "7", "datatype": "http://www.w3.org/2001/XMLSchema#int"},
        ]
    ),
)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), TERMS), max_size=5))
def test_any_rows_come_through_whole(rows: list[dict[str, dict[str, str]]]) -> None:
    group = values({"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}})
    found = ox.Store().query(f"SELECT ?a ?b {{ {group} }}")
    assert isinstance(found, ox.QuerySolutions)
    solutions = list(found)
    assert len(solutions) == len(rows)
    for row, solution in zip(rows, solutions, strict=True):
        for name in ("a", "b"):
            term = solution[name]
            assert (term is None) == (name not in row)
            if isinstance(term, ox.NamedNode | ox.Literal):
                assert term.value == row[name]["value"]
            if isinstance(term, ox.Literal):
                assert term.language == row[name].get("xml:lang", "").lower() or not term.language


def test_rows_without_variables_and_blank_nodes() -> None:
    none = values({"head": {"vars": []}, "results": {"bindings": [{}, {}]}})
    found = ox.Store().query(f"SELECT * {{ {none} }}")
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == 2
    blank = {"type": "bnode", "value": "b0"}
    both = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": blank}]}}
    assert "<urn:x-poimenno:blank:b0>" in values(both)
    assert values(both, ("where", "http://e/")).startswith("{ VALUES ?where { <http://e/> }")


@pytest.mark.parametrize(
    "results",
    [
        {},
        {"head": {"vars": ["a }"]}, "results": {"bindings": []}},
        {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "x", "value": ""}}]}},
        {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": "text"}]}},
        {
            "head": {"vars": ["a"]},
            "results": {"bindings": [{"a": {"type": "literal", "value": "", "xml:lang": "a }"}}]},
        },
    ],
)
def test_what_is_no_result_is_told(results: dict[str, object]) -> None:
    with pytest.raises(BadAnswer):
        values(results)
