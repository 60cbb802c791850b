"""A rule program as SQL over triples of numbers: text alone, that DuckDB and Spark SQL both run.

The tables are `known(s, p, o, rule, step)`, every triple with the number of the name of the rule
that gave it first (-1: asserted) and the step it came in; `terms(id, term)`, literals below zero;
`names(id, root)`, the members of every class of equal names with the one that stands for all.
Evaluation is semi-naive: a join reads in turn one body atom from what came since the last round,
those before it from what was there earlier, those after it from everything, so that each match is
found once. The loop around the statements is in `bulk_iterating`.
"""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..ontology.datatypes import OWL_2_RL
from ..ontology.program import Rule, is_variable
from .echoing import Echo, NumberedRule, Place


class Dialect(NamedTuple):
    """What two SQL engines write differently."""

    anti_join: str
    matches: str  # the function of a text and a regular expression
    lists: bool  # lists of constants can be unnested side by side, which is planned faster


DUCKDB = Dialect(anti_join="ANTI JOIN", matches="regexp_matches", lists=True)
SPARK = Dialect(anti_join="LEFT ANTI JOIN", matches="regexp_like", lists=False)

# A predicate, with the class where it is rdf:type and the class is one; else with 0.
Head = tuple[int, int]

_PLACES = ("s", "p", "o", "rule")
NO_TRIPLES = "SELECT 0 AS s, 0 AS p, 0 AS o, 0 AS rule WHERE 1 = 0"
_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "<http://www.w3.org/2000/01/rdf-schema#"
_OWL = "<http://www.w3.org/2002/07/owl#"
_XSD = "<http://www.w3.org/2001/XMLSchema#"
TYPE, SAME_AS, DIFFERENT = f"{_RDF}type>", f"{_OWL}sameAs>", f"{_OWL}differentFrom>"
RESOURCE = f"{_RDFS}Resource>"


def number_rule(rule: Rule, numbers: Mapping[str, int], names: list[str]) -> NumberedRule:
    """Write one rule over numbers."""

    def place(term: str) -> Place:
        return term if is_variable(term) else numbers[term]

    if rule.name not in names:
        names.append(rule.name)
    return NumberedRule(
        names.index(rule.name),
        tuple((place(a.subject), numbers[a.predicate], place(a.object)) for a in rule.body),
        (place(rule.head.subject), numbers[rule.head.predicate], place(rule.head.object))
        if rule.head
        else None,
    )


def echo_select(echoes: Sequence[Echo], since: int) -> str:
    """Select what triples since a step say again: s, p, o, rule, with repetitions."""
    branches = [
        _echo_branch([e for e in echoes if (e.if_object is None) == free], since, free)
        for free in (True, False)
        if any((e.if_object is None) == free for e in echoes)
    ]
    return " UNION ALL ".join(branches) or NO_TRIPLES


def _echo_branch(echoes: Sequence[Echo], since: int, free: bool) -> str:
    """Join triples with a table of echoes, by predicate or by predicate and object."""
    bound = any(e.if_subject is not None for e in echoes)
    rows = ", ".join(
        f"({e.predicate}, {int(e.if_subject is not None)}, {e.if_subject or 0}, "
        f"{e.if_object or 0}, {_kind(e.head_subject)}, {_constant(e.head_subject)}, "
        f"{e.head_predicate}, {_kind(e.head_object)}, {_constant(e.head_object)}, {e.rule})"
        for e in echoes
    )
    predicates = _listed({e.predicate for e in echoes})
    return (
        "SELECT CASE e.ks WHEN 0 THEN t.s WHEN 1 THEN t.o ELSE e.cs END AS s, e.q AS p, "
        "CASE e.ko WHEN 0 THEN t.s WHEN 1 THEN t.o ELSE e.co END AS o, e.rule AS rule "
        f"FROM known t JOIN (VALUES {rows}) AS e(p, bound, ifs, ifo, ks, cs, q, ko, co, rule) "
        f"ON t.p = e.p{'' if free else ' AND t.o = e.ifo'}"
        f"{' AND (e.bound = 0 OR e.ifs = t.s)' if bound else ''} "
        f"WHERE t.step >= {since} AND t.p IN ({predicates})"
    )


def _kind(place: Place) -> int:
    return 2 if isinstance(place, int) else 0 if place == "x" else 1


