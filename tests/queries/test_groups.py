"""The groups of a query: which braces make what, what each binds, and what any text costs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poimenno.queries.adapting import MAX_LENGTH, Habits, adapt, default_graphs
from poimenno.queries.groups import (
    Group,
    bound_variables,
    named_variables,
    projected,
    projects_all,
    read_groups,
)
from poimenno.queries.guarding import GuardError, MalformedText
from poimenno.queries.hints import leave_out_hints
from poimenno.queries.service_blocks import Reading, unquote
from poimenno.queries.tokens import Token, significant, tokenize

from .wikidata_habits import LABELLING, PREFIXES, adapted


def read(text: str) -> tuple[list[Token], Group]:
    tokens = significant(tokenize(text))
    return tokens, read_groups(text, tokens)


def kinds(text: str) -> list[str]:
    return [group.kind for group in read(text)[1]][1:]


KINDS = [
    ("SELECT * { ?s ?p ?o }", ["WHERE"]),
    ("SELECT * WHERE { { ?s ?p ?o } }", ["WHERE", ""]),
    ("SELECT ?x { VALUES ?x { 1 } VALUES (?a ?b) { (1 2) } }", ["WHERE", "VALUES", "VALUES"]),
    ("SELECT * { {} UNION {} OPTIONAL {} MINUS {} }", ["WHERE", "", "UNION", "OPTIONAL", "MINUS"]),
    (
        "SELECT * { GRAPH ?g {} SERVICE ?s {} SERVICE SILENT <a> {} }",
        ["WHERE", "GRAPH"] + ["SERVICE"] * 2,
    ),
    ("SELECT * { FILTER(EXISTS {} || NOT EXISTS {}) }", ["WHERE", "EXISTS", "EXISTS"]),
    ("SELECT * { { SELECT ?x { ?x ?y ?z } } }", ["WHERE", "", "WHERE"]),
    ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", ["TEMPLATE", "WHERE"]),
    ("CONSTRUCT { ?s ?p ?o } FROM <g> WHERE { ?s ?p ?o }", ["TEMPLATE", "WHERE"]),
    ("CONSTRUCT WHERE { ?s ?p ?o }", ["WHERE"]),
    ("ASK { }", ["WHERE"]),
    ("DESCRIBE ?x { ?x ?p ?o }", ["WHERE"]),
    ("SELECT (COUNT(*) AS ?n) { FILTER(?x) {} }", ["WHERE", ""]),
]


@pytest.mark.parametrize(("text", "expected"), KINDS, ids=[text for text, _ in KINDS])
def test_a_brace_is_told_by_what_stands_before_it(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


BOUND = [
    ("?a ?b 'c' . [] ?d _:e", "abd"),
    ("VALUES ?a { 1 } VALUES (?b ?c) { (1 2) }", "abc"),
    ("BIND(?x + 1 AS ?a) ?b ?b ?b", "ab"),
    ("BIND(EXISTS { ?x ?y ?z } AS ?a)", "a"),
    ("FILTER(?x > 1) FILTER isBlank(?y) FILTER <f>(?z) ?a ?a ?a", "a"),
    ("FILTER NOT EXISTS { ?x ?y ?z } ?a ?a ?a", "a"),
    ("FILTER(EXISTS { ?x ?y ?z } || (?u)) ?a ?a ?a", "a"),
    ("OPTIONAL { ?a ?a ?a } MINUS { ?x ?x ?x } { ?b ?b ?b } UNION { ?c ?c ?c }", "abc"),
    ("GRAPH ?a { ?b ?b ?b } SERVICE ?c { ?d ?d ?d }", "acbd"),
    ("{ SELECT ?a (COUNT(?x) AS ?b) { ?x ?y ?a } GROUP BY ?a }", "ab"),
    ("{ SELECT * { ?a ?b ?c FILTER(?x) } }", "abc"),
    ("(?a ?b) <p> ?c", "abc"),
]


@pytest.mark.parametrize(("pattern", "expected"), BOUND, ids=[pattern for pattern, _ in BOUND])
def test_what_a_group_binds(pattern: str, expected: str) -> None:
    tokens, root = read(f"SELECT * {{ {pattern} }}")
    assert root.where is not None
    assert "".join(sorted(bound_variables(tokens, root.where))) == "".join(sorted(expected))


def test_what_a_query_projects_and_reads() -> None:
    tokens, root = read(
        "SELECT DISTINCT ?a (SUM(?b) AS ?c) FROM <g> { ?x ?y ?z }"
        " GROUP BY ?a (?d AS ?e) ORDER BY ?c"
    )
    assert projected(tokens, root) == ["a", "c"]
    assert named_variables(tokens, root) == ["a", "b", "d"]
    assert projects_all(tokens, root) is None
    tokens, root = read("SELECT DISTINCT * { ?x ?y ?z }")
    assert projects_all(tokens, root) is not None


def test_the_graphs_of_a_query_are_named() -> None:
    text = "PREFIX a: <http://e/> SELECT * FROM a:b FROM <http://e/c> FROM NAMED <http://e/d> {}"
    assert default_graphs(text, {"a": "http://e/"}) == ("http://e/b", "http://e/c")


@pytest.mark.parametrize("text", ["SELECT * { ", "SELECT * } {", "}", "SELECT * { '''} "])
def test_braces_that_do_not_pair_are_told(text: str) -> None:
    with pytest.raises(MalformedText, match=r"line 1, column \d+"):
        read(text)


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ('"a"', "a"),
        ("'a\\'b'", "a'b"),
        ('"""a"b"""', 'a"b'),
        (r'"\u0410\U0001F600\n\\"', "А😀\n\\"),
        ('""', ""),
    ],
)
def test_strings_are_read_as_sparql_reads_them(literal: str, expected: str) -> None:
    assert unquote(literal) == expected


