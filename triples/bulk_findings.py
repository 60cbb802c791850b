"""Inconsistencies read off a closure in SQL tables: the same that the executor in memory finds."""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Protocol

from ..ontology.datatypes import OWL_2_RL, belongs, value_of
from ..ontology.ntriples import Triple, literal_parts
from ..ontology.program import CLASHES, LITERAL_CLASH, Program
from . import statements as sql
from .closing import Finding
from .echoing import NumberedRule


class _Rows(Protocol):
    """What of an engine is needed to read."""

    dialect: sql.Dialect

    def rows(self, select: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query."""
        ...


def find(
    engine: _Rows,
    program: Program,
    rules: Sequence[NumberedRule],
    names: Sequence[str],
    numbers: dict[str, int],
    *,
    renamed: bool,
) -> list[Finding]:
    """List every inconsistency, in a stable order; `rules` are those over the numbers of now.

    `numbers` are the present numbers of the constants of the program.
    """
    found = {
        *_clashes(engine, rules, names, numbers[sql.SAME_AS]),
        *_ill_typed_literals(engine, numbers[sql.TYPE]),
        *_equal_and_different(engine, program, numbers, renamed=renamed),
    }
    if renamed:
        found.update(_different_values(engine))
    return sorted(found)


def _clashes(
    engine: _Rows, rules: Sequence[NumberedRule], names: Sequence[str], same: int
) -> Iterator[Finding]:
    """Find the bodies of rules without head, and two literals where there can be one value."""
    for rule in rules:
        if rule.head is None:
            for triples, _ in _bodies(engine, sql.body_select(rule), len(rule.body)):
                yield Finding(names[rule.name], triples, CLASHES[names[rule.name]])
        elif rule.head[1] == same:
            select = sql.body_select(rule, "{} < 0")
            for triples, (one, other) in _bodies(engine, select, len(rule.body), ("hs", "ho")):
                if value_of(one) != value_of(other):
                    yield Finding(names[rule.name], triples, LITERAL_CLASH)


def _bodies(
    engine: _Rows, select: str, length: int, further: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[Triple, ...], tuple[str, ...]]]:
    """Write the bodies that a query selects, each as its triples in order, with further terms."""
    columns = [f"{letter}{place}" for place in range(length) for letter in "spo"] + [*further]
    joins = " ".join(f"JOIN terms t{c} ON t{c}.id = b.{c}" for c in columns)
    terms = ", ".join(f"t{c}.term AS {c}" for c in columns)
    for row in engine.rows(f"SELECT {terms} FROM ({select}) b {joins}"):
        triples = {(row[at], row[at + 1], row[at + 2]) for at in range(0, 3 * length, 3)}
        yield tuple(sorted(triples)), row[3 * length :]


def _ill_typed_literals(engine: _Rows, type_: int) -> Iterator[Finding]:
    """dt-not-type: literals outside their own datatype, or one that a rule puts them in."""
    doubtful = sql.doubtful("term", engine.dialect)
    wrong = {
        (number, f"<{literal_parts(term)[2]}>")
        for number, term in engine.rows(f"SELECT id, term FROM terms WHERE id < 0 AND {doubtful}")
        if value_of(term) is None
    }
    wanted = ", ".join(f"'<{datatype}>'" for datatype in sorted(OWL_2_RL))
    placed = engine.rows(
        "SELECT DISTINCT coalesce(n.id, k.s) AS id, l.term AS term, d.term AS datatype "
        f"FROM (SELECT id, term FROM terms WHERE term IN ({wanted})) d "
        "LEFT JOIN names r ON r.id = d.id "
        f"JOIN known k ON k.o = coalesce(r.root, d.id) AND k.p = {type_} "
        "LEFT JOIN names n ON n.root = k.s JOIN terms l ON l.id = coalesce(n.id, k.s) "
        f"WHERE l.id < 0 AND NOT {sql.in_own_datatype('l.term', 'd.term', engine.dialect)}"
    )
    wrong |= {
        (number, datatype)
        for number, term, datatype in placed
        if belongs(term, datatype[1:-1]) is False
    }
    if not wrong:
        return
    uses = _uses(engine, {number for number, _ in wrong})
    for number, datatype in wrong:
        term, stands = uses[number]
        yield Finding("dt-not-type", (*stands, (term, sql.TYPE, datatype)), CLASHES["dt-not-type"])


def _uses(engine: _Rows, literals: set[int]) -> dict[int, tuple[str, tuple[Triple, ...]]]:
    """Find for each literal its text and the first triple in which it stands."""
    listed = ", ".join(map(str, sorted(literals)))
    uses: dict[int, tuple[str, list[Triple]]] = {}
    rows = engine.rows(
        "SELECT l.id, l.term, a.term, b.term FROM terms l LEFT JOIN names n ON n.id = l.id "
        "LEFT JOIN known k ON k.o = coalesce(n.root, l.id) LEFT JOIN terms a ON a.id = k.s "
        f"LEFT JOIN terms b ON b.id = k.p WHERE l.id IN ({listed})"
    )
    for number, term, subject, predicate in rows:
        triples = uses.setdefault(number, (term, []))[1]
        if subject is not None:
            triples.append((subject, predicate, term))
    return {number: (term, tuple(sorted(found)[:1])) for number, (term, found) in uses.items()}


def _equal_and_different(
    engine: _Rows, program: Program, numbers: dict[str, int], *, renamed: bool
) -> Iterator[Finding]:
    """eq-diff1, eq-diff2 and eq-diff3."""
    different = numbers[sql.DIFFERENT]
    reflexive = f"SELECT s FROM known WHERE p = {different} AND s = o"
    selves = dict(engine.rows(
        f"SELECT t.id, t.term FROM terms t WHERE t.id IN ({reflexive})"
    ))  # fmt: skip
    pairs: dict[int, set[tuple[str, str]]] = defaultdict(set)
    if selves and renamed:
        rows = engine.rows(
            "SELECT coalesce(n.root, d.s), a.term, b.term FROM asserted d "
            "LEFT JOIN names n ON n.id = d.s LEFT JOIN names m ON m.id = d.o "
            "LEFT JOIN names q ON q.id = d.p JOIN terms a ON a.id = d.s JOIN terms b ON b.id = d.o "
            f"WHERE coalesce(q.root, d.p) = {different} "
            "AND coalesce(n.root, d.s) = coalesce(m.root, d.o)"
        )
        for root, one, other in rows:
            pairs[root].add((one, other))
    for number, term in selves.items():
        for one, other in pairs[number] or {(term, term)}:
            yield _equal("eq-diff1", one, other)
    for whole in program.apart:
        for first, second in combinations(whole.members, 2):
            if numbers[first] == numbers[second]:
                yield _equal(whole.rule, first, second)


def _different_values(engine: _Rows) -> Iterator[Finding]:
    """dt-diff: literals of different values under one root."""
    members: dict[int, list[str]] = defaultdict(list)
    for root, term in engine.rows(
        "SELECT n.root, t.term FROM names n JOIN terms t ON t.id = n.id WHERE n.id < 0"
    ):
        members[root].append(term)
    for literals in members.values():
        for first, second in combinations(sorted(literals), 2):
            if value_of(first) != value_of(second):
                yield Finding("dt-diff", ((first, sql.SAME_AS, second),), LITERAL_CLASH)


def _equal(name: str, one: str, other: str) -> Finding:
    clash = (one, sql.SAME_AS, other), (one, sql.DIFFERENT, other)
    return Finding(name, clash, CLASHES[name])