def _constant(place: Place) -> int:
    return place if isinstance(place, int) else 0


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def join_select(rule: NumberedRule, since: int, fresh: int) -> str:
    """Select what a rule concludes where the atom at the place `fresh` matches since a step.

    Atoms before it match what is older, atoms after it anything. A conclusion that a term is the
    same as itself is none.
    """
    assert rule.head is not None  # noqa: S101  findings are selected by `body_select`
    columns, tables, conditions = _body(rule)
    for place in range(fresh):
        conditions.append(f"a{place}.step < {since}")
    if since:
        conditions.append(f"a{fresh}.step >= {since}")
    subject, predicate, obj = rule.head
    return (
        f"SELECT {_read(subject, columns)} AS s, {predicate} AS p, {_read(obj, columns)} AS o, "
        f"{rule.name} AS rule FROM {tables} WHERE {' AND '.join(conditions)}"
    )


def body_select(rule: NumberedRule, *further: str) -> str:
    """Select every match of a body, once: the columns s0, p0, o0, s1 …, and those of the head."""
    columns, tables, conditions = _body(rule)
    terms = [
        f"{_read(term, columns)} AS {letter}{place}"
        for place, atom in enumerate(rule.body)
        for letter, term in zip("spo", atom, strict=True)
    ]
    if rule.head:
        conditions.append(f"{_read(rule.head[0], columns)} <> {_read(rule.head[2], columns)}")
        for at in (0, 2):
            conditions += [further_.format(_read(rule.head[at], columns)) for further_ in further]
        terms.append(f"{_read(rule.head[0], columns)} AS hs")
        terms.append(f"{_read(rule.head[2], columns)} AS ho")
    return f"SELECT DISTINCT {', '.join(terms)} FROM {tables} WHERE {' AND '.join(conditions)}"


def _body(rule: NumberedRule) -> tuple[dict[str, str], str, list[str]]:
    """Name the column of each variable, the tables and what joins them."""
    columns: dict[str, str] = {}
    conditions: list[str] = []
    for place, (subject, predicate, obj) in enumerate(rule.body):
        conditions.append(f"a{place}.p = {predicate}")
        for letter, term in (("s", subject), ("o", obj)):
            column = f"a{place}.{letter}"
            if isinstance(term, int):
                conditions.append(f"{column} = {term}")
            elif term in columns:
                conditions.append(f"{column} = {columns[term]}")
            else:
                columns[term] = column
    return columns, ", ".join(f"known a{at}" for at in range(len(rule.body))), conditions


def _read(term: Place, columns: Mapping[str, str]) -> str:
    return str(term) if isinstance(term, int) else columns[term]


def fresh_select(candidates: str, heads: Iterable[Head], type_: int, dialect: Dialect) -> str:
    """Select each candidate once that is not known, under the first of its rules.

    `heads` are those of the candidates of which triples are known; no others are looked up.
    """
    classes = {obj for predicate, obj in heads if predicate == type_ and obj}
    others = {predicate for predicate, obj in heads if predicate != type_ or not obj}
    known = [f"p IN ({_listed(others)})"] if others else []
    if classes and type_ not in others:
        known.append(f"p = {type_} AND o IN ({_listed(classes)})")
    lookup = (
        f"{dialect.anti_join} (SELECT s, p, o FROM known WHERE {' OR '.join(known)}) k "
        "ON c.s = k.s AND c.p = k.p AND c.o = k.o "
    )
    return (
        f"SELECT c.s AS s, c.p AS p, c.o AS o, min(c.rule) AS rule FROM ({candidates}) c "
        f"{lookup if known else ''}GROUP BY c.s, c.p, c.o"
    )


def values_select(triples: Iterable[tuple[int, int, int, int]], dialect: Dialect) -> str:
    """Select triples that are written in the statement: s, p, o, rule."""
    rows = list(triples)
    if not rows:
        return NO_TRIPLES
    if dialect.lists:
        lists = (
            f"unnest({list(c)}) AS {n}"
            for c, n in zip(zip(*rows, strict=True), _PLACES, strict=True)
        )
        return f"SELECT {', '.join(lists)}"
    written = ", ".join(map(str, rows))
    return f"SELECT s, p, o, rule FROM (VALUES {written}) AS v(s, p, o, rule)"


def head_of(predicate: int, obj: Place, type_: int) -> Head:
    """Name the kind of triple that an atom gives or takes."""
    return predicate, obj if predicate == type_ and isinstance(obj, int) else 0


def count_select(type_: int, since: int) -> str:
    """Count triples since a step by predicate, types by class: p, o (0 for no type), number."""
    kind = f"CASE WHEN p = {type_} THEN o ELSE 0 END"
    return (
        f"SELECT p, {kind} AS o, count(*) AS n FROM known WHERE step >= {since} GROUP BY p, {kind}"
    )


# Equality: classes of equal names, and the triples under their roots