PIECES = (
    "SELECT * ?x ?xLabel { } ( ) FILTER BIND AS . ; SERVICE wikibase:label wikibase:mwapi"
    " wikibase:around bd:serviceParam wikibase:language hint:Prior INCLUDE %a WITH VALUES UNION"
    " OPTIONAL <http://e/> ' #x no:x , ^^ a GRAPH EXISTS"
)
pieces = st.sampled_from([*PIECES.split(), '"en"', "\n", LABELLING]).map(lambda piece: piece + " ")


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=30).map("".join))
def test_any_text_is_adapted_or_refused_with_a_place(text: str) -> None:
    try:
        steps = adapt(text, Habits(PREFIXES))
    except MalformedText as error:
        steps, message = (), str(error)
    else:
        message = "line "
    assert message.startswith("line ")
    assert all(step.before != step.after for step in steps)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=20).map("".join), st.integers(0, 60))
def test_positions_lead_back_into_the_text(text: str, offset: int) -> None:
    whole = f"SELECT ?xLabel {{ ?x ?y ?z . hint:Prior hint:a 1 . {LABELLING} }}\n#{text!r}\n"
    step = adapt(whole, Habits(PREFIXES))[-1]
    line, column = step.back(1, 1 + offset)
    assert line == 1
    assert 1 <= column <= len(whole.split("\n", 1)[0]) + 1
    assert step.back(2, 2) == (2, 2)


HOSTILE = {
    "thousands of services": f"SELECT * {{ {LABELLING * 1000} }}",
    "services within services": f"SELECT * {{ {'SERVICE ?s { ' * 900}{LABELLING}{' }' * 900} }}",
    "a deep nest": f"SELECT ?xLabel {{ {'{ ' * 990}?x ?y ?z {LABELLING}{' }' * 990} }}",
    "many groups": f"SELECT ?xLabel {{ {'{ ?x ?y ?z } UNION ' * 4_000}{{}} {LABELLING} }}",
    "many names": f"SELECT {' '.join(f'?v{n}Label' for n in range(4_000))} {{ {LABELLING} }}",
    "many hints": f"SELECT * {{ {'hint:Prior hint:x 1 . ' * 4_000} }}",
    "many languages": LABELLING.replace("ru", ",".join(f"a{n}" for n in range(4_000))).join(
        ["SELECT * { ", " }"]
    ),
    "many filters": f"SELECT ?xLabel {{ {'FILTER(EXISTS {} || (1)) ' * 3_000} {LABELLING} }}",
    "a nest of labels": f"SELECT ?xLabel {{ {f'{{ ?x ?y ?z {LABELLING} ' * 99}{'} ' * 99} }}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("functions", [True, False])
def test_hostile_texts_are_bounded(text: str, functions: bool) -> None:
    try:
        length = len(adapted(text, functions=functions))
    except GuardError as error:
        assert str(error).startswith(("line ", "written out"))  # noqa: PT017  any such error
    else:
        assert length < MAX_LENGTH


def test_what_reads_a_text_reads_it_once() -> None:
    """Count steps, not seconds: four times the text takes four times the work."""
    counts = []
    for number in (500, 2000):
        body = "{ ?x ?y ?z FILTER(EXISTS {} || (1)) hint:Prior hint:x 1 . } UNION " * number
        tokens = CountingTokens(
            significant(tokenize(f"SELECT ?xLabel {{ {body} {{}} {LABELLING} }}"))
        )
        root = read_groups("", tokens)
        assert root.where is not None
        bound_variables(tokens, root.where)
        leave_out_hints(Reading("", tokens, PREFIXES, root))
        counts.append(tokens.read)
    assert counts[1] < 5 * counts[0]


class CountingTokens(list[Token]):
    """Counts how often a token is looked at."""

    read = 0

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        self.read += 1
        return super().__getitem__(index)