def equal_pairs_select(same: int, since: int) -> str:
    """Select what is said to be the same since a step: s, o."""
    return f"SELECT DISTINCT s, o FROM known WHERE p = {same} AND s <> o AND step >= {since}"


def ranks_select(fixed: Iterable[int]) -> str:
    """Rank the terms in `pairs(s, o)`: those in rules, IRIs, blank nodes, literals, by text."""
    return (
        "SELECT t.id AS id, CAST(row_number() OVER (ORDER BY "
        f"CASE WHEN t.id IN ({_listed(fixed) or 'NULL'}) THEN 0 ELSE 1 END, "
        "CASE WHEN t.id < 0 THEN 1 ELSE 0 END, "
        "CASE WHEN substring(t.term, 1, 1) = '_' THEN 1 ELSE 0 END, t.term) AS INTEGER) AS rank "
        "FROM terms t WHERE t.id IN (SELECT s FROM pairs UNION SELECT o FROM pairs)"
    )


SAME_BOTH_WAYS = "SELECT s AS a, o AS b FROM pairs UNION SELECT o AS a, s AS b FROM pairs"
FIRST_LABELS = "SELECT id, rank AS label FROM ranks"
# Each name takes the lowest label around it; then it takes the label of the name it points to.
NEXT_LABELS = (
    "SELECT n.id AS id, least(n.label, min(m.label)) AS label FROM labels n "
    "JOIN edges e ON e.a = n.id JOIN labels m ON m.id = e.b GROUP BY n.id, n.label"
)
JUMPED_LABELS = (
    "SELECT n.id AS id, least(n.label, far.label) AS label FROM near n "
    "JOIN ranks r ON r.rank = n.label JOIN near far ON far.id = r.id"
)
LABEL_SUM = "SELECT coalesce(sum(label), 0) FROM labels"
# Members of old classes follow their root into its new class.
NEXT_NAMES = (
    "WITH moved AS (SELECT l.id AS id, r.id AS root FROM labels l "
    "JOIN ranks r ON r.rank = l.label) "
    "SELECT id, root FROM moved UNION "
    "SELECT n.id AS id, coalesce(m.root, n.root) AS root FROM names n "
    "LEFT JOIN moved m ON m.id = n.root WHERE n.id NOT IN (SELECT id FROM moved)"
)
NO_NAMES = "SELECT 0 AS id, 0 AS root WHERE 1 = 0"
LOSERS = "SELECT id FROM names WHERE id <> root"
OUTDATED = f"s IN ({LOSERS}) OR p IN ({LOSERS}) OR o IN ({LOSERS})"


def renamed_select(equality: int) -> str:
    """Select the triples with a name that lost, under the names that won: s, p, o, rule."""
    return (
        "SELECT coalesce(a.root, k.s) AS s, coalesce(b.root, k.p) AS p, coalesce(c.root, k.o) AS o,"
        f" min(CASE WHEN k.rule < 0 THEN {equality} ELSE k.rule END) AS rule "
        "FROM known k LEFT JOIN names a ON a.id = k.s LEFT JOIN names b ON b.id = k.p "
        "LEFT JOIN names c ON c.id = k.o "
        "WHERE coalesce(a.root, k.s) <> k.s OR coalesce(b.root, k.p) <> k.p "
        "OR coalesce(c.root, k.o) <> k.o GROUP BY 1, 2, 3"
    )


def roots_select(same: int, equality: int) -> str:
    """Select `x owl:sameAs x` for every name that stands for others."""
    return f"SELECT DISTINCT root AS s, {same} AS p, root AS o, {equality} AS rule FROM names"


# What is given back

RESERVED = (
    "SELECT id, CASE WHEN substring(term, 1, {xsd_length}) = '{xsd}' OR term IN ({datatypes}) "
    "THEN 1 ELSE 0 END AS hidden FROM terms WHERE id > 0 AND ({prefixes})"
).format(
    xsd=_XSD,
    xsd_length=len(_XSD),
    datatypes=", ".join(
        f"'{name}'"
        for name in (
            *(f"{_RDF}{name}>" for name in ("PlainLiteral", "XMLLiteral", "HTML", "langString")),
            f"{_RDFS}Literal>",
        )
    ),
    prefixes=" OR ".join(f"term LIKE '{prefix}%'" for prefix in (_RDF, _RDFS, _OWL, _XSD)),
)


def odd_predicates(*, renamed: bool) -> str:
    """Select the predicates that are no IRIs: few, so that terms are looked up once."""
    names = " UNION SELECT n.id AS p FROM names n" if renamed else ""
    return (
        "SELECT t.id AS id FROM terms t WHERE substring(t.term, 1, 1) <> '<' "
        f"AND t.id IN (SELECT p FROM known{names})"
    )


def written_select(triples: str) -> str:
    """Select triples of numbers (s, p, o) as N-Triples terms: s, p, o."""
    return (
        f"SELECT a.term AS s, b.term AS p, c.term AS o FROM ({triples}) t "
        "JOIN terms a ON a.id = t.s JOIN terms b ON b.id = t.p JOIN terms c ON c.id = t.o"
    )


def worth_condition(numbers: Mapping[str, int]) -> str:
    """Write the condition for a triple (s, p, o) that is not noise (`ontology.noise.is_noise`)."""
    return (
        "s > 0 AND p NOT IN (SELECT id FROM odd) "
        f"AND NOT (p = {numbers[SAME_AS]} AND s = o) "
        f"AND NOT (p = {numbers[TYPE]} AND o = {numbers[RESOURCE]}) "
        "AND s NOT IN (SELECT id FROM reserved WHERE hidden = 1) "
        "AND NOT (s IN (SELECT id FROM reserved) AND p IN (SELECT id FROM reserved) "
        "AND o IN (SELECT id FROM reserved))"
    )


def entailed_select(
    numbers: Mapping[str, int],
    *,
    renamed: bool,
    equality: int,
    since: int = 0,
    until: int | None = None,
) -> str:
    """Select what is entailed, not asserted and not noise: s, p, o, rule, once each.

    `renamed` tells that names were merged: then every triple is spelled out under every name, and
    `asserted(s, p, o)` holds what was asserted under its own names.
    """
    derived = f"SELECT s, p, o, rule FROM known WHERE rule >= 0 AND step >= {since}"
    if until is not None:
        derived += f" AND step <= {until}"
    source = _spelled_out(numbers[SAME_AS], equality) if renamed else derived
    return f"SELECT s, p, o, rule FROM ({source}) e WHERE {worth_condition(numbers)}"


def _spelled_out(same: int, equality: int) -> str:
    spelled = (
        "SELECT coalesce(a.id, k.s) AS s, coalesce(b.id, k.p) AS p, coalesce(c.id, k.o) AS o, "
        "CASE WHEN coalesce(a.id, k.s) = k.s AND coalesce(b.id, k.p) = k.p "
        f"AND coalesce(c.id, k.o) = k.o AND k.rule >= 0 THEN k.rule ELSE {equality} END AS rule "
        "FROM known k LEFT JOIN names a ON a.root = k.s LEFT JOIN names b ON b.root = k.p "
        f"LEFT JOIN names c ON c.root = k.o WHERE k.p <> {same}"
    )
    pairs = (
        f"SELECT x.id AS s, {same} AS p, y.id AS o, {equality} AS rule "
        "FROM names x JOIN names y ON x.root = y.root WHERE x.id <> y.id"
    )
    return (
        f"SELECT n.s AS s, n.p AS p, n.o AS o, n.rule AS rule FROM ({spelled} UNION ALL {pairs}) n "
        "LEFT JOIN asserted d ON d.s = n.s AND d.p = n.p AND d.o = n.o WHERE d.s IS NULL"
    )


# Literals: most are seen at once to be well typed, and only the others come into Python

_WELL_TYPED = (
    f'^"([+-]?[0-9]+"..{_XSD}(integer|decimal)|[+-]?[0-9]+[.][0-9]+"..{_XSD}(decimal|double|float)'
    f'|(true|false|0|1)"..{_XSD}boolean|[0-9][0-9][0-9][0-9]-(0[1-9]|1[0-2])-'
    "(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?Z?"
    f'"..{_XSD}dateTime)>$'
)
_CHECKED = (
    f'"..{_XSD}({"|".join(sorted(n.split("#")[1] for n in OWL_2_RL if n[:33] == _XSD[1:]))})>$'
)


def doubtful(term: str, dialect: Dialect) -> str:
    """Write the condition for a literal that may be outside its own datatype."""
    return (
        f"({term} LIKE '%>' AND {dialect.matches}({term}, '{_CHECKED}') "
        f"AND NOT {dialect.matches}({term}, '{_WELL_TYPED}'))"
    )


def in_own_datatype(term: str, datatype: str, dialect: Dialect) -> str:
    """Write the condition for a literal whose own datatype says that it belongs to a datatype.

    Where the literal is outside its own datatype, that is found by `doubtful`.
    """
    return (
        f"({term} LIKE concat('%', {datatype}) "
        f"OR ({datatype} = '{_XSD}string>' AND {term} LIKE '%\"') "
        f"OR ({datatype} = '{_RDFS}Literal>' AND NOT {doubtful(term, dialect)}))"
    )
